"""A window's session as text and in its file: what comes back, what is never kept, and what can't be read."""

import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.disk import atomic
from buildx_cache_flags.core.draft import Draft, entries
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.outcome import View
from buildx_cache_flags.core.session import keeping, sessions
from buildx_cache_flags.core.session.sessions import Mark, Opened, Session, Writer
from buildx_cache_flags.core.session.slots import Slot
from tests import strategies

ONE = Draft(image="a/b:1", writes=entries.parse("type=registry,ref=a/b:c,mode=max"), reads=(), following=False)
TWO = replace(ONE, image="a/b:2", output="load", context="src", buildkit="0.21")
VIEW = View("bake-hcl", bake_objects=True)
SECRETS = [
    "type=gha,token=s3cr3t",
    "type=s3,bucket=b,region=r,secret_access_key=s3cr3t",
    "type=s3,bucket=b,region=r,session_token=s3cr3t",
    "type=s3,bucket=b,region=r,endpoint_url=https://me:s3cr3t@example.com",
    "type=azblob,name=n,account_url=https://a.blob.core.windows.net/?sig=s3cr3t",
    "type=registry,ref=a/b,token=s3cr3t",
    "type=other,password=s3cr3t",
    "type=other,url=https://s3cr3t@example.com",
]


@given(draft=strategies.drafts())
def test_a_session_comes_back_as_it_was(draft: Draft, catalog: Catalog) -> None:
    draft = keeping.kept(draft, catalog).linked(catalog)
    session = Session(draft, (ONE, TWO), (TWO,), VIEW, Opened("/a b.toml", ONE, View()), Mark(12.5, "ab"))
    assert same(sessions.read(Writer(catalog).text(session).encode(), catalog), session)


def same(one: Session, other: Session) -> bool:
    followed = [(draft.following for draft in (made.draft, *made.past, *made.future)) for made in (one, other)]
    return one == other and list(followed[0]) == list(followed[1])


def test_nothing_but_a_form_is_enough(catalog: Catalog) -> None:
    assert sessions.read(Writer(catalog).text(Session(Draft())).encode(), catalog) == Session(Draft())


def test_a_form_is_worked_out_once(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = Writer(catalog)
    worked: list[Draft] = []
    kept = keeping.kept

    def noted(draft: Draft, catalog: Catalog) -> Draft:
        worked.append(draft)
        return kept(draft, catalog)

    monkeypatch.setattr(keeping, "kept", noted)
    first = writer.text(Session(ONE, (TWO,)))
    assert writer.text(Session(ONE, (TWO,))) == first
    assert worked == [ONE, TWO]


def test_of_too_many_steps_the_oldest_go(catalog: Catalog) -> None:
    past = tuple(replace(ONE, image=f"{number}{'x' * 100_000}") for number in range(100))
    found = sessions.read(Writer(catalog).text(Session(ONE, past)).encode(), catalog)
    assert found.draft == ONE
    assert 5 < len(found.past) < 30
    assert found.past == past[-len(found.past) :]


@pytest.mark.parametrize("value", SECRETS)
def test_no_secret_is_kept(catalog: Catalog, value: str) -> None:
    draft = replace(ONE, writes=entries.parse(value), context="https://s3cr3t@github.com/a/b.git")
    text = Writer(catalog).text(Session(draft, (draft,), (draft,), None, Opened("x", draft, View())))
    assert "s3cr3t" not in text
    found = sessions.read(text.encode(), catalog)
    assert found.draft.context == "https://${CONTEXT_LOGIN}@github.com/a/b.git"
    assert len(found.draft.writes[0].fields) == len(draft.writes[0].fields)


@pytest.mark.parametrize(
    "value", ["type=gha,token=${TOKEN}", "type=registry,ref=a/b,token=<TOKEN>", "type=local,dest=git@x", "type=gha"]
)
def test_what_is_no_secret_stays(catalog: Catalog, value: str) -> None:
    draft = replace(ONE, writes=entries.parse(value), context="ssh://git@github.com/a/b.git")
    assert keeping.kept(draft, catalog) == draft


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 100_000,
        b'{"version": 2}',
        b'{"version": 1}',
        b'{"version": 1, "draft": {}, "past": 1, "future": []}',
        b'{"version": 1, "draft": {"image": 1}, "past": [], "future": []}',
        b'{"version": 1, "draft": {"output": "x"}, "past": [], "future": []}',
        b'{"version": 1, "draft": {"imag": "x"}, "past": [], "future": []}',
        b'{"version": 1, "draft": {"writes": [[["ref", "x"]]]}, "past": [], "future": []}',
        b'{"version": 1, "draft": {"writes": [[["type"]]]}, "past": [], "future": []}',
        b'{"version": 1, "draft": {"writes": 1}, "past": [], "future": []}',
        b'{"version": 1, "draft": {}, "past": [[]], "future": []}',
        b'{"version": 1, "draft": {}, "past": [], "future": [], "setup": 1}',
    ],
    ids=lambda content: repr(content[:60]),
)
def test_what_is_no_session_is_said(catalog: Catalog, content: bytes) -> None:
    with pytest.raises(ValueError, match=r"^[a-z].*\w$"):
        sessions.read(content, catalog)


def test_a_view_that_is_not_known_is_the_usual_one() -> None:
    assert keeping.view_of({"target": "nowhere", "one_line": True, "whole": 3}) == View(one_line=True)
    assert keeping.view_of(None) == View()


def test_every_field_of_a_draft_is_kept(catalog: Catalog) -> None:
    changed = Draft("i", "load", "c", "0.21", (Entry((("type", "gha"),)),), (), following=False)
    data = keeping.draft_data(changed)
    assert set(data) == {"image", "output", "context", "buildkit", "writes", "reads", "following"}
    assert keeping.draft_of(json.loads(json.dumps(data)), catalog) == changed


# ------------------------------------------------------------------------------------------------------------ the file


def test_a_window_gets_back_what_the_last_one_left(tmp_path: Path) -> None:
    first = Slot(tmp_path / "sessions")
    assert first.claim() is None
    first.write(b"one", 1)
    first.close()
    second = Slot(tmp_path / "sessions")
    path = second.claim()
    assert path is not None
    assert second.read(path, 10) == b"one"
    second.write(b"two", 1)
    assert path.read_bytes() == b"two"
    second.close()
    assert [found.name for found in path.parent.iterdir()] == ["session-1.json"]


def test_two_windows_have_a_file_each_and_get_both_back(tmp_path: Path) -> None:
    slots = [Slot(tmp_path), Slot(tmp_path)]
    for number, slot in enumerate(slots):
        assert slot.claim() is None
        slot.write(str(number).encode(), 1)
    third = Slot(tmp_path)
    assert third.claim() is None, "both are in use"
    for slot in slots:
        slot.close()
    again = [Slot(tmp_path), Slot(tmp_path)]
    found = [slot.claim() for slot in again]
    assert {path.read_bytes() for path in found if path} == {b"0", b"1"}
    for slot in again:
        slot.close()


def test_an_older_text_never_replaces_a_newer_one(tmp_path: Path) -> None:
    slot = Slot(tmp_path)
    slot.write(b"2", 2)
    slot.write(b"1", 1)
    assert slot.path is not None
    assert slot.path.read_bytes() == b"2"
    slot.close()


def test_what_somebody_else_wrote_stays(tmp_path: Path) -> None:
    slot = Slot(tmp_path)
    slot.write(b"mine", 1)
    first = slot.path
    assert first is not None
    atomic.write(first, b"theirs")
    slot.write(b"mine again", 2)
    assert first.read_bytes() == b"theirs"
    assert slot.path is not None
    assert slot.path != first
    assert slot.path.read_bytes() == b"mine again"
    slot.close()


def test_a_broken_file_gets_another_name(tmp_path: Path) -> None:
    (tmp_path / "session-1.json").write_bytes(b"broken")
    slot = Slot(tmp_path)
    path = slot.claim()
    assert path is not None
    slot.read(path, 100)
    aside = slot.put_aside(path)
    assert aside.read_bytes() == b"broken"
    slot.write(b"new", 1)
    slot.close()
    assert sorted(found.name for found in tmp_path.iterdir()) == ["session-1-unreadable-1.json", "session-1.json"]
    assert Slot(tmp_path).claim() == path


def test_threads_write_in_their_order(tmp_path: Path) -> None:
    slot = Slot(tmp_path)
    threads = [threading.Thread(target=slot.write, args=(str(number).encode(), number)) for number in range(1, 40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert slot.path is not None
    assert slot.path.read_bytes() == b"39"
    slot.close()


def test_a_folder_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    slot = Slot(tmp_path / "file")
    with pytest.raises(OSError, match="Not a directory"):
        slot.claim()
    with pytest.raises(OSError, match=r"exists|Not a directory"):
        slot.write(b"x", 1)
