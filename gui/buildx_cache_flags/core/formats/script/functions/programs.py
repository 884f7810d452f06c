"""The few programs whose output only depends on what they are given: ``echo``, ``printf``, ``tr``, ``sed``, ``cut``."""

import posixpath
import re
from collections.abc import Callable, Sequence
from typing import Final

from buildx_cache_flags.core.formats.script.values import EMPTY, Piece, Text, between, fixed, joined, mapped

_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", '"': '"', "a": "\a", "b": "\b", "0": "\0"}
_CONVERSION = re.compile(r"%(?:%|(-?\d*)(?:\.(\d+))?([sdqb]))")
_CLASSES: Final = {
    "[:upper:]": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "[:lower:]": "abcdefghijklmnopqrstuvwxyz",
    "[:digit:]": "0123456789",
    "[:space:]": " \t\n\r\f\v",
    "[:blank:]": " \t",
    "[:punct:]": "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
}
_CLASSES["[:alpha:]"] = _CLASSES["[:upper:]"] + _CLASSES["[:lower:]"]
_CLASSES["[:alnum:]"] = _CLASSES["[:digit:]"] + _CLASSES["[:alpha:]"]
_LONGEST: Final = 2_000


def printed(words: Sequence[Text]) -> Text | None:
    """What a command prints; ``None`` where it is no program that is known here."""
    name = words[0].literal if words else ""
    if name == "echo":
        rest = list(words[1:])
        while rest and re.fullmatch("-[neE]+", rest[0].literal or ""):
            rest.pop(0)
        return joined((between(rest, fixed(" ")), fixed("\n")))
    if name == "printf" and len(words) > 1:
        given = words[2:] if words[1].literal == "--" else words[1:]
        return formatted(given[0], given[1:]) if given else EMPTY
    if name in ("seq", "basename", "dirname"):
        return _made(name, [word.literal for word in words[1:]])
    if name == "string":
        return _string(words[1:])
    return EMPTY if name in ("set", "local", "export", "true", ":", "cd", "IFS") else None


def _made(name: str, arguments: Sequence[str | None]) -> Text | None:
    """What ``seq`` counts, or a part of a path."""
    given = [argument for argument in arguments if argument is not None]
    if len(given) != len(arguments) or not given or any(one.startswith("-") for one in given):
        return None
    if name == "seq":
        if len(given) > 3 or not all(re.fullmatch(r"\d{1,4}", one) for one in given):
            return None
        start, step, end = (1, 1, int(given[0])) if len(given) == 1 else (int(given[0]), 1, int(given[-1]))
        step = int(given[1]) if len(given) == 3 else step
        return fixed("".join(f"{number}\n" for number in range(start, end + 1, step))) if step else None
    path = given[0].rstrip("/") or "/"
    if name == "dirname":
        return fixed(f"{posixpath.dirname(path) or '.'}\n") if len(given) == 1 else None
    last = posixpath.basename(path) or "/"
    return fixed(f"{last.removesuffix(given[1]) or last if len(given) == 2 else last}\n") if len(given) < 3 else None


def _string(words: Sequence[Text]) -> Text | None:
    """fish's ``string join``, ``lower``, ``upper``, ``trim`` and ``replace`` of texts that mean themselves."""
    name = words[0].literal if words else None
    rest = [word for word in words[1:] if not re.fullmatch("-[a-z-]+", word.literal or "")]
    options = [word.literal for word in words[1:] if re.fullmatch("-[a-z-]+", word.literal or "")]
    if name == "join" and rest:
        return joined((between(rest[1:], rest[0]), fixed("\n")))
    changes: dict[str, Callable[[str], str]] = {"lower": str.lower, "upper": str.upper, "trim": str.strip}
    if name == "replace" and len(rest) == 3 and set(options) <= {"-a", "--all"}:
        old, new = rest[0].literal, rest[1].literal
        if not old or new is None:
            return None
        count = -1 if options else 1
        return _line(mapped(rest[2], lambda text: text.replace(old, new, count)))
    if name in changes and len(rest) == 1 and not options:
        return _line(mapped(rest[0], changes[name]))
    return None


def _line(text: Text | None) -> Text | None:
    return None if text is None else joined((text, fixed("\n")))


def unescaped(text: str) -> str:
    """``\\n`` and the like as ``printf`` reads them."""
    return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[0]), text, flags=re.DOTALL)


def formatted(form: Text, arguments: Sequence[Text]) -> Text | None:
    """``printf``: the format is used again as long as arguments are left."""
    literal = form.literal
    if literal is None:
        return None
    line = form.line
    rest, found = list(arguments), list[Text]()
    for _ in range(len(rest) + 1):
        position, taken = 0, False
        for match in _CONVERSION.finditer(literal):
            found.append(fixed(unescaped(literal[position : match.start()]), line))
            position = match.end()
            if match[0] == "%%":
                found.append(fixed("%", line))
            else:
                found.append(rest.pop(0) if rest else EMPTY)
                taken = True
        if "%" in _CONVERSION.sub("", literal):
            return None
        found.append(fixed(unescaped(literal[position:]), line))
        if not rest or not taken:
            break
    return joined(found)


def filtered(words: Sequence[Text], given: Text) -> Text | None:
    """What a program makes of its input; ``None`` where nobody can tell."""
    literals = [word.literal for word in words]
    if not literals or None in literals or given.literal is None or len(given.literal) > _LONGEST:
        return None
    name, *arguments = [literal or "" for literal in literals]
    change = _FILTERS[name](arguments) if name in _FILTERS else None
    return mapped(given, change) if change else None


def _tr(arguments: list[str]) -> Callable[[str], str] | None:
    # Options end at the first set, which may itself begin with a dash.
    first_set = next((at for at, one in enumerate(arguments) if not one.startswith("-") or one == "-"), len(arguments))
    options = "".join(argument[1:] for argument in arguments[:first_set])
    sets = [_set(argument) for argument in arguments[first_set:]]
    if not set(options) <= set("cCds") or not sets or len(sets) > 2 or ("d" in options and len(sets) > 1):
        return None
    first, second = sets[0], sets[-1]
    complement = "c" in options.lower().replace("d", "").replace("s", "")

    def change(text: str) -> str:
        found: list[str] = []
        for letter in text:
            inside = (letter in first) != complement
            if not inside:
                found.append(letter)
            elif "d" not in options:
                place = len(second) - 1 if complement else min(first.index(letter), len(second) - 1)
                made = second[place] if len(sets) > 1 else letter
                if "s" not in options or not found or found[-1] != made:
                    found.append(made)
        return "".join(found)

    return change


def _set(text: str) -> str:
    for name, letters in _CLASSES.items():
        text = text.replace(name, letters)
    text = unescaped(text)
    return re.sub(r"(.)-(.)", lambda match: "".join(map(chr, range(ord(match[1]), ord(match[2]) + 1)))[:300], text)


def _sed(arguments: list[str]) -> Callable[[str], str] | None:
    scripts = [argument for argument in arguments if argument not in ("-e", "-E", "-r")]
    extended = any(argument in ("-E", "-r") for argument in arguments)
    changes: list[Callable[[str], str]] = []
    for script in (one for whole in scripts for one in whole.split(";")):
        change = _substitution(script.strip(), extended)
        if change is None:
            return None
        changes.append(change)

    def all_of(text: str) -> str:
        for change in changes:
            text = "\n".join(map(change, text.split("\n")))
        return text

    return all_of if changes else None


def _substitution(script: str, extended: bool) -> Callable[[str], str] | None:
    if not script.startswith("s") or len(script) < 4 or script[1].isalnum():
        return None
    parts = re.split(rf"(?<!\\){re.escape(script[1])}", script[2:])
    if len(parts) != 3 or not set(parts[2]) <= set("gI"):
        return None
    pattern, by, flags = (part.replace("\\" + script[1], script[1]) for part in parts)
    if not extended:
        # What is an operator bare in the one kind of expression is one behind a backslash in the other.
        pattern = re.sub(r"\\([+?(){}|])|([+?(){}|])", lambda match: match[1] or "\\" + match[2], pattern)
    if not _harmless(pattern):
        return None
    try:
        compiled = re.compile(pattern, re.IGNORECASE if "I" in flags else 0)
        by = re.sub(r"(?<!\\)&", r"\\g<0>", by)
        compiled.sub(by, "")
    except (re.error, IndexError):
        return None
    return lambda text: compiled.sub(by, text, count=0 if "g" in flags else 1)


def _harmless(pattern: str) -> bool:
    """Whether a pattern can't take long: no repetition inside another, and few of them."""
    return "[[" not in pattern and len(re.findall(r"[*+{]", pattern)) <= 2 and not re.search(r"[*+}]\)[*+{]", pattern)


def regular(text: Text, pattern: Text, by: Text, count: int = 0) -> Text | None:
    """PowerShell's ``-replace`` and its like in other languages, for the patterns that every engine reads alike."""
    literals = text.literal, pattern.literal, by.literal
    if None in literals or len(literals[0] or "") > _LONGEST or not _harmless(literals[1] or ""):
        return None
    replacement = re.sub(r"\$(\d)", r"\\\1", (literals[2] or "").replace("\\", "\\\\"))
    try:
        compiled = re.compile(literals[1] or "")
        result = compiled.sub(replacement, literals[0] or "", count=count)
    except (re.error, IndexError):
        return None
    first = text.pieces[0] if text.pieces else Piece("text", "")
    return Text((first._replace(text=result),)) if result else EMPTY


def _cut(arguments: list[str]) -> Callable[[str], str] | None:
    match = re.fullmatch(r"-d\s*(.) ?-f\s*(\d)(-?)|-c\s*(?:1?-)(\d+)", " ".join(arguments))
    if not match:
        return None
    if match[4]:
        return lambda text: text[: int(match[4])]
    separator, number = match[1], int(match[2])

    def change(text: str) -> str:
        fields = text.split(separator)
        return separator.join(fields[number - 1 :] if match[3] else fields[number - 1 : number])

    return lambda text: "\n".join(map(change, text.split("\n")))


_FILTERS: Final[dict[str, Callable[[list[str]], Callable[[str], str] | None]]] = {
    "tr": _tr,
    "sed": _sed,
    "cut": _cut,
    "cat": lambda arguments: None if arguments else str,
}
