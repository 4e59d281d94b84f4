"""Reads of the archive's terms: what falls due when, a case, the acts on destruction. Constant numbers of queries."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from letopis.documents.carriers import gone as carriers
from letopis.documents.carriers.models import Copy
from letopis.documents.handover.enums import CaseKind
from letopis.documents.handover.models import ArchiveCase
from letopis.documents.handover.policy import require_reader
from letopis.documents.keeping.actions import case_of
from letopis.documents.keeping.clearing import left_files
from letopis.documents.keeping.destroying import MEMBERS
from letopis.documents.keeping.doomed import Doomed, doomed_of, packages_with
from letopis.documents.keeping.kept import Terms, free_from, terms_of
from letopis.documents.keeping.models import ActState, Confirmation, Hold, KeepingAct, TakenOut
from letopis.documents.keeping.old_copies import told_of
from letopis.documents.keeping.terms import counted_from
from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, today
from letopis.kernel.dates import years_later
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.kernel.statements import statement

ACTS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class KeptCase:
    """A case in the archive. `free_on`: the first day on which it may go; `act`: that names it, not withdrawn."""

    case: ArchiveCase
    years: int
    free_on: date
    is_free: bool
    hold: Hold | None
    taken: TakenOut | None
    act: KeepingAct | None

    @property
    def counted_from(self) -> date:
        """The first day of its term."""
        return counted_from(self.case.ended_on)

    @property
    def is_gone(self) -> bool:
        """Destroyed by an act."""
        return self.act is not None and self.act.state == ActState.DONE

    @property
    def needs_taking_out(self) -> bool:
        """Its term is over, and the summary sheets are still in it."""
        return self.is_free and self.case.kind == CaseKind.JOURNAL and self.taken is None and not self.is_gone

    @property
    def may_go(self) -> bool:
        """An act on its destruction may name it."""
        return self.is_free and not self.hold and not self.act and not self.needs_taking_out


@dataclass(frozen=True, slots=True)
class DueYear:
    """Cases whose term is over on 1 January of a year: how many of each kind."""

    year: int
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class KeepingPage:
    """The calendar of terms: years in their order, the cases of the one that is asked for, terms in force, acts."""

    years: tuple[DueYear, ...]
    shown: int | None
    cases: tuple[KeptCase, ...]
    terms: Terms
    acts: tuple[KeepingAct, ...]
    now: int

    @property
    def free(self) -> int:
        """How many terms are over."""
        return sum(one.total for one in self.years if one.year <= self.now)


def keeping_page(actor: Actor, *, due: int | None = None) -> KeepingPage:
    """Return the calendar; of the cases those due in a year, without it those whose term is over.

    Seven queries at most. Raises NotVisible.
    """
    require_reader(actor)
    kept, this_year = terms_of(actor.school_id), today().year
    there = _there(actor.school_id)
    years = _years(there, kept)
    shown = there.filter(_due(kept, due) if due is not None else _over(kept, this_year))
    acts = KeepingAct.objects.filter(school=actor.school_id).exclude(state=ActState.WITHDRAWN)
    cases = tuple(_kept(case, kept) for case in _whole(shown))
    return KeepingPage(years, due, cases, kept, tuple(acts[:ACTS_SHOWN]), this_year)


def _there(school_id: int) -> QuerySet[ArchiveCase]:
    """The cases of the archive that no act has destroyed."""
    cases = ArchiveCase.objects.filter(school_id=school_id, number__isnull=False)
    return cases.exclude(act_cases__act__state=ActState.DONE)


def _years(there: QuerySet[ArchiveCase], kept: Terms) -> tuple[DueYear, ...]:
    counts: dict[int, Counter[str]] = {}
    rows = there.order_by().values_list("kind", "ended_on__year").annotate(n=Count("pk"))
    for kind, year, number in rows:
        counts.setdefault(year + 1 + kept[kind].years, Counter())[kind] += number
    return tuple(DueYear(year, counts[year]) for year in sorted(counts))


def _due(kept: Terms, year: int) -> Q:
    """Cases whose term is over on 1 January of a year."""
    return _any_kind(lambda kind: Q(kind=kind, ended_on__year=year - 1 - kept[kind].years))


def _over(kept: Terms, year: int) -> Q:
    return _any_kind(lambda kind: Q(kind=kind, ended_on__year__lte=year - 1 - kept[kind].years))


def _any_kind(of: "object") -> Q:
    found = Q(pk__in=())
    for kind in CaseKind.values:
        found |= of(kind)  # type: ignore[operator]
    return found


def _whole(cases: QuerySet[ArchiveCase]) -> QuerySet[ArchiveCase]:
    rows = cases.select_related("taken_out__summary").prefetch_related("holds", "act_cases__act")
    return rows.order_by("ended_on", "index", "number")


def _kept(case: ArchiveCase, kept: Terms) -> KeptCase:
    free = free_from(kept, case.kind, case.ended_on)
    acts = [one.act for one in case.act_cases.all() if one.act.state != ActState.WITHDRAWN]
    return KeptCase(
        case=case,
        years=kept[case.kind].years,
        free_on=free,
        is_free=free <= today(),
        hold=next((hold for hold in case.holds.all() if hold.lifted_at is None), None),
        taken=getattr(case, "taken_out", None),
        act=acts[0] if acts else None,
    )


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A case of the archive with all its holds; `taken_from`: the journal that summary sheets were taken out of."""

    kept: KeptCase
    holds: tuple[Hold, ...]
    taken_from: TakenOut | None


def kept_page(actor: Actor, case_id: int) -> KeptPage:
    """Return a case of the archive. Eight queries. Raises NotVisible."""
    require_reader(actor)
    case = case_of(actor, case_id)
    terms = terms_of(actor.school_id)
    found = _whole(ArchiveCase.objects.filter(pk=case.pk).select_related("taken_from__journal")).get()
    holds = found.holds.select_related("placed_by", "lifted_by")
    return KeptPage(_kept(found, terms), tuple(holds), getattr(found, "taken_from", None))


@dataclass(frozen=True, slots=True)
class DestructionPage:
    """An act on destruction. `doomed`: what would go, or has gone; `keep_until`: how long the act itself is kept.

    `backups`: what is said of copies of the installation made before it, "" before it is carried out.
    `packages` and `copies`: how many go, or went; `waiting`: copies that are still there; `files_left` with `trouble`:
    files that are, and what stood in the way of the first.
    """

    act: KeepingAct
    doomed: tuple[Doomed, ...]
    signed: tuple[Confirmation, ...]
    packages: int
    copies: int
    waiting: tuple[Copy, ...]
    files_left: int
    trouble: str
    keep_until: date | None
    backups: str
    may_sign: bool
    may_carry_out: bool
    may_withdraw: bool

    @property
    def entries(self) -> int:
        """Entries of the ledger that go."""
        return sum(one.entries for one in self.doomed)

    @property
    def rows(self) -> int:
        """Rows of the tables that go."""
        return sum(one.rows for one in self.doomed)

    @property
    def left(self) -> int:
        """Rows that an act of an earlier version has left in their tables."""
        return sum(one.left for one in self.doomed)

    @property
    def sheets(self) -> int:
        """Sheets of paper."""
        return sum(one.case.sheets or 0 for one in self.doomed)


def destruction_page(actor: Actor, act_id: int) -> DestructionPage:
    """Return an act, and what would go by it, or has gone. A constant number of queries. Raises NotVisible."""
    require_reader(actor)
    act = KeepingAct.objects.filter(school=actor.school_id, pk=act_id).select_related("done_by", "school").first()
    if act is None:
        raise NotVisible
    signed = tuple(act.confirmations.select_related("person"))
    is_draft = act.state == ActState.DRAFT
    doomed, packages, copies = _what_goes(act)
    done = act.state == ActState.DONE
    files = list(left_files(act.school_id).filter(act=act)) if done else []
    own = any(one.person_id == actor.person_id for one in signed)
    may_sign = is_draft and actor.may(Right.CONFIRM_DESTRUCTION) and not own and len(signed) < MEMBERS
    years = terms_of(actor.school_id)["destruction"].years
    return DestructionPage(
        act=act,
        doomed=tuple(doomed),
        signed=signed,
        packages=packages,
        copies=copies,
        waiting=tuple(carriers.doomed(act.school_id, act.title)) if done and act.copies else (),
        files_left=len(files),
        trouble=next((one.trouble for one in files if one.trouble), ""),
        keep_until=years_later(local(act.done_at).date(), years) if act.done_at else None,
        backups=told_of(act),
        may_sign=may_sign and actor.person_id is not None,
        may_carry_out=is_draft and actor.may(Right.DESTROY_ENTRIES) and len(signed) >= MEMBERS,
        may_withdraw=is_draft and actor.may(Right.KEEP_ARCHIVE),
    )


def _what_goes(act: KeepingAct) -> tuple[list[Doomed], int, int]:
    """Cases with what goes or went; packages and their copies."""
    rows = list(act.cases.select_related("case"))
    if act.state != ActState.DRAFT:
        return [Doomed(row.case, (), row.entries, row.rows, row.left) for row in rows], act.packages, act.copies
    cases = [row.case for row in rows]
    packages = packages_with(cases)
    return doomed_of(cases), len(packages), len(carriers.copies_of(packages)) if packages else 0


def acts_waiting(actor: Actor) -> int:
    """Return how many acts wait for the actor's signature, or to be carried out. One query for who does either."""
    may_sign = actor.person_id is not None and actor.may(Right.CONFIRM_DESTRUCTION)
    may_do = actor.may(Right.DESTROY_ENTRIES)
    if not actor.may(Right.READ_ARCHIVE) or not (may_sign or may_do):
        return 0
    signed = _signatures_of_drafts(school=actor.school_id, person=actor.person_id or 0)
    return sum(may_do if number >= MEMBERS else may_sign and not own for number, own in signed)


@statement
def _signatures_of_drafts(school: int, person: int) -> "QuerySet[KeepingAct, tuple[int, int]]":
    """By act that is prepared how many have signed it, and whether this person has."""
    drafts = KeepingAct.objects.filter(school=school, state=ActState.DRAFT).order_by()
    own = Count("confirmations", filter=Q(confirmations__person=person))
    return drafts.annotate(signed=Count("confirmations"), own=own).values_list("signed", "own")
