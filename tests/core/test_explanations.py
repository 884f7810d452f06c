"""``explain``: every code is explained once, for the command line, the window and the page of codes."""

import json
import re

import pytest

from buildx_cache_flags.__main__ import main
from buildx_cache_flags.cli import codes
from buildx_cache_flags.core.check import explanations

CODES = {code.code: code for code in codes.every()}


def test_every_code_is_explained_and_nothing_else() -> None:
    assert explanations.load().keys() == CODES.keys()


@pytest.mark.parametrize("code", CODES)
def test_an_explanation_is_made_of_whole_sentences(code: str) -> None:
    why = explanations.load()[code]
    for text in (why.cause, why.fix, why.seen or "Nothing."):
        assert text == text.strip()
        assert re.search(r"[.…]\Z", text)
        assert "  " not in text
    assert why.cause != CODES[code].catches
    assert re.fullmatch(r"https://[a-z0-9.-]+/\S*", why.link)


def test_what_real_builds_did_is_told_wherever_a_rule_of_flags_has_it() -> None:
    seen = [code for code, why in explanations.load().items() if why.seen]
    assert len(seen) > len(CODES) * 3 // 4


@pytest.mark.parametrize("word", ["choice-unknown", "[choice-unknown]", " Choice-Unknown "])
def test_a_code_is_explained(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", word]) == 0
    out = capsys.readouterr().out
    why = explanations.load()["choice-unknown"]
    assert out.startswith("choice-unknown (error)\n")
    told = " ".join(out.split())
    assert all(text in told for text in (CODES["choice-unknown"].catches, why.cause, why.seen, why.fix, why.link))
    assert all(len(line) <= 80 for line in out.splitlines())


def test_without_a_code_all_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [[code.code, code.severity] for code in CODES.values()]


def test_programs_get_rows(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "--format", "json", "ref-is-image", "key-unknown"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["code"] for row in rows] == ["ref-is-image", "key-unknown"]
    assert all(row["cause"] and row["fix"] and row["link"] and row["severity"] for row in rows)
    assert main(["explain", "--format", "json"]) == 0
    assert [row["code"] for row in json.loads(capsys.readouterr().out)] == list(CODES)


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("choice-unkown", "Did you mean choice-unknown"),
        ("level", "Did you mean level-"),
        ("zzzzzz", "explain lists all codes"),
        ("", "explain lists all codes"),
        ("x" * 100_000, "explain lists all codes"),
    ],
)
def test_an_unknown_code_is_wrong_usage(word: str, hint: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["explain", word])
    captured = capsys.readouterr()
    assert (ended.value.code, captured.out) == (2, "")
    assert hint in captured.err
    assert len(captured.err) < 500


def test_the_page_has_a_section_for_each_code() -> None:
    page = codes.path().read_text("utf-8")
    assert re.findall(r"^## (\S+)$", page, re.MULTILINE) == list(CODES)
