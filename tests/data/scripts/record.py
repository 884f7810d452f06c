"""Runs every script of sources.txt with its real interpreter and a stand-in docker, and writes recorded.jsonl.

    python3 tests/data/scripts/record.py

Batch files are run by Wine's cmd, where Wine and a compiler for Windows are there.  The row of a script that did not
change stays where its interpreter is missing (Debian has golang-go, ruby, mono-mcs and mono-runtime, npm has typescript).

A script begins behind a line `==== NAME [finding] [branches] [named]`; named says that no
reader can tell its words, which is to be said then.  A row says what docker got, as those of the vectors do.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
INTERPRETERS = {
    ".bat": "wine",
    ".bash": "bash",
    ".cs": "mcs",
    ".fish": "fish",
    ".go": "go",
    ".js": "node",
    ".pl": "perl",
    ".py": sys.executable,
    ".rb": "ruby",
    ".sh": "sh",
    ".ts": "tsc",
    ".zsh": "zsh",
}
COMPILED = {
    ".cs": 'PROGRAM -out:"$0.exe" "$0" && mono "$0.exe"',
    ".go": 'PROGRAM run "$0"',
    # Without the types of Node, the compiler complains and writes its output all the same.
    ".ts": 'PROGRAM --target es2022 --module commonjs "$0" >/dev/null; node "${0%.ts}.js"',
}
"""How a program is made and run, in a shell that has its path as $0."""

DOCKER = """#!/bin/sh
for word in "$@"; do printf '%s\\0' "$word"; done >> "$RECORDED"
printf '\\001' >> "$RECORDED"
"""


WINDOWS = """#include <stdio.h>
#include <stdlib.h>
int main(int argc, char **argv) {
  FILE *file = fopen(getenv("RECORDED"), "ab");
  for (int number = 1; number < argc; number++) { fputs(argv[number], file); fputc(0, file); }
  fputc(1, file);
  return fclose(file);
}
"""


def scripts() -> list[tuple[str, list[str], str]]:
    """Name, marks and text of each script."""
    parts = re.split(r"^==== (\S+)(.*)\n", (HERE / "sources.txt").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [
        (name, marks.split(), text) for name, marks, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True)
    ]


def recorded(name: str, marks: list[str], text: str, folder: Path) -> dict[str, object] | None:
    """The row of a script; nothing where its interpreter is not there."""
    interpreter = shutil.which(INTERPRETERS[Path(name).suffix])
    if interpreter is None:
        return None
    path, record = folder / name, folder / f"{name}.record"
    if path.suffix == ".bat":
        return recorded_by_wine(path, record, marks, text)
    path.write_text(text, encoding="utf-8")
    environment = {"PATH": f"{folder / 'bin'}:/usr/bin:/bin", "HOME": str(folder), "RECORDED": str(record)}
    command: list[str | Path] = [interpreter, path]
    if path.suffix in COMPILED:
        environment["PATH"] = f"{folder / 'bin'}:{os.environ['PATH']}"
        command = ["sh", "-c", COMPILED[path.suffix].replace("PROGRAM", interpreter), path]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=200, check=False)
    return row_of(name, text, marks, record, refused=done.returncode != 0)


def recorded_by_wine(path: Path, record: Path, marks: list[str], text: str) -> dict[str, object] | None:
    """The row of a batch file; nothing where there is no stand-in for Windows."""
    if not (path.parent / "docker.exe").exists():
        return None
    # A name that begins with a command, such as for-list.bat, would be taken for that.
    batch = path.with_name("run.bat")
    batch.write_bytes(text.replace("\n", "\r\n").encode())
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(path.parent), "WINEPREFIX": str(path.parent / "prefix")}
    environment |= {"WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml="}
    environment |= {"RECORDED": f"Z:{record}".replace("/", "\\")}
    subprocess.run(
        ["wine", "cmd", "/c", batch.name],
        cwd=path.parent,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=200,
        check=False,
    )
    return row_of(path.name, text, marks, record, refused=False)


def row_of(name: str, text: str, marks: list[str], record: Path, *, refused: bool) -> dict[str, object]:
    """What docker got, as a row."""
    runs = record.read_text(encoding="utf-8").split("\1")[:-1] if record.exists() else []
    row: dict[str, object] = {"file": name, "script": text, "runs": [run.split("\0")[:-1] for run in runs]}
    if refused:
        row["refused"] = True
    row |= dict.fromkeys(marks, True)
    return row


def known(name: str, marks: list[str], text: str) -> dict[str, object] | None:
    """The row that is there already, of a script that is still the same."""
    lines = (HERE / "recorded.jsonl").read_text(encoding="utf-8").splitlines()
    rows: list[dict[str, object]] = [json.loads(line) for line in lines]
    found = next((row for row in rows if row["file"] == name and row["script"] == text), None)
    return found and {key: found[key] for key in ("file", "script", "runs", "refused") if key in found} | dict.fromkeys(
        marks, True
    )


def main() -> None:
    """Write the rows anew."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "bin").mkdir()
        for program in ("docker", "sudo"):
            stand_in = folder / "bin" / program
            stand_in.write_text(DOCKER if program == "docker" else '#!/bin/sh\nexec "$@"\n')
            stand_in.chmod(0o755)
        (folder / "docker.c").write_text(WINDOWS)
        compiler = shutil.which("x86_64-w64-mingw32-gcc")
        if compiler:
            subprocess.run([compiler, "-o", folder / "docker.exe", folder / "docker.c"], check=True)
        rows = [row for script in scripts() if (row := recorded(*script, folder) or known(*script)) is not None]
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (HERE / "recorded.jsonl").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
