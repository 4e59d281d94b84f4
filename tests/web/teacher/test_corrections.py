"""A mark after its window: the teacher asks, the deputy corrects or declines (А3.2.4-5)."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from letopis.documents.extracts.form import read
from letopis.documents.extracts.paper import inside
from letopis.documents.signatures import queries as signatures
from letopis.documents.signatures.models import SignedDocument
from letopis.kernel.roles import Role
from letopis.school.grading.models import PeriodMark
from letopis.school.history.log.checkpoints import make_checkpoint
from letopis.school.history.models import Entry
from letopis.school.journal.queries.changes import mark_story
from letopis.school.lessons.models import CorrectionRequest
from letopis.school.marks.models import Mark, Work
from letopis.school.organisation.models import Term
from letopis.school.periods.actions import close_term
from tests import factories as make
from tests.school.grading import scene as grading
from tests.school.journal.scene import Scene, mark, one, scene, work
from tests.web.teacher.asking import ask

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-04")]


@pytest.fixture
def old(moment: time_machine.Traveller) -> Scene:
    """A mark «4» of 6 November; today its window is over."""
    s = scene(2)
    s.lesson.date = date(2026, 11, 6)
    s.lesson.save()
    moment.move_to(make.moment_on(s.lesson.date))
    assert one(s.actor, mark(s.work, s.student, "4"))["status"] == "applied"
    moment.move_to(make.moment_on(date(2026, 11, 21)))
    return s


@pytest.fixture
def deputy(old: Scene):
    return make.make_officer(old.school, Role.DEPUTY)


def put() -> Mark:
    return Mark.objects.get()


def page(of: Mark) -> str:
    return reverse("journal_mark", args=[of.pk])


def test_the_teacher_asks_and_the_deputy_corrects_in_one_click(client, old, deputy):
    make.sign_in(client, old.teacher)
    shown = client.get(page(put())).content.decode()
    assert "Попросить заместителя директора" in shown
    assert "20.11.2026" in shown
    typed = {"value": "5", "second": "", "reason": "Описка", "version": "1"}
    assert client.post(page(put()), {**typed, "reason": ""}).status_code == 422
    assert client.post(page(put()), {**typed, "value": "4"}).status_code == 422
    assert client.post(page(put()), typed).url == reverse("journal_corrections")
    assert put().value == "4"
    assert "Исправить уже попросили" in client.get(page(put())).content.decode()
    request = CorrectionRequest.objects.get()
    answer = reverse("journal_correction", args=[request.pk])
    assert client.post(answer, {"act": "grant"}).status_code == 404

    make.sign_in(client, deputy)
    listed = client.get(reverse("journal_corrections")).content.decode()
    assert "Описка" in listed
    assert client.post(answer, {"act": "grant"}).url == reverse("journal_corrections")
    entry = Entry.objects.filter(kind="journal.mark").latest("id")
    assert (put().value, entry.role, entry.op_id) == ("5", "deputy", request.op_id)
    assert entry.reason.startswith("Описка (просит Орлова")
    assert client.post(answer, {"act": "decline", "answer": "Нет"}).status_code == 422
    assert CorrectionRequest.objects.get().state == "granted"
    kinds = list(Entry.objects.order_by("id").values_list("kind", "action"))[-3:]
    assert kinds == [
        ("journal.correctionrequest", "ask_correction"),
        ("journal.mark", "changed"),
        ("journal.correctionrequest", "answer_correction"),
    ]


def test_a_comment_and_a_state_are_asked_for_where_they_were_refused(client, old, deputy):
    make.sign_in(client, old.teacher)
    wanted = mark(old.work, old.student, "4", base=1, state="excluded", comment="Списал у соседа")
    assert one(old.actor, wanted)["code"] == "window"
    assert "заместителю" in ask(client, wanted, "Выяснилось позже").json()["told"]
    assert ask(client, wanted, "Ещё раз").json()["code"] == "twice"
    request = CorrectionRequest.objects.get()
    assert (request.was, request.wanted) == ("4", "4, не учитывается, «Списал у соседа»")
    make.sign_in(client, deputy)
    listed = client.get(reverse("journal_corrections")).content.decode()
    assert "не учитывается, «Списал у соседа»" in listed
    assert client.post(reverse("journal_correction", args=[request.pk]), {"act": "grant"}).status_code == 302
    assert (put().value, put().state, put().comment) == ("4", "excluded", "Списал у соседа")
    entry = Entry.objects.filter(kind="journal.mark").latest("id")
    assert (entry.op_id, entry.reason) == (request.op_id, f"Выяснилось позже (просит {old.teacher.person.initials})")


def test_the_weight_of_a_marked_work_is_asked_for_as_its_marks_are(client, old, deputy):
    make.sign_in(client, old.teacher)
    heavier = {"base": old.work.version, "work_id": old.work.pk, "weight": 3}
    wanted = work(old.lesson, old.work.kind_id, **heavier)
    assert one(old.actor, wanted)["code"] == "window"
    assert ask(client, wanted, "Это контрольная").status_code == 200
    request = CorrectionRequest.objects.get()
    assert (request.student_id, request.wanted) == (None, f"{old.work.kind.name}, вес 3")
    make.sign_in(client, deputy)
    # Unasked the deputy needs a reason; whoever keeps the page corrects what is in time.
    assert one(make.actor_of(deputy, Role.DEPUTY), work(old.lesson, old.work.kind_id, **heavier))["code"] == "reason"
    assert client.post(reverse("journal_correction", args=[request.pk]), {"act": "grant"}).status_code == 302
    assert Work.objects.get(pk=old.work.pk).weight == 3
    entry = Entry.objects.filter(kind="journal.work").latest("id")
    assert (entry.role, entry.reason.split(" (")[0]) == ("deputy", "Это контрольная")


def test_what_was_changed_meanwhile_is_not_written_over(client, old, deputy):
    make.sign_in(client, old.teacher)
    ask(client, mark(old.work, old.student, "5", base=1), "Описка")
    make.sign_in(client, deputy)
    client.post(page(put()), {"value": "3", "second": "", "reason": "Комиссия", "version": "1"})
    assert put().value == "3"
    address = reverse("journal_correction", args=[CorrectionRequest.objects.get().pk])
    assert client.post(address, {"act": "grant"}).status_code == 422
    assert put().value == "3"


@pytest.mark.req("JRN-06")
def test_a_mark_of_the_period_is_asked_for_and_corrected(client, moment):
    moment.move_to(make.moment_on(grading.LAST_WEEK))
    s = grading.rated(1)
    assert one(s.actor, grading.put_op(s, "5"))["status"] == "applied"
    moment.move_to(make.moment_on(grading.LAST_WEEK + timedelta(days=15)))
    wanted = grading.put_op(s, "4", base=1, reason="Пересмотрена работа")
    assert one(s.actor, wanted)["code"] == "window"
    make.sign_in(client, s.teacher)
    assert ask(client, wanted, "Ошиблась строкой").status_code == 200
    request = CorrectionRequest.objects.get()
    make.sign_in(client, make.make_officer(s.school, Role.DEPUTY))
    assert reverse("journal_totals", args=[s.course.pk]) in client.get(reverse("journal_corrections")).content.decode()
    assert client.post(reverse("journal_correction", args=[request.pk]), {"act": "grant"}).status_code == 302
    put_now = PeriodMark.objects.get()
    assert put_now.value == "4"
    assert put_now.reason.startswith("Пересмотрена работа. Ошиблась строкой (просит ")


def test_the_deputy_declines_with_a_word_and_the_teacher_reads_it(client, old, deputy):
    make.sign_in(client, old.teacher)
    client.post(page(put()), {"value": "", "second": "", "reason": "Не его", "version": "1"})
    request = CorrectionRequest.objects.get()
    make.sign_in(client, deputy)
    answer = reverse("journal_correction", args=[request.pk])
    assert client.post(answer, {"act": "decline", "answer": ""}).status_code == 422
    assert client.post(answer, {"act": "decline", "answer": "Работа есть"}).status_code == 302
    make.sign_in(client, old.teacher)
    assert "Работа есть" in client.get(reverse("journal_corrections")).content.decode()
    assert put().value == "4"


def test_the_deputy_corrects_unasked_with_a_reason_and_not_over_a_change(client, old, deputy):
    make.sign_in(client, deputy)
    typed = {"value": "5", "second": "4", "reason": "По решению комиссии", "version": "1"}
    assert client.post(page(put()), {**typed, "version": "0"}).status_code == 422
    assert client.post(page(put()), typed).url == reverse("journal", args=[old.course.pk])
    assert (put().value, put().second) == ("5", "4")
    told = mark_story(make.actor_of(deputy, Role.DEPUTY), old.course.pk, old.work.pk, old.student.pk)
    assert told.entries[0].reason == "По решению комиссии"
    assert told.late_mark_id == put().pk


def test_in_the_window_nobody_is_offered_it_and_in_a_closed_period_the_administrator_is_asked(
    client, old, deputy, moment
):
    moment.move_to(make.moment_on(date(2026, 11, 20)))
    typed = {"value": "5", "second": "", "reason": "Описка", "version": "1"}
    for who in (old.teacher, deputy):
        make.sign_in(client, who)
        assert '<form method="post" class="fields' not in client.get(page(put())).content.decode()
        assert client.post(page(put()), typed).status_code == 422
    moment.move_to(make.moment_on(date(2026, 11, 21)))
    term = Term.objects.get(school=old.school, number=2)
    close_term(make.actor_of(make.make_officer(old.school), Role.OPERATOR), term_id=term.pk)
    for who, status in ((deputy, 422), (old.teacher, 302)):
        make.sign_in(client, who)
        assert "период закрыт" in client.get(page(put())).content.decode()
        assert client.post(page(put()), typed).status_code == status
    # The teacher asks the administrator to open the page; nobody changes anything meanwhile.
    assert CorrectionRequest.objects.get().opening is not None
    assert put().value == "4"


@pytest.mark.req("ACC-03")
def test_who_opens_the_pages(client, old, deputy):
    addresses = (page(put()), reverse("journal_corrections"))
    assert {client.get(one).status_code for one in addresses} == {302}
    stranger = make.make_staff(old.school)
    make.make_course(make.make_class(old.school, "8Б"), teacher=stranger)
    for card, expected in (
        (old.student, [404, 404]),
        (make.make_guardian(old.student), [404, 404]),
        # The list has what an administrator answers too; the mark is not for one.
        (make.make_officer(old.school), [404, 200]),
        (make.make_officer(old.school, Role.DIRECTOR), [404, 404]),
    ):
        make.sign_in(client, card)
        assert [client.get(one).status_code for one in addresses] == expected
    make.sign_in(client, stranger)
    assert [client.get(one).status_code for one in addresses] == [404, 200]
    make.sign_in(client, scene().teacher)
    assert client.get(page(put())).status_code == 404


@pytest.mark.parametrize("asked", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(client, old, deputy, asked, django_assert_num_queries):
    first = put()
    for student in make.make_students(old.class_group, asked):
        late = make.make_mark(old.work, student, "4", set_at=first.set_at, first_set_at=first.first_set_at)
        make.sign_in(client, old.teacher)
        client.post(page(late), {"value": "5", "second": "", "reason": "Описка", "version": str(late.version)})
    make.sign_in(client, deputy)
    address = reverse("journal_corrections")
    client.get(address)
    assert CorrectionRequest.objects.count() == asked
    with django_assert_num_queries(3):
        client.get(address)


@pytest.mark.req("JRN-10", "ARC-06")
def test_the_proof_of_a_mark_is_taken_from_its_page(client, old, deputy):
    address = reverse("journal_mark_proof", args=[put().pk])
    make.sign_in(client, old.teacher)
    assert client.get(address).url == page(put())
    assert "ещё не подписан" in client.get(page(put())).content.decode()
    make_checkpoint(old.school.pk)
    for who in (old.teacher, deputy):
        make.sign_in(client, who)
        made = read(client.get(address, {"format": "json"}).content)
        assert [line.entry.after["value"] for line in made.entries] == ["4"]
        assert read(inside(client.get(address).content)).entries == made.entries
    for card in (old.student, make.make_guardian(old.student), make.make_officer(old.school), scene().teacher):
        make.sign_in(client, card)
        assert client.get(address).status_code == 404


@pytest.mark.req("ARC-07", "ARC-06")
def test_the_proof_of_a_mark_is_put_up_for_signing_from_its_page(client, old, deputy, settings, tmp_path):
    settings.LETOPIS_HOME = tmp_path
    settings.MEDIA_ROOT = str(tmp_path / "media")
    address = reverse("journal_mark_proof_sign", args=[put().pk])
    assert client.post(address).url.startswith("/account/login/")
    make.sign_in(client, deputy)
    refused = client.post(address)
    assert refused.status_code == 422
    assert "ещё не подписан" in refused.content.decode()
    make_checkpoint(old.school.pk)
    assert address in client.get(page(put())).content.decode()
    assert client.post(address).url == reverse("print_signed_document", args=[SignedDocument.objects.get().pk])
    document = SignedDocument.objects.get()
    assert document.title.startswith("Выписка. Отметка: ")
    held = read(inside(signatures.state_of(document, [])))
    assert [line.entry.after["value"] for line in held.entries] == ["4"]
    make.sign_in(client, old.teacher)
    assert address not in client.get(page(put())).content.decode()
    for card in (old.teacher, old.student, make.make_officer(make.make_school(), Role.DIRECTOR)):
        make.sign_in(client, card)
        assert client.post(address).status_code == 404
