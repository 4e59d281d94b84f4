"""What the pages of forecasts show."""

from dataclasses import dataclass
from datetime import date

from letopis.school.diary.children import Child
from letopis.school.diary.marks import MarksPage
from letopis.school.forecast.rules import Mark, Outlook
from letopis.school.organisation.settings import SchoolSettings


@dataclass(frozen=True, slots=True)
class Line:
    """A student in a course. `put`: the mark of the term that stands already; `marks` are those of the term."""

    student_id: int
    name: str
    put: str
    outlook: Outlook
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class CoursePage:
    """A course in the term under way, who is at risk first; nobody on a page that is not marked from 2 to 5."""

    course_id: int
    subject: str
    where: str
    term: str
    last_day: date
    left: int
    settings: SchoolSettings
    weights: tuple[int, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject of a student: the course, its outlook, the marks of the term."""

    course_id: int
    name: str
    outlook: Outlook
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class OfStudent:
    """A student of a class with the subjects, in the order of the class's."""

    student_id: int
    name: str
    subjects: tuple[Subject | None, ...]

    @property
    def risk(self) -> float:
        """How many subjects may be expected to end in «2»."""
        return sum(one.outlook.risk for one in self.subjects if one)

    @property
    def expected(self) -> float:
        """The mark to be expected, on the average of the subjects that have one; 5 without any."""
        known = [one.outlook.expected for one in self.subjects if one and one.outlook.rated]
        return sum(known) / len(known) if known else 5.0


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class ClassPage:
    """A class in the term under way, who is at risk first. The same one as long as nothing has changed (kept.py)."""

    class_id: int
    class_name: str
    term: str
    last_day: date
    subjects: tuple[str, ...]
    students: tuple[OfStudent, ...]


@dataclass(frozen=True, slots=True)
class ChildPage:
    """The term under way of a child, subject by subject; `page` is the diary's own."""

    page: MarksPage
    term: str
    last_day: date | None
    settings: SchoolSettings
    subjects: tuple[Subject, ...]

    @property
    def weights(self) -> tuple[int, ...]:
        """The weights of works the child has had, in hundredths."""
        return tuple(sorted({mark.weight for one in self.subjects for mark in one.marks if mark.weight}))

    @property
    def child(self) -> Child:
        """Whose it is."""
        return self.page.child
