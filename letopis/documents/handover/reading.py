"""Where the journals of classes stand: their cases, moves and the ledger's heads, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from letopis.documents.handover.enums import CaseKind, MoveKind, Step
from letopis.documents.handover.heads import heads_of
from letopis.documents.handover.models import ArchiveCase, CaseMove
from letopis.documents.handover.rules import Done, Plan, Standing, plan_of, standing
from letopis.school.classes.models import ClassGroup
from letopis.school.organisation.models import AcademicYear, School
from letopis.school.organisation.stored_settings import settings_of


@dataclass(frozen=True, slots=True)
class Journal:
    """The journal of a class on its way: its case (None before the first step), its moves, where it stands."""

    group: ClassGroup
    case: ArchiveCase | None
    moves: tuple[CaseMove, ...]
    stand: Standing
    head: int

    @property
    def title(self) -> str:
        """The class."""
        return self.group.name

    def move_of(self, step: Step) -> CaseMove | None:
        """Return the move by which a step in force was taken."""
        number = next((one.number for one in self.stand.in_force if one.step == step), None)
        return next((move for move in self.moves if move.number == number), None)


def journals_of(year: AcademicYear, class_ids: Collection[int] | None = None) -> list[Journal]:
    """Return the journals of a year in the order of classes, or of some of its classes. Three queries."""
    groups = ClassGroup.objects.filter(school_id=year.school_id, year=year).select_related("year", "school")
    if class_ids is not None:
        groups = groups.filter(pk__in=class_ids)
    found = list(groups.order_by("sort_key"))
    ids = [group.pk for group in found]
    # A case is made with its first move.
    rows = CaseMove.objects.filter(school_id=year.school_id, case__class_group__in=ids, case__kind=CaseKind.JOURNAL)
    moves: dict[int | None, list[CaseMove]] = defaultdict(list)
    for move in rows.select_related("case", "person", "act").order_by("case", "number"):
        moves[move.case.class_group_id].append(move)
    heads = heads_of(year.school_id, ids)
    return [_journal(group, tuple(moves[group.pk]), heads.get(group.pk, 0)) for group in found]


def _journal(group: ClassGroup, moves: tuple[CaseMove, ...], head: int) -> Journal:
    """A case keeps the plan that it began with."""
    case = moves[0].case if moves else None
    plan = case.steps if case else usual_plan(group.school)
    return Journal(group, case, moves, standing(plan, map(as_done, moves), head), head)


def as_done(move: CaseMove) -> Done:
    """Return a move as the rules see it."""
    return Done(move.number, MoveKind(move.kind), Step(move.step), move.entry_id)


def usual_plan(school: School) -> Plan:
    """Return the steps that a case begins with in this school."""
    settings = settings_of(school)
    return plan_of(school.kind, settings.archive_checks, settings.archive_acceptance)
