"""A plan as read from a table: sections, lessons, what the lines above say, what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from letopis.documents.sheets.problems import Problem
from letopis.school.curriculum.enums import LessonKind


@dataclass(frozen=True, slots=True)
class ParsedSection:
    """Раздел; `stated` hours as written in brackets, None where not written; `count` as the rows give."""

    number: int
    title: str
    stated: int | None
    row: int
    count: int = 0


@dataclass(frozen=True, slots=True)
class ParsedLesson:
    """One hour of the plan. `section` is the number of its section, 0 for none; `row` where it stands."""

    number: int
    topic: str
    kind: LessonKind
    homework: str
    planned_on: date | None
    note: str
    section: int
    row: int


@dataclass(frozen=True, slots=True)
class Passed:
    """A row of the table that is neither a lesson nor a section, and what it is."""

    row: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class About:
    """What the lines above the table say."""

    title: str = ""
    subject: str = ""
    class_name: str = ""
    teacher: str = ""
    textbook: str = ""
    hours: int | None = None
    per_week: int | None = None


@dataclass(frozen=True, slots=True)
class PlanColumn:
    """A column of the table: `meaning` is its field, "" for none; `key` is what an answer about it is kept under."""

    key: str
    letters: str
    label: str
    meaning: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ParsedPlan:
    """A plan as read. `has_facts`: a column of dates held was there; those come from the journal, never from a file."""

    about: About = field(default_factory=About)
    sections: tuple[ParsedSection, ...] = ()
    lessons: tuple[ParsedLesson, ...] = ()
    problems: tuple[Problem, ...] = ()
    has_facts: bool = False
    passed: tuple[Passed, ...] = ()
    columns: tuple[PlanColumn, ...] = ()
    # Answers to whole causes that answer nothing here, in words, by cause.
    strays: Mapping[str, str] = field(default_factory=dict)

    @property
    def errors(self) -> list[Problem]:
        """What has to be mended before saving."""
        return [problem for problem in self.problems if problem.level == "error"]
