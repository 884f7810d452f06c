"""``${NAME}`` in references: the one form of variable that a draft carries, whatever the place it is written for.

The grammar of references knows no variables, so a reference is checked with a sample in their place.
"""

import re

from .golang import lower

SAMPLE = "x0"
"""Valid wherever a part of a host, a path or a tag may stand."""

_PLACEHOLDER = re.compile(r"<[^<>]*>|\*{3,}")
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def names(text: str) -> tuple[str, ...]:
    """The names used in *text*, each once, in order."""
    return tuple(dict.fromkeys(_VARIABLE.findall(text)))


def with_sample(text: str) -> str:
    """*text* with every ``${NAME}`` replaced by a sample that is valid anywhere in a reference."""
    return _VARIABLE.sub(SAMPLE, text) if "${" in text else text


def lowered(text: str) -> str:
    """*text* in lower case, the names of variables as they stand."""
    return "".join(f"${{{piece}}}" if is_name else lower(piece) for piece, is_name in split(text))


def split(text: str) -> list[tuple[str, bool]]:
    """*text* in pieces, each with whether it is the name of a variable (without ``${`` and ``}``)."""
    pieces = _VARIABLE.split(text)
    return [(piece, index % 2 == 1) for index, piece in enumerate(pieces) if piece or index % 2 == 1]


def is_placeholder(text: str) -> bool:
    """Whether *text* only stands for a value, as ``<TOKEN>`` in documentation and ``***`` in a log do."""
    return _PLACEHOLDER.fullmatch(text) is not None
