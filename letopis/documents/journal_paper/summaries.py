"""Attendance of a class in totals, and the summary sheet of period marks (сводная ведомость, ARC-03). Pure."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from letopis.documents.journal_paper.content import ClassJournal, For, PaperTerm
from letopis.documents.journal_paper.lines import breakable
from letopis.documents.journal_paper.spreads import OF_YEAR
from letopis.school.grading.enums import PeriodKind
from letopis.school.lessons.queries.rosters import Listed
from letopis.school.marks.enums import AbsenceCode
from letopis.school.organisation.words import phrase

MISSED = frozenset({AbsenceCode.ABSENT, AbsenceCode.EXCUSED, AbsenceCode.ILL, AbsenceCode.UNEXCUSED})
SUBJECTS = 20  # columns of subjects on a summary sheet
LINES = 46  # rows of 4.6 mm on one


# ── attendance ────────────────────────────────────────────────────────
@dataclass(slots=True)
class Missed:
    """What a student missed in a stretch: lessons, of them ill and without a good reason, whole days; lateness."""

    lessons: int = 0
    ill: int = 0
    unexcused: int = 0
    days: int = 0
    late: int = 0

    def cells(self) -> list[str]:
        """As the sheet shows it, nothing for none."""
        return [str(one or "") for one in (self.lessons, self.ill, self.unexcused, self.days, self.late)]


Slot = tuple[date, int]


def missed(journal: ClassJournal) -> dict[int, dict[int, Missed]]:
    """Return by student and term what was missed; lessons of split subgroups at one time count once."""
    absent: dict[int, dict[Slot, str]] = defaultdict(dict)
    for course in journal.subjects:
        slots = {one.id: (one.date, one.number) for one in course.lessons}
        for lesson_id, students in course.absences.items():
            if lesson_id in slots:
                for student_id, code in students.items():
                    _note(absent[student_id], slots[lesson_id], code)
    taught = _taught(journal)
    return {
        student.id: {term.id: _missed(absent[student.id], taught[student.id], term) for term in journal.terms}
        for student in journal.students
    }


def _note(absent: dict[Slot, str], slot: Slot, code: str) -> None:
    """Of two codes at one time that which tells of a miss is kept."""
    if code in MISSED or slot not in absent:
        absent[slot] = code


def _taught(journal: ClassJournal) -> dict[int, dict[date, set[int]]]:
    """By student and day the numbers of the lessons that are the student's."""
    found: dict[int, dict[date, set[int]]] = defaultdict(lambda: defaultdict(set))
    for course in journal.subjects:
        for student in course.students:
            own = found[student.id]
            for lesson in course.lessons:
                if any(lesson.date in days for days in student.days):
                    own[lesson.date].add(lesson.number)
    return found


def _missed(absent: dict[Slot, str], taught: dict[date, set[int]], term: PaperTerm) -> Missed:
    found = Missed()
    of_day: dict[date, set[int]] = defaultdict(set)
    for (day, number), code in absent.items():
        if day not in term.dates:
            continue
        if code in MISSED:
            of_day[day].add(number)
            found.lessons += 1
            found.ill += code == AbsenceCode.ILL
            found.unexcused += code == AbsenceCode.UNEXCUSED
        found.late += code == AbsenceCode.LATE
    found.days = sum(numbers >= taught[day] for day, numbers in of_day.items())
    return found


def attendance(journal: ClassJournal, terms: Sequence[PaperTerm], numbers: dict[int, int]) -> dict[str, Any]:
    """Return the sheet of attendance as the template takes it; with several terms their sum stands last."""
    by_student = missed(journal)
    rows = []
    for student in journal.students:
        own = [by_student[student.id][term.id] for term in terms]
        stretches = [*own, _sum(own)] if len(terms) > 1 else own
        rows.append(
            [str(numbers[student.id]), breakable(student.name, 22), *(c for one in stretches for c in one.cells())]
        )
    return {
        "kind": "attendance",
        "terms": [*(term.name for term in terms), *(["Год"] if len(terms) > 1 else [])],
        "heads": [
            *(phrase("{lesson.gens} пропущено"), "по болезни", "без уважительной причины"),
            *("дней полностью", "опозданий"),
        ],
        "rows": rows,
    }


def _sum(parts: Sequence[Missed]) -> Missed:
    names = Missed.__slots__
    return Missed(*(sum(getattr(one, name) for one in parts) for name in names))


# ── the summary sheet ─────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class _Line:
    """A row of each student: «I четверть» and what it is for."""

    name: str
    what: For


def summary(
    journal: ClassJournal, terms: Sequence[PaperTerm], numbers: dict[int, int], *, with_year: bool
) -> Iterator[dict[str, Any]]:
    """Yield the pages of the summary sheet: students with a row a period, subjects across, conduct last.

    Courses of subgroups of one subject share its column: a student is in one of them.
    """
    lines = [_Line(term.name, (PeriodKind.TERM, term.id)) for term in terms]
    if with_year:
        lines += [_Line(title, (kind, 0)) for kind, title in OF_YEAR.items()]
    filled = {what for course in journal.subjects for what, marks in course.periods.items() if marks}
    shown = [one for one in lines if one.what in filled or one.what[0] in (PeriodKind.TERM, PeriodKind.YEAR)]
    of_subject = _of_subject(journal)
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
    found: dict[str, dict[For, dict[int, str]]] = defaultdict(lambda: defaultdict(dict))
    for course in journal.subjects:
        for what, marks in course.periods.items():
            found[course.subject][what].update(marks)
    return found


def _cut(things: Sequence[Any], size: int) -> list[Sequence[Any]]:
    """Things in as few, evenly filled parts of at most `size` as will do; one empty part of none."""
    parts = max(1, -(-len(things) // size))
    length = -(-len(things) // parts) or 1
    return [things[at : at + length] for at in range(0, len(things), length)] or [things]
