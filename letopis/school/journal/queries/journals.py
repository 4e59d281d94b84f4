"""The list of journals: every page its reader may open, with what is not filled in."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.school.curriculum.models import Course
from letopis.school.journal.queries.pages import annotated, teacher_on
from letopis.school.lessons import policy
from letopis.school.organisation.queries import current_year
from letopis.school.people.models import initials
from letopis.school.timetable.models import Lesson


@dataclass(frozen=True, slots=True)
class JournalOfList:
    """A page of the journal. `unfilled`: lessons before today without a topic; `is_mine`: taught by the reader."""

    course_id: int
    class_id: int
    class_name: str
    grade: int
    subject: str
    subgroup: str
    teacher: str
    is_mine: bool
    is_of_my_class: bool
    unfilled: int


def journals(actor: Actor) -> tuple[JournalOfList, ...]:
    """Return the pages of the year under way that `actor` reads, by class and subject. Two queries."""
    day = today()
    year = current_year(actor.school_id, day)
    courses = (
        Course.objects.filter(policy.visible(actor, day), year=year)
        .select_related("class_group", "subject", "subgroup")
        .annotate(**policy.course_rights(actor, day), teacher_name=teacher_on(actor, day), unfilled=_unfilled())
        .order_by("class_group__sort_key", "subject__search_key", "subgroup__name", "pk")
    )
    return tuple(_journal(course) for course in courses)


def _unfilled() -> Coalesce:
    lessons = Lesson.objects.filter(course_id=OuterRef("pk"), date__lt=today(), topic="", is_cancelled=False)
    count = lessons.order_by().values("course_id").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(count), 0)


def _journal(course: Course) -> JournalOfList:
    name = str(getattr(course, "teacher_name", None) or "")
    return JournalOfList(
        course_id=course.pk,
        class_id=course.class_group_id,
        class_name=course.class_group.name,
        grade=course.class_group.grade,
        subject=course.subject.name,
        subgroup=course.subgroup.name if course.subgroup else "",
        teacher=initials(*name.split("\t")) if name else "",
        is_mine=annotated(course, "as_teacher"),
        is_of_my_class=annotated(course, "as_tutor"),
        unfilled=int(getattr(course, "unfilled", 0)),
    )
