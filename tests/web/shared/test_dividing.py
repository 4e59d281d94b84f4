"""The page of subgroups: proposals, who is in none and in two, dated moves, pages of the journal; who may divide."""

import re
from datetime import date

import pytest
from django.urls import reverse

from letopis.kernel.roles import Role
from letopis.school.classes.models import SubgroupMembership
from tests.factories import (
    YEAR_START,
    make_class,
    make_course,
    make_officer,
    make_staff,
    make_student,
    make_subgroup,
    sign_in,
)
from tests.sending import send

pytestmark = [pytest.mark.django_db, pytest.mark.req("CON-05")]


@pytest.fixture
def seven(school):
    seven = make_class(school, "7А")
    names = ("Абрамов Пётр", "Белова Анна", "Волков Илья", "Гусева Ольга")
    one, two, three, _ = [make_student(seven, name) for name in names]
    first = make_subgroup(seven, one, two, name="1 группа")
    second = make_subgroup(seven, two, name="2 группа")
    make_course(seven, "Английский язык", teacher=make_staff(school, "Орлова Елена Викторовна"), subgroup=first)
    SubgroupMembership.objects.create(
        school=school, subgroup=second, student=three, starts_on=YEAR_START, ends_on=date(2026, 10, 31)
    )
    return seven


def ticked(client, url, subgroup):
    text = client.get(url).content.decode()
    boxes = [one for one in text.split("<input") if 'type="radio"' in one and f'value="{subgroup.pk}"' in one]
    return ["checked" in one.split(">")[0] for one in boxes]


def test_a_dispatcher_divides_by_halves_and_as_before(client, seven):
    sign_in(client, make_officer(seven.school, Role.DISPATCHER))
    url = reverse("office_class_subgroups", args=[seven.pk])
    first = seven.subgroups.get(name="1 группа")
    assert ticked(client, url, first) == [True, True, False, False]
    assert ticked(client, url + "?of=иностранный+язык&split=halves", first) == [True, True, False, False]
    nothing = client.get(url + "?of=иностранный+язык&split=before").content.decode()
    assert "такого деления ещё не было" in nothing
    assert "Это предложение" not in nothing
    old = make_class(seven.school, "6А")
    german = make_subgroup(old, name="немецкий", division="Иностранный язык")
    english = make_subgroup(old, name="английский", division="Иностранный язык")
    for stay, subgroup in zip(
        seven.memberships.order_by("student__person__sort_key"), [german, english] * 2, strict=True
    ):
        SubgroupMembership.objects.create(
            school=seven.school, subgroup=subgroup, student=stay.student, starts_on=YEAR_START, ends_on=YEAR_START
        )
    assert ticked(client, url + "?of=иностранный+язык&split=before", first) == [False, True, False, True]
    before = client.get(url + "?of=иностранный+язык&split=before").content.decode()
    assert 'value="before" selected' in before, "what was asked for stays chosen"
    assert re.findall(r'группа<br><span class="note">(\d+)', before) == ["2", "2"], "as many as are proposed"
    assert re.findall(r'группа<br><span class="note">(\d+)', client.get(url).content.decode()) == ["2", "0"]
    assert SubgroupMembership.objects.filter(subgroup=first).count() == 2, "a proposal writes nothing"
    made = client.post(url, {"division": "Труд", "name": "мальчики"})
    assert made.status_code == 302


def test_who_is_in_none_and_in_two_who_moved_and_which_pages_there_are(client, seven):
    sign_in(client, make_officer(seven.school))
    text = client.get(reverse("office_class_subgroups", args=[seven.pk])).content.decode()
    facts = text[text.index("Ни в одной") : text.index("Предложить состав")]
    assert "Волков Илья, Гусева Ольга" in facts
    assert "Белова Анна" in facts[facts.index("В двух") :]
    assert "с 01.09.2026 по 31.10.2026" in facts
    assert "Орлова\u00a0Е.\u00a0В." in text
    assert "своей страницы журнала нет" in text


def test_one_moves_on_a_day_and_the_others_stay(client, seven):
    sign_in(client, make_officer(seven.school))
    url = reverse("office_class_subgroups", args=[seven.pk])
    first, second = (seven.subgroups.get(name=name) for name in ("1 группа", "2 группа"))
    students = [stay.student_id for stay in seven.memberships.order_by("student__person__sort_key")]
    places = dict(zip(students, [second.pk, first.pk, "", ""], strict=True))
    sent = {"of": first.division, "day": "2026-12-01", **{f"s{pk}": place for pk, place in places.items()}}
    assert send(client, url, sent).status_code == 302
    moved = SubgroupMembership.objects.filter(student=students[0]).order_by("starts_on")
    assert [(one.subgroup_id, one.starts_on, one.ends_on) for one in moved] == [
        (first.pk, YEAR_START, date(2026, 11, 30)),
        (second.pk, date(2026, 12, 1), None),
    ]


def test_a_day_gone_by_moves_those_who_were_changed_alone(client, seven):
    """Who came after it, who has left since and what is planned stay as they are: the page did not ask about them."""
    sign_in(client, make_officer(seven.school))
    url = reverse("office_class_subgroups", args=[seven.pk])
    first, second = (seven.subgroups.get(name=name) for name in ("1 группа", "2 группа"))
    one, two, three, four = (stay.student for stay in seven.memberships.order_by("student__person__sort_key"))
    came, gone = make_student(seven, "Юрьев Олег"), make_student(seven, "Яшина Вера")
    came.memberships.update(starts_on=date(2026, 11, 12))
    gone.memberships.update(ends_on=date(2026, 10, 16))
    rows = (
        (first, came, date(2026, 11, 12), None),
        (first, gone, YEAR_START, date(2026, 10, 16)),
        (second, one, date(2026, 12, 14), None),
    )
    SubgroupMembership.objects.filter(student=one).update(ends_on=date(2026, 12, 13))
    for subgroup, student, begins, ends in rows:
        SubgroupMembership.objects.create(
            school=seven.school, subgroup=subgroup, student=student, starts_on=begins, ends_on=ends
        )
    kept = {student.pk: places_of(student) for student in (one, came, gone, three)}

    assert send(client, url, {f"s{four.pk}": first.pk, "day": "2026-10-05"}).status_code == 302
    assert {student.pk: places_of(student) for student in (one, came, gone, three)} == kept
    assert places_of(four) == [("1 группа", date(2026, 10, 5), None)]
    assert places_of(two) == [("1 группа", YEAR_START, None), ("2 группа", YEAR_START, date(2026, 10, 4))], "one of two"

    refused = send(client, url, {f"s{came.pk}": second.pk, "day": "2026-10-05"})
    assert refused.status_code == 422
    assert "не учатся: Юрьев Олег. Исправьте дату." in refused.content.decode()
    assert 'name="day" value="2026-10-05"' in re.sub(r"\s+", " ", refused.content.decode()), "the day stays as typed"
    foreign = make_subgroup(make_class(seven.school, "7Б"), name="1 группа")
    assert send(client, url, {f"s{four.pk}": foreign.pk}).status_code == 422
    assert places_of(four) == [("1 группа", date(2026, 10, 5), None)]


def places_of(student):
    rows = SubgroupMembership.objects.filter(student=student).order_by("subgroup__name", "starts_on")
    return list(rows.values_list("subgroup__name", "starts_on", "ends_on"))


@pytest.mark.parametrize("day", ["", "31.09.2026", "9999-12-31"])
def test_a_day_that_is_none_is_told_and_moves_nobody_today(client, seven, day):
    sign_in(client, make_officer(seven.school))
    url = reverse("office_class_subgroups", args=[seven.pk])
    assert client.get(url, {"day": day}).status_code == 200
    kept = list(SubgroupMembership.objects.order_by("pk").values())
    line = seven.memberships.order_by("student__person__sort_key")[0]
    second = seven.subgroups.get(name="2 группа")
    answer = send(client, url, {"of": "иностранный язык", f"s{line.student_id}": second.pk, "day": day})
    assert answer.status_code == 422
    assert "укажите, с какого дня действует состав" in answer.content.decode()
    assert list(SubgroupMembership.objects.order_by("pk").values()) == kept
