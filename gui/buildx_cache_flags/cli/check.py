"""``check``: says what is right and wrong with the flags of a build."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace

from . import jsonl, text
from .answers import as_json
from .asking import NOTHING, Question, ask, table
from .console import Console


def run(arguments: Namespace) -> int:
    """Check the given values, or what comes in; 0 without errors, 1 with."""
    console = Console(sys.stdout)
    build = replace(NOTHING, image=arguments.image, buildkit=arguments.buildkit)
    question = Question(
        tuple((arguments.option, value) for value in arguments.values), build, with_variables=arguments.variables
    )
    if arguments.jsonl:
        fine = jsonl.answer_all(_lines(), table(), arguments.option, question, console.write)
        return 0 if fine else 1
    answer = ask(question, table())
    if arguments.format == "json":
        console.line(as_json(answer))
    else:
        text.write(answer, console)
    return 0 if answer.ok else 1


def _lines() -> Iterator[bytes]:
    """Standard input line by line, as bytes: only a line feed ends a line, and each is there as soon as it is sent."""
    return iter(sys.stdin.buffer.readline, b"")
