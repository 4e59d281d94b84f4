"""Homework of a lesson: for all, or for named students (JRN-01, Т4.8.1)."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import NotVisible, Refused
from letopis.school.history.ledger import Change
from letopis.school.lessons import due, rules
from letopis.school.lessons.actions.pages import OnPage
from letopis.school.lessons.actions.targets import Target, lesson_targets, roster
from letopis.school.lessons.models import Homework, HomeworkFile, HomeworkStudent
from letopis.school.lessons.rows import task_document
from letopis.school.lessons.wire import HomeworkApplied, HomeworkOperation, Task, TaskFile
from letopis.school.organisation.words import phrase
from letopis.school.sync.adapter import Content, Write
from letopis.school.timetable.models import Lesson

MAX_TEXT = 2000
MAX_MINUTES = 300
RENAMED = "Кому задано, не меняют: удалите задание и задайте новое (добавить {student.gens} можно)."


class Tasks(OnPage[HomeworkOperation, Homework]):
    """Tasks of a lesson, one at a time. A lesson has one for all; the place of a removed one is taken again."""

    operation = HomeworkOperation
    model = Homework
    fields = ("text", "minutes", "due_lesson_id", "due_on", "is_removed")

    def read(self, actor: Actor, writes: Sequence[Write[HomeworkOperation, Homework]]) -> None:
        """The lesson, locked."""
        for write in writes:
            lesson_id = write.operation.lesson_id
            write.target = lesson_targets(actor, [lesson_id]).get(lesson_id)

    def check(self, write: Write[HomeworkOperation, Homework]) -> None:
        """The task meant and what it is to say; a new one's place."""
        operation, target = write.operation, write.target
        write.actor = target.writer()
        task = _existing(target, operation)
        if task is None and operation.removed:
            raise NotVisible
        self._named = _named(task)
        write.content = _wanted(target, operation, task, self._named)
        write.row = task or _new(target, operation)

    def content_of(self, row: Homework) -> Content:
        """What it says, and to whom."""
        return {**super().content_of(row), "student_ids": self._named}

    def told(self, content: Content) -> str:
        """The task."""
        return "" if content["is_removed"] or not content["text"] else f"задание «{content['text']}»"

    def takes_over(self, write: Write[HomeworkOperation, Homework]) -> bool:
        """A new task stands on nothing, and takes the place of a removed one."""
        return write.operation.homework_id is None and (write.found.pk is None or write.found.is_removed)

    def change(self, write: Write[HomeworkOperation, Homework]) -> None:
        """Named students are added when the task is saved."""
        task = write.found
        if not task.version or task.is_removed:
            task.set_at = now()
        if write.content["text"] != task.text:
            moment = now()
            task.was = (
                rules.was(task.text, task.was, task.changed_at, moment) if task.pk and not task.is_removed else ""
            )
            task.changed_at = moment
        for name in self.fields:
            setattr(task, name, write.content[name])
        task.version += 1

    def action(self, write: Write[HomeworkOperation, Homework], *, is_new: bool) -> str:
        """A removed task says so."""
        return "created" if is_new else "removed" if write.found.is_removed else "changed"

    def save(self, writes: Sequence[Write[HomeworkOperation, Homework]]) -> None:
        """The task and who is named now; the entries of those follow that of the task."""
        super().save(writes)
        for write in writes:
            write.changes += _name(write.operation, write.found, write.content["student_ids"] - self._named)

    def answer(self, write: Write[HomeworkOperation, Homework]) -> HomeworkApplied:
        """The task as it now is."""
        task = write.found
        return HomeworkApplied(op_id=write.operation.op_id, version=task.version, homework=document_of(task))

    def shown(self, write: Write[HomeworkOperation, Homework]) -> Task:
        """The task in the journal. Three queries."""
        return document_of(write.found)


def _named(task: Homework | None) -> frozenset[int]:
    """Whom a task is for; nobody: for all."""
    return frozenset(task.students.values_list("student_id", flat=True)) if task else frozenset()


def _new(target: Target, operation: HomeworkOperation) -> Homework:
    return Homework(
        school_id=target.lesson.school_id,
        lesson=target.lesson,
        course=target.course,
        is_for_all=not operation.student_ids,
        version=0,
    )


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


def _wanted(target: Target, operation: HomeworkOperation, task: Homework | None, named: frozenset[int]) -> Content:
    if operation.removed and task:
        held = {"text": task.text, "minutes": task.minutes, "due_lesson_id": task.due_lesson_id, "due_on": task.due_on}
        return {**held, "is_removed": True, "student_ids": named}
    text = rules.clean_text(operation.text, MAX_TEXT, "Задание", field="text", lines=True)
    has_files = task is not None and HomeworkFile.objects.filter(homework=task, is_removed=False).exists()
    if not text and not has_files:
        raise Refused("Напишите, что задано, или удалите задание.", code="empty", field="text")
    student_ids = frozenset(operation.student_ids)
    if task is not None and (bool(student_ids) != bool(named) or not student_ids >= named):
        raise Refused(phrase(RENAMED), code="students", field="student_ids")
    _require_members(target, student_ids)
    # The day was left as it is: so is the lesson meant, even one cancelled since, which may yet be restored.
    is_same_day = task is not None and task.due_lesson_id is not None and operation.due_on == task.due_on
    due_lesson_id, due_on = (
        (task.due_lesson_id, task.due_on) if task and is_same_day else _due(target, operation.due_on)
    )
    return {
        "text": text,
        "minutes": _minutes(operation, task),
        "due_lesson_id": due_lesson_id,
        "due_on": due_on,
        "is_removed": False,
        "student_ids": student_ids,
    }


def _minutes(operation: HomeworkOperation, task: Homework | None) -> int | None:
    """The estimate: as sent, taken away, else as it stands; pages of before it was there send none. Raises Refused."""
    if operation.unestimated:
        return None
    if operation.minutes is None:
        return task.minutes if task else None
    if operation.minutes > MAX_MINUTES:
        raise Refused(f"На задание — не больше {MAX_MINUTES} минут.", code="minutes", field="minutes")
    return operation.minutes


def _require_members(target: Target, student_ids: frozenset[int]) -> None:
    if not student_ids:
        return
    present = roster(target.lesson.school_id, student_ids, [target.course])
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
    if not lesson.date < due_on <= target.year.last:
        raise Refused(
            phrase("Срок задания — после {lesson.gen} и до конца учебного года."), code="due_on", field="due_on"
        )
    found = later.filter(date=due_on).order_by("number").first()
    return (found.pk if found else None), due_on
