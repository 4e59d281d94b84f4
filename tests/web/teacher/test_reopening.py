"""A page of a closed period: the teacher asks, the administrator opens it, what was typed is written (А3.2.2)."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from letopis.kernel.roles import Role
from letopis.school.grading.models import PeriodMark
from letopis.school.grading.wire import PeriodMarkOperation
from letopis.school.history.models import Entry
from letopis.school.history.verification import verify
from letopis.school.lessons.models import CorrectionRequest
from letopis.school.marks.models import Absence, Mark
from letopis.school.organisation.models import Term
from letopis.school.people.models import Student
from letopis.school.periods.actions import close_term, reopen_term
from letopis.school.periods.models import PageClosing, ReopenRequest
from tests import factories as make
from tests.school.journal.scene import Scene, absence, mark, one, scene, topic
from tests.web.teacher.asking import ask

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


def period_mark(s: Scene, student: Student, value: str) -> PeriodMarkOperation:
    return PeriodMarkOperation(
        op_id=uuid4(), course_id=s.course.pk, student_id=student.pk, period=str(term(s).pk), value=value
    )


def opening() -> str:
    return reverse("journal_opening", args=[ReopenRequest.objects.get().pk])


def entry(of: CorrectionRequest) -> str:
    return reverse("journal_entry", args=[of.pk])


def test_the_teacher_asks_the_administrator_opens_and_what_was_typed_is_written_each_in_one_click(
    client, closed, moment
):
    s = closed
    make.sign_in(client, s.teacher)
    wanted = mark(s.work, s.student, "4", comment="За доклад")
    assert one(s.actor, wanted)["code"] == "closed"
    assert ask(client, wanted, " ").status_code == 422
    assert "администратору" in ask(client, wanted, "Пропущена отметка").json()["told"]
    assert ask(client, wanted, "Ещё раз").json()["code"] == "twice"
    request = CorrectionRequest.objects.get()
    assert (request.was, request.wanted, request.place) == ("", "4, «За доклад»", "23.11.2026")
    assert "Просьбы\u00a01" in client.get(reverse("journals")).content.decode()
    assert client.post(entry(request)).status_code == 422
    assert client.post(opening(), {"act": "grant", "hours": "3"}).status_code == 404

    make.sign_in(client, make.make_officer(s.school))
    assert "1 без ответа" in client.get(reverse("office_period", args=[term(s).pk])).content.decode()
    listed = client.get(reverse(LIST)).content.decode()
    assert "Пропущена отметка" in listed
    # The administrator reads no marks.
    assert "За доклад" not in listed
    for hours, status in (("400", 422), ("", 422), ("3", 302), ("3", 422)):
        assert client.post(opening(), {"act": "grant", "hours": hours}).status_code == status
    opened = Entry.objects.get(kind="periods.pageclosing")
    assert opened.reason.startswith("Пропущена отметка (просит Орлова")
    assert client.post(entry(request)).status_code == 404

    make.sign_in(client, s.teacher)
    assert "Страница открыта" in client.get(reverse(LIST)).content.decode()
    assert client.post(entry(request)).url == reverse(LIST)
    assert client.post(entry(request)).status_code == 422
    written = Mark.objects.get()
    assert (written.value, written.comment) == ("4", "За доклад")
    told = Entry.objects.filter(kind="journal.mark").latest("id")
    assert (told.op_id, told.role) == (request.op_id, "teacher")
    assert told.reason.startswith("период закрыт, страница открыта снова до")
    moment.shift(timedelta(hours=4))
    assert one(s.actor, mark(s.work, s.student, "5", base=1))["code"] == "closed"
    assert [found for found in verify(s.school.pk).findings if found.table.endswith("request")] == []


def test_an_absence_a_topic_and_a_mark_of_the_period_are_asked_for_as_a_mark_is(client, closed):
    s = closed
    wanted = [
        absence(s.lesson, s.student, "Б"),
        topic(s.lesson, "Степень"),
        period_mark(s, s.student, "5"),
    ]
    make.sign_in(client, s.teacher)
    for one_of in wanted:
        assert ask(client, one_of, "Не внесено вовремя").status_code == 200
    told = list(CorrectionRequest.objects.order_by("pk").values_list("place", "wanted"))
    assert told == [("23.11.2026", "болезнь"), ("23.11.2026", "тема «Степень»"), (term(s).name, "5")]
    make.sign_in(client, make.make_officer(s.school))
    client.post(opening(), {"act": "grant", "hours": "3"})
    make.sign_in(client, s.teacher)
    for request in CorrectionRequest.objects.order_by("pk")[:2]:
        assert client.post(entry(request)).status_code == 302
    s.lesson.refresh_from_db()
    assert (Absence.objects.get().code, s.lesson.topic) == ("Б", "Степень")
    # The last days of the period have not come: opened, it is as any other.
    assert client.post(entry(CorrectionRequest.objects.latest("pk"))).status_code == 422
    assert not PeriodMark.objects.exists()


def test_the_administrator_declines_with_a_word_and_the_teacher_reads_it(client, closed):
    make.sign_in(client, closed.teacher)
    ask(client, mark(closed.work, closed.student, "4"), "Забыла")
    make.sign_in(client, make.make_officer(closed.school))
    assert client.post(opening(), {"act": "decline", "answer": ""}).status_code == 422
    assert client.post(opening(), {"act": "decline", "answer": "Период сдан"}).status_code == 302
    make.sign_in(client, closed.teacher)
    assert "Период сдан" in client.get(reverse(LIST)).content.decode()
    assert CorrectionRequest.objects.get().state == "declined"
    assert not PageClosing.objects.exists()


def test_an_open_page_and_a_closed_year_are_not_asked_for(client, closed):
    operator = make.actor_of(make.make_officer(closed.school), Role.OPERATOR)
    reopen_term(operator, term_id=term(closed).pk, reason="Рано")
    make.sign_in(client, closed.teacher)
    wanted = mark(closed.work, closed.student, "4")
    assert ask(client, wanted, "На всякий случай").json()["code"] == "open"
    assert one(closed.actor, wanted)["status"] == "applied"
    assert ask(client, wanted, "На всякий случай").json()["code"] == "same"
    year = closed.class_group.year
    year.closed_at = make.moment_on(date(2026, 11, 1))
    year.save()
    assert "оператор" in ask(client, mark(closed.work, closed.student, "5"), "Поздно").json()["message"]
    assert not ReopenRequest.objects.exists()


@pytest.mark.req("ACC-03")
def test_who_asks_and_who_writes(client, closed):
    s = closed
    wanted = mark(s.work, s.student, "4")
    assert ask(client, wanted, "Чужая").status_code == 401
    for card in (s.student, make.make_guardian(s.student), scene().teacher):
        make.sign_in(client, card)
        assert ask(client, wanted, "Чужая").status_code == 404
    stranger = make.make_staff(s.school)
    make.make_course(make.make_class(s.school, "8Б"), teacher=stranger)
    make.sign_in(client, stranger)
    assert ask(client, wanted, "Чужая").status_code == 404
    make.sign_in(client, make.make_officer(s.school, Role.DIRECTOR))
    assert ask(client, wanted, "Чужая").json()["code"] == "read_only"
    make.sign_in(client, s.teacher)
    # Who has never been in the class is nobody here, whatever is refused first.
    foreign = make.make_students(make.make_class(s.school, "9В"), 1)[0]
    for row in (mark(s.work, foreign, "4"), period_mark(s, foreign, "5")):
        assert ask(client, row, "Чужой").status_code in {404, 422}
    assert not CorrectionRequest.objects.exists()
    assert ask(client, wanted, "Своя").status_code == 200
    assert client.post(reverse("journal_requests"), "{}", "application/json").status_code == 400
    answer, own = opening(), entry(CorrectionRequest.objects.get())
    for card in (stranger, s.tutor, make.make_officer(s.school, Role.DEPUTY)):
        make.sign_in(client, card)
        assert client.post(own).status_code == 404
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
