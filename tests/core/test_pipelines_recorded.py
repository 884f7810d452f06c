"""Workflows and GitLab files as their own programs ran them: what docker was given is what is read, or is named.

The rows were recorded with GitHub's own parser and expressions and Docker's own actions, and with gitlab-ci-local.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from buildx_cache_flags.cli import files
from buildx_cache_flags.cli.report_tables import load_catalog
from buildx_cache_flags.core.asking import Question
from buildx_cache_flags.core.project.checked import Checked, judge

DATA = Path(__file__).parents[1] / "data" / "vectors"
Entry = tuple[tuple[str, str], ...]


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


WORKFLOWS = [*rows("workflows.jsonl"), *rows("workflows_more.jsonl")]
GITLAB = rows("gitlab.jsonl")


def given(argv: list[str]) -> Iterator[Entry]:
    """The cache entries of one command, by flags or by overrides of bake."""
    words = iter(argv)
    for word in words:
        if word in ("--cache-to", "--cache-from"):
            yield from entry(next(words, ""))
        elif word.startswith(("--cache-to=", "--cache-from=")):
            yield from entry(word.partition("=")[2])
        elif word == "--set" and (override := re.match(r"[^=]*\.cache-(?:to|from)\+?=(.*)", next(words, ""))):
            yield from entry(override[1])


def entry(value: str) -> Iterator[Entry]:
    if "=" in value:
        yield tuple(sorted((key, text) for key, _, text in (field.partition("=") for field in value.split(","))))
    else:
        yield from ((("ref", ref), ("type", "registry")) for ref in value.split(",") if ref)


def check(row: Mapping[str, Any], folder: Path) -> Checked:
    for name, text in {row["file"]: row["text"], **row.get("more", {})}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    path = folder / row["file"]
    return judge(str(path), path.read_text(encoding="utf-8"), Question(), load_catalog(), files.beside(str(path)))


def verdict(row: Mapping[str, Any], checked: Checked) -> str:
    """Whether the entries are docker's: ``exact``, ``named`` where something is known only later, or ``wrong``."""
    found = Counter(
        tuple(sorted({"type": one.entry.type, **one.entry.attrs}.items()))
        for build in checked.reading.builds
        for one in build.entries
    )
    expected = Counter(one for argv in row.get("runs", ()) for one in given(argv))
    if found == expected or (row.get("branches") and not expected - found):
        return "exact"
    made_up = [one for one in found - expected if not any(re.search(r"[$%{]", text) for _, text in one)]
    return "named" if checked.unchecked and not made_up else "wrong"


def serious(checked: Checked) -> list[str]:
    answers = [problem for _, answer in checked.answers for problem in answer.problems]
    problems = (*checked.reading.problems, *checked.findings, *answers)
    return [problem.code for problem in problems if problem.severity != "hint" and problem.code != "file-no-build"]


def label(row: Mapping[str, Any]) -> str:
    return str(row["kind"])


@pytest.mark.parametrize("row", [*WORKFLOWS, *GITLAB], ids=label)
def test_what_docker_was_given_is_read_or_named(row: dict[str, Any], tmp_path: Path) -> None:
    checked = check(row, tmp_path)
    if row.get("finding"):
        assert serious(checked)
    else:
        assert verdict(row, checked) != "wrong"


def test_nearly_all_is_read_exactly(tmp_path: Path) -> None:
    """What is only named comes from the run: the commit, the branch, a file's hash, settings of the repository."""
    from_the_run = {"slug", "repository", "head-ref-or-ref-name", "vars-and-secrets", "hash-files", "sha", "unset"} | {
        "metadata-in-cache"
    }
    named = set()
    for number, row in enumerate([*WORKFLOWS, *GITLAB]):
        folder = tmp_path / str(number)
        folder.mkdir()
        if not row.get("finding") and verdict(row, check(row, folder)) == "named":
            named.add(row["kind"])
    assert named <= from_the_run | {"run-python"}
