"""What people wrote stands on «Сегодня» and in the head of a lesson as they wrote it, and is no markup there."""

from datetime import timedelta

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from letopis.kernel.actor import Actor
from letopis.school.classes.models import ClassGroup, Subgroup
from letopis.school.curriculum.models import Subject
from letopis.school.organisation.enums import DayKind
from letopis.school.organisation.models import CalendarDay, Room, School
from letopis.school.people.models import Person, Staff
from letopis.school.timetable.actions import cancel_lesson
from letopis.school.timetable.models import Lesson
from tests import factories as make
from tests.factories import TODAY
from tests.school.journal.scene import Scene, scene

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-01")]


def evil(what: str) -> str:
    """Text that would be markup, with its name behind it to be found again."""
    return f"<script>&\"'{what}"


def escaped(what: str) -> str:
    """The same as a page may show it."""
    return f"&lt;script&gt;&amp;&quot;&#x27;{what}"


def named(model: type[Model], field: str, what: str) -> None:
    model._default_manager.update(**{field: evil(what)})


@pytest.fixture
def s() -> Scene:
    """A substituted lesson of a subgroup with homework, and all that asks for attention; everything is named badly."""
    s = scene()
    s.course.subgroup = make.make_subgroup(s.class_group, *s.students)
    s.course.save()
    make.make_plan(s.course, *(evil(f"plan{n}") for n in range(9)))
    Lesson.objects.update(room=Room.objects.create(school=s.school, number="1"), substituted_for=s.tutor)
    make.make_homework(make.make_lesson(s.course, TODAY - timedelta(days=1)), evil("task"), due=s.lesson)
    written = make.make_work_kind(s.school, "control", name=evil("kind"), is_written=True)
    make.make_work(make.make_lesson(s.course, TODAY - timedelta(days=3)), written, title=evil("work"))
    meant = make.make_lesson(s.course, TODAY + timedelta(days=1), 2)
    make.make_homework(make.make_lesson(s.course, TODAY - timedelta(days=4)), "§ 1", due=meant)
    make.make_lesson(s.course, TODAY + timedelta(days=3))
    make.make_lesson(s.course, number=4, topic=evil("topic"))
    lent = make.make_staff(s.school, "Заменяев Пётр Ильич")
    make.make_lesson(s.course, number=6, staff=lent, substituted_for=s.teacher)
    Person.objects.filter(staff__in=[s.tutor, lent]).update(surname=evil("person"))
    for lesson in (make.make_lesson(s.course, number=5), meant):
        cancel_lesson(Actor.system(s.school.pk), lesson_id=lesson.pk, reason=evil("why"))
    named(Subject, "name", "subject")
    named(Subgroup, "name", "subgroup")
    named(Room, "number", "room")
    named(School, "short_name", "school")
    named(ClassGroup, "name", "class")
    return s


def page_of(card: Staff, address: str) -> str:
    response = make.sign_in(Client(), card).get(address)
    assert response.status_code == 200
    return response.content.decode()


def is_escaped(page: str, *whats: str) -> None:
    assert evil("") not in page
    missing = [what for what in whats if escaped(what) not in page]
    assert missing == []


def test_today_shows_what_was_written_as_it_was_written(s: Scene) -> None:
    page = page_of(s.teacher, reverse("today"))

    assert 'class="day-now"' in page
    names = ("subject", "subgroup", "class", "room", "person", "topic", "plan3", "plan4", "task", "work")
    is_escaped(page, *names, "why")
    assert page.count("у задания другой срок") == 1


@pytest.mark.parametrize("days", [-1, 1])
def test_another_day_as_well(s: Scene, days: int) -> None:
    page = page_of(s.teacher, f"{reverse('today')}?day={TODAY + timedelta(days=days)}")
    is_escaped(page, "subject", "subgroup", "class", "work")


def test_a_day_without_lessons_as_well(s: Scene) -> None:
    free = TODAY - timedelta(days=2)
    CalendarDay.objects.create(
        school=s.school, year=s.course.year, date=free, kind=DayKind.HOLIDAY, name=evil("occasion")
    )
    is_escaped(page_of(s.teacher, f"{reverse('today')}?day={free}"), "occasion", "class", "subject")


def test_the_head_of_a_lesson_as_well(s: Scene) -> None:
    page = page_of(s.teacher, reverse("lesson", args=[s.lesson.pk]))

    is_escaped(page, "subject", "subgroup", "class", "room", "person", "school")
    assert page.count(escaped("subject")) > 4, "in the title, the head, the menu and its lines"


@pytest.mark.req("JRN-02")
def test_the_lists_of_journals_as_well(s: Scene) -> None:
    make.make_lesson(s.course, TODAY - timedelta(days=2), topic="")
    for card in (s.teacher, s.tutor, make.make_officer(s.school, "deputy")):
        page = page_of(card, reverse("journals"))
        is_escaped(page, "subject", "subgroup", "class")
        assert "нарушен" not in page
        assert "не заполнен" in page.lower()


def test_the_keys_are_those_of_who_reads(s: Scene) -> None:
    address = reverse("journal", args=[s.course.pk])
    Lesson.objects.update(substituted_for=None)
    writes, reads = page_of(s.teacher, address), page_of(make.make_officer(s.school, "deputy"), address)

    assert "<kbd>Ctrl Z</kbd>" in writes
    assert "<kbd>Ctrl Z</kbd>" not in reads
    assert "к ученику: наберите начало фамилии" in reads
