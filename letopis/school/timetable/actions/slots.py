"""The weekly grid: placing, moving and ending a slot. Source: Т4.2.4. A change has a first day."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.dates import DateRange, day_before
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.curriculum.models import Course, CourseTeacher
from letopis.school.history.succession import Succession, Verbs, follow
from letopis.school.organisation.enums import Weekday
from letopis.school.organisation.models import AcademicYear, Room, lasting
from letopis.school.organisation.words import say
from letopis.school.people import policy as people
from letopis.school.people.models import Staff
from letopis.school.timetable import policy
from letopis.school.timetable.models import WeeklySlot
from letopis.school.timetable.queries.places import SlotDraft, clashes_of

LAST_NUMBER = 12
SLOTS = Verbs("create", "end", "move", "remove")


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
    _check_position(actor, course.year, position)
    _check_staff(actor, course_id, position.staff_id)
    slot = _placed(course, position, DateRange(_inside(course.year, from_day), until))
    _check_free(actor, slot, despite_clashes)
    return follow(actor, [], slot, SLOTS)


@transaction.atomic
def move_slot(
    actor: Actor, *, slot_id: int, position: Position, from_day: date, despite_clashes: bool = False
) -> WeeklySlot:
    """Give a slot another position from `from_day` on; before that day the old one stays valid. Return the new slot."""
    slot = _slot(actor, slot_id)
    _check_position(actor, slot.year, position)
    from_day = _inside(slot.year, from_day)
    if slot.ends_on and from_day > slot.ends_on:
        raise Refused("Это место уже не действует. Откройте сетку на сегодня.", code="ended", field="from_day")
    if position == _position(slot):
        return slot
    if position.staff_id != slot.staff_id:
        _check_staff(actor, slot.course_id, position.staff_id)
    moved = _placed(slot.course, position, DateRange(max(from_day, slot.starts_on), slot.ends_on))
    _check_free(actor, moved, despite_clashes, instead_of=slot.pk)
    return follow(actor, [slot], moved, SLOTS)


@transaction.atomic
def end_slot(actor: Actor, *, slot_id: int, from_day: date) -> None:
    """Free a place from `from_day` on; a slot that has not begun by then is removed."""
    slot = _slot(actor, slot_id)
    if slot.ends_on and slot.ends_on < from_day:
        return
    steps = Succession[WeeklySlot](SLOTS)
    steps.end([slot], day_before(from_day))
    steps.write(actor)


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


def _check_position(actor: Actor, year: AcademicYear, position: Position) -> None:
    if not 1 <= position.weekday <= year.study_days:
        message = say("В {school.pre} {days}-дневная неделя: выберите другой день.", days=year.study_days)
        raise Refused(message, code="weekday", field="weekday")
    if not 0 <= position.number <= LAST_NUMBER:
        message = say("Номер {lesson.gen} бывает от 0 до {last}.", last=LAST_NUMBER)
        raise Refused(message, code="number", field="number")
    if position.parity not in (0, 1, 2):
        raise Refused("Выберите: каждую неделю, по нечётным или по чётным.", code="parity", field="parity")
    for model, pk in ((Room, position.room_id), (Staff, position.staff_id)):
        if pk is not None and not model._default_manager.filter(school_id=actor.school_id, pk=pk).exists():
            raise NotVisible


def _check_staff(actor: Actor, course_id: int, staff_id: int | None) -> None:
    """Whoever gives the lessons of a place writes in them: to name oneself is to appoint, unless one teaches here."""
    if staff_id is None or staff_id != actor.staff_id or actor.person_id is None:
        return
    if not CourseTeacher.objects.filter(lasting(today()), course_id=course_id, staff_id=staff_id).exists():
        people.require_another(actor, actor.person_id)


def _check_free(actor: Actor, slot: WeeklySlot, despite_clashes: bool, *, instead_of: int | None = None) -> None:
    """Refuse the same course twice in one place always, other clashes unless they are meant."""
    same = WeeklySlot.objects.filter(
        lasting(slot.starts_on),
        school_id=actor.school_id,
        course_id=slot.course_id,
        weekday=slot.weekday,
        number=slot.number,
        parity=slot.parity,
    ).exclude(pk=instead_of or 0)
    if same.exists():
        place = f"{Weekday(slot.weekday).label.lower()}, {slot.number}{say('{lesson_no}')}"
        raise Refused(f"Этот предмет там уже стоит: {place}. Выберите другое место.", code="twice", field="number")
    if despite_clashes:
        return
    found = clashes_of(actor, SlotDraft.of(slot, instead_of))
    if found:
        raise Refused(" ".join(clash.text for clash in found), code="clash")
