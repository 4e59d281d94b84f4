"""Where the journals of classes stand, and the year's volume of summary sheets: cases, moves and the ledger's heads.

In a constant number of queries.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from letopis.documents.handover.enums import CaseKind, MoveKind, Step
from letopis.documents.handover.heads import heads_of
from letopis.documents.handover.models import ArchiveCase, CaseMove
from letopis.documents.handover.rules import OF_YEAR, Done, Plan, Standing, plan_of, standing
from letopis.documents.journal_paper.school_set import SUMMARIES
from letopis.school.classes.models import ClassGroup
from letopis.school.organisation.models import AcademicYear, School
from letopis.school.organisation.stored_settings import settings_of


@dataclass(frozen=True, slots=True)
class Journal:
    """The journal of a class on its way: its case (None before the first step), its moves, where it stands.

    `group` None: the year's common volume of summary sheets (ARC-03), which goes the same way. `head` of it is the
    newest of all journals: it is printed with them, from what stands in them.
    """

    year: AcademicYear
    group: ClassGroup | None
    case: ArchiveCase | None
    moves: tuple[CaseMove, ...]
    stand: Standing
    head: int

    @property
    def title(self) -> str:
        """The class."""
        return self.group.name if self.group else SUMMARIES

    @property
    def key(self) -> int:
        """The class's id, or OF_YEAR."""
        return self.group.pk if self.group else OF_YEAR

    @property
    def kind(self) -> CaseKind:
        """What its case holds."""
        return CaseKind.JOURNAL if self.group else CaseKind.SUMMARY

    def move_of(self, step: Step) -> CaseMove | None:
        """Return the move by which a step in force was taken."""
        number = next((one.number for one in self.stand.in_force if one.step == step), None)
        return next((move for move in self.moves if move.number == number), None)


def journals_of(year: AcademicYear, keys: Collection[int] | None = None) -> list[Journal]:
    """Return the journals of a year in the order of classes, last the volume of summary sheets; or some of them.

    `keys`: ids of classes, OF_YEAR. Three queries.
    """
    groups = ClassGroup.objects.filter(school_id=year.school_id, year=year).select_related("year", "school")
    there = list(groups.order_by("sort_key"))
    with_volume = bool(there) and (keys is None or OF_YEAR in keys)
    found = [group for group in there if keys is None or group.pk in keys]
    # A case is made with its first move.
    own = Q(case__class_group__in=[group.pk for group in found], case__kind=CaseKind.JOURNAL)
    volume = Q(case__year=year, case__class_group=None, case__kind=CaseKind.SUMMARY)
    rows = CaseMove.objects.filter(own | volume if with_volume else own, school_id=year.school_id)
    moves: dict[int, list[CaseMove]] = defaultdict(list)
    for move in rows.select_related("case", "person", "act").order_by("case", "number"):
        moves[move.case.class_group_id or OF_YEAR].append(move)
    heads = heads_of(year.school_id, [group.pk for group in (there if with_volume else found)])
    journals = [_journal(year, group, tuple(moves[group.pk]), heads.get(group.pk, 0)) for group in found]
    if with_volume:
        plan = tuple(one for one in usual_plan(there[0].school) if one != Step.PROGRAMMES)
        journals.append(_journal(year, None, tuple(moves[OF_YEAR]), max(heads.values(), default=0), plan))
    return journals


def _journal(
    year: AcademicYear, group: ClassGroup | None, moves: tuple[CaseMove, ...], head: int, plan: Plan = ()
) -> Journal:
    """A case keeps the plan that it began with. `plan`: the usual one of the volume, which no programmes are in."""
    case = moves[0].case if moves else None
    steps = case.steps if case else plan or usual_plan(group.school if group else year.school)
    return Journal(year, group, case, moves, standing(steps, map(as_done, moves), head), head)


def as_done(move: CaseMove) -> Done:
    """Return a move as the rules see it."""
    return Done(move.number, MoveKind(move.kind), Step(move.step), move.entry_id)


def usual_plan(school: School) -> Plan:
    """Return the steps that a case begins with in this school."""
    settings = settings_of(school)
    return plan_of(school.kind, settings.archive_checks, settings.archive_acceptance)
