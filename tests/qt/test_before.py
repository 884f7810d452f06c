"""The list of what comes before the run, in the real window."""

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QApplication

from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.entries import registry
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.explain.before import steps
from buildx_cache_flags.core.targets.hosts import BUILDER
from buildx_cache_flags.qt.explain import before
from buildx_cache_flags.qt.explain.before import BeforeYouRun, StepItem
from tests.qt.conftest import Open
from tests.qt.fit import cut_off
from tests.qt.person import CONTROL, Key, Person, settle, wait_for

GHCR = "ghcr.io/acme/app:buildcache"


def shown(person: Person) -> BeforeYouRun:
    wait_for(lambda: person.window.output.explained)
    settle()
    section = person.window.output.before
    assert section is not None
    person.open_tab("Before you run")
    return section


def items(person: Person) -> list[StepItem]:
    return [item for item in shown(person).items if item.isVisible()]


def written(*refs: str) -> Draft:
    return Draft(writes=tuple(map(registry, refs)), reads=(), following=False)


def texts(person: Person) -> list[tuple[str, str]]:
    return [
        (item.text.accessibleName(), item.command.text() if item.command.isVisible() else "") for item in items(person)
    ]


def test_the_steps_follow_what_is_typed(person: Person) -> None:
    assert [command for _, command in texts(person)] == [BUILDER]
    person.type(GHCR)
    store = person.window.store
    assert texts(person) == [(step.text, step.command) for step in steps(store.draft, store.catalog, "bash")]
    assert ("docker login ghcr.io") in [command for _, command in texts(person)]


def test_the_steps_follow_the_target(person: Person) -> None:
    person.type(GHCR)
    person.choose_target("github-actions")
    assert [command for _, command in texts(person)] == [""] * 3
    assert "docker/setup-buildx-action" in texts(person)[0][0]


def test_the_steps_go_with_the_last_entry_and_come_back(open_window: Open) -> None:
    person = Person(open_window(written(GHCR)))
    person.window.store.replace(Draft(writes=(), reads=()))
    assert items(person) == []
    person.window.store.undo()
    assert len(items(person)) == 3


def test_nothing_is_made_anew_while_the_steps_stay(open_window: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    person = Person(open_window(written(GHCR)))
    before_items = items(person)
    calls: list[object] = []
    monkeypatch.setattr(StepItem, "show_step", lambda self, step: calls.append(step))
    person.tab_to(person.row(Place("cache-to", 0, "ref")).editor.field)
    person.key(Key.Key_End)
    person.type("2")
    assert person.window.store.draft.writes == written(f"{GHCR}2").writes
    assert items(person) == before_items
    assert calls == []


def test_a_command_is_copied_by_a_click(open_window: Open) -> None:
    person = Person(open_window(written(GHCR)))
    person.click(items(person)[1].copy)
    assert QApplication.clipboard().text() == "docker login ghcr.io"
    # A tool that takes the clipboard over at the very moment of the next copy makes Qt warn.
    wait_for(lambda: not person.window.clipboard.pending)
    person.click(items(person)[0].copy)
    assert QApplication.clipboard().text() == BUILDER


def test_all_of_it_goes_by_keyboard(open_window: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(before, "QDesktopServices", type("Services", (), {"openUrl": staticmethod(opened.append)}))
    person = Person(open_window(written(GHCR)))
    _, login, cleanup = items(person)
    person.tab_to(login.text)
    person.key(Key.Key_Return)
    # A long address is broken in the tip, so that it fits.
    assert [url.toString() for url in opened] == [login.text.toolTip().replace("\n", "")]
    assert opened[0].scheme() == "https"
    person.key(Key.Key_Tab)
    assert login.command.hasFocus()
    person.key(Key.Key_A, CONTROL)
    person.key(Key.Key_C, CONTROL)
    assert QApplication.clipboard().text() == "docker login ghcr.io"
    person.type("x")
    assert login.command.text() == "docker login ghcr.io"
    person.key(Key.Key_Tab)
    assert login.copy.hasFocus()
    QApplication.clipboard().clear()
    person.key(Key.Key_Space)
    assert QApplication.clipboard().text() == "docker login ghcr.io"
    person.key(Key.Key_Tab)
    assert cleanup.text.hasFocus()


@pytest.mark.parametrize("size", [(1160, 800), (900, 600), (520, 600)], ids=str)
@pytest.mark.parametrize("target", ["bash", "gitlab-ci"])
def test_nothing_is_cut_off(open_window: Open, size: tuple[int, int], target: str) -> None:
    hosts = ("123456789012.dkr.ecr.eu-central-1.amazonaws.com", "x" * 60 + ".example.com", "localhost:5000")
    person = Person(open_window(written(*(f"{host}/acme/app:c" for host in hosts))))
    person.window.store.set_view(person.window.store.view._replace(target=target))
    person.window.resize(*size)
    settle()
    assert len(items(person)) > 8
    inside = {item.text.text()[:20] for item in items(person)}
    assert [line for line in cut_off(person.window) if "label" in line and any(text in line for text in inside)] == []
    tabs = person.window.output.tabs
    width, body = tabs.width(), tabs
    for item in items(person):
        assert item.x() >= 0
        assert item.mapTo(body, item.rect().topRight()).x() < width


def test_a_text_with_markup_stands_as_it_is(person: Person) -> None:
    label = before.LinkedText()
    label.show_text("<b>a</b> & b", "https://example.com/?a=1&b=2")
    assert "&lt;b&gt;a&lt;/b&gt; &amp; b" in label.text()
    assert 'href="https://example.com/?a=1&amp;b=2"' in label.text()
    label.show_text("alone", "")
    assert "href" not in label.text()
    label.deleteLater()


def test_the_first_read_row_is_not_a_registry_to_write_to(open_window: Open) -> None:
    person = Person(open_window(Draft(writes=(), reads=(registry(GHCR),))))
    assert [command for _, command in texts(person)] == ["docker login ghcr.io"]
    person.click(person.row(Place("cache-from", 0, "ref")).editor.field)
    person.retype("docker.io/acme/app:c")
    assert [command for _, command in texts(person)] == ["docker login"]
