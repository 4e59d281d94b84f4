"""Logins of a class: students and their guardians, for the one who hands out the slips (П3.3.4, С3.3)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.access import policy as access
from letopis.school.access.models import AccountPerson
from letopis.school.classes import policy
from letopis.school.classes.models import ClassGroup, Membership
from letopis.school.organisation.models import dated_on
from letopis.school.people.consents import in_force
from letopis.school.people.enums import Kinship
from letopis.school.people.models import Guardianship, Person
from letopis.school.people.namesakes import full_names, short_names


@dataclass(frozen=True, slots=True)
class LoginRow:
    """One person: `child` is the student the row is about, `of` the same for a guardian, "" for the student.

    `login` "": none yet; `waits`: the slip was not used yet. `distinction` is what a student's full name needs to be no
    other's of the class, "" for most. `has_consent`: of the student, of a guardian that of the child.
    """

    person_id: int
    full_name: str
    distinction: str
    of: str
    kinship: str
    login: str
    waits: bool
    slip_until: date | None
    is_over: bool
    last_login: datetime | None
    is_blocked: bool
    has_consent: bool
    child: str


@dataclass(frozen=True, slots=True)
class ClassLogins:
    """The list for slips: each student, the guardians after the student."""

    class_id: int
    class_name: str
    rows: list[LoginRow]


def class_logins(actor: Actor, class_id: int) -> ClassLogins:
    """Return the people of a class with the state of their logins. Five queries. Raises NotVisible."""
    day = today()
    group = ClassGroup.objects.filter(school=actor.school_id, pk=class_id).select_related("year").first()
    if group is None or not _serves(actor, group, day):
        raise NotVisible
    # Of a class of the next year, who will be in it on the first day.
    people = _people(actor.school_id, group, max(day, group.year.starts_on))
    links = AccountPerson.objects.filter(school=actor.school_id, person__in={one.person.pk for one in people})
    found = {link.person_id: link for link in links.select_related("account")}
    agreed = in_force([one.student_id for one in people], day)
    rows = [_row(one, found.get(one.person.pk), day, has_consent=one.student_id in agreed) for one in people]
    return ClassLogins(class_id=group.pk, class_name=group.name, rows=rows)


class _One(NamedTuple):
    """Of a student `distinction`, of a guardian the child and the kinship."""

    person: Person
    student_id: int
    distinction: str = ""
    of: str = ""
    kinship: str = ""
    child: str = ""


def _people(school_id: int, group: ClassGroup, day: date) -> list[_One]:
    """Each student, the guardians after the student."""
    students = (
        Membership.objects.filter(dated_on(day), school=school_id, class_group=group)
        .select_related("student__person")
        .order_by("student__person__sort_key", "student_id")
    )
    guardianships = (
        Guardianship.objects.filter(dated_on(day), school=school_id, student__in=students.values("student"))
        .select_related("guardian__person")
        .order_by("guardian__person__sort_key", "pk")
    )
    of_student: dict[int, list[Guardianship]] = {}
    for guardianship in guardianships:
        of_student.setdefault(guardianship.student_id, []).append(guardianship)
    children = [row.student for row in students]
    named = [child.named for child in children]
    people: list[_One] = []
    for child, full, short in zip(children, full_names(named), short_names(named), strict=True):
        people.append(_One(child.person, child.pk, distinction=full.distinction, child=short.name))
        people += [
            _One(
                one.guardian.person, child.pk, of=short.name, kinship=str(Kinship(one.kinship).label), child=short.name
            )
            for one in of_student.get(child.pk, [])
        ]
    return people


def _row(one: _One, link: AccountPerson | None, day: date, *, has_consent: bool) -> LoginRow:
    account = link.account if link else None
    return LoginRow(
        person_id=one.person.pk,
        full_name=one.person.full_name,
        distinction=one.distinction,
        of=one.of,
        kinship=one.kinship,
        login=account.username if account else "",
        waits=bool(account and account.slip_until),
        slip_until=account.slip_until if account else None,
        is_over=bool(account and account.slip_until and account.slip_until < day),
        last_login=account.last_login if account else None,
        is_blocked=bool(link and link.is_blocked),
        has_consent=has_consent,
        child=one.child,
    )


def _serves(actor: Actor, group: ClassGroup, day: date) -> bool:
    """Without reading the class: whoever hands slips out to everybody may not see cards of students."""
    leads = policy.led(actor, day).filter(class_group=group)
    return access.may(actor, Right.ISSUE_OWN_SLIPS, group, is_own=leads.exists)
