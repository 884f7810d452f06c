"""What real manifests mean, and made-up ones that no recording has."""

import base64
import hashlib
import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildx_cache_flags.core.cachemanifest import inventory, manifests, meaning, sentences
from buildx_cache_flags.core.cachemanifest.inventory import Contents
from buildx_cache_flags.core.cachemanifest.manifests import Descriptor, ManifestError
from buildx_cache_flags.core.draft import entries
from tests import strategies
from tests.conftest import DATA

REGISTRIES = strategies.catalog().registries
BLOBS = DATA / "caches" / "blobs"
ROWS = [json.loads(line) for line in (DATA / "caches" / "caches.jsonl").read_text(encoding="utf-8").splitlines()]
STORED = {
    manifests.OCI_MANIFEST: "image manifest",
    manifests.OCI_INDEX: "image index",
    manifests.DOCKER_LIST: "Docker manifest list",
}
WRITES = entries.registry("a.b/c:d")


def blob(digest: str) -> bytes:
    return (BLOBS / digest.removeprefix("sha256:")).read_bytes()


def read(row: dict[str, Any]) -> Contents:
    return inventory.read(manifests.read(blob(row["digest"]), ""), lambda part: blob(part.digest))


class Made:
    """A manifest that a test makes up, with its blobs."""

    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}

    def part(self, media_type: str, value: object, **more: object) -> dict[str, object]:
        data = value if isinstance(value, bytes) else json.dumps(value).encode()
        digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
        self.blobs[digest] = data
        return {"mediaType": media_type, "digest": digest, "size": len(data), **more}

    def read(self, manifest: dict[str, object]) -> Contents:
        data = json.dumps({"schemaVersion": 2, **manifest}).encode()
        return inventory.read(manifests.read(data, ""), lambda part: self.blobs[part.digest])


LAYER = "application/vnd.oci.image.layer.v1.tar"
IMAGE_CONFIG = "application/vnd.oci.image.config.v1+json"
RECORDS = {
    "layers": [{"blob": "x", "parent": -1}, {"blob": "y"}],
    "records": [
        {"digest": "a", "layers": [{"layer": 1, "createdAt": "2026-01-02T03:04:05.123456789+01:00"}]},
        {"digest": "b"},
    ],
}


def image(made: Made, cache: object = None, media_type: str = manifests.OCI_MANIFEST) -> dict[str, object]:
    config = {"os": "linux", "architecture": "arm64"} | ({"moby.buildkit.cache.v0": cache} if cache is not None else {})
    layers = [made.part(f"{LAYER}+gzip", b"1"), made.part(f"{LAYER}+zstd", b"22")]
    return {"mediaType": media_type, "config": made.part(IMAGE_CONFIG, config), "layers": layers}


def inline(value: object) -> str:
    return base64.b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["digest"][7:15])
def test_a_recorded_manifest_is_what_it_is(row: dict[str, Any]) -> None:
    found = read(row)
    assert found.kind == row["kind"]
    assert found.storage == STORED[row["media_type"]]
    assert found.digest == row["digest"]
    if row["kind"] == "image":
        assert meaning.is_found(found) is False
        return
    kinds = [kind for kind in row["layers"] if kind != manifests.CACHE_CONFIG]
    packed = Counter(("zstd" if "zstd" in kind else "gzip" if "gzip" in kind else "uncompressed") for kind in kinds)
    assert Counter("gzip" if layer.compression == "estargz" else layer.compression for layer in found.layers) == packed
    # Layers that were compressed anew have no time of their own; the records always have one.
    assert all(layer.created[:11] in ("", "2026-11-27T") for layer in found.layers)
    assert found.created.startswith("2026-11-27T")
    assert found.created >= max(layer.created for layer in found.layers)
    assert 0 < found.steps_with_layers <= found.steps
    assert meaning.is_found(found)
    assert any(one.code == "cache-as-index" for one in meaning.problems(found, REGISTRIES)) == (
        found.storage != "image manifest"
    )


def test_the_size_of_a_recorded_cache_is_that_of_its_layers() -> None:
    sizes = [(read(row).size, row["size"]) for row in ROWS if row["kind"] == "cache"]
    # The recording counts the records of an index as well.
    assert all(0 <= recorded - size < 4000 for size, recorded in sizes)
    assert any(size == recorded for size, recorded in sizes)


def test_an_image_with_an_inline_cache() -> None:
    made = Made()
    found = made.read(image(made, inline(RECORDS)))
    assert (found.kind, found.steps, found.steps_with_layers, found.chains) == ("inline", 2, 1, 1)
    assert (found.platforms, found.compressions, found.size) == (("linux/arm64",), ("gzip", "zstd"), 3)
    assert found.created == "2026-01-02T02:04:05Z"
    assert meaning.problems(found, REGISTRIES) == ()


def test_an_image_without_one_is_never_reused() -> None:
    made = Made()
    found = made.read(image(made))
    [problem] = meaning.problems(found, REGISTRIES)
    assert (found.kind, problem.code) == ("image", "cache-not-in-image")
    assert "nothing is reused" in problem.message


def test_an_index_of_images_counts_all_platforms_but_no_attestation() -> None:
    made = Made()
    one = made.part(manifests.OCI_MANIFEST, {"schemaVersion": 2, **image(made, inline(RECORDS))})
    other = {"vnd.docker.reference.type": "attestation-manifest"}
    parts = [
        {**one, "platform": {"os": "linux", "architecture": "arm", "variant": "v7"}},
        made.part(manifests.OCI_MANIFEST, b"never asked for", annotations=other),
    ]
    found = made.read({"mediaType": manifests.OCI_INDEX, "manifests": parts})
    assert (found.kind, found.platforms, found.steps) == ("inline", ("linux/arm/v7",), 2)


@pytest.mark.parametrize(
    "broken", ["%", 5, inline([]), base64.b64encode(b"x").decode(), "\u00e9", inline({"records": 5})]
)
def test_a_broken_inline_cache_is_said(broken: object) -> None:
    made = Made()
    with pytest.raises(ManifestError):
        made.read(image(made, broken))


@pytest.mark.parametrize(
    "manifest",
    [
        lambda made: {**image(made), "config": made.part("application/vnd.cncf.helm.config.v1+json", {})},
        lambda made: {"mediaType": manifests.OCI_INDEX, "manifests": []},
        lambda made: {"mediaType": manifests.OCI_INDEX, "manifests": [made.part("text/plain", b"")]},
    ],
)
def test_what_is_neither_is_said(manifest: Any) -> None:
    made = Made()
    found = made.read({"mediaType": manifests.OCI_MANIFEST, **manifest(made)})
    assert [problem.code for problem in meaning.problems(found, REGISTRIES)] == ["cache-no-cache"]
    assert not meaning.is_found(found)


def cache(made: Made, records: object, *layers: dict[str, object]) -> Contents:
    config = made.part(manifests.CACHE_CONFIG, records)
    return made.read({"mediaType": manifests.OCI_MANIFEST, "config": config, "layers": list(layers)})


def test_a_cache_without_results_is_said() -> None:
    found = cache(Made(), {"records": [{"digest": "a"}]})
    assert [problem.code for problem in meaning.problems(found, REGISTRIES)] == ["cache-empty"]
    assert not meaning.is_found(found)


@pytest.mark.parametrize(("written", "said"), [(None, []), ("zstd", []), ("gzip", ["cache-other-compression"])])
def test_another_compression_than_the_entry_writes(written: str | None, said: list[str]) -> None:
    made = Made()
    found = cache(made, RECORDS, made.part(f"{LAYER}+zstd", b"1"))
    entry = WRITES.with_value("compression", written) if written else WRITES
    assert [problem.code for problem in meaning.problems(found, REGISTRIES, entry)] == said


def test_stages_beyond_the_image_are_separate_stacks() -> None:
    made = Made()
    two = {**RECORDS, "layers": [{"parent": -1}, {"parent": -1}, {}]}
    assert "2 separate stacks" in " ".join(sentences.of(cache(made, two)))
    assert "one stack" in " ".join(sentences.of(cache(made, RECORDS)))


def test_nothing_there_is_a_cold_start() -> None:
    [problem] = meaning.problems(None, REGISTRIES)
    assert (problem.code, problem.severity) == ("cache-absent", "hint")


@pytest.mark.parametrize(
    "time", [None, 5, "", "yesterday", "0001-01-01T00:00:00Z", "2026-01-01T00:00:00", "9999-12-31T23:59:59-23:59"]
)
def test_a_time_that_is_none_is_left_out(time: object) -> None:
    made = Made()
    layer = made.part(LAYER, b"1", annotations={"buildkit/createdat": time})
    assert cache(made, {}, layer).layers[0].created == ""


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (999_949, "999.9 kB"), (999_950, "1.0 MB"), (10**13, "10.0 TB")],
)
def test_sizes_as_people_read_them(number: int, shown: str) -> None:
    assert sentences.size(number) == shown


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["layers", "records", "parent", "x"]), inner)
    ),
    max_leaves=12,
)


@given(JSON, JSON)
def test_records_of_any_shape_are_read_or_refused(layers: object, records: object) -> None:
    try:
        found = cache(Made(), {"layers": layers, "records": records})
    except ManifestError:
        return
    assert found.steps >= found.steps_with_layers >= 0


@given(JSON)
def test_a_manifest_of_any_shape_is_read_or_refused(value: object) -> None:
    data = json.dumps({"schemaVersion": 2, "config": value, "layers": value, "manifests": value}).encode()
    for kind in manifests.ACCEPTED:
        try:
            found = inventory.read(manifests.read(data, kind), lambda part: b"")
        except ManifestError:
            continue
        assert (found.kind, found.layers) == ("other", ())


def test_only_the_content_that_was_named_is_believed() -> None:
    made = Made()
    made.part(manifests.CACHE_CONFIG, {})
    with pytest.raises(ManifestError, match="does not match"):
        inventory.read(manifests.read(blob(ROWS[1]["digest"]), ""), lambda part: Descriptor(*part).digest.encode())
