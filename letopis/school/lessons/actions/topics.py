"""The lesson's own record: its topic and that attendance was taken."""

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import Refused
from letopis.school.curriculum.models import PlannedLesson
from letopis.school.history.ledger import Change
from letopis.school.history.tracking import JsonValue, snapshot
from letopis.school.lessons import rules
from letopis.school.lessons.actions.targets import Target, target_of
from letopis.school.lessons.queries.lessons import lesson_rows
from letopis.school.lessons.wire import AttendanceOperation, LessonApplied, LessonRow, TopicOperation
from letopis.school.sync.outcomes import Outcome, applied, authors, conflict
from letopis.school.sync.wire import Operation

MAX_TOPIC = 500
MAX_REASON = 300
Content = tuple[int | None, str, str]


def take_attendance(actor: Actor, operation: AttendanceOperation) -> Outcome:
    """Say that attendance was taken; once said, it stays. Raises Refused, NotVisible.

    It does not raise the lesson's version: that is the topic's, and a topic on its way would meet a false conflict.
    """
    target = target_of(actor, operation.lesson_id)
    writer = target.writer()
    target.require_past()
    lesson, changes = target.lesson, []
    if lesson.attendance_taken_at is None:
        before = snapshot(lesson)
        lesson.attendance_taken_at = now()
        lesson.save(update_fields=["attendance_taken_at"])
        changes.append(_entry(target, "attendance", before, operation))
    return applied(operation, writer, changes, _answer(operation, target))


def put_topic(actor: Actor, operation: TopicOperation) -> Outcome:
    """Write the topic. Raises Refused, NotVisible.

    A topic of the plan is taken as it stands; another one, or the plan's in other words, needs a reason where the
    course has a plan (CUR-05). A planned lesson used before may be used again: a topic may take longer than planned.
    """
    target = target_of(actor, operation.lesson_id)
    writer = target.writer()
    lesson = target.lesson
    wanted = _wanted(target, operation)
    if wanted == _content(target):
        return applied(operation, writer, [], _answer(operation, target))
    if lesson.version != operation.base_version:
        author = authors(actor, "timetable.lesson", [lesson.pk]).get(lesson.pk, ("", None))
        return conflict(operation, _row(target), author, lesson.version)
    before = snapshot(lesson)
    lesson.planned_lesson_id, lesson.topic, lesson.topic_reason = wanted
    if lesson.topic and lesson.filled_at is None:
        lesson.filled_at = now()
    lesson.version += 1
    lesson.save(update_fields=["planned_lesson", "topic", "topic_reason", "filled_at", "version"])
    change = _entry(target, "topic", before, operation, reason=lesson.topic_reason)
    return applied(operation, writer, [change], _answer(operation, target))


def _wanted(target: Target, operation: TopicOperation) -> Content:
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


def _content(target: Target) -> Content:
    return target.lesson.planned_lesson_id, target.lesson.topic, target.lesson.topic_reason


def _entry(target: Target, action: str, before: dict[str, JsonValue], operation: Operation, reason: str = "") -> Change:
    return Change(
        row=target.lesson,
        action=action,
        before=before,
        course_id=target.course.pk,
        reason=reason,
        op_id=operation.op_id,
    )


def _answer(operation: Operation, target: Target) -> LessonApplied:
    return LessonApplied(op_id=operation.op_id, version=target.lesson.version, lesson=_row(target))


def _row(target: Target) -> LessonRow:
    lesson, course = target.lesson, target.course
    rows = lesson_rows(lesson.school_id, course.pk, course.plan_id, [lesson.pk], lesson.school.time_zone)
    return rows[lesson.pk]
