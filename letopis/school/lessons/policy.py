"""Who reads and who writes which pages of the journal. Sources: П3.3.1, П3.4.1, П3.5.1, П3.6.1-2, П3.7.1, Т1.9, А3.2.4.

A class teacher writes in every page of the own class; a subject teacher in the own courses; a substitute in the one
lesson given over (TT-02). Director, deputies and methodologists read all pages and write none. For everybody else, the
family and the office included, pages of the journal do not exist.

Reading ends with writing: after the last day of an appointment its pages and lessons are gone, those once taught
included. A substitute has the lesson given, and no other of the page, until the year ends: what was written in it may
have to be completed, corrected or accounted for.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple, Protocol

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.policies import NONE, OfSchool, of_school
from letopis.kernel.rights import Right
from letopis.kernel.roles import Role
from letopis.school.access import policy as access
from letopis.school.classes.models import ClassTutor
from letopis.school.curriculum.models import Course, CourseTeacher
from letopis.school.organisation.models import dated_on, lasting


class Whose(Protocol):
    """Whose rows are the own ones: an actor, or what stands for one in a statement."""

    @property
    def school_id(self) -> int: ...
    @property
    def staff_id(self) -> int | None: ...


class Staffed(NamedTuple):
    """Somebody by school and card, 0 for who has none: in a statement, which knows nothing of rights, their places."""

    school_id: int
    staff_id: int | None


@dataclass(frozen=True, slots=True)
class Ways:
    """In which capacities a row is an actor's own: conditions on the row, or what the database answered to them.

    One person in two capacities: whichever gives the right is written into the ledger.
    """

    as_teacher: Q
    as_tutor: Q


def visible(actor: Actor, day: date) -> Q:
    """Return the condition on Course rows whose whole page `actor` reads on `day`."""
    return _read(actor, _page_ways(actor, day))


def visible_lessons(actor: Actor, day: date, *, to_lesson: str = "") -> Q:
    """Return the condition on lessons that `actor` reads on `day`: those of visible pages, and the own ones.

    `to_lesson` leads from the filtered row to the lesson: "" for Lesson itself, "lesson__" for Work and others.
    """
    return _read(actor, _lesson_ways(actor, day, to_lesson))


def may(actor: Actor, right: Right, obj: OfSchool | None = None) -> bool:
    """Say whether `actor` has `right`; to own pages and those of the own class, for `obj`, a course. One query."""
    ways = _page_ways(actor, today())
    own = ways.as_teacher if right in {Right.READ_OWN_PAGES, Right.WRITE_OWN_PAGES} else ways.as_tutor
    return access.may(
        actor,
        right,
        obj,
        is_own=lambda: isinstance(obj, Course) and Course.objects.filter(own, pk=obj.pk).exists(),
    )


def _page_ways(actor: Whose, day: date) -> Ways:
    return Ways(Q(Exists(_taught(actor, day, "pk"))), Q(Exists(_led(actor, day))))


def _lesson_ways(actor: Whose, day: date, to_lesson: str) -> Ways:
    """A course's teacher has all its lessons while the appointment lasts, a substitute the one."""
    taught = Q(Exists(_taught(actor, day, f"{to_lesson}course_id")))
    led = Q(Exists(_led(actor, day, f"{to_lesson}class_group_id")))
    return Ways(given_over(actor, day, to_lesson=to_lesson) | taught, led)


def _read(actor: Actor, ways: Ways) -> Q:
    """The rule of reading, asked of the database; standing() asks it of a row that is there."""
    if actor.may(Right.READ_PAGES):
        return of_school(actor)
    if not actor.staff_id:
        return NONE
    own = [
        way
        for right, way in ((Right.READ_OWN_PAGES, ways.as_teacher), (Right.READ_CLASS_PAGES, ways.as_tutor))
        if actor.may(right)
    ]
    return of_school(actor) & (own[0] | own[-1]) if own else NONE


@dataclass(frozen=True, slots=True)
class Standing:
    """How an actor stands to one lesson: whether its page, or it alone, is read, and in which role it is written."""

    reads: bool
    role: Role | None


def lesson_rights(actor: Whose, day: date, *, to_lesson: str = "") -> dict[str, Combinable]:
    """Return annotations that say whose own a lesson is on `day`: as_teacher, as_tutor. standing() reads them.

    That it is the own one gives no right yet: standing() asks the register.

    `to_lesson` leads from the annotated row to the lesson: "" for Lesson itself, "lesson__" for Work and others.
    """
    return _asked(_lesson_ways(actor, day, to_lesson))


def course_rights(actor: Whose, day: date) -> dict[str, Combinable]:
    """Return annotations of Course rows for lessons of `day`: as_teacher, as_tutor."""
    return _asked(_page_ways(actor, day))


def led_class(actor: Whose, day: date) -> Q:
    """Return the condition on ClassGroup rows that `actor` leads on `day`."""
    return Q(Exists(_led(actor, day, "pk")))


def class_rights(actor: Whose, day: date) -> Combinable:
    """Return whether a class is led by `actor` on `day`, as an expression of ClassGroup rows."""
    return Case(When(led_class(actor, day), then=Value(True)), default=Value(False))


def _asked(ways: Ways) -> dict[str, Combinable]:
    return {
        name: Case(When(way, then=Value(True)), default=Value(False))
        for name, way in (("as_teacher", ways.as_teacher), ("as_tutor", ways.as_tutor))
    }


def class_led(actor: Whose, day: date) -> Combinable:
    """Return an annotation of ClassGroup rows: whether `actor` leads the class on `day`."""
    return Case(When(Q(Exists(_led(actor, day, "pk"))), then=Value(True)), default=Value(False))


def standing(actor: Actor, row: object, lesson: OfSchool) -> Standing:
    """Return how `actor` stands to `lesson`; `row` is annotated by lesson_rights()."""
    if lesson.school_id != actor.school_id:
        return Standing(reads=False, role=None)
    as_teacher, as_tutor = (bool(getattr(row, name, False)) for name in ("as_teacher", "as_tutor"))
    reads = (
        actor.may(Right.READ_PAGES)
        or (as_teacher and actor.may(Right.READ_OWN_PAGES))
        or (as_tutor and actor.may(Right.READ_CLASS_PAGES))
    )
    return Standing(reads=reads, role=course_role(actor, as_teacher=as_teacher, as_tutor=as_tutor))


def course_role(actor: Actor, *, as_teacher: bool, as_tutor: bool) -> Role | None:
    """Return the role in which `actor` writes in a page that is the own one so, None where there is no right.

    The role worked in where it gives the right, else the other one that does.
    """
    if actor.may(Right.WRITE_PAGES):
        return actor.role
    held = {
        Role.TEACHER: as_teacher and actor.may(Right.WRITE_OWN_PAGES),
        Role.TUTOR: as_tutor and actor.may(Right.WRITE_CLASS_PAGES),
    }
    return next((role for role in (actor.role, Role.TEACHER, Role.TUTOR) if held.get(role)), None)


def acting(actor: Actor, role: Role) -> Actor:
    """Return the actor as the ledger names it: in the role that gave the right."""
    return actor if actor.role == role else replace(actor, role=role)


def own_lessons(actor: Whose, day: date, *, to_lesson: str = "") -> Q:
    """Return the condition on lessons given by `actor`: as a teacher not gone by `day`, or for a colleague."""
    given = Q(**{f"{to_lesson}staff_id": actor.staff_id or 0})
    return given & (_not_gone(actor, day, to_lesson) | given_over(actor, day, to_lesson=to_lesson))


def lessons_lent(actor: Whose, day: date) -> Q:
    """Return the condition on Lesson rows of `actor`'s courses that a colleague gives."""
    return Q(substituted_for_id=actor.staff_id or 0) & _not_gone(actor, day, "")


def _not_gone(actor: Whose, day: date, to_lesson: str) -> Q:
    return Q(Exists(_appointed(actor, f"{to_lesson}course_id").filter(lasting(day))))


def given_over(actor: Whose, day: date, *, to_lesson: str = "") -> Q:
    """Return the condition on lessons that `actor` gives for a colleague, or on a page that has no teacher.

    A lesson of a course once taught by `actor` still bears the name; only a substitution makes it a right again.
    """
    for_colleague = Q(**{f"{to_lesson}substituted_for__isnull": False})
    never_taught = ~Q(Exists(_appointed(actor, f"{to_lesson}course_id")))
    own = Q(**{f"{to_lesson}staff_id": actor.staff_id or 0, f"{to_lesson}course__year__ends_on__gte": day})
    return own & (for_colleague | never_taught)


def _taught(actor: Whose, day: date, outer: str) -> QuerySet[CourseTeacher]:
    return _appointed(actor, outer).filter(dated_on(day))


def _appointed(actor: Whose, outer: str) -> QuerySet[CourseTeacher]:
    return CourseTeacher.objects.filter(
        school_id=actor.school_id, staff_id=actor.staff_id or 0, course_id=OuterRef(outer)
    )


def _led(actor: Whose, day: date, outer: str = "class_group_id") -> QuerySet[ClassTutor]:
    return ClassTutor.objects.filter(
        dated_on(day),
        school_id=actor.school_id,
        staff_id=actor.staff_id or 0,
        class_group_id=OuterRef(outer),
    )
