"""What a bundle contains, noted down: dev.py runs on any Python, but licences are looked up in the bundle's."""

import json
from collections.abc import Iterable
from pathlib import Path


def write(path: Path, distributions: Iterable[str], libraries: Iterable[Path]) -> None:
    """Note down the names of the distributions, and the places of the libraries before they were bundled."""
    content = {"distributions": sorted(set(distributions)), "libraries": sorted({str(file) for file in libraries})}
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def read(path: Path) -> tuple[list[str], list[Path]]:
    """Return the distributions and the libraries that were noted down."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return content["distributions"], [Path(file) for file in content["libraries"]]
