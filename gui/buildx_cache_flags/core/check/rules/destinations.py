"""Rules for what a reference that is one leads to: which repository, and which tag of it."""

from collections.abc import Iterator
from functools import cache

from buildx_cache_flags.core.catalog.backends import Backend
from buildx_cache_flags.core.check.problems import Change, Fix
from buildx_cache_flags.core.check.validation import check_reference
from buildx_cache_flags.core.draft import reference, suggest
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.text.variables import names
from buildx_cache_flags.core.text.wording import shown

from .base import DraftView, EntryView, Finding
from .registering import draft_rule, entry_rule


@entry_rule(
    "bare-type",
    "error",
    catches="inline, gha, max alone as a value, which buildx reads as a repository on Docker Hub",
    source="buildx: a value without = is a ref",
    needs="reference",
)
def bare_type(view: EntryView) -> Iterator[Finding]:
    """A value without any ``=`` is a ref, so a type's name alone becomes a repository of that name."""
    ref = view.text(view.ref) or ""
    if not ref or (view.catalog.backend(ref) is None and ref not in _choice_words(view.backend)):
        return
    fixes: tuple[Fix, ...] = ()
    other = view.catalog.backend(ref)
    if other is not None and other is not view.backend:
        changes = (Change(view.place(view.ref)), Change(view.place("type"), ref))
        fixes = (Fix(f"Use type={ref}", changes),)
    advice = fixes[0].label if fixes else f"Write the whole entry, starting with type={view.backend.type}"
    message = f"{shown(ref)} alone is read as the repository docker.io/library/{ref}. {advice}."
    yield Finding(view.place(view.ref), message, fixes)


@cache
def _choice_words(backend: Backend) -> frozenset[str]:
    return frozenset(value for parameter in backend.parameters for value in parameter.values)


@entry_rule(
    "ref-official",
    "warning",
    catches="a cache written to docker.io/library, which only Docker may push to",
    source="distribution/reference: one component gets library/ on docker.io",
    trait="registry",
    needs="reference",
)
def ref_official(view: EntryView) -> Iterator[Finding]:
    """A name of one component belongs to Docker's official images."""
    read = view.reference()
    if view.option != "cache-to" or read is None or read.domain != reference.DEFAULT_DOMAIN:
        return
    # What begins with a variable may well have a registry in it.
    if read.path.startswith("library/") and not (view.text(view.ref) or "").startswith("${"):
        yield Finding(
            view.place(view.ref),
            f"You can't push to docker.io/library (Docker's official images). Add your account, for example you/{read.path.removeprefix('library/')}.",
        )


@entry_rule(
    "ref-digest",
    "error",
    catches="a digest in a ref that is written to",
    source="BuildKit: a cache pushed by digest is stored under its own digest only",
    needs="reference",
)
def ref_digest(view: EntryView) -> Iterator[Finding]:
    """The build passes, but the cache lies under its own digest, so this ref never gives it back."""
    read = view.reference()
    if view.option == "cache-to" and read is not None and read.digest:
        tag = (view.text(view.ref) or "").partition("@")[0]
        yield Finding(
            view.place(view.ref),
            "A cache can't be written to a fixed digest, so this ref never finds it. Use a tag.",
            (view.set_to(view.ref, tag), view.set_to(view.ref, cache_ref_for(tag))),
        )


@entry_rule(
    "ref-is-image",
    "error",
    catches="a cache on the same tag that the image is pushed to",
    source="BuildKit: image and cache are pushed side by side since 0.28",
    needs="reference",
)
def ref_is_image(view: EntryView) -> Iterator[Finding]:
    """Image and cache race for the tag, and it ends up holding one or the other."""
    read = view.reference()
    if view.option != "cache-to" or read is None or not view.draft.pushed:
        return
    try:
        image = check_reference(view.draft.image, with_variables=view.with_variables)
    except ValueError:
        return
    if image.canonical != read.canonical or variables_differ(view):
        return
    yield Finding(
        view.place(view.ref),
        "Image and cache use the same tag, so one overwrites the other. Give the cache its own tag.",
        (view.set_to(view.ref, cache_ref_for(view.draft.image)),),
    )


def variables_differ(view: EntryView) -> bool:
    """Whether ref and image only look alike because the same sample stands in for different variables."""
    return view.with_variables and names(view.draft.image) != names(view.text(view.ref) or "")


def cache_ref_for(image: str) -> str:
    """A cache ref beside *image*: the same repository with a tag that is not the image's own."""
    return suggest.beside(image)


@draft_rule(
    "image-digest",
    "warning",
    catches="a digest in the name of the image that is built, which is ignored",
    source="buildx: an image gets the digest of its content; without a tag it is pushed without one",
    needs="image",
)
def image_digest(view: DraftView) -> Iterator[Finding]:
    """An image gets its digest from its content, whatever ``-t`` says."""
    try:
        image = check_reference(view.draft.image, with_variables=view.with_variables)
    except ValueError:
        return
    if image.digest:
        place, name = Place(parameter="image"), view.draft.image.partition("@")[0]
        tagged = "the digest is ignored" if image.tag else "the image is pushed under its real digest, without a tag"
        message = f"An image gets its digest from its content, so {tagged}. Use a tag."
        yield Finding(place, message, (Fix(f"Use {name}", (Change(place, name),)),))
