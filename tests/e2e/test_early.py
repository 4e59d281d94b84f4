"""Hands that are quicker than the page's script: what was changed before it came is not lost."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Dialog, Page, Route, expect

from letopis.documents.school_import import jobs, runs
from letopis.documents.school_import.models import ImportRun
from letopis.kernel import background
from letopis.kernel.actor import Actor
from letopis.kernel.roles import Role
from letopis.school.lessons.models import Homework
from letopis.school.organisation.models import Room
from letopis.school.people.models import Staff
from letopis.school.timetable.models import WeeklySlot
from tests import factories as make
from tests.documents.school_import.school import Book
from tests.e2e.waiting import wait_for
from tests.factories import TODAY
from tests.school.journal.scene import scene

OpenPage = Callable[..., Page]
Opened = Callable[[Staff, str], tuple[Page, Callable[[], None]]]


@pytest.fixture
def operator(transactional_db: None) -> Staff:
    return make.make_officer(make.make_school())


@pytest.fixture
def run(operator: Staff, tmp_path: Path) -> ImportRun:
    """A checked book with a column of its own, a birthday to come and a class that is none."""
    book = Book(folder=tmp_path)
    book["Ученики", 3, 13], book["Ученики", 4, 13] = "Штрихкод", "777"
    book["Ученики", 4, 4] = "01.03.2035"
    book["Ученики", 7, 5] = "5Д"
    actor = Actor.system(operator.person.school_id)
    path = book.xlsx()
    made = runs.start(actor, uploads=[SimpleUploadedFile(path.name, path.read_bytes())])
    jobs.begin_check(actor, made)
    background.wait()
    return made


def hold(page: Page, scripts: str = "**/screens/*.js") -> Callable[[], None]:
    """Keep the scripts of the pages that follow on their way; returns what lets them come."""
    waiting: list[Route] = []
    is_held = True
    page.route(scripts, lambda route: waiting.append(route) if is_held else route.continue_())

    def come() -> None:
        nonlocal is_held
        is_held = False
        for route in waiting:
            route.continue_()

    return come


@pytest.fixture
def held(open_page: OpenPage) -> Opened:
    """`held(card, "/…/")`: a page whose script is still on its way, and what lets it come."""

    def opened(card: Staff, address: str) -> tuple[Page, Callable[[], None]]:
        page = open_page(card, "/account/", has_worker=False)
        come = hold(page)
        page.goto(address, wait_until="commit")
        return page, come

    return opened


@pytest.mark.req("ORG-02")
def test_answers_given_before_the_script_are_kept(held: Opened, operator: Staff, run: ImportRun) -> None:
    page, come = held(operator, f"/office/import/{run.pk}/")
    wrong = page.locator(".problems tbody tr", has_text="01.03.2035")
    wrong.get_by_role("textbox").fill("01.03.2015")
    wrong.get_by_role("textbox").press("Tab")
    left_out = page.get_by_label("Решение: Ученики, строка 7, Класс")
    left_out.select_option(label=next(t for t in left_out.locator("option").all_inner_texts() if "Пропустить" in t))
    come()

    expect(page.get_by_text("Все вопросы решены")).to_be_visible()
    expect(wrong).to_contain_text("Решено")
    page.reload()
    expect(page.get_by_text("Все вопросы решены")).to_be_visible()


@pytest.mark.req("ORG-02")
def test_what_is_being_typed_when_the_script_comes_is_kept_whole(held: Opened, operator: Staff, run: ImportRun) -> None:
    page, come = held(operator, f"/office/import/{run.pk}/")
    said: list[str] = []
    page.on("request", lambda one: said.append(one.post_data or "") if one.url.endswith("/answers/") else None)
    wrong = page.locator(".problems tbody tr", has_text="01.03.2035")
    wrong.get_by_role("textbox").press_sequentially("01.03.")
    come()
    page.wait_for_load_state("load")
    wrong.get_by_role("textbox").press_sequentially("2015")
    page.keyboard.press("Tab")

    expect(wrong).to_contain_text("Решено")
    assert ["01.03.2015" in one for one in said] == [True]


@pytest.mark.req("ORG-02")
def test_a_column_said_before_the_script_is_read_so(held: Opened, operator: Staff, run: ImportRun) -> None:
    place = [one["sheet"] for one in ImportRun.objects.get().preview["sheets"]].index("Ученики") + 1
    page, come = held(operator, f"/office/import/{run.pk}/sheets/{place}/")
    page.get_by_label("Столбец M, «Штрихкод»: что в нём").select_option(label="Примечание")
    come()

    expect(page.get_by_text("Прочитано иначе: пересчитайте")).to_be_visible()
    assert "note" in ImportRun.objects.get().answers["columns"].values()


@pytest.mark.req("ORG-02")
def test_a_file_chosen_before_the_script_replaces_the_other(
    held: Opened, operator: Staff, run: ImportRun, tmp_path: Path
) -> None:
    page, come = held(operator, f"/office/import/{run.pk}/")
    page.get_by_label("Заменить файл").set_input_files(Book(folder=tmp_path).xlsx())
    come()

    expect(page.get_by_text("Вопросов нет")).to_be_visible()
    background.wait()


@pytest.mark.req("ORG-02")
def test_a_button_pressed_with_an_answer_acts_on_it(open_page: OpenPage, operator: Staff, run: ImportRun) -> None:
    """What is still under way to the server is waited for: «Пересчитать» checks with it, another tab's answers stay."""
    page, other = (open_page(operator, f"/office/import/{run.pk}/", has_worker=False) for _ in range(2))
    typed = other.locator(".problems tbody tr", has_text="01.03.2035").get_by_role("textbox")
    name = typed.get_attribute("name")
    typed.fill("01.03.2015")
    typed.press("Tab")
    expect(other.get_by_text("Остался решить 1\u00a0вопрос")).to_be_visible()

    order: list[str] = []
    page.on("request", lambda one: order.append(one.post_data or "") if one.method == "POST" else None)
    page.on("response", lambda one: order.append("answered") if one.url.endswith("/answers/") else None)
    left_out = page.get_by_label("Решение: Ученики, строка 7, Класс")
    left_out.select_option(label=next(t for t in left_out.locator("option").all_inner_texts() if "Пропустить" in t))
    page.get_by_role("button", name="Пересчитать").click()
    expect(page.locator("[data-write]")).to_be_enabled()
    preview = ImportRun.objects.get().preview
    assert (preview["errors"], preview["counts"]["skipped"]["students"]) == (0, 1)
    assert order[1] == "answered"
    assert "recheck=1" in order[2]
    assert f"{name}=" not in order[2]


@pytest.mark.req("CUR-02")
def test_answers_to_a_plan_given_before_the_script_are_shown(open_page: OpenPage, transactional_db: None) -> None:
    teacher = make.make_staff(make.make_school())
    course = make.make_course(make.make_class(teacher.school), teacher=teacher)
    page = open_page(teacher, f"/plans/courses/{course.pk}/load/", has_worker=False)
    page.get_by_label("Или вставьте таблицу").fill("№\tТема\tУУД\tЧасы\n1\tСтепень\t§ 1\t1\n2\tДроби\t§ 2\t1")
    come = hold(page)
    page.get_by_role("button", name="Проверить").click()
    question = page.locator("[data-ask]", has_text="УУД")
    question.get_by_role("combobox").select_option(label="Домашнее задание")
    come()

    expect(question).to_contain_text("Решено")
    expect(page.get_by_role("button", name="Прочитать с ответами")).to_have_class("button button--main")
    expect(page.locator("[data-write]")).to_be_disabled()


@pytest.mark.req("CON-01")
def test_a_name_typed_before_the_dialog_is_there_is_looked_for(open_page: OpenPage, operator: Staff) -> None:
    make.make_student(make.make_class(operator.person.school, "7А"), "Иванов Пётр Ильич")
    page = open_page(operator, "/office/people/", has_worker=False)
    come = hold(page, "**/screens/find.js")
    with page.expect_request("**/screens/find.js"):
        page.keyboard.press("Control+k")
    page.keyboard.type("bdq")  # the other layout: Ив
    page.keyboard.press("Backspace")
    come()

    field = page.get_by_role("combobox", name="Кого найти")
    expect(field).to_be_focused()
    expect(field).to_have_value("bd")
    page.keyboard.type("fyjd")
    expect(page.get_by_role("listbox", name="Нашлось").get_by_role("option")).to_have_count(1)


@pytest.mark.req("ACC-07")
def test_all_marked_before_the_script_are_marked(held: Opened, transactional_db: None) -> None:
    seven = make.make_class(make.make_school(), "7А")
    make.make_students(seven, 3)
    page, come = held(make.make_officer(seven.school), f"/account/class/{seven.pk}/slips/")
    page.get_by_label("Отметить всех").check()
    come()

    expect(page.locator("tbody input[type=checkbox]:checked")).to_have_count(3)


@pytest.mark.req("ORG-03")
def test_what_is_typed_before_the_field_is_there_stands_in_it(open_page: OpenPage, operator: Staff) -> None:
    room = make.make_room(operator.person.school, "101")
    page = open_page(operator, "/office/rooms/", has_worker=False)
    come = hold(page, f"**/office/rooms/{room.pk}/")
    with page.expect_request(f"**/office/rooms/{room.pk}/"):
        page.locator("a[data-edit=capacity]").click()
    page.keyboard.type("3")
    come()
    expect(page.locator(".cell__field")).to_have_value("3")
    page.keyboard.type("0")
    page.reload()

    wait_for(lambda: Room.objects.get().capacity == 30)  # the page left is the field left


@pytest.mark.req("JRN-01")
@pytest.mark.parametrize("screen", ["lesson", "topics"])
def test_homework_typed_in_a_page_that_is_left_is_kept(
    open_page: OpenPage, transactional_db: None, screen: str
) -> None:
    """No event of a field comes, and what is saved while typing waits for a rest of the hand."""
    s = scene()
    make.make_lesson(s.course, TODAY + timedelta(days=1))
    page = open_page(s.teacher, f"/lesson/{s.lesson.pk}/" if screen == "lesson" else f"/journal/{s.course.pk}/#topics")
    page.wait_for_selector("[data-ready=yes]")
    row = page.locator(f"[data-lesson='{s.lesson.pk}'] [data-field=homework]")
    (page.get_by_role("textbox", name="Домашнее задание") if screen == "lesson" else row).focus()
    page.evaluate("globalThis.setTimeout = () => 1")  # however slow the next page is
    page.keyboard.type("№ 412")
    page.reload()

    wait_for(lambda: Homework.objects.filter(lesson=s.lesson, text="№ 412").exists())


@pytest.mark.req("CUR-05")
@pytest.mark.parametrize("screen", ["lesson", "topics"])
def test_a_topic_without_its_reason_is_not_taken_away_unasked(
    open_page: OpenPage, transactional_db: None, screen: str
) -> None:
    s = scene()
    make.make_plan(s.course, "Понятие степени")
    page = open_page(s.teacher, f"/lesson/{s.lesson.pk}/" if screen == "lesson" else f"/journal/{s.course.pk}/#topics")
    asked: list[str] = []

    def note(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", note)

    def to_topic() -> None:
        page.wait_for_selector("[data-ready=yes]")
        if screen == "lesson":
            page.get_by_role("button", name="Вписать свою").click()
            page.get_by_role("textbox", name="Тема", exact=True).click()
        else:
            expect(page.locator("#planned option")).to_have_count(1)
            page.locator(f"[data-lesson='{s.lesson.pk}'] [data-field=topic]").click()

    to_topic()
    page.reload()
    assert asked == []
    to_topic()
    page.keyboard.type("Olympiad")
    page.reload()
    assert asked == ["beforeunload"]


@pytest.mark.req("ORG-03")
def test_what_asks_first_asks_without_the_script(held: Opened, operator: Staff) -> None:
    """The question is the browser's own: a press sends nothing, «Не менять» and Esc leave all as it was."""
    room = make.make_room(operator.person.school, "101")
    page, _ = held(operator, f"/office/rooms/{room.pk}/")
    question = page.get_by_role("dialog", name="Убрать кабинет 101?")
    for leave in (lambda: page.keyboard.press("Enter"), lambda: page.keyboard.press("Escape")):
        page.get_by_role("button", name="Убрать кабинет").click()
        expect(question.get_by_role("button", name="Не менять")).to_be_focused()
        leave()
        expect(question).to_be_hidden()
        assert Room.objects.exists()

    page.get_by_role("button", name="Убрать кабинет").click()
    question.get_by_role("button", name="Убрать").click()
    expect(page).to_have_url(re.compile("/office/rooms/$"))
    assert not Room.objects.exists()


@pytest.mark.req("TT-01")
@pytest.mark.parametrize("is_held", [True, False])
def test_enter_in_the_field_of_a_form_that_asks_sends_nothing(
    held: Opened, open_page: OpenPage, transactional_db: None, is_held: bool
) -> None:
    slot = make.make_slot(make.make_course(make.make_class(make.make_school())))
    dispatcher = make.make_officer(slot.school, Role.DISPATCHER)
    address = f"/office/timetable/slots/{slot.pk}/"
    page = held(dispatcher, address)[0] if is_held else open_page(dispatcher, address, has_worker=False)
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
    page.locator(f"form[action*='/slots/{slot.pk}/end/'] input[name=from_day]").press("Enter")
    page.get_by_role("button", name="Освободить").click()
    expect(page.get_by_role("dialog", name="Освободить это место?")).to_be_visible()
    assert sent == []
    assert WeeklySlot.objects.get().ends_on is None
