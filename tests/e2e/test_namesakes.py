"""Two of one name in the grid and on the lesson's screen: what tells them apart is seen, however narrow the place."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests import factories as make
from tests.school.journal.scene import Scene, scene

OpenPage = Callable[..., Page]
NAMES = ("Александров-Покровский Константин Ильич", "Александров-Покровский Константин Павлович", "Зимин Пётр Ильич")
# The end of the text of an element lies inside the element's own box and is wide enough to be read.
END_IS_SEEN = """(element) => {
  const range = document.createRange();
  range.selectNodeContents(element.querySelector(".namesake").lastChild);
  const end = range.getBoundingClientRect(), own = element.getBoundingClientRect();
  return end.width > 20 && end.left >= own.left && end.right <= own.right + 1;
}"""


@pytest.fixture
def s(transactional_db: None) -> Scene:
    found = scene(0)
    found.students = [make.make_student(found.class_group, name) for name in NAMES]
    gone = make.make_student(found.class_group, "Яшин Глеб")
    make.make_mark(found.work, gone, "4")
    gone.memberships.all().delete()
    return found


@pytest.mark.req("JRN-02")
@pytest.mark.parametrize("phone", [False, True])
def test_the_end_of_a_namesakes_name_is_seen(open_page: OpenPage, s: Scene, phone: bool) -> None:
    for address, ready, name in (
        (f"/journal/{s.course.pk}/", "journal-grid[data-ready]", ".names .rows .name"),
        (f"/lesson/{s.lesson.pk}/", "lesson-screen[data-ready]", ".pupil__name"),
    ):
        page = open_page(s.teacher, address, phone=phone)
        page.wait_for_selector(ready)
        names = page.locator(name)
        expect(names.nth(0)).to_contain_text("Константин Ильич")
        expect(names.nth(2)).to_contain_text("Зимин Пётр")
        expect(names.nth(2).locator(".namesake")).to_have_count(0)
        for row in (0, 1):
            assert names.nth(row).evaluate(END_IS_SEEN), (address, row)
        # A mark of somebody who was taken out of the class stands at the end, grey, with the reason.
        if ready.startswith("lesson"):
            out = page.locator(".pupil--out")
            expect(out).to_contain_text("Яшин Глеб В классе не числится")
            expect(out).to_contain_text("4")
            assert out.get_attribute("aria-disabled") == "true"
        else:
            expect(page.locator(".names .rows .name[data-out]")).to_contain_text("Яшин Глеб")
        page.close()
