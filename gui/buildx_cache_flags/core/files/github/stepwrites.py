"""What a step writes for those behind it: its outputs, and variables."""

from typing import TYPE_CHECKING

from .operands import Value, later

if TYPE_CHECKING:
    from .scopes import Scope
    from .steps import Step


def env_names(step: "Step") -> tuple[str, ...]:
    """The variables that *step* may write."""
    del step
    return ()


def env(step: "Step", scope: "Scope", name: str) -> Value:
    """A variable that *step* writes in the world of *scope*; ``None`` where it does not."""
    del step, scope, name
    return None


def output(step: "Step", scope: "Scope", name: str) -> Value:
    """An output of *step* in the world of *scope*."""
    del scope
    return later(f"steps.{step.id}.outputs.{name}")
