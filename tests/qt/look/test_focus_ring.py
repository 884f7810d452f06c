"""What has the focus can be seen, in each scheme and with forced high contrast, in the real window."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.contrast import MARK, contrast
from buildx_cache_flags.qt.window import Window
from tests.qt.conftest import Open
from tests.qt.drive import crowded_draft
from tests.qt.person import settle

REF, MODE, IGNORE = (Place("cache-to", 0, name) for name in ("ref", "mode", "ignore-error"))


def controls(window: Window) -> dict[str, QWidget]:
    """One of each kind that paints its own ring, or has it painted by its card."""
    rows = {place: window.form.row(place) for place in (REF, MODE, IGNORE)}
    fields = {place.parameter: row.editor.field for place, row in rows.items() if row is not None}
    card = window.form.sections["cache-to"].cards[0]
    return {
        **fields,
        "type": card.type_choice.field,
        "group": card.heads["format"].button,
        "more": window.output.copy.more,
    }


def seen(window: Window, widget: QWidget) -> QImage:
    """What is painted where *widget* is, and around it."""
    settle()
    area = QRect(widget.mapTo(window, widget.rect().topLeft()), widget.size()).adjusted(-12, -4, 12, 4)
    return window.grab(area).toImage().convertToFormat(QImage.Format.Format_RGB32)


def ringed(before: QImage, after: QImage) -> int:
    """The pixels that stand out against what was there before."""
    changed = 0
    for y in range(after.height()):
        for x in range(after.width()):
            old, new = before.pixel(x, y), after.pixel(x, y)
            changed += old != new and contrast(QColor.fromRgb(old), QColor.fromRgb(new)) >= MARK
    return changed


@pytest.mark.parametrize("strong", [False, True], ids=["usual", "high contrast"])
@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_the_focus_can_be_seen(
    open_window: Open, monkeypatch: pytest.MonkeyPatch, appearance: theme.Appearance, strong: bool
) -> None:
    window = open_window(crowded_draft())
    look = theme.current()
    monkeypatch.setattr(look, "_strong", strong)
    look.apply(appearance)
    for name, widget in controls(window).items():
        window.form.show_row(REF)
        if window.form.isAncestorOf(widget):
            window.form.ensureWidgetVisible(widget)
        window.toolbar.file.setFocus(Qt.FocusReason.TabFocusReason)
        before = seen(window, widget)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        after = seen(window, widget)
        # A line around it, at least along its longer sides; the cursor of a field is far less.
        assert ringed(before, after) >= min(widget.width(), 40), name


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_high_contrast_has_every_line_and_every_text_in_the_colour_of_the_text(
    open_window: Open, monkeypatch: pytest.MonkeyPatch, appearance: theme.Appearance
) -> None:
    window = open_window(crowded_draft())
    look = theme.current()
    monkeypatch.setattr(look, "_strong", True)
    look.apply(appearance)
    settle()
    card = window.form.image
    edge = window.grab(QRect(card.mapTo(window, card.rect().topLeft()), card.size())).toImage()
    assert edge.pixelColor(edge.width() // 2, 0).name() == look.colours.text
    palette = window.palette()
    assert palette.color(theme.Role.PlaceholderText).name() == look.colours.text
    assert contrast(QColor(look.colours.text), QColor(look.colours.card)) >= 7
