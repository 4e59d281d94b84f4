"""The weekly grid: placing, moving and ending a slot. Source: Т4.2.4. A change has a first day."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.dates import DateRange, day_before
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.curriculum.models import Course
from letopis.school.history.intake import Put
from letopis.school.history.succession import Succession
from letopis.school.organisation.models import AcademicYear
from letopis.school.timetable import intake, policy
from letopis.school.timetable.models import WeeklySlot
from letopis.school.timetable.queries.places import SlotDraft, clashes_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a slot stands in the week. `staff_id` None: the course's teacher; `parity` 0 every week, 1 odd, 2 even."""

    weekday: int
    number: int
    room_id: int | None = None
    staff_id: int | None = None
    parity: int = 0


@transaction.atomic
def set_slot(
    actor: Actor,
    *,
    course_id: int,
    position: Position,
    from_day: date,
    until: date | None = None,
    despite_clashes: bool = False,
) -> WeeklySlot:
    """Give a course a place in the week from `from_day` on (to `until`). Lessons follow with generate_lessons.

    Raises Refused for a place that cannot be and, unless `despite_clashes`, for a clash (code "clash").
    """
    policy.require(actor, Right.MAKE_TIMETABLE)
    course = Course.objects.filter(school_id=actor.school_id, pk=course_id).select_related("year").first()
    if course is None:
        raise NotVisible
    slot = _placed(course, position, DateRange(_inside(course.year, from_day), until))
    intake.put_slots(actor, [Put(slot)])
    _check_free(actor, slot, despite_clashes)
    return slot


@transaction.atomic
def move_slot(
    actor: Actor, *, slot_id: int, position: Position, from_day: date, despite_clashes: bool = False
) -> WeeklySlot:
    """Give a slot another position from `from_day` on; before that day the old one stays valid. Return the new slot."""
    slot = _slot(actor, slot_id)
    from_day = _inside(slot.year, from_day)
    if slot.ends_on and from_day > slot.ends_on:
        raise Refused("Это место уже не действует. Откройте сетку на сегодня.", code="ended", field="from_day")
    if position == _position(slot):
        return slot
    moved = _placed(slot.course, position, DateRange(max(from_day, slot.starts_on), slot.ends_on))
    steps = Succession[WeeklySlot](intake.SLOTS)
    holds = steps.hand_over([slot], moved)
    intake.put_slots(actor, steps.puts)
    _check_free(actor, holds, despite_clashes)
    return holds


@transaction.atomic
def end_slot(actor: Actor, *, slot_id: int, from_day: date) -> None:
    """Free a place from `from_day` on; a slot that has not begun by then is removed."""
    slot = _slot(actor, slot_id)
    if slot.ends_on and slot.ends_on < from_day:
        return
    steps = Succession[WeeklySlot](intake.SLOTS)
    steps.end([slot], day_before(from_day))
    intake.put_slots(actor, steps.puts)


def _slot(actor: Actor, slot_id: int) -> WeeklySlot:
    policy.require(actor, Right.MAKE_TIMETABLE)
    slot = (
        WeeklySlot.objects.filter(school_id=actor.school_id, pk=slot_id)
        .select_related("year", "course")
        .select_for_update(of=("self",))
        .first()
    )
    if slot is None:
        raise NotVisible
    return slot


def _position(slot: WeeklySlot) -> Position:
    return Position(
        weekday=slot.weekday, number=slot.number, room_id=slot.room_id, staff_id=slot.staff_id, parity=slot.parity
    )


def _placed(course: Course, position: Position, days: DateRange) -> WeeklySlot:
    return WeeklySlot(
        school_id=course.school_id,
        year_id=course.year_id,
        course=course,
        starts_on=days.starts_on,
        ends_on=days.ends_on,
        weekday=position.weekday,
        number=position.number,
        room_id=position.room_id,
        staff_id=position.staff_id,
        parity=position.parity,
    )


def _inside(year: AcademicYear, day: date) -> date:
    """Return the first day as the year allows: a change before the year begins with it."""
    if day > year.ends_on:
        raise Refused(f"Год кончается {year.ends_on:%d.%m.%Y}. Выберите день раньше.", code="dates", field="from_day")
    return max(day, year.starts_on)


def _check_free(actor: Actor, slot: WeeklySlot, despite_clashes: bool) -> None:
    """Refuse clashes of class, teacher and room, with what was written, unless they are meant."""
    found = [] if despite_clashes else clashes_of(actor, SlotDraft.of(slot, instead_of=slot.pk))
    if found:
        raise Refused(" ".join(clash.text for clash in found), code="clash")
