"""A Makefile as make goes through it: its variables, its rules, and the recipe of each target as the shell gets it.

Source: GNU make manual, "Writing Rules", "Writing Recipes in Rules" and "Using Variables".
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from buildx_cache_flags.core.formats.open_conditions import Choices
from buildx_cache_flags.core.text import work
from buildx_cache_flags.core.text.template import Sealed

from . import again, automatic, functions, syntax
from .expansion import Expander
from .flaws import Flaw
from .parts import Known, Line, Recipe, Variable
from .syntax import Assignment, Conditional, Export, Include, Loose, RecipeLine, Rule, Statement
from .variable_references import split

_MOST_CONTEXTS: Final = 12
_DEEPEST: Final = 30
_QUOTED = re.compile(r"""\s*(["'])(.*?)\1\s*(["'])(.*?)\3\s*\Z""", re.DOTALL)

_FLAGS = re.compile(r"--cache-(?:to|from)[= ]")

Scope = Mapping[str, Variable]


class Makefile:
    """One way through a Makefile."""

    def __init__(self, statements: Sequence[Statement], sealed: Sealed, choices: Choices) -> None:
        self.rules: list[Known] = []
        self.included: list[Include] = []
        self._specific: list[tuple[tuple[str, ...], Assignment]] = []
        self._exported: dict[str, bool] = {}
        self._export_all = False
        self._ahead = dict(_names(statements))
        self._expander = Expander(sealed, choices, {}, self._ahead, self._evaluate)
        self._current: Known | None = None
        self._depth = 0
        self._program = self._expander.opaque("$(MAKE)")
        self._run(statements)
        self._expander.reading = False

    def _run(self, statements: Iterable[Statement]) -> None:
        for statement in statements:
            work.spend()
            if isinstance(statement, Assignment):
                self._assign(statement)
            elif isinstance(statement, Rule):
                self._rule(statement)
            elif isinstance(statement, RecipeLine):
                if self._current is not None:
                    self._current.recipe.append(statement)
            elif isinstance(statement, Conditional):
                self._run(statement.then if self._holds(statement) else statement.otherwise)
            elif isinstance(statement, Export):
                self._export(statement)
            elif isinstance(statement, Include):
                self.included.append(statement)
            else:
                self._evaluate(self._expander.expand(statement.text, statement.line), statement.line)

    def _evaluate(self, text: str, line: int) -> None:
        """Read what ``eval`` or a function gives."""
        self._depth += 1
        if text.strip() and self._depth <= _DEEPEST and self._expander.reading:
            found = syntax.parse(text, line)
            self._run(one for one in found if not (isinstance(one, Loose) and one.text == text.strip()))
        self._depth -= 1

    def _assign(self, statement: Assignment) -> None:
        if statement.targets:
            self._specific.append((tuple(self._words(statement.targets, statement.line)), statement))
            return
        name = self._expander.expand(statement.name, statement.line)
        if statement.exported:
            self._exported[name] = True
        made = self.assigned(statement, self._expander.variables.get(name))
        if made is not None:
            self._expander.variables[name] = made

    def assigned(self, statement: Assignment, old: Variable | None) -> Variable | None:
        """The variable that an assignment makes of *old*; ``None`` where it leaves it alone."""
        line, value, operator = statement.line, statement.value, statement.operator
        if operator == "?=" and old is not None:
            return None
        if operator == "!=":
            return Variable(self._expander.opaque(f"$(shell {value})"), line, simple=True)
        if operator == "+=" and old is not None:
            more, found = self._now(value, line) if old.simple else (value, ())
            return Variable(f"{old.value} {more}".strip(" "), line, old.simple, statement.tail, (*old.found, *found))
        if operator in (":=", "::=", ":::="):
            known, found = self._now(value, line)
            return Variable(known, line, simple=True, tail=statement.tail, found=found)
        return Variable(value, line, tail=statement.tail)

    def _now(self, text: str, line: int) -> tuple[str, tuple[Flaw, ...]]:
        """The worth of *text* at this place, with what was found on the way."""
        outer, self._expander.found = self._expander.found, {}
        value = self._expander.expand(text, line)
        found, self._expander.found = tuple(self._expander.found), outer
        return value, found

    def _words(self, text: str, line: int) -> list[str]:
        return self._expander.expand(text, line).split()

    def _rule(self, statement: Rule) -> None:
        needs, _, order = self._expander.expand(statement.needs, statement.line).partition("|")
        targets = tuple(self._words(statement.targets, statement.line))
        pattern = self._expander.expand(statement.pattern, statement.line)
        self._current = Known(targets, (*needs.split(), *order.split()), statement.line, pattern, statement.several)
        self.rules.append(self._current)

    def _export(self, statement: Export) -> None:
        names = self._words(statement.names, statement.line)
        self._exported.update(dict.fromkeys(names, statement.on))
        if not names:
            self._export_all = statement.on

    def _holds(self, statement: Conditional) -> bool:
        negated = statement.kind in ("ifneq", "ifndef")
        if statement.kind in ("ifdef", "ifndef"):
            return self._defined(statement) != negated
        one, other = self._compared(statement)
        if self._expander.is_open(one + other):
            return self._expander.choices.choose(f"{statement.kind} {statement.arguments}") == 0
        return (one == other) != negated

    def _defined(self, statement: Conditional) -> bool:
        name = self._expander.expand(statement.arguments.strip(), statement.line)
        variable = self._expander.lookup(name)
        if variable is not None:
            return bool(variable.value)
        # The environment may have it.
        return self._expander.choices.choose(f"ifdef {name}") == 0

    def _compared(self, statement: Conditional) -> tuple[str, str]:
        text = statement.arguments.strip()
        quoted = _QUOTED.match(text)
        if quoted:
            one, other = quoted[2], quoted[4]
        else:
            inner = text[1:].rstrip()
            one, other = [*split(inner.removesuffix(")"), 2), ""][:2]
        line = statement.line
        return self._expander.expand(one.strip(), line), self._expander.expand(other.strip(), line)

    def recipes(self) -> Iterator[Recipe]:
        """The recipe of every target that is named in the file, once for each set of variables that it may get."""
        known = list(self._targets())
        called: dict[again.Again, None] = {}
        for target, rule, stem in known:
            for number, scope in enumerate(self._scopes(target)):
                context = f"{target} {number}" if number else target
                recipe = self._recipe(target, rule, stem, scope, context)
                called |= dict.fromkeys(
                    call for line in recipe.lines for call in again.calls(line.text, (self._program, "make"))
                )
                yield recipe
        for call in list(called)[:_MOST_CONTEXTS]:
            scope = {name: Variable(value, 0, simple=True) for name, value in call.settings}
            for target, rule, stem in known:
                if target in call.targets:
                    yield self._recipe(target, rule, stem, scope, f"{target} {call.settings}")

    def unused(self) -> Iterator[tuple[str, int]]:
        """Variables with cache flags that no recipe uses, as text and line; ask when all recipes are known."""
        for name, variable in self._expander.variables.items():
            if name not in self._expander.used and _FLAGS.search(variable.value):
                yield name, variable.line

    def _targets(self) -> Iterator[tuple[str, Known, str]]:
        explicit: dict[str, Known] = {}
        patterns: list[Known] = []
        for rule in self.rules:
            for target in rule.targets:
                if not rule.recipe:
                    continue
                if "%" in target and not rule.pattern:
                    patterns.append(rule)
                elif rule.several and target in explicit:
                    yield target, rule, ""
                else:
                    explicit[target] = rule
        for target, rule in explicit.items():
            yield target, rule, functions.matches(rule.pattern, target) or "" if rule.pattern else ""
        mentioned = dict.fromkeys(
            name for rule in self.rules for name in (*rule.targets, *rule.needs) if "%" not in name
        )
        for rule in patterns:
            yield from self._fitting(rule, [name for name in mentioned if name not in explicit])

    def _fitting(self, rule: Known, names: Sequence[str]) -> Iterator[tuple[str, Known, str]]:
        """The targets that a pattern rule makes; one that stands for all where the file names none."""
        for pattern in rule.targets:
            found = [(name, stem) for name in names if (stem := functions.matches(pattern, name)) and name != pattern]
            for name, stem in found:
                yield name, rule, stem
            if not found:
                stem = self._expander.opaque("$*")
                yield pattern.replace("%", stem, 1), rule, stem

    def _scopes(self, target: str) -> list[Scope]:
        """The target's variables, once for each way in which it may be asked for."""
        found: list[Scope] = []
        if not self._specific:
            return [{}]
        for path in self._paths(target, (target,)):
            scope: dict[str, Variable] = {}
            for name in path:
                for targets, statement in self._specific:
                    if any(functions.matches(one, name) is not None for one in targets):
                        self._add_specific(statement, scope)
            if scope not in found and len(found) < _MOST_CONTEXTS:
                found.append(scope)
        if len(found) > 1:
            given = {name for scope in found for name in scope}
            # Without these variables nobody builds it, if nothing else gives them a value.
            found = [scope for scope in found if scope or given <= self._expander.variables.keys()]
        return found

    def _add_specific(self, statement: Assignment, scope: dict[str, Variable]) -> None:
        name = statement.name.strip()
        self._expander.layers.append(scope)
        made = self.assigned(statement, scope.get(name) or self._expander.variables.get(name))
        self._expander.layers.pop()
        if made is not None:
            scope[name] = made
        if statement.exported:
            self._exported[name] = True

    def _paths(self, target: str, below: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """The ways from targets that need it, outermost first: by itself first of all."""
        yield below
        if len(below) > _DEEPEST:
            return
        for rule in self.rules:
            work.spend()
            if target in rule.needs:
                for name in rule.targets:
                    if name not in below and "%" not in name and not name.startswith("."):
                        yield from self._paths(name, (name, *below))

    def _recipe(self, target: str, rule: Known, stem: str, scope: Scope, context: str) -> Recipe:
        self._expander.layers += [scope, self._automatic(target, rule, stem)]
        lines = tuple(line for one in rule.recipe for line in self._lines(one))
        variables = {name: self._exported_value(name) for name in self._exports(scope)}
        shell = self._expander.lookup("SHELL")
        program = self._expander.expand(shell.value, 0) if shell else "/bin/sh"
        del self._expander.layers[-2:]
        together = any(".ONESHELL" in one.targets for one in self.rules)
        return Recipe(target, rule.line, lines, variables, together, program, context)

    def _exports(self, scope: Scope) -> list[str]:
        known = [*self._expander.variables, *scope]
        return [name for name in dict.fromkeys(known) if self._exported.get(name, self._export_all)]

    def _exported_value(self, name: str) -> tuple[str, int]:
        variable = self._expander.lookup(name)
        line = variable.line if variable else 0
        return self._expander.value(name, f"$({name})", line), line

    def _automatic(self, target: str, rule: Known, stem: str) -> Scope:
        built_in = {
            name: self._program if name == "MAKE" else self._expander.opaque(f"$({name})")
            for name in automatic.BUILT_IN
            if name not in self._expander.variables
        }
        known = {**built_in, **dict(automatic.values(target, rule, stem))}
        return {name: Variable(value, 0, simple=True) for name, value in known.items()}

    def _lines(self, one: RecipeLine) -> Iterator[Line]:
        text, found = self._now(one.text, one.line)
        kept = text.count("\n") == one.text.count("\n")
        if kept:
            yield Line(_unmarked(text), one.line, True, found)
            return
        for part in re.split(r"(?<!\\)\n", text):
            yield Line(_unmarked(part.removeprefix("\t")), one.line, False, found)


def _unmarked(text: str) -> str:
    """A line of a recipe without what is for make: ``@``, ``-`` and ``+``."""
    return text.lstrip("@-+ \t")


def _names(statements: Iterable[Statement]) -> Iterator[tuple[str, int]]:
    for statement in statements:
        if isinstance(statement, Assignment):
            yield statement.name, statement.line
        elif isinstance(statement, Conditional):
            yield from _names((*statement.then, *statement.otherwise))
