"""The command line beside the window: ``check`` and ``render``.  Nothing in here knows about Qt."""
