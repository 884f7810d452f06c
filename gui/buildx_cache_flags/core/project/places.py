"""Where the builds of a file keep their caches, so that two of them can be compared."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.core.draft import reference
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.files import Build
from buildx_cache_flags.core.text import variables

_ADDRESS: Final = {
    "registry": ("ref",),
    "local": ("dest", "src"),
    "gha": ("scope",),
    "s3": ("bucket", "prefix", "name"),
    "azblob": ("account_url", "prefix", "name"),
}
_DEFAULT_NAME: Final = "buildkit"
_OF_ITS_OWN: Final = ("steps_", "matrix_", "strategy_", "job_", "needs_")
"""How the placeholders begin of what may be another value in each job."""


@dataclass(frozen=True, slots=True)
class Cache:
    """One cache of one build: where it lies, as text that is the same for the same place, and as the file writes it."""

    build: Build
    option: Option
    type: str
    key: str
    shown: str
    line: int
    entry: Entry

    @property
    def repository(self) -> str:
        """The repository of a registry cache; empty for other types."""
        return self.key.rpartition(":")[0] if self.type == "registry" else ""

    @property
    def own(self) -> bool:
        """Whether a part of the place may be something else in each job."""
        return any(name.startswith(_OF_ITS_OWN) for name in variables.names(self.key))


def caches(builds: Sequence[Build], option: Option) -> Iterator[Cache]:
    """The caches of all builds whose place is told."""
    for build in builds:
        written = [one for one in build.entries if one.option == option]
        for number, entry in enumerate(build.judged.entries(option)):
            key = _key(entry)
            if key:
                at = written[number] if number < len(written) else None
                shown = _shown(at.entry if at else entry)
                yield Cache(build, option, entry.type, key, shown, at.line if at else build.line, entry)


def _key(entry: Entry) -> str:
    """The place of an entry; empty where it has none, or none that is one."""
    names = _ADDRESS.get(entry.type, ())
    if entry.type == "registry":
        return _canonical(entry.get("ref") or "")
    values = [entry.get(name) or (_DEFAULT_NAME if name in ("scope", "name") else "") for name in names]
    return ":".join(values) if any(values) else ""


def _canonical(text: str) -> str:
    """A ref with its registry and its tag, variables as they stand; empty where it is no ref."""
    try:
        reference.parse(variables.with_sample(text))
    except ValueError:
        return ""
    first, slash, _ = text.partition("/")
    is_host = any(mark in first for mark in ".:$") or first == "localhost"
    if not (slash and is_host):
        text = f"docker.io/{text}" if slash or text.startswith("${") else f"docker.io/library/{text}"
    return text if ":" in text.rpartition("/")[2] else f"{text}:latest"


def _shown(entry: Entry) -> str:
    names = _ADDRESS.get(entry.type, ())
    if entry.type == "registry":
        return entry.get("ref") or ""
    told = [f"{name}={entry.get(name)}" for name in names if entry.get(name)]
    return ",".join([f"type={entry.type}", *told])
