"""A mark whose window is over, and requests for what the law of the journal refused (А3.2.2, А3.2.4-5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.journal.queries.requests import Requests, requests_of
from letopis.school.lessons import policy
from letopis.school.lessons.models import CorrectionRequest
from letopis.school.lessons.windows import Verdict
from letopis.school.marks.actions.targets import first_day, work_targets
from letopis.school.marks.models import Mark
from letopis.school.marks.rules import SCALES
from letopis.school.periods.enums import RequestState

MARK = "mark"


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
    keeps: bool
    request: CorrectionRequest | None

    @property
    def may_correct(self) -> bool:
        """The reader writes it, with a reason."""
        return self.says is Verdict.WITH_REASON

    @property
    def may_ask(self) -> bool:
        """The reader keeps the page and may ask the deputy, of a closed period the administrator."""
        return self.keeps and self.says in {Verdict.WINDOW, Verdict.CLOSED} and self.request is None


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
    waiting = CorrectionRequest.objects.filter(
        school_id=actor.school_id, kind=MARK, object_id=mark.pk, state=RequestState.WAITING
    )
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
        keeps=target.actor is not None,
        request=waiting.first(),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A request of the list. `asked_by`, `answered_by`: told apart; `may_write`: the page is open, it is one's own."""

    row: CorrectionRequest
    asked_by: str
    answered_by: str
    may_write: bool

    @property
    def about(self) -> str:
        """«Абрамов Егор», «7А, Алгебра»."""
        course, student = self.row.course, self.row.student
        return str(student.person) if student else f"{course.class_group.name}, {course.subject.name}"

    @property
    def mark_id(self) -> int | None:
        """The mark that has a page of its own."""
        return self.row.object_id if self.row.kind == MARK else None


def correction_requests(actor: Actor) -> Requests[Line]:
    """Return the requests: a deputy's of the whole school, a teacher's own. Raises NotVisible. Two queries."""
    if not actor.may(Right.CORRECT_LATE, Right.WRITE_OWN_PAGES, Right.WRITE_CLASS_PAGES):
        raise NotVisible
    rows = CorrectionRequest.objects.select_related(
        "student__person", "course__class_group", "course__subject", "course__subgroup", "opening"
    )
    # What waits for a page to be opened is between who asked and the administrator.
    rows = rows.filter(Q(opening=None) | Q(asked_by_id=actor.staff_id or 0))
    return requests_of(actor, rows, Right.CORRECT_LATE, lambda row, names: _line(actor, row, names))


def _line(actor: Actor, row: CorrectionRequest, names: Mapping[int, str]) -> Line:
    is_opened = row.opening is not None and row.opening.state == RequestState.GRANTED
    return Line(
        row=row,
        asked_by=names.get(row.asked_by_id or 0, ""),
        answered_by=names.get(row.answered_by_id or 0, ""),
        may_write=is_opened and row.state == RequestState.WAITING and row.asked_by_id == actor.staff_id,
    )
