"""Whatever is pasted, dropped or opened, as offers for the form: a command gives one, a file one for each build."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from buildx_cache_flags.core import files, project
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.files import Build, FileReading
from buildx_cache_flags.core.outcome import View
from buildx_cache_flags.core.pasted import pasting
from buildx_cache_flags.core.pasted.pasting import Pasted
from buildx_cache_flags.core.session import setups

_COMMANDS: Final = ("shell", "")
"""Kinds of files that are read like anything that is pasted."""

_NO_VALUES: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Offer:
    """One build: where it stands (empty for what was simply pasted), and what it makes of the form.

    A setup also says how its command is written.
    """

    where: str
    pasted: Pasted
    view: View | None = None


@dataclass(frozen=True, slots=True)
class Offers:
    """All builds that were found, and sentences about the text as a whole."""

    offers: tuple[Offer, ...]
    sentences: tuple[str, ...] = ()


def read(text: str, name: str, draft: Draft, catalog: Catalog, fixed: Mapping[str, str] = _NO_VALUES) -> Offers:
    """Read *text*, which comes from a file called *name* (empty where it was pasted); takes any text.

    *fixed* has better values for some that buildx refuses.
    """
    reading = project.read(name, text, catalog)
    sentences = tuple(problem.message for problem in reading.problems)
    if len(text) > files.LONGEST:
        return Offers((), sentences)
    if reading.kind in _COMMANDS:
        return Offers((Offer("", pasting.read(text, draft, catalog, fixed)),), sentences if name else ())
    if reading.kind == "setup":
        return _of_setup(text, catalog, reading, sentences)
    offers = tuple(Offer(f"{build.where}, line {build.line}", _pasted(build, draft)) for build in reading.builds)
    return Offers(offers, sentences)


def _of_setup(text: str, catalog: Catalog, reading: FileReading, sentences: tuple[str, ...]) -> Offers:
    """The form that a setup is; where buildx refuses one of its values, that is said, and the others count."""
    if not reading.builds:
        return Offers((), sentences)
    raw, build = setups.read_raw(text, catalog), reading.builds[0]
    draft = replace(raw.draft, writes=build.draft.writes, reads=build.draft.reads, following=False)
    if not build.problems:
        draft = setups.read(text, catalog).draft
    pasted = Pasted(draft.linked(catalog), (), build.problems, found=True)
    return Offers((Offer("", pasted, raw.view),), sentences)


def _pasted(build: Build, draft: Draft) -> Pasted:
    return Pasted(replace(build.draft, buildkit=draft.buildkit), build.left_out, build.problems, found=True)
