"""Marks of the terms and the year that are over, as they follow from the journal; conduct of the showroom's class."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from letopis.demo.journal import actors_of
from letopis.demo.store import Store, local
from letopis.kernel.roles import Role
from letopis.school.classes.models import ClassGroup, Membership, SubgroupMembership
from letopis.school.curriculum.enums import Scale
from letopis.school.grading.enums import PeriodKind
from letopis.school.grading.models import ConductMark, PeriodMark
from letopis.school.grading.queries.summary import Period, Subject, Summary, summary
from letopis.school.grading.rules import OfTerm, of_year
from letopis.school.history import intake
from letopis.school.history.intake import Occasion, Put, Table
from letopis.school.marks.rules import PASSED
from letopis.school.organisation.models import lasting
from letopis.school.organisation.stored_settings import read_settings

MARKS = Table(PeriodMark, "created", "changed")
CONDUCT = Table(ConductMark, "set_conduct", "set_conduct")
AFTER_LESSONS = time(15, 20)
# Of so many marks near the border one is put lower, with a word of why.
LOWER_OF = 6
HALF, NEAR = Decimal("0.5"), Decimal("0.1")
WHY = "Нет зачёта по последней теме"


def write(store: Store, moment: datetime) -> None:
    """Put the marks of the terms that were over at `moment`, and of a year that was: a few statements a class."""
    actors = actors_of(store)
    teachers = {course.pk: plan.teacher for course, plan in zip(store.courses, store.plan.courses, strict=True)}
    showroom, jobs = store.classes[store.plan.showroom], []
    for group in ClassGroup.objects.filter(school_id=store.school.pk, year=store.year).order_by("sort_key", "pk"):
        of_year = _OfYear(store, group)
        for number, period in enumerate(of_year.over(moment.date())):
            at = local(period.last_day, AFTER_LESSONS)
            jobs.append((at, number, group.sort_key, group.pk, group, of_year, period))
    for at, _, _, _, group, of_year, period in sorted(jobs, key=lambda job: job[:4]):
        found = summary(store.actor, group.pk, period.id)
        put: dict[int, list[Put[PeriodMark]]] = defaultdict(list)
        for one in of_year.marks(found, at):
            put[teachers[one.row.course_id]].append(one)
        for teacher, own in put.items():
            intake.write(actors[teacher], MARKS, own, Occasion(at=at))
        if group == showroom and period.kind == PeriodKind.TERM:
            tutor = replace(actors[store.plan.classes[store.classes.index(group)].tutor], role=Role.TUTOR)
            intake.write(tutor, CONDUCT, list(_conduct(store, group, found, at)), Occasion(at=at))


class _OfYear:
    """The marks of a class, term by term; that of the year follows from them."""

    def __init__(self, store: Store, group: ClassGroup) -> None:
        self._store, self._group = store, group
        self._terms: dict[tuple[int, int], list[OfTerm]] = defaultdict(list)

    def over(self, day: date) -> list[Period]:
        """The periods that are over, the year last."""
        known = summary(self._store.actor, self._group.pk, PeriodKind.YEAR)
        return [one for one in known.periods if one.kind != PeriodKind.FINAL and one.last_day < day]

    def marks(self, found: Summary, at: datetime) -> Iterator[Put[PeriodMark]]:
        """The marks of a period."""
        if found.period.kind == PeriodKind.YEAR:
            yield from self._of_year(found, at)
            return
        for put in _marks(self._store, self._group, found, at):
            self._terms[put.row.student_id, put.row.course_id].append(OfTerm(found.period.name, put.row.value))
            yield put

    def _of_year(self, found: Summary, at: datetime) -> Iterator[Put[PeriodMark]]:
        """Of who is in class at its end."""
        scales = {course: subject.scale for subject in found.subjects for course, _ in subject.pages}
        stays = Membership.objects.filter(lasting(found.period.last_day), class_group=self._group)
        here, settings = set(stays.values_list("student", flat=True)), read_settings(self._store.school.settings)
        for (student, course), terms in self._terms.items():
            proposed = of_year(scales[course], terms, settings)
            if student in here and proposed.value:
                yield Put(
                    PeriodMark(
                        school_id=self._store.school.pk,
                        course_id=course,
                        student_id=student,
                        **_of(found.period),
                        value=proposed.value,
                        proposed=proposed.value,
                        average=proposed.average,
                        set_at=at,
                        first_set_at=at,
                    )
                )


def _marks(store: Store, group: ClassGroup, found: Summary, at: datetime) -> Iterator[Put[PeriodMark]]:
    places = set(
        SubgroupMembership.objects.filter(subgroup__class_group=group).values_list("student_id", "subgroup_id")
    )
    disputed = 0
    for line in found.lines:
        for subject, cell in zip(found.subjects, line.cells, strict=True):
            course = _page(subject, line.id, places)
            # Of «зачёт» the sheet proposes nothing: the teacher has heard everybody.
            proposed = PASSED if subject.scale == Scale.PASS_FAIL else cell.proposed
            if course is None or not proposed:
                continue
            value, reason = proposed, ""
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
                proposed=proposed,
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
    return {**period.key, "term_id": period.term_id}
