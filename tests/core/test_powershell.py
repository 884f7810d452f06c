"""PowerShell command lines: what a real PowerShell 7.6 handed to a program, and what is rendered for it read back."""

import json
from pathlib import Path
from typing import Any

import pytest

from buildx_cache_flags.core.formats.script import powershell
from buildx_cache_flags.core.formats.script.follow.machine import Machine
from buildx_cache_flags.core.formats.script.follow.ran import Ran
from buildx_cache_flags.core.formats.script.functions import windows
from buildx_cache_flags.core.formats.script.reading.cursor import TornError
from buildx_cache_flags.core.formats.script.values import NOTHING, Text, Value, fixed
from buildx_cache_flags.core.targets import TARGETS
from buildx_cache_flags.core.targets import powershell as target
from buildx_cache_flags.core.text.template import Sealed
from buildx_cache_flags.core.text.work import Work
from tests.core import hostile
from tests.core.hostile import TAME_VALUES, is_carried, received

VECTORS = Path(__file__).parent.parent / "data" / "vectors" / "powershell.jsonl"
ROWS: list[dict[str, Any]] = [json.loads(line) for line in VECTORS.read_text(encoding="utf-8").splitlines()]
ENVIRONMENT: dict[str, Value] = {
    "env:ref": fixed("ghcr.io/acme/app:c"),
    "env:nope": NOTHING,
    "undefined": NOTHING,
    "a": NOTHING,
}
"""What was known where the rows were recorded."""


def ran(text: str, dialect: str, names: dict[str, Value]) -> tuple[Ran, ...]:
    work = Work.of(text)
    passed = windows.before_7_3 if dialect == "windows-powershell" else list
    machine = Machine(Sealed(), work, lambda inner, _, line: powershell.read(inner, line, work, dialect), passed)
    return machine.follow(powershell.read(text, 1, work, dialect), names)


def argument(text: Text) -> str:
    return "".join("<home>" if piece.source == "~" else piece.text for piece in text.pieces)


def arguments(text: str, dialect: str, names: dict[str, Value]) -> tuple[list[list[str]], bool]:
    """What docker gets in each run, and whether PowerShell refuses the text."""
    try:
        commands = ran(text, dialect, names)
    except TornError:
        return [], True
    refused = any(code == "script-refused" for one in commands for code, _, _ in one.flaws)
    runs = [list(map(argument, one.words[1:])) for one in commands if one.words[0].literal == "docker"]
    return runs, refused


@pytest.mark.parametrize("dialect", ["powershell", "windows-powershell"])
@pytest.mark.parametrize("row", ROWS, ids=[row["script"][:60] for row in ROWS])
def test_a_program_gets_what_powershell_hands_over(row: dict[str, Any], dialect: str) -> None:
    runs, refused = arguments(row["script"], dialect, ENVIRONMENT)
    wanted = row.get("runs_before_7_3", row["runs"]) if dialect == "windows-powershell" else row["runs"]
    error = row.get("error", "")
    if error.startswith("parse"):
        assert refused
    elif error == "run" and not wanted:
        # A command that is not there was to be run as well: in brackets, or behind a pipe.
        assert not refused
        assert any(mark in row["script"] for mark in ("(a)", "(b)", "a|b"))
    else:
        assert (runs, refused) == (wanted, False)


@pytest.mark.parametrize("one_line", [False, True])
@pytest.mark.parametrize("dialect", ["powershell", "windows-powershell"])
def test_what_is_rendered_reads_back(one_line: bool, dialect: str) -> None:
    names: dict[str, Value] = {f"env:{name.lower()}": fixed(value) for name, value in TAME_VALUES.items()}
    for command in hostile.commands(400, seed=41, usable=is_carried(TARGETS["powershell"])):
        text = target.render(command, one_line=one_line).text
        assert arguments(text, dialect, names) == ([received(command, TAME_VALUES)], False), text


def test_what_the_newer_one_alone_carries_reads_back_there() -> None:
    names: dict[str, Value] = {f"env:{name.lower()}": fixed(value) for name, value in TAME_VALUES.items()}
    for command in hostile.commands(400, seed=42):
        text = target.render(command).text
        assert arguments(text, "powershell", names) == ([received(command, TAME_VALUES)], False), text
