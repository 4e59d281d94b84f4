"""An order from the class's list to the signature and back, with the keyboard, on a desk and on a telephone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from letopis.school.classes.models import Membership
from tests.e2e import checks
from tests.factories import (
    TODAY,
    make_class,
    make_course,
    make_lesson,
    make_mark,
    make_officer,
    make_school,
    make_students,
    make_work,
)

OpenPage = Callable[..., Page]


@pytest.mark.req("CON-02")
@pytest.mark.parametrize("phone", [False, True])
def test_ticked_seen_signed_and_cancelled(transactional_db: None, open_page: OpenPage, phone: bool) -> None:
    school = make_school()
    seven, other = make_class(school, "7А"), make_class(school, "7Б")
    pupil, _ = make_students(seven, 2)
    make_mark(make_work(make_lesson(make_course(seven), day=TODAY)), pupil)
    page = open_page(make_officer(school), f"/office/orders/new/?kind=transfer&class={seven.pk}", phone=phone)

    page.get_by_label("В какой класс").select_option(str(other.pk))
    box = page.get_by_label(str(pupil.person))
    box.focus()
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    page.get_by_role("button", name="Записать проект").click()
    expect(page.get_by_text("Проект никого не переводит")).to_be_visible()
    assert checks.accessibility(page) == []
    assert not Membership.objects.filter(class_group=other).exists()

    page.get_by_label("Номер приказа").fill("7-у")
    page.get_by_role("button", name="Подписать приказ").click()
    page.get_by_label("Всё равно").check()
    page.get_by_role("button", name="Подписать приказ").click()
    expect(page.get_by_text("Приказ подписан")).to_be_visible()
    assert Membership.objects.filter(class_group=other, student=pupil).exists()

    page.get_by_text("Отменить этот приказ другим").click()
    page.get_by_label("Номер приказа об отмене").fill("8-у")
    page.get_by_role("button", name="Отменить приказ").click()
    expect(page.get_by_text("Приказ отменён")).to_be_visible()
    assert not Membership.objects.filter(class_group=other).exists()
