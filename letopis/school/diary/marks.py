"""All marks of the year by subject (DIA-04)."""

from dataclasses import dataclass
from decimal import Decimal

from letopis.kernel.actor import Actor
from letopis.kernel.text import sort_key
from letopis.school.diary import rows
from letopis.school.diary.children import Child, Term, open_diary
from letopis.school.diary.period_marks import Put, of_year
from letopis.school.diary.pieces import Mark
from letopis.school.diary.places import Moved, moves
from letopis.school.diary.rules import by_subject
from letopis.school.marks.averages import both_averages
from letopis.school.marks.states import OWED
from letopis.school.people.staff_names import StaffNames


@dataclass(frozen=True, slots=True)
class Average:
    """Averages of a period; None where nothing counts. `marks`: how many stand there."""

    plain: Decimal | None
    weighted: Decimal | None
    marks: int


@dataclass(frozen=True, slots=True)
class SubjectMarks:
    """A subject: marks of the period chosen, its averages, and the averages of each term and of the year."""

    subject: str
    marks: tuple[Mark, ...]
    average: Average
    terms: tuple[Average, ...]
    year: Average
    # What was put for terms, the year, an examination, as final.
    put: tuple[Put, ...] = ()


@dataclass(frozen=True, slots=True)
class MarksPage:
    """Marks of a year; `term` None: the whole year is chosen. `year_name` "" where the child has no class this year."""

    children: tuple[Child, ...]
    child: Child
    year_name: str
    terms: tuple[Term, ...]
    term: Term | None
    subjects: tuple[SubjectMarks, ...]
    # Arrivals, moves and departures of the period: marks of all classes stand together.
    moves: tuple[Moved, ...] = ()
    # Works of the year that the child owes, the oldest first (marks/states.py).
    owed: tuple[Mark, ...] = ()
    # Marks of conduct of the year.
    conduct: tuple[Put, ...] = ()

    @property
    def has_marks(self) -> bool:
        """Whether the period has any."""
        return any(one.marks or one.put for one in self.subjects)

    @property
    def is_told(self) -> bool:
        """Whether the rule of what counts has something to say: of a move, of a mark out of the stay."""
        return bool(self.moves) or any(not mark.counts for one in self.subjects for mark in one.marks)


def marks_page(actor: Actor, student_id: int | None = None, period: str = "") -> MarksPage:
    """Return the marks of this year; `period` is a term's id, «year», or "" for the term under way. Three queries.

    Raises NotVisible for a student whose diary `actor` may not read; an unknown period is the one under way.
    """
    children, child = open_diary(actor, student_id)
    today = child.moment.date()
    stay = child.stay_on(today) or next(reversed(child.stays), None)
    if stay is None:
        return MarksPage(children, child, "", (), None, ())
    term = None if period == "year" else _chosen(stay.terms, period) or child.term_on(today)
    marks = rows.marks(actor, child, stay.year, StaffNames())
    owed = tuple(mark for mark in marks if mark.state in OWED and mark.counts)
    grouped, rewritten = by_subject(marks), child.settings.rewritten_counts
    beside = of_year(actor, child, stay.year_name)
    names = {*beside.taught, *grouped, *beside.put}
    subjects = tuple(
        _subject(name, grouped.get(name, []), stay.terms, term, rewritten, beside.put.get(name, ()))
        for name in sorted(names, key=sort_key)
    )
    moved = tuple(moves(child.stays, term.dates if term else stay.year))
    return MarksPage(children, child, stay.year_name, stay.terms, term, subjects, moved, owed, beside.conduct)


def _chosen(terms: tuple[Term, ...], period: str) -> Term | None:
    return next((term for term in terms if str(term.id) == period), None)


def _subject(  # noqa: PLR0917
    name: str, marks: list[Mark], terms: tuple[Term, ...], term: Term | None, rewritten: str, put: tuple[Put, ...]
) -> SubjectMarks:
    chosen = _within(marks, term) if term else marks
    return SubjectMarks(
        subject=name,
        marks=tuple(chosen),
        average=_average(chosen, rewritten),
        terms=tuple(_average(_within(marks, one), rewritten) for one in terms),
        year=_average(marks, rewritten),
        put=put,
    )


def _within(marks: list[Mark], term: Term) -> list[Mark]:
    first, last = term.dates.bounds
    return [mark for mark in marks if first <= mark.date <= last]


def _average(marks: list[Mark], rewritten: str) -> Average:
    return Average(*both_averages((mark for mark in marks if mark.counts), rewritten), len(marks))
