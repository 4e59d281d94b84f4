"""A class through a year's small changes in a browser: its teacher on a phone, the operator at a desk."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from letopis.kernel.roles import Role
from letopis.school.classes.models import SubgroupMembership
from letopis.school.people.models import Guardianship
from letopis.school.tutoring.models import MovementReport
from tests import factories as make
from tests.e2e import checks

OpenPage = Callable[..., Page]


@pytest.fixture
def seven(transactional_db: None) -> Any:
    """7А of two with its teacher; a mother known to the school by a child elsewhere."""
    school = make.make_school()
    group = make.make_class(school, "7А", tutor=make.make_staff(school, "Климова Вера Ильинична"))
    for name in ("Абрамов Пётр", "Белова Анна"):
        make.make_student(group, name)
    make.make_guardian(make.make_student(make.make_class(school, "5А"), "Белов Илья"), full_name="Белова Инна")
    return group


@pytest.mark.req("CON-04", "CON-05")
def test_a_class_teacher_tells_who_left_and_sees_the_subgroups(seven: Any, open_page: OpenPage) -> None:
    make.make_subgroup(seven, seven.memberships.first().student)
    page = open_page(seven.tutors.get().staff, "/class/", phone=True)
    page.get_by_role("link", name="Прибыл, выбыл").click()
    who = page.get_by_label("Кто выбыл")
    expect(page.get_by_label("Кто прибыл")).to_be_visible()
    expect(who).to_be_hidden()
    page.get_by_label("Что произошло").select_option("departure")
    expect(page.get_by_label("Кто прибыл")).to_be_hidden()
    page.get_by_role("button", name="Сообщить оператору").click()
    expect(page.get_by_text("Выберите, кто выбыл.").first).to_be_visible()
    who.select_option(label="Белова Анна")
    page.get_by_label("Примечание").fill("Переезд")
    page.get_by_role("button", name="Сообщить оператору").click()
    expect(page.get_by_role("row", name="Белова Анна")).to_contain_text("Ждёт ответа")
    assert checks.accessibility(page) == []
    page.get_by_role("link", name="7А", exact=True).first.click()
    page.get_by_role("link", name="Подгруппы").click()
    expect(page.get_by_text("Ни в одной:")).to_be_visible()
    assert checks.fits(page) == []


@pytest.mark.req("CON-01", "CON-04", "CON-05")
def test_the_operator_answers_attaches_a_parent_and_divides_the_class(seven: Any, open_page: OpenPage) -> None:
    anna = seven.memberships.get(student__person__name="Анна").student
    make.make_report(seven, "Белова Анна", student=anna, kind="departure")
    page = open_page(make.make_officer(seven.school, Role.OPERATOR), "/office/reports/")
    page.get_by_role("link", name="Ответить").click()
    page.get_by_label("Ответ", exact=True).select_option("refused")
    page.get_by_label("Слова ответа").fill("Заявления нет")
    page.get_by_role("button", name="Ответить").click()
    expect(page.get_by_role("row", name="Белова Анна")).to_contain_text("Заявления нет")
    assert MovementReport.objects.get().state == "refused"

    page.get_by_role("link", name="Белова Анна").click()
    page.get_by_role("searchbox", name="Найти среди людей").fill("бел")
    page.get_by_role("button", name="Найти").click()
    # Children are nobody's parents.
    expect(page.get_by_label("кем приходится")).to_have_count(1)
    page.get_by_role("button", name="Записать", exact=True).click()
    expect(page.get_by_text("Белова Инна мать: Белов Илья, 5А")).to_be_visible()
    page.get_by_label("Белова Инна: кем приходится").select_option("mother")
    assert checks.accessibility(page) == []
    page.get_by_role("button", name="Записать", exact=True).click()
    expect(page.get_by_role("link", name="Белова Инна")).to_be_visible()
    assert Guardianship.objects.get(student=anna).kinship == "mother"

    page.get_by_role("link", name="7А", exact=True).first.click()
    page.get_by_role("link", name="Подгруппы").first.click()
    for name in ("1 группа", "2 группа"):
        page.get_by_label("Предмет деления").fill("Труд")
        page.get_by_label("Подгруппа", exact=True).fill(name)
        page.get_by_role("button", name="Добавить").click()
        expect(page.get_by_role("columnheader", name=name)).to_be_visible()
    page.get_by_role("button", name="Показать").nth(1).click()
    expect(page.get_by_text("Это предложение.")).to_be_visible()
    page.get_by_role("button", name="Записать состав").click()
    expect(page.get_by_text("никого", exact=True)).to_be_visible()
    rows = SubgroupMembership.objects.order_by("subgroup__name").values_list("subgroup__name", "student__person__name")
    assert list(rows) == [("1 группа", "Пётр"), ("2 группа", "Анна")]
