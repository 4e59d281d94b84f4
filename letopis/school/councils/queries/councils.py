"""The list of councils, and one with what it proposes and decides."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.councils import policy, rules
from letopis.school.councils.enums import CouncilAbout, CouncilState
from letopis.school.councils.labels import about_label, council_label, decision_label
from letopis.school.councils.models import Acknowledgement, Council, CouncilMember, Decision, Proposal
from letopis.school.organisation.models import School
from letopis.school.organisation.stored_settings import settings_of
from letopis.school.people.models import Staff
from letopis.school.people.namesakes import full_names
from letopis.school.people.queries import staff_names_of


@dataclass(frozen=True, slots=True)
class CouncilRow:
    """A council as a line of the list. `proposals` and `decided` count the students."""

    id: int
    title: str
    about: str
    date: date
    number: str
    state: str
    state_label: str
    proposals: int
    decided: int


def council_rows(actor: Actor, *, year_id: int) -> list[CouncilRow]:
    """Return the councils of a year that the actor sees, the latest first. One query."""
    if not actor.may(*policy.READING):
        raise NotVisible
    day = today()
    seen = Q(proposals__is_withdrawn=False)
    if not actor.may(Right.READ_COUNCILS):
        own = Proposal.objects.filter(policy.visible(actor, day), pk=OuterRef("proposals__pk"))
        seen &= Q(Exists(own))
    rows = Council.objects.filter(policy.visible_councils(actor, day), year=year_id).select_related("term")
    counted = rows.annotate(
        many=Count("proposals", filter=seen), decided=Count("proposals__decision", filter=seen)
    ).order_by("-date", "-pk")
    return [
        CouncilRow(
            id=row.pk,
            title=council_label(row.kind),
            about=about_label(row.about, row.term.name if row.term else ""),
            date=row.date,
            number=row.number,
            state=row.state,
            state_label=row.get_state_display(),
            proposals=row.many,
            decided=row.decided,
        )
        for row in counted
    ]


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """What was decided. `order`: id and label of the draft that was made of it."""

    id: int
    kind: str
    label: str
    ayes: int
    noes: int
    abstained: int
    text: str
    until: date | None
    is_in_force: bool
    order: tuple[int, str] | None
    acknowledged: int

    @property
    def is_unanimous(self) -> bool:
        """Nobody was against it, and nobody abstained."""
        return rules.Votes(self.ayes, self.noes, self.abstained).is_unanimous


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal. `reasons`: «Алгебра — 2»; `elsewhere`: what another council has before it, or has decided."""

    id: int
    version: int
    student_id: int
    student: str
    class_id: int
    class_name: str
    kind: str
    label: str
    proposed: str
    clause: str
    reasons: tuple[str, ...]
    missing: tuple[str, ...]
    note: str
    remarks: int
    is_withdrawn: bool
    is_plain: bool
    elsewhere: str
    decision: DecisionRow | None

    @property
    def is_by_hand(self) -> bool:
        """Something else than the marks say."""
        return self.kind != self.proposed


@dataclass(frozen=True, slots=True)
class ClassCount:
    """How a class stands in a council."""

    id: int
    name: str
    proposals: int
    decided: int
    hard: int
    acknowledged: int


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Who sits in a council."""

    id: int
    name: str
    is_present: bool


@dataclass(frozen=True, slots=True)
class CouncilPage:
    """A council. `proposals`: those seen by the actor, by class and name; `needed` and `present` of its members.

    `kinds`: what it may decide, code and label.
    """

    id: int
    version: int
    year_id: int
    year_name: str
    is_year_closed: bool
    kind: str
    title: str
    about: str
    about_label: str
    term_id: int | None
    date: date
    number: str
    agenda: tuple[str, ...]
    chair_id: int | None
    chair: str
    secretary_id: int | None
    secretary: str
    state: str
    state_label: str
    members: tuple[MemberRow, ...]
    needed: int
    proposals: tuple[ProposalRow, ...]
    kinds: tuple[tuple[str, str], ...]
    may_keep: bool

    @property
    def label(self) -> str:
        """«Педагогический совет 28.10.2026»."""
        return f"{self.title} {self.date:%d.%m.%Y}"

    @property
    def present(self) -> int:
        """How many of the members are there."""
        return sum(one.is_present for one in self.members)

    @property
    def is_prepared(self) -> bool:
        """Before the meeting."""
        return self.state == CouncilState.PREPARED

    @property
    def is_session(self) -> bool:
        """The meeting is on."""
        return self.state == CouncilState.SESSION

    @property
    def is_closed(self) -> bool:
        """The protocol has a number."""
        return self.state == CouncilState.CLOSED

    @property
    def active(self) -> tuple[ProposalRow, ...]:
        """Those that were not withdrawn."""
        return tuple(one for one in self.proposals if not one.is_withdrawn)

    @property
    def undecided(self) -> tuple[ProposalRow, ...]:
        """Those to be decided of, the hard ones first."""
        left = [one for one in self.active if one.decision is None]
        return tuple(sorted(left, key=lambda one: one.is_plain and not one.elsewhere))

    @property
    def plain(self) -> tuple[ProposalRow, ...]:
        """Those undecided that may be decided of together."""
        return tuple(one for one in self.undecided if one.is_plain)

    @property
    def hard(self) -> tuple[ProposalRow, ...]:
        """Those to look at one by one."""
        return tuple(one for one in self.active if not one.is_plain or one.elsewhere)

    @property
    def decided(self) -> int:
        """How many have been decided of."""
        return sum(one.decision is not None for one in self.active)

    @property
    def classes(self) -> tuple[ClassCount, ...]:
        """The classes with how they stand."""
        names = {one.class_id: one.class_name for one in self.active}
        return tuple(_count(pk, name, [one for one in self.active if one.class_id == pk]) for pk, name in names.items())


def _count(class_id: int, name: str, rows: list[ProposalRow]) -> ClassCount:
    decisions = [one.decision for one in rows if one.decision]
    return ClassCount(
        class_id,
        name,
        len(rows),
        len(decisions),
        sum(not one.is_plain for one in rows),
        sum(one.acknowledged > 0 for one in decisions),
    )


def council_page(actor: Actor, council_id: int) -> CouncilPage:
    """Return a council with the proposals that the actor sees. Six queries. Raises NotVisible."""
    if not actor.may(*policy.READING):
        raise NotVisible
    rows = Council.objects.filter(policy.visible_councils(actor, today()), pk=council_id)
    council = rows.select_related("year", "term").first()
    if council is None:
        raise NotVisible
    members = list(council.members.select_related("staff__person").order_by("staff__person__sort_key", "pk"))
    percent = settings_of(School.objects.only("settings").get(pk=council.school_id)).council_quorum
    names = _names(council, members)
    about = CouncilAbout(council.about)
    return CouncilPage(
        id=council.pk,
        version=council.version,
        year_id=council.year_id,
        year_name=council.year.name,
        is_year_closed=council.year.closed_at is not None,
        kind=council.kind,
        title=council_label(council.kind),
        about=council.about,
        about_label=about_label(council.about, council.term.name if council.term else ""),
        term_id=council.term_id,
        date=council.date,
        number=council.number,
        agenda=tuple(council.agenda.splitlines()),
        chair_id=council.chair_id,
        chair=names.get(council.chair_id or 0, ""),
        secretary_id=council.secretary_id,
        secretary=names.get(council.secretary_id or 0, ""),
        state=council.state,
        state_label=council.get_state_display(),
        members=tuple(MemberRow(row.staff_id, names[row.staff_id], row.is_present) for row in members),
        needed=rules.quorum(len(members), percent),
        proposals=proposal_rows(council, Proposal.objects.filter(policy.visible(actor, today()), council=council)),
        kinds=tuple((kind.value, decision_label(kind)) for kind in rules.kinds_of(about)),
        may_keep=actor.may(Right.KEEP_COUNCILS) and council.year.closed_at is None,
    )


def _names(council: Council, members: Iterable[CouncilMember]) -> dict[int, str]:
    """Names of members, chair and secretary. A query where those two are no members (they may have been taken out)."""
    staff = {row.staff_id: row.staff for row in members}
    others = {pk for pk in (council.chair_id, council.secretary_id) if pk} - staff.keys()
    if others:
        staff |= {row.pk: row for row in Staff.objects.filter(pk__in=others).select_related("person")}
    return staff_names_of(list(staff.values()))


def proposal_rows(council: Council, rows: "QuerySet[Proposal]") -> tuple[ProposalRow, ...]:
    """Return proposals by class and name. Three queries."""
    told = Acknowledgement.objects.filter(decision__proposal__council=council)
    found = list(
        rows.select_related("student__person", "class_group", "decision__order")
        .annotate(said=Count("remarks"))
        .order_by("class_group__sort_key", "student__person__sort_key", "pk")
    )
    acknowledged = Counter(told.values_list("decision", flat=True))
    elsewhere = _elsewhere(council, [row.student_id for row in found])
    names = full_names([row.student.named for row in found])
    return tuple(
        _proposal(row, shown.name, elsewhere.get(row.student_id, ""), acknowledged)
        for row, shown in zip(found, names, strict=True)
    )


def _proposal(row: Proposal, name: str, elsewhere: str, acknowledged: Counter[int]) -> ProposalRow:
    decision: Decision | None = getattr(row, "decision", None)
    return ProposalRow(
        id=row.pk,
        version=row.version,
        student_id=row.student_id,
        student=name,
        class_id=row.class_group_id,
        class_name=row.class_group.name,
        kind=row.kind,
        label=decision_label(row.kind),
        proposed=row.proposed,
        clause=row.clause,
        reasons=tuple(f"{one['name']} — {one['mark']}" for one in row.grounds),
        missing=tuple(row.missing),
        note=row.note,
        remarks=row.said,  # type: ignore[attr-defined]
        is_withdrawn=row.is_withdrawn,
        is_plain=row.is_plain,
        elsewhere=elsewhere,
        decision=_decision(decision, acknowledged[decision.pk]) if decision else None,
    )


def _decision(row: Decision, acknowledged: int) -> DecisionRow:
    order = row.order
    label = f"{order.get_kind_display()}, {order.get_status_display().lower()}" if order else ""
    return DecisionRow(
        id=row.pk,
        kind=row.kind,
        label=decision_label(row.kind),
        ayes=row.votes_for,
        noes=row.votes_against,
        abstained=row.votes_abstained,
        text=row.text,
        until=row.until,
        is_in_force=row.is_in_force,
        order=(order.pk, label) if order else None,
        acknowledged=acknowledged,
    )


def _elsewhere(council: Council, students: Collection[int]) -> dict[int, str]:
    """What other councils about the same have before them or have decided, by student. One query."""
    if council.state == CouncilState.CLOSED:
        return {}
    others = Proposal.objects.filter(
        Q(decision__is_in_force=True) | (Q(decision__isnull=True) & ~Q(council__state=CouncilState.CLOSED)),
        school_id=council.school_id,
        student__in=students,
        council__year=council.year_id,
        council__about=council.about,
        council__term=council.term_id,
        is_withdrawn=False,
    ).exclude(council=council)
    return {row.student_id: _other(row) for row in others.select_related("council", "decision")}


def _other(row: Proposal) -> str:
    council, decision = row.council, getattr(row, "decision", None)
    what = f"решено: {decision_label(decision.kind).lower()}" if decision else "тоже в повестке"
    return f"{council_label(council.kind)} {council.date:%d.%m.%Y}: {what}"
