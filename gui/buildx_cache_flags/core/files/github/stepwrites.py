"""What a step writes for those behind it: its outputs, and variables.

A script is followed, and each way through its conditions is one of a world's answers.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from buildx_cache_flags.core.files import shell
from buildx_cache_flags.core.formats import yamlnodes
from buildx_cache_flags.core.formats.script.values import Listed, Text, elements
from buildx_cache_flags.core.formats.script.values import Value as ScriptValue
from buildx_cache_flags.core.text.template import Part, Template

from . import operands, redirected
from .operands import Later, Value, later
from .redirected import LISTS, Target

if TYPE_CHECKING:
    from .scopes import Scope
    from .steps import Step

Written = Mapping[str, tuple[Part, ...]]
"""What one way through a script writes, by its names."""

_ECR_LOGIN = re.compile(r"aws-actions/amazon-ecr-login(?:@|\Z)", re.IGNORECASE)
_ECR_HOST: Final = "account.dkr.ecr.region.amazonaws.com"
"""What the rules see in the place of the registry that a login gives: which one it is, only AWS knows."""

_NAME = re.compile(r"([A-Za-z_][\w.-]*)(=|<<)")
_ENV_NAME = re.compile(r"(?<![\w$])([A-Za-z_]\w*)(?:=|<<)")


def env_names(step: "Step") -> tuple[str, ...]:
    """The variables that *step* may write."""
    script = yamlnodes.text(step.settings.get("run")) or ""
    return tuple(dict.fromkeys(_ENV_NAME.findall(script))) if "GITHUB_ENV" in script else ()


def env(step: "Step", scope: "Scope", name: str) -> Value:
    """A variable that *step* writes in the world of *scope*; ``None`` where it does not."""
    written = _written(step, scope, "ENV")
    if written is None:
        return later(f"env.{name}")
    if name not in written:
        return None
    return later(f"env.{name}") if _is_open(written[name]) else operands.joined(written[name])


def output(step: "Step", scope: "Scope", name: str) -> Value:
    """An output of *step* in the world of *scope*."""
    source = f"steps.{step.id}.outputs.{name}"
    if name.lower() == "registry" and _ECR_LOGIN.match(step.uses):
        return Later((Part("raw", f"${{{{ {source} }}}}", sample=_ECR_HOST),), source)
    written = _written(step, scope, "OUTPUT") if "run" in step.settings else None
    if written is None:
        return later(source)
    found = next((parts for key, parts in written.items() if key.lower() == name.lower()), None)
    if found is None:
        # Nothing else can write an output, unless a program that the script runs does.
        return later(source) if step.writes_more else ""
    return later(source) if _is_open(found) else operands.joined(found)


def _is_open(found: tuple[Part, ...]) -> bool:
    """Whether nothing is known of what was written, not even a variable's name."""
    known = (part.kind == "name" or (part.kind == "text" and part.text.strip()) for part in found)
    return bool(found) and not any(known)


def _written(step: "Step", scope: "Scope", target: Target) -> Written | None:
    """What *step* writes in the world of *scope*; ``None`` where nobody can tell."""
    from . import step_scripts

    script = step_scripts.text(step, scope)
    if script is None:
        return None
    ways = step.ways.get(script.raw)
    if ways is None:
        ways = step.ways[script.raw] = _ways(script.template(), script.dialect)
    if not ways:
        return None
    numbers = tuple(map(str, range(1, len(ways) + 1)))
    return ways[scope.world.choose(f"the way through step {step.id or step.number}", numbers)][target]


def _ways(script: Template, dialect: shell.Dialect) -> list[Mapping[Target, Written]]:
    """What each way through a script writes; nothing where it can't be followed."""
    rewrite = redirected.in_powershell if "powershell" in dialect else redirected.in_posix
    found: list[Mapping[Target, Written]] = []
    for names in shell.outcomes(script, dialect, rewrite):
        way: dict[Target, Written] = {
            target: _pairs(names.get(variable) or names.get(variable.lower())) for target, variable in LISTS.items()
        }
        if way not in found:
            found.append(way)
    return found


def _pairs(value: ScriptValue | None) -> Written:
    """Names and values of what was written: ``name=value``, or ``name<<END`` with lines up to that."""
    found: dict[str, tuple[Part, ...]] = {}
    lines: list[list[Part]] = []
    for item in elements(value) if isinstance(value, Listed | Text) else ():
        lines += _lines(item)
    position = 0
    while position < len(lines):
        line = lines[position]
        position += 1
        match = _NAME.match(line[0].text) if line and line[0].kind == "text" else None
        if match is None:
            continue
        rest = [Part("text", line[0].text[match.end() :]), *line[1:]]
        if match[2] == "<<":
            end, rest = "".join(part.text for part in rest).strip(), []
            while position < len(lines) and "".join(part.text for part in lines[position]).strip() != end:
                rest += [*([Part("text", "\n")] if rest else []), *lines[position]]
                position += 1
            position += 1
        found[match[1]] = tuple(part for part in rest if part.text)
    return found


def _lines(text: ScriptValue) -> list[list[Part]]:
    lines: list[list[Part]] = [[]]
    for part in text.template().parts if isinstance(text, Text) else ():
        if part.kind != "text":
            lines[-1].append(part)
            continue
        first, *more = part.text.split("\n")
        lines[-1].append(Part("text", first))
        lines += [[Part("text", one)] for one in more]
    return [line for line in ([part for part in line if part.text] for line in lines) if line]
