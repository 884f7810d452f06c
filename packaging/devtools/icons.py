"""The icon in every form that a system wants, drawn from one SVG; needs PySide6.

`python -m devtools.icons FOLDER` makes what installers take, `python -m devtools.icons --window` what the window shows.

The drawing has two groups. ``small`` replaces ``large`` where there are few pixels: a layer less, on the pixel grid.
"""

import struct
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

from devtools.process import ROOT

NAME: Final = "buildx-cache-flags"
SOURCE: Final = ROOT / "resources" / "icons" / f"{NAME}.svg"
SVG: Final = "http://www.w3.org/2000/svg"

SMALL_BELOW: Final = 32
"""Icons with fewer pixels on a side show the group ``small``."""
HICOLOR_SIZES: Final = (16, 22, 24, 32, 48, 64, 128, 256, 512)
WINDOW_SIZES: Final = (16, 24, 32, 48, 64, 128, 256)
ICO_SIZES: Final = (16, 20, 24, 32, 40, 48, 64, 128, 256)
ICNS_SIZES: Final = {
    b"icp4": 16,
    b"icp5": 32,
    b"ic07": 128,
    b"ic08": 256,
    b"ic09": 512,
    b"ic10": 1024,
    b"ic11": 32,
    b"ic12": 64,
    b"ic13": 256,
    b"ic14": 512,
}
"""Apple's types of entries that are PNG files: one to a size, then the same again for screens of double density."""


def make(folder: Path) -> None:
    """Write ``hicolor/``, an .ico and an .icns into *folder*, the same bytes every time."""
    for size in HICOLOR_SIZES:
        write(folder / "hicolor" / f"{size}x{size}" / "apps" / f"{NAME}.png", png(size))
    write(folder / "hicolor" / "scalable" / "apps" / f"{NAME}.svg", drawing(small=False))
    write(folder / f"{NAME}.ico", ico([(size, png(size)) for size in ICO_SIZES]))
    write(folder / f"{NAME}.icns", icns([(kind, png(size)) for kind, size in ICNS_SIZES.items()]))


def make_for_window(folder: Path = SOURCE.parent) -> None:
    """Write what the window shows of itself; as PNG files, because to read an SVG takes a plugin of Qt's."""
    for size in WINDOW_SIZES:
        write(folder / f"{NAME}-{size}.png", png(size))


def drawing(*, small: bool) -> bytes:
    """Return the SVG with one of its two groups alone."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.parse(SOURCE).getroot()
    groups = {str(group.get("id")): group for group in root.findall(f"{{{SVG}}}g")}
    root.remove(groups["large" if small else "small"])
    groups["small" if small else "large"].attrib.pop("display", None)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode").encode() + b"\n"


def render(size: int) -> QImage:
    """Draw the icon on a square of *size* pixels."""
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(drawing(small=size < SMALL_BELOW)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image.convertToFormat(QImage.Format.Format_ARGB32)


def png(size: int) -> bytes:
    """Return the icon as a PNG file; RuntimeError where Qt can't write one."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"png"))
    if not writer.write(render(size)):
        raise RuntimeError(f"Qt could not write the icon: {writer.errorString()}")
    return bytes(content.data())


def ico(pictures: Sequence[tuple[int, bytes]]) -> bytes:
    """Return Windows' container of PNG files: a header, a directory of 16 bytes a picture, the pictures.

    In the directory, a width or height of 256 is written as 0.
    """
    start = 6 + 16 * len(pictures)
    directory, content = b"", b""
    for size, picture in pictures:
        offset = start + len(content)
        directory += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), offset)
        content += picture
    return struct.pack("<HHH", 0, 1, len(pictures)) + directory + content


def icns(pictures: Sequence[tuple[bytes, bytes]]) -> bytes:
    """Return Apple's container: a header, then each picture behind its type and its length, header included."""
    content = b"".join(kind + struct.pack(">I", 8 + len(picture)) + picture for kind, picture in pictures)
    return b"icns" + struct.pack(">I", 8 + len(content)) + content


def write(path: Path, content: bytes) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


if __name__ == "__main__":
    if sys.argv[1:] == ["--window"]:
        make_for_window()
    else:
        make(Path(sys.argv[1]))
