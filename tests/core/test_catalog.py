"""The catalog: six types of cache side by side, and a seventh that is one file."""

import csv
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from buildx_cache_flags.cli import text_report
from buildx_cache_flags.cli.console import Console
from buildx_cache_flags.core import draft as drafts
from buildx_cache_flags.core import recipes
from buildx_cache_flags.core.asking import NOTHING, Question, ask
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.core.draft import Draft, addresses, differences, suggest
from buildx_cache_flags.core.draft.entries import Entry, parse
from buildx_cache_flags.core.draft.secrets import masked
from buildx_cache_flags.core.explain import sentences
from buildx_cache_flags.core.explain.before import steps
from buildx_cache_flags.core.explain.tokens import explain
from buildx_cache_flags.core.files import read_file
from buildx_cache_flags.core.outcome import View, judge
from buildx_cache_flags.core.project import judging
from buildx_cache_flags.core.recipes import applying, own_recipes
from buildx_cache_flags.core.targets import TARGETS
from tests import seventh

TYPES = ("registry", "inline", "local", "gha", "s3", "azblob")
SECRET = "hunter2/AbCd"
DOCUMENTED = Path(__file__).parent.parent / "data" / "backends-documented.tsv"


@pytest.fixture(scope="module")
def with_tape(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The application's own catalog and one file more."""
    return seventh.with_tape(tmp_path_factory.mktemp("resources"))


def documented() -> dict[str, dict[str, set[str]]]:
    """The options that the documentation has for each parameter, by type."""
    found: dict[str, dict[str, set[str]]] = {}
    with DOCUMENTED.open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            found.setdefault(row["type"], {})[row["parameter"]] = set(row["option"].split(","))
    return found


def test_there_are_six_types_in_order(catalog: Catalog) -> None:
    assert catalog.types == TYPES
    assert catalog.types_of("cache-to") == TYPES
    assert catalog.types_of("cache-from") == tuple(name for name in TYPES if name != "inline")
    assert catalog.backend("Registry") is None
    assert catalog.backend("common") is None


@pytest.mark.parametrize("name", ["local", "gha", "s3", "azblob"])
def test_the_rows_of_a_card_are_what_the_documentation_lists(name: str, catalog: Catalog) -> None:
    backend = catalog.backend(name)
    assert backend is not None
    rows = {row.name: set(row.options) for row in backend.parameters if row.documented}
    assert rows == documented()[name]


@pytest.mark.parametrize("name", [name for name in TYPES if name != "inline"])
def test_what_is_read_follows_what_is_written(name: str, catalog: Catalog) -> None:
    draft = drafts.set_type(Draft(), "cache-to", 0, name, catalog)
    backend = catalog.backend(name)
    assert backend is not None
    for number, (written, read) in enumerate(backend.links):
        draft = drafts.set_value(draft, "cache-to", 0, written, f"value{number}", catalog)
        assert draft.reads[0].type == name
        assert draft.reads[0].get(read) == f"value{number}"
    apart = drafts.set_value(draft, "cache-from", 0, backend.links[0][1], "other", catalog)
    assert not apart.follows
    assert drafts.reset_value(apart, "cache-from", 0, backend.links[0][1], catalog).follows


def test_a_change_of_type_keeps_what_both_know(catalog: Catalog) -> None:
    draft = Draft(writes=parse("type=registry,ref=a/b,mode=max,compression=zstd,mine=1"), reads=())
    local = drafts.set_type(draft, "cache-to", 0, "local", catalog)
    assert local.writes[0].fields == (
        ("type", "local"),
        ("mode", "max"),
        ("compression", "zstd"),
        ("mine", "1"),
    )
    assert drafts.set_type(local, "cache-to", 0, "gha", catalog).writes[0].attrs == {"mode": "max", "mine": "1"}


def test_two_types_in_one_build_are_judged_each_by_its_table(catalog: Catalog) -> None:
    flags: tuple[tuple[Option, str], ...] = (
        ("cache-to", "type=registry,ref=a/b:c,mode=MAX"),
        ("cache-to", "type=gha,timeout=5"),
    )
    answer = ask(Question(flags, NOTHING), catalog)
    errors = [(problem.code, str(problem.place)) for problem in answer.problems if problem.severity == "error"]
    assert errors == [("choice-unknown", "cache-to 1, mode"), ("value-refused", "cache-to 2, timeout")]


def test_the_readme_compares_the_types_with_the_words_of_the_window(catalog: Catalog) -> None:
    readme = (Path(__file__).parent.parent.parent / "README.md").read_text("utf-8")
    for name in TYPES:
        backend = catalog.backend(name)
        assert backend is not None
        assert f"| `{name}` | {backend.good} | {backend.keeps} | {backend.limits} |" in readme


@pytest.mark.parametrize(
    ("name", "said"),
    [("gha", "run: step"), ("s3", "AWS_REGION"), ("azblob", "BUILDKIT_AZURE_STORAGE_ACCOUNT_URL"), ("local", "grows")],
)
def test_each_type_says_what_to_see_to_before_a_build(name: str, said: str, catalog: Catalog) -> None:
    found = steps(drafts.set_type(Draft(), "cache-to", 0, name, catalog), catalog)
    assert any(said in step.text for step in found)


class TestASeventhType:
    """One file, and nothing else."""

    def test_it_is_offered_behind_the_others(self, with_tape: Catalog) -> None:
        assert with_tape.types == (*TYPES, "tape")

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            ("type=tape", "parameter-missing"),
            ("type=tape,reel=x", "value-refused"),
            ("type=tape,reel=reel-1,speed=0", "value-refused"),
            ("type=tape,reel=reel-1,mode=MAX", "choice-unknown"),
            ("type=tape,ref=reel-1", "key-required"),
            ("type=tape,reel=reel-1,compression=zstd", "key-unknown"),
        ],
    )
    def test_it_is_checked(self, value: str, code: str, with_tape: Catalog) -> None:
        assert code in {problem.code for problem in ask(Question((("cache-to", value),)), with_tape).problems}

    def test_it_is_followed_explained_and_written(self, with_tape: Catalog) -> None:
        draft = drafts.set_type(Draft(), "cache-to", 0, "tape", with_tape)
        draft = drafts.edit_value(draft, "cache-to", 0, "reel", "reel-7", with_tape)
        outcome = judge(draft, None, with_tape)
        assert outcome.problems == ()
        assert outcome.seen(View(one_line=True)).text == (
            "docker buildx build --cache-to type=tape,reel=reel-7 --cache-from type=tape,reel=reel-7 ."
        )
        assert "Caches the final image's layers in reel-7." in sentences(outcome.facts)
        assert any("on a tape" in token.meaning for token in explain(outcome.command, with_tape))
        assert drafts.edit_value(draft, "cache-to", 0, "speed", "3", with_tape) == draft

    def test_two_to_one_place_are_one_too_many(self, with_tape: Catalog) -> None:
        values = ("type=tape,reel=reel-1", "type=tape,reel=reel-1,mode=max")
        answer = ask(Question(tuple(("cache-to", value) for value in values)), with_tape)
        assert [problem.code for problem in answer.problems] == ["place-repeated"]

    def test_recipes_are_filled_in_at_its_address(self, with_tape: Catalog) -> None:
        row = {
            "key": "k",
            "name": "n",
            "when": "w.",
            "cost": "c.",
            "since": "0.3",
            "writes": ["type=tape,reel={ref},mode=max"],
        }
        recipe = recipes.from_data({"recipe": [row]}, with_tape).by_key["k"]
        draft = Draft(writes=parse("type=tape,reel=reel-7,speed=2"), reads=(), following=False)
        after = applying.apply(recipe, draft, with_tape)
        assert (after.writes, after.reads) == (parse("type=tape,reel=reel-7,mode=max"), parse("type=tape,reel=reel-7"))
        assert after.follows
        saved = own_recipes.saved("mine", draft, with_tape, ())
        assert own_recipes.recipe(saved, with_tape, ()).writes == draft.writes

    def test_files_judge_and_name_it_by_its_address(self, with_tape: Catalog) -> None:
        script = 'docker build --cache-to "type=tape,reel=$REEL" -t a/b .\n' * 2 + (
            "docker build --cache-to type=tape,reel=reel-1 -t c/d . && docker build --cache-to type=tape,reel=reel-1 -t e/f .\n"
        )
        reading = read_file("build.sh", script, with_tape)
        assert [build.draft.writes[0].get("reel") for build in reading.builds] == [
            "${REEL}",
            "${REEL}",
            "reel-1",
            "reel-1",
        ]
        assert [left for left in reading.builds[0].left_out if "plain text" in left.reason] == []
        shared = [one for build in reading.builds for one in build.findings if one.code == "script-cache-shared"]
        assert ["“reel-1”" in one.message for one in shared] == [True]
        open_ = [judging.problems(build, reading, with_tape) for build in reading.builds[:2]]
        assert [one for found in open_ for one in found if one.code == "value-refused"] == []

    def test_the_history_and_what_is_offered_know_it(self, with_tape: Catalog) -> None:
        draft = Draft(writes=parse("type=tape,reel=reel-7"), reads=(), following=False)
        assert addresses.shown(draft.writes[0], "cache-to", with_tape) == "reel-7"
        assert suggest.ref_for(replace(draft, image="a/b:1"), 0, with_tape) == "a/b:buildcache"


SECRETS = [
    f"type=gha,token={SECRET}",
    f"type=gha,ghtoken={SECRET},repository=a/b",
    f"type=gha,url=https://user:{SECRET}@cache.example/",
    f"type=s3,bucket=b,region=r,access_key_id={SECRET},secret_access_key={SECRET},session_token={SECRET}",
    f"type=s3,bucket=b,region=r,endpoint_url=https://me:{SECRET}@s3.example",
    f"type=azblob,account_url=https://a.blob.core.windows.net,secret_access_key={SECRET}",
    f"type=azblob,account_url=https://a.blob.core.windows.net/?sv=1&sig={SECRET}",
]


@pytest.mark.parametrize("value", SECRETS)
class TestASecret:
    """It stays in the form, and goes nowhere else."""

    def test_it_is_in_no_text_that_is_copied(self, value: str, catalog: Catalog) -> None:
        draft = Draft(writes=parse(value), reads=(), following=False)
        outcome = judge(draft, None, catalog, with_variables=True)
        for target in TARGETS:
            for defaults in (False, True):
                assert SECRET not in outcome.seen(View(target=target, defaults=defaults)).text

    def test_it_is_warned_of_and_in_no_sentence(self, value: str, catalog: Catalog) -> None:
        draft = Draft(writes=parse(value), reads=(), following=False)
        outcome = judge(draft, None, catalog, with_variables=True)
        warned = [problem for problem in outcome.problems if problem.code == "secret-in-clear"]
        assert warned
        said = [problem.message for problem in outcome.problems]
        said += [problem.fix.label for problem in outcome.problems if problem.fix]
        said += [*sentences(outcome.facts), *(f"{one.text} {one.meaning}" for one in explain(outcome.command, catalog))]
        assert [sentence for sentence in said if SECRET in sentence] == []
        after = warned[0].fix
        assert after is not None
        assert SECRET not in str(after.changes)

    def test_it_is_on_no_terminal(self, value: str, catalog: Catalog, capsys: pytest.CaptureFixture[str]) -> None:
        text_report.write(ask(Question((("cache-to", value),)), catalog), Console(sys.stdout))
        said = capsys.readouterr().out
        assert "secret-in-clear" in said
        assert SECRET not in said
        assert len(masked(value, catalog)) == len(value)

    def test_it_is_in_no_recipe_and_no_list_of_changes(self, value: str, catalog: Catalog) -> None:
        draft = Draft(writes=parse(value), reads=(), following=False)
        assert SECRET not in str(own_recipes.saved("mine", draft, catalog, ()))
        assert SECRET not in str(differences.lines(Draft(writes=(), reads=()), draft, catalog))
        assert SECRET not in str(
            differences.lines(Draft(writes=(Entry((("type", "gha"),)),), reads=()), draft, catalog)
        )
