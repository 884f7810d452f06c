"""What the command takes.  Light to import: everything heavy waits until it is known what to do."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Final

from buildx_cache_flags import __version__
from buildx_cache_flags.core import versions
from buildx_cache_flags.core.parameters import OPTIONS
from buildx_cache_flags.core.targets import TARGETS

_STATUS: Final = "Exit status: 0 without errors, 1 with, 2 for wrong usage."


def parser() -> ArgumentParser:
    """The parser of the whole command; ``command`` is empty where the window is meant."""
    whole = ArgumentParser(
        "buildx-cache-flags",
        description="Builds and checks the registry-cache flags of docker buildx build. "
        "Without a command it opens the window.",
        allow_abbrev=False,
    )
    whole.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    whole.add_argument("--paste", metavar="TEXT", help="open the window with what TEXT says: flags or a whole command")
    commands = whole.add_subparsers(dest="command", metavar="COMMAND")
    _fill_check(
        commands.add_parser(
            "check",
            help="say what is right and wrong with flags",
            description="Checks the values as the flags of one build, and every build of a file: Compose, Bake, GitHub Actions, "
            f"GitLab CI or shell. {_STATUS}",
            allow_abbrev=False,
        )
    )
    _fill_render(
        commands.add_parser(
            "render",
            help="print the finished flags",
            description="Prints, byte for byte, what Copy would put on the clipboard. "
            f"With errors, prints only those, on standard error. {_STATUS}",
            allow_abbrev=False,
        )
    )
    return whole


def _fill_check(check: ArgumentParser) -> None:
    check.set_defaults(refuse=check.error)
    check.add_argument(
        "values",
        nargs="*",
        metavar="VALUE|FILE",
        help="what stands behind --cache-to= or --cache-from=; or a file with builds, - for standard input",
    )
    check.add_argument("--option", choices=OPTIONS, default="cache-to", help="the flag (default: %(default)s)")
    check.add_argument("--image", default="", metavar="REF", help="the image that the same build pushes")
    _add_buildkit(check)
    check.add_argument("--variables", action="store_true", help="references may carry variables as ${NAME}")
    check.add_argument(
        "--strict", action="store_true", help="a value of a file that can't be judged before it is used is an error"
    )
    check.add_argument(
        "--format", choices=("text", "json"), default="text", help="json: one object, as with --jsonl (default: text)"
    )
    check.add_argument(
        "--jsonl",
        action="store_true",
        help='read one object a line: {"option"?, "value" or "values", "image"?, "buildkit"?, "variables"?}; '
        'write one a line: {"ok", "entries", "problems"}',
    )


def _fill_render(render: ArgumentParser) -> None:
    render.add_argument("--for", dest="target", required=True, choices=tuple(TARGETS), help="where the flags go")
    render.add_argument("--image", default="", metavar="REF", help="the image; pushed unless --load is given")
    output = render.add_mutually_exclusive_group()
    output.add_argument("--push", dest="output", action="store_const", const="push", help="push the image")
    output.add_argument("--load", dest="output", action="store_const", const="load", help="load the image")
    render.add_argument("--context", default=".", metavar="PATH", help="the build context (default: %(default)s)")
    for option in OPTIONS:
        name = option.replace("-", "_")
        render.add_argument(
            f"--{option}", dest=name, action="append", default=[], metavar="VALUE", help="may be repeated"
        )
    render.add_argument("--one-line", action="store_true", help="everything on one line")
    render.add_argument(
        "--bake-objects", action="store_true", help="write Bake's caches as objects, which needs buildx 0.20 or later"
    )
    render.add_argument("--defaults", action="store_true", help="write every default, too")
    _add_buildkit(render)


def _add_buildkit(command: ArgumentParser) -> None:
    command.add_argument(
        "--buildkit", type=_version, default="", metavar="VERSION", help="the BuildKit release (default: the newest)"
    )


def _version(text: str) -> str:
    try:
        return text and versions.text(versions.parse(text))
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None
