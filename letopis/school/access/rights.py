"""What a role may do in a school: the register's defaults and the school's own overrides on top (ACC-02).

`fixed()` names the cells that a school may not decide, and why. Pure look-ups: no database.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from letopis.kernel.rights import OF_THE_PROGRAM, Right
from letopis.kernel.roles import ROLES_OF_PEOPLE, Role
from letopis.school.access.register import FAMILY, RULES, TEACHING, Rule, Scope

Cell = tuple[Right, Role]
# Given (True) or taken (False): what a school has decided otherwise than the register.
Overrides = Mapping[Cell, bool]

_NOT_THEIRS = {
    Scope.OWN_COURSES: "Свои предметы есть только у тех, кто преподаёт.",
    Scope.OWN_CLASS: "Это есть только у того, кто {tutor.nom}.",
    Scope.OWN_RECORD: "Своё есть только у семьи.",
}


def fixed(right: Right, role: Role) -> str:
    """Return why the cell may not be changed (places for words in braces), or "" where it may."""
    rule = RULES[right]
    if rule.scope is not Scope.SCHOOL and role not in rule.scope.roles:
        return _NOT_THEIRS[rule.scope]
    return rule.fixed or next((why for holds, why in _reasons(rule, role) if holds), "")


def _reasons(rule: Rule, role: Role) -> Iterator[tuple[bool, str]]:
    yield role in FAMILY, "Семья видит своё и только своё: П3.7.1, Т1.9."
    yield role in rule.kept, "Иначе права некому было бы вернуть: Т4.1.6."
    yield rule.only_for is not None and role not in rule.only_for, "Права настраивает администратор: Т4.1.6."
    outside = role == Role.EXTERNAL and not rule.only_reads
    yield outside, "Внешнему пользователю открывают только чтение общего: А3.1.3."


def has(right: Right, role: Role, overrides: Overrides) -> bool:
    """Say what the cell shows: the register's default, or what the school has decided where it may decide."""
    given = overrides.get((right, role))
    return role in RULES[right].roles if given is None or fixed(right, role) else given


def decided(raw: Iterable[tuple[str, str, bool]]) -> dict[Cell, bool]:
    """Return the overrides among `raw` rows (right, role, given) that this version knows and lets a school decide.

    What an older or newer version left is passed over: the default holds there.
    """
    known: dict[Cell, bool] = {}
    for right, role, given in raw:
        if right in RULES and role in ROLES_OF_PEOPLE and not fixed(Right(right), Role(role)):
            known[Right(right), Role(role)] = given
    return known


def rights_of(role: Role, overrides: Overrides | None = None) -> frozenset[Right]:
    """Return what an actor working in `role` may do.

    What is one's own goes with the worker: a class teacher who works as a teacher still leads the class, so either
    capacity has the rights of both to what is one's own; whose class and course it is, the policies ask.
    """
    if role == Role.SYSTEM:
        return OF_THE_PROGRAM
    return _rights_of(role, frozenset((overrides or {}).items()))


@lru_cache(maxsize=256)
def _rights_of(role: Role, overrides: frozenset[tuple[Cell, bool]]) -> frozenset[Right]:
    known = dict(overrides)
    found = {right for right in RULES if has(right, role, known)}
    if role in TEACHING:
        found |= {
            right
            for right, rule in RULES.items()
            if rule.scope is not Scope.SCHOOL and any(has(right, other, known) for other in TEACHING)
        }
    # A right without the one it needs is none: a row may have been left over from another version.
    while lacking := {right for right in found if not found.issuperset(RULES[right].needs)}:
        found -= lacking
    return frozenset(found)


def holders(right: Right, overrides: Overrides | None = None) -> frozenset[Role]:
    """Return the roles that have `right`."""
    return frozenset(role for role in ROLES_OF_PEOPLE if has(right, role, overrides or {}))


def cells() -> Iterator[Cell]:
    """Every cell of the register, in its order."""
    return ((right, role) for right in RULES for role in ROLES_OF_PEOPLE)


def as_text(overrides: Overrides) -> str:
    """Return overrides as one text, the same for the same: «+students.private dispatcher,-timetable.make operator»."""
    return ",".join(sorted(f"{'+' if given else '-'}{right} {role}" for (right, role), given in overrides.items()))


def of_text(text: str) -> dict[Cell, bool]:
    """Return the overrides of as_text(); what is none is passed over."""
    lines = (line for line in text.split(",") if line)
    parts = ((line[:1], *line[1:].partition(" ")) for line in lines)
    return decided((right, role, sign == "+") for sign, right, _, role in parts)
