"""What opens over the window: paste, recipes, settings."""
