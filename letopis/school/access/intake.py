"""How roles of the whole school are given: the one way to write who holds which, from when to when (П3.2.1, А3.2.2)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.fields import Fault
from letopis.kernel.rights import Right
from letopis.kernel.roles import APPOINTED, Role
from letopis.school.access import policy
from letopis.school.access.models import RoleAssignment
from letopis.school.history.intake import NOW, Occasion, Put, Table, link, refuse_first, write
from letopis.school.organisation.models import overlap
from letopis.school.organisation.words import phrase
from letopis.school.people import policy as people
from letopis.school.people.models import Staff
from letopis.school.people.rules import has_left

ROLES = Table(RoleAssignment, "role_appointed", "role_ended")


@transaction.atomic
def put_roles(actor: Actor, puts: Sequence[Put[RoleAssignment]], occasion: Occasion = NOW) -> list[RoleAssignment]:
    """Write who holds which role of the whole school; their people and cards are there. Raises NotVisible, Refused.

    Nobody appoints oneself; a role is held once on any day, by somebody who works in the school (unless external).
    """
    policy.require(actor, Right.APPOINT)
    link(puts)
    for put in puts:
        if put.is_new:
            people.require_another(actor, put.row.person_id)
    refuse_first(_not_for_appointing(puts))
    refuse_first(_may_not_hold(actor, puts))
    refuse_first(_held_twice(actor, puts))
    return write(actor, ROLES, puts, occasion)


def _not_for_appointing(puts: Sequence[Put[RoleAssignment]]) -> Iterator[tuple[int, Fault]]:
    for index, put in enumerate(puts):
        row = put.row
        if put.is_new and row.role not in APPOINTED:
            message = phrase("Эту роль не назначают: она следует из нагрузки, {group.gen} или детей.")
            yield index, Fault("role", message, "role")
        if put.is_new and row.ends_on and row.ends_on < row.starts_on:
            yield index, Fault("ends_on", "Последний день раньше первого. Исправьте дату.", "order")


def _may_not_hold(actor: Actor, puts: Sequence[Put[RoleAssignment]]) -> Iterator[tuple[int, Fault]]:
    """One query."""
    asked = {put.row.person_id for put in puts if put.is_new}
    staff = {one.person_id: one for one in Staff.objects.filter(school=actor.school_id, person__in=asked)}
    for index, put in enumerate(puts):
        one = staff.get(put.row.person_id)
        if put.is_new and put.row.role != Role.EXTERNAL and one is None:
            message = "На эту роль назначают работников: сначала заведите карточку работника."
            yield index, Fault("", message, "not_staff")
        if put.is_new and one and has_left(one.dismissed_on, put.row.starts_on):
            yield index, Fault("starts_on", "К этому дню человек уже уволен.", "dismissed")


def _held_twice(actor: Actor, puts: Sequence[Put[RoleAssignment]]) -> Iterator[tuple[int, Fault]]:
    """One query."""
    given = {put.row.pk for put in puts if put.row.pk}
    held = RoleAssignment.objects.filter(school=actor.school_id, person__in={put.row.person_id for put in puts})
    rows: dict[tuple[int, str], list[RoleAssignment]] = defaultdict(list)
    for row in (*(one for one in held if one.pk not in given), *(put.row for put in puts)):
        rows[row.person_id, row.role].append(row)
    for index, put in enumerate(puts):
        others = [one for one in rows[put.row.person_id, put.row.role] if one is not put.row]
        if put.is_new and any(overlap(one, put.row) for one in others):
            yield index, Fault("role", "Эта роль в эти дни уже назначена.", "held")
