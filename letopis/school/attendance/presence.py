"""Who is in the building at a moment, for the evacuation list. Pure.

The teacher's look is what is known; who was not looked at may be inside, and is looked for. Nobody is left out of the
list because of a note or an early leaving alone while a later look says otherwise.
"""

from collections.abc import Sequence
from datetime import datetime, time
from enum import StrEnum

from letopis.school.attendance.rules import Slot


class Presence(StrEnum):
    """Where a student is, as far as the journal knows."""

    INSIDE = "inside"
    UNKNOWN = "unknown"
    OUTSIDE = "outside"


def presence(
    slots: Sequence[Slot], moment: datetime, *, left_at: time | None, is_expected: bool = True
) -> tuple[Presence, str]:
    """Return where a student of today's `slots` is at `moment`, the school's wall clock, and why it is said.

    `left_at`: went home early; `is_expected`: no note says that the student will not come. The last lesson that has
    begun and was looked at says who is there; while none was, the student may be inside.
    """
    at = moment.time()
    begun = sorted((one for one in slots if one.starts_at and one.starts_at <= at), key=lambda one: one.number)
    if left_at is not None and left_at <= at:
        told = f"ушёл в {left_at:%H:%M}"
        later = [one for one in begun if one.starts_at and one.starts_at >= left_at]
        is_seen = any((one.is_taken or one.code) and not one.is_missed for one in later)
        return (Presence.UNKNOWN, f"{told}, но позже отмечен") if is_seen else (Presence.OUTSIDE, told)
    if begun and all(one.ends_at and one.ends_at <= at for one in slots):
        return Presence.UNKNOWN, "занятия окончены"
    looked = [one for one in begun if one.is_taken or one.code]
    last = [one for one in looked if one.number == looked[-1].number] if looked else []
    if last and all(one.is_missed for one in last):
        return Presence.OUTSIDE, last[0].code
    if last:
        return Presence.INSIDE, ""
    if not is_expected:
        return Presence.OUTSIDE, "предупредили"
    return Presence.UNKNOWN, "ещё не отмечали" if begun else "занятия не начались"
