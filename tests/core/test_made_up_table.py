"""Another table, with nothing changed in the program: what exists is a matter of the table alone."""

import tomllib

import pytest

from buildx_cache_flags.core import catalog as catalogs
from buildx_cache_flags.core import draft as drafts
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.core.check import validation
from buildx_cache_flags.core.draft import Draft, effective_default, entries
from buildx_cache_flags.core.draft.command import compose
from buildx_cache_flags.core.outcome import Outcome, View, judge

MADE_UP = """
type = "bucket"
link = "https://example.com/bucket"

[address]
cache-to = ["place"]
cache-from = ["place"]

[[parameter]]
name = "place"
options = ["cache-to", "cache-from"]
kind = "reference"
required = true
placeholder = "store.example.com/cache:main"
since = "0.3"

[[parameter]]
name = "packing"
options = ["cache-to"]
kind = "choice"
since = "0.5"
refused = "The bucket does not take the packing {value}"
aliases = ["pack"]
defaults = [{ value = "loose" }, { since = "0.9", value = "tight" }]
choices = [
    { value = "loose", label = "as it is" },
    { value = "tight", label = "small" },
    { value = "vacuum", label = "very small", documented = false },
]

[[parameter]]
name = "pressure"
options = ["cache-to"]
kind = "level"
since = "0.5"

[parameter.levels]
min = 1
max = 100
of = "packing"

[parameter.levels.by.tight]
min = 1
max = 7
unset = 4

[parameter.levels.by.loose]
ignored = true

[[parameter]]
name = "sealed"
options = ["cache-to", "cache-from"]
kind = "boolean"
since = "0.7"
empty = "true"
refused = "The bucket stays open on {value}"
defaults = [{ value = "false" }]

[[parameter]]
name = "stamped"
options = ["cache-to"]
kind = "boolean"
since = "0.8"
defaults = [{ value = "true" }, { since = "0.9", follows = "sealed" }]

"""


RELEASES = {"several_exports": "0.6", "current": "1.0", "releases": ["1.0", "0.9", "0.5"]}


@pytest.fixture(scope="module")
def made_up() -> Catalog:
    return catalogs.from_data(
        {"bucket": tomllib.loads(MADE_UP), "other": {"type": "other", "label": "elsewhere"}}, RELEASES
    )


def judged(made_up: Catalog, write: str = "", read: str = "", buildkit: str = "") -> Outcome:
    draft = Draft(buildkit=buildkit, writes=entries.parse(write), reads=entries.parse(read), following=False)
    return judge(draft, None, made_up)


def found(outcome: Outcome) -> list[tuple[str, str, str]]:
    return [(problem.severity, problem.code, str(problem.place)) for problem in outcome.problems]


def values(outcome: Outcome, option: Option, *, complete: bool = False) -> list[str]:
    command = outcome.seen(View(defaults=complete)).command
    lines = [[argument.text for argument in line.arguments] for line in command.flags().lines]
    return [value for flag, value in lines if flag == f"--{option}"]


def test_the_models_have_the_table_s_fields(made_up: Catalog) -> None:
    write, read = validation.model_for(made_up.default, "cache-to"), validation.model_for(made_up.default, "cache-from")
    assert list(write.model_fields) == ["place", "packing", "pressure", "sealed", "stamped"]
    assert list(read.model_fields) == ["place", "sealed"]
    assert (write.__name__, read.__name__) == ("BucketCacheTo", "BucketCacheFrom")


def test_every_value_is_read_by_its_kind(made_up: Catalog) -> None:
    attrs = {"place": "a/b", "packing": "vacuum", "pressure": "+7", "sealed": "", "stamped": "F", "new": "x"}
    checked = validation.check(made_up.default, "cache-to", attrs, with_variables=False)
    assert checked.refused == {}
    place = checked.read["place"]
    assert {**checked.read, "place": str(getattr(place, "canonical", ""))} == {
        "place": "docker.io/a/b:latest",
        "packing": "vacuum",
        "pressure": 7,
        "sealed": True,
        "stamped": False,
    }


def test_every_wrong_value_is_refused_by_its_kind(made_up: Catalog) -> None:
    attrs = {"place": "A/b/c:", "packing": "TIGHT", "pressure": "x", "sealed": "yes", "stamped": ""}
    checked = validation.check(made_up.default, "cache-to", attrs, with_variables=False)
    assert set(checked.refused) == set(attrs)
    assert checked.read == {}


def test_a_right_entry_has_no_problem_and_its_command(made_up: Catalog) -> None:
    value = "type=bucket,place=a/b:c,packing=tight,pressure=7,sealed=true"
    outcome = judged(made_up, value, "type=bucket,place=a/b:c")
    assert outcome.problems == ()
    assert not outcome.errors
    assert values(outcome, "cache-to") == [value]
    assert values(outcome, "cache-from") == ["type=bucket,place=a/b:c"]


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("type=bucket", ("error", "ref-missing", "cache-to 1, place")),
        ("type=bucket,place=a/b:", ("error", "reference-invalid", "cache-to 1, place")),
        ("type=bucket,place=a/b,packing=zip", ("error", "choice-unknown", "cache-to 1, packing")),
        ("type=bucket,place=a/b,packing=vacuum", ("warning", "value-undocumented", "cache-to 1, packing")),
        ("type=bucket,place=a/b,pressure=8", ("error", "level-out-of-range", "cache-to 1, pressure")),
        ("type=bucket,place=a/b,pressure=x", ("error", "level-not-a-number", "cache-to 1, pressure")),
        ("type=bucket,place=a/b,packing=loose,pressure=8", ("warning", "level-ignored", "cache-to 1, pressure")),
        ("type=bucket,place=a/b,sealed=yes", ("error", "boolean-unknown", "cache-to 1, sealed")),
        ("type=bucket,place=a/b,sealed=", ("warning", "value-empty", "cache-to 1, sealed")),
        ("type=bucket,place=a/b,stamped=T", ("hint", "boolean-spelling", "cache-to 1, stamped")),
        ("type=bucket,place=a/b,pack=tight", ("warning", "key-unknown", "cache-to 1, pack")),
        ("type=bucket,place=a/b,ref=a/b,mode=max", ("warning", "key-unknown", "cache-to 1, mode")),
        ("type=other,mode=MAX", ("warning", "key-unknown", "cache-to 1, mode")),
        ("type=gha", ("error", "type-unknown", "cache-to 1, type")),
    ],
)
def test_the_rules_speak_of_the_table_s_own_parameters(
    value: str, problem: tuple[str, str, str], made_up: Catalog
) -> None:
    assert problem in found(judged(made_up, value))


def test_a_fix_uses_the_table_s_own_words(made_up: Catalog) -> None:
    outcome = judged(made_up, "type=bucket,place=a/b,pack=Tight,sealed=yes")
    assert {problem.code: problem.fix.label for problem in outcome.problems if problem.fix} == {
        "boolean-unknown": "Use true",
        "key-unknown": "Use packing=tight",
    }


def test_reading_ignores_what_only_writing_reads(made_up: Catalog) -> None:
    assert found(judged(made_up, read="type=bucket,place=a/b,packing=x")) == [
        ("warning", "key-ignored-on-read", "cache-from 1, packing")
    ]


@pytest.mark.parametrize(
    ("release", "packing", "stamped"),
    [("0.5", "loose", "true"), ("0.8", "loose", "true"), ("0.9", "tight", "1"), ("", "tight", "1")],
)
def test_defaults_change_with_the_release_and_follow(
    release: str, packing: str, stamped: str, made_up: Catalog
) -> None:
    (entry,) = entries.parse("type=bucket,place=a/b,sealed=1")
    version = made_up.version(release)
    assert effective_default(made_up.default, made_up.default.by_name["packing"], entry, version) == packing
    assert effective_default(made_up.default, made_up.default.by_name["stamped"], entry, version) == stamped
    assert effective_default(made_up.default, made_up.default.by_name["pressure"], entry, version) is None


def test_all_defaults_can_be_written_and_read_back(made_up: Catalog) -> None:
    value = "type=bucket,place=a/b:c,sealed=0"
    assert values(judged(made_up, value), "cache-to", complete=True) == [
        "type=bucket,place=a/b:c,packing=tight,sealed=0,stamped=0"
    ]
    assert values(judged(made_up, value, buildkit="0.5"), "cache-to", complete=True) == [
        "type=bucket,place=a/b:c,packing=loose,sealed=0"
    ]
    (complete,) = values(judged(made_up, value), "cache-to", complete=True)
    assert judged(made_up, complete).errors == ()


def test_edits_use_the_table_s_order_and_defaults(made_up: Catalog) -> None:
    draft = Draft(writes=entries.parse("type=bucket,stamped=false"), reads=())
    for name, value in (("sealed", "true"), ("pressure", "3"), ("packing", "vacuum"), ("place", "a/b:c")):
        draft = drafts.edit_value(draft, "cache-to", 0, name, value, made_up)
    assert compose(draft, made_up).arguments[-2] == (
        "type=bucket,place=a/b:c,packing=vacuum,pressure=3,sealed=true,stamped=false"
    )
    for name, value in (("sealed", "false"), ("pressure", ""), ("packing", "tight"), ("stamped", "false")):
        draft = drafts.edit_value(draft, "cache-to", 0, name, value, made_up)
    assert compose(draft, made_up).arguments[-2] == "type=bucket,place=a/b:c"


def test_several_exports_come_with_the_table_s_release(made_up: Catalog) -> None:
    draft = Draft(buildkit="0.5", writes=entries.parse("type=other") * 2, reads=())
    assert "exports-too-many" in {problem.code for problem in judge(draft, None, made_up).errors}
