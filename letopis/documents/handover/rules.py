"""The order of steps over plain values: no ORM, no clock (ARC-04).

A case has a plan, the steps in their order. What has been done with it is a list of moves: a step taken, or the last
one given back. Steps are never skipped. What the journal's ledger says after a step was taken puts that step, and all
after it, out of date: they are taken again from the first of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from letopis.documents.handover.enums import MoveKind, Step
from letopis.school.organisation.enums import SchoolKind

Plan = tuple[Step, ...]
BOUND_BY = (6, 30)  # month and day: П5.3
AFTERWARDS = timedelta(days=7)  # А4.6
# Classes have their ids; what is the key of the year's common volume of summary sheets (ARC-03).
OF_YEAR = 0


@dataclass(frozen=True, slots=True)
class Done:
    """A move, as the rules see it. `entry_id`: the newest entry of the journal's ledger when it was made."""

    number: int
    kind: MoveKind
    step: Step
    entry_id: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands. `in_force`: steps taken and not given back, in the order of the plan; `stale` of them are
    out of date. `next`: whose turn it is, None where all is done. `number`: how many moves there were.
    """

    plan: Plan
    in_force: tuple[Done, ...]
    stale: frozenset[Step]
    number: int

    @property
    def next(self) -> Step | None:
        """The step to take: the first that is out of date, else the first not taken."""
        fresh = [one.step for one in self.in_force if one.step not in self.stale]
        return self.plan[len(fresh)] if len(fresh) < len(self.plan) else None

    @property
    def last(self) -> Done | None:
        """The last step in force: the one that may be given back."""
        return self.in_force[-1] if self.in_force else None

    @property
    def is_over(self) -> bool:
        """All steps are taken and up to date."""
        return self.next is None

    def state_of(self, step: Step) -> str:
        """Return «done», «stale», «next» or «ahead»."""
        if step in self.stale:
            return "stale"
        if any(one.step == step for one in self.in_force):
            return "done"
        return "next" if step == self.next else "ahead"


def plan_of(kind: str, checks: str, acceptance: str) -> Plan:
    """Return the steps of a school. `checks`, `acceptance`: its settings `archive_checks`, `archive_acceptance`.

    As the regulations have it: a college checks programmes and marks apart (Т7.3), a school has one check (А4.5).
    """
    usual = "both" if kind == SchoolKind.COLLEGE else "one"
    first: Plan = {
        "none": (),
        "one": (Step.CHECKED,),
        "both": (Step.PROGRAMMES, Step.CHECKED),
    }[usual if checks == "usual" else checks]
    middle: Plan = (Step.PRINTED, Step.ACCEPTED) if acceptance == "printed" else (Step.ACCEPTED, Step.PRINTED)
    return (*first, *middle, Step.CERTIFIED, Step.HANDED)


def standing(plan: Plan, moves: Iterable[Done], head: int) -> Standing:
    """Return where a case stands. `moves` in their order; `head`: the newest entry of the journal's ledger now."""
    taken: list[Done] = []
    number = 0
    for move in moves:
        number = move.number
        if move.kind == MoveKind.RETURNED:
            taken.pop()
        else:
            place = plan.index(move.step)
            taken = [*(one for one in taken if plan.index(one.step) < place), move]
    return Standing(plan, tuple(taken), _stale(taken, head), number)


def _stale(taken: Sequence[Done], head: int) -> frozenset[Step]:
    first = next((at for at, one in enumerate(taken) if one.entry_id < head), len(taken))
    return frozenset(one.step for one in taken[first:])


def due_on(ends_on: date) -> date:
    """Return by which day a year's journals are bound: 30 June (П5.3); of a year that ends late, in a week."""
    return max(date(ends_on.year, *BOUND_BY), ends_on + AFTERWARDS)
