"""``cleanup``: prints the file that deletes old versions of a cache."""

import json
import sys
from argparse import Namespace

from buildx_cache_flags.core import cleanup
from buildx_cache_flags.core.cleanup import Cleanup
from buildx_cache_flags.core.draft import entries
from buildx_cache_flags.core.text.wording import shown

from .console import Console
from .report_tables import load_catalog


def run(arguments: Namespace) -> int:
    """Print the file, and on standard error what to do with it; 1 where there is nothing to paste."""
    ref = _ref(arguments)
    made = cleanup.of_ref(ref, load_catalog())
    if made is None:
        refused = f"{shown(ref)} is not a valid reference. Use host/repository:tag, with variables as ${{NAME}}"
        return int(arguments.refuse(refused))
    if arguments.format == "json":
        # No CI service finds a command in it.
        Console(sys.stdout).write(json.dumps(made._asdict()).replace("##", "#\\u0023") + "\n")
    else:
        _write(made)
    return 0 if made.text else 1


def _ref(arguments: Namespace) -> str:
    """The reference that is given, or that of a whole value."""
    text: str = arguments.ref
    if "=" not in text:
        return text
    try:
        (entry,) = entries.parse(text)
    except entries.EntryError as error:
        return str(arguments.refuse(f"{shown(text)} is not a valid value: {error}"))
    ref = entry.get(entries.SHORT_KEY)
    return ref or str(arguments.refuse(f"{shown(text)} has no ref. cleanup needs a value with type=registry"))


def _write(made: Cleanup) -> None:
    said = Console(sys.stderr)
    said.line(f"{said.styled(made.title, 'mark')} ({made.registry})")
    for sentence in (made.how, *made.notes):
        said.line(sentence)
    if made.command:
        said.line(f"  {made.command}")
    for source in made.sources:
        said.line(source)
    if made.text:
        Console(sys.stdout).write(made.text)
