"""The few rules of Go's standard library that buildx and BuildKit inherit, and that Python does otherwise."""

import re

TRUE_WORDS = frozenset(("1", "t", "T", "TRUE", "true", "True"))
FALSE_WORDS = frozenset(("0", "f", "F", "FALSE", "false", "False"))

_INTEGER = re.compile(r"[+-]?[0-9]+\Z")
_LONGEST_INT64 = 20
_NAMED_ESCAPES = {
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
    "\\": "\\\\",
    '"': '\\"',
}


def parse_bool(text: str) -> bool:
    """Return what ``strconv.ParseBool`` makes of *text*; ``ValueError`` for any other spelling."""
    if text in TRUE_WORDS:
        return True
    if text in FALSE_WORDS:
        return False
    raise ValueError(f"parsing {quote(text)}: invalid syntax")


def parse_int64(text: str) -> int:
    """Return what ``strconv.ParseInt(text, 10, 64)`` gives; ``ValueError`` with its reason otherwise."""
    if not _INTEGER.match(text):
        raise ValueError(f"parsing {quote(text)}: invalid syntax")
    digits = text.lstrip("+-").lstrip("0")
    # Python refuses to convert very long digit runs; no int64 has that many digits anyway.
    number = int(digits or "0") if len(digits) < _LONGEST_INT64 else 2**64
    number = -number if text.startswith("-") else number
    if not -(2**63) <= number < 2**63:
        raise ValueError(f"parsing {quote(text)}: value out of range")
    return number


def lower(text: str) -> str:
    """Return ``strings.ToLower(text)``: one character for one, also where Python would give two."""
    if text.isascii():
        return text.lower()
    # Python lower-cases these two in its own ways: with a dot of its own, and by the place in the word.
    return text.replace("İ", "i").replace("Σ", "σ").lower()


def quote(text: str) -> str:
    """Return *text* as Go's ``%q`` prints it: in double quotes, escaped, printable."""
    plain = text.isprintable() and '"' not in text and "\\" not in text
    return '"' + (text if plain else _escaped(text)) + '"'


def _escaped(text: str) -> str:
    """Each character escaped where it needs to be; there are far fewer different ones than characters."""
    return text.translate({ord(character): _escape(character) for character in set(text)})


def _escape(character: str) -> str:
    if character in _NAMED_ESCAPES:
        return _NAMED_ESCAPES[character]
    if character == " " or character.isprintable():
        return character
    code = ord(character)
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
