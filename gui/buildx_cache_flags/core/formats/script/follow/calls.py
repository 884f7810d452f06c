"""Functions of a script: defined, called with what is written out, and followed by themselves where nobody calls them."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass

from buildx_cache_flags.core.formats.script.follow.state import State
from buildx_cache_flags.core.formats.script.model import (
    Call,
    Command,
    Define,
    Expression,
    Fixed,
    Invoked,
    Word,
)
from buildx_cache_flags.core.formats.script.values import (
    Listed,
    Value,
)
from buildx_cache_flags.core.text.template import Sealed
from buildx_cache_flags.core.text.work import Work

from .ran import DEEPEST, Parse
from .statements import Statements


class Calls(Statements):
    """Follows functions."""

    def __init__(self, sealed: Sealed, work: Work, parse: Parse) -> None:
        super().__init__(sealed, work, parse)
        self._defined: list[Define] = []
        self._entered: set[int] = set()

    def _define(self, statement: Define, state: State) -> list[State]:
        state.functions[statement.name] = statement
        self._defined.append(statement)
        return [state]

    def _call(self, statement: Call, state: State) -> list[State]:
        def act(state: State) -> list[State]:
            call = statement.call
            function = state.functions.get(call.name)
            if function is None:
                self._all(call.arguments, state)
                return [state]
            arguments = list(self._items(call.arguments, state))
            named = {name: self.value(value, state) for name, value in call.named}
            return self._within(function, arguments, named, state, id(statement))

        return self._each_choice(state, statement.call.arguments, act)

    def _within(
        self, function: Define, arguments: Sequence[Value] | None, named: dict[str, Value], state: State, call: int
    ) -> list[State]:
        """The states behind a call; its arguments are ``None`` where nobody knows them."""
        self._entered.add(id(function))
        if self._depth >= DEEPEST:
            self.cut = True
            return [state]
        self._depth += 1
        around, outer = dict(state.names), (state.turns, state.bound, state.local, state.referred)
        state.turns = (*state.turns, call)
        state.local, state.referred = frozenset(), ()
        self._bind(function, arguments, named, state)
        ends = self._block(function.body, [state])
        for end in ends:
            given = {target: end.names[name] for name, target in end.referred if name in end.names}
            for name in end.local:
                if name in around:
                    end.names[name] = around[name]
                else:
                    end.names.pop(name, None)
            end.names |= given
            end.turns, end.bound, end.local, end.referred = outer
            end.left = "" if end.left == "return" else end.left
        self._depth -= 1
        return ends

    def _bind(self, function: Define, arguments: Sequence[Value] | None, named: dict[str, Value], state: State) -> None:
        given = list(arguments or ())
        state.names["@"] = Listed(tuple(given))
        if arguments is None:
            del state.names["@"]
        names = {"@"}
        for name, default in function.parameters:
            names.add(name)
            if name in named:
                state.names[name] = named[name]
            elif given:
                state.names[name] = given.pop(0)
            elif default is not None:
                state.names[name] = self.value(default, state)
            else:
                state.names.pop(name, None)
        if function.rest:
            names.add(function.rest)
            state.names[function.rest] = Listed(tuple(given))
            if arguments is None:
                del state.names[function.rest]
        state.local |= names
        state.bound |= names

    def _uncalled(self, end: State) -> None:
        """Follow the functions that the script does not call itself: others do, with arguments that are not known."""
        waiting = {id(one): one for one in self._defined if id(one) not in self._entered}
        within = {name for one in waiting.values() for name in called_names(one.body, self.work) if name != one.name}
        first = [one for one in waiting.values() if one.name not in within]
        for one in sorted((*first, *waiting.values()), key=lambda one: one.name not in ("main", "Main")):
            if id(one) not in self._entered:
                state = end.copy()
                state.left, state.ran, state.bound = "", 0, frozenset()
                self._ends |= {after.ran for after in self._within(one, None, {}, state, id(one))}


def called_names(part: object, work: Work) -> Iterator[str]:
    """The functions that a part of a script calls, so far as their names are written out."""
    waiting = [part]
    while waiting:
        one = waiting.pop()
        work.spend()
        if isinstance(one, tuple):
            waiting += one
        elif isinstance(one, Invoked | Command):
            first = one.words[:1] if isinstance(one, Command) else ()
            yield one.name if isinstance(one, Invoked) else "".join(map(_written, first))
            waiting += [getattr(one, field.name) for field in fields(one)]
        elif is_dataclass(one) and not isinstance(one, type):
            waiting += [getattr(one, field.name) for field in fields(one)]


def _written(word: Expression) -> str:
    parts = word.parts if isinstance(word, Word) else (word,)
    return "".join(part.text for part in parts if isinstance(part, Fixed))
