"""What a step writes for those behind it: its outputs, and variables."""

import re
from typing import TYPE_CHECKING, Final

from buildx_cache_flags.core.files.template import Part

from .operands import Later, Value, later

if TYPE_CHECKING:
    from .scopes import Scope
    from .steps import Step


_ECR_LOGIN = re.compile(r"aws-actions/amazon-ecr-login(?:@|\Z)", re.IGNORECASE)
_ECR_HOST: Final = "account.dkr.ecr.region.amazonaws.com"
"""What the rules see in the place of the registry that a login gives: which one it is, only AWS knows."""


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
    if name.lower() == "registry" and _ECR_LOGIN.match(step.uses):
        source = f"steps.{step.id}.outputs.{name}"
        return Later((Part("raw", f"${{{{ {source} }}}}", sample=_ECR_HOST),), source)
    return later(f"steps.{step.id}.outputs.{name}")
