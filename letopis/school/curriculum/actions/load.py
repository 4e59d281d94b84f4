"""Hours of the curriculum (CUR-01), courses (rows of the load) and their teachers, dated."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.classes.models import ClassGroup
from letopis.school.curriculum import intake, policy
from letopis.school.curriculum.enums import CourseKind, Scale
from letopis.school.curriculum.models import Course, CourseTeacher, CurriculumRow, Subject
from letopis.school.history.intake import Put
from letopis.school.history.succession import Succession
from letopis.school.organisation.models import lasting
from letopis.school.people import policy as people
from letopis.school.people.models import Staff


@transaction.atomic
def set_curriculum_hours(
    actor: Actor, *, class_group_id: int, subject_id: int, hours_per_week: Decimal, part: str | None = None
) -> CurriculumRow | None:
    """Set the hours a week of a subject in a class; 0 for a row that is not there makes none.

    Raises NotVisible, Refused for hours below 0, above 40 or not in halves.
    """
    policy.require(actor, Right.KEEP_CURRICULUM)
    group, subject = _class(actor, class_group_id), _subject(actor, subject_id)
    of = {"school_id": actor.school_id, "class_group": group, "subject": subject}
    found = CurriculumRow.objects.select_for_update().filter(**of).first()
    if found is None and not hours_per_week:
        return None
    put = Put.change(found) if found else Put(CurriculumRow(**of))
    put.row.hours_per_week = hours_per_week
    put.row.part = put.row.part if part is None else part
    intake.put_curriculum(actor, [put])
    return put.row


@transaction.atomic
def create_course(
    actor: Actor,
    *,
    class_group_id: int,
    subject_id: int,
    hours_per_week: Decimal,
    subgroup_id: int | None = None,
    scale: str = Scale.FIVE,
    kind: str = CourseKind.SUBJECT,
    staff_id: int | None = None,
    starts_on: date | None = None,
) -> Course:
    """Open a page of the journal, with `staff_id` its teacher from `starts_on` (the first day of the year) on.

    Raises NotVisible, Refused where the class or the subgroup has it already, or for what assign_teacher() refuses.
    """
    policy.require(actor, Right.KEEP_CURRICULUM)
    course = Course(
        school_id=actor.school_id,
        class_group=_class(actor, class_group_id),
        subject=_subject(actor, subject_id),
        subgroup_id=subgroup_id,
        hours_per_week=hours_per_week,
        scale=scale,
        kind=kind or CourseKind.SUBJECT,
    )
    intake.put_courses(actor, [Put(course)])
    if staff_id:
        first_day = starts_on or course.year.starts_on
        try:
            assign_teacher(actor, course_id=course.pk, staff_id=staff_id, starts_on=first_day)
        except Refused as refused:
            # Whatever it is about, here it is the choice of the teacher.
            raise Refused(refused.message, code=refused.code, field="staff_id") from refused
    return course


@transaction.atomic
def update_course(actor: Actor, *, course_id: int, hours_per_week: Decimal, scale: str, kind: str = "") -> Course:
    """Change hours a week, scale and kind ("": as it is) of a course. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_CURRICULUM)
    put = Put.change(_course(actor, course_id))
    put.row.hours_per_week, put.row.scale, put.row.kind = hours_per_week, scale, kind or put.row.kind
    intake.put_courses(actor, [put])
    return put.row


@transaction.atomic
def assign_teacher(
    actor: Actor, *, course_id: int, staff_id: int, starts_on: date, beside_others: bool = False
) -> CourseTeacher:
    """Give a course to a teacher from `starts_on`; whoever had it ends the day before, unless `beside_others`.

    An appointment that would begin on that day or later is corrected in place. Raises NotVisible, Refused for a
    date outside the year, somebody dismissed, or the actor's own person.
    """
    policy.require(actor, Right.KEEP_CURRICULUM)
    course = _course(actor, course_id)
    staff = Staff.objects.select_related("person").filter(school_id=actor.school_id, pk=staff_id).first()
    if staff is None:
        raise NotVisible
    people.require_another(actor, staff.person_id)
    held = CourseTeacher.objects.select_for_update().filter(
        lasting(starts_on), school_id=actor.school_id, course=course, **({"staff": staff} if beside_others else {})
    )
    new = CourseTeacher(school_id=actor.school_id, course=course, staff=staff, starts_on=starts_on)
    steps = Succession[CourseTeacher](intake.TEACHERS)
    holds = steps.hand_over(held.order_by("starts_on", "pk"), new, same=("staff_id",))
    intake.put_teachers(actor, steps.puts)
    return holds


@transaction.atomic
def end_teacher(actor: Actor, *, course_id: int, staff_id: int, ends_on: date) -> None:
    """End a teacher's appointment; `ends_on` is the last day. Raises NotVisible where there is none, Refused."""
    policy.require(actor, Right.KEEP_CURRICULUM)
    row = CourseTeacher.objects.filter(
        school_id=actor.school_id, course=_course(actor, course_id), staff_id=staff_id, ends_on__isnull=True
    ).first()
    if row is None:
        raise NotVisible
    put = Put.change(row, intake.TEACHERS.ended)
    row.ends_on = ends_on
    intake.put_teachers(actor, [put])


def _class(actor: Actor, class_group_id: int) -> ClassGroup:
    found = ClassGroup.objects.filter(school_id=actor.school_id, pk=class_group_id).first()
    if found is None:
        raise NotVisible
    return found


def _subject(actor: Actor, subject_id: int) -> Subject:
    found = Subject.objects.filter(school_id=actor.school_id, pk=subject_id).first()
    if found is None:
        raise NotVisible
    return found


def _course(actor: Actor, course_id: int) -> Course:
    found = (
        # A closing of the page names it meanwhile.
        Course.objects.select_for_update(of=("self",), no_key=True)
        .select_related("year")
        .filter(school_id=actor.school_id, pk=course_id)
        .first()
    )
    if found is None:
        raise NotVisible
    return found
