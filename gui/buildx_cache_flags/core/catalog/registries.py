"""Registries: which one a ref's host belongs to, and what that registry wants.

Everything is in ``resources/registries.toml``; see its head for what each key means.  A key that is not known fails at
load.  The file is read when the first ref is judged, never at start.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from . import tables
from .severity import Severity
from .tables import TableError

_GAP = re.compile(r"\{(\w+)\}")


class Demand(NamedTuple):
    """A setting that a registry wants: *parameter* has to count as *wants*; *reason* is half a sentence.

    *severity* is a warning where the registry is known to refuse everything else, whatever release of it answers.
    """

    parameter: str
    wants: str
    reason: str
    severity: Severity = "hint"


class Registry(NamedTuple):
    """One row of the table; what stands in braces in its texts and commands is filled in by :meth:`filled`."""

    name: str
    example: str
    cleanup: str
    hosts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    local: bool = False
    builder: str = ""
    login: str = ""
    login_note: str = ""
    login_link: str = ""
    gitlab: str = ""
    gitlab_note: str = ""
    gitlab_setup: str = ""
    gitlab_secret: str = "{password}"
    own: str = ""
    own_note: str = ""
    github: str = ""
    github_read: str = ""
    setup: str = ""
    setup_link: str = ""
    mutable: str = ""
    mutable_link: str = ""
    cleanup_link: str = ""
    advice: tuple[Demand, ...] = ()

    def match(self, host: str) -> re.Match[str] | None:
        """The match of the first pattern that *host* (lower case, no port) fits; its groups are what ``*`` stood for."""
        return next(filter(None, (_pattern(pattern).match(host) for pattern in self.hosts)), None)

    def filled(self, text: str, domain: str, write: Callable[[str], str] = str) -> str:
        """*text* with *domain*, its parts, and the names of the variables for its login put in.

        *write* writes what comes from *domain*, such as quoted for a shell.
        """
        found = self.match(without_port(domain))
        parts = {str(number): write(part) for number, part in enumerate(found.groups() if found else (), 1)}
        name = variable_of(domain)
        known = {**parts, "host": write(domain), "user": f"{name}_USERNAME", "password": f"{name}_PASSWORD"}
        # All at once, because a domain may have such braces too: ${host}.
        return _GAP.sub(lambda gap: known.get(gap[1], gap[0]), text)


_ANY: Final = Registry("Any other registry", example="", cleanup="")
_MOST_KEPT: Final = 64


class Registries:
    """The registries, in the order in which they are looked through; the last one is any other registry."""

    def __init__(self, rows: Iterable[Registry] = ()) -> None:
        self.rows = tuple(rows) or (_ANY,)
        self.other = self.rows[-1]
        self._found: dict[str, Registry] = {}

    def of(self, domain: str) -> Registry:
        """The registry at *domain*, as a parsed reference has it; the last row for a host that nothing is known of."""
        if domain not in self._found:
            if len(self._found) == _MOST_KEPT:
                self._found.clear()
            self._found[domain] = self._looked_up(domain)
        return self._found[domain]

    def _looked_up(self, domain: str) -> Registry:
        host = without_port(domain).lower()
        words = set(re.split(r"[.-]", host))
        by_host = (registry for registry in self.rows if registry.match(host))
        by_word = (registry for registry in self.rows if words.intersection(registry.words))
        return next(by_host, None) or next(by_word, None) or self.other

    def named_by(self, variable: str) -> Registry | None:
        """The registry whose host *variable* holds where it is predefined; ``None`` where it holds any other."""
        return next((registry for registry in self.rows if variable in registry.variables), None)


def variable_of(domain: str) -> str:
    """What the names of the variables begin with that hold the login of *domain*: ``QUAY_IO``, as the workflow for
    GitHub Actions has it, so that no two registries share them.
    """
    name = re.sub(r"[^A-Z0-9]+", "_", domain.upper()).strip("_")
    return f"REGISTRY_{name}" if name[:1].isdigit() or name.startswith("GITHUB_") else name


def without_port(domain: str) -> str:
    """*domain* without its port; an IPv6 address keeps its brackets."""
    return re.sub(r":[0-9]*\Z", "", domain)


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    """A pattern of hosts, in which ``*`` is one part of the name.  A variable is such a part too."""
    return re.compile(re.escape(pattern).replace(r"\*", r"([^.:/]+)") + r"\Z", re.IGNORECASE)


def read(path: Path) -> Registries:
    """Read the table at *path*; :class:`.TableError` names what is wrong with it and where."""
    data = tables.read(path)
    try:
        return from_data(data)
    except TableError as error:
        raise TableError(f"{path.name}: {error}") from error


def from_data(data: Mapping[str, Any]) -> Registries:
    """Make the registries from parsed TOML."""
    unknown = [key for key in data if key != "registry"]
    if unknown or not data.get("registry"):
        raise TableError(f"unknown key {unknown[0]!r}" if unknown else "there is no registry")
    registries = Registries(map(_registry, data["registry"]))
    last = registries.other
    if last.hosts or last.words:
        raise TableError(f"registry {last.name}: the last row is for any other registry and has no hosts of its own")
    return registries


def _registry(data: Mapping[str, Any]) -> Registry:
    where = f"registry {data.get('name', '?')}"
    advice = tuple(_advice(row, f"{where}: advice") for row in data.get("advice", ()))
    lists = {key: tuple(data[key]) for key in ("hosts", "words", "variables") if key in data}
    return tables.row(Registry, {**data, **lists, "advice": advice}, where)


def _advice(data: Mapping[str, Any], where: str) -> Demand:
    advice = tables.row(Demand, data, where)
    if advice.severity not in ("warning", "hint"):
        raise TableError(f"{where}: severity: {advice.severity!r} is neither warning nor hint")
    return advice
