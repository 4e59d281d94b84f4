"""Who keeps the curriculum, the load and the lesson plans, and who reads them.

Sources: П2.2.2, П3.2.1, П3.4.1, А3.2.2, Т3.1.7.

The office keeps everything; director, deputies and methodologists read everything; a teacher keeps the plans of the own
courses. For everybody else none of it exists.
"""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import READERS, Role
from letopis.school.curriculum.models import Course, CourseTeacher, LessonPlan
from letopis.school.organisation.words import say

KEEPERS = frozenset({Role.OPERATOR, Role.SYSTEM_ADMINISTRATOR, Role.DISPATCHER, Role.STUDY_OFFICE, Role.SYSTEM})
INSIDERS = KEEPERS | READERS | {Role.PERSONNEL}
# Somebody who teaches and leads a class works on the own plans in either capacity.
TEACHING = frozenset({Role.TEACHER, Role.TUTOR})

_MAY = {"keep": KEEPERS, "read": INSIDERS}


def may(actor: Actor, verb: str, school_id: int) -> bool:
    """Say whether `actor` may "keep" or "read" the curriculum and the load of the school."""
    return actor.school_id == school_id and actor.role in _MAY[verb]


def require(actor: Actor, verb: str, school_id: int) -> None:
    """Raise NotVisible for an outsider, Refused for one who may read but not write."""
    if may(actor, verb, school_id):
        return
    if not may(actor, "read", school_id):
        raise NotVisible
    message = say("Учебный план и нагрузку меняет учебная часть: обратитесь к оператору {school.gen}.")
    raise Refused(message, code="forbidden")


def visible_courses(actor: Actor, day: date) -> Q:
    """Return the condition on Course rows whose plan `actor` sees: a teacher's own, those to come included."""
    ours = Q(school_id=actor.school_id)
    if actor.role in INSIDERS:
        return ours
    if actor.role in TEACHING and actor.staff_id:
        return ours & Q(Exists(_taught(actor, day).filter(course=OuterRef("pk"))))
    return Q(pk__in=[])


def visible_plans(actor: Actor, day: date) -> Q:
    """Return the condition on LessonPlan rows that `actor` sees: a teacher's own and those of the own courses."""
    ours = Q(school_id=actor.school_id)
    if actor.role in INSIDERS:
        return ours
    if actor.role in TEACHING and actor.staff_id:
        taught = _taught(actor, day).filter(course__plan=OuterRef("pk"))
        return ours & (Q(author_id=actor.staff_id) | Q(Exists(taught)))
    return Q(pk__in=[])


def keeps_plans(actor: Actor) -> bool:
    """Say whether `actor` edits the plans it sees; the others of INSIDERS only read."""
    return actor.role in KEEPERS or actor.role in TEACHING


def is_handed_on(actor: Actor, day: date) -> Q:
    """Return the condition on LessonPlan rows that `actor` only reads: courses follow it, and none is the actor's.

    The author of a plan keeps it for reading and copying when somebody else teaches by it.
    """
    if actor.role not in TEACHING:
        return Q(pk__in=[])
    followed = Course.objects.filter(school_id=actor.school_id, plan=OuterRef("pk"))
    return Q(Exists(followed)) & ~Q(Exists(_taught(actor, day).filter(course__plan=OuterRef("pk"))))


def plan_for(actor: Actor, plan_id: int, *, to_edit: bool = False) -> LessonPlan:
    """Return the plan, locked when it is to be edited. Raises NotVisible, or Refused for a reader who would edit."""
    plans = LessonPlan.objects.filter(visible_plans(actor, today()), pk=plan_id)
    plan = (plans.select_for_update(of=("self",)) if to_edit else plans).first()
    if plan is None:
        raise NotVisible
    if to_edit and not keeps_plans(actor):
        raise Refused(say("План меняет его {teacher.nom} или учебная часть."), code="forbidden")
    if to_edit and LessonPlan.objects.filter(is_handed_on(actor, today()), pk=plan.pk).exists():
        message = say("По этому плану теперь работает другой {teacher.nom}. Чтобы менять план, сделайте его копию.")
        raise Refused(message, code="forbidden")
    return plan


def courses_for(actor: Actor, course_ids: list[int], *, to_edit: bool = False) -> list[Course]:
    """Return all the courses. Raises NotVisible where one is not for `actor`, Refused for a reader who would edit."""
    wanted = set(course_ids)
    courses = list(
        Course.objects.filter(visible_courses(actor, today()), pk__in=wanted)
        .select_related("class_group", "subject", "subgroup")
        .order_by("class_group__sort_key", "pk")
    )
    if not courses or len(courses) != len(wanted):
        raise NotVisible
    if to_edit and not keeps_plans(actor):
        raise Refused(say("План курса выбирает его {teacher.nom} или учебная часть."), code="forbidden")
    return courses


def _taught(actor: Actor, day: date) -> QuerySet[CourseTeacher]:
    """Appointments not yet over: a plan is written before the year begins."""
    not_over = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    return CourseTeacher.objects.filter(not_over, school_id=actor.school_id, staff_id=actor.staff_id or 0)
