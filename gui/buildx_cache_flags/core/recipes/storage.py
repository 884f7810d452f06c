"""A person's own recipes in a JSON file, whose path the caller gives.

Every change holds a lock, reads the file again and puts a complete new one in its place, so that two windows keep each
other's recipes.  A file that can't be read is never overwritten: it is kept beside the new one.
"""

import json
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any, Final, NamedTuple

from buildx_cache_flags.core.disk import contents, together
from buildx_cache_flags.core.disk.atomic import UNREADABLE
from buildx_cache_flags.core.disk.together import FileChange
from buildx_cache_flags.core.draft import entries
from buildx_cache_flags.core.text.wording import shown

LONGEST_NAME: Final = 60
"""Characters that the name of a recipe may have, so that a menu can show it."""

LARGEST: Final = 4_000_000
"""Bytes of a file of recipes that is read."""

_VERSION: Final = 1


class StorageError(ValueError):
    """What was asked for can't be done; the message is a sentence for the person."""


class NameTakenError(StorageError):
    """There is a recipe of that name already; it can be replaced."""


class Saved(NamedTuple):
    """One recipe as it is kept: its name, and its entries as values of the flags, refs as templates."""

    name: str
    writes: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()


class Shelf(NamedTuple):
    """What a file holds, in its order; ``problem`` is a sentence where it could not be read.

    A ``spoilt`` file holds something else than recipes; another one may be there next time.
    """

    recipes: tuple[Saved, ...] = ()
    problem: str = ""
    spoilt: bool = False

    def named(self, name: str) -> Saved | None:
        """The recipe called *name*, capital letters or not."""
        return next((saved for saved in self.recipes if _folded(saved.name) == _folded(name)), None)


def read(path: Path) -> Shelf:
    """Read the file at *path*; no file is an empty shelf, and what is wrong with one is said in ``problem``."""
    try:
        return Shelf(_recipes(json.loads(contents.data(path, largest=LARGEST))))
    except FileNotFoundError:
        return Shelf()
    except OSError as error:
        return Shelf(problem=f"Your recipes in {path} can't be read: {error.strerror or error}.")
    except (ValueError, RecursionError) as error:
        problem = f"Your recipes in {path} can't be read: {_reason(error)}. The file is left as it is."
        return Shelf(problem=problem, spoilt=path.is_file())


def check_name(name: str, shelf: Shelf, reserved: Collection[str] = (), *, renamed: str = "") -> str:
    """Return *name* as it is kept; :class:`StorageError` says what is wrong with it.

    *reserved* are the names of the application's recipes, *renamed* is the recipe that is to get the name.
    """
    kept = " ".join(name.split())
    if not kept:
        raise StorageError("Give the recipe a name.")
    if not kept.isprintable():
        raise StorageError(f"The name {shown(kept)} contains invisible characters. Remove them.")
    if len(kept) > LONGEST_NAME:
        raise StorageError(f"The name has {len(kept)} characters, and at most {LONGEST_NAME} are allowed. Shorten it.")
    if _folded(kept) in map(_folded, reserved):
        raise StorageError(f"{shown(kept)} is a built-in recipe. Use another name.")
    taken = shelf.named(kept)
    if taken is not None and _folded(taken.name) != _folded(renamed):
        raise NameTakenError(f"You already have a recipe called {shown(taken.name)}.")
    return kept


def save(path: Path, saved: Saved, reserved: Collection[str] = (), *, replacing: bool = False) -> str:
    """Keep *saved*, in place of the one of its name if *replacing*.

    Returns a sentence where a file that can't be read was put aside for it, else nothing.  Raises
    :class:`StorageError` with a sentence where nothing was kept.
    """
    if not saved.writes and not saved.reads:
        raise StorageError("There is no entry to save. Add one first.")

    def with_saved(shelf: Shelf) -> Iterable[Saved]:
        try:
            name = check_name(saved.name, shelf, reserved)
        except NameTakenError:
            if not replacing:
                raise
            name = " ".join(saved.name.split())
        new = saved._replace(name=name)
        taken = shelf.named(name)
        recipes = [new if kept is taken else kept for kept in shelf.recipes]
        return recipes if taken else [*recipes, new]

    return _change(path, with_saved)


def rename(path: Path, name: str, new_name: str, reserved: Collection[str] = ()) -> str:
    """Give the recipe *name* another name; returns and raises as :func:`save` does."""

    def renamed(shelf: Shelf) -> Iterable[Saved]:
        found = _existing(shelf, name)
        kept_name = check_name(new_name, shelf, reserved, renamed=name)
        return (found._replace(name=kept_name) if kept is found else kept for kept in shelf.recipes)

    return _change(path, renamed)


def delete(path: Path, name: str) -> str:
    """Take the recipe *name* out; returns and raises as :func:`save` does."""

    def without(shelf: Shelf) -> Iterable[Saved]:
        found = _existing(shelf, name)
        return (kept for kept in shelf.recipes if kept is not found)

    return _change(path, without)


def _existing(shelf: Shelf, name: str) -> Saved:
    found = shelf.named(name)
    if found is None:
        raise StorageError(shelf.problem or f"The recipe {shown(name)} no longer exists.")
    return found


def _folded(name: str) -> str:
    return name.casefold()


def _recipes(data: Any) -> tuple[Saved, ...]:  # noqa: ANN401 - whatever a file holds
    """The recipes in parsed JSON; ``ValueError`` with half a sentence where they are none."""
    if not isinstance(data, dict) or not isinstance(data.get("recipes"), list):
        raise ValueError("it contains no list of recipes")
    if data.get("version") != _VERSION:
        raise ValueError("another version of this application wrote it")
    return tuple(_saved(row, number) for number, row in enumerate(data["recipes"], 1))


def _saved(row: Any, number: int) -> Saved:  # noqa: ANN401 - whatever a file holds
    if not isinstance(row, dict) or set(row) != set(Saved._fields) or not isinstance(row["name"], str):
        raise ValueError(f"recipe {number} in it isn't valid")
    return Saved(row["name"], _values(row["writes"], number), _values(row["reads"], number))


def _values(given: Any, number: int) -> tuple[str, ...]:  # noqa: ANN401 - whatever a file holds
    if not isinstance(given, list) or not all(isinstance(value, str) for value in given):
        raise ValueError(f"recipe {number} in it isn't valid")
    for value in given:
        if len(entries.parse(value)) != 1:
            raise ValueError(f"recipe {number} in it has an entry that isn't valid")
    return tuple(given)


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno} is not valid JSON"
    if isinstance(error, UnicodeDecodeError):
        return "it is not in UTF-8"
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)


def _change(path: Path, change: Callable[[Shelf], Iterable[Saved]]) -> str:
    """Put what *change* makes of the file in its place; nobody else's change is lost to it."""

    def made() -> FileChange:
        shelf = read(path)
        recipes = change(shelf)
        if shelf.problem and not shelf.spoilt:
            raise StorageError(shelf.problem)
        return FileChange(_content(recipes), UNREADABLE if shelf.spoilt else "")

    try:
        aside = together.change(path, made)
    except OSError as error:
        raise StorageError(f"{path} can't be written: {error.strerror or error}. Nothing was changed.") from error
    return f"The file that can't be read is kept as {aside}." if aside else ""


def _content(recipes: Iterable[Saved]) -> bytes:
    data = {"version": _VERSION, "recipes": [saved._asdict() for saved in recipes]}
    return f"{json.dumps(data, indent=2)}\n".encode("ascii")
