"""One build of a file while it is read: the sheet that its reader fills in."""

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.check import flag_syntax
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft import DEFAULT_CONTEXT, Draft, Output, entries
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.draft.others import Other
from buildx_cache_flags.core.pasted import reasons
from buildx_cache_flags.core.pasted.leftout import LeftOutAt
from buildx_cache_flags.core.text import variables, work
from buildx_cache_flags.core.text.template import Sealed, Template, plain
from buildx_cache_flags.core.text.wording import listed

from . import literals
from .around import NOTHING_KNOWN, Around
from .found_builds import Build, EntryAt, Value

ONLY_CACHE: Final = "not supported, and will be dropped"
LATER: Final = "its value is known only when the file is used, so it is kept unchanged. Use a plain variable"
KNOWN_LATER: Final = "its value is known only when the file is used"
_A_VALUE: Final = 50
_A_BUILD: Final = 200
"""Steps of what is made and judged, beside the characters."""

_NO_ENTRY: Final = "its value is known only when the file is used, so it is no entry yet"
_NO_IMAGE: Final = "its value is known only when the file is used. Enter a name in the form"
_LITERAL: Final = "the file keeps it as text, but here it is a variable"


@dataclass(slots=True)
class Sheet:
    """One build while it is read."""

    where: str
    line: int
    catalog: Catalog
    output: Output = "push"
    pushed_later: bool = False
    """Whether the command that uses the file decides whether the image is pushed; the rules take it for pushed then."""
    image: Template | None = None
    context: Template | None = None
    given: list[tuple[Option, Template]] = field(default_factory=list)
    left: list[LeftOutAt] = field(default_factory=list)
    not_checked: list[LeftOutAt] = field(default_factory=list)
    language: str = ""
    around: Around = NOTHING_KNOWN
    names: list[Template] = field(default_factory=list)
    findings: list[Problem] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    """Other options of the build, as a draft keeps them."""
    tells_file: bool = False
    """Whether what is given here says which Dockerfile is built, be it by its default."""
    dockerfile: Template | None = None
    in_context: bool = False
    """Whether the path of the Dockerfile begins in the context, and not where the command is run."""
    stage: Template | None = None
    names_parts: bool = True
    """Whether variables and expressions are named that a draft can't carry as they are meant."""

    def leave(self, text: str, reason: str, line: int = 0) -> None:
        """Note a part that has no place in a draft."""
        self.left.append(LeftOutAt(text, reason, line or self.line))

    def unchecked(self, text: str, reason: str, line: int = 0) -> None:
        """Note a cache value, or a part of one, that can't be judged before the file is used."""
        self.not_checked.append(LeftOutAt(text, reason, line or self.line))

    def leave_keys(self, keys: Iterable[str], line: int = 0) -> None:
        """Note settings that have nothing to do with the cache, all in one."""
        names = list(dict.fromkeys(keys))
        if names:
            self.leave(listed(names, "and"), ONLY_CACHE, line)

    def other(self, name: str, value: Template | None) -> None:
        """Take another option of the build; ``None`` is a switch."""
        self.others.append(Other(name, None if value is None else value.raw).text)
        for expression in value.expressions if value is not None else ():
            self.leave(expression, LATER, value.line if value else 0)

    def name(self, names: Sequence[Template]) -> None:
        """Take the first name of the image, and the others as further options; all are kept for the rules."""
        self.names = list(names)
        for number, name in enumerate(names):
            if number and self.image is not None:
                self.other("tag", name)
            elif name.unknown:
                self.leave(name.raw, _NO_IMAGE, name.line)
            elif name.raw:
                self.image = name

    def value(self, option: Option, value: Template) -> None:
        """Take one cache; one of variables alone is kept as it stands, and is no entry."""
        if value.opaque:
            self.leave(value.raw, _NO_ENTRY, value.line)
            self.unchecked(value.written, KNOWN_LATER, value.line)
        else:
            work.spend(_A_VALUE + sum(len(part.text) for part in value.parts))
            self.given.append((option, value))

    def values(self, option: Option, values: Iterable[Template]) -> None:
        """Take the caches of one option."""
        for value in values:
            self.value(option, value)

    def build(self) -> Build:
        """The build that all this makes."""
        work.spend(_A_BUILD)
        found: dict[Option, list[tuple[Entry, Entry]]] = {option: [] for option in OPTIONS}
        problems: list[Problem] = []
        values: list[Value] = []
        written: list[EntryAt] = []
        for option, template in self.given:
            for text in template.open_parts:
                self.unchecked(text, KNOWN_LATER, template.line)
            value = Value(option, template.judged, template.line, template.spelling)
            values.append(value)
            reading = flag_syntax.read(value.text, option, self.catalog)
            problems += (_at(problem, value.line) for problem in reading.problems)
            if reading.entries:
                pairs = self._entries(template)
                found[option] += [(raw, judged) for raw, judged, _ in pairs]
                written += (EntryAt(option, entry, template.line or self.line) for _, _, entry in pairs)
        raw, judged = self._draft(found, 0), self._draft(found, 1)
        return Build(
            self.where,
            self.line,
            raw,
            judged,
            tuple(values),
            tuple(problems),
            self._left_out(),
            entries=tuple(written),
            unchecked=tuple(dict.fromkeys(sorted(self.not_checked, key=lambda one: one.line))),
            language=self.language,
            findings=tuple(self.findings),
            around=self._around(),
        )

    def _around(self) -> Around:
        images = tuple(name.judged for name in self.names if not name.opaque)
        around = dataclasses.replace(self.around, images=images)
        said = (self.context, self.dockerfile, self.stage)
        if not self.tells_file or any(one is not None and (one.names or one.expressions) for one in said):
            return around
        context, file, stage = ("" if one is None else one.raw for one in said)
        return around.built_of(context or DEFAULT_CONTEXT, file, stage, in_context=self.in_context)

    def _entries(self, template: Template) -> list[tuple[Entry, Entry, Entry]]:
        """The entries of a value that reads: with its expressions, with variables in their place, and as written."""
        sealed = Sealed()
        pairs = []
        for entry in entries.parse(sealed.seal(template)):
            fields = [
                (sealed.open(key, template.line), sealed.open(value, template.line)) for key, value in entry.fields
            ]
            kind = next((value.judged for key, value in fields if key.raw == entries.TYPE), "")
            for key, value in fields if self.names_parts else ():
                self._name_parts(kind, key.raw, value)
            pairs.append(
                (
                    Entry(tuple((key.raw, value.raw) for key, value in fields)),
                    Entry(tuple((key.judged, value.judged) for key, value in fields)),
                    Entry(tuple((key.written, value.written) for key, value in fields)),
                )
            )
        return pairs

    def _name_parts(self, kind: str, key: str, value: Template) -> None:
        """Note what a draft carries otherwise than the file means it, in the parameter *key* of the type *kind*."""
        backend = self.catalog.backend(kind)
        parameter = backend.by_name.get(key) if backend else None
        for expression in value.expressions:
            self.leave(expression, LATER, value.line)
        if parameter is None or not parameter.holds_variables:
            for name in value.names:
                self.leave(f"{key}=…${{{name}}}…", reasons.PLAIN, value.line)
            return
        literal = (name for part in value.parts if part.kind == "text" for name in variables.names(part.text))
        for name in literal:
            self.leave(f"${{{name}}}", _LITERAL, value.line)
            if parameter.kind == "reference":
                self.findings.append(literals.dollar(name, value.line))

    def _draft(self, found: dict[Option, list[tuple[Entry, Entry]]], number: int) -> Draft:
        image = self.image or plain("")
        context = self.context or plain(DEFAULT_CONTEXT)
        writes, reads = (tuple(pair[number] for pair in found[option]) for option in OPTIONS)
        return Draft(
            image=image.judged if number else image.raw,
            output="push" if number and self.pushed_later and self.output == "nothing" else self.output,
            context=context.raw or DEFAULT_CONTEXT,
            writes=writes,
            reads=reads,
            following=False,
            others=() if number else tuple(self.others),
        )

    def _left_out(self) -> tuple[LeftOutAt, ...]:
        if self.image is not None:
            for expression in self.image.expressions:
                self.leave(expression, LATER, self.image.line)
        if self.context is not None:
            for expression in self.context.expressions:
                self.leave(expression, LATER, self.context.line)
            for name in self.context.names:
                self.leave(f"${{{name}}}", reasons.PLAIN, self.context.line)
        return tuple(dict.fromkeys(sorted(self.left, key=lambda left: left.line)))


def _at(problem: Problem, line: int) -> Problem:
    return problem._replace(location=problem.location._replace(line=line))
