"""The page of rights: the register with the school's decisions, what a change would mean for whom, its history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.rights import Right
from letopis.kernel.roles import ROLES_OF_PEOPLE, Role
from letopis.school.access import policy
from letopis.school.access.authors import names_apart
from letopis.school.access.granting import consequences, require_current, state_of
from letopis.school.access.held import names_by_role
from letopis.school.access.models import RightOverride
from letopis.school.access.register import PARTS, RULES, Scope
from letopis.school.access.rights import Cell, Overrides, fixed, has, holders
from letopis.school.history.models import Entry
from letopis.school.history.tracking import tracked
from letopis.school.organisation.words import phrase, role_name

HISTORY = 50
EVENTS = {"right_given": "дано", "right_taken": "отнято", "right_restored": "возвращено как по умолчанию"}


@dataclass(frozen=True, slots=True)
class CellOfPage:
    """A role's cell of a right. `why`: number of the reason for which it may not be changed, 0 where it may.

    `can_be`: the role can have such a right at all. `is_changed`: otherwise than the register says.
    """

    role: Role
    label: str
    value: str
    is_given: bool
    is_changed: bool
    why: int
    can_be: bool


@dataclass(frozen=True, slots=True)
class RowOfPage:
    """A right with its cells."""

    right: Right
    title: str
    clause: str
    cells: tuple[CellOfPage, ...]

    @property
    def is_changed(self) -> bool:
        """The school has decided some cell otherwise."""
        return any(cell.is_changed for cell in self.cells)


@dataclass(frozen=True, slots=True)
class PartOfPage:
    """A part of the system."""

    title: str
    rows: tuple[RowOfPage, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One decision from the ledger."""

    at: datetime
    who: str
    what: str
    title: str
    role: str


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """The matrix. `version`: what a change is based on; `reasons` are numbered from 1; `left_over` does nothing."""

    roles: tuple[tuple[Role, str], ...]
    parts: tuple[PartOfPage, ...]
    reasons: tuple[str, ...]
    version: str
    is_changed: bool
    left_over: tuple[str, ...]
    events: tuple[Event, ...]


def register_page(actor: Actor, *, wanted: Mapping[Cell, bool] | None = None) -> RegisterPage:
    """Return the register as it holds in the school, with what the actor has ticked over it. Two queries.

    Raises NotVisible.
    """
    policy.require(actor, Right.SET_RIGHTS)
    state = state_of(actor.school_id)
    shown = {**state.overrides, **(wanted or {})}
    reasons = list(dict.fromkeys(filter(None, (fixed(right, role) for right in RULES for role in ROLES_OF_PEOPLE))))
    return RegisterPage(
        roles=tuple((role, role_name(role)) for role in ROLES_OF_PEOPLE),
        parts=tuple(
            PartOfPage(phrase(part.title), tuple(_row(rule.right, shown, reasons) for rule in part.rules))
            for part in PARTS
        ),
        reasons=tuple(phrase(reason) for reason in reasons),
        version=state.version,
        is_changed=bool(state.overrides),
        left_over=state.left_over,
        events=_events(actor.school_id),
    )


def _row(right: Right, shown: Overrides, reasons: list[str]) -> RowOfPage:
    rule = RULES[right]
    return RowOfPage(
        right=right,
        title=phrase(rule.title),
        clause=rule.clause,
        cells=tuple(
            CellOfPage(
                role=role,
                label=role_name(role),
                value=f"{right} {role}",
                is_given=has(right, role, shown),
                is_changed=has(right, role, shown) != has(right, role, {}),
                why=reasons.index(why) + 1 if (why := fixed(right, role)) else 0,
                can_be=role in rule.scope.roles,
            )
            for role in ROLES_OF_PEOPLE
        ),
    )


def _events(school_id: int) -> tuple[Event, ...]:
    entries = list(Entry.objects.filter(school=school_id, kind=tracked(RightOverride).kind).order_by("-id")[:HISTORY])
    names = names_apart(school_id, entries)
    return tuple(_event(entry, names.get(entry.account_id, entry.actor_name)) for entry in entries)


def _event(entry: Entry, who: str) -> Event:
    row = entry.after or entry.before or {}
    right, role = str(row.get("right", entry.told_reason)), str(row.get("role", ""))
    return Event(
        at=entry.at,
        who=who or role_name(entry.role),
        what=EVENTS.get(entry.action, entry.action),
        title=phrase(RULES[Right(right)].title) if right in RULES else right,
        role=role_name(role) if role in ROLES_OF_PEOPLE else role,
    )


@dataclass(frozen=True, slots=True)
class Effect:
    """What one cell of a change means. `names` hold the role now; `left_to`: roles that keep a right that is taken."""

    part: str
    title: str
    role: str
    names: tuple[str, ...]
    is_asked: bool
    left_to: str


@dataclass(frozen=True, slots=True)
class Effects:
    """Who gains and who loses by a change; `changed` are all its cells."""

    gains: tuple[Effect, ...]
    losses: tuple[Effect, ...]
    changed: Mapping[Cell, bool]


def effects(actor: Actor, *, wanted: Mapping[Cell, bool], based_on: str) -> Effects:
    """Return what a change would mean, before it is written. Two queries. Raises as granting.change_rights()."""
    policy.require(actor, Right.SET_RIGHTS)
    state = state_of(actor.school_id)
    require_current(actor.school_id, state, based_on)
    changed = consequences(wanted, state.overrides)
    names = names_by_role(actor.school_id, now()) if changed else {}
    after = {**state.overrides, **changed}
    found = {cell: _effect(cell, wanted, names, after) for cell in changed}
    return Effects(
        gains=tuple(effect for cell, effect in found.items() if changed[cell]),
        losses=tuple(effect for cell, effect in found.items() if not changed[cell]),
        changed=changed,
    )


def defaults_wanted(actor: Actor) -> dict[Cell, bool]:
    """Return the cells that make everything as the register says. One query."""
    return {cell: has(*cell, {}) for cell in state_of(actor.school_id).overrides}


def _effect(cell: Cell, wanted: Mapping[Cell, bool], names: Mapping[Role, list[str]], after: Overrides) -> Effect:
    right, role = cell
    return Effect(
        part=phrase(next(part.title for part in PARTS if RULES[right] in part.rules)),
        title=phrase(RULES[right].title),
        role=role_name(role),
        names=tuple(names.get(role, ())),
        is_asked=cell in wanted,
        left_to=_roles(other for other in ROLES_OF_PEOPLE if other in _left(right, after)),
    )


def _left(right: Right, after: Overrides) -> frozenset[Role]:
    """Who does it when a role has lost it: for one's own, those with the wider right."""
    wider = RULES[right].wider
    return holders(wider if RULES[right].scope is not Scope.SCHOOL and wider else right, after)


def _roles(roles: Iterable[Role]) -> str:
    return ", ".join(role_name(role) for role in roles)
