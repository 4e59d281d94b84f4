"""Whose attendance one sees and settles. Sources: П4.2.2, Т4.8.2, П3.5.1, П3.7.1.

The class teacher settles the own class's; the director and the deputies read all and may record who leaves early; a
guardian explains the absences of the children represented today, a student of age the own ones.
"""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from letopis.kernel import policies
from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.dates import years_later
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.policies import NONE, OfSchool, of_school
from letopis.kernel.rights import Right
from letopis.kernel.roles import Role
from letopis.school.access import policy as access
from letopis.school.attendance.models import AbsenceNote
from letopis.school.classes.models import ClassGroup, Membership
from letopis.school.classes.policy import led
from letopis.school.organisation.models import dated_on
from letopis.school.organisation.words import phrase
from letopis.school.people.models import Consent, Guardianship, Student, consented

OF_AGE = 18


def visible(actor: Actor, day: date) -> Q:
    """Return the condition on ClassGroup rows whose attendance `actor` sees on `day`."""
    if actor.may(Right.READ_ATTENDANCE):
        return of_school(actor)
    return of_school(actor) & _own(actor, day) if _is_tutor(actor) else NONE


def _own(actor: Actor, day: date) -> Q:
    return Q(Exists(led(actor, day).filter(class_group=OuterRef("pk"))))


def _is_tutor(actor: Actor) -> bool:
    return actor.may(Right.READ_CLASS_ATTENDANCE) and bool(actor.staff_id)


def may(actor: Actor, right: Right, obj: OfSchool | None = None) -> bool:
    """Say whether `actor` has `right`; a right to the own class, for `obj`, a class. One query where it is asked."""
    day = today()
    return access.may(
        actor,
        right,
        obj,
        is_own=lambda: isinstance(obj, ClassGroup) and led(actor, day).filter(class_group=obj).exists(),
    )


def require(actor: Actor, right: Right, obj: OfSchool | None = None) -> None:
    """Raise NotVisible for an outsider, Refused for one who may read but not write."""
    remedy = phrase("Причины пропусков указывает {tutor.nom}.")
    policies.require(actor, right, obj, seen_by=Right.READ_ATTENDANCE, remedy=remedy)


def class_for(actor: Actor, class_id: int) -> ClassGroup:
    """Return a class whose attendance the actor sees. One query. Raises NotVisible."""
    found = ClassGroup.objects.filter(visible(actor, today()), pk=class_id).select_related("year").first()
    if found is None:
        raise NotVisible
    return found


def class_to_settle(actor: Actor, class_id: int) -> ClassGroup:
    """Return a class whose absences the actor settles. Raises NotVisible, Refused."""
    found = class_for(actor, class_id)
    if not may(actor, Right.SETTLE_CLASS_ATTENDANCE, found):
        raise Refused(phrase("Причины пропусков указывает {tutor.nom}."), code="forbidden")
    return found


def visible_notes(actor: Actor, day: date, *, to_student: str = "student") -> Q:
    """Return the condition on notes, their files and early leavings that staff see: of who is in a visible class."""
    if actor.may(Right.READ_ATTENDANCE):
        return of_school(actor)
    if not _is_tutor(actor):
        return NONE
    own = Membership.objects.filter(dated_on(day), school_id=actor.school_id, student=OuterRef(to_student))
    return of_school(actor) & Q(Exists(own.filter(class_group__in=led(actor, day).values("class_group"))))


def family_notes(actor: Actor, day: date, *, to_student: str = "student") -> Q:
    """Return the condition on notes and their files of the students that `actor` speaks for."""
    own = Student.objects.filter(spoken_for(actor, day)).values("pk")
    return of_school(actor) & Q(**{f"{to_student}__in": own})


def spoken_for(actor: Actor, day: date) -> Q:
    """Return the condition on Student rows whose absences `actor` explains on `day`: with a consent (А3.1.2)."""
    if not actor.may(Right.EXPLAIN_ABSENCES):
        return NONE
    agreed = Q(Exists(Consent.objects.filter(consented(day), student=OuterRef("pk"))))
    if actor.role == Role.GUARDIAN and actor.guardian_id:
        represented = Guardianship.objects.filter(
            dated_on(day), school_id=actor.school_id, guardian_id=actor.guardian_id, student=OuterRef("pk")
        )
        return of_school(actor) & Q(Exists(represented)) & agreed
    if actor.role == Role.STUDENT and actor.student_id:
        # Born on 29 February, one is of age on 1 March of a common year.
        born = Q(person__birth_date__lte=years_later(day, -OF_AGE))
        return of_school(actor) & Q(pk=actor.student_id) & born & agreed
    return NONE


def speaks_for(actor: Actor, student_id: int) -> Student:
    """Return a student whose absences the actor explains. One query. Raises NotVisible for another's child."""
    found = Student.objects.filter(spoken_for(actor, today()), pk=student_id).select_related("person").first()
    if found is None:
        raise NotVisible
    return found


def note_for(actor: Actor, note_id: int, *, family: bool = False) -> AbsenceNote:
    """Return a note that the actor sees, locked; as the family that speaks for its student. Raises NotVisible."""
    seen = family_notes(actor, today()) if family else visible_notes(actor, today())
    rows = AbsenceNote.objects.select_for_update(of=("self",)).select_related("student__person", "year")
    found = rows.filter(seen, pk=note_id).first()
    if found is None:
        raise NotVisible
    return found
