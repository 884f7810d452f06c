"""Scripts that are pasted: they come to the same entries as in a file, or what is not known of them is named."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.files import read_file
from buildx_cache_flags.core.project import offers
from buildx_cache_flags.core.project.offers import Offers

DATA = Path(__file__).parent.parent / "data"
ROWS: list[dict[str, Any]] = [
    json.loads(line)
    for name in ("vectors/scripts", "scripts/recorded")
    for line in (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
]
FENCES = {
    ".zsh": "zsh",
    ".sh": "bash",
    ".bash": "bash",
    ".ps1": "powershell",
    ".bat": "batch",
    ".fish": "fish",
    ".js": "js",
}
FENCES |= {".py": "python", ".pl": "perl", ".go": "go", ".rb": "ruby", ".cs": "csharp", ".csx": "csharp", ".ts": "ts"}


def entries(drafts: list[Draft]) -> Counter[tuple[str, Entry]]:
    return Counter((option, entry) for draft in drafts for option in OPTIONS for entry in draft.entries(option))


def pasted(text: str, catalog: Catalog) -> Offers:
    return offers.read(text, "", Draft(), catalog)


def without_numbers(sentence: str) -> str:
    return re.sub(r"\d+", "", sentence)


def fenced(row: dict[str, Any]) -> str:
    language = FENCES[Path(row["file"]).suffix]
    return f"Build it so:\n\n```{language}\n{row['script'].rstrip()}\n```\n"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])
@pytest.mark.parametrize("form", ["bare", "fenced"])
def test_a_pasted_script_gives_the_entries_of_the_file(row: dict[str, Any], form: str, catalog: Catalog) -> None:
    reading = read_file(row["file"], row["script"], catalog)
    found = pasted(row["script"] if form == "bare" else fenced(row), catalog)
    same = entries([one.pasted.draft for one in found.offers]) == entries([one.draft for one in reading.builds])
    named = any(one.pasted.left_out or one.pasted.problems for one in found.offers) or bool(found.sentences)
    # Without a fence nothing tells zsh from bash, and what a file's name says is not there.
    assert same or named or (form == "bare" and row["file"].endswith(".zsh"))
    assert same or form == "bare"


@pytest.mark.parametrize("row", [row for row in ROWS if row.get("finding")], ids=lambda row: row["file"])
def test_what_is_not_meant_is_said_of_what_is_pasted(row: dict[str, Any], catalog: Catalog) -> None:
    findings = {
        one.message for build in read_file(row["file"], row["script"], catalog).builds for one in build.findings
    }
    said = {problem.message for offer in pasted(fenced(row), catalog).offers for problem in offer.pasted.problems}
    assert len(said & findings) == len(said | findings) or len(said) >= len(findings)


@pytest.mark.parametrize("before", ["", "#!/bin/bash\n"])
def test_a_variable_that_only_zsh_leaves_whole_is_said_where_no_shell_is_named(before: str, catalog: Catalog) -> None:
    text = 'FLAGS="--cache-from a.b/c:d --cache-to type=registry,ref=a.b/c:d"\ndocker buildx build $FLAGS .\n'
    said = pasted(before + text, catalog).sentences
    assert any("zsh" in sentence and "${=FLAGS}" in sentence for sentence in said) == (not before)


SCRIPT = """\
registry=cr.contoso.example
tag=$(git rev-parse --short HEAD)
flags=(--cache-from "type=registry,ref=$registry/shop:$tag")
flags+=(--cache-to "type=registry,ref=$registry/shop:$tag,mode=max")
docker buildx build "${flags[@]}" "$EXTRA" .
"""


def test_a_variable_that_only_the_shell_knows_stays_a_variable_and_is_named(catalog: Catalog) -> None:
    [offer] = pasted(SCRIPT, catalog).offers
    assert [entry.get("ref") for entry in offer.pasted.draft.writes] == ["cr.contoso.example/shop:${tag}"]
    assert offer.where == "docker build, line 5"
    lines = {(part.text, getattr(part, "line", 0)) for part in offer.pasted.left_out}
    assert ("$(git rev-parse --short HEAD)", 3) in lines


@pytest.mark.parametrize(
    "cut", ['flags=(--cache-to "type=registry,ref=a.b/c:d"', "if true; then\n  docker build --cache-to"]
)
def test_what_is_torn_is_read_so_far_as_it_goes(cut: str, catalog: Catalog) -> None:
    [offer] = pasted(f"docker build --cache-from type=registry,ref=a.b/c:d .\n{cut}", catalog).offers
    assert [entry.get("ref") for entry in offer.pasted.draft.reads] == ["a.b/c:d"]


def test_each_build_of_a_script_is_offered(catalog: Catalog) -> None:
    text = "for app in api web; do docker build --cache-to type=registry,ref=a.b/$app:c $app; done\n"
    found = pasted(text, catalog).offers
    assert [one.pasted.draft.writes[0].get("ref") for one in found] == ["a.b/api:c", "a.b/web:c"]


def test_a_command_alone_stays_as_it_is_pasted(catalog: Catalog) -> None:
    [offer] = pasted("docker build --cache-to type=registry,ref=$REF --cache-from a.b/c:d .", catalog).offers
    assert offer.where == ""
    assert offer.pasted.draft.writes[0].get("ref") == "${REF}"


NO_BUILDX = [
    "$ docker buildx build --cache-to type=registry,ref=a.b/c:d .\nunknown flag: --cache-to\nSee 'docker --help'.\n",
    (
        "docker build --cache-to type=registry,ref=a.b/c:d .\n"
        "ERROR: BuildKit is enabled but the buildx component is missing or broken.\n"
        "       Install the buildx component to build images with BuildKit:\n"
        "       https://docs.docker.com/go/buildx/\n"
    ),
    (
        "docker buildx build --cache-to type=registry,ref=a.b/c:d .\ndocker: unknown command: docker buildx\n\n"
        "Run 'docker --help' for more information\n"
    ),
]


@pytest.mark.parametrize("text", NO_BUILDX)
def test_docker_without_buildx_is_said_and_the_flag_is_not_blamed(text: str, catalog: Catalog) -> None:
    found = pasted(text, catalog)
    [offer] = found.offers
    assert [entry.get("ref") for entry in offer.pasted.draft.writes] == ["a.b/c:d"]
    assert any("no buildx" in sentence and "docker-buildx-plugin" in sentence for sentence in found.sentences)
    assert not offer.pasted.problems


def test_what_docker_says_without_buildx_is_enough(catalog: Catalog) -> None:
    found = pasted("unknown flag: --cache-to\nSee 'docker build --help'.\n", catalog)
    assert not found.offers
    assert len(found.sentences) == 1
