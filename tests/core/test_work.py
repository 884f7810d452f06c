"""Every reader is linear in its text or stops with a sentence, counted in steps and never in seconds."""

import json
from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildx_cache_flags.core.files import FileReading, read_file
from buildx_cache_flags.core.files.reader import LONGEST
from buildx_cache_flags.core.text import work as limits
from buildx_cache_flags.core.text.work import STEPS, STEPS_A_CHARACTER, StoppedError, TooMuchWorkError, Work
from tests import steps as counting
from tests import strategies

# Files of a kind, of any size: each either stops, or takes twice the steps for twice the size.
FAMILIES: Final[dict[str, tuple[str, Callable[[int], str]]]] = {
    "nested interpolation": ("x.hcl", lambda n: "a = " + '"${' * n + '""' + '}"' * n),
    "interpolated literals": ("x.hcl", lambda n: "a = [" + '"${"b"}", ' * n + "]"),
    "nested lists": ("x.hcl", lambda n: "a = " + "[" * n + "1" + "] + 1" * n),
    "texts in texts": ("x.hcl", lambda n: "".join(f"a = <<E{i}\n${{\n" for i in range(n))),
    "texts with names of their own": ("x.hcl", lambda n: "".join(f"a{i} = <<E{i}\nx\nE{i}\n" for i in range(n))),
    "worked out": ("x.hcl", lambda n: 'a = ["b", f("c")] + 1\n' * n),
    "comments never closed": ("x.hcl", lambda n: "/* " * n),
    "comments": ("x.hcl", lambda n: "/* */ " * n),
    "targets": ("x.hcl", lambda n: "".join(f'target "t{i}" {{\n  cache-to = ["a/b:{i}"]\n}}\n' for i in range(n))),
    "targets in JSON": ("x.json", lambda n: json.dumps({"target": {f"t{i}": {"cache-to": ["a/b"]} for i in range(n)}})),
    "one list, many jobs": (
        ".gitlab-ci.yml",
        lambda n: (
            "s: &s\n"
            + "  - docker buildx build --cache-to a/b:c .\n" * n
            + "".join(f"j{i}: {{script: *s}}\n" for i in range(n))
        ),
    ),
    "one list, many services": (
        "compose.yml",
        lambda n: (
            "x: &x ["
            + "a/b, " * n
            + "]\nservices:\n"
            + "".join(f"  s{i}: {{build: {{cache_to: *x}}}}\n" for i in range(n))
        ),
    ),
    "one list of steps, many jobs": (
        "x.yml",
        lambda n: (
            "x: &x\n"
            + "- {run: docker buildx build --cache-to a/b .}\n" * n
            + "jobs:\n"
            + "".join(f"  j{i}: {{steps: *x}}\n" for i in range(n))
        ),
    ),
    "a list in itself": (".gitlab-ci.yml", lambda n: "a:\n  script: &a [" + "*a, " * n + "]\n"),
    "lists of lists": (
        ".gitlab-ci.yml",
        lambda n: (
            "a0: &a0 [x]\n"
            + "".join(f"a{i}: &a{i} [{f'*a{i - 1}, ' * 9}]\n" for i in range(1, 9))
            + "j:\n  script: ["
            + "*a8, " * n
            + "]\n"
        ),
    ),
    "mappings merged": (
        "compose.yml",
        lambda n: "a: &a {x: 1}\n" + "".join(f"b{i}: &b{i} {{<<: [*a, *a, *a]}}\n" for i in range(n)) + "services: {}",
    ),
    "mappings merged into each other": (
        "compose.yml",
        lambda n: (
            "a0: &a0 {x: 1}\n"
            + "".join(f"a{i}: &a{i} {{<<: *a{i - 1}, k{i}: 1}}\n" for i in range(1, n + 1))
            + f"services: {{a: *a{n}}}"
        ),
    ),
    "variables never closed": (
        "compose.yml",
        lambda n: "services: {a: {build: {cache_to: ['" + "${A:-" * n + "']}}}",
    ),
    "variables in each other": (
        "compose.yml",
        lambda n: "services: {a: {build: {cache_to: ['" + "${A:-" * n + "}" * n + "']}}}",
    ),
    "expressions never closed": (
        "x.yml",
        lambda n: 'jobs: {a: {steps: [{uses: docker/build-push-action@v6, with: {cache-to: "' + "${{ " * n + '"}}]}}',
    ),
    "quotes in an expression": (
        "x.yml",
        lambda n: 'jobs: {a: {steps: [{uses: docker/build-push-action@v6, with: {cache-to: "${{ ' + "'" * n + '"}}]}}',
    ),
    "expressions": (
        "x.yml",
        lambda n: (
            'jobs: {a: {steps: [{uses: docker/build-push-action@v6, with: {cache-to: "' + "${{ x }},a=b;" * n + '"}}]}}'
        ),
    ),
    "builds": ("x.sh", lambda n: "docker buildx build --cache-to a/b:c .\n" * n),
    "heredocs": ("x.sh", lambda n: "".join(f"cat <<E{i}\nE{i}\n" for i in range(n)) + "docker buildx build ."),
    "comments of PowerShell": ("x.ps1", lambda n: "docker buildx build . `\n" + "<#\n" * n),
    "marks of cmd": ("x.bat", lambda n: "docker buildx build " + "%a" * n + "!b" * n),
    "quotes of cmd": ("x.cmd", lambda n: 'docker buildx build "' * n),
    "calls of cmd": ("x.bat", lambda n: "call :x\n" * n + ":x\ndocker buildx build .\n"),
    "jumps of cmd": ("x.bat", lambda n: "goto a\n:a\n" * n),
    "blocks of cmd": ("x.bat", lambda n: "if 1==1 (" * n),
    "anchors": ("compose.yml", lambda n: "".join(f"a{i}: &a{i} x\n" for i in range(n)) + "services: {}"),
    "directives": ("compose.yml", lambda n: "".join(f"%TAG !a{i}! b\n" for i in range(n)) + "---\nservices: {}"),
    "depth": ("compose.yml", lambda n: "[" * n),
    "documents": ("compose.yml", lambda n: "--- {services: {a: {build: .}}}\n" * n),
    "keys": ("compose.yml", lambda n: "services:\n" + "".join(f"  s{i}: {{build: .}}\n" for i in range(n))),
}


def steps(family: str, size: int) -> tuple[int, FileReading]:
    """The steps that a file takes, and what it gives."""
    name, make = FAMILIES[family]
    text = make(size)
    assert len(text) <= LONGEST
    work = Work(100_000)
    reading = read_file(name, text, strategies.catalog(), limit=work)
    return work.spent, reading


@pytest.mark.parametrize("family", FAMILIES)
def test_twice_the_size_takes_twice_the_steps_or_stops(family: str) -> None:
    once, _ = steps(family, 50)
    twice, reading = steps(family, 100)
    assert twice < 2.5 * once or reading.problems


@pytest.mark.parametrize("family", FAMILIES)
def test_a_step_is_paid_for_whatever_is_done(family: str) -> None:
    """What Python itself counts: the lines that run are not many more than the steps."""
    name, make = FAMILIES[family]
    text = make(50)
    work = Work(60_000)
    read_file(name, "x" + text[:10], strategies.catalog())  # whatever is imported or made once
    done = counting.count(lambda: read_file(name, text, strategies.catalog(), limit=work))
    assert done < 25 * work.spent + 20_000


@pytest.mark.parametrize("size", [1, 20, 300, 10_000])
def test_strings_in_strings_are_read_once_or_refused(size: int) -> None:
    reading = read_file("x.hcl", "a = " + '"${' * size + '""' + '}"' * size, strategies.catalog())
    assert all(problem.code in ("file-syntax", "file-no-build") for problem in reading.problems)
    assert ("nests too deeply" in reading.problems[0].message) == (size > 60)


def test_a_list_that_many_use_stops_with_a_sentence() -> None:
    _, reading = steps("one list, many services", 100)
    (problem,) = reading.problems
    assert problem.code == "file-too-complex"
    assert problem.message.endswith(".")


@given(st.sampled_from(sorted(FAMILIES)), st.integers(0, 40), st.integers(0, 60), st.integers(0, 60))
def test_a_file_of_a_kind_that_is_cut_anywhere_is_read_or_stops(family: str, size: int, cut: int, length: int) -> None:
    name, make = FAMILIES[family]
    text = make(size)
    reading = read_file(name, text[:cut] + text[cut + length :], strategies.catalog())
    assert reading.builds or reading.problems


def test_a_text_costs_what_it_may() -> None:
    assert Work.of("abc").limit == STEPS + 3 * STEPS_A_CHARACTER


def test_nothing_is_left_behind_the_limit() -> None:
    work = Work(10)
    work.spend(4)
    with limits.limited(work):
        assert limits.find("0123456789", "5") == 5
    assert work.spent == 10
    with pytest.raises(TooMuchWorkError):
        work.spend(1)


def test_a_search_that_finds_nothing_is_paid_for() -> None:
    work = Work(100)
    with limits.limited(work):
        assert limits.find("0123456789", "x", 4) == -1
    assert limits.find("0123456789", "9") == 9
    assert work.spent == 7


def test_a_reader_stops_where_somebody_wants_it_to() -> None:
    work = Work(1_000_000)
    work.stop()
    with pytest.raises(StoppedError):
        read_file("x.hcl", 'target "a" {}', strategies.catalog(), limit=work)


def test_too_many_directives_are_refused_before_they_are_compared() -> None:
    reading = read_file("compose.yml", FAMILIES["directives"][1](1_001), strategies.catalog())
    assert "too many %TAG directives" in reading.problems[0].message
