"""Every write of people's cards (CON-01): students, guardians, staff."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.text import clean
from letopis.school.history.ledger import record
from letopis.school.history.tracking import snapshot
from letopis.school.organisation.words import say
from letopis.school.people import policy
from letopis.school.people.enums import Kinship, Sex, StudyForm
from letopis.school.people.models import Guardian, Guardianship, Person, Staff, Student
from letopis.school.people.queries import alike
from letopis.school.people.rules import PersonDraft, person_faults

Card = TypeVar("Card", Student, Guardian, Staff)


@dataclass(frozen=True, slots=True)
class StudentDraft:
    """The student's own part of the card."""

    file_number: str = ""
    address: str = ""
    study_form: str = StudyForm.FULL_TIME
    consent: bool = False
    health_group: str = ""
    sport_group: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class StaffDraft:
    """The employee's own part of the card."""

    position: str = ""
    category: str = ""
    subjects: str = ""
    hired_on: date | None = None
    hired_order: str = ""
    dismissed_on: date | None = None
    dismissed_order: str = ""


# ── students ──────────────────────────────────────────────────────────


@transaction.atomic
def create_student(
    actor: Actor, *, person: PersonDraft, card: StudentDraft | None = None, even_if_alike: bool = False
) -> Student:
    """Make a student's card; the class follows by an order (letopis.school.classes.actions.enrol).

    Raises Refused for faults of the draft, a СНИЛС that is taken, and (code "alike") somebody of that name and birth
    date unless `even_if_alike`.
    """
    policy.require(actor, "keep", actor.school_id)
    row = _new_person(actor, person, even_if_alike=even_if_alike)
    student = Student(school_id=actor.school_id, person=row)
    _fill(student, card or StudentDraft())
    student.save()
    record(actor, student, "create_student", student_id=student.pk)
    return student


@transaction.atomic
def update_student(actor: Actor, *, student_id: int, person: PersonDraft, card: StudentDraft) -> Student:
    """Change a student's card. Raises NotVisible, Refused."""
    policy.require(actor, "keep", actor.school_id)
    student = _locked(Student, actor, student_id)
    change_person(actor, student.person, person, student_id=student.pk)
    change(actor, student, card, "update_student", student_id=student.pk)
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
    policy.require(actor, "keep", actor.school_id)
    row = _new_person(actor, person, even_if_alike=even_if_alike)
    guardian = Guardian.objects.create(school_id=actor.school_id, person=row)
    record(actor, guardian, "create_guardian", student_id=student_id)
    attach_guardian(actor, person_id=row.pk, student_id=student_id, kinship=kinship, starts_on=starts_on)
    return guardian


@transaction.atomic
def attach_guardian(
    actor: Actor, *, person_id: int, student_id: int, kinship: str, starts_on: date | None = None
) -> Guardianship:
    """Attach somebody known to the school to a student: one card and one login for all children, staff included.

    Raises NotVisible, Refused where attached already, for an unknown kinship or for the student's own person.
    """
    policy.require(actor, "keep", actor.school_id)
    student = _locked(Student, actor, student_id)
    person = Person.objects.filter(school_id=actor.school_id, pk=person_id).first()
    if person is None:
        raise NotVisible
    policy.require_another(actor, person.pk, "Сделать представителем")
    if kinship not in Kinship.values:
        raise Refused("Выберите, кем приходится ребёнку.", code="kinship", field="kinship")
    if person.pk == student.person_id:
        raise Refused(say("{Student.nom} не может быть своим представителем."), code="self", field="person_id")
    guardian = Guardian.objects.filter(school_id=actor.school_id, person=person).first()
    if guardian is None:
        guardian = Guardian.objects.create(school_id=actor.school_id, person=person)
        record(actor, guardian, "create_guardian", student_id=student.pk)
    if Guardianship.objects.filter(guardian=guardian, student=student, ends_on__isnull=True).exists():
        raise Refused(
            say("{name} уже в карточке этого {student.gen}.", name=person.full_name), code="twice", field="person_id"
        )
    row = Guardianship.objects.create(
        school_id=actor.school_id, guardian=guardian, student=student, kinship=kinship, starts_on=starts_on or today()
    )
    record(actor, row, "attach_guardian", student_id=student.pk)
    return row


@transaction.atomic
def detach_guardian(actor: Actor, *, guardian_id: int, student_id: int, ends_on: date) -> None:
    """End a guardianship; `ends_on` is the last day. Raises NotVisible, Refused for a day before the first."""
    policy.require(actor, "keep", actor.school_id)
    row = (
        Guardianship.objects.select_for_update()
        .filter(school_id=actor.school_id, guardian_id=guardian_id, student_id=student_id, ends_on__isnull=True)
        .first()
    )
    if row is None:
        raise NotVisible
    if ends_on < row.starts_on:
        raise Refused("Последний день раньше первого. Исправьте дату.", code="order", field="ends_on")
    before = snapshot(row)
    row.ends_on = ends_on
    row.save()
    record(actor, row, "detach_guardian", before=before, student_id=student_id)


@transaction.atomic
def update_guardian(actor: Actor, *, guardian_id: int, person: PersonDraft) -> Guardian:
    """Change a guardian's card. Raises NotVisible, Refused."""
    policy.require(actor, "keep", actor.school_id)
    guardian = _locked(Guardian, actor, guardian_id)
    change_person(actor, guardian.person, person)
    return guardian


# ── staff ─────────────────────────────────────────────────────────────


@transaction.atomic
def create_staff(
    actor: Actor, *, person: PersonDraft, card: StaffDraft | None = None, even_if_alike: bool = False
) -> Staff:
    """Make an employee's card. Raises Refused as create_student."""
    policy.require(actor, "keep_staff", actor.school_id)
    _check_staff(card or StaffDraft())
    row = _new_person(actor, person, even_if_alike=even_if_alike)
    staff = Staff(school_id=actor.school_id, person=row)
    _fill(staff, card or StaffDraft())
    staff.save()
    record(actor, staff, "create_staff")
    return staff


@transaction.atomic
def update_staff(actor: Actor, *, staff_id: int, person: PersonDraft, card: StaffDraft) -> Staff:
    """Change an employee's card, dismissal included. Raises NotVisible, Refused."""
    policy.require(actor, "keep_staff", actor.school_id)
    _check_staff(card)
    staff = _locked(Staff, actor, staff_id)
    change_person(actor, staff.person, person)
    change(actor, staff, card, "update_staff")
    return staff


# ── parts, for contexts above that have checked their own right ───────


def change_person(actor: Actor, row: Person, draft: PersonDraft, *, student_id: int | None = None) -> None:
    """Write a person and the ledger. The caller holds a transaction and has checked the right. Raises Refused."""
    before = snapshot(row)
    # What an import once let in does not stand in the way of a new telephone.
    same = {field.name for field in fields(PersonDraft) if getattr(row, field.name) == getattr(draft, field.name)}
    draft = _checked(draft, but=same)
    for field in fields(PersonDraft):
        setattr(row, field.name, getattr(draft, field.name))
    row.renew_keys()
    if snapshot(row) == before:
        return
    _guard_snils(row)
    row.save()
    record(actor, row, "update_person", before=before, student_id=student_id)


def change(actor: Actor, row: Student | Staff, draft: StudentDraft | StaffDraft, action: str, **more: Any) -> None:
    """Write a card and the ledger. The caller holds a transaction and has checked the right. Raises Refused."""
    before = snapshot(row)
    _fill(row, draft)
    if snapshot(row) != before:
        row.save()
        record(actor, row, action, before=before, **more)


def _new_person(actor: Actor, draft: PersonDraft, *, even_if_alike: bool) -> Person:
    draft = _checked(draft)
    row = Person(school_id=actor.school_id, **{field.name: getattr(draft, field.name) for field in fields(PersonDraft)})
    _guard_snils(row)
    if not even_if_alike:
        twin = next(iter(alike(actor.school_id, draft)), None)
        if twin:
            message = f"Похожая карточка уже есть: {twin.line}. Откройте её или подтвердите, что это другой человек."
            raise Refused(message, code="alike", field="surname")
    row.save()
    record(actor, row, "create_person")
    return row


def _checked(draft: PersonDraft, *, but: Collection[str] = ()) -> PersonDraft:
    """The draft put right; Refused for the first fault in a field that is not among `but`."""
    faults = [fault for fault in person_faults(draft.put_right(), today()) if fault.field not in but]
    if faults:
        raise Refused(faults[0].message, code="fault", field=faults[0].field)
    if draft.sex not in ("", *Sex.values):
        raise Refused("Выберите пол из списка.", code="fault", field="sex")
    return draft.put_right()


def _guard_snils(row: Person) -> None:
    if not row.snils:
        return
    twin = Person.objects.filter(school_id=row.school_id, snils=row.snils).exclude(pk=row.pk).first()
    if twin:
        message = f"Этот СНИЛС уже в карточке: {twin.full_name}. Сверьте с документом."
        raise Refused(message, code="snils_twice", field="snils")


def _check_staff(card: StaffDraft) -> None:
    if card.hired_on and card.dismissed_on and card.dismissed_on < card.hired_on:
        raise Refused("Увольнение раньше приёма. Исправьте дату.", code="order", field="dismissed_on")


def _fill(row: Student | Staff, draft: StudentDraft | StaffDraft) -> None:
    for field in fields(draft):
        value = getattr(draft, field.name)
        value = clean(value) if isinstance(value, str) else value
        limit = getattr(row._meta.get_field(field.name), "max_length", None)
        if isinstance(value, str) and limit and len(value) > limit:
            raise Refused(f"Помещается {limit} знаков. Сократите.", code="long", field=field.name)
        setattr(row, field.name, value)
    if isinstance(row, Student) and row.study_form not in StudyForm.values:
        raise Refused("Выберите форму обучения из списка.", code="fault", field="study_form")


def _locked(model: type[Card], actor: Actor, pk: int) -> Card:
    """The card with its person, locked. Raises NotVisible for another school's."""
    row = model._default_manager.select_for_update(of=("self",)).filter(school_id=actor.school_id, pk=pk).first()
    if row is None:
        raise NotVisible
    return row
