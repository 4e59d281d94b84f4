"""The screen of one lesson: who is there, works and marks, the topic, where the course stands in its plan."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from operator import itemgetter
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from msgspec import Struct

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, now, today
from letopis.kernel.dates import DateRange
from letopis.kernel.errors import NotVisible
from letopis.kernel.json_rows import JsonRows
from letopis.kernel.roles import Role
from letopis.kernel.statements import statement
from letopis.school.attendance.queries import warnings
from letopis.school.curriculum.models import PlannedLesson
from letopis.school.history.models import Entry
from letopis.school.journal.queries.grid import rules_of, student_row, weighed, written_of
from letopis.school.journal.queries.lesson_tasks import lesson_tasks
from letopis.school.journal.queries.pages import school_kinds
from letopis.school.journal.wire import (
    AverageRow,
    CourseHead,
    LessonDocument,
    LessonHead,
    OfDayRow,
    OutsideRow,
    TopicRow,
    Uploads,
    WarnedRow,
)
from letopis.school.lessons import file_types, policy
from letopis.school.lessons.queries import lessons as lessons_of
from letopis.school.lessons.queries.rosters import WHOLE, Listed
from letopis.school.lessons.rules import next_numbers
from letopis.school.lessons.wire import LessonRow
from letopis.school.marks import averages, states
from letopis.school.marks.counting import Brought, counts, told
from letopis.school.marks.models import Work
from letopis.school.marks.queries.roster import roster
from letopis.school.marks.rules import SCALES
from letopis.school.marks.wire import AbsenceRow, KindRow, MarkRow, WorkRow
from letopis.school.organisation.models import Term
from letopis.school.organisation.stored_settings import read_settings
from letopis.school.organisation.words import phrase
from letopis.school.people.staff_names import StaffNames, parts_json
from letopis.school.sync.wire import columns, pairs
from letopis.school.timetable.models import Lesson

# Topics of the plan offered around the next one.
TOPICS_BEFORE, TOPICS_AFTER = 3, 12


class _Lesson(Struct):
    """The lesson and its page, as read; the names are those of its columns. `until`: the day of the next one held."""

    until: date | None
    id: int
    school_id: int
    date: date
    number: int
    starts_at: time | None
    ends_at: time | None
    is_cancelled: bool
    planned_lesson_id: int | None
    topic: str
    topic_reason: str
    room__number: str | None
    class_group_id: int
    class_group__name: str
    class_group__grade: int
    class_group__scheme_id: int
    course_id: int
    course__plan_id: int | None
    course__scale: str
    course__year_id: int
    course__subject_id: int
    course__subject__name: str
    course__subgroup_id: int | None
    course__subgroup__name: str | None
    school__settings: dict[str, Any]
    staff_id: int | None
    substituted_for_id: int | None
    teacher: list[str | None]
    replaced: list[str | None]
    as_teacher: bool
    as_tutor: bool
    of_day: list[list[Any]] | None
    cursor: int | None
    cancelled_why: str | None
    of_term: list[list[str]] | None
    said: list[list[Any]] | None
    left: list[list[Any]] | None

    @property
    def staff(self) -> StaffNames:
        """Who gives it and for whom, told apart."""
        names = StaffNames()
        names.note(self.staff_id, self.teacher)
        names.note(self.substituted_for_id, self.replaced)
        return names

    @property
    def subgroup_id(self) -> int | None:
        """As the list of a page asks for it, like the next two."""
        return self.course__subgroup_id

    @property
    def subject_id(self) -> int:
        """The subject of the page."""
        return self.course__subject_id

    @property
    def year_id(self) -> int:
        """The year of the page."""
        return self.course__year_id

    @property
    def term(self) -> DateRange:
        """The term of the lesson; outside of the terms its own day."""
        bounds = [date.fromisoformat(day) for day in self.of_term[0]] if self.of_term else [self.date, self.date]
        return DateRange(*bounds)


def lesson_page(actor: Actor, lesson_id: int) -> LessonDocument:
    """Return the document of a lesson's screen. Raises NotVisible. Seven queries.

    What it has in common with the grid is of this lesson alone; «averages» are of its term.
    """
    lesson, day = _lesson(actor, lesson_id), today()
    settings = read_settings(lesson.school__settings)
    role = policy.standing(actor, lesson, lesson).role
    kinds = school_kinds(actor)
    place = _place(lesson)
    works, marks, counting = _works(lesson, kinds)
    here = _here(lesson, written_of(marks, place.absences))
    tasks = lesson_tasks(
        school=lesson.school_id,
        lesson=lesson.id,
        course=lesson.course_id,
        year=lesson.course__year_id,
        subject=lesson.course__subject_id,
        grade=lesson.class_group__grade,
        day=lesson.date,
    )
    return LessonDocument(
        course=_course(lesson, role),
        today=day,
        values=list(SCALES[lesson.course__scale]),
        kinds=list(kinds),
        rules=rules_of(lesson.school_id, settings, lesson.class_group__grade, day),
        uploads=Uploads(
            max_bytes=settings.max_file_mb * 1024 * 1024, max_files=file_types.MAX_FILES, types=list(file_types.TAKEN)
        ),
        lesson=_head(lesson, place),
        topics=place.topics,
        students=[student_row(one) for one in here.people.values()],
        works=works,
        marks=marks,
        absences=place.absences,
        averages=_averages(counting, here, settings.rewritten_counts),
        outside=_outside(here, lesson.date, marks, place.absences),
        warned=[WarnedRow(*one) for one in warnings.told(lesson, lesson.said, lesson.left) if one[0] in here.people],
        homework=tasks.homework,
        due=tasks.due,
        parallel=tasks.parallel,
        cursor=lesson.cursor or 0,
    )


def _lesson(actor: Actor, lesson_id: int) -> _Lesson:
    lesson = next((_Lesson(*row) for row in _lessons(actor.school_id, actor.staff_id or 0, lesson_id, today())), None)
    if lesson is None or not policy.standing(actor, lesson, lesson).reads:
        raise NotVisible
    return lesson


@statement
def _lessons(school: int, staff: int, lesson: int, day: date) -> QuerySet[Lesson, Any]:
    """One lesson of the school, and whether it is one's own."""
    reader = policy.Staffed(school, staff)
    entries = Entry.objects.filter(school_id=OuterRef("school_id"), course_id=OuterRef("course_id")).order_by("-id")
    held = Lesson.objects.filter(school_id=OuterRef("school_id"), course_id=OuterRef("course_id"), is_cancelled=False)
    ahead = held.filter(date__gt=OuterRef("date")).order_by("date")
    given = Lesson.objects.filter(policy.own_lessons(reader, day), school_id=school, date=OuterRef("date"))
    of_day = given.filter(is_cancelled=False).order_by("number", "pk")
    term = Term.objects.filter(scheme_id=OuterRef("class_group__scheme_id"), starts_on__lte=OuterRef("date"))
    term = term.filter(ends_on__gte=OuterRef("date"))
    rows = Lesson.objects.filter(school_id=school, pk=lesson).annotate(
        **policy.lesson_rights(reader, day),
        teacher=parts_json("staff"),
        replaced=parts_json("substituted_for"),
        of_day=JsonRows(of_day, "pk", "number", "course__class_group__name", "course__subject__name"),
        cursor=Subquery(entries.values("id")[:1]),
        cancelled_why=lessons_of.why_cancelled(),
        until=Subquery(ahead.values("date")[:1]),
        of_term=JsonRows(term[:1], "starts_on", "ends_on"),
        **warnings.columns(school),
    )
    return rows.values_list(*_Lesson.__struct_fields__)


def _course(lesson: _Lesson, role: Role | None) -> CourseHead:
    return CourseHead(
        id=lesson.course_id,
        subject=lesson.course__subject__name,
        class_name=lesson.class_group__name,
        subgroup=lesson.course__subgroup__name or "",
        scale=lesson.course__scale,
        editable=role is not None and not lesson.is_cancelled,
        teacher=lesson.staff[lesson.staff_id],
        readonly_why="" if role else phrase("Этот журнал ведёт {teacher.nom} предмета или {tutor.nom}."),
    )


def _head(lesson: _Lesson, place: "_Place") -> LessonHead:
    before, after = place.before, place.after
    return LessonHead(
        row=place.row,
        id=lesson.id,
        starts_at=f"{lesson.starts_at:%H:%M}" if lesson.starts_at else "",
        ends_at=f"{lesson.ends_at:%H:%M}" if lesson.ends_at else "",
        room=lesson.room__number or "",
        teacher=lesson.staff[lesson.staff_id],
        substituted_for=lesson.staff[lesson.substituted_for_id],
        is_cancelled=lesson.is_cancelled,
        cancelled_why=(lesson.cancelled_why or "") if lesson.is_cancelled else "",
        planned_lesson_id=lesson.planned_lesson_id,
        reason=lesson.topic_reason,
        previous_id=before.id if before else None,
        previous_on=before.date if before else None,
        next_id=after.id if after else None,
        next_on=after.date if after else None,
        of_day=[OfDayRow(*row) for row in lesson.of_day or ()],
    )


# ── the course's lessons around it: the row, absences, neighbours, where the plan stands ──
@dataclass(frozen=True, slots=True)
class _Place:
    """The lesson among those of its course, and the plan around where it stands."""

    row: LessonRow
    absences: list[AbsenceRow]
    before: lessons_of.CourseLesson | None
    after: lessons_of.CourseLesson | None
    topics: list[TopicRow]


def _place(lesson: _Lesson) -> _Place:
    """Two queries."""
    around: dict[int, lessons_of.CourseLesson] = {}
    absences: list[AbsenceRow] = []
    rows = _around(lesson.school_id, lesson.course_id, lesson.id, lesson.date, lesson.until or date.max)
    for one, absence in pairs(rows, lessons_of.CourseLesson, AbsenceRow):
        around.setdefault(one.id, one)
        if absence and one.id == lesson.id:
            absences.append(absence)
    order, own = list(around.values()), around[lesson.id]
    at, number = order.index(own), next_numbers(order).get(lesson.id, own.planned_number or 0)
    topics = _topics(lesson, number)
    planned = next((topic.topic for topic in topics if topic.is_next), "")
    return _Place(
        row=lessons_of.lesson_row(own, planned, local(now())),
        absences=absences,
        before=order[at - 1] if at else None,
        after=order[at + 1] if at + 1 < len(order) else None,
        topics=topics,
    )


@statement
def _around(school: int, course: int, lesson: int, day: date, until: date) -> QuerySet[Lesson, Any]:
    """Lessons held and the one of `day`, with absences: from the last topic taken from the plan to the next lesson."""
    rows = lessons_of.course_lessons(school, course, held=Q(is_cancelled=False) | Q(pk=lesson))
    rows = rows.filter(date__range=(lessons_of.last_planned(school, course, day), until))
    return rows.values_list(*lessons_of.COLUMNS, *columns(AbsenceRow, "absences__"))


def _topics(lesson: _Lesson, number: int) -> list[TopicRow]:
    """The plan around its lesson `number`. One query; none without a plan."""
    if lesson.course__plan_id is None:
        return []
    rows = _planned(lesson.school_id, lesson.course__plan_id, number - TOPICS_BEFORE, number + TOPICS_AFTER)
    return [
        TopicRow(pk, at, topic, kind, homework, is_next=not lesson.topic and at == number)
        for pk, at, topic, kind, homework in rows
    ]


@statement
def _planned(school: int, plan: int, first: int, last: int) -> QuerySet[PlannedLesson, Any]:
    """Lessons of a plan by their numbers."""
    rows = PlannedLesson.objects.filter(school_id=school, plan_id=plan, number__range=(first, last)).order_by("number")
    return rows.values_list("id", "number", "topic", "kind", "homework")


# ── works and marks ───────────────────────────────────────────────────
_Counting = tuple[int, date, averages.Weighed]  # whose, of which day


@dataclass(frozen=True, slots=True)
class _Here:
    """Who is there on the lesson's day, by id, and what they bring of the term from other pages.

    `others` are not, and something is written of them all the same.
    """

    people: Mapping[int, Listed]
    others: Sequence[Listed]
    brought: Mapping[int, list[Brought]]
    term: DateRange

    def days_of(self) -> dict[int, tuple[DateRange, ...] | None]:
        """The days of each in the term; None: all of them."""
        return {pk: None if one.within(self.term) is WHOLE else one.days for pk, one in self.people.items()}


def _here(lesson: _Lesson, written: set[int]) -> _Here:
    """One query."""
    term = lesson.term
    everyone, brought = roster(lesson, term, written)
    people = {one.id: one for one in everyone if counts(lesson.date, one.days)}
    others = [one for one in everyone if one.id in written and one.id not in people]
    return _Here(people, others, brought, term)


def _outside(here: _Here, day: date, marks: Iterable[MarkRow], absences: Iterable[AbsenceRow]) -> list[OutsideRow]:
    """What stands at the lesson of those who were not there that day: seen, with the reason, and counted nowhere."""
    if not here.others:
        return []
    texts: dict[int, list[str]] = defaultdict(list)
    for mark in marks:
        texts[mark.student_id].append(_text(mark))
    for absence in absences:
        texts[absence.student_id].append(absence.code)
    of_day = DateRange(day, day)
    whys = [one.outside(of_day).why for one in here.others]
    return [
        OutsideRow(one.name, one.distinction, why, " ".join(filter(None, texts[one.id])))
        for one, why in zip(here.others, whys, strict=True)
    ]


def _text(mark: MarkRow) -> str:
    """«5», «5/4», «2→4», «долг»."""
    value = states.shown(mark.value, mark.second, "", mark.was)
    return ", ".join(filter(None, (value, states.told(mark.state)))) or ("комментарий" if mark.comment else "")


def _works(lesson: _Lesson, kinds: Iterable[KindRow]) -> tuple[list[WorkRow], list[MarkRow], list[_Counting]]:
    """Works and marks of the lesson, and what may count of its term. One query."""
    weights = {kind.id: kind.weight for kind in kinds}
    rows = _works_of_term(lesson.school_id, lesson.course_id, lesson.id, *lesson.term.bounds)
    works: dict[int, WorkRow] = {}
    own: list[MarkRow] = []
    of_term: list[_Counting] = []
    for day, (work, mark) in zip((row[-1] for row in rows), pairs(map(_of_row, rows), WorkRow, MarkRow), strict=True):
        if work.id not in works:
            works[work.id] = weighed(work, weights)
        if mark is None:
            continue
        if work.lesson_id == lesson.id:
            own.append(mark)
        if mark.value:
            weighed_mark = averages.Weighed(mark.value, mark.second, Decimal(str(work.weight)), mark.state, mark.was)
            of_term.append((mark.student_id, day, weighed_mark))
    shown = [work for work in works.values() if work.lesson_id == lesson.id]
    return shown, own, of_term


_of_row = itemgetter(slice(None, -1))


@statement
def _works_of_term(school: int, course: int, lesson: int, first: date, last: date) -> QuerySet[Work, Any]:
    """Works of a page, each with its marks: those of the lesson, and of all held in its term; last the day."""
    of_term = Q(lesson__date__gte=first, lesson__date__lte=last, lesson__is_cancelled=False)
    works = Work.objects.filter(of_term | Q(lesson_id=lesson), school_id=school, course_id=course, is_removed=False)
    works = works.order_by("lesson__date", "lesson__number", "position")
    return works.values_list(*columns(WorkRow), *columns(MarkRow, "marks__"), "lesson__date")


def _averages(of_term: Iterable[_Counting], here: _Here, rewritten: str) -> list[AverageRow]:
    days_of, cells, rows = here.days_of(), defaultdict[int, list[averages.Weighed]](list), []
    for pk, day, cell in of_term:
        days = days_of.get(pk, ())
        if days is None or counts(day, days):
            cells[pk].append(cell)
    for pk in sorted(here.people):
        brought = here.brought.get(pk, [])
        plain, weighted = averages.both_averages([*cells.get(pk, ()), *brought], rewritten)
        if plain is not None:
            rows.append(AverageRow(pk, str(plain), None if weighted is None else str(weighted), told(brought)))
    return rows
