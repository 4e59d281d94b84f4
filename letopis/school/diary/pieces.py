"""What the pages of the diary are made of: plain values, ready to be shown.

A week has a hundred of them, a year a thousand: structs are made and changed in a tenth of a dataclass's time.
"""

from datetime import date, datetime, time
from decimal import Decimal

from msgspec import Struct

from letopis.school.lessons.wire import DueMoved
from letopis.school.marks import states
from letopis.school.people.staff_names import StaffNames


class File(Struct, frozen=True):
    """A file of a task; `size` in bytes."""

    id: int
    name: str
    size: int


class Task(Struct, frozen=True):
    """Homework of one subject. `is_own`: set for named students, this one among them.

    `due_lesson_id`, `due_on`: where it is due now; `moved` says where it was meant to be, if elsewhere.
    `was`: what stood there for families to read before it was changed, at `changed_at`.
    """

    id: int
    lesson_id: int
    due_lesson_id: int | None
    course_id: int
    subject: str
    text: str
    given_on: date
    due_on: date | None
    is_own: bool
    files: tuple[File, ...] = ()
    moved: DueMoved | None = None
    minutes: int | None = None
    was: str = ""
    changed_at: datetime | None = None


class Mark(Struct, frozen=True):
    """A mark with what it was given for: `work` (its title, else its `kind`). No `value`: only a state or a comment.

    `state`: how the work stands (marks/states.py); `was`: the first mark of one written again.
    """

    student_id: int
    lesson_id: int
    subject: str
    debt_until: date | None
    date: date
    value: str
    second: str
    work: str
    kind: str
    weight: Decimal
    comment: str
    state: str
    was: str
    staff: StaffNames
    teacher_id: int | None
    set_at: datetime
    is_new: bool
    # False: given for a day out of the stay in its class or subgroup (marks/counting.py).
    counts: bool = True

    @property
    def teacher(self) -> str:
        """«Орлова Е. В.», more where another of the page is called so, "" where nobody is named."""
        return self.staff[self.teacher_id]

    @property
    def shown(self) -> str:
        """«5», «5/4», «2→4»; the words of the state where there is nothing else."""
        return states.shown(self.value, self.second, "", self.was) or states.told(self.state)

    @property
    def is_low(self) -> bool:
        """An unsatisfactory mark: underlined, red only where the school says so."""
        return "2" in (self.value, self.second) or self.value == "нз"

    @property
    def is_heavy(self) -> bool:
        """The weight is worth naming."""
        return self.weight != 1


class Missed(Struct, frozen=True):
    """An absence or lateness: code, its words, minutes late, the class teacher's note."""

    lesson_id: int
    date: date
    number: int
    subject: str
    code: str
    words: str
    minutes: int | None
    note: str
    counts: bool = True

    @property
    def is_late(self) -> bool:
        """A lateness is not a lesson missed."""
        return self.code == "ОП"


class Entry(Struct, frozen=True):
    """A lesson of the diary. `due`: homework for this lesson; `given`: homework set at it.

    `division` and `subgroup_id` of a lesson of a part of the class; `work`: of the published schedule, «Контрольная
    работа: Степени».
    """

    lesson_id: int
    date: date
    number: int
    starts_at: time | None
    ends_at: time | None
    course_id: int
    subject: str
    topic: str
    room: str
    staff: StaffNames
    teacher_id: int | None
    is_substitution: bool
    is_cancelled: bool
    class_id: int = 0
    subgroup_id: int | None = None
    division: str = ""
    work: str = ""
    due: tuple[Task, ...] = ()
    given: tuple[Task, ...] = ()
    marks: tuple[Mark, ...] = ()
    missed: Missed | None = None

    @property
    def teacher(self) -> str:
        """«Орлова Е. В.», more where another of the page is called so, "" where nobody is named."""
        return self.staff[self.teacher_id]

    @property
    def is_plain(self) -> bool:
        """Nothing stands beside the lesson."""
        return not (self.work or self.marks or self.missed or self.is_cancelled or self.is_substitution)

    @property
    def comments(self) -> tuple[str, ...]:
        """Comments of the teacher on the marks of this lesson."""
        return tuple(mark.comment for mark in self.marks if mark.comment)


class Day(Struct, frozen=True):
    """A day of the week. `absence`: why the whole day was missed, where for one reason; `occasion`: why no lessons.

    `class_name`: the class of that day in a week that has two; `outside`: why the child was in none.
    """

    date: date
    entries: tuple[Entry, ...]
    absence: str = ""
    occasion: str = ""
    class_name: str = ""
    outside: str = ""

    @property
    def tasks(self) -> tuple[tuple[Entry, Task], ...]:
        """Homework for this day, with the lesson it is for."""
        return tuple((entry, task) for entry in self.entries for task in entry.due)

    @property
    def without_tasks(self) -> tuple[str, ...]:
        """Subjects of the day that nothing is set for, each once."""
        held = [entry for entry in self.entries if not entry.is_cancelled]
        busy = {entry.subject for entry in held if entry.due}
        return tuple(dict.fromkeys(entry.subject for entry in held if entry.subject not in busy))


class Facts(Struct, frozen=True):
    """Attendance of a period, in lessons."""

    missed: int
    ill: int
    without_reason: int
    late: int


class SubjectAverage(Struct, frozen=True):
    """A subject in the side column. `points` of a sparkline 64 × 24; `marks` is read out."""

    subject: str
    plain: Decimal | None
    weighted: Decimal | None
    points: str
    marks: str
