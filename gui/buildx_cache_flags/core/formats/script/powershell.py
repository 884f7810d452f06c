"""PowerShell: the statements of a script, read into the model.

Rules: about_Language_Keywords, about_Pipelines, about_Functions, about_Splatting; PowerShell 7 and Windows PowerShell 5.1.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

from buildx_cache_flags.core.text.work import Work

from . import windows
from .cursor import TornError
from .model import (
    Applied,
    Assign,
    Block,
    Branch,
    Call,
    Command,
    Condition,
    Define,
    Each,
    Either,
    Evaluate,
    Expression,
    Fixed,
    Flaw,
    Flawed,
    Forget,
    Invoked,
    Items,
    Leave,
    Loop,
    Opaque,
    Spread,
    Statement,
    Store,
    Variable,
)
from .powershell_expressions import Expressions
from .powershell_strings import QUOTES, name_of

__all__ = ["TornError", "read"]

_KEYWORD = re.compile(r"([A-Za-z]+)(?![\w.:\\/-])")
_ASSIGNED = re.compile(r"[ \t]*(\?\?=|[-+*/%]?=)(?!=)")
_TARGET_TYPE = re.compile(r"(?:\[[^\]\n]*(?:\[\])?\][ \t]*)+(?=\$)")
_ATTRIBUTE = re.compile(r"\[[A-Za-z][\w.]*\(")
_FUNCTION = re.compile(r"^[ \t]*(?:function|filter)[ \t]+([\w:-]+)", re.MULTILINE | re.IGNORECASE)
_SWITCH = re.compile(r"\[switch\]\s*\$(\w+)", re.IGNORECASE)
_NAME = re.compile(r"[\w:-]+")
_BETWEEN = re.compile(r"(?:[\s;]|`\r?\n|<#.*?#>|#[^\n]*)+", re.DOTALL)
_LINES: Final = re.compile(r"(?:\s|`\r?\n|<#.*?#>|#[^\n]*)+", re.DOTALL)
_PARAMETER = re.compile(r"-([A-Za-z]\w*):?\Z")
_VERSION = re.compile(r"#requires\s+-version\s+(\d+)(?:\.(\d+))?", re.IGNORECASE)

Output = Expression | None
_Parsed = tuple[list[Statement], Output]


def read(text: str, first: int, work: Work, dialect: str) -> Block:
    """The statements of a script; :class:`TornError` where PowerShell would refuse it or wait for more."""
    reader = Reader(text, first, work, _recent(text, dialect))
    return reader.all()


def _recent(text: str, dialect: str) -> bool | None:
    """Whether arguments are handed over as since 7.3; ``None`` where the script may be run by either."""
    if dialect == "windows-powershell":
        return False
    known = _VERSION.search(text)
    if dialect == "powershell" or (known and int(known[1]) >= 7):
        return True
    return None


class Reader(Expressions):
    """One way through a script."""

    def __init__(self, text: str, first: int, work: Work, recent: bool | None) -> None:
        super().__init__(text, first, work)
        self.recent = recent
        self.flaws: list[Flaw] = []
        self.effects: list[Statement] = []
        self.compared: list[Condition] = []
        self.functions = frozenset(match[1].lower() for match in _FUNCTION.finditer(text))
        self.switches = frozenset(match[1].lower() for match in _SWITCH.finditer(text))
        work.spend(2 * len(text))

    def all(self) -> Block:
        """The whole text."""
        statements, _ = self._block("")
        if self.at < len(self.text):
            raise self.torn(self.peek(), self.at)
        return tuple(statements)

    # Blocks

    def _block(self, closing: str) -> tuple[list[Statement], list[Expression]]:
        """Statements up to *closing*, which is left standing, and what they put out."""
        found: list[Statement] = []
        outputs: list[Expression] = []
        while True:
            self.take(_BETWEEN)
            self.work.spend()
            if self.at >= len(self.text) or (closing and self.peek() == closing):
                return found, outputs
            before = self.at
            outer, self.effects = self.effects, []
            statements, output = self._statement()
            found += [*self.effects, *statements] if not statements else [*statements, *self.effects]
            self.effects = outer
            if output is not None:
                outputs.append(output)
            if self.at == before:
                raise self.torn(self.peek(), self.at)

    def _braces(self) -> tuple[list[Statement], list[Expression]]:
        """``{ … }``."""
        start = self.at
        if self.peek() != "{":
            raise self.torn("{", start)
        self.deeper(start)
        outer, self._over_lines = self._over_lines, False
        self.at += 1
        found = self._block("}")
        if self.peek() != "}":
            raise self.torn("{", start)
        self.at += 1
        self._over_lines = outer
        self.depth -= 1
        return found

    def _inside(self, closing: str) -> tuple[list[Statement], list[Expression]]:
        """Statements in round brackets, the closing one included."""
        start = self.at
        self.deeper(start)
        outer, self._over_lines = self._over_lines, False
        commas, self._commas = self._commas, True
        found = self._block(closing)
        self._commas = commas
        if self.peek() != closing:
            raise self.torn("(", start)
        self.at += 1
        self._over_lines = outer
        self.depth -= 1
        return found

    def substituted(self) -> Expression:
        """``$( … )``."""
        start, line = self.at, self.line
        self.at += 2
        statements, outputs = self._inside(")")
        self.effects += [one for one in statements if not isinstance(one, Branch)]
        if not outputs:
            return Opaque(self.text[start : self.at], line)
        return outputs[0] if len(outputs) == 1 else Items(tuple(Spread(one) for one in outputs))

    def bracketed(self) -> Expression:
        """``( … )``."""
        start, line = self.at, self.line
        self.deeper(start)
        self.at += 1
        outer, self._over_lines = self._over_lines, True
        commas, self._commas = self._commas, True
        self.lines()
        statements, output = self._statement()
        self.lines()
        self._commas = commas
        if self.peek() != ")":
            raise self.torn("(", start)
        self.at += 1
        self._over_lines = outer
        self.depth -= 1
        self.effects += [one for one in statements if not isinstance(one, Branch)]
        if output is None:
            named = next((one for one in statements if isinstance(one, Assign)), None)
            return Variable(named.name, "", line) if named else Opaque(self.text[start : self.at], line)
        return output

    def splatted(self) -> Expression | None:
        """``@( … )`` and ``@{ … }``."""
        if self.peek(2) == "@{":
            self.at += 2
            return self.hash_table()
        self.at += 2
        statements, outputs = self._inside(")")
        self.effects += [one for one in statements if not isinstance(one, Branch)]
        return Items(tuple(Spread(one) for one in outputs))

    def skip_block(self) -> None:
        """Step over ``{ … }``."""
        self._braces()

    # Statements

    def _statement(self) -> _Parsed:
        while _ATTRIBUTE.match(self.text, self.at):
            self._attribute()
            self.take(_LINES)
        word = _KEYWORD.match(self.text, self.at)
        action = _KEYWORDS.get(word[1].lower()) if word else None
        if word and action is not None:
            start = self.at
            self.at = word.end()
            self.take(_LINES)
            return action(self, start)
        return self._pipeline()

    def _if(self, start: int) -> _Parsed:
        blocks: list[Block] = []
        values: list[Expression] = []
        conditions: list[Condition | None] = []
        tests: list[Statement] = []
        while True:
            condition, test = self._condition(start)
            tests += test
            conditions.append(condition)
            self.take(_LINES)
            statements, outputs = self._braces()
            blocks.append(tuple(statements))
            values.append(_together(outputs))
            before = self.at
            self.take(_LINES)
            word = _KEYWORD.match(self.text, self.at)
            name = word[1].lower() if word else ""
            if word and name in ("elseif", "else"):
                self.at = word.end()
                self.take(_LINES)
                if name == "elseif":
                    continue
                statements, outputs = self._braces()
                blocks.append(tuple(statements))
                values.append(_together(outputs))
            else:
                self.at = before
                blocks.append(())
                values.append(Items(()))
            output = Either(tuple(values)) if any(value != Items(()) for value in values) else None
            return [*tests, Branch(tuple(blocks), tuple(conditions))], output

    def _condition(self, start: int) -> tuple[Condition | None, list[Statement]]:
        self.compared = []
        if self.peek() != "(":
            raise self.torn("if", start)
        outer, self.effects = self.effects, []
        value = self.bracketed()
        statements, self.effects = self.effects, outer
        if isinstance(value, Variable):
            return Condition("set", (value,)), statements
        return (self.compared[0] if len(self.compared) == 1 else None), statements

    def _while(self, start: int) -> _Parsed:
        self._condition(start)
        self.take(_LINES)
        statements, _ = self._braces()
        return [Loop((), None, tuple(statements), self.line_of(start))], None

    def _do(self, start: int) -> _Parsed:
        statements, _ = self._braces()
        self.take(_LINES)
        word = self.take(_KEYWORD)
        if not word or word[1].lower() not in ("while", "until"):
            raise self.torn("do", start)
        self.take(_LINES)
        self._condition(start)
        return statements, None

    def _for(self, start: int) -> _Parsed:
        header = self.at
        self._step_over_brackets()
        counted = re.findall(r"\$(\w+)\s*(?:[-+*]?=(?!=)|\+\+|--)", self.text[header : self.at])
        self.take(_LINES)
        statements, _ = self._braces()
        names = dict.fromkeys(name.lower() for name in counted)
        return [*map(Forget, names), Loop((), None, tuple(statements), self.line_of(start))], None

    def _step_over_brackets(self) -> None:
        start, depth = self.at, 0
        for match in re.compile(r"""`.|'[^']*'|"(?:[^"`]|`.)*"|[()]""", re.DOTALL).finditer(self.text, self.at):
            depth += (match[0] == "(") - (match[0] == ")")
            if not depth:
                self.work.spend(match.end() - start)
                self.at = match.end()
                return
        raise self.torn("(", start)

    def _foreach(self, start: int) -> _Parsed:
        self.take(re.compile(r"-parallel\s*", re.IGNORECASE))
        if self.peek() != "(":
            return self._named_command("foreach-object", start)
        self.at += 1
        self.take(_LINES)
        variable = self.variable()
        self.take(_LINES)
        if not isinstance(variable, Variable) or not self.take(re.compile(r"in\b", re.IGNORECASE)):
            raise self.torn("foreach", start)
        self.take(_LINES)
        outer, self._over_lines = self._over_lines, True
        _, items = self._pipeline()
        self.take(_LINES)
        self._over_lines = outer
        if self.peek() != ")":
            raise self.torn("foreach", start)
        self.at += 1
        self.take(_LINES)
        statements, outputs = self._braces()
        listed = Items((Spread(items),)) if items is not None and not isinstance(items, Opaque) else None
        made = Each((variable.name,), listed, _together(outputs), flat=True) if listed and outputs else None
        return [Loop((variable.name,), listed, tuple(statements), self.line_of(start))], made

    def _switch(self, start: int) -> _Parsed:
        self.take(re.compile(r"(?:-\w+\s*)+"))
        subject = self.bracketed()
        self.take(_LINES)
        if self.peek() != "{":
            raise self.torn("switch", start)
        self.at += 1
        blocks: list[Block] = []
        values: list[Expression] = []
        conditions: list[Condition | None] = []
        whole = False
        while True:
            self.take(_BETWEEN)
            if self.at >= len(self.text):
                raise self.torn("switch", start)
            if self.peek() == "}":
                self.at += 1
                break
            if self.peek() == "{":
                self.skip_block()
                label: Expression = Opaque("{…}")
            else:
                label = self._element()[0]
            whole |= isinstance(label, Fixed) and label.text.lower() == "default"
            self.take(_LINES)
            statements, outputs = self._braces()
            blocks.append(tuple(one for one in statements if not (isinstance(one, Leave) and one.kind == "turn")))
            values.append(_together(outputs))
            simple = isinstance(label, Fixed) and label.text.lower() != "default"
            conditions.append(Condition("==", (subject, label)) if simple else None)
        if not whole:
            blocks.append(())
            values.append(Items(()))
        output = Either(tuple(values)) if any(value != Items(()) for value in values) else None
        return [Branch(tuple(blocks), tuple(conditions))], output

    def _function(self, start: int) -> _Parsed:
        name = self.take(_NAME)
        if not name:
            raise self.torn("function", start)
        self.take(_LINES)
        parameters: list[tuple[str, Expression | None]] = []
        if self.peek() == "(":
            parameters = self._parameters()
            self.take(_LINES)
        opening = self.at
        inner = re.compile(
            r"\{(?:\s|#[^\n]*|<#.*?#>|\[CmdletBinding\([^)]*\)\])*param\s*(?=\()", re.DOTALL | re.IGNORECASE
        )
        block = inner.match(self.text, self.at)
        if block:
            self.deeper(opening)
            self.at = block.end()
            parameters = self._parameters()
            statements, outputs = self._block("}")
            if self.peek() != "}":
                raise self.torn("{", opening)
            self.at += 1
            self.depth -= 1
        else:
            statements, outputs = self._braces()
        if outputs:
            statements = [*statements, Leave("return", _together(outputs))]
        return [Define(name[0].rpartition(":")[2].lower(), tuple(parameters), tuple(statements))], None

    def _parameters(self) -> list[tuple[str, Expression | None]]:
        """``($a, [string] $b = "…")``."""
        start = self.at
        self.at += 1
        found: list[tuple[str, Expression | None]] = []
        outer, self._over_lines = self._over_lines, True
        while True:
            self.take(re.compile(r"(?:[\s,]|<#.*?#>|#[^\n]*)+", re.DOTALL))
            if self.peek() == ")":
                self.at += 1
                break
            if self.peek() == "[":
                self._attribute()
                continue
            variable = self.take(re.compile(r"\$(\w+)"))
            if not variable:
                raise self.torn("param", start)
            self.take(_LINES)
            default: Expression | None = None
            if self.peek() == "=":
                self.at += 1
                self.take(_LINES)
                commas, self._commas = self._commas, False
                default = self.expression()
                self._commas = commas
            found.append((variable[1].lower(), default))
        self._over_lines = outer
        return found

    def _attribute(self) -> None:
        """Step over ``[Parameter(…)]`` and ``[string]``."""
        start, depth = self.at, 0
        for match in re.compile(r"""'[^']*'|"[^"]*"|[\[\]]""").finditer(self.text, self.at):
            depth += (match[0] == "[") - (match[0] == "]")
            if not depth:
                self.work.spend(match.end() - start)
                self.at = match.end()
                return
        raise self.torn("[", start)

    def _param(self, start: int) -> _Parsed:
        line = self.line_of(start)
        return [Assign(name, value, line) for name, value in self._parameters() if value is not None], None

    def _return(self, start: int) -> _Parsed:
        statements, value = self._pipeline() if not self._ends() else ([], None)
        return [*statements, Leave("return", value)], None

    def _throw(self, start: int) -> _Parsed:
        if not self._ends():
            self._pipeline()
        return [Leave("exit")], None

    def _turn(self, start: int) -> _Parsed:
        return [Leave("turn")], None

    def _ends(self) -> bool:
        """Whether nothing stands behind a keyword; the lines behind it were stepped over."""
        return self.at >= len(self.text) or self.peek() in ";)}" or "\n" in self.text[max(self.at - 1, 0) : self.at]

    def _try(self, start: int) -> _Parsed:
        statements, outputs = self._braces()
        while True:
            before = self.at
            self.take(_LINES)
            word = _KEYWORD.match(self.text, self.at)
            name = word[1].lower() if word else ""
            if not word or name not in ("catch", "finally"):
                self.at = before
                return statements, _together(outputs) if outputs else None
            self.at = word.end()
            self.take(_LINES)
            while self.peek() == "[":
                self._attribute()
                self.take(re.compile(r"[\s,]+"))
            inner, _ = self._braces()
            statements = [*statements, *(inner if name == "finally" else [Branch((tuple(inner), ()))])]

    def _plain_block(self, start: int) -> _Parsed:
        statements, outputs = self._braces()
        return statements, _together(outputs) if outputs else None

    # Pipelines

    def _pipeline(self) -> _Parsed:
        """Commands or an expression, with ``|``, ``&&`` and ``||`` between them."""
        statements, output = self._first()
        while True:
            self.space()
            mark = self.peek(2)
            if mark in ("&&", "||"):
                self.at += 2
                self.take(_LINES)
                following, _ = self._first()
                statements = [*statements, *(following if mark == "&&" else [Branch((tuple(following), ()))])]
            elif mark[:1] == "|":
                self.at += 1
                self.take(_LINES)
                more, output = self._piped(output)
                statements = [*statements, *more]
            elif mark[:1] == "&":
                # What stands in front runs in the background, and what follows is another command.
                self.at += 1
                return statements, output
            else:
                return statements, output

    def _first(self) -> _Parsed:
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

    def _assignment(self) -> _Parsed:
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
        self.take(_LINES)
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
        statements, output = self._statement()
        commands = [one for one in statements if isinstance(one, Command | Assign | Call)]
        if output is None and len(commands) == 1 and isinstance(commands[0], Assign):
            self.effects.append(commands[0])
            return Variable(commands[0].name, "", line)
        self.effects += commands
        return output if output is not None else Opaque(f"$({self.text[start : self.at].strip()})", line)

    def _piped(self, given: Output) -> _Parsed:
        """A command that takes what stands in front of the mark."""
        start, line = self.at, self.line
        word = self.take(re.compile(r"[\w?%-]+"))
        name = word[0].lower() if word else ""
        self.space()
        if name in ("foreach-object", "%", "foreach") and self.peek() == "{":
            statements, outputs = self._braces()
            items = Items((Spread(given),)) if given is not None and not isinstance(given, Opaque) else None
            value = Each(("_",), items, _together(outputs), flat=True) if items and outputs else None
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

    # Commands

    def _command(self) -> _Parsed:
        start = self.at
        if self.peek() in ("&", "."):
            called = self.take(re.compile(r"[&.](?=[ \t$'\"({])[ \t]*"))
            if called:
                if self.peek() == "{":
                    statements, outputs = self._braces()
                    return statements, _together(outputs) if outputs else None
                if self.at >= len(self.text) or self.peek() in "\r\n":
                    return self._refused_dot(start)
                return self._called(start)
            if self.peek() == "." and re.compile(r"\.[ \t]*(?=\r?\n|\Z|[;#])").match(self.text, self.at):
                return self._refused_dot(start)
        self.flaws = []
        head = self._bare([])
        name = head[0].text if isinstance(head[0], Fixed) else ""
        return self._with_arguments(head, name, start)

    def _refused_dot(self, start: int) -> _Parsed:
        """A line with a dot alone: the end of a command that was cut before."""
        line = self.line
        self.take(re.compile(r"\.[ \t]*"))
        what = "The line has a dot alone, and PowerShell refuses the script: the line before it does not go on"
        return [Command((Fixed(".", line),), line, flaws=(("script-refused", line, what),))], None

    def _called(self, start: int) -> _Parsed:
        self.flaws = []
        head = self._element()
        name = head[0].text if isinstance(head[0], Fixed) else ""
        return self._with_arguments(head, name, start)

    def _named_command(self, name: str, start: int) -> _Parsed:
        self.flaws = []
        return self._with_arguments([Fixed(name, self.line_of(start))], name, start)

    def _with_arguments(self, head: list[Expression], name: str, start: int) -> _Parsed:
        line, flaws = self.line_of(start), list(self.flaws)
        self.flaws = flaws
        given = self.arguments()
        flaws = list(self.flaws)
        source = f"$({self.text[start : self.at].strip()})"
        lowered = name.lower()
        if lowered in self.functions:
            call = self._invoked(lowered, given, source, line)
            return [Call(call)], call
        special = _COMMANDS.get(lowered)
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
            parameter = _PARAMETER.match(one.text) if isinstance(one, Fixed) else None
            if not parameter:
                in_order.append(_value_of(one))
                continue
            following = rest[0] if rest else None
            option = isinstance(following, Fixed) and _PARAMETER.match(following.text)
            if parameter[1].lower() in self.switches or following is None or option:
                named.append((parameter[1].lower(), Fixed("True", line)))
            else:
                named.append((parameter[1].lower(), _value_of(rest.pop(0))))
        return Invoked(name, tuple(in_order), source, line, tuple(named))


def _together(outputs: list[Expression]) -> Expression:
    """What a block puts out."""
    return outputs[0] if len(outputs) == 1 else Items(tuple(Spread(one) for one in outputs))


def _value_of(argument: Expression) -> Expression:
    return argument.value if isinstance(argument, Spread) else argument


def _parameters(given: Sequence[Expression]) -> tuple[list[Expression], dict[str, Expression]]:
    """Arguments in order, and those with names, of a command of PowerShell itself."""
    in_order: list[Expression] = []
    named: dict[str, Expression] = {}
    rest = list(given)
    while rest:
        one = rest.pop(0)
        plain = one.value if isinstance(one, Flawed) else one
        parameter = _PARAMETER.match(plain.text) if isinstance(plain, Fixed) else None
        if not parameter:
            in_order.append(_value_of(plain))
        elif rest and not (isinstance(rest[0], Fixed) and _PARAMETER.match(rest[0].text)):
            named[parameter[1].lower()] = _value_of(rest.pop(0))
    return in_order, named


def _evaluated(given: list[Expression], source: str, line: int) -> _Parsed:
    in_order, named = _parameters(given)
    text = named.get("command") or (in_order[0] if in_order else None)
    return ([Evaluate(text, line, "")] if text is not None else []), Opaque(source, line)


def _started(given: list[Expression], source: str, line: int) -> _Parsed:
    """``Start-Process``: the elements of its list are put together with blanks, and parted again by the program."""
    flat = [one.value if isinstance(one, Spread) else one for one in given]
    in_order, named = _parameters(flat)
    program = named.get("filepath") or (in_order[0] if in_order else None)
    handed = next((named[name] for name in ("argumentlist", "args", "argument") if name in named), None)
    if handed is None and len(in_order) > 1:
        handed = in_order[1]
    if program is None:
        return [], None
    words = () if handed is None else (Spread(Applied(windows.line_of, (handed,), source, line)),)
    return [Command((program, *words), line)], Opaque(source, line)


def _set(given: list[Expression], source: str, line: int) -> _Parsed:
    in_order, named = _parameters(given)
    name = named.get("name") or (in_order[0] if in_order else None)
    value = named.get("value") or (in_order[1] if len(in_order) > 1 else None)
    if not isinstance(name, Fixed) or value is None:
        return [], None
    return [Assign(name_of(name.text.replace("env:", "env:")), value, line)], None


def _put_out(given: list[Expression], source: str, line: int) -> _Parsed:
    return [], Items(tuple(given))


def _nothing(given: list[Expression], source: str, line: int) -> _Parsed:
    return [], None


def _through_cmd(given: list[Expression], source: str, line: int) -> _Parsed:
    """``cmd /c …``: a program's command line."""
    rest = given[1:] if given and isinstance(given[0], Fixed) else given
    return [Command((Spread(Applied(windows.line_of, (Items(tuple(rest)),), source, line)),), line)], Opaque(
        source, line
    )


_COMMANDS: Final[dict[str, Callable[[list[Expression], str, int], _Parsed]]] = {
    "cmd": _through_cmd,
    "cmd.exe": _through_cmd,
    "echo": _put_out,
    "iex": _evaluated,
    "invoke-expression": _evaluated,
    "new-variable": _set,
    "out-null": _nothing,
    "saps": _started,
    "set-item": _set,
    "set-variable": _set,
    "start": _started,
    "start-process": _started,
    "write": _put_out,
    "write-debug": _nothing,
    "write-error": _nothing,
    "write-host": _nothing,
    "write-information": _nothing,
    "write-output": _put_out,
    "write-verbose": _nothing,
    "write-warning": _nothing,
}
_KEYWORDS: Final[dict[str, Callable[[Reader, int], _Parsed]]] = {
    "begin": Reader._plain_block,
    "break": Reader._turn,
    "continue": Reader._turn,
    "do": Reader._do,
    "end": Reader._plain_block,
    "exit": Reader._throw,
    "filter": Reader._function,
    "for": Reader._for,
    "foreach": Reader._foreach,
    "function": Reader._function,
    "if": Reader._if,
    "param": Reader._param,
    "process": Reader._plain_block,
    "return": Reader._return,
    "switch": Reader._switch,
    "throw": Reader._throw,
    "try": Reader._try,
    "while": Reader._while,
}
