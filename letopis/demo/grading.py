"""Marks of the terms that are over, as they follow from the journal, and conduct of the showroom's class."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from letopis.demo.journal import actors_of
from letopis.demo.store import Store, local
from letopis.kernel.roles import Role
from letopis.school.classes.models import ClassGroup, SubgroupMembership
from letopis.school.grading.enums import PeriodKind
from letopis.school.grading.models import ConductMark, PeriodMark
from letopis.school.grading.queries.summary import Period, Subject, Summary, summary
from letopis.school.history import intake
from letopis.school.history.intake import Occasion, Put, Table

MARKS = Table(PeriodMark, "created", "changed")
CONDUCT = Table(ConductMark, "set_conduct", "set_conduct")
AFTER_LESSONS = time(15, 20)
# Of so many marks near the border one is put lower, with a word of why.
LOWER_OF = 6
HALF, NEAR = Decimal("0.5"), Decimal("0.1")
WHY = "Нет зачёта по последней теме"


def write(store: Store, moment: datetime) -> None:
    """Put the marks of the last term that was over at `moment`, class by class: a few statements for each."""
    day = moment.date()
    actors = actors_of(store)
    teachers = {course.pk: plan.teacher for course, plan in zip(store.courses, store.plan.courses, strict=True)}
    classes = ClassGroup.objects.filter(school_id=store.school.pk, year=store.year).order_by("sort_key", "pk")
    for place, group in enumerate(classes):
        known = summary(store.actor, group.pk, PeriodKind.YEAR)
        over = [one for one in known.periods if one.kind == PeriodKind.TERM and one.dates.last < day]
        if not over:
            continue
        at = local(over[-1].dates.last, AFTER_LESSONS)
        found = summary(store.actor, group.pk, over[-1].id)
        put: dict[int, list[Put[PeriodMark]]] = defaultdict(list)
        for one in _marks(store, group, found, at):
            put[teachers[one.row.course_id]].append(one)
        for teacher, own in put.items():
            intake.write(actors[teacher], MARKS, own, Occasion(at=at))
        if not place:
            tutor = replace(actors[store.plan.classes[store.classes.index(group)].tutor], role=Role.TUTOR)
            intake.write(tutor, CONDUCT, list(_conduct(store, group, found, at)), Occasion(at=at))


def _marks(store: Store, group: ClassGroup, found: Summary, at: datetime) -> Iterator[Put[PeriodMark]]:
    places = set(
        SubgroupMembership.objects.filter(subgroup__class_group=group).values_list("student_id", "subgroup_id")
    )
    disputed = 0
    for line in found.lines:
        for subject, cell in zip(found.subjects, line.cells, strict=True):
            course = _page(subject, line.id, places)
            if course is None or not cell.proposed:
                continue
            value, reason = cell.proposed, ""
            if cell.average is not None and abs(cell.average % 1 - HALF) <= NEAR and value in "543":
                disputed += 1
                if not disputed % LOWER_OF:
                    value, reason = str(int(value) - 1), WHY
            row = PeriodMark(
                school_id=store.school.pk,
                course_id=course,
                student_id=line.id,
                **_of(found.period),
                value=value,
                reason=reason,
                proposed=cell.proposed,
                average=cell.average,
                set_at=at,
                first_set_at=at,
            )
            yield Put(row)


def _conduct(store: Store, group: ClassGroup, found: Summary, at: datetime) -> Iterator[Put[ConductMark]]:
    for place, line in enumerate(found.lines):
        value = "удовл" if place % 9 == 4 else "прим"
        yield Put(
            ConductMark(
                school_id=store.school.pk,
                class_group_id=group.pk,
                student_id=line.id,
                **_of(found.period),
                value=value,
                set_at=at,
            )
        )


def _page(subject: Subject, student: int, places: set[tuple[int, int]]) -> int | None:
    """The page of the subject that the student is on."""
    pages = (course for course, part in subject.pages if part is None or (student, part) in places)
    return next(pages, None)


def _of(period: Period) -> dict[str, Any]:
    return {"kind": period.kind, "term_id": int(period.id), "slot": int(period.id)}
