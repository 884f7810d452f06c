"""What the readers of all languages have in common: a place that moves on, trees, calls, braces."""
