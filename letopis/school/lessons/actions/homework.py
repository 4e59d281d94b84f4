"""Homework of a lesson: for all, or for named students (JRN-01, Т4.8.1)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import FilteredRelation, Q

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.school.history.ledger import Change
from letopis.school.history.tracking import snapshot
from letopis.school.lessons import due, rules
from letopis.school.lessons.actions.targets import Target, roster, target_of
from letopis.school.lessons.models import Homework, HomeworkFile, HomeworkStudent
from letopis.school.lessons.rows import task_document
from letopis.school.lessons.wire import HomeworkApplied, HomeworkOperation, Task, TaskFile
from letopis.school.organisation.words import say
from letopis.school.sync.outcomes import Outcome, applied, authors, conflict
from letopis.school.timetable.models import Lesson

MAX_TEXT = 2000
RENAMED = "Кому задано, не меняют: удалите задание и задайте новое (добавить {student.gens} можно)."


@dataclass(frozen=True, slots=True)
class Content:
    """What a task says."""

    text: str
    due_lesson_id: int | None
    due_on: date | None
    student_ids: frozenset[int]
    is_removed: bool = False


def put_homework(actor: Actor, operation: HomeworkOperation) -> Outcome:
    """Set, change or remove a task. Raises Refused, NotVisible.

    A lesson has one task for all; the place of a removed one is taken again.
    """
    target = target_of(actor, operation.lesson_id)
    writer = target.writer()
    task = _existing(target, operation)
    if task is None:
        return _add(target, writer, operation)
    wanted, held = _wanted(target, operation, task), _content(task)
    if wanted == held:
        return _applied(operation, writer, task, [])
    is_free = operation.homework_id is None and task.is_removed
    if task.version != operation.base_version and not is_free:
        author = authors(actor, "journal.homework", [task.pk]).get(task.pk, ("", None))
        return conflict(operation, document_of(task), author, task.version)
    return _change(writer, operation, task, wanted, wanted.student_ids - held.student_ids)


def document_of(task: Homework) -> Task:
    """Return a task as the screens get it. Three queries."""
    students = task.students.values_list("student_id", flat=True)
    kept = HomeworkFile.objects.filter(homework=task, is_removed=False).order_by("pk").values("id", "name", "size")
    files = [TaskFile(**file) for file in kept]
    where = Homework.objects.filter(pk=task.pk).annotate(**due.annotations()).values_list(*due.COLUMNS)
    return task_document(task, students, files, due.moved(*where.get()))


def _existing(target: Target, operation: HomeworkOperation) -> Homework | None:
    """The task meant; for a new one for all, the lesson's one if it has it, removed or not."""
    tasks = Homework.objects.filter(school_id=target.lesson.school_id, lesson=target.lesson)
    if operation.homework_id is None:
        return None if operation.student_ids else tasks.filter(is_for_all=True).first()
    task = tasks.filter(pk=operation.homework_id).first()
    if task is None:
        raise NotVisible
    return task


def _add(target: Target, writer: Actor, operation: HomeworkOperation) -> Outcome:
    if operation.removed:
        raise NotVisible
    wanted = _wanted(target, operation, None)
    task = Homework.objects.create(
        school_id=target.lesson.school_id,
        lesson=target.lesson,
        course=target.course,
        text=wanted.text,
        due_lesson_id=wanted.due_lesson_id,
        due_on=wanted.due_on,
        is_for_all=not wanted.student_ids,
    )
    change = Change(row=task, action="created", course_id=task.course_id, op_id=operation.op_id)
    return _applied(operation, writer, task, [change, *_name(operation, task, wanted.student_ids)])


def _change(
    writer: Actor, operation: HomeworkOperation, task: Homework, wanted: Content, added: frozenset[int]
) -> Outcome:
    before = snapshot(task)
    task.text, task.is_removed = wanted.text, wanted.is_removed
    task.due_lesson_id, task.due_on = wanted.due_lesson_id, wanted.due_on
    task.version += 1
    task.save()
    action = "removed" if task.is_removed else "changed"
    change = Change(row=task, action=action, before=before, course_id=task.course_id, op_id=operation.op_id)
    return _applied(operation, writer, task, [change, *_name(operation, task, added)])


def _name(operation: HomeworkOperation, task: Homework, student_ids: frozenset[int]) -> list[Change]:
    """Add named students; returns their entries."""
    rows = [
        HomeworkStudent(school_id=task.school_id, homework=task, student_id=student_id)
        for student_id in sorted(student_ids)
    ]
    return [
        Change(row=row, action="created", course_id=task.course_id, student_id=row.student_id, op_id=operation.op_id)
        for row in HomeworkStudent.objects.bulk_create(rows)
    ]


def _wanted(target: Target, operation: HomeworkOperation, task: Homework | None) -> Content:
    held = _content(task) if task else None
    if operation.removed and held:
        return Content(held.text, held.due_lesson_id, held.due_on, held.student_ids, is_removed=True)
    text = rules.clean_text(operation.text, MAX_TEXT, "Задание", field="text", lines=True)
    has_files = task is not None and HomeworkFile.objects.filter(homework=task, is_removed=False).exists()
    if not text and not has_files:
        raise Refused("Напишите, что задано, или удалите задание.", code="empty", field="text")
    student_ids = frozenset(operation.student_ids)
    if held is not None and (bool(student_ids) != bool(held.student_ids) or not student_ids >= held.student_ids):
        raise Refused(say(RENAMED), code="students", field="student_ids")
    _require_members(target, student_ids)
    # The day was left as it is: so is the lesson meant, even one cancelled since, which may yet be restored.
    is_same_day = held is not None and held.due_lesson_id is not None and operation.due_on == held.due_on
    due_lesson_id, due_on = (
        (held.due_lesson_id, held.due_on) if held and is_same_day else _due(target, operation.due_on)
    )
    return Content(text, due_lesson_id, due_on, student_ids)


def _require_members(target: Target, student_ids: frozenset[int]) -> None:
    if not student_ids:
        return
    present, _ = roster(
        Actor.system(target.lesson.school_id),
        student_ids,
        [target.course],
        held=FilteredRelation("own_homework", condition=Q(own_homework__pk=0)),
        columns=(),
    )
    for student_id in student_ids:
        present.require(student_id, target)


def _due(target: Target, due_on: date | None) -> tuple[int | None, date | None]:
    """The lesson the task is due at and its date: the course's next one, or the one of the day named, if any."""
    lesson = target.lesson
    later = Lesson.objects.filter(school_id=lesson.school_id, course_id=target.course.pk, is_cancelled=False)
    if due_on is None:
        after = Q(date=lesson.date, number__gt=lesson.number) | Q(date__gt=lesson.date)
        found = later.filter(after).order_by("date", "number").first()
        return (found.pk, found.date) if found else (None, None)
    if not lesson.date < due_on <= target.course.year.ends_on:
        raise Refused(say("Срок задания — после {lesson.gen} и до конца учебного года."), code="due_on", field="due_on")
    found = later.filter(date=due_on).order_by("number").first()
    return (found.pk if found else None), due_on


def _content(task: Homework) -> Content:
    named = frozenset(task.students.values_list("student_id", flat=True))
    return Content(task.text, task.due_lesson_id, task.due_on, named, task.is_removed)


def _applied(operation: HomeworkOperation, writer: Actor, task: Homework, changes: list[Change]) -> Outcome:
    answer = HomeworkApplied(op_id=operation.op_id, version=task.version, homework=document_of(task))
    return applied(operation, writer, changes, answer)
