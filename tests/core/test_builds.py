"""The rules against real builds of every type of cache, several entries and images among them.

What failed or was lost for a reason in the flags has an error, what was silently ignored at least a warning, and what
worked as asked no error.  What flags can't foretell is listed with its reason.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pytest

from buildx_cache_flags.core.asking import NOTHING, Question, ask
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.text.golang import FALSE_WORDS, TRUE_WORDS
from tests.conftest import vectors

Row = dict[str, Any]
NAMES = ("backends", "behaviour2")


@dataclass(frozen=True)
class Unforeseeable:
    """What no check of flags can know: where the program said *reason*, or the row has a *note*."""

    why: str
    reason: str = r"(?!)"
    note: str = r"(?!)"

    def matches(self, row: Row) -> bool:
        return bool(re.search(self.reason, said(row)) or re.search(self.note, row.get("note") or ""))


UNFORESEEABLE = [
    Unforeseeable("nothing listens there", r"connection refused|127\.0\.0\.1:9/|unreachable|no such job"),
    Unforeseeable(
        "the server answered otherwise than the flags let expect", "NoSuchBucket|not found|404|slow down|NotImplemented"
    ),
    Unforeseeable("the credentials are not in the flags", "get identity: get credentials", "default Azure credential"),
    Unforeseeable("the token has expired", "cache token expired"),
    Unforeseeable(
        "something else stands at that path", r"mkdir /\S+: (not a directory|no such file)", "src cannot be created"
    ),
    Unforeseeable("a key of another account", note="wrong key"),
    Unforeseeable("a service whose version was chosen by the environment", note="v1 URL dead"),
    Unforeseeable("the builder's own environment has it", note="daemon env bucket"),
]


@cache
def rows(name: str) -> tuple[Row, ...]:
    return tuple(row for row in vectors(name) if not row.get("registry_race") and row.get("group") != "bake")


def said(row: Row) -> str:
    return "\n".join([row.get("error") or "", *map(str, row.get("step_errors") or ())])


def values(row: Row, option: Option) -> list[str]:
    found = row[option.replace("-", "_")]
    return [] if found is None else found if isinstance(found, list) else [found]


def described(row: Row) -> str:
    return " | ".join(value for option in OPTIONS for value in values(row, option)) + f" ({row.get('note', '')})"


def problems(row: Row, catalog: Catalog) -> tuple[Problem, ...]:
    flags: tuple[tuple[Option, str], ...] = tuple(
        (option, value) for option in OPTIONS for value in values(row, option)
    )
    image = row.get("image") if row.get("output") == "push" else ""
    return ask(Question(flags, replace(NOTHING, image=image or "")), catalog).problems


def severities(row: Row, catalog: Catalog) -> set[str]:
    return {problem.severity for problem in problems(row, catalog)}


def failed(row: Row) -> bool:
    return row["rc"] != 0 or bool(row.get("daemon_crash"))


def foreseeable(name: str) -> Iterator[Row]:
    return (row for row in rows(name) if not any(one.matches(row) for one in UNFORESEEABLE))


@pytest.mark.parametrize("name", NAMES)
def test_what_failed_has_an_error(name: str, catalog: Catalog) -> None:
    wrong = [row for row in foreseeable(name) if failed(row)]
    assert len(wrong) > 20
    assert [described(row) for row in wrong if "error" not in severities(row, catalog)] == []


@pytest.mark.parametrize("name", NAMES)
def test_what_was_not_imported_or_exported_has_a_warning_at_least(name: str, catalog: Catalog) -> None:
    lost = [row for row in foreseeable(name) if not failed(row) and row.get("step_errors")]
    assert lost
    assert [described(row) for row in lost if not severities(row, catalog) & {"error", "warning"}] == []


_SILENT_BOOLEANS = ("use_path_style", "disable_accept_encoding")


def _is_duration(text: str) -> bool:
    return re.fullmatch(r"([0-9.]+(ns|us|ms|s|m|h))+|0", text) is not None


def ignored(row: Row, catalog: Catalog) -> bool:
    """Whether something in the flags was silently ignored: a key that the type does not read, or a replaced value."""
    for option in OPTIONS:
        for value in values(row, option):
            if "=" not in value:
                continue
            fields = {
                key.lower(): text for key, _, text in (field.partition("=") for field in next(csv.reader([value])))
            }
            backend = catalog.backend(fields.get("type", ""))
            known = {parameter.name for parameter in backend.of(option)} | {"type"} if backend else set(fields)
            mode, ignore = fields.get("mode", "min"), fields.get("ignore-error", "true")
            odd = any(fields.get(name, "true") not in TRUE_WORDS | FALSE_WORDS for name in _SILENT_BOOLEANS)
            replaced = (
                odd
                or not _is_duration(fields.get("touch_refresh", "24h"))
                or mode not in ("min", "max")
                or ignore not in TRUE_WORDS | FALSE_WORDS
            )
            if set(fields) - known or (option == "cache-to" and replaced):
                return True
    return False


@pytest.mark.parametrize("name", NAMES)
def test_what_was_ignored_has_a_warning_at_least(name: str, catalog: Catalog) -> None:
    silent = [row for row in rows(name) if ignored(row, catalog)]
    assert silent
    assert [described(row) for row in silent if not severities(row, catalog) & {"error", "warning"}] == []


def worked_as_asked(row: Row, catalog: Catalog) -> bool:
    """Whether all that was asked for was done; what a race or another entry overwrote was not."""
    unforeseeable = any(one.matches(row) for one in UNFORESEEABLE)
    if (
        unforeseeable
        or failed(row)
        or row.get("step_errors")
        or row.get("warnings")
        or ignored(row, catalog)
        or row.get("env")
    ):
        return False
    # A level is looked at only where a layer is packed anew.
    packed_before = not row.get("fresh") and any("compression-level" in value for value in values(row, "cache-to"))
    return not packed_before and bool(row.get("layers_written") or row.get("cached"))


def test_what_worked_as_asked_has_no_error(catalog: Catalog) -> None:
    right = [row for row in rows("backends") if worked_as_asked(row, catalog) and len(values(row, "cache-to")) < 2]
    assert len(right) > 40
    loud = [
        (described(row), problem.code)
        for row in right
        for problem in problems(row, catalog)
        if problem.severity == "error"
    ]
    assert loud == []


@pytest.mark.parametrize("one", UNFORESEEABLE, ids=lambda one: one.why)
def test_what_is_unforeseeable_is_there(one: Unforeseeable) -> None:
    assert any(one.matches(row) for name in NAMES for row in vectors(name))
