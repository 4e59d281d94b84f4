"""Who an account may be: the persons behind it and the roles they hold today."""

from dataclasses import dataclass
from datetime import date

from letopis.school.access.models import Account, AccountPerson, RoleAssignment
from letopis.school.common.actor import Actor
from letopis.school.common.roles import Role
from letopis.school.organisation.models import dated_on


@dataclass(frozen=True, slots=True)
class PersonOfAccount:
    """A person of a school behind an account, with the ids of the person's cards."""

    school_id: int
    person_id: int
    staff_id: int | None
    student_id: int | None
    guardian_id: int | None
    name: str


def persons_of(account: Account) -> list[PersonOfAccount]:
    """Return the persons an account signs in as, one a school, the earliest first. One query."""
    rows = (
        AccountPerson.objects.filter(account=account)
        .select_related("person__staff", "person__student", "person__guardian")
        .order_by("id")
    )
    return [
        PersonOfAccount(
            school_id=row.school_id,
            person_id=row.person_id,
            staff_id=row.person.staff.pk if hasattr(row.person, "staff") else None,
            student_id=row.person.student.pk if hasattr(row.person, "student") else None,
            guardian_id=row.person.guardian.pk if hasattr(row.person, "guardian") else None,
            name=row.person.initials,
        )
        for row in rows
    ]


def appointed_roles(person: PersonOfAccount, day: date) -> list[Role]:
    """Return the roles the person is appointed to on `day`, in the order of Role. One query."""
    held = set(
        RoleAssignment.objects.filter(
            dated_on(day), school_id=person.school_id, person_id=person.person_id
        ).values_list("role", flat=True)
    )
    return [role for role in Role if role in held]


def actor_for(account: Account, person: PersonOfAccount, role: Role) -> Actor:
    """Return the actor of `account` working as `person` in `role`; the caller has checked that the role is held."""
    return Actor(
        school_id=person.school_id,
        role=role,
        account_id=account.pk,
        person_id=person.person_id,
        staff_id=person.staff_id,
        student_id=person.student_id,
        guardian_id=person.guardian_id,
        name=person.name,
    )
