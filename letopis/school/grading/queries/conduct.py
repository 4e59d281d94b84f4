"""Conduct of a class in a period: marks, opinions of those who teach it, whether they were asked."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.kernel.roles import Role
from letopis.kernel.statements import statement
from letopis.school.classes.models import Membership
from letopis.school.curriculum.models import Course
from letopis.school.grading.conduct_rules import prevailing, told
from letopis.school.grading.enums import PeriodKind
from letopis.school.grading.models import ConductAsking, ConductMark, ConductOpinion
from letopis.school.grading.queries.sheet import courses_of
from letopis.school.grading.queries.summary import (
    Period,
    SummaryClass,
    chosen_of,
    class_for,
    class_of,
    leads,
    periods_of,
)
from letopis.school.lessons import policy
from letopis.school.lessons.queries.rosters import COLUMNS, SUBGROUP, listed, members
from letopis.school.organisation.stored_settings import read_settings
from letopis.school.people.models import Student


@dataclass(frozen=True, slots=True)
class ConductLine:
    """A student: the mark, "" for none; what teachers think («прим 5, удовл 2»), and what more of them than else.

    `elsewhere`: the mark of the period that another class has put, «прим, 7Б»: a period has one.
    """

    id: int
    name: str
    value: str
    opinions: str = ""
    prevailing: str = ""
    elsewhere: str = ""

    @property
    def is_open(self) -> bool:
        """Whether there is something to be put, or to be taken away, here."""
        return bool(self.value or not self.elsewhere)


@dataclass(frozen=True, slots=True)
class ConductSheet:
    """A class in a period. `told`: of how many pages somebody has said what he thinks."""

    group: SummaryClass
    periods: tuple[Period, ...]
    period: Period
    scale: str
    lines: tuple[ConductLine, ...]
    asked_at: datetime | None
    told: int
    may_write: bool


@dataclass(frozen=True, slots=True)
class OpinionSheet:
    """The students of a page, with what its teacher thinks. `role`: in which the reader writes, None: only reads."""

    course_id: int
    class_name: str
    subject: str
    periods: tuple[Period, ...]
    period: Period
    scale: str
    lines: tuple[ConductLine, ...]
    role: Role | None


def conduct(actor: Actor, class_id: int, period: str = "") -> ConductSheet:
    """Return the conduct of a class in a period. Five queries. Raises NotVisible."""
    day = today()
    group = class_of(actor, class_id, day)
    periods = tuple(one for one in periods_of(group) if one.kind != PeriodKind.FINAL)
    chosen = chosen_of(periods, period, day)
    scale = read_settings(group.school__settings).conduct_scale
    of_class = {"school": group.school_id, "class_group": group.id, **chosen.key}
    marks, elsewhere = {}, {}
    for student, value, by, name in _marks(year=group.year_id, **of_class):
        if by == group.id:
            marks[student] = value
        elif value:
            elsewhere[student] = f"{value}, {name}"
    people = listed(_people(group.school_id, group.id), whole=True)
    said: dict[int, list[str]] = defaultdict(list)
    pages = set()
    for student, course, value in _opinions(**of_class):
        said[student].append(value)
        pages.add(course)
    asked_at = next((row[0] for row in _asked(**of_class)), None)
    lines = tuple(
        ConductLine(
            one.id,
            one.name,
            marks.get(one.id, ""),
            told(said[one.id], scale),
            prevailing(said[one.id], scale),
            elsewhere.get(one.id, ""),
        )
        for one in people
        if one.within(chosen.dates)
    )
    may_write = leads(actor, group, Right.WRITE_CLASS_PAGES)
    return ConductSheet(group, periods, chosen, scale, lines, asked_at, len(pages), may_write)


@statement
def _people(school: int, class_group: int) -> QuerySet[Student, Any]:
    return members(school, class_group, None, []).values_list(*COLUMNS)


@statement
def _marks(*, school: int, year: int, class_group: int, kind: str, slot: int) -> QuerySet[ConductMark, Any]:
    """Marks of the class, and those that its students have in other classes of the year."""
    of_class = Membership.objects.filter(student_id=OuterRef("student_id"), class_group_id=class_group)
    marks = ConductMark.objects.filter(school_id=school, class_group__year_id=year, kind=kind, slot=slot)
    marks = marks.filter(Q(class_group_id=class_group) | Q(Exists(of_class)))
    return marks.order_by("pk").values_list("student_id", "value", "class_group_id", "class_group__name")


@statement
def _opinions(*, school: int, class_group: int, kind: str, slot: int) -> QuerySet[ConductOpinion, Any]:
    told = ConductOpinion.objects.filter(school_id=school, course__class_group_id=class_group, kind=kind, slot=slot)
    return told.exclude(value="").order_by("pk").values_list("student_id", "course_id", "value")


@statement
def _asked(*, school: int, class_group: int, kind: str, slot: int) -> QuerySet[ConductAsking, Any]:
    asked = ConductAsking.objects.filter(school_id=school, class_group_id=class_group, kind=kind, slot=slot)
    return asked.order_by("pk").values_list("asked_at")


def opinions(actor: Actor, course_id: int, period: str = "") -> OpinionSheet:
    """Return what the teacher of a page thinks of its students. Four queries. Raises NotVisible: another's page."""
    day = today()
    course = courses_of(actor.school_id, actor.staff_id, [course_id], day, to_write=False).get(course_id)
    if course is None or not (course.as_teacher and actor.may(Right.WRITE_OWN_PAGES)):
        raise NotVisible
    group = class_for(actor, course.class_group_id, day)
    periods = tuple(one for one in periods_of(group) if one.kind != PeriodKind.FINAL)
    chosen = chosen_of(periods, period, day)
    columns = COLUMNS if course.subgroup_id is None else (*COLUMNS, *SUBGROUP)
    rows = members(course.school_id, course.class_group_id, course.subgroup_id, []).values_list(*columns)
    own = ConductOpinion.objects.filter(school_id=course.school_id, course_id=course.id, **chosen.key)
    values = dict(own.values_list("student_id", "value"))
    lines = tuple(
        ConductLine(one.id, one.name, values.get(one.id, ""))
        for one in listed(rows, whole=course.subgroup_id is None)
        if one.within(chosen.dates)
    )
    role = policy.standing(actor, course, course).role
    scale = read_settings(course.school__settings).conduct_scale
    return OpinionSheet(course.id, course.where, course.subject__name, periods, chosen, scale, lines, role)


_ASKING = "class_group__conduct_askings__"
# Which period is asked about.
OF_ASKING = (f"{_ASKING}kind", f"{_ASKING}slot", f"{_ASKING}term__name")


def untold(school: int, pages: QuerySet[Any, Any], since: datetime) -> QuerySet[Course, Any]:
    """Return those of the pages whose teachers were asked since a moment and have told nothing yet, a row an asking.

    For a statement of another page, beside what that asks for: no policy, the caller has one.
    """
    said = ConductOpinion.objects.filter(
        school_id=school, course_id=OuterRef("pk"), kind=OuterRef(f"{_ASKING}kind"), slot=OuterRef(f"{_ASKING}slot")
    )
    asked = {f"{_ASKING}asked_at__gte": since, f"{_ASKING}term__closed_at__isnull": True}
    rows = Course.objects.filter(~Q(Exists(said)), school_id=school, pk__in=pages, **asked)
    return rows.order_by("class_group__sort_key", "subject__search_key", "pk")
