"""Pipelines and commands of PowerShell, and the assignments of what they give."""

import re
from collections.abc import Sequence

from buildx_cache_flags.core.formats.script.model import (
    Assign,
    Branch,
    Call,
    Command,
    Each,
    Expression,
    Fixed,
    Invoked,
    Items,
    Loop,
    Opaque,
    Spread,
    Statement,
    Store,
    Variable,
)
from buildx_cache_flags.core.formats.script.powershell.strings import QUOTES

from .blocks import LINES, Blocks, Output, Parsed, together
from .cmdlets import COMMANDS, PARAMETER, value_of

_ASSIGNED = re.compile(r"[ \t]*(\?\?=|[-+*/%]?=)(?!=)")
_TARGET_TYPE = re.compile(r"(?:\[[^\]\n]*(?:\[\])?\][ \t]*)+(?=\$)")
NAME = re.compile(r"[\w:-]+")


class Commands(Blocks):
    """Reads pipelines."""

    def _pipeline(self) -> Parsed:
        """Commands or an expression, with ``|``, ``&&`` and ``||`` between them."""
        statements, output = self._first()
        while True:
            self.space()
            mark = self.peek(2)
            if mark in ("&&", "||"):
                self.at += 2
                self.take(LINES)
                following, _ = self._first()
                statements = [*statements, *(following if mark == "&&" else [Branch((tuple(following), ()))])]
            elif mark[:1] == "|":
                self.at += 1
                self.take(LINES)
                more, output = self._piped(output)
                statements = [*statements, *more]
            elif mark[:1] == "&":
                # What stands in front runs in the background, and what follows is another command.
                self.at += 1
                return statements, output
            else:
                return statements, output

    def _first(self) -> Parsed:
        if self._is_assignment():
            return self._assignment()
        if self._is_expression():
            return [], self.expression()
        return self._command()

    def _is_expression(self) -> bool:
        character = self.peek()
        if not character or character in "$@([,!{" or character in QUOTES:
            return bool(character)
        if character.isdigit():
            return not re.compile(r"\d+\w*(?:[-/\\]|\.(?![.\d]))").match(self.text, self.at)
        return bool(
            re.compile(r"-(?:not|join|split|bnot)\b|[-+]\d|\+\+|-(?=\$)|\+(?=[$(])", re.IGNORECASE).match(
                self.text, self.at
            )
        )

    def _is_assignment(self) -> bool:
        typed = _TARGET_TYPE.match(self.text, self.at)
        place = typed.end() if typed else self.at
        target = re.compile(r"\$(?:\{[^}\n]+\}|[\w:]+)(?:\.\w+|\[[^\]\n]*\])*", re.ASCII).match(self.text, place)
        return target is not None and _ASSIGNED.match(self.text, target.end()) is not None

    def _assignment(self) -> Parsed:
        line = self.line
        typed = self.take(_TARGET_TYPE)
        target = self.variable()
        keys: list[Expression] = []
        while self.peek() in (".", "["):
            member = self.take(re.compile(r"\.(\w+)"))
            if member:
                keys.append(Fixed(member[1].lower(), line))
            else:
                self.at += 1
                keys.append(self.expression())
                self.at += 1
        operator = self.take(_ASSIGNED)
        self.take(LINES)
        value = self.assigned()
        if not isinstance(target, Variable) or operator is None:
            return [], None
        if typed and re.search(r"\[\]\]|list|array", typed[0], re.IGNORECASE):
            value = Items((Spread(value),))
        if keys:
            return ([Store(target.name, keys[0], value, line)] if len(keys) == 1 else []), None
        add = operator[1] == "+="
        assign = Assign(target.name, value, line, add=add)
        return [assign], None

    def assigned(self) -> Expression:
        """What stands behind ``=``: an expression, a command, or a statement with a value."""
        start, line = self.at, self.line
        statements, output = self.statement()
        commands = [one for one in statements if isinstance(one, Command | Assign | Call)]
        if output is None and len(commands) == 1 and isinstance(commands[0], Assign):
            self.effects.append(commands[0])
            return Variable(commands[0].name, "", line)
        self.effects += commands
        return output if output is not None else Opaque(f"$({self.text[start : self.at].strip()})", line)

    def _piped(self, given: Output) -> Parsed:
        """A command that takes what stands in front of the mark."""
        start, line = self.at, self.line
        word = self.take(re.compile(r"[\w?%-]+"))
        name = word[0].lower() if word else ""
        self.space()
        if name in ("foreach-object", "%", "foreach") and self.peek() == "{":
            statements, outputs = self._braces()
            items = Items((Spread(given),)) if given is not None and not isinstance(given, Opaque) else None
            value = Each(("_",), items, together(outputs), flat=True) if items and outputs else None
            loop: list[Statement] = [Loop(("_",), items, tuple(statements), line)] if statements else []
            return loop, value
        if name in ("where-object", "?", "select-object", "sort-object") and given is not None:
            self.arguments()
            return [], given
        if name == "out-null":
            self.arguments()
            return [], None
        self.at = start
        if self._is_expression():
            return [], self.expression()
        return self._command()

    def _command(self) -> Parsed:
        start = self.at
        if self.peek() in ("&", "."):
            called = self.take(re.compile(r"[&.](?=[ \t$'\"({])[ \t]*"))
            if called:
                if self.peek() == "{":
                    statements, outputs = self._braces()
                    return statements, together(outputs) if outputs else None
                if self.at >= len(self.text) or self.peek() in "\r\n":
                    return self._refused_dot(start)
                return self._called(start)
            if self.peek() == "." and re.compile(r"\.[ \t]*(?=\r?\n|\Z|[;#])").match(self.text, self.at):
                return self._refused_dot(start)
        self.flaws = []
        head = self._bare([])
        name = head[0].text if isinstance(head[0], Fixed) else ""
        return self._with_arguments(head, name, start)

    def _refused_dot(self, start: int) -> Parsed:
        """A line with a dot alone: the end of a command that was cut before."""
        line = self.line
        self.take(re.compile(r"\.[ \t]*"))
        what = "The line is only a dot, so PowerShell rejects the script. The line before does not continue"
        return [Command((Fixed(".", line),), line, flaws=(("script-refused", line, what),))], None

    def _called(self, start: int) -> Parsed:
        self.flaws = []
        head = self._element()
        name = head[0].text if isinstance(head[0], Fixed) else ""
        return self._with_arguments(head, name, start)

    def _named_command(self, name: str, start: int) -> Parsed:
        self.flaws = []
        return self._with_arguments([Fixed(name, self.line_of(start))], name, start)

    def _with_arguments(self, head: list[Expression], name: str, start: int) -> Parsed:
        line, flaws = self.line_of(start), list(self.flaws)
        self.flaws = flaws
        given = self.arguments()
        flaws = list(self.flaws)
        source = f"$({self.text[start : self.at].strip()})"
        lowered = name.lower()
        if lowered in self.functions:
            call = self._invoked(lowered, given, source, line)
            return [Call(call)], call
        special = COMMANDS.get(lowered)
        if special is not None:
            return special(given, source, line)
        return [Command((*head, *given), line, flaws=tuple(flaws))], Opaque(source, line)

    def _invoked(self, name: str, given: Sequence[Expression], source: str, line: int) -> Invoked:
        """A call of a function of the script, with names or in order."""
        in_order: list[Expression] = []
        named: list[tuple[str, Expression]] = []
        rest = list(given)
        while rest:
            one = rest.pop(0)
            parameter = PARAMETER.match(one.text) if isinstance(one, Fixed) else None
            if not parameter:
                in_order.append(value_of(one))
                continue
            following = rest[0] if rest else None
            option = isinstance(following, Fixed) and PARAMETER.match(following.text)
            if parameter[1].lower() in self.switches or following is None or option:
                named.append((parameter[1].lower(), Fixed("True", line)))
            else:
                named.append((parameter[1].lower(), value_of(rest.pop(0))))
        return Invoked(name, tuple(in_order), source, line, tuple(named))
