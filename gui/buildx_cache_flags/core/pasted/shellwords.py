"""Pasted text in commands and words, as the shell that it was written for would split it.

This is not left to a library.  ``shlex`` knows the POSIX quotes alone, gives neither places nor comments nor whether a
``$`` was quoted, and raises at the first unclosed quote with nothing to show for the rest; parsers of whole shell
programs (bashlex, tree-sitter) know bash only.  What is needed here is small: words with their place, variables and
quotes undone, and everything that is no word named, so that nothing is lost.
"""

from dataclasses import dataclass, field

from .shells import Dialect, detect, grammar
from .shellscan import ShellToken, scan


@dataclass(frozen=True, slots=True)
class Simple:
    """The words of one command; ``before`` is the operator in front of it, on the same line.

    ``broken`` says that an unclosed quote swallowed the rest of it.
    """

    words: tuple[ShellToken, ...]
    before: ShellToken | None = None
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """Text in commands, and what stands beside them: comments, redirections, flaws and operators without a command."""

    text: str
    dialect: Dialect
    commands: tuple[Simple, ...]
    asides: tuple[ShellToken, ...]

    def where(self, offset: int) -> str:
        """The place of *offset* as a person finds it."""
        before = self.text[:offset].replace("\r\n", "\n").replace("\r", "\n")
        return f"line {before.count(chr(10)) + 1}, column {len(before) - before.rfind(chr(10))}"


def split(text: str, dialect: Dialect | None = None) -> Script:
    """Split *text* by the rules of *dialect*, or of the shell that it was most likely written for.  Takes any text."""
    dialect = dialect or detect(text)
    sorter = _Sorter()
    for token in scan(text, grammar(dialect)):
        sorter.take(token)
    sorter.end()
    return Script(text, dialect, tuple(sorter.commands), tuple(sorter.asides))


@dataclass(slots=True)
class _Sorter:
    """Tokens on their way into commands."""

    commands: list[Simple] = field(default_factory=list)
    asides: list[ShellToken] = field(default_factory=list)
    words: list[ShellToken] = field(default_factory=list)
    before: ShellToken | None = None
    target: ShellToken | None = None

    def take(self, token: ShellToken) -> None:
        """Put *token* where it belongs."""
        if token.kind == "word":
            self._word(token)
            return
        self._untargeted()
        if token.kind == "redirection" and not token.text and token.raw[-1] in "<>&|":
            self.target = token
        elif token.kind == "operator":
            self._command()
            self._unused()
            self.before = token
        elif token.kind == "newline":
            # A line may end behind an operator, and the command that it leads to is on the next one.
            self._command()
        else:
            self.asides.append(token)
            if token.kind == "open":
                self._command(broken=True)

    def _word(self, token: ShellToken) -> None:
        if self.target is None:
            self.words.append(token)
            return
        between = " " * (token.start - self.target.end)
        self.asides.append(ShellToken("redirection", self.target.start, self.target.raw + between + token.raw))
        self.target = None

    def _untargeted(self) -> None:
        if self.target is not None:
            self.asides.append(self.target)
            self.target = None

    def _unused(self) -> None:
        if self.before is not None:
            self.asides.append(self.before)
            self.before = None

    def _command(self, *, broken: bool = False) -> None:
        if self.words:
            self.commands.append(Simple(tuple(self.words), self.before, broken))
            self.words.clear()
            self.before = None

    def end(self) -> None:
        """The text ends here."""
        self._untargeted()
        self._command()
        self._unused()
