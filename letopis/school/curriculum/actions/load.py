"""Hours of the curriculum (CUR-01), courses (rows of the load) and their teachers, dated."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.kernel.text import clean
from letopis.school.classes.models import ClassGroup, Subgroup
from letopis.school.curriculum import policy
from letopis.school.curriculum.enums import Scale
from letopis.school.curriculum.models import Course, CourseTeacher, CurriculumRow, Subject
from letopis.school.history.ledger import record
from letopis.school.history.succession import Verbs, end_row, follow
from letopis.school.history.tracking import snapshot
from letopis.school.organisation.models import lasting
from letopis.school.organisation.words import say
from letopis.school.people import policy as people
from letopis.school.people.models import Staff

MAX_HOURS = Decimal(40)
TEACHERS = Verbs("assign_teacher", "end_teacher")


@transaction.atomic
def set_curriculum_hours(
    actor: Actor, *, class_group_id: int, subject_id: int, hours_per_week: Decimal, part: str | None = None
) -> CurriculumRow | None:
    """Set the hours a week of a subject in a class; 0 for a row that is not there makes none.

    Raises NotVisible, Refused for hours below 0, above 40 or not in halves.
    """
    policy.require(actor, Right.KEEP_CURRICULUM)
    class_group, subject = _class(actor, class_group_id), _subject(actor, subject_id)
    hours = _hours(hours_per_week, least=Decimal(0))
    row = (
        CurriculumRow.objects.select_for_update()
        .filter(school_id=actor.school_id, class_group=class_group, subject=subject)
        .first()
    )
    before = snapshot(row) if row else None
    if row is None:
        if not hours:
            return None
        row = CurriculumRow(
            school_id=actor.school_id, year_id=class_group.year_id, class_group=class_group, subject=subject
        )
    row.hours_per_week = hours
    row.part = row.part if part is None else clean(part)[:160]
    if before != snapshot(row):
        row.save()
        record(actor, row, "set_curriculum_hours", before=before)
    return row


@transaction.atomic
def create_course(
    actor: Actor,
    *,
    class_group_id: int,
    subject_id: int,
    hours_per_week: Decimal,
    subgroup_id: int | None = None,
    scale: str = Scale.FIVE,
) -> Course:
    """Open a page of the journal. Raises NotVisible, Refused where the class or the subgroup has it already."""
    policy.require(actor, Right.KEEP_CURRICULUM)
    class_group, subject = _class(actor, class_group_id), _subject(actor, subject_id)
    if subgroup_id is not None and not Subgroup.objects.filter(pk=subgroup_id, class_group=class_group).exists():
        raise NotVisible
    twins = Course.objects.filter(
        Q(subgroup_id=subgroup_id) if subgroup_id else Q(subgroup__isnull=True),
        school_id=actor.school_id,
        class_group=class_group,
        subject=subject,
    )
    if twins.exists():
        message = f"{subject} в {class_group} уже есть в нагрузке. Измените ту строку или выберите подгруппу."
        raise Refused(message, code="twice", field="subject_id")
    course = Course.objects.create(
        school_id=actor.school_id,
        year_id=class_group.year_id,
        class_group=class_group,
        subject=subject,
        subgroup_id=subgroup_id,
        hours_per_week=_hours(hours_per_week, least=Decimal("0.5")),
        scale=_scale(scale),
    )
    record(actor, course, "create_course", course_id=course.pk)
    return course


@transaction.atomic
def update_course(actor: Actor, *, course_id: int, hours_per_week: Decimal, scale: str) -> Course:
    """Change hours a week and scale of a course. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_CURRICULUM)
    course = _course(actor, course_id)
    before = snapshot(course)
    course.hours_per_week = _hours(hours_per_week, least=Decimal("0.5"))
    course.scale = _scale(scale)
    if snapshot(course) != before:
        course.save()
        record(actor, course, "update_course", before=before, course_id=course.pk)
    return course


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
    staff = _staff(actor, staff_id, starts_on)
    people.require_another(actor, staff.person_id)
    _within_year(course, starts_on)
    held = CourseTeacher.objects.select_for_update().filter(
        lasting(starts_on), school_id=actor.school_id, course=course, **({"staff": staff} if beside_others else {})
    )
    new = CourseTeacher(school_id=actor.school_id, course=course, staff=staff, starts_on=starts_on)
    return follow(actor, held.order_by("starts_on", "pk"), new, TEACHERS, same=("staff_id",))


@transaction.atomic
def end_teacher(actor: Actor, *, course_id: int, staff_id: int, ends_on: date) -> None:
    """End a teacher's appointment; `ends_on` is the last day. Raises NotVisible where there is none, Refused."""
    policy.require(actor, Right.KEEP_CURRICULUM)
    course = _course(actor, course_id)
    row = CourseTeacher.objects.filter(
        school_id=actor.school_id, course=course, staff_id=staff_id, ends_on__isnull=True
    ).first()
    if row is None:
        raise NotVisible
    end_row(actor, row, ends_on, TEACHERS.ended)


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
        Course.objects.select_for_update(of=("self",))
        .select_related("year")
        .filter(school_id=actor.school_id, pk=course_id)
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def _staff(actor: Actor, staff_id: int, day: date) -> Staff:
    found = Staff.objects.select_related("person").filter(school_id=actor.school_id, pk=staff_id).first()
    if found is None:
        raise NotVisible
    if found.dismissed_on and found.dismissed_on < day:
        message = say(
            "{name} не работает с {day:%d.%m.%Y}. Выберите, кто ведёт вместо.",
            name=found.person.initials,
            day=found.dismissed_on,
        )
        raise Refused(message, code="dismissed", field="staff_id")
    return found


def _within_year(course: Course, day: date) -> None:
    if not course.year.starts_on <= day <= course.year.ends_on:
        span = f"{course.year.starts_on:%d.%m.%Y} – {course.year.ends_on:%d.%m.%Y}"
        raise Refused(f"Дата вне учебного года ({span}). Исправьте её.", code="outside_year", field="starts_on")


def _hours(hours: Decimal, *, least: Decimal) -> Decimal:
    if not least <= hours <= MAX_HOURS or hours * 2 % 1:
        message = f"Часы в неделю — число от {least} до {MAX_HOURS}, целое или с половиной.".replace(".5", ",5", 1)
        raise Refused(message, code="hours", field="hours_per_week")
    return hours


def _scale(scale: str) -> str:
    if scale not in Scale.values:
        raise Refused("Выберите шкалу из списка.", code="scale", field="scale")
    return scale
