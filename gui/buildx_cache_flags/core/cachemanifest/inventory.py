"""What is under a ref: read from a manifest and the few blobs that say what it is."""

import base64
import binascii
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final, Literal, NamedTuple

from . import manifests
from .manifests import CACHE_CONFIG, IMAGES, STORAGES, Descriptor, Manifest, ManifestError, Storage

Kind = Literal["cache", "inline", "image", "other"]
"""A BuildKit cache; an image with an inline cache; an image without one; something else, such as a Helm chart."""

Compression = Literal["gzip", "zstd", "estargz", "uncompressed", "unknown"]

Fetch = Callable[[Descriptor], bytes]
"""Gives the bytes of a part of the same repository, a manifest or a blob; what it raises goes through."""

MOST_PLATFORMS: Final = 32
"""Images of an index that are looked into."""

_INLINE_KEY: Final = "moby.buildkit.cache.v0"
"""Where the config of an image has its inline cache, in base64 (BuildKit, ``exporter/containerimage/writer.go``)."""

_IMAGE_CONFIGS: Final = ("application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json")
_ATTESTATION: Final = "vnd.docker.reference.type"
_STARGZ: Final = "containerd.io/snapshot/stargz/toc.digest"
_LAYER_CREATED: Final = "buildkit/createdat"


class Layer(NamedTuple):
    """A layer; ``size`` in bytes as it is stored, ``created`` in ISO 8601 to the second (UTC), or empty."""

    digest: str
    size: int
    compression: Compression
    created: str


class Contents(NamedTuple):
    """What is under a ref.

    ``steps`` counts the records of the cache, ``steps_with_layers`` those whose result is kept.  ``chains`` counts the
    stacks of layers that no other stack is built on, ``stacks`` has the layers and the bytes of each.  ``created`` is the newest time that is told.  ``media_type`` is
    that of the config where it is something else.
    """

    kind: Kind
    storage: Storage
    digest: str
    layers: tuple[Layer, ...]
    platforms: tuple[str, ...] = ()
    steps: int = 0
    steps_with_layers: int = 0
    chains: int = 0
    stacks: tuple[tuple[int, int], ...] = ()
    created: str = ""
    media_type: str = ""

    @property
    def size(self) -> int:
        """Bytes of all layers, each counted once."""
        return sum({layer.digest: layer.size for layer in self.layers}.values())

    @property
    def compressions(self) -> tuple[Compression, ...]:
        """The compressions of the layers, each once, in alphabetical order."""
        return tuple(sorted({layer.compression for layer in self.layers}))


_MOST_STACKS = 64
"""Stacks that are measured: no cache needs more, and one that claims thousands of them takes no time."""


class _Records(NamedTuple):
    """What the records of a cache say."""

    steps: int
    with_layers: int
    layers: list[Any]
    times: tuple[str, ...]


def read(manifest: Manifest, fetch: Fetch) -> Contents:
    """Say what *manifest* holds; :class:`.ManifestError` where a part that is needed is broken."""
    if manifest.config is None:
        configs = [part for part in manifest.parts if part.media_type == CACHE_CONFIG]
        return _cache(manifest, configs[0], manifest.parts, fetch) if configs else _index(manifest, fetch)
    if manifest.config.media_type == CACHE_CONFIG:
        return _cache(manifest, manifest.config, manifest.layers, fetch)
    return _image(manifest, manifest.config, fetch)


def _cache(manifest: Manifest, config: Descriptor, parts: Iterable[Descriptor], fetch: Fetch) -> Contents:
    layers = tuple(_layer(part) for part in parts if part.media_type != CACHE_CONFIG)
    records = _records(manifests.json_object(_verified(config, fetch)))
    return _with_records(_bare("cache", manifest, layers), records)


def _index(manifest: Manifest, fetch: Fetch) -> Contents:
    """An index of images, one for each platform."""
    images = [part for part in manifest.parts if part.media_type in IMAGES and _ATTESTATION not in part.annotations]
    if not images:
        return _bare("other", manifest, (), "an index without images")
    found = []
    for image in images[:MOST_PLATFORMS]:
        inner = manifests.read(_verified(image, fetch), image.media_type)
        if inner.config is None:
            raise ManifestError("an image in it is an index itself")
        found.append(_image(inner, inner.config, fetch))
    kinds = {one.kind for one in found}
    kind: Kind = "inline" if "inline" in kinds else "image" if "image" in kinds else "other"
    platforms = tuple(dict.fromkeys(image.platform for image in images if image.platform))
    whole = _bare(kind, manifest, tuple(layer for one in found for layer in one.layers), found[0].media_type)
    return whole._replace(
        platforms=platforms,
        steps=sum(one.steps for one in found),
        steps_with_layers=sum(one.steps_with_layers for one in found),
        chains=sum(one.chains for one in found),
        created=max((one.created for one in found), default=""),
    )


def _image(manifest: Manifest, config: Descriptor, fetch: Fetch) -> Contents:
    layers = tuple(map(_layer, manifest.layers))
    if config.media_type not in _IMAGE_CONFIGS:
        return _bare("other", manifest, layers, config.media_type)
    found = manifests.json_object(_verified(config, fetch))
    platform = "/".join(str(found[key]) for key in ("os", "architecture") if isinstance(found.get(key), str))
    written = found.get(_INLINE_KEY)
    bare = _bare("inline" if written else "image", manifest, layers)._replace(
        platforms=(platform,) if platform else (), created=_latest(_time(found.get("created")), _newest(layers))
    )
    return _with_records(bare, _records(_inline(written))) if written else bare


def _newest(layers: Iterable[Layer]) -> str:
    """The newest time that *layers* tell, or an empty text."""
    return max((layer.created for layer in layers), default="")


def _inline(written: object) -> Mapping[str, Any]:
    try:
        if not isinstance(written, str):
            raise ManifestError("its inline cache is not base64")
        data = base64.b64decode(written.encode(), validate=True)
    except binascii.Error:
        raise ManifestError("its inline cache is not base64") from None
    return manifests.json_object(data)


def _bare(kind: Kind, manifest: Manifest, layers: tuple[Layer, ...], media_type: str = "") -> Contents:
    return Contents(
        kind, STORAGES[manifest.media_type], manifest.digest, layers, created=_newest(layers), media_type=media_type
    )


def _with_records(contents: Contents, records: _Records) -> Contents:
    return contents._replace(
        steps=records.steps,
        steps_with_layers=records.with_layers,
        chains=len(_leaves(records.layers)),
        stacks=_stacks(records.layers, {layer.digest: layer.size for layer in contents.layers}),
        created=_latest(contents.created, *records.times),
    )


def _records(config: Mapping[str, Any]) -> _Records:
    """The records of a cache's config (BuildKit, ``cache/remotecache/v1/spec.go``)."""
    records = [row for row in _list(config, "records") if isinstance(row, dict)]
    kept = [_list(row, "layers") + _list(row, "chains") for row in records]
    times = (_time(layer.get("createdAt")) for layers in kept for layer in layers if isinstance(layer, dict))
    return _Records(len(records), sum(map(bool, kept)), _list(config, "layers"), tuple(filter(None, times)))


def _leaves(layers: list[Any]) -> list[int]:
    """The layers that are nobody's parent.  Go leaves a parent out where it is 0; -1 is none."""
    parents = {
        layer.get("parent", 0) for layer in layers if isinstance(layer, dict) and _is_number(layer.get("parent"))
    }
    return [number for number in range(len(layers)) if number not in parents]


def _stacks(layers: list[Any], sizes: Mapping[str, int]) -> tuple[tuple[int, int], ...]:
    """How many layers each stack has and how many bytes they are, largest first; a layer may be in several."""
    found: list[tuple[int, int]] = []
    for leaf in _leaves(layers)[:_MOST_STACKS]:
        number, seen = leaf, set[int]()
        while 0 <= number < len(layers) and number not in seen and isinstance(layers[number], dict):
            seen.add(number)
            parent = layers[number].get("parent", 0)
            number = parent if isinstance(parent, int) else -1
        found.append((len(seen), sum(sizes.get(str(layers[one].get("blob")), 0) for one in seen)))
    return tuple(sorted(found, key=lambda stack: stack[::-1], reverse=True))


def _is_number(value: object) -> bool:
    return value is None or isinstance(value, int)


def _list(row: Mapping[str, Any], key: str) -> list[Any]:
    found = row.get(key) or []
    if not isinstance(found, list):
        raise ManifestError(f"the {key} of its cache are not a list")
    return found


def _layer(part: Descriptor) -> Layer:
    created = _time(part.annotations.get(_LAYER_CREATED))
    return Layer(part.digest, part.size, _compression(part), created)


def _compression(part: Descriptor) -> Compression:
    """By the end of the media type, as containerd reads it; eStargz is gzip with a table of contents."""
    kind = part.media_type
    if kind.endswith(("+gzip", ".gzip")):
        return "estargz" if _STARGZ in part.annotations else "gzip"
    if kind.endswith(("+zstd", ".zstd")):
        return "zstd"
    return "uncompressed" if kind.endswith(".tar") else "unknown"


def _verified(part: Descriptor, fetch: Fetch) -> bytes:
    data = fetch(part)
    manifests.verify(data, part.digest)
    return data


def _latest(*times: str) -> str:
    return max(times, default="")


def _time(value: object) -> str:
    """A time of Go's as ISO 8601 in UTC to the second; empty for none, and for the year 1, which is Go's none."""
    if not isinstance(value, str):
        return ""
    try:
        read_time = datetime.fromisoformat(value)
        if read_time.tzinfo is None or read_time.year < 1970:
            return ""
        return read_time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        return ""
