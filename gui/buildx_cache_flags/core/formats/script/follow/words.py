"""How a shell makes arguments of its words, and which commands are a script themselves."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from buildx_cache_flags.core.formats.script.model import Captured, Expanded, Fixed, Loose, Word
from buildx_cache_flags.core.formats.script.values import (
    BLANKS,
    EMPTY,
    Listed,
    Named,
    Nothing,
    Piece,
    Text,
    Value,
    as_text,
    between,
    fixed,
    joined,
    split,
    split_at,
    texts,
    unknown,
)

from . import expansions
from .state import State

if TYPE_CHECKING:
    from .valued import Valued

SHELLS: Final = ("bash", "sh", "zsh", "dash", "ash", "ksh", "fish")


def fields(script: "Valued", word: Word, state: State) -> list[Text]:
    """The arguments that *word* becomes."""
    if word.product:
        return _product(script, word, state)
    done: list[Text] = []
    current: list[Piece] | None = None
    for part in word.parts:
        found, front, back = _part(script, part, state)
        script.work.spend(len(found) + 1)
        if front and current is not None:
            done.append(Text(tuple(current)))
            current = None
        for number, text in enumerate(found):
            if number and current is not None:
                done.append(Text(tuple(current)))
                current = None
            current = [*(current or ()), *text.pieces]
        if back and current is not None:
            done.append(Text(tuple(current)))
            current = None
    if current is not None:
        done.append(Text(tuple(current)))
    return done


def _part(script: "Valued", part: object, state: State) -> tuple[list[Text], bool, bool]:
    """The fields of one part, and whether the first and the last one are parted from what stands beside it."""
    if isinstance(part, Loose):
        return _split(script.opened(part.text, part.line), state)
    if isinstance(part, Expanded | Captured):
        value = script.value(part, state)
        if part.quoted:
            return (list(texts(value)) if isinstance(value, Listed) else [as_text(value)]), False, False
        if part.split:
            return _split_value(value, state)
        return [text for text in texts(value) if not text.empty], False, False
    return list(texts(script.value(part, state))), False, False  # type: ignore[arg-type]


def _split_value(value: Value, state: State) -> tuple[list[Text], bool, bool]:
    if not isinstance(value, Listed):
        return _split(as_text(value), state)
    found = [field for item in texts(value) for field in _split(item, state)[0]]
    return found, False, False


def _split(text: Text, state: State) -> tuple[list[Text], bool, bool]:
    separators = separator(state) if "IFS" in state.names else BLANKS
    plain = text.plain
    if not separators or not plain:
        return ([text] if plain else []), False, False
    return split(text, separators), plain[0] in separators, plain[-1] in separators


def separator(state: State) -> str:
    """``IFS``, so far as it is known."""
    value = state.names.get("IFS")
    literal = as_text(value).literal if value is not None else None
    return BLANKS if literal is None else literal


def _product(script: "Valued", word: Word, state: State) -> list[Text]:
    """The arguments of a word in fish: one for each combination of what its parts hold."""
    found = [EMPTY]
    for part in word.parts:
        value = script.value(part, state)
        options = [as_text(value)] if isinstance(part, Fixed) else list(texts(value))
        if isinstance(part, Expanded) and part.quoted:
            options = [between(options, fixed(" "))]
        script.work.spend(len(found) * len(options) + 1)
        found = [joined((one, option)) for one in found for option in options]
    return found


def expand(script: "Valued", node: Expanded, state: State) -> Value:
    """What a parameter expansion is worth."""
    value = _looked_up(script, node, state)
    if node.operator in expansions.DEFAULTS:
        return _default(script, node, value, state)
    if value is None:
        return unknown(node.source, node.line) if _asks_for_list(node) else expansions.open_name(node)
    if node.operator:
        arguments = [as_text(script.value(argument, state)) for argument in node.arguments]
        script.work.spend(_cost(value))
        value = expansions.changed(node, value, arguments)
    return _through(value, node)


def _asks_for_list(node: Expanded) -> bool:
    """Whether every element of an array is asked for by ``[@]``; where a variable alone is, it is a list only once one is set."""
    alone = (f"${node.name}", f"${{{node.name}}}")
    return node.index in ("@", "*") and not node.operator and node.name not in ("@", "*") and node.source not in alone


def _cost(value: Value) -> int:
    if isinstance(value, Listed):
        return sum(map(_cost, value.items)) + 1
    return min(len(as_text(value).plain), 5_000) ** 2 // 4 + 1


def _through(value: Value, node: Expanded) -> Value:
    """*value* with its variable named as its origin; a list becomes what its index asks for."""
    if not isinstance(value, Listed):
        return as_text(value).through(node.source)
    whole = Listed(tuple(text.through(node.source) for text in texts(value)))
    if node.index == "*" and node.quoted:
        return between(texts(whole), fixed(" "))
    return whole


def _looked_up(script: "Valued", node: Expanded, state: State) -> Value | None:
    name = node.name
    if name.isdigit() and name != "0":
        arguments = state.names.get("@")
        if not isinstance(arguments, Listed):
            return None
        number = int(name) - 1
        if any(
            isinstance(one, Text) and one.pieces and not one.plain.strip("\ufffc")
            for one in arguments.items[: number + 1]
        ):
            # What is not known may be several words, or none.
            return None
        return arguments.items[number] if number < len(arguments.items) else EMPTY
    if name in ("@", "*"):
        value = state.names.get("@")
        if name == "*" and node.quoted and isinstance(value, Listed):
            return _star(value, node, state)
        return value
    if name == "#":
        arguments = state.names.get("@")
        return fixed(str(len(arguments.items)), node.line) if isinstance(arguments, Listed) else None
    value = state.names.get(name)
    if isinstance(value, Listed) and node.index == "*" and node.quoted and node.operator != "length":
        return _star(value, node, state)
    if isinstance(value, Listed):
        return _element(script, node, value)
    if isinstance(value, Named) and node.index:
        key = node.index.strip("\"'")
        return Listed(tuple(one for _, one in value.fields)) if key in ("@", "*") else value.get(key)
    return value


def _star(value: Listed, node: Expanded, state: State) -> Text:
    between_them = separator(state)[:1] if "IFS" in state.names else " "
    found = [text.through(node.source) for text in texts(value)]
    return between(found, Text((Piece("text", between_them, node.line, "", node.source),)) if between_them else EMPTY)


def _element(script: "Valued", node: Expanded, value: Listed) -> Value:
    if node.index in ("@", "*") or node.operator == "length":
        return value
    if node.index in ("", "0"):
        if not node.index and len(value.items) > 1:
            script.flaw("script-first-element", node.line, node.name)
        return value.items[0] if value.items else EMPTY
    if re.fullmatch(r"-?\d{1,6}", node.index) and -len(value.items) <= int(node.index) < len(value.items):
        return value.items[int(node.index)]
    return unknown(node.source, node.line)


def _default(script: "Valued", node: Expanded, value: Value | None, state: State) -> Value:
    instead = Listed(tuple(fields(script, node.arguments[0], state))) if node.arguments else Listed()
    alone = instead.items[0] if len(instead.items) == 1 else instead if instead.items else EMPTY
    there = value is not None and not isinstance(value, Nothing)
    filled = expansions.is_set(value) if node.operator.startswith(":") else there
    if node.operator.endswith("+"):
        # Nobody knows whether the environment sets it: with it, everything is there.
        return alone if filled or value is None else EMPTY
    if filled and value is not None:
        return _through(value, node)
    if node.operator.endswith("?") or (value is None and alone == EMPTY):
        return expansions.open_name(_bare(node))
    if node.operator.endswith("="):
        state.names[node.name] = alone
    return alone


def _bare(node: Expanded) -> Expanded:
    return Expanded(node.name, node.source, node.line, index=node.index, quoted=node.quoted, split=node.split)


def without_last_breaks(text: Text) -> Text:
    """*text* as a command substitution gives it."""
    pieces = list(text.pieces)
    while pieces and pieces[-1].kind == "text":
        rest = pieces[-1].text.rstrip("\n")
        if rest:
            pieces[-1] = pieces[-1]._replace(text=rest)
            break
        pieces.pop()
    return Text(tuple(pieces))


def placed(given: Sequence[Text]) -> list[Text]:
    """The words of ``xargs -I{}``, in which what it puts in is not known."""
    literals = [word.literal or "" for word in given]
    mark = next((number for number, word in enumerate(literals) if re.match(r"-I|--replace", word)), None)
    if mark is None:
        return list(given)
    name = re.sub(r"^(?:-I|--replace=?)", "", literals[mark]) or (
        literals[mark + 1] if literals[mark] == "-I" else "{}"
    )
    return [between(split_at(word, name), unknown(name, word.line)) if name else word for word in given]


def inner_script(given: Sequence[Text]) -> tuple[Text, str] | None:
    """The script that a command runs, and its dialect: ``eval …``, ``bash -c …``."""
    name = given[0].literal if given else None
    if name == "eval" and len(given) > 1:
        return between(given[1:], fixed(" ")), ""
    for number, word in enumerate(given[:-2]):
        shell = (word.literal or "").rpartition("/")[2]
        if shell in SHELLS:
            option = given[number + 1].literal or ""
            if re.fullmatch(r"-[a-z]*c", option):
                return given[number + 2], "zsh" if shell == "zsh" else "fish" if shell == "fish" else "bash"
    return None
