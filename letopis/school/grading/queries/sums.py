"""Sums of the marks of a class by student and subject: what averages of a summary sheet are made of.

Thirty students have some thousand marks in a term; they come a work in a row. Who was on all pages all the time has
what stands on them; of who came, left or changed a part of the class each mark is asked whether the student was on its
page on its day (`marks.counting`), whatever page it stands on.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat

from letopis.kernel.dates import DateRange
from letopis.kernel.json_rows import JsonTexts
from letopis.kernel.statements import statement
from letopis.school.classes.models import Membership, SubgroupMembership
from letopis.school.lessons.queries.rosters import WHOLE, Listed
from letopis.school.marks.averages import Weighed
from letopis.school.marks.averages import counting as counting_of
from letopis.school.marks.models import Mark, Work
from letopis.school.organisation.models import dated_on

Parts = Mapping[tuple[int, int], Sequence[DateRange]]


class Sums:
    """Sums of a student's marks of a subject; weights in hundredths."""

    __slots__ = ("number", "total", "weighted", "weights")

    def __init__(self) -> None:
        self.total = self.number = self.weighted = self.weights = 0

    def add(self, marks: Iterable[int], weight: int) -> None:
        """Add marks of one weight."""
        for mark in marks:
            self.total += mark
            self.number += 1
            self.weighted += mark * weight
            self.weights += weight

    def average(self, *, by_weight: bool) -> int | None:
        """Return the mean in hundredths, half up, as `averages.rounded`; the plain one where nothing has weight."""
        top, parts = (self.weighted, self.weights) if by_weight and self.weights else (self.total, self.number)
        return (200 * top + parts) // (2 * parts) if parts else None


def sums_of(  # noqa: PLR0917
    school_id: int,
    year_id: int,
    pages: Mapping[int, tuple[int, int | None]],
    people: Iterable[Listed],
    parts: Parts,
    dates: DateRange,
    rewritten: str,
) -> dict[tuple[int, int], Sums]:
    """Return the sums of some days by student and subject. One query; one more where somebody was there in part.

    `pages`: subject and subgroup of each course of the class; `parts`: the days of each student in each subgroup.
    """
    here = {one.id for one in people}
    movers = {one.id for one in people if one.within(dates) is not WHOLE}
    movers |= {student for (student, _), days in parts.items() if _is_in_part(days, dates)} & here
    found: dict[tuple[int, int], Sums] = defaultdict(Sums)
    for course, own, usual, marks in _of_pages(school_id, set(pages), *dates.bounds):
        subject, subgroup = pages[course]
        weight = _hundredths(usual if own is None else own)
        there = here - movers if subgroup is None else {student for student, part in parts if part == subgroup} - movers
        for text in marks or ():
            student, counting = _read(text, rewritten)
            if counting and student in there:
                found[student, subject].add(counting, weight)
    if movers:
        for student, subject, own, usual, *cell in _of_movers(school_id, movers, year_id, *dates.bounds):
            weight = _hundredths(usual if own is None else own)
            found[student, subject].add(_counting("|".join(cell), rewritten), weight)
    return found


def _is_in_part(days: Sequence[DateRange], dates: DateRange) -> bool:
    """On some of the days or on none of them, and not on all."""
    return not any(one.covers(dates) for one in days)


@lru_cache(maxsize=4096)
def _read(text: str, rewritten: str) -> tuple[int, tuple[int, ...]]:
    """The student of a mark and what of it counts: a student has few different ones."""
    student, _, cell = text.partition("|")
    return int(student), _counting(cell, rewritten)


@lru_cache(maxsize=1024)
def _counting(cell: str, rewritten: str) -> tuple[int, ...]:
    value, second, state, was = cell.split("|")
    return tuple(counting_of(Weighed(value, second, Decimal(), state, was), rewritten))


@lru_cache(maxsize=256)
def _hundredths(weight: Decimal) -> int:
    return int(weight * 100)


# ── statements ────────────────────────────────────────────────────────
CELL = ("value", "second", "state", "was")


@statement
def _of_pages(school: int, courses: set[int], first: date, last: date) -> QuerySet[Work, Any]:
    """Works held on some days, each with its marks."""
    marks = Mark.objects.filter(school_id=school, work_id=OuterRef("pk")).exclude(value="", was="")
    works = Work.objects.filter(school_id=school, course_id__in=courses, is_removed=False, lesson__is_cancelled=False)
    held = works.filter(lesson__date__range=(first, last)).order_by()
    return held.values_list("course_id", "weight", "kind__weight", JsonTexts(marks, _text()))


def _text() -> Combinable:
    """A mark as a text: «12|5|4||»."""
    parts = [part for name in CELL for part in (Value("|"), F(name))]
    return Concat(Cast("student_id", TextField()), *parts, output_field=TextField())


@statement
def _of_movers(school: int, students: set[int], year: int, first: date, last: date) -> QuerySet[Mark, Any]:
    """Marks of all pages on which the students were on the day."""
    of_student = {"student_id": OuterRef("student_id")}
    on_day = dated_on(OuterRef("lesson__date"))
    in_class = Membership.objects.filter(on_day, **of_student, class_group_id=OuterRef("course__class_group_id"))
    in_group = SubgroupMembership.objects.filter(on_day, **of_student, subgroup_id=OuterRef("course__subgroup_id"))
    there = Q(Exists(in_class)) & (Q(course__subgroup__isnull=True) | Q(Exists(in_group)))
    marks = Mark.objects.filter(there, school_id=school, student_id__in=students, course__year_id=year)
    held = marks.filter(
        work__is_removed=False, lesson__is_cancelled=False, lesson__date__range=(first, last)
    ).order_by()
    return held.values_list("student_id", "course__subject_id", "work__weight", "work__kind__weight", *CELL)
