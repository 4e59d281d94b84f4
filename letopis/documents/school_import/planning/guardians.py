"""Guardians: one card for all rows of one name and telephone, a link for each child."""

from collections import defaultdict

from letopis.documents.school_import.matching import name_of
from letopis.documents.school_import.planning.context import Planning
from letopis.documents.school_import.planning.persons import has_more_yo, person_faults, put_person
from letopis.documents.school_import.records import (
    NOWHERE,
    GuardianRecord,
)
from letopis.kernel.dates import day_after
from letopis.school.people.enums import Kinship, Sex
from letopis.school.people.intake import self_fault
from letopis.school.people.models import Guardian, Guardianship, Person


def plan_guardians(planning: Planning) -> None:
    """Guardians: one card for all rows of one person, a link for each child."""
    groups: dict[int, list[GuardianRecord]] = defaultdict(list)
    for record in planning.base.guardians:
        if record.student is None:
            if record.place is not NOWHERE and not record.in_student_row:
                planning.draft.skip("guardian_links", record.place)
        elif planning.is_out(record) and not record.in_student_row:
            planning.draft.skip("guardian_links", record.place)
        elif id(record.student) not in planning.students:
            planning.leave("guardian_links", "guardians", record)
        else:
            groups[id(record.first or record)].append(record)
    others = _Others(planning)
    for records in groups.values():
        _plan_guardian(planning, records, others)


class _Others:
    """People who have another card (a teacher is a mother, too), by СНИЛС or by name and telephone."""

    def __init__(self, planning: Planning) -> None:
        self.links = {(row.guardian_id, row.student_id): row for row in planning.live.guardianships}
        self.people: dict[tuple[str, str], Person] = {}
        self.by_snils: dict[str, Person] = {}
        for person in planning.people:
            if person.phone:
                self.people[name_of(person).key, person.phone] = person
            if person.snils:
                self.by_snils[person.snils] = person

    def person(self, record: GuardianRecord) -> Person | None:
        if record.snils and record.snils in self.by_snils:
            return self.by_snils[record.snils]
        return self.people.get((record.name.key, record.phone)) if record.phone else None


def _plan_guardian(planning: Planning, records: list[GuardianRecord], others: _Others) -> None:
    draft = planning.draft
    found = records[0].live
    merged = _merged(records)
    known = found.person if found else others.person(merged)
    if planning.note_faults("guardians", merged, person_faults(planning, merged, known)):
        for record in records:
            draft.skip("guardian_links", record.place)
        return
    person = put_person(planning, merged, known)
    guardian = found or next((one for one in planning.live.guardians if known and one.person_id == known.pk), None)
    guardian = draft.put(Guardian, guardian, person=person)
    draft.tally("guardians", guardian, person)
    for record in records:
        _plan_link(planning, record, guardian, others)


def _plan_link(planning: Planning, record: GuardianRecord, guardian: Guardian, others: _Others) -> None:
    draft, student = planning.draft, planning.students[id(record.student)]
    pair = (guardian.pk or 0, student.pk or 0)
    link = others.links.get(pair)
    if link is None and planning.rights.is_self(guardian.person.pk):
        planning.forbid("own_child", record.place)
        draft.skip("guardian_links", record.place)
        return
    if link is None and guardian.person is student.person:
        planning.note_faults("guardians", record, [self_fault()])
        draft.skip("guardian_links", record.place)
        return
    ended = planning.live.ended_guardianships.get(pair)
    if link is None and ended and not _is_restored(planning, record, ended):
        draft.skip("guardian_links", record.place)
        return
    since = max(planning.since, day_after(ended.ends_on)) if ended and ended.ends_on else planning.year.starts_on
    link = draft.put(
        Guardianship,
        link,
        guardian=guardian,
        student=student,
        kinship=record.kinship if record.kinship != Kinship.OTHER or not link else None,
        starts_on=link.starts_on if link else since,
    )
    draft.tally("guardian_links", link, place=record.place)


def _is_restored(planning: Planning, record: GuardianRecord, ended: Guardianship) -> bool:
    """Whether the operator wants again what was ended by hand; told, and left ended, where nothing is said."""
    value = f"{record.name.text}, {record.student.name.text if record.student else ''}"
    return planning.is_wanted_again(
        record,
        "guardian_ended",
        f"{record.name.text}: представительство закончено {ended.ends_on:%d.%m.%Y} и не восстановлено.",
        value,
    )


def _merged(records: list[GuardianRecord]) -> GuardianRecord:
    """What all rows of one guardian say together: the first that says it counts; ё is better than е."""
    first = records[0]
    for other in records[1:]:
        first.phone = first.phone or other.phone
        first.email = first.email or other.email
        first.birth_date = first.birth_date or other.birth_date
        first.snils = first.snils or other.snils
        if has_more_yo(other.name.text, first.name.text):
            first.name = other.name
    if not first.sex:
        female = {Kinship.MOTHER, Kinship.GRANDMOTHER}
        male = {Kinship.FATHER, Kinship.GRANDFATHER}
        first.sex = Sex.FEMALE if first.kinship in female else Sex.MALE if first.kinship in male else ""
    return first
