"""The schedule of assessment works as pages read it. A constant number of queries, whatever the school."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Max, Min
from msgspec import Struct

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.dates import DateRange, short
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.kernel.text import name_key
from letopis.school.curriculum.enums import CourseKind
from letopis.school.curriculum.models import Course
from letopis.school.curriculum.rules.hours import hours_of_year, study_weeks
from letopis.school.lessons import policy as lessons
from letopis.school.marks.models import Work
from letopis.school.organisation.models import AcademicYear, School
from letopis.school.timetable.models import Lesson
from letopis.school.workload import policy
from letopis.school.workload.enums import SHORT, AssessmentKind, WorkLevel, WorkState
from letopis.school.workload.figures import Decided, Figures, Norm, figures, norms
from letopis.school.workload.models import AssessmentWork, SchoolNorm
from letopis.school.workload.rules import Comparison, Facts, Held, Page, Planned, compare, hits
from letopis.school.workload.wording import Told, told


class Half(NamedTuple):
    """Half a year of the schedule: 1 or 2."""

    number: int
    dates: DateRange

    @property
    def name(self) -> str:
        """«1 полугодие»."""
        return f"{self.number} полугодие"


def half_of(year: AcademicYear, number: int) -> Half:
    """Return a half of the year: to the end of December, or from January, as the journal's pages count it."""
    december = date(year.starts_on.year, 12, 31)
    if number == 1:
        return Half(1, DateRange(year.starts_on, min(december, year.ends_on)))
    return Half(2, DateRange(min(december + timedelta(days=1), year.ends_on), year.ends_on))


def half_on(year: AcademicYear, day: date) -> Half:
    """Return the half that a day is in."""
    return half_of(year, 1 if day <= half_of(year, 1).dates.last else 2)


# ── what the school has decided of the norms ──────────────────────────
def decided(school_id: int) -> dict[str, Decided]:
    """Return what the school decided, by key. One query."""
    rows = SchoolNorm.objects.filter(school_id=school_id).values_list("key", "value", "is_on")
    return {key: Decided(value, is_on) for key, value, is_on in rows}


def figures_of(school: School) -> dict[str, int]:
    """Return the figures in force. One query."""
    return figures(school.kind, decided(school.pk))


# ── pages of the journal ──────────────────────────────────────────────
class CoursePage(Struct, frozen=True):
    """A page of the journal as the schedule knows it. `subject`: the short name where there is one."""

    id: int
    class_id: int
    class_name: str
    grade: int
    subject_id: int
    subject: str
    short: str
    subgroup: str
    hours: Decimal
    plan_id: int | None
    as_teacher: bool
    as_tutor: bool

    @property
    def page(self) -> Page:
        """As the rules know it."""
        return Page(self.id, self.class_id, self.grade, self.subject_id, bool(self.subgroup))

    @property
    def label(self) -> str:
        """«7А, Английский язык, 1 группа»."""
        return ", ".join(filter(None, (self.class_name, self.subject, self.subgroup)))


def course_pages(actor: Actor, year: AcademicYear) -> dict[int, CoursePage]:
    """Return all pages of subjects of a year, in the order of classes and subjects. One query."""
    rows = Course.objects.filter(school_id=actor.school_id, year=year, kind=CourseKind.SUBJECT).annotate(
        **lessons.course_rights(actor, today())
    )
    ordered = rows.order_by("class_group__sort_key", "class_group_id", "subject__name", "subgroup__name", "pk")
    found = ordered.values_list(
        *("pk", "class_group_id", "class_group__name", "class_group__grade", "subject_id", "subject__name"),
        *("subject__short_name", "subgroup__name", "hours_per_week", "plan_id", "as_teacher", "as_tutor"),
    )
    return {row[0]: _page(row) for row in found}


def _page(row: Sequence[Any]) -> CoursePage:
    pk, class_id, class_name, grade, subject_id, subject, short_name, subgroup, hours, plan, teacher, tutor = row
    abbreviation = short_name or subject[:12]
    return CoursePage(
        *(pk, class_id, class_name, grade, subject_id, subject, abbreviation, subgroup or "", hours, plan),
        bool(teacher),
        bool(tutor),
    )


# ── works ─────────────────────────────────────────────────────────────
class Scheduled(Struct, frozen=True):
    """A work of the schedule; `page` is its page of the journal."""

    id: int
    page: CoursePage
    date: date
    number: int | None
    level: str
    kind: str
    title: str
    minutes: int
    state: str
    reason: str
    plan_number: int | None
    version: int

    @property
    def what(self) -> str:
        """«Контрольная работа № 2»: the title, else what it is."""
        return self.title or self.kind_name

    @property
    def label(self) -> str:
        """«7А, Алгебра: Контрольная работа № 2, 03.12.2026»."""
        return f"{self.page.label}: {self.what}, {short(self.date)}"

    @property
    def short_kind(self) -> str:
        """«к/р»: for a cell."""
        return SHORT[AssessmentKind(self.kind)]

    @property
    def kind_name(self) -> str:
        """«Контрольная работа»."""
        return str(AssessmentKind(self.kind).label)

    @property
    def level_name(self) -> str:
        """«Федеральная»."""
        return str(WorkLevel(self.level).label)

    @property
    def is_draft(self) -> bool:
        """Proposed and not yet published."""
        return self.state == WorkState.DRAFT

    @property
    def planned(self) -> Planned:
        """As the rules know it. A work without a name is a procedure by its kind."""
        name = name_key(self.title) or self.kind
        return Planned(self.id, self.page.page, self.date, self.number, self.kind, self.minutes, name)


def works_of(actor: Actor, year: AcademicYear, pages: Mapping[int, CoursePage]) -> list[Scheduled]:
    """Return all works of a year that are not cancelled, in the order of the days. One query."""
    rows = AssessmentWork.objects.filter(school_id=actor.school_id, course__year=year)
    rows = rows.exclude(state=WorkState.CANCELLED).order_by("date", "number", "pk")
    found = rows.values_list(
        *("pk", "course_id", "date", "number", "level", "kind", "title", "minutes", "state", "reason"),
        *("plan_number", "version"),
    )
    return [Scheduled(pk, pages[course], *rest) for pk, course, *rest in found if course in pages]


def facts_of(
    actor: Actor, year: AcademicYear, pages: Iterable[CoursePage], days: Iterable[date] | None = None
) -> Facts:
    """Return what the rules ask of load and timetable; first and last lessons of `days`, else of all. One query.

    Hours of the year are those of the load, as a plan is held against them (CUR-03): they stand before the timetable.
    """
    held = Lesson.objects.filter(school_id=actor.school_id, is_cancelled=False, date__range=year.dates.bounds)
    held = held.filter(course__kind=CourseKind.SUBJECT)
    of_days = held.order_by() if days is None else held.filter(date__in=set(days)).order_by()
    ends = of_days.values_list("class_group_id", "date").annotate(first=Min("number"), last=Max("number"))
    all_pages = list(pages)
    return Facts(
        hours={page.id: hours_of_year(page.hours, study_weeks(page.grade)) for page in all_pages},
        weekly={page.id: page.hours for page in all_pages},
        ends={(class_id, day): (first, last) for class_id, day, first, last in ends},
    )


# ── the page ──────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Schedule:
    """Half a year of the schedule as its reader sees it: `works` are shown, `hits` are of them."""

    half: Half
    pages: Mapping[int, CoursePage]
    works: Sequence[Scheduled]
    hits: Sequence[Told]
    compared: Comparison
    figures: Figures = field(default_factory=dict)

    @cached_property
    def by_id(self) -> dict[int, Scheduled]:
        """The works shown, by id."""
        return {work.id: work for work in self.works}

    @cached_property
    def hits_of(self) -> dict[int, list[Told]]:
        """What speaks against a work, by its id."""
        found: dict[int, list[Told]] = {}
        for hit in self.hits:
            found.setdefault(hit.work_id, []).append(hit)
        return found

    @property
    def classes(self) -> dict[int, tuple[str, int]]:
        """The reader's classes in order: id → name and grade."""
        return {page.class_id: (page.class_name, page.grade) for page in self.pages.values()}

    @property
    def drafts(self) -> int:
        """How many are proposed and not yet published."""
        return sum(work.is_draft for work in self.works)


def schedule(actor: Actor, school: School, year: AcademicYear, half: Half) -> Schedule:
    """Return the schedule of half a year. Raises NotVisible for who has no part in it. Five queries."""
    if not actor.may(*policy.READS):
        raise NotVisible
    own_figures = figures_of(school)
    pages = course_pages(actor, year)
    works = works_of(actor, year, pages)
    facts = facts_of(actor, year, pages.values(), {work.date for work in works})
    shown_pages = {
        pk: page for pk, page in pages.items() if policy.sees(actor, as_teacher=page.as_teacher, as_tutor=page.as_tutor)
    }
    shown = [work for work in works if work.page.id in shown_pages and work.date in half.dates]
    ids = {work.id for work in shown}
    by_id = {work.id: work for work in works}
    found = [
        told(hit, own_figures, by_id[hit.other_id].label if hit.other_id else "")
        for one in hits((work.planned for work in works), facts, own_figures)
        if (hit := one if one.work_id in ids else one.turned()).work_id in ids
    ]
    # Of the whole year: what was planned before the new year may have been held after it.
    published = [work.planned for work in works if work.page.id in shown_pages and not work.is_draft]
    compared = compare(published, _held(actor, year.dates, shown_pages), today())
    return Schedule(half, shown_pages, shown, found, compared.of(ids, half.dates), own_figures)


def _held(actor: Actor, days: DateRange, pages: Mapping[int, CoursePage]) -> list[Held]:
    """The journal's control works of some days. One query."""
    rows = Work.objects.filter(
        school_id=actor.school_id, kind__is_control=True, is_removed=False, lesson__date__range=days.bounds
    )
    found = rows.values_list("pk", "course_id", "lesson__date", "title", "kind__name")
    return [Held(pk, course, day, title or kind) for pk, course, day, title, kind in found if course in pages]


# ── the norms of the school ───────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class NormRow:
    """A norm as the school has it. `value`: in force, also of one that is switched off."""

    norm: Norm
    value: int
    is_on: bool
    is_own: bool


def norm_rows(actor: Actor) -> list[NormRow]:
    """Return all norms with what the school decided of them. Two queries. Raises NotVisible."""
    if not actor.may(Right.READ_SCHOOL, Right.SET_NORMS):
        raise NotVisible
    kind = School.objects.values_list("kind", flat=True).get(pk=actor.school_id)
    own = decided(actor.school_id)
    return [_norm_row(norm, own.get(norm.key), kind) for norm in norms().values()]


def _norm_row(norm: Norm, own: Decided | None, kind: str) -> NormRow:
    value = norm.value if own is None or own.value is None else own.value
    is_on = own.is_on if own else norm.holds(kind)
    return NormRow(norm, value, is_on, value != norm.value or is_on != norm.holds(kind))
