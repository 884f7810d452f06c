"""The tree of a GitLab CI file: what its jobs take over by ``extends``, ``!reference``, ``default`` and ``include``."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.disk.beside import Beside
from buildx_cache_flags.core.formats import yamlnodes
from buildx_cache_flags.core.formats.broken import BrokenFileError
from buildx_cache_flags.core.formats.yamlnodes import Document
from buildx_cache_flags.core.pasted.leftout import LeftOutAt

if TYPE_CHECKING:
    from buildx_cache_flags.core.formats.yamlnodes import Node

Values = Mapping[str, "Node"]

_ELSEWHERE: Final = "it is in another project or on another host, so it is not read"
_NOT_THERE: Final = "there is no such file next to this one, so it is not read"
_NO_SUCH_JOB: Final = "it is in none of the files that are read"
_DEEPEST: Final = 12
_MOST_FILES: Final = 50


class Tree:
    """One file with those that it includes."""

    def __init__(self, document: Document, beside: Beside) -> None:
        self.document = document
        self.left: list[LeftOutAt] = []
        self.problems: list[Problem] = []
        self._beside = beside
        self._own = {id(document)}
        self._outside: dict[int, int] = {}
        """The nodes of included files that are used, with the line of the ``include``."""
        self._files = 0
        self._globals: dict[str, list[Node]] = {}
        for root in document.roots:
            self._take(document, root, 0, 0)

    def _take(self, document: Document, root: "Node", include_line: int, depth: int) -> None:
        """Take over what a file has; included files come first, so that this one wins."""
        for node in self._includes(document, document.at(root, "include")):
            self._include(document, node, include_line or yamlnodes.line(node), depth)
        for name, node in document.mapping(root).items():
            if include_line:
                self._mark(document, node, include_line)
            self._globals.setdefault(name, []).append(node)

    def _mark(self, document: Document, node: "Node", line: int, depth: int = 0) -> None:
        """Note that *node* and all in it stand in another file."""
        if depth > _DEEPEST or id(node) in self._outside:
            return
        self._outside[id(node)] = line
        for child in [*yamlnodes.items(node), *document.mapping(node).values()]:
            self._mark(document, child, line, depth + 1)

    @staticmethod
    def _includes(document: Document, node: "Node | None") -> list["Node"]:
        return yamlnodes.items(node) or ([node] if node is not None else [])

    def _include(self, document: Document, node: "Node", line: int, depth: int) -> None:
        alone = yamlnodes.text(node)
        local = alone if alone is not None and "://" not in alone else yamlnodes.text(document.at(node, "local"))
        if not local or depth > _DEEPEST or self._files > _MOST_FILES:
            settings = document.mapping(node)
            named = alone or next((yamlnodes.text(value) for value in settings.values() if yamlnodes.text(value)), "")
            self.left.append(LeftOutAt(f"include {named}".strip(), _ELSEWHERE, line))
            return
        self._files += 1
        text = self._beside.read(local.lstrip("/"))
        try:
            included = Document(text) if text else None
        except BrokenFileError:
            included = None
        if included is None:
            self.left.append(LeftOutAt(f"include {local}", _NOT_THERE, line))
            return
        for root in included.roots:
            self._take(included, root, line, depth + 1)

    def is_own(self, node: "Node") -> bool:
        """Whether *node* stands in the file itself."""
        return id(node) not in self._outside

    def line(self, node: "Node") -> int:
        """The line in the file that is read."""
        return self._outside.get(id(node)) or yamlnodes.line(node)

    def first_line(self, node: "Node") -> int:
        """The line on which the text of a scalar begins in the file that is read."""
        return self._outside.get(id(node)) or yamlnodes.first_line(node)

    def jobs(self) -> Iterator[str]:
        """The names of all that may be a job."""
        for name, nodes in self._globals.items():
            if self.document.mapping(nodes[-1]):
                yield name

    def used(self) -> frozenset[str]:
        """The templates that some job takes over, by ``extends`` or by a reference."""
        found: set[str] = set()
        for nodes in self._globals.values():
            for node in nodes:
                found.update(self._parents(self.document.at(node, "extends")))
                for value in self.document.mapping(node).values():
                    found.update(path[0] for path in self._references(value) if path)
        return frozenset(found | self._merged_somewhere())

    def _merged_somewhere(self) -> set[str]:
        """The templates of which a part stands in another job, too, because it merges them or names their anchors."""
        places: dict[int, set[str]] = {}
        for name, nodes in self._globals.items():
            for value in self.document.mapping(nodes[-1]).values():
                for node in (value, *yamlnodes.items(value)):
                    places.setdefault(id(node), set()).add(name)
        return {name for names in places.values() if len(names) > 1 for name in names}

    @staticmethod
    def _parents(node: "Node | None") -> list[str]:
        alone = yamlnodes.text(node)
        return [alone] if alone else [text for item in yamlnodes.items(node) if (text := yamlnodes.text(item))]

    def _references(self, node: "Node", depth: int = 0) -> Iterator[list[str]]:
        if depth > _DEEPEST:
            return
        if _is_reference(node):
            yield [yamlnodes.text(item) or "" for item in yamlnodes.items(node)]
            return
        for item in yamlnodes.items(node):
            yield from self._references(item, depth + 1)

    def job(self, name: str, depth: int = 0) -> dict[str, "Node"]:
        """What a job has, with what it extends; its own values win."""
        settings: dict[str, Node] = {}
        nodes = self._globals.get(name, ())
        if depth > _DEEPEST:
            return settings
        for node in nodes:
            own = self.document.mapping(node)
            for parent in self._parents(own.get("extends")):
                if parent in self._globals:
                    settings.update(self.job(parent, depth + 1))
                else:
                    self.left.append(LeftOutAt(f"extends {parent}", _NO_SUCH_JOB, self.line(node)))
            settings.update(own)
        return settings

    def variables(self, name: str) -> dict[str, tuple[str, int]]:
        """The variables of a job, each with its line: those of the file, which give way to its own."""
        job = self.job(name)
        found: dict[str, tuple[str, int]] = {}
        inherits = self.document.at(job.get("inherit"), "variables")
        allowed = {yamlnodes.text(item) for item in yamlnodes.items(inherits)}
        for node in self._globals.get("variables", ()):
            if yamlnodes.text(inherits) != "false":
                mine = self._variables(node)
                found.update({key: value for key, value in mine.items() if not allowed or key in allowed})
        return {**found, **self._own_variables(name)}

    def _own_variables(self, name: str, depth: int = 0) -> dict[str, tuple[str, int]]:
        """The variables of a job and of what it extends, which are merged one by one."""
        found: dict[str, tuple[str, int]] = {}
        for node in self._globals.get(name, ()) if depth <= _DEEPEST else ():
            for parent in self._parents(self.document.at(node, "extends")):
                found.update(self._own_variables(parent, depth + 1))
            own = self.document.at(node, "variables")
            if own is not None:
                found.update(self._variables(own))
        return found

    def _variables(self, node: "Node") -> dict[str, tuple[str, int]]:
        found = {}
        for name, value in self.document.mapping(self._referred(node)).items():
            text = yamlnodes.text(value)
            if text is None:
                text = yamlnodes.text(self.document.at(value, "value"))
            if text is not None and re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
                found[name] = (text, self.line(value))
        return found

    def commands(self, job: Values, key: str) -> list["Node"]:
        """The commands of a script, or of the default one where the job has none of its own."""
        node = job.get(key)
        if node is None and key != "script":
            node = self._default(job, key)
        return list(self._commands(node, 0)) if node is not None else []

    def _default(self, job: Values, key: str) -> "Node | None":
        inherits = self.document.at(job.get("inherit"), "default")
        allowed = {yamlnodes.text(item) for item in yamlnodes.items(inherits)}
        if yamlnodes.text(inherits) == "false" or (allowed and key not in allowed):
            return None
        defaults = [self.document.at(node, key) for node in self._globals.get("default", ())]
        found = [node for node in (*self._globals.get(key, ()), *defaults) if node is not None]
        return found[-1] if found else None

    def _commands(self, node: "Node", depth: int) -> Iterator["Node"]:
        """The commands of a script; lists may stand in lists."""
        if depth > _DEEPEST:
            return
        if _is_reference(node):
            referred = self._referred(node)
            if referred is not node:
                yield from self._commands(referred, depth + 1)
            return
        if yamlnodes.text(node) is not None:
            yield node
        for item in yamlnodes.items(node):
            yield from self._commands(item, depth + 1)

    def _referred(self, node: "Node") -> "Node":
        """What a ``!reference`` stands for; itself where that is not there, which is noted."""
        if not _is_reference(node):
            return node
        path = [yamlnodes.text(item) or "" for item in yamlnodes.items(node)]
        found = self.job(path[0]).get(path[1]) if len(path) > 1 else None
        target = self.document.at(found, *path[2:])
        if target is None:
            self.left.append(LeftOutAt(f"!reference [{', '.join(path)}]", _NO_SUCH_JOB, self.line(node)))
            return node
        return target


def _is_reference(node: "Node") -> bool:
    return yamlnodes.is_tagged(node) and str(node.tag) == "!reference"
