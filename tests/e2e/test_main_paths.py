"""What each role came for, from signing in to the end, in a browser: the product's promise in one file."""

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from letopis.kernel import background
from letopis.kernel.roles import Role
from letopis.school.history.models import Entry
from letopis.school.marks.models import Absence, Mark
from letopis.school.people.models import Guardian, Person, Student
from tests import factories as make
from tests.documents.school_import.school import Book
from tests.e2e.waiting import answered
from tests.factories import TODAY
from tests.school.journal.scene import Scene, scene

pytestmark = pytest.mark.both
OpenPage = Callable[..., Page]
Visitor = Callable[..., BrowserContext]
PASSWORD = "berezovaya-roscha"
OWN_PASSWORD = "tihaya-zavod-42"
TOPIC, TASK = "Свойства степени", "§ 20, № 412, 415"
TABS = 60


@pytest.fixture
def s(transactional_db: None) -> Scene:
    """7А with four students in the third lesson of today, empty as yet; the plan has a topic for it."""
    found = scene(4)
    found.work.delete()
    make.make_work_kind(found.school)
    make.make_plan(found.course, "Понятие степени", TOPIC, "Одночлен")
    planned = found.course.plan.lessons.first()  # type: ignore[union-attr]
    past = make.make_lesson(found.course, TODAY - timedelta(days=4), topic=planned.topic, planned_lesson=planned)
    make.make_homework(past, "§ 18, № 391", due=found.lesson)
    make.make_lesson(found.course, TODAY + timedelta(days=1))
    return found


@pytest.fixture
def family(s: Scene) -> Guardian:
    """The guardian of the first student of 7А, and of a younger one in 3Б with another teacher."""
    younger = make.make_class(s.school, "3Б")
    child = make.make_student(younger, "Абрамов Лев Тимурович")
    reading = make.make_course(younger, "Литературное чтение", teacher=make.make_staff(s.school))
    lesson = make.make_lesson(reading, number=2, topic="Басни И. А. Крылова")
    make.make_mark(make.make_work(lesson), child, "4")
    return make.make_guardian(s.student, child, full_name="Абрамова Нина Павловна")


def tab_to(page: Page, place: Locator) -> None:
    """Come to a place as somebody without a mouse does."""
    for _ in range(TABS):
        # Asked for anew: a list that was just drawn again has other elements.
        if place.evaluate("place => document.activeElement === place"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{place} is not reached by Tab")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def sign_in_by_keyboard(page: Page, login: str, password: str) -> None:
    """From the sign-in page, without a mouse."""
    tab_to(page, page.get_by_label("Логин"))
    page.keyboard.type(login)
    press(page, "Tab")
    page.keyboard.type(password)
    press(page, "Enter")
    page.wait_for_url(lambda url: "/account/login/" not in url)


def with_password(person: Person, login: str) -> None:
    account = make.make_account(person, username=login)
    account.set_password(PASSWORD)
    account.save()


@pytest.mark.req("ACC-01", "JRN-01", "JRN-02", "JRN-09", "JRN-10", "CUR-05", "DIA-01")
def test_a_lesson_by_keyboard_is_at_once_in_the_diary(open_page: OpenPage, s: Scene, family: Guardian) -> None:
    with_password(s.teacher.person, "orlova")
    page = open_page(None, "/")
    sign_in_by_keyboard(page, "orlova", PASSWORD)

    expect(page.get_by_role("heading", level=1)).to_have_text("Понедельник, 23 ноября")
    tab_to(page, page.get_by_role("link", name="Открыть урок"))
    press(page, "Enter")
    page.wait_for_url(f"**/lesson/{s.lesson.pk}/")

    tab_to(page, page.get_by_role("option").first)
    press(page, "ArrowDown", "y", "+")  # Y stands where Н does: the second is not there, the rest are
    tab_to(page, page.get_by_role("button", name="Записать эту тему"))
    press(page, "Enter")
    expect(page.get_by_role("textbox", name="Домашнее задание")).to_be_focused()
    page.keyboard.type(TASK)
    tab_to(page, page.locator('[role="option"][tabindex="0"]'))
    press(page, "5", "4")  # the second is passed over
    answered(page)
    expect(page.locator("[data-status]")).to_contain_text("Всё сохранено")

    s.lesson.refresh_from_db()
    assert (s.lesson.topic, s.lesson.attendance_taken_at is not None) == (TOPIC, True)
    assert dict(Absence.objects.values_list("student_id", "code")) == {s.students[1].pk: "Н"}
    marks = Mark.objects.filter(lesson=s.lesson).values_list("student_id", "value")
    assert dict(marks) == {s.students[0].pk: "5", s.students[2].pk: "4"}

    diary = open_page(family, "/diary/", phone=True)
    today = diary.locator(".week__day--today")
    expect(today.locator(".entry", has_text="Алгебра")).to_contain_text(TOPIC)
    expect(today.locator(".mark")).to_have_text("5")
    expect(today).to_contain_text("§ 18, № 391")
    expect(diary.locator(".phone-first section", has_text="Задано на")).to_contain_text("§ 20")

    absent = open_page(s.students[1], "/diary/")
    expect(absent.locator(".week__day--today .mark--away")).to_have_text("Н")
    absent.get_by_role("link", name="Посещаемость").first.click()
    expect(absent.locator("main")).to_contain_text("Понедельник, 23 ноября")


@pytest.mark.req("DIA-01", "CON-01")
def test_a_guardian_goes_from_child_to_child(open_page: OpenPage, s: Scene, family: Guardian) -> None:
    page = open_page(family, "/diary/")
    children = page.get_by_role("navigation", name="Ребёнок")
    expect(page.locator(".week")).to_contain_text("Алгебра")

    children.get_by_role("link", name="Лев").click()

    expect(page.locator(".week")).to_contain_text("Басни И. А. Крылова".replace(" ", "\u00a0", 2))
    expect(page.locator(".week")).not_to_contain_text("Алгебра")
    page.get_by_role("link", name="Отметки").first.click()
    expect(page.locator("main")).to_contain_text("Литературное чтение")


@pytest.mark.req("DIA-01", "ACC-03")
def test_a_family_sees_no_other_child(open_page: OpenPage, s: Scene, family: Guardian) -> None:
    page = open_page(family, f"/diary/{s.students[2].pk}/")

    expect(page.get_by_role("heading", level=1)).to_have_text("Такой страницы нет")


@pytest.mark.req("JRN-01", "ACC-03")
@pytest.mark.parametrize("role", [Role.DEPUTY, Role.DIRECTOR])
def test_the_administration_reads_and_cannot_edit(open_page: OpenPage, s: Scene, role: Role) -> None:
    mark = make.make_mark(make.make_work(s.lesson), s.student, "4")
    page = open_page(make.make_officer(s.school, role), "/")
    page.get_by_role("main").get_by_role("link", name="Алгебра").click()
    page.wait_for_selector("journal-grid[data-ready=yes] [data-whole]")

    expect(page.get_by_role("gridcell", name="4").first).to_be_visible()
    expect(page.locator("[data-status]")).to_contain_text("читает журнал и не правит его")
    for label in ("Работа", "Все на месте", "Вернуть"):
        expect(page.get_by_role("button", name=label)).to_have_count(0)
    page.locator(".journal .selected").focus()
    press(page, "5", "Delete", "y")
    refused = post_operation(page, {"kind": "mark", "work_id": mark.work_id, "student_id": s.student.pk, "value": "2"})
    lesson = open_in_place(page, f"/lesson/{s.lesson.pk}/")
    expect(lesson.get_by_role("button", name="Записать эту тему")).to_have_count(0)
    expect(lesson.get_by_role("textbox")).to_have_count(0)

    # А3.2.5: a deputy corrects a mark, when its window is over, on a page of its own.
    assert refused == ("refused", "early" if role == Role.DEPUTY else "read_only")
    mark.refresh_from_db()
    assert mark.value == "4"
    assert not Absence.objects.exists()
    expect(open_in_place(page, "/today/").get_by_role("heading", level=1)).to_have_text("Такой страницы нет")


def post_operation(page: Page, operation: dict[str, object]) -> tuple[str, str]:
    """Send what a forged page would send; returns the status and the code of the answer."""
    answer = page.evaluate(
        """async operation => {
          const token = document.cookie.match(/csrftoken=([^;]+)/)[1];
          const body = JSON.stringify({ operations: [{ op_id: crypto.randomUUID(), base_version: 1, ...operation }] });
          const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
          const response = await fetch("/journal/operations", { method: "POST", headers, body });
          return (await response.json()).answers[0];
        }""",
        operation,
    )
    return answer["status"], answer["code"]


def open_in_place(page: Page, address: str) -> Page:
    page.goto(address)
    return page


@pytest.mark.req("JRN-01", "ACC-03")
def test_the_class_teacher_edits_another_subject_of_the_own_class(open_page: OpenPage, s: Scene) -> None:
    work = make.make_work(s.lesson)
    page = open_page(s.tutor, "/")
    page.get_by_role("link", name="Журналы").first.click()
    page.get_by_role("main").get_by_role("link", name="Алгебра").click()
    page.wait_for_selector("journal-grid[data-ready=yes] [data-whole]")

    page.locator(".journal .selected").focus()
    press(page, "5")
    answered(page)
    expect(page.locator("[data-status]")).to_contain_text("Всё сохранено")

    assert list(Mark.objects.values_list("work_id", "student_id", "value")) == [(work.pk, s.student.pk, "5")]
    assert Entry.objects.latest("pk").role == Role.TUTOR


@pytest.mark.req("ACC-03")
def test_a_teacher_opens_no_course_of_somebody_else(open_page: OpenPage, s: Scene) -> None:
    stranger = make.make_staff(s.school)
    make.make_course(make.make_class(s.school, "9В"), teacher=stranger)
    page = open_page(stranger, f"/journal/{s.course.pk}/")

    expect(page.get_by_role("heading", level=1)).to_have_text("Такой страницы нет")
    page.goto("/journals/")
    expect(page.get_by_role("main")).not_to_contain_text("7А")


@pytest.mark.req("ACC-01", "П1.2")
def test_a_slip_lets_in_once_and_a_password_of_ones_own_follows(
    open_page: OpenPage, visitor: Visitor, s: Scene
) -> None:
    office = open_page(make.make_officer(s.school), "/")
    office.get_by_role("link", name="Учётные записи").first.click()
    office.get_by_label("Имя или логин").fill("Орлова")
    office.get_by_role("button", name="Найти").click()
    office.get_by_label("Выдать листок: Орлова Елена Викторовна").check()
    office.get_by_role("button", name="Выдать листки отмеченным").click()
    slip = office.locator(".slip dd code")
    expect(slip).to_have_count(2)
    login, password = slip.all_inner_texts()

    page = visitor().new_page()
    page.goto("/")
    sign_in_by_keyboard(page, login, password)
    for address in ("/today/", "/account/", f"/journal/{s.course.pk}/"):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_text("Придумайте свой пароль")
    set_password(page, password)
    expect(page.get_by_text("Этот пароль уже стоит")).to_be_visible()
    set_password(page, OWN_PASSWORD)
    page.wait_for_url(lambda url: "/password/" not in url)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Понедельник, 23 ноября")

    other = visitor().new_page()
    other.goto("/")
    tab_to(other, other.get_by_label("Логин"))
    other.keyboard.type(login)
    press(other, "Tab")
    other.keyboard.type(password)
    press(other, "Enter")
    expect(other.get_by_role("alert").or_(other.locator(".field__error, .alert")).first).to_be_visible()
    expect(other.get_by_role("heading", level=1)).to_have_text("Вход")


def set_password(page: Page, password: str) -> None:
    page.get_by_label("Новый пароль", exact=True).fill(password)
    page.get_by_label("Новый пароль ещё раз").fill(password)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.keyboard.press("Enter")


@pytest.mark.req("ORG-02")
def test_the_operator_loads_a_base_and_finds_the_people(
    open_page: OpenPage, transactional_db: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    book = Book(folder=tmp_path_factory.mktemp("base"))
    book["Ученики", 4, 4] = "01.03.2035"
    book["Ученики", 7, 5] = "5Д"
    school = make.make_school()
    page = open_page(make.make_officer(school), "/office/import/")
    page.get_by_label("Книга Excel или таблицы CSV").set_input_files(book.xlsx())
    page.get_by_role("button", name="Проверить файл").click()

    write = page.locator("[data-write]")
    expect(write).to_be_disabled()
    expect(page.get_by_text("Осталось решить 2\u00a0вопроса")).to_be_visible()
    wrong = page.locator(".problems tbody tr", has_text="01.03.2035")
    expect(wrong).to_contain_text("Ученики")
    expect(wrong.locator("td").nth(2)).to_have_text("4")
    wrong.get_by_role("textbox").fill("01.03.2015")
    wrong.get_by_role("textbox").press("Tab")
    expect(page.get_by_text("Остался решить 1\u00a0вопрос")).to_be_visible()
    left_out = page.get_by_label("Решение: Ученики, строка 7, Класс")
    left_out.select_option(label=next(t for t in left_out.locator("option").all_inner_texts() if "Пропустить" in t))
    expect(write).to_be_enabled()
    assert not Student.objects.exists()

    write.click()
    expect(page.get_by_text("База записана")).to_be_visible()
    background.wait()
    assert Student.objects.filter(school=school).count() == 5
    page.get_by_role("link", name="Люди и классы").first.click()
    expect(page.get_by_role("main")).to_contain_text("Ёжикова")


@pytest.mark.req("ORG-02", "ACC-07", "П1.2")
def test_from_an_empty_base_to_the_first_family_signed_in(
    visitor: Visitor, transactional_db: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """As a newcomer does it: the printed password, the book, the slips of a class, their owner."""
    told = io.StringIO()
    call_command("operator", "Зуева Анна Ильинична", school="Школа № 90", stdout=told)
    login, password = re.findall(r"(?:Логин|Пароль): +(\S+)", told.getvalue())

    office = visitor().new_page()
    office.goto("/")
    sign_in_by_keyboard(office, login, password)
    set_password(office, OWN_PASSWORD)
    office.get_by_role("link", name="Загрузить базу").click()
    office.get_by_label("Книга Excel или таблицы CSV").set_input_files(
        Book(folder=tmp_path_factory.mktemp("base")).xlsx()
    )
    office.get_by_role("button", name="Проверить файл").click()
    office.locator("[data-write]").click()
    expect(office.get_by_text("База записана")).to_be_visible()
    background.wait()
    office.get_by_role("link", name="Учётные записи").first.click()
    office.get_by_role("link", name="5А", exact=True).click()
    office.get_by_role("button", name="Выдать листки отмеченным").click()
    slip = office.locator(".slip", has_text="5А, ").first
    expect(slip.locator("code")).to_have_count(2)
    login, password = slip.locator("code").all_inner_texts()

    family = visitor().new_page()
    family.goto("/")
    sign_in_by_keyboard(family, login, password)
    set_password(family, OWN_PASSWORD)
    expect(family.get_by_role("heading", level=1)).to_contain_text("Дневник")


@pytest.mark.req("ORG-02")
def test_what_is_chosen_while_leaving_the_workbench_is_kept(
    open_page: OpenPage, transactional_db: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    book = Book(folder=tmp_path_factory.mktemp("base"))
    book["Ученики", 3, 13], book["Ученики", 4, 13] = "Штрихкод", "777"
    page = open_page(make.make_officer(make.make_school()), "/office/import/")
    page.get_by_label("Книга Excel или таблицы CSV").set_input_files(book.xlsx())
    page.get_by_role("button", name="Проверить файл").click()
    page.get_by_role("link", name="Ученики").press("Enter")
    barcode = page.get_by_label("Столбец M, «Штрихкод»: что в нём")
    page.wait_for_load_state("load")
    held: list[Route] = []  # the page is left before the server has heard of it
    page.route("**/meanings/", lambda route: route.continue_() if held else held.append(route))
    with page.expect_request("**/meanings/"):
        barcode.select_option(label="Примечание")
    page.get_by_role("link", name="К вопросам").click()
    expect(page.locator("[data-ask]", has_text="Штрихкод")).to_contain_text("Решено")


@pytest.mark.req("ORG-02")
def test_a_file_is_read_at_the_workbench_by_keyboard(
    open_page: OpenPage, transactional_db: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    book = Book(folder=tmp_path_factory.mktemp("base"))
    book["Ученики", 7, 5] = book["Ученики", 9, 5] = "5Д"
    book["Ученики", 3, 13], book["Ученики", 4, 13] = "Штрихкод", "777"
    school = make.make_school()
    page = open_page(make.make_officer(school), "/office/import/")
    page.get_by_label("Книга Excel или таблицы CSV").set_input_files(book.xlsx())
    page.get_by_role("button", name="Проверить файл").click()

    ask = page.locator("[data-ask]", has_text="5Д")
    expect(ask).to_contain_text("2\u00a0строки")
    page.wait_for_load_state("load")  # a key pressed before the page's script is there goes nowhere
    ask.get_by_role("radio").first.focus()
    page.keyboard.press("2")  # «Заменить на 5Б»; the keyboard goes on to the next question
    expect(page.locator("[data-ask]", has_text="Штрихкод").get_by_role("combobox")).to_be_focused()
    expect(page.get_by_text("Все вопросы решены")).to_be_visible()
    write = page.locator("[data-write]")
    expect(write).to_be_disabled()  # the files are to be read otherwise than they were

    page.get_by_role("link", name="Ученики").press("Enter")
    barcode = page.get_by_label("Столбец M, «Штрихкод»: что в нём")
    barcode.focus()
    with page.expect_response("**/meanings/"):
        barcode.select_option(label="Примечание")
    expect(page.get_by_text("Прочитано иначе: пересчитайте")).to_be_visible()
    expect(barcode).to_be_focused()
    expect(barcode).to_have_value("note")
    page.go_back()
    expect(page.locator("[data-ask]", has_text="Штрихкод")).to_contain_text("Решено")
    page.get_by_role("button", name="Пересчитать").press("Enter")
    expect(page.get_by_text("Вопросов нет")).to_be_visible()
    write.click()
    expect(page.get_by_text("База записана")).to_be_visible()
    background.wait()
    assert Student.objects.get(school=school, person__name="Алёна").note == "777"
