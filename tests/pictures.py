"""Small pictures of the kinds that telephones and programs make, each red in its upper left quarter, else white."""

import base64
import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw
from PIL.TiffImagePlugin import IFDRational

# As an iPhone keeps a photograph taken upright: 96 × 64 turned by `irot`, the turn once more and the place in Exif.
# Nothing at hand in the tests writes HEIC.
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAaFtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRpbG9jAAAAAERA"
    "AAIAAQAAAAABxQABAAAAAAAAADMAAgAAAAAB+AABAAAAAAAAAJYAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAQAC"
    "AABFeGlmAAAAAA5waXRtAAAAAAABAAAA4GlwcnAAAADAaXBjbwAAAHhodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAA"
    "AAMAAAMAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoDCBBZbqSSmubgIaDAgAAAMAyAAAAwAIQGIAAQAHRAHBcrAiQAAAABNjb2xybmNseAABAA0A"
    "BoAAAAAUaXNwZQAAAAAAAABgAAAAQAAAABBwaXhpAAAAAAMICAgAAAAJaXJvdAMAAAAYaXBtYQAAAAAAAAABAAEFgQIDBIUAAAAaaXJlZgAAAAAAAAAO"
    "Y2RzYwACAAEAAQAAANFtZGF0AAAALygBrxmA93yFN//4oYf+a1r/r+C7T4X5Q/ncLaf5ZsgDDl4/Ej7xwfFfyyzE31hMAAAABkV4aWYAAE1NACoAAAAI"
    "AAIBEgADAAAAAQAGAACIJQAEAAAAAQAAACYAAAAAAAQAAQACAAAAAk4AAAAAAgAFAAAAAwAAAFwAAwACAAAAAkUAAAAABAAFAAAAAwAAAHQAAAAAAAAA"
    "NwAAAAEAAAAtAAAAAQAAAAAAAAABAAAAJQAAAAEAAAAlAAAAAQAAAAAAAAAB"
)


def drawn(width: int = 96, height: int = 64, mode: str = "RGB") -> Image.Image:
    """A picture with a red upper left quarter."""
    picture = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(picture).rectangle((0, 0, width // 2 - 1, height // 2 - 1), fill="red")
    return picture.convert(mode)


def saved(kind: str, picture: Image.Image | None = None, **options: Any) -> bytes:
    """A picture as a file: saved("JPEG"), saved("WEBP"), saved("AVIF")."""
    kept = io.BytesIO()
    (picture or drawn()).save(kept, kind, **options)
    return kept.getvalue()


def exif(orientation: int = 1, *, place: bool = True) -> bytes:
    """What a camera adds: which way it was held, and where."""
    told = Image.new("RGB", (1, 1)).getexif()
    told[0x0112] = orientation
    if place:
        gps = told.get_ifd(0x8825)
        gps[1], gps[3] = "N", "E"
        gps[2] = gps[4] = tuple(IFDRational(n) for n in (55, 45, 0))
    return told.tobytes()


def huge_png(side: int = 30_000) -> bytes:
    """A picture of a few hundred bytes that would take gigabytes when opened."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def huge_heic(side: int = 30_000) -> bytes:
    """The photograph of the iPhone, said to be much larger."""
    return HEIC.replace(struct.pack(">II", 96, 64), struct.pack(">II", side, side))


PNG = saved("PNG", drawn(8, 8))
JPEG = saved("JPEG", drawn(8, 8))
