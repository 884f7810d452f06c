"""Rules for the other options of a build: whether docker has them, and what they mean for the cache."""

from collections.abc import Iterator

from buildx_cache_flags.core.check.problems import Change, Fix
from buildx_cache_flags.core.check.validation import check_reference
from buildx_cache_flags.core.draft import others, suggest
from buildx_cache_flags.core.draft.place import OTHERS, Place
from buildx_cache_flags.core.draft.secrets import other_hidden
from buildx_cache_flags.core.text import variables

from .base import DraftView, EntryView, Finding
from .registering import draft_rule


@draft_rule(
    "option-refused",
    "error",
    catches="another option of a build that docker doesn't have, or that has no value",
    source="docker buildx build: unknown flag; flag needs an argument",
    needs="others",
)
def option_refused(view: DraftView) -> Iterator[Finding]:
    """What the option does is not judged; that docker takes it is."""
    for number, other in others.of(view.draft.others):
        said = others.flaw(other)
        if said:
            place = Place(None, number, OTHERS)
            yield Finding(place, said, (Fix("Remove it", (Change(place),)),))


@draft_rule(
    "option-secret",
    "warning",
    catches="a token or password in plain text in a build argument, a label or an annotation",
    source="Docker: build arguments and labels are kept in the image and in the build history",
    needs="others",
)
def option_secret(view: DraftView) -> Iterator[Finding]:
    """It is never written in clear: a variable takes its place."""
    for number, other in others.of(view.draft.others):
        name = others.secret_name(other)
        if name:
            place, variable = Place(None, number, OTHERS), others.variable_for(name)
            message = f"{name} is a secret, so ${variable} is written instead. Use --secret, because the image keeps what {other.spelt} says."
            safe = other_hidden(view.draft.others[number])
            yield Finding(place, message, (Fix(f"Use ${variable}", (Change(place, safe),)),))


@draft_rule(
    "ref-is-second-image",
    "error",
    catches="a cache on another tag that the same build pushes, not only the first one",
    source="BuildKit: image and cache are pushed side by side since 0.28",
    needs="others",
)
def ref_is_second_image(view: DraftView) -> Iterator[Finding]:
    """The first tag has a rule of its own, which looks at one entry."""
    if not view.draft.pushed:
        return
    tags = others.values(view.draft.others, "tag")
    for entry in view.of("cache-to"):
        text = entry.text(entry.ref) or ""
        if any(_is_same(entry, text, tag) for tag in tags):
            message = f"The cache is pushed to a tag of the image itself, {text}, so one overwrites the other. Give the cache its own tag."
            fix = entry.set_to(entry.ref, suggest.beside(text))
            yield Finding(entry.place(entry.ref), message, (fix,))


def _is_same(entry: EntryView, text: str, tag: str) -> bool:
    read = entry.reference()
    try:
        image = check_reference(tag, with_variables=entry.with_variables)
    except ValueError:
        return False
    return read is not None and image.canonical == read.canonical and variables.names(text) == variables.names(tag)
