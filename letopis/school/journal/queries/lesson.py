"""The screen of one lesson: who is there, works and marks, the topic, the homework, what the parallel class was set."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from letopis.school.common.actor import Actor
from letopis.school.common.clock import local, now, today
from letopis.school.common.errors import NotVisible
from letopis.school.curriculum.models import PlannedLesson
from letopis.school.history.models import Entry
from letopis.school.journal import averages, policy, rules
from letopis.school.journal.forms import Row, iso
from letopis.school.journal.models import Homework, HomeworkFile, HomeworkStudent, Work
from letopis.school.journal.queries import lessons as lessons_of
from letopis.school.journal.queries.grid import ABSENCES, MARKS, WORKS, kind_row, work_values
from letopis.school.journal.queries.json_rows import JsonRows
from letopis.school.journal.queries.pages import kinds_of, read_kinds
from letopis.school.journal.queries.rosters import listed
from letopis.school.organisation.models import Term
from letopis.school.organisation.settings import settings_of
from letopis.school.people.models import Person, initials
from letopis.school.timetable.models import Lesson

# Topics of the plan offered around the next one.
TOPICS_BEFORE, TOPICS_AFTER = 3, 12
# How far back the parallel classes' homework is looked for, and how much of it is offered.
PARALLEL_DAYS, PARALLEL_MOST = 14, 6


def lesson_page(actor: Actor, lesson_id: int) -> dict[str, Any]:
    """Return the document of a lesson's screen; rows in the forms of the grid. Raises NotVisible. Seven queries.

    «course», «today», «values», «kinds», «rules», «students», «works», «marks», «absences», «cursor» are the grid's, of
    this lesson alone; «averages» are of its term.
    """
    lesson = _lesson(actor, lesson_id)
    everything = _lessons(lesson)
    works, marks, means = _works(lesson)
    return {
        **_head(actor, lesson),
        "lesson": {**_own(lesson), **everything["own"]},
        "topics": _topics(lesson, everything["numbers"]),
        "students": _students(lesson),
        "works": works,
        "marks": marks,
        "absences": everything["absences"],
        "averages": means,
        **_tasks(lesson),
        "parallel": _parallel(lesson),
        "cursor": getattr(lesson, "cursor", None) or 0,
    }


def _lesson(actor: Actor, lesson_id: int) -> Lesson:
    day = today()
    entries = Entry.objects.filter(school_id=actor.school_id, course_id=OuterRef("course_id")).order_by("-id")
    term = Term.objects.filter(
        scheme_id=OuterRef("class_group__scheme_id"), starts_on__lte=OuterRef("date"), ends_on__gte=OuterRef("date")
    )
    lesson = (
        Lesson.objects.filter(school_id=actor.school_id, pk=lesson_id)
        .select_related("school", "course__class_group", "course__subject", "course__subgroup", "course__year", "room")
        .select_related("staff__person", "substituted_for__person")
        .annotate(
            **policy.lesson_rights(actor, day),
            cursor=Subquery(entries.values("id")[:1]),
            kinds=kinds_of(actor),
            term=JsonRows(term.order_by("starts_on"), "starts_on", "ends_on"),
        )
        .first()
    )
    if lesson is None or not policy.standing(actor, lesson, lesson).reads:
        raise NotVisible
    return lesson


def _head(actor: Actor, lesson: Lesson) -> dict[str, Any]:
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
            "teacher": _name(lesson.staff.person) if lesson.staff else "",
            "readonly_why": "" if role else "Журнал этого урока ведёт учитель предмета или классный руководитель.",
        },
        "today": iso(today(lesson.school.time_zone)),
        "values": list(rules.SCALES[course.scale]),
        "kinds": [kind_row(kind) for kind in read_kinds(getattr(lesson, "kinds", None))],
        "rules": {
            "correction_days": settings.correction_days,
            "late_minutes": settings.late_minutes,
            "border": str(settings.rounding_border),
        },
    }


def _name(person: Person) -> str:
    return initials(person.surname, person.name, person.patronymic)


def _own(lesson: Lesson) -> dict[str, Any]:
    """What of the lesson is not in its row."""
    return {
        "id": lesson.pk,
        "starts_at": f"{lesson.starts_at:%H:%M}" if lesson.starts_at else "",
        "ends_at": f"{lesson.ends_at:%H:%M}" if lesson.ends_at else "",
        "room": lesson.room.number if lesson.room else "",
        "substituted_for": _name(lesson.substituted_for.person) if lesson.substituted_for else "",
        "is_cancelled": lesson.is_cancelled,
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
    numbers = rules.planned_numbers(
        rules.HeldLesson(one.id, one.planned_number, bool(one.topic)) for one in everything.values()
    )
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
        [student.id, student.name, None, None, ""]
        for student in listed(lesson.course)
        if any(window.holds(lesson.date) for window in student.windows)
    ]


def _works(lesson: Lesson) -> tuple[list[Row], list[Row], list[Row]]:
    """Works and marks of the lesson, averages of its term: [student_id, plain, weighted]. One query."""
    weights = {kind.id: kind.weight for kind in read_kinds(getattr(lesson, "kinds", None))}
    period = (getattr(lesson, "term", None) or [[lesson.date.isoformat()] * 2])[0]
    rows = Work.objects.filter(
        Q(lesson__date__range=period, lesson__is_cancelled=False) | Q(lesson_id=lesson.pk),
        school_id=lesson.school_id,
        course_id=lesson.course_id,
        is_removed=False,
    ).order_by("lesson__date", "lesson__number", "position")
    works: dict[int, Row] = {}
    marks: list[Row] = []
    exact: dict[int, Decimal] = {}
    cells: dict[int, list[averages.Weighed]] = defaultdict(list)
    for row in rows.values_list(*WORKS, *(f"marks__{column}" for column in MARKS)):
        if row[0] not in works:
            works[row[0]] = work_values(row[:7], weights)
            exact[row[0]] = Decimal(str(works[row[0]][4]))
        if row[7] is None:
            continue
        if row[1] == lesson.pk:
            marks.append([row[0], *row[7:11], iso(row[11]), *row[12:]])
        if row[8]:
            cells[row[7]].append(averages.Weighed(row[8], row[9], exact[row[0]]))
    return [work for work in works.values() if work[1] == lesson.pk], marks, _averages(cells)


def _averages(cells: dict[int, list[averages.Weighed]]) -> list[Row]:
    rows = []
    for student_id, marks in cells.items():
        plain, weighted = averages.plain_average(marks), averages.weighted_average(marks)
        if plain is not None:
            rows.append([student_id, str(plain), str(weighted) if weighted is not None else None])
    return rows


# ── homework ──────────────────────────────────────────────────────────
def _tasks(lesson: Lesson) -> dict[str, Any]:
    """Tasks set at the lesson («homework») and due at it («due»), in the form of homework answers. One query."""
    tasks = with_lists(
        Homework.objects.filter(
            Q(lesson_id=lesson.pk) | Q(due_lesson_id=lesson.pk), school_id=lesson.school_id, is_removed=False
        )
    ).order_by("-is_for_all", "pk")
    return {
        "homework": [task_form(task) for task in tasks if task.lesson_id == lesson.pk],
        "due": [task_form(task) for task in tasks if task.lesson_id != lesson.pk],
    }


def with_lists(tasks: QuerySet[Homework]) -> QuerySet[Homework]:
    """Annotate tasks with their named students and files, for task_form()."""
    students = HomeworkStudent.objects.filter(homework_id=OuterRef("pk")).order_by("student_id")
    files = HomeworkFile.objects.filter(homework_id=OuterRef("pk"), is_removed=False).order_by("pk")
    return tasks.annotate(named=JsonRows(students, "student_id"), filed=JsonRows(files, "pk", "name", "size"))


def task_form(task: Any) -> dict[str, Any]:
    """Return a task annotated by with_lists() as homework answers have it."""
    return {
        "id": task.pk,
        "lesson_id": task.lesson_id,
        "text": task.text,
        "due_on": iso(task.due_on),
        "due_lesson_id": task.due_lesson_id,
        "student_ids": [student_id for (student_id,) in task.named or ()],
        "files": [{"id": pk, "name": name, "size": size} for pk, name, size in task.filed or ()],
        "removed": task.is_removed,
        "version": task.version,
    }


def _parallel(lesson: Lesson) -> list[dict[str, Any]]:
    """Homework of the same subject in the other classes of the parallel, the latest first. One query."""
    course = lesson.course
    person, space = "lesson__staff__person__", Value("\t")
    name = Concat(f"{person}surname", space, f"{person}name", space, f"{person}patronymic", output_field=CharField())
    tasks = (
        Homework.objects.filter(
            school_id=lesson.school_id,
            course__year_id=course.year_id,
            course__subject_id=course.subject_id,
            course__class_group__grade=course.class_group.grade,
            is_for_all=True,
            is_removed=False,
            lesson__date__range=(lesson.date - timedelta(days=PARALLEL_DAYS), lesson.date + timedelta(days=1)),
        )
        .exclude(course_id=course.pk)
        .exclude(text="")
        .order_by("-lesson__date", "course__class_group__sort_key", "pk")
        .values_list("pk", "course__class_group__name", "lesson__date", "lesson__topic", "text", name)
    )
    return [_offered(row) for row in tasks[:PARALLEL_MOST]]


def _offered(row: Iterable[Any]) -> dict[str, Any]:
    pk, class_name, day, topic, text, teacher = row
    told = initials(*teacher.split("\t")) if teacher and teacher.strip() else ""
    return {"id": pk, "class": class_name, "date": iso(day), "topic": topic, "text": text, "teacher": told}
