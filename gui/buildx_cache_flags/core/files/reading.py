"""What a file amounts to: its builds, each with a draft and the lines that it came from."""

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.check import codes, syntax
from buildx_cache_flags.core.check.codes import Code
from buildx_cache_flags.core.check.problems import Location, Problem
from buildx_cache_flags.core.draft import DEFAULT_CONTEXT, Draft, Output, entries
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.pasted.leftovers import LeftOut
from buildx_cache_flags.core.text import variables, work
from buildx_cache_flags.core.text.wording import listed

from . import literals
from .around import NOTHING_KNOWN, Around
from .template import Sealed, Template, plain

FileKind = Literal[
    "compose",
    "bake-hcl",
    "bake-json",
    "github-actions",
    "gitlab-ci",
    "circleci",
    "azure-pipelines",
    "bitbucket",
    "drone",
    "buildkite",
    "cloud-build",
    "codebuild",
    "make",
    "just",
    "npm",
    "devcontainer",
    "jenkins",
    "markdown",
    "taskfile",
    "skaffold",
    "shell",
    "script",
    "setup",
    "",
]

KINDS: Final[dict[FileKind, str]] = {
    "compose": "Compose file",
    "bake-hcl": "Bake file (HCL)",
    "bake-json": "Bake file (JSON)",
    "github-actions": "GitHub Actions workflow",
    "gitlab-ci": "GitLab CI file",
    "circleci": "CircleCI file",
    "azure-pipelines": "Azure Pipelines file",
    "bitbucket": "Bitbucket Pipelines file",
    "drone": "Drone or Woodpecker file",
    "buildkite": "Buildkite pipeline",
    "cloud-build": "Cloud Build file",
    "codebuild": "CodeBuild buildspec",
    "make": "Makefile",
    "just": "justfile",
    "npm": "package.json",
    "devcontainer": "devcontainer.json",
    "jenkins": "Jenkinsfile",
    "markdown": "Markdown file",
    "taskfile": "Taskfile",
    "skaffold": "Skaffold file",
    "shell": "shell script",
    "script": "script in Python, JavaScript, TypeScript, Go, Ruby, C# or Perl",
    "setup": "setup of this application",
    "": "file",
}

SECOND_IMAGE: Final = "it is one more name, and the form has one image"
ONLY_CACHE: Final = "this application builds cache flags only"
LATER: Final = "its value is known only when the file is used, and it is kept as it stands: write a plain variable"
KNOWN_LATER: Final = "its value is known only when the file is used"
_A_VALUE: Final = 50
_A_BUILD: Final = 200
"""Steps of what is made and judged, beside the characters."""

_NO_ENTRY: Final = "what it says is known only when the file is used, so it gives no entry"
_NO_IMAGE: Final = "what it says is known only when the file is used: put a name into the form"
_PLAIN: Final = "a variable counts only in the image and in a ref, and this one is kept as plain text"
_LITERAL: Final = "the file means this text as it is, but in a reference it is a variable here"


@dataclass(frozen=True, slots=True)
class LeftOutAt(LeftOut):
    """A part that is left out, and its line."""

    line: int = 0


TOO_LONG: Final = codes.register(
    "file-too-long",
    "error",
    catches="a file that is longer than anything anybody writes",
    source="this check: reading must not take for ever",
    trait="limit",
)
SYNTAX: Final = codes.register(
    "file-syntax",
    "error",
    catches="a file that its own format refuses, such as broken YAML",
    source="the format of the file",
)
TOO_COMPLEX: Final = codes.register(
    "file-too-complex",
    "error",
    catches="a file that nests or repeats its parts so often that reading it was stopped",
    source="this check: reading must not take for ever",
    trait="limit",
)
DUPLICATE_KEY: Final = codes.register(
    "file-duplicate-key",
    "error",
    catches="a key that stands twice in one place of a Compose file or a workflow",
    source="Compose and GitHub refuse such a file",
)
NO_BUILD: Final = codes.register(
    "file-no-build",
    "error",
    catches="a file of a known kind without any build",
    source="this check: what was not checked must not pass for right",
    trait="nothing",
)


def file_problem(code: Code, line: int, message: str) -> Problem:
    """What is wrong with a file as a whole, in one sentence; the line is 0 where there is none to name."""
    return Problem(code.code, code.severity, Place(), message, location=Location(line=line))


@dataclass(frozen=True, slots=True)
class Value:
    """One cache as it stands in the file, as the value of a flag: every variable in it is written ``${NAME}``.

    ``text`` has a variable also in the place of an expression that only the file's own reader can work out;
    ``spelling`` says how the file writes each of them.
    """

    option: Option
    text: str
    line: int
    spelling: tuple[tuple[str, str], ...] = ()

    def respelt(self, text: str) -> str:
        """*text*, which was made from this value, as the file would write it."""
        for placeholder, source in self.spelling:
            text = text.replace(placeholder, source)
        return text


@dataclass(frozen=True, slots=True)
class EntryAt:
    """A cache entry as the file writes it, and its line; what is known only later stands in it as in the file."""

    option: Option
    entry: Entry
    line: int


@dataclass(frozen=True, slots=True)
class Build:
    """One build of a file.

    ``where`` names it as a person finds it, such as ``service app``.  ``draft`` is for the form, and keeps expressions
    as they stand; ``judged`` is for the rules, which are not to stumble over these, and ``values`` belong to it.
    ``entries`` are those of all values that buildx would read.  ``unchecked`` has every part of a cache value, and every
    whole one, that nobody can judge before the file is used.  ``language`` is empty where it is that of the file.
    ``findings`` say where the file puts the command together otherwise than it is meant.
    """

    where: str
    line: int
    draft: Draft
    judged: Draft
    values: tuple[Value, ...]
    problems: tuple[Problem, ...]
    left_out: tuple[LeftOutAt, ...]
    entries: tuple[EntryAt, ...] = ()
    unchecked: tuple[LeftOutAt, ...] = ()
    language: str = ""
    findings: tuple[Problem, ...] = ()
    around: Around = NOTHING_KNOWN


@dataclass(frozen=True, slots=True)
class FileReading:
    """What was found in a file; where that is nothing at all, a problem says why.

    ``unchecked`` has what was seen outside any build and not judged.
    """

    name: str
    kind: FileKind
    builds: tuple[Build, ...] = ()
    problems: tuple[Problem, ...] = ()
    left_out: tuple[LeftOutAt, ...] = ()
    unchecked: tuple[LeftOutAt, ...] = ()


@dataclass(slots=True)
class Found:
    """What a reader found in a file so far."""

    builds: list[Build] = field(default_factory=list)
    left: list[LeftOutAt] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unchecked: list[LeftOutAt] = field(default_factory=list)


class UnreadableError(ValueError):
    """A file that can't be read; the message is one sentence."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


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

    def name(self, names: Sequence[Template]) -> None:
        """Take the first name of the image; the others are kept for the rules."""
        self.names = list(names)
        for number, name in enumerate(names):
            if number and self.image is not None:
                self.leave(name.raw, SECOND_IMAGE, name.line)
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
            reading = syntax.read(value.text, option, self.catalog)
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
            around=dataclasses.replace(
                self.around, images=tuple(name.judged for name in self.names if not name.opaque)
            ),
        )

    def _entries(self, template: Template) -> list[tuple[Entry, Entry, Entry]]:
        """The entries of a value that reads: with its expressions, with variables in their place, and as written."""
        sealed = Sealed()
        pairs = []
        for entry in entries.parse(sealed.seal(template)):
            fields = [
                (sealed.open(key, template.line), sealed.open(value, template.line)) for key, value in entry.fields
            ]
            for key, value in fields if self.names_parts else ():
                self._name_parts(key.raw, value)
            pairs.append(
                (
                    Entry(tuple((key.raw, value.raw) for key, value in fields)),
                    Entry(tuple((key.judged, value.judged) for key, value in fields)),
                    Entry(tuple((key.written, value.written) for key, value in fields)),
                )
            )
        return pairs

    def _name_parts(self, key: str, value: Template) -> None:
        for expression in value.expressions:
            self.leave(expression, LATER, value.line)
        if key != "ref":
            for name in value.names:
                self.leave(f"{key}=…${{{name}}}…", _PLAIN, value.line)
            return
        literal = (name for part in value.parts if part.kind == "text" for name in variables.names(part.text))
        for name in literal:
            self.leave(f"${{{name}}}", _LITERAL, value.line)
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
        )

    def _left_out(self) -> tuple[LeftOutAt, ...]:
        if self.image is not None:
            for expression in self.image.expressions:
                self.leave(expression, LATER, self.image.line)
        if self.context is not None:
            for expression in self.context.expressions:
                self.leave(expression, LATER, self.context.line)
            for name in self.context.names:
                self.leave(f"${{{name}}}", _PLAIN, self.context.line)
        return tuple(dict.fromkeys(sorted(self.left, key=lambda left: left.line)))


def _at(problem: Problem, line: int) -> Problem:
    return problem._replace(location=problem.location._replace(line=line))
