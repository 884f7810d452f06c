"""What a file amounts to: its builds, each with a draft and the lines that it came from."""

from dataclasses import dataclass, field
from typing import Final

from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.codes import Code
from buildx_cache_flags.core.check.problems import Location, Problem
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.pasted.leftout import LeftOutAt

from .around import NOTHING_KNOWN, Around
from .kinds import FileKind

TOO_LONG: Final = codes.register(
    "file-too-long",
    "error",
    catches="a file that is longer than anything anybody writes",
    source="this check: reading must end",
    trait="limit",
)
SYNTAX: Final = codes.register(
    "file-syntax",
    "error",
    catches="a file that its own format rejects, such as broken YAML",
    source="the format of the file",
)
TOO_COMPLEX: Final = codes.register(
    "file-too-complex",
    "error",
    catches="a file that nests or repeats its parts too often to be read",
    source="this check: reading must end",
    trait="limit",
)
DUPLICATE_KEY: Final = codes.register(
    "file-duplicate-key",
    "error",
    catches="a key that is given twice in one place of a Compose file or a workflow",
    source="Compose and GitHub reject such a file",
)
NO_BUILD: Final = codes.register(
    "file-no-build",
    "error",
    catches="a file of a known kind without any build",
    source="this check: what was not checked must not pass as valid",
    trait="nothing",
)


def file_problem(code: Code, line: int, message: str) -> Problem:
    """What is wrong with a file as a whole, in one sentence; the line is 0 where there is none to name."""
    return Problem(code.code, code.severity, Place(), message, location=Location(line=line))


@dataclass(frozen=True, slots=True)
class Value:
    """One cache as it stands in the file, as the value of a flag: every variable in it is written ``${NAME}``.

    ``text`` has a variable also in the place of an expression that only the file's own reader can work out;
    ``spelling`` says how the file writes each of them.  ``stretches`` are the literals and variables that a script puts
    it together from, each with its line, or 0 where that is no literal.
    """

    option: Option
    text: str
    line: int
    spelling: tuple[tuple[str, str], ...] = ()
    stretches: tuple[tuple[str, int], ...] = ()

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
class Origin:
    """Where the text of a cache flag stands: on *line*, by itself or as the value of a *variable*."""

    option: Option
    variable: str
    line: int


@dataclass(frozen=True, slots=True)
class Build:
    """One build of a file.

    ``where`` names it as a person finds it, such as ``service app``.  ``draft`` is for the form, and keeps expressions
    as they stand; ``judged`` is for the rules, which are not to stumble over these, and ``values`` belong to it.
    ``entries`` are those of all values that buildx would read.  ``unchecked`` has every part of a cache value, and every
    whole one, that nobody can judge before the file is used.  ``language`` is empty where it is that of the file.
    ``origins`` say where the flags of a command stand that a script puts together, each in the order of its text.
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
    origins: tuple[tuple[Origin, ...], ...] = ()

    @property
    def put_together(self) -> bool:
        """Whether a cache flag comes from a variable of the script."""
        return any(one.variable for flag in self.origins for one in flag)


@dataclass(frozen=True, slots=True)
class FileReading:
    """What was found in a file; where that is nothing at all, a problem says why.

    ``unchecked`` has what was seen outside any build and not judged.  ``text`` is that of the file, as far as it was read.
    """

    name: str
    kind: FileKind
    builds: tuple[Build, ...] = ()
    problems: tuple[Problem, ...] = ()
    left_out: tuple[LeftOutAt, ...] = ()
    unchecked: tuple[LeftOutAt, ...] = ()
    text: str = field(default="", repr=False, compare=False)


@dataclass(slots=True)
class Found:
    """What a reader found in a file so far."""

    builds: list[Build] = field(default_factory=list)
    left: list[LeftOutAt] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unchecked: list[LeftOutAt] = field(default_factory=list)
