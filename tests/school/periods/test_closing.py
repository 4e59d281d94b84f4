"""Closing a period for correction and opening it again (JRN-05: А3.2.2)."""

from datetime import date, timedelta

import pytest
import time_machine

from letopis.kernel.clock import now
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.history.models import Entry
from letopis.school.history.verification import verify
from letopis.school.marks.models import Mark, Work
from letopis.school.organisation.models import Term
from letopis.school.periods import actions
from letopis.school.periods.models import PageClosing
from tests import factories as make
from tests.school.journal.scene import Scene, absence, apply, attendance, homework, mark, one, scene, topic, work

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-05")]


@pytest.fixture
def s() -> Scene:
    return scene()


def operator(s: Scene):
    return make.actor_of(make.make_officer(s.school), Role.OPERATOR)


def term_of(s: Scene) -> Term:
    return Term.objects.get(school=s.school, name="II четверть")


def told_of_closings(s: Scene):
    """What the ledger says against the rows; those that the factories made it knows nothing of."""
    return [
        one for one in verify(s.school.pk).findings if one.table == "periods.pageclosing" or one.column == "closed_at"
    ]


def everything(s: Scene):
    return [
        mark(s.work, s.student, "4"),
        mark(None, s.student, "4", lesson_id=s.lesson.pk),
        absence(s.lesson, s.student),
        attendance(s.lesson),
        topic(s.lesson, "Степень"),
        homework(s.lesson),
        work(s.lesson, s.work.kind_id, base=1, work_id=s.work.pk, title="Степень"),
        work(s.lesson, s.work.kind_id),
    ]


def test_nothing_changes_in_a_closed_period_and_everybody_is_told_who_opens_it(s: Scene):
    bare = make.make_lesson(s.course, date(2026, 11, 20))
    actions.close_term(operator(s), term_id=term_of(s).pk)
    deputy = make.actor_of(make.make_officer(s.school, Role.DEPUTY), Role.DEPUTY)
    for actor in (s.actor, make.actor_of(s.tutor, Role.TUTOR)):
        told = apply(actor, *everything(s), mark(None, s.student, "4", lesson_id=bare.pk))
        assert {(one["status"], one["code"]) for one in told} == {("refused", "closed")}
        assert all("23.11.2026" in one["message"] and "администратор" in one["message"] for one in told)
    assert one(deputy, mark(s.work, s.student, "4"))["code"] == "closed"
    assert not Mark.objects.exists()
    assert Work.objects.count() == 1
    assert told_of_closings(s) == []


def test_the_period_before_stays_as_it_was(s: Scene):
    actions.close_term(operator(s), term_id=Term.objects.get(school=s.school, number=1).pk)
    assert one(s.actor, mark(s.work, s.student, "4"))["status"] == "applied"
    with pytest.raises(Refused, match="ещё не начался"):
        actions.close_term(operator(s), term_id=Term.objects.get(school=s.school, number=3).pk)


def test_named_pages_are_opened_for_hours_with_a_reason_and_close_by_themselves(
    s: Scene, moment: time_machine.Traveller
):
    other = make.make_course(s.class_group, subject="Физика", teacher=s.teacher)
    there = make.make_work(make.make_lesson(other, number=4))
    admin, term = operator(s), term_of(s).pk
    actions.close_term(admin, term_id=term)
    for wrong, field in (({"hours": 0, "reason": "Болезнь"}, "hours"), ({"hours": 2, "reason": " "}, "reason")):
        with pytest.raises(Refused) as refused:
            actions.reopen_pages(admin, term_id=term, course_ids=[s.course.pk], **wrong)
        assert refused.value.field == field
    until = actions.reopen_pages(admin, term_id=term, course_ids=[s.course.pk], hours=2, reason="Болезнь учителя")
    assert until == now() + timedelta(hours=2)
    assert Entry.objects.filter(action="reopen_page").get().reason == "Болезнь учителя"

    assert one(s.actor, mark(s.work, s.student, "4"))["status"] == "applied"
    assert one(s.actor, mark(there, s.student, "4"))["code"] == "closed"
    moment.shift(timedelta(hours=2, seconds=1))
    assert one(s.actor, mark(s.work, s.student, "5", base=1))["code"] == "closed"
    assert told_of_closings(s) == []


def test_a_page_is_closed_before_its_period_and_again_after_it_was_opened(s: Scene):
    admin, term, pages = operator(s), term_of(s).pk, [s.course.pk]
    assert actions.close_pages(admin, term_id=term, course_ids=pages) == 1
    assert one(s.actor, mark(s.work, s.student, "4"))["code"] == "closed"
    with pytest.raises(Refused, match="уже закрыты"):
        actions.close_pages(admin, term_id=term, course_ids=pages)
    actions.reopen_pages(admin, term_id=term, course_ids=pages, hours=5, reason="Ошибка")
    assert one(s.actor, mark(s.work, s.student, "4"))["status"] == "applied"
    actions.close_pages(admin, term_id=term, course_ids=pages)
    assert one(s.actor, mark(s.work, s.student, "5", base=1))["code"] == "closed"
    assert PageClosing.objects.get().open_until is None


def test_a_period_opened_again_is_open_for_all(s: Scene):
    admin, term = operator(s), term_of(s).pk
    actions.close_term(admin, term_id=term)
    with pytest.raises(Refused, match="уже закрыт"):
        actions.close_term(admin, term_id=term)
    with pytest.raises(Refused, match="причину"):
        actions.reopen_term(admin, term_id=term, reason="")
    actions.reopen_term(admin, term_id=term, reason="Закрыли рано")
    assert one(s.actor, mark(s.work, s.student, "4"))["status"] == "applied"
    assert [e.action for e in Entry.objects.filter(kind="organisation.term").order_by("id")] == [
        "close_term",
        "reopen_term",
    ]


def test_what_was_typed_without_a_network_is_judged_by_when_it_was_typed(s: Scene, moment: time_machine.Traveller):
    typed = now()
    moment.shift(timedelta(hours=1))
    actions.close_term(operator(s), term_id=term_of(s).pk)
    moment.shift(timedelta(hours=1))
    assert one(s.actor, mark(s.work, s.student, "4", typed_at=now()))["code"] == "closed"
    # Neither the future nor what is older than a teacher may be without a network is believed.
    assert one(s.actor, mark(s.work, s.student, "4", typed_at=now() + timedelta(days=1)))["code"] == "closed"
    assert one(s.actor, mark(s.work, s.student, "4", typed_at=now() - timedelta(days=4)))["code"] == "closed"
    assert one(s.actor, mark(s.work, s.student, "4", typed_at=typed))["status"] == "applied"
    entry = Entry.objects.get(kind="journal.mark")
    assert entry.reason == "набрано без связи 23.11.2026 в 10:43"


@pytest.mark.req("ACC-03")
def test_who_closes_and_who_does_not(s: Scene):
    term, pages = term_of(s).pk, [s.course.pk]
    elsewhere = scene()
    stranger = operator(elsewhere)
    acts = (
        lambda actor: actions.close_term(actor, term_id=term),
        lambda actor: actions.reopen_term(actor, term_id=term, reason="Так"),
        lambda actor: actions.close_pages(actor, term_id=term, course_ids=pages),
        lambda actor: actions.reopen_pages(actor, term_id=term, course_ids=pages, hours=1, reason="Так"),
    )
    refused = [s.actor, make.actor_of(s.tutor, Role.TUTOR), stranger]
    refused += [make.actor_of(make.make_officer(s.school, role), role) for role in (Role.DEPUTY, Role.DIRECTOR)]
    for actor in refused:
        for act in acts:
            with pytest.raises(NotVisible):
                act(actor)
    # Somebody else's page in one's own period.
    with pytest.raises(NotVisible):
        actions.close_pages(operator(s), term_id=term, course_ids=[elsewhere.course.pk])
    for act in acts:
        act(operator(s))
