"""Who does a thing: every action and query takes an Actor, never a request."""

from dataclasses import dataclass

from letopis.kernel.roles import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """One account working in one role of one school.

    `person_id` is the person behind the account in this school; `staff_id`, `student_id`, `guardian_id` are the
    person's cards, None where the person has none. `name` is what the ledger prints: «Орлова Е. В.».
    """

    school_id: int
    role: Role
    account_id: int | None = None
    person_id: int | None = None
    staff_id: int | None = None
    student_id: int | None = None
    guardian_id: int | None = None
    name: str = ""

    @classmethod
    def system(cls, school_id: int, name: str = "Летопись") -> "Actor":
        """The program itself: imports from the command line, the demo, scheduled jobs."""
        return cls(school_id=school_id, role=Role.SYSTEM, name=name)
