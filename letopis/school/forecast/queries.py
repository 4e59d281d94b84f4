"""Probable marks of the term under way: of a course, of a class, of one child (REP-03, DIA-04).

What is known of a student is read where the page reads it: a teacher's from the sheet of the course, a family's from
the diary, which has no drafts. The class around it is the same everywhere, but for drafts on a family's page.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.dates import DateRange
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.kernel.statements import statement
from letopis.school.classes.models import ClassGroup, Membership, SubgroupMembership
from letopis.school.curriculum.enums import CourseKind, Scale
from letopis.school.curriculum.models import Course
from letopis.school.diary.children import Child
from letopis.school.diary.marks import MarksPage, marks_page
from letopis.school.forecast.kept import Kept, version_of
from letopis.school.forecast.model import Rounding
from letopis.school.forecast.rules import Course as Known
from letopis.school.forecast.rules import Mark, Outlook, SoFar, marks_of, outlooks, rounding_of
from letopis.school.grading.enums import PeriodKind
from letopis.school.grading.queries.sheet import Column, columns_of, courses_of, sheet_of
from letopis.school.lessons import policy
from letopis.school.marks.averages import Weighed
from letopis.school.marks.models import Mark as MarkRow
from letopis.school.organisation.models import Term, dated_on
from letopis.school.organisation.settings import SchoolSettings
from letopis.school.organisation.stored_settings import read_settings
from letopis.school.people.models import Student
from letopis.school.people.namesakes import Named, short_names
from letopis.school.timetable.models import Lesson

# A written work that is nobody's draft any more, whatever the school's deadline.
LONGEST_DRAFT = timedelta(days=70)

# Some half a megabyte each.
CLASSES: Kept["ClassPage"] = Kept(most=40)


@dataclass(frozen=True, slots=True)
class Line:
    """A student in a course. `put`: the mark of the term that stands already; `marks` are those of the term."""

    student_id: int
    name: str
    put: str
    outlook: Outlook
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class CoursePage:
    """A course in the term under way, who is at risk first; nobody on a page that is not marked from 2 to 5."""

    course_id: int
    subject: str
    where: str
    term: str
    last_day: date
    left: int
    settings: SchoolSettings
    weights: tuple[int, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject of a student: the course, its outlook, the marks of the term."""

    course_id: int
    name: str
    outlook: Outlook
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class OfStudent:
    """A student of a class with the subjects, in the order of the class's."""

    student_id: int
    name: str
    subjects: tuple[Subject | None, ...]

    @property
    def risk(self) -> float:
        """How many subjects may be expected to end in «2» or without a mark."""
        return sum(one.outlook.risk for one in self.subjects if one)

    @property
    def expected(self) -> float:
        """The mark to be expected, on the average of the subjects; 5 without any."""
        known = [one.outlook.expected for one in self.subjects if one]
        return sum(known) / len(known) if known else 5.0


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class ClassPage:
    """A class in the term under way, who is at risk first. The same one as long as nothing has changed (kept.py)."""

    class_id: int
    class_name: str
    term: str
    last_day: date
    subjects: tuple[str, ...]
    students: tuple[OfStudent, ...]


@dataclass(frozen=True, slots=True)
class ChildPage:
    """The term under way of a child, subject by subject; `page` is the diary's own."""

    page: MarksPage
    term: str
    last_day: date | None
    settings: SchoolSettings
    subjects: tuple[Subject, ...]

    @property
    def weights(self) -> tuple[int, ...]:
        """The weights of works the child has had, in hundredths."""
        return tuple(sorted({mark.weight for one in self.subjects for mark in one.marks if mark.weight}))

    @property
    def child(self) -> Child:
        """Whose it is."""
        return self.page.child


# ── a course ──────────────────────────────────────────────────────────
def course_outlook(actor: Actor, course_id: int) -> CoursePage:
    """Return the term under way of a course that `actor` reads. Five queries. Raises NotVisible."""
    day = today()
    course = courses_of(actor.school_id, actor.staff_id, [course_id], day, to_write=False).get(course_id)
    if course is None or not policy.standing(actor, course, course).reads:
        raise NotVisible
    term = _under_way([one for one in columns_of(course) if one.kind == PeriodKind.TERM], day)
    sheet, dates = sheet_of(course), term.dates
    so_far = {
        one.id: _split(sheet.cells.get(one.id, ()), dates, sheet.settings)
        for one in sheet.people.values()
        if course.scale == Scale.FIVE and any(day in stay for stay in one.days)
    }
    paces = _paces(course.school_id, course.class_group_id, day, *dates.bounds)
    known = _known(so_far, paces.get(course.id))
    found = outlooks(known, rounding_of(sheet.settings))
    lines = [
        Line(pk, sheet.people[pk].name, sheet.value(term, pk), outlook, so_far[pk].term)
        for pk, outlook in found.items()
    ]
    return CoursePage(
        course_id=course.id,
        subject=course.subject__name,
        where=course.where,
        term=term.name,
        last_day=term.last_day,
        left=known.left,
        settings=sheet.settings,
        weights=weights_of(so_far.values()),
        lines=tuple(sorted(lines, key=lambda one: (-round(one.outlook.risk, 2), one.outlook.expected, one.name))),
    )


def _under_way(terms: Sequence[Column], day: date) -> Column:
    begun = [one for one in terms if one.dates.starts_on <= day]
    if not terms:
        raise NotVisible
    return begun[-1] if begun else terms[0]


def _split(cells: Iterable[tuple[date, Weighed]], dates: DateRange, settings: SchoolSettings) -> SoFar:
    told = sorted(cells, key=lambda one: one[0])
    return SoFar(
        marks_of([cell for day, cell in told if day in dates], settings),
        marks_of([cell for day, cell in told if day < dates.starts_on], settings),
    )


def weights_of(students: Iterable[SoFar]) -> tuple[int, ...]:
    """Return the weights of works that the course has had, in hundredths, the lightest first."""
    return tuple(sorted({mark.weight for one in students for mark in (*one.earlier, *one.term) if mark.weight}))


# ── a class ───────────────────────────────────────────────────────────
def class_outlook(actor: Actor, class_id: int) -> ClassPage:
    """Return the term under way of a class: the own one, or any for who reads all pages. Three queries, nine of one
    that has changed since it was read last.

    Raises NotVisible.
    """
    day = today()
    found = _classes(school=actor.school_id, staff=actor.staff_id or 0, class_id=class_id, day=day)
    if not found:
        raise NotVisible
    name, year_id, scheme_id, settings, is_led = found[0]
    if not (actor.may(Right.READ_PAGES) or (is_led and actor.may(Right.READ_CLASS_PAGES))):
        raise NotVisible
    return CLASSES.get(
        (actor.school_id, class_id),
        version_of(actor.school_id, class_id, year_id, day),
        lambda: _class_page(actor.school_id, class_id, name, _OfYear(year_id, scheme_id, read_settings(settings)), day),
    )


@dataclass(frozen=True, slots=True)
class _OfYear:
    id: int
    scheme_id: int | None
    settings: SchoolSettings


def _class_page(school_id: int, class_id: int, name: str, year: _OfYear, day: date) -> ClassPage:
    term = _term_of(year.scheme_id, day)
    around = _Around.read(school_id, class_id, year.id, term, year.settings, day, None)
    people = _people(school_id, class_id, day)
    of_course = {course.id: around.outlooks(course, None) for course in around.courses}
    names = tuple(dict.fromkeys(course.subject for course in around.courses))
    students = [OfStudent(pk, label, _subjects(around, of_course, pk, names)) for pk, label in people.items()]
    return ClassPage(
        class_id=class_id,
        class_name=name,
        term=term.name,
        last_day=term.ends_on,
        subjects=names,
        students=tuple(sorted(students, key=lambda one: (-round(one.risk, 2), one.expected, one.name))),
    )


def _subjects(
    around: "_Around", of_course: Mapping[int, Mapping[int, Outlook]], student: int, names: Sequence[str]
) -> tuple[Subject | None, ...]:
    own = {
        course.subject: Subject(course.id, course.subject, of_course[course.id][student])
        for course in around.courses
        if student in of_course[course.id]
    }
    return tuple(own.get(name) for name in names)


def _term_of(scheme_id: int | None, day: date) -> Term:
    terms = list(Term.objects.filter(scheme_id=scheme_id).order_by("starts_on"))
    if not terms:
        raise NotVisible
    return ([one for one in terms if one.starts_on <= day] or terms[:1])[-1]


@statement
def _classes(*, school: int, staff: int, class_id: int, day: date) -> QuerySet[ClassGroup, Sequence[Any]]:
    is_led = policy.class_rights(policy.Staffed(school, staff), day)
    rows = ClassGroup.objects.filter(school_id=school, pk=class_id).annotate(is_led=is_led)
    return rows.values_list("name", "year_id", "scheme_id", "school__settings", "is_led")


def _people(school_id: int, class_id: int, day: date) -> dict[int, str]:
    """Who is in the class, by surname, told apart."""
    rows = list(_members(school_id, class_id, day))
    shown = short_names([Named(*named) for _, *named in rows])
    return {row[0]: one.name for row, one in zip(rows, shown, strict=True)}


@statement
def _members(school: int, class_id: int, day: date) -> QuerySet[Student, Sequence[Any]]:
    stays = Membership.objects.filter(dated_on(day), class_group_id=class_id, student_id=OuterRef("pk"))
    rows = Student.objects.filter(Exists(stays), school_id=school).order_by("person__sort_key", "pk")
    names = (f"person__{part}" for part in ("surname", "name", "patronymic", "birth_date"))
    return rows.values_list("pk", *names, "file_number")


# ── one child ─────────────────────────────────────────────────────────
def child_outlook(actor: Actor, student_id: int | None = None) -> ChildPage:
    """Return the term under way of a child whose diary `actor` reads, from what the diary shows. Eight queries.

    Raises NotVisible.
    """
    page = marks_page(actor, student_id, "year")
    child, day = page.child, page.child.moment.date()
    stay, term = child.stay_on(day), child.term_on(day)
    if stay is None or term is None or not page.year_name:
        return ChildPage(page, "", None, child.settings, ())
    year_id = ClassGroup.objects.filter(school_id=actor.school_id, pk=stay.class_id).values_list("year_id", flat=True)
    period = Term(name=term.name, starts_on=term.dates.starts_on, ends_on=term.dates.last)
    around = _Around.read(actor.school_id, stay.class_id, year_id[0], period, child.settings, day, child.id)
    own = {
        one.subject: _split(((mark.date, _cell(mark)) for mark in one.marks if mark.counts), term.dates, child.settings)
        for one in page.subjects
    }
    subjects = [
        Subject(course.id, course.subject, found[child.id], own[course.subject].term)
        for course in around.courses
        if course.subject in own and (found := around.outlooks(course, own[course.subject])) and child.id in found
    ]
    return ChildPage(page, term.name, term.dates.last, child.settings, tuple(subjects))


def _cell(mark: Any) -> Weighed:
    return Weighed(mark.value, mark.second, Decimal(mark.weight), mark.state, mark.was)


# ── what stands around ────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class _Course:
    id: int
    subject_id: int
    subject: str
    subgroup_id: int | None


@dataclass(frozen=True, slots=True)
class _Around:
    """The class in the term: its courses, who is on each, everybody's marks by (student, subject), lessons."""

    settings: SchoolSettings
    child: int | None
    courses: tuple[_Course, ...]
    on_course: Mapping[int, Sequence[int]]
    marks: Mapping[tuple[int, int], SoFar]
    paces: Mapping[int, "_Pace"]

    @classmethod
    def read(  # noqa: PLR0917
        cls,
        school_id: int,
        class_id: int,
        year_id: int,
        term: Term,
        settings: SchoolSettings,
        day: date,
        child: int | None,
    ) -> "_Around":
        """Read it; for a `child` only the courses it is on. Four queries."""
        drafts = day - LONGEST_DRAFT if child is not None and settings.draft_marks else date.max
        cells: dict[tuple[int, int, bool], list[Weighed]] = defaultdict(list)
        for student, subject, in_term, *cell, number in _marks(
            school_id, class_id, year_id, day, term.starts_on, term.ends_on, drafts
        ):
            cells[student, subject, bool(in_term)] += [Weighed(*cell)] * number
        courses = [_Course(*row) for row in _courses(school_id, class_id)]
        of_class, of_groups = _places(school_id, class_id, day)
        on_course = {
            one.id: of_class if one.subgroup_id is None else of_groups.get(one.subgroup_id, ()) for one in courses
        }
        keys = {(student, subject) for student, subject, _ in cells}
        return cls(
            settings=settings,
            child=child,
            courses=tuple(one for one in courses if child is None or child in on_course[one.id]),
            on_course=on_course,
            marks={
                key: SoFar(marks_of(cells[*key, True], settings), marks_of(cells[*key, False], settings))
                for key in keys
            },
            paces=_paces(school_id, class_id, day, term.starts_on, term.ends_on),
        )

    def outlooks(self, course: _Course, own: SoFar | None) -> Mapping[int, Outlook]:
        """Return the outlooks of a course: of all, or with the child's `own` marks of the child alone."""
        students = {pk: self.marks.get((pk, course.subject_id), SoFar(())) for pk in self.on_course[course.id]}
        if self.child is not None and own is not None:
            students[self.child] = own
        pace, rounding = self.paces.get(course.id), rounding_of(self.settings)
        if self.child is None:
            return _of_course(tuple(students.items()), pace, rounding)
        return outlooks(_known(students, pace), rounding, only=self.child)


@dataclass(frozen=True, slots=True)
class _Pace:
    held: int
    left: int
    held_of_year: int


@lru_cache(maxsize=400)
def _of_course(
    students: tuple[tuple[int, SoFar], ...], pace: _Pace | None, rounding: Rounding
) -> Mapping[int, Outlook]:
    """The same marks and lessons have the same outlooks: of a class of which one page has changed, the others stay."""
    return outlooks(_known(dict(students), pace), rounding)


def _known(students: Mapping[int, SoFar], pace: _Pace | None) -> Known:
    told = pace or _Pace(0, 0, 0)
    return Known(students, told.held, told.left, told.held_of_year)


def _paces(school_id: int, class_id: int, day: date, first: date, last: date) -> dict[int, _Pace]:
    """Lessons of each course of a class: held in the term and to come in it, held of the year. One query."""
    return {pk: _Pace(*row) for pk, *row in _lessons(school_id, class_id, day, first, last)}


@statement
def _lessons(school: int, class_id: int, day: date, first: date, last: date) -> QuerySet[Lesson, Sequence[Any]]:
    rows = Lesson.objects.filter(school_id=school, class_group_id=class_id, is_cancelled=False, date__lte=last)
    # A lesson of today is behind as soon as it has a topic.
    behind = Q(date__lt=day) | (Q(date=day) & ~Q(topic=""))
    of_term = Q(date__gte=first)
    counted = rows.order_by().values("course_id")
    return counted.annotate(
        held=Count("pk", filter=of_term & behind),
        left=Count("pk", filter=of_term & ~behind),
        held_of_year=Count("pk", filter=behind),
    ).values_list("course_id", "held", "left", "held_of_year")


@statement
def _courses(school: int, class_id: int) -> QuerySet[Course, Sequence[Any]]:
    rows = Course.objects.filter(school_id=school, class_group_id=class_id, scale=Scale.FIVE, kind=CourseKind.SUBJECT)
    return rows.order_by("subject__search_key", "subgroup__name", "pk").values_list(
        "pk", "subject_id", "subject__name", "subgroup_id"
    )


def _places(school_id: int, class_id: int, day: date) -> tuple[list[int], dict[int, list[int]]]:
    """Who is in the class on the day, and who of them in which subgroup. One query."""
    of_class: dict[int, None] = {}
    of_groups: dict[int, list[int]] = defaultdict(list)
    for student, subgroup in _stays(school_id, class_id, day):
        of_class[student] = None
        if subgroup is not None:
            of_groups[subgroup].append(student)
    return list(of_class), of_groups


@statement
def _stays(school: int, class_id: int, day: date) -> QuerySet[Membership, Sequence[Any]]:
    groups = "student__subgroup_memberships__"
    rows = Membership.objects.filter(dated_on(day), school_id=school, class_group_id=class_id)
    place = Case(When(dated_on(day, groups), then=f"{groups}subgroup_id"), default=Value(None))
    return rows.annotate(place=place).order_by("student_id").values_list("student_id", "place").distinct()


@statement
def _marks(  # noqa: PLR0917
    school: int, class_id: int, year: int, day: date, first: date, last: date, drafts: date
) -> QuerySet[MarkRow, Sequence[Any]]:
    """Marks of the year of who is in the class on `day`, those of pages left behind too: alike ones in one row.

    Only what counts: given on a day when the student was in the class of the page, and in its subgroup. Of written
    works that are not released those before `drafts` (date.max: all).
    """
    whose = {"school_id": school, "student_id": OuterRef("student_id")}
    then = dated_on(OuterRef("lesson__date"))
    here = Membership.objects.filter(dated_on(day), **whose, class_group_id=class_id)
    in_class = Membership.objects.filter(then, **whose, class_group_id=OuterRef("course__class_group_id"))
    in_group = SubgroupMembership.objects.filter(then, **whose, subgroup_id=OuterRef("course__subgroup_id"))
    told = Q(work__kind__is_written=False) | Q(work__released_at__isnull=False) | Q(lesson__date__lt=drafts)
    rows = MarkRow.objects.filter(
        told,
        Exists(here),
        Exists(in_class),
        Q(course__subgroup_id__isnull=True) | Exists(in_group),
        school_id=school,
        course__year_id=year,
        lesson__date__lte=last,
        lesson__is_cancelled=False,
        work__is_removed=False,
    ).exclude(value="")
    in_term = Case(When(lesson__date__gte=first, then=Value(1)), default=Value(0))
    alike = ("student_id", "course__subject_id", "in_term", "value", "second", "weighs", "state", "was")
    weighed = rows.annotate(in_term=in_term, weighs=Coalesce("work__weight", "work__kind__weight"))
    grouped: QuerySet[MarkRow, Any] = weighed.order_by().values(*alike).annotate(number=Count("pk"))
    return grouped.values_list(*alike, "number")
