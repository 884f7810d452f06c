"""The targets of Bake files: what they inherit, the matrix they are made for, and what each setting amounts to."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Final

from buildx_cache_flags.core.formats.bake.hcl import Attribute, Block, Listed, Mapped, Node
from buildx_cache_flags.core.text import work
from buildx_cache_flags.core.text.template import Template

from .evaluation import value_of
from .scope import Function, Scope
from .values import Value, as_text, is_open, opaque

MOST_COMBINATIONS: Final = 200
"""Combinations of one matrix that are read: far more than anybody builds."""

_DEEPEST: Final = 20
_A_PARENT: Final = 50
"""What a target costs for each one that it is put together from."""

_FILE: Final = ("dockerfile", "dockerfile-inline", "target")
"""What says which Dockerfile is built, and which stage of it."""
_TAKEN_OVER: Final = ("context", "tags", "output", "cache-to", "cache-from")
"""Settings that matter here."""

_ADDED: Final = "cache-from"
"""The setting of these that Bake adds to an earlier one; of the others, a later one replaces an earlier one as a whole."""


@dataclass(frozen=True, slots=True)
class Target:
    """One target as Bake builds it: its name, where it stands, and what its settings amount to.

    ``decided`` says that the environment decides a condition of the file, and ``turned`` that this is the other outcome
    of it than the one by the defaults; ``others`` are settings
    that have nothing to do with the cache, and ``unread`` what could not be worked out, as the file writes it.
    ``no_parents`` are the targets that it inherits from and that are not there.
    """

    name: str
    line: int
    settings: Mapping[str, Value]
    others: tuple[str, ...]
    unread: tuple[tuple[str, str], ...] = ()
    decided: bool = False
    turned: bool = False
    no_parents: tuple[str, ...] = ()


class Definitions:
    """All blocks of one or several Bake files; where a block stands again, its later settings replace the earlier.

    ``missing`` has every variable and function that is used and defined nowhere: kind and name, and the first line.
    """

    def __init__(self, roots: Iterable[Block]) -> None:
        self.missing: dict[tuple[str, str], int] = {}
        self.constants: dict[str, Node] = {}
        self.variables: dict[str, Node | None] = {}
        self.functions: dict[str, Function] = {}
        self.targets: dict[str, Block] = {}
        for root in roots:
            self.constants.update((one.name, one.value) for one in root.attributes)
            for block in root.blocks:
                self._take(block)

    def _take(self, block: Block) -> None:
        name = block.labels[0] if block.labels else ""
        values = {one.name: one.value for one in block.attributes}
        if block.type == "variable":
            default = values.get("default")
            self.variables[name] = default if default is not None else self.variables.get(name)
        elif block.type == "function":
            self.functions[name] = _function(values)
        elif block.type == "target":
            earlier = self.targets.get(name)
            self.targets[name] = _together(earlier, block) if earlier else block

    def scope(self, *, turned: bool) -> Scope:
        """What expressions may use."""
        scope = Scope(self.variables, self.constants, self.functions, self.targets, turned=turned)
        scope.missing = self.missing
        return scope


def _together(earlier: Block, later: Block) -> Block:
    names = {one.name for one in later.attributes}
    kept = tuple(one for one in earlier.attributes if one.name not in names or one.name == _ADDED)
    return replace(earlier, attributes=(*kept, *later.attributes))


def _function(values: Mapping[str, Node]) -> Function:
    result = values.get("result") or Listed((), 0)
    variadic = values.get("variadic_params") or values.get("variadic_param")
    return Function(tuple(_names(values.get("params"))), next(iter(_names(variadic)), ""), result)


def _names(node: Node | None) -> Iterator[str]:
    """Words that stand where names are declared."""
    for item in node.items if isinstance(node, Listed) else (node,):
        if isinstance(item, Template) and item.parts:
            yield item.parts[0].text


def targets(definitions: Definitions, names: Iterable[str] | None = None) -> Iterator[Target]:
    """Every target that Bake lists: one for each combination of a matrix, and none whose name begins with ``_``.

    With *names*, only these.
    """
    for name in definitions.targets if names is None else names:
        if name.startswith("_"):
            continue
        usual = definitions.scope(turned=False)
        found = list(_Reader(definitions, usual).builds(name))
        yield from (replace(target, decided=usual.decided) for target in found)
        if not usual.decided:
            continue
        turned = _Reader(definitions, definitions.scope(turned=True)).builds(name)
        for before, after in zip(found, turned, strict=False):
            if any(before.settings.get(key) != after.settings.get(key) for key in _TAKEN_OVER):
                yield replace(after, decided=True, turned=True)


class _Reader:
    """Works out targets in one scope."""

    def __init__(self, definitions: Definitions, scope: Scope) -> None:
        self._definitions = definitions
        self._scope = scope
        self._no_parents: list[str] = []
        self._combined: dict[str, tuple[Block, Mapping[str, Value]]] | None = None

    def builds(self, name: str) -> Iterator[Target]:
        """The builds of one target."""
        block = self._definitions.targets[name]
        values = {one.name: one for one in block.attributes}
        others = tuple(key for key in values if key not in (*_TAKEN_OVER, "inherits", "matrix", "name"))
        for given, unread in self._combinations(values.get("matrix")):
            own_name = self._own_name(values, given)
            self._no_parents = []
            settings = self._settings(block, given, 0)
            missing = tuple(dict.fromkeys(self._no_parents))
            yield Target(own_name or name, block.line, settings, others, unread, no_parents=missing)

    def _own_name(self, values: Mapping[str, Attribute], given: Mapping[str, Value]) -> str | None:
        """The name of one combination of a matrix."""
        return as_text(value_of(self._scope, values["name"].value, given)) if given and "name" in values else None

    def _parent(self, name: str) -> tuple[Block, Mapping[str, Value]] | None:
        """The target *name*, which may be one combination of a matrix."""
        block = self._definitions.targets.get(name)
        if block is not None:
            return block, {}
        if self._combined is None:
            self._combined = {}
            for block in self._definitions.targets.values():
                values = {one.name: one for one in block.attributes}
                if "matrix" in values:
                    for given, _ in self._combinations(values["matrix"]):
                        self._combined[self._own_name(values, given) or ""] = block, given
        return self._combined.get(name)

    def _combinations(
        self, matrix: Attribute | None
    ) -> Iterator[tuple[Mapping[str, Value], tuple[tuple[str, str], ...]]]:
        if matrix is None:
            yield {}, ()
            return
        axes = value_of(self._scope, matrix.value, {})
        if not isinstance(axes, dict):
            yield {}, (("matrix", "its value is known only when the file is used"),)
            return
        lists = [_axis(name, values) for name, values in axes.items()]
        rows = product(*lists)
        for row in islice(rows, MOST_COMBINATIONS):
            yield dict(zip(axes, row, strict=True)), ()
        if next(rows, None) is not None:
            yield {}, (("matrix", f"it has more than {MOST_COMBINATIONS} combinations, and the rest is not read"),)

    def _settings(self, block: Block, given: Mapping[str, Value], depth: int) -> Mapping[str, Value]:
        work.spend(_A_PARENT)
        values = {one.name: one.value for one in block.attributes}
        settings: dict[str, Value] = {}
        for parent in self._parents(values.get("inherits"), given):
            other = self._parent(parent)
            if other is None:
                self._no_parents.append(parent)
            elif depth < _DEEPEST:
                for key, value in self._settings(*other, depth + 1).items():
                    _take_over(settings, key, value)
        for one in block.attributes:
            if one.name in (*_TAKEN_OVER, *_FILE):
                value = value_of(self._scope, one.value, given)
                if value is not None:
                    _take_over(settings, one.name, value)
        return settings

    def _parents(self, node: Node | None, given: Mapping[str, Value]) -> Iterator[str]:
        names = value_of(self._scope, node, given) if node is not None else []
        for name in names if isinstance(names, list) else [names]:
            text = as_text(name)
            if text is not None:
                yield text


def _take_over(settings: dict[str, Value], key: str, value: Value) -> None:
    """Put a later setting over what is there."""
    earlier = settings.get(key)
    if key == _ADDED and isinstance(earlier, list) and isinstance(value, list):
        work.spend(len(earlier) + len(value))
        value = [*earlier, *(one for one in value if one not in earlier)]
    settings[key] = value


def _axis(name: str, values: Value) -> list[Value]:
    """The values of one axis of a matrix; an axis that is known only later has one that stands for all."""
    if isinstance(values, list) and not any(isinstance(value, list) for value in values):
        return values
    return [opaque(name)] if is_open(values) or not isinstance(values, list) else list(values)


def of_json(root: Node) -> Block:
    """A file in JSON as the same blocks as one in HCL."""
    attributes: list[Attribute] = []
    blocks: list[Block] = []
    for kind, node in _entries(root):
        if kind in ("variable", "target", "group", "function"):
            for name, settings in _entries(node):
                own = tuple(Attribute(key, value, value.line) for key, value in _entries(settings))
                blocks.append(Block(kind, (name,), own, (), settings.line))
        else:
            attributes.append(Attribute(kind, node, node.line))
    return Block("", (), tuple(attributes), tuple(blocks), 1)


def _entries(node: Node) -> Iterator[tuple[str, Node]]:
    """The keys of an object; blocks may also stand in a list."""
    if isinstance(node, Listed):
        for item in node.items:
            yield from _entries(item)
    elif isinstance(node, Mapped):
        yield from node.items
