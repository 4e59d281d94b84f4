"""A course's term as spreads of an open journal: left students × dates, right topics and homework. Pure.

A spread takes as many lessons as both of its pages hold: columns on the left, lines of text on the right.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import ceil
from typing import Any

from letopis.documents.journal_paper.content import For, PaperCourse, PaperLesson, PaperTerm
from letopis.documents.typesetting.lines import breakable, day_month
from letopis.kernel.dates import DateRange, monday_of
from letopis.school.grading.enums import PeriodKind
from letopis.school.lessons.queries.rosters import Listed
from letopis.school.marks.counting import told

COLUMNS = 25  # of 5.2 mm on a left page
LINES = 66  # of 3.1 mm on a right page, the rules between rows included
TOPIC, HOMEWORK, KIND = 41, 34, 17  # letters of a line of these columns
MONTHS = (
    *("январь", "февраль", "март", "апрель", "май", "июнь"),
    *("июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"),
)

OF_YEAR = {PeriodKind.YEAR: "Год", PeriodKind.EXAM: "Экзамен", PeriodKind.FINAL: "Итоговая"}


@dataclass(frozen=True, slots=True)
class Final:
    """A column of marks of a period: its short title and by student its marks."""

    title: str
    marks: dict[int, str]


def columns_of(lesson: PaperLesson) -> int:
    """Return how many columns a lesson takes: one a work, one where there is none."""
    return max(1, len(lesson.works))


def lines_of(lesson: PaperLesson) -> float:
    """Return how many lines of the right page a lesson takes, with the space between rows."""
    texts = ((lesson.topic, TOPIC), (lesson.homework, HOMEWORK), (lesson.kind, KIND), (lesson.substitute, KIND))
    return max(1, *(_lines(text, width) for text, width in texts)) + 0.6


def _lines(text: str, width: int) -> int:
    return sum(max(1, ceil(len(line) / width)) for line in text.splitlines())


def chunks(lessons: Sequence[PaperLesson], finals: int) -> list[list[PaperLesson]]:
    """Part the lessons of a term into spreads; the last keeps `finals` columns free, by itself where it must."""
    found: list[list[PaperLesson]] = []
    columns, lines = COLUMNS, float(LINES)
    for lesson in lessons:
        takes, tall = columns_of(lesson), lines_of(lesson)
        if not found or columns + takes > COLUMNS or lines + tall > LINES:
            found.append([])
            columns, lines = 0, 0.0
        found[-1].append(lesson)
        columns, lines = columns + takes, lines + tall
    if not found or columns + finals > COLUMNS:
        found.append([])
    return found


def finals_of(course: PaperCourse, term: PaperTerm, *, is_last: bool) -> list[Final]:
    """Return the columns of a term's end: its mark; after the last of them the year's, the examination's, the final."""
    wanted: list[tuple[str, For]] = [(term.name, (PeriodKind.TERM, term.id))]
    if is_last:
        wanted += [(title, (kind, 0)) for kind, title in OF_YEAR.items()]
    columns = [Final(title, dict(course.periods.get(what, {}))) for title, what in wanted]
    return [one for one in columns if one.marks]


def spreads(
    course: PaperCourse, term: PaperTerm, numbers: dict[int, int], year_begins: date, *, is_last: bool
) -> Iterator[dict[str, Any]]:
    """Yield the spreads of a course's term as the template takes them; none for a term with nothing in it.

    `numbers`: by student the number in the list of the class; those of a subgroup have numbers of their own.
    """
    lessons = [one for one in course.lessons if one.date in term.pages]
    finals = finals_of(course, term, is_last=is_last)
    if not lessons and not finals:
        return
    parts = chunks(lessons, len(finals))
    own = {one.id: index for index, one in enumerate(course.students, start=1)} if course.subgroup else numbers
    for index, part in enumerate(parts, start=1):
        ending = finals if index == len(parts) else []
        yield {
            "kind": "spread",
            "names": [_name(one, own, term.dates) for one in course.students],
            **_heads(part, ending, year_begins),
            "rows": [_row(course, one, part, ending) for one in course.students],
            "lessons": [_lesson(one) for one in part],
            "given": sum(bool(one.topic) for one in lessons) if index == len(parts) else None,
            "brought": _brought(course, term.pages) if index == len(parts) else [],
            "teacher": course.teachers[-1] if course.teachers else "",
        }


def _brought(course: PaperCourse, dates: DateRange) -> list[str]:
    """«Логинова Маргарита: из 7Б: 5 4» of those who have marks of the term from another page."""
    lines = []
    for student in course.students:
        held = [one for one in course.brought.get(student.id, ()) if one.date in dates]
        if held:
            lines.append(f"{breakable(student.name, 22)}: {told(held)}")
    return lines


def _name(student: Listed, numbers: dict[int, int], dates: DateRange) -> dict[str, Any]:
    """The line of a student; `why`: with what days, where not all of the term."""
    here = student.within(dates)
    why = here.why if here else student.outside(dates).why
    return {"n": numbers[student.id], "name": breakable(student.name, 22), "why": breakable(why, 30)}


def _heads(lessons: Sequence[PaperLesson], finals: Sequence[Final], year_begins: date) -> dict[str, Any]:
    """Months and weeks with how many columns each spans, then the columns themselves; `edge`: a week begins."""
    columns = [(lesson, work) for lesson in lessons for work in (lesson.works or (None,))]
    first = monday_of(year_begins)
    weeks = [(monday_of(lesson.date) - first).days // 7 + 1 for lesson, _ in columns]
    return {
        "months": [
            {"name": _month(month, size), "span": size}
            for (_, month), size in runs((lesson.date.year, lesson.date.month) for lesson, _ in columns)
        ],
        "weeks": [{"name": str(week), "span": size} for week, size in runs(weeks)],
        "cols": [
            {
                "date": day_month(lesson.date),
                "work": work.kind if work else "",
                "edge": at > 0 and week != weeks[at - 1],
            }
            for at, ((lesson, work), week) in enumerate(zip(columns, weeks, strict=True))
        ],
        "finals": [one.title for one in finals],
    }


def _month(month: int, columns: int) -> str:
    """As much of a month's name as its columns are wide."""
    name = MONTHS[month - 1]
    return name if len(name) <= columns * 3 else name[:3] if columns > 1 else f"{month:02}"


def runs(values: Iterable[Any]) -> list[tuple[Any, int]]:
    """Return each value with how often it comes in a row."""
    return [(value, len(list(same))) for value, same in groupby(values)]


def _row(
    course: PaperCourse, student: Listed, lessons: Sequence[PaperLesson], finals: Sequence[Final]
) -> list[str | None]:
    """A student's cells; None on a day the student was not on the page and nothing is written."""
    cells: list[str | None] = []
    for lesson in lessons:
        here = any(lesson.date in days for days in student.days)
        absence = course.absences.get(lesson.id, {}).get(student.id, "")
        for at, work in enumerate(lesson.works or (None,)):
            mark = course.marks.get(work.id, {}).get(student.id, "") if work else ""
            cell = "/".join(filter(None, (absence if at == 0 else "", mark)))
            cells.append(cell or ("" if here else None))
    return [*cells, *(one.marks.get(student.id, "") for one in finals)]


def _lesson(lesson: PaperLesson) -> list[str]:
    return [
        *(str(lesson.ordinal), day_month(lesson.date), str(lesson.number), breakable(lesson.topic, 30)),
        *(breakable(lesson.kind, 14), breakable(lesson.homework, 26), breakable(lesson.substitute, 14)),
    ]
