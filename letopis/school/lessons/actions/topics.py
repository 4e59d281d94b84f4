"""The lesson's own record: its topic and that attendance was taken."""

from collections.abc import Sequence
from typing import TypeVar

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import Refused
from letopis.school.curriculum.models import PlannedLesson
from letopis.school.history.ledger import Change
from letopis.school.history.tracking import JsonValue
from letopis.school.lessons import rules
from letopis.school.lessons.actions.pages import OnPage
from letopis.school.lessons.actions.targets import Target, lesson_targets
from letopis.school.lessons.queries.lessons import lesson_rows
from letopis.school.lessons.wire import AttendanceOperation, LessonApplied, LessonRow, TopicOperation
from letopis.school.sync.adapter import Content, Write
from letopis.school.timetable.models import Lesson

MAX_TOPIC = 500
MAX_REASON = 300
O = TypeVar("O", AttendanceOperation, TopicOperation)  # noqa: E741  an operation on a lesson


class OnLesson(OnPage[O, Lesson]):
    """What is written into the lesson's own row, one lesson at a time."""

    model = Lesson

    def read(self, actor: Actor, writes: Sequence[Write[O, Lesson]]) -> None:
        """The lesson, locked."""
        for write in writes:
            lesson_id = write.operation.lesson_id
            write.target = lesson_targets(actor, [lesson_id]).get(lesson_id)
            write.row = write.target and write.target.lesson

    def answer(self, write: Write[O, Lesson]) -> LessonApplied:
        """The lesson as it now is."""
        return LessonApplied(op_id=write.operation.op_id, version=write.found.version, lesson=self.shown(write))

    def shown(self, write: Write[O, Lesson]) -> LessonRow:
        """The lesson in the journal. Two queries."""
        lesson, course = write.found, write.target.course
        rows = lesson_rows(lesson.school_id, course.pk, course.plan_id, [lesson.pk], write.target.zone)
        return rows[lesson.pk]


class Attendance(OnLesson[AttendanceOperation]):
    """That attendance was taken; once said, it stays.

    It does not raise the lesson's version: that is the topic's, and a topic on its way would meet a false conflict.
    """

    operation = AttendanceOperation
    is_versioned = False

    def check(self, write: Write[AttendanceOperation, Lesson]) -> None:
        """Not before the day of the lesson."""
        write.actor = write.target.writer()
        write.target.require_past()
        write.content = {"attendance_taken_at": write.found.attendance_taken_at or now()}

    def content_of(self, row: Lesson) -> Content:
        """When it was taken."""
        return {"attendance_taken_at": row.attendance_taken_at}

    def told(self, content: Content) -> str:
        """That it was taken."""
        return "присутствие отмечено" if content["attendance_taken_at"] else ""

    def save(self, writes: Sequence[Write[AttendanceOperation, Lesson]]) -> None:
        """Nothing else of the lesson is touched."""
        for write in writes:
            write.found.save(update_fields=["attendance_taken_at"])

    def entry(self, write: Write[AttendanceOperation, Lesson], before: dict[str, JsonValue] | None) -> Change:
        """An entry of the lesson's page."""
        return Change(
            row=write.found,
            action="attendance",
            before=before,
            course_id=write.target.course.pk,
            reason=write.note,
            op_id=write.operation.op_id,
        )


class Topics(OnLesson[TopicOperation]):
    """The topic.

    A topic of the plan is taken as it stands; another one, or the plan's in other words, needs a reason where the
    course has a plan (CUR-05). A planned lesson used before may be used again: a topic may take longer than planned.
    """

    operation = TopicOperation
    fields = ("planned_lesson_id", "topic", "topic_reason")

    def check(self, write: Write[TopicOperation, Lesson]) -> None:
        """The topic wanted, as the plan or a reason allows it."""
        write.actor = write.target.writer()
        write.content = dict(zip(self.fields, _wanted(write.target, write.operation), strict=True))

    def change(self, write: Write[TopicOperation, Lesson]) -> None:
        """The lesson is filled in from its first topic on."""
        super().change(write)
        if write.found.topic and write.found.filled_at is None:
            write.found.filled_at = now()

    def told(self, content: Content) -> str:
        """The topic."""
        return f"тема «{content['topic']}»" if content["topic"] else ""

    def save(self, writes: Sequence[Write[TopicOperation, Lesson]]) -> None:
        """Nothing else of the lesson is touched."""
        for write in writes:
            write.found.save(update_fields=["planned_lesson", "topic", "topic_reason", "filled_at", "version"])

    def entry(self, write: Write[TopicOperation, Lesson], before: dict[str, JsonValue] | None) -> Change:
        """An entry of the lesson's page, with the reason."""
        return Change(
            row=write.found,
            action="topic",
            before=before,
            course_id=write.target.course.pk,
            reason=write.found.topic_reason,
            op_id=write.operation.op_id,
        )


def _wanted(target: Target, operation: TopicOperation) -> tuple[int | None, str, str]:
    topic = rules.clean_text(operation.topic, MAX_TOPIC, "Тема", field="topic")
    reason = rules.clean_text(operation.reason, MAX_REASON, "Причина", field="reason")
    planned = _planned(target, operation.planned_lesson_id)
    if planned:
        topic = topic or planned.topic
    elif not topic:
        return None, "", ""
    if target.course.plan_id is None or (planned and topic == planned.topic):
        return planned.pk if planned else None, topic, ""
    if not reason:
        raise Refused(
            "Тема не из КТП: укажите причину (например, «замена», «отставание») или выберите тему из плана.",
            code="reason",
            field="reason",
        )
    return planned.pk if planned else None, topic, reason


def _planned(target: Target, planned_lesson_id: int | None) -> PlannedLesson | None:
    if planned_lesson_id is None:
        return None
    plan = PlannedLesson.objects.filter(school_id=target.lesson.school_id, plan_id=target.course.plan_id or 0)
    planned = plan.filter(pk=planned_lesson_id).first()
    if planned is None:
        raise Refused("Этой темы нет в КТП курса: обновите страницу и выберите снова.", code="plan", field="topic")
    return planned
