"""What the expressions of a script are worth at one point of it."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

from buildx_cache_flags.core.formats.script.follow import words
from buildx_cache_flags.core.formats.script.follow.state import State
from buildx_cache_flags.core.formats.script.model import (
    Applied,
    Block,
    Captured,
    Define,
    Each,
    Either,
    Expanded,
    Expression,
    Fixed,
    Flaw,
    Flawed,
    Invoked,
    Items,
    Joined,
    Loose,
    Opaque,
    Record,
    Spread,
    Variable,
    Word,
)
from buildx_cache_flags.core.formats.script.values import (
    EMPTY,
    NOTHING,
    Listed,
    Named,
    Piece,
    Text,
    Value,
    as_text,
    elements,
    joined,
    unknown,
)
from buildx_cache_flags.core.text.template import Sealed
from buildx_cache_flags.core.text.work import Work

from .ran import MOST_TURNS
from .ways import Ways

_VALUE: Final = 3


class Valued(Ways):
    """Gives values to expressions; what calls and captured commands need comes from those that follow."""

    def __init__(self, sealed: Sealed, work: Work) -> None:
        super().__init__(work)
        self.sealed = sealed
        self._flaws: list[Flaw] = []
        self._before: frozenset[str] = frozenset()

    def _block(self, block: Block, states: list[State]) -> list[State]:
        """The states behind a block, those that left it included."""
        raise NotImplementedError

    def _within(
        self, function: Define, arguments: Sequence[Value] | None, named: dict[str, Value], state: State, call: int
    ) -> list[State]:
        """The states behind a call; its arguments are ``None`` where nobody knows them."""
        raise NotImplementedError

    def value(self, expression: Expression, state: State) -> Value:
        """What *expression* is worth."""
        self.work.spend(_VALUE)
        return _VALUES[type(expression)](self, expression, state)

    def flaw(self, code: str, line: int, about: str) -> None:
        """Note what is wrong with how a word of the command at hand is written."""
        self._flaws.append((code, line, about))

    def opened(self, text: str, line: int) -> Text:
        """A text of the script with what its caller knew to be open."""
        if not text:
            return EMPTY
        template = self.sealed.open(text)
        return Text(tuple(Piece(part.kind, part.text, line, part.source) for part in template.parts))

    def _fixed(self, node: Fixed | Loose, state: State) -> Value:
        return self.opened(node.text, node.line)

    def _variable(self, node: Variable, state: State) -> Value:
        value = state.names.get(node.name)
        if value is None:
            # A dotted name is a field of what the first part names.
            head, _, field = node.name.partition(".")
            around = state.names.get(head)
            if field and isinstance(around, Named):
                value = around.get(field)
        if value is None:
            return unknown(node.source or f"${{{node.name}}}", node.line, _environment(node))
        return value.through(node.source or node.name) if isinstance(value, Text) else value

    def _flawed(self, node: Flawed, state: State) -> Value:
        value = self.value(node.value, state)
        mark = Piece("text", "", node.flaw[1], flaw=node.flaw)
        return Text((*value.pieces, mark)) if isinstance(value, Text) else value

    def _opaque(self, node: Opaque, state: State) -> Value:
        return unknown(node.source, node.line)

    def _joined(self, node: Joined, state: State) -> Value:
        return joined(as_text(self.value(part, state)) for part in node.parts)

    def _items(self, items: Iterable[Expression], state: State) -> Iterator[Value]:
        for item in items:
            if isinstance(item, Spread):
                yield from elements(self.value(item.value, state))
            elif isinstance(item, Word):
                yield from self.fields(item, state)
            else:
                yield self.value(item, state)

    def _list(self, node: Items, state: State) -> Value:
        found = Listed(tuple(self._items(node.items, state)))
        self.work.spend(len(found.items))
        return found

    def _spread(self, node: Spread, state: State) -> Value:
        return Listed(elements(self.value(node.value, state)))

    def _record(self, node: Record, state: State) -> Value:
        return Named(tuple((name, self.value(value, state)) for name, value in node.fields))

    def _either(self, node: Either, state: State) -> Value:
        return self.value(node.options[self._choose(len(node.options))], state)

    def _applied(self, node: Applied, state: State) -> Value:
        arguments = [self.value(argument, state) for argument in node.arguments]
        self.work.spend(sum(map(size, arguments)))
        result = node.function(arguments)
        if result is None:
            return unknown(node.source, node.line)
        self.work.spend(size(result))
        return result

    def _each(self, node: Each, state: State) -> Value:
        items = self.value(node.items, state)
        if not isinstance(items, Listed):
            return unknown("", 0)
        inner = state.copy()
        found: list[Value] = []
        for item in items.items[:MOST_TURNS]:
            for position, name in enumerate(node.variables):
                part = self._part(item, position, len(node.variables))
                inner.names[name] = part if part is not None else NOTHING
            value = self.value(node.body, inner)
            found += elements(value) if node.flat else (value,)
        return Listed(tuple(found))

    @staticmethod
    def _part(item: Value | None, position: int, number: int) -> Value | None:
        """What one of *number* variables gets of an item."""
        if item is None or number == 1:
            return item
        parts = elements(item)
        return parts[position] if position < len(parts) else None

    def _invoked(self, node: Invoked, state: State) -> Value:
        function = state.functions.get(node.name)
        if function is None:
            self._all(node.arguments, state)
            return unknown(node.source, node.line)
        arguments = list(self._items(node.arguments, state))
        named = {name: self.value(value, state) for name, value in node.named}
        inner = state.copy()
        inner.returned = NOTHING
        flaws, outer = self._flaws, (self._choices, self._taken)
        ends = self._within(function, arguments, named, inner, id(node))
        self._choices, self._taken = outer
        self._flaws = flaws
        values = list({end.returned: None for end in ends if end.left != "exit"})
        if not values:
            return unknown(node.source, node.line)
        return values[self._choose(len(values))]

    def _expanded(self, node: Expanded, state: State) -> Value:
        if node.name in self._before:
            self.flaw("script-own-variable", node.line, node.name)
        return words.expand(self, node, state)

    def _captured(self, node: Captured, state: State) -> Value:
        inner = state.copy()
        inner.printed = ()
        flaws, outer = self._flaws, (self._choices, self._taken)
        ends = self._block(node.body, [inner])
        self._choices, self._taken = outer
        self._flaws = flaws
        outputs = list({end.printed: None for end in ends if end.printed is not None})
        if len(outputs) != 1 or not outputs[0]:
            return unknown(node.source, node.line)
        output = joined(outputs[0])
        if any(piece.kind == "raw" and not piece.source for piece in output.pieces):
            return unknown(node.source, node.line)
        return words.without_last_breaks(output)

    def _word(self, node: Word, state: State) -> Value:
        fields = self.fields(node, state)
        return fields[0] if len(fields) == 1 else Listed(tuple(fields)) if fields else EMPTY

    def fields(self, word: Word, state: State) -> list[Text]:
        """The arguments that a shell's word becomes."""
        return words.fields(self, word, state)

    def _all(self, expressions: Iterable[Expression], state: State) -> None:
        for expression in expressions:
            self.value(expression, state)


_ENVIRONMENT = re.compile(r"\$\{?(?:env:)?(\w+)\}?|[%!](\w+)[%!]", re.IGNORECASE)


def _environment(node: Variable) -> str:
    """The variable of the environment that a script reads; empty where it is one of its own."""
    known = _ENVIRONMENT.fullmatch(node.source) if node.name.startswith("env:") else None
    return known[1] or known[2] if known else ""


def size(value: Value) -> int:
    """About how many characters and elements a value has."""
    if isinstance(value, Text):
        return sum(len(piece.text) for piece in value.pieces)
    if isinstance(value, Listed):
        return sum(map(size, value.items)) + 1
    return sum(size(field) for _, field in value.fields) + 1 if isinstance(value, Named) else 1


_VALUES: Final[dict[type, Callable[[Valued, Any, State], Value]]] = {
    Applied: Valued._applied,
    Captured: Valued._captured,
    Each: Valued._each,
    Either: Valued._either,
    Expanded: Valued._expanded,
    Fixed: Valued._fixed,
    Invoked: Valued._invoked,
    Flawed: Valued._flawed,
    Items: Valued._list,
    Joined: Valued._joined,
    Loose: Valued._fixed,
    Opaque: Valued._opaque,
    Record: Valued._record,
    Spread: Valued._spread,
    Variable: Valued._variable,
    Word: Valued._word,
}
