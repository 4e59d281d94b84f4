"""Staff, students, guardians."""

from datetime import timedelta
from typing import Any

from letopis.demo.shape import GuardianPlan, StudentPlan
from letopis.demo.store import Store
from letopis.school.people.models import Consent, Guardian, Guardianship, Person, Staff, Student

# Papers are handed in before the summer: a school shown in August has them.
OF_APPLYING = timedelta(days=90)
STREETS = (
    "ул. Набережная",
    "ул. Заречная",
    "ул. Берёзовая",
    "ул. Садовая",
    "пер. Кленовый",
    "ул. Полевая",
    "ул. Строителей",
    "ул. Лесная",
    "пр. Мира",
)


def write_staff(store: Store) -> None:
    """Write those who work in the school."""
    for member in store.plan.staff:
        post = member.post
        person = _person(store, member.human)
        store.staff.append(
            store.add(
                Staff,
                person_id=person.pk,
                position=post.position,
                category=member.category,
                subjects=", ".join(post.subjects)[:300],
                hired_on=member.hired_on,
                hired_order=f"{member.hired_on.day + member.hired_on.month * 7}-к",
            )
        )


def write_student(store: Store, index: int, student: StudentPlan) -> None:
    """Write the student who has this `index` in the blueprint."""
    person = _person(store, student.human)
    city, street = store.plan.catalogue.about.city, STREETS[index % len(STREETS)]
    row = store.add(
        Student,
        person_id=person.pk,
        file_number=f"{student.human.surname[0]}-{index + 101}",
        address=f"г. {city}, {street}, д. {index % 37 + 1}, кв. {index % 71 + 1}",
        health_group=("I", "II", "II", "III")[index % 4],
        sport_group="специальная" if student.is_exempt_from_sport else "основная",
    )
    store.students.append(row)
    store.add(Consent, student_id=row.pk, given_on=min(student.joined_on, store.plan.year.starts_on - OF_APPLYING))


def write_guardians(store: Store) -> None:
    """Write the guardians and whose they are; one who works in the school is written once."""
    for guardian in store.plan.guardians:
        person_id = _guardian_person(store, guardian)
        row = store.add(Guardian, person_id=person_id)
        store.guardians.append(row)
        for child in guardian.children:
            store.add(
                Guardianship,
                guardian_id=row.pk,
                student_id=store.students[child].pk,
                kinship=guardian.kinship,
                starts_on=store.plan.students[child].joined_on,
            )


def _guardian_person(store: Store, guardian: GuardianPlan) -> int:
    if guardian.staff is None:
        return _person(store, guardian.human).pk
    return store.staff[guardian.staff].person_id


def _person(store: Store, human: Any) -> Person:
    person: Person = store.add(
        Person,
        surname=human.surname,
        name=human.name,
        patronymic=human.patronymic,
        sex=human.sex,
        birth_date=human.birth_date,
        phone=human.phone,
        email=human.email,
    )
    return person
