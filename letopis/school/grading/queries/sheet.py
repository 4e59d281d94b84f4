"""The sheet of a course: who is on it, marks of its periods, what follows from the marks of lessons.

The page of the sheet and the writing of a mark read it by the same statements, so that what is proposed on the screen
is what a mark is put beside.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from msgspec import Struct

from letopis.kernel.columns import attnames, loaded
from letopis.kernel.dates import DateRange
from letopis.kernel.json_rows import JsonRows
from letopis.kernel.locks import locked
from letopis.kernel.statements import moment_of, statement
from letopis.school.classes.models import Membership
from letopis.school.curriculum.models import Course
from letopis.school.grading import rules
from letopis.school.grading.enums import PeriodKind
from letopis.school.grading.models import NO_TERM, PeriodMark
from letopis.school.grading.rules import OfTerm, Proposal
from letopis.school.lessons import policy
from letopis.school.lessons.queries.rosters import Listed
from letopis.school.marks.averages import Weighed, counted
from letopis.school.marks.counting import Brought, counts
from letopis.school.marks.models import Mark
from letopis.school.marks.queries.roster import roster
from letopis.school.organisation.models import Term
from letopis.school.organisation.settings import SchoolSettings
from letopis.school.organisation.stored_settings import read_settings
from letopis.school.periods.models import PageClosing
from letopis.school.periods.rules import Closing

MARK = attnames(PeriodMark)
GONE = Proposal("", "в конце года не в составе")
LONGER = ((PeriodKind.YEAR, "Год"), (PeriodKind.EXAM, "Экзамен"), (PeriodKind.FINAL, "Итоговая"))


class SheetCourse(Struct, frozen=True):
    """The course of a sheet as read; the names are those of its columns."""

    id: int
    school_id: int
    class_group_id: int
    class_group__name: str
    subgroup_id: int | None
    subgroup__name: str | None
    subject_id: int
    subject__name: str
    year_id: int
    year__starts_on: date
    year__ends_on: date
    year__closed_at: datetime | None
    scale: str
    school__settings: dict[str, Any]
    school__time_zone: str
    as_teacher: bool
    as_tutor: bool
    terms: list[list[Any]] | None
    decided: list[list[Any]] | None

    @property
    def course_id(self) -> int:
        """As the list of a page asks for it."""
        return self.id

    @property
    def where(self) -> str:
        """«7А», «7А, 1 группа»."""
        return f"{self.class_group__name}, {self.subgroup__name}" if self.subgroup__name else self.class_group__name


@dataclass(frozen=True, slots=True)
class Column:
    """What a mark may be of: a term, or the year as a whole. `dates` are its days, `last_day` that of the teaching."""

    id: str
    name: str
    kind: PeriodKind
    term_id: int | None
    dates: DateRange
    last_day: date
    closing: Closing

    @property
    def slot(self) -> int:
        """The key of the column in the tables."""
        return self.term_id or NO_TERM


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A mark that stands on another page of the subject: «4», «7А»."""

    value: str
    where: str


# ── the course ────────────────────────────────────────────────────────
def courses_of(
    school_id: int, staff_id: int | None, ids: Collection[int], day: date, *, to_write: bool
) -> dict[int, SheetCourse]:
    """Return courses by id with whose they are on `day`, locked where it is `to_write`. One query."""
    read = _locked if to_write else _courses
    rows = (SheetCourse(*row) for row in read(school_id, staff_id or 0, set(ids), day))
    return {course.id: course for course in rows}


@statement
def _courses(school: int, staff: int, ids: set[int], day: date) -> QuerySet[Course, Any]:
    terms = Term.objects.filter(scheme_id=OuterRef("class_group__scheme_id")).order_by("starts_on", "pk")
    closings = PageClosing.objects.filter(course_id=OuterRef("pk")).order_by("pk")
    rows = Course.objects.filter(school_id=school, pk__in=ids).annotate(
        **policy.course_rights(policy.Staffed(school, staff), day),
        terms=JsonRows(terms, "pk", "name", "starts_on", "ends_on", "closed_at"),
        decided=JsonRows(closings, "term_id", "closed_at", "open_until"),
    )
    return rows.order_by("pk").values_list(*SheetCourse.__struct_fields__)


@statement
def _locked(school: int, staff: int, ids: set[int], day: date) -> QuerySet[Course, Any]:
    return locked(_courses.build(school, staff, ids, day), Course)


def columns_of(course: SheetCourse) -> tuple[Column, ...]:
    """Return the terms that the class follows, the year, the examination and the final mark."""
    of_year, days = course.year__closed_at, DateRange(course.year__starts_on, course.year__ends_on)
    of_page = {row[0]: (moment_of(row[1]), moment_of(row[2])) for row in course.decided or ()}
    terms = []
    for pk, name, first, last, closed_at in course.terms or ():
        dates = DateRange(date.fromisoformat(first), date.fromisoformat(last))
        closing = Closing(of_year, moment_of(closed_at), *of_page.get(pk, (None, None)))
        terms.append(Column(str(pk), name, PeriodKind.TERM, pk, dates, dates.last, closing))
    taught = terms[-1].last_day if terms else days.last
    longer = (Column(kind.value, name, kind, None, days, taught, Closing(of_year)) for kind, name in LONGER)
    return (*terms, *longer)


# ── the sheet ─────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Sheet:
    """Everything a proposal follows from. `own` are the marks of the page by (period, student), tombstones included.

    `cells`: what of lessons counts, by student, with its day; `elsewhere`: on other pages of the subject.
    """

    course: SheetCourse
    settings: SchoolSettings
    columns: tuple[Column, ...]
    people: Mapping[int, Listed]
    own: Mapping[tuple[str, int], PeriodMark]
    elsewhere: Mapping[tuple[str, int], Elsewhere]
    cells: Mapping[int, Sequence[tuple[date, Weighed]]]

    def value(self, column: Column, student_id: int) -> str:
        """Return the mark that stands there, here or on another page of the subject."""
        own, other = self.own.get((column.id, student_id)), self.elsewhere.get((column.id, student_id))
        return (own.value if own else "") or (other.value if other else "")

    def proposal(self, column: Column, student_id: int) -> Proposal:
        """Return what follows for a cell; nothing for an examination, which is its own."""
        if column.kind == PeriodKind.TERM:
            return self._of_term(column, student_id)
        if column.kind == PeriodKind.YEAR:
            if not self._stays_to(column, student_id):
                return GONE
            return rules.of_year(self.course.scale, self._terms_of(student_id), self.settings)
        if column.kind == PeriodKind.FINAL:
            year, exam = (self._longer(kind, student_id) for kind in (PeriodKind.YEAR, PeriodKind.EXAM))
            return rules.of_final(self.course.scale, year, exam, self.settings)
        return rules.NOTHING

    def _of_term(self, column: Column, student_id: int) -> Proposal:
        cells = self._by_term.get((column.id, student_id))
        return self._rated(column, cells) if cells else self._of_none[column.id]

    def _rated(self, column: Column, cells: Sequence[Weighed]) -> Proposal:
        return rules.of_term(self.course.scale, cells, self.settings, has_marks=column.id in self._marked)

    @cached_property
    def _of_none(self) -> dict[str, Proposal]:
        """What follows in each term for who has nothing in it."""
        return {one.id: self._rated(one, ()) for one in self.columns if one.kind == PeriodKind.TERM}

    @cached_property
    def _by_term(self) -> dict[tuple[str, int], list[Weighed]]:
        """What counts, by term and student; each day is looked up once."""
        terms = [one for one in self.columns if one.kind == PeriodKind.TERM]
        days = {day for cells in self.cells.values() for day, _ in cells}
        term_of = {day: one.id for day in days for one in terms if day in one.dates}
        found: dict[tuple[str, int], list[Weighed]] = defaultdict(list)
        for student, cells in self.cells.items():
            for day, cell in cells:
                if term := term_of.get(day):
                    found[term, student].append(cell)
        return found

    def _terms_of(self, student_id: int) -> list[OfTerm]:
        stays = self.people[student_id].days if student_id in self.people else ()
        return [
            OfTerm(one.name, self.value(one, student_id), counts(one.last_day, stays) and one.id in self._marked)
            for one in self.columns
            if one.kind == PeriodKind.TERM
        ]

    def _stays_to(self, column: Column, student_id: int) -> bool:
        """Whether the student is on the page when the marks of the column are put: who left has no year here."""
        opens = rules.opens_on(column.last_day, self.settings.term_mark_days)
        stays = self.people[student_id].days if student_id in self.people else ()
        return any(stay.last >= opens for stay in stays)

    def _longer(self, kind: PeriodKind, student_id: int) -> str:
        return self.value(next(one for one in self.columns if one.kind == kind), student_id)

    @cached_property
    def _marked(self) -> frozenset[str]:
        """The terms in which somebody has a mark, of a lesson or of the term itself."""
        put = {period for (period, _), mark in self.own.items() if mark.value}
        rated = (
            term for (term, _), cells in self._by_term.items() if any(one.value or counted([one]) for one in cells)
        )
        return frozenset({*put, *rated})


def sheet_of(course: SheetCourse, only: Column | None = None) -> Sheet:
    """Return the sheet of a course; with `only` what a mark of that column needs. Three queries."""
    columns = columns_of(course)
    page = (course.school_id, course.id, course.class_group_id, course.subject_id, course.year_id)
    own: dict[tuple[str, int], PeriodMark] = {}
    elsewhere: dict[tuple[str, int], Elsewhere] = {}
    for row in _period_marks(*page):
        mark = loaded(PeriodMark, MARK, row[: len(MARK)])
        key = (str(mark.slot) if mark.kind == PeriodKind.TERM else mark.kind, mark.student_id)
        if mark.course_id == course.id:
            own[key] = mark
        elif mark.value:
            group, subgroup = row[len(MARK) :]
            elsewhere[key] = Elsewhere(mark.value, f"{group}, {subgroup}" if subgroup else group)
    dates = DateRange(course.year__starts_on, course.year__ends_on)
    if only and only.kind == PeriodKind.TERM:
        dates = only.dates
    marks = _marks(course.school_id, course.id, *dates.bounds)
    written = {row[0] for row in marks} | {student for (_, student), mark in own.items() if mark.value}
    everyone, brought = roster(course, dates, written)
    people = {one.id: one for one in everyone}
    settings = read_settings(course.school__settings)
    return Sheet(course, settings, columns, people, own, elsewhere, _cells(dates, marks, people, brought))


def _cells(
    dates: DateRange,
    marks: Sequence[tuple[Any, ...]],
    people: Mapping[int, Listed],
    brought: Mapping[int, Sequence[Brought]],
) -> dict[int, list[tuple[date, Weighed]]]:
    """What of `dates` counts, by student, with its day: `marks.counting`."""
    cells: dict[int, list[tuple[date, Weighed]]] = defaultdict(list)
    days_of = {pk: one.days for pk, one in people.items()}
    whole = {pk for pk, days in days_of.items() if any(one.covers(dates) for one in days)}
    for student, day, *cell in marks:
        if student in whole or counts(day, days_of.get(student, ())):
            cells[student].append((day, Weighed(*cell)))
    for student, own in brought.items():
        cells[student] += [(one.date, Weighed(one.value, one.second, one.weight, one.state, one.was)) for one in own]
    return cells


@statement
def _marks(school: int, course: int, first: date, last: date) -> QuerySet[Mark, Any]:
    """Marks of works that are held, with their weights."""
    marks = Mark.objects.filter(school_id=school, work__course_id=course, work__is_removed=False)
    marks = marks.exclude(value="", was="")
    held = marks.filter(work__lesson__is_cancelled=False, work__lesson__date__range=(first, last))
    weighed = held.annotate(weighs=Coalesce("work__weight", "work__kind__weight"))
    return weighed.values_list("student_id", "work__lesson__date", "value", "second", "weighs", "state", "was")


@statement
def _period_marks(school: int, course: int, class_group: int, subject: int, year: int) -> QuerySet[PeriodMark, Any]:
    """Marks of the page, and those of the subject that the students of its class have on other pages."""
    of_class = Membership.objects.filter(student_id=OuterRef("student_id"), class_group_id=class_group)
    rows = PeriodMark.objects.filter(school_id=school, course__subject_id=subject, course__year_id=year)
    rows = rows.filter(Q(course_id=course) | Q(Exists(of_class)))
    return rows.order_by("pk").values_list(*MARK, "course__class_group__name", "course__subgroup__name")
