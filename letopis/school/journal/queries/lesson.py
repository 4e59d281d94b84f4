"""The screen of one lesson: who is there, works and marks, the topic, the homework, what the parallel class was set."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, now, today
from letopis.kernel.dates import day_after
from letopis.kernel.errors import NotVisible
from letopis.kernel.json_rows import JsonRows
from letopis.school.curriculum.models import PlannedLesson
from letopis.school.history.models import Entry
from letopis.school.journal.queries.grid import ABSENCES, MARKS, WORKS, kind_row, student_row, work_values
from letopis.school.journal.queries.pages import Kind, school_kinds
from letopis.school.lessons import due, file_types, policy
from letopis.school.lessons.models import Homework
from letopis.school.lessons.queries import lessons as lessons_of
from letopis.school.lessons.queries.rosters import listed
from letopis.school.lessons.rules import next_numbers
from letopis.school.marks import averages
from letopis.school.marks.models import Work
from letopis.school.marks.rules import SCALES
from letopis.school.organisation.settings import settings_of
from letopis.school.organisation.words import say
from letopis.school.people.models import initials
from letopis.school.sync.forms import Row, iso
from letopis.school.timetable.models import Lesson

# Topics of the plan offered around the next one.
TOPICS_BEFORE, TOPICS_AFTER = 3, 12
# How far back the parallel classes' homework is looked for, and how much of it is offered.
PARALLEL_DAYS, PARALLEL_MOST = 14, 6
NAME = ("surname", "name", "patronymic")


def lesson_page(actor: Actor, lesson_id: int) -> dict[str, Any]:
    """Return the document of a lesson's screen; rows in the forms of the grid. Raises NotVisible. Seven queries.

    «course», «today», «values», «kinds», «rules», «students», «works», «marks», «absences», «cursor» are the grid's, of
    this lesson alone; «averages» are of its term; «uploads» says which files the school takes.
    """
    lesson = _lesson(actor, lesson_id)
    kinds = school_kinds(actor)
    everything = _lessons(lesson)
    works, marks, means = _works(lesson, kinds)
    return {
        **_head(actor, lesson, kinds),
        "lesson": {**_own(lesson), **everything["own"]},
        "topics": _topics(lesson, everything["numbers"]),
        "students": _students(lesson),
        "works": works,
        "marks": marks,
        "absences": everything["absences"],
        "averages": means,
        **_tasks(lesson),
        "cursor": getattr(lesson, "cursor", None) or 0,
    }


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


def _head(actor: Actor, lesson: Lesson, kinds: tuple[Kind, ...]) -> dict[str, Any]:
    course, settings = lesson.course, settings_of(lesson.school)
    role = policy.standing(actor, lesson, lesson).role
    return {
        "course": {
            "id": course.pk,
            "subject": course.subject.name,
            "class": course.class_group.name,
            "subgroup": course.subgroup.name if course.subgroup else "",
            "scale": course.scale,
            "editable": role is not None and not lesson.is_cancelled,
            "teacher": _name(lesson, "teacher"),
            "readonly_why": "" if role else say("Этот журнал ведёт {teacher.nom} предмета или {tutor.nom}."),
        },
        "today": iso(today(lesson.school.time_zone)),
        "values": list(SCALES[course.scale]),
        "kinds": [kind_row(kind) for kind in kinds],
        "rules": {
            "correction_days": settings.correction_days,
            "late_minutes": settings.late_minutes,
            "border": str(settings.rounding_border),
        },
        "uploads": {
            "max_bytes": settings.max_file_mb * 1024 * 1024,
            "max_files": file_types.MAX_FILES,
            "types": file_types.TAKEN,
        },
    }


def _name(lesson: Lesson, who: str) -> str:
    surname, name, patronymic = (getattr(lesson, f"{who}_{part}") for part in NAME)
    return initials(surname, name, patronymic) if surname else ""


def _own(lesson: Lesson) -> dict[str, Any]:
    """What of the lesson is not in its row."""
    return {
        "id": lesson.pk,
        "starts_at": f"{lesson.starts_at:%H:%M}" if lesson.starts_at else "",
        "ends_at": f"{lesson.ends_at:%H:%M}" if lesson.ends_at else "",
        "room": lesson.room.number if lesson.room else "",
        "teacher": _name(lesson, "teacher"),
        "substituted_for": _name(lesson, "replaced"),
        "is_cancelled": lesson.is_cancelled,
        "cancelled_why": (getattr(lesson, "cancelled_why", None) or "") if lesson.is_cancelled else "",
        "planned_lesson_id": lesson.planned_lesson_id,
        "reason": lesson.topic_reason,
    }


# ── the course's lessons: the row, absences, neighbours, where the plan stands ──
def _lessons(lesson: Lesson) -> dict[str, Any]:
    """Two queries."""
    course, split = lesson.course, len(lessons_of.COLUMNS)
    columns = (*lessons_of.COLUMNS, *(f"absences__{column}" for column in ABSENCES))
    everything: dict[int, lessons_of.CourseLesson] = {}
    absences: list[Row] = []
    listed_too = Q(is_cancelled=False) | Q(pk=lesson.pk)
    for row in lessons_of.course_lessons(course.school_id, course.pk, held=listed_too).values_list(*columns):
        everything.setdefault(row[0], lessons_of.CourseLesson(*row[:split]))
        if row[0] == lesson.pk and row[split] is not None:
            absences.append([row[0], *row[split:]])
    numbers = next_numbers(everything.values())
    order, own = list(everything), everything[lesson.pk]
    place = order.index(lesson.pk)
    topics = _plan(lesson)
    number = numbers.get(lesson.pk, own.planned_number or 0)
    planned = next((row[2] for row in topics if row[1] == number), "") if not own.topic else ""
    return {
        "own": {
            "row": lessons_of.lesson_row(own, planned, local(now(), lesson.school.time_zone)),
            "previous_id": order[place - 1] if place else None,
            "next_id": order[place + 1] if place + 1 < len(order) else None,
            "previous_on": iso(everything[order[place - 1]].date) if place else None,
            "next_on": iso(everything[order[place + 1]].date) if place + 1 < len(order) else None,
            "of_day": getattr(lesson, "of_day", None) or [],
        },
        "absences": absences,
        "numbers": (topics, number),
    }


def _plan(lesson: Lesson) -> list[Row]:
    """[id, number, topic, kind, homework] of the whole plan. One query; none without a plan."""
    plan_id = lesson.course.plan_id
    if plan_id is None:
        return []
    planned = PlannedLesson.objects.filter(school_id=lesson.school_id, plan_id=plan_id).order_by("number")
    return [list(row) for row in planned.values_list("pk", "number", "topic", "kind", "homework")]


def _topics(lesson: Lesson, numbers: tuple[list[Row], int]) -> list[Row]:
    """[id, number, topic, kind, homework, is_next] of the plan around where it stands."""
    topics, number = numbers
    near = [row for row in topics if number - TOPICS_BEFORE <= row[1] <= number + TOPICS_AFTER]
    return [[*row, not lesson.topic and row[1] == number] for row in near]


# ── students, works, marks ────────────────────────────────────────────
def _students(lesson: Lesson) -> list[Row]:
    """[id, «Абрамова Алиса», null, null, ""] for those who are there on the lesson's day. One query."""
    return [
        student_row(student)
        for student in listed(lesson.course)
        if any(lesson.date in stay.dates for stay in student.stays)
    ]


def _works(lesson: Lesson, kinds: tuple[Kind, ...]) -> tuple[list[Row], list[Row], list[Row]]:
    """Works and marks of the lesson, averages of its term: [student_id, plain, weighted]. One query."""
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
    works: dict[int, Row] = {}
    marks: dict[tuple[int, int], Row] = {}
    exact: dict[int, Decimal] = {}
    cells: dict[int, dict[int, averages.Weighed]] = defaultdict(dict)
    # The lesson's own works come once for each term of the scheme: the last row of a cell stands for all.
    for row in rows.values_list(*WORKS, *(f"marks__{column}" for column in MARKS)):
        if row[0] not in works:
            works[row[0]] = work_values(row[:7], weights)
            exact[row[0]] = Decimal(str(works[row[0]][4]))
        if row[7] is None:
            continue
        if row[1] == lesson.pk:
            marks[row[0], row[7]] = [row[0], *row[7:11], iso(row[11]), *row[12:]]
        if row[8]:
            cells[row[7]][row[0]] = averages.Weighed(row[8], row[9], exact[row[0]])
    own = [work for work in works.values() if work[1] == lesson.pk]
    return own, list(marks.values()), _averages(cells)


def _averages(cells: dict[int, dict[int, averages.Weighed]]) -> list[Row]:
    rows = []
    for student_id, of_works in sorted(cells.items()):
        marks = list(of_works.values())
        plain, weighted = averages.plain_average(marks), averages.weighted_average(marks)
        if plain is not None:
            rows.append([student_id, str(plain), str(weighted) if weighted is not None else None])
    return rows


# ── homework ──────────────────────────────────────────────────────────
TASK = ("pk", "lesson_id", "text", "due_lesson_id", "version", *due.COLUMNS)
PLACE = ("course__class_group__name", "lesson__date", "lesson__topic", *(f"lesson__staff__person__{p}" for p in NAME))
LISTS = ("students__student_id", "kept__pk", "kept__name", "kept__size")


def _tasks(lesson: Lesson) -> dict[str, Any]:
    """Tasks set at the lesson («homework») and due at it («due»), in the form of homework answers, and «parallel»:
    what the same subject was set in the other classes of the parallel, the latest first. One query."""
    own = Q(lesson_id=lesson.pk) | due.at([lesson.pk], lesson.date)
    rows = _live_tasks().filter(_same_subject(lesson), own | _of_parallel(lesson), school_id=lesson.school_id)
    tasks: dict[int, dict[str, Any]] = {}
    parallel: dict[int, dict[str, Any]] = {}
    for row in rows.values_list(*TASK, *PLACE, *LISTS):
        pk, lesson_id, due_at = row[0], row[1], row[TASK.index("due_at")]
        if lesson.pk in (lesson_id, due_at):
            _add_lists(tasks.setdefault(pk, _task(row)), row[-len(LISTS) :])
        elif len(parallel) < PARALLEL_MOST:
            parallel[pk] = _offered(row)
    return {
        "homework": [task for task in tasks.values() if task["lesson_id"] == lesson.pk],
        "due": [task for task in tasks.values() if task["lesson_id"] != lesson.pk],
        "parallel": list(parallel.values()),
    }


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


def _task(row: tuple[Any, ...]) -> dict[str, Any]:
    pk, lesson_id, text, due_lesson_id, version, *where = row[: len(TASK)]
    lists: dict[str, Any] = {"student_ids": [], "files": [], "removed": False}
    known = {"id": pk, "lesson_id": lesson_id, "text": text, "due_on": iso(where[0]), "due_lesson_id": due_lesson_id}
    return {**known, "moved": due.form(due.moved(*where)), **lists, "version": version}


def _add_lists(task: dict[str, Any], row: tuple[Any, ...]) -> None:
    """Add the named student and the file of one joined row."""
    student_id, file_id, name, size = row
    file = {"id": file_id, "name": name, "size": size}
    if student_id is not None and student_id not in task["student_ids"]:
        task["student_ids"].append(student_id)
    if file_id is not None and file not in task["files"]:
        task["files"].append(file)


def _offered(row: tuple[Any, ...]) -> dict[str, Any]:
    class_name, day, topic, surname, name, patronymic = row[len(TASK) : -len(LISTS)]
    teacher = initials(surname, name, patronymic) if surname else ""
    told = {"class": class_name, "date": iso(day), "topic": topic, "text": row[2]}
    return {"id": row[0], **told, "teacher": teacher}
