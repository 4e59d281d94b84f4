"""Consents to the publishing of a student's data (А3.1.2, А1.6, ACC-10): given on a day, withdrawn on one.

Without one in force a family's access is closed (letopis.school.classes.held) and no login is handed out.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.fields import Fault, Flag
from letopis.kernel.rights import Right
from letopis.school.history.intake import NOW, Occasion, Put, Table, load, refuse_first, write
from letopis.school.organisation.words import phrase
from letopis.school.people import policy
from letopis.school.people.models import Consent, Guardianship, Student

CONSENTS = Table(Consent, "give_consent", "update_consent")


@dataclass(frozen=True, slots=True)
class ConsentDraft:
    """What a list of students says of it: that there is one, or the day on which it was given."""

    consent: Annotated[
        bool,
        Flag("Согласие на обработку данных получено", card=None, sheet="Согласие", header=r"соглас"),
    ] = False


@transaction.atomic
def put_consents(actor: Actor, puts: Sequence[Put[Consent]], occasion: Occasion = NOW) -> list[Consent]:
    """Write consents, given and withdrawn, for those who keep students' cards. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_STUDENTS)
    return write_consents(actor, puts, occasion)


def write_consents(actor: Actor, puts: Sequence[Put[Consent]], occasion: Occasion = NOW) -> list[Consent]:
    """The same for a context above that has checked its own right and holds a transaction. Raises Refused."""
    load(puts, "student__person", "given_by")
    day = today()
    refuse_first((index, fault) for index, put in enumerate(puts) for fault in _day_faults(put.row, day))
    refuse_first(_stranger_faults(puts))
    refuse_first(_given_twice(puts))
    return write(actor, CONSENTS, puts, occasion)


def give_consent(actor: Actor, *, student_id: int, given_on: date, given_by: int | None = None) -> Consent:
    """Record a signed consent; `given_by`: which guardian signed, None for a student of age.

    One without a day is completed. Raises NotVisible; Refused for a day to come, a guardian of somebody else, and where
    one with a day is in force.
    """
    with transaction.atomic():
        student = _student(actor, student_id)
        put = given(student, undated([student.pk]).get(student.pk), given_on=given_on, given_by=given_by)
        put_consents(actor, [put])
    return put.row


def undated(student_ids: Collection[int]) -> dict[int, Consent]:
    """Return by student the consents that wait for the day of the paper, not withdrawn. One query."""
    rows = Consent.objects.filter(student__in=student_ids, given_on__isnull=True, withdrawn_on__isnull=True)
    return {row.student_id: row for row in rows}


def given(student: Student, waiting: Consent | None, *, given_on: date, given_by: int | None) -> Put[Consent]:
    """Return what a signed paper writes: a row, or the day into the one that was `waiting` for it."""
    if waiting is None:
        row = Consent(school_id=student.school_id, student=student, given_by_id=given_by, given_on=given_on)
        return Put(row)
    put = Put.change(waiting, "give_consent")
    waiting.given_on, waiting.given_by_id, waiting.holds_until = given_on, given_by, None
    return put


def withdraw_consent(actor: Actor, *, student_id: int, withdrawn_on: date) -> Consent:
    """Record that the consent is withdrawn: the family's access is closed from that day on.

    Raises NotVisible, also where there is none; Refused for a day before the one it was given or a day to come.
    """
    with transaction.atomic():
        student = _student(actor, student_id)
        row = Consent.objects.select_for_update().filter(student=student, withdrawn_on__isnull=True).first()
        if row is None:
            raise NotVisible
        put = Put.change(row, "withdraw_consent")
        row.withdrawn_on = withdrawn_on
        put_consents(actor, [put])
    return row


def in_force(student_ids: Collection[int], day: date) -> dict[int, Consent]:
    """Return the consent in force on `day` by student, with who gave it. One query."""
    rows = Consent.objects.filter(student__in=student_ids).select_related("given_by__person").order_by("pk")
    return {row.student_id: row for row in rows if row.is_in_force(day)}


def consents_of(student_id: int) -> list[Consent]:
    """Return all consents of a student, the latest first. One query."""
    rows = Consent.objects.filter(student=student_id).select_related("given_by__person")
    return list(rows.order_by("-pk"))


def _student(actor: Actor, student_id: int) -> Student:
    policy.require(actor, Right.KEEP_STUDENTS)
    found = Student.objects.select_for_update().filter(school_id=actor.school_id, pk=student_id).first()
    if found is None:
        raise NotVisible
    return found


def _day_faults(row: Consent, day: date) -> Iterator[Fault]:
    if row.given_on and row.given_on > day:
        yield Fault("given_on", "День, когда дали согласие, ещё не наступил. Исправьте дату.", "future")
    if row.withdrawn_on and row.withdrawn_on > day:
        yield Fault("withdrawn_on", "День отзыва ещё не наступил. Исправьте дату.", "future")
    if row.given_on and row.withdrawn_on and row.withdrawn_on < row.given_on:
        yield Fault("withdrawn_on", "Отзыв раньше согласия. Исправьте дату.", "order")


def _stranger_faults(puts: Sequence[Put[Consent]]) -> Iterator[tuple[int, Fault]]:
    """Who signs for a child is its guardian, once or now. One query."""
    signed = [(index, put.row) for index, put in enumerate(puts) if put.row.given_by_id]
    if not signed:
        return
    rows = Guardianship.objects.filter(student__in={row.student_id for _, row in signed})
    known = set(rows.values_list("guardian_id", "student_id"))
    for index, row in signed:
        if (row.given_by_id, row.student_id) not in known:
            text = phrase("Согласие даёт законный представитель этого {student.gen}. Выберите из списка.")
            yield index, Fault("given_by", text, "stranger")


def _given_twice(puts: Sequence[Put[Consent]]) -> Iterator[tuple[int, Fault]]:
    """At most one consent of a student is not withdrawn. One query."""
    opened = [(index, put) for index, put in enumerate(puts) if put.is_new and put.row.withdrawn_on is None]
    if not opened:
        return
    closing = {put.row.pk for put in puts if put.row.pk and put.row.withdrawn_on is not None}
    rows = Consent.objects.filter(student__in={put.row.student_id for _, put in opened}, withdrawn_on__isnull=True)
    taken = set(rows.exclude(pk__in=closing).values_list("student_id", flat=True))
    for index, put in opened:
        if put.row.student_id in taken:
            yield index, Fault("given_on", f"{put.row.student}: согласие уже записано.", "twice")
        taken.add(put.row.student_id)
