"""Words, files and streams that nobody means: each gets a sentence and an exit status, and nothing gets through."""

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given

from buildx_cache_flags import __main__
from buildx_cache_flags.cli import console
from tests import strategies

SOURCE = Path(__main__.__file__).parent.parent
GOOD = "type=registry,ref=ghcr.io/acme/app:buildcache,mode=max"
BUILD = "docker buildx build --cache-to type=registry,ref=ghcr.io/acme/app:c,mode=MAX .\n"
POSIX = pytest.mark.skipif(os.name != "posix", reason="streams are closed like this by POSIX shells")

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run the command in an empty folder: exit status, standard output and standard error."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            status = __main__.main(arguments)
        except SystemExit as exited:
            status = int(exited.code or 0)
        out, err = capfdbinary.readouterr()
        return status, out.decode(), err.decode()

    return run


def shell(script: str) -> subprocess.CompletedProcess[bytes]:
    """Run ``$RUN …`` as a shell does."""
    variables = {**os.environ, "PYTHONPATH": str(SOURCE), "RUN": f"{sys.executable} -m buildx_cache_flags"}
    return subprocess.run(["sh", "-c", script], env=variables, capture_output=True, check=False)


MISSING = [
    *(
        f"ci/build.{ending}"
        for ending in [
            "ps1",
            "bat",
            "cmd",
            "bash",
            "zsh",
            "fish",
            "py",
            "toml",
            "txt",
            "j2",
            "sh",
            "yml",
            "yaml",
            "json",
            "hcl",
            "PS1",
        ]
    ),
    *(
        "./build",
        "../x",
        "/no/where",
        "ci/",
        "C:/ci/build",
        ".\\\\build",
        "~/build",
        "Makefile",
        "ci/Dockerfile",
        "*.yml",
        "ci/*",
    ),
]


class TestPaths:
    @pytest.mark.parametrize("name", MISSING)
    def test_what_looks_like_a_path_is_none_of_the_values(self, run: Run, name: str) -> None:
        status, out, err = run("check", name)
        assert (status, out) == (2, "")
        assert name in err
        assert f"-- {name}" in err

    @pytest.mark.parametrize("name", MISSING)
    def test_behind_two_hyphens_it_is_a_value(self, run: Run, name: str) -> None:
        status, out, _ = run("check", "--", name)
        assert status in (0, 1)
        assert out

    @pytest.mark.parametrize(
        "value", ["a/b", "acme/app:1.0", "ghcr.io/acme/app", "localhost:5000/a", GOOD, "alpine", ""]
    )
    def test_references_are_values(self, run: Run, value: str) -> None:
        assert run("check", value)[0] == 0

    def test_a_missing_file_of_a_folder_that_is_there(self, run: Run) -> None:
        assert run("check", "ci/build")[0] == 0
        Path("ci").mkdir()
        assert run("check", "ci/build")[0] == 2

    def test_a_file_without_an_ending_is_read(self, run: Run) -> None:
        Path("build").write_text(BUILD, "utf-8")
        status, out, _ = run("check", "build")
        assert status == 1
        assert out.startswith("build:1")

    def test_a_folder_is_no_value(self, run: Run) -> None:
        Path("ci").mkdir()
        status, out, _ = run("check", "ci")
        assert status == 0
        assert "no build with a cache was found" in out

    @POSIX
    def test_a_link_in_a_circle_and_one_that_leads_nowhere(self, run: Run) -> None:
        Path("loop").symlink_to("loop")
        Path("gone").symlink_to("nowhere")
        assert run("check", "loop")[0] == 2
        assert run("check", "gone")[0] == 2

    @POSIX
    def test_a_device_is_no_file(self, run: Run) -> None:
        status, _, err = run("check", "/dev/zero")
        assert status == 2
        assert "neither a file nor a folder" in err


class TestStreams:
    @POSIX
    @pytest.mark.parametrize(
        ("script", "status"),
        [
            ("$RUN check a/b >&-", 2),
            ("$RUN check a/b >/dev/full", 2),
            ("$RUN check --format json a/b >/dev/full", 2),
            ("$RUN --help >/dev/full", 2),
            ("$RUN --version >/dev/full", 2),
            ("$RUN render --for bash --cache-to a/b >/dev/full", 2),
            ("$RUN render --for bash --cache-to a/b >&-", 2),
            ("$RUN check - <&-", 2),
            ("$RUN check --jsonl <&-", 2),
            ("echo '{}' | $RUN check --jsonl >/dev/full", 2),
            ("$RUN check a/b <&-", 0),
            ("$RUN check a/b 2>&-", 0),
            ("$RUN check a/b@ 2>&-", 1),
            ("$RUN check x.yml 2>&-", 2),
        ],
    )
    def test_a_stream_that_is_closed_or_full(self, script: str, status: int) -> None:
        done = shell(script)
        assert done.returncode == status
        assert b"Traceback" not in done.stderr
        assert b"Exception" not in done.stderr
        assert bool(done.stderr) == (status == 2 and "2>&-" not in script)

    @POSIX
    def test_an_interruption_amid_an_import_ends_with_a_sentence(self) -> None:
        code = (
            "import builtins, os, signal, sys\n"
            "real = builtins.__import__\n"
            "def interrupted(name, *more):\n"
            "    if name == 'pydantic':\n"
            "        os.kill(os.getpid(), signal.SIGINT)\n"
            "    return real(name, *more)\n"
            "builtins.__import__ = interrupted\n"
            "sys.argv[1:] = ['check', 'a/b']\n"
            "from buildx_cache_flags.__main__ import main\n"
            "sys.exit(main())\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": str(SOURCE)},
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"Interrupted.\n")

    @pytest.mark.parametrize("name", ["context", "image", "cache-to", "cache-from"])
    def test_two_hyphens_as_the_value_of_an_option(self, run: Run, name: str) -> None:
        status, _, err = run("render", "--for", "bash", f"--{name}=--")
        assert status in (0, 1)
        assert "Traceback" not in err

    def test_two_hyphens_as_a_choice(self, run: Run) -> None:
        assert run("render", "--for=--")[0] == 2
        assert run("check", "--option=--", "a/b")[0] == 2


RED = "a\x1b[31m"
INJECTED = "\x1b[31mred\x1b]0;title\x07\r\n::error::injected\n##vso[task.complete]\u202e\u2028\x9b2J"


def harmless(text: str) -> bool:
    """Whether neither a terminal nor a CI service finds a command in *text*."""
    lines = text.split("\n")
    commands = any(line.lstrip().startswith("::") for line in lines) or re.search(r"##\w*\[", text)
    return not commands and all(line.isprintable() for line in lines)


class TestConsole:
    @POSIX
    def test_names_of_others_reach_no_terminal(self, run: Run) -> None:
        service = json.dumps({"services": {INJECTED: {"build": {"cache_to": [f"type=registry,{INJECTED}=MAX"]}}}})
        name = f"::warning file={INJECTED.replace('/', '')}.yml".replace("\n", " ")[:120]
        for file in (name, "\x1b[2Jcompose.yml", "a\n::error::compose.yml"):
            Path(file).write_text(service, "utf-8")
            status, out, _ = run("check", file)
            assert status == 1
            assert "injected" in out
            assert harmless(out)

    @pytest.mark.parametrize(
        "text", ["::error::x", "  ::x", INJECTED, "##[error]x", "a ##teamcity[b]", "\x85\x00\ud800"]
    )
    def test_every_line_is_one_plain_line(self, text: str) -> None:
        stream = io.StringIO()
        console.Console(stream).line(text)
        assert stream.getvalue().endswith("\n")
        assert harmless(stream.getvalue()[:-1])
        assert "\n" not in stream.getvalue()[:-1]

    @given(strategies.hostile_text())
    def test_no_text_gets_through(self, text: str) -> None:
        stream = io.StringIO()
        console.Console(stream).line(text)
        assert harmless(stream.getvalue()[:-1])

    def test_only_the_program_chooses_styles(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(console, "has_colour", lambda stream, environment: True)
        stream = io.StringIO()
        screen = console.Console(stream)
        screen.line(f"{screen.styled(RED, 'error')} \x1b[32mb")
        assert stream.getvalue() == "\x1b[1;31ma\\u001b[31m\x1b[0m \\u001b[32mb\n"

    @pytest.mark.parametrize(
        "arguments",
        [["check", f"{INJECTED}.yml"], ["check", "--option", INJECTED], [INJECTED], ["check", "--x" + INJECTED]],
    )
    def test_wrong_usage_shows_words_as_plain_text(self, run: Run, arguments: list[str]) -> None:
        status, out, err = run(*arguments)
        assert (status, out) == (2, "")
        assert harmless(err)

    def test_json_holds_no_command_of_azure(self, run: Run) -> None:
        _, out, _ = run("check", "--format", "json", f"type=registry,ref=a/b,{INJECTED}=x")
        assert harmless(out)
        assert any("##vso[" in key for key in json.loads(out)["entries"][0]["attrs"])
