"""What the planning of all tables shares: the draft, rows already drafted, rows left out because of others."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from letopis.documents.exchange.base.draft import Draft
from letopis.documents.exchange.base.live import Live
from letopis.documents.exchange.base.problems import WHOLE_ROW, Report
from letopis.documents.exchange.base.records import NOWHERE, Base, Record
from letopis.documents.exchange.base.words import table_name
from letopis.school.classes.models import ClassGroup, Subgroup
from letopis.school.common.clock import today
from letopis.school.organisation.models import AcademicYear, Room, TermScheme
from letopis.school.people.models import Person, Staff, Student


@dataclass(slots=True)
class Planning:
    """The state of one planning run."""

    base: Base
    live: Live
    report: Report
    draft: Draft
    year: AcademicYear = field(init=False)
    schemes: dict[str, TermScheme] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    classes: dict[str, ClassGroup] = field(default_factory=dict)
    staff: dict[int, Staff] = field(default_factory=dict)
    students: dict[int, Student] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    subgroups: dict[tuple[str, str, str], Subgroup] = field(default_factory=dict)
    day: date = field(default_factory=today)
    _dependent: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))

    def is_out(self, record: Record) -> bool:
        """Whether the record's row is left out (a record of the base itself never is)."""
        return record.place is not NOWHERE and self.report.is_spoiled(record.place)

    def leave(self, table: str, kind: str, record: Record) -> None:
        """Leave a row out because a row it depends on is."""
        self.draft.skip(table, record.place)
        self._dependent[kind].append(record)

    def note_dependent(self) -> None:
        """Say which rows go with those that have errors: once a table."""
        for kind, records in self._dependent.items():
            first = records[0]
            self.report.warn(
                first.place,
                WHOLE_ROW,
                "dependent",
                f"{table_name(kind)}: строки {_rows(records)} не записываются, пока не исправлены строки, от которых "
                "они зависят.",
                rows=[record.place.row for record in records],
            )

    @property
    def since(self) -> date:
        """From when a change made now is valid: today, or the first day of a year that has not begun."""
        return max(self.day, self.year.starts_on)


def _rows(records: list[Record]) -> str:
    numbers = [str(record.place.row) for record in records]
    return ", ".join(numbers[:12]) + (f" и ещё {len(numbers) - 12}" if len(numbers) > 12 else "")
