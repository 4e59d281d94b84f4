"""What an import would write: rows to create and to change, which the contexts' bulk actions write; and the counts."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, TypeVar

from django.db import models

from letopis.documents.sheets.problems import CellPlace
from letopis.kernel.actor import Actor
from letopis.kernel.errors import Refused
from letopis.school.access.intake import put_roles
from letopis.school.access.models import RoleAssignment
from letopis.school.classes import intake as classes
from letopis.school.classes.enums import OrderKind
from letopis.school.classes.models import (
    ClassGroup,
    ClassTutor,
    Membership,
    Order,
    OrderLine,
    Subgroup,
    SubgroupMembership,
)
from letopis.school.curriculum import intake as curriculum
from letopis.school.curriculum.models import Course, CourseTeacher, CurriculumRow, Subject
from letopis.school.history.intake import Faulty, Occasion, Put, Table, link, write
from letopis.school.history.ledger import entries_noted, record
from letopis.school.history.ranges import Ranges
from letopis.school.history.tracking import tracked
from letopis.school.organisation import intake as organisation
from letopis.school.organisation.models import (
    AcademicYear,
    BellPeriod,
    BellSchedule,
    CalendarDay,
    Room,
    School,
    Term,
    TermScheme,
    Vacation,
)
from letopis.school.people import intake as people
from letopis.school.people.consents import put_consents
from letopis.school.people.models import Consent, Guardian, Guardianship, Person, Staff, Student
from letopis.school.timetable.intake import put_slots
from letopis.school.timetable.models import WeeklySlot

M = TypeVar("M", bound=models.Model)
Writer = Callable[[Actor, Sequence[Put[Any]], Occasion], object]
FROM_FILE = Occasion(reason="Загрузка базы")


class Step(NamedTuple):
    """Rows of a table and who writes them; `new`: only the new ones, only those that are there, None: all."""

    model: type[models.Model]
    put: Writer
    new: bool | None = None


# Parents first. A place in a subgroup ends before the stay in the class, which would end it, too, and begins after it.
STEPS = (
    Step(AcademicYear, organisation.put_years),
    Step(TermScheme, organisation.put_schemes),
    Step(Term, organisation.put_terms),
    Step(Vacation, organisation.put_vacations),
    Step(BellSchedule, organisation.put_schedules),
    Step(BellPeriod, organisation.put_bells),
    Step(CalendarDay, organisation.put_days),
    Step(Room, organisation.put_rooms),
    Step(Person, people.put_people),
    Step(Staff, people.put_staff),
    Step(Student, people.put_students),
    Step(Guardian, people.put_guardians),
    Step(Guardianship, people.put_guardianships),
    Step(Consent, put_consents),
    Step(ClassGroup, classes.put_classes),
    Step(ClassTutor, classes.put_tutors),
    Step(Order, classes.put_orders),
    Step(OrderLine, classes.put_lines),
    Step(SubgroupMembership, classes.put_places, new=False),
    Step(Membership, classes.put_memberships),
    Step(Subgroup, classes.put_subgroups),
    Step(SubgroupMembership, classes.put_places, new=True),
    Step(Subject, curriculum.put_subjects),
    Step(CurriculumRow, curriculum.put_curriculum),
    Step(Course, curriculum.put_courses),
    Step(CourseTeacher, curriculum.put_teachers),
    Step(WeeklySlot, put_slots),
    Step(RoleAssignment, put_roles),
)
ORDER: tuple[type[models.Model], ...] = tuple(dict.fromkeys((School, *(step.model for step in STEPS))))


@dataclass(slots=True)
class Counts:
    """Rows by table, as the operator counts them."""

    created: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    # By (file, sheet) and state: what the operator sees sheet by sheet.
    by_sheet: dict[tuple[str, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def as_json(self) -> dict[str, dict[str, int]]:
        """Plain dictionaries; every table met is in each, so that a zero is a zero."""
        tables = sorted({*self.created, *self.changed, *self.skipped, *self.unchanged})
        return {
            name: {table: getattr(self, name)[table] for table in tables}
            for name in ("created", "changed", "skipped", "unchanged")
        }


@dataclass(frozen=True, slots=True)
class Appointed:
    """Who gets which role of the whole school from which day; `row` of the list of staff says so by its position."""

    who: str
    role: str
    starts_on: date
    position: str
    row: int


class Moved(NamedTuple):
    """Whom a draft order moves: from which class ("" from nowhere) to which ("": out), on which day, by which row."""

    name: str
    class_from: str
    class_to: str
    day: date
    place: CellPlace


@dataclass(frozen=True, slots=True)
class DraftedOrder:
    """A draft order that the load makes."""

    order: Order
    moved: list[Moved] = field(default_factory=list)

    def as_json(self, limit: int | None = None) -> dict[str, Any]:
        """The order with the first of those it moves; `id` is None until it is written."""
        return {
            "id": self.order.pk,
            "kind": str(OrderKind(self.order.kind).label),
            "number": self.order.number,
            "date": self.order.date.isoformat(),
            "count": len(self.moved),
            "students": [
                {
                    "name": one.name,
                    "from": one.class_from,
                    "to": one.class_to,
                    "day": one.day.isoformat(),
                    "sheet": one.place.sheet,
                    "row": one.place.row,
                }
                for one in self.moved[:limit]
            ],
        }


class Draft:
    """Collects what would be written; nothing touches the database before write()."""

    def __init__(self, school: School) -> None:
        self.school = school
        self.counts = Counts()
        # Rows of the base that the file does not have, by table, in words for the operator.
        self.missing: dict[str, list[str]] = {}
        # Roles of the whole school that would be given, for whoever confirms.
        self.appointed: list[Appointed] = []
        # Orders that would wait for a signature.
        self.orders: list[DraftedOrder] = []
        # The entries of the ledger that write() has made, as numbers and ranges.
        self.entries = ""
        self._puts: dict[int, Put[Any]] = {}

    def put(self, model: type[M], found: M | None, **values: Any) -> M:
        """Return `found` with `values` on it, or a new row of them. A value of "" or None leaves what the base has."""
        if found is None:
            if model is not School:
                values["school"] = self.school
            row = model(**values)
            self.take([Put(row)])
            return row
        for name, value in values.items():
            if value is not None and value != "" and not self._same(found, name, value):
                self.change(found, name, value)
        return found

    def differs(self, row: models.Model, **values: Any) -> bool:
        """Whether put() would change the row."""
        return any(value not in (None, "") and not self._same(row, name, value) for name, value in values.items())

    def drafted(self, order: Order) -> DraftedOrder:
        """Note an order that waits for its signature; those whom it moves are added to what is returned."""
        self.orders.append(DraftedOrder(order))
        self.counts.created["orders"] += 1
        return self.orders[-1]

    def remove(self, row: models.Model) -> None:
        """Take back a row of the base that something else stands in the place of."""
        self.take([Put.removal(row)])

    def adopt(self, row: models.Model) -> None:
        """Create a row that was made elsewhere (the school of an empty base)."""
        self.take([Put(row)])

    def take(self, puts: Iterable[Put[Any]]) -> None:
        """Add rows as hand_over() of history.succession makes them; of one that is there already, what it was stays."""
        for put in puts:
            known = self._puts.setdefault(id(put.row), put)
            known.removed = known.removed or put.removed

    def change(self, row: models.Model, name: str, value: Any) -> None:
        """Set one column of a row, an empty value included."""
        if id(row) not in self._puts:
            self.take([Put.change(row)])
        setattr(row, name, value)

    @staticmethod
    def _same(row: models.Model, name: str, value: Any) -> bool:
        if isinstance(value, models.Model):
            return value.pk is not None and bool(getattr(row, f"{name}_id") == value.pk)
        return bool(getattr(row, name) == value)

    def tally(self, table: str, *rows: models.Model, place: CellPlace | None = None) -> None:
        """Count one row of the file: created if its first row is new, changed if any of them is touched."""
        if self.is_new(rows[0]):
            state = "created"
        elif any(id(row) in self._puts for row in rows):
            state = "changed"
        else:
            state = "unchanged"
        self._count(state, table, place)

    def skip(self, table: str, place: CellPlace | None = None) -> None:
        """Count a row of the file that is left out."""
        self._count("skipped", table, place)

    def _count(self, state: str, table: str, place: CellPlace | None) -> None:
        getattr(self.counts, state)[table] += 1
        if place and place.row:
            self.counts.by_sheet[place.file, place.sheet][state] += 1

    def created(self, model: type[M]) -> list[M]:
        """The rows of a table that would be created."""
        return [put.row for put in self._puts.values() if put.is_new and type(put.row) is model]

    def is_new(self, row: models.Model) -> bool:
        """Whether the row would be created."""
        return id(row) in self._puts and self._puts[id(row)].is_new

    @property
    def size(self) -> int:
        """How many rows would be written."""
        return len(self._puts)

    def touches(self, *kinds: type[models.Model]) -> bool:
        """Whether rows of these tables would be written."""
        return any(isinstance(put.row, kinds) for put in self._puts.values())

    def write(self, actor: Callable[[], Actor], progress: Callable[[int, int], None]) -> None:
        """Write everything through the contexts' bulk actions; the caller holds the transaction.

        `actor` is asked for once the school has its key. Raises Refused where a row may not be: the plan has shown
        the operator all that it could know.
        """
        total, done = self.size or 1, 0
        by_model: dict[type[models.Model], list[Put[Any]]] = defaultdict(list)
        for put in self._puts.values():
            by_model[type(put.row)].append(put)
        with entries_noted() as numbers:
            self._write_school(actor, by_model[School])
            for step in STEPS:
                puts = [put for put in by_model[step.model] if step.new is None or put.is_new is step.new]
                if puts:
                    _write_step(actor(), step, puts)
                done += len(puts)
                progress(done, total)
        self.entries = str(Ranges.of(numbers))

    def _write_school(self, actor: Callable[[], Actor], puts: list[Put[Any]]) -> None:
        """A school to be founded gets its key first: every actor and every other row is of it."""
        for put in puts:
            if put.is_new:
                put.row.save()
                record(actor(), put.row, "create", reason=FROM_FILE.reason)
            else:
                write(actor(), Table(School, "create", "update"), [put], FROM_FILE)


def _write_step(actor: Actor, step: Step, puts: list[Put[Any]]) -> None:
    link(puts)
    try:
        step.put(actor, puts, FROM_FILE)
    except Faulty as fault:
        raise Refused(f"{_named(puts[fault.index].row)}: {fault.message}", code=fault.code) from fault


def _named(row: models.Model) -> str:
    """Whose or what row it is: «Состав классов, Орлов Тимур»."""
    named = next((getattr(row, name) for name in ("student", "staff", "person") if hasattr(row, name)), row)
    return f"{tracked(type(row)).name}, {named}"
