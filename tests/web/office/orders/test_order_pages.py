"""Orders on the office's pages: made by ticking a class's list, seen before they act, signed, cancelled, found."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from letopis.kernel.roles import Role
from letopis.school.classes.enums import OrderKind
from letopis.school.classes.models import Membership, Order
from letopis.school.classes.queries import candidates, order_rows
from letopis.school.people.models import Student
from tests.factories import (
    TODAY,
    YEAR_START,
    make_class,
    make_course,
    make_guardian,
    make_lesson,
    make_mark,
    make_officer,
    make_order,
    make_person,
    make_school,
    make_students,
    make_work,
    nobody,
    sign_in,
)
from tests.sending import send

pytestmark = [pytest.mark.django_db, pytest.mark.req("CON-02")]


@pytest.fixture
def office(client, school):
    return sign_in(client, make_officer(school, Role.STUDY_OFFICE))


@pytest.fixture
def seven(school):
    return make_class(school, "7А")


def shown(answer):
    return answer.content.decode().replace("\u00a0", " ")


def test_made_by_ticking_signed_cancelled(office, school, seven):
    one, two, three = make_students(seven, 3)
    other = make_class(school, "7Б")
    make_mark(make_work(make_lesson(make_course(seven), day=TODAY)), one)
    new = reverse("office_order_new")
    assert "Показать список" in shown(office.get(new))
    assert "Выберите класс" in shown(office.get(f"{new}?kind=transfer"))
    listed = f"{new}?kind=transfer&class={seven.pk}"
    page = shown(office.get(listed))
    assert all(str(pupil.person) in page for pupil in (one, two, three))
    assert "checked" not in page
    assert shown(office.get(f"{new}?kind=graduate&class={seven.pk}")).count("checked") == 3
    form = {"class_id": other.pk, "effective_on": "2026-11-23", "number": "", "students": [one.pk, two.pk]}
    nobody = office.post(listed, {**form, "students": []})
    assert nobody.status_code == 422
    assert "Отметьте, о ком приказ" in shown(nobody)

    order_page = office.post(listed, form).url
    order = Order.objects.get()
    page = shown(office.get(order_page))
    assert all(
        text in page for text in ("Проект", "7А", "7Б", "23.11.2026", "1 отметка с этого дня", "Проект составлен")
    )
    assert Membership.objects.filter(class_group=other).count() == 0
    added = office.post(f"{new}?order={order.pk}&class={seven.pk}", {**form, "students": [three.pk]})
    assert added.url == order_page
    edit = reverse("office_order_edit", args=[order.pk])
    edited = {"effective_on": "2026-11-23", "number": "7-у", "date": "2026-11-20", "version": 1}
    assert office.post(edit, {**edited, "students": [one.pk, two.pk]}).url == order_page
    assert office.post(edit, {**edited, "students": [one.pk], "note": "устарело"}).status_code == 422

    sign = reverse("office_order_sign", args=[order.pk])
    form = {"number": "7-у", "date": "2026-11-20", "version": 2}
    asked = office.post(sign, form)
    assert asked.status_code == 422
    assert "Отметок: 1" in shown(asked)
    assert "Всё равно" in shown(asked)
    assert office.post(sign, {**form, "even_with_marks": "on"}).url == order_page
    assert set(Membership.objects.filter(class_group=other).values_list("student", "starts_on")) == {
        (one.pk, TODAY),
        (two.pk, TODAY),
    }
    assert "уже подписан" in shown(office.post(sign, {**form, "number": "8"}))
    cancel = reverse("office_order_cancel", args=[order.pk])
    office.post(cancel, {"number": "9-у", "date": "2026-11-23", "version": 3})
    assert Membership.objects.filter(class_group=other).count() == 0
    found = shown(office.get(reverse("office_orders"), {"text": one.person.surname}))
    both = ", ".join(sorted(pupil.person.short_name for pupil in (one, two)))
    assert found.count(both) == 2, "what cancels an order is about whom that was"
    assert all(number in found for number in ("7-у", "9-у"))
    page = shown(office.get(order_page))
    assert "отменён приказом" in page
    assert "№ 9-у от 23.11.2026" in page


def test_whoever_comes_is_found_without_a_class_and_nobody_is_chosen(office, school, seven):
    """The first person without a class was preselected, who may have left."""
    left, newcomer = make_students(seven, 1)[0], Student.objects.create(school=school, person=make_person(school))
    Membership.objects.update(ends_on=date(2026, 10, 5))
    page = shown(office.get(f"{reverse('office_order_new')}?kind=enrol"))
    assert str(newcomer.person) in page
    assert "7А по 05.10.2026" in page
    assert "checked" not in page
    assert str(left.person) not in shown(office.get(f"{reverse('office_order_new')}?kind=enrol&text=нетникого"))
    assert "выберите" in shown(office.get(reverse("office_class", args=[seven.pk])))
    enrol = reverse("office_class_enrol", args=[seven.pk])
    assert office.post(enrol, {"student_id": "", "starts_on": "2026-11-23"}).status_code == 422


def test_leaving_on_a_card_is_asked_first_with_the_marks_after_it(office, seven):
    """«Отчислить» asked nothing."""
    pupil = make_students(seven, 1)[0]
    make_mark(make_work(make_lesson(make_course(seven), day=TODAY)), pupil)
    move = reverse("office_student_move", args=[pupil.pk])
    asked = send(office, move, {"how": "expel", "day": "2026-11-20"})
    assert asked.status_code == 422
    assert "последний день 20.11.2026? Отметок после этого дня: 1" in shown(asked)
    assert Membership.objects.get().ends_on is None
    without = send(office, move, {"how": "expel", "day": "2026-11-20", "is_sure": "on"})
    assert "впишите «б/н»" in shown(without)
    send(office, move, {"how": "expel", "day": "2026-11-20", "is_sure": "on", "order_number": "б/н"})
    assert (Order.objects.get().number, Order.objects.get().status) == ("", "signed")
    assert Membership.objects.get().ends_on == date(2026, 11, 20)


def test_the_list_is_searched_filtered_and_taken_away(office, school, seven, django_assert_num_queries):
    pupils = make_students(seven, 30)
    drafts = [make_order(pupil, number=f"{n}-в") for n, pupil in enumerate(pupils, 1)]
    make_order(*pupils, number="все", day=date(2026, 12, 1))
    address = reverse("office_orders")
    office.get(address)
    with django_assert_num_queries(3):
        page = shown(office.get(address))
    assert "и ещё 27" in page
    by_name = shown(office.get(f"{address}?text={pupils[4].person.surname} {pupils[4].person.name}"))
    assert f"/{drafts[4].pk}/" in by_name
    assert shown(office.get(f"{address}?text=17-в")).count("Проект</span>") == 1
    assert "Приказов не нашлось" in shown(office.get(f"{address}?status=signed"))
    assert "Приказов не нашлось" in shown(office.get(f"{address}?kind=enrol"))
    sheet = office.get(f"{address}?format=xlsx")
    assert sheet["Content-Disposition"].startswith("attachment")
    for query in ("?sort=number", "?sort=-day", "?sort=-effective_on", "?sort=kind", "?sort=status"):
        assert office.get(address + query).status_code == 200


def test_what_a_load_has_written_is_shown_by_its_stays(office, school, seven):
    pupil = make_students(seven, 1)[0]
    order = Order.objects.create(
        school=school, kind=OrderKind.ENROL, number="48-у", date=YEAR_START, effective_on=YEAR_START
    )
    Membership.objects.update(enrolled_by=order)
    page = shown(office.get(reverse("office_order", args=[order.pk])))
    assert str(pupil.person) in page
    refused = office.post(
        reverse("office_order_cancel", args=[order.pk]), {"number": "1", "date": "2026-11-23", "version": 0}
    )
    assert "записан загрузкой" in shown(refused)


@pytest.mark.req("ACC-01", "ACC-02")
def test_who_opens_prepares_and_signs(school, seven):
    pupil = make_students(seven, 1)[0]
    order = make_order(pupil, number="1")
    pages = [reverse("office_orders"), reverse("office_order", args=[order.pk])]
    keeping = [reverse("office_order_new"), reverse("office_order_edit", args=[order.pk])]
    sign = reverse("office_order_sign", args=[order.pk])

    def status(browser, addresses):
        return {browser.get(one).status_code for one in addresses}

    assert status(Client(), [*pages, *keeping, sign]) == {302}
    assert status(sign_in(Client(), make_guardian(pupil)), [*pages, *keeping, sign]) == {404}
    foreign = sign_in(Client(), make_officer(make_school()))
    assert status(foreign, [pages[1], keeping[1], sign]) == {404}
    deputy = sign_in(Client(), make_officer(school, Role.DEPUTY))
    assert (status(deputy, pages), status(deputy, [*keeping, sign])) == ({200}, {404})
    director = sign_in(Client(), make_officer(school, Role.DIRECTOR))
    assert (status(director, [*pages, sign]), status(director, keeping)) == ({200}, {404})
    assert director.post(sign, {"number": "1", "date": "2026-11-23", "version": 0}).status_code == 302
    assert Membership.objects.get().ends_on == TODAY


@pytest.mark.req("CON-01", "ACC-10")
def test_found_by_a_former_surname(school, seven):
    """The order of who is called otherwise by now, and whom a new one may be about."""
    student, gone = make_students(seven, 2)
    for one in (student, gone):
        one.person.former_surnames = "Воронина до 12.10.2026"
        one.person.save()
    make_order(student)
    gone.memberships.all().delete()
    office, dispatcher = nobody(school, Role.STUDY_OFFICE), nobody(school, Role.DISPATCHER)
    assert len(order_rows(office, text="воронина").all()) == 1
    assert order_rows(dispatcher, text="воронина").all() == []
    (found,) = candidates(office, class_id=None, text="воронин", day=TODAY)
    assert (found.id, found.about) == (gone.pk, "до 12.10 Воронина")
