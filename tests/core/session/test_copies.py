"""The history of copies: kept in order, found by words, and never with a secret in it."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import Draft, entries
from buildx_cache_flags.core.outcome import View
from buildx_cache_flags.core.session import copies
from buildx_cache_flags.core.session.copies import MOST, Copied

DRAFT = Draft(image="a/b:1", writes=entries.parse("type=registry,ref=a/b:c,mode=max"), reads=(), following=False)


def made(catalog: Catalog, text: str, time: float = 1.0, target: str = "bash") -> Copied:
    return copies.copied(DRAFT, View(target), text, catalog, time)


def test_the_newest_comes_first_and_the_oldest_go(tmp_path: Path, catalog: Catalog) -> None:
    path = tmp_path / "not yet" / "copies.json"
    assert copies.read(path, catalog) == copies.Log()
    path.parent.mkdir()
    lots = [made(catalog, f"docker {number}", number) for number in range(MOST + 5)]
    path.write_bytes(copies._content(reversed(lots[:MOST])))
    for one in lots[MOST:]:
        assert copies.add(path, [one], catalog) is None
    assert copies.read(path, catalog).copies == tuple(reversed(lots[5:]))
    assert [found.name for found in path.parent.iterdir()] == ["copies.json"]


def test_the_same_again_counts_once(tmp_path: Path, catalog: Catalog) -> None:
    path = tmp_path / "copies.json"
    copies.add(path, [made(catalog, "x", 1)], catalog)
    copies.add(path, [made(catalog, "x", 2)], catalog)
    copies.add(path, [made(catalog, "x", 3, "fish")], catalog)
    assert [(one.time, one.view.target) for one in copies.read(path, catalog).copies] == [(3, "fish"), (2, "bash")]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"version": 9, "copies": []}', b'{"version": 1, "copies": [1]}']
)
def test_a_broken_file_is_kept_beside_the_new_one(tmp_path: Path, catalog: Catalog, content: bytes) -> None:
    path = tmp_path / "copies.json"
    path.write_bytes(content)
    assert copies.read(path, catalog).problem.startswith(f"The history of copies in {path} can't be read: ")
    aside = copies.add(path, [made(catalog, "x")], catalog)
    assert aside is not None
    assert aside.read_bytes() == content
    assert len(copies.read(path, catalog).copies) == 1


def test_clearing_forgets_everything(tmp_path: Path, catalog: Catalog) -> None:
    path = tmp_path / "copies.json"
    copies.clear(path)
    assert not path.exists()
    copies.add(path, [made(catalog, "s3cr3t name")], catalog)
    copies.clear(path)
    assert copies.read(path, catalog) == copies.Log()
    assert b"s3cr3t" not in path.read_bytes()


def test_a_secret_that_the_command_shows_is_not_kept(tmp_path: Path, catalog: Catalog) -> None:
    draft = replace(DRAFT, context="https://s3cr3t@github.com/a/b.git")
    one = copies.copied(draft, View(), "docker … https://s3cr3t@github.com/a/b.git", catalog, 1)
    copies.add(tmp_path / "copies.json", [one], catalog)
    assert b"s3cr3t" not in (tmp_path / "copies.json").read_bytes()
    assert "${CONTEXT_LOGIN}@github.com" in one.text
    assert one.text.startswith("docker buildx build")


def test_searching_is_for_all_words_in_any_order(catalog: Catalog) -> None:
    day = 86_400
    log = [
        made(catalog, "docker ghcr.io/acme/app", 2 * day),
        made(catalog, "docker quay.io/acme/app", day, "gitlab-ci"),
    ]

    def found(words: str) -> list[Copied]:
        return list(copies.matching(log, words, 2 * day + 60))

    assert found("") == log
    assert found("ACME docker") == log
    assert found("quay") == log[1:]
    assert found("gitlab-ci acme") == log[1:]
    assert found("GitLab CI") == log[1:]
    assert found("yesterday") == log[1:]
    assert found("1 min ago") == log[:1]
    assert found("quay ghcr") == []


def test_two_writers_keep_each_others(tmp_path: Path, catalog: Catalog) -> None:
    path = tmp_path / "copies.json"

    def write(name: str) -> None:
        for number in range(20):
            copies.add(path, [made(catalog, f"{name} {number}")], catalog)

    threads = [threading.Thread(target=write, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {one.text for one in copies.read(path, catalog).copies} == {f"{a} {n}" for a in "ab" for n in range(20)}


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "just now"),
        (59, "just now"),
        (120, "2 min ago"),
        (7_300, "2 h ago"),
        (90_000, "yesterday"),
        (200_000, "2 days ago"),
    ],
)
def test_time_is_told_in_words(seconds: float, said: str) -> None:
    assert copies.ago(seconds) == said


def test_what_is_there_already_is_not_added_again(tmp_path: Path, catalog: Catalog) -> None:
    path = tmp_path / "copies.json"
    one, two, three = (made(catalog, str(number), number) for number in range(3))
    copies.add(path, [one, two], catalog)
    copies.add(path, [one, two, three], catalog)
    assert [copy.text for copy in copies.read(path, catalog).copies] == ["2", "1", "0"]
