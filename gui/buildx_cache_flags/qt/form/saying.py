"""What a row says and what its button offers, worked out from plain values."""

from typing import Final

from buildx_cache_flags.core.catalog.parameters import Parameter
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft.rows import RowState
from buildx_cache_flags.core.text.flags import is_flag

READ_AS_FLAG: Final = "Read it as a flag"
_LONGEST: Final = 34
"""Characters of a fix's label that its button shows; the tool tip has all of it."""


def help_text(parameter: Parameter, state: RowState) -> str:
    """The line under the title where nothing is wrong."""
    if state.follows:
        written = "the write ref" if parameter.kind == "reference" else "in cache-to"
        return f"Same as {written} until you change it."
    if state.caption and state.raw is not None:
        return state.caption
    if state.caption:
        return f"{parameter.help} {state.caption}"
    if state.explicit:
        return f"Written although it is the default. {parameter.help}"
    if state.suggestion:
        return f"Press Tab to use {state.suggestion}."
    return parameter.help


def is_whole_flag(parameter: Parameter, state: RowState) -> bool:
    """Whether the text of the row is a flag or a command, where a value belongs."""
    return parameter.holds_variables and is_flag(state.raw or "")


def offer(parameter: Parameter, state: RowState, problem: Problem | None, *, quiet: bool) -> str:
    """What the button in the row says; empty where there is none."""
    if is_whole_flag(parameter, state):
        return READ_AS_FLAG
    if problem is not None and problem.fix is not None and not quiet:
        return problem.fix.label
    if problem is None and state.advice is not None:
        return f"Use {state.advice.value}"
    return ""


def shortened(label: str) -> str:
    """As much of a label as a button shows."""
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"
