"""Compose files: what their variables stand for, and what a service takes over from others."""
