"""The trial of a package notices what it has to notice."""

import sys
from pathlib import Path

import pytest

from devtools import packages, smoke, smoke_window
from devtools.process import DevError
from devtools.smoke import Artefact, Case, Ended

CHECKOUT = Artefact("the checkout", (sys.executable, "-m", "buildx_cache_flags"))
QUIET = Ended(0, "", "")


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
