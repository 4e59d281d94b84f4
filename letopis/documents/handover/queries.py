"""Reads of handing a year over: the year at a glance, a class's journal, whose turn it is, an act."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from letopis.documents.handover import policy
from letopis.documents.handover.actions import journal_of
from letopis.documents.handover.enums import Step
from letopis.documents.handover.models import CaseMove, TransferAct
from letopis.documents.handover.obstacles import Obstacle, obstacles_of
from letopis.documents.handover.printed import latest_print
from letopis.documents.handover.reading import Journal, journals_of
from letopis.documents.handover.rules import due_on
from letopis.documents.journal_paper.models import PrintRun
from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.roles import Role
from letopis.school.access.models import RightOverride
from letopis.school.access.rights import decided, holders
from letopis.school.organisation.models import AcademicYear
from letopis.school.organisation.queries import years_of

Holders = Mapping[Step, Collection[Role]]


@dataclass(frozen=True, slots=True)
class Line:
    """A class's journal with what stands in its way."""

    journal: Journal
    obstacles: tuple[Obstacle, ...]
    is_late: bool
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Board:
    """The journals of a year on their way to the archive. `steps`: the columns, all that any plan of the year has.

    `turns`: by step how many journals wait for it, `mine` of them for the reader. `holders`: who takes each.
    """

    year: AcademicYear
    due_on: date
    is_late: bool
    steps: tuple[Step, ...]
    lines: tuple[Line, ...]
    turns: Mapping[Step, int]
    mine: tuple[Step, ...]
    holders: Holders
    run: PrintRun | None
    acts: tuple[TransferAct, ...]

    @property
    def over(self) -> int:
        """How many are handed over and up to date."""
        return sum(line.journal.stand.is_over for line in self.lines)


def board(actor: Actor, year: AcademicYear) -> Board:
    """Return a year at a glance. Eight queries, whatever the school. Raises NotVisible."""
    policy.require_reader(actor)
    journals = journals_of(year)
    found = obstacles_of(year, [one.key for one in journals], _names(journals))
    due, turns = due_on(year.ends_on), _turns(journals)
    is_late = today() > due
    lines = tuple(_line(actor, one, found[one.key], is_late=is_late) for one in journals)
    return Board(
        year=year,
        due_on=due,
        is_late=is_late and not all(one.stand.is_over for one in journals),
        steps=_columns(journals),
        lines=lines,
        turns=turns,
        mine=tuple(step for step in turns if policy.may_take(actor, step)),
        holders=holders_of(actor.school_id),
        run=latest_print(year),
        acts=tuple(TransferAct.objects.filter(school=actor.school_id, year=year)),
    )


def _names(journals: Sequence[Journal]) -> dict[int, str]:
    return {one.key: one.title for one in journals if one.group}


def _line(actor: Actor, journal: Journal, obstacles: list[Obstacle], *, is_late: bool) -> Line:
    following = journal.stand.next
    is_mine = following is not None and policy.may_take(actor, following)
    return Line(journal, tuple(obstacles), is_late and following is not None, is_mine)


def _turns(journals: list[Journal]) -> dict[Step, int]:
    counted = Counter(one.stand.next for one in journals)
    return {step: counted[step] for step in Step if counted[step]}


def _columns(journals: list[Journal]) -> tuple[Step, ...]:
    """The steps of the longest plan, then those that only another one has."""
    plans = sorted({one.stand.plan for one in journals}, key=len, reverse=True)
    return tuple(dict.fromkeys(step for plan in plans for step in plan))


def holders_of(school_id: int) -> Holders:
    """Return by step the roles that take it in this school. One query."""
    rows = RightOverride.objects.filter(school_id=school_id).values_list("right", "role", "is_given")
    overrides = decided(rows)
    return {step: holders(right, overrides) for step, right in policy.RIGHTS.items()}


@dataclass(frozen=True, slots=True)
class CasePage:
    """A class's journal: its steps, its history, what stands in the way."""

    line: Line
    year: AcademicYear
    due_on: date
    may_return: bool
    holders: Holders
    run: PrintRun | None


def case_page(actor: Actor, class_id: int, year_id: int | None = None) -> CasePage:
    """Return the journal of a class, or with OF_YEAR the year's volume of summary sheets. Nine queries at most.

    Raises NotVisible.
    """
    policy.require_reader(actor)
    journal = journal_of(actor, class_id, year_id)
    year = journal.year
    due = due_on(year.ends_on)
    obstacles = obstacles_of(year, [class_id])[class_id]
    line = _line(actor, journal, obstacles, is_late=today() > due)
    may_return = policy.may_return(actor, journal.stand)
    return CasePage(line, year, due, may_return, holders_of(actor.school_id), latest_print(year))


def waiting(actor: Actor, year: AcademicYear, step: Step) -> list[Line]:
    """Return the journals whose turn is this step, for whoever takes it. Five queries. Raises NotVisible."""
    if not policy.may_take(actor, step):
        raise NotVisible
    there = journals_of(year)
    journals = [one for one in there if one.stand.next == step]
    found = obstacles_of(year, [one.key for one in journals], _names(there))
    is_late = today() > due_on(year.ends_on)
    return [_line(actor, one, found[one.key], is_late=is_late) for one in journals]


def my_turn(actor: Actor, years: Sequence[AcademicYear] | None = None) -> tuple[AcademicYear, int] | None:
    """Return the newest year that is over where journals wait for the actor, and how many. Four queries at most.

    Before its end nothing of a year is asked for. `years`: those of the school, where they are known.
    """
    if not any(policy.may_take(actor, step) for step in Step):
        return None
    known = years_of(actor.school_id) if years is None else years
    year = max((one for one in known if one.ends_on < today()), key=lambda one: one.ends_on, default=None)
    if year is None:
        return None
    mine = sum(one.stand.next is not None and policy.may_take(actor, one.stand.next) for one in journals_of(year))
    return (year, mine) if mine else None


@dataclass(frozen=True, slots=True)
class ActPage:
    """An act with the moves by which cases were handed over under it, in the order of the inventory."""

    act: TransferAct
    moves: tuple[CaseMove, ...]

    @property
    def sheets(self) -> int:
        """All sheets of all cases."""
        return sum(move.case.sheets or 0 for move in self.moves)


def act_page(actor: Actor, act_id: int) -> ActPage:
    """Return an act of the school. Two queries. Raises NotVisible."""
    policy.require_reader(actor)
    act = TransferAct.objects.filter(school=actor.school_id, pk=act_id).select_related("year", "school").first()
    if act is None:
        raise NotVisible
    moves = act.moves.select_related("case").order_by("case__number", "case__title")
    return ActPage(act, tuple(moves))
