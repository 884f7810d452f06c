"""What to write where a script does otherwise than its author means, in the spelling of its language."""

import re
from typing import Final

from buildx_cache_flags.core.check.problems import Excerpt, Fix, Problem

_LITERALS: Final = {"python": 'f"{}"', "csharp": '$"{}"', "ruby": '"{}"', "javascript": "`{}`", "typescript": "`{}`"}
"""A string of a language in which variables are replaced."""
_SHELL_LITERAL: Final = '"{}"'


def corrected(problem: Problem, old: str, new: str) -> Problem:
    """*problem* with what stands there and what to write instead; unchanged where nobody can tell."""
    if not new or old == new:
        return problem
    return problem._replace(fix=Fix(f"Write {new}", value=new), excerpt=Excerpt(old, 0, len(old)))


def of_code(code: str, about: str, dialect: str) -> tuple[str, str]:
    """What stands there and what to write instead, for a code whose sentence is about a part of the script."""
    name, _, rest = about.removeprefix("$").partition(":")
    if code.startswith("script-comma-list"):
        return about, "" if re.search(r"[\"'`]", about) else f'"{about}"'
    if code == "script-drive":
        return about, f"${{{name}}}:{rest}"
    if code == "script-property":
        return about, f"$({about})"
    if code == "script-first-element":
        return f"${about}", f'"${{{about}[@]}}"'
    if code == "script-modifier":
        return about, f"${{{name}}}:{rest}"
    if code == "script-space-behind-mark":
        mark = _mark(dialect)
        return f"{mark} ", mark
    if code == "script-wrong-mark":
        return about, _mark(dialect)
    return about, ""


def _mark(dialect: str) -> str:
    """What continues a line."""
    return "`" if "powershell" in dialect else "^" if dialect == "cmd" else "\\"


def one_word(via: str, dialect: str) -> tuple[str, str]:
    """A variable that reaches docker as one word, and how its words are handed over."""
    if via.endswith("[*]}"):
        return via, via.replace("[*]", "[@]")
    name = via.strip("${}")
    if dialect == "zsh" and re.fullmatch(r"\w+", name):
        return f"${name}", f"${{={name}}}"
    return via, ""


def literal(text: str, dialect: str) -> tuple[str, str]:
    """A string whose variables are not replaced, and one in which they are."""
    form = _LITERALS.get(dialect, "" if dialect in ("cmd", "go", "perl") else _SHELL_LITERAL)
    if not form or re.search(r"[\"'`\\\n]", text):
        return text, ""
    return f"'{text}'" if dialect not in ("python", "csharp") else text, form.format(text)
