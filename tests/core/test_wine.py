"""What is copied for cmd, run by Wine's cmd.exe and split by a program in Go, as docker.exe is: ``make test-wine``."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from buildx_cache_flags.core.draft.command import Command
from buildx_cache_flags.core.targets import TARGETS, cmd
from tests.core import hostile
from tests.core.hostile import TAME_VALUES, is_carried, plain, received

pytestmark = pytest.mark.skipif(not os.environ.get("BUILDX_CACHE_FLAGS_WINE"), reason="only `make test-wine` runs it")

STAND_IN = """package main

import (
	"os"
	"strconv"
	"strings"
)

func main() {
	file, err := os.OpenFile(os.Getenv("DUMP"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0644)
	if err != nil {
		panic(err)
	}
	file.WriteString(strconv.Itoa(len(os.Args)-1) + "\\x00" + strings.Join(append(os.Args[1:], ""), "\\x00"))
	file.Close()
}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a ``docker.exe`` that notes its arguments down, and a Windows of its own for Wine."""
    made = tmp_path_factory.mktemp("windows")
    (made / "docker.go").write_text(STAND_IN, encoding="utf-8")
    go = {**os.environ, "GOOS": "windows", "GOARCH": "amd64", "CGO_ENABLED": "0", "GO111MODULE": "off"}
    go |= {"GOCACHE": str(made / "cache"), "GOPATH": str(made / "go"), "HOME": str(made)}
    subprocess.run(["go", "build", "-o", "docker.exe", "docker.go"], cwd=made, env=go, check=True, timeout=300)
    wine(made, "/c", "echo ready")
    return made


def wine(folder: Path, *arguments: str, typed: str = "") -> None:
    """Run cmd with *arguments*, and with what is *typed* at its prompt."""
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    environment |= {**TAME_VALUES, "WINEPREFIX": str(folder / "prefix"), "WINEDEBUG": "-all"}
    environment |= {"DUMP": f"Z:{folder / 'dump'}".replace("/", "\\"), "WINEDLLOVERRIDES": "mscoree,mshtml="}
    (folder / "typed").write_bytes(typed.encode())
    # A file, because of a pipe Wine loses what it has read beyond the end of a line.
    with (folder / "typed").open("rb") as keys:
        subprocess.run(
            ["wine", "cmd", *arguments],
            stdin=keys,
            capture_output=True,
            check=True,
            cwd=folder,
            env=environment,
            timeout=300,
        )


def dumped(folder: Path) -> list[list[str]]:
    """What ``docker.exe`` was given since the last time."""
    dump = folder / "dump"
    words = iter(dump.read_bytes().decode().split("\0")[:-1])
    dump.unlink()
    return [[next(words) for _ in range(int(count))] for count in words]


def in_batch_file(folder: Path, texts: list[str]) -> list[list[str]]:
    lines = ["@echo off", *texts, ""]
    (folder / "try.bat").write_bytes("\n".join(lines).replace("\n", "\r\n").encode())
    wine(folder, "/c", "try.bat")
    return dumped(folder)


def at_prompt(folder: Path, texts: list[str]) -> list[list[str]]:
    wine(folder, "/q", typed="\n".join([*texts, "exit", ""]).replace("\n", "\r\n"))
    return dumped(folder)


def commands(seed: int) -> tuple[Command, ...]:
    """Commands that Wine can be asked about: it reads batch files in an old code page, and hides the variable HOME."""

    def is_usable(command: Command) -> bool:
        texts = "".join(command.arguments)
        return texts.isascii() and "${HOME}" not in texts and is_carried(TARGETS["cmd"])(command)

    return hostile.commands(200, seed=seed, usable=is_usable)


@pytest.mark.parametrize("one_line", [False, True])
@pytest.mark.parametrize("way", [in_batch_file, at_prompt])
def test_any_arguments_arrive(folder: Path, way: Callable[[Path, list[str]], list[list[str]]], one_line: bool) -> None:
    made = commands(seed=9)
    texts = [cmd.render(command, one_line=one_line).text for command in made]
    # On a busy machine Wine sometimes fails to start a program, of which nothing is noted down then.
    tries = (way(folder, texts) for _ in range(3))
    got = next((words for words in tries if len(words) == len(texts)), [])
    assert got == [received(command, TAME_VALUES) for command in made]


def test_each_special_character_arrives_at_every_place_of_an_argument(folder: Path) -> None:
    pieces = [chr(code) for code in range(32, 127) if chr(code) != "%"]
    pieces += ["\\\\", '\\"', '""', "^^", "&&", "!PATH!"]
    batch = [[piece, f"a{piece}", f"{piece}a", f"--x={piece}", f"a '{piece}'", f'"{piece}"', ""] for piece in pieces]
    assert in_batch_file(folder, [cmd.render(plain(arguments)).text for arguments in batch]) == batch
