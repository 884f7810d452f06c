"""The formats that builds are written in, one module or folder each."""
