"""The window as a whole: sizes, scales, colours, and texts that nobody foresaw."""

import shlex
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.theme import DARK, LIGHT, Colours
from buildx_cache_flags.qt.window import Window
from tests import depth
from tests.qt.conftest import Open
from tests.qt.drive import crowded_draft
from tests.qt.fit import cut_off
from tests.qt.person import Key, Person, settle, wait_for
from tests.qt.surroundings import run_python

AA = 4.5
UNSEEN = {"\x7f": "␡", "\u2028": "␤", "\u2029": "␤"}
REF = Place("cache-to", 0, "ref")

# ---------------------------------------------------------------------------------------------------------- sizes


@pytest.mark.parametrize("size", [(1160, 800), (900, 600), (640, 900), (520, 600)], ids=str)
@pytest.mark.parametrize("draft", [Draft(), crowded_draft()], ids=["empty", "crowded"])
def test_nothing_is_cut_off(open_window: Open, size: tuple[int, int], draft: Draft) -> None:
    window = open_window(draft)
    window.resize(*size)
    settle()
    assert (window.width(), window.height()) == size
    assert cut_off(window) == []
    person = Person(window)
    if window.output.copy.one_line.isVisible():
        person.click(window.output.copy.one_line)
    person.written("Flags only")
    assert cut_off(window) == []


def test_what_is_cut_off_is_found(window: Window) -> None:
    window.resize(900, 600)
    settle()
    window.output.copy.button.setMaximumWidth(20)
    settle()
    assert len(cut_off(window)) == 1
    window.output.copy.more.setMaximumWidth(8)
    settle()
    assert len(cut_off(window)) == 2


@pytest.mark.window_system
def test_two_columns_become_one(window: Window) -> None:
    form, output = window.form, window.output
    window.resize(900, 600)
    settle()
    assert form.mapTo(window, form.rect().topRight()).x() <= output.mapTo(window, output.rect().topLeft()).x()
    window.resize(520, 600)
    settle()
    # One column that scrolls, and Copy below it.
    assert form.isAncestorOf(output)
    assert not output.isAncestorOf(output.copy)
    assert output.copy.button.isVisible()
    corner = output.copy.mapTo(window, output.copy.rect().bottomLeft())
    assert form.mapTo(window, form.rect().bottomLeft()).y() <= corner.y() < window.height()
    assert not output.tabs.area.isVisible()
    assert output.problems.isVisible() or output.meaning is not None
    window.resize(900, 600)
    settle()
    assert form.mapTo(window, form.rect().topRight()).x() <= output.mapTo(window, output.rect().topLeft()).x()


@pytest.mark.window_system
def test_nothing_jumps_behind_the_first_frame(open_window: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    first: dict[Place, QRect] = {}
    start = Window._start

    def note(window: Window) -> None:
        first.update({} if first else places(window))
        start(window)

    monkeypatch.setattr(Window, "_start", note)
    window = open_window()
    assert first
    assert places(window).items() >= first.items()


def places(window: Window) -> dict[Place, QRect]:
    """Where the editors stand that can be seen."""
    fields = {row.place: row.editor_widget for row in window.form.rows()}
    return {
        place: QRect(field.mapTo(window, QPoint()), field.size())
        for place, field in fields.items()
        if not field.visibleRegion().isEmpty()
    }


@pytest.mark.parametrize("scale", ["1.5", "2"])
def test_nothing_is_cut_off_at_another_scale(tmp_path: Path, scale: str) -> None:
    ended = run_python(tmp_path, "-m", "tests.qt.drive", "fits", env={"QT_SCALE_FACTOR": scale})
    assert (ended.status, ended.output, ended.errors) == (0, f"ratio {float(scale)}\n", "")


# -------------------------------------------------------------------------------------------------------- colours


def contrast(first: QColor, second: QColor) -> float:
    """The contrast of two opaque colours as WCAG 2 defines it."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def over(wash: QColor, surface: QColor) -> QColor:
    """*wash* as it looks on an opaque *surface*."""
    share = wash.alphaF()
    parts = zip(wash.getRgbF()[:3], surface.getRgbF()[:3], strict=True)  # type: ignore[index]
    return QColor.fromRgbF(*(above * share + below * (1 - share) for above, below in parts))


def test_contrast_is_counted_right() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("white")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("text", ["text", "muted", "error", "warning", "hint"])
@pytest.mark.parametrize("surface", ["window", "card", "field"])
def test_every_text_can_be_read_on_every_surface(colours: Colours, text: str, surface: str) -> None:
    assert contrast(QColor(getattr(colours, text)), QColor(getattr(colours, surface))) >= AA


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_the_palette_can_be_read(window: Window, appearance: theme.Appearance) -> None:
    theme.current().apply(appearance)
    settle()
    palette, role, group = window.palette(), QPalette.ColorRole, QPalette.ColorGroup
    pairs = (
        (role.WindowText, role.Window),
        (role.Text, role.Base),
        (role.PlaceholderText, role.Base),
        (role.PlaceholderText, role.Window),
        (role.ButtonText, role.Button),
        (role.ToolTipText, role.ToolTipBase),
        (role.Link, role.Window),
    )
    for state in (group.Active, group.Inactive, group.Disabled):
        for text, surface in pairs:
            assert contrast(palette.color(state, text), palette.color(state, surface)) >= AA, (text, surface)
    assert contrast(QColor("white"), theme.current().primary) >= AA
    highlighted = palette.color(role.HighlightedText), palette.color(role.Highlight)
    assert contrast(*highlighted) >= 3
    for lit_surface in (palette.color(role.Base), QColor(theme.current().colours.card)):
        lit = over(theme.current().lit(), lit_surface)
        assert contrast(palette.color(role.Text), lit) >= AA
        assert contrast(QColor(theme.current().colours.hint), lit) >= 3


CHANNEL = st.integers(0, 255)
HIGHLIGHTS = st.builds(QColor, CHANNEL, CHANNEL, CHANNEL, CHANNEL)
"""Whatever a desktop may choose: see-through ones, too."""
SEEN = ("black", "white", "#101010", "#202020", "#003300", "#1f2226", "#16181b", "#767676", "#308cc6", "#ffff00")


@given(HIGHLIGHTS, st.sampled_from([LIGHT, DARK]))
def test_the_accent_can_be_read_whatever_it_is(accent: QColor, colours: Colours) -> None:
    assert_readable(accent, colours)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("accent", SEEN)
def test_the_accents_of_real_desktops_can_be_read(accent: str, colours: Colours) -> None:
    assert_readable(QColor(accent), colours)


@given(HIGHLIGHTS, HIGHLIGHTS)
def test_any_colour_becomes_readable_on_any_surface(colour: QColor, surface: QColor) -> None:
    solid = QColor(surface.rgb())
    found = theme.readable(colour, solid)
    assert contrast(found, solid) >= AA
    assert found.alpha() == 255
    if contrast(QColor(colour.rgb()), solid) >= AA + 0.01:
        assert found.rgb() == QColor(colour.rgb()).rgb()


def assert_readable(accent: QColor, colours: Colours) -> None:
    """White on the accent, and the accent on each surface that the palettes have."""
    white = QColor("white")
    assert contrast(white, theme.readable(accent, white)) >= AA
    for surface in map(QColor, (colours.card, colours.window, colours.field)):
        assert contrast(theme.readable(accent, surface), surface) >= AA


@pytest.mark.parametrize(("accent", "appearance"), depth.pairs(SEEN, ("light", "dark"), 2))
def test_a_window_is_painted_with_any_accent(
    open_window: Open, monkeypatch: pytest.MonkeyPatch, accent: str, appearance: theme.Appearance
) -> None:
    window = open_window(crowded_draft())
    look = theme.current()
    monkeypatch.setattr(look, "_accent", QColor(accent))
    look.apply(appearance)
    assert not picture(window).isNull()
    for colour, surface in ((look.primary, QColor("white")), (look.figure, look.card)):
        assert contrast(colour, surface) >= AA


def picture(window: Window) -> QImage:
    settle()
    return window.grab().toImage()


@pytest.mark.window_system
def test_another_appearance_is_painted_at_once(open_window: Open) -> None:
    window = open_window(crowded_draft())
    seen: dict[str, QImage] = {}
    for appearance, colours in (("dark", DARK), ("light", LIGHT), ("dark", DARK)):
        choose_appearance(Person(window), appearance.title())
        assert theme.current().appearance == appearance
        image = picture(window)
        assert image.pixelColor(2, 2).name() == colours.card
        inside = window.form.image.mapTo(window, window.form.image.rect().topLeft())
        assert image.pixelColor(inside.x() + 20, inside.y() + 4).name() == colours.card
        panel = window.output.panel
        corner = panel.mapTo(window, panel.rect().center())
        corner.setX(panel.mapTo(window, panel.rect().topLeft()).x() + 6)
        # The command lies on dark in every theme.
        assert image.pixelColor(corner).name() == colours.code
        assert shades(image)[0] < 0.15 if colours is LIGHT else shades(image)[1] < 0.1
        if appearance in seen:
            assert image == seen[appearance]
        seen[appearance] = image


def shades(image: QImage) -> tuple[float, float]:
    """The shares of a picture that are dark and that are bright."""
    small = image.scaled(120, 90, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.FastTransformation)
    lightness = [small.pixelColor(x, y).lightness() for x in range(120) for y in range(90)]
    return sum(light < 90 for light in lightness) / 10_800, sum(light > 165 for light in lightness) / 10_800


def choose_appearance(person: Person, name: str) -> None:
    """Help, Appearance, and the name, by keyboard."""

    def choose() -> None:
        """Goes on inside the key that opened the menu, which waits until it is closed."""
        try:
            pick_appearance(person, name)
        finally:
            while (popup := QApplication.activePopupWidget()) is not None:
                popup.close()

    person.window.toolbar.help.setFocus()
    QTimer.singleShot(0, person.window, choose)
    person.key(Key.Key_Space)
    settle()


def pick_appearance(person: Person, name: str) -> None:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    person.key(Key.Key_Down)
    active = menu.activeAction()
    assert active is not None
    assert active.text() == "Appearance"
    person.key(Key.Key_Right)
    submenu = active.menu()
    assert isinstance(submenu, QMenu)
    wait_for(submenu.isVisible)
    for _ in range(6):
        chosen = submenu.activeAction()
        if chosen in submenu.actions() and chosen.text() == name:
            break
        person.key(Key.Key_Down)
    person.key(Key.Key_Return)


# ---------------------------------------------------------------------------------------------- texts of any kind

COMMAND = 'docker buildx build --push -t a/b:c --cache-to type=registry,ref=ghcr.io/a/b:c,mode=max "$HOME/x y"'
TEXTS = {
    "long": "x" * 99_000,
    "long path": "a/" * 49_000,
    "line breaks": "a\nb\r\n" * 19_000,
    "quotes": "'\"`$\\!" * 16_000,
    "emoji": "😀" * 49_000,
    "commas": 'a,"b",' * 16_000,
    "variables": "${A}" * 24_000,
    "controls": "a\x00b\x07\x1b[31m\x7f",
    "half a character": "a\ud800b",
    "invisible": "a\u200b\u202eb\ufeff\u2028",
    "command": COMMAND,
    "value": "type=registry,ref=ghcr.io/a/b:c,mode=max",
}
FIELDS = {
    "image": Place(parameter="image"),
    "context": Place(parameter="context"),
    "ref": REF,
    "level": Place("cache-to", 0, "compression-level"),
    "unknown": Place("cache-to", 0, "odd"),
    "read": Place("cache-from", 0, "ref"),
}


@pytest.mark.parametrize(("text_name", "field_name"), depth.pairs(TEXTS, FIELDS, 3))
def test_any_text_can_be_pasted_into_any_field(open_window: Open, text_name: str, field_name: str) -> None:
    text, field = TEXTS[text_name], FIELDS[field_name]
    writes = (Entry((("type", "registry"), ("ref", "ghcr.io/a/b:c"), ("odd", "1"))),)
    window = open_window(Draft(writes=writes).with_following(True))
    person = Person(window)
    editor = person.row(field).editor.field
    assert isinstance(editor, QLineEdit)
    person.click(editor)
    person.key(Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    person.paste(text)
    settle()
    assert_right_or_off(window, field)
    person.key(Key.Key_End)
    person.key("x")
    settle()
    assert editor.text().endswith("x")
    assert_right_or_off(window, field)
    assert cut_off(window) == []
    person.key(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    person.key(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.store.draft.writes == writes


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS.keys())
def test_half_a_character_is_flagged(open_window: Open, field: Place) -> None:
    """The clipboard would mend it on the way; a recipe or a command line would not."""
    writes = (Entry((("type", "registry"), ("ref", "ghcr.io/a/b:c"), ("odd", "1"))),)
    window = open_window(Draft(writes=writes).with_following(True))
    window.store.set_value(field, "a\ud800b", "picked")
    settle()
    assert not window.output.copy.button.isEnabled()
    assert Person(window).row(field).message.icon == "error"


def assert_right_or_off(window: Window, field: Place) -> None:
    """Either a problem stands at the field and Copy is off, or the command is what a shell reads back."""
    outcome = window.store.outcome
    assert outcome is not None
    row = window.form.row(field)
    assert row is not None
    assert window.output.copy.button.isEnabled() == (not outcome.errors)
    if any(problem.place == field and problem.severity == "error" for problem in outcome.problems):
        assert row.message.icon == "error"
        assert row.message.text
        assert len(row.message.text) < 500
    if not outcome.errors:
        assert read_back(window) == expanded(outcome.command.arguments)
        shown = window.output.preview.command
        text = window.store.text
        assert shown == seen(text) if len(text) <= 20_000 else shown[:-1] == seen(text)[: len(shown) - 1]


def seen(text: str) -> str:
    """*text* as the view shows it: a picture for each character that can't be seen."""
    return "".join(
        chr(0x2400 + ord(character))
        if character < " " and character not in "\n\t"
        else UNSEEN.get(character, character)
        for character in text
    )


def read_back(window: Window) -> list[str]:
    """What a POSIX shell makes of the command; variables are left as they stand."""
    text = window.store.text
    return expanded(shlex.split(text.replace(" \\\n  ", " ")))


def expanded(words: list[str]) -> list[str]:
    return [word.replace("\\$", "$") for word in words]


@pytest.mark.window_system
def test_a_pasted_text_reaches_the_clipboard_whole(open_window: Open) -> None:
    window = open_window(Draft(writes=(Entry((("type", "registry"), ("ref", "ghcr.io/a/b:c"))),)).with_following(True))
    person = Person(window)
    person.click(person.row(FIELDS["context"]).editor_widget)
    person.key(Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    person.paste("x" * 100_000)
    person.click(window.output.copy.button)
    copied = QGuiApplication.clipboard().text()
    assert copied == window.store.text
    assert copied.endswith("x" * 100_000)
    assert len(window.output.preview.command) < 30_000
