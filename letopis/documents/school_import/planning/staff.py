"""Cards of staff, and the roles that their positions appoint them to."""

import re
from collections.abc import Iterator
from datetime import date

from letopis.documents.school_import.draft import Appointed
from letopis.documents.school_import.matching import same_name
from letopis.documents.school_import.planning.context import Planning
from letopis.documents.school_import.planning.persons import (
    known_person,
    note_snils,
    person_faults,
    put_person,
)
from letopis.documents.school_import.records import (
    NOWHERE,
    StaffRecord,
)
from letopis.kernel.fields import Fault
from letopis.kernel.rights import Right
from letopis.kernel.roles import Role
from letopis.kernel.text import search_key
from letopis.school.access.models import RoleAssignment
from letopis.school.organisation.words import role_name
from letopis.school.people.intake import dismissal_fault
from letopis.school.people.models import Person, Staff

# Whom a position appoints (ACC-01); the office sees the appointments in the preview and may end any of them.
_ROLES = (
    (re.compile(r"^(и\.? ?о\.? )?директор\b(?! по)"), Role.DIRECTOR),
    (re.compile(r"^зам\w*\.? ?(директора|дир\b)(?!.*(ахч|ахр|хозяйств|безопасн))|^завуч"), Role.DEPUTY),
    (re.compile(r"^методист|^председатель (мо|пцк|предметн)"), Role.METHODOLOGIST),
    (re.compile(r"^секретар(?!.*кадр)|учебн\w+ част|^делопроизвод"), Role.STUDY_OFFICE),
    (re.compile(r"^диспетчер"), Role.DISPATCHER),
    (re.compile(r"отдел\w* кадров|^специалист по кадрам|^инспектор по кадрам|^кадров"), Role.PERSONNEL),
    (re.compile(r"^оператор (эж|электронн|ас|аис|базы)|^администратор (эж|электронн|сист\w+ эж)"), Role.OPERATOR),
)


def plan_staff(planning: Planning) -> None:
    """Cards of staff, and the roles that their positions appoint them to."""
    held = {(row.person_id, row.role) for row in planning.live.roles}
    note_snils(planning)
    for record in planning.base.staff:
        if planning.is_out(record):
            planning.draft.skip("staff", record.place)
            continue
        if record.place is NOWHERE:
            assert record.live
            planning.staff[id(record)] = record.live
            planning.people.append(record.live.person)
            continue
        card = record.card
        if not planning.rights.may(Right.KEEP_STAFF):
            _leave_card(planning, record, card)
            continue
        known = known_person(planning, record, record.live.person if record.live else None)
        if planning.note_faults("staff", record, _staff_faults(planning, record, known)):
            planning.draft.skip("staff", record.place)
            continue
        person = put_person(planning, record, known)
        if record.live:
            planning.people.append(person)
        staff = planning.draft.put(Staff, record.live, person=person, **card)
        planning.staff[id(record)] = staff
        planning.draft.tally("staff", staff, person, place=record.place)
        if not card.get("dismissed_on"):
            _plan_roles(planning, record, person, held)


def _staff_faults(planning: Planning, record: StaffRecord, known: Person | None) -> Iterator[Fault]:
    yield from person_faults(planning, record, known)
    live = record.live
    hired_on = record.card.get("hired_on") or (live.hired_on if live else None)
    if fault := dismissal_fault(hired_on, record.card.get("dismissed_on")):
        yield fault


def _leave_card(planning: Planning, record: StaffRecord, card: dict[str, object]) -> None:
    """The card of a member of staff stays as it is; one who has none cannot be anybody's teacher either."""
    draft = planning.draft
    if record.live is None:
        planning.forbid("staff_not_yours", record.place)
        draft.skip("staff", record.place)
        return
    person = record.live.person
    planning.staff[id(record)] = record.live
    planning.people.append(person)
    said = {"birth_date": record.birth_date, "snils": record.snils, "phone": record.phone, "email": record.email}
    if draft.differs(record.live, **card) or draft.differs(person, **said) or not same_name(record, person):
        planning.forbid("staff_not_yours", record.place)
        draft.skip("staff", record.place)
    else:
        draft.tally("staff", record.live, place=record.place)


def _plan_roles(planning: Planning, record: StaffRecord, person: Person, held: set[tuple[int, str]]) -> None:
    for pattern, role in _ROLES:
        if not pattern.search(search_key(record.position)) or (person.pk, role) in held:
            continue
        if not planning.rights.may_appoint(person.pk):
            _note_not_appointed(planning, record, person, role)
            continue
        starts_on = max(planning.year.starts_on, record.card.get("hired_on") or date.min)
        row = planning.draft.put(RoleAssignment, None, person=person, role=role, starts_on=starts_on)
        planning.draft.tally("roles", row)
        planning.draft.appointed.append(
            Appointed(record.name.text, str(role_name(role)), starts_on, record.position, record.place.row)
        )


def _note_not_appointed(planning: Planning, record: StaffRecord, person: Person, role: Role) -> None:
    who = (
        "себе роль не назначают, её даёт другой оператор"
        if planning.rights.is_self(person.pk)
        else "роли назначает оператор электронного журнала"
    )
    planning.report.warn(
        record.at("position"),
        planning.base.label("staff", record, "position"),
        "role_not_given",
        f"{record.name.text}: роль «{role_name(role)}» по этой должности не назначается: {who} на странице "
        "«Учётные записи».",
        value=record.position,
    )
