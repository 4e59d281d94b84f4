"""What the journal's screens send and get of works, marks and absences (docs/developer/journal-protocol.md)."""

from datetime import date, datetime
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
    released_at: datetime | None = None


class MarkRow(Row):
    """A mark; an empty one is a tombstone, whose version matters. No `work_id`: the lesson has no work yet.

    `was`: the first mark of a work written again.
    """

    work_id: int | None
    student_id: int
    value: str
    second: str
    # "" or one of MarkState. Pages from before it had other states take it for «a debt or none» and send it back so.
    state: str
    debt_until: date | None
    comment: str
    version: int
    was: str = ""


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
    state: str | None = None
    # What pages from before `state` send: whether it is a debt, or the state that they were given and do not know.
    is_debt: bool | str | None = None
    debt_until: date | None = None
    comment: str = ""
    # The first mark of a work written again; None from a page that knows of none.
    was: str | None = None
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
    # The family may see its marks from now on, where the school has drafts; what was said once stays said.
    released: bool = False
    # Why kind or weight are corrected after the window of the work's marks (А3.2.5).
    reason: str | None = None


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
