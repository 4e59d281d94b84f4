"""A row's page: history in words, undo of the last change, taking back what nothing stands on (ORG-03, П3.2.5)."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from letopis.kernel.roles import Role
from letopis.school.classes.models import ClassGroup, Subgroup
from letopis.school.control.books import BOOKS
from letopis.school.curriculum.models import Course, Subject
from letopis.school.history.models import Entry
from letopis.school.marks.models import WorkKind
from letopis.school.organisation.models import AcademicYear, CalendarDay, Room, Term, Vacation
from letopis.school.people.consents import give_consent, withdraw_consent
from letopis.school.people.models import Consent, Guardian, Person, Staff, Student
from letopis.school.periods.actions import close_term
from letopis.school.workload.models import SchoolNorm
from letopis.school.years.actions import close_year
from tests import factories as make
from tests.factories import sign_in
from tests.sending import send

pytestmark = [pytest.mark.django_db, pytest.mark.req("ORG-03")]


@pytest.fixture
def school() -> Any:
    return make.make_school()


@pytest.fixture
def office(school: Any) -> Client:
    return sign_in(Client(), make.make_officer(school))


def at(book: str, pk: int, name: str = "office_row") -> str:
    return reverse(name, args=[book, pk])


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_change_is_told_and_undone(school: Any, office: Client) -> None:
    room = make.make_room(school, "101")
    send(office, reverse("office_rooms_edit", args=[room.pk]), {"number": "101", "name": "Физика", "capacity": "30"})
    page = office.get(at("room", room.pk))
    shown = text(page)
    assert "Физика" in shown
    assert "Отменить последнее изменение" in shown
    last = page.context["page"].last_id
    late = office.post(at("room", room.pk, "office_row_undo"), {"last": str(last - 1)}, follow=True)
    assert "изменили, пока страница была открыта" in text(late)
    room.refresh_from_db()
    assert room.name == "Физика"
    assert office.post(at("room", room.pk, "office_row_undo"), {"last": str(last)}).status_code == 302
    room.refresh_from_db()
    assert (room.name, room.capacity) == ("", None)
    newest = Entry.objects.latest("id")
    assert (newest.action, newest.reason[:16]) == ("take_back", "Отмена изменения")


def test_a_card_is_undone_as_it_was_saved(school: Any, office: Client) -> None:
    """Person and student are two tables and one save."""
    student = make.make_student(make.make_class(school, "7А"))
    before = student.person.surname
    form = {"surname": "Новая", "name": "Лада", "study_form": "full_time", "note": "Левша"}
    assert send(office, reverse("office_student_edit", args=[student.pk]), form).status_code == 302
    page = office.get(at("student", student.pk))
    assert "Левша" in text(page)
    sent = {"last": str(page.context["page"].last_id)}
    assert office.post(at("student", student.pk, "office_row_undo"), sent).status_code == 302
    student = Student.objects.get()
    assert (student.person.surname, student.note) == (before, "")
    assert student.person.sort_key.startswith(before.casefold())


def test_every_book_of_the_year_is_told_and_undone(school: Any, office: Client) -> None:
    """A calendar day, vacations, a term, hours of the curriculum: from the page where they stand to their history."""
    year = make.year_of(school)
    group = make.make_class(school, "7А")
    day = CalendarDay.objects.create(school=school, year=year, date=date(2026, 12, 5), kind="day_off", name="Ёлка")
    rest = Vacation.objects.create(
        school=school, year=year, name="Осенние", starts_on=date(2026, 10, 26), ends_on=date(2026, 11, 1), grades=[]
    )
    term = Term.objects.get(scheme__year=year, number=2)
    hours = make.make_curriculum_row(group)
    cell = f"h{hours.subject_id}-{group.pk}"
    pages = {
        "day": (day, reverse("office_calendar_day", args=["2026-12-05"]), {"name": "Бал"}, "name"),
        "vacation": (rest, reverse("office_calendar_vacations"), {"form-0-ends_on": "2026-10-31"}, "ends_on"),
        "term": (term, reverse("office_calendar_terms", args=["quarter"]), {"form-1-ends_on": "2026-12-28"}, "ends_on"),
        "hours": (hours, reverse("office_curriculum_save"), {cell: "5", "grade": "7"}, "hours_per_week"),
        "year": (year, reverse("office_calendar_year"), {"name": "2026/27"}, "name"),
        "class": (group, reverse("office_class_edit", args=[group.pk]), {"name": "7В"}, "name"),
        "subject": (
            hours.subject,
            reverse("office_curriculum_subject", args=[hours.subject_id]),
            {"name": "Геометрия"},
            "name",
        ),
        "school": (school, reverse("office_settings"), {"correction_days": "9"}, "settings"),
    }
    for book, (row, address, change, column) in pages.items():
        before = getattr(row, column)
        assert send(office, address, change).status_code == 302, book
        row.refresh_from_db()
        assert getattr(row, column) != before, book
        where = {"hours": reverse("office_curriculum") + "?grade=7"}
        shown = office.get(where.get(book, address)).content.decode()
        assert at(book, row.pk) in shown, book
        page = office.get(at(book, row.pk))
        assert "Отменить последнее изменение" in text(page), book
        last = {"last": str(page.context["page"].last_id)}
        assert office.post(at(book, row.pk, "office_row_undo"), last).status_code == 302, book
        row.refresh_from_db()
        assert getattr(row, column) == before, book
        assert office.get(page.context["back"]).status_code == 200, book
        may_go = office.post(at(book, row.pk, "office_row_remove")).status_code
        assert may_go == (404 if book in ("term", "year", "school") else 302), book
    told = text(office.get(at("school", school.pk)))
    assert "Учитель исправляет отметку, дней:</span> 14 → <b>9</b>" in told


def test_the_history_of_a_class_tells_who_led_it(school: Any, office: Client) -> None:
    group = make.make_class(school, "7А")
    tutor = make.make_staff(school, "Климова Вера Ильинична")
    form = {"staff_id": str(tutor.pk), "starts_on": "2026-11-23"}
    assert send(office, reverse("office_class_tutor", args=[group.pk]), form).status_code == 302
    shown = text(office.get(at("class", group.pk)))
    assert "Климова Вера Ильинична" in shown
    assert "23.11.2026" in shown


def test_what_would_be_wrong_now_is_not_undone(school: Any, office: Client) -> None:
    """A term goes back into days that its neighbour has taken since; a room to a number that another has."""
    year = make.year_of(school)
    address = reverse("office_calendar_terms", args=["quarter"])
    first, second = Term.objects.filter(scheme__year=year).order_by("number")[:2]
    assert send(office, address, {"form-0-ends_on": "2026-10-16"}).status_code == 302
    assert send(office, address, {"form-1-starts_on": "2026-10-19"}).status_code == 302
    last = {"last": str(office.get(at("term", first.pk)).context["page"].last_id)}
    refused = office.post(at("term", first.pk, "office_row_undo"), last)
    assert refused.status_code == 422
    room = make.make_room(school, "5A")
    assert send(office, reverse("office_rooms_edit", args=[room.pk]), {"number": "6"}).status_code == 302
    make.make_room(school, "5А")
    last = {"last": str(office.get(at("room", room.pk)).context["page"].last_id)}
    assert office.post(at("room", room.pk, "office_row_undo"), last).status_code == 422
    first.refresh_from_db()
    room.refresh_from_db()
    assert (first.ends_on, second.number, room.number) == (date(2026, 10, 16), 2, "6")


MISTAKEN = {
    "room": (Room, lambda school: make.make_room(school, "101")),
    "class": (ClassGroup, lambda school: make.make_class(school, "7А")),
    "subject": (Subject, lambda school: make.make_subject(school, "Физика")),
    "course": (Course, lambda school: make.make_course(make.make_class(school, "7А"), teacher=make.make_staff(school))),
    "subgroup": (Subgroup, lambda school: make.make_subgroup(make.make_class(school, "7А"))),
    "student": (Student, lambda school: Student.objects.create(school=school, person=make.make_person(school))),
    "guardian": (Guardian, lambda school: Guardian.objects.create(school=school, person=make.make_person(school))),
    "staff": (Staff, make.make_staff),
}


def test_a_closing_is_not_undone_here_but_opened_with_a_reason(school: Any, office: Client) -> None:
    admin = make.actor_of(make.make_officer(school, Role.OPERATOR), Role.OPERATOR)
    make.make_class(school)
    term, year = Term.objects.get(school=school, name="II четверть"), AcademicYear.objects.get(school=school)
    for book, row, close in (
        ("term", term, lambda: close_term(admin, term_id=term.pk)),
        ("year", year, lambda: close_year(admin, year_id=year.pk, even_if_open=True)),
    ):
        close()
        page = office.get(at(book, row.pk))
        assert "Отменить последнее изменение" not in text(page)
        last = page.context["page"].last_id
        told = office.post(at(book, row.pk, "office_row_undo"), {"last": str(last)}, follow=True)
        assert "с указанием причины" in text(told)
        row.refresh_from_db()
        assert row.closed_at


@pytest.mark.req("ACC-10")
def test_a_withdrawn_consent_is_not_given_back_here_but_by_a_paper(school: Any, office: Client) -> None:
    student = make.make_student(make.make_class(school))
    admin = make.actor_of(make.make_officer(school, Role.OPERATOR), Role.OPERATOR)
    Consent.objects.filter(student=student).delete()
    give_consent(admin, student_id=student.pk, given_on=make.TODAY)
    withdraw_consent(admin, student_id=student.pk, withdrawn_on=make.TODAY)
    page = office.get(at("student", student.pk))
    assert "Отменить последнее изменение" not in text(page)
    last = str(page.context["page"].last_id)
    told = office.post(at("student", student.pk, "office_row_undo"), {"last": last}, follow=True)
    assert "отозвано согласие" in text(told)
    assert Consent.objects.get(student=student).withdrawn_on == make.TODAY


@pytest.mark.parametrize("book", MISTAKEN)
def test_what_was_made_by_mistake_is_taken_back(school: Any, office: Client, book: str) -> None:
    model, made = MISTAKEN[book]
    row = made(school)
    people = Person.objects.count()
    assert "можно удалить" in text(office.get(at(book, row.pk)))
    answer = office.post(at(book, row.pk, "office_row_remove"), follow=True)
    assert (answer.status_code, "Удалено:" in text(answer)) == (200, True)
    assert not model.objects.filter(pk=row.pk).exists()
    if book in ("student", "guardian", "staff"):
        assert Person.objects.count() == people - 1
    gone = Entry.objects.filter(object_id=row.pk, kind=model._meta.label_lower).latest("id")
    assert (gone.after, gone.reason) == (None, "Удалено: заведено по ошибке")
    assert office.get(at(book, row.pk)).status_code == 404


def test_what_is_used_stays_and_says_where_and_how_often(school: Any, office: Client) -> None:
    """The class has a page of the journal, a student, a teacher; the subject that page; nothing is changed."""
    teacher = make.make_staff(school)
    group = make.make_class(school, "7А", tutor=teacher)
    student, course = make.make_student(group), make.make_course(group, teacher=teacher)
    make.make_slot(course, 1, 2)
    lesson = make.make_lesson(course)
    kind = make.make_work_kind(school)
    make.make_guardian(student)
    before = Entry.objects.count()
    used = (("class", group, "Нагрузка"), ("subject", course.subject, "Нагрузка"), ("course", course, "Уроки"))
    for book, row, where in (*used, ("student", student, "Состав"), ("staff", teacher, "Классные руководители")):
        shown = text(office.get(at(book, row.pk)))
        answer = office.post(at(book, row.pk, "office_row_remove"))
        assert "Удалить нельзя" in shown, book
        assert answer.status_code == 422, book
        assert where.casefold() in text(answer).casefold(), book
        assert ": 1" in text(answer), book
    only = office.post(at("work-kind", kind.pk, "office_row_remove"))
    assert (only.status_code, WorkKind.objects.count()) == (422, 1)
    assert Entry.objects.count() == before
    lesson.refresh_from_db()


def test_whose_page_it_is(school: Any, office: Client) -> None:
    """A stranger signs in; who keeps other books, another school's office and a made-up book find nothing."""
    room, subject = make.make_room(school, "101"), make.make_subject(school, "Физика")
    dispatcher = sign_in(Client(), make.make_officer(school, Role.PERSONNEL))
    foreign = sign_in(Client(), make.make_officer(make.make_school()))
    for name in ("office_row", "office_row_undo", "office_row_remove"):
        for book, pk in (("room", room.pk), ("subject", subject.pk)):
            assert Client().get(at(book, pk, name)).status_code == 302
            assert dispatcher.post(at(book, pk, name)).status_code in (404, 405)
            assert foreign.post(at(book, pk, name)).status_code in (404, 405)
    assert dispatcher.get(at("room", room.pk)).status_code == 404
    assert foreign.get(at("room", room.pk)).status_code == 404
    assert office.get(at("nothing", room.pk)).status_code == 404
    assert all(office.get(at(book, 999_999)).status_code == 404 for book in BOOKS)


def test_a_norm_is_told_undone_and_given_back_to_its_source(school: Any, office: Client) -> None:
    address = reverse("office_norms_edit", args=["works_a_day"])
    assert "История" not in text(office.get(address))[text(office.get(address)).index("</form>") :]
    for value in ("2", "3"):
        assert send(office, address, {"value": value}).status_code == 302
    norm = SchoolNorm.objects.get()
    assert at("norm", norm.pk) in office.get(address).content.decode()
    page = office.get(at("norm", norm.pk))
    assert "Значение:</span> 2 → <b>3</b>" in text(page)
    sent = {"last": str(page.context["page"].last_id)}
    assert office.post(at("norm", norm.pk, "office_row_undo"), sent).url.endswith(at("norm", norm.pk))
    norm.refresh_from_db()
    assert norm.value == 2
    assert office.post(at("norm", norm.pk, "office_row_remove")).status_code == 302
    assert not SchoolNorm.objects.exists()
    assert office.get(page.context["back"]).status_code == 200
