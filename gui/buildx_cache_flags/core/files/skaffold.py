"""Skaffold: the images of ``build.artifacts``, those of profiles included.

Source: the reference of skaffold.yaml.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.formats import yamlnodes
from buildx_cache_flags.core.formats.yamlnodes import Document
from buildx_cache_flags.core.text.template import Part, Template, plain

from .found_builds import Build, Found
from .scripttext import ScriptText
from .sheet import ONLY_CACHE, Sheet

if TYPE_CHECKING:
    from buildx_cache_flags.core.formats.yamlnodes import Node

_OPENING: Final = "{{"


def read(document: Document, catalog: Catalog) -> Found:
    """The build of every image."""
    found = Found()
    for root in document.roots:
        builds = [document.at(root, "build")]
        builds += [document.at(profile, "build") for profile in yamlnodes.items(document.at(root, "profiles"))]
        for build in builds:
            for artifact in yamlnodes.items(document.at(build, "artifacts")) if build is not None else ():
                found.builds += _artifact(document, artifact, catalog)
    return found


def _artifact(document: Document, artifact: "Node", catalog: Catalog) -> Iterator[Build]:
    settings = document.mapping(artifact)
    image = yamlnodes.text(settings.get("image")) or ""
    docker = settings.get("docker")
    if docker is not None:
        yield _docker(document, docker, image, settings, catalog)
    command = document.at(settings.get("custom"), "buildCommand") if "custom" in settings else None
    text = yamlnodes.text(command)
    if command is not None and text is not None:
        script = ScriptText("sh")
        script.add(
            Template(plain(text).parts, yamlnodes.first_line(command)), keeps_lines=yamlnodes.keeps_lines(command)
        )
        yield from script.builds(catalog, f"artifact {image}, ")


def _docker(document: Document, node: "Node", image: str, settings: Mapping[str, "Node"], catalog: Catalog) -> Build:
    keys = document.mapping(node)
    sheet = Sheet(f"artifact {image}", yamlnodes.line(node), catalog)
    sheet.name([_template(image, yamlnodes.line(settings["image"]))] if image else [])
    context = yamlnodes.text(settings.get("context"))
    if context:
        sheet.context = _template(context, yamlnodes.line(settings["context"]))
    for item in yamlnodes.items(keys.get("cacheFrom")):
        sheet.value("cache-from", _template(yamlnodes.text(item) or "", yamlnodes.line(item)))
    _flags(yamlnodes.items(keys.get("cliFlags")), sheet)
    sheet.leave_keys(key for key in keys if key not in ("cacheFrom", "cliFlags"))
    return sheet.build()


def _flags(items: Sequence["Node"], sheet: Sheet) -> None:
    """The arguments of docker; each is a word of its own."""
    words = iter(items)
    for item in words:
        text = yamlnodes.text(item) or ""
        name, equals, value = text.partition("=")
        option: Option | None = next((one for one in OPTIONS if name == f"--{one}"), None)
        if option is None:
            sheet.leave(text, ONLY_CACHE, yamlnodes.line(item))
            continue
        following = None if equals else next(words, None)
        if following is not None:
            value = yamlnodes.text(following) or ""
        sheet.value(option, _template(value, yamlnodes.line(item)))


def _template(text: str, line: int) -> Template:
    """A text in which Skaffold's templates are known only when it runs."""
    parts: list[Part] = []
    while _OPENING in text:
        before, _, rest = text.partition(_OPENING)
        inner, _, text = rest.partition("}}")
        parts += plain(before).parts
        parts.append(Part("raw", f"{{{{{inner}}}}}"))
    return Template((*parts, *plain(text).parts), line)
