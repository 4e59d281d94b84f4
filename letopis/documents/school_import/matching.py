"""Rows of the file ↔ rows of the base: people are known again by СНИЛС, else by full name and birth date."""

from collections import Counter, defaultdict

from letopis.documents.school_import.live import Live
from letopis.documents.school_import.records import NOWHERE, Base, PersonRecord, StaffRecord, StudentRecord
from letopis.documents.sheets.values import FullName, class_key
from letopis.kernel.text import search_key
from letopis.school.people.models import Person, Staff, Student


def match_staff(base: Base, live: Live) -> None:
    """Link records of staff with live cards; live staff that the file does not name are added without a place."""
    by_snils = {one.person.snils: one for one in live.staff if one.person.snils}
    by_name: dict[str, list[Staff]] = defaultdict(list)
    for one in live.staff:
        by_name[name_of(one.person).key].append(one)
    taken: set[int] = set()
    for record in base.staff:
        found = by_snils.get(record.snils) if record.snils else None
        if found is None:
            same = [one for one in by_name[record.name.key] if may_be(record, one.person) and one.pk not in taken]
            found = same[0] if len(same) == 1 else next((one for one in same if one.person.birth_date), None)
        if found and found.pk not in taken:
            record.live = found
            taken.add(found.pk)
    base.staff += [
        StaffRecord(NOWHERE, name=name_of(one.person), phone=one.person.phone, live=one)
        for one in live.staff
        if one.pk not in taken
    ]


def match_students(base: Base, live: Live) -> None:
    """The same for students; namesakes without a birth date are told apart by class."""
    by_snils = {one.person.snils: one for one in live.students if one.person.snils}
    by_name: dict[str, list[Student]] = defaultdict(list)
    for one in live.students:
        by_name[name_of(one.person).key].append(one)
    class_of = {group.pk: key for key, group in live.classes.items()}
    classes = {pk: class_of.get(rows[-1].class_group_id, "") for pk, rows in live.memberships.items()}
    taken: set[int] = set()
    in_file = Counter(record.name.key for record in base.students)
    for record in base.students:
        found = by_snils.get(record.snils) if record.snils else None
        if found is None:
            same = [one for one in by_name[record.name.key] if may_be(record, one.person) and one.pk not in taken]
            exact = [one for one in same if record.birth_date and one.person.birth_date == record.birth_date]
            near = [one for one in same if classes.get(one.pk) == class_key(record.class_text)]
            only = same if len(same) == 1 and in_file[record.name.key] == 1 else []
            found = next(iter(exact or near or only), None)
        if found and found.pk not in taken:
            record.live = found
            taken.add(found.pk)
    base.students += [
        StudentRecord(
            NOWHERE,
            name=name_of(one.person),
            birth_date=one.person.birth_date,
            class_text=classes.get(one.pk, ""),
            class_key=classes.get(one.pk, ""),
            live=one,
        )
        for one in live.students
        if one.pk not in taken
    ]


def may_be(record: PersonRecord, person: Person) -> bool:
    """Whether nothing tells the two apart: differing СНИЛС or birth dates do."""
    if record.snils and person.snils and record.snils != person.snils:
        return False
    return not (record.birth_date and person.birth_date and record.birth_date != person.birth_date)


def name_of(person: Person) -> FullName:
    """The name of a live person."""
    return FullName(person.surname, person.name, person.patronymic)


def same_name(record: PersonRecord, person: Person) -> bool:
    """Whether the names are one, ё and е alike."""
    return record.name.key == search_key(f"{person.surname} {person.name} {person.patronymic}")
