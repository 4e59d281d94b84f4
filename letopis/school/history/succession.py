"""What kernel.dates.hand_over() decides, as rows to write: ends, beginnings, corrections, removals of dated rows.

Every table of rule 2 goes through it: stays, places in subgroups, class teachers, teachers of courses, places in the
week, roles, guardianships. Steps are collected and go to the context's bulk action (`puts`) or are written at once:
a thousand rows cost the queries of one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.db import models

from letopis.kernel.actor import Actor
from letopis.kernel.dates import DateRange, hand_over
from letopis.school.history.intake import NOW, Occasion, Put, Table, write
from letopis.school.organisation.models import Dated

D = TypeVar("D", bound=Dated)


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
        self._occasion = Occasion(reason=reason) if reason else NOW
        self._corrects = corrects
        self._ended: list[Put[D]] = []
        self._removed: list[Put[D]] = []
        self._corrected: list[Put[D]] = []
        self._started: list[Put[D]] = []

    @property
    def puts(self) -> list[Put[D]]:
        """The rows to write, in the order in which they follow each other."""
        return [*self._ended, *self._removed, *self._corrected, *self._started]

    @property
    def count(self) -> int:
        """How many rows the steps touch."""
        return len(self.puts)

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
        self._started.append(Put(new, action=self._verbs.started))

    def write(self, actor: Actor) -> None:
        """Write the steps and their entries. The caller holds the transaction and has checked the right."""
        puts = self.puts
        if puts:
            table = Table(type(puts[0].row), self._verbs.started, self._verbs.ended)
            write(actor, table, puts, self._occasion)

    def _end(self, row: D, last_day: date, leaving: dict[str, Any]) -> None:
        put = Put.change(row, self._verbs.ended)
        row.ends_on = DateRange(row.starts_on, last_day).ends_on
        for name, value in leaving.items():
            setattr(row, name, value)
        if put.is_touched:
            self._ended.append(put)

    def _remove(self, row: D) -> None:
        put = Put.change(row, self._verbs.removed or self._verbs.ended)
        put.removed = True
        self._removed.append(put)

    def _correct(self, row: D, new: D, *, goes_on: bool) -> None:
        put = Put.change(row, self._verbs.corrected or self._verbs.started)
        first = min(row.starts_on, new.starts_on) if goes_on else new.starts_on
        to_come = False
        column: Any
        for column in _columns(type(row)):
            # What is not saved yet is pointed at as an object.
            is_object = column.is_relation and column.is_cached(new)
            name = column.name if is_object else column.attname
            setattr(row, name, getattr(new, name))
            to_come |= is_object and getattr(new, name) is not None and getattr(new, column.attname) is None
        row.starts_on = first
        if put.is_touched or to_come:
            self._corrected.append(put)


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


def _columns(model: type[models.Model]) -> list[Any]:
    fixed = {"school_id", "created_at"}
    return [one for one in model._meta.concrete_fields if not one.primary_key and one.attname not in fixed]
