"""How subjects, curricula, courses and their teachers come into the base: what their rows are, one way to write each.

The actions behind a form, an import and the demo go through put_subjects(), put_curriculum(), put_courses() and
put_teachers(). Lesson plans have their own: see actions/plans.py. Sources: П3.2.1, С3.5, CUR-01.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.dates import order_message
from letopis.kernel.errors import NotVisible
from letopis.kernel.fields import Fault, Field, OneOf, Text
from letopis.kernel.rights import Right
from letopis.kernel.text import name_key, search_key, twin_message
from letopis.school.classes.models import ClassGroup, Subgroup
from letopis.school.curriculum import policy
from letopis.school.curriculum.enums import CourseKind, Scale
from letopis.school.curriculum.models import Course, CourseTeacher, CurriculumRow, Subject
from letopis.school.history.intake import NOW, Occasion, Put, Table, fetch, link, refuse_first, settle, write
from letopis.school.history.intake import Subject as OfEntry
from letopis.school.history.succession import Verbs
from letopis.school.organisation.models import AcademicYear, overlap
from letopis.school.organisation.words import phrase
from letopis.school.people import policy as people
from letopis.school.people.models import Staff
from letopis.school.people.rules import has_left

MAX_HOURS = Decimal(40)
R = TypeVar("R", CurriculumRow, Course)


# ── rows ──────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Hours(Field):
    """Hours a week, whole or with a half, of at least `least`."""

    least: Decimal = Decimal(0)

    def fault(self, value: Any, day: date) -> tuple[str, str]:
        """Out of the bounds or not in halves."""
        if self.least <= value <= MAX_HOURS and not value * 2 % 1:
            return "", ""
        message = f"Часы в неделю — число от {self.least} до {MAX_HOURS}, целое или с половиной."
        return "hours", message.replace(".5", ",5", 1)


@dataclass(frozen=True, slots=True)
class SubjectDraft:
    """A subject."""

    name: Annotated[str, Text("Название", limit=160, required=True, missing="Укажите название предмета.")]
    short_name: Annotated[str, Text("Кратко", help="Для тесных мест расписания.", limit=40)] = ""
    area: Annotated[str, Text("Предметная область", limit=160)] = ""


@dataclass(frozen=True, slots=True)
class CurriculumDraft:
    """Hours of a subject in a class."""

    hours_per_week: Annotated[Decimal, Hours("Часов в неделю")]
    part: Annotated[str, Text("Часть плана", limit=160)] = ""


@dataclass(frozen=True, slots=True)
class CourseDraft:
    """A row of the load, a page of the journal."""

    hours_per_week: Annotated[Decimal, Hours("Часов в неделю", least=Decimal("0.5"))]
    scale: Annotated[str, OneOf("Шкала", choices=Scale, remedy="Выберите шкалу из списка.")] = Scale.FIVE
    kind: Annotated[str, OneOf("Вид", choices=CourseKind, remedy="Выберите вид из списка.")] = CourseKind.SUBJECT


SUBJECTS = Table(Subject, "create_subject", "update_subject", follows=("search_key",))
CURRICULUM = Table(CurriculumRow, "set_curriculum_hours", "set_curriculum_hours")
COURSES = Table(Course, "create_course", "update_course", subject=lambda row: OfEntry(course_id=row.pk))
TEACHERS = Verbs("assign_teacher", "end_teacher")


# ── subjects ──────────────────────────────────────────────────────────


@transaction.atomic
def put_subjects(actor: Actor, puts: Sequence[Put[Subject]], occasion: Occasion = NOW) -> list[Subject]:
    """Write subjects; ё and case make no other subject. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_CURRICULUM)
    return write_subjects(actor, puts, occasion)


def write_subjects(actor: Actor, puts: Sequence[Put[Subject]], occasion: Occasion = NOW) -> list[Subject]:
    """Do the same for a context above that has checked a right of its own. Raises Refused."""
    refuse_first(settle(puts, SubjectDraft, today()))
    for put in puts:
        put.row.renew_keys()
    refuse_first(_named_twice(actor, puts))
    return write(actor, SUBJECTS, puts, occasion)


def _named_twice(actor: Actor, puts: Sequence[Put[Subject]]) -> Iterator[tuple[int, Fault]]:
    """One query."""
    given = {put.row.pk for put in puts if put.row.pk}
    asked = any(put.touches("name") for put in puts)
    there = Subject.objects.filter(school_id=actor.school_id).exclude(pk__in=given).values_list("name", flat=True)
    named: dict[str, list[str]] = defaultdict(list)
    for name in [*(there if asked else ()), *(put.row.name for put in puts)]:
        named[name_key(name)].append(name)
    for index, put in enumerate(puts):
        same = named[name_key(put.row.name)]
        if put.touches("name") and len(same) > 1:
            twin = next((one for one in same if search_key(one) != search_key(put.row.name)), "")
            message = f"Предмет «{put.row.name}» уже есть. Выберите его в списке."
            yield index, Fault("name", twin_message(put.row.name, twin) if twin else message, "twice")


# ── hours of classes ──────────────────────────────────────────────────


@transaction.atomic
def put_curriculum(actor: Actor, puts: Sequence[Put[CurriculumRow]], occasion: Occasion = NOW) -> list[CurriculumRow]:
    """Write the hours of subjects in classes; a subject of a class has one row. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_CURRICULUM)
    link(puts)
    refuse_first(settle(puts, CurriculumDraft, today()))
    _settle_year(actor, puts)
    return write(actor, CURRICULUM, puts, occasion)


def _settle_year(actor: Actor, puts: Sequence[Put[R]]) -> None:
    """Take the year of the class. Raises NotVisible for a class or a subject of another school. Two queries."""
    asked = [put.row for put in puts if put.touches("class_group_id") or put.touches("subject_id")]
    groups = {row.class_group_id for row in asked}
    years = dict(
        ClassGroup.objects.filter(school_id=actor.school_id, pk__in=groups).values_list("pk", "year_id")
        if asked
        else ()
    )
    subjects = {row.subject_id for row in asked}
    known = Subject.objects.filter(school_id=actor.school_id, pk__in=subjects).count() if asked else 0
    if groups - years.keys() or known != len(subjects):
        raise NotVisible
    for row in asked:
        row.year_id = years[row.class_group_id]


# ── courses ───────────────────────────────────────────────────────────


@transaction.atomic
def put_courses(actor: Actor, puts: Sequence[Put[Course]], occasion: Occasion = NOW) -> list[Course]:
    """Write pages of the journal: a subject of a class, or of a subgroup of it, has one. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_CURRICULUM)
    return write_courses(actor, puts, occasion)


def write_courses(actor: Actor, puts: Sequence[Put[Course]], occasion: Occasion = NOW) -> list[Course]:
    """Do the same for a context above that has checked a right of its own. Raises NotVisible, Refused.

    What is no subject is without marks, whatever was asked.
    """
    link(puts)
    for put in puts:
        if put.row.kind != CourseKind.SUBJECT:
            put.row.scale = Scale.UNMARKED
    _settle_year(actor, puts)
    _require_own_subgroups(puts)
    refuse_first(_opened_twice(actor, puts))
    refuse_first(settle(puts, CourseDraft, today()))
    return write(actor, COURSES, puts, occasion)


def _require_own_subgroups(puts: Sequence[Put[Course]]) -> None:
    """Raise NotVisible for a subgroup that is not of the course's class. One query."""
    asked = [put.row for put in puts if put.row.subgroup_id and put.touches("subgroup_id")]
    rows = Subgroup.objects.filter(pk__in={row.subgroup_id for row in asked}).values_list("pk", "class_group_id")
    classes = dict(rows) if asked else {}
    if any(classes.get(row.subgroup_id or 0) != row.class_group_id for row in asked):
        raise NotVisible


def _opened_twice(actor: Actor, puts: Sequence[Put[Course]]) -> Iterator[tuple[int, Fault]]:
    """One query."""
    new = [put.row for put in puts if put.is_new]
    there = Course.objects.filter(school_id=actor.school_id, class_group__in={row.class_group_id for row in new})
    keys = ("class_group_id", "subject_id", "subgroup_id")
    often = Counter(there.values_list(*keys)) if new else Counter[tuple[int, int, int | None]]()
    often.update((row.class_group_id, row.subject_id, row.subgroup_id) for row in new)
    for index, put in enumerate(puts):
        row = put.row
        if put.is_new and often[row.class_group_id, row.subject_id, row.subgroup_id] > 1:
            page = f"{row.subject} в {row.class_group}"
            message = f"{page} уже есть в нагрузке. Измените ту строку или выберите подгруппу."
            yield index, Fault("subject_id", message, "twice")


# ── teachers of courses ───────────────────────────────────────────────


@transaction.atomic
def put_teachers(actor: Actor, puts: Sequence[Put[CourseTeacher]], occasion: Occasion = NOW) -> list[CourseTeacher]:
    """Write who teaches which course, from when to when: within the year, nobody twice at a time, not oneself.

    Raises NotVisible, Refused. Several may teach a course side by side.
    """
    policy.require(actor, Right.KEEP_CURRICULUM)
    link(puts)
    begun = [put.row for put in puts if not put.removed and (put.touches("staff_id") or put.touches("starts_on"))]
    fetch(begun, "staff__person", "course__year")
    fetch([put.row for put in puts], "course__year")
    for put in puts:
        if put.touches("staff_id"):
            people.require_another(actor, put.row.staff.person_id)
    refuse_first(_teacher_faults(puts))
    refuse_first(_appointed_twice(actor, puts))
    return write(actor, Table(CourseTeacher, TEACHERS.started, TEACHERS.ended), puts, occasion)


def teacher_fault(staff: Staff, starts_on: date, year: AcademicYear) -> Fault | None:
    """Return why somebody cannot teach a course of a year from a day on."""
    if staff.dismissed_on and has_left(staff.dismissed_on, starts_on):
        name, gone = staff.person.initials, staff.dismissed_on
        message = phrase("{name} не работает с {day:%d.%m.%Y}. Выберите, кто ведёт вместо.", name=name, day=gone)
        return Fault("staff_id", message, "dismissed")
    if starts_on not in year.dates:
        days = f"{year.starts_on:%d.%m.%Y} – {year.ends_on:%d.%m.%Y}"
        return Fault("starts_on", f"Дата вне учебного года ({days}). Исправьте её.", "outside_year")
    return None


def _teacher_faults(puts: Sequence[Put[CourseTeacher]]) -> Iterator[tuple[int, Fault]]:
    for index, put in enumerate(puts):
        row = put.row
        begins = not put.removed and (put.touches("staff_id") or put.touches("starts_on"))
        if begins and (fault := teacher_fault(row.staff, row.starts_on, row.course.year)):
            yield index, fault
        if not put.removed and row.dates is None:
            yield index, Fault("ends_on", order_message(row.starts_on), "order")


def _appointed_twice(actor: Actor, puts: Sequence[Put[CourseTeacher]]) -> Iterator[tuple[int, Fault]]:
    """One query."""
    begins = {
        index: put.row
        for index, put in enumerate(puts)
        if not put.removed and (put.touches("starts_on") or put.touches("staff_id"))
    }
    given = {put.row.pk for put in puts if put.row.pk}
    courses = {row.course_id for row in begins.values()}
    there = CourseTeacher.objects.filter(school_id=actor.school_id, course__in=courses).exclude(pk__in=given)
    held: dict[tuple[int, int], list[CourseTeacher]] = defaultdict(list)
    for row in (*(there if begins else ()), *(put.row for put in puts if not put.removed)):
        held[row.course_id, row.staff_id].append(row)
    for index, new in begins.items():
        if any(row is not new and overlap(row, new) for row in held[new.course_id, new.staff_id]):
            yield index, Fault("staff_id", phrase("{Teacher.nom} уже ведёт этот предмет в эти дни."), "twice")
