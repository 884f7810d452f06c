"""What a manifest in a registry means: a BuildKit cache, an image with or without one, or something else.  No network."""
