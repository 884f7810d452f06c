"""Rules for image references: the ref of an entry, and the image itself."""

import re
from collections.abc import Callable, Iterator

from buildx_cache_flags.core.check.problems import Change, Fix
from buildx_cache_flags.core.check.validation import check_reference
from buildx_cache_flags.core.draft import entries, suggest
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.draft.reference_help import PLAIN_VARIABLE, explain
from buildx_cache_flags.core.text.flags import is_flag
from buildx_cache_flags.core.text.variables import lowered as lower_text
from buildx_cache_flags.core.text.variables import with_sample
from buildx_cache_flags.core.text.wording import shown, visible

from .base import DraftView, EntryView, Finding
from .registering import draft_rule, entry_rule

DISTRIBUTION = "distribution/reference: ParseNormalizedNamed"

_LONGEST_SHOWN = 100
"""Characters of a corrected reference that a sentence shows."""

_SCHEME = re.compile(r"\s*(https?|oci|docker|docker-image)://", re.IGNORECASE)


def kind_of(text: str, reason: str) -> str:
    """Which rule speaks for a reference that distribution refuses with *reason*; samples stand for its variables."""
    if is_flag(text):
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


_Correct = Callable[[str], str]
_FIXES: dict[str, tuple[str, _Correct]] = {
    "reference-is-flag": (
        "This looks like a whole flag, not a reference",
        _ref_of_flag,
    ),
    "reference-spaces": (
        "There is a space or line break around the reference",
        str.strip,
    ),
    "reference-scheme": (
        "A reference starts with the registry's host, not with a scheme such as https://",
        _without_scheme,
    ),
    "reference-uppercase": (
        "Repository names must be lower case",
        lowered,
    ),
    "reference-invalid": ("", lambda text: re.sub("/{2,}", "/", text.strip("/:@ "))),
}


def _bad_reference(code: str, place: Place, text: str, reason: str, with_variables: bool) -> Iterator[Finding]:
    if kind_of(with_sample(text) if with_variables else text, reason) != code:
        return
    sentence, correct = _FIXES[code]
    fixed = correct(text)
    fixes = [Fix(f"Use {fixed}", (Change(place, fixed),))] if fixed and fixed != text else []
    if sentence:
        advice = f"Use {visible(fixed, _LONGEST_SHOWN)}" if fixes else "Use only the reference"
        yield Finding(place, f"{sentence}. {advice}.", tuple(fixes))
        return
    if with_variables and PLAIN_VARIABLE.search(text):
        braced = PLAIN_VARIABLE.sub(r"${\1}", text)
        fixes.insert(0, Fix(f"Use {braced}", (Change(place, braced),)))
    yield Finding(place, explain(text, reason, with_variables=with_variables), tuple(fixes))


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
        if parameter.required and not view.text(parameter.name) and parameter.name not in view.misspelt.values():
            does = "store the cache" if view.option == "cache-to" else "read the cache from"
            suited = suggest.ref_for(view.draft, view.index, view.catalog) if view.option == "cache-to" else ""
            yield Finding(
                view.place(parameter.name),
                f"Enter where to {does}, for example {suited or parameter.placeholder}.",
                (view.set_to(parameter.name, suited),) if suited else (),
            )


_register("reference-is-flag", "a whole flag or command where only a reference belongs")
_register("reference-spaces", "a space or line break before or after a reference")
_register("reference-scheme", "https:// or another scheme before a reference")
_register("reference-uppercase", "upper-case letters in a repository, as in a GitHub owner's name")
_register("reference-invalid", "anything else that isn't a valid reference in distribution's grammar")


def _uppercase_host(text: str) -> bool:
    first, slash, _ = text.partition("/")
    return bool(slash) and not any(character in first for character in ".:[") and first != lower_text(first)


def _host_finding(place: Place, text: str) -> Finding:
    host = text.partition("/")[0]
    fix = Fix(f"Use {lowered(text)}", (Change(place, lowered(text)),))
    return Finding(
        place,
        f"{shown(host)} is read as a registry host because of its capital letter. Use {lowered(text)}.",
        (fix,),
    )


@entry_rule(
    "reference-uppercase-host",
    "error",
    catches="Foo/bar, whose upper-case letter makes Foo a host that does not exist",
    source="distribution/reference: splitDockerDomain",
    needs="reference",
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
