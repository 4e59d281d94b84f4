"""Classes and who leads them, dated (Т4.4.4, А3.2.2)."""

from datetime import date

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.text import clean
from letopis.school.classes import policy
from letopis.school.classes.models import ClassGroup, ClassTutor
from letopis.school.classes.rules import parse_name, sort_key
from letopis.school.history.ledger import record
from letopis.school.history.succession import Verbs, end_row, follow
from letopis.school.history.tracking import snapshot
from letopis.school.organisation.enums import SchoolKind
from letopis.school.organisation.models import AcademicYear, Room, TermScheme, lasting
from letopis.school.organisation.words import say
from letopis.school.people import policy as people
from letopis.school.people.models import Staff

TUTORS = Verbs("set_tutor", "end_tutor")


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
    policy.require(actor, "keep", actor.school_id)
    year = AcademicYear.objects.filter(school_id=actor.school_id, pk=year_id).first()
    if year is None:
        raise NotVisible
    row = ClassGroup(school_id=actor.school_id, year=year)
    _fill(row, scheme_id=scheme_id, name=name, grade=grade, profile=profile, shift=shift, room_id=room_id)
    row.save()
    record(actor, row, "create_class")
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
    policy.require(actor, "keep", actor.school_id)
    row = _class(actor, class_id)
    before = snapshot(row)
    _fill(row, scheme_id=scheme_id, name=name, grade=grade, profile=profile, shift=shift, room_id=room_id)
    if snapshot(row) != before:
        row.save()
        record(actor, row, "update_class", before=before)
    return row


@transaction.atomic
def set_tutor(actor: Actor, *, class_id: int, staff_id: int, starts_on: date) -> ClassTutor:
    """Give a class to a class teacher from `starts_on`; whoever led it ends the day before. Raises NotVisible, Refused.

    An appointment that would begin on that day or later is corrected in place.
    """
    policy.require(actor, "keep", actor.school_id)
    row = _class(actor, class_id)
    staff = Staff.objects.select_related("person").filter(school_id=actor.school_id, pk=staff_id).first()
    if staff is None:
        raise NotVisible
    people.require_another(actor, staff.person_id)
    if staff.dismissed_on and staff.dismissed_on < starts_on:
        message = f"{staff.person.initials} не работает с {staff.dismissed_on:%d.%m.%Y}. Выберите другого."
        raise Refused(message, code="dismissed", field="staff_id")
    if not row.year.starts_on <= starts_on <= row.year.ends_on:
        raise Refused(say("Дата вне учебного года {group.gen}. Исправьте её."), code="outside_year", field="starts_on")
    held = ClassTutor.objects.select_for_update().filter(lasting(starts_on), school_id=actor.school_id, class_group=row)
    new = ClassTutor(school_id=actor.school_id, class_group=row, staff=staff, starts_on=starts_on)
    return follow(actor, held.order_by("starts_on", "pk"), new, TUTORS, same=("staff_id",))


@transaction.atomic
def end_tutor(actor: Actor, *, class_id: int, ends_on: date) -> None:
    """End the class teacher's appointment; `ends_on` is the last day. Raises NotVisible, Refused."""
    policy.require(actor, "keep", actor.school_id)
    row = ClassTutor.objects.filter(
        school_id=actor.school_id, class_group=_class(actor, class_id), ends_on__isnull=True
    ).first()
    if row is None:
        raise NotVisible
    end_row(actor, row, ends_on, TUTORS.ended)


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
    row.name, row.grade, row.letter = _named(row, clean(name), grade)
    row.sort_key = sort_key(row.grade, row.letter or row.name)
    scheme = TermScheme.objects.filter(school_id=row.school_id, year_id=row.year_id, pk=scheme_id).first()
    if scheme is None:
        raise Refused(say("Выберите учебные периоды {group.gen}."), code="scheme", field="scheme_id")
    row.scheme = scheme
    if room_id is not None and not Room.objects.filter(school_id=row.school_id, pk=room_id).exists():
        raise NotVisible
    row.room_id = room_id
    if not 1 <= shift <= 3:
        raise Refused("Смена — 1, 2 или 3.", code="shift", field="shift")
    row.shift, row.profile = shift, clean(profile)[:120]
    twins = ClassGroup.objects.filter(school_id=row.school_id, year_id=row.year_id, name=row.name).exclude(pk=row.pk)
    if twins.exists():
        raise Refused(f"{row.name} в этом году уже есть. Назовите иначе.", code="twice", field="name")


def _named(row: ClassGroup, name: str, grade: int | None) -> tuple[str, int, str]:
    """Name, grade, letter. A school's class is read from its name, a college's group states its course."""
    parsed = parse_name(name)
    if parsed and row.school.kind == SchoolKind.GENERAL:
        return parsed.name, parsed.grade, parsed.letter
    if not name or len(name) > 40:
        raise Refused(say("Назовите {group.acc}, например «{group_example}»."), code="name", field="name")
    if grade is None or not 1 <= grade <= 12:
        raise Refused(say("Укажите {grade.acc} числом."), code="grade", field="grade")
    return name, grade, ""
