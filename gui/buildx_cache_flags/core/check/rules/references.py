"""Rules for image references: the ref of an entry, and the image itself."""

import re
from collections.abc import Callable, Iterator
from functools import cache

from buildx_cache_flags.core.catalog.backends import Backend
from buildx_cache_flags.core.check.model import check_reference
from buildx_cache_flags.core.check.problems import Change, Fix
from buildx_cache_flags.core.draft import entries, reference, suggest
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.draft.reference_help import explain
from buildx_cache_flags.core.text.variables import lowered as lower_text
from buildx_cache_flags.core.text.variables import names, with_sample
from buildx_cache_flags.core.text.wording import shown

from .base import DraftView, EntryView, Finding, draft_rule, entry_rule

DISTRIBUTION = "distribution/reference: ParseNormalizedNamed"

_SCHEME = re.compile(r"\s*(https?|oci|docker|docker-image)://", re.IGNORECASE)
_FLAG = re.compile(r"\s*(--cache-(to|from)|docker\s|type=)")


def kind_of(text: str, reason: str) -> str:
    """Which rule speaks for a reference that distribution refuses with *reason*; samples stand for its variables."""
    if _FLAG.match(text):
        return "reference-is-flag"
    if text != text.strip():
        return "reference-spaces"
    if _SCHEME.match(text):
        return "reference-scheme"
    uppercase = reason.endswith("must be lowercase") and "$" not in text
    return "reference-uppercase" if uppercase else "reference-invalid"


def lowered(text: str) -> str:
    """*text* with its repository in lower case; tag and digest keep their case, as they may have one."""
    name, at, digest = text.partition("@")
    head, slash, last = name.rpartition("/")
    last, colon, tag = last.partition(":")
    return lower_text(head) + slash + lower_text(last) + colon + tag + at + digest


def _without_scheme(text: str) -> str:
    return _SCHEME.sub("", text, count=1).strip().strip("/")


def _ref_of_flag(text: str) -> str:
    """The ref inside a whole flag that was put where a reference belongs; empty where there is none."""
    value = re.sub(r"^\s*--cache-(to|from)[=\s]", "", text).strip()
    try:
        return next((ref for entry in entries.parse(value) if (ref := entry.get(entries.SHORT_KEY))), "")
    except entries.EntryError:
        return ""


_Mend = Callable[[str], str]
_MENDED: dict[str, tuple[str, _Mend]] = {
    "reference-is-flag": (
        "is a whole flag, not a reference: use Paste… to read it, or keep only its ref",
        _ref_of_flag,
    ),
    "reference-spaces": (
        "has a space or line break around it, which belongs to no reference: take it out",
        str.strip,
    ),
    "reference-scheme": (
        "starts with a scheme, and a reference has none: begin with the registry's host",
        _without_scheme,
    ),
    "reference-uppercase": (
        "has upper-case letters in its repository, and registries refuse them: write it in lower case",
        lowered,
    ),
    "reference-invalid": ("", lambda text: text.strip("/:@ ")),
}


def _bad_reference(code: str, place: Place, text: str, reason: str, with_variables: bool) -> Iterator[Finding]:
    if kind_of(with_sample(text) if with_variables else text, reason) != code:
        return
    sentence, mend = _MENDED[code]
    message = f"{shown(text)} {sentence}." if sentence else explain(text, reason, with_variables=with_variables)
    mended = mend(text)
    fixes = [Fix(f"Use {mended}", (Change(place, mended),))] if mended and mended != text else []
    yield Finding(place, message, tuple(fixes))


def _refused_ref(view: EntryView, code: str) -> Iterator[Finding]:
    for parameter, text in view.parameters("reference"):
        reason = view.values.refused.get(parameter.name)
        if reason is not None and text:
            yield from _bad_reference(code, view.place(parameter.name), text, reason, view.with_variables)


def _refused_image(view: DraftView, code: str) -> Iterator[Finding]:
    text = view.draft.image
    if not text:
        return
    try:
        check_reference(text, with_variables=view.with_variables)
    except ValueError as error:
        yield from _bad_reference(code, Place(parameter="image"), text, str(error), view.with_variables)


def _register(code: str, catches: str) -> None:
    """The same rule twice: for the ref of an entry and for the image."""

    @entry_rule(code, "error", catches=catches, source=DISTRIBUTION, needs="refused")
    def in_entry(view: EntryView) -> Iterator[Finding]:
        return _refused_ref(view, code)

    @draft_rule(code, "error", catches=catches, source=DISTRIBUTION, needs="image")
    def in_image(view: DraftView) -> Iterator[Finding]:
        return _refused_image(view, code)


@entry_rule(
    "ref-missing",
    "error",
    catches="an entry without a ref, or with an empty one",
    source="buildx: registry cache exporter requires ref",
    trait="missing",
)
def ref_missing(view: EntryView) -> Iterator[Finding]:
    """Buildx stops before the build where a registry entry has no ref."""
    for parameter in view.backend.references(view.option):
        if parameter.required and not view.text(parameter.name):
            does = "keeps" if view.option == "cache-to" else "reads"
            suited = suggest.ref_for(view.draft, view.index) if view.option == "cache-to" else ""
            yield Finding(
                view.place(parameter.name),
                f"buildx needs a {parameter.name} to know where it {does} the cache: write one like {suited or parameter.placeholder}.",
                (view.set_to(parameter.name, suited),) if suited else (),
            )


_register("reference-is-flag", "a whole flag or command where only a reference belongs")
_register("reference-spaces", "a space or line break before or behind a reference")
_register("reference-scheme", "https:// or another scheme in front of a reference")
_register("reference-uppercase", "upper-case letters in a repository, as in a GitHub owner's name")
_register("reference-invalid", "anything else that is no reference by distribution's grammar")


def _uppercase_host(text: str) -> bool:
    first, slash, _ = text.partition("/")
    return bool(slash) and not any(character in first for character in ".:[") and first != lower_text(first)


def _host_finding(place: Place, text: str) -> Finding:
    host = text.partition("/")[0]
    fix = Fix(f"Use {lowered(text)}", (Change(place, lowered(text)),))
    return Finding(
        place,
        f"{shown(host)} is taken for a registry's host because of its upper-case letter, and no such host is found: write it in lower case.",
        (fix,),
    )


@entry_rule(
    "reference-uppercase-host",
    "error",
    catches="Foo/bar, whose upper-case letter makes Foo a host that does not exist",
    source="distribution/reference: splitDockerDomain",
)
def uppercase_host(view: EntryView) -> Iterator[Finding]:
    """A first component with an upper-case letter is a host, and the build fails on its name at the end."""
    for parameter, text in view.parameters("reference"):
        if parameter.name not in view.values.refused and _uppercase_host(text):
            yield _host_finding(view.place(parameter.name), text)


@draft_rule(
    "reference-uppercase-host",
    "error",
    catches="Foo/bar, whose upper-case letter makes Foo a host that does not exist",
    source="distribution/reference: splitDockerDomain",
    needs="image",
)
def uppercase_image_host(view: DraftView) -> Iterator[Finding]:
    """The same for the image."""
    try:
        check_reference(view.draft.image, with_variables=view.with_variables)
    except ValueError:
        return
    if _uppercase_host(view.draft.image):
        yield _host_finding(Place(parameter="image"), view.draft.image)


@entry_rule(
    "bare-type",
    "error",
    catches="inline, gha, max alone as a value, which buildx takes for a repository on Docker Hub",
    source="buildx: a value without = is a ref",
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
    yield Finding(
        view.place(view.ref),
        f"{shown(ref)} alone is read as the repository docker.io/library/{ref}: write the whole entry, beginning with type={other.type if other else view.backend.type}.",
        fixes,
    )


@cache
def _choice_words(backend: Backend) -> frozenset[str]:
    return frozenset(value for parameter in backend.parameters for value in parameter.values)


@entry_rule(
    "ref-official",
    "warning",
    catches="a cache written to docker.io/library, which only Docker may push to",
    source="distribution/reference: one component gets library/ on docker.io",
    trait="registry",
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
            f"This means docker.io/{read.path}, where only Docker may push: put your account or registry in front.",
        )


@entry_rule(
    "ref-digest",
    "error",
    catches="a digest in a ref that is written to",
    source="BuildKit: a cache pushed by digest is stored under its own digest only",
)
def ref_digest(view: EntryView) -> Iterator[Finding]:
    """The build passes, but the cache lies under its own digest, so this ref never gives it back."""
    read = view.reference()
    if view.option == "cache-to" and read is not None and read.digest:
        tag = (view.text(view.ref) or "").partition("@")[0]
        yield Finding(
            view.place(view.ref),
            "A cache can't be written under a digest chosen beforehand, so this ref never finds it again: use a tag.",
            (view.set_to(view.ref, tag), view.set_to(view.ref, cache_ref_for(tag))),
        )


@entry_rule(
    "ref-is-image",
    "error",
    catches="a cache on the very tag that the image is pushed to",
    source="BuildKit: image and cache are pushed side by side since 0.28",
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
        "Image and cache are pushed to the same tag, and one overwrites the other: give the cache a tag of its own.",
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
