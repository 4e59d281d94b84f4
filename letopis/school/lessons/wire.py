"""What the journal's screens send and get of a lesson's topic and homework (docs/developer/journal-protocol.md)."""

from datetime import date
from typing import ClassVar, Literal

from letopis.school.sync.wire import Applied, Document, Id, Operation, Row, Small

# A row has a field of that name.
Day = date
LessonState = Literal["filled", "unfilled", "ahead"]
# «cancelled», «moved»: what became of the lesson meant; «none»: there is no lesson on the day the teacher named.
Why = Literal["cancelled", "moved", "none"]


# ── rows and documents ────────────────────────────────────────────────
class LessonRow(Row):
    """A lesson of a page. `planned_topic`: what the plan says next; `homework`: what is set for all."""

    id: int
    date: date
    number: int
    topic: str
    planned_topic: str
    homework: str
    state: LessonState
    version: int
    attendance_taken: bool
    # The school's days on which topic and homework were first written, where later than the lesson's (JRN-01).
    filled_on: Day | None = None
    set_on: Day | None = None


class DueMoved(Document):
    """A task due elsewhere than its teacher wrote: on `to` (None: no lesson is held any more) instead of on `was`."""

    was: date
    to: date | None
    why: Why


class TaskFile(Document):
    """A file of a task; `size` in bytes."""

    id: int
    name: str
    size: int


class Task(Document):
    """A task as its teacher wrote it, for whom it is (none: all), its files, and where its due day has moved."""

    id: int
    lesson_id: int
    text: str
    due_on: date | None
    due_lesson_id: int | None
    moved: DueMoved | None
    student_ids: list[int]
    files: list[TaskFile]
    removed: bool
    version: int
    minutes: int | None = None


# ── operations ────────────────────────────────────────────────────────
class AttendanceOperation(Operation, tag="attendance", frozen=True):
    """Attendance has been taken."""

    label: ClassVar[str] = "проверка присутствия"

    lesson_id: Id


class TopicOperation(Operation, tag="topic", frozen=True):
    """Write the lesson's topic: the plan's, or by hand with a `reason`."""

    label: ClassVar[str] = "тема"

    lesson_id: Id
    planned_lesson_id: Id | None = None
    topic: str = ""
    reason: str = ""


class HomeworkOperation(Operation, tag="homework", frozen=True):
    """Set (without `homework_id`), change or remove a task. `due_on` None: the course's next lesson.

    `minutes`: what it is estimated to take; None leaves the estimate as it is, `unestimated` takes it away.
    """

    label: ClassVar[str] = "домашнее задание"

    lesson_id: Id
    homework_id: Id | None = None
    text: str = ""
    due_on: date | None = None
    student_ids: tuple[Id, ...] = ()
    removed: bool = False
    minutes: Small | None = None
    unestimated: bool | None = None


# ── answers ───────────────────────────────────────────────────────────
class LessonApplied(Applied, tag="applied"):
    """The lesson with its topic, or with attendance taken."""

    lesson: LessonRow


class HomeworkApplied(Applied, tag="applied"):
    """The task."""

    homework: Task
