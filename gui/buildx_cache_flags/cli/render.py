"""``render``: prints, byte for byte, what Copy would put on the clipboard."""

import sys
from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from buildx_cache_flags.core.asking import NOTHING, Question, ask
from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.core.disk import contents
from buildx_cache_flags.core.disk.contents import UnreadableError
from buildx_cache_flags.core.draft import TRIGGERS, Draft, Output
from buildx_cache_flags.core.outcome import View

from . import text_report
from .console import Console, WriteError, refuse
from .report_tables import load_catalog

_OF_BUILD = ("image", "output", "cache_to", "cache_from", "buildkit")


def run(arguments: Namespace) -> int:
    """Print the command or the flags; 0 without errors, else 1 with the problems on standard error."""
    question, view = _of_file(arguments) if arguments.file else _of_options(arguments)
    answer = ask(question, load_catalog(), view)
    console = Console(sys.stderr)
    if sys.stdout is None:
        raise WriteError("it is closed")
    if not answer.ok:
        text_report.write(answer, console)
        return 1
    if arguments.output == "push" and not arguments.image:
        console.line("--push has nothing to push without --image, so it is not written.")
    _write_bytes(answer.outcome.text.encode("utf-8"))
    return 0


def _of_options(arguments: Namespace) -> tuple[Question, View]:
    if arguments.target is None:
        _refuse(arguments, "render needs --for, or the FILE of a setup")
    flags: list[tuple[Option, str]] = [("cache-to", value) for value in arguments.cache_to]
    flags.extend(("cache-from", value) for value in arguments.cache_from)
    view = View(
        arguments.target,
        one_line=arguments.one_line,
        defaults=arguments.defaults,
        bake_objects=arguments.bake_objects,
        pinned=arguments.pinned,
    )
    # A reference may carry variables here, as it may in the window.
    return Question(tuple(flags), _build(arguments), with_variables=True), view


def _of_file(arguments: Namespace) -> tuple[Question, View]:
    """What the setup says; how it is written may be said otherwise, and what is built may not."""
    from buildx_cache_flags.core.session import setups

    name: str = arguments.file
    if any(getattr(arguments, of) for of in _OF_BUILD) or arguments.context != ".":
        _refuse(arguments, "render needs the FILE of a setup or the options of a build, not both")
    try:
        raw = setups.read_raw(contents.text(Path(name), pipes=True), load_catalog())
    except UnreadableError as error:
        _refuse(arguments, f"{name} can't be read: {error}")
    except setups.SetupError as error:
        where = f"{name}:{error.line}" if error.line else name
        _refuse(arguments, f"{where}: {error}")
    view = raw.view._replace(
        target=arguments.target or raw.view.target,
        one_line=raw.view.one_line or arguments.one_line,
        defaults=raw.view.defaults or arguments.defaults,
        bake_objects=raw.view.bake_objects or arguments.bake_objects,
        pinned=raw.view.pinned or arguments.pinned,
    )
    flags: tuple[tuple[Option, str], ...] = tuple((option, value) for option, value, _ in raw.values)
    draft = replace(raw.draft, trigger=arguments.trigger or raw.draft.trigger)
    return Question(flags, draft, with_variables=True), view


def _refuse(arguments: Namespace, message: str) -> NoReturn:
    refuse_usage: Callable[[str], NoReturn] = arguments.refuse
    refuse_usage(message)


def _build(arguments: Namespace) -> Draft:
    output: Output = arguments.output or "push"
    return Draft(
        image=arguments.image,
        output=output,
        context=arguments.context,
        buildkit=arguments.buildkit,
        writes=NOTHING.writes,
        reads=NOTHING.reads,
        following=False,
        trigger=arguments.trigger or TRIGGERS[0],
    )


def _write_bytes(data: bytes) -> None:
    """Write *data* as it is: a text stream would turn line feeds into something else on Windows."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        refuse(error)
