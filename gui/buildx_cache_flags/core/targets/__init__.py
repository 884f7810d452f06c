"""Where finished flags go: one module for each target."""
