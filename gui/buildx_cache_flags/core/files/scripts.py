"""Builds of scripts: what the model of a script comes to, as builds with their lines and what is wrong with them."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft import Output, others
from buildx_cache_flags.core.formats.script import findings, flaws, shared_caches
from buildx_cache_flags.core.formats.script.commands import Found
from buildx_cache_flags.core.formats.script.follow.machine import Machine
from buildx_cache_flags.core.pasted import buildoptions, reasons
from buildx_cache_flags.core.pasted.buildoptions import OptionArgument
from buildx_cache_flags.core.pasted.shellscan import ShellToken
from buildx_cache_flags.core.text.template import Template

from .around import Around
from .found_builds import Build, Origin
from .sheet import LATER, Sheet

_VARIABLE = re.compile(r"[A-Za-z_][\w.:-]*")
_BAKE = re.compile(r"([^=]*)\.cache-(to|from)\+?=")
_BUILDCTL: Final[dict[str, Option]] = {"--export-cache": "cache-to", "--import-cache": "cache-from"}
_BUILD: Final = 100
"""Steps that a build takes to be made."""

_MAY_HOLD: Final = "its value is known only when the file is used, and it may hold cache flags"
_OTHER_BUILDER: Final = "{} is another builder than buildx, so its cache flags are not checked"


def builds(machine: Machine, found: Sequence[Found], catalog: Catalog, before: str, dialect: str) -> list[Build]:
    """The builds of a script that was followed."""
    machine.work.spend(_BUILD * len(found))
    made = [_Reader(one, machine, catalog, before, dialect).build() for one in found]
    writers = [_writer(one, build, catalog) for one, build in zip(found, made, strict=True)]
    made = _without_consequences(made)
    further = [*_refused(machine, dialect), *shared_caches.find(writers, machine.paths())]
    if further and made:
        known = dict.fromkeys((*made[0].findings, *further))
        made[0] = replace(made[0], findings=tuple(known))
    return made


def _without_consequences(made: list[Build]) -> list[Build]:
    """The builds without what only follows from a line that ends in the wrong way."""
    found: list[Build] = []
    cut = False
    for build in made:
        known = [one for one in build.findings if not (cut and one.code == flaws.BROKEN_LINE.code)]
        cut |= any(one.code in flaws.CUTTING for one in build.findings)
        found.append(replace(build, findings=tuple(known)))
    return found


def _refused(machine: Machine, dialect: str) -> Iterator[Problem]:
    """What keeps the whole script from running, wherever it stands."""
    for ran in machine.ran:
        for code, line, about in ran.flaws:
            if code == flaws.REFUSED.code:
                yield flaws.problem(code, line, about, dialect)


def _writer(found: Found, build: Build, catalog: Catalog) -> shared_caches.Writer:
    values = [(value.text, value.line) for value in build.values if value.option == "cache-to"]
    subject = (build.judged.image, build.judged.context, *_file(found))
    return shared_caches.Writer(found.ran.number, build.line, values, subject, catalog)


def _file(found: Found) -> tuple[str, ...]:
    """What else tells one build from another: the Dockerfile, the target and the platform."""
    known = ("file", "target", "platform", "build-arg")
    return tuple(
        argument.value
        for argument in buildoptions.parse(found.arguments)
        if argument.kind == "value" and argument.name in known
    )


class _Reader:
    """One command that builds."""

    def __init__(self, found: Found, machine: Machine, catalog: Catalog, before: str, dialect: str) -> None:
        self.found = found
        self.sealed = machine.sealed
        self.dialect = dialect
        self.catalog = catalog
        self.line = found.ran.line
        language = "powershell" if "powershell" in dialect else dialect
        where, around = f"{before}{found.program}", Around(script=True)
        self.sheet = Sheet(where, self.line, catalog, around=around, names_parts=False, language=language)
        self.stretches: list[tuple[tuple[str, int], ...]] = []
        self.origins: list[tuple[Origin, ...]] = []
        self.arguments = list(buildoptions.parse(found.arguments)) if found.sort in ("build", "flags") else []

    def build(self) -> Build:
        """The build that the command makes."""
        action: dict[str, Callable[[], None]] = {
            "build": self._docker,
            "flags": self._docker,
            "bake": self._bake,
            "buildctl": self._buildctl,
            "another": self._another,
        }
        action[self.found.sort]()
        build = self.sheet.build()
        said = dict.fromkeys(findings.of_command(self.found, self.arguments, self.dialect))
        pairs = zip(build.values, self.stretches, strict=True)
        values = tuple(replace(value, stretches=stretches) for value, stretches in pairs)
        return replace(build, values=values, findings=tuple(said), origins=tuple(self.origins))

    def _template(self, text: str, token: ShellToken) -> Template:
        """*text*, which is all of a word or its end, with its line."""
        return self.sealed.open(text, self._line(token))

    def _line(self, token: ShellToken) -> int:
        return self.found.text(token).line or self.line

    def _cache(self, option: Option, text: str, token: ShellToken) -> None:
        value = self._template(text, token)
        self.sheet.value(option, value)
        self.origins.append(self._origins(option, token))
        if not value.opaque:
            pieces = self.found.text(token).pieces
            known = ((one.text, one.line or self.line) if one.kind == "text" else (one.source, 0) for one in pieces)
            self.stretches.append(tuple(known))
        for expression in value.expressions if not value.opaque else ():
            self.sheet.leave(expression, LATER, value.line)

    def _origins(self, option: Option, token: ShellToken) -> tuple[Origin, ...]:
        """Where the text of a flag stands: where it begins, and each variable that gives a part of it."""
        found: dict[str, Origin] = {}
        for piece in self.found.text(token).pieces:
            if piece.text and (piece.kind == "text" or piece.via):
                match = _VARIABLE.search(piece.via)
                name = match[0] if match else ""
                found.setdefault(name, Origin(option, name, piece.line or self.line))
        return tuple(found.values())

    def _open_words(self) -> None:
        """Name words of which nothing is known, where docker takes one context alone: they may hold cache flags."""
        words = [argument.word for argument in self.arguments if argument.kind in ("positional", "unsure")]
        for word in words if len(words) > 1 else ():
            pieces = [piece for piece in self.found.text(word).pieces if piece.text]
            if pieces and all(piece.kind != "text" for piece in pieces):
                self.sheet.unchecked(self.sealed.open(word.text).written, _MAY_HOLD, self._line(word))

    def _docker(self) -> None:
        self._open_words()
        images: list[Template] = []
        for argument in self.arguments:
            if argument.kind == "value" and argument.name == "tag":
                images.append(self._template(argument.value, argument.word))
            elif argument.kind == "value" and argument.name in OPTIONS:
                self._cache(argument.name, argument.value, argument.word)
            elif argument.kind == "positional" and self.sheet.context is None and self.found.sort == "build":
                self.sheet.context = self._template(argument.value, argument.word)
            else:
                self._rest(argument)
                self._other(argument)
                if argument.kind == "value" and argument.name == "file":
                    self.sheet.dockerfile = self._template(argument.value, argument.word)
                elif argument.kind == "value" and argument.name == "target":
                    self.sheet.stage = self._template(argument.value, argument.word)
        self.sheet.name(images)
        self.sheet.output = self._output()
        self.sheet.tells_file = self.found.sort == "build"

    def _output(self) -> Output:
        said: set[str] = {argument.name for argument in self.arguments if argument.kind == "switch" and argument.on}
        said |= {others.output_says(value) for value in others.values(self.sheet.others, "output")}
        if "push" in said:
            return "push"
        if "load" in said:
            return "load"
        return "nothing" if self.sheet.image is not None else "push"

    def _rest(self, argument: OptionArgument) -> None:
        """Name what has no place in a draft."""
        reason = reasons.why_left_out(argument)
        if reason:
            self.sheet.leave(self.sealed.open(argument.raw).raw, reason, self._line(argument.words[0]))

    def _other(self, argument: OptionArgument) -> None:
        """Take another option that a draft keeps; push and load are read with the output."""
        if argument.kind == "switch" and argument.on is not None and argument.name not in others.OWN_ROWS:
            value = self._template(argument.value, argument.word) if argument.value else None
            self.sheet.other(argument.name, value)
        elif argument.kind == "value" and argument.name not in others.OWN_ROWS:
            self.sheet.other(argument.name, self._template(argument.value, argument.word))

    def _bake(self) -> None:
        tokens = self.found.arguments
        for number, token in enumerate(tokens):
            text, holder = token.text, token
            if text == "--set" and number + 1 < len(tokens):
                holder = tokens[number + 1]
                text = holder.text
            elif text.startswith("--set="):
                text = text.removeprefix("--set=")
            else:
                continue
            match = _BAKE.match(text)
            if match and text[match.end() :]:
                self._cache("cache-to" if match[2] == "to" else "cache-from", text[match.end() :], holder)

    def _buildctl(self) -> None:
        tokens = self.found.arguments
        for number, token in enumerate(tokens):
            name, equals, text = token.text.partition("=")
            option = _BUILDCTL.get(name)
            if option and equals:
                self._cache(option, text, token)
            elif option and number + 1 < len(tokens):
                self._cache(option, tokens[number + 1].text, tokens[number + 1])

    def _another(self) -> None:
        words = " ".join(self.sealed.open(token.text).raw for token in self.found.tokens)
        self.sheet.unchecked(words, _OTHER_BUILDER.format(self.found.program), self.line)
