"""What the statements of a script do: values are kept, branches and loops gone through, functions called."""

from collections.abc import Iterator
from typing import Final

from buildx_cache_flags.core.formats.script.follow.state import State
from buildx_cache_flags.core.formats.script.model import (
    Apart,
    Assign,
    Block,
    Branch,
    Condition,
    Evaluate,
    Expanded,
    Expression,
    Extend,
    Fixed,
    Forget,
    Joined,
    Leave,
    Loop,
    Refer,
    Store,
    Variable,
    Word,
)
from buildx_cache_flags.core.formats.script.values import (
    Listed,
    Named,
    Nothing,
    Text,
    Value,
    as_text,
    elements,
    joined,
)
from buildx_cache_flags.core.text.template import Sealed
from buildx_cache_flags.core.text.work import Work

from . import patterns
from .ran import DEEPEST, MOST_TURNS, Parse
from .valued import Valued, size

_FALSE: Final = frozenset(("false", "False", "nil", "null", "undefined", "None"))
"""What counts as false in a programming language, as its literal is written."""


class Statements(Valued):
    """Does what a statement says; commands are left to those that run them."""

    shell: bool = True
    """Whether the name of a function is a command, and every text that is not empty counts as true."""

    def __init__(self, sealed: Sealed, work: Work, parse: Parse) -> None:
        super().__init__(sealed, work)
        self.parse = parse
        self._depth = 0

    def _set(self, name: str, value: Value, state: State, *, add: bool = False, local: bool = False) -> None:
        if add:
            old = state.names.get(name)
            if old is not None and (isinstance(old, Listed) or isinstance(value, Listed)):
                value = Listed((*elements(old), *elements(value)))
            elif old is not None and not isinstance(old, Nothing):
                value = joined((as_text(old), as_text(value)))
        if local:
            state.local |= {name}
        self.work.spend(size(value))
        state.names[name] = value

    def _assign(self, statement: Assign, state: State) -> list[State]:
        def act(state: State) -> list[State]:
            value = self.value(statement.value, state)
            self._set(statement.name, value, state, add=statement.add, local=statement.local)
            return [state]

        return self._each_choice(state, (statement.value,), act)

    def _extend(self, statement: Extend, state: State) -> list[State]:
        def act(state: State) -> list[State]:
            added = tuple(self._items(statement.items, state))
            old = state.names.get(statement.name)
            items = elements(old) if old is not None else ()
            self._set(statement.name, Listed((*added, *items) if statement.front else (*items, *added)), state)
            return [state]

        return self._each_choice(state, statement.items, act)

    def _store(self, statement: Store, state: State) -> list[State]:
        old = state.names.get(statement.name)
        key, value = as_text(self.value(statement.key, state)).literal, self.value(statement.value, state)
        if key is None:
            return [state]
        if isinstance(old, Listed) and key.lstrip("-").isdigit() and int(key) <= len(old.items):
            number = int(key)
            items = (*old.items[:number], value, *old.items[number + 1 :])
            self._set(statement.name, Listed(items), state)
        else:
            fields = dict(old.fields) if isinstance(old, Named) else {}
            self._set(statement.name, Named(tuple({**fields, key: value}.items())), state)
        return [state]

    def _forget(self, statement: Forget, state: State) -> list[State]:
        state.names.pop(statement.name, None)
        return [state]

    def _refer(self, statement: Refer, state: State) -> list[State]:
        target = as_text(self.value(statement.target, state)).literal
        state.local |= {statement.name}
        state.names.pop(statement.name, None)
        if target:
            state.referred = (*state.referred, (statement.name, target))
            if target in state.names:
                state.names[statement.name] = state.names[target]
        return [state]

    def _branch(self, statement: Branch, state: State) -> list[State]:
        found: list[State] = []
        for block in self._possible(statement, state):
            self.work.spend(len(state.names))
            found += self._block(block, [state.copy()])
        return found

    def _possible(self, statement: Branch, state: State) -> Iterator[Block]:
        """The blocks that may be gone through: those of settings all, else those whose conditions hold."""
        for number, block in enumerate(statement.blocks):
            condition = statement.conditions[number] if number < len(statement.conditions) else None
            if condition and self._gives_default(condition, block, state):
                yield block
                return
            holds = self._holds(condition, state) if condition else None
            if holds is not False:
                yield block
            if holds:
                return

    @staticmethod
    def _gives_default(condition: Condition, block: Block, state: State) -> bool:
        """Whether a block gives a variable its value because the environment has none."""
        names = set(_names(condition.values[0]))
        return (
            condition.operator == "unset"
            and len(names) == 1
            and not names & state.names.keys()
            and any(isinstance(one, Assign) and one.name in names for one in block)
        )

    def _holds(self, condition: Condition, state: State) -> bool | None:
        """Whether a condition holds; ``None`` where nobody knows, or where it is about a setting."""
        names = {name for value in condition.values for name in _names(value)}
        if not {"@" if name.isdigit() else name for name in names} <= state.bound:
            return None
        values = [self.value(value, state) for value in condition.values]
        known = [as_text(value).literal for value in values]
        if None in known:
            return None
        if condition.operator in ("set", "unset"):
            is_set = bool(known[0]) and (self.shell or known[0] not in _FALSE)
            return is_set == (condition.operator == "set")
        if condition.operator in ("like", "unlike"):
            fits = any(patterns.matches(pattern or "", known[0] or "") for pattern in known[1:])
            return fits == (condition.operator == "like")
        return (known[0] == known[1]) == (condition.operator == "==")

    def _loop(self, statement: Loop, state: State) -> list[State]:
        items = self.value(statement.items, state) if statement.items is not None else None
        if not isinstance(items, Listed):
            # It may as well not be gone through at all.
            self.work.spend(len(state.names))
            return [state.copy(), *self._turn(statement, None, state, 0)]
        states = [state]
        for number, item in enumerate(items.items[:MOST_TURNS]):
            after: list[State] = []
            for one in states:
                after += [one] if one.left else self._turn(statement, item, one, number)
            states = self._fewer([one for one in after if not one.left]) + [one for one in after if one.left]
        self.cut |= len(items.items) > MOST_TURNS
        return states

    def _turn(self, statement: Loop, item: Value | None, state: State, number: int) -> list[State]:
        turns, bound = state.turns, state.bound
        state.turns = (*turns, id(statement), number)
        for position, name in enumerate(statement.variables):
            value = self._part(item, position, len(statement.variables))
            if value is None:
                state.names.pop(name, None)
            else:
                state.names[name] = value
                state.bound |= {name}
        ends = self._block(statement.body, [state])
        for end in ends:
            end.turns, end.bound = turns, bound
            end.left = "" if end.left == "turn" else end.left
        return ends

    def _leave(self, statement: Leave, state: State) -> list[State]:
        def act(state: State) -> list[State]:
            if statement.value is not None:
                state.returned = self.value(statement.value, state)
            state.left = statement.kind
            if statement.kind == "exit":
                self._ends.add(state.ran)
            return [state]

        return self._each_choice(state, (statement.value,) if statement.value is not None else (), act)

    def _apart(self, statement: Apart, state: State) -> list[State]:
        ends = self._block(statement.body, [state.copy()])
        found = []
        for end in ends:
            after = state.copy()
            after.ran, after.printed = end.ran, end.printed
            found.append(after)
        return found[:1] if not found else self._fewer(found)

    def _evaluate(self, statement: Evaluate, state: State) -> list[State]:
        def act(state: State) -> list[State]:
            text = as_text(self.value(statement.text, state))
            return self._text(text, statement.dialect, statement.line, state)

        return self._each_choice(state, (statement.text,), act)

    def _text(self, text: Text, dialect: str, line: int, state: State) -> list[State]:
        """Text that a shell reads."""
        if self._depth >= DEEPEST:
            self.cut = True
            return [state]
        self._depth += 1
        sealed = self.sealed.seal(text.template())
        self.work.spend(len(sealed))
        found = self._block(self.parse(sealed, dialect, text.line or line), [state])
        self._depth -= 1
        return found


def _names(expression: Expression) -> Iterator[str]:
    """The variables of a condition's side."""
    if isinstance(expression, Variable | Expanded):
        yield expression.name
    elif isinstance(expression, Joined | Word):
        for part in expression.parts:
            yield from _names(part)
    elif not isinstance(expression, Fixed):
        yield ""
