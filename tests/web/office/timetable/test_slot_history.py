"""The history of a place of the week and the undo of its last change, a move as a whole (ORG-03, П3.2.5)."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.roles import Role
from letopis.school.history.intake import Put
from letopis.school.history.models import Entry
from letopis.school.timetable.actions import Position, end_slot, generate_lessons, move_slot, set_slot
from letopis.school.timetable.intake import put_slots
from letopis.school.timetable.models import Lesson, WeeklySlot
from tests import factories as make
from tests.factories import TODAY
from tests.sending import send

pytestmark = [pytest.mark.django_db, pytest.mark.req("ORG-03")]

NEXT_MONDAY = TODAY + timedelta(days=7 - TODAY.weekday())


@pytest.fixture
def act(school, moment: time_machine.Traveller):
    """Do one thing after another: what is of one moment is one save."""

    def acted(action, **named):
        moment.shift(timedelta(minutes=1))
        return action(Actor.system(school.pk), **named)

    return acted


@pytest.fixture
def course(school):
    return make.make_course(make.make_class(school, "7А"), teacher=make.make_staff(school))


@pytest.fixture
def dispatcher(client, school):
    return make.sign_in(client, make.make_officer(school, Role.DISPATCHER))


@pytest.fixture
def slot(act, course, moment):
    """Placed by the office, so that the ledger knows of it."""
    made = act(set_slot, course_id=course.pk, position=Position(weekday=1, number=3), from_day=date(2026, 9, 1))
    moment.shift(timedelta(minutes=1))
    return made


def page_of(client, slot):
    return client.get(reverse("office_row", args=["slot", slot.pk]))


def undo(client, slot):
    sent = {"last": str(page_of(client, slot).context["page"].last_id)}
    return client.post(reverse("office_row_undo", args=["slot", slot.pk]), sent)


def text(answer):
    return " ".join(answer.content.decode().split())


def place(weekday, number, **other):
    return {"weekday": str(weekday), "number": str(number), "parity": "0", "from_day": f"{NEXT_MONDAY}", **other}


def rows():
    return [*WeeklySlot.objects.order_by("pk").values_list("weekday", "number", "ends_on")]


def test_a_move_is_told_on_both_sides_and_undone_whole(dispatcher, act, slot):
    moved = send(dispatcher, reverse("office_timetable_slot", args=[slot.pk]), place(2, 4, parity="1"))
    assert moved.status_code == 302
    new = WeeklySlot.objects.latest("pk")
    opened = dispatcher.get(reverse("office_timetable_slot", args=[new.pk])).content.decode()
    assert reverse("office_row", args=["slot", new.pk]) in opened
    for each in (slot, new):
        shown = text(page_of(dispatcher, each))
        assert "понедельник, 3-й урок" in shown
        assert "вторник, 4-й урок, по нечётным неделям" in shown
        assert "по нечётным неделям</b>" in shown
        assert "Отменить последнее изменение" in shown
    answer = undo(dispatcher, new)
    assert answer.url == reverse("office_row", args=["slot", slot.pk])
    assert rows() == [(1, 3, None)]
    told = text(dispatcher.get(answer.url))
    assert "обновите уроки" in told
    assert told.count("вторник, 4-й урок, по нечётным неделям") == 2, "set and taken back"
    assert "Отменить последнее изменение" not in told
    assert {entry.action for entry in Entry.objects.order_by("-id")[:2]} == {"take_back"}


def test_an_end_is_undone_and_a_beginning_is_not(dispatcher, act, slot):
    assert "Отменить последнее изменение" not in text(page_of(dispatcher, slot))
    assert undo(dispatcher, slot).status_code == 422
    act(end_slot, slot_id=slot.pk, from_day=NEXT_MONDAY)
    assert undo(dispatcher, slot).status_code == 302
    assert rows() == [(1, 3, None)]


def test_a_place_moved_on_is_undone_from_the_last_step(dispatcher, act, slot):
    """Undoing the first step alone would leave the subject in two places."""
    second = act(move_slot, slot_id=slot.pk, position=Position(weekday=2, number=4), from_day=NEXT_MONDAY)
    later = NEXT_MONDAY + timedelta(days=7)
    third = act(move_slot, slot_id=second.pk, position=Position(weekday=3, number=5), from_day=later)
    for each in (slot, third):
        assert "пятница" not in text(page_of(dispatcher, each))
        assert "среда, 5-й урок" in text(page_of(dispatcher, each))
    assert undo(dispatcher, slot).status_code == 422
    assert undo(dispatcher, third).status_code == 302
    assert rows() == [(1, 3, NEXT_MONDAY - timedelta(days=1)), (2, 4, None)]
    assert undo(dispatcher, second).status_code == 422


def test_places_of_one_import_are_no_steps_of_each_other(dispatcher, act, slot, course):
    puts = [
        Put(WeeklySlot(school=course.school, course=course, weekday=day, number=1, starts_on=NEXT_MONDAY))
        for day in (4, 5)
    ]
    one, _ = act(put_slots, puts=puts)
    assert "пятница" not in text(page_of(dispatcher, one))


def test_what_the_journal_holds_of_the_new_place_stays(dispatcher, act, slot):
    end = TODAY - timedelta(days=7)
    new = act(move_slot, slot_id=slot.pk, position=Position(weekday=2, number=4), from_day=end)
    act(generate_lessons, year_id=slot.year_id, from_day=end)
    held = Lesson.objects.filter(slot=new).order_by("date").first()
    Lesson.objects.filter(pk=held.pk).update(topic="Дроби", filled_at=now(), version=1)
    refused = undo(dispatcher, new)
    assert refused.status_code == 422
    assert f"с {held.date:%d.%m.%Y}" in text(refused)
    assert len(rows()) == 2
    Lesson.objects.filter(pk=held.pk).update(topic="", filled_at=None, version=0)
    make.make_work(held)
    assert undo(dispatcher, new).status_code == 422
    held.works.all().delete()
    assert undo(dispatcher, new).status_code == 302
    assert rows() == [(1, 3, None)]


def test_a_place_taken_since_and_a_teacher_who_left_are_said(dispatcher, act, slot, course):
    gone = make.make_staff(course.school, "Климов Андрей Павлович")
    named = act(
        move_slot, slot_id=slot.pk, position=Position(weekday=1, number=3, staff_id=gone.pk), from_day=date(2026, 9, 1)
    )
    act(end_slot, slot_id=named.pk, from_day=NEXT_MONDAY)
    gone.dismissed_on = NEXT_MONDAY
    gone.save()
    assert "Климов" in text(undo(dispatcher, named))
    gone.dismissed_on = None
    gone.save()
    other = make.make_course(course.class_group, "Физика", teacher=make.make_staff(course.school))
    act(set_slot, course_id=other.pk, position=Position(weekday=1, number=3), from_day=NEXT_MONDAY)
    refused = undo(dispatcher, named)
    assert refused.status_code == 422
    assert "Прежнее место занято. У 7А в это время уже стоит: Физика, 7А." in text(refused)


def test_whose_page_it_is(client, course, slot):
    address = reverse("office_row", args=["slot", slot.pk])
    assert client.get(address).status_code == 302
    foreign = make.make_slot(make.make_course(make.make_class(make.make_school(), "7А")))
    for who, found in (
        (make.make_officer(course.school, Role.DISPATCHER), 200),
        (make.make_officer(course.school, Role.PERSONNEL), 404),
        (course.teachers.get().staff, 404),
    ):
        make.sign_in(client, who)
        assert client.get(address).status_code == found
        assert client.get(reverse("office_row", args=["slot", foreign.pk])).status_code == 404
        assert client.post(reverse("office_row_undo", args=["slot", foreign.pk]), {"last": "1"}).status_code == 404
        assert client.post(reverse("office_row_remove", args=["slot", slot.pk])).status_code == 404
