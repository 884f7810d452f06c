"""A file that its own format refuses."""


class BrokenFileError(ValueError):
    """The message is one sentence; the line is 0 where there is none to name."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line
