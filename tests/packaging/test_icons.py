"""The icons: the same bytes every time, in containers that hold what they say, and those in resources/ up to date."""

import struct
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from devtools import icons

PNG = b"\x89PNG\r\n\x1a\n"
ROUNDING = 4
"""Of 255: how far an edge's colour and cover may lie apart where two processors have drawn the same."""


def tree(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("icons")
    icons.make(folder)
    return folder


def channels(picture: QImage) -> bytes:
    """Four bytes a pixel, the last its alpha; colours premultiplied, so that those of nearly empty pixels hardly count."""
    plain = picture.convertToFormat(QImage.Format.Format_RGBA8888_Premultiplied)
    return bytes(plain.constBits())


def differs(one: QImage, other: QImage) -> int:
    """The furthest that two pictures of one size lie apart in any channel of any pixel."""
    assert one.size() == other.size()
    return max(abs(a - b) for a, b in zip(channels(one), channels(other), strict=True))


def width_of(picture: bytes) -> int:
    assert picture[:8] == PNG
    width, height = struct.unpack(">II", picture[16:24])
    assert width == height
    return int(width)


def test_a_second_run_makes_the_same_bytes(made: Path, tmp_path: Path) -> None:
    icons.make(tmp_path)
    assert tree(tmp_path) == tree(made)


def test_every_size_is_in_the_folder_of_its_name(made: Path) -> None:
    files = {name: content for name, content in tree(made).items() if name.endswith(".png")}
    assert files.keys() == {f"hicolor/{n}x{n}/apps/buildx-cache-flags.png" for n in icons.HICOLOR_SIZES}
    for name, content in files.items():
        assert name.split("/")[1] == "{0}x{0}".format(width_of(content))


def test_the_ico_holds_what_its_directory_says(made: Path) -> None:
    content = (made / "buildx-cache-flags.ico").read_bytes()
    reserved, kind, count = struct.unpack("<HHH", content[:6])
    assert (reserved, kind, count) == (0, 1, len(icons.ICO_SIZES))
    end = 6 + 16 * count
    sizes = []
    for number in range(count):
        entry = struct.unpack("<BBBBHHII", content[6 + 16 * number : 22 + 16 * number])
        width, height, colours, zero, planes, bits, length, offset = entry
        assert (colours, zero, planes, bits, offset) == (0, 0, 1, 32, end)
        picture = content[offset : offset + length]
        assert width_of(picture) == (width or 256) == (height or 256)
        sizes.append(width or 256)
        end = offset + length
    assert (tuple(sizes), end) == (icons.ICO_SIZES, len(content))
    assert {16, 32, 48, 256} <= set(sizes)


def test_the_icns_holds_what_its_types_say(made: Path) -> None:
    content = (made / "buildx-cache-flags.icns").read_bytes()
    assert struct.unpack(">4sI", content[:8]) == (b"icns", len(content))
    found = {}
    at = 8
    while at < len(content):
        kind, length = struct.unpack(">4sI", content[at : at + 8])
        found[kind] = width_of(content[at + 8 : at + length])
        at += length
    assert (found, at) == (icons.ICNS_SIZES, len(content))
    assert max(found.values()) == 1024


def test_the_windows_icons_are_those_of_the_drawing() -> None:
    folder = icons.SOURCE.parent
    assert {file.name for file in folder.glob("*.png")} == {f"{icons.NAME}-{n}.png" for n in icons.WINDOW_SIZES}
    for size in icons.WINDOW_SIZES:
        kept = QImage(str(folder / f"{icons.NAME}-{size}.png"))
        assert differs(kept, icons.render(size)) <= ROUNDING, "run `python3 packaging/dev.py icons`"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("#f08c1e", "#f0961e", id="another orange"),
        pytest.param("#b4560a", "#b4560af0", id="a pole that shows through"),
        pytest.param('id="small"', 'id="small" transform="translate(0.8 0)"', id="moved by a tenth of a pixel"),
    ],
)
def test_another_drawing_makes_other_icons(old: str, new: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = icons.SOURCE.read_text("utf-8")
    assert old in drawn
    kept = icons.render(16)
    changed = tmp_path / icons.SOURCE.name
    changed.write_text(drawn.replace(old, new), encoding="utf-8")
    monkeypatch.setattr(icons, "SOURCE", changed)
    assert differs(kept, icons.render(16)) > ROUNDING


def test_small_icons_are_drawn_on_the_pixel_grid() -> None:
    small, large = icons.drawing(small=True), icons.drawing(small=False)
    assert b'id="small"' in small
    assert b'id="large"' not in small
    assert b'id="large"' in large
    assert b'id="small"' not in large
    assert b"display=" not in small + large
    picture = icons.render(16)
    flag = [picture.pixelColor(x, y) for x in range(7, 13) for y in range(4)]
    pole = [picture.pixelColor(6, y) for y in range(8)]
    for pixels, colour in ((flag, "#f08c1e"), (pole, "#b4560a")):
        assert all(is_nearly(pixel, QColor(colour)) for pixel in pixels)


def is_nearly(one: QColor, other: QColor) -> bool:
    return all(abs(a - b) <= ROUNDING for a, b in zip(rgba(one), rgba(other), strict=True))


def rgba(colour: QColor) -> tuple[int, int, int, int]:
    return colour.red(), colour.green(), colour.blue(), colour.alpha()


@pytest.mark.parametrize("size", icons.HICOLOR_SIZES)
def test_nothing_is_cut_off_and_corners_are_empty(size: int) -> None:
    cover = channels(icons.render(size))[3::4]
    edge = size - 1
    assert max(cover[x + size * y] for x in (0, edge) for y in (0, edge)) <= ROUNDING
    solid = sum(alpha >= 255 - ROUNDING for alpha in cover)
    assert 0.25 < solid / size**2 < 0.6
