"""Compose files: every service with a ``build`` is a build."""

from collections.abc import Iterator
from typing import Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.problems import Fix, Problem
from buildx_cache_flags.core.disk.beside import Beside, NoFiles
from buildx_cache_flags.core.formats import yamlnodes
from buildx_cache_flags.core.formats.compose.interpolation import interpolated
from buildx_cache_flags.core.formats.compose.services import At, Project, Service
from buildx_cache_flags.core.formats.yamlnodes import Document
from buildx_cache_flags.core.text.template import Template

from .found_builds import Build, Found, file_problem
from .outputs import read_output
from .sheet import Sheet

_KEYS: Final[dict[str, Option]] = {"cache_to": "cache-to", "cache_from": "cache-from"}
_BAKE_KEYS: Final[dict[str, Option]] = {"cache-to": "cache-to", "cache-from": "cache-from"}
_LIST: Final = "it is not a list of texts"

NO_LIST: Final = codes.register(
    "compose-no-list",
    "error",
    catches="cache_to or cache_from of a Compose file as one text or a mapping",
    source="Compose: validating services.NAME.build.cache_to: must be a array",
)

NO_PARENT: Final = codes.register(
    "compose-no-parent",
    "error",
    catches="a service of a Compose file that extends one that is not there",
    source="Compose: cannot extend service NAME: service not found",
)


def read(document: Document, catalog: Catalog, name: str = "", beside: Beside | None = None) -> Found:
    """The services that are built; *name* tells which override files count."""
    project = Project(document, name, beside or NoFiles())
    services = [service for service in project.services() if service.builds]
    builds = [_build(service, project, catalog) for service in services]
    problems = [problem for service in services for problem in _refused(service)]
    problems += [_no_parent(name, at) for name, at in project.no_parents]
    return Found(builds, project.left, list(dict.fromkeys(problems)), project.left)


def _no_parent(name: str, at: At) -> Problem:
    where = f"{at.file}: " if at.file else ""
    message = f"{where}A service extends {name or 'a service without a name'}, which doesn't exist, so Compose stops. Fix the name."
    return file_problem(NO_PARENT, 0 if at.file else at.line, message)


def _refused(service: Service) -> Iterator[Problem]:
    """Settings that Compose refuses, whatever they say."""
    for key, at in service.no_lists:
        message = f"Compose rejects {key} of service {service.name} because it needs a list of texts. Put each entry on its own line, after “- ”."
        if at.file:
            message = f"{at.file}: {message}"
        problem = file_problem(NO_LIST, 0 if at.file else at.line, message)
        text = None if at.file else yamlnodes.text(at.node)
        yield problem._replace(fix=Fix("Make it a list", (), text)) if text else problem


def _build(service: Service, project: Project, catalog: Catalog) -> Build:
    # Compose leaves it to the command whether the image is pushed, so what could go wrong then is said.
    where = f"service {service.name}" + (f" of {service.at.file}" if service.at.file else "")
    sheet = Sheet(where, service.at.line, catalog, output="push")
    image = _scalar(service.values.get("image"), project)
    tags = [tag for at in service.lists.get("tags", ()) for tag in _texts(at, sheet, "tags", project)]
    sheet.name([image, *tags] if image and image.raw else tags)
    sheet.context = _scalar(service.values.get("context"), project)
    _take_file(sheet, service, project)
    for key, option in _KEYS.items():
        for at in service.lists.get(key, ()):
            sheet.values(option, _texts(at, sheet, key, project))
    for key, option in _BAKE_KEYS.items():
        for at in service.bake.get(key, ()):
            sheet.values(option, _texts(at, sheet, key, project))
    for at in service.bake.get("output", ()):
        for output in _texts(at, sheet, "output", project):
            read_output(output, sheet)
    sheet.leave_keys(service.others)
    sheet.leave_keys(service.other_bake)
    return sheet.build()


def _take_file(sheet: Sheet, service: Service, project: Project) -> None:
    """Which Dockerfile is built; the paths of a service of another file begin where that lies."""
    given = [service.values.get(key) for key in ("context", "dockerfile", "target")]
    is_here = not service.at.file and not any(at.file for at in given if at)
    sheet.tells_file = is_here and "dockerfile_inline" not in service.others
    sheet.dockerfile, sheet.stage = _scalar(given[1], project), _scalar(given[2], project)
    sheet.in_context = True


def _scalar(at: At | None, project: Project) -> Template | None:
    value = None if at is None or yamlnodes.is_null(at.node) else yamlnodes.text(at.node)
    # A part of another file has no line in the one that is read.
    return (
        None if value is None or at is None else interpolated(value, 0 if at.file else at.line, project.known(at.file))
    )


def _texts(at: At, sheet: Sheet, key: str, project: Project) -> Iterator[Template]:
    value = _scalar(at, project)
    if value is not None:
        if value.parts:
            yield value
    elif not yamlnodes.is_null(at.node):
        sheet.leave(key, _LIST, at.line)
        sheet.unchecked(key, _LIST, at.line)
