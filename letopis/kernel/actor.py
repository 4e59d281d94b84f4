"""Who does a thing: every action and query takes an Actor, never a request."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from letopis.kernel.rights import OF_THE_PROGRAM, Right
from letopis.kernel.roles import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """One account working in one role of one school.

    `person_id` is the person behind the account in this school; `staff_id`, `student_id`, `guardian_id` are the
    person's cards, None where the person has none. `name` is what the ledger prints: «Орлова Е. В.».

    `rights` are what the school lets the role do, as the register of rights said when the actor was made
    (letopis.school.access.rights). They are a matter of the actor, not of `role`: writing a mark in another capacity
    (`replace(actor, role=…)`) neither gains nor loses any. An actor made without rights may do nothing.
    """

    school_id: int
    role: Role
    account_id: int | None = None
    person_id: int | None = None
    staff_id: int | None = None
    student_id: int | None = None
    guardian_id: int | None = None
    name: str = ""
    rights: frozenset[Right] = frozenset()

    @classmethod
    def system(cls, school_id: int, name: str = "Летопись") -> "Actor":
        """The program itself: imports from the command line, the demo, scheduled jobs."""
        return cls(school_id=school_id, role=Role.SYSTEM, name=name, rights=OF_THE_PROGRAM)

    def may(self, *rights: Right) -> bool:
        """Say whether the actor has one of `rights`, by the register alone: what it is asked of stands in a policy."""
        return not self.rights.isdisjoint(rights)

    def as_form(self) -> dict[str, Any]:
        """Return the actor as plain JSON values, for a job that goes on in its name."""
        return {**asdict(self), "role": str(self.role), "rights": sorted(self.rights)}

    @classmethod
    def of_form(cls, form: Mapping[str, Any]) -> Self:
        """Return the actor of as_form(). A form of another version gives only the rights that this one knows."""
        rights = frozenset(Right(name) for name in form.get("rights", ()) if name in Right._value2member_map_)
        return cls(**{**form, "role": Role(form["role"]), "rights": rights})
