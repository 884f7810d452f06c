"""``check --log``: what the log of a build says of its caches."""

import json
import sys
from pathlib import Path
from typing import Any, Final

from buildx_cache_flags.core import buildlog
from buildx_cache_flags.core.buildlog import log_problems
from buildx_cache_flags.core.buildlog.log_reading import BuildLog, LoggedBuild
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.disk import contents
from buildx_cache_flags.core.text.wording import visible

from . import text_report
from .answers import problem_row
from .console import Console
from .paths import STDIN, NoFileError

LARGEST: Final = 50_000_000
"""Bytes of a log that is read: that of a long job with all its other steps."""


def run(name: str, form: str, console: Console) -> int:
    """Say what the log at *name* tells of its builds; 0 without errors, 1 with.

    :class:`NoFileError` where there is no such text.
    """
    log = buildlog.read(_content(name))
    problems = buildlog.problems(log)
    ok = all(problem.severity != "error" for problem in problems)
    if form == "json":
        rows = [problem_row(problem) for problem in problems]
        answer = {"ok": ok, "builds": [_row(build) for build in log.builds], "problems": rows}
        console.write(json.dumps(answer).replace("##", "#\\u0023") + "\n")
    else:
        _write(name, log, problems, console)
    return 0 if ok else 1


def _content(name: str) -> str:
    try:
        if name == STDIN:
            if sys.stdin is None:
                raise NoFileError("standard input is closed, and --log - reads from it")
            return sys.stdin.buffer.read(LARGEST).decode("utf-8", "replace")
        return contents.text(Path(name), largest=LARGEST, pipes=True)
    except contents.UnreadableError as error:
        raise NoFileError(f"{name}: {error}") from error
    except OSError as error:
        raise NoFileError(f"{name} can't be read: {error.strerror or error}") from None


def _write(name: str, log: BuildLog, problems: tuple[Problem, ...], console: Console) -> None:
    shown = visible(name, 200)
    for build in log.builds:
        console.line(f"{shown}:{build.line}: a build")
        for sentence in filter(None, (*log_problems.summary(build), log_problems.cost(build))):
            console.line(f"  {sentence}")
    for problem in problems:
        severity = console.styled(problem.severity, problem.severity)
        line = f"{shown}:{problem.location.line}: " if problem.location.line else f"{shown}: "
        console.line(f"{line}{severity}: {problem.message} [{problem.code}]")
    counts = text_report.counted(problem.severity for problem in problems)
    builds = f"{len(log.builds)} build{'' if len(log.builds) == 1 else 's'}"
    console.line(f"{builds}; {counts or 'nothing went wrong with a cache'}.")


def _row(build: LoggedBuild) -> dict[str, Any]:
    return {
        "line": build.line,
        "steps": [
            {
                "line": step.line,
                "stage": step.stage,
                "number": step.number,
                "instruction": step.instruction,
                "how": step.how,
                "seconds": step.seconds,
            }
            for step in build.steps
        ],
        "imports": [{"line": one.line, "name": one.name, "error": one.error} for one in build.imports],
        "exports": [
            {"line": one.line, "to": one.place, "layers": one.layers, "seconds": one.seconds, "error": one.error}
            for one in build.exports
        ],
        "failure": build.failure,
    }
