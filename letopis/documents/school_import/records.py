"""What the rows of a base say, as plain records; references to other rows are settled by matching.py and checks."""

from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any, NamedTuple

from letopis.documents.school_import.recognising import SheetTable
from letopis.documents.sheets.problems import CellPlace
from letopis.documents.sheets.values import FullName, class_key
from letopis.kernel.dates import DateRange
from letopis.kernel.text import search_key
from letopis.school.people.models import Guardian, Staff, Student

NOWHERE = CellPlace("", "", 0)
# Class, subject, subgroup, as they are compared: a page of the journal.
CourseKey = tuple[str, str, str]


@dataclass(slots=True, eq=False)
class Record:
    """A row of the file; a row of the base that the file does not name has the place NOWHERE."""

    place: CellPlace
    columns: dict[str, int] = field(default_factory=dict)

    def at(self, field_name: str) -> CellPlace:
        """The place of one of the row's cells."""
        if self.place.alone:
            return self.place
        return CellPlace(self.place.file, self.place.sheet, self.place.row, self.columns.get(field_name))


@dataclass(slots=True, eq=False, kw_only=True)
class PersonRecord(Record):
    """What all people have."""

    name: FullName
    sex: str = ""
    birth_date: date | None = None
    snils: str = ""
    phone: str = ""
    email: str = ""


@dataclass(slots=True, eq=False, kw_only=True)
class StaffRecord(PersonRecord):
    """`card`: what the sheet has columns for, by the names of StaffDraft."""

    card: dict[str, Any] = field(default_factory=dict)
    tutor_class: str = ""
    # The cell of the name is merged with that above.
    goes_on: bool = False
    live: Staff | None = None

    @property
    def position(self) -> str:
        """«Учитель математики», "" where the sheet does not say."""
        return str(self.card.get("position", ""))


class PaperOrder(NamedTuple):
    """An order that a list names: "" and None for what it does not say."""

    number: str = ""
    dated: date | None = None

    def or_dated(self, day: date | None) -> "PaperOrder":
        """Return the order with the day of what it ordered, where it names none of its own."""
        return self if self.dated else self._replace(dated=day)


@dataclass(slots=True, eq=False, kw_only=True)
class StudentRecord(PersonRecord):
    """`class_text` as written; `class_key` is empty where the class is not one of the school's.

    `card`: what the sheet has columns for, by the names of StudentDraft. `has_consent`: None where the sheet has no
    column of it; `consent_on`: where the column tells the day.
    """

    class_text: str = ""
    class_key: str = ""
    enrolled_on: date | None = None
    enrol_order: PaperOrder = PaperOrder()
    left_on: date | None = None
    left_order: PaperOrder = PaperOrder()
    language_group: str = ""
    has_consent: bool | None = None
    consent_on: date | None = None
    card: dict[str, Any] = field(default_factory=dict)
    live: Student | None = None


@dataclass(slots=True, eq=False, kw_only=True)
class GuardianRecord(PersonRecord):
    """One row: a guardian of one child."""

    child_text: str
    child_birth: date | None = None
    class_text: str = ""
    kinship: str = "other"
    student: StudentRecord | None = None
    # The first of the rows that are of this same person, and the card of the base.
    first: "GuardianRecord | None" = None
    live: Guardian | None = None
    # Set where the guardian stands in the student's own row (columns «ФИО матери»).
    in_student_row: bool = False


@dataclass(slots=True, eq=False, kw_only=True)
class ClassRecord(Record):
    name: str
    grade: int
    letter: str
    profile: str = ""
    shift: int = 1
    count: int | None = None
    tutor: str = ""
    room: str = ""
    tutor_record: StaffRecord | None = None

    @property
    def key(self) -> str:
        """What spellings of the class share."""
        return class_key(self.name)


@dataclass(slots=True, eq=False, kw_only=True)
class RoomRecord(Record):
    number: str
    name: str = ""
    capacity: int | None = None
    kind: str = ""
    responsible: str = ""

    @property
    def key(self) -> str:
        """What spellings of the room share."""
        return room_key(self.number)


def room_key(text: str) -> str:
    """«каб. 204», «№ 204» and «204» are one room."""
    key = search_key(text)
    for prefix in ("кабинет", "каб.", "каб", "аудитория", "ауд.", "ауд", "к.", "№"):
        key = key.removeprefix(prefix).strip()
    return key.replace(" ", "")


@dataclass(slots=True, eq=False, kw_only=True)
class BellRecord(Record):
    """A schedule of bells; `periods` are (number, start, end)."""

    name: str
    shift: int = 1
    is_shortened: bool = False
    grades: list[int] = field(default_factory=list)
    starts_on: date | None = None
    ends_on: date | None = None
    periods: list[tuple[int, time, time]] = field(default_factory=list)


@dataclass(slots=True, eq=False, kw_only=True)
class TermRecord(Record):
    kind: str
    number: int
    name: str
    starts_on: date
    ends_on: date
    grades: list[int] = field(default_factory=list)


@dataclass(slots=True, eq=False, kw_only=True)
class VacationRecord(Record):
    name: str
    starts_on: date
    ends_on: date
    grades: list[int] = field(default_factory=list)


@dataclass(slots=True, eq=False, kw_only=True)
class DayRecord(Record):
    kind: str
    date: date
    name: str
    taught_as: int | None = None


@dataclass(slots=True, eq=False, kw_only=True)
class CurriculumRecord(Record):
    """`subject` becomes the subject's canonical name; `class_text` may be a grade for a whole parallel."""

    class_text: str
    class_key: str = ""
    subject: str
    area: str = ""
    part: str = ""
    hours: Decimal


@dataclass(slots=True, eq=False, kw_only=True)
class LoadRecord(Record):
    teacher: str
    subject: str
    class_text: str
    class_key: str = ""
    subgroup: str = ""
    hours: Decimal | None = None
    # The teacher's, where the sheet of the load has it.
    position: str = ""
    # A CourseKind where the sheet says it, "" where it does not.
    kind: str = ""
    staff: StaffRecord | None = None

    @property
    def course_key(self) -> CourseKey:
        """Which page of the journal the row is."""
        return self.class_key, search_key(self.subject), search_key(self.subgroup)


@dataclass(slots=True, eq=False, kw_only=True)
class SlotRecord(Record):
    """One lesson of the weekly grid. `parity` 0: every week, 1: odd weeks of the year, 2: even ones."""

    class_text: str
    class_key: str = ""
    weekday: int
    number: int
    parity: int = 0
    subject: str
    subgroup: str = ""
    teacher: str = ""
    room: str = ""
    staff: StaffRecord | None = None
    course: LoadRecord | None = None

    @property
    def course_key(self) -> CourseKey:
        """The page of the journal it belongs to."""
        return self.class_key, search_key(self.subject), search_key(self.subgroup)

    @property
    def per_week(self) -> Decimal:
        """How many lessons a week it is."""
        return Decimal("0.5") if self.parity else Decimal(1)

    def shares_a_week(self, other: "SlotRecord") -> bool:
        """Whether there are weeks in which both are."""
        return not self.parity or not other.parity or self.parity == other.parity


@dataclass(slots=True, eq=False)
class YearRecord:
    """The academic year the base is for."""

    name: str
    starts_on: date
    ends_on: date
    study_days: int = 5

    @property
    def days(self) -> DateRange:
        """Its days: dates written without a year belong to them."""
        return DateRange(self.starts_on, self.ends_on)


@dataclass(slots=True, eq=False)
class Base:
    """All that the files say."""

    tables: list[SheetTable]
    card: dict[str, Any] = field(default_factory=dict)
    year: YearRecord | None = None
    staff: list[StaffRecord] = field(default_factory=list)
    students: list[StudentRecord] = field(default_factory=list)
    guardians: list[GuardianRecord] = field(default_factory=list)
    classes: list[ClassRecord] = field(default_factory=list)
    rooms: list[RoomRecord] = field(default_factory=list)
    bells: list[BellRecord] = field(default_factory=list)
    terms: list[TermRecord] = field(default_factory=list)
    vacations: list[VacationRecord] = field(default_factory=list)
    days: list[DayRecord] = field(default_factory=list)
    curriculum: list[CurriculumRecord] = field(default_factory=list)
    load: list[LoadRecord] = field(default_factory=list)
    timetable: list[SlotRecord] = field(default_factory=list)
    # Who leads a class by the heading over its children, and where that is said first; by the class's key.
    tutors: dict[str, tuple[str, CellPlace]] = field(default_factory=dict)
    # Short forms of subjects as a sheet of the school's own explains them.
    shorts: dict[str, str] = field(default_factory=dict)

    @property
    def school_days(self) -> DateRange | None:
        """The days of the year, once it is known."""
        return self.year.days if self.year else None

    def has(self, kind: str) -> bool:
        """Whether the files hold a table of this kind."""
        return any(table.kind == kind for table in self.tables)

    @property
    def card_place(self) -> CellPlace:
        """Where the school's card begins."""
        return next((table.rows[0].place for table in self.tables if table.kind == "card" and table.rows), NOWHERE)

    def label(self, kind: str, record: Record, field_name: str) -> str:
        """The header of a field as the record's own sheet has it."""
        for table in self.tables:
            if table.kind == kind and table.sheet == record.place.sheet and table.file == record.place.file:
                if table.is_grid and f"column{record.columns.get(field_name)}" in table.labels:
                    return table.labels[f"column{record.columns[field_name]}"]
                return table.label(field_name)
        return field_name
