"""cmd: the statements of a batch file, read into the model."""

import re
from collections.abc import Callable
from typing import Final

from buildx_cache_flags.core.formats.script.functions import windows
from buildx_cache_flags.core.formats.script.model import (
    Applied,
    Assign,
    Block,
    Branch,
    Call,
    Command,
    Condition,
    Define,
    Expression,
    Fixed,
    Invoked,
    Leave,
    Loop,
    Opaque,
    Pipe,
    Spread,
    Statement,
)
from buildx_cache_flags.core.text.work import Work

from .conditions import Conditions
from .loops import assigned, elements
from .texts import variable

_BETWEEN = re.compile(r"(?:[\s;,=@]|\^\r?\n)+")
_BLANKS = re.compile(r"(?:[ \t]|\^\r?\n)+")
_REMARK = re.compile(r"(?:::[^\r\n]*|rem(?![\w.-])(?:[^\r\n^]|\^\r?\n?)*)", re.IGNORECASE)
_LABEL = re.compile(r":[ \t]*([\w.-]+)[^\r\n]*")
_WORD = re.compile(r"([A-Za-z]+)(?![\w.:\\/-])")
_LINE = re.compile(r"[^\r\n]*")
_SET = re.compile(r"(?P<open>\"?)(?P<name>[^=\s\"%!&|<>/][^=\"%!&|\r\n]*)=")
_OPTION = re.compile(r"/[A-Za-z](?![\w/])[ \t]*")
_FOR = re.compile(r"(?P<kind>/[dlrfDLRF])?(?P<options>[^\r\n%]*?)%%(?P<letter>[A-Za-z])[ \t]+in[ \t]*\(", re.IGNORECASE)
_USED = re.compile(r"[%!]([^%!\r\n:]+)[%!:]")
_ELSE = re.compile(r"[ \t]*else(?![\w.-])[ \t]*", re.IGNORECASE)
_TARGET = re.compile(r":?([\w.-]+)")
_ARGUMENTS: Final = tuple((f"%{number}", None) for number in range(1, 10))


def read(text: str, first: int, work: Work, dialect: str) -> Block:
    """The statements of a batch file; :class:`TornError` where cmd would wait for the rest of it."""
    return Reader(text, first, work).all()


class Reader(Conditions):
    """One way through a batch file."""

    def all(self) -> Block:
        """The whole file; a label that is called or jumped to is a block."""
        self.called: set[str] = set()
        self.jumped: set[str] = set()
        self.jumped_back: list[str] = []
        self.spaced: dict[str, tuple[int, str]] = {}
        found: list[Statement] = []
        labels: list[tuple[str, int]] = []
        ends: dict[str, int] = {}
        while True:
            self.take(_BETWEEN)
            if self.at >= len(self.text):
                break
            label = self.take(_LABEL) if self.peek(2) != "::" else None
            if label:
                labels.append((label[1].lower(), len(found)))
                continue
            found += self._line()
            ends.update(dict.fromkeys(self.jumped_back, len(found)))
            self.jumped_back.clear()
        for name, start in reversed(labels):
            # On a second turn, what the loop itself sets is not what it was before.
            turned = dict.fromkeys(assigned(found[start : ends.get(name, start)]))
            found[start:start] = [
                Assign(one, Opaque(f"%{one.upper()}%", self.line_of(0)), self.line_of(0)) for one in turned
            ]
            self.work.spend(len(found) if turned else 1)
        return (*self._blocks(labels, found), *found)

    def _blocks(self, labels: list[tuple[str, int]], found: list[Statement]) -> list[Statement]:
        blocks: list[Statement] = []
        for name, start in labels:
            end = next((at + 1 for at in range(start, len(found)) if isinstance(found[at], Leave)), len(found))
            body = tuple(found[start:end])
            self.work.spend(len(body) + 1)
            unreached = start > 0 and isinstance(found[start - 1], Leave) and name not in self.jumped
            if name in self.called or unreached:
                blocks.append(Define(f":{name}", _ARGUMENTS, body))
            if name in self.jumped:
                blocks.append(Define(f"goto:{name}", (), body))
        return blocks

    def _line(self) -> list[Statement]:
        """The commands of a line, or of all lines between brackets."""
        start = self.at
        found = self._chain()
        if self.at == start:
            raise self.torn(self.peek(), start)
        return [*self.kept(), *found] if not self.brackets else found

    def _chain(self) -> list[Statement]:
        """Commands with ``&``, ``&&`` and ``||`` between them."""
        found = self._piped()
        while True:
            self.take(_BLANKS)
            mark = self.peek(2) if self.peek(2) in ("&&", "||") else self.peek()
            if mark not in ("&&", "||", "&"):
                return found
            self.at += len(mark)
            self.take(_BLANKS)
            following = self._piped()
            found = [*found, Branch((tuple(following), ()))] if mark == "||" else [*found, *following]

    def _piped(self) -> list[Statement]:
        blocks = [self._command()]
        while True:
            self.take(_BLANKS)
            if self.peek() != "|" or self.peek(2) == "||":
                break
            self.at += 1
            self.take(_BLANKS)
            blocks.append(self._command())
        return blocks[0] if len(blocks) == 1 else [Pipe(tuple(map(tuple, blocks)))]

    def _command(self) -> list[Statement]:
        while self.peek() == "@":
            self.at += 1
        self.take(_BLANKS)
        if self.take(_REMARK):
            return []
        if self.peek() == "(":
            found = self._brackets()
            self.rest()
            return found
        word = _WORD.match(self.text, self.at)
        action = _KEYWORDS.get(word[1].lower()) if word else None
        if word is None or action is None:
            return self._program()
        self.at = word.end()
        self.take(_BLANKS)
        return action(self)

    def _brackets(self) -> list[Statement]:
        """``( … )``."""
        start = self.at
        self.deeper(start)
        self.at += 1
        self.brackets += 1
        found: list[Statement] = []
        while True:
            self.take(_BETWEEN)
            if self.at >= len(self.text):
                raise self.torn("(", start)
            if self.peek() == ")":
                break
            if self.peek() == ":" and self.take(_LABEL):
                continue
            found += self._line()
        self.at += 1
        self.brackets -= 1
        self.depth -= 1
        return found

    def _program(self) -> list[Statement]:
        """A program with what stands behind it, which it parts itself."""
        line, start = self.line, self.at
        self.flaws = []
        parts = self.rest()
        if not parts:
            return []
        self.work.spend(self.at - start)
        used = {match[1].lower() for match in _USED.finditer(self.text, start, self.at)} if self.spaced else set()
        self.flaws += [("script-space-in-name", *self.spaced[name]) for name in sorted(used & self.spaced.keys())]
        words = Spread(Applied(windows.parted, (self.joined(parts),), "${…}", line))
        return [Command((words,), line, flaws=tuple(self.flaws))]

    # Commands of cmd itself

    def _set(self) -> list[Statement]:
        line = self.line
        option = self.take(_OPTION)
        match = self.take(_SET)
        if not match:
            self.rest()
            return []
        name = match["name"].rstrip(" \t+-*/%^&|<>") if option else match["name"]
        if name != name.rstrip() and not match["open"]:
            self.spaced[name.rstrip().lower()] = line, name.rstrip()
        parts = self._in_one_quote() if match["open"] else self.rest()
        value = Opaque(f"%{name}%", line) if option else self.joined(parts)
        return [Assign(variable(name), value, line)]

    def _in_one_quote(self) -> list[Expression]:
        """The value of ``set "NAME=…"``: up to the last quote of the command."""
        parts: list[Expression] = []
        self.inside(parts)
        if parts and isinstance(parts[-1], Fixed) and parts[-1].text == '"':
            parts.pop()
        tail = self.rest()
        quotes = [number for number, part in enumerate(tail) if isinstance(part, Fixed) and part.text == '"']
        return [*parts, Fixed('"', self.line), *tail[: quotes[-1]]] if quotes else parts

    def _if(self) -> list[Statement]:
        negated, condition = self.condition()
        then = self._block()
        other: list[Statement] = []
        if self.take(_ELSE):
            other = self._block()
        if negated and condition is not None:
            opposite = {"==": "!=", "!=": "==", "set": "unset", "unset": "set"}
            condition = Condition(opposite[condition.operator], condition.values)  # type: ignore[arg-type]
        return [Branch((tuple(then), tuple(other)), (condition,))]

    def _block(self) -> list[Statement]:
        """What a condition or a loop does: a block in brackets, or a command."""
        self.take(_BLANKS)
        if self.peek() == "(":
            return self._brackets()
        self.deeper(self.at)
        found = self._chain()
        self.depth -= 1
        return found

    def _for(self) -> list[Statement]:
        line = self.line
        head = self.take(_FOR)
        if not head:
            raise self.torn("for", self.at)
        kind, letter = (head["kind"] or "").lower(), head["letter"]
        self.brackets += 1
        items = self.joined(self.rest())
        if self.peek() != ")":
            raise self.torn("for", self.at)
        self.at += 1
        self.brackets -= 1
        if not self.take(re.compile(r"[ \t]*do(?![\w.-])[ \t]*", re.IGNORECASE)):
            raise self.torn("for", self.at)
        known = letter in self.letters
        self.letters.add(letter)
        # All of a loop is read at once, as a block is.
        self.brackets += 1
        body = self._block()
        self.brackets -= 1
        if not known:
            self.letters.discard(letter)
        return [Loop((f"%{letter}",), elements(kind, items, line), tuple(body), line)]

    def _call(self) -> list[Statement]:
        line = self.line
        if self.peek() != ":":
            return self._command()
        target = self.take(_TARGET)
        words = Applied(windows.parted, (self.joined(self.rest()),), "${…}", line)
        self.called.add(target[1].lower() if target else "")
        return [Call(Invoked(f":{target[1].lower()}" if target else "", (Spread(words),), "${…}", line))]

    def _goto(self) -> list[Statement]:
        line, start = self.line, self.at
        target = self.take(_TARGET)
        self.take(_LINE) if not self.brackets else self.rest()
        name = target[1].lower() if target else ""
        forward = re.compile(rf"^[ \t]*:[ \t]*{re.escape(name)}\b", re.MULTILINE | re.IGNORECASE)
        self.work.spend(len(self.text) - start)
        if name == "eof" or not name or not forward.search(self.text, start):
            # A jump back is a loop whose end nobody knows.
            self.jumped_back.append(name)
            return [Leave("return")]
        self.jumped.add(name)
        return [Call(Invoked(f"goto:{name}", (), "${…}", line)), Leave("return")]

    def _exit(self) -> list[Statement]:
        inside = self.take(re.compile(r"/b\b", re.IGNORECASE))
        self.rest()
        return [Leave("return" if inside else "exit")]

    def _nothing(self) -> list[Statement]:
        self.rest()
        return []


_KEYWORDS: Final[dict[str, Callable[[Reader], list[Statement]]]] = {
    "call": Reader._call,
    "endlocal": Reader._nothing,
    "exit": Reader._exit,
    "for": Reader._for,
    "goto": Reader._goto,
    "if": Reader._if,
    "set": Reader._set,
    "setlocal": Reader._nothing,
    "shift": Reader._nothing,
    "title": Reader._nothing,
}
