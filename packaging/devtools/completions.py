"""What shells complete the command with, made by shtab from its own parser; needs shtab and the application.

`python -m devtools.completions` writes the files into resources/completions.
"""

import sys
from argparse import Action, ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from typing import Final

import shtab

from buildx_cache_flags.cli import command_line
from buildx_cache_flags.cli.completion import FILES
from devtools.process import ROOT

FOLDER: Final = ROOT / "resources" / "completions"
_FILES: Final = ("FILE", "FOLDER", "SETUP-FILE")
_FOLDERS: Final = ("PATH",)


def text(shell: str) -> str:
    """What *shell* reads."""
    parser = command_line.parser()
    for action in _actions(parser):
        words = str(action.metavar or "").split("|")
        if any(word in _FILES for word in words):
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        elif any(word in _FOLDERS for word in words):
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    made: str = shtab.complete(parser, shell=shell, root_prefix="buildx_cache_flags")
    return "\n".join(line.rstrip() for line in made.replace("\r\n", "\n").splitlines()) + "\n"


def _actions(parser: ArgumentParser) -> Iterator[Action]:
    for action in parser._actions:
        if isinstance(action, _SubParsersAction):
            for inner in action.choices.values():
                yield from _actions(inner)
        else:
            yield action


def main() -> int:
    """Write all of them anew."""
    FOLDER.mkdir(exist_ok=True)
    for shell, file in FILES.items():
        (FOLDER / file).write_text(text(shell), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
