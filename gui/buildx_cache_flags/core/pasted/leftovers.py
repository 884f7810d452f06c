"""What a paste leaves out, each part with its place and the reason."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from .buildoptions import OptionArgument
from .buildwords import NO_FLAG, NOT_DOCKER, Recognised
from .leftout import LeftOut
from .shellscan import Kind, ShellToken
from .shellwords import Script

_BESIDE: Final[dict[Kind, str]] = {
    "comment": "a comment",
    "redirection": "a redirection of the shell",
    "operator": "it belongs to the shell, not to the build",
}
_START: Final = "it says how docker is started, and will be dropped"
_SECOND_BUILD: Final = "only one build is imported at a time. Paste it alone"
_BROKEN_OFF: Final = "the command ends on the line before, which does not end with {}"
_VALUE_BESIDE: Final = "it has no flag. Put --cache-to or --cache-from before it"

_CONTINUATION: Final = {"posix": "\\", "powershell": "a backtick", "cmd": "^"}
_CONTINUES: Final = ("\\", "`", "^")


@dataclass(frozen=True, slots=True)
class _Part:
    """A part with its place; ``stretch`` says that everything in between belongs to it, and neighbours may join."""

    start: int
    end: int
    left: LeftOut
    stretch: bool = False


def _lines(part: _Part) -> Iterator[LeftOut]:
    """One for each line of a stretch, as a sentence shows none that has several."""
    lines = [line.strip() for line in part.left.text.splitlines() if line.strip()]
    if not part.stretch or len(lines) < 2 or any(line.endswith(_CONTINUES) for line in lines[:-1]):
        yield part.left
        return
    yield from (LeftOut(line, part.left.reason) for line in lines)


@dataclass(slots=True)
class PasteSheet:
    """What is left out, noted in any order."""

    script: Script
    parts: list[_Part] = field(default_factory=list)

    def leave(self, start: int, end: int, text: str, reason: str) -> None:
        """Note *text*, which is about what stands from *start* to *end*."""
        self.parts.append(_Part(start, end, LeftOut(text, reason)))

    def leave_argument(self, argument: OptionArgument, reason: str) -> None:
        """Note a whole argument."""
        self.leave(argument.start, argument.end, argument.raw, reason)

    def leave_words(self, words: Sequence[ShellToken], reason: str) -> None:
        """Note neighbouring words."""
        if words:
            self._leave_stretch(words[0].start, words[-1].end, reason)

    def _leave_stretch(self, start: int, end: int, reason: str) -> None:
        text = self.script.text[start:end]
        self.parts.append(_Part(start, end, LeftOut(text.rstrip("\r\n"), reason), stretch=True))

    def outside(self, recognised: Sequence[Recognised], chosen: Sequence[Recognised]) -> None:
        """Note all that does not stand among the arguments of the commands that are taken over."""
        for aside in self.script.asides:
            self._aside(aside)
        taken = {id(one) for one in chosen}
        for place, one in enumerate(recognised):
            following = recognised[place + 1] if place + 1 < len(recognised) else None
            operator = following.command.before if following and id(following) in taken else None
            if id(one) not in taken:
                self._command(one, operator, chosen)
            else:
                self._around(one, operator if place or following else None)
        if recognised and id(recognised[0]) in taken and recognised[0].command.before:
            self._aside(recognised[0].command.before)

    def _aside(self, token: ShellToken) -> None:
        left = LeftOut(token.raw.rstrip("\r\n"), self._beside(token))
        self.parts.append(_Part(token.start, token.end, left, token.kind == "comment"))

    def _beside(self, token: ShellToken) -> str:
        if token.kind == "open":
            return f"the {token.text} at {self.script.where(token.at)} is never closed. Close it, and paste again"
        return token.text if token.kind == "flaw" else _BESIDE[token.kind]

    def _command(self, one: Recognised, operator: ShellToken | None, chosen: Sequence[Recognised]) -> None:
        words, before = one.command.words, one.command.before
        start = before.start if before else words[0].start
        end = operator.end if operator else words[-1].end
        self._leave_stretch(start, end, self._why(one, chosen))

    def _around(self, one: Recognised, operator: ShellToken | None) -> None:
        """What stands in front of docker, docker's own options, and the operator behind."""
        self.leave_words(one.prefix, _START)
        for words in one.globals:
            self.leave_words(words, _START)
        if operator:
            self._aside(operator)

    def _why(self, one: Recognised, chosen: Sequence[Recognised]) -> str:
        if one.sort == "build":
            return _SECOND_BUILD
        if one.reason not in ("", NO_FLAG):
            return one.reason
        build = next((other for other in chosen if other.sort == "build"), None)
        if build is None:
            beside = one.sort == "value" and any(other.sort == "flags" for other in chosen)
            return _VALUE_BESIDE if beside and one.like_value else NO_FLAG
        later = one.command.words[0].start > build.command.words[0].start and one.command.before is None
        if one.sort in ("flags", "value") and later:
            return _BROKEN_OFF.format(_CONTINUATION[self.script.dialect])
        return NOT_DOCKER

    def left_out(self) -> tuple[LeftOut, ...]:
        """All parts in the order of the text; neighbouring stretches with the same reason are one, told line by line."""
        joined: list[_Part] = []
        for part in sorted(self.parts, key=lambda part: (part.start, not part.stretch)):
            last = joined[-1] if joined else None
            if last and last.stretch and part.start < last.end:
                continue
            if last and self._join(last, part):
                text = self.script.text[last.start : part.end]
                joined[-1] = _Part(last.start, part.end, LeftOut(text, part.left.reason), stretch=True)
            else:
                joined.append(part)
        return tuple(chain.from_iterable(_lines(part) for part in joined))

    def _join(self, last: _Part, part: _Part) -> bool:
        alike = last.stretch and part.stretch and last.left.reason == part.left.reason
        return alike and not self.script.text[last.end : part.start].strip()
