"""Many fixes in one step, none of which loses anything."""

from hypothesis import given

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.check.fix_all import Fixed, fix_all, loses_nothing
from buildx_cache_flags.core.check.problems import Change, Fix
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.entries import parse
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.outcome import View, judge
from tests import strategies

MODE = Place("cache-to", 0, "mode")


def fixed(draft: Draft, catalog: Catalog) -> Fixed:
    def judged(one: Draft) -> tuple[object, ...]:
        return judge(one, View(), catalog, with_variables=True).problems

    return fix_all(draft, judge(draft, View(), catalog, with_variables=True).problems, catalog, judged)  # type: ignore[arg-type]


def test_all_of_it_is_fixed_at_once(catalog: Catalog) -> None:
    wrong = Draft(
        image="ghcr.io/Acme/app:1.4",
        writes=parse("type=registry,ref=ghcr.io/acme/app:buildcache,mode=MAX,compression-level=15"),
    ).with_following(True)
    found = fixed(wrong, catalog)
    assert found.draft.image == "ghcr.io/acme/app:1.4"
    assert dict(found.draft.writes[0].fields) == {
        "type": "registry",
        "ref": "ghcr.io/acme/app:buildcache",
        "mode": "max",
        "compression-level": "9",
    }
    assert len(found.problems) == 3


def test_what_would_lose_something_is_left(catalog: Catalog) -> None:
    twice = Draft(writes=parse("type=registry,ref=a/b:c") * 2, reads=(), following=False)
    found = fixed(twice, catalog)
    assert found == Fixed(twice, ())


def test_which_fix_loses_something() -> None:
    assert loses_nothing(Fix("Use max", (Change(MODE, "max"),)))
    assert loses_nothing(Fix("Use mode", (Change(MODE, rename="mode"),)))
    assert not loses_nothing(Fix("Remove", (Change(MODE),)))
    assert not loses_nothing(Fix("Remove", (Change(Place("cache-to", 0)),)))
    assert not loses_nothing(Fix("Clear", (Change(Place(parameter="image"), ""),)))
    assert not loses_nothing(Fix("Read it as a flag"))


@given(strategies.drafts())
def test_no_fix_loses_an_entry_or_adds_an_error(draft: Draft) -> None:
    catalog = strategies.catalog()
    found = fixed(draft, catalog)
    assert len(found.draft.writes) == len(draft.writes)
    assert len(found.draft.reads) == len(draft.reads)
    before, after = (judge(one, View(), catalog, with_variables=True).errors for one in (draft, found.draft))
    assert len(after) <= len(before)
    assert bool(found.problems) or found.draft == draft
