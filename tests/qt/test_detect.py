"""Detect: the builder in use, from the window, with stand-ins for docker."""

import os
from pathlib import Path

import pytest

from tests.live.test_builder import CONTAINER, DOCKER, STOPPED, printing, stand_in
from tests.qt.person import Person, wait_for

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-ins are shell scripts")


def detect(person: Person) -> str:
    """Click, and give what is said then."""
    button = person.window.toolbar.detect
    heard: list[str] = []
    button.told.connect(heard.append)
    person.click(button)
    wait_for(lambda: heard)
    assert button.text() == "Detect"
    notice = person.window.desk.notice
    assert notice is not None
    assert notice.text.accessibleName() == heard[0]
    return heard[0]


def test_the_builder_s_buildkit_is_chosen_and_can_be_undone(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", stand_in(tmp_path, inspect=printing(CONTAINER)))
    assert detect(person) == "Builder remote: driver docker-container, BuildKit 0.9.3."
    assert person.window.store.draft.buildkit == "0.9"
    assert "0.9" in person.window.toolbar.buildkit.currentText()
    person.window.store.undo()
    assert person.window.store.draft.buildkit == ""


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ({"inspect": printing(DOCKER), "info": "echo '[]'"}, "can't write a registry cache"),
        ({"inspect": printing(STOPPED)}, "BuildKit"),
        ({"inspect": "echo 'Cannot connect to the Docker daemon' >&2; exit 1"}, "daemon"),
        ({"version": "exit 1"}, "has no buildx"),
        ({"version": "echo rubbish"}, "prints no version"),
    ],
)
def test_what_is_wrong_is_said(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: dict[str, str], said: str
) -> None:
    monkeypatch.setenv("PATH", stand_in(tmp_path, **script))
    assert said in detect(person)


def test_without_docker_nothing_changes(person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    before = person.window.store.draft
    assert "There is no docker command" in detect(person)
    assert person.window.store.draft == before


def test_a_docker_that_hangs_is_waited_for_no_longer(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", stand_in(tmp_path, version="/bin/sleep 3"))
    button = person.window.toolbar.detect
    person.click(button)
    assert button.text() == "Cancel"
    person.click(button)
    assert button.text() == "Detect"
    assert person.window.store.draft.buildkit == ""
