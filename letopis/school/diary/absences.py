"""Attendance of the year: every absence and lateness, counted by term."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from letopis.kernel.actor import Actor
from letopis.school.attendance.models import AbsenceNote
from letopis.school.attendance.queries.family import family_notes, may_explain
from letopis.school.diary import rows, rules
from letopis.school.diary.children import Child, Term, open_diary
from letopis.school.diary.pieces import Facts, Missed


@dataclass(frozen=True, slots=True)
class DayMissed:
    """A day with its absences, in the order of the lessons."""

    date: date
    lessons: tuple[Missed, ...]

    @property
    def summary(self) -> str:
        """The reason where all lessons share it."""
        words = {one.words for one in self.lessons}
        return next(iter(words)) if len(words) == 1 else ""


@dataclass(frozen=True, slots=True)
class AbsencesPage:
    """Attendance of this year, the latest day first. `terms`: those begun, with their facts.

    `notes`: what explains absences of this year; `may_explain`: the reader speaks for the child.
    """

    children: tuple[Child, ...]
    child: Child
    year_name: str
    days: tuple[DayMissed, ...]
    terms: tuple[tuple[Term, Facts], ...]
    year: Facts
    notes: tuple[AbsenceNote, ...] = ()
    may_explain: bool = False


def absences_page(actor: Actor, student_id: int | None = None) -> AbsencesPage:
    """Return the attendance of this year. Raises NotVisible. Five queries at most."""
    children, child = open_diary(actor, student_id)
    today = child.moment.date()
    stay = child.stay_on(today) or next(reversed(child.stays), None)
    if stay is None:
        return AbsencesPage(children, child, "", (), (), rules.facts(()))
    missed = rows.missed(actor, child, stay.year)
    days = [DayMissed(day, tuple(own)) for day, own in groupby(missed, key=lambda one: one.date)]
    terms = tuple(
        (term, rules.facts(one for one in missed if one.date in term.dates))
        for term in stay.terms
        if term.dates.starts_on <= today
    )
    notes = family_notes(actor.school_id, child.id, stay.year.starts_on)
    return AbsencesPage(
        *(children, child, stay.year_name, tuple(reversed(days)), terms, rules.facts(missed)),
        notes=tuple(notes),
        may_explain=may_explain(actor, child.id),
    )
