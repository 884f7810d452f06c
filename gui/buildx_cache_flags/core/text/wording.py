"""How values appear inside sentences."""

from collections.abc import Iterable

LONGEST = 48
"""Characters of a value that a sentence shows before it is cut."""


def shown(text: str) -> str:
    """*text* in quotation marks, cut to a readable length, with invisible characters spelt out."""
    if not text:
        return "an empty value"
    return f"“{visible(text)}”"


def visible(text: str, longest: int = LONGEST) -> str:
    """*text* on one line, cut to a readable length, with invisible characters spelt out."""
    return printable(text if len(text) <= longest else f"{text[: longest - 1]}…")


def printable(text: str) -> str:
    """*text* on one line, with invisible characters spelt out: no terminal takes any of it for a command."""
    return text if text.isprintable() else "".join(map(_visible, text))


def character(text: str) -> str:
    """One character as a sentence names it: itself, or its code point where it can't be seen."""
    names = {" ": "a space", "\n": "a line break", "\r": "a line break", "\t": "a tab"}
    return names.get(text) or (f"“{text}”" if text.isprintable() else f"the character U+{ord(text):04X}")


def listed(words: Iterable[str], last: str = "or") -> str:
    """*words* as a sentence lists them: ``a, b or c``."""
    *first, end = words
    return f"{', '.join(first)} {last} {end}" if first else end


def capital(sentence: str) -> str:
    """*sentence* with a capital first letter, so that one text serves at the start and in the middle."""
    return sentence[:1].upper() + sentence[1:]


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character) or f"\\u{code:04x}"
