"""What the journal's screens send and get of works, marks and absences (docs/developer/journal-protocol.md)."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from msgspec import UNSET, UnsetType

from letopis.school.sync.wire import Applied, Id, Operation, Row, Small

Number = int | float


# ── rows ──────────────────────────────────────────────────────────────
class KindRow(Row):
    """A kind of work; inactive ones are only of works already given."""

    id: int
    code: str
    name: str
    short_name: str
    weight: Number
    is_control: bool
    is_written: bool
    is_active: bool


class WorkRow(Row):
    """A work that is not removed, its weight resolved."""

    id: int
    lesson_id: int
    kind_id: int
    title: str
    weight: Number
    position: int
    version: int


class MarkRow(Row):
    """A mark; an empty one is a tombstone, whose version matters. No `work_id`: the lesson has no work yet."""

    work_id: int | None
    student_id: int
    value: str
    second: str
    is_debt: bool
    debt_until: date | None
    comment: str
    version: int


class AbsenceRow(Row):
    """An absence; one without a code is a tombstone."""

    lesson_id: int
    student_id: int
    code: str
    minutes: int | None
    note: str
    version: int


# ── operations ────────────────────────────────────────────────────────
class MarkOperation(Operation, tag="mark", frozen=True):
    """Put, change or remove a mark. Without `work_id`, for the first work of the lesson, made when there is none."""

    label: ClassVar[str] = "отметка"

    student_id: Id
    work_id: Id | None = None
    lesson_id: Id | None = None
    value: str = ""
    second: str = ""
    is_debt: bool = False
    debt_until: date | None = None
    comment: str = ""
    # Why a mark is corrected after its window (А3.2.5).
    reason: str | None = None

    def problem(self) -> tuple[str, str] | None:
        """A mark is put either at a work or at a lesson."""
        is_one = (self.work_id is None) != (self.lesson_id is None)
        return None if is_one else ("work_id", "нужно одно из двух: work_id или lesson_id")


class AbsenceOperation(Operation, tag="absence", frozen=True):
    """Put, change or remove (empty `code`) an absence."""

    label: ClassVar[str] = "пропуск"

    lesson_id: Id
    student_id: Id
    code: str = ""
    minutes: Small | None = None
    note: str = ""


class WorkOperation(Operation, tag="work", frozen=True):
    """Add (without `work_id`), change or remove a work of the lesson. `weight` None: the kind's."""

    label: ClassVar[str] = "работа"

    lesson_id: Id
    kind_id: Id
    work_id: Id | None = None
    title: str = ""
    weight: Decimal | None = None
    removed: bool = False


# ── answers ───────────────────────────────────────────────────────────
class MarkApplied(Applied, tag="applied"):
    """The mark, and its work where it was sent by the lesson."""

    mark: MarkRow
    work: WorkRow | UnsetType = UNSET


class AbsenceApplied(Applied, tag="applied"):
    """The absence."""

    absence: AbsenceRow


class WorkApplied(Applied, tag="applied"):
    """The work, and whether it is removed."""

    work: WorkRow
    removed: bool
