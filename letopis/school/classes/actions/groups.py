"""Classes and who leads them, dated (Т4.4.4, А3.2.2)."""

from datetime import date

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.classes import intake, policy
from letopis.school.classes.models import ClassGroup, ClassTutor
from letopis.school.history.intake import Put
from letopis.school.history.succession import Succession
from letopis.school.organisation.models import AcademicYear, lasting
from letopis.school.people.models import Staff


@transaction.atomic
def create_class(
    actor: Actor,
    *,
    year_id: int,
    scheme_id: int,
    name: str,
    grade: int | None = None,
    profile: str = "",
    shift: int = 1,
    room_id: int | None = None,
) -> ClassGroup:
    """Make a class of a year. `grade` is read from «7А»; a group of a college («ИС-21») states its course.

    Raises NotVisible, Refused for a name that is taken or not understood.
    """
    policy.require(actor, Right.KEEP_CLASSES)
    year = AcademicYear.objects.filter(school_id=actor.school_id, pk=year_id).first()
    if year is None:
        raise NotVisible
    row = ClassGroup(school_id=actor.school_id, year=year)
    _fill(row, scheme_id=scheme_id, name=name, grade=grade, profile=profile, shift=shift, room_id=room_id)
    intake.put_classes(actor, [Put(row)])
    return row


@transaction.atomic
def update_class(
    actor: Actor,
    *,
    class_id: int,
    scheme_id: int,
    name: str,
    grade: int | None = None,
    profile: str = "",
    shift: int = 1,
    room_id: int | None = None,
) -> ClassGroup:
    """Change a class. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_CLASSES)
    row = _class(actor, class_id)
    put = Put.change(row)
    _fill(row, scheme_id=scheme_id, name=name, grade=grade, profile=profile, shift=shift, room_id=room_id)
    intake.put_classes(actor, [put])
    return row


@transaction.atomic
def set_tutor(actor: Actor, *, class_id: int, staff_id: int, starts_on: date) -> ClassTutor:
    """Give a class to a class teacher from `starts_on`; whoever led it ends the day before. Raises NotVisible, Refused.

    An appointment that would begin on that day or later is corrected in place.
    """
    policy.require(actor, Right.KEEP_CLASSES)
    row = _class(actor, class_id)
    staff = Staff.objects.select_related("person").filter(school_id=actor.school_id, pk=staff_id).first()
    if staff is None:
        raise NotVisible
    held = ClassTutor.objects.select_for_update().filter(lasting(starts_on), school_id=actor.school_id, class_group=row)
    steps = Succession[ClassTutor](intake.TUTORS)
    new = ClassTutor(school_id=actor.school_id, class_group=row, staff=staff, starts_on=starts_on)
    holds = steps.hand_over(held.order_by("starts_on", "pk"), new, same=("staff_id",))
    intake.put_tutors(actor, steps.puts)
    return holds


@transaction.atomic
def end_tutor(actor: Actor, *, class_id: int, ends_on: date) -> None:
    """End the class teacher's appointment; `ends_on` is the last day. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_CLASSES)
    row = ClassTutor.objects.filter(
        school_id=actor.school_id, class_group=_class(actor, class_id), ends_on__isnull=True
    ).first()
    if row is None:
        raise NotVisible
    put = Put.change(row, intake.TUTORS.ended)
    row.ends_on = ends_on
    intake.put_tutors(actor, [put])


def _class(actor: Actor, class_id: int) -> ClassGroup:
    row = (
        ClassGroup.objects.select_for_update(of=("self",))
        .select_related("year")
        .filter(school_id=actor.school_id, pk=class_id)
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def _fill(
    row: ClassGroup, *, scheme_id: int, name: str, grade: int | None, profile: str, shift: int, room_id: int | None
) -> None:
    row.name, row.profile, row.shift = name, profile, shift
    row.grade = grade  # type: ignore[assignment]  # the intake reads it from the name where the school's classes have it
    row.scheme_id, row.room_id = scheme_id, room_id
