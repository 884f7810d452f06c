"""Files on a disk: written whole or not at all, one writer at a time, and read only as far as a limit."""
