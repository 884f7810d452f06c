"""Files as people keep them: each with its right answer by itself, and all of them as one project."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from buildx_cache_flags import __main__

SAMPLES: Final = Path(__file__).parent.parent / "data" / "projects" / "samples.toml"
FILES: Final[list[dict[str, Any]]] = tomllib.loads(SAMPLES.read_text(encoding="utf-8"))["file"]
WITH_BUILDS: Final = [one for one in FILES if "caches" in one or "unchecked" in one]
Check = Callable[..., dict[str, Any]]


@pytest.fixture
def check(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    monkeypatch.chdir(tmp_path)

    def check(*arguments: str) -> dict[str, Any]:
        __main__.main(("check", "--format", "json", *arguments))
        answer: dict[str, Any] = json.loads(capfd.readouterr().out)
        return answer

    return check


def put(one: dict[str, Any]) -> None:
    path = Path(one["name"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(one["text"].removeprefix("\n"), encoding="utf-8")


def caches(answer: dict[str, Any], name: str) -> list[str]:
    """Flag, type and address of every cache, as the file writes them."""
    entries = [entry for build in answer["builds"] if build["file"] == name for entry in build["entries"]]
    shown = []
    for entry in entries:
        attrs = entry["attrs"]
        address = attrs.get("ref") or attrs.get("dest") or attrs.get("src") or ""
        shown.append(f"{entry['option']} {entry['type']} {address}".strip())
    return sorted(shown)


def unchecked(answer: dict[str, Any], name: str) -> int:
    parts = [part for build in answer["builds"] if build["file"] == name for part in build["unchecked"]]
    parts += [part for part in answer["unchecked"] if part["file"] == name]
    return len({(part["line"], part["text"]) for part in parts})


def codes(answer: dict[str, Any], name: str) -> list[str]:
    found = (one for one in answer["problems"] if one["file"] == name and one["severity"] != "hint")
    return sorted({one["code"] for one in found})


@pytest.mark.parametrize("one", WITH_BUILDS, ids=lambda one: one["name"])
def test_a_file_by_itself(one: dict[str, Any], check: Check) -> None:
    put(one)
    answer = check(one["name"])
    assert caches(answer, one["name"]) == sorted(one.get("caches", ()))
    assert codes(answer, one["name"]) == sorted(one.get("codes", ()))
    assert unchecked(answer, one["name"]) == one.get("unchecked", 0)


def test_all_of_them_as_a_project(check: Check) -> None:
    for one in FILES:
        put(one)
    answer = check(".")
    names = {one["name"] for one in WITH_BUILDS}
    assert {build["file"] for build in answer["builds"] if build["entries"] or build["unchecked"]} <= names
    for one in WITH_BUILDS:
        assert caches(answer, one["name"]) == sorted(one.get("caches", ())), one["name"]
        assert unchecked(answer, one["name"]) == one.get("unchecked", 0), one["name"]
    others = {one["name"] for one in FILES} - names
    assert not [one for one in answer["problems"] if one["file"] in others]
    assert not answer["unchecked"]


LIMITS: Final = {
    "aliases.yml": "services:\n a: &a [x, x, x, x, x, x, x, x, x]\n"
    + "".join(
        f" b{number}: &b{number} [{', '.join([f'*b{number - 1}' if number else '*a'] * 9)}]\n" for number in range(9)
    ),
    "compose.yaml": "services: " + "[" * 50_000,
    "docker-bake.hcl": 'target "a" { cache-to = [' + "(" * 50_000,
    "docker-bake.json": '{"target": ' * 20_000,
    ".gitlab-ci.yml": "include: {local: .gitlab-ci.yml}\na: {script: [docker build --cache-from a/b .]}\n",
    "Makefile": "include Makefile\nA = $(B)\nB = $(A)\nx:\n\tdocker build --cache-from $(A) .\n",
    "build.sh": "f() { f; }; f\n" + "if true; then " * 5_000 + "docker build --cache-from a/b .\n",
    ".github/workflows/a.yml": "on: push\njobs: {a: {uses: ./.github/workflows/a.yml}}  # docker\n",
}


@pytest.mark.parametrize("name", LIMITS)
def test_what_goes_on_for_ever_ends_with_a_sentence(name: str, check: Check) -> None:
    put({"name": name, "text": LIMITS[name]})
    alone, together = check(name), check(".")
    assert alone["builds"] or alone["problems"] or alone["unchecked"]
    assert isinstance(together["ok"], bool)


def test_a_file_of_many_megabytes(check: Check) -> None:
    with Path("large.sh").open("wb") as file:
        file.truncate(50_000_000)
        file.write(b"\ndocker buildx build --cache-to type=inline .\n")
    with Path("data.json").open("wb") as file:
        file.truncate(50_000_000)
    (part,) = check(".")["unchecked"]
    assert part["file"] == "large.sh"
    assert "more than" in part["reason"]
