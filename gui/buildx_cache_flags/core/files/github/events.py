"""The events that a workflow is for, and what its inputs are with each."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from buildx_cache_flags.core.formats import yamlnodes
from buildx_cache_flags.core.formats.yamlnodes import Document

from . import operands
from .operands import Value

if TYPE_CHECKING:
    from buildx_cache_flags.core.formats.yamlnodes import Node

    from .scopes import Scope

CALL: Final = "workflow_call"
DISPATCH: Final = "workflow_dispatch"
_PATTERN: Final = frozenset("*?+[!")


def events(document: Document, root: "Node") -> tuple[str, ...]:
    """The names of the events, in order."""
    node = document.at(root, "on")
    alone = yamlnodes.text(node)
    if alone:
        return (alone,)
    listed = [text for item in yamlnodes.items(node) if (text := yamlnodes.text(item))]
    return tuple(dict.fromkeys([*listed, *document.mapping(node)]))


def only_branch(document: Document, root: "Node") -> str:
    """The one branch whose pushes run the workflow, where nothing else does; empty otherwise."""
    if events(document, root) != ("push",):
        return ""
    push = document.mapping(document.at(root, "on", "push"))
    branches = yamlnodes.items(push.get("branches")) or ([push["branches"]] if "branches" in push else [])
    name = yamlnodes.text(branches[0]) or "" if len(branches) == 1 else ""
    return "" if "tags" in push or "tags-ignore" in push or _PATTERN & set(name) else name


def kinds_of_refs(document: Document, root: "Node") -> str:
    """``tag`` or ``branch`` where only pushes of these run the workflow; empty where both may."""
    if events(document, root) != ("push",):
        return ""
    push = document.mapping(document.at(root, "on", "push"))
    tags, branches = ({f"{kind}", f"{kind}-ignore"} & push.keys() for kind in ("tags", "branches"))
    return "tag" if tags and not branches else "branch" if branches and not tags else ""


def given_inputs(scope: "Scope", root: "Node", name: str) -> Value:
    """What an input of the workflow is when nobody says otherwise.

    Only a dispatch and a call have inputs; with any other event they are empty.
    """
    by_event: dict[str, Mapping[str, Node]] = {
        event: _declared(scope, root, event) for event in (CALL, DISPATCH) if event in scope.events
    }
    if not any(name in declared for declared in by_event.values()):
        return None
    # A caller's event is that of its own workflow, so a call has no name of its own here.
    several = len(scope.events) > 1
    event = scope.events[scope.world.choose("github.event_name", scope.events) if several else 0]
    declared = by_event.get(event)
    return _default(scope, declared[name], name) if declared and name in declared else None


def _declared(scope: "Scope", root: "Node", event: str) -> Mapping[str, "Node"]:
    return scope.document.mapping(scope.document.at(root, "on", event, "inputs"))


def _default(scope: "Scope", node: "Node", name: str) -> Value:
    settings = scope.document.mapping(node)
    default = settings.get("default")
    if default is not None and not yamlnodes.is_null(default):
        value = scope.value(default)
        return value if yamlnodes.text(settings.get("type")) == "boolean" else _as_text(value)
    kind = yamlnodes.text(settings.get("type"))
    if kind == "boolean":
        return False
    if kind == "choice":
        options = yamlnodes.items(settings.get("options"))
        if options:
            return yamlnodes.text(options[0])
    return operands.later(f"inputs.{name}")


def _as_text(value: Value) -> Value:
    return operands.as_text(value) if operands.is_known(value) else value
