"""The rules against real builds: what was recorded is what counts, never what a rule believes.

Each row of ``behaviour.jsonl`` is one build.  What was asked for is read out of its flags; what came of it, out of the
manifest, the layers, the tag and the exit status that were found afterwards.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.draft import Draft, entries, reference
from buildx_cache_flags.core.draft.entries import Entry, EntryError
from buildx_cache_flags.core.outcome import judge
from tests.conftest import vectors

Row = dict[str, Any]

READ_BY_EXPORT = {
    "ref",
    "mode",
    "oci-mediatypes",
    "image-manifest",
    "compression",
    "compression-level",
    "force-compression",
    "ignore-error",
    "registry.insecure",
}
READ_BY_IMPORT = {"ref", "registry.insecure"}
LAYERS = {"min": 1, "max": 2}
"""The Dockerfile of the builds has one layer in the image and one more in another stage."""

OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
GZIP_LAYERS = {
    "application/vnd.oci.image.layer.v1.tar+gzip",
    "application/vnd.docker.image.rootfs.diff.tar.gzip",
}
LAYER_TYPES = {
    "gzip": GZIP_LAYERS,
    "estargz": GZIP_LAYERS,
    "zstd": {"application/vnd.oci.image.layer.v1.tar+zstd", "application/vnd.docker.image.rootfs.diff.tar.zstd"},
    "uncompressed": {"application/vnd.oci.image.layer.v1.tar", "application/vnd.docker.image.rootfs.diff.tar"},
}


@cache
def rows() -> tuple[Row, ...]:
    return tuple(vectors("behaviour"))


@dataclass(frozen=True)
class Unforeseeable:
    """What no check of flags can know: where the ref has *part*, and the program said *reason*."""

    why: str
    part: str
    reason: str

    def matches(self, row: Row) -> bool:
        return any(self.part in value for _, value in flags(row)) and self.reason in said(row)


UNFORESEEABLE = [
    Unforeseeable("nothing listens there", "127.0.0.1:9/", "connection refused"),
    Unforeseeable("the registry speaks plain HTTP", "192.0.2.2:5001/", "server gave HTTP response to HTTPS client"),
    Unforeseeable("the name does not resolve", "no-such-host.invalid/", "no such host"),
    Unforeseeable("nothing was written there yet", "localhost:5000/", ": not found"),
]


def said(row: Row) -> str:
    return "\n".join([row["error"] or "", *row.get("step_errors", ())])


def flags(row: Row) -> Iterator[tuple[Option, str]]:
    for option in OPTIONS:
        values = row[option.replace("-", "_")]
        for value in [values] if isinstance(values, str) else values or ():
            yield option, value


def read(row: Row) -> list[tuple[Option, Entry]]:
    """The entries of all flags; none of a flag that buildx refuses."""
    found: list[tuple[Option, Entry]] = []
    for option, value in flags(row):
        try:
            found.extend((option, entry) for entry in entries.parse(value))
        except EntryError:
            continue
    return found


def image(row: Row) -> str:
    return str(row["output"]).removeprefix("push:") if row["output"].startswith("push:") else ""


def same_place(first: str, second: str) -> bool:
    return reference.parse(first) == reference.parse(second)


def failed(row: Row) -> bool:
    return row["rc"] != 0 or row.get("import_ok") is False


@cache
def booleans() -> frozenset[str]:
    """The spellings that real builds took for a boolean, where a wrong one fails."""
    strict = ("oci-mediatypes", "image-manifest", "force-compression")
    attrs = [entry.attrs for row in rows() if row["rc"] == 0 for option, entry in read(row) if option == "cache-to"]
    return frozenset(found[name] for found in attrs for name in strict if name in found)


@cache
def refused_levels() -> frozenset[tuple[str, int]]:
    """Compressions and levels that real builds refused when they had to pack a layer."""
    exports = [entry.attrs for row in rows() if "invalid compression level" in said(row) for _, entry in read(row)]
    return frozenset((found.get("compression", "gzip"), int(found["compression-level"])) for found in exports)


def is_no_level(attrs: dict[str, str]) -> bool:
    """Whether the level is one that was refused, or lies beyond one."""
    refused = [level for compression, level in refused_levels() if compression == attrs.get("compression", "gzip")]
    level = int(attrs.get("compression-level", "0"))
    return any(level >= limit > 0 or level <= limit < 0 for limit in refused)


def unmet(row: Row) -> Iterator[str]:
    """What was asked for and did not come."""
    if failed(row):
        yield "the build or the import failed"
        return
    exports = [entry for option, entry in read(row) if option == "cache-to" and entry.type == "registry"]
    if len(exports) == 1 and "manifest_media_type" in row:
        yield from _unmet_export(row, exports[0].attrs)
    if "tag_holds" in row and exports and same_place(image(row), exports[0].attrs["ref"]):
        yield f"image and cache went to one tag, and it holds the {row['tag_holds']}"


def _unmet_export(row: Row, attrs: dict[str, str]) -> Iterator[str]:
    if not row["n_layers"]:
        yield "nothing lies at the ref"
        return
    mode = attrs.get("mode", "min")
    if row.get("mode_effective", mode) != mode or row["n_layers"] < LAYERS.get(mode, 0):
        yield f"mode {mode} was asked for"
    if "tag_holds" not in row and row["manifest_media_type"] != _manifest(attrs):
        yield "another manifest was asked for"
    if "compression" in attrs and not set(row["layer_media_types"]) <= LAYER_TYPES.get(attrs["compression"], set()):
        yield "another compression was asked for"
    if attrs.get("compression") == "estargz" and not all(row.get("estargz_toc", [True])):
        yield "estargz was asked for"
    if is_no_level(attrs):
        yield "no such level exists"
    if attrs.get("ignore-error", "true") not in booleans():
        yield "ignore-error is no boolean"


def _manifest(attrs: dict[str, str]) -> str:
    false = ("0", "f", "F", "FALSE", "false", "False")
    if attrs.get("oci-mediatypes") in false:
        return DOCKER_LIST
    return OCI_INDEX if attrs.get("image-manifest") in false else OCI_MANIFEST


def is_known_to_the_daemon_only(row: Row) -> bool:
    """Layers that were there before keep their compression, and no flag tells which there are."""
    return str(row["context"]).startswith(("warm:", "base"))


def said_of(row: Row, catalog: Catalog) -> dict[str, set[str]]:
    """The parameters that anything is said of, by severity; the empty one for what is refused as text."""
    found: dict[str, set[str]] = {"error": set(), "warning": set(), "hint": set()}
    for option, value in flags(row):
        try:
            entries.parse(value)
        except EntryError:
            found["error"].add(f"{option} as a whole")
    given = {option: tuple(entry for one, entry in read(row) if one == option) for option in OPTIONS}
    draft = Draft(image=image(row), writes=given["cache-to"], reads=given["cache-from"], following=False)
    for problem in judge(draft, None, catalog).problems:
        found[problem.severity].add(problem.parameter)
    return found


def describe(row: Row) -> str:
    return f"{row['cache_to']} {row['cache_from']} {row['output']} {row['note']} {said(row)[-120:]}"


def test_every_build_that_failed_over_its_flags_has_an_error(catalog: Catalog) -> None:
    foreseeable = [row for row in rows() if failed(row) and not any(rule.matches(row) for rule in UNFORESEEABLE)]
    missed = [describe(row) for row in foreseeable if not said_of(row, catalog)["error"]]
    assert len(foreseeable) > 100
    assert not missed


def test_nothing_that_took_effect_is_an_error(catalog: Catalog) -> None:
    fine = [row for row in rows() if not any(unmet(row))]
    wrong = [(describe(row), said_of(row, catalog)["error"]) for row in fine if said_of(row, catalog)["error"]]
    assert len(fine) > 200
    assert not wrong


def test_everything_that_did_not_take_effect_has_an_error_or_a_warning(catalog: Catalog) -> None:
    silent = []
    for row in rows():
        excused = is_known_to_the_daemon_only(row) or any(rule.matches(row) for rule in UNFORESEEABLE)
        found = said_of(row, catalog)
        if any(unmet(row)) and not excused and not found["error"] | found["warning"]:
            silent.append((describe(row), list(unmet(row))))
    assert not silent


def test_every_key_that_is_ignored_has_an_error_or_a_warning(catalog: Catalog) -> None:
    silent, ignored = [], 0
    for row in rows():
        found = said_of(row, catalog)
        for option, entry in read(row):
            known = READ_BY_EXPORT if option == "cache-to" else READ_BY_IMPORT
            for key in entry.attrs.keys() - known if entry.type == "registry" else ():
                ignored += 1
                if key not in found["error"] | found["warning"]:
                    silent.append((key, describe(row)))
    assert ignored > 20
    assert not silent


def test_layers_that_were_there_before_are_hinted_at(catalog: Catalog) -> None:
    # Layers that a new build would pack with gzip anyway are nobody's surprise.
    flagged = [row for row in rows() if "compression=gzip" not in str(row["cache_to"])]
    kept = [row for row in flagged if is_known_to_the_daemon_only(row) and any(unmet(row))]
    assert kept
    assert [describe(row) for row in kept if not any(said_of(row, catalog).values())] == []


@pytest.mark.parametrize("rule", UNFORESEEABLE, ids=lambda rule: rule.why)
def test_what_is_unforeseeable_is_there_and_is_no_mistake_in_the_flags(rule: Unforeseeable, catalog: Catalog) -> None:
    matched = [row for row in rows() if rule.matches(row)]
    assert matched
    for row in matched:
        # The same flags with another registry are right, unless they are also wrong for a reason of their own.
        assert failed(row) or any(unmet(row)), describe(row)
        errors = said_of(row, catalog)["error"]
        assert not errors or "tag_holds" in row or image(row) in dict(flags(row))["cache-to"], describe(row)
