"""The first operator of a school: somebody must hand out the first logins (П3.2.1, П3.2.3)."""

from datetime import date

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import Refused
from letopis.kernel.roles import Role
from letopis.kernel.text import clean, search_key
from letopis.school.access.actions import Slip, appoint, issue_slips
from letopis.school.access.models import RoleAssignment
from letopis.school.access.protection import reset_second_factor
from letopis.school.access.register import ADMINISTRATORS
from letopis.school.organisation.actions import create_school
from letopis.school.organisation.models import School, dated_on
from letopis.school.organisation.serving import serving
from letopis.school.people.actions import create_staff
from letopis.school.people.intake import PersonDraft
from letopis.school.people.models import Staff


@transaction.atomic
def appoint_operator(
    *, full_name: str, school_name: str = "", kind: str = "general", lost_factor: bool = False
) -> Slip:
    """Make a member of staff operator and return the credential slip; from the command line of the server only.

    `school_name`: an existing school's short name, or that of a school to found; "" where the base holds one school.
    A member of staff of that name is taken, else a card is made. `lost_factor`: take the second factor away, too: the
    only operator of a school has nobody else to ask. Raises Refused for a name that is not one, and where
    it is not clear which school is meant.
    """
    school = _school(clean(school_name), kind)
    with serving(school.kind, school.time_zone):
        return _operator_of(school, full_name, lost_factor)


def _operator_of(school: School, full_name: str, lost_factor: bool) -> Slip:
    actor = Actor.system(school.pk)
    staff = _staff(actor, clean(full_name))
    if not _is_operator(staff, today()):
        appoint(actor, person_id=staff.person_id, role=Role.OPERATOR, starts_on=today())
    (slip,) = issue_slips(actor, person_ids=[staff.person_id])
    if lost_factor:
        reset_second_factor(actor, person_id=staff.person_id, reason="Командой на сервере")
    return slip


def _school(name: str, kind: str) -> School:
    schools = list(School.objects.filter(short_name=name) if name else School.objects.all()[:2])
    if len(schools) == 1:
        return schools[0]
    if len(schools) > 1:
        raise Refused("В базе несколько школ. Добавьте --school «краткое наименование».", code="several")
    if not name:
        raise Refused("В базе ещё нет школы. Добавьте --school «краткое наименование».", code="no_school")
    return create_school(Actor.system(0), name=name, short_name=name, kind=kind)


def _staff(actor: Actor, full_name: str) -> Staff:
    surname, _, rest = full_name.partition(" ")
    name, _, patronymic = rest.partition(" ")
    found = Staff.objects.filter(school=actor.school_id, person__search_key=search_key(full_name), dismissed_on=None)
    known = found.select_related("person").first()
    if known:
        return known
    return create_staff(actor, person=PersonDraft(surname=surname, name=name, patronymic=patronymic))


def _is_operator(staff: Staff, day: date) -> bool:
    held = RoleAssignment.objects.filter(dated_on(day), school=staff.school_id, person=staff.person_id)
    return held.filter(role__in=ADMINISTRATORS).exists()
