"""Bake files: what their expressions amount to."""
