"""Checks of what the journal says of attendance: one pure function, findings with names (П4.2.2).

A finding is a question, not a fault: what it names cannot all be true, and who keeps the class knows which is.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time
from enum import StrEnum

from msgspec import Struct

from letopis.school.attendance.rules import Slot, by_student
from letopis.school.marks.enums import AbsenceCode
from letopis.school.marks.excuses import Excuse


class Check(StrEnum):
    """What may be wrong."""

    PRESENT_EXCUSED = "present_excused"
    TWO_AT_ONCE = "two_at_once"
    GONE_WITHOUT_LEAVE = "gone_without_leave"
    MARK_WHILE_ABSENT = "mark_while_absent"
    NOT_IN_CLASS = "not_in_class"


class Finding(Struct, frozen=True):
    """A finding about a student at a lesson; `other`: the second lesson of the hour, the excuse, the mark."""

    check: Check
    student_id: int
    date: date
    number: int
    lesson_id: int
    subject: str
    other: str = ""


class Marked(Struct, frozen=True):
    """A mark put on the very day of its lesson."""

    student_id: int
    lesson_id: int
    value: str


class Stray(Struct, frozen=True):
    """An absence that is written of somebody who is not in the class, or its part, on the lesson's day."""

    student_id: int
    date: date
    number: int
    lesson_id: int
    subject: str
    code: str


def findings(
    slots: Iterable[Slot],
    *,
    excuses: Mapping[int, Sequence[Excuse]],
    marks: Iterable[Marked] = (),
    strays: Iterable[Stray] = (),
) -> list[Finding]:
    """Return everything that cannot be so, by day: `excuses` are what is confirmed, by student."""
    given: dict[tuple[int, int], str] = {(one.student_id, one.lesson_id): one.value for one in marks}
    found: list[Finding] = []
    for student_id, own in by_student(slots).items():
        ordered = sorted(own, key=lambda one: (one.hour, one.lesson_id))
        confirmed = excuses.get(student_id, ())
        found += _present_excused(ordered, confirmed)
        found += _two_at_once(ordered)
        found += _gone(ordered, confirmed)
        found += _marked(ordered, given)
    found += [
        Finding(Check.NOT_IN_CLASS, one.student_id, one.date, one.number, one.lesson_id, one.subject, one.code)
        for one in strays
    ]
    return sorted(found, key=lambda one: (one.date, one.number, one.student_id, one.check))


def _was_there(one: Slot) -> bool:
    """Somebody looked, and the student was there, if late."""
    return (one.is_taken and not one.code) or one.code == AbsenceCode.LATE


def _covering(one: Slot, excuses: Sequence[Excuse]) -> Excuse | None:
    return next((excuse for excuse in excuses if excuse.covers(one)), None)


def _present_excused(own: Sequence[Slot], excuses: Sequence[Excuse]) -> Iterator[Finding]:
    """There, though a note or an early leaving says otherwise."""
    for one in own:
        excuse = _covering(one, excuses)
        if excuse is not None and excuse.code != AbsenceCode.EXEMPT and _was_there(one):
            yield _finding(Check.PRESENT_EXCUSED, one, str(excuse))


def _two_at_once(own: Sequence[Slot]) -> Iterator[Finding]:
    """There at two lessons of one hour."""
    first: dict[tuple[date, int], Slot] = {}
    for one in own:
        if not _was_there(one):
            continue
        before = first.setdefault(one.hour, one)
        if before is not one:
            yield _finding(Check.TWO_AT_ONCE, one, before.subject)


def _gone(own: Sequence[Slot], excuses: Sequence[Excuse]) -> Iterator[Finding]:
    """There at one hour and absent at the next of the day, without a leave or a note for it."""
    days: dict[date, dict[int, list[Slot]]] = defaultdict(lambda: defaultdict(list))
    for one in own:
        days[one.date][one.number].append(one)
    for hours in days.values():
        numbers = sorted(hours)
        for before, after in zip(numbers, numbers[1:], strict=False):
            missed = next((one for one in hours[after] if one.is_missed), None)
            there = any(map(_was_there, hours[before]))
            stayed = any(map(_was_there, hours[after]))
            if missed is not None and there and not stayed and _covering(missed, excuses) is None:
                yield _finding(Check.GONE_WITHOUT_LEAVE, missed, str(before))


def _marked(own: Sequence[Slot], given: Mapping[tuple[int, int], str]) -> Iterator[Finding]:
    """Marked that very day for a lesson that was missed."""
    for one in own:
        value = given.get((one.student_id, one.lesson_id))
        if value and one.is_missed:
            yield _finding(Check.MARK_WHILE_ABSENT, one, value)


def _finding(check: Check, one: Slot, other: str) -> Finding:
    return Finding(check, one.student_id, one.date, one.number, one.lesson_id, one.subject, other)


class Leaving(Struct, frozen=True):
    """Who left early, when and with whom: for the lists."""

    id: int
    student_id: int
    date: date
    left_at: time
    taken_by: str
    code: str
    note: str
