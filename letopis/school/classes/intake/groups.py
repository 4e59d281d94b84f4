"""Classes and who leads them (Т4.4.4, А3.2.2)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.dates import DateRange
from letopis.kernel.errors import NotVisible
from letopis.kernel.fields import Fault
from letopis.kernel.rights import Right
from letopis.kernel.text import clean, in_russian, name_key, twin_message
from letopis.school.classes import policy
from letopis.school.classes.intake.rows import ClassDraft
from letopis.school.classes.models import ClassGroup, ClassTutor
from letopis.school.classes.rules import LAST_GRADE, parse_name
from letopis.school.history.intake import NOW, Occasion, Put, Table, load, refuse_first, settle, write
from letopis.school.history.succession import Verbs
from letopis.school.organisation.enums import SchoolKind
from letopis.school.organisation.models import Room, School, TermScheme, overlap
from letopis.school.organisation.words import phrase
from letopis.school.people import policy as people
from letopis.school.people.models import Staff
from letopis.school.people.rules import has_left

CLASSES = Table(ClassGroup, "create_class", "update_class", follows=("sort_key",))
TUTORS = Verbs("set_tutor", "end_tutor", "set_tutor")


# ── classes ───────────────────────────────────────────────────────────


@transaction.atomic
def put_classes(actor: Actor, puts: Sequence[Put[ClassGroup]], occasion: Occasion = NOW) -> list[ClassGroup]:
    """Write classes of years: named as the kind of school names them, once a year. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_CLASSES)
    load(puts, "year")
    kind = School.objects.values_list("kind", flat=True).get(pk=actor.school_id)
    refuse_first(_named_wrong(puts, kind))
    refuse_first(settle(puts, ClassDraft, today()))
    refuse_first(_schemes_wrong(actor, puts))
    refuse_first(_twice(actor, puts))
    rooms = {put.row.room_id for put in puts if put.row.room_id and put.touches("room_id")}
    if Room.objects.filter(school_id=actor.school_id, pk__in=rooms).count() != len(rooms):
        raise NotVisible
    return write(actor, CLASSES, puts, occasion)


def _named_wrong(puts: Sequence[Put[ClassGroup]], kind: str) -> Iterator[tuple[int, Fault]]:
    """Name the classes, or say why one cannot be named so."""
    for index, put in enumerate(puts):
        row = put.row
        if not (put.touches("name") or put.touches("grade")):
            continue
        found = named(kind, row.name, row.grade)
        if isinstance(found, Fault):
            yield index, found
            continue
        row.name, row.grade, row.letter = found
        row.renew_keys()


def named(kind: str, name: str, grade: int | None) -> tuple[str, int, str] | Fault:
    """Return name, grade, letter: a school's class is read from its name, a college's group states its course."""
    name = clean(name)
    # A school's class typed on the other layout is the same class: «5A» is 5А.
    parsed = parse_name(in_russian(name)) if kind == SchoolKind.GENERAL else None
    if parsed:
        return parsed.name, parsed.grade, parsed.letter
    if not name or len(name) > 40:
        return Fault("name", phrase("Назовите {group.acc}, например «{group_example}»."), "name")
    if grade is None or not 1 <= grade <= LAST_GRADE:
        return Fault("grade", phrase("Укажите {grade.acc} числом."), "grade")
    return name, grade, ""


def _schemes_wrong(actor: Actor, puts: Sequence[Put[ClassGroup]]) -> Iterator[tuple[int, Fault]]:
    """The division of the year is one of the class's own year. One query."""
    asked = {put.row.scheme_id for put in puts if put.touches("scheme_id")}
    schemes = TermScheme.objects.filter(school_id=actor.school_id, pk__in=asked).values_list("pk", "year_id")
    known = dict(schemes) if asked else {}
    for index, put in enumerate(puts):
        if put.touches("scheme_id") and known.get(put.row.scheme_id) != put.row.year_id:
            yield index, Fault("scheme_id", phrase("Выберите учебные периоды {group.gen}."), "scheme")


def _twice(actor: Actor, puts: Sequence[Put[ClassGroup]]) -> Iterator[tuple[int, Fault]]:
    """A name is one class's of the year. One query."""
    given = {put.row.pk for put in puts if put.row.pk}
    others = ClassGroup.objects.filter(school_id=actor.school_id, year__in={put.row.year_id for put in puts})
    there = [(year, name) for pk, year, name in others.values_list("pk", "year_id", "name") if pk not in given]
    there += [(put.row.year_id, put.row.name) for put in puts]
    named_so: dict[tuple[int, str], list[str]] = defaultdict(list)
    for year, name in there:
        named_so[year, name_key(name)].append(name)
    for index, put in enumerate(puts):
        same = named_so[put.row.year_id, name_key(put.row.name)]
        if len(same) > 1 and (put.touches("name") or same.count(put.row.name) > 1):
            twin = next((one for one in same if one != put.row.name), "")
            message = f"{put.row.name} в этом году уже есть. Назовите иначе."
            yield index, Fault("name", twin_message(put.row.name, twin) if twin else message, "twice")


# ── who leads them ────────────────────────────────────────────────────


@transaction.atomic
def put_tutors(actor: Actor, puts: Sequence[Put[ClassTutor]], occasion: Occasion = NOW) -> list[ClassTutor]:
    """Write who leads which class, from when to when: one at a time, within the year. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_CLASSES)
    load(puts, "staff__person", "class_group__year")
    for put in puts:
        if put.touches("staff_id"):
            people.require_another(actor, put.row.staff.person_id)
    refuse_first(_tutor_faults(puts))
    refuse_first(_led_twice(actor, puts))
    return write(actor, Table(ClassTutor, TUTORS.started, TUTORS.corrected), puts, occasion)


def tutor_fault(staff: Staff, starts_on: date, year: DateRange) -> Fault | None:
    """Return why somebody cannot lead a class from a day on."""
    if staff.dismissed_on and has_left(staff.dismissed_on, starts_on):
        gone = f"{staff.person.initials} не работает с {staff.dismissed_on:%d.%m.%Y}. Выберите другого."
        return Fault("staff_id", gone, "dismissed")
    if starts_on not in year:
        return Fault("starts_on", phrase("Дата вне учебного года {group.gen}. Исправьте её."), "outside_year")
    return None


def _tutor_faults(puts: Sequence[Put[ClassTutor]]) -> Iterator[tuple[int, Fault]]:
    for index, put in enumerate(puts):
        row = put.row
        begins = not put.removed and (put.touches("staff_id") or put.touches("starts_on"))
        if begins and (fault := tutor_fault(row.staff, row.starts_on, row.class_group.year.dates)):
            yield index, fault
        if row.ends_on and row.ends_on < row.starts_on:
            yield index, Fault("ends_on", "Последний день раньше первого. Исправьте дату.", "order")


def _led_twice(actor: Actor, puts: Sequence[Put[ClassTutor]]) -> Iterator[tuple[int, Fault]]:
    """Nobody leads a class while another does. One query."""
    given = {put.row.pk for put in puts if put.row.pk}
    held = ClassTutor.objects.filter(
        school_id=actor.school_id, class_group__in={put.row.class_group_id for put in puts}
    )
    of_class: dict[int, list[ClassTutor]] = defaultdict(list)
    for row in (*(one for one in held if one.pk not in given), *(put.row for put in puts if not put.removed)):
        of_class[row.class_group_id].append(row)
    for index, put in enumerate(puts):
        begins = not put.removed and (put.touches("starts_on") or put.touches("staff_id"))
        others = [one for one in of_class[put.row.class_group_id] if one is not put.row]
        if begins and any(overlap(one, put.row) for one in others):
            yield index, Fault("starts_on", phrase("В эти дни {tutor.nom} уже есть. Исправьте даты."), "led_twice")
