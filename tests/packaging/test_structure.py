"""The house as a whole: no room too large, and no name that means two things."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGE: Final = ROOT / "gui" / "buildx_cache_flags"
MOST_LINES: Final = 300

LANGUAGES: Final = ("core/formats/", "core/files/github/")
"""Folders of languages.  Each language has words of its own: a call, a target or a recipe there is that language's, and
its module or class is called as the language calls it."""

FORMATS: Final = {"bake", "cmd", "compose", "fish", "just", "make", "powershell"}
"""A format is read in ``files``, written in ``targets`` and understood in ``formats``, each in a module of its name."""

SUBJECTS: Final = {
    "before": "what has to be there before a build: worked out in the core, shown in the window",
    "builder": "the builder in use: asked in live, printed by the command line",
    "check": "the check: the rules in the core, the command",
    "cleanup": "cleaning up: worked out in the core, the command",
    "codes": "the codes: the list in the core, the page that is written from it",
    "explain": "explaining: worked out in the core, the command, the tabs of the window",
    "files": "files with builds: read in the core, the command for them",
    "form": "the form: the folder of its parts, and the module that puts them together",
    "picture": "the picture: worked out in the core, drawn in the window",
    "registries": "registries: the table, and the rules about them",
    "secrets": "secrets: what is one, and the rules about them",
    "setup_files": "setups as files: read as any file with builds, and opened and saved by the window",
    "targets": "where a command goes to; in Bake, what it calls a build",
}
"""One subject in rooms beside each other, with what each room has of it."""


def sources(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def inside(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def test_no_module_is_longer_than_a_reader_keeps_in_mind() -> None:
    files = [*sources(ROOT / "gui"), *sources(ROOT / "packaging")]
    assert len(files) > 400
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in files}
    assert {str(path.relative_to(ROOT)): length for path, length in lengths.items() if length > MOST_LINES} == {}


def modules() -> Iterator[tuple[str, str]]:
    for path in sources(PACKAGE):
        if path.stem == "__init__":
            yield path.parent.name, f"{inside(path.parent)}/"
        else:
            yield path.stem, inside(path)


def classes() -> Iterator[tuple[str, str]]:
    for path in sources(PACKAGE):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                yield node.name, inside(path)


def twice(named: Iterator[tuple[str, str]]) -> dict[str, list[str]]:
    """Names that stand in several rooms, all languages counted as one."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, where in named:
        found[name].append(where)
    return {name: rooms for name, rooms in found.items() if len({_room(one) for one in rooms}) > 1}


def _room(where: str) -> str:
    return "languages" if where.startswith(LANGUAGES) else where


def test_a_module_s_name_means_one_thing() -> None:
    assert set(twice(modules())) - FORMATS == set(SUBJECTS)


def test_a_format_s_rooms_are_those_of_formats() -> None:
    rooms = ("core/files/", "core/targets/", "core/formats/")
    for name, where in twice(modules()).items():
        if name in FORMATS:
            assert all(one.startswith(rooms) for one in where), name


def test_a_class_s_name_means_one_thing() -> None:
    found = twice((name, where) for name, where in classes() if not where.startswith(LANGUAGES))
    assert found == {}
