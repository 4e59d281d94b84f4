"""What the planning of all tables shares: the draft, rows already drafted, rows left out because of others."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from letopis.documents.school_import.draft import Draft
from letopis.documents.school_import.live import Live
from letopis.documents.school_import.records import NOWHERE, Base, PersonRecord, Record
from letopis.documents.school_import.rights import Rights
from letopis.documents.school_import.words import table_name
from letopis.documents.sheets.problems import SKIP, WHOLE_ROW, CellPlace, Remedy, Report
from letopis.kernel.clock import today
from letopis.kernel.fields import Fault
from letopis.school.classes.models import ClassGroup, Membership, Subgroup
from letopis.school.organisation.models import AcademicYear, Room, TermScheme
from letopis.school.organisation.words import phrase
from letopis.school.people.models import Person, Staff, Student

# What a load leaves unwritten because the one who loads could not write it in a form either, and who can.
FORBIDDEN = {
    "card_not_yours": (
        "Карточка {school.gen} не меняется (строка {rows}): её ведёт оператор электронного журнала. Передайте ему файл."
    ),
    "staff_not_yours": (
        "Карточки сотрудников не записываются (строки {rows}): их ведут оператор электронного журнала и отдел кадров. "
        "Передайте файл им, остальное загружается без них."
    ),
    "own_page": (
        "Назначить себя {teacher.ins} нельзя (строки {rows}): страницы журнала создаются без {teacher.gen}. "
        "Попросите назначить вас другого работника учебной части или загрузить файл из командной строки."
    ),
    "own_class": (
        "Назначить себя {tutor.ins} нельзя (строки {rows}): назначение не записывается. "
        "Попросите об этом другого работника учебной части или загрузить файл из командной строки."
    ),
    "own_child": (
        "Записать представителем себя нельзя (строки {rows}): связь с {student.ins} не записывается. "
        "Попросите об этом другого работника учебной части."
    ),
    "own_lessons": (
        "Поставить в сетку себя вместо {teacher.gen} из нагрузки нельзя (строки {rows}): {lesson.noms} остаются за "
        "ним. Попросите об этом другого работника учебной части."
    ),
}

# What to do with what was ended by hand and is in the file again.
RESTORE, LEAVE = "restore", "leave"


@dataclass(slots=True)
class Planning:
    """The state of one planning run."""

    base: Base
    live: Live
    report: Report
    draft: Draft
    rights: Rights
    year: AcademicYear = field(init=False)
    schemes: dict[str, TermScheme] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    classes: dict[str, ClassGroup] = field(default_factory=dict)
    staff: dict[int, Staff] = field(default_factory=dict)
    students: dict[int, Student] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    # Whose a СНИЛС is, in the base and among those drafted.
    snils: dict[str, Person] = field(default_factory=dict)
    # The stays of a record's student in classes of the year, as they will be.
    stays: dict[int, list[Membership]] = field(default_factory=dict)
    subgroups: dict[tuple[str, str, str], Subgroup] = field(default_factory=dict)
    day: date = field(default_factory=today)
    _dependent: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    _forbidden: dict[str, list[CellPlace]] = field(default_factory=lambda: defaultdict(list))

    def is_out(self, record: Record) -> bool:
        """Whether the record's row is left out (a record of the base itself never is)."""
        return record.place is not NOWHERE and self.report.is_spoiled(record.place)

    def leave(self, table: str, kind: str, record: Record) -> None:
        """Leave a row out because a row it depends on is."""
        self.draft.skip(table, record.place)
        self._dependent[kind].append(record)

    def forbid(self, why: str, place: CellPlace) -> None:
        """Leave something unwritten that is not for the one who loads; `why` is a key of FORBIDDEN."""
        if place not in self._forbidden[why]:
            self._forbidden[why].append(place)

    def note_faults(self, kind: str, record: Record, found: Iterable[Fault]) -> bool:
        """Note at the record's cells what the bulk action would refuse; say whether there was anything: it is out."""
        noted = False
        for fault in found:
            column = _column_of(record, fault.field)
            self.report.add(
                record.at(column),
                self.base.label(kind, record, column),
                fault.code,
                fault.message,
                value=_shown(record, fault.field),
                choices=[SKIP],
                may_type=column in record.columns,
            )
            noted = True
        return noted

    def is_wanted_again(self, record: Record, code: str, message: str, value: str) -> bool:
        """Whether the operator wants back what was ended by hand; what nothing is said of is told and stays ended."""
        if (answer := self.report.settled(code, value)) in {RESTORE, LEAVE}:
            return answer == RESTORE
        self.report.warn(
            record.place,
            WHOLE_ROW,
            code,
            message,
            value=value,
            choices=[Remedy("Оставить как в базе", "cause", LEAVE), Remedy("Восстановить", "cause", RESTORE)],
            cause=code,
            question="В базе это закончено, а в файле есть. Восстановить?",
        )
        return False

    def note_forbidden(self) -> None:
        """Say what is not written for want of a right: once a reason and sheet, with its rows and who does it."""
        for why, places in self._forbidden.items():
            for sheet in dict.fromkeys((place.file, place.sheet) for place in places):
                rows = [place for place in places if (place.file, place.sheet) == sheet]
                message = phrase(FORBIDDEN[why], rows=_numbers([place.row for place in rows]))
                self.report.warn(rows[0], WHOLE_ROW, why, message, rows=[place.row for place in rows])

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
        """From when a change made now is valid: today, but within the year."""
        return min(max(self.day, self.year.starts_on), self.year.ends_on)


_NAME_PARTS = ("surname", "name", "patronymic")


def _column_of(record: Record, name: str) -> str:
    """The column of the sheet that holds a field: «ФИО» for a part of a name, «Телефон родителя» for a guardian's."""
    whole = [one for one in ("full_name", "guardian") if name in _NAME_PARTS]
    return next((one for one in (name, f"guardian_{name}", *whole) if one in record.columns), name)


def _shown(record: Record, name: str) -> str:
    if isinstance(record, PersonRecord) and name in _NAME_PARTS:
        return record.name.text
    value = getattr(record, name, None) or getattr(record, "card", {}).get(name)
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value or "")


def _rows(records: list[Record]) -> str:
    return _numbers([record.place.row for record in records])


def _numbers(numbers: list[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:12])
    return shown + (f" и ещё {len(numbers) - 12}" if len(numbers) > 12 else "")
