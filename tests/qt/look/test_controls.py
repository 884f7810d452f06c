"""What the painted controls do with a text that is longer than their room."""

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from buildx_cache_flags.qt.look.controls import elided


class Counted(QFontMetrics):
    """Counts how often a text is measured, which takes longer the longer it is."""

    measured = 0

    def horizontalAdvance(self, text: str, /, *more: object) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        self.measured += 1
        return super().horizontalAdvance(text)


def test_a_long_text_keeps_what_fits_and_an_ellipsis(qapp: QApplication) -> None:
    metrics = Counted(qapp.font())
    whole = "".join(chr(ord("a") + number % 26) for number in range(65_536))
    text = elided(metrics, whole, 200)
    kept = text.removesuffix("…")
    assert text == f"{kept}…"
    assert whole.startswith(kept)
    assert metrics.measured < 40
    room = 200 - metrics.horizontalAdvance("…")
    assert metrics.horizontalAdvance(kept) <= room < metrics.horizontalAdvance(whole[: len(kept) + 1])


def test_without_any_room_the_ellipsis_is_left(qapp: QApplication) -> None:
    assert elided(QFontMetrics(qapp.font()), "max", 0) == "…"
