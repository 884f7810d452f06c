"""Text as such: what every reader of it needs, whatever the text says."""
