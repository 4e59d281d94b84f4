"""Academic debts: two attempts within a year, the second by a commission (JRN-06; 273-ФЗ, ст. 58)."""

from datetime import date
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.classes.models import Membership
from letopis.school.councils import actions
from letopis.school.councils.enums import CouncilAbout, DebtState, DecisionKind
from letopis.school.councils.models import AcademicDebt, Council
from letopis.school.councils.queries import council_page, debt_choices, debt_page, debt_rows, decisions_of_child
from letopis.school.history.models import Entry
from letopis.school.history.verification import verify
from tests import factories as make
from tests.school.councils.scene import UNTIL, CouncilScene, council_scene, marked

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-06")]


@pytest.fixture
def s() -> CouncilScene:
    return council_scene()


def refused(code: str) -> object:
    return pytest.raises(Refused, check=lambda one: one.code == code)


def held(s: CouncilScene, debt: AcademicDebt, state: str, *examiners: object, mark: str = "") -> None:
    """An attempt that was held today, with its result."""
    debt.refresh_from_db()
    row = actions.arrange_retake(
        s.actor, debt_id=debt.pk, version=debt.version, date=make.TODAY, examiners=[one.pk for one in examiners]
    )
    actions.note_retake(s.actor, retake_id=row.pk, version=debt.version + 1, state=state, mark=mark)


def test_a_passed_retake_settles_the_debt(s):
    s.closed()
    debt = AcademicDebt.objects.get()
    row = actions.arrange_retake(
        s.actor, debt_id=debt.pk, version=0, date=make.TODAY, place="каб. 204", examiners=[s.teacher.pk]
    )
    with refused("version"):
        actions.note_retake(s.actor, retake_id=row.pk, version=0, state="passed", mark="3")
    with refused("mark"):
        actions.note_retake(s.actor, retake_id=row.pk, version=1, state="passed", mark="2")
    with refused("planned"):
        actions.arrange_retake(s.actor, debt_id=debt.pk, version=1, date=make.TODAY, examiners=[s.teacher.pk])
    noted = actions.note_retake(s.actor, retake_id=row.pk, version=1, state="passed", mark="3")
    debt.refresh_from_db()
    # The study office puts no marks: the result stays in the debt, and is said not to be in the journal.
    assert "заместитель директора" in noted.not_in_journal
    assert debt_page(s.actor, debt.pk).in_journal == "2"
    assert (debt.state, debt.settled_on, debt.result) == (DebtState.SETTLED, make.TODAY, "3")
    told = Entry.objects.filter(student_id=s.owing.pk, course_id=s.algebra.pk).values_list("action", flat=True)
    assert {"note_debt", "arrange_retake", "note_retake", "change_debt"} <= set(told)
    with refused("settled"):
        actions.arrange_retake(s.actor, debt_id=debt.pk, version=2, date=make.TODAY, examiners=[s.teacher.pk])
    (line,) = decisions_of_child(make.actor_of(s.parent, Role.GUARDIAN)).debts
    assert (line.subject, line.period, line.result, line.is_lost) == ("Алгебра", "I четверть", "3", False)


def test_the_deputys_result_goes_to_the_journal_by_its_own_door(s):
    s.closed()
    debt = AcademicDebt.objects.get()
    row = actions.arrange_retake(s.actor, debt_id=debt.pk, version=0, date=make.TODAY, examiners=[s.teacher.pk])
    deputy = make.actor_of(make.make_officer(s.school, Role.DEPUTY), Role.DEPUTY)
    old = make.moment_on(date(2026, 10, 20))
    s.algebra.period_marks.filter(student=s.owing, kind="term").update(set_at=old, first_set_at=old)
    noted = actions.note_retake(deputy, retake_id=row.pk, version=1, state="passed", mark="3")
    assert noted.not_in_journal == ""
    mark = s.algebra.period_marks.get(student=s.owing, kind="term")
    assert (mark.value, mark.reason) == ("3", "Пересдача 23.11.2026")
    assert debt_page(deputy, debt.pk).in_journal == "3"


def test_the_second_attempt_is_a_commissions_and_there_is_no_third(s):
    s.closed()
    debt = AcademicDebt.objects.get()
    held(s, debt, "excused", s.teacher)
    held(s, debt, "missed", s.teacher)
    with refused("retake") as told:
        held(s, debt, "failed", s.teacher, mark="2")
    assert "ст. 58 ч. 6" in told.value.message
    held(s, debt, "failed", s.teacher, s.tutor, mark="2")
    with refused("attempts"):
        held(s, debt, "passed", s.teacher, s.tutor, mark="3")
    page = debt_page(s.actor, debt.pk)
    assert (page.attempt, page.row.is_lost, [one.attempt for one in page.row.retakes]) == (None, True, [1, 1, 2])
    # What was not settled decides the year: ст. 58 ч. 9.
    s.algebra.period_marks.filter(student=s.owing, kind="year").update(value="3")
    debt.refresh_from_db()
    AcademicDebt.objects.update(arisen_on=date(2026, 10, 23))
    council = s.prepared(CouncilAbout.YEAR)
    assert s.of(council, s.owing).kind == DecisionKind.REPEAT


def test_of_a_year_the_failing_marks_are_replaced_and_no_others(s):
    """An examination that failed beside a good year makes a debt of the final mark alone (273-ФЗ, ст. 58 ч. 2)."""
    deputy = make.actor_of(make.make_officer(s.school, Role.DEPUTY), Role.DEPUTY)
    old = make.moment_on(date(2026, 10, 20))
    s.school.settings = {"term_mark_days": 366}
    s.school.save()
    for year, final, then in (("4", "2", ["4", "3"]), ("2", "2", ["3", "3"]), ("2", "", ["3"]), ("4", "3", ["4", "3"])):
        AcademicDebt.objects.all().delete()
        s.algebra.period_marks.filter(student=s.owing, term=None).delete()
        for kind, value in (("year", year), ("final", final)):
            if value:
                s.algebra.period_marks.create(
                    school=s.school, student=s.owing, kind=kind, value=value, set_at=old, first_set_at=old
                )
        debt = actions.note_debt(s.actor, student_id=s.owing.pk, draft=draft(s, term_id=None))
        row = actions.arrange_retake(s.actor, debt_id=debt.pk, version=0, date=make.TODAY, examiners=[s.teacher.pk])
        noted = actions.note_retake(deputy, retake_id=row.pk, version=1, state="passed", mark="3")
        assert noted.not_in_journal == ("там уже стоит 4, 3" if year == "4" and final == "3" else ""), (year, final)
        marks = s.algebra.period_marks.filter(student=s.owing, term=None)
        assert [one.value for one in marks.order_by("-kind")] == then, (year, final)
        row.examiners.all().delete()
        row.delete()


def draft(s: CouncilScene, **columns: object) -> actions.DebtDraft:
    usual = {"term_id": s.term.pk, "mark": "2", "arisen_on": date(2026, 10, 23), "until": UNTIL}
    return actions.DebtDraft(**{"subject_id": s.algebra.subject_id, "year_id": s.group.year_id, **usual, **columns})


def test_a_debt_is_noted_by_hand_of_the_page_it_is_on(s):
    debt = actions.note_debt(s.actor, student_id=s.owing.pk, draft=draft(s))
    assert (debt.course, debt.class_group, debt.term, debt.decision) == (s.algebra, s.group, s.term, None)
    with refused("twice"):
        actions.note_debt(s.actor, student_id=s.owing.pk, draft=draft(s))
    # Of the year before, brought along: no page of this year has its mark.
    before = make.make_year(s.school, name="2025/2026", starts_on=date(2025, 9, 1), ends_on=date(2026, 5, 31))
    older = actions.note_debt(
        s.actor, student_id=s.owing.pk, draft=draft(s, year_id=before.pk, term_id=None, arisen_on=date(2026, 5, 29))
    )
    assert (older.course, older.year) == (None, before)
    names = [one.name for one in debt_choices(s.actor, s.owing.pk).periods]
    assert names == ["II четверть", "I четверть", f"{s.group.year.name} учебный год", "2025/2026 учебный год"]


def test_a_council_says_which_debt_of_before_its_proposal_follows_from(s):
    """Without a failing mark by now: the reason stands in the sheet, and no second debt is opened by the decision."""
    s.algebra.period_marks.filter(student=s.owing).update(value="3")
    actions.note_debt(s.actor, student_id=s.owing.pk, draft=draft(s))
    council = s.prepared(CouncilAbout.YEAR)
    row = s.of(council, s.owing)
    assert (row.kind, row.is_plain) == (DecisionKind.PROMOTE_WITH_DEBTS, False)
    shown = next(one for one in council_page(s.actor, council.pk).active if one.id == row.pk)
    assert shown.reasons == ("Алгебра — прежняя задолженность",)
    s_council = actions.open_council(s.actor, council_id=council.pk, version=council.version)
    for one in s_council.proposals.all():
        s.decide(s_council, one.student)
    s_council.refresh_from_db()
    actions.close_council(s.actor, council_id=council.pk, version=s_council.version, number="9")
    assert AcademicDebt.objects.count() == 1


def test_what_a_debt_by_hand_may_not_be(s):
    note = partial(actions.note_debt, s.actor, student_id=s.owing.pk)
    for code, columns in (
        ("mark", {"mark": "3"}),
        ("future", {"arisen_on": date(2026, 11, 24)}),
        ("until", {"until": date(2027, 10, 24)}),
        ("until", {"until": date(2026, 10, 22)}),
    ):
        with refused(code):
            note(draft=draft(s, **columns))
    elsewhere = council_scene()
    later = make.make_year(s.school, name="2027/2028", starts_on=date(2027, 9, 1), ends_on=date(2028, 5, 31))
    for columns in (
        {"subject_id": elsewhere.algebra.subject_id},
        {"year_id": elsewhere.group.year_id, "term_id": None},
        {"year_id": later.pk, "term_id": None},
        {"term_id": elsewhere.term.pk},
    ):
        with pytest.raises(NotVisible):
            note(draft=draft(s, **columns))
    with pytest.raises(NotVisible):
        actions.note_debt(s.actor, student_id=elsewhere.owing.pk, draft=draft(s))
    Membership.objects.filter(student=s.owing).delete()
    with refused("class"):
        note(draft=draft(s))
    assert not AcademicDebt.objects.exists()


def test_a_debt_noted_by_mistake_is_taken_back_and_no_other(s):
    debt = actions.note_debt(s.actor, student_id=s.owing.pk, draft=draft(s))
    assert debt_page(s.actor, debt.pk).may_go
    with refused("version"):
        actions.take_debt_back(s.actor, debt_id=debt.pk, version=1)
    tutor = make.actor_of(s.tutor, Role.TUTOR)
    assert not debt_page(tutor, debt.pk).may_go
    with pytest.raises(NotVisible):
        actions.take_debt_back(tutor, debt_id=debt.pk, version=0)
    with pytest.raises(NotVisible):
        actions.take_debt_back(council_scene().actor, debt_id=debt.pk, version=0)
    assert actions.take_debt_back(s.actor, debt_id=debt.pk, version=0) == s.owing.pk
    assert Entry.objects.filter(school=s.school).order_by("-id")[0].action == "take_debt_back"
    assert not [one for one in verify(s.school.pk).findings if one.table == "councils.academicdebt"]
    s.closed()
    tried = actions.note_debt(s.actor, student_id=s.good.pk, draft=draft(s))
    held(s, tried, "missed", s.teacher)
    for debt in AcademicDebt.objects.all():  # of a council, with a retake
        assert not debt_page(s.actor, debt.pk).may_go
        with refused("used"):
            actions.take_debt_back(s.actor, debt_id=debt.pk, version=debt.version)
    assert AcademicDebt.objects.count() == 2


def test_a_result_is_not_recorded_before_the_day_nor_a_day_beyond_the_year(s):
    s.closed()
    debt = AcademicDebt.objects.get()
    with refused("retake"):
        actions.arrange_retake(s.actor, debt_id=debt.pk, version=0, date=date(2027, 10, 24), examiners=[s.teacher.pk])
    row = actions.arrange_retake(s.actor, debt_id=debt.pk, version=0, date=date(2026, 12, 1), examiners=[s.teacher.pk])
    with refused("early"):
        actions.note_retake(s.actor, retake_id=row.pk, version=1, state="passed", mark="3")


def test_a_second_council_gives_the_same_debt_another_day(s):
    s.closed()
    later = s.opened(number="4")
    with refused("another"):
        s.decide(later, s.owing)
    s.decide(later, s.owing, even_if_another=True)
    actions.close_council(s.actor, council_id=later.pk, version=later.version, number="4")
    debt = AcademicDebt.objects.get()
    assert debt.decision.proposal.council == later


def test_debts_are_read_by_whom_they_concern_and_kept_by_the_office(s):
    s.closed()
    debt = AcademicDebt.objects.get()
    for who, role in ((s.tutor, Role.TUTOR), (s.teacher, Role.TEACHER), (s.office, Role.STUDY_OFFICE)):
        actor = make.actor_of(who, role)
        assert [row.id for row in debt_rows(actor)] == [debt.pk]
        assert debt_page(actor, debt.pk).may_keep == (role == Role.STUDY_OFFICE)
    stranger = make.actor_of(make.make_staff(s.school), Role.TEACHER)
    assert debt_rows(stranger) == []
    with pytest.raises(NotVisible):
        debt_page(stranger, debt.pk)
    for who in (stranger, make.actor_of(s.tutor, Role.TUTOR), make.actor_of(s.parent, Role.GUARDIAN)):
        with pytest.raises(NotVisible):
            actions.arrange_retake(who, debt_id=debt.pk, version=0, date=make.TODAY, examiners=[s.teacher.pk])
    with pytest.raises(NotVisible):
        debt_rows(make.actor_of(s.parent, Role.GUARDIAN))


@pytest.mark.parametrize("number", [1, 3, 30])
def test_queries_do_not_grow_with_the_debts(number):
    s = council_scene()
    for student in make.make_students(s.group, number - 1):
        marked(s, student, "2")
    council = s.closed()
    debts = list(AcademicDebt.objects.all())
    assert len(debts) == number
    for debt in debts:
        held(s, debt, "failed", s.teacher, mark="2")
    actor, parent = s.actor, make.actor_of(s.parent, Role.GUARDIAN)
    counted = []
    for read in (lambda: debt_rows(actor), lambda: debt_page(actor, debts[0].pk), lambda: decisions_of_child(parent)):
        with CaptureQueriesContext(connection) as queries:
            read()
        counted.append(len(queries))
    assert counted == [3, 5, 6]
    assert Council.objects.get() == council
