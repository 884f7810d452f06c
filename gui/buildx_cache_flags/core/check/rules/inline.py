"""Rules of the inline cache.  BuildKit: cache/remotecache/inline, exporter/containerimage; real runs."""

from collections.abc import Iterator
from typing import Final

from .base import EntryView, Finding
from .registering import entry_rule

TYPE_NAME: Final = "inline"


@entry_rule(
    "inline-without-image",
    "warning",
    catches="type=inline without an image that is pushed or loaded: there is nothing that holds the cache",
    source="BuildKit: the exporters of images write the inline cache",
    type=TYPE_NAME,
)
def inline_without_image(view: EntryView) -> Iterator[Finding]:
    """The command line may leave the image to others, so this is no error."""
    if view.option == "cache-to" and not view.draft.pushed and view.draft.output != "load":
        yield Finding(
            view.place("type"),
            "An inline cache is part of the image, so nothing is cached unless the image is pushed. Enter an image.",
        )


@entry_rule(
    "inline-last-stage",
    "hint",
    catches="type=inline, which never keeps the stages before the last",
    source="BuildKit: the inline cache is always mode=min",
    type=TYPE_NAME,
)
def inline_last_stage(view: EntryView) -> Iterator[Finding]:
    """Intermediate stages of a multi-stage build run again every time."""
    if view.option == "cache-to":
        yield Finding(
            view.place("type"),
            "An inline cache keeps only the final image's layers. For multi-stage builds use type=registry with mode=max.",
        )
