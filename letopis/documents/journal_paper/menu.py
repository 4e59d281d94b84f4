"""What of a class may be printed, for its page of printing."""

from collections.abc import Iterable
from dataclasses import dataclass

from letopis.documents.journal_paper import policy
from letopis.documents.journal_paper.volume import YEAR
from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible
from letopis.school.classes.models import ClassGroup
from letopis.school.curriculum.models import Course
from letopis.school.organisation.models import AcademicYear, Term


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the class's journal."""

    id: int
    title: str


@dataclass(frozen=True, slots=True)
class ClassMenu:
    """A class, the stretches of its year that may be printed (id, name), the one chosen, its pages."""

    id: int
    name: str
    year: str
    periods: tuple[tuple[str, str], ...]
    period: str
    pages: tuple[Page, ...]

    @property
    def period_name(self) -> str:
        """The name of the stretch chosen."""
        return dict(self.periods)[self.period]


def class_menu(actor: Actor, class_id: int, period: str = YEAR) -> ClassMenu:
    """Return what is printed of a class. Raises NotVisible. Four queries."""
    group = policy.class_to_print(actor, class_id)
    year = AcademicYear.objects.get(pk=group.year_id)
    terms = [(str(pk), name) for pk, name in _terms(group)]
    periods = ((YEAR, "Год"), *terms)
    if period not in dict(periods):
        raise NotVisible
    courses = Course.objects.filter(school_id=group.school_id, class_group=group)
    rows = courses.order_by("subject__search_key", "subgroup__name", "pk")
    return ClassMenu(
        id=group.pk,
        name=group.name,
        year=year.name,
        periods=periods,
        period=period,
        pages=tuple(
            Page(pk, f"{subject}, {subgroup}" if subgroup else subject)
            for pk, subject, subgroup in rows.values_list("pk", "subject__name", "subgroup__name")
        ),
    )


def _terms(group: ClassGroup) -> Iterable[tuple[int, str]]:
    return Term.objects.filter(scheme_id=group.scheme_id).order_by("number").values_list("pk", "name")


def printed_classes(actor: Actor, year_id: int) -> list[tuple[int, str, int]]:
    """Return id, name and grade of the classes of a year whose journals `actor` prints, in order. One query."""
    groups = ClassGroup.objects.filter(policy.printed_classes(actor), year_id=year_id).order_by("sort_key")
    return list(groups.values_list("pk", "name", "grade"))
