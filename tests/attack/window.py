"""Attacks the window: random actions with hostile texts, and after each the window has to be whole and in step."""

import os
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDialog, QPushButton, QToolButton

from buildx_cache_flags import app
from buildx_cache_flags.core.catalog.parameters import OPTIONS
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.qt.dialogs.paste_dialog import PasteDialog
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.window import Window
from tests.qt.markup import read_as_html

_MOST_ENTRIES: Final = 6
_HARMLESS: Final = ("This plugin does not support", "QAccessible", "Populating font family aliases")

PIECES: Final = (
    *("<img src=/no/such/file>", "<b>", "&lt;", "<a href=x>", "<?xml?>", "&", "&&", "%1", "%n", "[*]", "{ref}"),
    *("\0", "\n", "\r\n", "\t", "\x1b[2J", "\u202e", "\u200b", "\u2028", "\ud800", "\udfff", "😀", "e\u0301", "ﷺ", "é"),
    *("'", '"', "`", "$(id)", "${X}", "$", "\\", "\\\n", "^", ";", "|", " ", "  ", "#", "!", "~", "*"),
    *("type=registry", "type=inline", "type=", "ref=", ",", "=", "mode=max", "mode=", "compression=zstd", "x" * 300),
    *("compression-level=", "-1", "99999999999999999999", "true", "TRUE", "ghcr.io/acme/app:tag", "a/B", "@sha256:"),
    *("docker buildx build ", "--cache-to ", "--cache-from=", "-t ", "--push", "-f x", ".", "/", "services:\n  a:\n"),
    *("    build: {cache_to: [a/b:c]}\n", 'target "a" {\n cache-to = ["', '"]\n}\n', "jobs: {a: {steps: ["),
)

Action = Callable[["Attacker"], str]


def attack(seed: int, rounds: int) -> Iterator[str]:
    """Do *rounds* random things to one window; a sentence for each after which it was not what it should be."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication(["attack", *app.STYLE])
    with tempfile.TemporaryDirectory() as folder, _complaints() as heard:
        attacker = Attacker(application, random.Random(seed), Path(folder))
        try:
            for number in range(rounds):
                did = attacker.act()
                faults = [*heard, *attacker.faults()]
                heard.clear()
                for fault in faults:
                    yield f"window, seed {seed}, action {number} ({did}): {fault}"
        finally:
            attacker.close()


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """Whatever Qt warns of, and every exception that nobody caught, as long as this lasts."""
    heard: list[str] = []

    def listen(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        if kind != QtMsgType.QtDebugMsg and not text.startswith(_HARMLESS):
            heard.append(text)

    def note(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        last = trace
        while last is not None and last.tb_next is not None:
            last = last.tb_next
        where = f"{last.tb_frame.f_code.co_filename}:{last.tb_lineno}" if last is not None else ""
        heard.append(f"{kind.__name__}: {error} ({where})")

    hook, handler = sys.excepthook, qInstallMessageHandler(listen)
    sys.excepthook = note
    try:
        yield heard
    finally:
        sys.excepthook = hook
        qInstallMessageHandler(handler)


class Attacker:
    """Somebody who does anything to a window."""

    def __init__(self, application: QApplication, chance: random.Random, folder: Path) -> None:
        self.chance = chance
        self.folder = folder
        theme.install(application)
        self.window: Window = app.make_window(application, app.load_catalog())
        self.window.show()
        while not self.window.store.started:
            QTest.qWait(1)

    def act(self) -> str:
        """Do one thing and let what follows from it happen; returns what it was."""
        action = self.chance.choice(ACTIONS)
        did = action(self)
        for _ in range(3):
            QApplication.processEvents()
            # What was removed goes, as it does for a person; nobody reaches it any more.
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        return f"{action.__name__.strip('_')} {did}"

    def text(self) -> str:
        """Anything."""
        return "".join(self.chance.choices(PIECES, k=self.chance.randint(1, 12)))

    def place(self) -> Place:
        """A place of the form that has a row."""
        rows = [Place(None, 0, "image"), Place(None, 0, "context")]
        for section in self.window.form.sections.values():
            rows += [row.place for card in section.cards for row in card.rows.values()]
        return self.chance.choice(rows)

    def faults(self) -> Iterator[str]:
        """What is wrong with the window at this moment."""
        yield from (f"Qt reads {text!r} as HTML" for text in read_as_html())
        store, output = self.window.store, self.window.output
        shown = output.preview.command
        rendered = store.text
        if shown.split() != rendered.split() and rendered.isprintable():
            yield f"the preview shows {shown[:200]!r} and not {rendered[:200]!r}"
        for option, section in self.window.form.sections.items():
            if len(section.cards) != len(store.draft.entries(option)):
                yield f"{len(section.cards)} cards for {len(store.draft.entries(option))} entries of {option}"
        if store.outcome is not None and output.copy.button.isEnabled() and store.outcome.errors:
            yield "Copy is offered although there are errors"

    def close(self) -> None:
        """Close the window and all that it opened."""
        for widget in QApplication.topLevelWidgets():
            if widget is self.window or self.window.isAncestorOf(widget):
                widget.close()
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QApplication.processEvents()


def _finish(attacker: Attacker, dialog: PasteDialog) -> str:
    for _ in range(2000):
        if not dialog.background.busy:
            break
        QTest.qWait(1)
    crowded = any(len(offer.pasted.draft.writes) > _MOST_ENTRIES for offer in dialog._offers.offers)
    if dialog.apply_button.isEnabled() and not crowded and attacker.chance.random() < 0.7:
        dialog.apply_button.click()
        return "and apply"
    dialog.reject()
    return "and cancel"


def _paste(attacker: Attacker) -> str:
    text = attacker.text() * attacker.chance.choice((1, 1, 1, 60))
    attacker.window.paste(text)
    dialog = attacker.window.findChildren(PasteDialog)[-1]
    faults = read_as_html()
    return f"{text[:300]!r} {_finish(attacker, dialog)}{f' HTML in the dialog: {faults}' if faults else ''}"


def _open(attacker: Attacker) -> str:
    path = attacker.folder / attacker.chance.choice(("<b>.sh", "a.yml", "&.hcl", "[*].json", "é.ps1"))
    content = attacker.text().encode("utf-8", attacker.chance.choice(("surrogatepass", "replace")))
    path.write_bytes(content * attacker.chance.choice((1, 1, 100)))
    attacker.window.open_file(path, attacker.text())
    return f"{path.name} {content[:300]!r} {_finish(attacker, attacker.window.findChildren(PasteDialog)[-1])}"


def _edit(attacker: Attacker) -> str:
    place, text = attacker.place(), attacker.text()
    attacker.window.store.set_value(place, text, "typed")
    return f"{place} {text!r}"


def _reset(attacker: Attacker) -> str:
    place = attacker.place()
    attacker.window.store.reset(place)
    return str(place)


def _has_menu(button: QAbstractButton) -> bool:
    """Whether a click opens a menu, and waits until that is closed."""
    return isinstance(button, QToolButton | QPushButton) and button.menu() is not None


def _press(attacker: Attacker) -> str:
    buttons = [
        button
        for button in attacker.window.findChildren(QAbstractButton)
        if button.isVisible() and button.isEnabled() and button.text() != "Save as…" and not _has_menu(button)
    ]
    entries = sum(len(attacker.window.store.draft.entries(option)) for option in OPTIONS)
    if entries > _MOST_ENTRIES:
        buttons = [button for button in buttons if button.text() != "Add"]
    button = attacker.chance.choice(buttons)
    name = button.accessibleName() or button.text()
    button.click()
    for dialog in attacker.window.findChildren(QDialog):
        dialog.reject()
    return name


def _choose(attacker: Attacker) -> str:
    box = attacker.chance.choice(
        [box for box in attacker.window.findChildren(QComboBox) if box.count() and box.isVisible()]
    )
    index = attacker.chance.randrange(box.count())
    box.setCurrentIndex(index)
    box.activated.emit(index)
    return f"{box.accessibleName()} {index}"


def _travel(attacker: Attacker) -> str:
    steps = attacker.chance.randint(-5, 5)
    for _ in range(abs(steps)):
        (attacker.window.store.undo if steps < 0 else attacker.window.store.redo)()
    return str(steps)


def _resize(attacker: Attacker) -> str:
    size = attacker.chance.randint(360, 1600), attacker.chance.randint(320, 1000)
    attacker.window.resize(*size)
    return str(size)


def _copy(attacker: Attacker) -> str:
    attacker.window.copy()
    return ""


def _move_focus(attacker: Attacker) -> str:
    for _ in range(attacker.chance.randint(1, 8)):
        attacker.window.focusNextPrevChild(attacker.chance.random() < 0.7)
    focused = attacker.window.focusWidget()
    return type(focused).__name__


def _look(attacker: Attacker) -> str:
    chosen = attacker.chance.choice(theme.APPEARANCES)
    theme.current().apply(chosen)
    return chosen


ACTIONS: Final[tuple[Action, ...]] = (
    *(_paste, _paste, _paste, _edit, _edit, _edit, _edit, _press, _press, _choose, _choose),
    *(_open, _reset, _reset, _travel, _travel, _resize, _copy, _move_focus, _look),
)
