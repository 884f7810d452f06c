"""Saving a setup: whole, and never over what somebody else wrote meanwhile."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import Draft, entries
from buildx_cache_flags.core.outcome import View
from buildx_cache_flags.core.session import setups
from buildx_cache_flags.core.session.setups import Setup

DRAFT = Draft(image="a/b:1", writes=entries.parse("type=registry,ref=a/b:c"), reads=(), following=False)


def named(image: str) -> Setup:
    return Setup(replace(DRAFT, image=image), View("fish"))


def test_what_is_known_goes_without_a_trace(tmp_path: Path, catalog: Catalog) -> None:
    path = tmp_path / "app.toml"
    assert setups.save(path, named("one"), catalog, named("nothing")) is None
    assert setups.save(path, named("two"), catalog, named("one")) is None
    assert setups.read(path.read_text("utf-8"), catalog) == named("two")
    assert [found.name for found in tmp_path.iterdir()] == ["app.toml"]


def test_a_comment_of_somebody_is_nothing_else(tmp_path: Path, catalog: Catalog) -> None:
    path = tmp_path / "app.toml"
    path.write_text(f"# mine\n{setups.write(named('one'), catalog)}", "utf-8")
    assert setups.save(path, named("two"), catalog, named("one")) is None


@pytest.mark.parametrize("content", [b"image = 1", b"\xff\0", b"[other]\n", b""])
def test_what_somebody_else_wrote_is_kept_beside_it(tmp_path: Path, catalog: Catalog, content: bytes) -> None:
    path = tmp_path / "app.toml"
    path.write_bytes(content)
    aside = setups.save(path, named("two"), catalog, named("one"))
    assert aside == tmp_path / "app-other-1.toml"
    assert aside is not None
    assert aside.read_bytes() == content
    assert setups.read(path.read_text("utf-8"), catalog) == named("two")


def test_whoever_chose_the_file_replaces_it(tmp_path: Path, catalog: Catalog) -> None:
    path = tmp_path / "app.toml"
    path.write_bytes(b"something else")
    assert setups.save(path, named("two"), catalog) is None


def test_two_that_save_at_once_keep_each_others_last(tmp_path: Path, catalog: Catalog) -> None:
    path = tmp_path / "app.toml"
    setups.save(path, named("start"), catalog)

    def save(name: str) -> None:
        known = named("start")
        for number in range(8):
            new = named(f"{name}/{number}")
            setups.save(path, new, catalog, known)
            known = new

    threads = [threading.Thread(target=save, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = [setups.read(file.read_text("utf-8"), catalog).draft.image for file in tmp_path.glob("*.toml")]
    assert {"a/7", "b/7"} <= set(found)
    assert all(not file.name.startswith(".") for file in tmp_path.iterdir())
