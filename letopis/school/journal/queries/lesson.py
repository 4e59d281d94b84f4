"""The screen of one lesson: who is there, works and marks, the topic, the homework, what the parallel class was set."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from msgspec import Struct

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, now, today
from letopis.kernel.dates import day_after
from letopis.kernel.errors import NotVisible
from letopis.kernel.json_rows import JsonRows
from letopis.school.curriculum.models import PlannedLesson
from letopis.school.history.models import Entry
from letopis.school.journal.queries.grid import course_head, marked_works, rules_of, student_row, weighed
from letopis.school.journal.queries.pages import school_kinds
from letopis.school.journal.wire import (
    AverageRow,
    LessonDocument,
    LessonHead,
    OfDayRow,
    ParallelTask,
    StudentRow,
    TopicRow,
    Uploads,
)
from letopis.school.lessons import due, file_types, policy
from letopis.school.lessons.models import Homework
from letopis.school.lessons.queries import lessons as lessons_of
from letopis.school.lessons.queries.rosters import listed
from letopis.school.lessons.rules import next_numbers
from letopis.school.lessons.wire import LessonRow, Task, TaskFile
from letopis.school.marks import averages
from letopis.school.marks.models import Work
from letopis.school.marks.rules import SCALES
from letopis.school.marks.wire import AbsenceRow, KindRow, MarkRow, WorkRow
from letopis.school.organisation.settings import settings_of
from letopis.school.organisation.words import phrase
from letopis.school.people.models import initials
from letopis.school.sync.wire import columns, pairs
from letopis.school.timetable.models import Lesson

# Topics of the plan offered around the next one.
TOPICS_BEFORE, TOPICS_AFTER = 3, 12
# How far back the parallel classes' homework is looked for, and how much of it is offered.
PARALLEL_DAYS, PARALLEL_MOST = 14, 6
NAME = ("surname", "name", "patronymic")


def lesson_page(actor: Actor, lesson_id: int) -> LessonDocument:
    """Return the document of a lesson's screen. Raises NotVisible. Seven queries.

    What it has in common with the grid is of this lesson alone; «averages» are of its term.
    """
    lesson = _lesson(actor, lesson_id)
    course, settings = lesson.course, settings_of(lesson.school)
    role = policy.standing(actor, lesson, lesson).role
    kinds = school_kinds(actor)
    place = _place(lesson)
    works, marks, means = _works(lesson, kinds)
    tasks = _tasks(lesson)
    return LessonDocument(
        course=course_head(
            course,
            editable=role is not None and not lesson.is_cancelled,
            teacher=_name(lesson, "teacher"),
            readonly_why="" if role else phrase("Этот журнал ведёт {teacher.nom} предмета или {tutor.nom}."),
        ),
        today=today(lesson.school.time_zone),
        values=list(SCALES[course.scale]),
        kinds=list(kinds),
        rules=rules_of(settings),
        uploads=Uploads(
            max_bytes=settings.max_file_mb * 1024 * 1024, max_files=file_types.MAX_FILES, types=list(file_types.TAKEN)
        ),
        lesson=_head(lesson, place),
        topics=_topics(lesson, place),
        students=_students(lesson),
        works=works,
        marks=marks,
        absences=place.absences,
        averages=means,
        homework=tasks.homework,
        due=tasks.due,
        parallel=tasks.parallel,
        cursor=getattr(lesson, "cursor", None) or 0,
    )


def _lesson(actor: Actor, lesson_id: int) -> Lesson:
    lesson = (
        _read_lessons()
        .filter(school_id=actor.school_id, pk=lesson_id)
        .annotate(**policy.lesson_rights(actor, today()), of_day=_of_day(actor))
        .first()
    )
    if lesson is None or not policy.standing(actor, lesson, lesson).reads:
        raise NotVisible
    return lesson


@cache
def _read_lessons() -> QuerySet[Lesson]:
    """What of a lesson is the same whoever reads it. Built once: half of the time was the building."""
    entries = Entry.objects.filter(school_id=OuterRef("school_id"), course_id=OuterRef("course_id")).order_by("-id")
    return Lesson.objects.select_related(
        "school", "course__class_group", "course__subject", "course__subgroup", "room"
    ).annotate(
        **{f"teacher_{part}": F(f"staff__person__{part}") for part in NAME},
        **{f"replaced_{part}": F(f"substituted_for__person__{part}") for part in NAME},
        cursor=Subquery(entries.values("id")[:1]),
        cancelled_why=lessons_of.why_cancelled(),
    )


def _of_day(actor: Actor) -> JsonRows:
    """[id, number, class, subject] of the lessons that the actor gives on the same day."""
    given = policy.own_lessons(actor, today())
    own = Lesson.objects.filter(given, school_id=actor.school_id, date=OuterRef("date"), is_cancelled=False).order_by(
        "number", "pk"
    )
    return JsonRows(own, "pk", "number", "course__class_group__name", "course__subject__name")


def _name(lesson: Lesson, who: str) -> str:
    surname, name, patronymic = (getattr(lesson, f"{who}_{part}") for part in NAME)
    return initials(surname, name, patronymic) if surname else ""


def _head(lesson: Lesson, place: "_Place") -> LessonHead:
    before, after = place.before, place.after
    return LessonHead(
        row=place.row,
        id=lesson.pk,
        starts_at=f"{lesson.starts_at:%H:%M}" if lesson.starts_at else "",
        ends_at=f"{lesson.ends_at:%H:%M}" if lesson.ends_at else "",
        room=lesson.room.number if lesson.room else "",
        teacher=_name(lesson, "teacher"),
        substituted_for=_name(lesson, "replaced"),
        is_cancelled=lesson.is_cancelled,
        cancelled_why=(getattr(lesson, "cancelled_why", None) or "") if lesson.is_cancelled else "",
        planned_lesson_id=lesson.planned_lesson_id,
        reason=lesson.topic_reason,
        previous_id=before.id if before else None,
        previous_on=before.date if before else None,
        next_id=after.id if after else None,
        next_on=after.date if after else None,
        of_day=[OfDayRow(*row) for row in getattr(lesson, "of_day", None) or ()],
    )


# ── the course's lessons: the row, absences, neighbours, where the plan stands ──
@dataclass(frozen=True, slots=True)
class _Place:
    """The lesson among those of its course; `number` is where it stands in the plan, `plan` the whole of it."""

    row: LessonRow
    absences: list[AbsenceRow]
    before: lessons_of.CourseLesson | None
    after: lessons_of.CourseLesson | None
    plan: list[TopicRow]
    number: int


def _place(lesson: Lesson) -> _Place:
    """Two queries."""
    course = lesson.course
    everything: dict[int, lessons_of.CourseLesson] = {}
    absences: list[AbsenceRow] = []
    listed_too = Q(is_cancelled=False) | Q(pk=lesson.pk)
    rows = lessons_of.course_lessons(course.school_id, course.pk, held=listed_too).values_list(
        *lessons_of.COLUMNS, *columns(AbsenceRow, "absences__")
    )
    for one, absence in pairs(rows, lessons_of.CourseLesson, AbsenceRow):
        everything.setdefault(one.id, one)
        if absence and one.id == lesson.pk:
            absences.append(absence)
    order, own = list(everything.values()), everything[lesson.pk]
    at, plan = order.index(own), _plan(lesson)
    number = next_numbers(order).get(lesson.pk, own.planned_number or 0)
    planned = next((topic.topic for topic in plan if topic.number == number), "") if not own.topic else ""
    return _Place(
        row=lessons_of.lesson_row(own, planned, local(now(), lesson.school.time_zone)),
        absences=absences,
        before=order[at - 1] if at else None,
        after=order[at + 1] if at + 1 < len(order) else None,
        plan=plan,
        number=number,
    )


def _plan(lesson: Lesson) -> list[TopicRow]:
    """The whole plan. One query; none without a plan."""
    plan_id = lesson.course.plan_id
    if plan_id is None:
        return []
    planned = PlannedLesson.objects.filter(school_id=lesson.school_id, plan_id=plan_id).order_by("number")
    return [TopicRow(**row, is_next=False) for row in planned.values("id", "number", "topic", "kind", "homework")]


def _topics(lesson: Lesson, place: _Place) -> list[TopicRow]:
    """The plan around where it stands."""
    near = range(place.number - TOPICS_BEFORE, place.number + TOPICS_AFTER + 1)
    topics = [topic for topic in place.plan if topic.number in near]
    for topic in topics:
        topic.is_next = not lesson.topic and topic.number == place.number
    return topics


# ── students, works, marks ────────────────────────────────────────────
def _students(lesson: Lesson) -> list[StudentRow]:
    """Those who are there on the lesson's day. One query."""
    return [
        student_row(student)
        for student in listed(lesson.course)
        if any(lesson.date in stay.dates for stay in student.stays)
    ]


def _works(lesson: Lesson, kinds: Iterable[KindRow]) -> tuple[list[WorkRow], list[MarkRow], list[AverageRow]]:
    """Works and marks of the lesson, averages of its term. One query."""
    weights = {kind.id: kind.weight for kind in kinds}
    term = "lesson__class_group__scheme__terms__"
    of_term = Q(
        **{f"{term}starts_on__lte": lesson.date, f"{term}ends_on__gte": lesson.date},
        lesson__date__gte=F(f"{term}starts_on"),
        lesson__date__lte=F(f"{term}ends_on"),
        lesson__is_cancelled=False,
    )
    rows = Work.objects.filter(
        of_term | Q(lesson_id=lesson.pk), school_id=lesson.school_id, course_id=lesson.course_id, is_removed=False
    ).order_by("lesson__date", "lesson__number", "position")
    works: dict[int, WorkRow] = {}
    # The lesson's own works come once for each term of the scheme: the last row of a cell stands for all.
    cells: dict[tuple[int | None, int], MarkRow] = {}
    for work, mark in marked_works(rows):
        if work.id not in works:
            works[work.id] = weighed(work, weights)
        if mark:
            cells[mark.work_id, mark.student_id] = mark
    own = {work.id: work for work in works.values() if work.lesson_id == lesson.pk}
    here = [mark for mark in cells.values() if mark.work_id in own]
    here = [mark for mark in cells.values() if mark.work_id in own]
    return list(own.values()), here, _averages(works, cells.values())


def _averages(works: Mapping[int, WorkRow], marks: Iterable[MarkRow]) -> list[AverageRow]:
    weights: dict[int | None, Decimal] = {pk: Decimal(str(work.weight)) for pk, work in works.items()}
    of_students: dict[int, list[averages.Weighed]] = defaultdict(list)
    for mark in marks:
        if mark.value:
            of_students[mark.student_id].append(averages.Weighed(mark.value, mark.second, weights[mark.work_id]))
    rows = []
    for student_id, cells in sorted(of_students.items()):
        plain, weighted = averages.plain_average(cells), averages.weighted_average(cells)
        if plain is not None:
            rows.append(AverageRow(student_id, str(plain), str(weighted) if weighted is not None else None))
    return rows


# ── homework ──────────────────────────────────────────────────────────
class _TaskRow(Struct):
    """A task joined with one of its students and one of its files, as read: TASK, in its order."""

    id: int
    lesson_id: int
    text: str
    due_lesson_id: int | None
    version: int
    due_on: date | None
    was_cancelled: bool | None
    due_at: int | None
    due_day: date | None
    class_name: str
    given_on: date
    topic: str
    surname: str | None
    name: str | None
    patronymic: str | None
    student_id: int | None
    file_id: int | None
    file_name: str
    file_size: int


TASK = (
    *("pk", "lesson_id", "text", "due_lesson_id", "version", *due.COLUMNS),
    *(
        "course__class_group__name",
        "lesson__date",
        "lesson__topic",
        *(f"lesson__staff__person__{part}" for part in NAME),
    ),
    *("students__student_id", "kept__pk", "kept__name", "kept__size"),
)


@dataclass(frozen=True, slots=True)
class _Tasks:
    homework: list[Task]
    due: list[Task]
    parallel: list[ParallelTask]


def _tasks(lesson: Lesson) -> _Tasks:
    """Tasks set at the lesson («homework») and due at it («due»), and what the same subject was set in the other
    classes of the parallel, the latest first. One query."""
    own = Q(lesson_id=lesson.pk) | due.at([lesson.pk], lesson.date)
    rows = _live_tasks().filter(_same_subject(lesson), own | _of_parallel(lesson), school_id=lesson.school_id)
    tasks: dict[int, Task] = {}
    parallel: dict[int, ParallelTask] = {}
    for row in (_TaskRow(*values) for values in rows.values_list(*TASK)):
        if lesson.pk in (row.lesson_id, row.due_at):
            _add_lists(tasks.setdefault(row.id, _task(row)), row)
        elif len(parallel) < PARALLEL_MOST:
            parallel[row.id] = _offered(row)
    return _Tasks(
        homework=[task for task in tasks.values() if task.lesson_id == lesson.pk],
        due=[task for task in tasks.values() if task.lesson_id != lesson.pk],
        parallel=list(parallel.values()),
    )


@cache
def _live_tasks() -> QuerySet[Homework]:
    """Tasks with where they are due and their files, the latest first. Built once, as `_read_lessons`."""
    return (
        Homework.objects.filter(is_removed=False)
        .annotate(kept=FilteredRelation("files", condition=Q(files__is_removed=False)), **due.annotations())
        .order_by(
            "-lesson__date", "course__class_group__sort_key", "-is_for_all", "pk", "students__student_id", "kept__pk"
        )
    )


def _same_subject(lesson: Lesson) -> Q:
    """The courses all these tasks are of; the databases find an index by them."""
    course = lesson.course
    return Q(
        course__year_id=course.year_id,
        course__subject_id=course.subject_id,
        course__class_group__grade=course.class_group.grade,
    )


def _of_parallel(lesson: Lesson) -> Q:
    around = (lesson.date - timedelta(days=PARALLEL_DAYS), day_after(lesson.date))
    return Q(is_for_all=True, lesson__date__range=around) & ~Q(course_id=lesson.course_id) & ~Q(text="")


def _task(row: _TaskRow) -> Task:
    return Task(
        id=row.id,
        lesson_id=row.lesson_id,
        text=row.text,
        due_on=row.due_on,
        due_lesson_id=row.due_lesson_id,
        moved=due.moved(row.due_on, row.was_cancelled, row.due_at, row.due_day),
        student_ids=[],
        files=[],
        removed=False,
        version=row.version,
    )


def _add_lists(task: Task, row: _TaskRow) -> None:
    """Add the named student and the file of one joined row."""
    if row.student_id is not None and row.student_id not in task.student_ids:
        task.student_ids.append(row.student_id)
    if row.file_id is not None and all(file.id != row.file_id for file in task.files):
        task.files.append(TaskFile(id=row.file_id, name=row.file_name, size=row.file_size))


def _offered(row: _TaskRow) -> ParallelTask:
    return ParallelTask(
        id=row.id,
        class_name=row.class_name,
        date=row.given_on,
        topic=row.topic,
        text=row.text,
        teacher=initials(row.surname, row.name or "", row.patronymic or "") if row.surname else "",
    )
