"""What classes say of who holds a role: who leads one, who studies, whose child studies (П3.3, А3.1.2, Т4.8)."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat

from letopis.kernel.roles import Role
from letopis.school.access.held import Fact, joined, register
from letopis.school.access.policy import register_expected
from letopis.school.classes.models import ClassTutor, Membership
from letopis.school.organisation.models import AcademicYear, dated_on, lasting
from letopis.school.people.models import Consent, Guardianship, consented


def _led(day: date) -> Combinable:
    """A class of a year that is over is nobody's any more, though the appointment was never ended."""
    of_now = Q(class_group__year__starts_on__gt=day) | Q(class_group__year=OuterRef("year_id"))
    led = ClassTutor.objects.filter(dated_on(day), of_now, school=OuterRef("school"), staff=OuterRef("staff_id"))
    return joined(led, Concat("class_group__sort_key", Value("\t"), "class_group__name"))


def _studies(day: date, student: str, year: Combinable) -> Q:
    """In a class, or between two stays: a student of the school from the first day of the first to the last (А3.1.2).

    With a written consent in force. A stay in a class of a year that is over is over with it, though nobody ended it;
    in summer the last year goes on, until the next begins.
    """
    stays = Membership.objects.filter(school=OuterRef("school"), student=OuterRef(student))
    of_now = Q(class_group__year__starts_on__gt=day) | Q(class_group__year=year)
    agreed = Consent.objects.filter(consented(day), student=OuterRef(student))
    return Q(Exists(stays.filter(starts_on__lte=day)), Exists(stays.filter(lasting(day), of_now)), Exists(agreed))


def _represents(day: date) -> Combinable:
    guardianships: QuerySet[Guardianship] = Guardianship.objects.filter(
        dated_on(day), school=OuterRef("school"), guardian=OuterRef("guardian_id")
    )
    return Exists(guardianships.filter(_studies(day, "student", OuterRef(OuterRef("year_id")))))


def _expected(day: Any) -> Q:
    """Who is in a class on the day, and who represents such: they should have a login (А3.1.2).

    A stay that nobody ended is over when a later year has begun.
    """
    later = AcademicYear.objects.filter(
        school=OuterRef("school"), starts_on__lte=day, starts_on__gt=OuterRef("class_group__year__starts_on")
    )
    stays = Membership.objects.filter(~Exists(later), dated_on(day))
    represents = Guardianship.objects.filter(
        dated_on(day), Exists(stays.filter(student=OuterRef("student"))), guardian__person=OuterRef("pk")
    )
    return Q(Exists(stays.filter(student__person=OuterRef("pk")))) | Q(Exists(represents))


register_expected(_expected)
register(
    Fact(Role.TUTOR, _led, of_employment=True),
    Fact(Role.GUARDIAN, _represents, of_employment=False),
    Fact(Role.STUDENT, lambda day: _studies(day, "student_id", OuterRef("year_id")), of_employment=False),
)
