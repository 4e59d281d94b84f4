"""Sums of the marks of a class by student and subject: what averages of a summary sheet are made of.

They come from the database: thirty students have some thousand marks in a term. Whatever page a mark stands on, it
counts where the student was on that page on its day (`marks.counting`).
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, DecimalField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from letopis.kernel.dates import DateRange
from letopis.kernel.statements import statement
from letopis.school.classes.models import Membership, SubgroupMembership
from letopis.school.marks.averages import HUNDREDTH, Weighed, counting, rounded
from letopis.school.marks.enums import MarkState
from letopis.school.marks.models import Mark
from letopis.school.marks.rules import COUNTING
from letopis.school.organisation.models import dated_on

WEIGHT = DecimalField(max_digits=12, decimal_places=2)


def sums_of(
    school_id: int, class_id: int, year_id: int, dates: DateRange, rewritten: str
) -> dict[tuple[int, int], "Sums"]:
    """Return the sums of a class's marks of some days by student and subject. One query."""
    found: dict[tuple[int, int], Sums] = defaultdict(Sums)
    for student, subject, *more in _sums(school_id, class_id, year_id, *dates.bounds):
        found[student, subject].add(more, rewritten)
    return found


def of_class(school: int, class_group: int) -> QuerySet[Membership, Any]:
    """Return the ids of everybody who was ever in a class, for a condition."""
    return Membership.objects.filter(school_id=school, class_group_id=class_group).order_by().values("student_id")


class Sums:
    """Sums of a student's marks of a subject."""

    def __init__(self) -> None:
        self.total, self.number = 0, 0
        self.weighted, self.weights = Decimal(), Decimal()

    def add(self, row: Sequence[Any], rewritten: str) -> None:
        """Add a row of sums; SQLite adds weights as floats: hundredths again."""
        was, value, second, weight, total, number, weighted, weights, rows = row
        if was:
            for mark in counting(Weighed(value, second, weight, was=was), rewritten):
                total, number = total + mark * rows, number + rows
                weighted, weights = _hundredths(weighted) + mark * weight * rows, _hundredths(weights) + weight * rows
        self.total += total
        self.number += number
        self.weighted += _hundredths(weighted)
        self.weights += _hundredths(weights)

    @property
    def plain(self) -> Decimal | None:
        """The mean of the marks."""
        return rounded(Decimal(self.total), Decimal(self.number)) if self.number else None

    @property
    def by_weight(self) -> Decimal | None:
        """The weighted mean."""
        return rounded(self.weighted, self.weights) if self.weights else None


def _hundredths(value: Any) -> Decimal:
    return Decimal(str(value)).quantize(HUNDREDTH)


@statement
def _sums(school: int, class_group: int, year: int, first: date, last: date) -> QuerySet[Mark, Any]:
    """By student and subject of all pages: Σ mark, how many, Σ mark · weight, Σ weight. «5/4» is two marks.

    Marks of works written again come by themselves, with how many there are of each kind: which of two counts is the
    school's to say.
    """
    in_class = Membership.objects.filter(
        dated_on(OuterRef("lesson__date")),
        student_id=OuterRef("student_id"),
        class_group_id=OuterRef("course__class_group_id"),
    )
    in_group = SubgroupMembership.objects.filter(
        dated_on(OuterRef("lesson__date")),
        student_id=OuterRef("student_id"),
        subgroup_id=OuterRef("course__subgroup_id"),
    )
    rows = Mark.objects.filter(school_id=school, student_id__in=of_class(school, class_group))
    rows = rows.filter(
        Q(Exists(in_class)) & (Q(course__subgroup__isnull=True) | Q(Exists(in_group))),
        Q(value__in=COUNTING) | ~Q(was=""),
        course__year_id=year,
        work__is_removed=False,
        lesson__is_cancelled=False,
        lesson__date__range=(first, last),
    ).exclude(state=MarkState.EXCLUDED)
    weighs = Coalesce("work__weight", "work__kind__weight", output_field=WEIGHT)
    once = Q(was="")
    mark = _if(once & Q(value__in=COUNTING), _figure("value")) + _if(once & Q(second__in=COUNTING), _figure("second"))
    number = _if(once & Q(value__in=COUNTING), Value(1)) + _if(once & Q(second__in=COUNTING), Value(1))
    again = {name: Case(When(once, then=Value("")), default=F(name)) for name in ("value", "second")}
    made = (
        rows.order_by()
        .annotate(
            again_value=again["value"],
            again_second=again["second"],
            again_weight=Case(When(once, then=Value(0, WEIGHT)), default=weighs, output_field=WEIGHT),
        )
        .values("student_id", "course__subject_id", "was", "again_value", "again_second", "again_weight")
        .annotate(
            total=Sum(mark),
            number=Sum(number),
            weighted=Sum(mark * weighs, output_field=WEIGHT),
            weights=Sum(number * weighs, output_field=WEIGHT),
            rows=Count("pk"),
        )
    )
    return made.values_list(
        *("student_id", "course__subject_id", "was", "again_value", "again_second", "again_weight"),
        *("total", "number", "weighted", "weights", "rows"),
    )


def _if(condition: Q, value: Combinable) -> Case:
    return Case(When(condition, then=value), default=Value(0), output_field=IntegerField())


def _figure(name: str) -> Cast:
    """A mark as a number; PostgreSQL reads one of another kind only where it is asked for."""
    return Cast(Case(When(**{f"{name}__in": COUNTING}, then=F(name)), default=Value("0")), IntegerField())
