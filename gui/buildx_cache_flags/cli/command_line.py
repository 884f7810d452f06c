"""What the command takes.  Light to import: everything heavy waits until it is known what to do."""

from argparse import Action, ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from buildx_cache_flags import __version__
from buildx_cache_flags.core.catalog.parameters import OPTIONS
from buildx_cache_flags.core.targets import TARGETS
from buildx_cache_flags.core.text import versions
from buildx_cache_flags.core.text.wording import printable

from .console import without_commands

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

NAME: Final = "buildx-cache-flags"
PLUGIN: Final = "cacheflags"
"""The command of Docker's that the plugin adds."""
METADATA: Final = "docker-cli-plugin-metadata"
"""The word by which docker asks a plugin what it is."""
OF_PLUGIN: Final = (PLUGIN, METADATA)
SHELLS: Final = ("bash", "zsh", "fish", "powershell")
_COMMANDS: Final = ("check", "render", "inspect", "cleanup", "builder", "explain", "completion")
_STATUS: Final = "Exit status: 0 without errors, 1 with, 2 for wrong usage."


class _Parser(ArgumentParser):
    """argparse without its faults: it crashes at ``--name=--`` before Python 3.13, and prints what it is given raw."""

    def error(self, message: str) -> NoReturn:
        super().error(without_commands(printable(message)))

    def _print_message(self, message: str, file: "SupportsWrite[str] | None" = None) -> None:
        # argparse says nothing where the text can't be written.
        if file is not None and message:
            file.write(message)

    def _get_values(self, action: Action, arg_strings: list[str]) -> Any:  # noqa: ANN401 - as in argparse
        if action.option_strings and action.nargs is None and arg_strings == ["--"]:
            value = self._get_value(action, "--")
            self._check_value(action, value)
            return value
        return super()._get_values(action, arg_strings)


def apart(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """*argv* up to ``--``, and what stands behind it, which is values whatever it looks like."""
    words = list(argv)
    place = words.index("--") if "--" in words else len(words)
    return words[:place], words[place + 1 :]


def is_file(words: Sequence[str]) -> bool:
    """Whether *words* name what the window is to open, and no command."""
    return bool(words) and not words[0].startswith("-") and words[0] not in _COMMANDS


def file_of(words: Sequence[str]) -> str:
    """The one file among *words*; wrong usage where there are more, or it is not there."""
    first, *others = words
    if others:
        parser().error(f"the window opens one file. Remove {others[0]}")
    if not Path(first).exists():
        commands = ", ".join(_COMMANDS)
        parser().error(f"there is no file or command {first}. The commands are {commands}")
    return first


def parser(name: str = NAME) -> ArgumentParser:
    """The parser of the whole command, called *name*; ``command`` is empty where the window is meant."""
    whole = _Parser(
        name,
        usage="%(prog)s [-h] [--version] [--paste TEXT] [FILE | COMMAND ...]",
        description="Build and check the cache flags of docker buildx build. Without a command, open the window: with "
        "the form as you left it, or with FILE, a setup or any file with builds.",
        allow_abbrev=False,
    )
    whole.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    whole.add_argument("--paste", metavar="TEXT", help="open the window with TEXT pasted: flags or a whole command")
    whole.set_defaults(refuse=whole.error)
    commands = whole.add_subparsers(dest="command", metavar="COMMAND", prog=name)
    _fill_check(
        commands.add_parser(
            "check",
            help="check flags and files",
            description="Check values as the flags of one build, and every build of a file: Compose, Bake, GitHub Actions, "
            "GitLab CI and other build services, make, just, Task, Skaffold, package.json, devcontainer.json, Markdown, Dockerfiles, "
            f"a saved setup, or a script in a shell, Python, JavaScript, TypeScript, Go, Ruby, C# or Perl. {_STATUS}",
            allow_abbrev=False,
        )
    )
    _fill_render(
        commands.add_parser(
            "render",
            help="print the finished flags",
            description="Print, byte for byte, what Copy puts on the clipboard. "
            f"If there are errors, print only those, on standard error. {_STATUS}",
            allow_abbrev=False,
        )
    )
    _fill_inspect(
        commands.add_parser(
            "inspect",
            help="show what the registry has under a ref",
            description="Ask the registry of REF, with Docker's own login, what is there and whether a build finds a cache in it. "
            "Nothing is written. Exit status: 0 if it does, 1 if it doesn't or if that is unknown, 2 for wrong usage.",
            allow_abbrev=False,
        )
    )
    _fill_cleanup(
        commands.add_parser(
            "cleanup",
            help="print what deletes old versions of a cache",
            description="Print the file to paste so that old versions of a cache are deleted where REF is: a workflow, a policy or a "
            "script. What to do with it is on standard error. Nothing is asked and nothing is deleted. Exit status: 0, 1 if "
            "there is nothing to paste, 2 for wrong usage.",
            allow_abbrev=False,
        )
    )
    builder = commands.add_parser(
        "builder",
        help="show the builder in use",
        description="Ask docker buildx for the builder in use, its driver, its BuildKit release and its platforms. Nothing is "
        "started. Exit status: 0 if it can write a registry cache, 1 if it can't or if that is unknown, 2 for wrong usage. "
        "With --registry, docker is not asked.",
        allow_abbrev=False,
    )
    _fill_builder(builder)
    _fill_explain(
        commands.add_parser(
            "explain",
            help="explain a problem by its code",
            description="Print why a problem is one, what real builds did, how to fix it and where the documentation is. "
            "Without a code, list all codes. Exit status: 0, or 2 for an unknown code.",
            allow_abbrev=False,
        )
    )
    completion = commands.add_parser(
        "completion",
        help="print what a shell completes this command with",
        description="Prints a script for the shell: README says where it goes.",
        allow_abbrev=False,
    )
    completion.set_defaults(refuse=completion.error)
    completion.add_argument("shell", choices=SHELLS, help="the shell")
    return whole


def _fill_explain(explain: ArgumentParser) -> None:
    explain.set_defaults(refuse=explain.error)
    explain.add_argument(
        "codes",
        nargs="*",
        metavar="CODE",
        help="the code of a problem, such as ref-is-image; or limits, for what a cache can't do",
    )
    _add_format(explain)


def _fill_cleanup(cleanup: ArgumentParser) -> None:
    cleanup.set_defaults(refuse=cleanup.error)
    cleanup.add_argument(
        "ref",
        metavar="REF|VALUE",
        help="a reference, or a --cache-to or --cache-from value with type=registry; ${NAME} in its tag stands for "
        "several caches, such as one for each branch",
    )
    _add_format(cleanup)


def _fill_builder(builder: ArgumentParser) -> None:
    builder.set_defaults(refuse=builder.error)
    builder.add_argument(
        "--registry",
        metavar="HOST|REF",
        help="instead, print the buildkitd.toml by which a builder reaches a registry in your own network, and on standard error "
        "the line that creates the builder: with plain HTTP, unless --ca or --insecure is given",
    )
    how = builder.add_mutually_exclusive_group()
    how.add_argument("--ca", metavar="FILE", help="the certificate of the authority that signed the registry's")
    how.add_argument("--insecure", action="store_true", help="accept any certificate of the registry")
    _add_format(builder)


def _fill_inspect(inspect: ArgumentParser) -> None:
    inspect.set_defaults(refuse=inspect.error)
    inspect.add_argument(
        "ref", metavar="REF|VALUE", help="a reference, or a --cache-to or --cache-from value with type=registry"
    )
    inspect.add_argument(
        "--insecure",
        action="store_true",
        help="like registry.insecure=true: accept an untrusted certificate, or plain HTTP",
    )
    more = inspect.add_mutually_exclusive_group()
    more.add_argument(
        "--tags",
        action="store_true",
        help="list the repository's tags that hold a cache, newest first, with their size",
    )
    more.add_argument(
        "--may-write",
        action="store_true",
        help="show whether a build may write there: starts an upload and cancels it; nothing is stored",
    )
    _add_format(inspect)


def _add_format(command: ArgumentParser) -> None:
    command.add_argument(
        "--format", choices=("text", "json"), default="text", help="json: one object (default: %(default)s)"
    )


def _fill_check(check: ArgumentParser) -> None:
    check.set_defaults(refuse=check.error)
    check.add_argument(
        "values",
        nargs="*",
        metavar="VALUE|FILE|FOLDER",
        help="a --cache-to or --cache-from value; a file with builds, or - for standard input; or a folder, of which every "
        "file is read that git would keep (default: the current folder). After --, everything is a value",
    )
    check.add_argument("--option", choices=OPTIONS, default="cache-to", help="the flag (default: %(default)s)")
    check.add_argument("--image", default="", metavar="REF", help="the image that the same build pushes")
    _add_buildkit(check)
    check.add_argument("--variables", action="store_true", help="allow ${NAME} in references")
    check.add_argument(
        "--strict", action="store_true", help="report values that can't be checked before the file is used as errors"
    )
    check.add_argument(
        "--format",
        choices=("text", "json", "github", "gitlab", "sarif"),
        default="text",
        help="json: one object, as with --jsonl; github: annotations of a workflow; gitlab: a code quality report; "
        "sarif: SARIF 2.1.0 (default: text)",
    )
    for option in OPTIONS:
        check.add_argument(
            f"--{option}",
            dest=option.replace("-", "_"),
            action="append",
            default=[],
            metavar="VALUE",
            help="a value of this flag, whatever it looks like; may be repeated",
        )
    check.add_argument(
        "--fix", action="store_true", help="write corrected values into the files, and change nothing else"
    )
    check.add_argument("--diff", action="store_true", help="show what --fix would change; without --fix, write nothing")
    check.add_argument(
        "--log",
        metavar="FILE",
        help="show what the log of a build says about its caches: which were read and written, which steps ran and why; "
        "- for standard input",
    )
    check.add_argument(
        "--jsonl",
        action="store_true",
        help='read one object a line: {"option"?, "value" or "values", "image"?, "buildkit"?, "variables"?}; '
        'write one a line: {"ok", "entries", "problems"}',
    )


def _fill_render(render: ArgumentParser) -> None:
    render.set_defaults(refuse=render.error)
    render.add_argument(
        "file", nargs="?", metavar="FILE", help="a setup saved by the window; then no options of the build are needed"
    )
    render.add_argument(
        "--for", dest="target", choices=tuple(TARGETS), help="where the flags go; a setup names it itself"
    )
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
    render.add_argument("--one-line", action="store_true", help="put the command on one line")
    render.add_argument(
        "--bake-objects", action="store_true", help="write Bake's caches as objects (needs buildx 0.20 or later)"
    )
    render.add_argument("--defaults", action="store_true", help="also write parameters that equal the default")
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
