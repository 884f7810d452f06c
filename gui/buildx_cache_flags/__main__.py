"""The command: ``check`` and ``render``, else the window."""

import sys
from collections.abc import Sequence
from typing import Final

_INTERRUPTED: Final = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    given = sys.argv[1:] if argv is None else argv
    try:
        # The window is what most people want, and it need not wait for a parser that has nothing to read.
        return _run(given) if given else _window(None)
    except BrokenPipeError:
        from buildx_cache_flags.cli import console

        console.let_go()
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED


def _run(argv: Sequence[str]) -> int:
    from buildx_cache_flags.cli import arguments

    given = arguments.parser().parse_args(argv)
    if given.command == "check":
        if bool(given.values) == given.jsonl:
            given.refuse("check takes values, or --jsonl to read them from standard input")
        from buildx_cache_flags.cli import check

        return check.run(given)
    if given.command == "render":
        from buildx_cache_flags.cli import render

        return render.run(given)
    return _window(given.paste)


def _window(paste: str | None) -> int:
    from buildx_cache_flags import app

    return app.run(paste=paste)


if __name__ == "__main__":
    sys.exit(main())
