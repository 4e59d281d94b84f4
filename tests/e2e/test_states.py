"""States of works by key, a work written again, a draft released and seen in the diary, a phrase for many."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from letopis.school.marks.models import Mark
from tests import factories as make
from tests.e2e.hands import address, opened, press, saved, texts
from tests.school.journal.scene import scene

OpenPage = Callable[..., Page]


@pytest.mark.req("JRN-02", "JRN-03")
def test_states_by_key_and_a_draft_that_is_released(open_page: OpenPage, transactional_db: None) -> None:
    s = scene(5)
    s.school.settings = {"draft_marks": True}
    s.school.save()
    s.work.kind.is_written = True
    s.work.kind.save()
    make.make_phrase(s.teacher, "{Имя}, посмотри ещё раз")
    grid = opened(open_page(s.teacher, address(s)))

    press(grid, "u", "v", "2")
    grid.keyboard.press("ArrowUp")
    press(grid, "h")
    grid.keyboard.press("ArrowUp")
    press(grid, "4", "3")
    grid.keyboard.press("ArrowUp")
    press(grid, "[")
    asked = grid.get_by_role("dialog", name="Почему не учитывается")
    asked.get_by_role("button", name="Записать").click()
    expect(asked).to_be_visible()
    asked.get_by_label("Комментарий к отметке").fill("Писал другой вариант")
    asked.get_by_role("button", name="Записать").click()
    saved(grid)
    assert texts(grid, 0)[:4] == ["сд", "нс", "2→4", "3нуч"]
    kept = list(Mark.objects.order_by("pk").values_list("value", "state", "was", "comment"))
    assert kept == [
        ("", "submitted", "", ""),
        ("", "missing", "", ""),
        ("4", "", "2", ""),
        ("3", "excluded", "", "Писал другой вариант"),
    ]

    # One phrase to two at once, each by name.
    grid.keyboard.press("Home")
    press(grid, "ArrowUp", "ArrowUp", "ArrowUp", "ArrowUp", "ArrowUp", "ArrowDown")
    grid.keyboard.press("Shift+ArrowDown")
    press(grid, "к")
    box = grid.get_by_role("dialog", name="Комментарий")
    box.get_by_role("button", name="{Имя}, посмотри ещё раз").click()
    box.get_by_role("button", name="Записать").click()
    saved(grid)
    said = Mark.objects.filter(comment__contains="посмотри").values_list("comment", flat=True)
    assert sorted(said) == sorted(f"{one.person.name}, посмотри ещё раз" for one in s.students[:2])

    family = make.make_guardian(s.students[2])
    diary = open_page(family, "/diary/marks/")
    expect(diary.get_by_text("Отметок за этот период нет").first).to_be_attached()
    expect(grid.get_by_role("columnheader", name="черновик, семья не видит")).to_be_visible()
    press(grid, "!")
    saved(grid)
    expect(grid.get_by_role("columnheader", name="черновик, семья не видит")).to_have_count(0)
    diary.reload()
    expect(diary.locator(".marks__line .mark").first).to_have_text("2→4")
