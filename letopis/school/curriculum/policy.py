"""Over which courses and lesson plans a right reaches: the school's, or those of the own courses.

Sources: П2.2.2, П3.2.1, П3.4.1, А3.2.2, Т3.1.7. The curriculum and the load are the whole school's; a teacher keeps the
plans of the own courses. For whoever has no right to it none of it exists.
"""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from letopis.kernel import policies
from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.policies import NONE, OfSchool, of_school
from letopis.kernel.rights import Right
from letopis.school.access import policy as access
from letopis.school.curriculum.models import Course, CourseTeacher, LessonPlan
from letopis.school.organisation.models import lasting
from letopis.school.organisation.words import phrase


def visible(actor: Actor, day: date) -> Q:
    """Return the condition on Course rows whose plan `actor` sees: a teacher's own, those to come included."""
    if actor.may(Right.READ_PLANS):
        return of_school(actor)
    return own(actor, day)


def visible_plans(actor: Actor, day: date) -> Q:
    """Return the condition on LessonPlan rows that `actor` sees: a teacher's own and those of the own courses."""
    if actor.may(Right.READ_PLANS):
        return of_school(actor)
    return of_school(actor) & _own_plans(actor, day) if _has_own(actor) else NONE


def own(actor: Actor, day: date) -> Q:
    """Return the condition on Course rows that `actor` teaches, those to come included."""
    return of_school(actor) & Q(Exists(_taught(actor, day).filter(course=OuterRef("pk")))) if _has_own(actor) else NONE


def kept_plans(actor: Actor, day: date) -> Q:
    """Return the condition on LessonPlan rows that `actor` edits.

    The author of a plan keeps it for reading and copying when somebody else teaches by it.
    """
    if actor.may(Right.KEEP_PLANS):
        return of_school(actor)
    return of_school(actor) & _own_plans(actor, day) & ~_is_handed_on(actor, day) if _has_own(actor) else NONE


def may(actor: Actor, right: Right, obj: OfSchool | None = None) -> bool:
    """Say whether `actor` has `right`; KEEP_OWN_PLANS for `obj`, a plan or a course that the actor sees. One query."""
    return access.may(actor, right, obj, is_own=lambda: _is_own(actor, obj))


def require(actor: Actor, right: Right, obj: OfSchool | None = None) -> None:
    """Raise NotVisible for an outsider, Refused for one who may read but not write."""
    remedy = phrase("Учебный план и нагрузку меняет учебная часть: обратитесь к оператору {school.gen}.")
    policies.require(actor, right, obj, seen_by=Right.READ_CURRICULUM, remedy=remedy)


def plan_for(actor: Actor, plan_id: int, *, to_edit: bool = False) -> LessonPlan:
    """Return the plan, locked when it is to be edited. Raises NotVisible, or Refused for a reader who would edit."""
    plans = LessonPlan.objects.filter(visible_plans(actor, today()), pk=plan_id)
    plan = (plans.select_for_update(of=("self",)) if to_edit else plans).first()
    if plan is None:
        raise NotVisible
    if to_edit and not may(actor, Right.KEEP_OWN_PLANS, plan):
        raise Refused(_why_not(actor, plan), code="forbidden")
    return plan


def courses_for(actor: Actor, course_ids: list[int], *, to_edit: bool = False) -> list[Course]:
    """Return all the courses. Raises NotVisible where one is not for `actor`, Refused for a reader who would edit."""
    wanted = set(course_ids)
    courses = list(
        Course.objects.filter(visible(actor, today()), pk__in=wanted)
        .select_related("class_group", "subject", "subgroup")
        .order_by("class_group__sort_key", "pk")
    )
    if not courses or len(courses) != len(wanted):
        raise NotVisible
    if to_edit and not _keeps(actor, courses):
        raise Refused(phrase("План курса выбирает его {teacher.nom} или учебная часть."), code="forbidden")
    return courses


def _keeps(actor: Actor, courses: list[Course]) -> bool:
    """Whoever does not read all plans sees none but the own courses'."""
    if actor.may(Right.READ_PLANS):
        return all(may(actor, Right.KEEP_OWN_PLANS, course) for course in courses)
    return _has_own(actor)


def _is_own(actor: Actor, obj: OfSchool | None) -> bool:
    if isinstance(obj, LessonPlan):
        return LessonPlan.objects.filter(kept_plans(actor, today()), pk=obj.pk).exists()
    return isinstance(obj, Course) and Course.objects.filter(own(actor, today()), pk=obj.pk).exists()


def _why_not(actor: Actor, plan: LessonPlan) -> str:
    is_own = _has_own(actor) and LessonPlan.objects.filter(_own_plans(actor, today()), pk=plan.pk).exists()
    if is_own:
        return phrase("По этому плану теперь работает другой {teacher.nom}. Чтобы менять план, сделайте его копию.")
    return phrase("План меняет его {teacher.nom} или учебная часть.")


def _has_own(actor: Actor) -> bool:
    return actor.may(Right.KEEP_OWN_PLANS) and actor.staff_id is not None


def _own_plans(actor: Actor, day: date) -> Q:
    return Q(author_id=actor.staff_id) | Q(Exists(_taught(actor, day).filter(course__plan=OuterRef("pk"))))


def _is_handed_on(actor: Actor, day: date) -> Q:
    """Courses follow the plan, and none is the actor's."""
    followed = Course.objects.filter(school_id=actor.school_id, plan=OuterRef("pk"))
    return Q(Exists(followed)) & ~Q(Exists(_taught(actor, day).filter(course__plan=OuterRef("pk"))))


def _taught(actor: Actor, day: date) -> QuerySet[CourseTeacher]:
    """Appointments not yet over: a plan is written before the year begins."""
    return CourseTeacher.objects.filter(lasting(day), school_id=actor.school_id, staff_id=actor.staff_id or 0)
