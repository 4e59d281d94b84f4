"""The person behind a card: known again, checked as the bulk action will, put down."""

from collections.abc import Iterator

from letopis.documents.school_import.matching import same_name
from letopis.documents.school_import.planning.context import Planning
from letopis.documents.school_import.records import (
    PersonRecord,
)
from letopis.kernel.fields import Fault, cleaned, faults
from letopis.kernel.text import search_key
from letopis.school.people.enums import Sex
from letopis.school.people.intake import PersonDraft, snils_fault
from letopis.school.people.models import Person


def put_person(planning: Planning, record: PersonRecord, found: Person | None) -> Person:
    """A person; the name of a known one changes only where more than case and ё differ, or ё is now written."""
    values = _values(record)
    name = record.name
    if found is None:
        person = planning.draft.put(
            Person, None, surname=name.surname, name=name.name, patronymic=name.patronymic, **_blank(values)
        )
        planning.people.append(person)
    else:
        person = planning.draft.put(Person, found, **values)
        if _is_renamed(record, person):
            for column, value in (("surname", name.surname), ("name", name.name), ("patronymic", name.patronymic)):
                if value and getattr(person, column) != value:
                    planning.draft.change(person, column, value)
    if person.snils:
        planning.snils[person.snils] = person
    return person


def _values(record: PersonRecord) -> dict[str, object]:
    return {
        "sex": record.sex or _sex_of(record),
        "birth_date": record.birth_date,
        "snils": record.snils,
        "phone": record.phone,
        "email": record.email,
    }


def _is_renamed(record: PersonRecord, person: Person) -> bool:
    return not same_name(record, person) or has_more_yo(record.name.text, person.full_name)


def known_person(planning: Planning, record: PersonRecord, person: Person | None) -> Person | None:
    """The person of a record: the card's, or whoever has the СНИЛС and the name and no such card yet."""
    holder = planning.snils.get(record.snils) if record.snils else None
    return person or (holder if holder and same_name(record, holder) else None)


def person_faults(planning: Planning, record: PersonRecord, known: Person | None) -> Iterator[Fault]:
    """What put_people() would refuse of the values that are new."""
    values = _values(record)
    values |= {"surname": record.name.surname, "name": record.name.name, "patronymic": record.name.patronymic}
    still = {name for name, value in values.items() if known and (not value or getattr(known, name) == value)}
    if known and not _is_renamed(record, known):
        still |= {"surname", "name", "patronymic"}
    yield from faults(PersonDraft, cleaned(PersonDraft(**values)), planning.day, but=still)  # type: ignore[arg-type]
    holder = planning.snils.get(record.snils) if record.snils else None
    if holder and holder is not known:
        yield snils_fault(holder)


def _blank(values: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if value is not None}


def has_more_yo(new: str, old: str) -> bool:
    return search_key(new) == search_key(old) and new.casefold().count("ё") > old.casefold().count("ё")


def _sex_of(record: PersonRecord) -> str:
    """The sex that a Russian patronymic tells."""
    tail = record.name.patronymic.casefold()
    if tail.endswith(("вна", "чна", "шна", "кызы")):
        return Sex.FEMALE
    return Sex.MALE if tail.endswith(("ич", "оглы")) else ""


def note_snils(planning: Planning) -> None:
    """Learn whose the СНИЛС of the base are, before anybody is put down."""
    live = planning.live
    people = [card.person for cards in (live.staff, live.students, live.guardians) for card in cards]
    planning.snils |= {person.snils: person for person in people if person.snils}
