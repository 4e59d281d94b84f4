"""The list of journals: every page its reader may open, with what is not filled in."""

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Case, Count, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.statements import statement
from letopis.school.curriculum.enums import CourseKind
from letopis.school.curriculum.labels import kind_label
from letopis.school.curriculum.models import Course
from letopis.school.journal.queries.pages import teacher_on
from letopis.school.lessons import policy
from letopis.school.lessons.models import CorrectionRequest
from letopis.school.organisation.models import AcademicYear
from letopis.school.organisation.queries import current_year, day_in
from letopis.school.people.models import initials_apart
from letopis.school.periods.enums import RequestState
from letopis.school.periods.models import ReopenRequest, Request
from letopis.school.timetable.models import Lesson

R = TypeVar("R", bound=Request)


@dataclass(frozen=True, slots=True)
class JournalOfList:
    """A page of the journal. `kind`: a CourseKind; `unfilled`: lessons before today without a topic.

    `is_mine`: taught by the reader; `requests`: to correct its marks or to open it again, not yet answered.
    """

    course_id: int
    class_id: int
    class_name: str
    grade: int
    subject: str
    kind: str
    subgroup: str
    teacher: str
    is_mine: bool
    is_of_my_class: bool
    unfilled: int
    requests: int

    @property
    def kind_told(self) -> str:
        """«внеурочная деятельность» of a course of it, "" of a subject and of class hours, which their name tells."""
        return kind_label(self.kind).lower() if self.kind == CourseKind.EXTRACURRICULAR else ""


def journals(actor: Actor, year: AcademicYear | None = None) -> tuple[JournalOfList, ...]:
    """Return the pages of a year, by default the one under way, that `actor` reads, by class, kind and subject.

    A query, and one more for the year under way. Who teaches is told as of today, or of the year's nearest day.
    """
    year = year or current_year(actor.school_id)
    rows = _journals(actor, year.pk, today(), day_in(year)) if year else []
    teachers = {one: one.split("\t") for one in {row[7] for row in rows} if one}
    shown = initials_apart({int(parts[4]): parts[:4] for parts in teachers.values()})
    names = {one: shown[int(parts[4])] for one, parts in teachers.items()}
    return tuple(_journal(names, *row) for row in rows)


@statement
def _journals(actor: Actor, year: int, day: date, then: date) -> QuerySet[Course, Any]:
    lessons = Lesson.objects.filter(course_id=OuterRef("pk"), date__lt=day, topic="", is_cancelled=False)
    count = lessons.order_by().values("course_id").annotate(number=Count("pk")).values("number")
    # What waits for a page to be opened is told of by the request to open it.
    late = _waiting(CorrectionRequest.objects.filter(opening=None), actor.school_id)
    closed = _waiting(ReopenRequest.objects.all(), actor.school_id)
    rows = Course.objects.filter(policy.visible(actor, day), year=year).annotate(
        requests=late + closed,
        **policy.course_rights(actor, day),
        teacher_name=teacher_on(actor, then),
        unfilled=Coalesce(Subquery(count), 0),
    )
    first = When(kind=CourseKind.SUBJECT, then=Value(0)), When(kind=CourseKind.EXTRACURRICULAR, then=Value(1))
    rows = rows.alias(place=Case(*first, default=Value(2)))
    return rows.order_by("class_group__sort_key", "place", "subject__search_key", "subgroup__name", "pk").values_list(
        *("pk", "class_group_id", "class_group__name", "class_group__grade", "subject__name", "kind"),
        *("subgroup__name", "teacher_name", "as_teacher", "as_tutor", "unfilled", "requests"),
    )


def _waiting(requests: QuerySet[R], school_id: int) -> Coalesce:
    rows = requests.filter(school_id=school_id, state=RequestState.WAITING, course_id=OuterRef("pk")).order_by()
    return Coalesce(Subquery(rows.values("course_id").annotate(number=Count("pk")).values("number")), 0)


def _journal(names: dict[str, str], course_id: int, *row: Any) -> JournalOfList:
    class_id, class_name, grade, subject, kind, subgroup, teacher, *rest = row
    named = names.get(teacher or "", "")
    return JournalOfList(course_id, class_id, class_name, grade, subject, kind, subgroup or "", named, *rest)
