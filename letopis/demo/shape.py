"""What the demo school is made of, as plain values: indexes point into the tuples of Blueprint."""

from dataclasses import dataclass
from datetime import date

from letopis.demo.calendar import Year
from letopis.demo.names import Human
from letopis.demo.programmes import CRAFT, SUBGROUPS

# The first members of staff: position and, where there is one, the role they are appointed to.
OFFICE_POSTS = (
    ("Директор", "director"),
    ("Заместитель директора по учебно-воспитательной работе", "deputy"),
    ("Методист", "methodologist"),
    ("Школьный оператор электронного журнала", "operator"),
    ("Диспетчер расписания", "dispatcher"),
    ("Заведующий учебной частью", "study_office"),
    ("Начальник отдела кадров", "personnel"),
)


@dataclass(frozen=True, slots=True)
class Group:
    """A class to be filled: grade, letter, number of students."""

    grade: int
    letter: str
    size: int


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

    @property
    def name(self) -> str:
        """«7А»."""
        return f"{self.grade}{self.letter}"


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
    year: Year
    staff: tuple[StaffPlan, ...]
    classes: tuple[ClassPlan, ...]
    students: tuple[StudentPlan, ...]
    guardians: tuple[GuardianPlan, ...]
    courses: tuple[CoursePlan, ...]
    slots: tuple[SlotPlan, ...]

    @property
    def showroom(self) -> int:
        """The class the showroom opens with: the first seventh, or the first of all."""
        return next((i for i, group in enumerate(self.classes) if group.grade == 7), 0)

    def members(self, course: CoursePlan) -> tuple[int, ...]:
        """Return the students of a course: the class, or the part of it that the subgroup takes."""
        everyone = self.classes[course.class_index].students
        if not course.subgroup:
            return everyone
        return tuple(i for i in everyone if self.students[i].subgroup(course.division) == course.subgroup)
