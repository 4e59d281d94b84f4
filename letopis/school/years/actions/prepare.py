"""The next year beside the one under way: its calendar, its classes, its load, as a proposal (ORG-01, А3.2.2).

Rows of the year under way are read and never written.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.dates import years_later
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.classes.intake import put_classes, put_subgroups, put_tutors
from letopis.school.classes.models import ClassGroup, ClassTutor, Subgroup
from letopis.school.classes.queries import has_classes
from letopis.school.curriculum.intake import put_courses, put_curriculum, put_plan_lessons, put_plans, put_teachers
from letopis.school.curriculum.models import (
    Course,
    CourseTeacher,
    CurriculumRow,
    LessonPlan,
    PlannedLesson,
    PlanSection,
)
from letopis.school.history.intake import BATCH, Put, Table, write
from letopis.school.organisation.actions import add_federal_days
from letopis.school.organisation.intake import (
    put_bells,
    put_schedules,
    put_schemes,
    put_terms,
    put_vacations,
    put_years,
)
from letopis.school.organisation.models import (
    AcademicYear,
    BellPeriod,
    BellSchedule,
    School,
    Term,
    TermScheme,
    Vacation,
    lasting,
)
from letopis.school.organisation.queries import year_of
from letopis.school.organisation.words import phrase
from letopis.school.people.models import Staff
from letopis.school.people.policy import is_oneself
from letopis.school.people.rules import has_left
from letopis.school.years.models import NextClass
from letopis.school.years.rules import OldClass, WantedClass, next_classes, next_name

NEXT_CLASSES = Table(NextClass, "link_class", "link_class", removed="unlink_class")
# Subject, division and name of the subgroup: what a page of the journal is, whichever class it is of.
Key = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was made. `without_teacher`: rows of the load for which nobody could be proposed."""

    year: AcademicYear
    classes: int = 0
    courses: int = 0
    plans: int = 0
    without_teacher: int = 0


def may_prepare(actor: Actor) -> bool:
    """Whether somebody keeps all that a year is made of."""
    return all(
        actor.may(right) for right in (Right.KEEP_SCHOOL, Right.KEEP_CLASSES, Right.KEEP_CURRICULUM, Right.KEEP_PLANS)
    )


@transaction.atomic
def prepare_next_year(actor: Actor, *, year_id: int, with_load: bool = True, with_plans: bool = True) -> Prepared:
    """Make the year that follows `year_id`, or fill it where it was opened by hand and has no classes.

    Calendar and bells keep their shape a year later; classes go on one grade higher; each takes the curriculum, the
    load and the plans of the class that is in its place now, and keeps its own teachers where they teach the subject.
    Raises NotVisible, Refused. The number of queries does not grow with the school.
    """
    if not may_prepare(actor):
        raise NotVisible
    old = year_of(actor.school_id, year_id)
    year = _opened(actor, old)
    if has_classes(year):
        message = phrase("В {name} учебном году уже есть {group.noms}: год подготовлен.", name=year.name)
        raise Refused(message, code="prepared")
    classes = _Classes.read(actor, old, year)
    classes.write()
    if not with_load:
        return Prepared(year, len(classes.made))
    load = _Load(actor, classes)
    load.write(_copied_plans(actor, year, load.sources) if with_plans else {})
    return Prepared(year, len(classes.made), len(load.made), load.plans, load.without_teacher)


# ── the calendar ──────────────────────────────────────────────────────


def _opened(actor: Actor, old: AcademicYear) -> AcademicYear:
    """The year that follows: there is one by its days, or it is made."""
    there = AcademicYear.objects.filter(school_id=actor.school_id, starts_on__gt=old.ends_on).order_by("starts_on")
    if year := there.first():
        return year
    year = AcademicYear(
        school_id=actor.school_id,
        name=next_name(old.name),
        starts_on=years_later(old.starts_on, 1),
        ends_on=years_later(old.ends_on, 1),
        study_days=old.study_days,
    )
    put_years(actor, [Put(year)])
    add_federal_days(actor, year_id=year.pk)
    _copy_terms(actor, old, year)
    _copy_bells(actor, old, year)
    return year


def _copy_terms(actor: Actor, old: AcademicYear, year: AcademicYear) -> None:
    school = {"school_id": actor.school_id}
    schemes = {one.pk: TermScheme(**school, year=year, kind=one.kind) for one in old.schemes.order_by("pk")}
    put_schemes(actor, [Put(one) for one in schemes.values()])
    terms = Term.objects.filter(**school, scheme__in=schemes)
    put_terms(
        actor,
        [
            Put(Term(**school, scheme=schemes[one.scheme_id], number=one.number, name=one.name, **_later(one)))
            for one in terms
        ],
    )
    vacations = Vacation.objects.filter(**school, year=old)
    put_vacations(
        actor,
        [Put(Vacation(**school, year=year, name=one.name, grades=one.grades, **_later(one))) for one in vacations],
    )


def _later(row: Term | Vacation | BellSchedule) -> dict[str, Any]:
    """Its days, a year later."""
    days = {"starts_on": row.starts_on, "ends_on": row.ends_on}
    return {name: day and years_later(day, 1) for name, day in days.items()}


def _copy_bells(actor: Actor, old: AcademicYear, year: AcademicYear) -> None:
    school = {"school_id": actor.school_id}
    same = ("name", "shift", "is_shortened", "grades")
    schedules = {
        one.pk: BellSchedule(**school, year=year, **{name: getattr(one, name) for name in same}, **_later(one))
        for one in old.bell_schedules.order_by("pk")
    }
    put_schedules(actor, [Put(one) for one in schedules.values()])
    bells = BellPeriod.objects.filter(**school, schedule__in=schedules)
    put_bells(
        actor,
        [
            Put(
                BellPeriod(
                    **school,
                    schedule=schedules[one.schedule_id],
                    number=one.number,
                    starts_at=one.starts_at,
                    ends_at=one.ends_at,
                )
            )
            for one in bells
        ],
    )


# ── classes ───────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Classes:
    """The classes of both years: `made` by the place of what was wanted."""

    actor: Actor
    old: AcademicYear
    year: AcademicYear
    there: Mapping[int, ClassGroup]
    wanted: Sequence[WantedClass]
    made: list[ClassGroup] = field(default_factory=list)

    @classmethod
    def read(cls, actor: Actor, old: AcademicYear, year: AcademicYear) -> "_Classes":
        """Two queries."""
        kind = School.objects.values_list("kind", flat=True).get(pk=actor.school_id)
        rows = ClassGroup.objects.filter(school_id=actor.school_id, year=old).select_related("scheme")
        there = {row.pk: row for row in rows}
        plain = [OldClass(row.pk, row.name, row.grade, row.letter) for row in there.values()]
        return cls(actor, old, year, there, next_classes(kind, plain))

    def write(self) -> None:
        """Write the classes, which go on from which, and their class teachers."""
        schemes = {one.kind: one for one in TermScheme.objects.filter(school_id=self.actor.school_id, year=self.year)}
        if not schemes:
            raise Refused("Сначала укажите учебные периоды следующего года.", code="terms")
        self.made = [self._class(one, schemes) for one in self.wanted]
        put_classes(self.actor, [Put(row) for row in self.made])
        pairs = [(self.there[one.from_id], row) for one, row in zip(self.wanted, self.made, strict=True) if one.from_id]
        school_id = self.actor.school_id
        links = [NextClass(school_id=school_id, class_from=was, class_to=row) for was, row in pairs]
        write(self.actor, NEXT_CLASSES, [Put(link) for link in links])
        self._write_tutors({was.pk: row for was, row in pairs})

    def _class(self, one: WantedClass, schemes: Mapping[str, TermScheme]) -> ClassGroup:
        like = self.there.get(one.like_id or 0)
        was = self.there.get(one.from_id or 0) or like
        assert was is not None
        scheme = schemes.get((like or was).scheme.kind) or next(iter(schemes.values()))
        return ClassGroup(
            school_id=self.actor.school_id,
            year=self.year,
            scheme=scheme,
            name=one.name,
            grade=one.grade,
            profile=was.profile,
            shift=was.shift,
            room_id=was.room_id,
        )

    def _write_tutors(self, goes_on: Mapping[int, ClassGroup]) -> None:
        rows = ClassTutor.objects.filter(
            lasting(self.old.ends_on), class_group__in=goes_on, starts_on__lte=self.old.ends_on
        )
        new = [
            ClassTutor(
                school_id=self.actor.school_id,
                class_group=goes_on[row.class_group_id],
                staff=row.staff,
                starts_on=self.year.starts_on,
            )
            for row in rows.select_related("staff__person")
            if may_go_on(self.actor, row.staff, self.year)
        ]
        put_tutors(self.actor, [Put(row) for row in new])


def may_go_on(actor: Actor, staff: Staff, year: AcademicYear) -> bool:
    """Whether somebody may be proposed for the next year: still works then, and is not who proposes (ACC-01)."""
    return not has_left(staff.dismissed_on, year.starts_on) and not is_oneself(actor, staff.person_id)


# ── the curriculum and the load ───────────────────────────────────────


@dataclass(slots=True)
class _Load:
    """The load of the next year, read once and written once."""

    actor: Actor
    classes: _Classes
    sources: Sequence[Course] = ()
    made: list[Course] = field(default_factory=list)
    plans: int = 0
    without_teacher: int = 0
    _of_class: dict[int, list[Course]] = field(default_factory=dict)
    _teachers: dict[int, list[Staff]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Three queries."""
        rows = Course.objects.filter(school_id=self.actor.school_id, year=self.classes.old).order_by("pk")
        self.sources = list(rows.select_related("subgroup", "subject"))
        for course in self.sources:
            self._of_class.setdefault(course.class_group_id, []).append(course)
        ends_on = self.classes.old.ends_on
        taught = CourseTeacher.objects.filter(lasting(ends_on), course__in=rows.values("pk"), starts_on__lte=ends_on)
        for row in taught.select_related("staff__person").order_by("starts_on", "pk"):
            self._teachers.setdefault(row.course_id, []).append(row.staff)

    def write(self, plans: Mapping[int, LessonPlan]) -> None:
        """Write hours, subgroups, rows of the load and their teachers."""
        self.plans = len(plans)
        self._write_hours()
        subgroups = self._write_subgroups()
        appointed: list[tuple[Course, list[Staff]]] = []
        for wanted, group in self._pairs():
            for source in self._of_class.get(wanted.like_id or 0, ()):
                course = self._course(source, group, subgroups, plans)
                appointed.append((course, self._proposed(wanted, source)))
        self.made = [course for course, _ in appointed]
        put_courses(self.actor, [Put(course) for course in self.made])
        self.without_teacher = sum(not staff for _, staff in appointed)
        put_teachers(self.actor, [Put(self._appointed(course, one)) for course, staff in appointed for one in staff])

    def _pairs(self) -> Iterable[tuple[WantedClass, ClassGroup]]:
        return zip(self.classes.wanted, self.classes.made, strict=True)

    def _write_hours(self) -> None:
        of_class: dict[int, list[CurriculumRow]] = {}
        for row in CurriculumRow.objects.filter(school_id=self.actor.school_id, year=self.classes.old):
            of_class.setdefault(row.class_group_id, []).append(row)
        put_curriculum(
            self.actor,
            [
                Put(
                    CurriculumRow(
                        school_id=self.actor.school_id,
                        year=self.classes.year,
                        class_group=group,
                        subject_id=row.subject_id,
                        part=row.part,
                        hours_per_week=row.hours_per_week,
                    )
                )
                for wanted, group in self._pairs()
                for row in of_class.get(wanted.like_id or 0, ())
            ],
        )

    def _write_subgroups(self) -> Mapping[tuple[int, str, str], Subgroup]:
        """The divisions that the class has, and those its new load is given by."""
        own: dict[int, set[tuple[str, str]]] = {}
        rows = Subgroup.objects.filter(school_id=self.actor.school_id, class_group__year=self.classes.old)
        for class_id, division, name in rows.values_list("class_group_id", "division", "name"):
            own.setdefault(class_id, set()).add((division, name))
        made: dict[tuple[int, str, str], Subgroup] = {}
        for wanted, group in self._pairs():
            needed = {_key(one)[1:] for one in self._of_class.get(wanted.like_id or 0, ()) if one.subgroup_id}
            for division, name in sorted(own.get(wanted.from_id or 0, set()) | needed):
                row = Subgroup(school_id=self.actor.school_id, class_group=group, division=division, name=name)
                made[group.pk, division, name] = row
        put_subgroups(self.actor, [Put(row) for row in made.values()])
        return made

    def _course(
        self,
        source: Course,
        group: ClassGroup,
        subgroups: Mapping[tuple[int, str, str], Subgroup],
        plans: Mapping[int, LessonPlan],
    ) -> Course:
        _, division, name = _key(source)
        return Course(
            school_id=self.actor.school_id,
            year=self.classes.year,
            class_group=group,
            subject=source.subject,
            subgroup=subgroups[group.pk, division, name] if source.subgroup_id else None,
            plan=plans.get(source.plan_id or 0),
            hours_per_week=source.hours_per_week,
            scale=source.scale,
            kind=source.kind,
        )

    def _proposed(self, wanted: WantedClass, source: Course) -> list[Staff]:
        """Who teaches the subject to these children now, else who teaches it in the class whose place they take."""
        own = [one for one in self._of_class.get(wanted.from_id or 0, ()) if _key(one) == _key(source)]
        for course in (*own, source):
            staff = [one for one in self._teachers.get(course.pk, ()) if may_go_on(self.actor, one, self.classes.year)]
            if staff:
                return list({one.pk: one for one in staff}.values())
        return []

    def _appointed(self, course: Course, staff: Staff) -> CourseTeacher:
        first = self.classes.year.starts_on
        return CourseTeacher(school_id=self.actor.school_id, course=course, staff=staff, starts_on=first)


def _key(course: Course) -> Key:
    subgroup = course.subgroup
    return (course.subject_id, subgroup.division, subgroup.name) if subgroup else (course.subject_id, "", "")


# ── lesson plans ──────────────────────────────────────────────────────


def _copied_plans(actor: Actor, year: AcademicYear, courses: Sequence[Course]) -> Mapping[int, LessonPlan]:
    """Copy the plans of `courses` into the year, without dates; return the copies by the plan they are of."""
    school = {"school_id": actor.school_id}
    old = LessonPlan.objects.filter(**school, pk__in={course.plan_id for course in courses if course.plan_id})
    same = ("subject_id", "grade", "title", "textbook", "author_id")
    plans = {row.pk: LessonPlan(**school, year=year, **{name: getattr(row, name) for name in same}) for row in old}
    put_plans(actor, [Put(row) for row in plans.values()])
    sections = {
        row.pk: PlanSection(**school, plan=plans[row.plan_id], number=row.number, title=row.title, hours=row.hours)
        for row in PlanSection.objects.filter(**school, plan__in=list(plans)).order_by("pk")
    }
    PlanSection.objects.bulk_create(sections.values(), batch_size=BATCH)
    told = ("number", "topic", "kind", "homework", "note")
    lessons = [
        PlannedLesson(
            **school,
            plan=plans[row.plan_id],
            section=sections.get(row.section_id or 0),
            **{name: getattr(row, name) for name in told},
        )
        for row in PlannedLesson.objects.filter(**school, plan__in=list(plans)).order_by("plan", "number")
    ]
    put_plan_lessons(actor, [Put(row) for row in lessons])
    return plans
