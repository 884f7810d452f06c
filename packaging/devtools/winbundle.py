"""The two programs for Windows, built and used under Wine as a person and a script use them."""

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from devtools import environment, smoke, wine, winpython, winwindow
from devtools.metadata import metadata
from devtools.packages import WRONG_USAGE
from devtools.process import DevError, say
from devtools.smoke import Artefact, Case, Ended

MADE: Final = wine.FOLDER / "bundle"
LIMIT_SECONDS: Final = 120
CODE_PAGE: Final = "cp1252"


def package_windows(arguments: list[str]) -> int:
    """Build the programs for Windows under Wine, and use both; `--built`: without building them again."""
    if arguments not in ([], ["--built"]):
        raise DevError("package-windows takes --built or nothing.", WRONG_USAGE)
    with wine.windows() as env:
        if not arguments:
            build(env)
        made = MADE / metadata().name
        command, shown = (made / f"{name}.exe" for name in (metadata().command, metadata().shown_name))
        with tempfile.TemporaryDirectory(prefix="buildx-cache-flags-trial-") as name:
            try_command(command, env, Path(name))
        winwindow.try_window(shown, command, env)
    say(f"{command.name} and {shown.name} work")
    return 0


def build(env: Mapping[str, str]) -> None:
    """Have PyInstaller make the folder with both programs."""
    python = winpython.ensure("package")
    say("building the programs for Windows; under Wine that takes minutes")
    status = wine.run([python, "-u", "-m", "devtools.bundle", wine.path(MADE)], env)
    if status != 0:
        raise DevError("the programs for Windows could not be built; what went wrong is said above.", status)


def try_command(program: Path, env: Mapping[str, str], folder: Path) -> None:
    """Run all that a stranger tries; DevError where it ends or says otherwise than the checkout here does."""
    python = environment.ensure()
    checkout = Artefact("the checkout", (python, "-m", "buildx_cache_flags"))
    asked = smoke.cases(smoke.targets(python))
    say(f"{program.name}: {len(asked)} commands, as in the checkout")
    for name, text in smoke.FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    # Through a pipe, Windows' programs write in the old code page of its Western languages.
    here = {**smoke.plain(folder), "COLUMNS": "80", "LC_ALL": "C.UTF-8", "PYTHONIOENCODING": CODE_PAGE}
    artefact = Artefact(program.name, (program,))
    for case in asked:
        smoke.compare(artefact, case, run(program, case, folder, env), smoke.run(checkout, case, folder, here))


def run(program: Path, case: Case, folder: Path, env: Mapping[str, str]) -> Ended:
    """Run a command of the program to its end; lines end as they do here."""
    try:
        done = wine.capture(
            [program, *case.arguments],
            {**env, "COLUMNS": "80"},
            cwd=folder,
            given=case.given,
            timeout=LIMIT_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise DevError(f"{program.name} {' '.join(case.arguments)} did not end within {LIMIT_SECONDS} s.") from None
    output, errors = (said.replace(b"\r\n", b"\n").decode() for said in (done.stdout, done.stderr))
    return Ended(done.returncode, output, errors)
