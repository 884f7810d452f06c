"""``builder``: what docker buildx says of the builder in use."""

import json
import sys
from argparse import Namespace
from typing import Any

from buildx_cache_flags.core.check import builders
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.live import builder as outside
from buildx_cache_flags.live.builder import FoundBuilder
from buildx_cache_flags.live.failures import OutsideError

from .answers import problem_row
from .console import Console


def run(arguments: Namespace) -> int:
    """Print the builder; 0 where it can write a registry cache, 1 where it can't or that can't be told."""
    if arguments.registry is not None:
        from . import own_registry

        return own_registry.run(arguments)
    if arguments.ca is not None or arguments.insecure:
        return int(arguments.refuse("--ca and --insecure are for --registry"))
    found: FoundBuilder | None = None
    try:
        found = outside.look()
        problems = builders.problems(found.builder, found.status)
    except OutsideError as error:
        problems = (builders.no_answer(str(error)),)
    ok = found is not None and builders.exports_cache(found.builder, found.status)
    console = Console(sys.stdout)
    if arguments.format == "json":
        row = {"ok": ok, "builder": found and _row(found), "problems": [problem_row(problem) for problem in problems]}
        console.write(json.dumps(row).replace("##", "#\\u0023") + "\n")
    else:
        _write(found, problems, console, ok=ok)
    return 0 if ok else 1


def _write(found: FoundBuilder | None, problems: tuple[Problem, ...], console: Console, *, ok: bool) -> None:
    if found:
        builder = found.builder
        console.line(
            f"Builder {builder.name}: driver {builder.driver}, BuildKit {builder.buildkit or 'unknown'}, buildx {found.buildx}."
        )
        if builder.platforms:
            console.line(f"Platforms: {', '.join(builder.platforms)}.")
    if ok:
        console.line(console.styled("It can write a registry cache.", "fine"))
    for problem in problems:
        console.line(f"{console.styled(problem.severity, problem.severity)}: {problem.message} [{problem.code}]")


def _row(found: FoundBuilder) -> dict[str, Any]:
    builder = found.builder
    return {
        "name": builder.name,
        "driver": builder.driver,
        "buildkit": builder.buildkit,
        "buildx": found.buildx,
        "platforms": list(builder.platforms),
    }
