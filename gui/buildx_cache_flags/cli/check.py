"""``check``: says what is right and wrong with the flags of a build."""

import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from types import ModuleType
from typing import TYPE_CHECKING, NoReturn

from buildx_cache_flags.core.asking import NOTHING, Answer, Question, ask
from buildx_cache_flags.core.catalog.parameters import Option

from . import jsonl, paths, text_report
from .answers import as_json
from .console import Console
from .paths import NoFileError
from .report_tables import load_catalog

if TYPE_CHECKING:
    from .folders import Gathered


def run(arguments: Namespace) -> int:
    """Check the given values and files, or what comes in; 0 without errors, 1 with."""
    console = Console(sys.stdout)
    refuse: Callable[[str], NoReturn] = arguments.refuse
    if arguments.log is not None:
        return _log(arguments, console, refuse)
    build = replace(NOTHING, image=arguments.image, buildkit=arguments.buildkit)
    around = Question((), build, with_variables=arguments.variables)
    if arguments.jsonl:
        if sys.stdin is None:
            refuse("standard input is closed, and --jsonl reads from it")
        try:
            fine = jsonl.answer_all(_lines(), load_catalog(), arguments.option, around, console.write)
        except NoFileError as error:
            refuse(str(error))
        return 0 if fine else 1
    try:
        names, values = paths.apart(arguments.values)
        given = names or values or arguments.literal or arguments.cache_to or arguments.cache_from
        if not (given or arguments.fix or arguments.diff):
            names = [paths.where_it_stands()]
        flags = _flags([*values, *arguments.literal], arguments)
        if arguments.fix or arguments.diff:
            _fix(names, arguments, around, console)
        if names:
            return _with_files(names, flags, arguments, around, console)
    except NoFileError as error:
        refuse(str(error))
    answer = ask(replace(around, flags=flags), load_catalog())
    _report(None, answer, arguments, console)
    return 0 if answer.ok else 1


def _log(arguments: Namespace, console: Console, refuse: Callable[[str], NoReturn]) -> int:
    """Say what the log of a build tells; nothing else goes with it but the format."""
    from . import log

    if arguments.format not in ("text", "json"):
        refuse("--log goes with --format text and json only")
    try:
        return log.run(arguments.log, arguments.format, console)
    except NoFileError as error:
        refuse(str(error))


def _flags(values: Sequence[str], arguments: Namespace) -> tuple[tuple[Option, str], ...]:
    """All values as the flags of one build."""
    named: dict[Option, list[str]] = {"cache-to": arguments.cache_to, "cache-from": arguments.cache_from}
    own: list[tuple[Option, str]] = [(option, value) for option, given in named.items() for value in given]
    return (*((arguments.option, value) for value in values), *own)


def _fix(names: Sequence[str], arguments: Namespace, around: Question, console: Console) -> None:
    """Put corrected values into the files, or show what that would change."""
    from buildx_cache_flags.core.project import file_fixes

    from . import fixes

    if not names or paths.STDIN in names:
        raise NoFileError("--fix and --diff need a file or a folder. Name one")
    if arguments.format != "text":
        raise NoFileError("--fix and --diff go with --format text only")
    for name in _folders().files_to_fix(names, around, load_catalog()):
        try:
            fixed = fixes.fix(name, around, load_catalog())
            if arguments.diff:
                fixes.show(fixed, console)
            if arguments.fix and fixed.done:
                file_fixes.write(fixed)
                fixes.tell(fixed, console)
        except UnicodeDecodeError:
            raise NoFileError(f"{name} is not changed because it is not in UTF-8") from None
        except OSError as error:
            raise NoFileError(f"{name} can't be changed: {error.strerror or error}") from None


def _report(gathered: "Gathered | None", answer: Answer | None, arguments: Namespace, console: Console) -> None:
    """Write everything in the format that was asked for."""
    strict: bool = arguments.strict
    if arguments.format == "text":
        if gathered:
            _folders().write(gathered, console, strict=strict)
        if answer:
            text_report.write(answer, console)
    elif arguments.format == "json":
        if gathered:
            console.line(_folders().as_json(gathered, answer, strict=strict))
        elif answer:
            console.line(as_json(answer))
    else:
        from . import reports

        problems = list(answer.problems if answer else ())
        if gathered:
            problems = [*_folders().problems(gathered, strict=strict), *problems]
        if arguments.format == "github":
            # These lines are commands, and made to be.
            for line in reports.github(problems):
                console.write(f"{line}\n")
        else:
            console.write((reports.gitlab if arguments.format == "gitlab" else reports.sarif)(problems) + "\n")


def _folders() -> ModuleType:
    """What reads files and folders, which a single value does not need."""
    from . import folders

    return folders


def _with_files(
    names: Sequence[str],
    flags: tuple[tuple[Option, str], ...],
    arguments: Namespace,
    around: Question,
    console: Console,
) -> int:
    """Check files and folders, and the values beside them."""
    gathered = _folders().gather(names, around, load_catalog())
    answer = ask(replace(around, flags=flags), load_catalog()) if flags else None
    _report(gathered, answer, arguments, console)
    return 0 if gathered.passes(strict=arguments.strict) and (answer is None or answer.ok) else 1


def _lines() -> Iterator[bytes]:
    """Standard input line by line, as bytes: only a line feed ends a line, and each is there as soon as it is sent."""
    try:
        yield from iter(sys.stdin.buffer.readline, b"")
    except OSError as error:
        raise NoFileError(f"standard input can't be read: {error.strerror}") from None
