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

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from letopis.kernel.actor import Actor
from letopis.kernel.roles import READERS, Role
from letopis.school.classes.models import ClassTutor
from letopis.school.curriculum.models import Course, CourseTeacher
from letopis.school.organisation.models import dated_on
from letopis.school.timetable.models import Lesson

# One person in two capacities: whichever gives the right is written into the ledger.
WRITERS = frozenset({Role.TEACHER, Role.TUTOR})
KIND_KEEPERS = frozenset({Role.OPERATOR, Role.SYSTEM_ADMINISTRATOR, Role.STUDY_OFFICE, Role.SYSTEM})


def visible(actor: Actor, day: date) -> Q:
    """Return the condition on Course rows whose whole page `actor` reads on `day`."""
    ours = Q(school_id=actor.school_id)
    if actor.role in READERS or actor.role == Role.SYSTEM:
        return ours
    if actor.role in WRITERS and actor.staff_id:
        return ours & (Q(Exists(_taught(actor, day, "pk"))) | Q(Exists(_led(actor, day))))
    return Q(pk__in=[])


def visible_lessons(actor: Actor, day: date, *, to_lesson: str = "") -> Q:
    """Return the condition on lessons that `actor` reads on `day`: those of visible pages, and the own ones.

    `to_lesson` leads from the filtered row to the lesson: "" for Lesson itself, "lesson__" for Work and others.
    """
    ours = Q(school_id=actor.school_id)
    if actor.role in READERS or actor.role == Role.SYSTEM:
        return ours
    if actor.role in WRITERS and actor.staff_id:
        taught = _taught(actor, day, f"{to_lesson}course_id")
        led = _led(actor, day, f"{to_lesson}class_group_id")
        return ours & (given_over(actor, day, to_lesson=to_lesson) | Q(Exists(taught)) | Q(Exists(led)))
    return Q(pk__in=[])


def may(actor: Actor, verb: str, course: Course, day: date) -> bool:
    """Say whether `actor` may "read" or "write" the page of `course` in the lessons of `day`. One query."""
    if course.school_id != actor.school_id:
        return False
    if verb == "read":
        return Course.objects.filter(visible(actor, day), pk=course.pk).exists()
    if actor.role == Role.SYSTEM:
        return True
    if actor.role not in WRITERS or not actor.staff_id:
        return False
    teaches = Exists(_taught(actor, day, "pk"))
    return Course.objects.filter(Q(teaches) | Q(Exists(_led(actor, day))), pk=course.pk).exists()


@dataclass(frozen=True, slots=True)
class Standing:
    """How an actor stands to one lesson: whether its page, or it alone, is read, and in which role it is written."""

    reads: bool
    role: Role | None


def lesson_rights(actor: Actor, day: date, *, to_lesson: str = "") -> dict[str, Combinable]:
    """Return annotations that say by which rights `actor` enters a lesson on `day`; standing() reads them.

    `to_lesson` leads from the annotated row to the lesson: "" for Lesson itself, "lesson__" for Work and others.
    A course's teacher writes in all its lessons while the appointment lasts.
    """
    if actor.role not in WRITERS:
        return {}
    given = When(given_over(actor, day, to_lesson=to_lesson), then=Value(True))
    return {
        "as_teacher": Exists(_taught(actor, day, f"{to_lesson}course_id")),
        "as_substitute": Case(given, default=Value(False)),
        "as_tutor": Exists(_led(actor, day, f"{to_lesson}class_group_id")),
    }


def standing(actor: Actor, row: object, lesson: Lesson) -> Standing:
    """Return how `actor` stands to `lesson`; `row` is annotated by lesson_rights(). One rule with visible_lessons()."""
    if lesson.school_id != actor.school_id:
        return Standing(reads=False, role=None)
    if actor.role in READERS or actor.role == Role.SYSTEM:
        return Standing(reads=True, role=Role.SYSTEM if actor.role == Role.SYSTEM else None)
    if actor.role not in WRITERS or not actor.staff_id:
        return Standing(reads=False, role=None)
    names = ("as_teacher", "as_substitute", "as_tutor")
    as_teacher, as_substitute, as_tutor = (bool(getattr(row, name)) for name in names)
    role = _role(actor, as_teacher=as_teacher or as_substitute, as_tutor=as_tutor)
    return Standing(reads=role is not None, role=role)


def course_rights(actor: Actor, day: date) -> dict[str, Combinable]:
    """Return annotations of Course rows for lessons of `day`: as_teacher, as_tutor."""
    return {"as_teacher": Exists(_taught(actor, day, "pk")), "as_tutor": Exists(_led(actor, day))}


def course_role(actor: Actor, *, as_teacher: bool, as_tutor: bool) -> Role | None:
    """Return the role in which `actor` writes in a page annotated by course_rights(), None where there is no right."""
    if actor.role == Role.SYSTEM:
        return Role.SYSTEM
    if actor.role not in WRITERS or not actor.staff_id:
        return None
    return _role(actor, as_teacher=as_teacher, as_tutor=as_tutor)


def _role(actor: Actor, *, as_teacher: bool, as_tutor: bool) -> Role | None:
    """The role worked in where it gives the right, else the other one that does."""
    held = {Role.TEACHER: as_teacher, Role.TUTOR: as_tutor}
    return next((role for role in (actor.role, Role.TEACHER, Role.TUTOR) if held[role]), None)


def acting(actor: Actor, role: Role) -> Actor:
    """Return the actor as the ledger names it: in the role that gave the right."""
    return actor if actor.role == role else replace(actor, role=role)


def own_lessons(actor: Actor, day: date, *, to_lesson: str = "") -> Q:
    """Return the condition on lessons given by `actor`: as a teacher not gone by `day`, or for a colleague."""
    given = Q(**{f"{to_lesson}staff_id": actor.staff_id or 0})
    return given & (_not_gone(actor, day, to_lesson) | given_over(actor, day, to_lesson=to_lesson))


def lessons_lent(actor: Actor, day: date) -> Q:
    """Return the condition on Lesson rows of `actor`'s courses that a colleague gives."""
    return Q(substituted_for_id=actor.staff_id or 0) & _not_gone(actor, day, "")


def _not_gone(actor: Actor, day: date, to_lesson: str) -> Q:
    not_over = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    return Q(Exists(_appointed(actor, f"{to_lesson}course_id").filter(not_over)))


def given_over(actor: Actor, day: date, *, to_lesson: str = "") -> Q:
    """Return the condition on lessons that `actor` gives for a colleague, or on a page that has no teacher.

    A lesson of a course once taught by `actor` still bears the name; only a substitution makes it a right again.
    """
    for_colleague = Q(**{f"{to_lesson}substituted_for__isnull": False})
    never_taught = ~Q(Exists(_appointed(actor, f"{to_lesson}course_id")))
    own = Q(**{f"{to_lesson}staff_id": actor.staff_id or 0, f"{to_lesson}course__year__ends_on__gte": day})
    return own & (for_colleague | never_taught)


def _taught(actor: Actor, day: date, outer: str) -> QuerySet[CourseTeacher]:
    return _appointed(actor, outer).filter(dated_on(day))


def _appointed(actor: Actor, outer: str) -> QuerySet[CourseTeacher]:
    return CourseTeacher.objects.filter(
        school_id=actor.school_id, staff_id=actor.staff_id or 0, course_id=OuterRef(outer)
    )


def _led(actor: Actor, day: date, outer: str = "class_group_id") -> QuerySet[ClassTutor]:
    return ClassTutor.objects.filter(
        dated_on(day),
        school_id=actor.school_id,
        staff_id=actor.staff_id or 0,
        class_group_id=OuterRef(outer),
    )


def may_edit_kinds(actor: Actor) -> bool:
    """Say whether `actor` keeps the list of kinds of work and their weights (П3.2.5)."""
    return actor.role in KIND_KEEPERS


def may_read_kinds(actor: Actor) -> bool:
    """Say whether `actor` sees the office's list of kinds of work."""
    return actor.role in KIND_KEEPERS or actor.role in READERS
