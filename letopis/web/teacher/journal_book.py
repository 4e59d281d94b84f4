"""A journal page as a workbook needs it: the columns of the screen, what stands in a cell, the figures at the right.

Everything is read from the documents that the screen gets (docs/developer/journal-protocol.md), by the same rules, so
that paper and screen cannot differ.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from letopis.school.journal.wire import GridDocument, StudentRow
from letopis.school.lessons.wire import LessonRow
from letopis.school.marks import states
from letopis.school.marks.averages import Proposal, Weighed, counted, plain_average, proposed, weighted_average
from letopis.school.marks.counting import Brought, told
from letopis.school.marks.enums import AbsenceCode, MarkState
from letopis.school.marks.wire import AbsenceRow, KindRow, MarkRow, WorkRow


@dataclass(frozen=True, slots=True)
class Column:
    """A lesson, or one work of a lesson that has several. `kind` is «к/р», `weight` 1 where there is no work."""

    lesson_id: int
    date: date
    number: int
    work_id: int | None = None
    kind: str = ""
    kind_name: str = ""
    weight: Decimal = Decimal(1)
    is_control: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A student of the page: in it from a day to a day (None: the whole period), but for `gaps`, and why."""

    id: int
    name: str
    starts_on: date | None
    ends_on: date | None
    why: str
    gaps: tuple[tuple[date, date], ...] = ()

    def holds(self, day: date) -> bool:
        """True where the student was in the class on `day`."""
        is_between = (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)
        return is_between and not any(first <= day <= last for first, last in self.gaps)


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: «5/4», «Н», «3•», «5 ОП»; `note` is what the screen shows on pointing at it."""

    text: str
    note: str = ""
    is_weak: bool = False
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Sums:
    """The figures at the right of a row; `unexplained` of the absences still have the bare «Н»."""

    plain: Decimal | None
    marks: int
    weighted: Decimal | None
    absences: int
    unexplained: int
    offer: Proposal | None


CLOSED = Cell("", is_closed=True)
DEBT = "•"
NO_MARK = MarkRow(None, 0, "", "", state="", debt_until=None, comment="", version=0)
NO_ABSENCE = AbsenceRow(0, 0, "", None, "", 0)
_ABSENT = frozenset(AbsenceCode) - {AbsenceCode.LATE}


class Book:
    """The document of a page (queries.grid.grid) as columns, lines, cells and figures."""

    def __init__(self, document: GridDocument) -> None:
        self.course = document.course
        self.period = document.period
        self.border, self.rewritten = Decimal(document.rules.border), document.rules.rewritten
        self.lines = [_line(row, _told(document, row.id)) for row in document.students]
        self.columns = _columns(document)
        self._marks = {(mark.work_id, mark.student_id): mark for mark in document.marks}
        self._brought: dict[int, list[Weighed]] = defaultdict(list)
        for one in document.brought:
            self._brought[one.student_id].append(
                Weighed(one.value, one.second, Decimal(str(one.weight)), one.state, one.was)
            )
        self._absences = {(absence.lesson_id, absence.student_id): absence for absence in document.absences}

    @cached_property
    def title(self) -> str:
        """«Алгебра, 7А, 1 группа, II четверть»."""
        course = self.course
        return ", ".join(filter(None, (course.subject, course.class_name, course.subgroup, self.period.name)))

    @property
    def days(self) -> tuple[date, date]:
        """First and last day of the period."""
        return self.period.starts_on, self.period.ends_on

    def cell(self, line: Line, column: Column) -> Cell:
        """Return what the screen shows in a cell."""
        mark, absence = self._mark(line, column), self._absence(line, column)
        if not line.holds(column.date):
            return _closed(mark, absence)
        notes = (
            _state_told(mark),
            f"Опоздание, {absence.minutes} мин" if absence.code == AbsenceCode.LATE and absence.minutes else "",
            mark.comment,
            absence.note,
        )
        shown = filter(None, (_shown(mark), absence.code))
        return Cell(" ".join(shown), ". ".join(filter(None, notes)), "2" in (mark.value, mark.second))

    def sums(self, line: Line) -> Sums:
        """Return the figures of a student, by the rules of docs/developer/averages.md."""
        cells = list(self._brought[line.id])
        held = [column for column in self.columns if line.holds(column.date)]
        codes = {column.lesson_id: self._absence(line, column).code for column in held}
        for column in held:
            mark = self._mark(line, column)
            if mark.value:
                cells.append(Weighed(mark.value, mark.second, column.weight, mark.state, mark.was))
        weighted = weighted_average(cells, self.rewritten)
        return Sums(
            plain=plain_average(cells, self.rewritten),
            marks=len(counted(cells, self.rewritten)),
            weighted=weighted,
            absences=sum(code in _ABSENT for code in codes.values()),
            unexplained=sum(code == AbsenceCode.ABSENT for code in codes.values()),
            offer=proposed(weighted, self.border),
        )

    def mean(self, column: Column) -> Decimal | None:
        """Return the plain mean of a column."""
        marks = (self._mark(line, column) for line in self.lines if line.holds(column.date))
        cells = (Weighed(mark.value, mark.second, Decimal(1), mark.state, mark.was) for mark in marks)
        return plain_average(cells, self.rewritten)

    def _mark(self, line: Line, column: Column) -> MarkRow:
        return self._marks.get((column.work_id, line.id), NO_MARK)

    def _absence(self, line: Line, column: Column) -> AbsenceRow:
        return self._absences.get((column.lesson_id, line.id), NO_ABSENCE)


def _line(row: StudentRow, brought: str) -> Line:
    why = ". Считается и ".join(filter(None, (row.why, brought)))
    return Line(row.id, row.name, row.since, row.until, why, tuple(row.gaps))


def _told(document: GridDocument, student_id: int) -> str:
    """«из 7А: 5 4»: what a student has on other pages."""
    own = (one for one in document.brought if one.student_id == student_id)
    return told(
        Brought(
            *(one.date, one.place, one.value, one.second, Decimal(str(one.weight)), one.kind),
            state=one.state,
            was=one.was,
        )
        for one in own
    )


def _shown(mark: MarkRow) -> str:
    return states.shown(mark.value, mark.second, mark.state, mark.was)


def _state_told(mark: MarkRow) -> str:
    """«Долг до 30.11.2026», «Не сдано»."""
    told_state = states.told(mark.state)
    if mark.state == MarkState.DEBT and mark.debt_until:
        told_state += f" до {mark.debt_until:%d.%m.%Y}"
    return told_state[:1].upper() + told_state[1:]


def _closed(mark: MarkRow, absence: AbsenceRow) -> Cell:
    """A cell out of the stay, with what stands in it all the same and counts nowhere."""
    text = " ".join(filter(None, (_shown(mark), absence.code)))
    return Cell(text, "Вне дней в составе: не считается", is_closed=True) if text else CLOSED


def _columns(document: GridDocument) -> list[Column]:
    """One column a work; one for a lesson without works."""
    kinds = {kind.id: kind for kind in document.kinds}
    works: dict[int, list[WorkRow]] = defaultdict(list)
    for work in document.works:
        works[work.lesson_id].append(work)
    return [column for lesson in document.lessons for column in _of_lesson(lesson, works[lesson.id], kinds)]


def _of_lesson(lesson: LessonRow, works: list[WorkRow], kinds: Mapping[int, KindRow]) -> list[Column]:
    if not works:
        return [Column(lesson.id, lesson.date, lesson.number)]
    return [
        Column(
            lesson_id=lesson.id,
            date=lesson.date,
            number=lesson.number,
            work_id=work.id,
            kind=kinds[work.kind_id].short_name,
            kind_name=kinds[work.kind_id].name,
            weight=Decimal(str(work.weight)),
            is_control=kinds[work.kind_id].is_control,
        )
        for work in works
    ]
