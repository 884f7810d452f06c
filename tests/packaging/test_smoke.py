"""The trial of a package notices what it has to notice."""

import os
import sys
from pathlib import Path

import pytest

from devtools import environment, packages, smoke, smoke_window, stranger, wheels
from devtools.process import DevError
from devtools.smoke import Artefact, Case, Ended

CHECKOUT = Artefact("the checkout", (sys.executable, "-m", "buildx_cache_flags"))
QUIET = Ended(0, "", "")
needs_posix = pytest.mark.skipif(os.name != "posix", reason="a script as a program")


def python(code: str) -> Artefact:
    return Artefact("another", (sys.executable, "-c", code))


def test_the_checkout_passes_its_own_trial(tmp_path: Path) -> None:
    names = smoke.targets(Path(sys.executable))
    assert len(names) == 10
    asked = smoke.cases(names)
    assert {case.status for case in asked} == {0, 1, 2}
    smoke.try_command(CHECKOUT, CHECKOUT, asked, tmp_path)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("raise SystemExit(1)", id="another status"),
        pytest.param("print('more')", id="another output"),
        pytest.param("import sys; print('a warning', file=sys.stderr)", id="a warning"),
    ],
)
def test_a_package_that_differs_fails(code: str, tmp_path: Path) -> None:
    with pytest.raises(DevError, match="another: `--version`"):
        smoke.try_command(python(code), CHECKOUT, [Case(("--version",))], tmp_path)


def test_a_status_that_is_wrong_everywhere_fails(tmp_path: Path) -> None:
    with pytest.raises(DevError, match="ended with 0 instead of 1"):
        smoke.try_command(CHECKOUT, CHECKOUT, [Case(("--version",), status=1)], tmp_path)


def test_a_package_that_hangs_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(smoke, "LIMIT_SECONDS", 0.2)
    with pytest.raises(DevError, match="did not end"):
        smoke.run(python("import time; time.sleep(60)"), Case(()), tmp_path, {})


def test_a_child_with_another_environment_fails(tmp_path: Path) -> None:
    noted = tmp_path / "xclip.env"
    noted.write_text("HOME=/home/me\nPWD=/somewhere\nSHLVL=1\n_=/usr/bin/env\n")
    smoke_window.environment_of(noted, "xclip", {"HOME": "/home/me"})
    noted.write_text("HOME=/home/me\nLD_LIBRARY_PATH=/app/_internal\n")
    with pytest.raises(DevError, match="xclip has another environment: LD_LIBRARY_PATH=/app/_internal"):
        smoke_window.environment_of(noted, "xclip", {"HOME": "/home/me"})


WINDOW = "import os, sys\nif len(sys.argv) > 1: print('checked'); sys.exit()\n"


def finished(folder: Path, window: str) -> Artefact:
    """A package that has all, and whose window does as told."""
    folder.chmod(0o755)
    home = folder / "home"
    home.mkdir()
    (home / "app").write_text(f"#!{sys.executable}\n{WINDOW}{window}\n")
    (home / "app").chmod(0o755)
    return Artefact("another", (home / "app",), has_all=True)


@pytest.fixture
def for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """The Python of the tests may not be there for another user."""
    monkeypatch.setattr(stranger, "as_nobody", lambda artefact: artefact)


@needs_posix
@pytest.mark.usefixtures("for_all")
def test_a_package_that_works_for_a_stranger_passes_and_its_copy_is_gone(tmp_path: Path) -> None:
    stranger.try_as_stranger(finished(tmp_path, "sys.exit(os.environ['QT_QPA_PLATFORM'] != 'offscreen')"), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


@needs_posix
@pytest.mark.usefixtures("for_all")
@pytest.mark.parametrize(
    "window",
    [
        pytest.param("os.environ['PATH']", id="needs PATH"),
        pytest.param("os.listdir(os.environ['HOME'])", id="needs a home"),
        pytest.param("assert ' ' not in __file__", id="not with a space"),
        pytest.param("assert os.stat(os.path.dirname(__file__)).st_mode & 0o200", id="not where it can't write"),
        pytest.param("print('a warning', file=sys.stderr)", id="says something"),
    ],
)
def test_a_window_that_does_not_open_for_a_stranger_fails(window: str, tmp_path: Path) -> None:
    with pytest.raises(DevError, match=r"^another: ``"):
        stranger.try_as_stranger(finished(tmp_path, window), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_only_wheels_and_sources_make_way_for_new_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("app.whl", "app.tar.gz", "app.tar.xz", "app.deb", "notes.txt"):
        (tmp_path / name).write_text("old")
    seen: dict[str, str] = {}
    monkeypatch.setattr(wheels, "DIST", tmp_path)
    monkeypatch.setattr(environment, "ensure", lambda *_groups: Path("python"))
    monkeypatch.setattr(wheels, "call", lambda _command, env: seen.update(env))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    wheels.wheel([])
    assert {path.name for path in tmp_path.iterdir()} == {"app.tar.xz", "app.deb", "notes.txt"}
    assert seen["SOURCE_DATE_EPOCH"] == "86400"


@pytest.mark.parametrize(("name", "content"), [("b", "other"), ("c", "more")], ids=["another file", "one file more"])
def test_packages_that_come_out_otherwise_fail(tmp_path: Path, name: str, content: str) -> None:
    for folder in (tmp_path / "1", tmp_path / "2"):
        folder.mkdir()
        (folder / "a").write_text("same")
        (folder / "b").write_text("same")
    packages.compare(tmp_path / "1", tmp_path / "2")
    (tmp_path / "2" / name).write_text(content)
    with pytest.raises(DevError, match=f"the second time: {name}"):
        packages.compare(tmp_path / "1", tmp_path / "2")
