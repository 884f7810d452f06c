"""What the form can be put beside: a copied command, the saved setup, the other mode, and setups used lately."""

from functools import partial
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Final

from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.session import copies
from buildx_cache_flags.core.session.comparing import with_mode
from buildx_cache_flags.core.session.copies import Copied
from buildx_cache_flags.qt.dialogs.compare_dialog import CompareDialog, State

if TYPE_CHECKING:
    from buildx_cache_flags.qt.desk import Desk

_NOW: Final = "The form now"
_MODES: Final = ("min", "max")


def show(desk: "Desk", other: Copied | None) -> None:
    """Put the form beside *other*, else beside what was copied last or saved; else mode=min beside mode=max."""
    states = _states(desk, other)
    left, right = _first_two(desk, states, other)
    CompareDialog(states, left, right, desk.store.view, desk.store.catalog, desk.window).open()


def _states(desk: "Desk", other: Copied | None) -> list[State]:
    store, now, known = desk.store, time(), desk.log.copies[:1]
    states = [State(_NOW, lambda: store.draft)]
    copied = [*([other] if other else []), *known]
    states += (State(f"Copied {copies.ago(now - one.time)}", partial(_draft_of, one)) for one in copied)
    opened = store.opened
    if opened is not None:
        states.append(State(f"Saved in {Path(opened.path).name}", lambda: opened.draft))
    for mode in _MODES:
        changed = partial(with_mode, store.draft, mode, store.catalog)
        states.append(State(f"The form with mode={mode}", changed))
    return [*states, *(State(path, partial(_draft_in, desk, Path(path))) for path in desk.setups.recent())]


def _draft_in(desk: "Desk", path: Path) -> Draft | None:
    setup = desk.setups.read(path)
    return setup.draft if setup else None


def _first_two(desk: "Desk", states: list[State], other: Copied | None) -> tuple[int, int]:
    """Which states to begin with: what was before on the left, and the form as it is now on the right."""
    if other or desk.log.copies or desk.store.opened:
        return 1, 0
    names = [state.name for state in states]
    low, high = (names.index(f"The form with mode={mode}") for mode in _MODES)
    return low, high


def _draft_of(one: Copied) -> Draft:
    return one.draft
