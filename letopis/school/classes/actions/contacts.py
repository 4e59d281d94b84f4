"""What the class teacher corrects in the cards of the own class (CON-03, А3.2.3, П4.2.2)."""

from dataclasses import fields
from typing import Any

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.school.classes import policy
from letopis.school.history.intake import Put
from letopis.school.people.actions import change_person
from letopis.school.people.intake import PersonDraft, write_students
from letopis.school.people.models import Guardian, Person, Student


@transaction.atomic
def correct_student(actor: Actor, *, student_id: int, phone: str, email: str, address: str) -> Student:
    """Change a student's telephone, e-mail and address. Raises NotVisible, Refused."""
    student = policy.student_to_correct(actor, student_id)
    change_person(actor, student.person, _with(student.person, phone=phone, email=email))
    put = Put.change(student)
    student.address = address
    write_students(actor, [put])
    return student


@transaction.atomic
def correct_guardian(actor: Actor, *, guardian_id: int, phone: str, email: str) -> Guardian:
    """Change a guardian's telephone and e-mail. Raises NotVisible, Refused."""
    guardian = policy.guardian_to_correct(actor, guardian_id)
    change_person(actor, guardian.person, _with(guardian.person, phone=phone, email=email))
    return guardian


def _with(person: Person, **changed: Any) -> PersonDraft:
    kept = {field.name: getattr(person, field.name) for field in fields(PersonDraft)}
    return PersonDraft(**{**kept, **changed})
