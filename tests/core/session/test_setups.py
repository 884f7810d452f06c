"""Setups: written as a person would, read strictly, and the same for the window, ``render`` and ``check``."""

import json
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildx_cache_flags.__main__ import main
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import Draft, entries
from buildx_cache_flags.core.outcome import View, judge
from buildx_cache_flags.core.project import offers
from buildx_cache_flags.core.session import keeping, setups
from buildx_cache_flags.core.session.setups import Setup, SetupError
from buildx_cache_flags.core.targets import TARGETS
from tests import strategies

DRAFT = Draft(
    image="ghcr.io/acme/app:1",
    writes=entries.parse("type=registry,ref=ghcr.io/acme/app:buildcache,mode=max"),
    reads=entries.parse("type=registry,ref=ghcr.io/acme/app:buildcache"),
)
WRITTEN = """\
# A form of Buildx Cache Flags. Open it: buildx-cache-flags FILE; print it: buildx-cache-flags render FILE

[buildx-cache-flags]
version = 1
image = "ghcr.io/acme/app:1"
output = "push"
cache-to = [
    "type=registry,ref=ghcr.io/acme/app:buildcache,mode=max",
]
cache-from = [
    "type=registry,ref=ghcr.io/acme/app:buildcache",
]
follow = true
target = "github-actions"
one-line = true
"""
LINE = (
    'buildx-cache-flags = { version = 1, image = "ghcr.io/acme/app:1", output = "push", '
    'cache-to = ["type=registry,ref=ghcr.io/acme/app:buildcache,mode=max"], '
    'cache-from = ["type=registry,ref=ghcr.io/acme/app:buildcache"], follow = true, target = "bash" }'
)
views = st.builds(View, st.sampled_from(list(TARGETS)), *[st.booleans()] * 4)


def test_a_setup_is_written_to_be_read(catalog: Catalog) -> None:
    view = View("github-actions", one_line=True)
    assert setups.write(Setup(DRAFT, view), catalog) == WRITTEN
    assert setups.read(WRITTEN, catalog) == Setup(DRAFT, view)
    assert setups.write_line(Setup(DRAFT), catalog) == LINE


@given(draft=strategies.drafts(), view=views)
def test_every_setup_comes_back(draft: Draft, view: View, catalog: Catalog) -> None:
    draft = keeping.kept(draft, catalog).linked(catalog)
    setup = Setup(replace(draft, context=draft.build_context), view)
    for text in (setups.write(setup, catalog), setups.write_line(setup, catalog)):
        assert setups.is_one(text)
        read = setups.read(text, catalog)
        assert setups.same(read, setup, catalog)
        assert read.draft == replace(setup.draft, buildkit=read.draft.buildkit)
        assert read.draft.follows == setup.draft.follows
    assert "\n" not in setups.write_line(setup, catalog)


@pytest.mark.parametrize(
    ("written", "read", "shown"),
    [
        ("type=registry,ref=a/b:c,mode=max", "type=registry", "type=registry,ref=a/b:c"),
        ("type=registry,ref=a/b:c", "type=registry,ref=a/b:old", "type=registry,ref=a/b:c"),
        ("type=local,dest=cache", "type=local", "type=local,src=cache"),
        # As the file has them: what is in step, of another type, or no value at all.
        ("type=registry,ref=a/b:c", "ref=a/b:c,type=registry", "ref=a/b:c,type=registry"),
        ("type=gha", "type=registry,ref=a/b:c", "type=registry,ref=a/b:c"),
        ("type=registry,ref=a/b:c,mode", "type=registry", "type=registry"),
    ],
)
def test_a_read_entry_follows_wherever_a_setup_is_read(catalog: Catalog, written: str, read: str, shown: str) -> None:
    for follow, expected in (("true", shown), ("false", read)):
        table = f'version = 1, cache-to = "{written}", cache-from = "{read}", follow = {follow}'
        values = setups.read_raw(f"buildx-cache-flags = {{{table}}}", catalog).values
        assert [value for _, value, _ in values] == [written, expected]


@pytest.mark.parametrize("around", ["{}", "`{}`", "> {}", "{}\n\nSee you", "Here it is:\n\n{}\n", "{} "])
def test_a_line_is_found_in_a_message(catalog: Catalog, around: str) -> None:
    text = around.format(LINE)
    assert setups.is_one(text)
    assert setups.read(text, catalog) == Setup(DRAFT)


def test_a_line_that_was_wrapped_is_read(catalog: Catalog) -> None:
    wrapped = LINE.replace(', output = "push"', ',\noutput = "push"').replace("{ version", "{\nversion")
    assert setups.read(wrapped, catalog) == Setup(DRAFT)


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ("version = 1", "version = 3", 4, "Version 3 of setups isn't known here"),
        ("version = 1\n", "", 0, "needs version = 1"),
        ("version = 1", 'version = "1"', 4, "needs version = 1"),
        ("image =", "imag =", 5, "Unknown key “imag”. Did you mean image?"),
        ("image =", "zzz =", 5, "Unknown key “zzz”. Known are"),
        ('"push"', '"pull"', 6, "output is “pull”. Use push, load or nothing."),
        ('"github-actions"', '"nowhere"', 14, "target is “nowhere”. Use "),
        ('"ghcr.io/acme/app:1"', "1", 5, "image needs a text"),
        ("follow = true", "follow = 1", 13, "follow needs true or false"),
        ('"type=registry,ref=ghcr.io/acme/app:buildcache,mode=max"', "1", 7, "cache-to needs a list"),
        ("mode=max", "mode", 8, "cache-to: buildx rejects"),
        ("image =", "image", 5, "This isn't valid TOML"),
        ("[buildx-cache-flags]", "[other]", 0, "the table [buildx-cache-flags] is missing"),
        ("# A form", "other = 1\n# A form", 1, "Unknown key “other” outside"),
        ('output = "push"', 'buildkit = "new"', 6, "buildkit: "),
    ],
)
def test_what_is_wrong_is_said_with_its_line(catalog: Catalog, old: str, new: str, line: int, sentence: str) -> None:
    assert old in WRITTEN
    with pytest.raises(SetupError) as caught:
        setups.read(WRITTEN.replace(old, new), catalog)
    assert sentence in str(caught.value)
    assert str(caught.value).endswith((".", "?"))
    assert caught.value.line == line


def test_what_is_too_long_is_said(catalog: Catalog) -> None:
    with pytest.raises(SetupError, match="characters"):
        setups.read(WRITTEN + "#" * setups.LONGEST, catalog)
    with pytest.raises(SetupError):
        setups.read(f"buildx-cache-flags = {{ a = {'[' * 50_000}", catalog)


def test_no_secret_is_in_a_setup(catalog: Catalog) -> None:
    draft = replace(DRAFT, writes=entries.parse("type=gha,token=s3cr3t"))
    assert "s3cr3t" not in setups.write(Setup(draft), catalog)
    assert "${" in setups.write_line(Setup(draft), catalog)


def test_paste_reads_a_setup_with_its_place(catalog: Catalog) -> None:
    found = offers.read(LINE.replace('"bash"', '"fish"'), "", Draft(buildkit="0.12"), catalog)
    (offer,) = found.offers
    assert offer.pasted.draft == DRAFT
    assert offer.pasted.draft.follows
    assert offer.view == View("fish")
    assert found.sentences == ()


def test_paste_names_a_value_that_buildx_refuses(catalog: Catalog) -> None:
    (offer,) = offers.read(WRITTEN.replace("mode=max", "mode"), "a.toml", Draft(), catalog).offers
    assert offer.pasted.draft.writes == ()
    assert len(offer.pasted.problems) == 1


# ----------------------------------------------------------------------------------------------------- the command line


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "app.toml"
    path.write_text(WRITTEN, encoding="utf-8")
    return path


def test_render_prints_what_the_window_copies(
    file: Path, catalog: Catalog, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    for options, view in (
        ([], View("github-actions", one_line=True)),
        (["--for", "bash"], View("bash", one_line=True)),
        (["--for", "bash", "--defaults"], View("bash", one_line=True, defaults=True)),
    ):
        assert main(["render", str(file), *options]) == 0
        expected = judge(DRAFT, view, catalog, with_variables=True).text
        assert capsysbinary.readouterr().out == expected.encode()


def test_check_judges_a_setup_with_its_lines(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(file)]) == 0
    file.write_text(WRITTEN.replace("mode=max", "mode=MAX"), encoding="utf-8")
    assert main(["check", "--format", "json", str(file)]) == 1
    answer = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert [(row["line"], row["language"]) for row in answer["builds"]] == [(4, "setup")]
    assert [(row["code"], row["line"]) for row in answer["problems"]] == [("choice-unknown", 8)]
    assert main(["check", "--fix", str(file)]) == 0
    assert file.read_text(encoding="utf-8") == WRITTEN


def test_check_counts_what_is_known_only_later(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(WRITTEN.replace("app:buildcache,mode", "app:${BRANCH},mode"), encoding="utf-8")
    assert main(["check", str(file)]) == 0
    assert "${BRANCH}" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["check", "render"])
def test_a_broken_setup_is_told_with_its_line(file: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(WRITTEN.replace("image =", "imag ="), encoding="utf-8")
    try:
        status = main([command, str(file)])
    except SystemExit as ended:
        status = int(str(ended.code))
    said = "".join(capsys.readouterr())
    assert status == {"check": 1, "render": 2}[command]
    assert "app.toml:5" in said
    assert "Did you mean image?" in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "render needs --for, or the FILE of a setup"),
        (["FILE", "--image", "x"], "not both"),
        (["FILE", "--context", "x"], "not both"),
        (["nothing.toml"], "nothing.toml can't be read: No such file"),
    ],
)
def test_render_refuses_what_it_can_not_take(
    file: Path, arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["render", *(str(file) if word == "FILE" else word for word in arguments)])
    assert ended.value.code == 2
    assert sentence in capsys.readouterr().err


def test_toml_reads_it_as_it_is_meant() -> None:
    table = tomllib.loads(WRITTEN)["buildx-cache-flags"]
    assert table["image"] == "ghcr.io/acme/app:1"
    assert tomllib.loads(LINE)["buildx-cache-flags"]["cache-to"] == table["cache-to"]
