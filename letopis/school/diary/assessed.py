"""Works of the published schedule as a family reads them: at the lesson of the week, and all of the half ahead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat
from msgspec import Struct

from letopis.kernel.actor import Actor
from letopis.kernel.policies import NONE
from letopis.school.classes.models import SubgroupMembership
from letopis.school.diary.children import Child, Stay, open_diary
from letopis.school.organisation.models import dated_on
from letopis.school.workload.enums import AssessmentKind, WorkState
from letopis.school.workload.models import AssessmentWork

_BREAK = "\n"


def on_lesson() -> Subquery:
    """Return, of Lesson rows, the kind and the title of the published work that stands at them, null for none."""
    works = AssessmentWork.objects.filter(
        Q(number=OuterRef("number")) | Q(number__isnull=True),
        school_id=OuterRef("school_id"),
        course_id=OuterRef("course_id"),
        date=OuterRef("date"),
        state=WorkState.PLANNED,
    )
    text = Concat("kind", Value(_BREAK), "title", output_field=CharField())
    return Subquery(works.order_by("pk").annotate(text=text).values("text")[:1])


def shown(text: str | None) -> str:
    """Return what on_lesson() gives as it is read: the title, else what it is."""
    if not text:
        return ""
    kind, _, title = text.partition(_BREAK)
    return title or str(AssessmentKind(kind).label)


class Ahead(Struct, frozen=True):
    """A work of the child's, published."""

    date: date
    number: int | None
    subject: str
    kind: str
    title: str
    minutes: int

    @property
    def what(self) -> str:
        """The title, else what it is."""
        return self.title or str(AssessmentKind(self.kind).label)


@dataclass(frozen=True, slots=True)
class WorksPage:
    """The published works of this year: those to come, then those that were, the latest first."""

    children: tuple[Child, ...]
    child: Child
    ahead: tuple[Ahead, ...]
    past: tuple[Ahead, ...]

    @property
    def parts(self) -> tuple[tuple[str, tuple[Ahead, ...]], ...]:
        """Both with their headings."""
        return ("Впереди", self.ahead), ("Прошли", self.past)


def works_page(actor: Actor, student_id: int | None = None) -> WorksPage:
    """Return the works of the child's classes and subgroups. Raises NotVisible. Two queries."""
    children, child = open_diary(actor, student_id)
    today = child.moment.date()
    stays = [stay for stay in child.stays if today in stay.year] or list(child.stays)[-1:]
    found = _works(actor, child.id, stays)
    ahead = [one for one in found if one.date >= today]
    past = [one for one in found if one.date < today]
    return WorksPage(children, child, tuple(sorted(ahead, key=_place)), tuple(sorted(past, key=_place, reverse=True)))


def _place(work: Ahead) -> tuple[date, int, str]:
    return work.date, work.number or 0, work.subject


def _works(actor: Actor, student: int, stays: Iterable[Stay]) -> list[Ahead]:
    """One query. None for a child without a stay."""
    own = NONE
    for stay in stays:
        own |= Q(course__class_group_id=stay.class_id, date__range=stay.dates.bounds)
    places = SubgroupMembership.objects.filter(
        dated_on(OuterRef("date")), student_id=student, subgroup_id=OuterRef("course__subgroup_id")
    )
    rows = AssessmentWork.objects.filter(
        Q(course__subgroup__isnull=True) | Q(Exists(places)),
        own,
        school_id=actor.school_id,
        state=WorkState.PLANNED,
    ).annotate(subject=F("course__subject__name"))
    return [Ahead(*row) for row in rows.values_list("date", "number", "subject", "kind", "title", "minutes")]
