"""Everything that is painted can be read: text 4.5:1, controls, frames and marks 3:1, in each scheme, with any accent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor

from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.contrast import AA, MARK, contrast
from buildx_cache_flags.qt.look.ink import Ink, Shades
from buildx_cache_flags.qt.look.theme import DARK, LIGHT, Colours

SCHEMES = {
    "light": LIGHT,
    "dark": DARK,
    "light, high contrast": theme.strong(LIGHT),
    "dark, high contrast": theme.strong(DARK),
}
SURFACES = ("page", "card", "group", "field", "soft")
TEXTS = ("text", "muted", "accent", "error", "warning", "hint", "good")
ON_CODE = ("code_text", "code_flag", "code_value", "code_muted")
CHANNEL = st.integers(0, 255)
ACCENTS = st.one_of(st.none(), st.builds(QColor, CHANNEL, CHANNEL, CHANNEL, CHANNEL))


def pairs() -> list[tuple[str, str, float]]:
    """Foreground, background, and the contrast that they need."""
    read = [(text, surface, AA) for text in TEXTS for surface in SURFACES]
    read += [(text, surface, AA) for text in ON_CODE for surface in ("code", "code_lit")]
    read += [("on_accent", "accent", AA)]
    read += [(text, f"{text}_soft", AA) for text in ("error", "warning", "hint")]
    read += [("text", f"{wash}_soft", AA) for wash in ("error", "warning", "hint")]
    read += [("frame", surface, MARK) for surface in ("page", "card", "group", "field")]
    read += [("accent", surface, MARK) for surface in SURFACES]
    return read


def unreadable(shades: Shades) -> list[str]:
    found = (
        (one, other, contrast(*(QColor(getattr(shades, name)) for name in (one, other)))) for one, other, _ in pairs()
    )
    needed = [wanted for _, _, wanted in pairs()]
    return [
        f"{one} on {other}: {has:.2f}" for (one, other, has), wants in zip(found, needed, strict=True) if has < wants
    ]


@pytest.mark.parametrize("colours", SCHEMES.values(), ids=SCHEMES)
def test_everything_can_be_read(colours: Colours) -> None:
    assert unreadable(theme.shades(colours, None)) == []


@pytest.mark.parametrize("colours", SCHEMES.values(), ids=SCHEMES)
@given(accent=ACCENTS)
def test_everything_can_be_read_with_the_accent_of_any_desktop(colours: Colours, accent: QColor | None) -> None:
    assert unreadable(theme.shades(colours, accent)) == []


@pytest.mark.parametrize("colours", SCHEMES.values(), ids=SCHEMES)
def test_each_brush_has_its_own_colour(colours: Colours) -> None:
    shades = theme.shades(colours, None)
    ink = Ink(shades)
    assert {name: getattr(ink, name).color().name() for name in shades._fields} == shades._asdict()
