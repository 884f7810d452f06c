"""The targets of a Bake file: one, or one for each kind of build where a job does several."""

import json
from collections.abc import Iterator
from typing import Final, NamedTuple

from buildx_cache_flags.core.draft.command import Command

from . import bash, plan
from .plan import Plan

_FIRST: Final = "default"
_REQUEST: Final = "pull-request"
_SERVICE: Final = "service"
_SET: Final = {plan.BRANCH: plan.MAIN, plan.CACHE_REGISTRY: plan.SAMPLE_REGISTRY}


class Extra(NamedTuple):
    """An attribute that Bake alone has, as HCL and as JSON write it."""

    name: str
    hcl: str
    json: str


class BakeTarget(NamedTuple):
    """A target: its name, the build that it is, what a matrix adds, and whether it stands beside the main one."""

    name: str
    command: Command
    extras: tuple[Extra, ...] = ()
    beside: bool = False


class Bakes(NamedTuple):
    """What a file has besides its variables: what to know of it, groups, and targets."""

    comments: tuple[str, ...]
    group: tuple[str, ...]
    targets: tuple[BakeTarget, ...]


def of(command: Command) -> Bakes:
    """The targets of *command*."""
    job = plan.of(command)
    built, extras = job.of_matrix(), tuple(_extras(job))
    main = BakeTarget(_SERVICE if job.services else _FIRST, built.command, extras)
    found = [main]
    if job.differs:
        reads = built.reading()
        found.append(BakeTarget(_REQUEST, reads.command, _renamed(extras), beside=True))
    if job.shared is not None:
        base = job.jobs.services.shared
        target = Extra("target", json.dumps(base), json.dumps(base))
        found.insert(0, BakeTarget(base, job.of_shared().command, (target,), beside=True))
    group = tuple(one.name for one in found if one.name != _REQUEST) if job.services else ()
    return Bakes(tuple(_comments(job)), group, tuple(found))


def default_of(name: str) -> str | None:
    """What the variable *name* is where the environment says nothing; ``None`` where nobody knows."""
    return _SET.get(name)


def declared(command: Command, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of *names* that the file declares: a matrix gives the others their values."""
    job = plan.of(command)
    of_matrix = {name for name, there in ((plan.PLATFORM, job.platforms), (plan.SERVICE, job.services)) if there}
    return tuple(name for name in names if name not in of_matrix)


def _comments(job: Plan) -> Iterator[str]:
    if job.differs:
        yield f"For a pull request, which reads the cache and writes none: docker buildx bake {_REQUEST}"
    if job.of_branch:
        yield f"{plan.BRANCH} is read from the environment: the branch with “-” in place of “/”"
    if plan.CACHE_REGISTRY in job.names:
        yield f"{plan.CACHE_REGISTRY} is the host of the registry that keeps the cache: write yours"
    if job.services:
        yield "The services are stages of the Dockerfile: write yours"
    if job.platforms and job.draft.pushed and not job.services:
        yield f"Then put the images under one name: {bash.render(job.merge(), one_line=True).text}"


def _extras(job: Plan) -> Iterator[Extra]:
    values = {}
    if job.services:
        values[plan.SERVICE] = list(job.services)
    if job.platforms:
        values[plan.PLATFORM] = [one.tag for one in job.platforms]
    if not values:
        return
    name = "-".join([*(() if job.services else ("app",)), *(f"${{{one}}}" for one in values)])
    yield _same("name", name)
    inside = ", ".join(f"{key} = {json.dumps(found)}" for key, found in values.items())
    yield Extra("matrix", f"{{ {inside} }}", json.dumps(values))
    if job.services:
        yield Extra("target", plan.SERVICE, json.dumps(f"${{{plan.SERVICE}}}"))
    if job.platforms:
        call = f'replace({plan.PLATFORM}, "-", "/")'
        yield Extra("platforms", f"[{call}]", json.dumps([f"${{{call}}}"]))


def _same(name: str, text: str) -> Extra:
    return Extra(name, json.dumps(text), json.dumps(text))


def _renamed(extras: tuple[Extra, ...]) -> tuple[Extra, ...]:
    """*extras* of a second target with the same matrix, whose targets need names of their own."""
    names = (one.hcl.removeprefix('"') for one in extras)
    return tuple(
        Extra(one.name, f'"{_REQUEST}-{text}', f'"{_REQUEST}-{text}') if one.name == "name" else one
        for one, text in zip(extras, names, strict=True)
    )
