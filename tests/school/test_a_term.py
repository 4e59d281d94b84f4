"""A term of the demo school from its last week to the signed protocol: put, closed, reopened, corrected, councilled.

Everything goes through the actions that the pages call; in the end the ledger proves every row.
"""

from collections import Counter
from datetime import date, datetime, timedelta
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
from letopis.school.classes.models import ClassGroup, ClassTutor
from letopis.school.control.periods import board
from letopis.school.councils import actions as councils
from letopis.school.councils.actions.meetings import Head
from letopis.school.councils.actions.voting import Vote
from letopis.school.councils.enums import CouncilAbout, CouncilKind
from letopis.school.councils.models import AcademicDebt, Acknowledgement, Decision
from letopis.school.councils.rules import Votes
from letopis.school.curriculum.enums import Scale
from letopis.school.curriculum.models import Course, CourseTeacher
from letopis.school.grading.actions.period_marks import accept_proposed
from letopis.school.grading.models import PeriodMark
from letopis.school.grading.wire import PeriodMarkOperation
from letopis.school.history.models import Entry
from letopis.school.history.verification import verify
from letopis.school.lessons.actions.corrections import ask_correction, grant_correction, write_opened
from letopis.school.lessons.actions.reopening import grant_reopening
from letopis.school.marks.models import Mark
from letopis.school.organisation.models import Term
from letopis.school.people.models import Guardian, Staff
from letopis.school.periods.actions import close_term
from letopis.school.sync.engine import apply_operations
from tests import factories as make
from tests.school.journal.scene import mark, one

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-04", "JRN-05", "JRN-06", "JRN-10")]
LAST_WEEK = date(2026, 12, 29)


class Simulation:
    """The demo school on the last working days of the second quarter, and who works in it."""

    def __init__(self) -> None:
        with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
            self.school = demo.build(students=40, classes=2, seed=3, today=LAST_WEEK).school
        self.group = ClassGroup.objects.filter(school=self.school, grade__lte=9).order_by("-grade")[0]
        self.term = Term.objects.get(scheme=self.group.scheme, number=2)
        self.courses = list(Course.objects.filter(class_group=self.group).exclude(scale=Scale.UNMARKED).order_by("pk"))

    def office(self, role: Role) -> Actor:
        held = RoleAssignment.objects.filter(school=self.school, role=role).order_by("pk")[0]
        return make.actor_of(Staff.objects.get(person=held.person_id), role)

    def teacher(self, course: Course) -> Actor:
        taught = CourseTeacher.objects.filter(course=course, starts_on__lte=LAST_WEEK).order_by("-starts_on")[0]
        return make.actor_of(taught.staff, Role.TEACHER)


def answer(actor: Actor, operation: Any) -> dict[str, Any]:
    (told,) = apply_operations(actor, [operation]).answers
    return told


def put_marks(s: Simulation) -> None:
    """Everybody's proposed marks are accepted; two are others, with a word of why."""
    for course in s.courses:
        accept_proposed(s.teacher(course), course_id=course.pk, period=str(s.term.pk))
    found = PeriodMark.objects.filter(term=s.term, course__class_group=s.group).exclude(value="")
    assert {row.value for row in found} <= {"5", "4", "3", "2", "н/а", "осв", "зч", "нз"}
    better, worse = (
        found.filter(value="4").order_by("-average", "pk")[0],
        found.filter(value="3").order_by("average")[0],
    )
    assert put(s, better, "5", reason="")["code"] == "why"
    assert put(s, better, "5", reason="Победа в олимпиаде")["status"] == "applied"
    assert put(s, worse, "2", reason="Не сданы три контрольные работы")["status"] == "applied"
    better.refresh_from_db()
    assert (better.value, better.proposed, better.reason) == ("5", "4", "Победа в олимпиаде")


def put(s: Simulation, row: PeriodMark, value: str, *, reason: str) -> dict[str, Any]:
    operation = PeriodMarkOperation(
        op_id=uuid4(),
        base_version=row.version,
        course_id=row.course_id,
        student_id=row.student_id,
        period=str(s.term.pk),
        value=value,
        reason=reason or None,
    )
    return answer(s.teacher(row.course), operation)


def correct_by_the_deputy(s: Simulation) -> None:
    """A mark of November: its window is over, the teacher asks, the deputy corrects; one story in the ledger."""
    late = Mark.objects.filter(
        course__in=s.courses, value="4", second="", first_set_at__lt=make.moment_on(date(2026, 12, 1))
    ).filter(lesson__date__gte=s.term.starts_on)
    row = late.order_by("pk")[0]
    teacher = s.teacher(row.course)
    assert one(teacher, mark(row.work, row.student, "3", base=row.version))["code"] == "window"
    request = ask_correction(teacher, operation=mark(row.work, row.student, "5"), reason="Не учтено второе задание")
    grant_correction(s.office(Role.DEPUTY), request_id=request.pk)
    row.refresh_from_db()
    assert row.value == "5"
    entry = Entry.objects.filter(kind="journal.mark", object_id=row.pk).latest("id")
    assert (entry.role, entry.op_id) == ("deputy", request.op_id)


def close_and_reopen(s: Simulation, traveller: time_machine.Traveller) -> None:
    """Closed for all; a page is opened for two hours on request, and shuts by itself."""
    operator = s.office(Role.OPERATOR)
    assert board(operator, s.term.pk).classes
    close_term(operator, term_id=s.term.pk)
    row = Mark.objects.filter(course__in=s.courses, value="5", lesson__date=LAST_WEEK - timedelta(days=1)).first()
    row = row or Mark.objects.filter(course__in=s.courses, value="5").order_by("-lesson__date", "pk")[0]
    teacher = s.teacher(row.course)
    for who in (teacher, s.office(Role.DEPUTY)):
        assert one(who, mark(row.work, row.student, "4", base=row.version))["code"] == "closed"
    wanted = mark(row.work, row.student, "4", base=row.version)
    request = ask_correction(teacher, operation=wanted, reason="Описка в последней работе")
    grant_reopening(operator, request_id=request.opening_id or 0, hours=2)
    write_opened(teacher, request_id=request.pk)
    entry = Entry.objects.filter(kind="journal.mark", object_id=row.pk).latest("id")
    assert "страница открыта снова до" in entry.reason
    traveller.shift(timedelta(hours=3))
    assert one(teacher, mark(row.work, row.student, "5", base=row.version + 1))["code"] == "closed"


def hold_the_council(s: Simulation) -> None:
    """Proposals of the class, decided of at once where they are plain, one by one where not; a numbered protocol."""
    office, tutor = s.office(Role.STUDY_OFFICE), ClassTutor.objects.filter(class_group=s.group)[0].staff
    head = Head(
        kind=CouncilKind.SMALL,
        about=CouncilAbout.TERM,
        date=LAST_WEEK,
        term_id=s.term.pk,
        agenda="Итоги II четверти",
        chair_id=office.staff_id,
        secretary_id=tutor.pk,
    )
    council = councils.prepare_council(office, year_id=s.group.year_id, head=head)
    councils.propose_classes(office, council_id=council.pk, class_ids=[s.group.pk])
    council.refresh_from_db()
    council = councils.open_council(office, council_id=council.pk, version=council.version)
    seen = dict(council.proposals.filter(is_withdrawn=False).values_list("pk", "version"))
    councils.decide_unanimously(office, council_id=council.pk, seen=seen)
    for row in council.proposals.filter(is_withdrawn=False, decision__isnull=True):
        vote = Vote(kind=row.kind, votes=Votes(2), until=LAST_WEEK + timedelta(days=45))
        councils.decide(office, proposal_id=row.pk, version=row.version, vote=vote)
    council.refresh_from_db()
    council = councils.close_council(office, council_id=council.pk, version=council.version, number="4")
    assert AcademicDebt.objects.filter(school=s.school, decision__proposal__council=council).exists()


def acknowledge(s: Simulation) -> None:
    """A family reads the decision about its child, and nobody else's."""
    decision = Decision.objects.filter(proposal__council__school=s.school, proposal__council__number="4")[0]
    parent = Guardian.objects.filter(guardianships__student=decision.student).first()
    assert parent is not None
    councils.acknowledge(make.actor_of(parent, Role.GUARDIAN), decision_id=decision.pk)
    assert Acknowledgement.objects.filter(decision=decision, person=parent.person).exists()


def test_a_term_is_put_closed_reopened_corrected_councilled_and_proved(moment: time_machine.Traveller) -> None:
    moment.move_to(make.moment_on(LAST_WEEK))
    s = Simulation()
    with clock.in_zone("Europe/Moscow"):
        put_marks(s)
        correct_by_the_deputy(s)
        close_and_reopen(s, moment)
        hold_the_council(s)
        acknowledge(s)
    # Whoever had no account was given one by the factory, behind the ledger's back.
    assert [one for one in verify(s.school.pk).findings if not one.table.startswith("access.")] == []
    told = Counter(Entry.objects.filter(school=s.school).values_list("action", flat=True))
    for action in ("ask_correction", "ask_reopening", "reopen_page", "close_term", "open_council", "close_council"):
        assert told[action], action
    assert isinstance(clock.now(), datetime)
