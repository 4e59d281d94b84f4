"""Attendance of a class in totals on paper, by the one rule of what counts (school/attendance/rules.py). Pure."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from letopis.documents.journal_paper.content import ClassJournal, PaperTerm
from letopis.documents.typesetting.lines import breakable
from letopis.school.attendance.rules import Slot, Totals, sum_of, totals_of
from letopis.school.organisation.words import phrase


def missed(journal: ClassJournal) -> dict[int, dict[int, Totals]]:
    """Return by student and term what was missed."""
    slots = _slots(journal)
    return {
        student.id: {
            term.id: totals_of(one for one in slots[student.id] if one.date in term.dates) for term in journal.terms
        }
        for student in journal.students
    }


def _slots(journal: ClassJournal) -> dict[int, list[Slot]]:
    """By student the own lessons held: of the class, and of its part, on that day."""
    found: dict[int, list[Slot]] = defaultdict(list)
    for course in journal.subjects:
        for student in course.students:
            days = student.days
            found[student.id] += [
                Slot(
                    *(student.id, lesson.date, lesson.number, lesson.id, course.subject, None, None, True),
                    code=course.absences.get(lesson.id, {}).get(student.id, ""),
                )
                for lesson in course.lessons
                if any(lesson.date in stay for stay in days)
            ]
    return found


def attendance(journal: ClassJournal, terms: Sequence[PaperTerm], numbers: dict[int, int]) -> dict[str, Any]:
    """Return the sheet of attendance as the template takes it; with several terms their sum stands last."""
    by_student = missed(journal)
    rows = []
    for student in journal.students:
        own = [by_student[student.id][term.id] for term in terms]
        stretches = [*own, sum_of(own)] if len(terms) > 1 else own
        rows.append(
            [str(numbers[student.id]), breakable(student.name, 22), *(c for one in stretches for c in _cells(one))]
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


def _cells(one: Totals) -> list[str]:
    """As the sheet shows them, nothing for none."""
    return [str(figure or "") for figure in (one.missed, one.ill, one.unexcused, one.full_days, one.late)]
