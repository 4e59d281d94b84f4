"""What a line of the register is."""

from dataclasses import KW_ONLY, dataclass
from enum import Enum
from typing import Any

from letopis.kernel.rights import Right
from letopis.kernel.roles import ROLES_OF_PEOPLE, Role
from letopis.school.access.register.groups import FAMILY, NOBODY


class Scope(Enum):
    """Over what a right reaches, and who can have such a thing at all."""

    SCHOOL = ROLES_OF_PEOPLE
    OWN_COURSES = frozenset({Role.TEACHER})
    OWN_CLASS = frozenset({Role.TUTOR})
    OWN_RECORD = FAMILY

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that can have a right of this scope."""
        return frozenset(self.value)


@dataclass(frozen=True, slots=True)
class Rule:
    """A right of the register: who has it unless the school decided otherwise, by which clause.

    `needs` are had along with it, or the right is of no use. `wider`: who has that does the same for the whole school,
    so that nobody need have this one. `only_reads`: an outsider may get it. `fixed`: why nobody may be given it or
    deprived of it. `kept` may not be taken from these roles, or nobody could give rights back.
    """

    right: Right
    title: str
    clause: str
    roles: frozenset[Role]
    _: KW_ONLY
    scope: Scope = Scope.SCHOOL
    needs: tuple[Right, ...] = ()
    wider: Right | None = None
    only_reads: bool = False
    fixed: str = ""
    kept: frozenset[Role] = NOBODY
    only_for: frozenset[Role] | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the system, as the page and the documentation group rights."""

    title: str
    rules: tuple[Rule, ...]


def own(scope: Scope, right: Right, title: str, clause: str, **more: Any) -> Rule:
    """Return a right to what is one's own: of the role that can have such a thing."""
    return Rule(right, title, clause, scope.roles, scope=scope, **more)
