"""Dev containers: what devcontainer.json says of the build, as the dev container CLI hands it to docker.

Source: the reference of devcontainer.json, and what @devcontainers/cli 0.89 runs.
"""

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.formats import jsonc
from buildx_cache_flags.core.formats.jsonc import Node, Text
from buildx_cache_flags.core.pasted.leftout import LeftOutAt
from buildx_cache_flags.core.text.template import Part, Template, plain

from . import jsonfiles
from .found_builds import Build, Found, file_problem
from .scripttext import ScriptText
from .sheet import ONLY_CACHE, Sheet

INLINE: Final = codes.register(
    "devcontainer-inline",
    "warning",
    catches="a cache export of a dev container, in addition to the inline cache that its tool adds to every build",
    source="@devcontainers/cli: --build-arg BUILDKIT_INLINE_CACHE=1",
)
ONE_OPTION: Final = codes.register(
    "devcontainer-option",
    "error",
    catches="an option of a dev container's build with its value after a space, which docker reads as one word",
    source="@devcontainers/cli: each element of options is one argument",
)
_VARIABLE = re.compile(r"\$\{(?:(localEnv|env):([^:}]*)(?::([^}]*))?|[A-Za-z]+(?::[^}]*)?)\}")
_ARGUMENT: Final = "BUILDKIT_INLINE_CACHE"
_COMPOSE: Final = "Compose builds this dev container, so check that file"
_COMMANDS: Final = (
    "initializeCommand",
    "onCreateCommand",
    "updateContentCommand",
    "postCreateCommand",
    "postStartCommand",
    "postAttachCommand",
)


def read(text: str, catalog: Catalog) -> Found:
    """The build of a dev container, and those of its commands."""
    file = jsonfiles.parse(text)
    found = Found()
    settings = jsonc.fields(file.get("build"))
    dockerfile = settings.get("dockerfile") or settings.get("dockerFile") or file.get("dockerFile")
    if dockerfile or settings:
        found.builds.append(_build(settings, file, dockerfile.line if dockerfile else file["build"].line, catalog))
    for key in _COMMANDS:
        for name, command, line in _commands(key, file.get(key)):
            script = ScriptText("sh")
            script.add(plain(command, line), keeps_lines=False)
            found.builds += script.builds(catalog, f"{name}, ")
    compose = file.get("dockerComposeFile")
    if compose:
        found.unchecked.append(LeftOutAt("dockerComposeFile", _COMPOSE, compose.line))
    return found


def _commands(name: str, node: Node | None) -> Iterator[tuple[str, str, int]]:
    """The commands of one step: a text for the shell, a list of arguments, or several of these by name."""
    if isinstance(node, Text):
        yield name, node.text, node.line
    elif isinstance(node, jsonc.Array):
        yield name, shlex.join(item.text for item in jsonc.strings(node)), node.line
    else:
        for key, value in jsonc.fields(node).items():
            if not isinstance(value, jsonc.Object):
                yield from _commands(f"{name} {key}", value)


def expanded(node: Text) -> Template:
    """A text with its variables: the default of one is used where it has any."""
    parts: list[Part] = []
    position = 0
    for match in _VARIABLE.finditer(node.text):
        parts += plain(node.text[position : match.start()]).parts
        parts += plain(match[3]).parts if match[3] is not None else (Part("raw", match[0], match[0]),)
        position = match.end()
    return Template((*parts, *plain(node.text[position:]).parts), node.line)


def _build(settings: Mapping[str, Node], file: Mapping[str, Node], line: int, catalog: Catalog) -> Build:
    sheet = Sheet("dev container", line, catalog, output="load")
    context = settings.get("context") or file.get("context")
    if isinstance(context, Text):
        sheet.context = expanded(context)
    for node in jsonc.strings(settings.get("cacheFrom")):
        sheet.value("cache-from", expanded(node))
    findings = list(_options(jsonc.strings(settings.get("options")), sheet))
    sheet.leave_keys(key for key in settings if key not in ("context", "cacheFrom", "options", "dockerfile"))
    build = sheet.build()
    argument = jsonc.fields(settings.get("args")).get(_ARGUMENT)
    switched_off = isinstance(argument, Text | jsonc.Other) and argument.text not in ("1", "true")
    exported = next((one for one in build.entries if one.option == "cache-to" and one.entry.type != "inline"), None)
    if exported and not switched_off:
        message = (
            "The dev container CLI adds an inline cache (BUILDKIT_INLINE_CACHE=1) to every build, so this is a second"
            ' export. Set "args": {"BUILDKIT_INLINE_CACHE": "0"} to turn that off.'
        )
        findings.append(file_problem(INLINE, exported.line, message))
    return replace(build, findings=tuple(findings))


def _options(nodes: list[Text], sheet: Sheet) -> Iterator[Problem]:
    """Take the options, each of which is one argument of docker."""
    rest = iter(nodes)
    for node in rest:
        name, equals, value = node.text.partition("=")
        option: Option | None = next((one for one in OPTIONS if name == f"--{one}"), None)
        if option and equals:
            sheet.value(option, expanded(Text(value, node.line)))
        elif option:
            following = next(rest, None)
            if following is not None:
                sheet.value(option, expanded(following))
        elif re.match(r"--[a-z-]+[ \t]", node.text):
            word, _, behind = node.text.partition(" ")
            message = f"Each element of options is one argument, and docker has no option “{word} …” with a space in it. Use {word}={behind.strip()}."
            yield file_problem(ONE_OPTION, node.line, message)
        else:
            sheet.leave(node.text, ONLY_CACHE, node.line)
