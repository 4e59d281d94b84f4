"""A school's own decisions on the rights of roles, over the defaults of the register (ACC-02: Т4.1.6, А3.2.2)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local
from letopis.kernel.errors import Refused
from letopis.kernel.rights import Right
from letopis.kernel.roles import ROLES_OF_PEOPLE, Role
from letopis.school.access import policy
from letopis.school.access.models import RightOverride
from letopis.school.access.register import RULES, Scope
from letopis.school.access.rights import Cell, Overrides, as_text, cells, decided, fixed, has, holders
from letopis.school.history.ledger import Change, record_many
from letopis.school.history.models import Entry
from letopis.school.history.tracking import snapshot, tracked
from letopis.school.organisation.models import School
from letopis.school.organisation.words import phrase, role_name

CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class State:
    """What the school has decided. `left_over`: rows of another version, which do nothing: «right role» each."""

    rows: tuple[RightOverride, ...]
    overrides: Overrides
    left_over: tuple[str, ...]

    @property
    def version(self) -> str:
        """What a change is based on: the overrides themselves, so that a page knows what its reader had seen."""
        return as_text(self.overrides)


def state_of(school_id: int) -> State:
    """Return what the school has decided. One query."""
    rows = tuple(RightOverride.objects.filter(school=school_id).order_by("right", "role"))
    overrides = decided((row.right, row.role, row.is_given) for row in rows)
    left = tuple(f"{row.right} {row.role}" for row in rows if (row.right, row.role) not in overrides)
    return State(rows, overrides, left)


def change_rights(
    actor: Actor, *, wanted: Mapping[Cell, bool], based_on: str, drop_left_over: bool = False
) -> dict[Cell, bool]:
    """Give (True) and take (False) rights, a ledger entry each; returns what has changed, rights that go along too.

    `based_on`: State.version that the actor had seen. Raises NotVisible; Refused `conflict` where somebody else has
    changed rights since, and as consequences(). What holds already is no change, whatever it is based on: a form sent
    twice writes once. `drop_left_over`: rows that do nothing go as well.
    """
    policy.require(actor, Right.SET_RIGHTS)
    with transaction.atomic():
        School.objects.select_for_update().get(pk=actor.school_id)
        state = state_of(actor.school_id)
        changed = consequences(wanted, state.overrides)
        if changed:
            require_current(actor.school_id, state, based_on)
        _write(actor, state, changed, drop_left_over=drop_left_over)
    return changed


def require_current(school_id: int, state: State, based_on: str) -> None:
    """Raise Refused `conflict`, with who and when, where the state is not the one that a change is based on."""
    if state.version == based_on:
        return
    last = Entry.objects.filter(school=school_id, kind=tracked(RightOverride).kind).order_by("-id").first()
    who = f" ({last.actor_name or role_name(last.role)}, {local(last.at):%d.%m.%Y %H:%M})" if last else ""
    raise Refused(
        f"Пока вы выбирали, права изменил другой администратор{who}. Ниже — права, как они есть теперь, с вашими "
        "отметками поверх. Проверьте их и отправьте ещё раз.",
        code=CONFLICT,
    )


def consequences(wanted: Mapping[Cell, bool], overrides: Overrides) -> dict[Cell, bool]:
    """Return all cells that would change: with a right given goes what it needs, with one taken what needs it.

    Raises Refused for a cell that may not be changed, for a right given without one it needs, and for a right that
    would be left to no role.
    """
    for (right, role), _ in wanted.items():
        if why := fixed(right, role):
            raise Refused(phrase(f"{named(right, role)} — не меняется. {why}"), code="fixed")
    result = {cell: wanted.get(cell, has(*cell, overrides)) for cell in cells()}
    for role in ROLES_OF_PEOPLE:
        _complete(role, result, wanted)
    changed = {cell: given for cell, given in result.items() if given != has(*cell, overrides)}
    _require_holders(changed, {**overrides, **changed})
    return changed


def _complete(role: Role, result: dict[Cell, bool], wanted: Mapping[Cell, bool]) -> None:
    """Make the role's rights agree: RULES[…].needs."""
    agreed = False
    while not agreed:
        lacking = [
            (right, need)
            for right, rule in RULES.items()
            for need in rule.needs
            if result[right, role] and not result[need, role]
        ]
        agreed = not lacking
        for right, need in lacking:
            if not wanted.get((right, role)):
                result[right, role] = False
            elif wanted.get((need, role)) is False or fixed(need, role):
                text = f"{named(right, role)} — действует только вместе с правом «{RULES[need].title}»."
                raise Refused(phrase(f"{text} Дайте и его или снимите оба."), code="needs")
            else:
                result[need, role] = True


def _require_holders(changed: Mapping[Cell, bool], overrides: Overrides) -> None:
    """A right to what is one's own may be nobody's: somebody has the wider one."""
    for right in {right for (right, _), given in changed.items() if not given}:
        rule = RULES[right]
        if rule.scope is Scope.SCHOOL and not holders(right, overrides):
            raise Refused(
                phrase(f"Право «{rule.title}» не осталось бы ни у одной роли. Оставьте его хотя бы одной."),
                code="nobody",
            )


def named(right: Right, role: Role) -> str:
    """Return a cell as messages name it, with places for words: «Диспетчер расписания, «Вести карточки»»."""
    return f"{role_name(role)}, «{RULES[right].title}»"


def _write(actor: Actor, state: State, changed: Mapping[Cell, bool], *, drop_left_over: bool) -> None:
    rows = {(row.right, row.role): row for row in state.rows}
    gone = [rows[cell] for cell, given in changed.items() if cell in rows and given == has(*cell, {})]
    if drop_left_over:
        gone += [row for row in state.rows if (row.right, row.role) not in state.overrides]
    record_many(actor, [Change(row=row, action="right_restored", before=snapshot(row), removed=True) for row in gone])
    RightOverride.objects.filter(pk__in=[row.pk for row in gone]).delete()
    new = RightOverride.objects.bulk_create(
        RightOverride(school_id=actor.school_id, right=right, role=role, is_given=given)
        for (right, role), given in changed.items()
        if given != has(right, role, {})
    )
    record_many(actor, [Change(row=row, action="right_given" if row.is_given else "right_taken") for row in new])
