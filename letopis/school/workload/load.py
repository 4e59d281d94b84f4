"""The load of a class's day: all homework due on it, for the screen of a lesson, asked for while a task is written."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.school.classes.models import Membership, SubgroupMembership
from letopis.school.lessons import due, policy
from letopis.school.lessons.models import Homework
from letopis.school.organisation.enums import SchoolKind
from letopis.school.organisation.models import dated_on
from letopis.school.timetable.models import Lesson
from letopis.school.workload.figures import figures, homework_norm
from letopis.school.workload.homework import OLDEST, DueTask, heaviest, usual_minutes
from letopis.school.workload.queries import decided
from letopis.school.workload.wire import LoadDocument, LoadTaskRow

# A task that fell out of its lesson is looked for so far back, as it is due at the next one held.
BACK = timedelta(days=30)


def day_load(actor: Actor, lesson_id: int, day: date | None) -> LoadDocument:
    """Return the load of `day` (None: of the page's next lesson). Raises NotVisible. Seven queries at most."""
    lesson = _lesson(actor, lesson_id)
    on = day or _next(lesson)
    grade, course = lesson.class_group.grade, lesson.course
    age = OLDEST if lesson.school.kind == SchoolKind.COLLEGE else grade
    own_figures = figures(lesson.school.kind, decided(actor.school_id))
    estimates = _estimates(lesson)

    def usual(subject_id: int, subject: str) -> int:
        return usual_minutes(subject, age, estimates.get(subject_id, ()), own_figures)

    minutes, others = (0, []) if on is None else heaviest(*_due(lesson, on, usual))
    norm = homework_norm(own_figures, grade)
    return LoadDocument(
        day=on,
        others=minutes,
        tasks=[LoadTaskRow(task.subject, task.minutes, task.is_estimated) for task in others],
        usual=usual(course.subject_id, course.subject.name),
        norm=norm[1] if norm else None,
        source=norm[0].source if norm else "",
    )


def _lesson(actor: Actor, lesson_id: int) -> Lesson:
    rows = Lesson.objects.select_related("school", "class_group", "course__subject").annotate(
        **policy.lesson_rights(actor, today())
    )
    lesson = rows.filter(school_id=actor.school_id, pk=lesson_id).first()
    if lesson is None or policy.standing(actor, lesson, lesson).role is None:
        raise NotVisible
    return lesson


def _next(lesson: Lesson) -> date | None:
    rows = Lesson.objects.filter(school_id=lesson.school_id, course_id=lesson.course_id, is_cancelled=False)
    return rows.filter(date__gt=lesson.date).order_by("date").values_list("date", flat=True).first()


def _estimates(lesson: Lesson) -> dict[int, list[int]]:
    """The school's own estimates in the grade, by subject. One query."""
    rows = Homework.objects.filter(
        school_id=lesson.school_id,
        course__year_id=lesson.course.year_id,
        course__class_group__grade=lesson.class_group.grade,
        minutes__isnull=False,
        is_removed=False,
    )
    found: dict[int, list[int]] = defaultdict(list)
    for subject_id, minutes in rows.values_list("course__subject_id", "minutes"):
        if minutes is not None:
            found[subject_id].append(minutes)
    return found


def _due(lesson: Lesson, day: date, usual: Any) -> tuple[list[DueTask], dict[int, frozenset[int]]]:
    """The tasks of the class due on a day but this lesson's for all, and whom they may be for. Three queries."""
    rows = Homework.objects.annotate(**due.annotations()).filter(
        Q(due_day=day),
        school_id=lesson.school_id,
        course__class_group_id=lesson.class_group_id,
        is_removed=False,
        due_on__range=(day - BACK, day),
    )
    columns: tuple[str, ...] = ("pk", "course__subject_id", "course__subject__name", "minutes", "course__subgroup_id")
    found: dict[int, tuple[Any, ...]] = {}
    named: dict[int, set[int]] = defaultdict(set)
    own = {"lesson_id": lesson.pk, "is_for_all": True}
    row: tuple[Any, ...]
    for row in rows.exclude(**own).values_list(*columns, "students__student_id"):
        found[row[0]] = row[:-1]
        if row[-1] is not None:
            named[row[0]].add(row[-1])
    due_tasks = [
        DueTask(
            subject,
            usual(subject_id, subject) if minutes is None else minutes,
            minutes is not None,
            subgroup,
            frozenset(named[pk]),
        )
        for pk, subject_id, subject, minutes, subgroup in found.values()
    ]
    return due_tasks, _students(lesson, day)


def _students(lesson: Lesson, day: date) -> dict[int, frozenset[int]]:
    """Who is on the page that day, with their subgroups. Two queries."""
    rows = Membership.objects.filter(dated_on(day), school_id=lesson.school_id, class_group_id=lesson.class_group_id)
    places = SubgroupMembership.objects.filter(dated_on(day), school_id=lesson.school_id)
    places = places.filter(subgroup__class_group_id=lesson.class_group_id)
    of: dict[int, set[int]] = {student: set() for student in rows.values_list("student_id", flat=True)}
    for student, subgroup in places.values_list("student_id", "subgroup_id"):
        if student in of:
            of[student].add(subgroup)
    own = lesson.course.subgroup_id
    return {pk: frozenset(groups) for pk, groups in of.items() if own is None or own in groups}
