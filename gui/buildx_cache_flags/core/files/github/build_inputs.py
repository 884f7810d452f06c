"""The inputs of build-push-action that are other options of the build, as the form keeps them."""

from typing import Final

from buildx_cache_flags.core.files.sheet import Sheet
from buildx_cache_flags.core.text.template import Part, Template

from .inputs import Inputs

_TEXTS: Final = ("builder", "call", "cgroup-parent", "file", "network", "provenance", "sbom", "shm-size", "target")
_SWITCHES: Final = ("no-cache", "pull")
_LISTS: Final = {
    "add-hosts": "add-host",
    "allow": "allow",
    "annotations": "annotation",
    "attests": "attest",
    "build-args": "build-arg",
    "build-contexts": "build-context",
    "labels": "label",
    "no-cache-filters": "no-cache-filter",
    "platforms": "platform",
    "ssh": "ssh",
    "ulimit": "ulimit",
}
_SPLIT: Final = ("add-hosts", "allow", "no-cache-filters", "platforms", "ssh")
"""Lists that the action also splits at commas."""

_SECRETS: Final = {"secret-files": "src", "secret-envs": "env"}


def take(given: Inputs, sheet: Sheet) -> frozenset[str]:
    """Put what *given* says into *sheet*; the names of the inputs that were taken, in lower case.

    ``secrets`` has the secrets themselves, which nothing keeps.
    """
    names = given.names
    for name in (name for name in names if name in _TEXTS):
        value = given.text(name)
        if value is not None:
            sheet.other(name, value)
    for name in (name for name in names if name in _SWITCHES):
        value = given.text(name)
        if value is not None and (value.names or value.expressions):
            sheet.other(name, value)
        elif given.is_on(name):
            sheet.other(name, None)
    for name in (name for name in names if name in _LISTS):
        for item in given.list(name, keep_commas=name not in _SPLIT):
            sheet.other(_LISTS[name], item)
    for name in (name for name in names if name in _SECRETS):
        for item in given.list(name, keep_commas=name == "secret-files"):
            sheet.other("secret", _secret(item, _SECRETS[name]))
    return frozenset(names) & {*_TEXTS, *_SWITCHES, *_LISTS, *_SECRETS}


def _secret(item: Template, key: str) -> Template:
    """``id=value`` as docker has it; the first equals sign parts them."""
    parts = list(item.parts)
    for number, part in enumerate(parts):
        if part.kind == "text" and "=" in part.text:
            parts[number] = Part("text", part.text.replace("=", f",{key}=", 1))
            break
    return Template((Part("text", "id="), *parts), item.line)
