"""Photographs of telephones that this browser cannot open: taken from the desk and the phone, shown to the family."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from letopis.school.lessons.models import HomeworkFile
from tests import factories as make
from tests.e2e.test_lesson import opened
from tests.pictures import HEIC, huge_heic
from tests.school.journal.scene import Scene, scene

OpenPage = Callable[..., Page]
OPENS = """async (address) => {
  const picture = await createImageBitmap(await (await fetch(address)).blob());
  return [picture.width, picture.height];
}"""


@pytest.fixture
def s(transactional_db: None) -> Scene:
    """7А with three students and today's lesson."""
    return scene(3)


def given(page: Page, field: str, *files: dict[str, Any]) -> Page:
    """The lesson with files put into a field of its homework."""
    opened(page)
    link = page.get_by_role("link", name="Тема и задание")
    if link.is_visible():
        link.tap()
    page.locator(f"input[data-field='{field}']").set_input_files(list(files))
    return page


@pytest.mark.req("JRN-01", "DIA-01")
@pytest.mark.parametrize(
    ("phone", "name", "mime"),
    [
        (True, "IMG_0001.HEIC", "image/heic"),
        (True, "image.jpg", "image/jpeg"),
        (False, "IMG_0001.HEIC", ""),
        (False, "IMG_0001.jpg", "image/jpeg"),
    ],
    ids=["phone", "phone-as-jpg", "desk-unknown", "desk-as-jpg"],
)
def test_an_iphones_photograph_opens_in_the_diary(
    open_page: OpenPage, s: Scene, phone: bool, name: str, mime: str
) -> None:
    page = open_page(s.teacher, f"/lesson/{s.lesson.pk}/", phone=phone)
    given(page, "photo" if phone else "file", {"name": name, "mimeType": mime, "buffer": HEIC})
    expect(page.locator(".files").get_by_role("link", name=".jpg")).to_be_visible()

    diary = open_page(make.make_guardian(s.students[0]), "/diary/", phone=True)
    link = diary.locator(".phone-first .entry__file")
    expect(link).to_contain_text(".jpg")
    assert diary.evaluate(OPENS, link.get_attribute("href")) == [64, 96]
    assert HomeworkFile.objects.get().content_type == "image/jpeg"


@pytest.mark.parametrize(
    ("content", "words"), [(HEIC[:300], "Снимок не открывается"), (huge_heic(), "Снимок слишком велик")]
)
def test_what_cannot_be_shown_is_refused_with_a_word(open_page: OpenPage, s: Scene, content: bytes, words: str) -> None:
    page = open_page(s.teacher, f"/lesson/{s.lesson.pk}/")
    given(page, "file", {"name": "IMG_0002.HEIC", "mimeType": "image/heic", "buffer": content})

    expect(page.locator(".files")).to_contain_text(f"не принято: {words}")
    assert not HomeworkFile.objects.exists()
