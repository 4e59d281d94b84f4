"""Whose diaries one may read. Sources: П3.3.7, П3.6.1-2, П3.7.1, Т1.9, А3.1.2.

A student reads the own one, a guardian those of the children represented today, a class teacher those of the class led
today (П3.3.1), director, deputies and methodologists all. A family's access ends with the transfer out or graduation.
"""

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from letopis.kernel import policies
from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.dates import DateRange
from letopis.kernel.policies import NONE, OfSchool, of_school
from letopis.kernel.rights import Right
from letopis.kernel.roles import Role
from letopis.school.classes.models import ClassTutor, Membership
from letopis.school.organisation.models import AcademicYear, dated_on
from letopis.school.people.models import Consent, Guardianship, Student, consented


def visible(actor: Actor, day: date) -> Q:
    """Return the condition on Student rows whose diary `actor` reads on `day`, if that is not over (`is_over`).

    In two parts: the pages read the stays in classes anyhow, and to look for them again took as long as the whole rest.
    """
    if actor.may(Right.READ_DIARIES):
        return of_school(actor)
    own = _own(actor, day) if actor.may(Right.READ_OWN_DIARY) else NONE
    if actor.may(Right.READ_CLASS_DIARIES) and actor.staff_id:
        own |= Q(Exists(_led(actor, day)))
    return of_school(actor) & own


def is_family(actor: Actor) -> bool:
    """Say whether `actor` reads what is the own child's, or the own, and nothing else (П3.7.1)."""
    return actor.may(Right.READ_OWN_DIARY) and not actor.may(Right.READ_DIARIES)


def year_begun(day: object) -> Subquery:
    """Return the first day of the year under way (in summer, of the last) as a column of rows with `school`."""
    begun = AcademicYear.objects.filter(school=OuterRef("school"), starts_on__lte=day).order_by("-starts_on")
    return Subquery(begun.values("starts_on")[:1])


def last_day(ends_on: date | None, year: DateRange, begun: date | None) -> date | None:
    """Return the last day of a stay in a class, None of one that lasts: with a year that is over it is over, too.

    `year` is that of the class, `begun` the first day of the year under way.
    """
    is_past = begun is not None and year.starts_on < begun
    return min(ends_on or year.last, year.last) if is_past else ends_on


def is_over(actor: Actor, last_days: Collection[date | None], day: date) -> bool:
    """Say whether a family reads the diary no more: the student was in a class and is in none, now or later.

    `last_days` of all stays in classes, None of one that lasts. Who was in no class yet has not left.
    """
    return is_family(actor) and bool(last_days) and all(last is not None and last < day for last in last_days)


def open_students(actor: Actor, day: date) -> list[int]:
    """Return the ids of the students whose diaries a family reads on `day`. One query."""
    last_days = _last_days(Student.objects.filter(visible(actor, day)), day)
    return [student_id for student_id, stays in last_days.items() if not is_over(actor, stays, day)]


def may(actor: Actor, right: Right, obj: OfSchool | None = None, *, day: date | None = None) -> bool:
    """Say whether `actor` has `right`; READ_DIARIES for `obj`, a student, also by what is one's own. One query."""
    if isinstance(obj, Student) and right == Right.READ_DIARIES:
        return _is_read(actor, obj, day or today())
    return policies.may(actor, right, obj)


def _is_read(actor: Actor, student: Student, day: date) -> bool:
    stays = _last_days(Student.objects.filter(visible(actor, day), pk=student.pk), day)
    return bool(stays) and not is_over(actor, stays[student.pk], day)


def _last_days(students: QuerySet[Student], day: date) -> dict[int, list[date | None]]:
    """The last days of all stays of students. One query."""
    found: dict[int, list[date | None]] = {}
    year = "memberships__class_group__year"
    rows = students.annotate(begun=year_begun(day)).values_list(
        "pk", "memberships__pk", "memberships__ends_on", f"{year}__starts_on", f"{year}__ends_on", "begun"
    )
    for student_id, membership_id, ends_on, first, last, begun in rows:
        stays = found.setdefault(student_id, [])
        if membership_id:
            stays.append(last_day(ends_on, DateRange(first, last), begun))
    return found


def _own(actor: Actor, day: date) -> Q:
    """A student's own one, or those of the children represented, of the capacity worked in: with a consent (А3.1.2)."""
    agreed = Q(Exists(Consent.objects.filter(consented(day), student=OuterRef("pk"))))
    if actor.role == Role.STUDENT and actor.student_id:
        return Q(pk=actor.student_id) & agreed
    if actor.role == Role.GUARDIAN and actor.guardian_id:
        return Q(Exists(_represented(actor, day))) & agreed
    return NONE


def _memberships(actor: Actor) -> QuerySet[Membership]:
    return Membership.objects.filter(school_id=actor.school_id, student=OuterRef("pk"))


def _represented(actor: Actor, day: date) -> QuerySet[Guardianship]:
    return Guardianship.objects.filter(
        dated_on(day), school_id=actor.school_id, guardian_id=actor.guardian_id or 0, student=OuterRef("pk")
    )


def _led(actor: Actor, day: date) -> QuerySet[Membership]:
    led = ClassTutor.objects.filter(
        dated_on(day),
        school_id=actor.school_id,
        staff_id=actor.staff_id or 0,
        class_group=OuterRef("class_group_id"),
    )
    return _memberships(actor).filter(dated_on(day), Exists(led))
