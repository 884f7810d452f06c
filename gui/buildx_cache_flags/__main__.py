"""The command: ``check``, ``render``, ``inspect``, ``cleanup``, ``builder`` and ``explain``, else the window."""

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import Final

_WRONG_USAGE: Final = 2
_INTERRUPTED: Final = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    if argv is None:
        _end_at_once_when_interrupted()
    if sys.stderr is None:
        # Nobody wants to read what goes wrong; every program here writes it all the same.
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - open until the end
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
    except ValueError as error:
        from buildx_cache_flags.cli import command_line
        from buildx_cache_flags.core.catalog.tables import TableError

        if not isinstance(error, TableError):
            raise
        reason = " ".join(str(error).split())
        print(f"{command_line.NAME}: a file of this program is damaged: {reason}. Install it again.", file=sys.stderr)
        return _WRONG_USAGE


def _end_at_once_when_interrupted() -> None:
    """Have Ctrl+C end the program wherever it is: an exception would be lost or taken for another one amid an import."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupted)


def _interrupted(_signal: int, _frame: FrameType | None) -> None:
    try:
        os.write(2, b"Interrupted.\n")
    finally:
        os._exit(_INTERRUPTED)


def _run(argv: Sequence[str]) -> int:
    from buildx_cache_flags.cli import command_line, console

    try:
        try:
            return _command(argv)
        finally:
            # Help and the version wait in the stream until the very end, where nobody could say what went wrong.
            if sys.stdout is not None:
                sys.stdout.flush()
    except BrokenPipeError:
        raise
    except (console.WriteError, OSError) as error:
        console.let_go()
        reason = getattr(error, "strerror", None) or error
        print(f"{command_line.NAME}: standard output can't be written: {reason}.", file=sys.stderr)
        return _WRONG_USAGE


def _command(argv: Sequence[str]) -> int:
    from buildx_cache_flags.cli import command_line

    if not any(word in command_line.OF_PLUGIN for word in argv):
        return _given(argv, command_line.NAME)
    from buildx_cache_flags.cli import plugin

    if argv[0] == command_line.METADATA:
        print(plugin.metadata())
        return 0
    own = plugin.own_arguments(argv, os.environ)
    return _given(argv, command_line.NAME) if own is None else _given(own, f"docker {command_line.PLUGIN}")


def _given(argv: Sequence[str], name: str) -> int:
    from buildx_cache_flags.cli import command_line

    words, literal = command_line.apart(argv)
    if command_line.is_file(words):
        return _window(None, command_line.file_of([*words, *literal]))
    given = command_line.parser(name).parse_args(words)
    if given.command == "check":
        given_values = bool(given.values or literal or given.cache_to or given.cache_from)
        if given_values + given.jsonl + (given.log is not None) > 1:
            given.refuse(
                "check needs values, or --jsonl to read them from standard input, or --log with the log of a build"
            )
        from buildx_cache_flags.cli import check

        given.literal = literal
        return check.run(given)
    if literal:
        given.refuse(f"unexpected argument {literal[0]}")
    if given.command == "render":
        from buildx_cache_flags.cli import render

        return render.run(given)
    if given.command == "inspect":
        from buildx_cache_flags.cli import inspect

        return inspect.run(given)
    if given.command == "cleanup":
        from buildx_cache_flags.cli import cleanup

        return cleanup.run(given)
    if given.command == "builder":
        from buildx_cache_flags.cli import builder

        return builder.run(given)
    if given.command == "explain":
        from buildx_cache_flags.cli import explain

        return explain.run(given)
    if given.command == "completion":
        from buildx_cache_flags.cli import completion

        return completion.run(given)
    return _window(given.paste)


def _window(paste: str | None, file: str | None = None) -> int:
    from buildx_cache_flags import app

    return app.run(paste=paste, file=file)


if __name__ == "__main__":
    sys.exit(main())
