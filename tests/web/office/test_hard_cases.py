"""What happens in a year's office and is easily got wrong: a surname changed twice, a month away, a class renamed."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from letopis.kernel.roles import Role
from letopis.school.access.held import roles_held
from letopis.school.access.models import Account
from letopis.school.classes.actions import LineDraft, draft_order, sign_order
from letopis.school.classes.enums import OrderKind
from letopis.school.classes.models import Subgroup, SubgroupMembership
from letopis.school.classes.queries import find
from letopis.school.journal.queries.grid import grid
from letopis.web.teacher.journal_book import Book
from tests import factories as make
from tests.factories import sign_in
from tests.sending import send

pytestmark = [pytest.mark.django_db, pytest.mark.req("CON-01", "CON-02", "CON-03", "CON-05")]


@pytest.fixture
def school() -> Any:
    return make.make_school()


def test_a_surname_changed_twice(school: Any) -> None:
    """Everywhere the present one; the history tells all three; the login that was handed out stays as it was."""
    teacher = make.make_staff(school)
    group = make.make_class(school, "7А", tutor=teacher)
    pupil = make.make_student(group, "Белова Анна Петровна")
    login = make.make_account(pupil.person).username
    course = make.make_course(group, teacher=teacher)
    make.make_mark(make.make_work(make.make_lesson(course)), pupil)
    office = sign_in(Client(), make.make_officer(school))
    address = reverse("office_student_edit", args=[pupil.pk])
    for surname in ("Чернова", "Белова-Серая"):
        assert send(office, address, {"surname": surname}).status_code == 302
    told = office.get(reverse("office_row", args=["student", pupil.pk])).content.decode()
    changes = [" ".join(part.split()) for part in told.split("Фамилия:</span>")[1:]]
    assert [one.partition("</b>")[0] for one in changes[:2]] == ["Чернова → <b>Белова-Серая", "Белова → <b>Чернова"]
    names = [one.name for one in grid(make.actor_of(teacher, Role.TEACHER), course.pk).students]
    assert names == ["Белова-Серая Анна"]
    who = make.nobody(school, Role.OPERATOR)
    assert [len(find(who, text).rows) for text in ("серая", "белова серая", "чернова")] == [1, 1, 0]
    assert Account.objects.get(persons__person=pupil.person).username == login


def order(school: Any, kind: OrderKind, pupil: Any, day: date, to: Any = None) -> None:
    actor = make.nobody(school, Role.OPERATOR)
    lines = [LineDraft(pupil.pk, to.pk if to else None)]
    drafted = draft_order(actor, kind=kind, lines=lines, number=f"{day:%d%m}", effective_on=day)
    sign_order(actor, order_id=drafted.pk, version=0)


def test_back_after_a_month(school: Any, moment: Any) -> None:
    """No mark is put in the month away, those before and after count; the family is out for the month and in again."""
    teacher = make.make_staff(school)
    group = make.make_class(school, "7А")
    pupil = make.make_student(group)
    account = make.make_account(make.make_guardian(pupil).person)
    course = make.make_course(group, teacher=teacher)
    make.make_mark(make.make_work(make.make_lesson(course, date(2026, 10, 9))), pupil, value="3")
    away = make.make_lesson(course, date(2026, 10, 26))
    moment.move_to(make.moment_on(date(2026, 10, 12)))
    order(school, OrderKind.EXPEL, pupil, date(2026, 10, 12))
    moment.move_to(make.moment_on(date(2026, 10, 26)))
    assert not roles_held(account.pk, make.moment_on(date(2026, 10, 26)))
    moment.move_to(make.moment_on(date(2026, 11, 13)))
    order(school, OrderKind.ENROL, pupil, date(2026, 11, 13), group)
    make.make_mark(make.make_work(make.make_lesson(course, date(2026, 11, 13))), pupil, value="5")
    assert {held.role for held in roles_held(account.pk, make.moment_on(date(2026, 11, 13)))} == {Role.GUARDIAN}
    page = Book(grid(make.actor_of(teacher, Role.TEACHER), course.pk, "year"))
    (line,) = page.lines
    assert (line.gaps, line.holds(away.date)) == (((date(2026, 10, 13), date(2026, 11, 12)),), False)
    assert (page.sums(line).marks, str(page.sums(line).plain)) == (2, "4.00")
    assert "по 12.10.2026" in line.why
    assert "с 13.11.2026" in line.why


def test_a_class_renamed_keeps_its_subgroups(school: Any) -> None:
    """Members and the load of the halves go on as they were, under the new name."""
    teacher = make.make_staff(school)
    group = make.make_class(school, "7А", tutor=teacher)
    pupils = make.make_students(group, 2)
    halves = [make.make_subgroup(group, one, name=f"{n} группа") for n, one in enumerate(pupils, 1)]
    pages = [make.make_course(group, "Английский", teacher=teacher, subgroup=half) for half in halves]
    before = list(SubgroupMembership.objects.order_by("pk").values())
    office = sign_in(Client(), make.make_officer(school))
    assert send(office, reverse("office_class_edit", args=[group.pk]), {"name": "7К"}).status_code == 302
    assert list(SubgroupMembership.objects.order_by("pk").values()) == before
    assert Subgroup.objects.filter(class_group__name="7К").count() == 2
    shown = office.get(reverse("office_class_subgroups", args=[group.pk])).content.decode()
    assert all(one.person.full_name in shown for one in pupils)
    for page in pages:
        assert "7К" in office.get(reverse("office_course", args=[page.pk])).content.decode()
