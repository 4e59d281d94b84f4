"""A journal page as a workbook needs it: the columns of the screen, what stands in a cell, the figures at the right.

Everything is read from the documents that the screen gets (docs/developer/journal-protocol.md), by the same rules, so
that paper and screen cannot differ.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from letopis.school.marks.averages import Proposal, Weighed, counted, plain_average, proposed, weighted_average
from letopis.school.marks.enums import AbsenceCode


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
    """What stands in a cell: «5/4», «Н», «3•», «5 ОП»; `note` is what the screen tells on pointing at it."""

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
_ABSENT = frozenset(AbsenceCode) - {AbsenceCode.LATE}


class Book:
    """The document of a page (queries.grid.grid) as columns, lines, cells and figures."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.course: dict[str, Any] = document["course"]
        self.period: dict[str, Any] = document["period"]
        self.border = Decimal(document["rules"]["border"])
        self.lines = [_line(row) for row in document["students"]]
        self.columns = _columns(document)
        self._marks = {(row[0], row[1]): row for row in document["marks"]}
        self._absences = {(row[0], row[1]): row for row in document["absences"]}

    @cached_property
    def title(self) -> str:
        """«Алгебра, 7А, 1 группа, II четверть»."""
        course = self.course
        return ", ".join(filter(None, (course["subject"], course["class"], course["subgroup"], self.period["name"])))

    @property
    def days(self) -> tuple[date, date]:
        """First and last day of the period."""
        return date.fromisoformat(self.period["starts_on"]), date.fromisoformat(self.period["ends_on"])

    def cell(self, line: Line, column: Column) -> Cell:
        """Return what the screen shows in a cell."""
        if not line.holds(column.date):
            return CLOSED
        value, second, is_debt, until, comment = self._mark(line, column)
        code, minutes, note = self._absence(line, column)
        mark = (f"{value}/{second}" if second else value) + (DEBT if is_debt else "")
        told = (
            (f"Долг до {_short(until)}" if until else "Долг") if is_debt else "",
            f"Опоздание, {minutes} мин" if code == AbsenceCode.LATE and minutes else "",
            comment,
            note,
        )
        return Cell(" ".join(filter(None, (mark, code))), ". ".join(filter(None, told)), "2" in (value, second))

    def sums(self, line: Line) -> Sums:
        """Return the figures of a student, by the rules of docs/developer/averages.md."""
        cells = []
        codes = {column.lesson_id: self._absence(line, column)[0] for column in self.columns}
        for column in self.columns:
            value, second, *_ = self._mark(line, column)
            if value:
                cells.append(Weighed(value, second, column.weight))
        weighted = weighted_average(cells)
        return Sums(
            plain=plain_average(cells),
            marks=len(counted(cells)),
            weighted=weighted,
            absences=sum(code in _ABSENT for code in codes.values()),
            unexplained=sum(code == AbsenceCode.ABSENT for code in codes.values()),
            offer=proposed(weighted, self.border),
        )

    def mean(self, column: Column) -> Decimal | None:
        """Return the plain mean of a column."""
        marks = (self._mark(line, column) for line in self.lines)
        return plain_average(Weighed(value, second, Decimal(1)) for value, second, *_ in marks)

    def _mark(self, line: Line, column: Column) -> tuple[str, str, bool, str | None, str]:
        row = self._marks.get((column.work_id, line.id))
        return (row[2], row[3], row[4], row[5], row[6]) if row else ("", "", False, None, "")

    def _absence(self, line: Line, column: Column) -> tuple[str, int | None, str]:
        row = self._absences.get((column.lesson_id, line.id))
        return (row[2], row[3], row[4]) if row else ("", None, "")


def _line(row: Sequence[Any]) -> Line:
    student_id, name, since, until, why, *more = row
    away = tuple((date.fromisoformat(first), date.fromisoformat(last)) for first, last in (more[1] if more[1:] else ()))
    return Line(student_id, name, _day(since), _day(until), why, away)


def _columns(document: dict[str, Any]) -> list[Column]:
    """One column a work; one for a lesson without works."""
    kinds = {row[0]: row for row in document["kinds"]}
    works: dict[int, list[Any]] = defaultdict(list)
    for row in document["works"]:
        works[row[1]].append(row)
    return [
        column
        for lesson_id, day, number, *_ in document["lessons"]
        for column in _of_lesson(Column(lesson_id, date.fromisoformat(day), number), works[lesson_id], kinds)
    ]


def _of_lesson(lesson: Column, works: list[Any], kinds: dict[int, Any]) -> Iterable[Column]:
    if not works:
        return [lesson]
    return [
        Column(
            lesson_id=lesson.lesson_id,
            date=lesson.date,
            number=lesson.number,
            work_id=work_id,
            kind=kinds[kind_id][3],
            kind_name=kinds[kind_id][2],
            weight=Decimal(str(weight)),
            is_control=kinds[kind_id][5],
        )
        for work_id, _, kind_id, _, weight, *_ in works
    ]


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _short(iso: str) -> str:
    return date.fromisoformat(iso).strftime("%d.%m.%Y")
