"""A council from its agenda to its protocol; two secretaries, two councils; orders; the families (JRN-06)."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.classes.enums import OrderStatus
from letopis.school.classes.models import Membership, Order, SubgroupMembership
from letopis.school.councils import actions
from letopis.school.councils.actions.meetings import Head
from letopis.school.councils.actions.voting import Vote
from letopis.school.councils.enums import CouncilAbout, CouncilKind, CouncilState, DecisionKind
from letopis.school.councils.models import AcademicDebt, Acknowledgement, Council, CouncilMember, Decision
from letopis.school.councils.queries import council_page, council_rows, decisions_of_child, proposal_page, unread_of
from letopis.school.councils.rules import Votes
from letopis.school.grading.models import PeriodMark
from letopis.school.history.models import Entry
from letopis.school.organisation.models import Term
from letopis.school.people.models import Staff
from letopis.school.years.actions import draft_council_orders, prepare_next_year
from tests import factories as make
from tests.school.councils.scene import UNTIL, CouncilScene, council_scene, marked
from tests.school.journal.scene import YEAR_TURN

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-06")]


@pytest.fixture
def s() -> CouncilScene:
    return council_scene()


def refused(code: str) -> object:
    return pytest.raises(Refused, check=lambda one: one.code == code)


def test_proposals_follow_the_marks_and_keep_what_was_done_by_hand(s):
    council = s.prepared(CouncilAbout.YEAR)
    good, owing = s.of(council, s.good), s.of(council, s.owing)
    assert (good.kind, owing.kind) == (DecisionKind.PROMOTE, DecisionKind.PROMOTE_WITH_DEBTS)
    assert owing.grounds == [{"subject": s.algebra.subject_id, "course": s.algebra.pk, "name": "Алгебра", "mark": "2"}]
    with refused("why"):
        actions.change_proposal(s.actor, proposal_id=owing.pk, version=owing.version, kind="repeat", note="")
    actions.change_proposal(s.actor, proposal_id=owing.pk, version=owing.version, kind="repeat", note="Просят родители")
    with refused("version"):
        actions.change_proposal(s.actor, proposal_id=owing.pk, version=owing.version, kind="repeat", note="Иначе")
    marked_again = s.algebra.period_marks.filter(student=s.owing, kind="year")
    marked_again.update(value="3")
    assert actions.propose_classes(s.actor, council_id=council.pk, class_ids=[s.group.pk]) == 1
    owing.refresh_from_db()
    assert (owing.kind, owing.proposed, owing.grounds) == ("repeat", "promote", [])
    assert actions.propose_classes(s.actor, council_id=council.pk, class_ids=[s.group.pk]) == 0


def test_a_term_asks_only_for_those_who_owe_and_a_good_mark_takes_them_out(s):
    council = s.prepared()
    assert [row.student_id for row in council.proposals.all()] == [s.owing.pk]
    s.algebra.period_marks.filter(student=s.owing, kind="term").update(value="3")
    actions.propose_classes(s.actor, council_id=council.pk, class_ids=[s.group.pk])
    assert s.of(council, s.owing).is_withdrawn
    with refused("nothing"):
        actions.open_council(s.actor, council_id=council.pk, version=council.version)


def test_a_mark_that_is_bad_again_brings_the_proposal_back(s):
    """What the marks took out they bring back; what somebody withdrew stays out while they say the same."""
    council = s.prepared(CouncilAbout.YEAR)
    of_year = s.algebra.period_marks.filter(student=s.owing, kind="year")

    def again(mark: str):
        of_year.update(value=mark)
        actions.propose_classes(s.actor, council_id=council.pk, class_ids=[s.group.pk])
        row = s.of(council, s.owing)
        return row.kind, row.is_withdrawn

    term = s.prepared()
    s.algebra.period_marks.filter(student=s.owing, kind="term").update(value="3")
    actions.propose_classes(s.actor, council_id=term.pk, class_ids=[s.group.pk])
    assert s.of(term, s.owing).is_withdrawn
    s.algebra.period_marks.filter(student=s.owing, kind="term").update(value="2")
    actions.propose_classes(s.actor, council_id=term.pk, class_ids=[s.group.pk])
    assert (s.of(term, s.owing).is_withdrawn, s.of(term, s.owing).kind) == (False, DecisionKind.SETTLE_DEBTS)

    row = s.of(council, s.owing)
    actions.withdraw_proposal(s.actor, proposal_id=row.pk, version=row.version)
    assert again("3") == (DecisionKind.PROMOTE, True)


def test_who_has_left_the_class_is_left_out_of_the_council(s):
    council = s.prepared(CouncilAbout.YEAR)
    Membership.objects.filter(student=s.good).update(ends_on=date(2026, 11, 1))
    assert actions.propose_classes(s.actor, council_id=council.pk, class_ids=[s.group.pk]) == 1
    assert (s.of(council, s.good).is_withdrawn, s.of(council, s.owing).is_withdrawn) == (True, False)


def test_marks_of_who_changed_class_or_subgroup_are_found_on_the_page_they_stand_on(s):
    """One subject, one mark: a «2» put in 7Б is a debt of who is in 7А by now, and no mark of it is missing."""
    before = make.make_class(s.school, "7Б")
    moved = make.make_student(before, until=date(2026, 11, 8))
    Membership.objects.create(school=s.school, class_group=s.group, student=moved, starts_on=date(2026, 11, 9))
    theirs = make.make_course(before, "Алгебра")
    marked(replace(s, algebra=theirs), moved, "2")
    parts = [make.make_subgroup(s.group, name=name) for name in ("1 группа", "2 группа")]
    first, second = (make.make_course(s.group, "Язык", subgroup=part) for part in parts)
    for part, since, until in ((parts[0], make.YEAR_START, date(2026, 11, 8)), (parts[1], date(2026, 11, 9), None)):
        SubgroupMembership.objects.create(
            school=s.school, subgroup=part, student=s.owing, starts_on=since, ends_on=until
        )
    for mark in s.algebra.period_marks.filter(student=s.owing):
        PeriodMark.objects.filter(pk=mark.pk).update(value="4")
        mark.pk, mark.course = None, first
        mark.save()
    council = s.prepared(CouncilAbout.YEAR)
    row, other = s.of(council, moved), s.of(council, s.owing)
    assert [(one["course"], one["mark"]) for one in row.grounds] == [(theirs.pk, "2")]
    assert [(one["course"], one["mark"]) for one in other.grounds] == [(first.pk, "2")]
    assert (row.missing, other.missing) == ([], [])
    assert second.period_marks.count() == 0


def test_the_time_of_a_debt_is_counted_from_when_it_arose(s):
    """The quarter ended on 23 October: a year from then, not from the day of the council (ст. 58 ч. 5)."""
    council = s.opened()
    row = s.of(council, s.owing)
    for until, is_refused in ((date(2027, 10, 24), True), (date(2027, 10, 23), False)):
        vote = Vote(kind=row.kind, votes=Votes(3), until=until)
        with refused("until") if is_refused else nullcontext():
            actions.decide(s.actor, proposal_id=row.pk, version=row.version, vote=vote)
    assert Decision.objects.get().until == date(2027, 10, 23)


def test_who_does_not_work_on_the_day_is_named_and_who_comes_to_chair_is_a_member(s):
    council, late = s.called(), make.make_staff(s.school)
    head = Head(
        kind=council.kind,
        about=council.about,
        date=council.date,
        term_id=council.term_id,
        chair_id=late.pk,
        secretary_id=council.secretary_id,
    )
    Staff.objects.filter(pk=late.pk).update(dismissed_on=council.date)
    with pytest.raises(Refused, match="уже не работает: выберите другого или другой день") as told:
        actions.update_council(s.actor, council_id=council.pk, version=council.version, head=head)
    assert told.value.field == "date"
    Staff.objects.filter(pk=late.pk).update(dismissed_on=None)
    council.refresh_from_db()
    actions.update_council(s.actor, council_id=council.pk, version=council.version, head=head)
    assert council.members.get(staff=late).is_present
    stranger = replace(head, secretary_id=make.make_staff(make.make_school()).pk)
    council.refresh_from_db()
    with pytest.raises(NotVisible):
        actions.update_council(s.actor, council_id=council.pk, version=council.version, head=stranger)


def test_colleagues_of_the_class_talk_it_over_before_the_meeting(s):
    council = s.prepared()
    proposal = s.of(council, s.owing)
    for who, role in ((s.tutor, Role.TUTOR), (s.teacher, Role.TEACHER)):
        actor = make.actor_of(who, role)
        actions.discuss(actor, proposal_id=proposal.pk, text="Занимается с нами по средам")
        assert [one.id for one in council_page(actor, council.pk).proposals] == [proposal.pk]
    page = proposal_page(s.actor, proposal.pk)
    assert [one.author for one in page.remarks] == [str(s.tutor.person), str(s.teacher.person)]
    stranger = make.actor_of(make.make_staff(s.school), Role.TEACHER)
    family = make.actor_of(s.parent, Role.GUARDIAN)
    for who in (stranger, family):
        with pytest.raises(NotVisible):
            actions.discuss(who, proposal_id=proposal.pk, text="Я тоже")
        with pytest.raises(NotVisible):
            proposal_page(who, proposal.pk)
        with pytest.raises(NotVisible):
            council_page(who, council.pk)
    actions.open_council(s.actor, council_id=council.pk, version=council.version)
    with refused("state"):
        actions.discuss(make.actor_of(s.tutor, Role.TUTOR), proposal_id=proposal.pk, text="Поздно")


def test_a_meeting_needs_a_quorum_votes_of_those_present_and_a_number(s):
    council = s.prepared()
    actions.set_members(s.actor, council_id=council.pk, members={s.office.pk: True, s.tutor.pk: False})
    assert CouncilMember.objects.filter(council=council).count() == 2
    with refused("quorum"):
        actions.open_council(s.actor, council_id=council.pk, version=council.version)
    council = actions.open_council(s.actor, council_id=council.pk, version=council.version, even_without_quorum=True)
    with refused("votes"):
        s.decide(council, s.owing)
    with refused("until"):
        row = s.of(council, s.owing)
        vote = Vote(kind=row.kind, votes=Votes(1), until=date(2028, 1, 1))
        actions.decide(s.actor, proposal_id=row.pk, version=row.version, vote=vote)
    with refused("undecided"):
        actions.close_council(s.actor, council_id=council.pk, version=council.version, number="3")
    council.refresh_from_db()
    s.decide(council, s.owing, votes=Votes(1))
    with refused("number"):
        actions.close_council(s.actor, council_id=council.pk, version=council.version, number=" ")
    council.refresh_from_db()
    closed = actions.close_council(s.actor, council_id=council.pk, version=council.version, number="3")
    assert (closed.state, closed.number) == (CouncilState.CLOSED, "3")
    with refused("state"):
        s.decide(council, s.owing, votes=Votes(1))
    debt = AcademicDebt.objects.get()
    assert (debt.student_id, debt.mark, debt.arisen_on, debt.until, debt.term) == (
        s.owing.pk,
        "2",
        date(2026, 10, 23),
        UNTIL,
        s.term,
    )
    with refused("taken"):
        s.closed(CouncilAbout.YEAR, number="3")


def test_two_secretaries_are_told_of_one_another(s):
    council = s.opened()
    row = s.of(council, s.owing)
    vote = Vote(kind=row.kind, votes=Votes(3), until=UNTIL)
    actions.decide(s.actor, proposal_id=row.pk, version=row.version, vote=vote)
    with refused("version"):
        actions.decide(
            s.actor, proposal_id=row.pk, version=row.version, vote=Vote(kind=row.kind, votes=Votes(2, 1), until=UNTIL)
        )
    assert Decision.objects.get().votes_for == 3
    actions.decide(
        s.actor, proposal_id=row.pk, version=row.version + 1, vote=Vote(kind=row.kind, votes=Votes(2, 1), until=UNTIL)
    )
    assert Decision.objects.get().votes_against == 1


def test_all_that_is_plain_is_decided_in_a_click_and_nothing_else(s):
    s = council_scene(2)
    council = s.opened(CouncilAbout.YEAR)
    rows = list(council.proposals.order_by("pk"))
    stale = next(row for row in rows if row.student_id == s.good.pk)
    seen = {row.pk: row.version - (row == stale) for row in rows}
    told = actions.decide_unanimously(s.actor, council_id=council.pk, seen=seen)
    assert (told.decided, [pk for pk, _ in told.left]) == (2, [s.good.pk])
    assert set(Decision.objects.values_list("kind", "votes_for", "votes_against")) == {("promote", 3, 0)}
    assert council_page(s.actor, council.pk).undecided[0].student_id == s.owing.pk


def test_two_councils_at_once_never_decide_both_unawares(s):
    """«Two councils at once»: the second is told whose decision stands, and asked whether its own takes the place."""
    first, second = s.opened(), s.opened(kind=CouncilKind.PEDAGOGICAL)
    (row,) = council_page(s.actor, second.pk).active
    assert "тоже в повестке" in row.elsewhere
    early = s.decide(first, s.owing)
    with pytest.raises(Refused) as told:
        s.decide(second, s.owing)
    assert told.value.code == "another"
    assert "малый педагогический совет 23.11.2026" in told.value.message
    assert Decision.objects.count() == 1
    late = s.decide(second, s.owing, even_if_another=True)
    early.refresh_from_db()
    assert (early.is_in_force, late.is_in_force) == (False, True)
    with refused("another"):
        s.decide(first, s.owing)
    # Whatever the program does, the database holds it.
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=early.pk).update(is_in_force=True)
    # Another term is another matter.
    term = Term.objects.get(scheme=s.group.scheme, number=2)
    s.algebra.period_marks.filter(student=s.owing, kind="term").update(term=term, slot=term.pk)
    assert s.decide(s.opened(term_id=term.pk), s.owing).is_in_force


def test_decisions_become_drafts_of_orders_once(s):
    prepare_next_year(make.actor_of(make.make_officer(s.school), Role.OPERATOR), year_id=s.group.year_id)
    council = s.closed(CouncilAbout.YEAR)
    (order,) = draft_council_orders(s.actor, council_id=council.pk)
    lines = list(order.lines.order_by("pk"))
    assert (order.kind, order.status, order.effective_on) == ("promote", OrderStatus.DRAFT, date(2027, 9, 1))
    assert {line.student_id: line.note for line in lines} == {
        s.good.pk: "",
        s.owing.pk: "условно, с академической задолженностью",
    }
    assert {line.class_to.name for line in lines} == {"8А"}
    assert set(Decision.objects.values_list("order", flat=True)) == {order.pk}
    with refused("twice"):
        draft_council_orders(s.actor, council_id=council.pk)
    # The draft is gone: it is made again, and who stands in another one of the kind is linked to that.
    line = order.lines.get(student=s.good)
    Decision.objects.filter(student=s.good).update(order=None)
    assert draft_council_orders(s.actor, council_id=council.pk) == [order]
    assert line in order.lines.all()
    assert Order.objects.count() == 1
    with pytest.raises(NotVisible):
        draft_council_orders(
            make.actor_of(make.make_officer(s.school, Role.DEPUTY), Role.DEPUTY), council_id=council.pk
        )


def test_without_classes_of_the_next_year_no_order_is_drafted(s):
    council = s.closed(CouncilAbout.YEAR)
    with refused("class"):
        draft_council_orders(s.actor, council_id=council.pk)
    assert not Order.objects.exists()


def test_the_family_reads_its_own_and_acknowledges_once(s):
    council = s.opened()
    decision = s.decide(council, s.owing, text="Занятия по средам")
    parent = make.actor_of(s.parent, Role.GUARDIAN)
    other = make.actor_of(make.make_guardian(s.good), Role.GUARDIAN)
    assert decisions_of_child(parent).decisions == ()
    with pytest.raises(NotVisible):  # while the meeting lasts there is nothing to be read
        actions.acknowledge(parent, decision_id=decision.pk)
    actions.close_council(s.actor, council_id=council.pk, version=council.version, number="3")
    (told,) = decisions_of_child(parent).decisions
    assert (told.reasons, told.text, told.until, told.read_at) == (("Алгебра — 2",), "Занятия по средам", UNTIL, None)
    with pytest.raises(NotVisible):
        actions.acknowledge(other, decision_id=decision.pk)
    with pytest.raises(NotVisible):
        decisions_of_child(other, s.owing.pk)
    tutor = make.actor_of(s.tutor, Role.TUTOR)
    (waiting,) = unread_of(tutor, council.pk)
    assert not waiting.is_read
    row = actions.acknowledge(parent, decision_id=decision.pk)
    assert actions.acknowledge(parent, decision_id=decision.pk) == row
    assert Entry.objects.filter(action="acknowledge_decision", student_id=s.owing.pk).count() == 1
    assert unread_of(tutor, council.pk)[0].is_read
    assert unread_of(make.actor_of(s.teacher, Role.TEACHER), council.pk) == []
    with pytest.raises(NotVisible):
        unread_of(parent, council.pk)


def test_a_signature_on_paper_is_noted_by_the_class_teacher(s):
    council = s.closed()
    decision = Decision.objects.get()
    tutor, person = make.actor_of(s.tutor, Role.TUTOR), s.parent.person_id
    with pytest.raises(NotVisible):
        actions.note_paper(
            make.actor_of(s.teacher, Role.TEACHER), decision_id=decision.pk, person_id=person, signed_on=make.TODAY
        )
    with refused("person"):
        actions.note_paper(tutor, decision_id=decision.pk, person_id=s.good.person_id, signed_on=make.TODAY)
    with refused("day"):
        actions.note_paper(tutor, decision_id=decision.pk, person_id=person, signed_on=date(2026, 11, 24))
    actions.note_paper(tutor, decision_id=decision.pk, person_id=person, signed_on=make.TODAY)
    noted = Acknowledgement.objects.get()
    assert (noted.person_id, noted.signed_on, noted.noted_by) == (person, make.TODAY, s.tutor)
    assert [one.is_read for one in unread_of(tutor, council.pk)] == [True]


def test_whoever_may_not_keep_councils_changes_nothing(s):
    council = s.prepared()
    reader = make.actor_of(make.make_officer(s.school, Role.METHODOLOGIST), Role.METHODOLOGIST)
    foreign = make.actor_of(make.make_officer(make.make_school(), Role.DEPUTY), Role.DEPUTY)
    row = s.of(council, s.owing)
    acts = [
        lambda who: actions.open_council(who, council_id=council.pk, version=council.version),
        lambda who: actions.set_members(who, council_id=council.pk, members={}),
        lambda who: actions.propose_classes(who, council_id=council.pk, class_ids=[s.group.pk]),
        lambda who: actions.withdraw_proposal(who, proposal_id=row.pk, version=row.version),
    ]
    before = Entry.objects.count()
    for act in acts:
        with refused("forbidden"):
            act(reader)
        with pytest.raises(NotVisible):
            act(foreign)
        with pytest.raises(NotVisible):
            act(make.actor_of(s.tutor, Role.TUTOR))
    assert Entry.objects.count() == before
    assert Council.objects.get().state == CouncilState.PREPARED
    assert council_rows(reader, year_id=s.group.year_id)[0].proposals == 1
    assert council_rows(make.actor_of(s.tutor, Role.TUTOR), year_id=s.group.year_id)[0].proposals == 1


@pytest.mark.parametrize("number", [1, 3, 30])
def test_queries_do_not_grow_with_the_students(number):
    s = council_scene(number - 1)
    council = s.prepared(CouncilAbout.YEAR)
    extra = make.make_student(s.group)
    marked(s, extra, "2")
    counted, actor = {}, s.actor
    for name, act in (
        ("propose", lambda: actions.propose_classes(actor, council_id=council.pk, class_ids=[s.group.pk])),
        ("page", lambda: council_page(actor, council.pk)),
        ("rows", lambda: council_rows(actor, year_id=s.group.year_id)),
    ):
        with CaptureQueriesContext(connection) as queries:
            act()
        counted[name] = len([one for one in queries if "SAVEPOINT" not in one["sql"]])
    assert counted == {"propose": 13 + YEAR_TURN, "page": 6, "rows": 1}


@pytest.mark.parametrize("students", [1, 3, 30])
def test_deciding_of_all_at_once_takes_the_same_queries(students, django_assert_num_queries):
    s = council_scene(students)
    PeriodMark.objects.filter(student=s.owing).update(value="4")
    council = s.opened("year")
    seen = dict(council.proposals.values_list("pk", "version"))
    with django_assert_num_queries(12 + YEAR_TURN):
        told = actions.decide_unanimously(s.actor, council_id=council.pk, seen=seen)
    assert (told.decided, told.left) == (students + 2, ())
