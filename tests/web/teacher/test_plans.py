"""Pages of lesson plans: who enters, what they show and save, constant numbers of queries."""

import io
from datetime import date

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from letopis.kernel.roles import Role
from letopis.school.curriculum.models import LessonPlan, PlannedLesson
from tests.factories import (
    make_class,
    make_course,
    make_guardian,
    make_lesson,
    make_officer,
    make_plan,
    make_school,
    make_staff,
    make_student,
    sign_in,
)
from tests.sending import send

pytestmark = [pytest.mark.django_db, pytest.mark.req("CUR-02")]


@pytest.fixture
def teacher():
    return make_staff(make_school(), "Кузьмина Анна Олеговна")


@pytest.fixture
def course(teacher):
    return make_course(make_class(teacher.school), teacher=teacher)


@pytest.fixture
def page(client: Client, teacher, course):
    return sign_in(client, teacher)


def addresses(plan, course):
    row = plan.lessons.first()
    gets = [
        reverse("plan", args=[plan.pk]),
        reverse("plan", args=[plan.pk]) + "?format=xlsx",
        reverse("plan_load", args=[course.pk]),
    ]
    posts = [
        reverse("plan_head", args=[plan.pk]),
        reverse("plan_copy", args=[plan.pk]),
        reverse("plan_add", args=[plan.pk, 0]),
        reverse("plan_lesson", args=[plan.pk, row.pk]),
        reverse("plan_move", args=[plan.pk, row.pk]),
        reverse("plan_remove", args=[plan.pk, row.pk]),
        reverse("plan_new", args=[course.pk]),
        reverse("plan_answers", args=[course.pk]),
    ]
    return gets, posts


FIELDS = {"title": "Другое", "topic": "Ноль", "kind": "lesson", "to_number": "2", "course": ""}


@pytest.mark.req("ACC-01")
def test_a_stranger_signs_in(client, course):
    plan = make_plan(course)
    gets, posts = addresses(plan, course)
    for url in [reverse("plans"), *gets]:
        assert client.get(url).url.startswith("/account/login/")
    for url in posts:
        assert client.post(url, FIELDS).url.startswith("/account/login/")


@pytest.mark.req("ACC-01")
def test_a_colleague_and_a_family_find_nothing(client, course):
    plan = make_plan(course)
    student = make_student(course.class_group)
    colleague = make_staff(course.school)
    make_course(course.class_group, "Физика", teacher=colleague)
    tutor = make_staff(course.school)
    make_class(course.school, "7Б", tutor=tutor)
    for card in (colleague, tutor, student, make_guardian(student), make_officer(make_school(), Role.OPERATOR)):
        sign_in(client, card)
        gets, posts = addresses(plan, course)
        assert [client.get(url).status_code for url in gets] == [404] * 3
        assert [client.post(url, FIELDS).status_code for url in posts] == [404] * len(posts)
    plan.refresh_from_db()
    assert (plan.title.startswith("План"), plan.lessons.count(), LessonPlan.objects.count()) == (True, 3, 1)


@pytest.mark.req("ACC-01")
def test_a_deputy_reads_and_edits_nothing(client, course):
    plan = make_plan(course)
    sign_in(client, make_officer(course.school, Role.DEPUTY))
    gets, posts = addresses(plan, course)
    assert client.get(reverse("plans")).status_code == 200
    assert [client.get(url).status_code for url in gets] == [200, 200, 404]
    assert [client.post(url, FIELDS).status_code for url in posts] == [404] * len(posts)
    assert "Изменить" not in client.get(gets[0]).content.decode()


@pytest.mark.req("ACC-01")
@pytest.mark.parametrize("role", [Role.OPERATOR, Role.STUDY_OFFICE, Role.DISPATCHER])
def test_the_office_edits(client, course, role):
    plan = make_plan(course)
    sign_in(client, make_officer(course.school, role))
    gets, posts = addresses(plan, course)
    assert [client.get(url).status_code for url in gets] == [200] * 3
    # No class is ticked to share the plan with: the page says so. What is changed carries what it was opened on.
    assert [client.post(url, FIELDS).status_code for url in posts] == [409, 422, 302, 409, 302, 302, 302, 302]


@pytest.mark.parametrize("number", [1, 3, 30])
def test_queries_of_the_list_and_of_a_plan(number, client, teacher, django_assert_num_queries):
    for serial in range(number):
        course = make_course(make_class(teacher.school, f"{serial % 11 + 1}{chr(1040 + serial)}"), teacher=teacher)
        plan = make_plan(course, *(f"Тема {n}" for n in range(number)))
    sign_in(client, teacher)
    with django_assert_num_queries(4):
        response = client.get(reverse("plans"))
    assert response.content.decode().count("Загрузить<") == number
    with django_assert_num_queries(10):
        assert client.get(reverse("plan", args=[plan.pk])).status_code == 200


@pytest.mark.req("CUR-03")
def test_the_list_shows_what_differs(page, course):
    text = page.get(reverse("plans")).content.decode()
    assert "Нет плана" in text
    make_plan(course)
    text = page.get(reverse("plans")).content.decode()
    assert "Не хватает 99\u00a0ч" in text.replace("&nbsp;", "\u00a0")
    assert "Таких курсов нет" in page.get(reverse("plans") + "?state=ok").content.decode()
    assert page.get(reverse("plans") + "?format=xlsx")["Content-Type"].endswith("sheet")


def test_a_lesson_is_edited_in_place(page, course):
    plan = make_plan(course, "Один", "Два")
    row = plan.lessons.get(number=2)
    address = reverse("plan", args=[plan.pk])
    assert 'name="topic"' in page.get(f"{address}?edit={row.pk}").content.decode()
    url = reverse("plan_lesson", args=[plan.pk, row.pk])
    response = send(page, url, {"topic": "Повторение", "kind": "review", "homework": "§ 2", "planned_on": "2026-12-01"})
    assert response.url == f"{address}#n2"
    row.refresh_from_db()
    assert (row.topic, row.kind, row.planned_on) == ("Повторение", "review", date(2026, 12, 1))
    assert "без темы" in page.get(address).content.decode()
    wrong = send(page, url, {"topic": "", "kind": "lesson"})
    assert wrong.status_code == 422
    make_lesson(course, date(2026, 9, 2), planned_lesson=row)
    held = send(page, url, {"topic": "Другое", "kind": "lesson"})
    assert held.status_code == 422
    assert "уже записана в журнал" in held.content.decode()


def test_added_moved_removed(page, course):
    plan = make_plan(course, "Один", "Два")
    page.post(reverse("plan_add", args=[plan.pk, 2]), {"topic": "Три", "kind": "lesson"})
    three = plan.lessons.get(number=3)
    page.post(reverse("plan_move", args=[plan.pk, three.pk]), {"to_number": "1"})
    assert list(plan.lessons.order_by("number").values_list("topic", flat=True)) == ["Три", "Один", "Два"]
    page.post(reverse("plan_move", args=[plan.pk, three.pk]), {"to_number": "много"})
    page.post(reverse("plan_remove", args=[plan.pk, three.pk]))
    assert list(plan.lessons.order_by("number").values_list("topic", flat=True)) == ["Один", "Два"]
    send(page, reverse("plan_head", args=[plan.pk]), {"title": "Мой план", "textbook": "Макарычев"})
    plan.refresh_from_db()
    assert (plan.title, plan.textbook) == ("Мой план", "Макарычев")


def test_given_to_a_parallel_and_copied(page, course, teacher):
    plan = make_plan(course)
    parallel = make_course(make_class(teacher.school, "7Б"), teacher=teacher)
    url = reverse("plan_copy", args=[plan.pk])
    assert "7Б" in page.get(reverse("plan", args=[plan.pk])).content.decode()
    page.post(url, {"how": "share"})
    page.post(url, {"course": parallel.pk, "how": "share"})
    parallel.refresh_from_db()
    assert parallel.plan == plan
    page.post(url, {"course": parallel.pk, "how": "copy"})
    parallel.refresh_from_db()
    assert parallel.plan != plan


def upload(rows):
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return SimpleUploadedFile("План.xlsx", kept.getvalue())


def signed_of(response):
    return response.context["signed"]


def test_a_file_is_previewed_then_saved(page, course):
    load, save = reverse("plan_load", args=[course.pk]), reverse("plan_save", args=[course.pk])
    rows = [["№", "Тема", "Дата"], ["Числа (3 ч)"], [1, "Степень", "02.09"], [2, "К/р № 1 «Степень»", "03.09"]]
    seen = page.post(load, {"file": upload(rows)})
    text = seen.content.decode()
    assert seen.status_code == 200
    assert "указано 3" in text
    assert "Контрольная работа" in text
    assert LessonPlan.objects.count() == 0

    saved = page.post(save, {"plan": signed_of(seen)})
    plan = LessonPlan.objects.get()
    assert saved.url == reverse("plan", args=[plan.pk])
    assert list(plan.lessons.values_list("number", "topic", "kind")) == [
        (1, "Степень", "lesson"),
        (2, "Контрольная работа № 1 «Степень»", "control"),
    ]
    page.post(save, {"plan": signed_of(seen)})
    assert PlannedLesson.objects.count() == 2


def test_a_pasted_table_with_errors_cannot_be_saved(page, course):
    load = reverse("plan_load", args=[course.pk])
    seen = page.post(load, {"text": "№\tТема\tДЗ\n1\t\t§ 1\n2\tСтепень\t"})
    assert seen.status_code == 422
    assert "У урока нет темы" in seen.content.decode()
    assert signed_of(seen) == ""


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 nonsense", b"\x89PNG\r\n\x1a\n" + b"\x00" * 500, b"\x00" * (5 * 1024 * 1024 + 1)]
)
def test_files_that_are_no_plan(page, course, content):
    response = page.post(reverse("plan_load", args=[course.pk]), {"file": SimpleUploadedFile("План.xlsx", content)})
    assert response.status_code == 422
    assert "field__error" in response.content.decode()
    assert page.post(reverse("plan_load", args=[course.pk]), {}).status_code == 422


def test_what_was_not_signed_here_is_not_saved(page, course):
    response = page.post(reverse("plan_save", args=[course.pk]), {"plan": "made:up:here"})
    assert response.url == reverse("plan_load", args=[course.pk])
    assert LessonPlan.objects.count() == 0


def test_held_lessons_ask_before_they_stay(page, course):
    plan = make_plan(course, "Другое")
    make_lesson(course, date(2026, 9, 2), planned_lesson=plan.lessons.get())
    seen = page.post(reverse("plan_load", args=[course.pk]), {"text": "1. Степень\n2. Дроби"})
    save = reverse("plan_save", args=[course.pk])
    refused = page.post(save, {"plan": signed_of(seen)})
    assert refused.status_code == 422
    assert "уже проведены" in refused.content.decode()
    page.post(save, {"plan": signed_of(refused), "keep_held": "on"})
    assert list(plan.lessons.order_by("number").values_list("topic", flat=True)) == ["Другое", "Дроби"]


@pytest.mark.req("ORG-02")
def test_what_cannot_be_guessed_is_asked_and_answered(page, course):
    """Columns, a row that may be a section, a cell: answered one after another, saved as answered."""
    rows = [
        ["№", "Тема", "УУД", "Часы", "Дата"],
        [1, "Степень", "§ 1", "два", "02.09"],
        [2, "", "§ 2", 1, "04.09"],
        ["", "Обобщение", "", "", ""],
    ]
    load, answer = (reverse(name, args=[course.pk]) for name in ("plan_load", "plan_answers"))
    seen = page.post(load, {"file": upload(rows)})
    assert seen.status_code == 422
    asked = {one.form["field"]: one for one in seen.context["questions"] if one.form["row"]}
    causes = {one.form["text"]: one for one in seen.context["causes"]}
    tasks = next(one for text, one in causes.items() if "«УУД» не распознан" in text)
    kind = next(one for text, one in causes.items() if "«Обобщение» нет уроков" in text)
    seen = page.post(
        answer,
        {
            "sheets": seen.context["sheets"],
            f"cause-{tasks.number}": "column:homework",
            f"cause-{kind.number}": "lesson",
            f"value-{asked['Часы'].number}": "2",
            f"value-{asked['Тема'].number}": "Корень",
        },
    )
    assert seen.status_code == 200
    read = [(one.topic, one.homework) for one in seen.context["seen"].plan.lessons]
    assert read == [("Степень", "§ 1"), ("Степень", "§ 1"), ("Корень", "§ 2"), ("Обобщение", "")]

    columns = {column.label: number for number, column in seen.context["columns"]}
    seen = page.post(answer, {"sheets": seen.context["sheets"], f"column-{columns['УУД']}": "note"})
    assert {one.note for one in seen.context["seen"].plan.lessons} == {"§ 1", "§ 2", ""}
    page.post(reverse("plan_save", args=[course.pk]), {"plan": signed_of(seen)})
    assert LessonPlan.objects.get().lessons.count() == 4

    again = page.post(answer, {"sheets": seen.context["sheets"], "reset": "1"})
    assert again.status_code == 422
    assert again.context["columns"] != seen.context["columns"]
    assert page.post(answer, {"sheets": "made:up:here"}).url == load


@pytest.mark.req("ORG-02")
def test_a_book_of_several_plans_is_asked_which(page, course):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        for name, topic in (("7А", "Степень"), ("7Б", "Дроби"), ("8А", "Корень")):
            book.add_worksheet(name).write_row(0, 0, ["№", "Тема"])
            book.get_worksheet_by_name(name).write_row(1, 0, [1, topic])
        book.get_worksheet_by_name("8А").hide()
    file = SimpleUploadedFile("Планы.xlsx", content.getvalue())
    seen = page.post(reverse("plan_load", args=[course.pk]), {"file": file})

    def choose(label: str) -> str:
        """Answer the question that has the choice; return the first topic that is read then."""
        nonlocal seen
        found = ((one, choice) for one in seen.context["causes"] for choice in one.form["choices"])
        one, choice = next(pair for pair in found if pair[1]["label"].startswith(label))
        form = {"sheets": seen.context["sheets"], f"cause-{one.number}": choice["answer"]}
        seen = page.post(reverse("plan_answers", args=[course.pk]), form)
        return seen.context["seen"].plan.lessons[0].topic

    assert [choose("Загрузить"), choose("Лист «8А»")] == ["Степень", "Корень"]
    assert not any("Планы" in one.form["text"] for one in seen.context["causes"])


@pytest.mark.req("ACC-01")
def test_nobody_saves_for_a_foreign_course(client, course, teacher):
    sign_in(client, teacher)
    seen = client.post(reverse("plan_load", args=[course.pk]), {"text": "1. Степень\n2. Дроби"})
    foreign = make_course(make_class(course.school, "7Б"))
    assert client.post(reverse("plan_save", args=[foreign.pk]), {"plan": signed_of(seen)}).status_code == 404
    sheets = {"sheets": seen.context["sheets"]}
    assert client.post(reverse("plan_answers", args=[foreign.pk]), sheets).status_code == 404
    both = {"plan": signed_of(seen), "course": foreign.pk}
    assert client.post(reverse("plan_save", args=[course.pk]), both).status_code == 404
    assert LessonPlan.objects.count() == 0
