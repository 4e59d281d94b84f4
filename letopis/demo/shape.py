"""What the demo school is made of, as plain values: indexes point into the tuples of Blueprint."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from letopis.demo.calendar import Year
from letopis.demo.names import Human
from letopis.demo.programmes import CRAFT, SUBGROUPS, Catalogue


def group_name(grade: int, letter: str, track: str) -> str:
    """Return the name of a class: «7А», in a college «ИС-21»."""
    return f"{track}-{grade}{letter}" if track else f"{grade}{letter}"


@dataclass(frozen=True, slots=True)
class Group:
    """A class to be filled: grade, letter, size; in a college the course, a number and, as `track`, the specialty."""

    grade: int
    letter: str
    size: int
    track: str = ""

    @property
    def name(self) -> str:
        """«7А», «ИС-21»."""
        return group_name(self.grade, self.letter, self.track)

    @property
    def years(self) -> int:
        """The year of study counted from the first grade: a college takes those who have finished the ninth."""
        return self.grade + 9 if self.track else self.grade


@dataclass(frozen=True, slots=True)
class Post:
    """A place on the staff: `specialism` a key of programmes.SPECIALISTS, «» in the office; `room` their own."""

    position: str
    specialism: str = ""
    room: str = ""
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StaffPlan:
    """A member of staff in a post."""

    human: Human
    post: Post
    hired_on: date
    category: str


@dataclass(frozen=True, slots=True)
class ClassPlan:
    """A class; `tutor` is an index of staff, `students` indexes of students in the order of the list."""

    grade: int
    letter: str
    tutor: int
    room: str
    students: tuple[int, ...]
    track: str = ""

    @property
    def name(self) -> str:
        """«7А», «ИС-21»."""
        return group_name(self.grade, self.letter, self.track)


@dataclass(frozen=True, slots=True)
class StudentPlan:
    """A student: who, where, from when to when; `ability` and `health` in standard deviations, 0 is the middle."""

    human: Human
    class_index: int
    joined_on: date
    left_on: date | None
    ability: float
    health: float
    is_exempt_from_sport: bool
    half: int

    def subgroup(self, division: str) -> str:
        """Return the subgroup the student belongs to in `division`: «2 группа», «девочки»."""
        if division == CRAFT:
            return SUBGROUPS[CRAFT][self.human.sex == "m"]
        return SUBGROUPS[division][self.half]


@dataclass(frozen=True, slots=True)
class GuardianPlan:
    """A guardian with the children; `staff` is the index of the same person's card as an employee."""

    human: Human
    kinship: str
    children: tuple[int, ...]
    staff: int | None = None


@dataclass(frozen=True, slots=True)
class CoursePlan:
    """A row of the load: a subject in a class or a subgroup. Courses of one `unit` are taught at the same time."""

    class_index: int
    subject: str
    hours: int
    teacher: int
    unit: int
    room: str
    division: str = ""
    subgroup: str = ""


@dataclass(frozen=True, slots=True)
class SlotPlan:
    """A place of a course in the week: ISO weekday, lesson number from 1."""

    course: int
    weekday: int
    number: int


@dataclass(frozen=True, slots=True)
class Blueprint:
    """Everything that exists on the first of September, and who comes and goes later."""

    seed: int
    catalogue: Catalogue
    year: Year
    staff: tuple[StaffPlan, ...]
    classes: tuple[ClassPlan, ...]
    students: tuple[StudentPlan, ...]
    guardians: tuple[GuardianPlan, ...]
    courses: tuple[CoursePlan, ...]
    slots: tuple[SlotPlan, ...]

    def is_there(self, student: int, day: date) -> bool:
        """Whether a student has come by `day` and not left."""
        card = self.students[student]
        return card.joined_on <= day and (card.left_on is None or day <= card.left_on)

    @property
    def showroom(self) -> int:
        """The class the showroom opens with: the first seventh (second-year programmers), or the first of all."""
        return showroom_of(self.catalogue, self.classes)

    def members(self, course: CoursePlan) -> tuple[int, ...]:
        """Return the students of a course: the class, or the part of it that the subgroup takes."""
        everyone = self.classes[course.class_index].students
        if not course.subgroup:
            return everyone
        return tuple(i for i in everyone if self.students[i].subgroup(course.division) == course.subgroup)


def showroom_of(catalogue: Catalogue, groups: "Sequence[Group | ClassPlan]") -> int:
    """Return the index of the class that the showroom opens with; the first of all where there is none such."""
    return next((i for i, group in enumerate(groups) if (group.track, group.grade) == catalogue.showroom), 0)
