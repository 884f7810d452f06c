"""A window's session as text: its form with every step that can be undone, how it is written, and the setup it is.

The newest forms matter most: where all steps would make too long a text, the oldest ones are left out.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.outcome import View

from . import keeping

LARGEST: Final = 64_000_000
"""Bytes of a session that is read."""

_MOST_STEPS: Final = 4_000_000
"""Characters that the steps before and behind the present form may take together."""

_VERSION: Final = 1


class Mark(NamedTuple):
    """What was copied last: when, in seconds since 1970, and a sum of its text."""

    time: float
    digest: str


class Opened(NamedTuple):
    """The setup that a form is: its file, and what stands in it."""

    path: str
    draft: Draft
    view: View


@dataclass(frozen=True, slots=True)
class Session:
    """What a window comes back with.  ``past`` has the oldest step first, ``future`` the one that is redone first last.

    ``view`` is ``None`` until somebody chose one.
    """

    draft: Draft
    past: tuple[Draft, ...] = ()
    future: tuple[Draft, ...] = ()
    view: View | None = None
    opened: Opened | None = None
    mark: Mark | None = None


class Writer:
    """Makes the text of one window's session again and again; a form that was written once is not worked out again."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._made: dict[int, tuple[Draft, str]] = {}

    def text(self, session: Session) -> str:
        """*session* as it is kept."""
        made: dict[int, tuple[Draft, str]] = {}
        now = self._draft(session.draft, made)
        past, future = self._steps(session.past, made), self._steps(session.future, made)
        rest = {"view": keeping.view_data(session.view) if session.view else None, "mark": session.mark}
        opened = session.opened
        setup = "null"
        if opened is not None:
            view = json.dumps(keeping.view_data(opened.view))
            draft = self._draft(opened.draft, made)
            setup = f'{{"path": {json.dumps(opened.path)}, "view": {view}, "draft": {draft}}}'
        self._made = made
        parts = (f'"version": {_VERSION}', f'"draft": {now}', f'"past": {past}', f'"future": {future}')
        return "{" + ",\n".join((*parts, f'"setup": {setup}', json.dumps(rest)[1:]))

    def _steps(self, drafts: Sequence[Draft], made: dict[int, tuple[Draft, str]]) -> str:
        """*drafts* as a list of JSON, the newest of them, in their order."""
        texts: list[str] = []
        length = 0
        for draft in reversed(drafts):
            text = self._draft(draft, made)
            length += len(text)
            if length > _MOST_STEPS // 2:
                break
            texts.append(text)
        return f"[{', '.join(reversed(texts))}]"

    def _draft(self, draft: Draft, made: dict[int, tuple[Draft, str]]) -> str:
        # By identity: a draft is frozen, and to compare or hash a thousand of them would take longer.
        known = made.get(id(draft)) or self._made.get(id(draft))
        if known is None or known[0] is not draft:
            known = draft, json.dumps(keeping.draft_data(keeping.kept(draft, self._catalog)))
        made[id(draft)] = known
        return known[1]


def read(content: bytes, catalog: Catalog) -> Session:
    """The session that *content* is; ``ValueError`` with half a sentence where it is none."""
    try:
        data = json.loads(content)
    except UnicodeDecodeError:
        raise ValueError("it is not in UTF-8") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"line {error.lineno} is not valid JSON") from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if not isinstance(data, dict):
        raise ValueError("it contains no session")
    if data.get("version") != _VERSION:
        raise ValueError("another version of this application wrote it")
    past, future = (
        tuple(keeping.draft_of(one, catalog) for one in _steps(data.get(key))) for key in ("past", "future")
    )
    view = data.get("view")
    return Session(
        keeping.draft_of(data.get("draft"), catalog),
        past,
        future,
        keeping.view_of(view) if view is not None else None,
        _opened(data.get("setup"), catalog),
        _mark(data.get("mark")),
    )


def _steps(data: object) -> list[object]:
    if not isinstance(data, list):
        raise ValueError("its steps aren't valid")
    return data


def _opened(data: object, catalog: Catalog) -> Opened | None:
    if data is None:
        return None
    if not isinstance(data, dict) or not isinstance(data.get("path"), str):
        raise ValueError("its setup isn't valid")
    return Opened(data["path"], keeping.draft_of(data.get("draft"), catalog), keeping.view_of(data.get("view")))


def _mark(data: object) -> Mark | None:
    match data:
        case [int() | float() as time, str() as digest]:
            return Mark(float(time), digest)
        case _:
            return None
