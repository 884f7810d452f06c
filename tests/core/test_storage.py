"""A person's own recipes in a file: kept, renamed, taken out, and never lost to a broken file or another window."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildx_cache_flags.core.disk import atomic, lock
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.recipes import own_recipes, storage
from buildx_cache_flags.core.recipes.storage import LONGEST_NAME, NameTakenError, Saved, Shelf, StorageError
from tests import strategies

FIRST = Saved("First", ("type=registry,ref={ref}",), ())
SECOND = Saved("Second", (), ("type=registry,ref=a/b:c",))
BROKEN = [
    b"",
    b"{",
    b"[]",
    b"\xff\xfe",
    b"\0",
    b'{"version": 1}',
    b'{"version": 2, "recipes": []}',
    b'{"version": 1, "recipes": {}}',
    b'{"version": 1, "recipes": [1]}',
    b'{"version": 1, "recipes": [{"name": "x"}]}',
    b'{"version": 1, "recipes": [{"name": 1, "writes": [], "reads": []}]}',
    b'{"version": 1, "recipes": [{"name": "x", "writes": [], "reads": [], "more": 1}]}',
    b'{"version": 1, "recipes": [{"name": "x", "writes": "type=gha", "reads": []}]}',
    b'{"version": 1, "recipes": [{"name": "x", "writes": [1], "reads": []}]}',
    b'{"version": 1, "recipes": [{"name": "x", "writes": ["a=b"], "reads": []}]}',
    b'{"version": 1, "recipes": [{"name": "x", "writes": ["a,b"], "reads": []}]}',
    b"[" * 100_000,
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "not" / "yet" / "recipes.json"


def filled(path: Path) -> Path:
    assert storage.save(path, FIRST) == ""
    assert storage.save(path, SECOND) == ""
    return path


def others_beside(path: Path) -> list[str]:
    return sorted(found.name for found in path.parent.iterdir() if found != path)


def test_no_file_is_an_empty_shelf(path: Path) -> None:
    assert storage.read(path) == Shelf()
    assert not path.parent.exists()


def test_what_is_saved_is_there_in_order(path: Path) -> None:
    assert storage.read(filled(path)) == Shelf((FIRST, SECOND))
    assert others_beside(path) == []
    assert storage.read(path).named("SECOND") == SECOND
    assert storage.read(path).named("Third") is None


def test_a_used_name_is_only_replaced_where_that_is_wanted(path: Path) -> None:
    filled(path)
    new = FIRST._replace(name="  first ", writes=("type=gha",))
    with pytest.raises(NameTakenError, match="You already have a recipe called “First”"):
        storage.save(path, new)
    assert storage.read(path).recipes == (FIRST, SECOND)
    storage.save(path, new, replacing=True)
    assert storage.read(path).recipes == (new._replace(name="first"), SECOND)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Give the recipe a name."),
        (" \n ", "Give the recipe a name."),
        (
            "x" * (LONGEST_NAME + 1),
            f"The name has {LONGEST_NAME + 1} characters, and at most {LONGEST_NAME} are allowed",
        ),
        ("a\u202eb", "invisible characters"),
        ("a\ud800", "invisible characters"),
        ("DEFAULTS", "built-in recipe"),
    ],
)
def test_what_is_wrong_with_a_name_is_said(path: Path, name: str, sentence: str) -> None:
    with pytest.raises(StorageError, match=sentence):
        storage.save(path, FIRST._replace(name=name), ["Defaults"], replacing=True)
    with pytest.raises(StorageError, match=sentence):
        storage.rename(filled(path), "First", name, ["Defaults"])
    assert storage.read(path).recipes == (FIRST, SECOND)


def test_the_longest_name_is_taken(path: Path) -> None:
    storage.save(path, FIRST._replace(name=f"  {'x' * LONGEST_NAME} "))
    assert storage.read(path).recipes[0].name == "x" * LONGEST_NAME


def test_nothing_is_no_recipe(path: Path) -> None:
    with pytest.raises(StorageError, match="no entry"):
        storage.save(path, Saved("empty"))
    assert not path.exists()


def test_renaming(path: Path) -> None:
    filled(path)
    storage.rename(path, "First", "Third")
    assert [saved.name for saved in storage.read(path).recipes] == ["Third", "Second"]
    storage.rename(path, "Third", "third")
    assert [saved.name for saved in storage.read(path).recipes] == ["third", "Second"]
    assert storage.read(path).recipes[0].writes == FIRST.writes
    with pytest.raises(NameTakenError):
        storage.rename(path, "third", "SECOND")
    with pytest.raises(StorageError, match="recipe “First” no longer exists"):
        storage.rename(path, "First", "Fourth")


def test_deleting(path: Path) -> None:
    filled(path)
    storage.delete(path, "First")
    assert storage.read(path).recipes == (SECOND,)
    with pytest.raises(StorageError, match="recipe “First” no longer exists"):
        storage.delete(path, "First")
    storage.delete(path, "Second")
    assert storage.read(path) == Shelf()


# ------------------------------------------------------------------------------------------------- broken files


@pytest.mark.parametrize("content", BROKEN, ids=lambda content: repr(content[:60]))
def test_a_broken_file_is_said_and_kept(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    shelf = storage.read(path)
    assert shelf.recipes == ()
    assert shelf.problem.startswith(f"Your recipes in {path} can't be read: ")
    assert shelf.problem.endswith(". The file is left as it is.")
    with pytest.raises(StorageError, match="can't be read"):
        storage.delete(path, "First")
    with pytest.raises(StorageError, match="can't be read"):
        storage.rename(path, "First", "x")
    assert path.read_bytes() == content
    assert others_beside(path) == []
    said = storage.save(path, FIRST)
    aside = path.with_name("recipes-unreadable-1.json")
    assert said == f"The file that can't be read is kept as {aside}."
    assert aside.read_bytes() == content
    assert storage.read(path) == Shelf((FIRST,))


def test_several_broken_files_are_all_kept(path: Path) -> None:
    path.parent.mkdir(parents=True)
    for content in (b"1", b"2"):
        path.write_bytes(content)
        storage.save(path, FIRST)
    assert [path.with_name(name).read_bytes() for name in others_beside(path)] == [b"1", b"2"]


def test_a_place_that_takes_no_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match=r"can't be (read|written)"):
        storage.save(tmp_path / "file" / "recipes.json", FIRST)


def test_a_folder_of_that_name_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "recipes.json"
    path.mkdir()
    assert "can't be read" in storage.read(path).problem
    with pytest.raises(StorageError, match="can't be read"):
        storage.save(path, FIRST)
    assert path.is_dir()


def test_what_fails_while_writing_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = filled(path).read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="No space left"):
        storage.delete(path, "First")
    assert path.read_bytes() == before
    assert others_beside(path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_a_linked_file_stays_linked(tmp_path: Path) -> None:
    real = tmp_path / "dotfiles" / "recipes.json"
    real.parent.mkdir()
    link = tmp_path / "recipes.json"
    link.symlink_to(real)
    storage.save(link, FIRST)
    storage.save(link, SECOND)
    assert link.is_symlink()
    assert storage.read(real) == Shelf((FIRST, SECOND))


# ------------------------------------------------------------------------------------------------- two at once


def test_two_windows_keep_each_others_recipes(path: Path) -> None:
    names = [f"{window} {number}" for window in "ab" for number in range(20)]
    for name in names:
        storage.save(path, FIRST._replace(name=name))
    storage.delete(path, "a 3")
    storage.rename(path, "b 4", "c")
    left = {saved.name for saved in storage.read(path).recipes}
    assert left == {*names, "c"} - {"a 3", "b 4"}


SAVING = """
import sys
from pathlib import Path
from buildx_cache_flags.core.recipes import storage
from buildx_cache_flags.core.disk import lock
# The lock goes to whoever asks first, so on a busy machine one of four may wait for longer than a person would.
lock.PATIENCE_S = 600
path, name = Path(sys.argv[1]), sys.argv[2]
sys.stdin.readline()
for number in range(25):
    storage.save(path, storage.Saved(f"{name} {number}", ("type=gha",)))
    print(f"{name} {number}", flush=True)
"""


def test_processes_that_save_at_once_lose_nothing(path: Path) -> None:
    """As many saves are there in the end as were made: before there was a lock, half of them were not."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", SAVING, str(path), name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for name in "abcd"
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate()[0].splitlines() for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0, 0]
    shelf = storage.read(path)
    assert sorted(saved.name for saved in shelf.recipes) == sorted(name for names in said for name in names)
    assert len(shelf.recipes) == 100
    assert others_beside(path) == []


def test_somebody_who_knows_of_no_lock_loses_nothing_either(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path)
    fsync, others = os.fsync, [FIRST._replace(name="Theirs 1"), FIRST._replace(name="Theirs 2")]

    def written_meanwhile(descriptor: int) -> None:
        fsync(descriptor)
        if others:
            data = json.loads(path.read_bytes())
            data["recipes"].append(others.pop(0)._asdict())
            path.write_text(json.dumps(data), encoding="ascii")

    monkeypatch.setattr(os, "fsync", written_meanwhile)
    storage.save(path, FIRST._replace(name="Mine"))
    assert {saved.name for saved in storage.read(path).recipes} == {"First", "Second", "Theirs 1", "Theirs 2", "Mine"}


def test_a_file_that_never_stays_the_same_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path)
    stamps = iter(range(1000))
    monkeypatch.setattr(atomic, "stamp", lambda path: (next(stamps), 0, 0))
    with pytest.raises(StorageError, match=r"another program is writing it\. Nothing was changed"):
        storage.delete(path, "First")
    assert storage.read(path).recipes == (FIRST, SECOND)


def test_a_window_that_holds_the_file_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path)
    monkeypatch.setattr(lock, "PATIENCE_S", 0.05)
    with lock.held(path), pytest.raises(StorageError, match=r"another window is writing it\. Nothing was changed"):
        storage.delete(path, "First")
    assert storage.read(path).recipes == (FIRST, SECOND)


def test_a_huge_file_is_not_read_but_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path)
    huge = path.read_bytes()
    monkeypatch.setattr(storage, "LARGEST", 100)
    assert "more than 100 bytes" in storage.read(path).problem
    monkeypatch.undo()
    monkeypatch.setattr(storage, "LARGEST", len(huge) - 1)
    assert "is kept as" in storage.save(path, FIRST)
    assert path.with_name("recipes-unreadable-1.json").read_bytes() == huge
    assert storage.read(path) == Shelf((FIRST,))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_pipe_of_that_name_hangs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "recipes.json"
    os.mkfifo(path)
    with pytest.raises(StorageError, match="it is a pipe"):
        storage.save(path, FIRST)
    assert path.is_fifo()


def test_what_cannot_be_put_aside_stays(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"{")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="No space left"):
        storage.save(path, FIRST)
    assert path.read_bytes() == b"{"
    assert others_beside(path) == []


def test_whoever_reads_finds_a_complete_file(path: Path) -> None:
    filled(path)
    problems: list[str] = []
    done = threading.Event()

    def look() -> None:
        # Somebody who reads without a pause would keep Windows from replacing the file for ever.
        while not done.wait(0.01):
            problems.append(storage.read(path).problem)

    reader = threading.Thread(target=look)
    reader.start()
    try:
        for number in range(60):
            storage.save(path, FIRST._replace(writes=(f"type=registry,ref={'x' * 50_000}{number}",)), replacing=True)
    finally:
        done.set()
        reader.join()
    assert len(problems) > 1
    assert set(problems) == {""}


# ------------------------------------------------------------------------------------------------- anything


@given(strategies.drafts(), st.text(min_size=1, max_size=LONGEST_NAME))
def test_whatever_is_kept_is_read_back(tmp_path_factory: pytest.TempPathFactory, draft: Draft, name: str) -> None:
    path = tmp_path_factory.mktemp("shelf") / "recipes.json"
    saved = own_recipes.saved(name, draft, strategies.catalog(), ())
    try:
        storage.save(path, saved)
    except StorageError:
        assert not name.strip() or not name.isprintable() or not (saved.writes or saved.reads)
        return
    (kept,) = storage.read(path).recipes
    assert kept == saved._replace(name=" ".join(name.split()))
    assert path.read_bytes().isascii()
    assert json.loads(path.read_bytes())["version"] == 1
