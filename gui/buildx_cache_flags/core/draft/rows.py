"""What one row of the form shows: plain values, worked out from the draft and the table alone."""

from collections.abc import Iterable
from typing import NamedTuple

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.captions import caption
from buildx_cache_flags.core.catalog.parameters import Advice, Group, Option, Parameter
from buildx_cache_flags.core.text.wording import visible

from . import Draft, effective_default, effective_value

_LONGEST = 60
"""Characters of one value that a summary shows."""


class RowState(NamedTuple):
    """The raw text (``None``: unset), what unset means, the span of a level, and whether the ref follows another.

    ``suggestion`` is what an empty field offers to take over; ``groups`` are the first levels of all that give the same
    result, and ``caption`` says what the chosen level does.  ``advice`` is what an unset parameter should be.
    """

    raw: str | None
    default: str | None = None
    span: tuple[int, int] | None = None
    follows: bool = False
    suggestion: str = ""
    groups: tuple[int, ...] = ()
    caption: str = ""
    advice: Advice | None = None

    @property
    def shown(self) -> str:
        """The text that counts."""
        return (self.default if self.raw is None else self.raw) or ""

    @property
    def explicit(self) -> bool:
        """Whether the default is written out although it would count anyway."""
        return self.raw is not None and self.raw == self.default

    @property
    def resettable(self) -> bool:
        """Whether there is anything to go back from."""
        return self.raw is not None and not self.follows


def row_state(draft: Draft, option: Option, index: int, parameter: Parameter, catalog: Catalog) -> RowState:
    """The state of the row for *parameter* in one entry of *draft*."""
    entry = draft.entries(option)[index]
    backend = catalog.backend(entry.type)
    version = catalog.release(draft.buildkit)
    state = RowState(
        entry.get(parameter.name),
        effective_default(backend, parameter, entry, version) if backend else None,
        follows=follows(draft, option, index, parameter),
        suggestion=_suggestion(draft, option, index, parameter, catalog),
        advice=_advice(draft, option, index, parameter, catalog) if parameter.recommended else None,
    )
    if parameter.levels is None or backend is None:
        return state
    deciding = backend.by_name.get(parameter.levels.of)
    value = effective_value(backend, deciding, entry, version) if deciding else None
    rule = parameter.levels.rule(value, version)
    return state._replace(
        span=parameter.levels.span(value, version),
        groups=rule.groups,
        caption=caption(parameter.levels, rule, state.raw, value or ""),
    )


def _suggestion(draft: Draft, option: Option, index: int, parameter: Parameter, catalog: Catalog) -> str:
    """Where a cache may be written to; what is read has been written by another build, which nobody can guess."""
    wanted = parameter.required and parameter.kind == "reference" and option == "cache-to"
    if not wanted or not draft.image or draft.writes[index].get(parameter.name):
        return ""
    from .suggest import ref_for

    return ref_for(draft, index, catalog)


def follows(draft: Draft, option: Option, index: int, parameter: Parameter) -> bool:
    """Whether this row takes its text from the first write entry."""
    linked = draft.follows and option == "cache-from" and index == 0
    return linked and any(name == parameter.name for _, name in draft.links)


def _advice(draft: Draft, option: Option, index: int, parameter: Parameter, catalog: Catalog) -> Advice | None:
    """What the table recommends, once the entry says where its cache is and the parameter is not set."""
    entry = draft.entries(option)[index]
    backend = catalog.backend(entry.type)
    if backend is None or not backend.modes or entry.get(parameter.name) is not None:
        return None
    is_complete = all(entry.get(required.name) for required in backend.required(option))
    return parameter.recommended if is_complete and backend.addressed(option) else None


def summary(group: Group, rows: Iterable[tuple[Parameter, RowState]]) -> str:
    """What is set in *group*, on one line; secrets are named and not shown."""
    said = [_said(parameter, state.raw) for parameter, state in rows if state.raw is not None]
    return ", ".join(said) if said else group.unset


def _said(parameter: Parameter, raw: str) -> str:
    raw = visible(raw, _LONGEST)
    if parameter.kind == "choice":
        return raw
    if parameter.kind == "level":
        return f"level {raw}"
    if parameter.kind == "boolean":
        return f"{parameter.name} {raw}"
    return parameter.name if parameter.secret else f"{parameter.name} {raw}"
