"""The writes of a single card of people (CON-01): students, guardians, staff. Many at once: intake.py."""

from dataclasses import fields
from datetime import date
from typing import TypeVar

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.dates import day_before
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.fields import cleaned
from letopis.kernel.rights import Right
from letopis.school.history.intake import Occasion, Put
from letopis.school.people import intake, policy
from letopis.school.people.intake import PersonDraft, StaffDraft, StudentDraft
from letopis.school.people.models import Guardian, Guardianship, Person, Staff, Student
from letopis.school.people.queries import alike

__all__ = [
    "PersonDraft",
    "StaffDraft",
    "StudentDraft",
    "attach_guardian",
    "create_guardian",
    "create_staff",
    "create_student",
    "detach_guardian",
    "rename_position",
    "update_guardian",
    "update_staff",
    "update_student",
]
Card = TypeVar("Card", Student, Guardian, Staff)


# ── students ──────────────────────────────────────────────────────────


@transaction.atomic
def create_student(
    actor: Actor, *, person: PersonDraft, card: StudentDraft | None = None, even_if_alike: bool = False
) -> Student:
    """Make a student's card; the class follows by an order (letopis.school.classes.actions.enrol).

    Raises Refused for faults of the draft, a СНИЛС that is taken, and (code "alike") somebody of that name and birth
    date unless `even_if_alike`.
    """
    policy.require(actor, Right.KEEP_STUDENTS)
    row = Student(school_id=actor.school_id, person=_new_person(actor, person, even_if_alike=even_if_alike))
    fill(row, card or StudentDraft())
    intake.put_students(actor, [Put(row)])
    return row


@transaction.atomic
def update_student(actor: Actor, *, student_id: int, person: PersonDraft, card: StudentDraft) -> Student:
    """Change a student's card. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_STUDENTS)
    student = _locked(Student, actor, student_id)
    change_person(actor, student.person, person)
    put = Put.change(student)
    fill(student, card)
    intake.put_students(actor, [put])
    return student


# ── guardians ─────────────────────────────────────────────────────────


@transaction.atomic
def create_guardian(
    actor: Actor,
    *,
    student_id: int,
    person: PersonDraft,
    kinship: str,
    starts_on: date | None = None,
    even_if_alike: bool = False,
) -> Guardian:
    """Make a guardian's card and attach it to a student. Raises NotVisible, Refused as create_student."""
    policy.require(actor, Right.KEEP_STUDENTS)
    row = _new_person(actor, person, even_if_alike=even_if_alike)
    return attach_guardian(
        actor, person_id=row.pk, student_id=student_id, kinship=kinship, starts_on=starts_on
    ).guardian


@transaction.atomic
def attach_guardian(
    actor: Actor, *, person_id: int, student_id: int, kinship: str, starts_on: date | None = None
) -> Guardianship:
    """Attach somebody known to the school to a student: one card and one login for all children, staff included.

    Raises NotVisible, Refused where attached already, for an unknown kinship or for the student's own person.
    """
    policy.require(actor, Right.KEEP_STUDENTS)
    student = _locked(Student, actor, student_id)
    person = Person.objects.filter(school_id=actor.school_id, pk=person_id).first()
    if person is None:
        raise NotVisible
    guardian = Guardian.objects.filter(school_id=actor.school_id, person=person).first()
    if guardian is None:
        guardian = Guardian(school_id=actor.school_id, person=person)
        intake.put_guardians(actor, [Put(guardian)])
    row = Guardianship(
        school_id=actor.school_id, guardian=guardian, student=student, kinship=kinship, starts_on=starts_on or today()
    )
    intake.put_guardianships(actor, [Put(row)])
    return row


@transaction.atomic
def detach_guardian(actor: Actor, *, guardian_id: int, student_id: int, ends_on: date | None = None) -> None:
    """End a guardianship; `ends_on` is the last day, None: at once, so that this day is none of it any more.

    A row ends with a day: what ends at once ended the day before, and one begun today is kept as taken back before
    its first day, for the next load to know. Raises NotVisible, Refused for a day before the first.
    """
    policy.require(actor, Right.KEEP_STUDENTS)
    row = (
        Guardianship.objects.select_for_update()
        .filter(school_id=actor.school_id, guardian_id=guardian_id, student_id=student_id, ends_on__isnull=True)
        .first()
    )
    if row is None:
        raise NotVisible
    put = Put.change(row, "detach_guardian")
    row.ends_on = ends_on or day_before(max(row.starts_on, today()))
    intake.put_guardianships(actor, [put])


@transaction.atomic
def update_guardian(actor: Actor, *, guardian_id: int, person: PersonDraft) -> Guardian:
    """Change a guardian's card. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_STUDENTS)
    guardian = _locked(Guardian, actor, guardian_id)
    change_person(actor, guardian.person, person)
    return guardian


# ── staff ─────────────────────────────────────────────────────────────


@transaction.atomic
def create_staff(
    actor: Actor, *, person: PersonDraft, card: StaffDraft | None = None, even_if_alike: bool = False
) -> Staff:
    """Make an employee's card. Raises Refused as create_student."""
    policy.require(actor, Right.KEEP_STAFF)
    row = Staff(school_id=actor.school_id, person=_new_person(actor, person, even_if_alike=even_if_alike))
    fill(row, card or StaffDraft())
    intake.put_staff(actor, [Put(row)])
    return row


@transaction.atomic
def update_staff(actor: Actor, *, staff_id: int, person: PersonDraft, card: StaffDraft) -> Staff:
    """Change an employee's card, dismissal included. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_STAFF)
    staff = _locked(Staff, actor, staff_id)
    change_person(actor, staff.person, person)
    put = Put.change(staff)
    fill(staff, card)
    intake.put_staff(actor, [put])
    return staff


@transaction.atomic
def rename_position(actor: Actor, *, name: str, to: str) -> int:
    """Call a position otherwise on every card that names it, also of those who have left; return on how many.

    One that is called so already takes them in. Raises NotVisible where no card names it, Refused for no name.
    """
    policy.require(actor, Right.KEEP_STAFF)
    new = cleaned(StaffDraft(position=to)).position
    if not new:
        raise Refused("Укажите, как называется должность. Убрать её с карточки можно в самой карточке.", field="name")
    rows = list(Staff.objects.select_for_update().filter(school_id=actor.school_id, position=name).exclude(position=""))
    if not rows:
        raise NotVisible
    puts = [Put.change(row) for row in rows]
    for row in rows:
        row.position = new
    return len(intake.put_staff(actor, puts, Occasion(reason=f"Должность «{name}» теперь «{new}»")))


# ── parts, for contexts above that have checked their own right ───────


def change_person(actor: Actor, row: Person, draft: PersonDraft) -> None:
    """Write a person and the ledger. The caller holds a transaction and has checked the right. Raises Refused."""
    put = Put.change(row)
    fill(row, draft)
    intake.write_people(actor, [put])


def fill(row: Person | Student | Staff, draft: PersonDraft | StudentDraft | StaffDraft) -> None:
    """Set the row's columns to what the draft says."""
    for field in fields(draft):
        setattr(row, field.name, getattr(draft, field.name))


def _new_person(actor: Actor, draft: PersonDraft, *, even_if_alike: bool) -> Person:
    row = Person(school_id=actor.school_id)
    fill(row, draft)
    put = Put(row)
    intake.check_people(actor, [put])
    if not even_if_alike:
        twin = next(iter(alike(actor, cleaned(draft))), None)
        if twin:
            message = f"Похожая карточка уже есть: {twin.line}. Откройте её или подтвердите, что это другой человек."
            raise Refused(message, code="alike", field="surname")
    intake.write_people(actor, [put])
    return row


def _locked(model: type[Card], actor: Actor, pk: int) -> Card:
    """The card with its person, locked. Raises NotVisible for another school's."""
    row = model._default_manager.select_for_update(of=("self",)).filter(school_id=actor.school_id, pk=pk).first()
    if row is None:
        raise NotVisible
    return row
