"""Whatever is pasted, dropped or opened, as offers for the form: a command gives one, a file one for each build."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from buildx_cache_flags.core import files, project
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.files import Build, FileReading
from buildx_cache_flags.core.outcome import View
from buildx_cache_flags.core.pasted import pasting
from buildx_cache_flags.core.pasted.pasting import Pasted
from buildx_cache_flags.core.session import setups

from . import fixing, logs, pasted_scripts, script_fixes

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
    told = logs.sentences(text)
    if told:
        return Offers((), told)
    text, missing = logs.without_buildx(text) if not name else (text, ())
    if missing and not text.strip():
        return Offers((), missing)
    reading = project.read(name, text, catalog)
    sentences = tuple(problem.message for problem in reading.problems)
    if len(text) > files.LONGEST:
        return Offers((), sentences)
    if reading.kind in _COMMANDS:
        return _of_commands(text, name, draft, catalog, fixed, sentences if name else missing)
    if reading.kind == "setup":
        return _of_setup(text, catalog, reading, sentences)
    return Offers(tuple(_offer(build, draft, text) for build in reading.builds), sentences)


def _of_commands(
    text: str, name: str, draft: Draft, catalog: Catalog, fixed: Mapping[str, str], sentences: tuple[str, ...]
) -> Offers:
    """Commands as they stand; followed as a script where that says more, such as what a variable stands for."""
    pasted = pasting.read(text, draft, catalog, fixed)
    script = pasted_scripts.read(_corrected(text, fixed), name, catalog)
    if script is None or _same(script.builds, pasted):
        return Offers((Offer("", pasted),), sentences)
    offers = tuple(_offer(build, draft, text) for build in script.builds)
    said = (problem.message for problem in script.problems)
    return Offers(offers, tuple(dict.fromkeys((*sentences, *said))))


def _corrected(text: str, fixed: Mapping[str, str]) -> str:
    """*text* with what was chosen to be fixed in it, where its place is sure."""
    for old, new in fixed.items():
        edit = fixing.edit(text, 1, old, new) or script_fixes.of_text(text, 0, old, new)
        text = edit.apply(text) if edit else text
    return text


def _same(builds: Sequence[Build], pasted: Pasted) -> bool:
    """Whether following a text as a script says no more than its only command as it stands."""
    if len(builds) != 1 or builds[0].findings:
        return False
    return all(builds[0].draft.entries(option) == pasted.draft.entries(option) for option in OPTIONS)


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


def _offer(build: Build, draft: Draft, text: str) -> Offer:
    """A build with all that is to be said of it: what is wrong, what is left out, and what nobody can judge yet."""
    known = {part.text for part in build.left_out}
    left_out = (*build.left_out, *(part for part in build.unchecked if part.text not in known))
    problems = (*build.problems, *build.findings)
    pasted = Pasted(replace(build.draft, buildkit=draft.buildkit), left_out, problems, found=True)
    where = f"{build.where}, line {build.line}" if "\n" in text.strip() else build.where
    return Offer(where, pasted)
