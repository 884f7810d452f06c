"""Completions: made from the command's own parser, and used by the real shells."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from buildx_cache_flags import __main__, resources
from buildx_cache_flags.cli import completion

from .conftest import lacking


def file_of(shell: str) -> Path:
    return resources.path("completions", completion.FILES[shell])


def ran(program: str, *words: str) -> str:
    found = shutil.which(program)
    if found is None:
        lacking(f"{program} is not here, so nothing is completed in it: install it with the system's package manager")
    done = subprocess.run([found, *words], capture_output=True, encoding="utf-8", check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("shell", completion.FILES)
def test_the_files_are_made_from_the_parser(shell: str) -> None:
    pytest.importorskip("shtab", reason="shtab is not here: `make test` installs it")
    from devtools import completions

    assert file_of(shell).read_text(encoding="utf-8") == completions.text(shell), "run `make completions`"


@pytest.mark.parametrize("shell", completion.FILES)
def test_the_command_prints_what_the_shell_reads(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert __main__.main(("completion", shell)) == 0
    assert capsys.readouterr().out == file_of(shell).read_text(encoding="utf-8")


def completed_in_bash(*words: str) -> set[str]:
    script = f"""
    source {file_of("bash")}
    COMP_WORDS=({" ".join(words)}); COMP_CWORD={len(words) - 1}; COMP_LINE="${{COMP_WORDS[*]}}"; COMP_POINT=${{#COMP_LINE}}
    $(complete -p buildx-cache-flags | sed 's/.*-F \\([^ ]*\\).*/\\1/') buildx-cache-flags "${{COMP_WORDS[COMP_CWORD]}}"
    printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    return set(ran("bash", "-c", script).split())


@pytest.mark.skipif(sys.platform == "win32", reason="these shells are not those of Windows")
def test_bash_completes_commands_options_and_choices() -> None:
    assert completed_in_bash("buildx-cache-flags", "ch") == {"check"}
    assert {"--format", "--fix", "--strict"} <= completed_in_bash("buildx-cache-flags", "check", "--")
    assert completed_in_bash("buildx-cache-flags", "check", "--format", "s") == {"sarif"}


@pytest.mark.skipif(sys.platform == "win32", reason="these shells are not those of Windows")
def test_fish_completes_commands_options_and_choices() -> None:
    def completed(line: str) -> set[str]:
        found = ran("fish", "--no-config", "-c", f"source {file_of('fish')}; complete -C '{line}'")
        return {one.split("\t")[0] for one in found.splitlines()}

    assert completed("buildx-cache-flags ch") == {"check"}
    assert {"--format", "--fix", "--strict"} <= completed("buildx-cache-flags check --")
    assert completed("buildx-cache-flags check --format s") == {"sarif"}


@pytest.mark.skipif(sys.platform == "win32", reason="these shells are not those of Windows")
def test_zsh_reads_its_file() -> None:
    where = file_of("zsh").parent
    script = f"fpath=({where} $fpath); autoload -Uz compinit; compinit -D -u; print -r -- $_comps[buildx-cache-flags]"
    assert ran("zsh", "-f", "-c", script) == "_buildx-cache-flags\n"
    ran("zsh", "-f", "-n", str(file_of("zsh")))


def test_powershell_reads_its_file() -> None:
    if shutil.which("pwsh") is None:
        # Neither Debian nor npm nor PyPI has it, so a machine without it is none that lacks anything.
        pytest.skip("pwsh is not here, so nothing is completed in it: install PowerShell from Microsoft")
    check = f"$found = (TabExpansion2 'buildx-cache-flags ch' 21).CompletionMatches.CompletionText; . '{file_of('powershell')}'; $found"
    script = check.replace("$found = ", "").split("; ")
    assert "check" in ran("pwsh", "-NoProfile", "-Command", f"{script[1]}; {script[0]}").split()
