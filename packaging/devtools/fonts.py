"""Sets of fonts for a process of its own: what fontconfig finds there is these files and no others.

So each machine tests the window with the fonts of others.  ``WIDE`` is DejaVu with every letter more than half as wide
again: wider than any font that people read with.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from devtools.process import DevError

FOLDERS: Final = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
STRETCH: Final = 1.6

_CONFIGURATION: Final = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <alias binding="same"><family>sans-serif</family><prefer><family>{sans}</family></prefer></alias>
  <alias binding="same"><family>monospace</family><prefer><family>{mono}</family></prefer></alias>
</fontconfig>
"""


@dataclass(frozen=True)
class FontSet:
    """The families for text and for code, the files that have them, and the Debian packages that have those."""

    sans: str
    mono: str
    files: tuple[str, ...]
    packages: str
    stretch: float = 1


_DEJAVU: Final = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSansMono.ttf")
_NOTO: Final = ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "NotoSansMono-Regular.ttf")
_LIBERATION: Final = ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf", "LiberationMono-Regular.ttf")
_INTER: Final = ("Inter-Regular.otf", "Inter-Bold.otf", "NotoSansMono-Regular.ttf")

SETS: Final[Mapping[str, FontSet]] = {
    "DejaVu": FontSet("DejaVu Sans", "DejaVu Sans Mono", _DEJAVU, "fonts-dejavu-core"),
    "Noto": FontSet("Noto Sans", "Noto Sans Mono", _NOTO, "fonts-noto-core fonts-noto-mono"),
    "Liberation": FontSet("Liberation Sans", "Liberation Mono", _LIBERATION, "fonts-liberation"),
    "Inter": FontSet("Inter", "Noto Sans Mono", _INTER, "fonts-inter fonts-noto-mono"),
    "wide": FontSet("DejaVu Sans", "DejaVu Sans Mono", _DEJAVU, "fonts-dejavu-core", STRETCH),
}


def configure(chosen: FontSet, folder: Path) -> dict[str, str]:
    """Return what to add to a process's environment; DevError where a font is not there."""
    fonts = folder / "fonts"
    fonts.mkdir()
    for name in chosen.files:
        found = next((path for place in FOLDERS for path in place.rglob(name)), None)
        if found is None:
            raise DevError(f"{name} is not there: install {chosen.packages}")
        content = found.read_bytes()
        (fonts / name).write_bytes(content if chosen.stretch == 1 else stretched(content, chosen.stretch))
    configuration = folder / "fonts.conf"
    text = _CONFIGURATION.format(fonts=fonts, cache=folder / "cache", sans=chosen.sans, mono=chosen.mono)
    configuration.write_text(text, encoding="utf-8")
    return {"FONTCONFIG_FILE": str(configuration), "TEST_FONT": chosen.sans, "TEST_MONO": chosen.mono}


def stretched(font: bytes, factor: float) -> bytes:
    """A TrueType font with the letters as they are, and the distance from each to the next so many times as far."""
    changed = bytearray(font)
    tables = _tables(font)
    # Left out, so that the distances of single sizes are not taken instead; and their count, in the heading.
    (count,) = struct.unpack_from(">H", font, tables["hhea"] + 34)
    for number in range(count):
        place = tables["hmtx"] + 4 * number
        (advance,) = struct.unpack_from(">H", font, place)
        struct.pack_into(">H", changed, place, min(round(advance * factor), 0xFFFF))
    return bytes(changed)


def _tables(font: bytes) -> dict[str, int]:
    """Where each table begins, by its tag: the OpenType specification, "Table Directory"."""
    (count,) = struct.unpack_from(">H", font, 4)
    rows = (struct.unpack_from(">4sLLL", font, 12 + 16 * number) for number in range(count))
    return {tag.decode("ascii"): offset for tag, _, offset, _ in rows}
