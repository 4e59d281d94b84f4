"""Writing what kernel.dates.hand_over() decides: ends, beginnings, corrections, removals of dated rows, with entries.

Every table of rule 2 goes through it: stays, places in subgroups, class teachers, teachers of courses, places in the
week, roles, guardianships. Steps are collected and written at once: a thousand rows cost the queries of one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.db import models

from letopis.kernel.actor import Actor
from letopis.kernel.dates import DateRange, hand_over
from letopis.school.history.ledger import Change, record_many
from letopis.school.history.tracking import JsonValue, snapshot
from letopis.school.organisation.models import Dated

D = TypeVar("D", bound=Dated)
BATCH = 500


@dataclass(frozen=True, slots=True)
class Verbs:
    """How the ledger names the steps. `corrected`: a row that had not begun is given to another (""; as `started`);
    `removed`: one is taken back (""; as `ended`)."""

    started: str
    ended: str
    corrected: str = ""
    removed: str = ""


class Succession(Generic[D]):
    """Steps over dated rows of one table; nothing is written before write()."""

    def __init__(self, verbs: Verbs, *, corrects: bool = True, reason: str = "") -> None:
        """`corrects`: a row that has not begun becomes the follower's; else it is taken back and a new one made."""
        self._verbs = verbs
        self._reason = reason
        self._corrects = corrects
        self._ended: list[Change] = []
        self._removed: list[Change] = []
        self._corrected: list[Change] = []
        self._started: list[D] = []

    @property
    def count(self) -> int:
        """How many rows the steps touch."""
        return len(self._ended) + len(self._removed) + len(self._corrected) + len(self._started)

    def hand_over(self, held: Iterable[D], new: D, *, same: Sequence[str] = (), **leaving: Any) -> D:
        """Let `new` follow from its first day on the rows `held`; return the row that holds from then.

        Rows equal to `new` in the columns `same` are the follower's own: the first of them goes on, from the earlier
        first day to the last day of `new`. `leaving`: what else is set on the rows that end.
        """
        plan = hand_over(held, new.starts_on, lambda row: bool(same) and _equal(row, new, same))
        unbegun = list(plan.unbegun)
        heir = plan.own
        if heir is None and unbegun and self._corrects:
            heir = unbegun.pop(0)
        elif heir and heir.starts_on > new.starts_on and not self._corrects:
            unbegun.append(heir)
            heir = None
        for row in plan.ended:
            self._end(row, DateRange(new.starts_on).day_before, leaving)
        for row in unbegun:
            self._remove(row)
        if heir is None:
            self.start(new)
            return new
        self._correct(heir, new, goes_on=heir is plan.own)
        return heir

    def end(self, held: Iterable[D], last_day: date, **leaving: Any) -> None:
        """End the rows `held` on `last_day`; those that begin later were never used and are taken back."""
        for row in held:
            if row.starts_on > last_day:
                self._remove(row)
            else:
                self._end(row, last_day, leaving)

    def start(self, new: D) -> None:
        """Make a row that follows nobody."""
        self._started.append(new)

    def write(self, actor: Actor) -> None:
        """Write the steps and their entries. The caller holds the transaction and has checked the right."""
        _update([change.row for change in self._ended])
        record_many(actor, [*self._ended, *self._removed])
        _delete([change.row for change in self._removed])
        _update([change.row for change in self._corrected])
        _create(self._started)
        record_many(actor, [*self._corrected, *(self._change(row, self._verbs.started, None) for row in self._started)])

    def _end(self, row: D, last_day: date, leaving: dict[str, Any]) -> None:
        before = snapshot(row)
        row.ends_on = DateRange(row.starts_on, last_day).ends_on
        for name, value in leaving.items():
            setattr(row, name, value)
        if snapshot(row) != before:
            self._ended.append(self._change(row, self._verbs.ended, before))

    def _remove(self, row: D) -> None:
        self._removed.append(self._change(row, self._verbs.removed or self._verbs.ended, snapshot(row), removed=True))

    def _correct(self, row: D, new: D, *, goes_on: bool) -> None:
        before = snapshot(row)
        first = min(row.starts_on, new.starts_on) if goes_on else new.starts_on
        for column in _columns(type(row)):
            setattr(row, column, getattr(new, column))
        row.starts_on = first
        if snapshot(row) != before:
            self._corrected.append(self._change(row, self._verbs.corrected or self._verbs.started, before))

    def _change(self, row: D, verb: str, before: dict[str, JsonValue] | None, *, removed: bool = False) -> Change:
        """An entry that stands on the page of the row's course and on the card of its student."""
        return Change(
            row=row,
            action=verb,
            before=before,
            course_id=getattr(row, "course_id", None),
            student_id=getattr(row, "student_id", None),
            reason=self._reason,
            removed=removed,
        )


def follow(actor: Actor, held: Iterable[D], new: D, verbs: Verbs, *, same: Sequence[str] = ()) -> D:
    """Let `new` follow on the rows `held`, as Succession.hand_over() does, and write it; return the row that holds."""
    steps = Succession[D](verbs)
    holds = steps.hand_over(held, new, same=same)
    steps.write(actor)
    return holds


def end_row(actor: Actor, row: D, last_day: date, verb: str) -> None:
    """End one row on `last_day` and write it. Raises Refused for a day before the first."""
    steps = Succession[D](Verbs("", verb))
    steps.end([row], DateRange(row.starts_on, last_day).last)
    steps.write(actor)


def _equal(one: Dated, other: Dated, columns: Sequence[str]) -> bool:
    return all(getattr(one, column) == getattr(other, column) for column in columns)


def _columns(model: type[models.Model]) -> list[str]:
    fixed = {"school_id", "created_at"}
    return [one.attname for one in model._meta.concrete_fields if not one.primary_key and one.attname not in fixed]


def _update(rows: Sequence[models.Model]) -> None:
    if rows:
        model = type(rows[0])
        model._default_manager.bulk_update(rows, _columns(model), batch_size=BATCH)


def _delete(rows: Sequence[models.Model]) -> None:
    if rows:
        type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows]).delete()


def _create(rows: Sequence[models.Model]) -> None:
    if rows:
        type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH)
