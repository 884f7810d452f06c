"""``inspect``: what is really in the registry under a ref.  Read only."""

import json
import sys
from argparse import Namespace
from typing import Any, NamedTuple

from buildx_cache_flags.core.cachemanifest import looks, meaning, sentences
from buildx_cache_flags.core.cachemanifest.inventory import Contents
from buildx_cache_flags.core.cachemanifest.manifests import ManifestError
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft import entries, reference
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.draft.reference import Reference
from buildx_cache_flags.core.text.wording import shown

from .answers import problem_row
from .console import Console
from .report_tables import load_catalog

_MOST_LAYERS = 40
"""Layers that are listed for people."""


class _Asked(NamedTuple):
    """What is looked for; ``entry`` is empty but for its ref where only that was given."""

    reference: Reference
    entry: Entry
    insecure: bool


def run(arguments: Namespace) -> int:
    """Print what is there; 0 where a build will find a cache, 1 where it won't or that can't be told."""
    try:
        asked = _asked(arguments.ref, insecure=arguments.insecure)
    except ValueError as error:
        return int(arguments.refuse(str(error)))
    if arguments.tags or arguments.may_write:
        from . import repository

        asking = repository.tags if arguments.tags else repository.may_write
        return asking(asked.reference, Console(sys.stdout), insecure=asked.insecure, form=arguments.format)
    contents, problems = _look(asked)
    found = meaning.is_found(contents)
    console = Console(sys.stdout)
    if arguments.format == "json":
        console.write(_as_json(asked, contents, problems, found=found) + "\n")
    else:
        _write(asked, contents, problems, console, found=found)
    return 0 if found else 1


def _asked(text: str, *, insecure: bool) -> _Asked:
    """Read a reference, or a whole value as of ``--cache-from``; ``ValueError`` with a sentence where it is neither."""
    entry = entries.registry(text)
    if "=" in text:
        found = entries.parse(text)
        if len(found) != 1 or _key(found[0]) is None:
            raise ValueError(
                "inspect needs one reference, or one value with type=registry. Other types have no manifest"
            )
        entry = found[0]
    ref = entry.get(_key(entry) or "") or ""
    try:
        parsed = reference.parse(ref)
    except ValueError as error:
        raise ValueError(f"{shown(ref)} is not a valid reference ({error}). Use host/repository:tag") from None
    if not parsed.domain:
        raise ValueError(f"{shown(ref)} names no registry. Use host/repository:tag")
    return _Asked(parsed, entry, insecure or looks.is_insecure(entry))


def _key(entry: Entry) -> str | None:
    """The parameter with the reference of the cache; ``None`` where its type has none, and so no manifest."""
    backend = load_catalog().backend(entry.type)
    references = backend.references("cache-from") if backend else ()
    return references[0].name if references else None


def _look(asked: _Asked) -> tuple[Contents | None, tuple[Problem, ...]]:
    from buildx_cache_flags.live.failures import OutsideError
    from buildx_cache_flags.live.registry import RegistryClient

    try:
        contents = RegistryClient(asked.reference, insecure=asked.insecure).look()
    except OutsideError as error:
        return None, (error.problem(),)
    except ManifestError as error:
        return None, (meaning.unreadable(str(error)),)
    return contents, meaning.problems(contents, load_catalog().registries, asked.entry)


def _write(
    asked: _Asked, contents: Contents | None, problems: tuple[Problem, ...], console: Console, *, found: bool
) -> None:
    console.line(asked.reference.canonical)
    for sentence in sentences.of(contents) if contents else ():
        console.line(sentence)
    if found:
        console.line(console.styled(sentences.FOUND, "fine"))
    for problem in problems:
        console.line(f"{console.styled(problem.severity, problem.severity)}: {problem.message} [{problem.code}]")
    layers = contents.layers if contents else ()
    for layer in layers[:_MOST_LAYERS]:
        console.line(
            f"  {layer.digest[:19]}  {sentences.size(layer.size):>9}  {layer.compression:<12}  {layer.created}".rstrip()
        )
    if len(layers) > _MOST_LAYERS:
        console.line(f"  and {sentences.counted(len(layers) - _MOST_LAYERS, 'more layer')} (--format json lists all)")


def _as_json(asked: _Asked, contents: Contents | None, problems: tuple[Problem, ...], *, found: bool) -> str:
    """One object in plain ASCII; ``contents`` is null where nothing is there or that can't be told."""
    row: dict[str, Any] = {
        "ok": found,
        "ref": asked.reference.canonical,
        "contents": contents and _contents_row(contents),
        "problems": [problem_row(problem) for problem in problems],
    }
    return json.dumps(row).replace("##", "#\\u0023")


def _contents_row(contents: Contents) -> dict[str, Any]:
    layers = [layer._asdict() for layer in contents.layers]
    return {**contents._asdict(), "layers": layers, "size": contents.size, "compressions": list(contents.compressions)}
