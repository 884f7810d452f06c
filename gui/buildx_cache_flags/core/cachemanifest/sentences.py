"""The contents of a ref in plain sentences."""

from collections.abc import Iterator

from buildx_cache_flags.core.text.wording import listed

from .inventory import Contents

_KINDS = {
    "cache": "BuildKit cache",
    "inline": "Image with an inline cache",
    "image": "Image without a cache",
    "other": "Neither a cache nor an image",
}
_STORAGES = {
    "image manifest": "an image manifest",
    "image index": "an image index",
    "Docker manifest": "a Docker manifest",
    "Docker manifest list": "a Docker manifest list",
}
_MOST_STACKS = 4
FOUND = "A build that reads this ref will find it."


def of(contents: Contents) -> tuple[str, ...]:
    """What is there, how it is packed, when it was written, and what it knows."""
    return tuple(_sentences(contents))


def size(number: int) -> str:
    """Bytes as people read them, in powers of 1,000 as registries bill them."""
    if number < 1000:
        return f"{number} B"
    value = number / 1000
    for unit in ("kB", "MB", "GB"):
        if value < 999.95:
            return f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} TB"


def counted(number: int, one: str) -> str:
    """*number* of something: ``1 layer``, ``2 layers``."""
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def _sentences(contents: Contents) -> Iterator[str]:
    yield f"{_KINDS[contents.kind]}, stored as {_STORAGES[contents.storage]}."
    layers = counted(len({layer.digest for layer in contents.layers}), "layer")
    packed = f", {listed(contents.compressions, 'and')}" if contents.layers else ""
    yield f"{layers}, {size(contents.size)}{packed}."
    if contents.platforms:
        yield f"Platforms: {', '.join(contents.platforms)}."
    if contents.created:
        yield f"Written {contents.created.replace('T', ' ').removesuffix('Z')} UTC."
    if contents.kind in ("cache", "inline"):
        yield f"Knows {counted(contents.steps, 'step')} and keeps the result of {contents.steps_with_layers:,}."
    if contents.kind == "cache" and contents.chains > 1:
        yield (
            f"Its layers form {contents.chains:,} separate stacks, so stages or platforms beyond one image are in it (mode=max)."
        )
        yield from _cost(contents)
    elif contents.kind == "cache" and contents.chains == 1:
        yield "Its layers form one stack, as mode=min writes them: other stages are not in it."


def _cost(contents: Contents) -> Iterator[str]:
    """What the layers of other stages weigh: mode=min would write one stack, that of the image."""
    stacks = contents.stacks
    if 1 < len(stacks) == contents.chains and all(number for _, number in stacks):
        shown = [f"{counted(layers, 'layer')}, {size(number)}" for layers, number in stacks[:_MOST_STACKS]]
        more = f"; and {len(stacks) - _MOST_STACKS:,} more" if len(stacks) > _MOST_STACKS else ""
        yield f"The stacks: {'; '.join(shown)}{more}. mode=min would write one of them, that of the image."
