"""A page of a closed period: the teacher asks, the administrator opens it for hours, the changes say so (А3.2.2)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from letopis.kernel.roles import Role
from letopis.school.history.models import Entry
from letopis.school.marks.models import Mark
from letopis.school.organisation.models import Term
from letopis.school.periods.actions import close_term, reopen_term
from letopis.school.periods.models import PageClosing, ReopenRequest
from tests import factories as make
from tests.school.journal.scene import Scene, mark, one, scene

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-05")]
LIST = "journal_corrections"


@pytest.fixture
def closed() -> Scene:
    """The second quarter is closed while it goes on."""
    s = scene(2)
    operator = make.actor_of(make.make_officer(s.school), Role.OPERATOR)
    close_term(operator, term_id=term(s).pk)
    return s


def term(s: Scene) -> Term:
    return Term.objects.get(school=s.school, number=2)


def page(s: Scene) -> str:
    return reverse("lesson_reopen", args=[s.lesson.pk])


def asked(client, s: Scene, **query: int) -> str:
    return client.get(reverse("journal_refused"), query).headers["Location"]


def test_the_teacher_asks_and_the_administrator_opens_in_one_click(client, closed, moment):
    s = closed
    make.sign_in(client, s.teacher)
    assert one(s.actor, mark(s.work, s.student, "4"))["code"] == "closed"
    assert asked(client, s, work=s.work.pk, student=s.student.pk) == page(s)
    assert asked(client, s, lesson=s.lesson.pk) == page(s)
    shown = client.get(page(s)).content.decode()
    assert "Учебный период закрыт" in shown
    assert client.post(page(s), {"reason": " "}).status_code == 422
    assert client.post(page(s), {"reason": "Пропущена отметка"}).url == reverse(LIST)
    assert "уже попросили" in client.get(page(s)).content.decode()
    assert client.post(page(s), {"reason": "Ещё раз"}).status_code == 422
    assert "Просьбы\u00a01" in client.get(reverse("journals")).content.decode()
    request = ReopenRequest.objects.get()
    answer = reverse("journal_opening", args=[request.pk])
    assert client.post(answer, {"act": "grant", "hours": "3"}).status_code == 404

    make.sign_in(client, make.make_officer(s.school))
    assert "1 без ответа" in client.get(reverse("office_period", args=[term(s).pk])).content.decode()
    listed = client.get(reverse(LIST)).content.decode()
    assert "Пропущена отметка" in listed
    assert client.post(answer, {"act": "grant", "hours": "400"}).status_code == 422
    assert client.post(answer, {"act": "grant", "hours": ""}).status_code == 422
    assert client.post(answer, {"act": "grant", "hours": "3"}).url == reverse(LIST)
    assert client.post(answer, {"act": "grant", "hours": "3"}).status_code == 422
    opened = Entry.objects.get(kind="periods.pageclosing")
    assert opened.reason.startswith("Пропущена отметка (просит Орлова")
    assert PageClosing.objects.get().open_until is not None

    assert one(s.actor, mark(s.work, s.student, "4"))["status"] == "applied"
    entry = Entry.objects.filter(kind="journal.mark").latest("id")
    assert entry.reason.startswith("период закрыт, страница открыта снова до")
    moment.shift(timedelta(hours=4))
    assert one(s.actor, mark(s.work, s.student, "5", base=1))["code"] == "closed"
    assert Mark.objects.get().value == "4"


def test_the_administrator_declines_with_a_word_and_the_teacher_reads_it(client, closed):
    row = make.make_reopening(closed.course, term(closed), asked_by=closed.teacher)
    make.sign_in(client, make.make_officer(closed.school))
    answer = reverse("journal_opening", args=[row.pk])
    assert client.post(answer, {"act": "decline", "answer": ""}).status_code == 422
    assert client.post(answer, {"act": "decline", "answer": "Период сдан"}).status_code == 302
    make.sign_in(client, closed.teacher)
    assert "Период сдан" in client.get(reverse(LIST)).content.decode()
    assert not PageClosing.objects.exists()


def test_an_open_page_is_not_asked_for(client, closed):
    operator = make.actor_of(make.make_officer(closed.school), Role.OPERATOR)
    reopen_term(operator, term_id=term(closed).pk, reason="Рано")
    make.sign_in(client, closed.teacher)
    assert "Страница открыта" in client.get(page(closed)).content.decode()
    assert client.post(page(closed), {"reason": "На всякий случай"}).status_code == 422
    assert not ReopenRequest.objects.exists()


@pytest.mark.req("JRN-04")
def test_a_mark_whose_window_is_over_leads_to_the_request_to_correct_it(client, moment):
    s = scene(2)
    s.lesson.date = date(2026, 11, 6)
    s.lesson.save()
    moment.move_to(make.moment_on(s.lesson.date))
    assert one(s.actor, mark(s.work, s.student, "4"))["status"] == "applied"
    moment.move_to(make.moment_on(date(2026, 11, 21)))
    make.sign_in(client, s.teacher)
    assert asked(client, s, work=s.work.pk, student=s.student.pk) == reverse(
        "journal_mark", args=[Mark.objects.get().pk]
    )


@pytest.mark.req("ACC-03")
def test_who_opens_the_pages(client, closed):
    s = closed
    row = make.make_reopening(s.course, term(s), asked_by=s.teacher)
    answer = reverse("journal_opening", args=[row.pk])
    to = f"{reverse('journal_refused')}?lesson={s.lesson.pk}"
    assert {client.get(one).status_code for one in (page(s), to, answer)} == {302}
    for card in (s.student, make.make_guardian(s.student), make.make_officer(s.school, Role.DIRECTOR)):
        make.sign_in(client, card)
        assert {client.get(one).status_code for one in (page(s), to)} == {404}
        assert client.post(answer, {"act": "grant", "hours": "3"}).status_code == 404
    stranger = make.make_staff(s.school)
    make.make_course(make.make_class(s.school, "8Б"), teacher=stranger)
    for card in (stranger, scene().teacher):
        make.sign_in(client, card)
        assert client.get(page(s)).status_code == 404
        assert client.post(page(s), {"reason": "Чужая"}).status_code == 404
        assert client.get(reverse("journal_refused"), {"work": s.work.pk, "student": s.student.pk}).status_code == 404
    assert client.get(reverse("journal_refused")).status_code == 404
    make.sign_in(client, make.make_officer(scene().school))
    assert client.post(answer, {"act": "grant", "hours": "3"}).status_code == 404
    assert ReopenRequest.objects.get().state == "waiting"


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(client, closed, number, django_assert_num_queries):
    for index in range(number):
        course = make.make_course(closed.class_group, f"Предмет {index}", teacher=closed.teacher)
        make.make_reopening(course, term(closed), asked_by=closed.teacher)
    make.sign_in(client, make.make_officer(closed.school))
    client.get(reverse(LIST))
    with django_assert_num_queries(3):
        client.get(reverse(LIST))
