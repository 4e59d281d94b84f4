"""The showroom's council: a small one about the first term, closed, with a debt and the day of its retake (JRN-06)."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Avg, Count, IntegerField
from django.db.models.functions import Cast

from letopis.demo.store import ZONE, Store, local
from letopis.kernel import clock
from letopis.school.councils.enums import CouncilAbout, CouncilKind, CouncilState, DecisionKind
from letopis.school.councils.models import (
    AcademicDebt,
    Council,
    CouncilMember,
    Decision,
    Examiner,
    Proposal,
    Remark,
    Retake,
)
from letopis.school.councils.rules import FAILING, matter_of
from letopis.school.curriculum.models import CourseTeacher
from letopis.school.grading.enums import PeriodKind
from letopis.school.grading.models import PeriodMark
from letopis.school.marks.models import Mark
from letopis.school.marks.rules import COUNTING
from letopis.school.organisation.models import Term

LATER = timedelta(days=4)
TIME_GIVEN = timedelta(days=60)
AHEAD = timedelta(days=8)
PERSONS = 5


class Weak(NamedTuple):
    """Who has not passed what: the mark of the term."""

    student: int
    course: int
    mark: str


def write(store: Store, moment: datetime) -> None:
    """Write the council, where the first term of the showroom's class is over and somebody's marks are weak."""
    group = store.classes[store.plan.showroom]
    term = Term.objects.filter(scheme=group.scheme_id, number=1).first()
    if term is None or clock.local(moment, ZONE.key).date() < term.ends_on + LATER:
        return
    weak = _weak(group.pk, term)
    if weak is None:
        return
    day = term.ends_on + LATER
    at = local(day, time(15, 0))
    chair, secretary, *others = store.staff[:PERSONS]
    council = store.add(
        Council,
        year_id=store.year.pk,
        kind=CouncilKind.SMALL,
        about=CouncilAbout.TERM,
        term_id=term.pk,
        number="2",
        date=day,
        agenda=f"Итоги: {term.name}\nСроки ликвидации задолженности",
        chair_id=chair.pk,
        secretary_id=secretary.pk,
        state=CouncilState.CLOSED,
        closed_at=at,
    )
    for place, one in enumerate((chair, secretary, *others)):
        store.add(CouncilMember, council_id=council.pk, staff_id=one.pk, is_present=place < PERSONS - 1)
    store.flush(at)
    today = clock.local(moment, ZONE.key).date()
    _decide(store, council, weak, at, retake_on=min(today + AHEAD, day + TIME_GIVEN))


def _weak(class_id: int, term: Term) -> Weak | None:
    """A failing mark of the term where one stands, else the lowest average there is by enough marks. Two queries."""
    failing = PeriodMark.objects.filter(
        course__class_group=class_id, kind=PeriodKind.TERM, term=term, value__in=FAILING
    ).order_by("student", "pk")
    if found := failing.values_list("student", "course", "value").first():
        return Weak(*found)
    marks = Mark.objects.filter(
        course__class_group=class_id, lesson__date__range=(term.starts_on, term.ends_on), value__in=COUNTING
    )
    means = (
        marks.order_by().values("student", "course").annotate(mean=Avg(Cast("value", IntegerField())), many=Count("pk"))
    )
    lowest = means.filter(many__gte=3).order_by("mean", "student", "course").first()
    return Weak(lowest["student"], lowest["course"], "н/а") if lowest else None


def _decide(store: Store, council: Council, weak: Weak, at: datetime, *, retake_on: date) -> None:
    course = next(one for one in store.courses if one.pk == weak.course)
    names = {one.pk: one.name for one in store.subjects.values()}
    teacher = CourseTeacher.objects.filter(course=course.pk).order_by("pk").first()
    subject = {"subject": course.subject_id, "course": course.pk, "name": names[course.subject_id], "mark": weak.mark}
    proposal = store.add(
        Proposal,
        council_id=council.pk,
        student_id=weak.student,
        class_group_id=course.class_group_id,
        kind=DecisionKind.SETTLE_DEBTS,
        proposed=DecisionKind.SETTLE_DEBTS,
        clause="273-ФЗ, ст. 58 ч. 3–5",
        grounds=[subject],
    )
    if teacher:
        text = "Пропущено много занятий, материал можно наверстать до конца полугодия."
        store.add(Remark, proposal_id=proposal.pk, author_id=teacher.staff_id, text=text, at=at - timedelta(hours=3))
    decision = store.add(
        Decision,
        proposal_id=proposal.pk,
        student_id=weak.student,
        year_id=store.year.pk,
        matter=matter_of(CouncilAbout.TERM, council.term_id),
        kind=DecisionKind.SETTLE_DEBTS,
        votes_for=PERSONS - 1,
        text="Консультации по средам, материалы передать семье.",
        until=council.date + TIME_GIVEN,
        decided_at=at,
    )
    debt = store.add(
        AcademicDebt,
        student_id=weak.student,
        class_group_id=course.class_group_id,
        year_id=store.year.pk,
        term_id=council.term_id,
        subject_id=course.subject_id,
        course_id=course.pk,
        mark=weak.mark,
        arisen_on=council.date - LATER,
        until=council.date + TIME_GIVEN,
        decision_id=decision.pk,
    )
    retake = store.add(Retake, debt_id=debt.pk, attempt=1, date=retake_on, place="каб. 204")
    if teacher:
        store.add(Examiner, retake_id=retake.pk, staff_id=teacher.staff_id)
    store.flush(at)
