"""A cache ref that suits the image: the same repository, with a tag that nothing else uses."""

from collections.abc import Iterable, Iterator
from itertools import count
from typing import TYPE_CHECKING, Final

from buildx_cache_flags.core.text.golang import lower

from . import Draft

if TYPE_CHECKING:
    from buildx_cache_flags.core.catalog import Catalog

    from .reference import Reference

_TAGS: Final = ("buildcache", "cache")


def ref_for(draft: Draft, index: int, catalog: "Catalog") -> str:
    """What to write into the empty ref of the write entry at *index*; empty without an image that says where."""
    image = draft.image
    if not image or not _says_where(image):
        return ""
    others = (entry for number, entry in enumerate(draft.writes) if number != index)
    return beside(image, (ref for entry in others for ref in catalog.references(entry, "cache-to")))


def is_place(image: str) -> bool:
    """Whether *image* is a reference at all, variables included."""
    return bool(image) and _parsed(image) is not None


def beside(image: str, taken: Iterable[str] = ()) -> str:
    """The repository of *image* with a tag that is neither the image's own nor among the refs *taken*."""
    name = image.partition("@")[0]
    head, slash, last = name.rpartition("/")
    repository = f"{head}{slash}{last.partition(':')[0]}"
    used = {_canonical(text) for text in (name, *taken)}
    return next(ref for tag in _tags() if _canonical(ref := f"{repository}:{tag}") not in used)


def _tags() -> Iterator[str]:
    yield from _TAGS
    for number in count(2):
        yield f"{_TAGS[0]}-{number}"


def _says_where(image: str) -> bool:
    """Whether *image* is a reference to a place that somebody may push to, so far as its text tells."""
    from . import reference

    parsed = _parsed(image)
    if parsed is None:
        return False
    # What begins with a variable may well have a registry in it; otherwise one word is one of Docker's own images.
    official = parsed.domain == reference.DEFAULT_DOMAIN and parsed.path.startswith("library/")
    made_up = lower(parsed.domain) != parsed.domain and not any(mark in parsed.domain for mark in ".:[")
    return not made_up and (not official or image.startswith("${"))


def _canonical(text: str) -> object:
    """What two spellings of the same place have in common; variables count by their names."""
    from buildx_cache_flags.core.text.variables import names

    parsed = _parsed(text)
    return (parsed.canonical, names(text)) if parsed else text


def _parsed(text: str) -> "Reference | None":
    # Imported when there is an image, which there is not in the first frame.
    from buildx_cache_flags.core.text import variables

    from . import reference

    try:
        return reference.parse(variables.with_sample(text))
    except ValueError:
        return None
