"""Manifests, indexes and Docker lists, as the OCI image specification 1.1 and Docker's schema 2 describe them.

Whoever answered may be anybody, so nothing here trusts a type, a length or a number.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple

OCI_MANIFEST: Final = "application/vnd.oci.image.manifest.v1+json"
OCI_INDEX: Final = "application/vnd.oci.image.index.v1+json"
DOCKER_MANIFEST: Final = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_LIST: Final = "application/vnd.docker.distribution.manifest.list.v2+json"
CACHE_CONFIG: Final = "application/vnd.buildkit.cacheconfig.v0"
"""The media type of what BuildKit keeps its records in (``cache/remotecache/v1/spec.go``)."""

ACCEPTED: Final = (OCI_INDEX, OCI_MANIFEST, DOCKER_LIST, DOCKER_MANIFEST)
MOST_PARTS: Final = 10_000
"""Layers, or manifests of an index: far more than any builder writes."""

Storage = Literal["image manifest", "image index", "Docker manifest", "Docker manifest list"]
STORAGES: Final[Mapping[str, Storage]] = {
    OCI_MANIFEST: "image manifest",
    OCI_INDEX: "image index",
    DOCKER_MANIFEST: "Docker manifest",
    DOCKER_LIST: "Docker manifest list",
}
IMAGES: Final = (OCI_MANIFEST, DOCKER_MANIFEST)

_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128}")


class ManifestError(ValueError):
    """The answer is no manifest, or not the one that was asked for; the message says so as half a sentence."""


class Descriptor(NamedTuple):
    """What a manifest says of one of its parts; ``size`` is in bytes, ``platform`` is ``os/architecture`` or empty."""

    media_type: str
    digest: str
    size: int
    annotations: Mapping[str, str]
    platform: str = ""


class Manifest(NamedTuple):
    """A manifest with its layers, or an index whose parts stand in ``parts``; ``digest`` is that of the bytes."""

    media_type: str
    digest: str
    config: Descriptor | None
    layers: tuple[Descriptor, ...]
    parts: tuple[Descriptor, ...]


def read(data: bytes, media_type: str) -> Manifest:
    """Read the manifest *data*; *media_type* is what the registry called it.  :class:`ManifestError` otherwise."""
    found = json_object(data)
    kind = _text(found.get("mediaType")) or media_type.partition(";")[0].strip()
    if kind not in STORAGES:
        raise ManifestError(f"it is of the type {kind}" if kind else "it has no media type")
    if found.get("schemaVersion") != 2:
        raise ManifestError("its schema version is not 2")
    is_image = kind in IMAGES
    config = found.get("config")
    if is_image and not isinstance(config, dict):
        raise ManifestError("it has no config")
    return Manifest(
        kind,
        f"sha256:{hashlib.sha256(data).hexdigest()}",
        _descriptor(config) if is_image else None,
        _descriptors(found, "layers") if is_image else (),
        () if is_image else _descriptors(found, "manifests"),
    )


def json_object(data: bytes) -> dict[str, Any]:
    """The JSON object in *data*; :class:`ManifestError` where there is none."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise ManifestError("it is not JSON") from None
    if not isinstance(found, dict):
        raise ManifestError("it is not a JSON object")
    return found


def verify(data: bytes, digest: str) -> None:
    """:class:`ManifestError` where *data* does not have that *digest*."""
    algorithm, _, expected = digest.partition(":")
    if not _DIGEST.fullmatch(digest) or hashlib.new(algorithm, data).hexdigest() != expected:
        raise ManifestError("its content does not match its digest")


def _descriptors(found: Mapping[str, Any], key: str) -> tuple[Descriptor, ...]:
    # An image without layers has null here: Go writes an empty list so.
    rows = found.get(key) or []
    if not isinstance(rows, list):
        raise ManifestError(f"its {key} are not a list")
    if len(rows) > MOST_PARTS:
        raise ManifestError(f"it has more than {MOST_PARTS} {key}")
    return tuple(map(_descriptor, rows))


def _descriptor(row: object) -> Descriptor:
    if not isinstance(row, dict):
        raise ManifestError("one of its parts is not described")
    digest, size = row.get("digest"), row.get("size")
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        raise ManifestError("one of its parts has no valid digest")
    if not isinstance(size, int) or isinstance(size, bool) or not 0 <= size < 1 << 63:
        raise ManifestError("one of its parts has no valid size")
    return Descriptor(_text(row.get("mediaType")), digest, size, _annotations(row), _platform(row.get("platform")))


def _annotations(row: Mapping[str, Any]) -> dict[str, str]:
    found = row.get("annotations")
    return {key: value for key, value in found.items() if isinstance(value, str)} if isinstance(found, dict) else {}


def _platform(found: object) -> str:
    if not isinstance(found, dict):
        return ""
    return "/".join(filter(None, (_text(found.get(key)) for key in ("os", "architecture", "variant"))))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
