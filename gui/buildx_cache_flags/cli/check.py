"""``check``: says what is right and wrong with the flags of a build."""

import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NoReturn

from . import jsonl, paths, text
from .answers import as_json
from .asking import NOTHING, Question, ask, table
from .console import Console
from .paths import NoFileError


def run(arguments: Namespace) -> int:
    """Check the given values and files, or what comes in; 0 without errors, 1 with."""
    console = Console(sys.stdout)
    refuse: Callable[[str], NoReturn] = arguments.refuse
    build = replace(NOTHING, image=arguments.image, buildkit=arguments.buildkit)
    around = Question((), build, with_variables=arguments.variables)
    if arguments.jsonl:
        if sys.stdin is None:
            refuse("standard input is closed, and --jsonl reads from it")
        try:
            fine = jsonl.answer_all(_lines(), table(), arguments.option, around, console.write)
        except NoFileError as error:
            refuse(str(error))
        return 0 if fine else 1
    try:
        names, values = paths.apart(arguments.values)
        values += arguments.literal
        if names:
            return _with_files(names, values, arguments, around, console)
    except NoFileError as error:
        refuse(str(error))
    answer = ask(_question(values, arguments, around), table())
    if arguments.format == "json":
        console.line(as_json(answer))
    else:
        text.write(answer, console)
    return 0 if answer.ok else 1


def _question(values: Sequence[str], arguments: Namespace, around: Question) -> Question:
    """*values* as the flags of one build."""
    return replace(around, flags=tuple((arguments.option, value) for value in values))


def _with_files(
    names: Sequence[str], values: Sequence[str], arguments: Namespace, around: Question, console: Console
) -> int:
    """Check files, and the values beside them."""
    from . import files

    strict: bool = arguments.strict
    checked = [files.check(name, around, table()) for name in names]
    answer = ask(_question(values, arguments, around), table()) if values else None
    if arguments.format == "json":
        console.line(files.as_json(checked, answer, strict=strict))
    else:
        for one in checked:
            files.write(one, console, strict=strict)
        if answer:
            text.write(answer, console)
    return 0 if all(files.passes(one, strict=strict) for one in checked) and (answer is None or answer.ok) else 1


def _lines() -> Iterator[bytes]:
    """Standard input line by line, as bytes: only a line feed ends a line, and each is there as soon as it is sent."""
    try:
        yield from iter(sys.stdin.buffer.readline, b"")
    except OSError as error:
        raise NoFileError(f"standard input can't be read: {error.strerror}") from None
