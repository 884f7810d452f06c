"""What outlives a window: its session, what was copied, and forms in files of their own.  Nothing here holds a secret."""
