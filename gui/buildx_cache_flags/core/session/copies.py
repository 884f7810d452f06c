"""What was copied: the last commands with their time and place in one file that all windows share."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.disk import contents, together
from buildx_cache_flags.core.disk.atomic import UNREADABLE
from buildx_cache_flags.core.disk.together import FileChange
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.secrets import without_secrets
from buildx_cache_flags.core.outcome import View, judge
from buildx_cache_flags.core.targets import TARGETS

from . import keeping

MOST: Final = 200
"""Commands that are kept."""

LARGEST: Final = 16_000_000
"""Bytes of a file that is read."""

_LONGEST: Final = 8_000_000
"""Characters of all commands together; of more the oldest are left out."""

_VERSION: Final = 1
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


class Copied(NamedTuple):
    """One command that was copied: when (seconds since 1970), its text, and the form and view it was made from."""

    time: float
    text: str
    draft: Draft
    view: View


class Log(NamedTuple):
    """What a file holds, the newest first; ``problem`` is a sentence where it could not be read."""

    copies: tuple[Copied, ...] = ()
    problem: str = ""
    spoilt: bool = False


def copied(draft: Draft, view: View, text: str, catalog: Catalog, time: float) -> Copied:
    """What is kept of a copy of *text*, which was made from *draft*: nothing of a secret, whatever was copied."""
    safe = keeping.kept(draft, catalog)
    if safe != without_secrets(draft, catalog):
        text = judge(safe, view, catalog, with_variables=True).text
    return Copied(time, text, safe, view)


def read(path: Path, catalog: Catalog) -> Log:
    """Read the file at *path*; no file is an empty log, and what is wrong with one is said in ``problem``."""
    try:
        return Log(tuple(_copies(json.loads(contents.data(path, largest=LARGEST)), catalog)))
    except FileNotFoundError:
        return Log()
    except OSError as error:
        return Log(problem=f"The history of copies in {path} can't be read: {error.strerror or error}.")
    except (ValueError, RecursionError) as error:
        return Log(problem=f"The history of copies in {path} can't be read: {_reason(error)}.", spoilt=path.is_file())


def add(path: Path, new: Iterable[Copied], catalog: Catalog) -> Path | None:
    """Put *new*, the oldest first, in front of what is kept at *path*; the same command again counts once.

    One that is there already, with its time, is not added again: who was not sure may ask twice.

    Returns where a file that can't be read is kept instead.  Raises ``OSError`` where nothing was changed.
    """
    wanted = tuple(new)

    def changed() -> FileChange:
        log = read(path, catalog)
        if log.problem and not log.spoilt:
            raise OSError(log.problem)
        copies, there = log.copies, {(one.time, one.text) for one in log.copies}
        for one in wanted:
            if (one.time, one.text) in there:
                continue
            copies = (one, *(copies[1:] if copies and _same(copies[0], one) else copies))
        return FileChange(_content(copies), UNREADABLE if log.spoilt else "")

    return together.change(path, changed)


def clear(path: Path) -> None:
    """Forget every command; raises ``OSError``."""
    if path.exists():
        together.change(path, lambda: FileChange(_content(())))


def matching(copies: Iterable[Copied], words: str, now: float) -> Iterator[Copied]:
    """Those of *copies* that have every one of *words*, in their text, the name of their place or how long ago they were."""
    wanted = words.casefold().split()
    for one in copies:
        target = TARGETS[one.view.target]
        text = f"{one.text} {target.name} {target.label} {ago(now - one.time)}".casefold()
        if all(word in text for word in wanted):
            yield one


def digest(text: str) -> str:
    """A sum of *text* by which it is known again."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def ago(seconds: float) -> str:
    """How long ago something was, in words; a time to come is now."""
    if seconds < _MINUTE:
        return "just now"
    if seconds < _HOUR:
        return f"{int(seconds // _MINUTE)} min ago"
    if seconds < _DAY:
        return f"{int(seconds // _HOUR)} h ago"
    days = int(seconds // _DAY)
    return "yesterday" if days == 1 else f"{days} days ago"


def _same(one: Copied, other: Copied) -> bool:
    return (one.text, one.view.target) == (other.text, other.view.target)


def _content(copies: Iterable[Copied]) -> bytes:
    rows: list[str] = []
    length = 0
    for one in copies:
        data = {"time": one.time, "text": one.text, "form": keeping.draft_data(one.draft), "view": one.view._asdict()}
        row = json.dumps(data)
        length += len(row)
        if rows and (len(rows) == MOST or length > _LONGEST):
            break
        rows.append(row)
    lines = ",\n".join(rows)
    return f'{{"version": {_VERSION}, "copies": [\n{lines}\n]}}\n'.encode("ascii")


def _copies(data: Any, catalog: Catalog) -> Iterator[Copied]:  # noqa: ANN401 - whatever a file holds
    if not isinstance(data, dict) or not isinstance(data.get("copies"), list):
        raise ValueError("it contains no list of commands")
    if data.get("version") != _VERSION:
        raise ValueError("another version of this application wrote it")
    for row in data["copies"][:MOST]:
        match row:
            case {"time": int() | float() as time, "text": str() as text, "form": form, "view": view}:
                yield Copied(float(time), text, keeping.draft_of(form, catalog), keeping.view_of(view))
            case _:
                raise ValueError("a command in it isn't valid")


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno} is not valid JSON"
    if isinstance(error, UnicodeDecodeError):
        return "it is not in UTF-8"
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
