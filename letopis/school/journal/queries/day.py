"""A teacher's day: its lessons with what is known of each, what needs attention, what is planned for the next day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, now
from letopis.kernel.statements import statement
from letopis.school.classes.models import Membership
from letopis.school.curriculum.models import Course, PlannedLesson
from letopis.school.journal.queries import attention
from letopis.school.journal.queries.attention import (
    ConductAsked,
    Due,
    DueCheck,
    Given,
    MovedTask,
    Unfilled,
    Unmarked,
    Unrated,
)
from letopis.school.lessons import rules
from letopis.school.marks.enums import AbsenceCode
from letopis.school.marks.models import Absence
from letopis.school.organisation.models import dated_on
from letopis.school.organisation.queries import occasion
from letopis.school.people.staff_names import StaffNames
from letopis.school.timetable.models import Lesson

# «cancelled»: will not be held; «given»: a colleague gives it instead.
DayState = Literal["filled", "unfilled", "now", "ahead", "cancelled", "given"]
# An illness of the last school day is taken to go on while nobody has seen the class today.
ILL_DAYS = 4


@dataclass(frozen=True, slots=True)
class LessonOfDay:
    """A lesson of a teacher's day. `topic` is written, `planned_topic` what the plan says; `due` what was set.

    `substituted_for`: the colleague it is given for; `substitute`: the one who gives it for the teacher of the day;
    `cancelled_why`: the reason the timetable gave.
    """

    id: int
    class_id: int
    subgroup_id: int | None
    day: date
    number: int
    starts_at: time | None
    ends_at: time | None
    class_name: str
    subgroup: str
    subject: str
    room: str
    substituted_for: str
    substitute: str
    state: DayState
    cancelled_why: str
    minutes_left: int | None
    topic: str
    planned_topic: str
    due: tuple[Due, ...]

    @property
    def is_substitution(self) -> bool:
        """True where the lesson is given for a colleague."""
        return bool(self.substituted_for)

    @property
    def is_own(self) -> bool:
        """True where the teacher of the day gives it: it is not cancelled and not given to a colleague."""
        return self.state not in ("cancelled", "given")


@dataclass(frozen=True, slots=True)
class TeacherDay:
    """The page «Сегодня»: `next_lessons` are those of the next day with lessons, `occasion` why there are none.

    What needs attention is so today, whatever `day` is shown; what that day still lacks stands first in `unfilled`.
    """

    day: date
    moment: datetime
    lessons: tuple[LessonOfDay, ...]
    unfilled: tuple[Unfilled, ...]
    untasked: tuple[Unfilled, ...]
    unmarked: tuple[Unmarked, ...]
    checks: tuple[DueCheck, ...]
    finals: tuple[Unrated, ...]
    conduct: tuple[ConductAsked, ...]
    moved: tuple[MovedTask, ...]
    next_day: date | None
    next_lessons: tuple[LessonOfDay, ...]
    occasion: str

    @property
    def unfilled_here(self) -> tuple[Unfilled, ...]:
        """Lessons of this very day without a topic."""
        return tuple(one for one in self.unfilled if one.day == self.day)

    @property
    def unfilled_elsewhere(self) -> tuple[Unfilled, ...]:
        """Lessons of other days without a topic."""
        return tuple(one for one in self.unfilled if one.day != self.day)


def teacher_day(actor: Actor, day: date) -> TeacherDay:
    """Return the day of a teacher: lessons given by `actor`, substitutions included, and what of it a colleague gives.

    At most five queries; two more on a day without lessons.
    """
    moment = local(now())
    rows = attention.given(actor, day, moment.date())
    own = [row for row in rows if _is_own(row, actor)]
    next_day = min((row.date for row in own if row.date > day), default=None)
    shown = [row for row in rows if row.date in (day, next_day)]
    due, moved = attention.tasks(actor, [row for row in own if row in shown], moment.date())
    planned = _planned_topics(actor.school_id, shown)
    waiting = attention.waiting(actor, moment.date())
    staff = _named(shown)
    lessons = [_lesson(row, actor, staff, moment, planned.get(row.id, ""), due.get(row.id, ())) for row in shown]
    of_day = tuple(one for one in lessons if one.day == day)
    return TeacherDay(
        day=day,
        moment=moment,
        lessons=of_day,
        unfilled=attention.unfilled(own, day, moment, waiting.deadlines),
        untasked=attention.untasked(own, moment),
        unmarked=waiting.works,
        checks=waiting.checks,
        finals=waiting.finals,
        conduct=waiting.conduct,
        moved=moved,
        next_day=next_day,
        next_lessons=tuple(one for one in lessons if one.day != day),
        occasion="" if of_day else occasion(actor.school_id, day),
    )


def _named(rows: Iterable[Given]) -> StaffNames:
    staff = StaffNames()
    for row in rows:
        staff.note(row.staff_id, row.teacher)
        staff.note(row.substituted_for_id, row.replaced)
    return staff


def _is_own(lesson: Given, actor: Actor) -> bool:
    return lesson.staff_id == actor.staff_id and not lesson.is_cancelled


# ── what the plan says ────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class _Held:
    """A lesson of a course as the plan's next topic asks for it."""

    id: int
    topic: str
    planned_number: int | None


def _planned_topics(school_id: int, lessons: Iterable[Given]) -> dict[int, str]:
    """Return lesson id → what the plan says, for lessons without a topic. Two queries; none where nobody needs them."""
    untold = [lesson for lesson in lessons if lesson.course__plan_id and not (lesson.topic or lesson.is_cancelled)]
    if not untold:
        return {}
    days = [lesson.date for lesson in untold]
    held: dict[int, list[_Held]] = defaultdict(list)
    for course_id, *row in _held(school_id, {lesson.course_id for lesson in untold}, min(days), max(days)):
        held[course_id].append(_Held(*row))
    numbers = {pk: number for rows in held.values() for pk, number in rules.next_numbers(rows).items()}
    plans = {lesson.course__plan_id or 0 for lesson in untold}
    topics = {(plan_id, number): topic for plan_id, number, topic in _planned(school_id, plans, set(numbers.values()))}
    return {lesson.id: topics.get((lesson.course__plan_id, numbers.get(lesson.id)), "") for lesson in untold}


@statement
def _held(school: int, courses: set[int], first: date, last: date) -> QuerySet[Course, Any]:
    """Lessons held of courses, in order, from the day on which each took a topic from its plan last before `first`."""
    of_course = Lesson.objects.filter(school_id=school, course_id=OuterRef("pk"), is_cancelled=False)
    taken = of_course.filter(planned_lesson__isnull=False, date__lt=first).order_by("-date").values("date")[:1]
    rows = Course.objects.filter(
        pk__in=courses,
        school_id=school,
        lessons__school_id=school,
        lessons__is_cancelled=False,
        lessons__date__gte=Coalesce(Subquery(taken), date.min),
        lessons__date__lte=last,
    ).order_by("lessons__date", "lessons__number")
    return rows.values_list("pk", "lessons__pk", "lessons__topic", "lessons__planned_lesson__number")


@statement
def _planned(school: int, plans: set[int], numbers: set[int]) -> QuerySet[PlannedLesson, Any]:
    """Topics of plans by their numbers."""
    rows = PlannedLesson.objects.filter(school_id=school, plan_id__in=plans, number__in=numbers).order_by()
    return rows.values_list("plan_id", "number", "topic")


# ── who is on the list ────────────────────────────────────────────────
def roll(actor: Actor, lesson: LessonOfDay) -> tuple[int, int]:
    """Return how many are on a lesson's list, and how many of them are ill by the last day on which somebody looked.

    That is today, once the class was checked. One query.
    """
    since = lesson.day - timedelta(days=ILL_DAYS)
    rows = _listed(actor.school_id, lesson.class_id, lesson.subgroup_id, lesson.day, since)
    return len({student_id for student_id, _ in rows}), len({student_id for student_id, is_ill in rows if is_ill})


@statement
def _listed(school: int, class_group: int, subgroup: int | None, day: date, since: date) -> QuerySet[Membership, Any]:
    """Who is in a class, and subgroup, on `day`, and whether ill by the last look at the class since a day."""
    checked = Lesson.objects.filter(
        school_id=school, class_group_id=class_group, date__range=(since, day), attendance_taken_at__isnull=False
    )
    ill = Absence.objects.filter(
        school_id=school,
        lesson__class_group_id=class_group,
        lesson__date__range=(since, day),
        lesson__date__gte=Coalesce(Subquery(checked.order_by("-date").values("date")[:1]), since),
        code=AbsenceCode.ILL,
    )
    rows = Membership.objects.filter(dated_on(day), school_id=school, class_group_id=class_group)
    if subgroup is not None:
        to_subgroup = "student__subgroup_memberships__"
        rows = rows.filter(dated_on(day, to_subgroup), **{f"{to_subgroup}subgroup_id": subgroup})
    return rows.annotate(is_ill=Q(student_id__in=ill.values("student_id"))).values_list("student_id", "is_ill")


# ── one lesson ────────────────────────────────────────────────────────
def _lesson(  # noqa: PLR0917
    row: Given, actor: Actor, staff: StaffNames, moment: datetime, planned: str, due: Iterable[Due]
) -> LessonOfDay:
    state, left = _state(row, moment, actor)
    return LessonOfDay(
        id=row.id,
        class_id=row.class_group_id,
        subgroup_id=row.course__subgroup_id,
        day=row.date,
        number=row.number,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        class_name=row.class_group__name,
        subgroup=row.course__subgroup__name or "",
        subject=row.course__subject__name,
        room=row.room__number or "",
        # A colleague's name; nothing for the teacher of the day.
        substituted_for=staff[row.substituted_for_id] if row.substituted_for_id != actor.staff_id else "",
        substitute=staff[row.staff_id] if row.substituted_for_id and row.staff_id != actor.staff_id else "",
        state=state,
        cancelled_why=(row.cancelled_why or "") if row.is_cancelled else "",
        minutes_left=left,
        topic=row.topic,
        planned_topic=planned,
        due=tuple(due),
    )


def _state(lesson: Given, moment: datetime, actor: Actor) -> tuple[DayState, int | None]:
    """The lesson going on stands out whether filled or not, with the minutes left."""
    if not _is_own(lesson, actor):
        return "cancelled" if lesson.is_cancelled else "given", None
    starts_at, ends_at = lesson.starts_at, lesson.ends_at
    if starts_at and ends_at and lesson.date == moment.date() and starts_at <= moment.time() < ends_at:
        end = datetime.combine(lesson.date, ends_at, moment.tzinfo)
        return "now", max(1, -(-int((end - moment).total_seconds()) // 60))
    return rules.lesson_state(lesson.topic, lesson.date, lesson.ends_at, moment), None
