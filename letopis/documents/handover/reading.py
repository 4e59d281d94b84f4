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
from letopis.school.organisation.settings import settings_of


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
    """Return the journals of a year in the order of classes, or of some of its classes. Five queries."""
    groups = ClassGroup.objects.filter(school_id=year.school_id, year=year).select_related("year")
    if class_ids is not None:
        groups = groups.filter(pk__in=class_ids)
    found = list(groups.order_by("sort_key"))
    ids = [group.pk for group in found]
    cases = {
        case.class_group_id: case
        for case in ArchiveCase.objects.filter(school_id=year.school_id, class_group__in=ids, kind=CaseKind.JOURNAL)
    }
    moves: dict[int, list[CaseMove]] = defaultdict(list)
    rows = CaseMove.objects.filter(school_id=year.school_id, case__in=[case.pk for case in cases.values()])
    for move in rows.select_related("person", "act").order_by("case", "number"):
        moves[move.case_id].append(move)
    heads, plan = heads_of(year.school_id, ids), usual_plan(year.school_id)
    return [_journal(group, cases.get(group.pk), moves, heads.get(group.pk, 0), plan) for group in found]


def _journal(
    group: ClassGroup, case: ArchiveCase | None, moves: dict[int, list[CaseMove]], head: int, plan: Plan
) -> Journal:
    own = tuple(moves[case.pk]) if case else ()
    # A case keeps the plan that it began with.
    kept = case.steps if case else plan
    return Journal(group, case, own, standing(kept, map(as_done, own), head), head)


def as_done(move: CaseMove) -> Done:
    """Return a move as the rules see it."""
    return Done(move.number, MoveKind(move.kind), Step(move.step), move.entry_id)


def usual_plan(school_id: int) -> Plan:
    """Return the steps that a case begins with in this school. One query."""
    school = School.objects.only("kind", "settings").get(pk=school_id)
    settings = settings_of(school)
    return plan_of(school.kind, settings.archive_checks, settings.archive_acceptance)
