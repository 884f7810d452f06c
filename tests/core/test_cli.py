"""The command line: exit status, what goes where, and that nothing makes it stumble."""

import gc
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildx_cache_flags import __main__, __version__, resources
from buildx_cache_flags.cli import answers as answers_json
from buildx_cache_flags.cli import console, jsonl, report_tables, text_report
from buildx_cache_flags.core import asking
from buildx_cache_flags.core.asking import Question
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.check.problems import Fix, Problem
from buildx_cache_flags.core.draft import Draft, entries
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.outcome import judge
from buildx_cache_flags.core.targets import TARGETS
from tests import depth, long_inputs, steps, strategies
from tests.conftest import vectors

SOURCE = Path(__main__.__file__).parent.parent
GOOD = "type=registry,ref=ghcr.io/acme/app:buildcache,mode=max"
BAD = "type=registry,ref=ghcr.io/acme/app:buildcache,mode=MAX"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command in this process: exit status, standard output and standard error."""

    def run(*arguments: str, stdin: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        try:
            status = __main__.main(arguments)
        except SystemExit as exited:
            status = int(exited.code or 0)
        out, err = capfdbinary.readouterr()
        return status, out.decode(), err.decode()

    return run


def process(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command as people do, in a process of its own."""
    variables = {**os.environ, "PYTHONPATH": str(SOURCE), **environment}
    command = [sys.executable, "-m", "buildx_cache_flags", *arguments]
    return subprocess.run(command, input=stdin, env=variables, capture_output=True, timeout=300, check=False)


def answers(run: Run, *questions: object) -> list[dict[str, Any]]:
    lines = "".join(json.dumps(question) + "\n" for question in questions)
    _, out, _ = run("check", "--jsonl", stdin=lines.encode())
    return [json.loads(line) for line in out.splitlines()]


def code_of(answer: dict[str, Any]) -> list[str]:
    return [problem["code"] for problem in answer["problems"]]


class TestCheck:
    def test_a_good_value_gives_one_friendly_line(self, run: Run) -> None:
        status, out, err = run("check", GOOD)
        assert (status, err) == (0, "")
        assert out.count("\n") == 1

    def test_an_error_gives_1_and_marks_its_place(self, run: Run) -> None:
        status, out, _ = run("check", BAD)
        value, marks, message, fix, _, summary = out.splitlines()
        assert status == 1
        assert value == f"--cache-to {BAD}"
        assert value[marks.index("^") : marks.rindex("^") + 1] == "mode=MAX"
        assert message.startswith("error: “MAX” is not a mode")
        assert message.endswith("[choice-unknown]")
        assert fix == f"  fix: Use max → {GOOD}"
        assert summary.startswith("1 error")

    def test_a_warning_alone_gives_0(self, run: Run) -> None:
        status, out, _ = run("check", f"{GOOD},mod=max")
        assert status == 0
        assert "key-unknown" in out

    def test_the_values_are_the_flags_of_one_build(self, run: Run) -> None:
        assert run("check", GOOD)[0] == 0
        status, out, _ = run("check", GOOD, GOOD)
        assert status == 1
        assert "ref-repeated" in out

    def test_the_image_is_one_that_is_pushed(self, run: Run) -> None:
        status, out, _ = run("check", "a/b", "--image", "a/b:latest")
        assert status == 1
        assert "ref-is-image" in out

    def test_the_option_and_the_release_count(self, run: Run) -> None:
        assert "key-ignored-on-read" in run("check", "--option", "cache-from", GOOD)[1]
        assert "release-default" in run("check", "--buildkit", "v0.20.1", GOOD)[1]

    def test_variables_are_allowed_where_asked_for(self, run: Run) -> None:
        value = "type=registry,ref=ghcr.io/acme/app:${TAG}"
        assert run("check", value)[0] == 1
        assert run("check", "--variables", value)[0] == 0

    def test_json_has_the_shape_of_a_line(self, run: Run) -> None:
        status, out, _ = run("check", "--format", "json", BAD)
        assert status == 1
        assert json.loads(out) == answers(run, {"value": BAD})[0]

    def test_an_empty_value_means_no_entry(self, run: Run) -> None:
        status, out, _ = run("check", "")
        assert status == 0
        assert "flag-empty" in out
        assert "no-entries" not in out

    @pytest.mark.parametrize(
        "arguments",
        [
            ["check", "--fix"],
            ["check", "--jsonl", GOOD],
            ["check", "--buildkit", "new", GOOD],
            ["check", "--option", "cache", GOOD],
            ["check", "--opt", "cache-to", GOOD],
            ["check", "--format", "xml", GOOD],
            ["render"],
            ["render", "--for", "nowhere"],
            ["render", "--for", "bash", "--push", "--load"],
            ["paint"],
        ],
    )
    def test_wrong_usage_gives_2_and_a_sentence(self, arguments: Sequence[str], run: Run) -> None:
        status, out, err = run(*arguments)
        assert (status, out) == (2, "")
        assert "error: " in err

    def test_a_wrong_release_is_explained(self, run: Run) -> None:
        assert "is not a BuildKit version. Use one like 0.21 or v0.21.3." in run("check", "--buildkit", "new", "a")[2]


class TestMarks:
    @pytest.mark.parametrize(
        ("value", "number", "key", "part"),
        [
            (GOOD, 0, "mode", "mode=max"),
            ("type=registry,MODE=x,ref=a", 0, "mode", "MODE=x"),
            ("mode=a,type=registry,mode=b", 0, "mode", "mode=b"),
            ('type=registry,"x=a,b",ref=c', 0, "x", '"x=a,b"'),
            ("a/b,c/d", 1, "ref", "c/d"),
            ("type=registry", 0, "ref", "type=registry"),
            (GOOD, 0, "", GOOD),
        ],
    )
    def test_the_place_of_a_parameter(self, value: str, number: int, key: str, part: str) -> None:
        start, end = text_report.locate(value, number, key)
        assert value[start:end] == part

    def test_wide_and_invisible_characters_take_their_columns(self) -> None:
        assert text_report.marked("日本x", 2, 3) == ("日本x", "    ^")
        assert text_report.marked("a\tbx", 3, 4) == ("a\\tbx", "    ^")
        assert text_report.marked("e\u0301x", 2, 3) == ("e\u0301x", " ^")

    def test_a_long_value_is_cut_around_the_mark(self) -> None:
        value = "a" * 500 + "HERE" + "b" * 500
        line, marks = text_report.marked(value, 500, 504)
        assert len(line) < 120
        assert line[marks.index("^") : marks.rindex("^") + 1] == "HERE"
        assert line.startswith("…")
        assert line.endswith("…")

    @given(st.text(max_size=300), st.integers(0, 300), st.integers(0, 300))
    def test_any_part_of_any_text_can_be_marked(self, value: str, first: int, second: int) -> None:
        start, end = sorted((min(first, len(value)), min(second, len(value))))
        line, marks = text_report.marked(value, start, end)
        assert "\n" not in line
        assert marks.strip(" ").strip("^") == ""
        assert "^" in marks


class TestConsole:
    def test_a_console_without_the_characters_gets_plain_ones(self) -> None:
        stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii", newline="\n")
        console.Console(stream).line("“é” → …")
        assert stream.buffer.getvalue() == b'"\\xe9" -> ...\n'

    def test_half_a_character_is_spelt_out(self) -> None:
        stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n")
        console.Console(stream).line("\ud800")
        assert stream.buffer.getvalue() == b"\\ud800\n"

    @pytest.mark.parametrize(
        ("terminal", "environment", "coloured"),
        [
            (True, {"WT_SESSION": "1"}, True),
            (True, {"WT_SESSION": "1", "NO_COLOR": "1"}, False),
            (True, {"WT_SESSION": "1", "NO_COLOR": ""}, True),
            (True, {"WT_SESSION": "1", "TERM": "dumb"}, False),
            (False, {"WT_SESSION": "1"}, False),
        ],
    )
    def test_colour_only_on_a_terminal(
        self, terminal: bool, environment: dict[str, str], coloured: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stream = io.StringIO()
        monkeypatch.setattr(stream, "isatty", lambda: terminal)
        assert console.has_colour(stream, environment) is coloured

    def test_colours_stand_around_words_only(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(console, "has_colour", lambda stream, environment: True)
        screen = io.StringIO()
        answer = asking.ask(Question((("cache-to", BAD),)), report_tables.load_catalog())
        text_report.write(answer, console.Console(screen))
        assert "\x1b[1;31merror\x1b[0m: " in screen.getvalue()


class TestJsonLines:
    def test_every_recorded_value_is_read_as_buildx_reads_it(self, run: Run) -> None:
        rows = list(vectors("parse"))
        for row, answer in zip(rows, answers(run, *({"value": row["value"]} for row in rows)), strict=True):
            assert list(answer) == ["ok", "entries", "problems"]
            assert answer["entries"] == row["entries"]
            assert row["ok"] or not answer["ok"]
            assert answer["ok"] == all(problem["severity"] != "error" for problem in answer["problems"])
            for problem in answer["problems"]:
                assert list(problem) == ["code", "severity", "parameter", "message", "fix"]
                assert problem["fix"] is None or list(problem["fix"]) == ["label", "value"]

    def test_problems_are_those_of_the_core(self, run: Run, catalog: Catalog) -> None:
        found = judge(Draft(writes=entries.parse(BAD), reads=(), following=False), None, catalog).problems
        [answer] = answers(run, {"value": BAD})
        said = [(one["code"], one["severity"], one["parameter"], one["message"]) for one in answer["problems"]]
        assert said == [(one.code, one.severity, one.parameter, one.message) for one in found]

    def test_a_fix_is_the_whole_corrected_value(self, run: Run) -> None:
        [answer] = answers(run, {"value": BAD})
        assert [problem["fix"] for problem in answer["problems"]] == [{"label": "Use max", "value": GOOD}]

    def test_a_fix_of_one_of_several_entries_keeps_the_others(self, run: Run) -> None:
        [answer] = answers(run, {"value": "a/b,c/D,e/f"})
        assert [problem["fix"]["value"] for problem in answer["problems"]] == ["a/b,c/d,e/f"]

    def test_a_fix_that_one_value_can_not_say_is_none(self, run: Run) -> None:
        [answer] = answers(run, {"value": "a/b,inline"})
        assert "bare-type" in code_of(answer)
        assert all(problem["fix"] is None for problem in answer["problems"])

    def test_a_fix_that_takes_the_flag_out_is_empty(self, run: Run) -> None:
        [answer] = answers(run, {"values": [GOOD, GOOD]})
        assert [problem["fix"]["value"] for problem in answer["problems"]] == [""]

    def test_a_fix_of_the_image_is_the_image(self, run: Run) -> None:
        [answer] = answers(run, {"value": GOOD, "image": "ghcr.io/Acme/app"})
        [problem] = answer["problems"]
        assert (problem["parameter"], problem["fix"]["value"]) == ("image", "ghcr.io/acme/app")

    def test_a_mended_value_that_only_uncovers_another_error_is_not_offered(self, run: Run) -> None:
        fine, uncovers = answers(run, {"value": "ref=a/b:c"}, {"value": "mode=max"})
        assert [problem["fix"]["value"] for problem in fine["problems"]] == ["type=registry,ref=a/b:c"]
        assert [problem["fix"] for problem in uncovers["problems"]] == [None]

    @pytest.mark.parametrize("value", [f'"{GOOD}"', GOOD.replace(",", ";"), f"'{GOOD}'"])
    def test_a_whole_value_in_quotes_or_with_semicolons_is_taken_apart(self, value: str, run: Run) -> None:
        [answer] = answers(run, {"value": value})
        assert [problem["fix"]["value"] for problem in answer["problems"]] == [GOOD]

    def test_values_are_the_flags_of_one_build(self, run: Run) -> None:
        both, refused = answers(run, {"values": ["a/b", "c/d,e/f"]}, {"values": ["a/b", "a="]})
        assert [entry["attrs"]["ref"] for entry in both["entries"]] == ["a/b", "c/d", "e/f"]
        assert len(refused["entries"]) == 1
        assert not refused["ok"]

    def test_a_line_goes_before_the_command_line(self, run: Run) -> None:
        lines = (
            b'{"value": "a/b:c,"}\n{"value": "type=registry,ref=a/b,mode=max", "option": "cache-to", "image": null}\n'
        )
        _, out, _ = run("check", "--jsonl", "--option", "cache-from", "--image", "a/b", stdin=lines)
        first, second = map(json.loads, out.splitlines())
        assert code_of(first) == ["value-empty-field"]
        assert code_of(second) == ["ref-is-image"]

    def test_a_wrong_release_is_a_problem_of_the_line(self, run: Run) -> None:
        [answer] = answers(run, {"value": GOOD, "buildkit": "new"})
        assert code_of(answer) == ["buildkit-unknown"]
        assert len(answer["entries"]) == 1

    @pytest.mark.parametrize(
        ("line", "word"),
        [
            (b"", "JSON"),
            (b"{", "JSON"),
            (b"[]", "object"),
            (b"null", "object"),
            (b'"value"', "object"),
            (b"{}", '"value"'),
            (b'{"value": 1}', '"value"'),
            (b'{"value": null}', '"value"'),
            (b'{"value": "a", "values": []}', '"values"'),
            (b'{"values": "a"}', '"values"'),
            (b'{"values": ["a", 1]}', '"values"'),
            (b'{"value": "a", "option": "cache"}', '"option"'),
            (b'{"value": "a", "option": 1}', '"option"'),
            (b'{"value": "a", "image": []}', '"image"'),
            (b'{"value": "a", "buildkit": 0.21}', '"buildkit"'),
            (b'{"value": "a", "variables": "yes"}', '"variables"'),
            (b'{"value": "a", "ref": "b"}', '"ref"'),
            (b'{"value": "\xff"}', "UTF-8"),
            (b'{"value": ' + b"9" * 5000 + b"}", "JSON"),
            (b"[" * 100_000, "JSON"),
        ],
    )
    def test_a_line_that_is_no_question_is_said_to_be_none(self, line: bytes, word: str, run: Run) -> None:
        status, out, _ = run("check", "--jsonl", stdin=b'{"value": "a/b"}\n' + line + b'\n{"value": "a/b"}\n')
        before, answer, after = map(json.loads, out.splitlines())
        assert status == 1
        assert before["ok"]
        assert after["ok"]
        assert {**answer, "problems": []} == {"ok": False, "entries": [], "problems": []}
        [problem] = answer["problems"]
        assert (problem["code"], problem["severity"], problem["parameter"]) == ("bad-input", "error", "")
        assert problem["fix"] is None
        assert word in problem["message"]

    def test_marks_and_line_ends_of_other_systems_are_no_trouble(self, run: Run) -> None:
        status, out, _ = run("check", "--jsonl", stdin=b'\xef\xbb\xbf{"value": "a/b"}\r\n{"value": "c/d\\u2028"}')
        first, second = map(json.loads, out.splitlines())
        assert status == 1
        assert first["ok"]
        assert second["entries"] == [{"type": "registry", "attrs": {"ref": "c/d\u2028"}}]

    def test_half_a_character_goes_in_and_out(self, run: Run) -> None:
        _, out, _ = run("check", "--jsonl", stdin=b'{"value": "\\ud800"}\n')
        assert out.isascii()
        assert json.loads(out)["entries"][0]["attrs"]["ref"] == "\ud800"

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(),
            lambda one: (
                st.lists(one) | st.dictionaries(st.sampled_from(["value", "values", "option", "image", "x"]), one)
            ),
        )
    )
    def test_any_json_gets_one_answer(self, data: object) -> None:
        written: list[str] = []
        jsonl.answer_all(
            [json.dumps(data).encode()], report_tables.load_catalog(), "cache-to", Question(), written.append
        )
        [line] = written
        assert set(json.loads(line)) == {"ok", "entries", "problems"}

    def test_each_answer_is_there_before_the_next_question(self) -> None:
        command = [sys.executable, "-m", "buildx_cache_flags", "check", "--jsonl"]
        variables = {**os.environ, "PYTHONPATH": str(SOURCE)}
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=variables) as child:
            assert child.stdin is not None
            assert child.stdout is not None
            for value in ("a/b", "a=", "c/d"):
                child.stdin.write(json.dumps({"value": value}).encode() + b"\n")
                child.stdin.flush()
                assert json.loads(child.stdout.readline())["ok"] is (value != "a=")
            child.stdin.close()
            assert child.wait(timeout=300) == 1


class TestRender:
    def test_the_command_comes_byte_for_byte(self, run: Run) -> None:
        status, out, err = run(
            "render", "--for", "bash", "--image", "a/b:1", "--cache-to", "c/d:${TAG}", "--cache-from", "c/d:e"
        )
        assert (status, err) == (0, "")
        assert out == (
            "docker buildx build --push \\\n  -t a/b:1 \\\n"
            '  --cache-to "type=registry,ref=c/d:${TAG}" \\\n  --cache-from type=registry,ref=c/d:e \\\n  .'
        )

    def test_the_flags_alone(self, run: Run) -> None:
        status, out, _ = run(
            "render", "--for", "flags", "--one-line", "--image", "a/b:1", "--cache-to", "c/d:e", "--cache-to", GOOD
        )
        assert status == 0
        assert out == f"--cache-to type=registry,ref=c/d:e --cache-to {GOOD}"

    def test_load_and_context_and_defaults(self, run: Run) -> None:
        arguments = (
            "--image",
            "a/b:1",
            "--load",
            "--context",
            "my app",
            "--cache-to",
            "c/d",
            "--defaults",
            "--one-line",
        )
        _, out, _ = run("render", "--for", "bash", *arguments)
        assert out.startswith("docker buildx build --load -t a/b:1 --cache-to type=registry,ref=c/d,mode=min,")
        assert out.endswith(" 'my app'")

    def test_a_short_form_of_several_entries_becomes_several_flags(self, run: Run) -> None:
        _, out, _ = run("render", "--for", "flags", "--one-line", "--cache-from", "a/b,c/d")
        assert out == "--cache-from type=registry,ref=a/b --cache-from type=registry,ref=c/d"

    @pytest.mark.parametrize("value", [BAD, "a=", "ghcr.io/Acme/app"])
    @pytest.mark.parametrize("target", TARGETS)
    def test_errors_go_to_standard_error_alone(self, target: str, value: str, run: Run) -> None:
        status, out, err = run("render", "--for", target, "--cache-to", value)
        assert (status, out) == (1, "")
        assert "error: " in err

    def test_nothing_to_push_is_said(self, run: Run) -> None:
        status, out, err = run("render", "--for", "bash", "--one-line", "--push", "--cache-to", "a/b")
        assert (status, out) == (0, "docker buildx build --cache-to type=registry,ref=a/b .")
        assert "--image" in err


class TestProcess:
    """What only shows in a process of its own."""

    @pytest.mark.parametrize(
        "module", ["PySide6", "shiboken6", "pyperclip", "urllib3", "ssl", "buildx_cache_flags.live"]
    )
    @pytest.mark.parametrize(
        "arguments", [["check", BAD], ["render", "--for", "bash", "--cache-to", GOOD], ["--version"]]
    )
    def test_nothing_of_the_window_or_a_network_is_imported(self, arguments: list[str], module: str) -> None:
        script = (
            "import sys\nfrom buildx_cache_flags.__main__ import main\n"
            "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
            f"sys.exit({module!r} in sys.modules)"
        )
        command = [sys.executable, "-c", script, *arguments]
        assert (
            subprocess.run(
                command, env={**os.environ, "PYTHONPATH": str(SOURCE)}, capture_output=True, check=False
            ).returncode
            == 0
        )

    def test_help_waits_for_nothing_heavy(self) -> None:
        script = "import sys\nfrom buildx_cache_flags.__main__ import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass\nsys.exit('pydantic' in sys.modules)"
        command = [sys.executable, "-c", script]
        assert (
            subprocess.run(
                command, env={**os.environ, "PYTHONPATH": str(SOURCE)}, capture_output=True, check=False
            ).returncode
            == 0
        )

    def test_the_version(self) -> None:
        assert process("--version").stdout.decode().split() == ["buildx-cache-flags", __version__]

    @pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437", "utf-8"])
    def test_no_console_is_too_small(self, encoding: str) -> None:
        done = process("check", "type=registry,ref=日本/é,x", f"{GOOD},é=\u0301", "a/b@", PYTHONIOENCODING=encoding)
        assert (done.returncode, done.stderr) == (1, b"")
        assert b"value-field" in done.stdout

    @pytest.mark.skipif(sys.platform == "win32", reason="arguments are bytes only on POSIX")
    def test_an_argument_that_is_no_text_is_no_trouble(self) -> None:
        command: list[str | bytes] = [sys.executable, "-m", "buildx_cache_flags", "render", "--for", "flags"]
        command += ["--cache-to", b"a/\xff"]
        done = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(SOURCE)}, capture_output=True, check=False)
        assert (done.returncode, done.stdout) == (1, b"")
        assert b"Traceback" not in done.stderr

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
    def test_a_reader_that_has_gone_is_no_trouble(self) -> None:
        command = [sys.executable, "-m", "buildx_cache_flags", "check", "--jsonl"]
        variables = {**os.environ, "PYTHONPATH": str(SOURCE)}
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=variables
        ) as child:
            assert child.stdin is not None
            assert child.stdout is not None
            assert child.stderr is not None
            child.stdout.close()
            child.stdin.write(b'{"value": "a/b"}\n')
            child.stdin.close()
            assert child.stderr.read() == b""
            assert child.wait(timeout=300) == 1


@given(st.lists(strategies.entries("cache-to") | strategies.hostile_text().map(entries.registry_exactly), max_size=3))
def test_an_answer_is_the_json_text_of_its_plain_structure(found: list[Entry]) -> None:
    problems = [
        answers_json.problem_row(
            Problem("code", "error", Place("cache-to", 0, "ref"), "“é”", Fix("Use x", value="\ud800"))
        )
    ]
    for ok in (True, False):
        rows = [{"type": entry.type, "attrs": entry.attrs} for entry in found]
        plain = {"ok": ok, "entries": rows, "problems": problems if found else []}
        assert answers_json.line(ok, found, problems if found else []) == json.dumps(plain)


def test_garbage_is_collected_between_answers_as_before(catalog: Catalog) -> None:
    seen: list[bool] = []
    lines = [b'{"value": "a/b"}', b"not a question"]
    assert not jsonl.answer_all(lines, catalog, "cache-to", Question(), lambda _: seen.append(gc.isenabled()))
    assert seen == [True, True]
    gc.disable()
    try:
        jsonl.answer_all(lines, catalog, "cache-to", Question(), lambda _: seen.append(gc.isenabled()))
    finally:
        gc.enable()
    assert seen == [True, True, False, False]


def test_an_entry_is_traced_to_its_flag_past_flags_that_give_none(catalog: Catalog) -> None:
    values = ("a/b,c/d", "", "a=", "e/f", "G/h,i/j", "")
    writes: list[tuple[Option, str]] = [("cache-to", value) for value in values]
    flags: tuple[tuple[Option, str], ...] = (*writes[:2], ("cache-from", "x/y"), *writes[2:])
    answer = asking.ask(Question(flags), catalog)
    assert [
        (one.location.value, one.location.entry) for one in answer.problems if one.code == "reference-uppercase-host"
    ] == [(5, 0)]
    read = asking._Read(Question(flags), catalog)
    assert read.origin("cache-from", 0) == (2, 0)
    assert [read.origin("cache-to", index) for index in range(5)] == [(0, 0), (0, 1), (4, 0), (5, 0), (5, 1)]


def test_many_values_are_answered_each(catalog: Catalog) -> None:
    value = f"{GOOD},compression=zstd,force-compression=true,oci-mediatypes=true"
    lines = [json.dumps({"value": value.replace("acme", f"acme{number}")}).encode() for number in range(2000)]
    written: list[str] = []
    assert jsonl.answer_all(lines, catalog, "cache-to", Question(), written.append)
    assert len(written) == len(lines)


@pytest.mark.parametrize(("name", "option"), depth.pairs(long_inputs.QUESTIONS, OPTIONS, 2))
def test_no_value_takes_long(name: str, option: Option, catalog: Catalog) -> None:
    make = long_inputs.QUESTIONS[name]
    steps.assert_linear(lambda value: asking.ask(Question(((option, value),)), catalog), make)
    answer = asking.ask(Question(((option, make(2_000)),)), catalog)
    assert answer.entries or answer.problems


@pytest.mark.parametrize("file", ["registries.toml", "releases.toml", "backends/common.toml"])
@pytest.mark.parametrize(
    "way", [("check", GOOD), ("check", "--jsonl"), ("render", "--for", "bash", "--cache-to", GOOD)]
)
def test_a_broken_table_of_the_application_is_a_sentence(
    file: str, way: tuple[str, ...], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without the rights of the files, which may be those of a checkout that nobody may write.
    shutil.copytree(resources.path(), tmp_path / "resources", copy_function=shutil.copyfile)
    (tmp_path / "resources" / file).write_text("[[broken", encoding="utf-8")
    monkeypatch.setattr(resources, "path", lambda *names: tmp_path.joinpath("resources", *names))
    report_tables.load_catalog.cache_clear()
    try:
        status, out, err = run(*way, stdin=json.dumps({"value": GOOD}).encode())
    finally:
        report_tables.load_catalog.cache_clear()
    assert (status, out) == (2, "")
    assert err.startswith("buildx-cache-flags: a file of this program is damaged: ")
    assert Path(file).name in err
    assert err.count("\n") == 1
