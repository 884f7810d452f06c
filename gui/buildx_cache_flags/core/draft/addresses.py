"""Where a cache is: the address of an entry, whatever its type."""

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.backends import Backend
from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.core.text.versions import Version
from buildx_cache_flags.core.text.wording import visible

from . import effective_value
from .entries import Entry

Position = tuple[str, ...]
"""What the parameters of an address amount to, in their order."""


def position(entry: Entry, option: Option, backend: Backend, version: Version) -> Position:
    """Where the cache of *entry* is, defaults included; two that are equal are the same place."""
    return tuple(effective_value(backend, parameter, entry, version) or "" for parameter in backend.addressed(option))


def differing(write: Entry, read: Entry, backend: Backend, version: Version) -> list[str]:
    """The parameters of the address that differ between an entry that is written and one that is read."""
    written = position(write, "cache-to", backend, version)
    found = position(read, "cache-from", backend, version)
    names = (name for _, name in backend.links)
    return [name for name, one, other in zip(names, written, found, strict=False) if one != other]


def shown(entry: Entry, option: Option, catalog: Catalog) -> str:
    """What to call the place of *entry*: its address; empty while what is needed of it is not filled in."""
    backend = catalog.backend(entry.type)
    if backend is None:
        return f"type={visible(entry.type)}"
    addressed = backend.addressed(option)
    if not addressed:
        return f"a cache {backend.label}" if backend.label else f"type={entry.type}"
    if len(addressed) == 1 and addressed[0].required:
        return entry.get(addressed[0].name) or ""
    if any(parameter.required and not entry.get(parameter.name) for parameter in addressed):
        return ""
    # A credential may stand in an address, and a secret is shown nowhere.
    said = (entry.get(parameter.name) for parameter in addressed if parameter.kind not in ("url", "secret", "boolean"))
    named = " ".join(filter(None, said))
    return f"{entry.type} {named}" if named else f"type={entry.type}"
