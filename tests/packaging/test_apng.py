"""The animated picture: the chunks of its frames, in the order that the PNG specification gives them."""

import struct
import zlib

import pytest

import apng
from apng import Frame


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, shade: int) -> bytes:
    """A grey picture."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + bytes([shade]) * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def kinds(data: bytes) -> list[tuple[bytes, bytes]]:
    at, found = 8, []
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        content = data[at + 8 : at + 8 + length]
        assert data[at + 8 + length : at + 12 + length] == struct.pack(">I", zlib.crc32(kind + content))
        found.append((kind, content))
        at += length + 12
    return found


def test_every_frame_has_its_place_and_time() -> None:
    found = kinds(apng.animated([Frame(png(4, 6, 0), 500), Frame(png(4, 2, 9), 40, top=3)]))
    assert [kind for kind, _ in found] == [b"IHDR", b"acTL", b"fcTL", b"IDAT", b"fcTL", b"fdAT", b"IEND"]
    assert struct.unpack(">II", found[1][1]) == (2, 0)
    number, width, height, left, top, ms, of, _, _ = struct.unpack(">IIIIIHHBB", found[4][1])
    assert (number, width, height, left, top, ms, of) == (1, 4, 2, 0, 3, 40, 1000)
    assert struct.unpack(">I", found[5][1][:4]) == (2,)
    assert zlib.decompress(found[5][1][4:]) == (b"\0" + b"\x09" * 4) * 2


@pytest.mark.parametrize("other", [png(5, 6, 0), b"GIF89a"])
def test_what_does_not_fit_is_refused(other: bytes) -> None:
    with pytest.raises(ValueError, match=r"another width|no PNG"):
        apng.animated([Frame(png(4, 6, 0), 1), Frame(other, 1)])
