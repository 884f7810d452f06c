"""A folder as a project: every file of it that builds something, judged beside the others."""

import mmap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, NamedTuple

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.problems import Location, Problem
from buildx_cache_flags.core.disk import contents, walking
from buildx_cache_flags.core.disk.beside import Checkout
from buildx_cache_flags.core.disk.contents import UnreadableError
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.files import LONGEST, FileReading, candidates, read_file
from buildx_cache_flags.core.text.wording import visible

_LARGEST_SEARCHED: Final = 1 << 28
"""Bytes of a file that is too large to be read, and is looked through for the words of a build."""

_MOST_SHOWN: Final = 200
"""Characters of a path that a sentence shows."""

Progress = Callable[[int, str], object]
"""Hears how many files were looked at, and the path of the next one; what it raises ends the reading."""


NOT_READ: Final = codes.register(
    "file-not-read",
    "hint",
    catches="a file or folder of a project that can't be read; with --strict it is an error",
    source="this check: what was not checked must not pass as valid",
)


class Unread(NamedTuple):
    """A file or folder that is there and can't be read, and the reason, to stand behind its name and a colon."""

    path: str
    reason: str

    def problem(self, *, strict: bool) -> Problem:
        """The same for those who show problems only."""
        severity = "error" if strict else NOT_READ.severity
        message = f"{visible(self.path, _MOST_SHOWN)} was not read: {self.reason}."
        return Problem(NOT_READ.code, severity, Place(), message, location=Location(self.path))


@dataclass(slots=True)
class Project:
    """What was found in a folder, each file by itself.

    ``looked_at`` counts the files that may hold a build by their names; ``readings`` are those that do hold one or of
    which something is to be said, and each has the path of its file for its name.
    """

    readings: list[FileReading] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    looked_at: int = 0


def read(top: Path, catalog: Catalog, progress: Progress = lambda count, path: None) -> Project:
    """Read the folder *top*, whose files get names that begin as *top* does."""
    project = Project()
    # The files in one folder share what is read beside them.
    checkouts: dict[Path, Checkout] = {}
    for path in _candidates(top, project):
        progress(project.looked_at, str(path))
        text = _text(path, project)
        if text is None:
            continue
        beside = checkouts.get(path.parent) or checkouts.setdefault(path.parent, Checkout.of(path))
        found = _worth_saying(path, text, read_file(str(path), text, catalog, beside), project)
        if found is not None:
            project.readings.append(found)
    return project


def _candidates(top: Path, project: Project) -> Iterator[Path]:
    for path in walking.files(top, lambda name, reason: project.unread.append(Unread(name, reason))):
        if candidates.of_name(path) and not candidates.is_read_with_another(path):
            yield path


def _text(path: Path, project: Project) -> str | None:
    """The text of a file that may build something; what can't be read and may is noted."""
    try:
        if path.stat().st_size > contents.LARGEST:
            project.looked_at += 1
            if _is_large_build(path):
                contents.data(path)
            return None
        content = contents.data(path)
        if not candidates.is_of_a_kind(path, content):
            return None
        project.looked_at += 1
        if not candidates.may_build(path, content):
            return None
        text = contents.decoded(content)
        if len(text) <= LONGEST:
            return text
        reason = f"it has {len(text):,} characters, and {LONGEST:,} are read at most"
        project.unread.append(Unread(str(path), reason))
    except UnreadableError as error:
        project.unread.append(Unread(str(path), str(error)))
    except OSError as error:
        project.unread.append(Unread(str(path), error.strerror or str(error)))
    return None


def _is_large_build(path: Path) -> bool:
    """Whether a file that is too large to be read has the words of a build, and is none of those that only hold data."""
    if path.stat().st_size > _LARGEST_SEARCHED:
        return candidates.of_name(path) == "sure"
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return candidates.words(path).search(content) is not None


def _worth_saying(path: Path, text: str, found: FileReading, project: Project) -> FileReading | None:
    """*found* without what is no finding in a folder; what could not be read and may build something is noted."""
    if found.builds or found.unchecked:
        return found
    is_sure = candidates.of_name(path) == "sure"
    if not is_sure and not candidates.names_a_cache(text):
        return None
    stopped = next((one for one in found.problems if one.trait == "limit"), None)
    problems = tuple(one for one in found.problems if one.trait not in ("nothing", "limit"))
    if stopped or (problems and not is_sure):
        message = (stopped or problems[0]).message
        project.unread.append(Unread(str(path), (message[0].lower() + message[1:]).removesuffix(".")))
        return None
    return replace(found, problems=problems) if problems else None
