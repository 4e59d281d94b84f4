"""One way to write a versioned row, whatever its table: an adapter says what only the table knows.

`put` takes a run of operations through the same steps: read what they are aimed at and what is there, check what each
wants, compare it with what is there, write, answer. An operation that would change nothing is applied whatever its
base; one based on another version is a conflict and changes nothing; what the rules forbid is refused. Every change is
in the ledger, in the name of whoever had the right.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Model

from letopis.kernel import bulk
from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.school.history.ledger import Change
from letopis.school.history.tracking import JsonValue, snapshot, tracked
from letopis.school.periods.rules import Closing
from letopis.school.sync.outcomes import Authorship, Outcome, applied, authors, conflict, refused
from letopis.school.sync.wire import Applied, Operation

O = TypeVar("O", bound=Operation)  # noqa: E741  an operation
R = TypeVar("R", bound=Model)
Content = dict[str, Any]


@dataclass(slots=True)
class Write(Generic[O, R]):
    """An operation on its way.

    `target` is what it is aimed at, None where that is not there or not for this reader; `row` as the journal has it,
    unsaved where there is none; `actor` is whom the ledger names; `content` what is wanted. `changes` are the entries
    of the ledger, in order; `note` is what they say of why the change was let be.
    """

    operation: O
    target: Any = None
    row: R | None = None
    actor: Actor | None = None
    content: Content = field(default_factory=dict)
    refusal: Refused | NotVisible | None = None
    is_stale: bool = False
    is_changed: bool = False
    changes: list[Change] = field(default_factory=list)
    note: str = ""

    @property
    def found(self) -> R:
        """The row, where there is one."""
        assert self.row is not None  # whoever asks has made sure
        return self.row


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the journal: the page, the day that says which period it is of, what is decided of that period.

    `text` names it on the page: «12.10.2026, Контрольная работа», «2 четверть».
    """

    course_id: int
    day: date
    text: str
    closing: Closing


class Adapter(ABC, Generic[O, R]):
    """A table of versioned rows that operations of one kind write; an instance lives for one run.

    `fields` are the columns that an operation may change.
    """

    operation: ClassVar[type[Operation]]
    model: ClassVar[type[Model]]
    fields: ClassVar[tuple[str, ...]]
    # The columns of the unique constraint that a run is written by, in one statement; none: row by row.
    unique: ClassVar[tuple[str, ...]] = ()
    # False: the operation has no base and does not raise the version.
    is_versioned: ClassVar[bool] = True

    # ── what every table says ──
    @abstractmethod
    def read(self, actor: Actor, writes: Sequence[Write[O, R]]) -> None:
        """Set `target`, locked, and `row` where they are there. Constant queries, whatever the number of writes."""

    @abstractmethod
    def check(self, write: Write[O, R]) -> None:
        """Set `actor` and `content` of a write with a target, and `row` where read() did not.

        Raises Refused, NotVisible.
        """

    @abstractmethod
    def answer(self, write: Write[O, R]) -> Applied:
        """Return the answer to an operation that is applied; `row` is None where nothing was there and nothing came."""

    @abstractmethod
    def shown(self, write: Write[O, R]) -> object:
        """Return the row as the screens get it, for a conflict."""

    @abstractmethod
    def place(self, write: Write[O, R]) -> Place:
        """Return where in the journal a write with a target is aimed at."""

    @abstractmethod
    def told(self, content: Content) -> str:
        """Return what a row says, in words for whoever is asked for it; "" of nothing."""

    # ── what a table may say otherwise ──
    @classmethod
    def run_of(cls, operation: O) -> tuple[object, object] | None:
        """Return what neighbours must have in common to be put together, and the cell that a run may have once only.

        None: every operation is put alone.
        """
        return None

    def prepare(self, writes: Sequence[Write[O, R]]) -> None:
        """Make what the rows stand on, for writes that were not refused."""

    def content_of(self, row: R) -> Content:
        """Return what a row says, in the form of `Write.content`."""
        return {name: getattr(row, name) for name in self.fields}

    def allow(self, write: Write[O, R]) -> None:
        """Raise Refused for a change that comes too late, even where its base is old; set `note`."""

    def takes_over(self, write: Write[O, R]) -> bool:
        """Say whether the place is free whatever the operation is based on."""
        return False

    def change(self, write: Write[O, R]) -> None:
        """Bring the content into the row, its version one higher. Raises Refused."""
        for name, value in write.content.items():
            setattr(write.row, name, value)
        if self.is_versioned:
            write.row.version += 1  # type: ignore[union-attr]

    def action(self, write: Write[O, R], *, is_new: bool) -> str:
        """Return what the ledger calls the change."""
        return "created" if is_new else "changed"

    def entry(self, write: Write[O, R], before: dict[str, JsonValue] | None) -> Change:
        """Return the entry of the ledger."""
        row: Any = write.row
        return Change(
            row=row,
            action=self.action(write, is_new=before is None),
            before=before,
            course_id=row.course_id,
            student_id=getattr(row, "student_id", None),
            reason=write.note,
            op_id=write.operation.op_id,
        )

    def save(self, writes: Sequence[Write[O, R]]) -> None:
        """Write the changed rows; primary keys of new ones come back."""
        rows: list[Any] = [write.row for write in writes]
        if not self.unique:
            for row in rows:
                row.save()
            return
        bulk.insert(rows, unique=self.unique)


def put(adapter: Adapter[O, R], actor: Actor, operations: Sequence[O]) -> list[Outcome]:
    """Put a run of operations on distinct cells, with the answers each would get alone."""
    writes: list[Write[O, R]] = [Write(operation) for operation in operations]
    adapter.read(actor, writes)
    for write in writes:
        _check(adapter, write)
    adapter.prepare([write for write in writes if not write.refusal])
    for write in writes:
        _compare(adapter, write)
    changed = [write for write in writes if write.is_changed]
    if changed:
        adapter.save(changed)
    stale = [write.found.pk for write in writes if write.is_stale]
    by = authors(actor, tracked(adapter.model).kind, stale)
    return [_outcome(adapter, write, by) for write in writes]


def tried(adapter: Adapter[O, R], actor: Actor, operation: O) -> Write[O, R]:
    """Return an operation taken through the steps of put() and not written: whether it would be, or why not.

    For a transaction that is rolled back: a row that it would stand on may have been made.
    """
    write: Write[O, R] = Write(operation)
    adapter.read(actor, [write])
    _check(adapter, write)
    if not write.refusal:
        adapter.prepare([write])
    _compare(adapter, write)
    return write


def _check(adapter: Adapter[O, R], write: Write[O, R]) -> None:
    if write.target is None:
        write.refusal = NotVisible()
        return
    try:
        adapter.check(write)
    except (Refused, NotVisible) as reason:
        write.refusal = reason


def _compare(adapter: Adapter[O, R], write: Write[O, R]) -> None:
    row: Any = write.row
    if write.refusal or row is None or adapter.content_of(row) == write.content:
        return
    before = snapshot(row) if row.pk else None
    try:
        adapter.allow(write)
        if adapter.is_versioned and row.version != write.operation.base_version and not adapter.takes_over(write):
            write.is_stale = True
            return
        adapter.change(write)
    except Refused as reason:
        write.refusal = reason
        return
    write.is_changed = True
    write.changes.append(adapter.entry(write, before))


def _outcome(adapter: Adapter[O, R], write: Write[O, R], by: Authorship) -> Outcome:
    if write.refusal or write.actor is None:
        return refused(write.operation, write.refusal or NotVisible())
    if write.is_stale:
        row: Any = write.row
        shown = conflict(write.operation, adapter.shown(write), by.get(row.pk or 0, ("", None)), row.version)
        # What the row was to stand on has been made all the same.
        return replace(shown, actor=write.actor, changes=write.changes)
    return applied(write.operation, write.actor, write.changes, adapter.answer(write))
