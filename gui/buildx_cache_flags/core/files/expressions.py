"""Text of a workflow with GitHub's expressions."""

import re
from typing import Final

from buildx_cache_flags.core.targets.github_names import VARIABLES

from .template import Part, Template

_EXPRESSION = re.compile(r"\$\{\{((?:[^'}]|'(?:[^']|'')*'|\}(?!\}))*)\}\}")
_ENV = re.compile(r"env\.([A-Za-z_][A-Za-z0-9_]*)\Z", re.IGNORECASE)
_STRING = re.compile(r"'((?:[^']|'')*)'\Z")
_SPELT: Final = {expression.lower(): name for expression, name in VARIABLES.items()}


def read(text: str, line: int = 0) -> Template:
    """*text* with the variables that its expressions stand for."""
    parts: list[Part] = []
    position = 0
    for match in _EXPRESSION.finditer(text):
        parts += [Part("text", text[position : match.start()]), _part(match[0], match[1].strip())]
        position = match.end()
    parts.append(Part("text", text[position:]))
    return Template(tuple(part for part in parts if part.text), line)


def _part(whole: str, inner: str) -> Part:
    env, string = _ENV.match(inner), _STRING.match(inner)
    if env:
        return Part("name", env[1], whole)
    if string:
        return Part("text", string[1].replace("''", "'"))
    name = _SPELT.get(inner.lower())
    return Part("name", name, whole) if name else Part("raw", whole)
