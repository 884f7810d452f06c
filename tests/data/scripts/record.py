"""Runs every script of sources.txt with its real interpreter and a stand-in docker, and writes recorded.jsonl.

    python3 tests/data/scripts/record.py

A script begins behind a line `==== NAME [finding] [branches]`.  A row says what docker got, as those of the vectors do.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
INTERPRETERS = {
    ".bash": "bash",
    ".fish": "fish",
    ".js": "node",
    ".pl": "perl",
    ".py": sys.executable,
    ".sh": "sh",
    ".zsh": "zsh",
}
DOCKER = """#!/bin/sh
for word in "$@"; do printf '%s\\0' "$word"; done >> "$RECORDED"
printf '\\001' >> "$RECORDED"
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
    path.write_text(text, encoding="utf-8")
    environment = {"PATH": f"{folder / 'bin'}:/usr/bin:/bin", "HOME": str(folder), "RECORDED": str(record)}
    done = subprocess.run(
        [interpreter, path], cwd=folder, env=environment, capture_output=True, timeout=20, check=False
    )
    runs = record.read_text(encoding="utf-8").split("\1")[:-1] if record.exists() else []
    row: dict[str, object] = {"file": name, "script": text, "runs": [run.split("\0")[:-1] for run in runs]}
    if done.returncode:
        row["refused"] = True
    row |= dict.fromkeys(marks, True)
    return row


def main() -> None:
    """Write the rows anew."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "bin").mkdir()
        for program in ("docker", "sudo"):
            stand_in = folder / "bin" / program
            stand_in.write_text(DOCKER if program == "docker" else '#!/bin/sh\nexec "$@"\n')
            stand_in.chmod(0o755)
        rows = [row for script in scripts() if (row := recorded(*script, folder)) is not None]
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (HERE / "recorded.jsonl").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
