"""What `packaging/dev.py` does; only the standard library, because it runs before anything is installed."""
