"""Guardians: one card for all rows of one name and telephone, a link for each child."""

from collections import defaultdict
from collections.abc import Iterable

from letopis.documents.school_import.matching import name_of
from letopis.documents.school_import.planning.context import Planning
from letopis.documents.school_import.planning.persons import has_more_yo, person_faults, put_person
from letopis.documents.school_import.records import (
    NOWHERE,
    GuardianRecord,
)
from letopis.school.people.enums import Kinship, Sex
from letopis.school.people.intake import self_fault
from letopis.school.people.models import Guardian, Guardianship, Person, Student


def plan_guardians(planning: Planning) -> None:
    """Guardians: one card for all rows of one name and telephone, a link for each child."""
    groups: dict[tuple[str, str], list[GuardianRecord]] = defaultdict(list)
    for record in planning.base.guardians:
        if record.student is None:
            if record.place is not NOWHERE and not record.in_student_row:
                planning.draft.skip("guardian_links", record.place)
        elif planning.is_out(record) and not record.in_student_row:
            planning.draft.skip("guardian_links", record.place)
        elif id(record.student) not in planning.students:
            planning.leave("guardian_links", "guardians", record)
        else:
            groups[record.name.key, record.phone or f"{id(record.student)}"].append(record)
    finder = _GuardianFinder(planning)
    for records in groups.values():
        _plan_guardian(planning, records, finder)


class _GuardianFinder:
    """Live guardians by name with telephone or with a child; other people by name and telephone."""

    def __init__(self, planning: Planning) -> None:
        self.links = {(row.guardian_id, row.student_id): row for row in planning.live.guardianships}
        self.by_name: dict[str, list[Guardian]] = defaultdict(list)
        for guardian in planning.live.guardians:
            self.by_name[name_of(guardian.person).key].append(guardian)
        self.people: dict[tuple[str, str], Person] = {}
        self.by_snils: dict[str, Person] = {}
        for person in planning.people:
            if person.phone:
                self.people[name_of(person).key, person.phone] = person
            if person.snils:
                self.by_snils[person.snils] = person
        self.taken: set[int] = set()

    def guardian(self, records: Iterable[GuardianRecord], students: list[Student]) -> Guardian | None:
        first = next(iter(records))
        same = [one for one in self.by_name.get(first.name.key, []) if one.pk not in self.taken]
        found = next((one for one in same if first.phone and one.person.phone == first.phone), None)
        found = found or next(
            (one for one in same if any((one.pk, child.pk) in self.links for child in students)), None
        )
        if found:
            self.taken.add(found.pk)
        return found

    def person(self, record: GuardianRecord) -> Person | None:
        if record.snils and record.snils in self.by_snils:
            return self.by_snils[record.snils]
        return self.people.get((record.name.key, record.phone)) if record.phone else None


def _plan_guardian(planning: Planning, records: list[GuardianRecord], finder: _GuardianFinder) -> None:
    draft = planning.draft
    students = [planning.students[id(record.student)] for record in records]
    found = finder.guardian(records, students)
    merged = _merged(records)
    known = found.person if found else finder.person(merged)
    if planning.note_faults("guardians", merged, person_faults(planning, merged, known)):
        for record in records:
            draft.skip("guardian_links", record.place)
        return
    person = put_person(planning, merged, known)
    guardian = found or next((one for one in planning.live.guardians if known and one.person_id == known.pk), None)
    guardian = draft.put(Guardian, guardian, person=person)
    draft.tally("guardians", guardian, person)
    for record, student in zip(records, students, strict=True):
        link = finder.links.get((guardian.pk, student.pk)) if guardian.pk and student.pk else None
        if link is None and planning.rights.is_self(person.pk):
            planning.forbid("own_child", record.place)
            draft.skip("guardian_links", record.place)
            continue
        if link is None and person is student.person:
            planning.note_faults("guardians", record, [self_fault()])
            draft.skip("guardian_links", record.place)
            continue
        link = draft.put(
            Guardianship,
            link,
            guardian=guardian,
            student=student,
            kinship=record.kinship if record.kinship != Kinship.OTHER or not link else None,
            starts_on=link.starts_on if link else planning.year.starts_on,
        )
        draft.tally("guardian_links", link, place=record.place)


def _merged(records: list[GuardianRecord]) -> GuardianRecord:
    """What all rows of one guardian say together: the first that says it counts; ё is better than е."""
    first = records[0]
    for other in records[1:]:
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
