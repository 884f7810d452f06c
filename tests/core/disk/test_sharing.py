"""A file that another program has open is tried again for a moment, and no longer."""

import time
from pathlib import Path

import pytest

from buildx_cache_flags.core.disk import sharing
from buildx_cache_flags.core.recipes import storage
from buildx_cache_flags.core.recipes.storage import Saved, StorageError

REFUSED = PermissionError(13, "used by another process")


class Refusing:
    """An action that is refused a number of times before it works."""

    def __init__(self, times: int, error: OSError) -> None:
        self.left = times
        self.error = error
        self.tries = 0

    def __call__(self) -> str:
        self.tries += 1
        if self.tries <= self.left:
            raise self.error
        return "done"


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that are made on Windows, without making them."""
    monkeypatch.setattr(sharing, "IS_WINDOWS", True)
    made: list[float] = []
    monkeypatch.setattr(time, "sleep", made.append)
    return made


def test_what_is_free_is_not_waited_for(pauses: list[float]) -> None:
    assert sharing.when_free(Refusing(0, REFUSED)) == "done"
    assert pauses == []


def test_what_is_taken_is_tried_again(pauses: list[float]) -> None:
    action = Refusing(3, REFUSED)
    assert sharing.when_free(action) == "done"
    assert action.tries == 4
    assert pauses == list(sharing.PAUSES[:3])


def test_what_stays_taken_is_said_after_a_moment(pauses: list[float]) -> None:
    action = Refusing(1000, REFUSED)
    with pytest.raises(PermissionError, match="used by another process"):
        sharing.when_free(action)
    assert action.tries == len(sharing.PAUSES) + 1
    assert sum(pauses) < 1


@pytest.mark.parametrize("error", [FileNotFoundError(2, "none"), OSError(28, "full"), IsADirectoryError(21, "folder")])
def test_another_error_is_said_at_once(pauses: list[float], error: OSError) -> None:
    action = Refusing(1, error)
    with pytest.raises(type(error)):
        sharing.when_free(action)
    assert action.tries == 1
    assert pauses == []


def test_elsewhere_a_lack_of_rights_is_said_at_once(pauses: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "IS_WINDOWS", False)
    action = Refusing(1, REFUSED)
    with pytest.raises(PermissionError):
        sharing.when_free(action)
    assert action.tries == 1
    assert pauses == []


def test_a_recipe_is_kept_although_another_program_reads_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pauses: list[float]
) -> None:
    path = tmp_path / "recipes.json"
    storage.save(path, Saved("First", ("type=gha",)))
    replace = Path.replace
    refusals = [REFUSED] * 2

    def replacing(source: Path, target: Path) -> Path:
        if refusals:
            raise refusals.pop()
        return replace(source, target)

    monkeypatch.setattr(Path, "replace", replacing)
    assert storage.save(path, Saved("Second", ("type=gha",))) == ""
    assert [saved.name for saved in storage.read(path).recipes] == ["First", "Second"]
    assert len(pauses) == 2


def test_a_file_that_stays_open_elsewhere_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pauses: list[float]
) -> None:
    path = tmp_path / "recipes.json"
    storage.save(path, Saved("First", ("type=gha",)))

    def replacing(source: Path, target: Path) -> Path:
        raise REFUSED

    monkeypatch.setattr(Path, "replace", replacing)
    with pytest.raises(StorageError, match="used by another process"):
        storage.save(path, Saved("Second", ("type=gha",)))
    assert pauses
    assert [found.name for found in tmp_path.iterdir()] == ["recipes.json"]
    assert [saved.name for saved in storage.read(path).recipes] == ["First"]
