"""The showroom's councils (JRN-06): a small one about the first term, closed, with a debt and the day of its retake;
where the year is over, the one that decides of everybody."""

from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import Avg, Count, IntegerField, Max
from django.db.models.functions import Cast

from letopis.demo.store import ZONE, Store, local
from letopis.kernel import clock
from letopis.school.councils.enums import (
    WITH_DEBTS,
    CouncilAbout,
    CouncilKind,
    CouncilState,
    DebtState,
    DecisionKind,
    RetakeState,
)
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
from letopis.school.councils.rules import FAILING, Proposed, matter_of, propose
from letopis.school.councils.standings import standings_of
from letopis.school.councils.tables import DEBTS, RETAKES
from letopis.school.curriculum.models import CourseTeacher
from letopis.school.grading.enums import PeriodKind
from letopis.school.grading.models import PeriodMark
from letopis.school.history import intake
from letopis.school.history.intake import Occasion, Put
from letopis.school.marks.models import Mark
from letopis.school.marks.rules import COUNTING
from letopis.school.organisation.models import Term

LATER = timedelta(days=4)
TIME_GIVEN = timedelta(days=60)
SUMMER = timedelta(days=125)
AHEAD = timedelta(days=8)
LATE = time(15, 0)
PERSONS = 5


class Weak(NamedTuple):
    """Who has not passed what: the mark of the term."""

    student: int
    course: int
    mark: str


def write(store: Store, moment: datetime) -> None:
    """Write the councils of what is over."""
    today = clock.local(moment, ZONE.key).date()
    _write_of_term(store, today)
    last_day = Term.objects.filter(scheme__year=store.year).aggregate(last=Max("ends_on"))["last"]
    if last_day and today >= last_day + LATER:
        _write_of_year(store, last_day + LATER)


def _write_of_term(store: Store, today: date) -> None:
    """Where the first term of the showroom's class is over and somebody's marks are weak."""
    group = store.classes[store.plan.showroom]
    term = Term.objects.filter(scheme=group.scheme_id, number=1).first()
    if term is None or today < term.ends_on + LATER:
        return
    weak = _weak(group.pk, term)
    if weak is None:
        return
    day = term.ends_on + LATER
    council = _council(
        store,
        day,
        kind=CouncilKind.SMALL,
        about=CouncilAbout.TERM,
        term_id=term.pk,
        number="2",
        agenda=f"Итоги: {term.name}\nСроки ликвидации задолженности",
    )
    retake = _decide(store, council, weak, retake_on=min(today + AHEAD, day + TIME_GIVEN))
    if retake.date <= today:
        _settle(store, retake)


def _settle(store: Store, retake: Retake) -> None:
    """The retake was held, and passed."""
    store.ids.settle()
    debt = AcademicDebt.objects.get(pk=retake.debt_id)
    retake.debt = debt
    puts = Put.change(retake), Put.change(debt)
    retake.state, retake.mark = RetakeState.PASSED, "3"
    debt.state, debt.settled_on, debt.result = DebtState.SETTLED, retake.date, retake.mark
    occasion = Occasion(at=local(retake.date, LATE))
    intake.write(store.actor, RETAKES, [puts[0]], occasion)
    intake.write(store.actor, DEBTS, [puts[1]], occasion)


def _write_of_year(store: Store, day: date) -> None:
    """Of everybody, as the marks propose; debts have time until autumn."""
    kind = CouncilKind.PEDAGOGICAL
    council = _council(
        store, day, kind=kind, about=CouncilAbout.YEAR, number="7", agenda="Итоги учебного года\nПеревод"
    )
    for class_id, standings in standings_of(council, [one.pk for one in store.classes]).items():
        for student_id, standing in standings.items():
            if proposed := propose(CouncilAbout.YEAR, standing):
                _decide_of_year(store, council, (class_id, student_id), proposed)
    store.flush(local(day, LATE))


def _decide_of_year(store: Store, council: Council, of: tuple[int, int], proposed: Proposed) -> None:
    class_id, student_id = of
    proposal = store.add(
        Proposal,
        council_id=council.pk,
        student_id=student_id,
        class_group_id=class_id,
        kind=proposed.kind,
        proposed=proposed.kind,
        clause=proposed.clause,
        grounds=proposed.told(),
        missing=list(proposed.missing),
    )
    until = council.date + SUMMER if proposed.kind in WITH_DEBTS else None
    decision = store.add(
        Decision,
        proposal_id=proposal.pk,
        student_id=student_id,
        year_id=store.year.pk,
        matter=matter_of(CouncilAbout.YEAR, None),
        kind=proposed.kind,
        votes_for=PERSONS - 1,
        until=until,
        decided_at=local(council.date, LATE),
    )
    for one in proposed.grounds if until else ():
        store.add(
            AcademicDebt,
            student_id=student_id,
            class_group_id=class_id,
            year_id=store.year.pk,
            subject_id=one.subject_id,
            course_id=one.course_id,
            mark=one.value,
            arisen_on=council.date - LATER,
            until=until,
            decision_id=decision.pk,
        )


def _council(store: Store, day: date, **columns: Any) -> Council:
    """A meeting that is over, all but one of its members there."""
    at, members = local(day, LATE), store.staff[:PERSONS]
    chair, secretary = members[0], members[1]
    made: Council = store.add(
        Council,
        year_id=store.year.pk,
        date=day,
        chair_id=chair.pk,
        secretary_id=secretary.pk,
        state=CouncilState.CLOSED,
        closed_at=at,
        **columns,
    )
    for place, one in enumerate(members):
        store.add(CouncilMember, council_id=made.pk, staff_id=one.pk, is_present=place < PERSONS - 1)
    store.flush(at)
    return made


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


def _decide(store: Store, council: Council, weak: Weak, *, retake_on: date) -> Retake:
    at = local(council.date, LATE)
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
    retake: Retake = store.add(Retake, debt_id=debt.pk, attempt=1, date=retake_on, place="каб. 204")
    if teacher:
        store.add(Examiner, retake_id=retake.pk, staff_id=teacher.staff_id)
    store.flush(at)
    return retake
