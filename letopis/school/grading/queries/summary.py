"""The summary sheet of a class (сводная ведомость): students × subjects for a term, the year, the final marks.

Averages come from the database as sums, by student and subject: whatever page a mark stands on, it counts where the
student was on that page on its day (`marks.counting`).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.db.models import OuterRef, QuerySet
from msgspec import Struct

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.dates import DateRange
from letopis.kernel.errors import NotVisible
from letopis.kernel.json_rows import JsonRows
from letopis.kernel.rights import Right
from letopis.kernel.statements import statement
from letopis.school.classes.models import ClassGroup, Membership, SubgroupMembership
from letopis.school.curriculum.enums import Scale
from letopis.school.curriculum.models import Course
from letopis.school.grading import rules, summary_rules
from letopis.school.grading.enums import PeriodKind
from letopis.school.grading.models import NO_TERM, PeriodMark
from letopis.school.grading.queries.missing import marked_courses
from letopis.school.grading.queries.sums import OfSubject, Parts, sums_of
from letopis.school.grading.summary_rules import Doubt, Figures, Standing
from letopis.school.lessons import policy
from letopis.school.lessons.queries.rosters import COLUMNS, Listed, listed, members
from letopis.school.marks.averages import HUNDREDTH
from letopis.school.marks.counting import counts
from letopis.school.organisation.models import Term
from letopis.school.organisation.stored_settings import read_settings
from letopis.school.people.models import Student

LONGER = ((PeriodKind.YEAR, "Год"), (PeriodKind.FINAL, "Итоговые"))


class SummaryClass(Struct, frozen=True):
    """The class as read; the names are those of its columns."""

    id: int
    school_id: int
    name: str
    year_id: int
    year__name: str
    year__starts_on: date
    year__ends_on: date
    school__settings: dict[str, Any]
    as_tutor: bool
    terms: list[list[Any]] | None


@dataclass(frozen=True, slots=True)
class Period:
    """What the sheet is for: a term («12»), «year», «final». `last_day`: of the teaching."""

    id: str
    name: str
    kind: PeriodKind
    dates: DateRange
    last_day: date

    @property
    def term_id(self) -> int | None:
        """The term, None for the year."""
        return int(self.id) if self.kind == PeriodKind.TERM else None

    @property
    def slot(self) -> int:
        """The key of the period in the tables."""
        return self.term_id or NO_TERM

    @property
    def key(self) -> dict[str, Any]:
        """The columns by which its rows are found."""
        return {"kind": self.kind, "slot": self.slot}


@dataclass(frozen=True, slots=True)
class Subject:
    """A column: a subject with all its pages in the class. `pages`: course and subgroup, None: of the whole class."""

    id: int
    name: str
    short: str
    scale: str
    pages: tuple[tuple[int, int | None], ...]

    @property
    def is_mixed(self) -> bool:
        """Whether it has a page of the whole class and pages of parts of it."""
        return len({subgroup is None for _, subgroup in self.pages}) > 1


class Cell(NamedTuple):
    """A mark of the sheet, the average it would follow from by now, and what there is to look at."""

    value: str
    average: Decimal | None
    proposed: str
    reason: str
    doubt: Doubt


@dataclass(frozen=True, slots=True)
class Line:
    """A student of the sheet. `cells` in the order of the subjects; `is_gone`: left before its end, without a mark."""

    id: int
    name: str
    why: str
    cells: tuple[Cell, ...]
    mean: Decimal | None
    standing: Standing
    missing: int
    is_gone: bool = False


@dataclass(frozen=True)
class Summary:
    """The sheet."""

    group: SummaryClass
    periods: tuple[Period, ...]
    period: Period
    subjects: tuple[Subject, ...]
    lines: tuple[Line, ...]

    @cached_property
    def by_subject(self) -> tuple[Figures, ...]:
        """The figures at the foot, in the order of the subjects."""
        columns = ([line.cells[place].value for line in self.lines] for place in range(len(self.subjects)))
        return tuple(summary_rules.of_subject(values) for values in columns)

    @cached_property
    def figures(self) -> Figures:
        """The figures of the class."""
        values = [cell.value for line in self.lines for cell in line.cells]
        return summary_rules.of_class([line.standing for line in self.lines], values)

    @cached_property
    def groups(self) -> dict[Standing, list[Line]]:
        """Students by how they stand, in the order of the report; empty groups left out, and who has left unmarked."""
        there = [line for line in self.lines if not line.is_gone]
        found = {one: [line for line in there if line.standing is one] for one in Standing}
        return {one: lines for one, lines in found.items() if lines}

    @property
    def empty(self) -> list[Subject]:
        """Subjects in which nobody has a mark."""
        return [
            subject
            for place, subject in enumerate(self.subjects)
            if not any(line.cells[place].value for line in self.lines)
        ]

    @cached_property
    def doubts(self) -> dict[Doubt, list[tuple[Line, Subject, Cell]]]:
        """What there is to look at, the gravest first."""
        found: dict[Doubt, list[tuple[Line, Subject, Cell]]] = {one: [] for one in Doubt if one}
        for line in self.lines:
            for subject, cell in zip(self.subjects, line.cells, strict=True):
                if cell.doubt:
                    found[cell.doubt].append((line, subject, cell))
        return {one: cells for one, cells in found.items() if cells}


def summary(actor: Actor, class_id: int, period: str = "") -> Summary:
    """Return the sheet of a class for a period («» the term that ends next or ended last). Six queries, one more
    where somebody was there in part. Raises NotVisible: another's class, no such period.
    """
    day = today()
    group = class_of(actor, class_id, day)
    periods = periods_of(group)
    chosen = chosen_of(periods, period, day)
    subjects = _subjects(_courses(group.school_id, group.id))
    everyone = listed(_members(group.school_id, group.id), whole=True)
    people = [one for one in everyone if one.within(chosen.dates)]
    parts = _parts(_places(group.school_id, group.id))
    read = _Read(group, chosen, min(chosen.last_day, day), subjects, people, parts)
    lines = tuple(read.line(one) for one in people)
    return Summary(group, periods, chosen, subjects, lines)


def class_for(actor: Actor, class_id: int, day: date) -> SummaryClass:
    """Return a class, for who reads it by another right, checked already. One query. Raises NotVisible."""
    found = next((SummaryClass(*row) for row in _classes(actor.school_id, actor.staff_id or 0, class_id, day)), None)
    if found is None:
        raise NotVisible
    return found


def class_of(actor: Actor, class_id: int, day: date) -> SummaryClass:
    """Return a class whose pages `actor` reads. One query. Raises NotVisible."""
    group = class_for(actor, class_id, day)
    if not (actor.may(Right.READ_PAGES) or leads(actor, group, Right.READ_CLASS_PAGES)):
        raise NotVisible
    return group


def leads(actor: Actor, group: SummaryClass, right: Right) -> bool:
    """Say whether the class is the actor's own one, and the role has a right to it."""
    return group.as_tutor and actor.may(right)


def periods_of(group: SummaryClass) -> tuple[Period, ...]:
    """Return what a sheet may be for."""
    terms = []
    for pk, name, first, last in group.terms or ():
        dates = DateRange(date.fromisoformat(first), date.fromisoformat(last))
        terms.append(Period(str(pk), name, PeriodKind.TERM, dates, dates.last))
    days = DateRange(group.year__starts_on, group.year__ends_on)
    last_day = terms[-1].last_day if terms else days.last
    return (*terms, *(Period(kind.value, name, kind, days, last_day) for kind, name in LONGER))


def chosen_of(periods: Sequence[Period], asked: str, day: date) -> Period:
    """The period asked for; «»: the term under way in its last two weeks, else the last one that is over."""
    if asked:
        found = next((one for one in periods if one.id == asked), None)
        if found is None:
            raise NotVisible
        return found
    terms = [one for one in periods if one.kind == PeriodKind.TERM]
    ending = [one for one in terms if one.dates.starts_on <= day and (one.dates.last - day).days <= SOON]
    return next(iter([*reversed(ending), *terms, *periods]))


SOON = 14


def _subjects(rows: Iterable[Sequence[Any]]) -> tuple[Subject, ...]:
    """Subjects with marks; several pages of one subject are one column."""
    found: dict[int, Subject] = {}
    for course, subject, name, short, scale, subgroup in rows:
        known = found.get(subject)
        pages = (*(known.pages if known else ()), (course, subgroup))
        found[subject] = Subject(subject, name, short or name, scale, pages)
    return tuple(found.values())


def _parts(rows: Iterable[Sequence[Any]]) -> Parts:
    """The days of each student in each subgroup."""
    found: dict[tuple[int, int], list[DateRange]] = defaultdict(list)
    for student, subgroup, starts_on, ends_on in rows:
        if dates := DateRange.of(starts_on, ends_on):
            found[student, subgroup].append(dates)
    return found


class _Read:
    """The marks and averages of a class in a period, by student and subject. Two queries, or three (sums_of)."""

    def __init__(  # noqa: PLR0917
        self,
        group: SummaryClass,
        period: Period,
        day: date,
        subjects: Sequence[Subject],
        people: Sequence[Listed],
        parts: Parts,
    ) -> None:
        self.period, self.day, self.subjects, self.parts = period, day, subjects, parts
        self.settings = read_settings(group.school__settings)
        rows = _period_marks(group.school_id, group.id, group.year_id, period.kind, period.slot)
        self.marks = {(student, subject): more for student, subject, *more in rows}
        self.sums: dict[int, OfSubject] = {}
        if period.kind == PeriodKind.TERM:
            pages = {course: (one.id, subgroup) for one in subjects for course, subgroup in one.pages}
            what = ((group.school_id, group.year_id, group.id), pages, people, parts, period.dates)
            self.sums = sums_of(*what, self.settings.rewritten_counts)
        marked = {subject for _, subject in self.marks} | {subject for subject, own in self.sums.items() if own}
        is_time = day >= rules.opens_on(period.last_day, self.settings.term_mark_days)
        is_year = period.kind == PeriodKind.YEAR
        self.columns = [
            _Read.Column(
                one.id,
                # Of a subject with a page of the whole class and of parts at once each has an average of its own.
                self.sums.get(one.id, {}) if one.scale == Scale.FIVE and not one.is_mixed else {},
                is_time and (is_year or one.id in marked),
                tuple(subgroup for _, subgroup in one.pages),
            )
            for one in subjects
        ]

    class Column(NamedTuple):
        """A subject as its cells ask for it: sums by student, whether marks are due, its pages' subgroups."""

        id: int
        sums: OfSubject
        is_due: bool
        subgroups: tuple[int | None, ...]

    def line(self, student: Listed) -> Line:
        """Return a student's line."""
        is_here = counts(self.day, student.days)
        cells = tuple([self._cell(student.id, column, is_here) for column in self.columns])
        values = [cell.value for cell in cells]
        missing = sum([cell.doubt is Doubt.MISSING for cell in cells])
        here = student.within(self.period.dates)
        standing = summary_rules.standing(values, missing=missing)
        why = here.why if here else ""
        is_gone = not is_here and not any(values)
        return Line(student.id, student.name, why, cells, summary_rules.mean(values), standing, missing, is_gone)

    def _cell(self, student: int, column: Column, is_here: bool) -> Cell:
        value, reason, beside = self.marks.get((student, column.id), NO_MARK)
        sums = column.sums.get(student)
        average = sums.average(by_weight=self.settings.weighted_term_mark) if sums else None
        is_enough = sums is not None and sums.number >= self.settings.term_mark_least
        is_due = is_here and column.is_due and self._is_taught(student, column)
        cell = _cell_of(value, beside, average, is_enough, self.settings.rounding_border, is_due)
        return cell._replace(reason=reason) if reason else cell

    def _is_taught(self, student: int, column: Column) -> bool:
        """On some page of the subject on the last day that the sheet looks at, who is in the class that day."""
        if None in column.subgroups:
            return True
        return any(counts(self.day, self.parts.get((student, subgroup or 0), ())) for subgroup in column.subgroups)


NO_MARK = ("", "", None)


@lru_cache(maxsize=4096)
def _cell_of(  # noqa: PLR0917
    value: str, beside: Decimal | None, average: int | None, is_enough: bool, border: Decimal, is_due: bool
) -> Cell:
    """A cell without its reason, for an average in hundredths: there are few different ones."""
    shown = None if average is None else average * HUNDREDTH
    found = None if shown is None else rules.follows(shown, is_enough, border)
    doubt = summary_rules.doubt(value, found, shown, beside, is_due=is_due)
    return Cell(value, shown, found.value if found else "", "", doubt)


# ── statements ────────────────────────────────────────────────────────
@statement
def _classes(school: int, staff: int, pk: int, day: date) -> QuerySet[ClassGroup, Any]:
    terms = Term.objects.filter(scheme_id=OuterRef("scheme_id")).order_by("starts_on", "pk")
    rows = ClassGroup.objects.filter(school_id=school, pk=pk).annotate(
        as_tutor=policy.class_led(policy.Staffed(school, staff), day),
        terms=JsonRows(terms, "pk", "name", "starts_on", "ends_on"),
    )
    return rows.values_list(*SummaryClass.__struct_fields__)


@statement
def _courses(school: int, class_group: int) -> QuerySet[Course, Any]:
    rows = marked_courses(school).filter(class_group_id=class_group)
    columns = ("pk", "subject_id", "subject__name", "subject__short_name", "scale", "subgroup_id")
    return rows.order_by("subject__search_key", "subject_id", "pk").values_list(*columns)


@statement
def _members(school: int, class_group: int) -> QuerySet[Student, Any]:
    return members(school, class_group, None, []).values_list(*COLUMNS)


@statement
def _places(school: int, class_group: int) -> QuerySet[SubgroupMembership, Any]:
    rows = SubgroupMembership.objects.filter(school_id=school, subgroup__class_group_id=class_group).order_by("pk")
    return rows.values_list("student_id", "subgroup_id", "starts_on", "ends_on")


@statement
def _period_marks(school: int, class_group: int, year: int, kind: str, slot: int) -> QuerySet[PeriodMark, Any]:
    of_class = Membership.objects.filter(school_id=school, class_group_id=class_group).order_by().values("student_id")
    rows = PeriodMark.objects.filter(school_id=school, student_id__in=of_class)
    rows = rows.filter(course__year_id=year, kind=kind, slot=slot).exclude(value="")
    return rows.order_by("pk").values_list("student_id", "course__subject_id", "value", "reason", "average")
