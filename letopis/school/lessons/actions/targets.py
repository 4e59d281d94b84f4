"""What an operation is aimed at: the lesson, locked, with the actor's right to it, and who is in the class that day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.expressions import Combinable

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.dates import DateRange, common_days, short
from letopis.kernel.errors import NotVisible, Refused
from letopis.school.curriculum.models import Course
from letopis.school.lessons import policy, rules
from letopis.school.organisation.enums import DayKind
from letopis.school.organisation.models import CalendarDay, Vacation
from letopis.school.organisation.settings import SchoolSettings, settings_of
from letopis.school.organisation.words import phrase
from letopis.school.people.models import Student
from letopis.school.timetable.models import Lesson

READ_ONLY = "Этот журнал ведёт {teacher.nom} предмета или {tutor.nom}; в вашей роли его можно только читать."


@dataclass(frozen=True, slots=True)
class Target:
    """A lesson with everything the rules ask about it. `actor`: in the role that gives the right; None: reads only."""

    lesson: Lesson
    actor: Actor | None
    settings: SchoolSettings
    zone: str
    today: date
    day_off: str

    @property
    def course(self) -> Course:
        """The page of the journal."""
        return self.lesson.course

    @property
    def where(self) -> str:
        """What the student must be in: «7А» or «7А, 1 группа»."""
        class_group, subgroup = self.course.class_group, self.course.subgroup
        return f"{class_group}, {subgroup}" if subgroup else str(class_group)

    def writer(self) -> Actor:
        """Return whom the ledger names. Raises Refused for a reader, and for a lesson that cannot be filled in."""
        if self.actor is None:
            raise Refused(phrase(READ_ONLY), code="read_only")
        self._require_in_year()
        self._require_held()
        return self.actor

    def require_past(self) -> None:
        """Raise Refused for a lesson ahead: marks and absences are put on the day or later."""
        if self.lesson.date > self.today:
            raise Refused(
                phrase(
                    "{Lesson.nom} {date} ещё впереди: отметки и пропуски ставят в день {lesson.gen}.",
                    date=short(self.lesson.date),
                ),
                code="future",
            )

    def _require_in_year(self) -> None:
        year = self.course.year
        if self.lesson.date not in year.dates:
            raise Refused(
                phrase(
                    "Дата {lesson.gen} вне учебного года ({first} — {last}): "
                    "попросите диспетчера расписания исправить её.",
                    first=short(year.starts_on),
                    last=short(year.ends_on),
                ),
                code="outside_year",
            )

    def _require_held(self) -> None:
        if self.lesson.is_cancelled:
            message = phrase("{Lesson_cancelled}. Если это ошибка, отмену снимает диспетчер расписания.")
            raise Refused(message, code="cancelled")
        # What is already in the journal can be mended even if the day was declared free afterwards.
        if self.day_off and not self.lesson.is_touched:
            raise Refused(
                phrase(
                    "{date} — {day_off}: {lesson.acc} на этот день ставит диспетчер расписания.",
                    date=short(self.lesson.date),
                    day_off=self.day_off,
                ),
                code="vacation",
            )


def lesson_targets(actor: Actor, lesson_ids: Iterable[int], **more: Combinable) -> dict[int, Target]:
    """Return the visible ones of `lesson_ids`, annotated with `more`, their courses and themselves locked. One query.

    Locking the course makes all writers of a page follow one another (PostgreSQL; SQLite has one writer anyway), so
    that a page's ledger entries appear in the order of their ids and `changes` misses none.
    """
    day = today()
    lessons = (
        Lesson.objects.filter(school_id=actor.school_id, pk__in=set(lesson_ids))
        .annotate(**policy.lesson_rights(actor, day), **calendar_of(), **more)
        .select_related("school", "course__class_group", "course__subgroup", "course__year")
        .select_for_update(of=("course", "self"), no_key=True)
        .order_by("course_id", "pk")
    )
    targets = ((lesson, target_from(actor, lesson, lesson)) for lesson in lessons)
    return {lesson.pk: target for lesson, target in targets if target}


def target_of(actor: Actor, lesson_id: int) -> Target:
    """Return one lesson, locked. Raises NotVisible."""
    found = lesson_targets(actor, [lesson_id]).get(lesson_id)
    if found is None:
        raise NotVisible
    return found


def target_from(actor: Actor, lesson: Lesson, row: Any) -> Target | None:
    """The target, None where the actor does not even read the lesson."""
    standing = policy.standing(actor, row, lesson)
    if not standing.reads:
        return None
    role = standing.role
    return Target(
        lesson=lesson,
        actor=policy.acting(actor, role) if role else None,
        settings=settings_of(row.school),
        zone=row.school.time_zone,
        today=today(row.school.time_zone),
        day_off=_day_off(row, lesson.course.class_group.grade),
    )


def calendar_of(to_lesson: str = "") -> dict[str, Combinable]:
    """Annotations that say whether the lesson's day is free by the calendar."""
    day = OuterRef(f"{to_lesson}date")
    year = OuterRef(f"{to_lesson}course__year_id")
    vacation = Vacation.objects.filter(year_id=year, starts_on__lte=day, ends_on__gte=day)
    holiday = CalendarDay.objects.filter(year_id=year, date=day, kind__in=[DayKind.HOLIDAY, DayKind.DAY_OFF])
    return {"vacation_grades": Subquery(vacation.values("grades")[:1]), "on_holiday": Exists(holiday)}


def _day_off(row: Any, grade: int) -> str:
    if row.on_holiday:
        return "нерабочий день"
    grades = row.vacation_grades
    return "каникулы" if grades is not None and (not grades or grade in grades) else ""


# ── who is there ──────────────────────────────────────────────────────
Held = dict[tuple[int, int], Any]
MEMBERSHIP = ("in_class__class_group_id", "in_class__starts_on", "in_class__ends_on")
SUBGROUP = ("in_group__subgroup_id", "in_group__starts_on", "in_group__ends_on")


class Roster:
    """When which students were in which classes and subgroups."""

    def __init__(self) -> None:
        self._classes: dict[tuple[int, int], set[DateRange]] = {}
        self._groups: dict[tuple[int, int], set[DateRange]] = {}

    def add(self, student_id: int, membership: tuple[Any, ...], in_group: tuple[Any, ...]) -> None:
        """Take in a row of the query."""
        for kept, (group_id, starts_on, ends_on) in ((self._classes, membership), (self._groups, in_group)):
            if group_id is not None and (dates := DateRange.of(starts_on, ends_on)):
                kept.setdefault((student_id, group_id), set()).add(dates)

    def require(self, student_id: int, target: Target) -> None:
        """Raise Refused where the student is not in the course's class, or its subgroup, on the lesson's day."""
        course = target.course
        stays = tuple(sorted(self._classes.get((student_id, course.class_group_id), ())))
        if course.subgroup_id:
            stays = common_days(stays, self._groups.get((student_id, course.subgroup_id), ()))
        rules.require_member(stays, target.lesson.date, target.where)


def roster(
    actor: Actor,
    student_ids: Iterable[int],
    courses: Iterable[Course],
    *,
    held: FilteredRelation,
    columns: tuple[str, ...],
) -> tuple[Roster, list[tuple[Any, ...]]]:
    """Return who is where and, of the joined relation `held`, the `columns` after the student's id. One query."""
    listed = list(courses)
    subgroups = {course.subgroup_id for course in listed if course.subgroup_id}
    classes = {course.class_group_id for course in listed}
    students = Student.objects.filter(school_id=actor.school_id, pk__in=set(student_ids)).annotate(
        held=held, in_class=FilteredRelation("memberships", condition=Q(memberships__class_group_id__in=classes))
    )
    names: tuple[str, ...] = MEMBERSHIP
    if subgroups:
        in_group = Q(subgroup_memberships__subgroup_id__in=subgroups)
        students = students.annotate(in_group=FilteredRelation("subgroup_memberships", condition=in_group))
        names = (*MEMBERSHIP, *SUBGROUP)
    present, rows = Roster(), []
    for student_id, *rest in students.values_list("pk", *names, *columns):
        in_group_row = tuple(rest[3:6]) if subgroups else (None, None, None)
        present.add(student_id, tuple(rest[:3]), in_group_row)
        rows.append((student_id, *rest[len(names) :]))
    return present, rows
