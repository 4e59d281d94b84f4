"""A mark whose window is over, and requests to correct such marks (А3.2.4-5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.journal.queries.requests import Requests, requests_of
from letopis.school.lessons import policy
from letopis.school.lessons.windows import Verdict
from letopis.school.marks.actions.targets import first_day, work_targets
from letopis.school.marks.models import CorrectionRequest, Mark
from letopis.school.marks.rules import SCALES
from letopis.school.periods.enums import RequestState


@dataclass(frozen=True, slots=True)
class LateMark:
    """A mark as the page of its correction shows it. `says`: what the rules say to the reader."""

    mark: Mark
    student: str
    class_name: str
    subject: str
    work: str
    day: date
    course_id: int
    values: tuple[str, ...]
    says: Verdict
    refusal: str
    request: CorrectionRequest | None

    @property
    def may_correct(self) -> bool:
        """The reader writes it, with a reason."""
        return self.says is Verdict.WITH_REASON

    @property
    def may_ask(self) -> bool:
        """The reader keeps the page and may ask the deputy."""
        return self.says is Verdict.WINDOW and self.request is None


@transaction.atomic
def late_mark(actor: Actor, mark_id: int) -> LateMark:
    """Return a mark of a page that the actor reads. Raises NotVisible. Three queries.

    It asks what the action will ask, which locks the work for as long.
    """
    rows = Mark.objects.select_related("student__person", "work__kind", "course__class_group", "course__subject")
    mark = rows.filter(
        policy.visible_lessons(actor, today(), to_lesson="lesson__"), school_id=actor.school_id, pk=mark_id
    ).first()
    found = work_targets(actor, [mark.work_id]).get(mark.work_id) if mark else None
    if mark is None or found is None:
        raise NotVisible
    target, says, refusal = found[0], Verdict.FREE, ""
    try:
        says = target.verdict(first_day(target, mark.first_set_at))
    except Refused as refused:
        says, refusal = Verdict(refused.code), refused.message
    course = mark.course
    return LateMark(
        mark=mark,
        student=str(mark.student.person),
        class_name=course.class_group.name,
        subject=course.subject.name,
        work=mark.work.title or mark.work.kind.name,
        day=target.lesson.date,
        course_id=course.pk,
        values=SCALES[course.scale],
        says=says,
        refusal=refusal,
        request=CorrectionRequest.objects.filter(mark=mark, state=RequestState.WAITING).first(),
    )


@transaction.atomic
def late_mark_at(actor: Actor, work_id: int, student_id: int) -> tuple[int, int | None]:
    """Return the lesson of a work, and the mark of a student where its window is what closes it. Raises NotVisible.

    Two queries.
    """
    found = work_targets(actor, [work_id]).get(work_id)
    if found is None:
        raise NotVisible
    target, _ = found
    mark = Mark.objects.filter(school_id=actor.school_id, work_id=work_id, student_id=student_id).first()
    try:
        target.verdict(first_day(target, mark.first_set_at) if mark else None)
    except Refused as refused:
        if refused.code == Verdict.WINDOW and mark:
            return target.lesson.pk, mark.pk
    return target.lesson.pk, None


@dataclass(frozen=True, slots=True)
class Line:
    """A request of the list. `names`: who asked and who answered, told apart."""

    row: CorrectionRequest
    was: str
    wanted: str
    day: date
    asked_by: str
    answered_by: str


def correction_requests(actor: Actor) -> Requests[Line]:
    """Return the requests: a deputy's of the whole school, a teacher's own. Raises NotVisible. Two queries."""
    if not actor.may(Right.CORRECT_LATE, Right.WRITE_OWN_PAGES, Right.WRITE_CLASS_PAGES):
        raise NotVisible
    about = ("mark__lesson", "student__person", "course__class_group", "course__subject")
    return requests_of(actor, CorrectionRequest.objects.select_related(*about), Right.CORRECT_LATE, _line)


def _line(row: CorrectionRequest, names: Mapping[int, str]) -> Line:
    return Line(
        row=row,
        was=_text(row.mark.value, row.mark.second),
        wanted=_text(row.value, row.second),
        day=row.mark.lesson.date,
        asked_by=names.get(row.asked_by_id or 0, ""),
        answered_by=names.get(row.answered_by_id or 0, ""),
    )


def _text(value: str, second: str) -> str:
    return f"{value}/{second}" if second else value or "пусто"
