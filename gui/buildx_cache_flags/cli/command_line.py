"""What the command takes.  Light to import: everything heavy waits until it is known what to do."""

from argparse import Action, ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from buildx_cache_flags import __version__
from buildx_cache_flags.core.text.wording import printable

from .console import without_commands

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

from . import command_options

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
    command_options.fill_check(
        commands.add_parser(
            "check",
            help="check flags and files",
            description="Check values as the flags of one build, and every build of a file: Compose, Bake, GitHub Actions, "
            "GitLab CI and other build services, make, just, Task, Skaffold, package.json, devcontainer.json, Markdown, Dockerfiles, "
            f"a saved setup, or a script in a shell, Python, JavaScript, TypeScript, Go, Ruby, C# or Perl. {_STATUS}",
            allow_abbrev=False,
        )
    )
    command_options.fill_render(
        commands.add_parser(
            "render",
            help="print the finished flags",
            description="Print, byte for byte, what Copy puts on the clipboard. "
            f"If there are errors, print only those, on standard error. {_STATUS}",
            allow_abbrev=False,
        )
    )
    command_options.fill_inspect(
        commands.add_parser(
            "inspect",
            help="show what the registry has under a ref",
            description="Ask the registry of REF, with Docker's own login, what is there and whether a build finds a cache in it. "
            "Nothing is written. Exit status: 0 if it does, 1 if it doesn't or if that is unknown, 2 for wrong usage.",
            allow_abbrev=False,
        )
    )
    command_options.fill_cleanup(
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
    command_options.fill_builder(builder)
    command_options.fill_explain(
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
