"""The command: ``check`` and ``render``, else the window."""

import sys
from collections.abc import Sequence
from typing import Final

from buildx_cache_flags.cli import arguments, console

_INTERRUPTED: Final = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    try:
        return _run(sys.argv[1:] if argv is None else argv)
    except BrokenPipeError:
        console.let_go()
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED


def _run(argv: Sequence[str]) -> int:
    given = arguments.parser().parse_args(argv)
    if given.command == "check":
        if bool(given.values) == given.jsonl:
            given.refuse("check takes values, or --jsonl to read them from standard input")
        from buildx_cache_flags.cli import check

        return check.run(given)
    if given.command == "render":
        from buildx_cache_flags.cli import render

        return render.run(given)
    from buildx_cache_flags import app

    return app.run(paste=given.paste)


if __name__ == "__main__":
    sys.exit(main())
