"""Decisions of a council become drafts of orders, which are signed like any other (Т4.4.4-5; 273-ФЗ, ст. 58, 61)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.classes.actions import LineDraft, draft_order
from letopis.school.classes.enums import OrderKind, OrderStatus
from letopis.school.classes.models import ClassGroup, Order, OrderLine
from letopis.school.councils.enums import DecisionKind
from letopis.school.councils.labels import council_label
from letopis.school.councils.models import Council, Decision
from letopis.school.councils.orders import ORDERS, decisions_to_order, link_orders
from letopis.school.history.turns import write_in_turn
from letopis.school.organisation.models import AcademicYear
from letopis.school.organisation.queries import years_of
from letopis.school.organisation.words import phrase
from letopis.school.years.models import NextClass
from letopis.school.years.rules import Place, again_in, goes_on_as

CONDITIONAL = "условно, с академической задолженностью"
Places = Mapping[int, tuple[int | None, int | None]]


@transaction.atomic
def draft_council_orders(actor: Actor, *, council_id: int) -> list[Order]:
    """Make drafts of the orders that a council's decisions want, one of each kind, and link them to the decisions.

    Whoever stands in an order of that kind already is linked to that: asked again, nothing is drafted twice. Queries
    grow with the kinds of orders, not with students. Raises NotVisible, Refused: no class to go on in, nothing left.
    """
    if not actor.may(Right.KEEP_CLASSES):
        raise NotVisible
    write_in_turn(actor.school_id)
    council, decisions = decisions_to_order(actor, council_id)
    # Beside draft_promotion(): two who draft at the same moment make no two drafts of one student.
    AcademicYear.objects.select_for_update().get(pk=council.year_id)
    there = _there(council, decisions)
    wanted = [row for row in decisions if row.pk not in there]
    if not decisions:
        raise Refused("Приказы по решениям этого заседания уже составлены.", code="twice")
    places = _places(council, wanted) if wanted else {}
    by_kind: dict[OrderKind, list[Decision]] = defaultdict(list)
    for row in wanted:
        by_kind[ORDERS[DecisionKind(row.kind)]].append(row)
    drafts = {kind: _draft(actor, council, kind, by_kind[kind], places) for kind in by_kind}
    made = {row.pk: drafts[kind] for kind, rows in by_kind.items() for row in rows}
    link_orders(actor, {**there, **made})
    return list({order.pk: order for order in (*there.values(), *made.values())}.values())


def _there(council: Council, decisions: Iterable[Decision]) -> dict[int, Order]:
    """Orders of the same kind that name the student already, drafts and signed ones, by decision. One query."""
    lines = OrderLine.objects.filter(
        school_id=council.school_id,
        student__in=[row.student_id for row in decisions],
        order__status__in=(OrderStatus.DRAFT, OrderStatus.SIGNED),
        order__kind__in=set(ORDERS.values()),
        order__effective_on__gte=council.year.starts_on,
    ).exclude(class_from__year__starts_on__lt=council.year.starts_on)
    # An expulsion of before the council is another one: they came back.
    lines = lines.exclude(order__kind=OrderKind.EXPEL, order__effective_on__lt=council.date)
    known = {(row.student_id, row.order.kind): row.order for row in lines.select_related("order").order_by("pk")}
    found = {row.pk: known.get((row.student_id, ORDERS[DecisionKind(row.kind)])) for row in decisions}
    return {pk: order for pk, order in found.items() if order is not None}


def _places(council: Council, decisions: Iterable[Decision]) -> Places:
    """Where those promoted, and those who repeat the year, go on, by class. Three queries."""
    years = years_of(council.school_id)
    following = next((one for one in years if one.starts_on > council.year.starts_on), None)
    ahead = ClassGroup.objects.filter(school_id=council.school_id, year=following) if following else []
    places = [Place(row.pk, row.name, row.grade, row.letter) for row in ahead]
    linked = dict(NextClass.objects.filter(class_from__year=council.year_id).values_list("class_from", "class_to"))
    groups = {row.proposal.class_group_id: row.proposal.class_group for row in decisions}
    return {
        pk: (
            linked.get(pk) or goes_on_as(one.grade, one.letter, places),
            again_in(one.name, one.grade, one.letter, places),
        )
        for pk, one in groups.items()
    }


def _draft(actor: Actor, council: Council, kind: OrderKind, rows: Iterable[Decision], places: Places) -> Order:
    """Who leaves is in class to the day of the council or the year's last; the others begin with the next year."""
    lines = [_line(row, kind, places) for row in rows]
    note = f"{council_label(council.kind)}, протокол № {council.number} от {council.date:%d.%m.%Y}"
    if kind in (OrderKind.PROMOTE, OrderKind.REPEAT):
        # A line without a class of the next year has been refused: there is one.
        day = next(one.starts_on for one in years_of(council.school_id) if one.starts_on > council.year.starts_on)
    elif kind == OrderKind.GRADUATE:
        day = council.year.ends_on
    else:
        day = min(council.date, council.year.ends_on)
    return draft_order(actor, kind=kind, lines=lines, effective_on=day, note=note)


def _line(row: Decision, kind: OrderKind, places: Places) -> LineDraft:
    if kind not in (OrderKind.PROMOTE, OrderKind.REPEAT):
        return LineDraft(row.student_id)
    group = row.proposal.class_group
    class_id = places[group.pk][kind == OrderKind.REPEAT]
    if class_id is None:
        text = "{name}: в следующем учебном году нет {group.gen}, куда перевести. Сначала подготовьте следующий год."
        raise Refused(phrase(text, name=group.name), code="class")
    note = CONDITIONAL if row.kind == DecisionKind.PROMOTE_WITH_DEBTS else ""
    return LineDraft(row.student_id, class_id, note)
