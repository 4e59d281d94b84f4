"""Marks of terms, the year, examinations, final ones, of conduct, as a family reads them: at once (DIA-03)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from msgspec import Struct

from letopis.kernel.actor import Actor
from letopis.kernel.json_rows import JsonRows
from letopis.kernel.statements import statement
from letopis.school.classes.models import SubgroupMembership
from letopis.school.curriculum.enums import CourseKind
from letopis.school.curriculum.models import Course
from letopis.school.diary.children import Child, Term
from letopis.school.grading.conduct_rules import conduct_name
from letopis.school.grading.enums import PeriodKind
from letopis.school.grading.models import ConductMark, PeriodMark
from letopis.school.organisation.models import AcademicYear, lasting
from letopis.school.people.models import Student

ORDER = (PeriodKind.YEAR, PeriodKind.EXAM, PeriodKind.FINAL)
NAMES = {PeriodKind.YEAR: "Год", PeriodKind.EXAM: "Экзамен", PeriodKind.FINAL: "Итоговая"}


class Put(Struct, frozen=True):
    """A mark that was put: of a term (`term_id`) or of the year as a whole; the average it was put beside, and what
    the school's rule made of it."""

    kind: str
    term_id: int
    value: str
    average: Decimal | None = None
    proposed: str = ""

    @property
    def differs(self) -> bool:
        """Whether the teacher decided otherwise than the rule."""
        return bool(self.proposed and self.proposed != self.value)


class OfYear(Struct, frozen=True):
    """What stands beside the marks of lessons: subjects taught now, marks put by subject, conduct by period."""

    taught: tuple[str, ...]
    put: dict[str, tuple[Put, ...]]
    conduct: tuple[Put, ...]


def of_year(actor: Actor, child: Child, year_name: str) -> OfYear:
    """Return what a child has for the periods of a year. One query."""
    stay = child.stay_on(child.moment.date())
    class_id, day = (stay.class_id if stay else 0), child.moment.date()
    rows = _of_year(actor.school_id, child.id, class_id, day, year_name)
    taught, put, conduct = next(iter(rows), ((), (), ()))
    by_subject: dict[str, list[Put]] = defaultdict(list)
    for subject, kind, slot, value, average, proposed in put or ():
        by_subject[subject].append(Put(kind, slot, value, _decimal(average), proposed))
    return OfYear(
        taught=tuple(subject for (subject,) in taught or ()),
        put={subject: tuple(found) for subject, found in by_subject.items()},
        conduct=tuple(Put(kind, slot, conduct_name(value)) for kind, slot, value in conduct or ()),
    )


def in_order(put: Iterable[Put], terms: Sequence[Term]) -> list[tuple[str, Put]]:
    """Return marks with the names of what they are of: terms, then the year, examination, final mark."""
    found = {(one.kind, one.term_id): one for one in put}
    keys: list[tuple[str, tuple[str, int]]] = [(term.name, (PeriodKind.TERM, term.id)) for term in terms]
    keys += [(NAMES[kind], (kind, 0)) for kind in ORDER]
    return [(name, found[key]) for name, key in keys if key in found]


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.01"))


@statement
def _of_year(school: int, student: int, class_group: int, day: date, year: str) -> QuerySet[Student, Any]:
    """One row: subjects taught on a day, marks of periods, marks of conduct."""
    own = SubgroupMembership.objects.filter(
        lasting(day), school_id=school, student_id=student, subgroup_id=OuterRef("subgroup_id")
    )
    courses = Course.objects.filter(school_id=school, class_group_id=class_group, kind=CourseKind.SUBJECT)
    taught = courses.filter(Q(subgroup__isnull=True) | Q(Exists(own))).order_by("pk")
    years = AcademicYear.objects.filter(school_id=school, name=year).values("pk")
    put = PeriodMark.objects.filter(school_id=school, student_id=OuterRef("pk"), course__year_id__in=years)
    conduct = ConductMark.objects.filter(school_id=school, student_id=OuterRef("pk"), class_group__year_id__in=years)
    of_mark = ("course__subject__name", "kind", "slot", "value", "average", "proposed")
    return Student.objects.filter(school_id=school, pk=student).values_list(
        JsonRows(taught, "subject__name"),
        JsonRows(put.exclude(value="").order_by("pk"), *of_mark),
        JsonRows(conduct.exclude(value="").order_by("pk"), "kind", "slot", "value"),
    )
