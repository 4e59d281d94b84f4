"""A teacher's day: its lessons with what is known of each, what needs attention, what is planned for the next day."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, NamedTuple

from django.db.models import DateField, FilteredRelation, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, now, today
from letopis.school.classes.models import Membership
from letopis.school.curriculum.models import PlannedLesson
from letopis.school.journal.queries import attention
from letopis.school.journal.queries.attention import MovedTask, Unfilled, Unmarked
from letopis.school.lessons import policy, rules
from letopis.school.lessons.queries.lessons import why_cancelled
from letopis.school.marks.enums import AbsenceCode
from letopis.school.marks.models import Absence
from letopis.school.organisation.models import School, dated_on
from letopis.school.organisation.queries import occasion
from letopis.school.organisation.settings import settings_of
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
    course_id: int
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
    due: tuple[attention.Due, ...]
    listed: int
    ill: int

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
    unmarked: tuple[Unmarked, ...]
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
    """Return the day of the actor's own lessons, those cancelled or given to a colleague included. Seven queries.

    Empty for one who gives none; two or three queries more look why a day is empty.
    """
    rows = _lessons(actor, day)
    school = rows[0].school if rows else School.objects.get(pk=actor.school_id)
    moment = local(now(), school.time_zone)
    shown = [row for row in rows if row.is_shown]
    facts = _Facts.read(actor, [row for row in shown if _is_own(row, actor)], day, moment.date())
    lessons = [_lesson(row, facts, moment, actor) for row in shown]
    ahead = tuple(one for one in lessons if one.day != day)
    own = tuple(one for one in lessons if one.day == day)
    return TeacherDay(
        day=day,
        moment=moment,
        lessons=own,
        unfilled=attention.unfilled((row for row in rows if _is_own(row, actor)), day, moment),
        unmarked=attention.unmarked(actor, settings_of(school), moment.date()),
        moved=facts.moved,
        next_day=ahead[0].day if ahead else None,
        next_lessons=ahead,
        occasion="" if own else occasion(actor.school_id, day),
    )


def _is_own(lesson: Lesson, actor: Actor) -> bool:
    return lesson.staff_id == actor.staff_id and not lesson.is_cancelled


def _lessons(actor: Actor, day: date) -> Sequence[Any]:
    """Of the day and of the next one with lessons (`is_shown`), and what is unfilled elsewhere. One query."""
    own = policy.own_lessons(actor, today())
    mine = Lesson.objects.filter(own, school_id=actor.school_id, is_cancelled=False)
    later = mine.filter(date__gt=day).order_by().values("school_id").annotate(first=Min("date")).values("first")
    shown = Q(date=day) | Q(date=Subquery(later))
    related = (
        *("school", "course__class_group", "course__subject", "course__subgroup", "room"),
        *("staff__person", "substituted_for__person"),
    )
    lessons = (
        Lesson.objects.filter(own | policy.lessons_lent(actor, today()), school_id=actor.school_id)
        .filter(shown | attention.maybe_unfilled(now().date()))
        .annotate(is_shown=Q(shown), cancelled_why=why_cancelled())
        .order_by("date", "number", "pk")
    )
    return list(lessons.select_related(*related))


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the lessons of a day need from other tables, read at once for all."""

    planned: dict[int, str]
    due: dict[int, list[attention.Due]]
    moved: tuple[MovedTask, ...]
    classes: dict[int, set[int]]
    subgroups: dict[int, set[int]]
    ill: set[int]

    @classmethod
    def read(cls, actor: Actor, lessons: Sequence[Lesson], day: date, today: date) -> "_Facts":
        """At most five queries."""
        if not lessons:
            return cls({}, {}, (), {}, {}, set())
        classes = {lesson.class_group_id for lesson in lessons}
        due, moved = attention.tasks(actor, lessons, today)
        members, subgroups = _members(actor.school_id, lessons, day)
        return cls(
            planned=_planned(actor.school_id, lessons),
            due=due,
            moved=moved,
            classes=members,
            subgroups=subgroups,
            ill=_ill(actor.school_id, classes, day),
        )


class _Held(NamedTuple):
    """A lesson of a course as the plan's next topic asks for it."""

    id: int
    topic: str
    planned_number: int | None


def _planned(school_id: int, lessons: Sequence[Lesson]) -> dict[int, str]:
    """Lesson id → what the plan says, for lessons without a topic. Two queries; none without plans."""
    plans = {lesson.course_id: lesson.course.plan_id for lesson in lessons if lesson.course.plan_id}
    if not plans:
        return {}
    held: dict[int, list[_Held]] = defaultdict(list)
    of_courses = Lesson.objects.filter(school_id=school_id, course_id__in=plans, is_cancelled=False)
    columns = ("course_id", "pk", "planned_lesson__number", "topic")
    for course_id, pk, number, topic in of_courses.order_by("date", "number").values_list(*columns):
        held[course_id].append(_Held(pk, topic, number))
    planned = PlannedLesson.objects.filter(school_id=school_id, plan_id__in=set(plans.values())).order_by()
    topics: dict[int, dict[int, str]] = defaultdict(dict)
    for plan_id, number, topic in planned.values_list("plan_id", "number", "topic"):
        topics[plan_id][number] = topic
    found: dict[int, str] = {}
    for course_id, rows in held.items():
        found |= rules.next_topics(rows, topics[plans[course_id]])
    return found


def _members(school_id: int, lessons: Sequence[Lesson], day: date) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """Return who is in the classes, and in the subgroups taught, by their ids. One query."""
    classes = {lesson.class_group_id for lesson in lessons}
    # An empty list would be no condition of a join, but of the whole query.
    taught = {lesson.course.subgroup_id for lesson in lessons if lesson.course.subgroup_id} or {0}
    of_group = Q(student__subgroup_memberships__subgroup_id__in=taught) & dated_on(
        day, "student__subgroup_memberships__"
    )
    rows = (
        Membership.objects.filter(dated_on(day), school_id=school_id, class_group_id__in=classes)
        .annotate(in_group=FilteredRelation("student__subgroup_memberships", condition=of_group))
        .values_list("class_group_id", "student_id", "in_group__subgroup_id")
    )
    members: dict[int, set[int]] = defaultdict(set)
    subgroups: dict[int, set[int]] = defaultdict(set)
    for class_id, student_id, subgroup_id in rows:
        members[class_id].add(student_id)
        if subgroup_id:
            subgroups[subgroup_id].add(student_id)
    return members, subgroups


def _ill(school_id: int, classes: set[int], day: date) -> set[int]:
    """Who is ill by the last day on which somebody looked: today, once the class was checked. One query."""
    since = day - timedelta(days=ILL_DAYS)
    checked = Lesson.objects.filter(
        school_id=school_id,
        class_group_id=OuterRef("lesson__class_group_id"),
        date__range=(since, day),
        attendance_taken_at__isnull=False,
    ).order_by("-date")
    absences = Absence.objects.filter(
        school_id=school_id,
        lesson__class_group_id__in=classes,
        lesson__date__range=(since, day),
        lesson__date__gte=Coalesce(Subquery(checked.values("date")[:1]), Value(since, output_field=DateField())),
        code=AbsenceCode.ILL,
    )
    return set(absences.values_list("student_id", flat=True))


def _lesson(lesson: Any, facts: _Facts, moment: datetime, actor: Actor) -> LessonOfDay:
    course = lesson.course
    present = facts.classes.get(lesson.class_group_id, set())
    if course.subgroup_id:
        present = present & facts.subgroups.get(course.subgroup_id, set())
    state, left = _state(lesson, moment, actor)
    return LessonOfDay(
        id=lesson.pk,
        course_id=course.pk,
        day=lesson.date,
        number=lesson.number,
        starts_at=lesson.starts_at,
        ends_at=lesson.ends_at,
        class_name=course.class_group.name,
        subgroup=course.subgroup.name if course.subgroup else "",
        subject=course.subject.name,
        room=lesson.room.number if lesson.room else "",
        substituted_for=_initials(lesson.substituted_for, actor),
        substitute=_initials(lesson.staff, actor) if lesson.substituted_for_id else "",
        state=state,
        cancelled_why=(lesson.cancelled_why or "") if lesson.is_cancelled else "",
        minutes_left=left,
        topic=lesson.topic,
        planned_topic="" if lesson.topic else facts.planned.get(lesson.pk, ""),
        due=tuple(facts.due.get(lesson.pk, ())),
        listed=len(present),
        ill=len(present & facts.ill),
    )


def _initials(staff: Any, actor: Actor) -> str:
    """A colleague's name; nothing for the teacher of the day."""
    return staff.person.initials if staff and staff.pk != actor.staff_id else ""


def _state(lesson: Lesson, moment: datetime, actor: Actor) -> tuple[DayState, int | None]:
    """The lesson going on stands out whether filled or not, with the minutes left."""
    if not _is_own(lesson, actor):
        return "cancelled" if lesson.is_cancelled else "given", None
    starts_at, ends_at = lesson.starts_at, lesson.ends_at
    if starts_at and ends_at and lesson.date == moment.date() and starts_at <= moment.time() < ends_at:
        end = datetime.combine(lesson.date, ends_at, moment.tzinfo)
        return "now", max(1, -(-int((end - moment).total_seconds()) // 60))
    return rules.lesson_state(lesson.topic, lesson.date, lesson.ends_at, moment), None
