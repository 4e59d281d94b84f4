"""Totals of attendance over plain values: by student, reason, day, subject and hour, full days. Pure.

1. What is counted is the hour: a student's lessons at one hour of one day count once, in two subgroups or two classes
   as well as in one. Where they say different things, the reason that is known counts: Б, УП, НП, then Н.
2. Only lessons of one's own that were held count: of the class, and of its subgroup, on that day (marks/counting.py).
3. A lateness is no absence, ОСВ was there or was excused from the work only.
4. A full day is one whose every hour was missed.
Sources: П4.2.2, Т4.8.2.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from typing import TypeVar

from msgspec import Struct

from letopis.school.marks.enums import AbsenceCode
from letopis.school.marks.excuses import AWAY

# What counts where the lessons of one hour say different things: the first.
PRECEDENCE = (
    *(AbsenceCode.ILL, AbsenceCode.EXCUSED, AbsenceCode.UNEXCUSED, AbsenceCode.ABSENT),
    *(AbsenceCode.LATE, AbsenceCode.EXEMPT),
)
_RANK = {code: place for place, code in enumerate(PRECEDENCE)}
Hour = tuple[date, int]
K = TypeVar("K")


class Slot(Struct, frozen=True):
    """A lesson of a student's own. `is_taken`: the teacher has looked who is there; `code` "": was simply there, or
    nobody has looked. `version` of the absence, 0 for none."""

    student_id: int
    date: date
    number: int
    lesson_id: int
    subject: str
    starts_at: time | None
    ends_at: time | None
    is_taken: bool
    code: str = ""
    minutes: int | None = None
    version: int = 0

    @property
    def hour(self) -> Hour:
        """The day and the number of the lesson in it."""
        return self.date, self.number

    @property
    def is_missed(self) -> bool:
        """Whether the student was not there."""
        return self.code in AWAY


class Totals(Struct, frozen=True):
    """Attendance in hours: all that were taught, missed, of these by reason; days on which something, or everything,
    was missed; latenesses and their minutes."""

    hours: int
    missed: int
    by_code: Mapping[str, int]
    days: int
    full_days: int
    late: int
    late_minutes: int

    @property
    def ill(self) -> int:
        """Missed by illness."""
        return self.by_code.get(AbsenceCode.ILL, 0)

    @property
    def excused(self) -> int:
        """Missed for a good reason."""
        return self.by_code.get(AbsenceCode.EXCUSED, 0)

    @property
    def unexcused(self) -> int:
        """Missed without a good reason."""
        return self.by_code.get(AbsenceCode.UNEXCUSED, 0)

    @property
    def unexplained(self) -> int:
        """Missed, and nobody has said why."""
        return self.by_code.get(AbsenceCode.ABSENT, 0)


def code_of(codes: Iterable[str]) -> str:
    """Return what counts of the codes of one hour, "" where there is none."""
    return min(filter(None, codes), key=lambda code: _RANK.get(code, len(_RANK)), default="")  # type: ignore[call-overload]


def by_hour(coded: Iterable[tuple[Hour, str]]) -> dict[Hour, str]:
    """Return each hour of one student with the code that counts, once for all its lessons."""
    found: dict[Hour, str] = {}
    for hour, code in coded:
        found[hour] = code_of((found.get(hour, ""), code))
    return found


def totals_of(slots: Iterable[Slot]) -> Totals:
    """Return the totals of one student's slots."""
    own = list(slots)
    hours = by_hour((one.hour, one.code) for one in own)
    missed = {hour: code for hour, code in hours.items() if code in AWAY}
    of_day = Counter(day for day, _ in hours)
    missed_of_day = Counter(day for day, _ in missed)
    late = {hour for hour, code in hours.items() if code == AbsenceCode.LATE}
    minutes: dict[Hour, int] = {}
    for one in own:
        if one.hour in late and one.code == AbsenceCode.LATE:
            minutes[one.hour] = max(minutes.get(one.hour, 0), one.minutes or 0)
    return Totals(
        hours=len(hours),
        missed=len(missed),
        by_code=Counter(missed.values()),
        days=len(missed_of_day),
        full_days=sum(number == of_day[day] for day, number in missed_of_day.items()),
        late=len(late),
        late_minutes=sum(minutes.values()),
    )


def by_student(slots: Iterable[Slot]) -> dict[int, list[Slot]]:
    """Group slots by student, in the order given."""
    found: dict[int, list[Slot]] = defaultdict(list)
    for one in slots:
        found[one.student_id].append(one)
    return found


def missed_by(slots: Iterable[Slot], key: Callable[[Slot], K]) -> Counter[K]:
    """Count the missed hours of a class by what `key` says of each: its day, the hour of the day, the subject.

    By subject an hour with two lessons counts at the subject whose code counts.
    """
    found: Counter[K] = Counter()
    for own in by_student(slots).values():
        counted = by_hour((one.hour, one.code) for one in own)
        seen: set[Hour] = set()
        for one in own:
            if one.hour not in seen and one.is_missed and one.code == counted[one.hour]:
                seen.add(one.hour)
                found[key(one)] += 1
    return found


def sum_of(totals: Iterable[Totals]) -> Totals:
    """Return the totals of a class: those of its students added up."""
    rows = list(totals)
    codes: Counter[str] = Counter()
    for one in rows:
        codes.update(one.by_code)
    return Totals(
        hours=sum(one.hours for one in rows),
        missed=sum(one.missed for one in rows),
        by_code=codes,
        days=sum(one.days for one in rows),
        full_days=sum(one.full_days for one in rows),
        late=sum(one.late for one in rows),
        late_minutes=sum(one.late_minutes for one in rows),
    )
