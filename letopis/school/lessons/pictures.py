"""Photographs given with homework: such as every browser shows, upright, and without the place they were taken at.

A telephone keeps photographs as HEIC, which browsers other than Safari do not open, and writes the coordinates of where
they were taken into the file (Т1.9: what a family is shown is confidential). What a picture is, its content says.
pi-heif decodes it (pillow-heif without the encoder: 4 MB installed instead of 26); 12 megapixels take 0.6 s and 100 MB,
48 megapixels 2.4 s and 380 MB, so one picture is opened at a time, and none that is larger.
"""

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from letopis.kernel.errors import Refused

# The same as the lesson's screen makes of a photograph before it is sent: handwriting on a blackboard is still read.
LONGEST = 2000
QUALITY = 85
# What the largest cameras of telephones give; the size is read before anything is decoded.
MAX_PIXELS = 50_000_000
# Name of a format in Pillow → the ending it is kept under. Others become JPEG.
KEPT = {"JPEG": "jpg", "PNG": "png"}
FORMATS = ("JPEG", "PNG", "HEIF", "AVIF", "WEBP")
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"})
_ENDS = {"JPEG": b"\xff\xd9", "PNG": b"IEND\xaeB`\x82"}
# The header, colours (ICC) and Adobe's transform of colours say nothing about the one who took the picture.
_HARMLESS_SEGMENTS = ("APP0", "APP14")
_HARMLESS_CHUNKS = frozenset(
    {"dpi", "gamma", "srgb", "chromaticity", "transparency", "icc_profile", "interlace", "aspect"}
)
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, RuntimeError, IndexError, struct.error, MemoryError)
_one_at_a_time = Lock()


def is_picture(head: bytes) -> bool:
    """Say whether a file begins as a picture that is told by its content: JPEG, PNG, HEIC and its kin, AVIF, WebP."""
    return (
        head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
        or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
        or is_heif(head)
    )


def is_heif(head: bytes) -> bool:
    """Say whether a file begins as HEIC, HEIF or AVIF: by the brand it is of, or one it is compatible with."""
    if head[4:8] != b"ftyp":
        return False
    length = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, length - 3, 4))}
    return head[8:12] in _HEIF_BRANDS or (bool(brands & _HEIF_BRANDS) and head[8:12] == b"\x00\x00\x00\x00")


def as_shown(file: BinaryIO) -> tuple[bytes | None, str]:
    """Return a picture as it is to be kept, and its ending; None for the content where the file may stay as it is.

    Raises Refused for a picture that is broken, cannot be opened, or is too large to be opened (MAX_PIXELS).
    """
    with _one_at_a_time, _refusing():
        file.seek(0)
        picture = _opened(file)
        if picture.width * picture.height > MAX_PIXELS:
            size = f"{picture.width}\u00a0×\u00a0{picture.height}"
            raise Refused(f"Снимок слишком велик ({size} точек): уменьшите его и приложите снова.", code="pixels")
        if _may_stay(picture, file):
            return None, KEPT[picture.format or ""]
        return _made_anew(picture)


def _opened(file: BinaryIO) -> Image.Image:
    """The picture, not decoded yet. HEIC is known to Pillow from the first picture on."""
    from pi_heif import register_heif_opener

    register_heif_opener(thumbnails=False)
    return Image.open(file, formats=FORMATS)


def _may_stay(picture: Image.Image, file: BinaryIO) -> bool:
    """A JPEG or PNG that tells nothing but the picture, as the lesson's screen sends it, and that can be opened."""
    if picture.format not in _ENDS or not _ends_with(file, _ENDS[picture.format]):
        return False
    # All of it: a PNG may tell about itself behind the picture as well.
    picture.load()
    if picture.format == "PNG":
        return set(picture.info) <= _HARMLESS_CHUNKS
    segments = getattr(picture, "applist", [])
    return "comment" not in picture.info and all(_is_harmless(name, data) for name, data in segments)


def _is_harmless(name: str, data: bytes) -> bool:
    return name in _HARMLESS_SEGMENTS or (name == "APP2" and data.startswith(b"ICC_PROFILE"))


def _ends_with(file: BinaryIO, end: bytes) -> bool:
    """A telephone hides a film of the moment behind the picture."""
    file.seek(-min(file.seek(0, io.SEEK_END), len(end)), io.SEEK_END)
    return file.read() == end


def _made_anew(picture: Image.Image) -> tuple[bytes, str]:
    """The picture upright and by itself: a drawing stays PNG, a photograph becomes JPEG of at most LONGEST pixels."""
    ending = "png" if picture.format == "PNG" else "jpg"
    if ending == "jpg":
        # A JPEG is decoded at a half, a quarter … where that is enough.
        picture.draft("RGB", (LONGEST, LONGEST))
    profile = picture.info.get("icc_profile")
    upright = ImageOps.exif_transpose(picture)
    made = io.BytesIO()
    if ending == "png":
        upright.info = {key: value for key, value in upright.info.items() if key in {"transparency", "dpi"}}
        upright.save(made, "PNG", icc_profile=profile)
        return made.getvalue(), ending
    upright.thumbnail((LONGEST, LONGEST))
    photograph = _on_white(upright)
    # Colours of another space than RGB's have no use for their profile here.
    profile = profile if upright.mode in {"RGB", "RGBA"} else None
    photograph.info = {}
    photograph.save(made, "JPEG", quality=QUALITY, icc_profile=profile)
    return made.getvalue(), ending


def _on_white(picture: Image.Image) -> Image.Image:
    """What is transparent is white, as paper is."""
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture.convert("RGBA"))
    return paper.convert("RGB")


@contextmanager
def _refusing() -> Iterator[None]:
    """Tell in words what the decoders say in their own way."""
    try:
        yield
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as large:
        raise Refused("Снимок слишком велик: уменьшите его и приложите снова.", code="pixels", field="file") from large
    except UnidentifiedImageError as unknown:
        raise Refused(
            "Снимок не открывается: он повреждён или в незнакомом виде. Сохраните его как JPEG и приложите снова. "
            "На айфоне: «Настройки» → «Камера» → «Форматы» → «Наиболее совместимый».",
            code="picture",
            field="file",
        ) from unknown
    except _BROKEN as broken:
        raise Refused(
            "Снимок повреждён или передан не целиком: откройте его у себя, сохраните заново и приложите.",
            code="picture",
            field="file",
        ) from broken
