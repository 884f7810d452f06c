"""Other build services: shell commands under certain keys of YAML, with variables under others.

A service is a row of a table: which keys hold commands, which hold variables, how its own placeholders look.  What
stands there is read the same way for all of them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft.others import words
from buildx_cache_flags.core.formats import yamlnodes
from buildx_cache_flags.core.formats.yamlnodes import Document
from buildx_cache_flags.core.text.template import Part, Template

from . import folded
from .found_builds import Build, Found
from .kinds import FileKind
from .scripttext import ScriptText
from .shell import Dialect

if TYPE_CHECKING:
    from buildx_cache_flags.core.formats.yamlnodes import Node

Commands = list["Node"]
Variables = Mapping[str, tuple[Part, ...]]

_DEEPEST: Final = 40
_MOST: Final = 5_000
"""Scripts of one file, those that aliases repeat included."""


@dataclass(frozen=True, slots=True)
class Service:
    """Where a service keeps its commands and variables.

    ``commands`` are keys of texts or lists of texts; all commands of one list run in one shell where ``together`` is
    true.  ``shells`` are keys that name the shell.  ``own`` are its placeholders, which it replaces before the shell
    sees the text; a name in one stands for a variable of the file where there is one.
    """

    commands: frozenset[str]
    variables: frozenset[str]
    own: re.Pattern[str] | None = None
    together: bool = True
    shells: Mapping[str, Dialect] | None = None


_CIRCLE = re.compile(r"<<([^<>]*)>>")
_AZURE = re.compile(r"\$\(([A-Za-z_][\w.]*)\)|\$\{\{\s*(?:variables|parameters)\.([\w.]+)\s*\}\}|\$\{\{[^}$]*\}\}")
_TASK = re.compile(r"\{\{-?\s*\.([A-Za-z_]\w*)\s*-?\}\}|\{\{[^{}]*\}\}")
_CLOUD_BUILD = re.compile(r"\$\{?(_?[A-Z][A-Z0-9_]*)\}?")

_STRUCTURE: Final = words("tasks jobs job steps step run stages stage pipelines phases pipeline parallel inputs")
"""Keys that say nothing about where a command stands."""

SERVICES: Final[Mapping[FileKind, Service]] = {
    "circleci": Service(words("run command"), words("environment"), _CIRCLE),
    "azure-pipelines": Service(
        words("script bash pwsh powershell"),
        words("variables env"),
        _AZURE,
        shells={"pwsh": "powershell", "powershell": "windows-powershell"},
    ),
    "bitbucket": Service(words("script after-script"), words("variables")),
    "drone": Service(words("commands"), words("environment"), re.compile(r"\$\{((?:DRONE|CI)_[A-Z_]+)[^{}]*\}")),
    "buildkite": Service(words("command commands"), words("env")),
    "cloud-build": Service(words("script"), words("substitutions"), _CLOUD_BUILD),
    "taskfile": Service(words("cmds cmd command"), words("vars env"), _TASK, together=False),
    "codebuild": Service(words("commands"), words("env"), together=False),
}


def read(document: Document, catalog: Catalog, kind: FileKind) -> Found:
    """The builds of all commands of a service's file."""
    reader = _Reader(document, catalog, SERVICES[kind])
    for root in document.roots:
        reader.visit(root, {}, (), 0)
    return Found(reader.builds, problems=reader.problems)


class _Reader:
    """Goes through a file from the top."""

    def __init__(self, document: Document, catalog: Catalog, service: Service) -> None:
        self.document = document
        self.catalog = catalog
        self.service = service
        self.builds: list[Build] = []
        self.problems: list[Problem] = []
        self._scripts = 0

    def visit(self, node: "Node", above: Variables, where: tuple[str, ...], depth: int) -> None:
        """Read what stands in *node*, which sees the variables *above* it; *where* are the names on the way."""
        if depth > _DEEPEST or self._scripts > _MOST:
            return
        settings = self.document.mapping(node)
        variables = {**above, **self._variables(settings, above)}
        named = (*where, *_name(settings, where))
        self._exec_form(settings, variables, named)
        for key, value in settings.items():
            if key in self.service.commands and self._is_script(value):
                self._script(value, variables, named, key)
                for item in yamlnodes.items(value):
                    self.visit(item, variables, named, depth + 1)
            elif key not in self.service.variables:
                self.visit(value, variables, named if key in _STRUCTURE else (*named, key), depth + 1)
        for item in yamlnodes.items(node):
            self.visit(item, variables, where, depth + 1)

    @staticmethod
    def _is_script(node: "Node") -> bool:
        listed = yamlnodes.items(node)
        return yamlnodes.text(node) is not None or any(yamlnodes.text(item) is not None for item in listed)

    def _variables(self, settings: Mapping[str, "Node"], above: Variables) -> Variables:
        found: dict[str, tuple[Part, ...]] = {}
        for key in self.service.variables & settings.keys():
            for name, text in self._pairs(settings[key]):
                found[name] = tuple(self.parts(text, {**above, **found}))
        return found

    def _pairs(self, node: "Node") -> Iterator[tuple[str, str]]:
        """Names and values: of a mapping, of a list of ``name`` and ``value``, or of texts ``NAME=value``."""
        for key, single in self.document.mapping(node).items():
            written = yamlnodes.text(single)
            if written is not None:
                yield key, written
            elif key == "variables":
                yield from self._pairs(single)
        for item in yamlnodes.items(node):
            name, equals, text = (yamlnodes.text(item) or "").partition("=")
            if equals:
                yield name, text
                continue
            pair = self.document.mapping(item)
            named, value = yamlnodes.text(pair.get("name")), yamlnodes.text(pair.get("value"))
            if named and value is not None:
                yield named, value
            elif len(pair) == 1:
                yield from self._pairs(item)

    def parts(self, text: str, variables: Variables) -> Iterator[Part]:
        """*text* with the service's own placeholders: a variable of the file, or what is known only later."""
        position = 0
        for match in self.service.own.finditer(text) if self.service.own else ():
            if match.start() > position:
                yield Part("text", text[position : match.start()])
            position = match.end()
            name = next(filter(None, match.groups()), "")
            yield from variables[name] if name in variables else (Part("raw", match[0]),)
        if position < len(text):
            yield Part("text", text[position:])

    def _script(self, node: "Node", variables: Variables, where: tuple[str, ...], key: str) -> None:
        commands = yamlnodes.items(node) or [node]
        groups = [commands] if self.service.together else [[one] for one in commands]
        for group in groups:
            texts = [text for one in group if (text := yamlnodes.text(one)) is not None]
            script = ScriptText((self.service.shells or {}).get(key, "bash"))
            self._scripts += 1
            for name, value in variables.items():
                if name.isidentifier() and any(name in text for text in texts):
                    script.set(name, value, yamlnodes.line(node))
            for one in group:
                self.problems += folded.problems(one, yamlnodes.line(one), ", ".join(where))
                text = yamlnodes.text(one)
                if text is not None:
                    template = Template(tuple(self.parts(text, variables)), yamlnodes.first_line(one))
                    script.add(template, keeps_lines=yamlnodes.keeps_lines(one))
            self.builds += script.builds(self.catalog, _before(where))

    def _exec_form(self, settings: Mapping[str, "Node"], variables: Variables, where: tuple[str, ...]) -> None:
        """``args`` of a container that runs docker: a list of words, which no shell reads."""
        arguments = yamlnodes.items(settings.get("args"))
        program = yamlnodes.text(settings.get("entrypoint")) or yamlnodes.text(settings.get("name")) or ""
        if not arguments:
            return
        last = program.rpartition("/")[2].partition(":")[0]
        if last in ("bash", "sh"):
            self._script(arguments[-1], variables, where, "")
        elif last in ("docker", "buildx"):
            self._words(arguments, variables, where)

    def _words(self, arguments: Commands, variables: Variables, where: tuple[str, ...]) -> None:
        script = ScriptText("bash")
        script.add(Template((Part("text", "docker \\\n"),), yamlnodes.line(arguments[0])), keeps_lines=False)
        for number, item in enumerate(arguments):
            behind = " \\\n" if number + 1 < len(arguments) else "\n"
            parts = [
                Part("text", "'"),
                *self._quoted(yamlnodes.text(item) or "", variables),
                Part("text", f"'{behind}"),
            ]
            script.add(Template(tuple(parts), yamlnodes.line(item)), keeps_lines=False)
        self.builds += script.builds(self.catalog, _before(where))

    def _quoted(self, text: str, variables: Variables) -> Iterator[Part]:
        for part in self.parts(text, variables):
            yield Part("text", part.text.replace("'", "'\\''")) if part.kind == "text" else part


def _name(settings: Mapping[str, "Node"], where: tuple[str, ...]) -> tuple[str, ...]:
    """The name that a part of the file has for itself."""
    texts = (yamlnodes.text(settings.get(key)) for key in ("displayName", "label", "name", "job", "stage"))
    name = next(filter(None, texts), "")
    return (name,) if name and name not in where[-1:] else ()


def _before(where: tuple[str, ...]) -> str:
    return f"{', '.join(where)}, " if where else ""
