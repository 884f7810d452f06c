"""One way through pasted text, which gives its words and all that stands between them, each with its place."""

import re
from collections.abc import Callable
from typing import Final, Literal, NamedTuple

from . import prompts
from .shells import Grammar

Kind = Literal["word", "operator", "newline", "redirection", "comment", "flaw", "open"]


class ShellToken(NamedTuple):
    """A stretch of the text: ``start`` is its first character and ``raw`` the stretch as it stands.

    For a word, ``text`` is what the program receives, with the shell's variables as ``${NAME}``.  ``unread`` are the
    parts of it that only the shell could replace; they stand in it as they are.  ``replaced`` says that it has a
    variable, and ``literal`` that it has a ``${`` which the shell would leave alone.  For an ``open`` stretch, which
    goes on to the end because of a missing mark, ``text`` is that mark and ``at`` its place.  A ``flaw`` is something
    that is read otherwise than the shell would; ``text`` says why.
    """

    kind: Kind
    start: int
    raw: str
    text: str = ""
    unread: tuple[str, ...] = ()
    replaced: bool = False
    literal: bool = False
    at: int = 0

    @property
    def end(self) -> int:
        """The place behind the last character."""
        return self.start + len(self.raw)


_NESTED = re.compile(r"'[^']*'|\"[^\"\\]*(?:\\.[^\"\\]*)*\"|\\.|[(){}]", re.DOTALL)
_PERCENT_VARIABLE = re.compile("%([A-Za-z_][A-Za-z0-9_]*)%")
_INLINE_CODE = re.compile(r"\s*(`{1,3})(?P<code>[^`\r\n]+)\1\s*\Z")


def scan(text: str, grammar: Grammar) -> list[ShellToken]:
    """Every word and every mark of *text*, in order.  Takes any text, and looks at each character once."""
    return _Scanner(text, grammar).tokens()


class _Scanner:
    """One way through the text; ``_ACTIONS`` says what each group of the grammar's patterns does."""

    def __init__(self, text: str, grammar: Grammar) -> None:
        self.text = text
        self.grammar = grammar
        self.found: list[ShellToken] = []
        self.position = 0
        self.inside = False
        self.prompt = prompts.opening(text)
        self._next_word()

    def _next_word(self) -> None:
        self.start = -1
        self.opened = 0
        self.parts: list[str] = []
        self.unread: list[str] = []
        self.replaced = self.literal = False

    def tokens(self) -> list[ShellToken]:
        """All tokens, in order."""
        end = len(self.text)
        code = _INLINE_CODE.match(self.text)
        if code:
            self.position, end = code.span("code")
        self.skip_prompt()
        while self.position < end:
            pattern = self.grammar.inside if self.inside else self.grammar.outside
            match = pattern.match(self.text, self.position, end)
            if match is None or match.lastgroup is None:  # no character is left unmatched
                raise AssertionError(self.position)
            self.position = match.end()
            _ACTIONS[match.lastgroup](self, match)
        if self.inside:
            self.leave_open(self.opened)
        self.finish()
        return self.found

    def skip_prompt(self) -> None:
        """At the start of a command: step over a fence, a prompt or the mark of a list; take a whole-line comment."""
        prompt = self.prompt.match(self.text, self.position)
        self.position = prompt.end() if prompt else self.position
        if self.grammar.remark is None:
            return
        remark = self.grammar.remark.match(self.text, self.position)
        if remark:
            self.position = remark.end()
            self.found.append(ShellToken("comment", remark.start(1), remark[1]))

    def add(self, match: re.Match[str], text: str) -> None:
        """Add to the word that stands here, or begin one."""
        if self.start < 0:
            self.start = match.start()
        self.parts.append(text)

    def finish(self) -> None:
        """End the word, where there is one."""
        if self.start < 0:
            return
        raw = self.text[self.start : self.position]
        if self.grammar.home and raw[:1] == "~" and raw[1:2] in ("", "/"):
            self.unread.append("~")
        text = "".join(self.parts)
        self.found.append(ShellToken("word", self.start, raw, text, tuple(self.unread), self.replaced, self.literal))
        self._next_word()

    def mark(self, kind: Kind, match: re.Match[str], text: str = "") -> None:
        """End the word in front of *match*, and note what *match* is."""
        self.position = match.start()
        self.finish()
        self.position = match.end()
        self.found.append(ShellToken(kind, match.start(), match[0], text))

    def leave_open(self, at: int, length: int = 1) -> None:
        """Give up at a mark that is never closed: nobody can tell where it should be."""
        start = self.start if self.start >= 0 else at
        self.found.append(ShellToken("open", start, self.text[start:], self.text[at : at + length], at=at))
        self.position = len(self.text)
        self.inside = False
        self._next_word()

    def close_nested(self, match: re.Match[str]) -> None:
        """Take a substitution up to the bracket that closes it, with all that is nested in it."""
        depth, opening = 1, match[0][-1]
        closing = ")" if opening == "(" else "}"
        for piece in _NESTED.finditer(self.text, match.end()):
            depth += (piece[0] == opening) - (piece[0] == closing)
            if not depth:
                self.position = piece.end()
                raw = self.text[match.start() : self.position]
                self.add(match, raw)
                self.unread.append(raw)
                return
        self.leave_open(match.start(), len(match[0]))


def _plain(scanner: _Scanner, match: re.Match[str]) -> None:
    text = match[0]
    scanner.literal = scanner.literal or "${" in text
    scanner.add(match, text)


def _whole(scanner: _Scanner, match: re.Match[str]) -> None:
    """A whole word without anything special, or the end of one, with the blanks behind it."""
    text = match[0].rstrip(" \t")
    scanner.literal = scanner.literal or "${" in text
    scanner.add(match, text)
    scanner.position = match.start() + len(text)
    scanner.finish()
    scanner.position = match.end()


def _quoted(scanner: _Scanner, match: re.Match[str]) -> None:
    scanner.literal = scanner.literal or "${" in match[0]
    scanner.add(match, scanner.grammar.unquote(match[0]))


def _careted(scanner: _Scanner, match: re.Match[str]) -> None:
    """cmd's form for an argument with quotes in it; variables are replaced there, too."""
    text = scanner.grammar.unquote(match[0])
    scanner.literal = scanner.literal or "${" in text
    with_variables = _PERCENT_VARIABLE.sub(r"${\1}", text)
    scanner.replaced = scanner.replaced or with_variables != text
    scanner.add(match, with_variables)


def _escape(scanner: _Scanner, match: re.Match[str]) -> None:
    text = scanner.grammar.escapes(match[0])
    scanner.literal = scanner.literal or "$" in text
    scanner.add(match, text)


def _variable(scanner: _Scanner, match: re.Match[str]) -> None:
    scanner.replaced = True
    scanner.add(match, f"${{{match['braced'] or match['bare']}}}")


def _unread(scanner: _Scanner, match: re.Match[str]) -> None:
    scanner.unread.append(match[0])
    scanner.add(match, match[0])


def _open(scanner: _Scanner, match: re.Match[str]) -> None:
    scanner.inside, scanner.opened = True, match.end() - 1
    scanner.add(match, "")


def _close(scanner: _Scanner, match: re.Match[str]) -> None:
    scanner.inside = False


def _backslashes(scanner: _Scanner, match: re.Match[str]) -> None:
    """Before a quote, backslashes count in pairs, and an odd one makes the quote a plain character (Windows)."""
    pairs, odd = divmod(len(match[0]) - 1, 2)
    scanner.add(match, "\\" * pairs + '"' * odd)
    if not odd:
        scanner.inside, scanner.opened = not scanner.inside, match.end() - 1


def _blank(scanner: _Scanner, match: re.Match[str]) -> None:
    scanner.position = match.start()
    scanner.finish()
    scanner.position = match.end()


def _newline(scanner: _Scanner, match: re.Match[str]) -> None:
    scanner.mark("newline", match)
    scanner.skip_prompt()


def _continuation(scanner: _Scanner, match: re.Match[str]) -> None:
    if scanner.grammar.continuation == "`":  # only PowerShell takes it for a space
        _blank(scanner, match)
    scanner.position = prompts.continued(scanner.text, scanner.position)


def _loose(scanner: _Scanner, match: re.Match[str]) -> None:
    mark = scanner.grammar.continuation
    scanner.mark(
        "flaw",
        match,
        f"spaces after the {mark} at the end of a line end the command there. Remove them",
    )
    scanner.position = prompts.continued(scanner.text, scanner.position)


def _dangling(scanner: _Scanner, match: re.Match[str]) -> None:
    mark = scanner.grammar.continuation
    scanner.mark("flaw", match, f"the last line ends with {mark}, so the command continues. Paste the rest of it too")


def _odd(scanner: _Scanner, match: re.Match[str]) -> None:
    code = f"U+{ord(match[0][0]):04X}"
    scanner.mark("flaw", match, f"a special space ({code}), which no shell accepts as a space. It is read as one here")


def _heredoc(scanner: _Scanner, match: re.Match[str]) -> None:
    """``<<END`` and all lines up to END are one stretch: the input of the command."""
    scanner.position = match.start()
    scanner.finish()
    scanner.position = _heredoc_end(scanner.text, match.end(), match["ends"])
    scanner.found.append(
        ShellToken("redirection", match.start(), scanner.text[match.start() : scanner.position], "heredoc")
    )


def _heredoc_end(text: str, position: int, ends: str) -> int:
    """The place behind the first line below *position* that is *ends* alone; the end of the text where there is none.

    No pattern is made for it: to make one takes longer than to read a hundred lines.
    """
    start = text.find("\n", position) + 1
    while start:
        next_start = text.find("\n", start) + 1
        end = next_start - 1 if next_start else len(text)
        if text[start:end].strip(" \t\r") == ends:
            return end
        start = next_start
    return len(text)


_Action = Callable[[_Scanner, re.Match[str]], None]
_ACTIONS: Final[dict[str, _Action]] = {
    "ansi": _unread,
    "backslashes": _backslashes,
    "blank": _blank,
    "careted": _careted,
    "block": lambda scanner, match: scanner.mark("comment", match),
    "broken": lambda scanner, match: scanner.leave_open(scanner.opened if scanner.inside else match.start()),
    "close": _close,
    "comment": lambda scanner, match: scanner.mark("comment", match),
    "continuation": _continuation,
    "dangling": _dangling,
    "doubled": lambda scanner, match: scanner.add(match, '"'),
    "escape": _escape,
    "glue": lambda scanner, match: scanner.add(match, ""),
    "heredoc": _heredoc,
    "loose": _loose,
    "newline": _newline,
    "odd": _odd,
    "open": _open,
    "operator": lambda scanner, match: scanner.mark("operator", match),
    "other": _plain,
    "plain": _plain,
    "quoted": _quoted,
    "redirection": lambda scanner, match: scanner.mark("redirection", match),
    "whole": _whole,
    "substitution": lambda scanner, match: scanner.close_nested(match),
    "unclosed": lambda scanner, match: scanner.leave_open(match.start()),
    "unread": _unread,
    "variable": _variable,
}
