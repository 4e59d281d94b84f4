"""How the weekly grid comes into the base: what its rows are, and the one way to write them.

The actions behind a form, an import and the demo go through put_slots(). Dated lessons follow with generate_lessons().
Source: Т4.2.4.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from django.db import models, transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.dates import order_message
from letopis.kernel.errors import NotVisible
from letopis.kernel.fields import Fault, Whole
from letopis.kernel.rights import Right
from letopis.school.curriculum.models import Course, CourseTeacher
from letopis.school.history.intake import NOW, Occasion, Put, Table, link, load, refuse_first, settle, write
from letopis.school.history.succession import Verbs
from letopis.school.organisation.enums import Weekday
from letopis.school.organisation.models import AcademicYear, Room, lasting, overlap
from letopis.school.organisation.words import phrase
from letopis.school.people import policy as people
from letopis.school.people.models import Staff
from letopis.school.timetable import policy
from letopis.school.timetable.models import WeeklySlot

LAST_NUMBER = 12
SLOTS = Verbs("create", "end", "move", "remove")


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A place in the week, besides what it points at. `parity` 0: every week, 1 odd, 2 even."""

    weekday: int
    number: Annotated[int, Whole("Номер", lowest=0, highest=LAST_NUMBER)]
    parity: Annotated[
        int, Whole("По неделям", lowest=0, highest=2, remedy="Выберите: каждую неделю, по нечётным или по чётным.")
    ] = 0


@transaction.atomic
def put_slots(actor: Actor, puts: Sequence[Put[WeeklySlot]], occasion: Occasion = NOW) -> list[WeeklySlot]:
    """Write places of courses in the week: on days that are taught, a course once in a place at a time.

    Raises NotVisible, Refused. Clashes of rooms, teachers and classes are for the writer to show: an office may mean
    them.
    """
    policy.require(actor, Right.MAKE_TIMETABLE)
    link(puts)
    _settle_year(actor, puts)
    load(puts, "year")
    refuse_first(_places_wrong(puts))
    _require_own(actor, puts)
    refuse_first(_placed_twice(actor, puts))
    return write(actor, Table(WeeklySlot, SLOTS.started, SLOTS.corrected, removed=SLOTS.removed), puts, occasion)


def _settle_year(actor: Actor, puts: Sequence[Put[WeeklySlot]]) -> None:
    """Take the year of the course. Raises NotVisible for a course of another school. One query."""
    asked = [put.row for put in puts if put.touches("course_id")]
    rows = Course.objects.filter(school_id=actor.school_id, pk__in={row.course_id for row in asked})
    years = {course.pk: course.year for course in rows.select_related("year")} if asked else {}
    if {row.course_id for row in asked} - years.keys():
        raise NotVisible
    for row in asked:
        row.year = years[row.course_id]


def slot_faults(row: WeeklySlot, year: AcademicYear) -> Iterator[Fault]:
    """Yield why a place in the week cannot be."""
    if not 1 <= row.weekday <= year.study_days:
        message = phrase("В {school.pre} {days}-дневная неделя: выберите другой день.", days=year.study_days)
        yield Fault("weekday", message, "weekday")
    if not 0 <= row.number <= LAST_NUMBER:
        yield Fault("number", phrase("Номер {lesson.gen} бывает от 0 до {last}.", last=LAST_NUMBER), "number")
    if row.dates is None:
        yield Fault("ends_on", order_message(row.starts_on), "order")
    elif row.starts_on not in year.dates:
        days = f"{year.starts_on:%d.%m.%Y} – {year.ends_on:%d.%m.%Y}"
        yield Fault("from_day", f"Дата вне учебного года ({days}). Исправьте её.", "dates")


def _places_wrong(puts: Sequence[Put[WeeklySlot]]) -> Iterator[tuple[int, Fault]]:
    for index, fault in settle(puts, SlotRow, today()):
        if fault.field == "parity":
            yield index, Fault("parity", fault.message, "parity")
    for index, put in enumerate(puts):
        if not put.removed and any(put.touches(name) for name in ("weekday", "number", "starts_on", "ends_on")):
            yield from ((index, fault) for fault in slot_faults(put.row, put.row.year))


def _require_own(actor: Actor, puts: Sequence[Put[WeeklySlot]]) -> None:
    """Raise NotVisible for a room or a worker of another school, Refused for naming oneself. At most three queries.

    Whoever gives the lessons of a place writes in them: to name oneself is to appoint, unless one teaches here.
    """
    rooms = {put.row.room_id for put in puts if put.row.room_id and put.touches("room_id")}
    named = [put.row for put in puts if put.row.staff_id and put.touches("staff_id")]
    wanted: tuple[tuple[type[models.Model], set[int]], ...]
    wanted = (Room, rooms), (Staff, {row.staff_id for row in named if row.staff_id})
    for model, asked in wanted:
        if asked and model._default_manager.filter(school_id=actor.school_id, pk__in=asked).count() != len(asked):
            raise NotVisible
    mine = {row.course_id for row in named if actor.person_id is not None and row.staff_id == actor.staff_id}
    # A place that was already one's own may move.
    moved = {put.row.course_id for put in puts if put.before and put.before["staff_id"] == actor.staff_id}
    teaches = CourseTeacher.objects.filter(lasting(today()), course__in=mine - moved, staff_id=actor.staff_id or 0)
    if mine - moved and mine - moved - set(teaches.values_list("course_id", flat=True)):
        people.require_another(actor, actor.person_id or 0)


def _placed_twice(actor: Actor, puts: Sequence[Put[WeeklySlot]]) -> Iterator[tuple[int, Fault]]:
    """One query."""
    key = ("course_id", "weekday", "number", "parity")
    asked = {
        index: put.row
        for index, put in enumerate(puts)
        if not put.removed and any(put.touches(name) for name in (*key, "starts_on"))
    }
    given = {put.row.pk for put in puts if put.row.pk}
    there = WeeklySlot.objects.filter(school_id=actor.school_id, course__in={row.course_id for row in asked.values()})
    placed: dict[tuple[int, ...], list[WeeklySlot]] = defaultdict(list)
    for row in (*(there.exclude(pk__in=given) if asked else ()), *(put.row for put in puts if not put.removed)):
        placed[tuple(getattr(row, name) for name in key)].append(row)
    for index, new in asked.items():
        if any(row is not new and overlap(row, new) for row in placed[tuple(getattr(new, name) for name in key)]):
            place = f"{Weekday(new.weekday).label.lower()}, {new.number}{phrase('{lesson_no}')}"
            message = f"Этот предмет там уже стоит: {place}. Выберите другое место."
            yield index, Fault("number", message, "twice")
