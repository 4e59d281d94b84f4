"""Who is in which class, from when to when, and by which order (CON-02, Т4.4.4-5, Т5.2.3)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.dates import DateRange, day_before
from letopis.kernel.fields import Fault
from letopis.kernel.rights import Right
from letopis.school.classes import policy
from letopis.school.classes.intake.rows import OrderDraft, StayDraft
from letopis.school.classes.intake.subgroups import leave_places
from letopis.school.classes.models import Membership, Order, SubgroupMembership
from letopis.school.classes.rules import Stay, enrolment_fault, leaving_fault
from letopis.school.history.intake import NOW, Occasion, Put, Table, load, refuse_first, settle, write
from letopis.school.history.succession import Verbs
from letopis.school.organisation.models import overlap
from letopis.school.organisation.words import phrase

ORDERS = Table(Order, "create_order", "update_order")
STAYS = Verbs("transfer", "leave_class")


# ── orders ────────────────────────────────────────────────────────────


@transaction.atomic
def put_orders(actor: Actor, puts: Sequence[Put[Order]], occasion: Occasion = NOW) -> list[Order]:
    """Write orders; one of a kind, a number and a date is one row. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_CLASSES)
    return write_orders(actor, puts, occasion)


def write_orders(actor: Actor, puts: Sequence[Put[Order]], occasion: Occasion = NOW) -> list[Order]:
    """The same for an action that has checked its own right (the director signs). A draft may wait for its number."""
    for put in puts:
        put.row.effective_on = put.row.effective_on or put.row.date
    refuse_first(_orders_wrong(puts))
    refuse_first(_orders_twice(actor, puts))
    return write(actor, ORDERS, puts, occasion)


def _orders_wrong(puts: Sequence[Put[Order]]) -> Iterator[tuple[int, Fault]]:
    for index, fault in settle(puts, OrderDraft, today()):
        if fault.field == "number":
            yield index, Fault("order_number", "Укажите номер приказа, до 40 знаков.", "order")
        else:
            yield index, Fault("order_date", fault.message, fault.code)


def _orders_twice(actor: Actor, puts: Sequence[Put[Order]]) -> Iterator[tuple[int, Fault]]:
    """One query."""
    named = [(i, put.row) for i, put in enumerate(puts) if put.row.number and not put.removed and _is_named_anew(put)]
    if not named:
        return
    given = {put.row.pk for put in puts if not put.is_new}
    known = Order.objects.filter(school_id=actor.school_id, number__in={row.number for _, row in named})
    taken = set(known.exclude(pk__in=given).values_list("kind", "number", "date"))
    for index, row in named:
        key = (str(row.kind), row.number, row.date)
        if key in taken:
            yield index, Fault("order_number", f"Приказ № {row.number} уже записан.", "twice")
        taken.add(key)


def _is_named_anew(put: Put[Order]) -> bool:
    return any(put.touches(name) for name in ("kind", "number", "date"))


# ── stays ─────────────────────────────────────────────────────────────


@transaction.atomic
def put_memberships(actor: Actor, puts: Sequence[Put[Membership]], occasion: Occasion = NOW) -> list[Membership]:
    """Write who is in which class. Raises NotVisible, Refused.

    Nobody is in two classes at once or in one outside its year. Whoever leaves a class leaves its subgroups on the
    same day. Only a stay that begins today or later may be given another class: it is corrected in place.
    """
    policy.require(actor, Right.KEEP_CLASSES)
    return [put.row for put in write_memberships(actor, puts, occasion)[0] if not put.removed]


def write_memberships(
    actor: Actor, puts: Sequence[Put[Membership]], occasion: Occasion = NOW
) -> tuple[list[Put[Membership]], list[Put[SubgroupMembership]]]:
    """The same for an action that has checked its own right; return what was written of stays and of places."""
    load(puts, "class_group__year")
    refuse_first(settle(puts, StayDraft, today()))
    stays = _stays(actor, puts)
    refuse_first(_stay_faults(puts))
    refuse_first(_in_two_classes(puts, stays))
    moving = {student for student, _, _ in _gone(puts)}
    for put in puts:
        put.action = put.action or _action(put, is_moving=put.row.student_id in moving)
    touched = [put for put in puts if put.is_touched]
    write(actor, Table(Membership, "enrol", "update_stay"), puts, occasion)
    return touched, leave_places(actor, _gone(puts), occasion)


def _gone(puts: Sequence[Put[Membership]]) -> Iterator[tuple[int, int, date]]:
    """Who leaves which class, with the last day; of a class never attended, the day before it would have begun."""
    for put in puts:
        if put.before is None:
            continue
        if put.removed:
            yield put.row.student_id, put.row.class_group_id, day_before(put.row.starts_on)
        elif put.touches("class_group_id"):
            yield put.row.student_id, int(str(put.before["class_group_id"])), day_before(put.row.starts_on)
        elif put.row.ends_on is not None and put.touches("ends_on"):
            yield put.row.student_id, put.row.class_group_id, put.row.ends_on


def _stays(actor: Actor, puts: Sequence[Put[Membership]]) -> Mapping[int, list[Membership]]:
    """All stays of the students, as they will be. One query."""
    given = {put.row.pk for put in puts if put.row.pk}
    rows = Membership.objects.filter(school_id=actor.school_id, student__in={put.row.student_id for put in puts})
    stays: dict[int, list[Membership]] = defaultdict(list)
    others = [one for one in rows.select_related("class_group") if one.pk not in given]
    for row in (*others, *(put.row for put in puts if not put.removed)):
        stays[row.student_id].append(row)
    return stays


def stay_fault(row: Membership) -> Fault | None:
    """Return why a stay cannot have these days."""
    year = row.class_group.year
    if fault := enrolment_fault([], row.starts_on, year.dates):
        return Fault("starts_on", fault, "enrol")
    begins = Stay(row.class_group.name, DateRange(row.starts_on))
    if row.ends_on and (fault := leaving_fault(begins, row.ends_on, year.ends_on)):
        return Fault("last_day", fault, "leave")
    return None


def _stay_faults(puts: Sequence[Put[Membership]]) -> Iterator[tuple[int, Fault]]:
    for index, put in enumerate(puts):
        dated = any(put.touches(name) for name in ("starts_on", "ends_on", "class_group_id"))
        if dated and (fault := stay_fault(put.row)):
            yield index, fault
        if not put.is_new and put.touches("class_group_id") and put.row.starts_on < today():
            message = phrase("{Student.nom} уже учится в {group.pre}. Оформите перевод.")
            yield index, Fault("class_id", message, "begun")


def _in_two_classes(
    puts: Sequence[Put[Membership]], stays: Mapping[int, Sequence[Membership]]
) -> Iterator[tuple[int, Fault]]:
    for index, put in enumerate(puts):
        if not (put.is_new or _widens(put)):
            continue
        busy = next((one for one in stays[put.row.student_id] if one is not put.row and overlap(one, put.row)), None)
        if busy and busy.dates:
            stay = Stay(busy.class_group.name, busy.dates)
            yield (
                index,
                Fault("starts_on", enrolment_fault([stay], put.row.starts_on, put.row.class_group.year.dates), "enrol"),
            )


def _widens(put: Put[Membership]) -> bool:
    """Whether a stay gets days that it has not had; one that only ends is not judged for what others are."""
    assert put.before is not None
    ends_on = put.before["ends_on"]
    if put.touches("starts_on"):
        return True
    return (
        put.touches("ends_on")
        and ends_on is not None
        and (put.row.ends_on is None or put.row.ends_on.isoformat() > str(ends_on))
    )


def _action(put: Put[Membership], *, is_moving: bool) -> str:
    """What happens to the student: whoever leaves a class for this one is transferred."""
    if put.is_new:
        return STAYS.started if is_moving else "enrol"
    return STAYS.ended if put.touches("ends_on") and put.row.ends_on else "update_stay"
