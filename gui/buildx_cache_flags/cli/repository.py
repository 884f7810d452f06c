"""``inspect --tags`` and ``inspect --may-write``: what is asked of a whole repository."""

import json

from buildx_cache_flags.core.cachemanifest import sentences
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft.reference import Reference
from buildx_cache_flags.live import tags as listing
from buildx_cache_flags.live import write_check
from buildx_cache_flags.live.failures import OutsideError
from buildx_cache_flags.live.registry import RegistryClient
from buildx_cache_flags.live.tags import Caches, Tag

from .answers import problem_row
from .console import Console


def tags(reference: Reference, console: Console, *, insecure: bool, form: str) -> int:
    """List the tags that hold a cache; 0 where there is one, else 1."""
    try:
        found = listing.caches(RegistryClient(reference, insecure=insecure))
    except OutsideError as error:
        return _failed(error.problem(), console, form)
    if form == "json":
        rows = [_row(tag) for tag in found.tags]
        answer = {
            "ok": bool(rows),
            "repository": reference.name,
            "caches": rows,
            "looked": found.looked,
            "tags": found.all,
        }
        console.write(json.dumps({**answer, "problems": []}).replace("##", "#\\u0023") + "\n")
    else:
        _write(reference, found, console)
    return 0 if found.tags else 1


def may_write(reference: Reference, console: Console, *, insecure: bool, form: str) -> int:
    """Say whether a build may write to the repository; 0 where it may, else 1."""
    try:
        said = write_check.check(RegistryClient(reference, insecure=insecure))
    except OutsideError as error:
        return _failed(error.problem(), console, form)
    if form == "json":
        answer = {"ok": True, "repository": reference.name, "message": said, "problems": []}
        console.write(json.dumps(answer).replace("##", "#\\u0023") + "\n")
    else:
        console.line(f"{reference.name}: {console.styled(said, 'fine')}")
    return 0


def _failed(problem: Problem, console: Console, form: str) -> int:
    if form == "json":
        console.write(json.dumps({"ok": False, "problems": [problem_row(problem)]}).replace("##", "#\\u0023") + "\n")
    else:
        console.line(f"{console.styled(problem.severity, problem.severity)}: {problem.message} [{problem.code}]")
    return 1


def _row(tag: Tag) -> dict[str, object]:
    contents = tag.contents
    assert contents is not None
    return {"tag": tag.name, "kind": contents.kind, "size": contents.size, "created": contents.created}


def _write(reference: Reference, found: Caches, console: Console) -> None:
    console.line(reference.name)
    width = max((len(tag.name) for tag in found.tags), default=0)
    for tag in found.tags:
        row = _row(tag)
        size = sentences.size(int(str(row["size"])))
        console.line(f"  {tag.name:<{width}}  {row['kind']:<6}  {size:>9}  {row['created']}".rstrip())
    number = sentences.counted(len(found.tags), "tag")
    many = f"more than {found.all:,}" if found.more else f"{found.all:,}"
    looked = f"; {found.looked:,} of {many} tags were looked into" if found.more or found.looked < found.all else ""
    console.line(f"{number} with a cache{looked}.")
