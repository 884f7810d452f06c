"""An animated PNG from single pictures: their chunks in another order, as the PNG specification has it."""

import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"


class Frame(NamedTuple):
    """One picture as a PNG, how many milliseconds it is shown, and how far from the top it is put over the one before."""

    png: bytes
    ms: int
    top: int = 0


def animated(frames: Sequence[Frame]) -> bytes:
    """All *frames* as one picture that plays for ever; they have the format and the width of the first one, which is whole."""
    header = _chunks(frames[0].png)[0][1]
    parts = [_SIGNATURE, _chunk(b"IHDR", header), _chunk(b"acTL", struct.pack(">II", len(frames), 0))]
    number = 0
    for index, frame in enumerate(frames):
        chunks = _chunks(frame.png)
        own = chunks[0][1]
        if (own[:4], own[8:]) != (header[:4], header[8:]):
            raise ValueError(f"picture {index + 1} has another width or format than the first one")
        width, height = struct.unpack(">II", own[:8])
        control = struct.pack(">IIIIIHHBB", number, width, height, 0, frame.top, frame.ms, 1000, 0, 0)
        parts.append(_chunk(b"fcTL", control))
        number += 1
        for kind, data in chunks:
            if kind != b"IDAT":
                continue
            if index:
                parts.append(_chunk(b"fdAT", struct.pack(">I", number) + data))
                number += 1
            else:
                parts.append(_chunk(b"IDAT", data))
    return b"".join([*parts, _chunk(b"IEND", b"")])


def _chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    if not png.startswith(_SIGNATURE):
        raise ValueError("this is no PNG")
    return list(_read(png))


def _read(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        yield kind, png[at + 8 : at + 8 + length]
        at += length + 12


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
