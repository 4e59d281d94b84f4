"""Terms in force in a school: those of the data file, and what it has decided otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from letopis.documents.keeping.models import SchoolTerm
from letopis.documents.keeping.terms import Term, free_on, terms


@dataclass(frozen=True, slots=True)
class Kept:
    """A term in force. `reason`: why the school keeps less than the source says."""

    term: Term
    years: int
    reason: str = ""

    @property
    def is_own(self) -> bool:
        """Whether the school has decided otherwise."""
        return self.years != self.term.years


Terms = Mapping[str, Kept]


def terms_of(school_id: int) -> Terms:
    """Return all terms by key as they are in force. One query."""
    own = {row.key: row for row in SchoolTerm.objects.filter(school_id=school_id)}
    return {
        key: Kept(term, row.years, row.reason) if (row := own.get(key)) else Kept(term, term.years)
        for key, term in terms().items()
    }


def years_of(school_id: int) -> Mapping[str, int]:
    """Return for how many years each is kept. One query."""
    return {key: one.years for key, one in terms_of(school_id).items()}


def free_from(kept: Terms, kind: str, ended_on: date) -> date:
    """Return the first day on which a case may go."""
    return free_on(ended_on, kept[kind].years)
