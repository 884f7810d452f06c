"""Tables in TOML: what the parameters, the registries and the recipes are read from.

A key that is not known fails at load, with the place where it stands, so that a slip is never a silently missing feature.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

_Row = TypeVar("_Row", bound=NamedTuple)


class TableError(ValueError):
    """A table that can't be used; the message names the place and the reason."""


def read(path: Path) -> dict[str, Any]:
    """Parse the file at *path*; :class:`TableError` where it can't be read or is no TOML."""
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TableError(f"{path.name}: {error}") from error


def row(row_type: type[_Row], values: Mapping[str, Any], where: str) -> _Row:
    """Make one frozen row; an unknown or missing key fails with its place."""
    for key in values:
        if key not in row_type._fields:
            raise TableError(f"{where}: unknown key {key!r}; known are {', '.join(row_type._fields)}")
    for name in row_type._fields:
        if name not in values and name not in row_type._field_defaults:
            raise TableError(f"{where}: the key {name!r} is missing")
    made: _Row = row_type(**values)  # type: ignore[call-overload]  # a type checker knows no rows in general
    return made
