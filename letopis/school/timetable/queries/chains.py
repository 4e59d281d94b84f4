"""What became of a place of the week: a move ends one row and begins another, in one save of the ledger."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from letopis.school.history.models import Entry
from letopis.school.history.tracking import tracked
from letopis.school.organisation.enums import Weekday
from letopis.school.organisation.words import phrase
from letopis.school.timetable.enums import Parity
from letopis.school.timetable.models import WeeklySlot

Save = tuple[datetime, int | None]


def chain_of(slot: WeeklySlot) -> tuple[list[WeeklySlot], list[WeeklySlot]]:
    """Return the places that this one was before and became later, and those of them that are gone. Two queries."""
    kind = tracked(WeeklySlot).kind
    rows = Entry.objects.filter(school_id=slot.school_id, course_id=slot.course_id, kind=kind)
    of_save: dict[Save, dict[bool, set[int]]] = defaultdict(lambda: {True: set(), False: set()})
    saves: dict[int, set[Save]] = defaultdict(set)
    known = {}
    for pk, at, account, before, after in rows.values_list("object_id", "at", "account_id", "before", "after"):
        known[pk] = after or before or {}
        of_save[at, account][before is None].add(pk)
        saves[pk].add((at, account))
    found, asked = {slot.pk}, [slot.pk]
    while asked:
        for save in saves[asked.pop()]:
            begun, changed = of_save[save][True], of_save[save][False]
            # What one save has only begun, or only ended, are places beside each other.
            new = (begun | changed) - found if begun and changed else set()
            found |= new
            asked += new
    there = [*WeeklySlot.objects.filter(school_id=slot.school_id, pk__in=found - {slot.pk}).order_by("pk")]
    gone = sorted(found - {slot.pk} - {one.pk for one in there})
    return there, [_as_it_was(pk, known[pk]) for pk in gone if known[pk]]


def _as_it_was(pk: int, values: Mapping[str, Any]) -> WeeklySlot:
    return WeeklySlot(pk=pk, **{name: values[name] for name in ("weekday", "number", "parity")})


def last_save(slot: WeeklySlot, newest: Sequence[Entry]) -> list[Entry]:
    """Return of the entries of a chain, the newest first, those of the last save of `slot`.

    None where a place that it began or ended has been changed since: what followed must be undone first. None either
    where it took a place away, which was an undo: what is gone is set anew. One query.
    """
    own = next((one for one in newest if one.object_id == slot.pk), None)
    if own is None:
        return []
    save = [one for one in newest if (one.at, one.account_id) == (own.at, own.account_id)]
    touched = {one.object_id for one in save}
    later = any(one.object_id in touched and one.pk > save[0].pk for one in newest)
    gone = Entry.objects.filter(school_id=slot.school_id, course_id=slot.course_id, kind=own.kind, at=own.at)
    return [] if later or gone.filter(account_id=own.account_id, after__isnull=True).exists() else save


def named(slot: WeeklySlot) -> str:
    """Return «понедельник, 3 урок» («по нечётным неделям» where it is not every week)."""
    place = f"{Weekday(slot.weekday).label.lower()}, {slot.number}{phrase('{lesson_no}')}"
    return f"{place}, {Parity(slot.parity).label}" if slot.parity else place
