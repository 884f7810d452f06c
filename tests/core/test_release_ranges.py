"""Releases between which nothing changed, worked out from the tables."""

from itertools import pairwise

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.release_ranges import lacks, release_ranges


def test_every_release_is_in_one_range(catalog: Catalog) -> None:
    ranges = release_ranges(catalog)
    assert ranges[0].last == catalog.releases.current
    assert ranges[-1].first == (0, 8)
    for later, earlier in pairwise(ranges):
        assert later.first == (0, earlier.last[1] + 1)
    for minor in range(8, catalog.releases.current[1] + 1):
        assert sum((0, minor) in one for one in ranges) == 1


def test_a_range_begins_where_a_table_changes(catalog: Catalog) -> None:
    firsts = {one.first for one in release_ranges(catalog)}
    changed = {
        version
        for name in catalog.types
        if (backend := catalog.backend(name)) is not None
        for parameter in backend.parameters
        for version in (parameter.since, *(default.since for default in parameter.defaults))
    }
    assert {version for version in changed if (0, 8) < version <= catalog.releases.current} <= firsts


def test_what_an_older_release_lacks(catalog: Catalog) -> None:
    assert lacks(catalog, catalog.releases.current, ["registry"]) == ()
    said = " ".join(lacks(catalog, (0, 8), ["registry"]))
    assert "BuildKit 0.8 ignores" in said
    assert "compression" in said
    assert "BuildKit 0.8 writes one cache only." in said
    assert "image-manifest is false unless it is set." in lacks(catalog, (0, 20), ["registry"])
    assert lacks(catalog, (0, 31), ["registry"])[0].startswith("Nothing is different")
