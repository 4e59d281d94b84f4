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

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat

from letopis.kernel.dates import DateRange
from letopis.kernel.json_rows import JsonTexts
from letopis.kernel.statements import statement
from letopis.school.classes.models import Membership, SubgroupMembership
from letopis.school.lessons.queries.rosters import WHOLE, Listed
from letopis.school.marks.averages import Weighed
from letopis.school.marks.averages import counting as counting_of
from letopis.school.marks.counting import counts
from letopis.school.marks.models import Mark, Work
from letopis.school.organisation.models import dated_on

Parts = Mapping[tuple[int, int], Sequence[DateRange]]


# A sum and a number in one whole number, so that a mark is added at once; neither reaches it.
SHIFT = 40
NUMBER = (1 << SHIFT) - 1


class Sums:
    """Sums of a student's marks of a subject: `marks` and, times their weights in hundredths, `weighted`.

    Each holds a sum and the number, or the weights, that it is of (SHIFT).
    """

    __slots__ = ("marks", "weighted")

    def __init__(self) -> None:
        self.marks = self.weighted = 0

    @property
    def number(self) -> int:
        """How many marks count."""
        return self.marks & NUMBER

    def average(self, *, by_weight: bool) -> int | None:
        """Return the mean in hundredths, half up, as `averages.rounded`; the plain one where nothing has weight."""
        sums = self.weighted if by_weight and self.weighted & NUMBER else self.marks
        top, parts = sums >> SHIFT, sums & NUMBER
        return (200 * top + parts) // (2 * parts) if parts else None


# Of a subject, by student.
OfSubject = dict[int, Sums]


def sums_of(  # noqa: PLR0917
    group: tuple[int, int, int],
    pages: Mapping[int, tuple[int, int | None]],
    people: Iterable[Listed],
    parts: Parts,
    dates: DateRange,
    rewritten: str,
) -> dict[int, OfSubject]:
    """Return the sums of some days by subject and student. One query; one more where somebody came or left in them,
    one more where that was from or to another class.

    `group`: school, year and class; `pages`: subject and subgroup of each course of the class; `parts`: the days of
    each student in each subgroup.
    """
    there = _There(people, parts, dates)
    found: dict[int, OfSubject] = defaultdict(lambda: defaultdict(Sums))
    known: dict[str, tuple[int, int]] = {}
    school_id, year_id, class_id = group
    for course, own, usual, day, marks in _of_pages(school_id, set(pages), *dates.bounds):
        subject, subgroup = pages[course]
        weight, of_subject, always = _hundredths(usual if own is None else own), found[subject], there.always(subgroup)
        for text in marks or ():
            one = known.get(text)
            if one is None:
                one = known[text] = _read(text, rewritten)
            student, marks_of_cell = one
            if marks_of_cell and (student in always or there.on(student, subgroup, day)):
                sums = of_subject[student]
                sums.marks += marks_of_cell
                sums.weighted += marks_of_cell * weight
    elsewhere = _classes_of(school_id, class_id, there.movers, year_id) if there.movers else []
    if elsewhere:
        for student, subject, own, usual, cell in _of_movers(school_id, set(elsewhere), there.movers, *dates.bounds):
            _, marks_of_cell = _read(f"{student}|{cell}", rewritten)
            if marks_of_cell:
                sums = found[subject][student]
                sums.marks += marks_of_cell
                sums.weighted += marks_of_cell * _hundredths(usual if own is None else own)
    return found


class _There:
    """Who was on which pages of a class on which of some days: nearly all of them were there all the time."""

    def __init__(self, people: Iterable[Listed], parts: Parts, dates: DateRange) -> None:
        self._people = {one.id: one for one in people}
        self._parts = parts
        # Who came or left in these days may have marks on pages of another class.
        self.movers = {one.id for one in self._people.values() if one.within(dates) is not WHOLE}
        changing = {student for (student, _), days in parts.items() if not any(one.covers(dates) for one in days)}
        self._asked = self.movers | (changing & self._people.keys())
        self._always: dict[int | None, set[int]] = {None: self._people.keys() - self._asked}

    def always(self, subgroup: int | None) -> set[int]:
        """Return who was on a page, of a subgroup or of the whole class, all of the days."""
        known = self._always.get(subgroup)
        if known is None:
            of_part = {student for student, part in self._parts if part == subgroup}
            known = self._always[subgroup] = of_part & self._always[None]
        return known

    def on(self, student: int, subgroup: int | None, day: date) -> bool:
        """Say whether a student who was not there all the time was on a page on a day."""
        if student not in self._asked or not counts(day, self._people[student].days):
            return False
        return subgroup is None or counts(day, self._parts.get((student, subgroup), ()))


@lru_cache(maxsize=4096)
def _read(text: str, rewritten: str) -> tuple[int, int]:
    """The student of a mark, and what of it counts as `Sums` add it: a student has few different ones."""
    student, value, *more = text.split("|")
    second, state, was = more or ("", "", "")
    counting = counting_of(Weighed(value, second, Decimal(), state, was), rewritten)
    return int(student), (sum(counting) << SHIFT) + len(counting)


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
    text = Concat(Cast("student_id", TextField()), Value("|"), _cell(), output_field=TextField())
    return held.values_list("course_id", "weight", "kind__weight", "lesson__date", JsonTexts(marks, text))


def _cell() -> Combinable:
    """A mark as a text: «5» of nearly all of them, «4|5||» of one with more in its cell."""
    parts = [part for name in CELL[1:] for part in (Value("|"), F(name))]
    whole = Concat(F("value"), *parts, output_field=TextField())
    return Case(When(second="", state="", was="", then=Cast("value", TextField())), default=whole)


@statement
def _classes_of(school: int, class_group: int, students: set[int], year: int) -> QuerySet[Membership, int]:
    """Other classes of a year that some of the students were in."""
    rows = Membership.objects.filter(school_id=school, student_id__in=students, class_group__year_id=year)
    return rows.exclude(class_group_id=class_group).order_by().values_list("class_group_id", flat=True)


@statement
def _of_movers(school: int, classes: set[int], students: set[int], first: date, last: date) -> QuerySet[Mark, Any]:
    """Marks of pages of some classes on which the students were on the day."""
    of_student = {"student_id": OuterRef("student_id")}
    on_day = dated_on(OuterRef("lesson__date"))
    in_class = Membership.objects.filter(on_day, **of_student, class_group_id=OuterRef("course__class_group_id"))
    in_group = SubgroupMembership.objects.filter(on_day, **of_student, subgroup_id=OuterRef("course__subgroup_id"))
    there = Q(Exists(in_class)) & (Q(course__subgroup__isnull=True) | Q(Exists(in_group)))
    marks = Mark.objects.filter(school_id=school, student_id__in=students, course__class_group_id__in=classes)
    held = marks.filter(
        there, work__is_removed=False, lesson__is_cancelled=False, lesson__date__range=(first, last)
    ).order_by()
    return held.values_list("student_id", "course__subject_id", "work__weight", "work__kind__weight", _cell())
