"""What screens send and get of marks of periods (docs/developer/journal-protocol.md)."""

from datetime import date
from typing import ClassVar

from letopis.school.sync.wire import Applied, Document, Id, Operation, Row


class PeriodMarkRow(Row):
    """A mark of a period; an empty one is a tombstone, whose version matters. `period`: a term's id, «year», «exam»."""

    student_id: int
    period: str
    value: str
    reason: str
    version: int


class ProposalRow(Row):
    """What follows for a cell: the mark proposed, its derivation; `is_disputed`: to be looked at.

    `shut` says why nothing may be put there, "" where it may; `elsewhere`: «4, 7А», put on another page of the subject.
    """

    student_id: int
    period: str
    value: str
    why: str
    is_disputed: bool
    shut: str
    elsewhere: str


class SheetColumnRow(Row):
    """A column of the sheet; `opens_on` is the first day on which its marks are put, None: any day of the year.

    `is_closed`: the period is closed for correction.
    """

    id: str
    name: str
    kind: str
    opens_on: date | None
    is_closed: bool


class SheetPersonRow(Row):
    """A student of the sheet; `why`: «В составе с 12.11.2026» of one who was not there all the year."""

    id: int
    name: str
    why: str


class TotalsDocument(Document):
    """The sheet of a course: students × terms, year, examination, final mark. `today`: the school's day."""

    course_id: int
    is_editable: bool
    today: date
    values: list[str]
    columns: list[SheetColumnRow]
    students: list[SheetPersonRow]
    marks: list[PeriodMarkRow]
    proposals: list[ProposalRow]


class PeriodMarkOperation(Operation, tag="period_mark", frozen=True):
    """Put, change or take away (empty `value`) a mark of a period. `reason`: why not as proposed, why so late."""

    label: ClassVar[str] = "отметка за период"

    course_id: Id
    student_id: Id
    period: str
    value: str = ""
    reason: str | None = None


class PeriodMarkApplied(Applied, tag="applied"):
    """The mark as it now is."""

    period_mark: PeriodMarkRow
