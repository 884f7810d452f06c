"""Follows a script with what it says itself, and gives every command with its arguments.

Each branch of a condition is gone through, each turn of a loop over a written-out list, and each function that is
called.  What only the environment knows stays open.  Nothing is run: a program's output is an open value, but for the
few that only change text (``echo``, ``printf``, ``tr``, ``sed``, ``cut``).
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from buildx_cache_flags.core.formats.script.follow import words
from buildx_cache_flags.core.formats.script.follow.state import State, is_part
from buildx_cache_flags.core.formats.script.functions.programs import filtered, printed
from buildx_cache_flags.core.formats.script.model import (
    Apart,
    Assign,
    Block,
    Branch,
    Call,
    Command,
    Define,
    Evaluate,
    Expression,
    Extend,
    Flaw,
    Forget,
    Leave,
    Loop,
    Pipe,
    Refer,
    Statement,
    Store,
    Word,
)
from buildx_cache_flags.core.formats.script.values import (
    EMPTY,
    Listed,
    Text,
    Value,
    as_text,
    joined,
    texts,
    unknown,
)
from buildx_cache_flags.core.text.template import Sealed
from buildx_cache_flags.core.text.work import Work

from .calls import Calls
from .ran import Parse, Passed, Ran
from .valued import size

_STATEMENT: Final = 15
_COMMAND: Final = 40
"""Steps of each, which are worth about as much time as as many characters that are looked at."""


class Machine(Calls):
    """One script on its way."""

    def __init__(self, sealed: Sealed, work: Work, parse: Parse, passed: Passed = list, *, shell: bool = True) -> None:
        super().__init__(sealed, work, parse)
        self.passed = passed
        self.shell = shell
        """Whether the name of a function is a command."""
        self.ran: list[Ran] = []

    def follow(self, block: Block, names: Mapping[str, Value] = MappingProxyType({})) -> tuple[Ran, ...]:
        """Every command of a script, in the order in which they stand; *names* are known from outside."""
        ends = self._block(block, [State(dict(names))])
        self._ends |= {state.ran for state in ends}
        self._uncalled(ends[0] if ends else State())
        return self._distinct()

    def outcomes(self, block: Block) -> list[Mapping[str, Value]]:
        """The variables at the end of each way through a script."""
        return [state.names for state in self._block(block, [State()])]

    def _distinct(self) -> tuple[Ran, ...]:
        """Each command once: of those that differ only in what is left out, the one that has all of it."""
        groups: dict[tuple[int, tuple[int, ...]], list[Ran]] = {}
        for ran in self.ran:
            groups.setdefault((ran.statement, ran.turns), []).append(ran)
        found: list[Ran] = []
        for group in groups.values():
            unique = list({ran.words: ran for ran in group}.values())
            self.work.spend(len(unique) ** 2)
            found += (
                ran
                for ran in unique
                if not any(ran is not other and is_part(ran.words, other.words) for other in unique)
            )
        return tuple(found)

    def _block(self, block: Block, states: list[State]) -> list[State]:
        """The states behind a block, those that left it included."""
        gone: list[State] = []
        for statement in block:
            going: list[State] = []
            for state in states:
                self.work.spend(_STATEMENT)
                going += self._statement(statement, state)
            gone += (state for state in going if state.left)
            states = self._fewer([state for state in going if not state.left])
            if not states:
                break
        return [*states, *gone]

    def _statement(self, statement: Statement, state: State) -> list[State]:
        action = _ACTIONS[type(statement)]
        return action(self, statement, state)

    def _command(self, statement: Command, state: State) -> list[State]:
        def act(state: State) -> list[State]:
            self._flaws = list(statement.flaws)
            self._before = frozenset(one.name for one in statement.before)
            given = [text for word in statement.words for text in self._arguments(word, state)]
            self._before = frozenset()
            noted = [piece.flaw for text in given for piece in text.pieces if piece.flaw]
            flaws, self._flaws = tuple(dict.fromkeys((*self._flaws, *noted))), []
            fed = as_text(self.value(statement.fed, state)) if statement.fed is not None else None
            return self._run(given, statement, flaws, fed, state)

        return self._each_choice(state, statement.words, act)

    def _arguments(self, word: Expression, state: State) -> Iterator[Text]:
        if isinstance(word, Word):
            yield from self.fields(word, state)
        else:
            yield from texts(self.value(word, state))

    def _run(
        self, given: list[Text], statement: Command, flaws: tuple[Flaw, ...], fed: Text | None, state: State
    ) -> list[State]:
        self.work.spend(sum(map(size, given)) + _COMMAND)
        name = given[0].literal if given else None
        function = state.functions.get(name) if name and self.shell else None
        if function is not None:
            for one in statement.before:
                state.names[one.name] = self.value(one.value, state)
            return self._within(function, list(given[1:]), {}, state, id(statement))
        if name == "shift":
            self._shift(given, state)
            return [state]
        if statement.through and len(given) == 1 and " " in given[0].plain.strip():
            return self._text(given[0], "bash", statement.line, state)
        if name == "xargs":
            given = words.placed(given)
        inner = words.inner_script(given)
        if inner is not None:
            return self._text(*inner, statement.line, state)
        if fed is not None and name in words.SHELLS and len(given) == 1:
            return self._text(fed, "bash", statement.line, state)
        if state.printed is not None:
            output = printed(given)
            if fed is not None:
                output = fed if name == "cat" and len(given) == 1 else filtered(given, fed)
            state.printed = (*state.printed, output if output is not None else unknown("", statement.line))
        given = self.passed(given)
        if given:
            number = len(self.ran)
            self._steps.append((state.ran, number))
            state.ran = len(self._steps)
            self.ran.append(Ran(tuple(given), statement.line, state.turns, flaws, id(statement), number))
        return [state]

    def _pipe(self, statement: Pipe, state: State) -> list[State]:
        """Commands that hand their output on; what is known of it goes through the few programs that are known."""
        outer, output = state.printed, EMPTY
        states = [state]
        for number, block in enumerate(statement.blocks):
            known = self._filtered(block, output, state) if number and state.printed is not None else None
            if known is not None:
                output = known
                continue
            for one in states:
                one.printed = () if outer is not None else None
            states = self._fewer(self._block(block, states))
            outputs = list({one.printed for one in states})
            output = joined(outputs[0]) if len(outputs) == 1 and outputs[0] else unknown("", 0)
        for one in states:
            one.printed = (*outer, output) if outer is not None else None
        return states

    def _filtered(self, block: Block, given: Text, state: State) -> Text | None:
        command = block[0] if len(block) == 1 else None
        if not isinstance(command, Command):
            return None
        return filtered([text for word in command.words for text in self._arguments(word, state)], given)

    def _shift(self, given: list[Text], state: State) -> None:
        number = given[1].literal if len(given) > 1 else "1"
        left = state.names.get("@")
        if isinstance(left, Listed) and number and number.isdigit():
            state.names["@"] = Listed(left.items[int(number) :])


_ACTIONS: Final[dict[type, Callable[[Machine, Any, State], list[State]]]] = {
    Apart: Machine._apart,
    Assign: Machine._assign,
    Branch: Machine._branch,
    Call: Machine._call,
    Command: Machine._command,
    Define: Machine._define,
    Evaluate: Machine._evaluate,
    Extend: Machine._extend,
    Forget: Machine._forget,
    Leave: Machine._leave,
    Loop: Machine._loop,
    Pipe: Machine._pipe,
    Refer: Machine._refer,
    Store: Machine._store,
}
