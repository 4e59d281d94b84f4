"""Operations in the roles they were typed in: the account may work in another one by now, or in none of them.

What was typed is kept in a browser for hours: meanwhile its owner has signed in anew, or gone on as class teacher in
another tab. Each operation names its role; it is done in that role as long as the account holds it, in no other.
"""

from collections.abc import Sequence
from itertools import groupby

from letopis.kernel.errors import Refused
from letopis.kernel.roles import Role
from letopis.school.access.held import HeldRole
from letopis.school.access.models import AccountPerson
from letopis.school.organisation.serving import serving
from letopis.school.organisation.words import role_name
from letopis.school.sync.engine import Answers, apply_operations
from letopis.school.sync.models import AppliedOperation
from letopis.school.sync.outcomes import AnswerJson, refused
from letopis.school.sync.wire import Operation

NOT_HELD = (
    "Введено в роли «{role}», которой у вас сейчас нет. Скопируйте значение и передайте тому, кто ведёт эту страницу,"
    " или попросите вернуть роль."
)
UNKNOWN = "прежней"


def role_for(held: Sequence[HeldRole], current: HeldRole | None, person_id: int | None, role: str) -> HeldRole | None:
    """Return the role that something was typed in, if it is held now; `current` where it names none; else None."""
    if person_id is None and not role:
        return current
    return next((one for one in held if (one.person_id, str(one.role)) == (person_id, role)), None)


def not_held(role: str) -> Refused:
    """Return the refusal of what was typed in a role that is held no more."""
    known = role_name(role) if role in Role else UNKNOWN
    return Refused(NOT_HELD.format(role=known), code="role")


def apply_in_roles(
    account_id: int, operations: Sequence[Operation], *, held: Sequence[HeldRole], current: HeldRole | None
) -> Answers:
    """Apply operations once each, every one in the role it names, and return their answers in order.

    `held` are the account's roles of today, `current` the one that operations without a role are done in. A role
    that is not held is refused with code «role» and nothing is remembered; what was applied while it was held is still
    answered so. Raises as `apply_operations`.
    """
    answers: list[AnswerJson] = []
    cursor = 0
    for (person_id, role), group in groupby(operations, key=lambda one: (one.person_id, one.role)):
        part = list(group)
        found = role_for(held, current, person_id, role)
        if found is None:
            answers += _without(account_id, part)
            continue
        with serving(found.place.kind, found.place.time_zone):
            applied = apply_operations(found.actor, part)
        answers += applied.answers
        cursor = max(cursor, applied.cursor)
    return Answers(answers, cursor)


def _without(account_id: int, operations: Sequence[Operation]) -> list[AnswerJson]:
    """The answers given while the role was held, which may have been lost on the way; else the refusal."""
    schools = AccountPerson.objects.filter(account_id=account_id).values("school_id")
    rows = AppliedOperation.objects.filter(
        school_id__in=schools, op_id__in=[one.op_id for one in operations], account_id=account_id
    )
    known: dict[str, AnswerJson] = {str(op_id): answer for op_id, answer in rows.values_list("op_id", "answer")}
    return [known.get(str(one.op_id)) or refused(one, not_held(one.role)).answer for one in operations]
