"""Languages that are parsed by tree-sitter: what their readers have in common.

tree-sitter and its grammars are imported when the first such script is read, and a script is named as unread where they
are missing.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from buildx_cache_flags.core.formats.script.model import (
    Block,
    Call,
    Define,
    Expression,
    Fixed,
    Invoked,
    Items,
    Joined,
    Opaque,
    Statement,
    Variable,
)
from buildx_cache_flags.core.formats.script.reading import calls
from buildx_cache_flags.core.formats.script.reading.cursor import DEEPEST, TornError
from buildx_cache_flags.core.text.work import Work

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

Values = dict[str, Callable[[Any, "Node"], Expression]]
Statements = dict[str, Callable[[Any, "Node"], Iterator[Statement]]]


@cache
def parser(grammar: Callable[[], object]) -> "Parser":
    """The parser of a grammar; ``ModuleNotFoundError`` where it is not installed, or does not fit this machine."""
    try:
        from tree_sitter import Language, Parser

        return Parser(Language(grammar()))
    except (ImportError, OSError, ValueError) as error:
        # A library for another machine, and a grammar of another release, are as good as none.
        raise ModuleNotFoundError(str(error)) from error


class TreeReader:
    """One way through a script's tree; ``values`` and ``statements`` say what each kind of node is."""

    values: ClassVar[Values]
    statements: ClassVar[Statements]
    function_nodes: ClassVar[tuple[str, ...]]

    def __init__(self, text: str, first: int, work: Work) -> None:
        self.work = work
        self.first = first
        self.depth = 0
        self.effects: list[Statement] = []
        self.functions: set[str] = set()
        work.spend(2 * len(text))
        self.root = parser(self.grammar).parse(text.encode("utf-8", "replace")).root_node
        self._find_functions()

    @staticmethod
    def grammar() -> object:
        """The language, as its package gives it."""
        raise NotImplementedError

    def _find_functions(self) -> None:
        """The names of all functions of the script."""
        cursor = self.root.walk()
        while True:
            self.work.spend()
            node = cursor.node
            if node is not None and node.type in self.function_nodes:
                name = self.function_name(node)
                if name:
                    self.functions.add(name)
            if cursor.goto_first_child() or cursor.goto_next_sibling():
                continue
            while cursor.goto_parent():
                if cursor.goto_next_sibling():
                    break
            else:
                return

    def function_name(self, node: "Node") -> str:
        """The name of a function, where it has one."""
        return self.text(node.child_by_field_name("name"))

    def all(self) -> Block:
        """The whole script, its functions first: they may be called in front of where they stand."""
        statements = tuple(self.block(self.root))
        return tuple(sorted(statements, key=lambda statement: not isinstance(statement, Define)))

    # Nodes

    def text(self, node: "Node | None") -> str:
        """A node as it stands."""
        return node.text.decode("utf-8", "replace") if node is not None and node.text is not None else ""

    def line(self, node: "Node") -> int:
        """The line of the file on which a node begins."""
        return self.first + node.start_point[0]

    def named(self, node: "Node | None") -> list["Node"]:
        """The children that mean anything."""
        return [child for child in node.named_children if child.type != "comment"] if node is not None else []

    def field(self, node: "Node", name: str) -> "Node | None":
        """One child by its role."""
        return node.child_by_field_name(name)

    def source(self, node: "Node") -> str:
        """How a value that stays open is written: ``${…}`` where that is no plain name."""
        written = self.text(node)
        return f"${{{written}}}" if written.replace(".", "").replace("_", "").isalnum() else "${…}"

    def opaque(self, node: "Node") -> Opaque:
        """A value that is known only when the script runs."""
        return Opaque(self.source(node), self.line(node))

    # Statements

    def block(self, node: "Node | None") -> Iterator[Statement]:
        """The statements of a block."""
        for child in self.named(node):
            yield from self.statement(child)

    def statement(self, node: "Node | None") -> Iterator[Statement]:
        """One statement, with what its values do in front of it."""
        if node is None:
            return
        self._deeper(node)
        outer, self.effects = self.effects, []
        action = self.statements.get(node.type)
        found = list(action(self, node)) if action is not None else list(self.expression(node))
        yield from self.effects
        self.effects = outer
        yield from found
        self.depth -= 1

    def expression(self, node: "Node") -> Iterator[Statement]:
        """An expression for what it does."""
        if node.type in self.values:
            value = self.value(node)
            if isinstance(value, Invoked):
                yield Call(value)

    def _deeper(self, node: "Node") -> None:
        self.work.spend()
        self.depth += 1
        if self.depth > DEEPEST + 100:
            raise TornError("it is nested deeper than scripts are", self.line(node))

    # Values

    def value(self, node: "Node | None") -> Expression:
        """What an expression is worth."""
        if node is None:
            return Items(())
        self._deeper(node)
        action = self.values.get(node.type)
        found = action(self, node) if action is not None else self.opaque(node)
        self.depth -= 1
        return found

    def first_value(self, node: "Node") -> Expression:
        """The value of the one thing inside a node."""
        inner = self.named(node)
        return self.value(inner[0]) if inner else self.opaque(node)

    def all_values(self, node: "Node | None") -> tuple[Expression, ...]:
        """The values of all that stands inside a node."""
        return tuple(map(self.value, self.named(node)))

    def variable(self, node: "Node") -> Expression:
        """A variable."""
        name = self.text(node)
        return Variable(name, f"${{{name}}}", self.line(node))

    def number(self, node: "Node") -> Expression:
        """A number, as it is written."""
        return Fixed(self.text(node), self.line(node))

    def nothing(self, node: "Node") -> Expression:
        """``null``."""
        return Items(())

    def run(self, name: str, arguments: tuple[Expression, ...], node: "Node", *, shell: bool = False) -> None:
        """Note the program that a call runs."""
        if arguments:
            last = name.rpartition(".")[2]
            self.effects += calls.run(name, last, arguments[0], arguments, self.line(node), shell=shell)


def joined(parts: list[Expression], line: int) -> Expression:
    """One string of *parts*."""
    if not parts:
        return Fixed("", line)
    return parts[0] if len(parts) == 1 and isinstance(parts[0], Fixed) else Joined(tuple(parts))
