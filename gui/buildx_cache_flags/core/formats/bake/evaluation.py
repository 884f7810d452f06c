"""Works out the values of a Bake file: what the file gives is used, what only the environment gives stays open.

A variable with a default counts as that default, which the environment may replace; a condition that depends on one
has two possible outcomes, so the file is worked out twice where that matters (see :attr:`Scope.turned`).
"""

from collections.abc import Iterator, Mapping

from buildx_cache_flags.core.formats.bake.hcl import NULL, Listed, Mapped, Node
from buildx_cache_flags.core.text.template import Part, Template, plain

from . import directives, functions, grammar
from .arguments import RefusedError, UncallableError
from .scope import Function, Scope
from .tree import (
    Call,
    Condition,
    Expression,
    Fields,
    Items,
    Literal,
    Loop,
    Member,
    Name,
    Operation,
    Text,
)
from .values import Value, as_boolean, as_number, as_text, equal, is_open, joined, opaque


def value_of(scope: Scope, node: Node, given: Mapping[str, Value]) -> Value:
    """What *node* amounts to where *given* names have these values."""
    return _Evaluation(scope, given).node(node)


class _Evaluation:
    """Works out one value."""

    def __init__(self, scope: Scope, given: Mapping[str, Value]) -> None:
        self._scope = scope
        self._given = given

    def node(self, node: Node) -> Value:
        """A value as it stands in the file."""
        self._scope.enter()
        try:
            if isinstance(node, Listed):
                return [self.node(item) for item in node.items]
            if isinstance(node, Mapped):
                return {key: self.node(value) for key, value in node.items}
            return self._template(node)
        finally:
            self._scope.leave()

    def _template(self, template: Template) -> Value:
        parts = template.parts
        if len(parts) == 1 and parts[0].kind == "raw" and parts[0].text == NULL:
            return None
        if len(parts) == 1 and parts[0].kind != "text" and not parts[0].text.startswith("%{"):
            return self.part(parts[0], template.line)
        if directives.is_template(parts):
            return self._directives(template)
        values = [self.part(part, template.line) for part in parts]
        return joined(values, template.line) or opaque(template.raw, template.line)

    def part(self, part: Part, line: int) -> Value:
        """The value of a text, a name or an interpolation."""
        if part.kind == "text":
            return plain(part.text, line)
        if part.kind == "name":
            return self._name(part.text, line)
        source = part.text.removeprefix("${").removesuffix("}")
        source = source.strip().removeprefix("~").removesuffix("~")
        try:
            return self._in_place(self._expression(grammar.parse(source, line)), line)
        except UncallableError:
            return Template((part,), line)

    def _in_place(self, value: Value, line: int) -> Value:
        """A string that came from elsewhere stands on the line where it is used, unless it has one of its own."""
        return Template(value.parts, value.line or line) if isinstance(value, Template) else value

    def _directives(self, template: Template) -> Value:
        """A text with ``%{ if … }`` or ``%{ for … }``, or with marks that remove blanks."""
        try:
            kept = directives.values(template.parts, self, template.line)
        except UncallableError:
            return Template((Part("raw", template.raw),), template.line)
        return joined(kept, template.line) or opaque(template.raw, template.line)

    def _name(self, name: str, line: int) -> Value:
        return self._given[name] if name in self._given else self._global(name, line)

    def _global(self, name: str, line: int) -> Value:
        """The value of a variable or constant of the file; open where only the environment has one."""
        if name in self._scope.known:
            value, outside = self._scope.known[name]
        elif name in self._scope.under_way:
            return opaque(name, line)
        else:
            self._scope.under_way.add(name)
            try:
                value, outside = self._scope.watched(lambda: self._defined(name, line))
            finally:
                self._scope.under_way.discard(name)
            self._scope.known[name] = value, outside
        if outside:
            self._scope.note_outside()
        return value

    def _defined(self, name: str, line: int) -> Value:
        if name in self._scope.constants:
            return value_of(self._scope, self._scope.constants[name], {})
        if name in self._scope.variables:
            self._scope.note_outside()
            default = self._scope.variables[name]
            value = None if default is None else value_of(self._scope, default, {})
            if value is not None:
                return value
            return Template((Part("name", name, f"${{{name}}}"),), line)
        self._scope.note_missing("variable", name, line)
        return opaque(name, line)

    def _expression(self, found: Expression) -> Value:
        self._scope.enter()
        try:
            return self._worked_out(found)
        finally:
            self._scope.leave()

    def _worked_out(self, found: Expression) -> Value:
        if isinstance(found, Literal):
            return found.value
        if isinstance(found, Text):
            return self._template(found.template)
        if isinstance(found, Name):
            return self._name(found.name, found.line)
        if isinstance(found, Items):
            return [self._expression(item) for item in found.items]
        if isinstance(found, Fields):
            return {self._key(key): self._expression(value) for key, value in found.items}
        if isinstance(found, Condition):
            return self._expression(found.then if self.decide(found.test) else found.other)
        if isinstance(found, Loop):
            return self._loop(found)
        if isinstance(found, Member):
            return self._member(found)
        return self._call(found) if isinstance(found, Call) else self._operation(found)

    def _key(self, key: Expression) -> str:
        text = as_text(self._expression(key))
        if text is None:
            raise UncallableError
        return text

    def decide(self, test: Expression) -> bool:
        """Which way a condition goes; the environment may turn it."""
        try:
            value, outside = self._scope.watched(lambda: self._expression(test))
            decided = as_boolean(value)
        except UncallableError:
            outside, decided = True, None
        if not outside and decided is not None:
            return decided
        self._scope.decided = True
        return (decided is not False) != self._scope.turned

    def turns(self, loop: Loop) -> "Iterator[_Evaluation]":
        """What each turn of a loop sees."""
        of = self._expression(loop.of)
        if not isinstance(of, (list, dict)):
            raise UncallableError
        pairs: list[tuple[Value, Value]] = (
            [(plain(key), value) for key, value in of.items()] if isinstance(of, dict) else list(enumerate(of))
        )
        for key, value in pairs:
            yield self._turn(loop, key, value)

    def _loop(self, loop: Loop) -> Value:
        turns = list(self.turns(loop))
        kept = [turn for turn in turns if loop.test is None or turn.decide(loop.test)]
        if loop.key is None:
            return [turn._expression(loop.value) for turn in kept]
        return {turn._key(loop.key): turn._expression(loop.value) for turn in kept}

    def _turn(self, loop: Loop, key: Value, value: Value) -> "_Evaluation":
        names = loop.names
        given = {names[0]: value} if len(names) == 1 else {names[0]: key, names[1]: value}
        return _Evaluation(self._scope, {**self._given, **given})

    def _member(self, member: Member) -> Value:
        other = self._of_target(member)
        if other is not None:
            return other
        of = self._expression(member.of)
        if member.index is None and not member.name:
            return of if isinstance(of, list) else [of]
        if isinstance(of, list) and member.name and not member.name.isdigit():
            return [self._item(item, member.name) for item in of]
        if member.index is not None:
            index = self._expression(member.index)
            return self._item(of, as_text(index) or "")
        return self._item(of, member.name)

    def _item(self, of: Value, name: str) -> Value:
        if isinstance(of, dict) and name in of:
            return of[name]
        number = as_number(plain(name))
        if isinstance(of, list) and isinstance(number, int) and -1 < number < len(of):
            return of[number]
        raise RefusedError if isinstance(of, (list, dict)) else UncallableError

    def _of_target(self, member: Member) -> Value:
        """``target.NAME.SETTING`` of another target; ``None`` where it is something else."""
        of = member.of
        if not (isinstance(of, Member) and isinstance(of.of, Name) and of.of.name == "target" and member.name):
            return None
        block = self._scope.targets.get(of.name)
        found = next((one.value for one in block.attributes if one.name == member.name), None) if block else None
        if found is None or f"target.{of.name}.{member.name}" in self._scope.under_way:
            raise UncallableError
        self._scope.under_way.add(f"target.{of.name}.{member.name}")
        try:
            return value_of(self._scope, found, {})
        finally:
            self._scope.under_way.discard(f"target.{of.name}.{member.name}")

    def _call(self, called: Call) -> Value:
        if called.name in ("try", "can", "convert") and called.name not in self._scope.functions:
            return self._lazy(called)
        arguments = [self._expression(argument) for argument in called.arguments]
        if called.spread:
            last = arguments.pop()
            if not isinstance(last, list):
                raise UncallableError
            arguments += last
        own = self._scope.functions.get(called.name)
        if own is not None:
            return self._own(own, arguments)
        if called.name not in functions.NAMES:
            self._scope.note_missing("function", called.name, called.line)
        if called.name == "coalesce" or not any(map(is_open, arguments)):
            return functions.call(called.name, arguments)
        raise UncallableError

    def _lazy(self, called: Call) -> Value:
        """A call that does not work out all of its arguments first."""
        first, *rest = called.arguments or (Literal(None, called.line),)
        if called.name == "convert":
            if len(rest) != 1 or not isinstance(rest[0], Name):
                raise UncallableError
            return functions.convert(self._expression(first), rest[0].name)
        for argument in (first, *rest):
            try:
                value = self._expression(argument)
            except RefusedError:
                continue
            return True if called.name == "can" else value
        if called.name == "can":
            return False
        raise RefusedError

    def _own(self, function: Function, arguments: list[Value]) -> Value:
        count = len(function.parameters)
        if len(arguments) < count or (len(arguments) > count and not function.variadic):
            raise UncallableError
        given = dict(zip(function.parameters, arguments, strict=False))
        if function.variadic:
            given[function.variadic] = arguments[count:]
        return value_of(self._scope, function.result, given)

    def _operation(self, found: Operation) -> Value:
        if found.operator in ("&&", "||", "!"):
            return self._logic(found)
        right = self._expression(found.right)
        left = 0 if found.left is None else self._expression(found.left)
        if found.operator in ("==", "!="):
            same = equal(left, right)
            if same is None:
                raise UncallableError
            return same == (found.operator == "==")
        return functions.call(functions.OPERATORS[found.operator], [left, right])

    def _logic(self, found: Operation) -> Value:
        right = as_boolean(self._expression(found.right))
        left = as_boolean(self._expression(found.left)) if found.left is not None else right
        if left is None or right is None:
            raise UncallableError
        if found.operator == "!":
            return not right
        return (left and right) if found.operator == "&&" else (left or right)
