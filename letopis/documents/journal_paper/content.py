"""What a printed journal says, as plain values: read once (reading.py), then independent of the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from letopis.kernel.dates import DateRange
from letopis.school.lessons.queries.rosters import Listed
from letopis.school.marks.counting import Brought


@dataclass(frozen=True, slots=True)
class Seal:
    """The signed head of the ledger that a print shows: the root as hex, how many entries, the moment. П1.2.

    `origin` names the log; `cosigned`: who of the witnesses has cosigned it, and when.
    """

    root: str
    size: int
    at: datetime
    origin: str = ""
    cosigned: tuple[tuple[str, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class PaperTerm:
    """A term of the class's scheme. `code` is how a command names it: «quarter-2».

    `pages`: the days whose lessons stand on its pages, those up to the next term with it: of vacations, too, there are
    class hours.
    """

    id: int
    code: str
    name: str
    dates: DateRange
    pages: DateRange


@dataclass(frozen=True, slots=True)
class PaperWork:
    """A work of a lesson: one column of the left page. `kind`: «к/р»."""

    id: int
    kind: str
    kind_name: str
    title: str


@dataclass(frozen=True, slots=True)
class PaperLesson:
    """A lesson held. `ordinal` counts those of its page from 1; `substitute`: who gave it for a colleague, ""."""

    id: int
    date: date
    number: int
    ordinal: int
    topic: str
    kind: str
    homework: str
    substitute: str
    works: tuple[PaperWork, ...] = ()


# What a mark of a period is for: ("term", id of the term), ("year", 0), ("exam", 0), ("final", 0).
For = tuple[str, int]


@dataclass(frozen=True, slots=True)
class PaperCourse:
    """A page of the journal. `marks`: by work, `absences`: by lesson, `periods`: by what for; each by student.

    `is_subject`: not extracurricular, not class hours: it counts in attendance and has marks of periods.
    `brought`: by student the marks of the subject from another page that count here (marks/counting.py).
    `teachers`: all who were appointed, the last one last; `students`: everyone ever there, by surname.
    """

    id: int
    subject: str
    subgroup: str
    is_subject: bool
    teachers: tuple[str, ...]
    students: tuple[Listed, ...]
    lessons: tuple[PaperLesson, ...]
    marks: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    absences: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    periods: Mapping[For, Mapping[int, str]] = field(default_factory=dict)
    brought: Mapping[int, tuple[Brought, ...]] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """«Английский язык, 1 группа»."""
        return f"{self.subject}, {self.subgroup}" if self.subgroup else self.subject


@dataclass(frozen=True, slots=True)
class PaperGuardian:
    """Who represents a student: kinship in words, name, telephone."""

    kinship: str
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class PaperCard:
    """General data on a student: for those who may see private data alone."""

    name: str
    born: date | None
    file_number: str
    address: str
    phone: str
    guardians: tuple[PaperGuardian, ...]


@dataclass(frozen=True, slots=True)
class ClassJournal:
    """A class's year. `cards` is None where the reader may not see them; `seal` None where nothing is signed yet.

    `elsewhere`: by subject the marks of periods of its students that stand on pages of other classes of the year.
    `destroyed`: the act that has destroyed its pages, «№ 5/1 от 01.02.2033», "" where they are kept.
    """

    id: int
    school_id: int
    school: str
    school_short: str
    city: str
    address: str
    year: str
    dates: DateRange
    name: str
    grade: int
    tutors: tuple[str, ...]
    terms: tuple[PaperTerm, ...]
    students: tuple[Listed, ...]
    courses: tuple[PaperCourse, ...]
    conduct: Mapping[For, Mapping[int, str]]
    cards: tuple[PaperCard, ...] | None
    seal: Seal | None
    printed_at: datetime
    elsewhere: Mapping[str, Mapping[For, Mapping[int, str]]] = field(default_factory=dict)
    destroyed: str = ""

    @property
    def subjects(self) -> tuple[PaperCourse, ...]:
        """The pages that count in totals."""
        return tuple(one for one in self.courses if one.is_subject)
