"""Reads of the curriculum and of the load (CUR-01). Each says how many SQL queries it takes, whatever the size."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from letopis.kernel.actor import Actor
from letopis.kernel.choices import Choice
from letopis.kernel.clock import today
from letopis.kernel.columns import attnames, loaded
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.kernel.statements import statement
from letopis.school.classes.models import ClassGroup
from letopis.school.curriculum import policy
from letopis.school.curriculum.enums import CourseKind, Scale
from letopis.school.curriculum.labels import kind_label
from letopis.school.curriculum.models import (
    Course,
    CourseTeacher,
    CurriculumRow,
    Subject,
)
from letopis.school.curriculum.rules import plain_hours
from letopis.school.organisation.models import AcademicYear, lasting
from letopis.school.people.models import initials_apart, names_of
from letopis.school.people.queries import staff_names_of

SUBJECT = attnames(Subject)

# ── who teaches ───────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class TeacherOfCourse:
    """Who teaches a course on a day."""

    staff_id: int
    name: str
    starts_on: date
    # The day of the dismissal, where there is one: who takes over has to be found.
    leaves_on: date | None = None

    def has_left(self, day: date) -> bool:
        """Whether the work is over on `day`, and the course still the leaver's."""
        return self.leaves_on is not None and self.leaves_on <= day


def teachers_of(school_id: int, course_ids: Iterable[int], day: date) -> dict[int, list[TeacherOfCourse]]:
    """Return, for each course, who teaches it on `day` or will: the present ones first. One query."""
    found: dict[int, list[TeacherOfCourse]] = defaultdict(list)
    rows = _teachers(school_id, list(course_ids), day)
    names = initials_apart({staff_id: named for _, staff_id, _, _, *named in rows})
    for course_id, staff_id, starts_on, leaves_on, *_ in rows:
        found[course_id].append(TeacherOfCourse(staff_id, names[staff_id], starts_on, leaves_on))
    return found


@statement
def _teachers(school: int, courses: list[int], day: date) -> "QuerySet[CourseTeacher, tuple[Any, ...]]":
    rows = CourseTeacher.objects.filter(lasting(day), school_id=school, course__in=courses)
    return rows.order_by("starts_on", "pk").values_list(
        *("course_id", "staff_id", "starts_on", "staff__dismissed_on", *names_of("staff__person"), "staff__position")
    )


def teachers_history(school_id: int, course_id: int) -> list[tuple[str, date, date | None]]:
    """Return who has taught a course, the latest first: name, first and last day. One query."""
    rows = (
        CourseTeacher.objects.filter(school_id=school_id, course=course_id)
        .select_related("staff__person")
        .order_by("-starts_on", "-pk")
    )
    names = staff_names_of([row.staff for row in rows])
    return [(names[row.staff_id], row.starts_on, row.ends_on) for row in rows]


# ── the curriculum and the load of the school (CUR-01) ────────────────


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """A class as a column of the curriculum."""

    id: int
    name: str
    grade: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """Hours a week of a subject in a class: by the curriculum (None: no row), by the load.

    Halves of a class taught apart count once: `load` is the most of them. `row_id`: of the curriculum.
    """

    class_id: int
    hours: Decimal | None
    load: Decimal
    row_id: int | None = None

    @property
    def differs(self) -> bool:
        """Whether load and curriculum do not say the same."""
        return (self.hours or Decimal(0)) != self.load


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A subject as a row of the curriculum."""

    id: int
    name: str
    area: str
    cells: tuple[MatrixCell, ...]

    @property
    def is_taught(self) -> bool:
        """Whether any class has the subject."""
        return any(cell.hours or cell.load for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Subjects × classes."""

    columns: tuple[MatrixColumn, ...]
    rows: tuple[MatrixRow, ...]
    differences: int

    def of_grade(self, grade: int | None) -> "Matrix":
        """Return the part of one grade; subjects that no class of it has stay, to be given hours."""
        return self._of([place for place, column in enumerate(self.columns) if column.grade == grade])

    def of_classes(self, class_ids: Collection[int]) -> "Matrix":
        """Return the part of some classes."""
        return self._of([place for place, column in enumerate(self.columns) if column.id in class_ids])

    def _of(self, places: Sequence[int]) -> "Matrix":
        rows = tuple(
            MatrixRow(row.id, row.name, row.area, tuple(row.cells[place] for place in places)) for row in self.rows
        )
        return Matrix(
            columns=tuple(self.columns[place] for place in places),
            rows=rows,
            differences=sum(1 for row in rows for cell in row.cells if cell.differs),
        )


def curriculum_matrix(actor: Actor, *, year_id: int) -> Matrix:
    """Return subjects × classes with hours a week and where the load differs. Four queries. Raises NotVisible."""
    policy.require(actor, Right.READ_CURRICULUM)
    classes = ClassGroup.objects.filter(school_id=actor.school_id, year_id=year_id).order_by("sort_key", "pk")
    named = list(classes.values_list("pk", "name", "grade"))
    ids = {pk for pk, _, _ in named}
    planned = CurriculumRow.objects.filter(school_id=actor.school_id, year_id=year_id)
    hours: dict[tuple[int, int], tuple[Decimal, int]] = {
        (subject_id, class_id): (plain_hours(value), pk)
        for subject_id, class_id, value, pk in planned.values_list(
            "subject_id", "class_group_id", "hours_per_week", "pk"
        )
        if class_id in ids
    }
    load = _load_hours(actor.school_id, year_id, ids)
    totals: dict[int, Decimal] = defaultdict(Decimal)
    for (_, class_id), (value, _) in hours.items():
        totals[class_id] += value
    rows = []
    for pk, name, area in Subject.objects.filter(school_id=actor.school_id).values_list("pk", "name", "area"):
        cells = tuple(
            MatrixCell(class_id, of_class, load.get((pk, class_id), Decimal(0)), row_id)
            for class_id, _, _ in named
            for of_class, row_id in (hours.get((pk, class_id), (None, None)),)
        )
        rows.append(MatrixRow(pk, name, area, cells))
    return Matrix(
        columns=tuple(MatrixColumn(pk, name, of_grade, plain_hours(totals[pk])) for pk, name, of_grade in named),
        rows=tuple(rows),
        differences=sum(1 for row in rows for cell in row.cells if cell.differs),
    )


def _load_hours(school_id: int, year_id: int, class_ids: set[int]) -> dict[tuple[int, int], Decimal]:
    """Hours of the load by subject and class; of several subgroups the most. One query.

    What is no subject is planned elsewhere (план внеурочной деятельности) and differs from no curriculum.
    """
    load: dict[tuple[int, int], Decimal] = {}
    rows = Course.objects.filter(school_id=school_id, year_id=year_id, kind=CourseKind.SUBJECT).values_list(
        "subject_id", "class_group_id", "hours_per_week"
    )
    for subject_id, class_id, value in rows:
        if class_id in class_ids:
            load[subject_id, class_id] = max(load.get((subject_id, class_id), Decimal(0)), plain_hours(value))
    return load


@dataclass(frozen=True, slots=True)
class LoadRow:
    """A row of the load with who teaches it."""

    course_id: int
    class_id: int
    class_name: str
    subject_id: int
    subject: str
    subgroup: str
    hours_per_week: Decimal
    scale: str
    kind: str
    curriculum: Decimal | None
    teachers: tuple[TeacherOfCourse, ...]
    day: date

    @property
    def scale_label(self) -> str:
        """«Пятибалльная»."""
        return str(Scale(self.scale).label)

    @property
    def kind_label(self) -> str:
        """«Внеурочная деятельность»."""
        return kind_label(self.kind)

    @property
    def state(self) -> str:
        """«vacant»: nobody teaches it; «left»: somebody who works here no more; else ""."""
        if not self.teachers:
            # Class hours are the class teacher's, who needs no appointment to them.
            return "" if self.kind == CourseKind.CLASS_HOUR else "vacant"
        return "left" if any(one.has_left(self.day) for one in self.teachers) else ""

    @property
    def differs(self) -> bool:
        """Whether the curriculum has other hours, or none; what is no subject stands in no curriculum."""
        return self.kind == CourseKind.SUBJECT and self.curriculum != self.hours_per_week


def year_of_course(school_id: int, course_id: int) -> AcademicYear:
    """Return the year that a row of the load is of. Raises NotVisible for another school's. One query."""
    year = AcademicYear.objects.filter(school_id=school_id, courses=course_id).first()
    if year is None:
        raise NotVisible
    return year


@dataclass(frozen=True, slots=True)
class SubgroupCourse:
    """A page of the journal that a subgroup has, with who teaches it (С3.5: each teacher has an own one)."""

    course_id: int
    subject: str
    teachers: tuple[str, ...]


def subgroup_courses(school_id: int, class_id: int, day: date) -> dict[int, list[SubgroupCourse]]:
    """Return by subgroup of a class the pages of the journal that it has. Two queries."""
    rows = Course.objects.filter(school_id=school_id, class_group=class_id, subgroup__isnull=False)
    known = list(rows.order_by("subject__name", "pk").values_list("pk", "subgroup_id", "subject__name"))
    teachers = teachers_of(school_id, [pk for pk, *_ in known], day)
    found: dict[int, list[SubgroupCourse]] = defaultdict(list)
    for pk, subgroup_id, subject in known:
        found[subgroup_id].append(SubgroupCourse(pk, subject, tuple(one.name for one in teachers.get(pk, ()))))
    return found


def load_rows(
    actor: Actor,
    *,
    year_id: int,
    course_id: int | None = None,
    class_id: int | None = None,
    subject_id: int | None = None,
    staff_id: int | None = None,
    day: date | None = None,
) -> list[LoadRow]:
    """Return the rows of the load, class by class, with who teaches from `day` (today) on; filtered where asked.

    Two queries. Raises NotVisible.
    """
    policy.require(actor, Right.READ_CURRICULUM)
    day = day or today()
    rows = _courses(actor.school_id, year_id, day, course_id, class_id, subject_id, staff_id)
    teachers = teachers_of(actor.school_id, [row[0] for row in rows], day)
    return [
        LoadRow(
            course_id=pk,
            class_id=in_class,
            class_name=class_name,
            subject_id=of_subject,
            subject=subject,
            subgroup=subgroup or "",
            hours_per_week=plain_hours(hours),
            scale=scale,
            kind=kind,
            curriculum=None if by_curriculum is None else plain_hours(by_curriculum),
            teachers=tuple(teachers[pk]),
            day=day,
        )
        for pk, in_class, class_name, of_subject, subject, subgroup, hours, scale, kind, by_curriculum in rows
    ]


@statement
def _courses(  # noqa: PLR0917
    school: int,
    year: int,
    day: date,
    course: int | None,
    group: int | None,
    subject: int | None,
    staff: int | None,
) -> "QuerySet[Course, tuple[Any, ...]]":
    asked = {"pk": course, "class_group_id": group, "subject_id": subject}
    whose = {column: value for column, value in asked.items() if value is not None}
    rows = Course.objects.filter(**whose, school_id=school, year_id=year)
    if staff is not None:
        rows = rows.filter(lasting(day, "teachers__"), teachers__staff_id=staff).distinct()
    curriculum = CurriculumRow.objects.filter(class_group=OuterRef("class_group"), subject=OuterRef("subject"))
    rows = rows.annotate(curriculum=Subquery(curriculum.values("hours_per_week")[:1]))
    return rows.order_by("class_group__sort_key", "subject__search_key", "subgroup__name", "pk").values_list(
        *("pk", "class_group_id", "class_group__name", "subject_id", "subject__name", "subgroup__name"),
        *("hours_per_week", "scale", "kind", "curriculum"),
    )


def subjects(school_id: int) -> list[Subject]:
    """Return the subjects in order. One query."""
    return [loaded(Subject, SUBJECT, row) for row in _subjects(school_id)]


def subject_choices(school_id: int) -> list[Choice]:
    """Return the subjects in order, to choose from. One query."""
    return [Choice(one.pk, one.name) for one in subjects(school_id)]


@statement
def _subjects(school: int) -> "QuerySet[Subject, tuple[Any, ...]]":
    return Subject.objects.filter(school_id=school).order_by("search_key").values_list(*SUBJECT)


def class_choices(school_id: int, year_id: int) -> list[Choice]:
    """Return the classes of a year in order. One query."""
    return [Choice(pk, name) for pk, name in _classes(school_id, year_id)]


@statement
def _classes(school: int, year: int) -> "QuerySet[ClassGroup, tuple[int, str]]":
    rows = ClassGroup.objects.filter(school_id=school, year_id=year)
    return rows.order_by("sort_key", "pk").values_list("pk", "name")
