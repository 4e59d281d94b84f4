"""The grid of a class's week: students × lessons, who was absent and why, what waits for a reason (П4.2.2, Т4.8.2)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from letopis.kernel.actor import Actor
from letopis.kernel.dates import DateRange, week_of
from letopis.kernel.rights import Right
from letopis.school.attendance.enums import NoteState
from letopis.school.attendance.findings import Leaving
from letopis.school.attendance.models import AbsenceNote
from letopis.school.attendance.policy import may
from letopis.school.attendance.queries.span import Pupil, Span, class_span
from letopis.school.attendance.rules import Slot
from letopis.school.classes.models import ClassGroup
from letopis.school.marks.enums import AbsenceCode
from letopis.school.marks.excuses import REASONS, Excuse


@dataclass(frozen=True, slots=True)
class Cell:
    """An hour of a student. `slots`: what stands there, one but for who is in two subgroups at once.

    `why`: what is confirmed, and so frozen; `announced`: what was said and waits.
    """

    slots: tuple[Slot, ...]
    why: str
    announced: str
    is_here: bool

    @property
    def coded(self) -> tuple[Slot, ...]:
        """The absences and latenesses."""
        return tuple(one for one in self.slots if one.code)

    @property
    def is_taken(self) -> bool:
        """Whether somebody has looked."""
        return any(one.is_taken or one.code for one in self.slots)

    @property
    def to_settle(self) -> tuple[Slot, ...]:
        """Absences whose reason may be chosen."""
        return () if self.why else tuple(one for one in self.slots if one.code in REASONS)


@dataclass(frozen=True, slots=True)
class DayHead:
    """A day of the week with the numbers of its lessons."""

    date: date
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A student's week, by day."""

    pupil: Pupil
    days: tuple[tuple[DayHead, tuple[Cell, ...]], ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells of the week."""
        return tuple(cell for _, cells in self.days for cell in cells)

    @property
    def unexplained(self) -> int:
        """Absences nobody has given a reason for."""
        return sum(slot.code == AbsenceCode.ABSENT for cell in self.cells for slot in cell.slots)

    @property
    def days_to_settle(self) -> tuple[date, ...]:
        """Days with absences whose reason may be chosen."""
        return tuple(head.date for head, cells in self.days if any(cell.to_settle for cell in cells))


@dataclass(frozen=True, slots=True)
class ClassWeek:
    """The grid. `notes` are those of the week with their students; `may_settle`: the reader chooses reasons."""

    group: ClassGroup
    dates: DateRange
    days: tuple[DayHead, ...]
    lines: tuple[Line, ...]
    notes: tuple[tuple[AbsenceNote, Pupil], ...]
    leaves: tuple[tuple[Leaving, Pupil], ...]
    may_settle: bool
    may_record_leave: bool

    @property
    def unexplained(self) -> int:
        """Absences of the week nobody has given a reason for."""
        return sum(line.unexplained for line in self.lines)

    @property
    def waiting(self) -> tuple[tuple[AbsenceNote, Pupil], ...]:
        """Notes that wait for confirmation."""
        return tuple(pair for pair in self.notes if pair[0].state == NoteState.ANNOUNCED)


def class_week(actor: Actor, class_id: int, day: date) -> ClassWeek:
    """Return the week of `day` of a class that the actor sees. Eight queries. Raises NotVisible."""
    found = class_span(actor, class_id, week_of(day))
    may_settle = may(actor, Right.SETTLE_CLASS_ATTENDANCE, found.group)
    heads = _heads(found)
    excuses, waiting = found.excuses, _announced(found)
    of_day: dict[tuple[int, date], list[Slot]] = defaultdict(list)
    for one in found.slots:
        of_day[one.student_id, one.date].append(one)
    lines = [
        Line(
            pupil,
            tuple(
                [(head, _cells(pupil, head, of_day.get((pupil.id, head.date), ()), excuses, waiting)) for head in heads]
            ),
        )
        for pupil in found.pupils
    ]
    known = {pupil.id: pupil for pupil in found.pupils}
    return ClassWeek(
        group=found.group,
        dates=found.dates,
        days=heads,
        lines=tuple(lines),
        notes=tuple((note, known[note.student_id]) for note in found.notes if note.student_id in known),
        leaves=tuple((leave, known[leave.student_id]) for leave in found.leaves if leave.student_id in known),
        may_settle=may_settle,
        may_record_leave=may_settle or actor.may(Right.RECORD_LEAVES),
    )


def _heads(found: Span) -> tuple[DayHead, ...]:
    numbers: dict[date, set[int]] = defaultdict(set)
    for lesson in found.lessons:
        numbers[lesson.date].add(lesson.number)
    return tuple(DayHead(day, tuple(sorted(numbers[day]))) for day in sorted(numbers))


def _announced(found: Span) -> dict[int, list[Excuse]]:
    """What was said and waits, by student."""
    waiting: dict[int, list[Excuse]] = defaultdict(list)
    for note in found.notes:
        if note.state == NoteState.ANNOUNCED:
            numbers = (note.numbers[0], note.numbers[-1]) if note.numbers else None
            waiting[note.student_id].append(
                Excuse(note.first_day, note.last_day, note.code, note.get_code_display().lower(), numbers)
            )
    return waiting


def _cells(
    pupil: Pupil,
    head: DayHead,
    own: Sequence[Slot],
    excuses: dict[int, list[Excuse]],
    waiting: dict[int, list[Excuse]],
) -> tuple[Cell, ...]:
    by_number: dict[int, tuple[Slot, ...]] = {}
    for one in own:
        by_number[one.number] = (*by_number.get(one.number, ()), one)
    is_here = any(head.date in stay for stay in pupil.stays)
    confirmed, announced = excuses.get(pupil.id, ()), waiting.get(pupil.id, ())
    return tuple(
        [
            Cell(slots, _told(slots, confirmed), _told(slots, announced), is_here)
            for slots in [by_number.get(number, ()) for number in head.numbers]
        ]
    )


def _told(slots: Sequence[Slot], excuses: Sequence[Excuse]) -> str:
    if not excuses:
        return ""
    return next((str(one) for one in excuses for slot in slots if one.covers(slot)), "")
