"""The summary sheet of period marks on paper (сводная ведомость, ARC-03). Pure."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from letopis.documents.journal_paper.content import ClassJournal, For, PaperTerm
from letopis.documents.journal_paper.spreads import OF_YEAR
from letopis.documents.typesetting.lines import breakable
from letopis.school.grading.enums import PeriodKind
from letopis.school.lessons.queries.rosters import Listed

SUBJECTS = 20  # columns of subjects on a summary sheet
LINES = 46  # rows of 4.6 mm on one


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of each student: «I четверть» and what it is for."""

    name: str
    what: For


def summary(
    journal: ClassJournal, terms: Sequence[PaperTerm], numbers: dict[int, int], *, with_year: bool
) -> Iterator[dict[str, Any]]:
    """Yield the pages of the summary sheet: students with a row a period, subjects across, conduct last.

    Pages of one subject share its column: a subject has one mark, on whichever page of the year it stands.
    """
    lines = [_Line(term.name, (PeriodKind.TERM, term.id)) for term in terms]
    if with_year:
        lines += [_Line(title, (kind, 0)) for kind, title in OF_YEAR.items()]
    of_subject = _of_subject(journal)
    filled = {what for course in journal.subjects for what, put in of_subject[course.subject].items() if put}
    shown = [one for one in lines if one.what in filled or one.what[0] in (PeriodKind.TERM, PeriodKind.YEAR)]
    subjects = list(dict.fromkeys(course.subject for course in journal.subjects))

    def marks(student: Listed, columns: Sequence[str]) -> list[list[str]]:
        """A row a period: its name, the marks, the one of conduct."""
        return [
            [
                line.name,
                *(of_subject[subject].get(line.what, {}).get(student.id, "") for subject in columns),
                journal.conduct.get(line.what, {}).get(student.id, ""),
            ]
            for line in shown
        ]

    for columns in _cut(subjects, SUBJECTS):
        for students in _cut(journal.students, max(1, LINES // len(shown))):
            yield {
                "kind": "summary",
                "subjects": [breakable(one, 24) for one in columns],
                "students": [
                    {"n": str(numbers[one.id]), "name": breakable(one.name, 22), "lines": marks(one, columns)}
                    for one in students
                ],
            }


def _of_subject(journal: ClassJournal) -> dict[str, dict[For, dict[int, str]]]:
    """By subject the marks of its pages, and those on pages of other classes of periods that a student was here in."""
    found: dict[str, dict[For, dict[int, str]]] = defaultdict(lambda: defaultdict(dict))
    begins: dict[For, date] = {(PeriodKind.TERM, term.id): term.dates.starts_on for term in journal.terms}
    lasts = {one.id: max((stay.last for stay in one.days), default=date.min) for one in journal.students}
    for subject, put in journal.elsewhere.items():
        for what, marks in put.items():
            first = begins.get(what, journal.dates.starts_on)
            found[subject][what] |= {pk: value for pk, value in marks.items() if lasts.get(pk, date.min) >= first}
    for course in journal.subjects:
        for what, marks in course.periods.items():
            found[course.subject][what] |= marks
    return found


def _cut(things: Sequence[Any], size: int) -> list[Sequence[Any]]:
    """Things in as few, evenly filled parts of at most `size` as will do; one empty part of none."""
    parts = max(1, -(-len(things) // size))
    length = -(-len(things) // parts) or 1
    return [things[at : at + length] for at in range(0, len(things), length)] or [things]
