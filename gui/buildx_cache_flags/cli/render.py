"""``render``: prints, byte for byte, what Copy would put on the clipboard."""

import sys
from argparse import Namespace

from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.core.draft import Draft, Output
from buildx_cache_flags.core.outcome import View

from . import text
from .asking import NOTHING, Question, ask, load_catalog
from .console import Console, WriteError, refuse


def run(arguments: Namespace) -> int:
    """Print the command or the flags; 0 without errors, else 1 with the problems on standard error."""
    flags: list[tuple[Option, str]] = [("cache-to", value) for value in arguments.cache_to]
    flags.extend(("cache-from", value) for value in arguments.cache_from)
    # A reference may carry variables here, as it may in the window.
    question = Question(tuple(flags), _build(arguments), with_variables=True)
    answer = ask(question, load_catalog(), _view(arguments))
    console = Console(sys.stderr)
    if sys.stdout is None:
        raise WriteError("it is closed")
    if not answer.ok:
        text.write(answer, console)
        return 1
    if arguments.output == "push" and not arguments.image:
        console.line("--push has nothing to push without --image, so it is left out.")
    _write_bytes(answer.outcome.text.encode("utf-8"))
    return 0


def _view(arguments: Namespace) -> View:
    return View(
        arguments.target,
        one_line=arguments.one_line,
        defaults=arguments.defaults,
        bake_objects=arguments.bake_objects,
    )


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
