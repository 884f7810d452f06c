"""Following a script: every way through it, and the commands that it comes to."""
