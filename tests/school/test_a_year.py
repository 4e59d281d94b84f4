"""A year of a class: each quarter put and closed, one reopened with a reason, one corrected by the deputy, the council.

Everything goes through the actions that the pages call, on a school whose journal is empty, so that what is told in the
end is known: the year's marks, promotions, drafts of orders, what families have read, and a ledger that proves it all.
"""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import override_settings

from letopis import demo
from letopis.kernel import clock
from letopis.kernel.actor import Actor
from letopis.kernel.roles import Role
from letopis.school.access.models import RoleAssignment
from letopis.school.classes.enums import OrderKind, OrderStatus
from letopis.school.classes.models import ClassGroup, ClassTutor, Order
from letopis.school.councils import actions as councils
from letopis.school.councils.actions.meetings import Head
from letopis.school.councils.actions.voting import Vote
from letopis.school.councils.enums import CouncilAbout, CouncilKind, DecisionKind
from letopis.school.councils.models import AcademicDebt, Council, Decision
from letopis.school.councils.queries import decisions_of_child, unread_of
from letopis.school.councils.rules import Votes
from letopis.school.curriculum.enums import Scale
from letopis.school.curriculum.models import Course
from letopis.school.grading.actions.period_marks import accept_proposed
from letopis.school.grading.models import PeriodMark
from letopis.school.grading.wire import PeriodMarkOperation
from letopis.school.history.models import Entry
from letopis.school.history.verification import verify
from letopis.school.marks.wire import MarkOperation
from letopis.school.organisation.models import Term
from letopis.school.people.models import Guardian, Staff, Student
from letopis.school.periods.actions import close_term, reopen_pages
from letopis.school.sync.engine import apply_operations
from letopis.school.timetable.models import Lesson
from letopis.school.years.actions import draft_council_orders, prepare_next_year
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-04", "JRN-05", "JRN-06", "JRN-10")]
SUBJECTS, LESSONS = 3, 2
COUNCIL_DAY = date(2027, 5, 27)


class Year:
    """One class of the demo school before anything was written in its journal, three of its pages, who works there."""

    def __init__(self, traveller: time_machine.Traveller) -> None:
        self.traveller = traveller
        self.go(date(2026, 9, 1))
        with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
            self.school = demo.build(students=20, classes=1, seed=3, today=date(2026, 9, 1)).school
        self.group = ClassGroup.objects.get(school=self.school)
        pages = Course.objects.filter(class_group=self.group, scale=Scale.FIVE, subgroup=None)
        self.courses = list(pages.order_by("-hours_per_week", "pk")[:SUBJECTS])
        self.students = list(Student.objects.filter(memberships__class_group=self.group).order_by("pk"))
        # Who fails in one subject, in all of them; everybody else has fours and fives.
        self.owing, self.failing = self.students[:2]
        self.terms = list(Term.objects.filter(scheme=self.group.scheme).order_by("number"))

    def go(self, day: date) -> None:
        self.traveller.move_to(make.moment_on(day))

    def office(self, role: Role) -> Actor:
        held = RoleAssignment.objects.filter(school=self.school, role=role).order_by("pk")[0]
        return make.actor_of(Staff.objects.get(person=held.person_id), role)

    def teacher(self, course: Course) -> Actor:
        return make.actor_of(course.teachers.order_by("-starts_on")[0].staff, Role.TEACHER)

    def value(self, course: Course, student: Student) -> str:
        fails = student == self.failing or (student == self.owing and course == self.courses[0])
        return "2" if fails else "5" if student.pk % 2 else "4"


def answers(actor: Actor, operations: list[Any]) -> list[dict[str, Any]]:
    return [dict(one) for one in apply_operations(actor, operations).answers]


def put_term(y: Year, term: Term) -> None:
    """Lessons' marks, then what follows from them, in the last days of the quarter."""
    day = term.ends_on - timedelta(days=1)
    y.go(day)
    for course in y.courses:
        teacher = y.teacher(course)
        held = Lesson.objects.filter(course=course, date__range=(term.starts_on, day), is_cancelled=False)
        for lesson in held.order_by("-date", "-number")[:LESSONS]:
            operations = [
                MarkOperation(op_id=uuid4(), lesson_id=lesson.pk, student_id=one.pk, value=y.value(course, one))
                for one in y.students
            ]
            assert {one["status"] for one in answers(teacher, operations)} == {"applied"}
        assert accept_proposed(teacher, course_id=course.pk, period=str(term.pk)) == len(y.students)


def change(y: Year, who: Actor, term: Term, value: str, reason: str = "") -> dict[str, Any]:
    """The mark of a quarter of the first student of no trouble, in the last of the subjects."""
    row = PeriodMark.objects.get(course=y.courses[-1], term=term, student=y.students[2])
    operation = PeriodMarkOperation(
        op_id=uuid4(),
        base_version=row.version,
        course_id=row.course_id,
        student_id=row.student_id,
        period=str(term.pk),
        value=value,
        reason=reason or None,
    )
    return answers(who, [operation])[0]


def reopen_the_first(y: Year, term: Term) -> None:
    """Closed for everybody; for an hour and a reason the teacher's page is open, and the ledger says so."""
    operator, teacher = y.office(Role.OPERATOR), y.teacher(y.courses[-1])
    y.go(term.ends_on + timedelta(days=3))
    close_term(operator, term_id=term.pk)
    for who in (teacher, y.office(Role.DEPUTY)):
        assert change(y, who, term, "3", "Описка")["code"] == "closed"
    reopen_pages(operator, term_id=term.pk, course_ids=[y.courses[-1].pk], hours=1, reason="Описка в ведомости")
    assert change(y, teacher, term, "3", "Описка")["status"] == "applied"
    y.traveller.shift(timedelta(hours=2))
    assert change(y, teacher, term, "4", "Передумал")["code"] == "closed"


def correct_the_second(y: Year, term: Term) -> None:
    """Two weeks later the teacher does not, the deputy does, with a reason (А3.2.4-5); then it is closed."""
    y.go(term.ends_on + timedelta(days=16))
    teacher, deputy = y.teacher(y.courses[-1]), y.office(Role.DEPUTY)
    assert change(y, teacher, term, "3", "Пересдача")["code"] == "window"
    assert change(y, deputy, term, "3")["code"] == "reason"
    assert change(y, deputy, term, "3", "Пересдача по решению комиссии")["status"] == "applied"
    close_term(y.office(Role.OPERATOR), term_id=term.pk)


def put_year(y: Year) -> None:
    """The year follows from the quarters; of the two who fail it is a «2», of the one corrected twice it is another."""
    for course in y.courses:
        assert accept_proposed(y.teacher(course), course_id=course.pk, period="year") == len(y.students)
    put = {(one.course_id, one.student_id): one.value for one in PeriodMark.objects.filter(kind="year")}
    assert put[y.courses[0].pk, y.owing.pk] == put[y.courses[1].pk, y.failing.pk] == "2"
    corrected = y.students[2]
    quarters = PeriodMark.objects.filter(course=y.courses[-1], student=corrected, kind="term").order_by("term__number")
    usual = y.value(y.courses[-1], corrected)
    assert [one.value for one in quarters] == ["3", "3", usual, usual]
    assert put[y.courses[-1].pk, corrected.pk] == "4"


def hold_the_council(y: Year) -> Council:
    """One goes on with a debt, one stays for a second year though the law lets him go on, all others are promoted."""
    y.go(COUNCIL_DAY)
    office, tutor = y.office(Role.STUDY_OFFICE), ClassTutor.objects.get(class_group=y.group).staff
    head = Head(
        kind=CouncilKind.PEDAGOGICAL,
        about=CouncilAbout.YEAR,
        date=COUNCIL_DAY,
        term_id=None,
        agenda="Итоги года",
        chair_id=office.staff_id,
        secretary_id=tutor.pk,
    )
    council = councils.prepare_council(office, year_id=y.group.year_id, head=head)
    councils.propose_classes(office, council_id=council.pk, class_ids=[y.group.pk])
    rows = {row.student_id: row for row in council.proposals.all()}
    assert {rows[one.pk].kind for one in (y.owing, y.failing)} == {DecisionKind.PROMOTE_WITH_DEBTS}
    assert {rows[one.pk].kind for one in y.students[2:]} == {DecisionKind.PROMOTE}
    row = rows[y.failing.pk]
    councils.change_proposal(
        office, proposal_id=row.pk, version=row.version, kind=DecisionKind.REPEAT, note="Заявление родителей"
    )
    council.refresh_from_db()
    council = councils.open_council(office, council_id=council.pk, version=council.version)
    present = council.members.filter(is_present=True).count()
    for row in council.proposals.filter(is_withdrawn=False).order_by("pk"):
        vote = Vote(kind=row.kind, votes=Votes(present), until=date(2027, 12, 1))
        councils.decide(office, proposal_id=row.pk, version=row.version, vote=vote)
    council.refresh_from_db()
    return councils.close_council(office, council_id=council.pk, version=council.version, number="9")


def draft_orders(y: Year, council: Council) -> None:
    """A draft of each kind; the year's class of who is promoted, the same grade of who stays."""
    prepare_next_year(y.office(Role.OPERATOR), year_id=y.group.year_id)
    drafts = draft_council_orders(y.office(Role.STUDY_OFFICE), council_id=council.pk)
    assert {one.kind: one.lines.count() for one in drafts} == {
        OrderKind.PROMOTE: len(y.students) - 1,
        OrderKind.REPEAT: 1,
    }
    assert set(Order.objects.filter(pk__in=[one.pk for one in drafts]).values_list("status", flat=True)) == {
        OrderStatus.DRAFT
    }
    promoted = next(one for one in drafts if one.kind == OrderKind.PROMOTE)
    line = promoted.lines.get(student=y.owing)
    assert (line.note, line.class_to.grade) == ("условно, с академической задолженностью", y.group.grade + 1)


def acknowledge(y: Year, council: Council) -> None:
    """Each family reads its own decision; the class teacher sees who has not."""
    tutor = make.actor_of(ClassTutor.objects.get(class_group=y.group).staff, Role.TUTOR)
    assert [one.is_read for one in unread_of(tutor, council.pk)] == [False] * len(y.students)
    decision = Decision.objects.get(proposal__council=council, student=y.owing)
    parent = make.actor_of(Guardian.objects.filter(guardianships__student=y.owing)[0], Role.GUARDIAN)
    (told,) = decisions_of_child(parent, y.owing.pk).decisions
    assert told.reasons == (f"{y.courses[0].subject.name} — 2",)
    councils.acknowledge(parent, decision_id=decision.pk)
    assert sum(one.is_read for one in unread_of(tutor, council.pk)) == 1
    debts = AcademicDebt.objects.filter(decision__proposal__council=council)
    assert [(one.student_id, one.course_id, one.mark) for one in debts] == [(y.owing.pk, y.courses[0].pk, "2")]


def test_a_year_is_put_closed_reopened_corrected_councilled_and_proved(moment: time_machine.Traveller) -> None:
    y = Year(moment)
    with clock.in_zone("Europe/Moscow"):
        first, second, third, fourth = y.terms
        put_term(y, first)
        reopen_the_first(y, first)
        put_term(y, second)
        correct_the_second(y, second)
        put_term(y, third)
        put_term(y, fourth)
        put_year(y)
        council = hold_the_council(y)
        draft_orders(y, council)
        acknowledge(y, council)
    # Whoever had no account was given one by the factory, behind the ledger's back.
    assert [one for one in verify(y.school.pk).findings if not one.table.startswith("access.")] == []
    told = set(Entry.objects.filter(school=y.school).values_list("action", flat=True))
    assert told >= {"close_term", "reopen_page", "open_council", "close_council", "acknowledge_decision"}
