"""Rows of a card that stand under one head, and what is recommended where nothing is set."""

import pytest

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import Group
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.entries import parse
from buildx_cache_flags.core.draft.rows import row_state, summary


def said(catalog: Catalog, value: str, name: str) -> str:
    draft = Draft(writes=parse(value), following=False)
    backend = catalog.backend(draft.writes[0].type)
    assert backend is not None
    group = next(group for group in backend.groups if group.name == name)
    rows = [parameter for parameter in backend.rows("cache-to") if parameter.group == name]
    return summary(group, [(row, row_state(draft, "cache-to", 0, row, catalog)) for row in rows])


def test_each_group_of_a_type_has_rows_and_says_what_unset_means(catalog: Catalog) -> None:
    for name in catalog.types:
        backend = catalog.backend(name)
        assert backend is not None
        in_use = {parameter.group for parameter in backend.parameters if parameter.group}
        assert {group.name for group in backend.groups} == in_use
        assert all(group.title and group.unset for group in backend.groups)


def test_the_registry_has_compression_open_and_format_closed(catalog: Catalog) -> None:
    assert [(group.title, group.open) for group in catalog.default.groups] == [("Compression", True), ("Format", False)]


@pytest.mark.parametrize(
    ("value", "name", "expected"),
    [
        ("type=registry,ref=a/b", "compression", "gzip at its usual level (default)"),
        ("type=registry,ref=a/b,compression=zstd,compression-level=10", "compression", "zstd, level 10"),
        ("type=registry,ref=a/b,force-compression=true", "compression", "force-compression true"),
        ("type=registry,ref=a/b,oci-mediatypes=maybe", "format", "oci-mediatypes maybe"),
        ("type=s3,bucket=b,region=r,blobs_prefix=x/", "layout", "blobs_prefix x/"),
        ("type=s3,bucket=b,region=r,secret_access_key=hunter2", "credentials", "secret_access_key"),
    ],
)
def test_a_summary_says_what_is_set(catalog: Catalog, value: str, name: str, expected: str) -> None:
    assert said(catalog, value, name) == expected


def test_a_group_that_nobody_is_in_says_what_unset_means() -> None:
    assert summary(Group("x", "X", "as ever"), []) == "as ever"


@pytest.mark.parametrize(
    ("value", "advised"),
    [
        ("type=registry", False),
        ("type=registry,ref=a/b:c", True),
        ("type=registry,ref=a/b:c,mode=min", False),
        ("type=registry,ref=a/b:c,mode=", False),
        ("type=local,dest=/c", True),
        ("type=s3,bucket=b", False),
        ("type=s3,bucket=b,region=r", True),
        ("type=gha", True),
    ],
)
def test_max_is_recommended_where_the_entry_is_complete_and_mode_is_not_set(
    catalog: Catalog, value: str, advised: bool
) -> None:
    draft = Draft(writes=parse(value), following=False)
    backend = catalog.backend(draft.writes[0].type)
    assert backend is not None
    state = row_state(draft, "cache-to", 0, backend.by_name["mode"], catalog)
    assert (state.advice is not None) == advised
    assert state.advice is None or state.advice.value == "max"
