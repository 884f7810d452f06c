"""What there is to take away beside the command: files that clean up, and those for a registry in one's own network."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from buildx_cache_flags.core import cleanup
from buildx_cache_flags.core.draft import Draft, entries
from buildx_cache_flags.core.explain import inhouse
from buildx_cache_flags.qt.dialogs import handout_dialog
from buildx_cache_flags.qt.dialogs.handout_dialog import HandoutDialog
from buildx_cache_flags.qt.output import saving
from buildx_cache_flags.qt.window import Window
from tests.qt.conftest import Open, activate
from tests.qt.person import Key, Person, settle, wait_for

GHCR = "ghcr.io/acme/app:buildcache-${BRANCH}"
ECR = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/acme/app:c"
OWN = "registry.internal:5000/acme/app:c"


def written(*refs: str) -> Draft:
    return Draft(writes=tuple(entries.registry(ref) for ref in refs), reads=(), following=False)


def opened(window: Window) -> HandoutDialog:
    """The dialog that is open, in front."""
    found: list[HandoutDialog] = []

    def look() -> bool:
        found[:] = [one for one in window.findChildren(HandoutDialog) if one.isVisible()]
        return bool(found)

    wait_for(look)
    settle()
    activate(found[0])
    wait_for(lambda: (on := QApplication.focusWidget()) is not None and found[0].isAncestorOf(on))
    return found[0]


def press(dialog: HandoutDialog, key: Key) -> None:
    QTest.keyClick(dialog.windowHandle(), key)
    settle()


def close(dialog: HandoutDialog, window: Window) -> None:
    dialog.reject()
    wait_for(lambda: not window.findChildren(HandoutDialog) or not dialog.isVisible())
    activate(window)


def test_what_cleans_up_is_shown_and_copied(open_window: Open) -> None:
    window = open_window(written(GHCR))
    window.desk.show_cleanup()
    dialog = opened(window)
    (made,) = cleanup.of(window.store.draft, window.store.catalog)
    assert dialog.text.toPlainText() == made.text
    assert dialog.texts() == [made.how, *made.notes]
    assert dialog.choice.isHidden()
    assert dialog.command.isHidden()
    assert dialog.focusWidget() is dialog.copy_text
    press(dialog, Key.Key_Return)
    assert QApplication.clipboard().text() == made.text
    assert dialog.said.text() == "The file was copied."
    assert dialog.isVisible()
    wait_for(lambda: not window.clipboard.pending)
    close(dialog, window)


def test_each_repository_is_a_choice(open_window: Open) -> None:
    window = open_window(written(GHCR, ECR))
    window.desk.show_cleanup()
    dialog = opened(window)
    assert [dialog.choice.itemText(row) for row in range(dialog.choice.count())] == [
        "ghcr.io/acme/app",
        ECR.removesuffix(":c"),
    ]
    dialog.choice.setFocus()
    press(dialog, Key.Key_Down)
    assert dialog.shown.file == "lifecycle-policy.json"
    assert dialog.focusWidget() is dialog.choice, dialog.focusWidget()
    dialog.copy_command.setFocus()
    press(dialog, Key.Key_Space)
    assert QApplication.clipboard().text().startswith("aws ecr put-lifecycle-policy ")
    wait_for(lambda: not window.clipboard.pending)
    close(dialog, window)


def test_a_registry_without_anything_to_paste(open_window: Open) -> None:
    window = open_window(written("quay.io/acme/app:c"))
    window.desk.show_cleanup()
    dialog = opened(window)
    assert dialog.texts()[0].startswith("Nothing to paste: Quay")
    assert dialog.text.isHidden()
    assert dialog.copy_text.isHidden()
    assert dialog.save.isHidden()
    assert dialog.focusWidget() is dialog.close_button
    close(dialog, window)


def test_it_is_saved_under_its_name(open_window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window = open_window(written(ECR))
    asked: list[tuple[Any, ...]] = []
    monkeypatch.setattr(saving, "ask", lambda *given: asked.append(given))
    window.desk.show_cleanup()
    dialog = opened(window)
    dialog.save.click()
    ((parent, name, text, say),) = asked
    assert (parent, name, text) == (dialog, "lifecycle-policy.json", dialog.shown.text)
    say("Saved as x.")
    assert dialog.said.text() == "Saved as x."
    assert not window.findChildren(QFileDialog)
    close(dialog, window)


def test_the_documentation_is_that_of_the_choice(open_window: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    links: list[QUrl] = []
    services = type("Services", (), {"openUrl": staticmethod(links.append)})
    monkeypatch.setattr(handout_dialog, "QDesktopServices", services)
    window = open_window(written(ECR))
    window.desk.show_cleanup()
    dialog = opened(window)
    dialog.documentation.click()
    assert [link.toString() for link in links] == [dialog.shown.link]
    close(dialog, window)


def test_a_step_before_the_build_leads_to_it(open_window: Open) -> None:
    window = open_window(written(OWN))
    window.output.before_tab.show()
    wait_for(lambda: window.output.before is not None and any(item.isVisible() for item in window.output.before.items))
    assert window.output.before is not None
    offers = [item.offer for item in window.output.before.items if item.offer.isVisible()]
    assert [offer.accessibleName() for offer in offers] == ["Show what to paste… Step 3", "Show what to paste… Step 5"]
    person = Person(window)
    person.tab_to(offers[0])
    person.key(Key.Key_Space)
    dialog = opened(window)
    assert dialog.windowTitle() == "Registry in your network"
    ways = inhouse.ways("registry.internal:5000")
    assert [dialog.choice.itemText(row) for row in range(dialog.choice.count())] == [way.name for way in ways]
    assert dialog.text.toPlainText() == ways[0].toml
    assert dialog.command.text() == ways[0].command
    close(dialog, window)


def test_a_workflow_makes_its_builder_in_a_step(open_window: Open) -> None:
    window = open_window(written(OWN))
    window.store.set_view(window.store.view._replace(target="github-actions"))
    window.desk.show_own_registry()
    dialog = opened(window)
    assert dialog.text.toPlainText() == inhouse.ways("registry.internal:5000")[0].workflow
    assert dialog.command.isHidden()
    close(dialog, window)


@pytest.mark.parametrize("show", ["show_cleanup", "show_own_registry"])
def test_without_anything_to_show_that_is_said(open_window: Open, show: str) -> None:
    window = open_window(Draft())
    getattr(window.desk, show)()
    wait_for(lambda: any(box.isVisible() for box in window.findChildren(QMessageBox)))
    (box,) = (box for box in window.findChildren(QMessageBox) if box.isVisible())
    assert box.text()
    assert box.textFormat() == Qt.TextFormat.PlainText
    box.close()


def test_the_menu_and_find_anything_have_both(open_window: Open) -> None:
    names = [action.name for action in open_window(Draft()).desk.actions]
    assert {"Clean up the cache…", "Registry in your network…"} <= set(names)
