"""A teacher's day: its lessons with what is known of each, what needs attention, what is planned for the next day."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery

from letopis.school.classes.models import Membership, SubgroupMembership
from letopis.school.common.actor import Actor
from letopis.school.common.clock import local, now
from letopis.school.curriculum.models import PlannedLesson
from letopis.school.journal import rules
from letopis.school.journal.enums import AbsenceCode
from letopis.school.journal.models import Absence, Homework, Mark, Work
from letopis.school.organisation.models import School, dated_on
from letopis.school.organisation.settings import SchoolSettings, settings_of
from letopis.school.timetable.models import Lesson

DayState = Literal["filled", "unfilled", "now", "ahead"]
UNFILLED_DAYS = 14
# Written works are looked for this far back: the longest deadline and three weeks of delay.
WORKS_DAYS = 35
# An illness of the last school day is taken to go on while nobody has seen the class today.
ILL_DAYS = 4
MOST = 30


@dataclass(frozen=True, slots=True)
class LessonOfDay:
    """A lesson of a teacher's day. `topic` is written, `planned_topic` what the plan says; `due` what was set."""

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
    state: DayState
    minutes_left: int | None
    topic: str
    planned_topic: str
    due: tuple[str, ...]
    listed: int
    ill: int

    @property
    def is_substitution(self) -> bool:
        """True where the lesson is given for a colleague."""
        return bool(self.substituted_for)


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A lesson of the last two weeks without a topic."""

    lesson_id: int
    course_id: int
    day: date
    class_name: str
    subject: str


@dataclass(frozen=True, slots=True)
class Unmarked:
    """A written work without marks. `due_on` is the last day for them, `days_left` below zero: overdue."""

    work_id: int
    lesson_id: int
    course_id: int
    day: date
    class_name: str
    subject: str
    title: str
    due_on: date
    days_left: int


@dataclass(frozen=True, slots=True)
class TeacherDay:
    """The page «Сегодня»: `next_lessons` are those of the next day with lessons."""

    day: date
    moment: datetime
    lessons: tuple[LessonOfDay, ...]
    unfilled: tuple[Unfilled, ...]
    unmarked: tuple[Unmarked, ...]
    next_day: date | None
    next_lessons: tuple[LessonOfDay, ...]


def teacher_day(actor: Actor, day: date) -> TeacherDay:
    """Return the day of the actor's own lessons. Empty for one who gives none. At most eleven queries."""
    school = School.objects.get(pk=actor.school_id)
    moment = local(now(), school.time_zone)
    own = Lesson.objects.filter(school_id=actor.school_id, staff_id=actor.staff_id or 0, is_cancelled=False)
    rows = _lessons(own, day)
    facts = _Facts.read(actor.school_id, rows, day)
    lessons = [_lesson(row, facts, moment) for row in rows]
    ahead = tuple(one for one in lessons if one.day != day)
    return TeacherDay(
        day=day,
        moment=moment,
        lessons=tuple(one for one in lessons if one.day == day),
        unfilled=_unfilled(own, day, moment),
        unmarked=_unmarked(actor, settings_of(school), moment.date()),
        next_day=ahead[0].day if ahead else None,
        next_lessons=ahead,
    )


def _lessons(own: QuerySet[Lesson], day: date) -> list[Lesson]:
    """Of the day and of the next one with lessons. One query."""
    later = own.filter(date__gt=day).order_by().values("school_id").annotate(first=Min("date")).values("first")
    lessons = own.filter(Q(date=day) | Q(date=Subquery(later))).order_by("date", "number", "pk")
    related = ("course__class_group", "course__subject", "course__subgroup", "room", "substituted_for__person")
    return list(lessons.select_related(*related))


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the lessons of a day need from other tables, read at once for all."""

    planned: dict[int, str]
    due: dict[int, list[str]]
    classes: dict[int, set[int]]
    subgroups: dict[int, set[int]]
    ill: set[int]

    @classmethod
    def read(cls, school_id: int, lessons: Sequence[Lesson], day: date) -> "_Facts":
        """At most seven queries."""
        if not lessons:
            return cls({}, {}, {}, {}, set())
        classes = {lesson.class_group_id for lesson in lessons}
        return cls(
            planned=_planned(school_id, lessons),
            due=_due(school_id, lessons),
            classes=_members(Membership.objects.filter(school_id=school_id, class_group_id__in=classes), day),
            subgroups=_subgroups(school_id, lessons, day),
            ill=_ill(school_id, classes, day),
        )


def _planned(school_id: int, lessons: Sequence[Lesson]) -> dict[int, str]:
    """Lesson id → what the plan says, for lessons without a topic. Two queries; none without plans."""
    plans = {lesson.course_id: lesson.course.plan_id for lesson in lessons if lesson.course.plan_id}
    if not plans:
        return {}
    held: dict[int, list[rules.HeldLesson]] = defaultdict(list)
    of_courses = Lesson.objects.filter(school_id=school_id, course_id__in=plans, is_cancelled=False)
    columns = ("course_id", "pk", "planned_lesson__number", "topic")
    for course_id, pk, number, topic in of_courses.order_by("date", "number").values_list(*columns):
        held[course_id].append(rules.HeldLesson(pk, number, bool(topic)))
    planned = PlannedLesson.objects.filter(school_id=school_id, plan_id__in=set(plans.values())).order_by()
    topics = {(plan_id, number): topic for plan_id, number, topic in planned.values_list("plan_id", "number", "topic")}
    return {
        lesson_id: topics.get((plans[course_id], number), "")
        for course_id, rows in held.items()
        for lesson_id, number in rules.planned_numbers(rows).items()
    }


def _due(school_id: int, lessons: Sequence[Lesson]) -> dict[int, list[str]]:
    """Lesson id → tasks due at it. One query."""
    due: dict[int, list[str]] = defaultdict(list)
    tasks = Homework.objects.filter(
        school_id=school_id, due_lesson_id__in=[lesson.pk for lesson in lessons], is_removed=False
    ).exclude(text="")
    for lesson_id, text in tasks.order_by("-is_for_all", "pk").values_list("due_lesson_id", "text"):
        due[lesson_id].append(text)
    return due


def _members(memberships: Any, day: date, column: str = "class_group_id") -> dict[int, set[int]]:
    members: dict[int, set[int]] = defaultdict(set)
    for group_id, student_id in memberships.filter(dated_on(day)).values_list(column, "student_id"):
        members[group_id].add(student_id)
    return members


def _subgroups(school_id: int, lessons: Sequence[Lesson], day: date) -> dict[int, set[int]]:
    """Members of the subgroups taught. One query; none without subgroups."""
    subgroups = {lesson.course.subgroup_id for lesson in lessons if lesson.course.subgroup_id}
    if not subgroups:
        return {}
    memberships = SubgroupMembership.objects.filter(school_id=school_id, subgroup_id__in=subgroups)
    return _members(memberships, day, "subgroup_id")


def _ill(school_id: int, classes: set[int], day: date) -> set[int]:
    """Who is ill by the last day on which somebody looked: today, once the class was checked. Two queries."""
    since = day - timedelta(days=ILL_DAYS)
    checked = dict(
        Lesson.objects.filter(
            school_id=school_id,
            class_group_id__in=classes,
            date__range=(since, day),
            attendance_taken_at__isnull=False,
        )
        .order_by("date")
        .values_list("class_group_id", "date")
    )
    absences = Absence.objects.filter(
        school_id=school_id,
        lesson__class_group_id__in=classes,
        lesson__date__range=(since, day),
        code=AbsenceCode.ILL,
    )
    rows = absences.values_list("student_id", "lesson__class_group_id", "lesson__date")
    return {student_id for student_id, class_id, seen in rows if seen >= checked.get(class_id, since)}


def _lesson(lesson: Lesson, facts: _Facts, moment: datetime) -> LessonOfDay:
    course = lesson.course
    present = facts.classes.get(lesson.class_group_id, set())
    if course.subgroup_id:
        present = present & facts.subgroups.get(course.subgroup_id, set())
    state, left = _state(lesson, moment)
    absent_teacher = lesson.substituted_for.person if lesson.substituted_for else None
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
        substituted_for=absent_teacher.initials if absent_teacher else "",
        state=state,
        minutes_left=left,
        topic=lesson.topic,
        planned_topic="" if lesson.topic else facts.planned.get(lesson.pk, ""),
        due=tuple(facts.due.get(lesson.pk, ())),
        listed=len(present),
        ill=len(present & facts.ill),
    )


def _state(lesson: Lesson, moment: datetime) -> tuple[DayState, int | None]:
    """The lesson going on stands out whether filled or not, with the minutes left."""
    starts_at, ends_at = lesson.starts_at, lesson.ends_at
    if starts_at and ends_at and lesson.date == moment.date() and starts_at <= moment.time() < ends_at:
        end = datetime.combine(lesson.date, ends_at, moment.tzinfo)
        return "now", max(1, -(-int((end - moment).total_seconds()) // 60))
    return rules.lesson_state(lesson.topic, lesson.date, lesson.ends_at, moment), None


# ── what needs attention ──────────────────────────────────────────────
def _unfilled(own: QuerySet[Lesson], day: date, moment: datetime) -> tuple[Unfilled, ...]:
    """Lessons of the last two weeks without a topic, the oldest first. One query."""
    rows = own.filter(topic="", date__range=(day - timedelta(days=UNFILLED_DAYS), day)).order_by("date", "number")
    columns = ("pk", "course_id", "date", "course__class_group__name", "course__subject__name")
    return tuple(
        Unfilled(*row)
        for *row, ends_at in rows.values_list(*columns, "ends_at")[:MOST]
        if rules.lesson_state("", row[2], ends_at, moment) == "unfilled"
    )


def _unmarked(actor: Actor, settings: SchoolSettings, today: date) -> tuple[Unmarked, ...]:
    """Written works without a mark, the first due first. One query."""
    marks = Mark.objects.filter(work_id=OuterRef("pk")).exclude(value="", is_debt=False)
    works = Work.objects.filter(
        ~Q(Exists(marks)),
        school_id=actor.school_id,
        lesson__staff_id=actor.staff_id or 0,
        lesson__is_cancelled=False,
        lesson__date__range=(today - timedelta(days=WORKS_DAYS), today),
        kind__is_written=True,
        is_removed=False,
    ).order_by("lesson__date", "lesson__number", "position")
    columns = (
        *("pk", "lesson_id", "course_id", "lesson__date", "course__class_group__name", "course__subject__name"),
        *("title", "kind__name", "course__class_group__grade"),
    )
    return _by_deadline(_unmarked_work(row, settings, today) for row in works.values_list(*columns)[:MOST])


def _unmarked_work(row: Sequence[Any], settings: SchoolSettings, today: date) -> Unmarked:
    work_id, lesson_id, course_id, day, class_name, subject, title, kind, grade = row
    due_on = rules.marks_due_on(
        day,
        grade,
        days=settings.written_work_days,
        days_primary=settings.written_work_days_primary,
        primary_last_grade=settings.primary_last_grade,
    )
    return Unmarked(
        work_id=work_id,
        lesson_id=lesson_id,
        course_id=course_id,
        day=day,
        class_name=class_name,
        subject=subject,
        title=title or kind,
        due_on=due_on,
        days_left=(due_on - today).days,
    )


def _by_deadline(works: Iterable[Unmarked]) -> tuple[Unmarked, ...]:
    return tuple(sorted(works, key=lambda work: (work.due_on, work.day, work.work_id)))
