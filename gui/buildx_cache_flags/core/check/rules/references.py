"""Rules for image references: the ref of an entry, and the image itself."""

import re
from collections.abc import Callable, Iterator

from buildx_cache_flags.core.check.model import check_reference
from buildx_cache_flags.core.check.problems import Change, Fix
from buildx_cache_flags.core.draft import entries, suggest
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.draft.reference_help import explain
from buildx_cache_flags.core.text.variables import lowered as lower_text
from buildx_cache_flags.core.text.variables import with_sample
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
