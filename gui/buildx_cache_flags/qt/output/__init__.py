"""The command side of the window: where it goes, the command, Copy, and the tabs under it."""
