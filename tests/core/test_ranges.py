"""Where exactly in its file a problem stands."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from buildx_cache_flags import __main__

FILES = {
    "compose.yaml": """services:
  app:
    build:
      cache_to: ["type=registry,ref=ghcr.io/acme/app:c,mode=MAX"]   # and this
      cache_from:
        - type=registry,ref=ghcr.io/acme/app:$TAG
        - type=registry,ref=ghcr.io/acme/app:d,foo=1
""",
    "docker-bake.hcl": """target "a" {
  cache-to = [{ type = "registry", ref = "a.b/c:d", mode = "Max" }]
  cache-from = [{
    type = "registry"
    ref = "A.b/C:d"
  }]
}
""",
    "b.sh": """#!/bin/bash
args=(
  --cache-to
  "type=registry,ref=a.b/c:d,mode=Min"
)
docker buildx build "${args[@]}" --cache-from type=registry,ref=a.b/c:d,fuu=1 .
""",
    "twice.sh": """#!/bin/sh
docker build --cache-to type=inline,mode=MAX --cache-to type=inline,mode=MAX .
""",
}
FOUND = {
    ("compose.yaml", "choice-unknown", "MAX"),
    ("compose.yaml", "key-unknown", "foo=1"),
    ("docker-bake.hcl", "choice-unknown", "Max"),
    ("docker-bake.hcl", "reference-uppercase", "A.b/C:d"),
    ("b.sh", "choice-unknown", "Min"),
    ("b.sh", "key-unknown", "fuu=1"),
}

Run = Callable[..., str]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    def call(*arguments: str) -> str:
        monkeypatch.setattr("sys.argv", ["buildx-cache-flags", "check", *arguments])
        __main__.main()
        return capfdbinary.readouterr()[0].decode()

    return call


def stretch(text: str, at: dict[str, int]) -> str:
    assert at["line"] == at["end_line"]
    return text.split("\n")[at["line"] - 1][at["column"] - 1 : at["end_column"] - 1]


def test_a_program_gets_the_exact_stretch(run: Run) -> None:
    answer = json.loads(run("--format", "json", "."))
    found = {
        (one["file"], one["code"], stretch(FILES[one["file"]], one["range"]))
        for one in answer["problems"]
        if one["range"]
    }
    assert found >= FOUND
    (compose,) = (build for build in answer["builds"] if build["file"] == "compose.yaml")
    (part,) = compose["unchecked"]
    assert stretch(FILES["compose.yaml"], part["range"]) == "$TAG"


def test_what_stands_twice_has_its_line_alone(run: Run) -> None:
    problems = json.loads(run("--format", "json", "twice.sh"))["problems"]
    assert problems
    assert all(one["line"] == 2 and one["range"] is None for one in problems if one["parameter"] == "mode")


def test_annotations_and_sarif_have_columns(run: Run) -> None:
    line = next(one for one in run("--format", "github", "compose.yaml").splitlines() if "choice-unknown" in one)
    column = FILES["compose.yaml"].split("\n")[3].index("MAX") + 1
    assert f"line=4,endLine=4,col={column},endColumn={column + 2},title" in line
    (ran,) = json.loads(run("--format", "sarif", "compose.yaml"))["runs"]
    assert ran["columnKind"] == "unicodeCodePoints"
    (bad,) = (one for one in ran["results"] if one["ruleId"] == "choice-unknown")
    region = bad["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 4, "startColumn": column, "endLine": 4, "endColumn": column + 3}


def test_every_range_of_a_real_looking_project_is_in_its_file(run: Run, tmp_path: Path) -> None:
    """Ranges are about the text as people see it: characters, also behind some of several bytes and carriage returns."""
    text = 'x: é日😀\r\nservices:\r\n  a:\r\n    build:\r\n      # 😀\r\n      cache_to: [ "type=registry,ref=a.b/c:😀,mode=MAX" ]\r\n'
    (tmp_path / "docker-compose.yml").write_text(text, encoding="utf-8", newline="")
    problems = json.loads(run("--format", "json", "docker-compose.yml"))["problems"]
    said = [stretch(text, one["range"]) for one in problems if one["range"]]
    assert "MAX" in said
