"""Shell commands: every ``docker buildx build`` in a script, read as a paste is."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.formats.script import commands, flaws, languages
from buildx_cache_flags.core.formats.script.follow.machine import Machine
from buildx_cache_flags.core.formats.script.functions import windows
from buildx_cache_flags.core.formats.script.languages import Dialect
from buildx_cache_flags.core.formats.script.model import Block
from buildx_cache_flags.core.formats.script.reading.cursor import TornError
from buildx_cache_flags.core.formats.script.values import Value
from buildx_cache_flags.core.pasted import buildoptions, pasting, shells, shellwords
from buildx_cache_flags.core.pasted.buildwords import Recognised, recognise
from buildx_cache_flags.core.pasted.shellwords import Script
from buildx_cache_flags.core.text import variables, work
from buildx_cache_flags.core.text.template import Part, Sealed, Template
from buildx_cache_flags.core.text.work import TooMuchWorkError, Work

from . import scripts
from .found_builds import Build
from .sheet import LATER, Sheet

__all__ = ["Dialect", "follow", "read"]

_A_SCRIPT: Final = 50
"""Steps of a script however short it is."""

_EMPTY: Final = Draft(writes=(), reads=(), following=False)


_GRAMMARS: Final[dict[Dialect, shells.Dialect]] = {
    **dict.fromkeys(("bash", "sh", "zsh", "fish"), "posix"),
    **dict.fromkeys(("powershell", "windows-powershell", "any-powershell"), "powershell"),
    "cmd": "cmd",
}


def read(
    script: Template, catalog: Catalog, before: str = "", *, keeps_lines: bool = True, dialect: Dialect = ""
) -> list[Build]:
    """The builds of *script*, which *dialect* runs.  Where it does not keep its lines, all of it stands on one.

    A text that its shell would not read to the end, and one whose shell nobody names, is read as a paste is.
    """
    if dialect:
        try:
            return _followed(script, catalog, before, keeps_lines=keeps_lines, dialect=dialect)
        except TornError:
            pass
        except TooMuchWorkError:
            builds = _as_pasted(script, catalog, before, keeps_lines=keeps_lines, dialect=dialect)
            return [replace(build, findings=(_too_long(build),)) for build in builds[:1]] + builds[1:]
    return _as_pasted(script, catalog, before, keeps_lines=keeps_lines, dialect=dialect)


def _too_long(build: Build) -> Problem:
    message = "The script's loops and functions go on too long to be followed, so only literal values are checked."
    return flaws.located(flaws.NOT_FOLLOWED, build.line, message)


def _followed(script: Template, catalog: Catalog, before: str, *, keeps_lines: bool, dialect: Dialect) -> list[Build]:
    """The builds of a script that is read to its end."""
    return follow(script, catalog, dialect, before, keeps_lines=keeps_lines)


def follow(
    script: Template, catalog: Catalog, dialect: str, before: str = "", *, keeps_lines: bool = True
) -> list[Build]:
    """The builds of a script in a shell's or another language; ``TornError`` where that refuses it."""
    sealed = Sealed()
    text = sealed.seal(script)
    work.spend(_A_SCRIPT)
    # What is left of the whole file's limit reads it as a paste where following it takes too long.
    limit = Work(Work.of(text).limit // 3)
    passed = windows.before_7_3 if dialect == "windows-powershell" else list

    def parse(inner: str, other: str, line: int) -> Block:
        return languages.parse(inner, line, limit, other or dialect)

    machine = Machine(sealed, limit, parse, passed, shell=dialect not in languages.LABELS)
    ran = machine.follow(parse(text, dialect, script.line if keeps_lines else -script.line))
    return scripts.builds(machine, list(commands.find(ran, sealed)), catalog, before, dialect)


def outcomes(script: Template, dialect: str, rewrite: Callable[[str], str]) -> list[Mapping[str, Value]]:
    """The variables at the end of each way through *script*, which *rewrite* changes before it is read.

    Nothing where it can't be followed to its end.
    """
    sealed = Sealed()
    text = rewrite(sealed.seal(script))
    work.spend(_A_SCRIPT)
    limit = Work.of(text)

    def parse(inner: str, other: str, line: int) -> Block:
        return languages.parse(inner, line, limit, other or dialect)

    try:
        return Machine(sealed, limit, parse).outcomes(parse(text, dialect, 1))
    except (TornError, TooMuchWorkError):
        return []


def _as_pasted(script: Template, catalog: Catalog, before: str, *, keeps_lines: bool, dialect: Dialect) -> list[Build]:
    sealed = Sealed()
    whole = sealed.seal(script)
    work.spend(_A_SCRIPT + len(whole))
    split = shellwords.split(whole, _GRAMMARS.get(dialect))
    found = [recognise(command) for command in split.commands]
    found = [one for one in found if one.sort == "build" or (one.sort == "flags" and one.caches)]
    first = script.line if keeps_lines else -script.line
    spelling = "%{}%" if dialect == "cmd" else ""
    return [_Read(one, split, sealed, first, spelling).build(catalog, before) for one in found]


class _Read:
    """One command of a script."""

    def __init__(self, command: Recognised, script: Script, sealed: Sealed, first: int, spelling: str) -> None:
        self.command = command
        self.script = script
        self.sealed = sealed
        self.first = first
        self.spelling = spelling
        self.start = command.command.words[0].start

    def line(self, offset: int) -> int:
        """The line in the file; a text that keeps no lines has a negative first one."""
        return self.first + self.script.text.count("\n", 0, offset) if self.first >= 0 else -self.first

    def build(self, catalog: Catalog, before: str) -> Build:
        """The build that the command makes."""
        last = self.command.command.words[-1]
        work.spend(last.end - self.start)
        pasted = pasting.read(self.script.text[self.start : last.end], _EMPTY, catalog)
        line = self.line(self.start)
        program = "docker build" if self.command.sort == "build" else "flags"
        sheet = Sheet(f"{before}{program}", line, catalog, names_parts=False)
        for left in pasted.left_out:
            sheet.leave(self.opened(left.text).raw, left.reason, line)
        for argument in buildoptions.parse(self.command.arguments, broken=self.command.command.broken):
            for option in OPTIONS:
                if argument.kind == "value" and argument.name == option:
                    unread = [piece for word in argument.words for piece in word.unread]
                    value = self._value(argument.value, unread, self.line(argument.start))
                    sheet.value(option, value)
                    for expression in value.expressions:
                        if expression not in unread:
                            sheet.leave(expression, LATER, value.line)
                if argument.kind == "value" and argument.name == "file":
                    sheet.dockerfile = self.opened(argument.value)
                elif argument.kind == "value" and argument.name == "target":
                    sheet.stage = self.opened(argument.value)
        sheet.tells_file = self.command.sort == "build"
        build = sheet.build()
        unread = [piece for word in self.command.command.words for piece in word.unread]
        draft = self._restored(pasted.draft)
        if build.around.dockerfile and not sheet.dockerfile:
            around = build.around.built_of(draft.context, "", build.around.stage, in_context=False)
            build = replace(build, around=around)
        judged = replace(build.judged, image=self._value(pasted.draft.image, unread, line).judged)
        return replace(build, draft=draft, judged=replace(judged, output=draft.output, context=draft.context))

    def opened(self, text: str) -> Template:
        """*text* with what was sealed in it."""
        return self.sealed.open(text)

    def _restored(self, draft: Draft) -> Draft:
        writes, reads = (tuple(map(self._entry, draft.entries(option))) for option in OPTIONS)
        image, context = self.opened(draft.image).raw, self.opened(draft.context).raw
        others = tuple(self.opened(text).raw for text in draft.others)
        return replace(draft, image=image, context=context, writes=writes, reads=reads, others=others)

    def _entry(self, entry: Entry) -> Entry:
        return Entry(tuple((self.opened(key).raw, self.opened(value).raw) for key, value in entry.fields))

    def _value(self, text: str, unread: list[str], line: int) -> Template:
        """A value in which what only the shell knows is an expression."""
        parts = list(self.opened(text).parts)
        for piece in dict.fromkeys(unread):
            work.spend(len(parts) + len(text))
            parts = [part for whole in parts for part in _cut(whole, piece)]
        if self.spelling:
            parts = [part for whole in parts for part in _spelt(whole, self.spelling)]
        return Template(tuple(parts), line)


def _spelt(part: Part, spelling: str) -> Iterator[Part]:
    """*part* with its variables, each of which the file writes as *spelling* says."""
    if part.kind != "text":
        yield part
        return
    for text, is_name in variables.split(part.text):
        if text:
            yield Part("name", text, spelling.format(text)) if is_name else Part("text", text)


def _cut(part: Part, piece: str) -> Iterator[Part]:
    """*part* with every *piece* in it as an expression of its own."""
    if part.kind != "text":
        yield part
        return
    for number, text in enumerate(part.text.split(piece)):
        if number:
            yield Part("raw", piece)
        if text:
            yield Part("text", text)
