"""What a school decides of the norms: another figure, or that one does not hold here."""

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.history.intake import Put, Table, write
from letopis.school.workload import policy
from letopis.school.workload.figures import norms
from letopis.school.workload.models import SchoolNorm

NORMS = Table(SchoolNorm, "set_norm", "set_norm")
MOST = 1000


@transaction.atomic
def set_norm(actor: Actor, *, key: str, value: int | None, is_on: bool) -> SchoolNorm:
    """Set a norm's figure (None: its own), or switch it off. Raises NotVisible, Refused."""
    policy.require(actor, Right.SET_NORMS)
    norm = norms().get(key)
    if norm is None:
        raise NotVisible
    if value is not None and not 0 <= value <= MOST:
        raise Refused(f"Значение — от 0 до {MOST}.", code="value", field="value")
    row = SchoolNorm.objects.select_for_update().filter(school_id=actor.school_id, key=key).first()
    put = Put.change(row) if row else Put(SchoolNorm(school_id=actor.school_id, key=key))
    put.row.value = None if value == norm.value else value
    put.row.is_on = is_on
    write(actor, NORMS, [put])
    return put.row
