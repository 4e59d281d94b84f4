"""Photographs given with homework: whatever a telephone made of them, families open them, upright and placeless."""

import io
from contextlib import suppress
from typing import Any

import pytest
from django.core.files.base import ContentFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from letopis.kernel.errors import Refused
from letopis.kernel.roles import Role
from letopis.school.lessons import pictures
from letopis.school.lessons.actions.files import attach_file
from letopis.school.lessons.models import HomeworkFile
from tests import factories as make
from tests.factories import actor_of
from tests.pictures import HEIC, JPEG, PNG, drawn, exif, huge_heic, huge_png, saved
from tests.school.journal.scene import scene
from tests.school.lessons.test_files import attach, task_of

AVIF, WEBP = saved("AVIF", exif=exif(6)), saved("WEBP", exif=exif(6))
CAMERA = saved("JPEG", exif=exif(6))
CMYK = saved("JPEG", drawn(mode="CMYK"))
WITH_FILM = JPEG + b"\x00\x00\x00\x18ftypisom" + b"film"
SCREENSHOT_INFO = PngInfo()
SCREENSHOT_INFO.add_text("Location", "55.75, 37.61")


def shown(content: bytes) -> tuple[Image.Image, str]:
    """The picture as it is kept, and its ending."""
    made, ending = pictures.as_shown(io.BytesIO(content))
    return Image.open(io.BytesIO(content if made is None else made)), ending


def is_red(picture: Image.Image, where: tuple[int, int]) -> bool:
    """Whether a point is red rather than white, whatever compression made of it."""
    red, green, _ = picture.convert("RGB").getpixel(where)  # type: ignore[misc]
    return red > 200 and green < 100


@pytest.mark.req("JRN-01")
@pytest.mark.parametrize(
    ("content", "ending", "size"),
    [
        (HEIC, "jpg", (64, 96)),
        (AVIF, "jpg", (64, 96)),
        (WEBP, "jpg", (64, 96)),
        (CAMERA, "jpg", (64, 96)),
        (saved("PNG", exif=exif(6)), "png", (64, 96)),
        (saved("PNG", pnginfo=SCREENSHOT_INFO), "png", (96, 64)),
        (saved("WEBP", drawn(mode="RGBA")), "jpg", (96, 64)),
        (saved("JPEG", comment=b"55.75, 37.61"), "jpg", (96, 64)),
        (WITH_FILM, "jpg", (8, 8)),
        (saved("JPEG", drawn(4000, 3000), exif=exif()), "jpg", (2000, 1500)),
    ],
)
def test_a_photograph_is_kept_upright_and_without_what_the_camera_adds(
    content: bytes, ending: str, size: tuple[int, int]
) -> None:
    made, kept_as = pictures.as_shown(io.BytesIO(content))
    assert made is not None
    picture = Image.open(io.BytesIO(made))

    assert (kept_as, picture.size) == (ending, size)
    assert not picture.getexif()
    assert not {"comment", "xmp", "Location", "exif"} & set(picture.info)
    assert b"film" not in made


@pytest.mark.parametrize("content", [HEIC, AVIF, WEBP, CAMERA], ids=["heic", "avif", "webp", "jpeg"])
def test_a_photograph_stands_as_it_was_held(content: bytes) -> None:
    """Turned by 90° clockwise: the red quarter of the left is at the right."""
    picture, _ = shown(content)

    assert is_red(picture, (picture.width - 8, 8))
    assert not is_red(picture, (8, 8))


@pytest.mark.parametrize("content", [JPEG, PNG, CMYK, saved("PNG", drawn(mode="P"))])
def test_a_picture_that_tells_nothing_else_stays_as_it_is(content: bytes) -> None:
    assert pictures.as_shown(io.BytesIO(content))[0] is None


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (HEIC[:-100], "picture", "Снимок не открывается: он повреждён"),
        (HEIC[:60], "picture", "Снимок"),
        (JPEG[:-60], "picture", "Снимок повреждён"),
        (PNG[:-30], "picture", "Снимок повреждён"),
        (AVIF[:200], "picture", "сним"),
        (b"\x00\x00\x00\x18ftyphevc" + b"\x00" * 200, "picture", "сохраните"),
        (b"\x00\x00\x00\x18ftypmsf1" + b"\x00" * 200, "picture", "сохраните"),
        (huge_png(), "pixels", "уменьшите"),
        (huge_png(8_000), "pixels", "8000\u00a0×\u00a08000 точек"),
        (huge_heic(), "pixels", "уменьшите"),
        (huge_heic(9_000), "pixels", "уменьшите"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_words(content: bytes, code: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        pictures.as_shown(io.BytesIO(content))
    assert refused.value.code == code
    assert words.casefold() in refused.value.message.casefold()


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.sampled_from([HEIC, AVIF, WEBP, CAMERA, PNG]), st.data())
def test_a_broken_file_is_shown_or_refused_and_nothing_else(content: bytes, data: Any) -> None:
    cut = data.draw(st.integers(16, len(content)))
    at = data.draw(st.integers(16, len(content) - 1))
    broken = bytearray(content[:cut])
    if at < cut:
        broken[at] = data.draw(st.integers(0, 255))
    with suppress(Refused):
        pictures.as_shown(io.BytesIO(bytes(broken)))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "kept", "content_type"),
    [
        ("IMG_0001.HEIC", HEIC, "IMG_0001.jpg", "image/jpeg"),
        ("IMG_0001.jpg", HEIC, "IMG_0001.jpg", "image/jpeg"),
        ("IMG_0001.png", HEIC, "IMG_0001.jpg", "image/jpeg"),
        ("снимок.heif", HEIC, "снимок.jpg", "image/jpeg"),
        ("снимок.avif", AVIF, "снимок.jpg", "image/jpeg"),
        ("снимок.webp", WEBP, "снимок.jpg", "image/jpeg"),
        ("доска.jpg", PNG, "доска.png", "image/png"),
        ("доска.heic", JPEG, "доска.jpg", "image/jpeg"),
    ],
)
def test_a_picture_is_called_what_it_is(name: str, content: bytes, kept: str, content_type: str) -> None:
    s = scene()
    row = attach(s, task_of(s), name, content)

    assert (row.name, row.content_type) == (kept, content_type)
    assert row.file.name.endswith(kept.rpartition(".")[2])
    assert row.size == len(row.file.read())
    assert Image.open(row.file).format in {"JPEG", "PNG"}


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "content"), [("a.mp4", HEIC), ("a.mp4", AVIF), ("a.pdf", HEIC), ("a.docx", PNG)])
def test_a_picture_called_something_else_is_refused(name: str, content: bytes) -> None:
    s = scene()
    with pytest.raises(Refused) as refused:
        attach(s, task_of(s), name, content)
    assert refused.value.code == "content"
    assert not HomeworkFile.objects.exists()


@pytest.mark.django_db
def test_nobody_without_the_right_has_a_picture_opened() -> None:
    """The right is looked at first: a picture that would be refused for itself is refused for the right."""
    s = scene()
    task = task_of(s)
    deputy = actor_of(make.make_officer(s.school, Role.DEPUTY), Role.DEPUTY)

    with pytest.raises(Refused) as refused:
        attach_file(deputy, homework_id=task.pk, name="a.heic", content=ContentFile(HEIC[:60], "a.heic"))

    assert refused.value.code == "read_only"
