"""Courses go to another teacher, and with them what the timetable has ahead: places of the week and lessons (CUR-03).

The load alone would leave lessons to who had them until somebody renews them, and would double-book the follower
without a word. So it is asked first: what else has the new teacher at that time.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.dates import short
from letopis.kernel.errors import Refused
from letopis.school.curriculum.actions import assign_teacher
from letopis.school.curriculum.models import CourseTeacher
from letopis.school.history.ledger import Change, record_many
from letopis.school.history.succession import Succession
from letopis.school.history.tracking import snapshot
from letopis.school.organisation.models import lasting
from letopis.school.organisation.words import phrase
from letopis.school.people.models import Staff
from letopis.school.timetable import intake
from letopis.school.timetable.models import Lesson, WeeklySlot
from letopis.school.timetable.queries.generation import TOUCHED, holds_of, teachings
from letopis.school.timetable.rules import Hold, at_one_time, teacher_on

# How many meetings a question names.
NAMED = 5
DAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")


@dataclass(frozen=True, slots=True)
class Handed:
    """How many courses and lessons ahead have got their new teacher."""

    courses: int
    lessons: int


@transaction.atomic
def hand_over(
    actor: Actor,
    *,
    course_ids: Sequence[int],
    staff_id: int,
    starts_on: date,
    beside_others: bool = False,
    despite_clashes: bool = False,
) -> Handed:
    """Give courses to a teacher from `starts_on`, with the lessons ahead that nothing is written in.

    Substitutions stay as they were arranged. Raises what assign_teacher() raises, and unless `despite_clashes` Refused
    (code "clash") where the teacher has other lessons at the time of these.
    """
    before = _teachers(actor, course_ids, starts_on)
    for course_id in course_ids:
        assign_teacher(actor, course_id=course_id, staff_id=staff_id, starts_on=starts_on, beside_others=beside_others)
    gone = before - _teachers(actor, course_ids, starts_on)
    _free_places(actor, gone, starts_on)
    changes = follow_teachers(actor, course_ids, max(starts_on, today()))
    if not despite_clashes:
        require_free(actor, staff_id, [lesson for lesson in changes if lesson.staff_id == staff_id])
    return Handed(len(course_ids), len(changes))


def _teachers(actor: Actor, course_ids: Iterable[int], day: date) -> set[tuple[int, int]]:
    """Courses and who teaches them on `day` or later."""
    rows = CourseTeacher.objects.filter(lasting(day), school_id=actor.school_id, course_id__in=course_ids)
    return set(rows.values_list("course_id", "staff_id"))


def _free_places(actor: Actor, gone: set[tuple[int, int]], first: date) -> None:
    """Let places of the week that name who has gone follow the load again. The caller has checked the right."""
    asked = WeeklySlot.objects.filter(
        lasting(first), school_id=actor.school_id, course_id__in={course for course, _ in gone}, staff__isnull=False
    )
    steps = Succession[WeeklySlot](intake.SLOTS)
    for slot in asked.select_for_update(of=("self",)).order_by("pk"):
        if (slot.course_id, slot.staff_id) in gone:
            free = {column.attname: getattr(slot, column.attname) for column in WeeklySlot._meta.concrete_fields[1:]}
            steps.hand_over([slot], WeeklySlot(**free | {"starts_on": max(first, slot.starts_on), "staff_id": None}))
    steps.write(actor)


def follow_teachers(actor: Actor, course_ids: Sequence[int], first: date) -> list[Lesson]:
    """Give the lessons of courses from `first` on to who teaches then; return those changed. Six queries.

    What the journal holds and what is given by a substitute stays. The ledger hears of lessons it already knows.
    """
    rows = Lesson.objects.filter(school_id=actor.school_id, course_id__in=course_ids, date__gte=first)
    ahead = rows.filter(substituted_for__isnull=True).exclude(TOUCHED)
    holds = holds_of(ahead)
    teachers = teachings(CourseTeacher.objects.filter(school_id=actor.school_id, course_id__in=course_ids))
    places = {pk: staff for pk, staff in _places(actor, course_ids) if staff}
    changed, known = [], []
    for lesson in ahead.select_for_update(of=("self",)).order_by("date", "number", "pk"):
        wanted = places.get(lesson.slot_id or 0) or teacher_on(teachers.get(lesson.course_id, ()), lesson.date)
        if lesson.staff_id == wanted or holds.get(lesson.pk) is Hold.FILLED:
            continue
        before = snapshot(lesson)
        lesson.staff_id = wanted
        changed.append(lesson)
        if holds.get(lesson.pk) is Hold.SETTLED:
            known.append(Change(row=lesson, action="hand_over", before=before, course_id=lesson.course_id))
    Lesson.objects.bulk_update(changed, ["staff_id"], batch_size=500)
    record_many(actor, known)
    return changed


def _places(actor: Actor, course_ids: Sequence[int]) -> Iterable[tuple[int, int | None]]:
    """Places that go on, with whom they name: one that ends has handed its lessons to who follows."""
    rows = WeeklySlot.objects.filter(school_id=actor.school_id, course_id__in=course_ids, ends_on__isnull=True)
    return rows.values_list("pk", "staff_id")


# ── who would be in two places ────────────────────────────────────────
def require_free(actor: Actor, staff_id: int, lessons: Sequence[Lesson]) -> None:
    """Raise Refused with the list where the teacher already has lessons at the time of these. Two queries."""
    held = [lesson for lesson in lessons if not lesson.is_cancelled]
    if not held:
        return
    rows = Lesson.objects.filter(
        school_id=actor.school_id, staff_id=staff_id, date__gte=min(one.date for one in held), is_cancelled=False
    )
    of_day: dict[date, list[Lesson]] = defaultdict(list)
    for one in rows.select_related("course__subject", "class_group").order_by("date", "number", "pk"):
        of_day[one.date].append(one)
    meetings: dict[tuple[int, int, str], list[date]] = defaultdict(list)
    for lesson in held:
        for other in of_day[lesson.date]:
            if other.pk != lesson.pk and at_one_time(lesson, other):
                name = f"{other.course.subject}, {other.class_group}"
                meetings[lesson.date.weekday(), lesson.number, name].append(lesson.date)
    if meetings:
        staff = Staff.objects.select_related("person").get(school_id=actor.school_id, pk=staff_id)
        raise Refused(_question(staff, meetings), code="clash", field="staff_id")


def _question(staff: Staff, meetings: dict[tuple[int, int, str], list[date]]) -> str:
    told = [
        f"{DAYS[weekday]}, {number}{phrase('{lesson_no}')} — {name} (с {short(min(days))}, раз: {len(set(days))})"
        for (weekday, number, name), days in sorted(meetings.items())
    ]
    more = f" и ещё {len(told) - NAMED}" if len(told) > NAMED else ""
    return f"{staff.person.initials} в это время уже ведёт: {'; '.join(told[:NAMED])}{more}."
