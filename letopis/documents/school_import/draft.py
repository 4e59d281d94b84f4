"""What an import would write: rows to create and rows to change, in the order of their dependencies, and the counts."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db import models

from letopis.documents.sheets.problems import CellPlace
from letopis.kernel.actor import Actor
from letopis.kernel.dates import day_after, hand_over
from letopis.school.access.models import RoleAssignment
from letopis.school.classes.models import ClassGroup, ClassTutor, Membership, Order, Subgroup, SubgroupMembership
from letopis.school.curriculum.models import Course, CourseTeacher, CurriculumRow, Subject
from letopis.school.history.ledger import Change, record_many
from letopis.school.history.tracking import JsonValue, snapshot
from letopis.school.organisation.models import (
    AcademicYear,
    BellPeriod,
    BellSchedule,
    CalendarDay,
    Dated,
    Room,
    School,
    Term,
    TermScheme,
    Vacation,
)
from letopis.school.people.models import Guardian, Guardianship, Person, Staff, Student
from letopis.school.timetable.models import WeeklySlot

M = TypeVar("M", bound=models.Model)
BATCH = 500
# Parents first: bulk_create takes the keys of those written before.
ORDER: tuple[type[models.Model], ...] = (
    School,
    AcademicYear,
    TermScheme,
    Term,
    Vacation,
    BellSchedule,
    BellPeriod,
    CalendarDay,
    Room,
    Person,
    Staff,
    Student,
    Guardian,
    Guardianship,
    ClassGroup,
    ClassTutor,
    Order,
    Membership,
    Subgroup,
    SubgroupMembership,
    Subject,
    CurriculumRow,
    Course,
    CourseTeacher,
    WeeklySlot,
    RoleAssignment,
)


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


class Draft:
    """Collects what would be written; nothing touches the database before write()."""

    def __init__(self, school: School) -> None:
        self.school = school
        self.counts = Counts()
        # Rows of the base that the file does not have, by table, in words for the operator.
        self.missing: dict[str, list[str]] = {}
        # Roles of the whole school that would be given, for whoever confirms.
        self.appointed: list[Appointed] = []
        self._created: dict[type[models.Model], list[models.Model]] = {model: [] for model in ORDER}
        self._before: dict[int, tuple[models.Model, dict[str, JsonValue]]] = {}
        self._new: set[int] = set()
        self._removed: list[models.Model] = []

    def put(self, model: type[M], found: M | None, **values: Any) -> M:
        """Return `found` with `values` on it, or a new row of them. A value of "" or None leaves what the base has."""
        if found is None:
            if model is not School:
                values["school"] = self.school
            row = model(**values)
            self._created[model].append(row)
            self._new.add(id(row))
            return row
        for name, value in values.items():
            if value is not None and value != "" and not self._same(found, name, value):
                self.change(found, name, value)
        return found

    def differs(self, row: models.Model, **values: Any) -> bool:
        """Whether put() would change the row."""
        return any(value not in (None, "") and not self._same(row, name, value) for name, value in values.items())

    def adopt(self, row: models.Model) -> None:
        """Create a row that was made elsewhere (the school of an empty base)."""
        self._created[type(row)].append(row)
        self._new.add(id(row))

    def change(self, row: models.Model, name: str, value: Any) -> None:
        """Set one column of a row, an empty value included."""
        if id(row) not in self._new and id(row) not in self._before:
            self._before[id(row)] = (row, snapshot(row))
        setattr(row, name, value)

    def remove(self, row: models.Model) -> None:
        """Take back a row that was never used."""
        self._before[id(row)] = (row, snapshot(row))
        self._removed.append(row)

    @staticmethod
    def _same(row: models.Model, name: str, value: Any) -> bool:
        if isinstance(value, models.Model):
            return value.pk is not None and bool(getattr(row, f"{name}_id") == value.pk)
        return bool(getattr(row, name) == value)

    def tally(self, table: str, *rows: models.Model, place: CellPlace | None = None) -> None:
        """Count one row of the file: created if its first row is new, changed if any of them is touched."""
        if id(rows[0]) in self._new:
            state = "created"
        elif any(id(row) in self._new or id(row) in self._before for row in rows):
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
        return self._created[model]  # type: ignore[return-value]

    def is_new(self, row: models.Model) -> bool:
        """Whether the row would be created."""
        return id(row) in self._new

    @property
    def size(self) -> int:
        """How many rows would be written."""
        return sum(map(len, self._created.values())) + len(self._before)

    def touches(self, *kinds: type[models.Model]) -> bool:
        """Whether rows of these tables would be written."""
        return any(self._created[kind] for kind in kinds) or any(
            isinstance(row, kinds) for row, _ in self._before.values()
        )

    def write(self, actor: Callable[[], Actor], progress: Callable[[int, int], None]) -> None:
        """Write everything and append it to the ledger; the caller holds the transaction. `actor` is asked for once the
        school has its key."""
        total, done = self.size or 1, 0
        changes: list[Change] = []
        if self._removed:
            record_many(actor(), [self._removal(row) for row in self._removed])
            for row in self._removed:
                del self._before[id(row)]
                row.delete()
        for model in ORDER:
            rows = self._created[model]
            for start in range(0, len(rows), BATCH):
                part = rows[start : start + BATCH]
                model._default_manager.bulk_create(part)
                done += len(part)
                progress(done, total)
            changes += [Change(row=row, action="import", **_subject_of(row)) for row in rows]
        done = self._write_changes(changes, done, total, progress)
        record_many(actor(), changes)

    def _removal(self, row: models.Model) -> Change:
        return Change(row=row, action="import", before=self._before[id(row)][1], removed=True, **_subject_of(row))

    def _write_changes(self, changes: list[Change], done: int, total: int, progress: Callable[[int, int], None]) -> int:
        for model in ORDER:
            touched = [(row, before) for row, before in self._before.values() if type(row) is model]
            if not touched:
                continue
            rows = [row for row, _ in touched]
            columns = [
                column.name
                for column in model._meta.concrete_fields
                if not column.primary_key and column.name not in {"school", "created_at"}
            ]
            model._default_manager.bulk_update(rows, columns, batch_size=100)
            done += len(rows)
            progress(done, total)
            changes += [
                Change(row=row, action="import", before=before, **_subject_of(row))
                for row, before in touched
                if before != snapshot(row)
            ]
        return done


def _subject_of(row: models.Model) -> dict[str, Any]:
    """Whose page and whose card an entry of the ledger belongs to."""
    subject: dict[str, Any] = {}
    if isinstance(row, Course):
        subject["course_id"] = row.pk
    elif isinstance(row, CourseTeacher | WeeklySlot):
        subject["course_id"] = row.course_id
    if isinstance(row, Student):
        subject["student_id"] = row.pk
    elif isinstance(row, Guardianship | Membership | SubgroupMembership):
        subject["student_id"] = row.student_id
    return subject


def close(draft: Draft, rows: Iterable[Dated], last_day: date) -> None:
    """End dated rows on `last_day`; one that would begin later was never used and is taken back."""
    decided = hand_over(rows, day_after(last_day))
    for row in decided.ended:
        draft.change(row, "ends_on", last_day)
    for row in decided.unbegun:
        draft.remove(row)
