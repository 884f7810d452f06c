"""Text of a file with its variables: what is known of them, and what only the program that reads the file can say."""

import re
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["text", "name", "raw"]

_FIRST_SENTINEL: Final = 0xF0000
"""Private characters that nothing in a file means anything by."""

_MOST_SENTINELS: Final = 0xFFFD
_SENTINEL = re.compile("[\U000f0000-\U000ffffd]")
_NO_NAME = re.compile(r"[^A-Za-z0-9_]+")
_SHELL_NAME = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)[-:?+]")


@dataclass(frozen=True, slots=True)
class Part:
    """Plain text, the name of a variable, or an expression as it stands that no draft can carry.

    ``source`` is how the file writes the variable, where that is not ``${NAME}``.  ``sample`` is a text of the same kind
    that the rules see in its place, where the kind is known, such as a registry's host.
    ``variable`` is a variable that holds the value of an expression, which a draft can carry in its place.
    """

    kind: Kind
    text: str
    source: str = ""
    sample: str = ""
    variable: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A text in parts, and the line on which it begins."""

    parts: tuple[Part, ...]
    line: int = 0

    @property
    def raw(self) -> str:
        """The text for a draft: variables as ``${NAME}``, and expressions as they stand."""
        return "".join(map(_carried, self.parts))

    @property
    def judged(self) -> str:
        """The text for the rules: a variable also in the place of each expression, as it may stand for anything."""
        return "".join(part.text if part.kind == "text" else _placeholder(part) for part in self.parts)

    @property
    def written(self) -> str:
        """The text as the file writes it: ``$X``, ``${{ … }}``, ``%X%``, whatever stands for a variable there."""
        return "".join(map(_written, self.parts))

    @property
    def open_parts(self) -> tuple[str, ...]:
        """Every variable and expression as the file writes it, each once: what is known only when the file is used."""
        return tuple(dict.fromkeys(_written(part) for part in self.parts if part.kind != "text"))

    @property
    def spelling(self) -> tuple[tuple[str, str], ...]:
        """What stands in the judged text, and how the file writes it, where that is something else."""
        pairs = (
            (part.text if part.kind == "text" else _placeholder(part), part.source or part.text)
            for part in self.parts
            if part.kind == "raw" or (part.source and (part.kind == "name" or "/" in part.text))
        )
        return tuple(dict.fromkeys(pairs))

    @property
    def names(self) -> tuple[str, ...]:
        """The variables."""
        return tuple(dict.fromkeys(part.text for part in self.parts if part.kind == "name"))

    @property
    def expressions(self) -> tuple[str, ...]:
        """What no draft can carry."""
        return tuple(dict.fromkeys(part.text for part in self.parts if part.kind == "raw" and not part.variable))

    @property
    def unknown(self) -> bool:
        """Whether nothing at all is known of it but an expression."""
        kinds = {part.kind for part in self.parts if part.text.strip()}
        return kinds == {"raw"}

    @property
    def opaque(self) -> bool:
        """Whether it is made of variables and expressions alone: such a value may be anything, and is no ref."""
        return bool(self.parts) and not any(part.text.strip() for part in self.parts if part.kind == "text")


def plain(text: str, line: int = 0) -> Template:
    """A text without any variable."""
    return Template((Part("text", text),) if text else (), line)


def _carried(part: Part) -> str:
    """A part as a draft has it."""
    if part.kind == "name" or part.variable:
        return f"${{{part.variable or part.text}}}"
    return part.text


def _written(part: Part) -> str:
    if part.kind == "name":
        return part.source or f"${{{part.text}}}"
    return part.text


def _placeholder(part: Part) -> str:
    return part.sample or f"${{{_name(part)}}}"


def _name(part: Part) -> str:
    """A name for a variable in the place of *part*, close to what stands there."""
    if part.kind == "name":
        return part.text
    known = _SHELL_NAME.match(part.text)
    name = known[1] if known else _NO_NAME.sub("_", part.text).strip("_")
    return name if name[:1].isalpha() else f"x_{name}"


class Sealed:
    """Templates as texts in which each variable or expression is one private character, so that nothing splits it."""

    def __init__(self) -> None:
        self._parts: list[Part] = []

    def seal(self, template: Template) -> str:
        """*template* as such a text."""
        return "".join(map(self._sealed, template.parts))

    def _sealed(self, part: Part) -> str:
        if part.kind == "text":
            # Such a character in the file itself is put aside as well, and comes back as it was.
            return _SENTINEL.sub(lambda match: self._put_aside(Part("text", match[0])), part.text)
        return self._put_aside(part)

    def _put_aside(self, part: Part) -> str:
        self._parts.append(part)
        if len(self._parts) > _MOST_SENTINELS:
            return "\ufffd"
        return chr(_FIRST_SENTINEL + len(self._parts) - 1)

    def open(self, text: str, line: int = 0) -> Template:
        """The template of a text, or of a part of one."""
        parts: list[Part] = []
        position = 0
        for match in _SENTINEL.finditer(text):
            parts += plain(text[position : match.start()]).parts
            parts.append(self._parts[ord(match[0]) - _FIRST_SENTINEL])
            position = match.end()
        return Template((*parts, *plain(text[position:]).parts), line)
