"""Follows a script with what it says itself, and gives every command with its arguments.

Each branch of a condition is gone through, each turn of a loop over a written-out list, and each function that is
called.  What only the environment knows stays open.  Nothing is run: a program's output is an open value, but for the
few that only change text (``echo``, ``printf``, ``tr``, ``sed``, ``cut``).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from types import MappingProxyType
from typing import Any, Final

from buildx_cache_flags.core.text.template import Sealed
from buildx_cache_flags.core.text.work import Work

from . import words
from .model import (
    Apart,
    Applied,
    Assign,
    Block,
    Branch,
    Call,
    Captured,
    Command,
    Condition,
    Define,
    Each,
    Either,
    Evaluate,
    Expanded,
    Expression,
    Extend,
    Fixed,
    Flaw,
    Flawed,
    Forget,
    Invoked,
    Items,
    Joined,
    Leave,
    Loop,
    Loose,
    Opaque,
    Pipe,
    Record,
    Spread,
    Statement,
    Store,
    Variable,
    Word,
)
from .programs import filtered, printed
from .state import State, is_part
from .values import (
    EMPTY,
    NOTHING,
    Listed,
    Named,
    Nothing,
    Piece,
    Text,
    Value,
    as_text,
    elements,
    joined,
    texts,
    unknown,
)

MOST_STATES: Final = 24
"""Ways through the conditions that are told apart; where there are more, the last ones are not gone through."""

MOST_CHOICES: Final = 16

_STATEMENT: Final = 15
_VALUE: Final = 3
_COMMAND: Final = 40
"""Steps of each, which are worth about as much time as as many characters that are looked at."""
MOST_TURNS: Final = 500
DEEPEST: Final = 30


@dataclass(frozen=True, slots=True)
class Ran:
    """One command as it would be run.

    ``turns`` tells its runs apart; ``flaws`` are what is wrong with how it is written; ``before`` are the names that
    are set for it alone.
    """

    words: tuple[Text, ...]
    line: int
    turns: tuple[int, ...]
    flaws: tuple[Flaw, ...] = ()
    statement: int = 0
    number: int = 0


Parse = Callable[[str, str, int], Block]
"""Reads text in a dialect, the first line of which has a number."""


Passed = Callable[[list[Text]], list[Text]]
"""What a shell makes of arguments on their way to a program."""


class Machine:
    """One script on its way."""

    def __init__(self, sealed: Sealed, work: Work, parse: Parse, passed: Passed = list, *, shell: bool = True) -> None:
        self.sealed = sealed
        self.work = work
        self.parse = parse
        self.passed = passed
        self.shell = shell
        """Whether the name of a function is a command."""
        self.ran: list[Ran] = []
        self._ends: set[int] = set()
        self._steps: list[tuple[int, int]] = []
        self.cut = False
        """Whether some way through the conditions was not gone through."""
        self._defined: list[Define] = []
        self._entered: set[int] = set()
        self._flaws: list[Flaw] = []
        self._before: frozenset[str] = frozenset()
        self._choices: list[list[int]] = []
        self._taken = 0
        self._depth = 0

    def follow(self, block: Block, names: Mapping[str, Value] = MappingProxyType({})) -> tuple[Ran, ...]:
        """Every command of a script, in the order in which they stand; *names* are known from outside."""
        ends = self._block(block, [State(dict(names))])
        self._ends |= {state.ran for state in ends}
        self._uncalled(ends[0] if ends else State())
        return self._distinct()

    def outcomes(self, block: Block) -> list[Mapping[str, Value]]:
        """The variables at the end of each way through a script."""
        return [state.names for state in self._block(block, [State()])]

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

    def paths(self) -> list[frozenset[int]]:
        """The commands that are run together, by their numbers, for each way through the conditions."""
        found = []
        for end in sorted(self._ends)[-MOST_STATES:]:
            step, numbers = end, set[int]()
            while step:
                step, number = self._steps[step - 1]
                numbers.add(number)
            self.work.spend(len(numbers))
            found.append(frozenset(numbers))
        return found

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

    # Statements

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

    def _fewer(self, states: list[State]) -> list[State]:
        """Those of *states* that are worth telling apart."""
        if len(states) < 2:
            return states
        self.work.spend(sum(len(state.names) + 1 for state in states) * len(states))
        kept: list[State] = []
        for state in states:
            same = next((other for other in kept if state.same(other) or state.within(other)), None)
            if same is not None:
                self._note_path(state, same)
                continue
            for other in [other for other in kept if other.within(state)]:
                self._note_path(other, state)
                kept.remove(other)
            kept.append(state)
        if len(kept) > MOST_STATES:
            self.cut = True
        return kept[:MOST_STATES]

    def _note_path(self, state: State, other: State) -> None:
        """*state* is given up for *other*: what ran on its way together is kept."""
        if state.ran != other.ran:
            self._ends.add(state.ran)

    def _statement(self, statement: Statement, state: State) -> list[State]:
        action = _ACTIONS[type(statement)]
        return action(self, statement, state)

    def _each_choice(
        self, state: State, values: Iterable[Expression], act: Callable[[State], list[State]]
    ) -> list[State]:
        """Do *act* once for each way in which the conditions inside *values* may go."""
        if not any(map(_forks, values)):
            return act(state)
        found: list[State] = []
        tape: list[list[int]] = []
        outer = self._choices, self._taken
        for _ in range(MOST_CHOICES):
            self._choices, self._taken = tape, 0
            self.work.spend(len(state.names) + 1)
            found += act(state.copy())
            while tape and tape[-1][0] + 1 >= tape[-1][1]:
                tape.pop()
            if not tape:
                break
            tape[-1][0] += 1
        else:
            self.cut = True
        self._choices, self._taken = outer
        return found

    def _choose(self, number: int) -> int:
        """Which of *number* ways is gone now."""
        if number < 2:
            return 0
        if self._taken == len(self._choices):
            self._choices.append([0, number])
        chosen = self._choices[self._taken][0]
        self._taken += 1
        return chosen

    def _assign(self, statement: Assign, state: State) -> list[State]:
        def act(state: State) -> list[State]:
            value = self.value(statement.value, state)
            self._set(statement.name, value, state, add=statement.add, local=statement.local)
            return [state]

        return self._each_choice(state, (statement.value,), act)

    def _set(self, name: str, value: Value, state: State, *, add: bool = False, local: bool = False) -> None:
        if add:
            old = state.names.get(name)
            if old is not None and (isinstance(old, Listed) or isinstance(value, Listed)):
                value = Listed((*elements(old), *elements(value)))
            elif old is not None and not isinstance(old, Nothing):
                value = joined((as_text(old), as_text(value)))
        if local:
            state.local |= {name}
        self.work.spend(_size(value))
        state.names[name] = value

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
        if not names or not names <= state.bound:
            return None
        values = [self.value(value, state) for value in condition.values]
        known = [as_text(value).literal for value in values]
        if None in known:
            return None
        if condition.operator in ("set", "unset"):
            return bool(known[0]) == (condition.operator == "set")
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

    @staticmethod
    def _part(item: Value | None, position: int, number: int) -> Value | None:
        """What one of *number* variables gets of an item."""
        if item is None or number == 1:
            return item
        parts = elements(item)
        return parts[position] if position < len(parts) else None

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

    def _all(self, expressions: Iterable[Expression], state: State) -> None:
        for expression in expressions:
            self.value(expression, state)

    def _within(
        self, function: Define, arguments: Sequence[Value] | None, named: dict[str, Value], state: State, call: int
    ) -> list[State]:
        """The states behind a call; its arguments are ``None`` where nobody knows them."""
        self._entered.add(id(function))
        if self._depth >= DEEPEST:
            self.cut = True
            return [state]
        self._depth += 1
        around, outer = dict(state.names), (state.turns, state.bound, state.local)
        state.turns = (*state.turns, call)
        state.local = frozenset()
        self._bind(function, arguments, named, state)
        ends = self._block(function.body, [state])
        for end in ends:
            for name in end.local:
                if name in around:
                    end.names[name] = around[name]
                else:
                    end.names.pop(name, None)
            end.turns, end.bound, end.local = outer
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

    # Commands

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
        self.work.spend(sum(map(_size, given)) + _COMMAND)
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
        inner = words.inner_script(given)
        if inner is not None:
            return self._text(*inner, statement.line, state)
        if fed is not None and name in words.SHELLS and len(given) == 1:
            return self._text(fed, "bash", statement.line, state)
        if state.printed is not None:
            output = printed(given)
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

    # Values

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
            return unknown(node.source or f"${{{node.name}}}", node.line)
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
        self.work.spend(sum(map(_size, arguments)))
        result = node.function(arguments)
        if result is None:
            return unknown(node.source, node.line)
        self.work.spend(_size(result))
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


def _size(value: Value) -> int:
    if isinstance(value, Text):
        return sum(len(piece.text) for piece in value.pieces)
    if isinstance(value, Listed):
        return sum(map(_size, value.items)) + 1
    return sum(_size(field) for _, field in value.fields) + 1 if isinstance(value, Named) else 1


def _names(expression: Expression) -> Iterator[str]:
    """The variables of a condition's side."""
    if isinstance(expression, Variable | Expanded):
        yield expression.name
    elif isinstance(expression, Joined | Word):
        for part in expression.parts:
            yield from _names(part)
    elif not isinstance(expression, Fixed):
        yield ""


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


def _forks(expression: Expression) -> bool:
    """Whether a value may be one of several."""
    if isinstance(expression, Either | Invoked):
        return True
    inner: Iterable[Expression]
    if isinstance(expression, Joined | Word):
        inner = expression.parts
    elif isinstance(expression, Items):
        inner = expression.items
    elif isinstance(expression, Applied | Expanded):
        inner = expression.arguments
    elif isinstance(expression, Spread):
        inner = (expression.value,)
    elif isinstance(expression, Record):
        inner = (value for _, value in expression.fields)
    elif isinstance(expression, Each):
        inner = (expression.items, expression.body)
    else:
        return False
    return any(map(_forks, inner))


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
    Store: Machine._store,
}
_VALUES: Final[dict[type, Callable[[Machine, Any, State], Value]]] = {
    Applied: Machine._applied,
    Captured: Machine._captured,
    Each: Machine._each,
    Either: Machine._either,
    Expanded: Machine._expanded,
    Fixed: Machine._fixed,
    Invoked: Machine._invoked,
    Flawed: Machine._flawed,
    Items: Machine._list,
    Joined: Machine._joined,
    Loose: Machine._fixed,
    Opaque: Machine._opaque,
    Record: Machine._record,
    Spread: Machine._spread,
    Variable: Machine._variable,
    Word: Machine._word,
}
