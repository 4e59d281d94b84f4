"""The journal's grid in a browser, by keyboard alone; without a network; two hands on one mark."""

import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db.models import Sum
from playwright.sync_api import BrowserContext, Page, expect

from letopis.school.curriculum.models import CourseTeacher
from letopis.school.history.models import Entry
from letopis.school.marks.models import Absence, Mark
from tests import factories as make
from tests.e2e import checks
from tests.e2e.hands import ROWS, SAVED, address, cell, copied, marks, opened, paste, press, saved, texts
from tests.e2e.waiting import PATIENCE, wait_for
from tests.factories import TODAY
from tests.school.journal.scene import Scene, scene

OpenPage = Callable[..., Page]
Visitor = Callable[..., BrowserContext]


@pytest.fixture
def s(transactional_db: None) -> Scene:
    """7А with five students; lessons of last week, today's with a work, tomorrow's; a plan."""
    found = scene(5)
    make.make_plan(found.course, "Понятие степени", "Свойства степени", "Одночлен", "Сумма одночленов")
    past = make.make_lesson(found.course, TODAY - timedelta(days=4), topic="Понятие степени")
    make.make_homework(past, "§ 18, № 391", due=found.lesson)
    make.make_work(past)
    make.make_lesson(found.course, TODAY + timedelta(days=1))
    late = make.make_student(found.class_group, "Яковлева Дарья", since=TODAY)
    found.students.append(late)
    return found


@pytest.fixture
def grid(open_page: OpenPage, s: Scene) -> Page:
    """The page of the course, its first cell of today focused."""
    return opened(open_page(s.teacher, address(s)))


# ── keyboard ──────────────────────────────────────────────────────────
@pytest.mark.req("JRN-01", "JRN-02")
def test_marks_are_typed_saved_and_still_there(grid: Page, s: Scene) -> None:
    press(grid, "5", "4", "/", "5", "2")
    saved(grid)

    assert texts(grid)[:3] == ["5", "4/5", "2"]
    assert marks(s) == {0: ["5", "", ""], 1: ["4", "5", ""], 2: ["2", "", ""]}  # type: ignore[comparison-overlap]
    grid.reload()
    opened(grid)
    assert texts(grid)[:3] == ["5", "4/5", "2"]


@pytest.mark.req("JRN-07")
def test_absences_in_either_layout(grid: Page, s: Scene) -> None:
    press(grid, "н", "y", "б", "e", "j", "о")
    saved(grid)

    assert texts(grid) == ["Н", "Н", "Б", "УП", "ОП", "ОП"]
    codes = dict(Absence.objects.filter(lesson=s.lesson).values_list("student_id", "code"))
    assert codes[s.students[1].pk] == "Н", "Y stands where Н does"
    assert Absence.objects.get(student=s.students[4]).minutes == 5


def test_moving_about(grid: Page) -> None:
    press(grid, "ArrowRight", "Home", "ArrowDown", "End")
    expect(cell(grid, 1, 2)).to_be_focused()
    press(grid, "Control+Home")
    expect(cell(grid, 0, 0)).to_be_focused()
    press(grid, "Control+End")
    expect(cell(grid, 5, 2)).to_be_focused()
    press(grid, "Control+Home", "Tab", "Enter")
    expect(cell(grid, 1, 1)).to_be_focused()
    press(grid, "Shift+Enter", "Shift+Tab")
    expect(cell(grid, 0, 0)).to_be_focused()
    press(grid, "Shift+Tab")
    expect(cell(grid, 0, 0)).not_to_be_focused()
    expect(grid.locator(".journal [tabindex='0']")).to_have_count(1)


def test_enter_goes_right_when_asked_and_the_choice_is_remembered(grid: Page) -> None:
    right = grid.get_by_role("button", name="вправо")
    right.click()
    expect(right).to_be_focused()
    cell(grid, 0, 0).click()
    press(grid, "5")
    expect(cell(grid, 0, 1)).to_be_focused()
    grid.reload()
    expect(right).to_have_attribute("aria-pressed", "true")


def test_ranges_clearing_undoing(grid: Page, s: Scene) -> None:
    press(grid, "Shift+ArrowDown", "Shift+ArrowDown", "5")
    assert texts(grid)[:4] == ["5", "5", "5", ""]
    press(grid, "Escape", "ArrowUp", "Delete")
    assert texts(grid)[:3] == ["5", "", "5"]
    press(grid, "Control+z")
    assert texts(grid)[:3] == ["5", "5", "5"]
    press(grid, "Control+z")
    assert texts(grid)[:3] == ["", "", ""]
    press(grid, "Control+y", "Control+y")
    assert texts(grid)[:3] == ["5", "", "5"]
    saved(grid)
    assert sorted(marks(s)) == [0, 2]


@pytest.mark.req("JRN-01")
def test_rehearsing_a_mark_changes_nothing(grid: Page, s: Scene) -> None:
    press(grid, "5", "4", "Escape", "ArrowUp")
    saved(grid)
    before = grid.locator(".sheets").inner_html()
    rehearse = """() => {
      const { writing, later, session } = document.querySelector("journal-grid");
      return [writing.rehearse(20), later.acts.size, session.queue.records.size];
    }"""

    assert grid.evaluate(rehearse) == [True, 0, 0]
    assert grid.locator(".sheets").inner_html() == before
    press(grid, "Control+z")
    assert texts(grid)[:2] == ["5", ""]
    # A mark that is painted and not written yet stays.
    type_and_rehearse = """() => {
      const cell = document.activeElement;
      cell.dispatchEvent(new KeyboardEvent("keydown", { key: "3", code: "Digit3", bubbles: true }));
      document.querySelector("journal-grid").writing.rehearse(20);
      return cell.textContent;
    }"""
    assert grid.evaluate(type_and_rehearse) == "3"

    # Where nothing can be typed, nothing is rehearsed and nothing said: in the head, in a range, before a second mark.
    for keys in (["Control+ArrowUp"] * 2, ["Escape", "ArrowDown", "Shift+ArrowDown"], ["Escape", "ArrowUp", "5", "/"]):
        press(grid, *keys)
        grid.wait_for_function("() => !document.querySelector('journal-grid').later.isHeld")
        assert grid.evaluate("document.querySelector('journal-grid').writing.rehearse(20)") is False
    assert texts(grid)[0] == "5/"
    expect(grid.get_by_role("dialog", name="Сообщение")).to_have_count(0)


@pytest.mark.req("JRN-01")
def test_a_whole_column_is_filled_and_all_are_present(grid: Page, s: Scene) -> None:
    press(grid, "Control+Space", "5")
    saved(grid)
    assert [mark[0] for mark in marks(s).values()] == ["5"] * 6
    press(grid, "Escape", "+")
    expect(grid.get_by_role("dialog", name="Сообщение")).to_contain_text("присутствие отмечено")
    saved(grid)
    s.lesson.refresh_from_db()
    assert s.lesson.attendance_taken_at is not None


@pytest.mark.req("JRN-02")
def test_the_last_fifty_steps_are_taken_back(grid: Page, s: Scene) -> None:
    for step in range(51):
        press(grid, "54"[step % 2], "ArrowUp")
    press(grid, *["Control+z"] * 52)
    assert texts(grid)[0] == "5", "the first of the fifty-one stays"
    press(grid, *["Control+y"] * 50)
    saved(grid)
    assert marks(s)[0][0] == "5", "the fifty-first was «5» as well"
    press(grid, "Control+z")
    assert texts(grid)[0] == "4"


@pytest.mark.req("JRN-02")
def test_one_comment_to_many_and_the_story_of_a_cell(grid: Page, s: Scene) -> None:
    press(grid, "4", "ArrowUp", "Shift+ArrowDown", "F2")
    grid.keyboard.type("Дополнили решение")
    press(grid, "Enter")
    saved(grid)
    assert [one[2] for one in marks(s).values()] == ["Дополнили решение"] * 2
    press(grid, "Control+Home", "ArrowRight", "Space")
    story = grid.get_by_role("dialog", name="Сведения об отметке")
    expect(story).to_contain_text("Орлова")
    expect(story).to_contain_text("Можно изменить до 7")
    press(grid, "Escape")
    expect(story).to_be_hidden()
    expect(cell(grid, 0, 1)).to_be_focused()


def test_a_student_is_found_by_surname_in_either_layout(grid: Page) -> None:
    press(grid, "ф")
    grid.keyboard.type("dfc")  # «вас» with the Latin layout on
    press(grid, "Enter")
    expect(cell(grid, 3)).to_be_focused()
    # No frame comes between the keys: the focus goes where the search has led all the same.
    grid.evaluate("globalThis.requestAnimationFrame = () => 0")
    press(grid, "F3")
    grid.keyboard.type("яков")
    press(grid, "Enter")
    expect(cell(grid, 5)).to_be_focused()


def test_the_head_tells_the_lesson_and_opens_it(grid: Page, s: Scene) -> None:
    press(grid, "ArrowLeft", "Control+ArrowUp", "ArrowUp")
    story = grid.get_by_role("dialog", name="Урок")
    expect(story).to_contain_text("Понятие степени")
    expect(story).to_contain_text("§ 18, № 391")
    press(grid, "ArrowRight", "Enter")
    grid.wait_for_url(f"**/lesson/{s.lesson.pk}/")


def test_all_keys_are_shown(grid: Page) -> None:
    press(grid, "?")
    expect(grid.get_by_role("dialog", name="Клавиши журнала")).to_contain_text("вторая отметка")
    press(grid, "Escape")
    expect(cell(grid, 0)).to_be_focused()


def test_kind_of_work_and_a_second_work_from_the_head(grid: Page, s: Scene) -> None:
    make.make_work_kind(s.school, "control", name="Контрольная работа", short_name="к/р", weight=3, is_control=True)
    grid.reload()
    opened(grid)
    press(grid, "Alt+ArrowDown")
    grid.get_by_label("Вид работы").select_option(label="Контрольная работа, вес\u00a03")
    expect(grid.locator(".lesson-head.is-today")).to_contain_text("к/р")
    grid.get_by_role("button", name="Вторая работа").click()
    expect(grid.locator(".lesson-head.is-today")).to_have_count(2)
    saved(grid)
    assert s.lesson.works.count() == 2


def test_a_title_without_a_kind_of_work_says_what_it_lacks(grid: Page, s: Scene) -> None:
    s.lesson.works.all().delete()
    grid.reload()
    opened(grid)
    press(grid, "Alt+ArrowDown")
    title = grid.get_by_label("Название")
    title.fill("Входная")
    title.press("Enter")
    lacking = grid.get_by_label("Вид работы")
    expect(lacking).to_be_focused()
    assert "без него название не записать" in lacking.evaluate("field => field.validationMessage")

    lacking.select_option(label="Ответ на уроке, вес\u00a01")
    saved(grid)
    assert [work.title for work in s.lesson.works.all()] == ["Входная"]


# ── spreadsheet ───────────────────────────────────────────────────────
def test_copy_and_paste_with_a_spreadsheet(grid: Page, s: Scene) -> None:
    paste(grid, "5\n4/3\nН\n\n2")
    saved(grid)
    assert texts(grid) == ["5", "4/3", "Н", "", "2", ""]
    press(grid, "Control+Home", "ArrowRight", "Shift+ArrowDown", "Shift+ArrowDown")
    assert copied(grid) == "5\n4/3\nН"


def test_what_waits_is_walked_through_once_however_many_cells_are_pasted(grid: Page) -> None:
    """Thousands of cells are pasted in a moment: the work must not grow with their square."""
    walks = grid.evaluate(
        """() => {
          const { queue } = document.querySelector("journal-grid").session;
          const { values } = Map.prototype;
          const walks = (count) => {
            let walked = 0;
            Map.prototype.values = function () { walked += this === queue.records; return values.call(this); };
            const cells = Array.from({ length: count }, (_, n) => `m:l0:${n}`);
            queue.add(cells.map((key) => ({ key, op: { kind: "none" }, base: 0 })), 0);
            Map.prototype.values = values;
            return walked;
          };
          return [walks(3), walks(3000)];
        }"""
    )
    assert walks[0] == walks[1]


# ── what cannot be written ────────────────────────────────────────────
def test_closed_cells_and_lessons_ahead_say_why(grid: Page, s: Scene) -> None:
    expect(cell(grid, 5, 0)).to_have_class("not-here")
    press(grid, "Control+End", "Home", "5")
    expect(grid.get_by_role("dialog")).to_contain_text("23.11")
    press(grid, "Escape", "End", "5")
    expect(grid.get_by_role("dialog")).to_contain_text("ещё впереди")
    assert not marks(s)


@pytest.mark.req("ACC-03")
def test_who_only_reads_changes_nothing_and_is_told_why(open_page: OpenPage, s: Scene) -> None:
    from letopis.kernel.roles import Role

    page = opened(open_page(make.make_officer(s.school, Role.DEPUTY), address(s)))
    press(page, "5", "Delete", "F2")
    expect(page.get_by_role("dialog")).to_contain_text("читает журнал")
    assert texts(page)[0] == ""


@pytest.mark.req("ACC-03")
def test_a_refused_mark_is_shown_with_the_reason_and_taken_back(grid: Page, s: Scene) -> None:
    make.make_course(make.make_class(s.school, "5В"), teacher=s.teacher)
    CourseTeacher.objects.filter(course=s.course).update(ends_on=date(2026, 9, 2))
    type(s.lesson).objects.update(staff=s.tutor)
    press(grid, "5", "ArrowUp")
    expect(grid.locator("[data-status]")).to_contain_text("1\u00a0не принято: почему")
    assert texts(grid)[0] == ""
    press(grid, "Enter")
    refusal = grid.get_by_role("dialog", name="Не принято")
    expect(refusal).to_contain_text("страница вам недоступна")
    expect(refusal).to_contain_text("Введено: 5")
    grid.get_by_role("button", name="Понятно").click()
    expect(grid.locator("[data-status]")).not_to_contain_text("не принято")


# ── several hands ─────────────────────────────────────────────────────
@pytest.mark.both
@pytest.mark.req("JRN-10")
def test_a_colleagues_mark_appears_and_what_is_typed_stays(grid: Page, open_page: OpenPage, s: Scene) -> None:
    press(grid, "ArrowDown", "F2")
    grid.keyboard.type("Хоро")
    other = opened(open_page(s.tutor, address(s)))
    press(other, "3")
    saved(other)

    expect(cell(grid, 0)).to_have_text("3")
    grid.keyboard.type("шо")
    press(grid, "Enter")
    saved(grid)
    assert marks(s)[1][2] == "Хорошо"


@pytest.mark.both
@pytest.mark.req("JRN-10")
@pytest.mark.parametrize(("button", "value"), [("Записать 4", "4"), ("Оставить 5", "5")])
def test_a_conflict_is_shown_side_by_side_and_decided(
    grid: Page, open_page: OpenPage, s: Scene, button: str, value: str
) -> None:
    grid.context.set_offline(True)
    press(grid, "4", "ArrowUp")
    other = opened(open_page(s.tutor, address(s)))
    press(other, "5")
    saved(other)
    grid.context.set_offline(False)

    expect(grid.locator("[data-status]")).to_contain_text("1\u00a0расхождение: сравнить")
    press(grid, "Enter")
    dialog = grid.get_by_role("dialog", name="Расхождение")
    expect(dialog).to_contain_text("в журнале, Климов")
    dialog.get_by_role("button", name=button).click()
    saved(grid)
    assert texts(grid)[0] == value
    assert marks(s)[0][0] == value


# ── without a network ─────────────────────────────────────────────────
@pytest.mark.req("ACC-11")
def test_typing_goes_on_without_a_network_and_is_sent_in_order(grid: Page, s: Scene) -> None:
    grid.context.set_offline(True)
    press(grid, "5", "4", "ArrowUp", "3", "ArrowUp", "2", "н")
    expect(grid.locator("[data-status]")).to_contain_text("Нет сети: 3\u00a0ждут отправки")
    assert not marks(s)
    grid.context.set_offline(False)
    saved(grid)
    assert {row: mark[0] for row, mark in marks(s).items()} == {0: "5", 1: "2"}
    assert Absence.objects.get(student=s.students[2]).code == "Н"


class Wire:
    """A wire between the browser and the server that can be cut, or go bad: then it breaks at random, on either way."""

    def __init__(self, url: str) -> None:
        self.target = (urlsplit(url).hostname or "", urlsplit(url).port or 0)
        self.is_cut = False
        self.is_bad = False
        self.chance = random.Random(17)
        self.listener = socket.create_server(("127.0.0.1", 0))
        # The same host: a session belongs to it whatever the port.
        self.url = f"http://{self.target[0]}:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            if self.is_cut or self._breaks():
                near.close()
                continue
            far = socket.create_connection(self.target)
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        try:
            while (chunk := source.recv(65536)) and not self.is_cut and not self._breaks():
                sink.sendall(chunk)
        except OSError:
            pass
        finally:
            for end in (source, sink):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()

    def _breaks(self) -> bool:
        return self.is_bad and self.chance.random() < 0.3

    def close(self) -> None:
        self.listener.close()


@pytest.fixture
def wire(live_server: Any) -> Iterator[Wire]:
    made = Wire(live_server.url)
    yield made
    made.close()


@pytest.mark.req("JRN-07")
def test_who_is_in_the_building_opens_without_a_network_as_it_was_last(visitor: Visitor, wire: Wire, s: Scene) -> None:
    s.lesson.attendance_taken_at = make.moment_on(s.lesson.date)
    s.lesson.save()
    context = visitor(s.tutor)
    page = context.new_page()
    page.goto(f"{wire.url}/building/")
    expect(page.locator(".building")).to_contain_text("Абрамов Тимур")
    told = page.locator("main p b").first.inner_text()
    kept(page, "/building/")
    wire.is_cut = True
    page.close()
    page = context.new_page()
    page.goto(f"{wire.url}/building/")
    expect(page.locator(".building")).to_contain_text("Абрамов Тимур")
    expect(page.locator("main p b").first).to_have_text(told)
    assert "По журналу на" in told


@pytest.mark.req("ACC-11")
def test_closed_and_opened_again_without_a_network(visitor: Visitor, wire: Wire, s: Scene) -> None:
    context = visitor(s.teacher)
    page = context.new_page()
    page.goto(f"{wire.url}/today/")
    kept(page, f"/lesson/{s.lesson.pk}/")
    page.goto(wire.url + address(s))
    opened(page)
    kept(page, address(s))
    press(page, "3")
    saved(page)
    wire.is_cut = True
    press(page, "5")
    expect(page.locator("[data-status]")).to_contain_text("ждёт отправки")
    page.close()

    page = context.new_page()
    page.goto(wire.url + address(s))
    opened(page)
    expect(page.locator("[data-status]")).to_contain_text("ждёт отправки")
    assert texts(page)[:2] == ["3", "5"], "what was saved after the page was kept, and what waits"
    press(page, "Control+End", "ArrowLeft", "4")
    expect(page.locator("[data-status]")).to_contain_text("2\u00a0ждут отправки")
    page.goto(f"{wire.url}/lesson/{s.lesson.pk}/")
    page.wait_for_selector("lesson-screen[data-ready]")
    page.goto(f"{wire.url}/plans/")
    expect(page.locator("h1")).to_have_text("Нет сети")

    wire.is_cut = False
    page.goto(wire.url + address(s))
    opened(page)
    saved(page)
    assert {row: mark[0] for row, mark in marks(s).items()} == {0: "3", 1: "5", 5: "4"}


@pytest.mark.req("JRN-01", "JRN-10")
def test_the_journal_works_in_a_network_without_https(
    visitor: Visitor, live_server: Any, settings: Any, s: Scene
) -> None:
    """No service worker, no locks, no `randomUUID` there: marks are saved and forgotten on signing out all the same."""
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "school.test"]
    plain = live_server.url.replace(urlsplit(live_server.url).hostname, "school.test")
    teacher = visitor(s.teacher)
    teacher.add_cookies([{"name": one["name"], "value": one["value"], "url": plain} for one in teacher.cookies()])
    page = teacher.new_page()
    page.goto(plain + address(s))
    opened(page)
    assert not page.evaluate("isSecureContext")
    press(page, "5", "y")
    saved(page)
    assert arrived(page, s, 1) == {0: "5"}

    page.locator("details.person summary").click()
    page.get_by_role("button", name="Выйти").click()
    page.wait_for_url("**/account/login/**")
    until(page, "async () => !(await indexedDB.databases()).length")


@pytest.mark.req("JRN-10")
def test_a_browser_that_stops_keeping_data_still_saves_and_warns(visitor: Visitor, wire: Wire, s: Scene) -> None:
    page = visitor(s.teacher).new_page()
    page.goto(wire.url + address(s))
    opened(page)
    press(page, "5")
    saved(page)
    page.evaluate("() => { IDBDatabase.prototype.transaction = () => { throw new Error('no room') } }")
    wire.is_cut = True
    press(page, "4", "3")
    expect(page.locator("[data-status]")).to_contain_text("Браузер не хранит данные")
    wire.is_cut = False
    saved(page)
    assert arrived(page, s, 3) == {0: "5", 1: "4", 2: "3"}
    assert page.evaluate("() => Object.keys(localStorage).filter((name) => name.startsWith('letopis-typed'))") == []


# Holds the browser's store for a while, as a busy disk does: whatever is to be written has to wait.
HOLD_STORE = """async () => {
  const [{ name }] = await indexedDB.databases();
  const asked = indexedDB.open(name);
  const database = await new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); });
  const operations = database.transaction("operations", "readwrite").objectStore("operations");
  window.isHeld = true;
  const again = () => { if (window.isHeld) operations.count().onsuccess = again; };
  again();
}"""


@pytest.mark.req("ACC-11", "JRN-10")
def test_what_is_typed_and_left_at_once_is_not_lost(visitor: Visitor, wire: Wire, s: Scene) -> None:
    """The page goes before the browser's store has answered."""
    page = visitor(s.teacher).new_page()
    page.goto(wire.url + address(s))
    opened(page)
    kept(page, address(s))
    page.evaluate(HOLD_STORE)
    press(page, "5", "4", "ArrowUp", "3")
    page.goto(f"{wire.url}/today/")
    assert arrived(page, s, 2) == {0: "5", 1: "3"}

    page.goto(wire.url + address(s))
    opened(page)
    wire.is_cut = True
    page.evaluate(HOLD_STORE)
    press(page, "ArrowDown", "Delete", "ArrowDown", "2")
    page.goto(wire.url + address(s))
    opened(page)
    assert texts(page)[:3] == ["5", "", "2"]
    wire.is_cut = False
    saved(page)
    assert arrived(page, s, 2) == {0: "5", 2: "2"}


@pytest.mark.req("ACC-11", "JRN-10")
@pytest.mark.parametrize("leave", ["closed", "another page"])
def test_left_before_the_screen_has_shown_it(visitor: Visitor, wire: Wire, s: Scene, leave: str) -> None:
    """No frame comes, so nothing of what a key need not wait for has been done."""
    page = visitor(s.teacher).new_page()
    page.goto(wire.url + address(s))
    opened(page)
    kept(page, address(s))
    wire.is_cut = True
    page.evaluate("globalThis.requestAnimationFrame = () => 0")
    press(page, "5", "4")
    assert texts(page)[:2] == ["5", "4"], "the second key goes to the next row though the ring has not"
    if leave == "closed":
        page.close()
        page = page.context.new_page()
    page.goto(wire.url + address(s))
    opened(page)
    assert texts(page)[:2] == ["5", "4"]
    wire.is_cut = False
    saved(page)
    assert arrived(page, s, 2) == {0: "5", 1: "4"}


# Answers come when the gate is opened.
GATE = """() => {
  const plain = window.fetch;
  const open = new Promise((resolve) => { window.openGate = resolve; });
  window.fetch = async (...asked) => { const answer = await plain(...asked); await open; return answer; };
}"""


@pytest.mark.both
@pytest.mark.req("JRN-10")
def test_typed_over_while_an_answer_is_written_down(grid: Page, s: Scene) -> None:
    """One is sent, one waits for its answer, the third replaces it before the answer is in the store."""
    grid.evaluate(GATE)
    press(grid, "5")
    wait_for(lambda: marks(s))
    press(grid, "ArrowUp", "4")
    grid.wait_for_timeout(300)
    grid.evaluate(HOLD_STORE)
    grid.evaluate("window.openGate()")
    grid.wait_for_timeout(300)
    press(grid, "ArrowUp", "3")
    grid.evaluate("() => { window.isHeld = false }")
    saved(grid)
    assert texts(grid)[0] == "3"
    assert marks(s)[0][0] == "3"


@pytest.mark.both
@pytest.mark.req("ACC-11", "JRN-10")
def test_whatever_is_typed_through_a_bad_wire_is_in_the_journal_once(visitor: Visitor, wire: Wire, s: Scene) -> None:
    page = visitor(s.teacher).new_page()
    page.goto(wire.url + address(s))
    opened(page)
    wire.is_bad = True
    hands = random.Random(23)
    keys = ["5", "4", "3", "2", "y", ",", "Delete", "Control+z", "Control+y", "ArrowUp", "ArrowUp", "ArrowDown"]
    for _ in range(150):
        press(page, hands.choice(keys))
        if hands.random() < 0.2:
            page.wait_for_timeout(hands.randrange(200))
    press(page, "Control+Home", "ArrowRight", "5")
    wire.is_bad = False
    saved(page)

    shown = texts(page)
    values, codes = dict(Mark.objects.values_list("student_id", "value")), absence_codes(s)
    assert [_shown(values.get(student.pk, ""), codes.get(student.pk, "")) for student in s.students] == shown
    entries = Entry.objects.filter(kind="journal.mark").values_list("object_id", "op_id")
    assert len(entries) == len(set(entries)), "nothing is done twice"
    versions = Mark.objects.filter(work=s.work).aggregate(all=Sum("version"))["all"]
    assert versions == len(entries), "every change is in the ledger"


def absence_codes(s: Scene) -> dict[int, str]:
    return dict(Absence.objects.filter(lesson=s.lesson).values_list("student_id", "code"))


def _shown(value: str, code: str) -> str:
    return f"{value}{code}" if value else code


@pytest.mark.req("ACC-11")
def test_nothing_personal_stays_after_signing_out(visitor: Visitor, wire: Wire, s: Scene) -> None:
    page = visitor(s.teacher).new_page()
    page.goto(wire.url + address(s))
    opened(page)
    kept(page, address(s))
    press(page, "5")
    saved(page)
    page.evaluate(
        "(own) => localStorage.setItem(`letopis-typed-${own}:left`, '{}')", make.account_of(s.teacher.person).pk
    )
    page.locator("details.person summary").click()
    page.get_by_role("button", name="Выйти").click()
    page.wait_for_url("**/account/login/**")
    assert page.evaluate("() => Object.keys(localStorage).filter((name) => name.startsWith('letopis-typed'))") == []

    until(page, "async () => !(await caches.keys()).some(name => name.startsWith('letopis-pages'))")
    until(page, "async () => !(await indexedDB.databases()).length")
    wire.is_cut = True
    page.goto(wire.url + address(s))
    expect(page.locator("h1")).to_have_text("Нет сети")


@pytest.mark.req("ACC-11")
def test_signing_out_with_unsent_marks_asks_first(visitor: Visitor, wire: Wire, s: Scene) -> None:
    page = visitor(s.teacher).new_page()
    page.goto(wire.url + address(s))
    opened(page)
    kept(page, "/unsent/")
    wire.is_cut = True
    press(page, "5")
    page.locator("details.person summary").click()
    page.get_by_role("button", name="Выйти").click()

    expect(page.get_by_role("dialog")).to_contain_text("1\u00a0изменение ждёт отправки")
    expect(page.get_by_role("dialog")).to_contain_text("уйдут, когда вы войдёте на нём снова")
    page.get_by_role("button", name="Не менять").click()
    wire.is_cut = False
    saved(page)
    assert marks(s)[0][0] == "5"


@pytest.mark.req("JRN-10", "ACC-11")
def test_what_waits_is_sent_from_the_day_too(visitor: Visitor, wire: Wire, s: Scene) -> None:
    teacher = visitor(s.teacher)
    page = teacher.new_page()
    page.goto(wire.url + address(s))
    opened(page)
    wire.is_cut = True
    press(page, "5")
    expect(page.locator("[data-status]")).to_contain_text("Нет сети")
    page.close()
    assert marks(s) == {}

    wire.is_cut = False
    day = teacher.new_page()
    day.goto(wire.url + "/today/")
    assert arrived(day, s, 1) == {0: "5"}


def arrived(page: Page, s: Scene, count: int) -> dict[int, str]:
    """Today's marks once there are so many of them, or those that have come when patience ends."""
    for _ in range(PATIENCE // 100):
        if len(marks(s)) >= count:
            break
        page.wait_for_timeout(100)
    return {row: mark[0] for row, mark in marks(s).items()}


def until(page: Page, script: str, arg: Any = None) -> None:
    """Wait until a script says true; the page's policy lets nothing be evaluated inside it."""
    for _ in range(PATIENCE // 100):
        if page.evaluate(script, arg):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never true: {script}")


def kept(page: Page, path: str) -> None:
    """Wait until the service worker keeps the page, and what the page that is open is made of."""
    until(
        page,
        """async path => {
          const names = (await caches.keys()).filter((name) => name.startsWith('letopis-pages'));
          const lists = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
          const used = performance.getEntriesByType('resource').map(({name}) => name.split('#')[0]);
          const own = used.filter((name) => name.includes('/static/')).map((name) => caches.match(name));
          return (await Promise.all(own)).every(Boolean)
            && lists.flat().some(({url}) => new URL(url).pathname === path);
        }""",
        path,
    )


@pytest.mark.req("JRN-01")
def test_a_subgroup_alone_and_the_choice_is_remembered(visitor: Visitor, live_server: Any, s: Scene) -> None:
    group = make.make_subgroup(s.class_group, s.students[1], s.students[3], division="труд", name="девочки")
    page = visitor(s.teacher).new_page()
    page.goto(live_server.url + address(s))
    opened(page)
    rows = page.locator(ROWS)
    expect(rows).to_have_count(6)
    page.get_by_text("Все подгруппы").first.click()
    page.get_by_role("button", name="труд: девочки").click()
    expect(rows).to_have_count(2)
    page.keyboard.press("Escape")
    cell(page, 1, 1).click()
    press(page, "5")
    saved(page)
    assert marks(s) == {3: ["5", "", ""]}  # type: ignore[comparison-overlap]

    page.reload()
    opened(page)
    expect(rows).to_have_count(2)
    group.memberships.all().delete()
    page.reload()
    opened(page)
    expect(rows).to_have_count(6)


@pytest.mark.req("JRN-01")
def test_columns_by_kind_of_work_and_month_and_the_choice_is_remembered(grid: Page, s: Scene) -> None:
    control = make.make_work_kind(s.school, "control", name="Контрольная работа", short_name="к/р", weight=3)
    make.make_work(make.make_lesson(s.course, TODAY + timedelta(days=14)), control)
    grid.reload()
    opened(grid)
    heads = grid.locator(".lesson-head")

    def one_is_left() -> None:
        """Now and when the page is opened again."""
        expect(heads).to_have_count(1)
        opened(grid).reload()
        opened(grid)
        expect(heads).to_have_count(1)

    expect(heads).to_have_count(4)
    grid.get_by_text("Все виды работ").first.click()
    grid.get_by_role("checkbox", name="Контрольная работа").check()
    one_is_left()
    grid.locator("summary", has_text="к/р").click()
    grid.get_by_role("button", name="Все виды работ").click()
    grid.keyboard.press("Escape")

    grid.get_by_text("Все месяцы").first.click()
    grid.get_by_role("button", name="декабрь").click()
    one_is_left()
    expect(heads).to_contain_text("к/р")


# ── figures ───────────────────────────────────────────────────────────
def test_figures_at_the_right_are_live_and_explain_themselves(grid: Page) -> None:
    press(grid, "5", "ArrowUp")
    sums = grid.locator("#sums-0 .sum")
    expect(sums.first).to_have_text("5,00 1")
    expect(sums.last).to_have_text("5")
    press(grid, "End", "ArrowRight")
    expect(grid.get_by_role("dialog", name="Средний балл")).to_contain_text("5 : 1")


@pytest.mark.req("REP-03")
def test_marks_are_tried_beside_an_average_and_nothing_is_put(grid: Page, s: Scene) -> None:
    press(grid, "5", "ArrowUp", "End", "ArrowRight", "ArrowRight", "Space")
    trying = grid.get_by_role("group", name="А что, если")
    expect(trying.get_by_role("button", name="5")).to_be_focused()
    trying.get_by_role("button", name="2").click()
    expect(trying).to_contain_text("ещё 2: средний 3,50 → 4")
    assert checks.accessibility(grid) == []
    trying.get_by_role("button", name="Убрать").click()
    expect(trying).to_contain_text("средний 5,00 → 5")
    press(grid, "Escape")
    expect(trying).to_be_hidden()
    saved(grid)
    assert [mark[0] for mark in marks(s).values()] == ["5"]


def test_what_is_typed_is_sent_though_the_page_is_left_before_a_frame(grid: Page, s: Scene) -> None:
    grid.evaluate("globalThis.requestAnimationFrame = () => 0")
    press(grid, "5")
    assert texts(grid)[0] == "5"
    grid.evaluate(
        """() => {
          Object.defineProperty(document, "hidden", {value: true});
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    wait_for(lambda: marks(s) == {0: ["5", "", ""]})


def test_the_lit_row_follows_the_density(grid: Page) -> None:
    press(grid, "ArrowDown", "ArrowDown")
    grid.get_by_role("button", name="Крупно").or_(grid.get_by_text("Крупно")).first.click()
    band = "parseFloat(getComputedStyle(document.querySelector('.middle > .lit')).backgroundPositionY)"
    row = "document.querySelector('.sheet .line').offsetHeight"
    until(grid, f"() => {row} === 32 && {band} === 64")


# ── for a screen reader ───────────────────────────────────────────────
def test_a_row_is_read_as_one_wherever_its_parts_stand(grid: Page) -> None:
    press(grid, *["ArrowDown"] * 5, "5")
    saved(grid)
    tree = grid.context.new_cdp_session(grid).send("Accessibility.getFullAXTree")["nodes"]
    nodes = {node["nodeId"]: node for node in tree}

    def below(node: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """Role and name of what a reader finds in a node."""
        for child in (nodes[pk] for pk in node["childIds"]):
            if child["ignored"]:
                yield from below(child)
            else:
                yield child["role"]["value"], child["name"]["value"]

    rows = [list(below(node)) for node in tree if node.get("role", {}).get("value") == "row"]
    (row,) = [row for row in rows if "Яковлева" in row[0][1]]
    assert [role for role, _ in row] == ["rowheader", *["gridcell"] * 7]
    assert [name for _, name in row[1:]] == ["В составе с 23.11.2026", "5", "", "5,00 1", "5,00", "", "5"]


# ── topics ────────────────────────────────────────────────────────────
@pytest.mark.req("CUR-05", "JRN-01")
def test_topics_and_homework_are_written_by_keyboard(grid: Page, s: Scene) -> None:
    grid.get_by_role("link", name="Темы и задания").click()
    topic = grid.locator(f"[data-lesson='{s.lesson.pk}'] [data-field=topic]")
    until(grid, "() => Boolean(document.querySelector('#planned option'))")
    topic.focus()
    press(grid, "Enter")
    grid.locator(f"[data-lesson='{s.lesson.pk}'] [data-field=homework]").focus()
    grid.keyboard.type("§ 19, № 403")
    press(grid, "Enter")
    saved(grid)

    s.lesson.refresh_from_db()
    assert s.lesson.topic == "Понятие степени"
    assert s.lesson.planned_lesson_id == s.course.plan.lessons.get(number=1).pk  # type: ignore[union-attr]
    task = s.lesson.homework.get()
    assert (task.text, task.due_on) == ("§ 19, № 403", TODAY + timedelta(days=1))


@pytest.mark.req("CUR-05")
def test_a_topic_that_the_plan_has_not_asks_for_a_reason(grid: Page, s: Scene) -> None:
    grid.get_by_role("link", name="Темы и задания").click()
    until(grid, "() => Boolean(document.querySelector('#planned option'))")
    grid.locator(f"[data-lesson='{s.lesson.pk}'] [data-field=topic]").fill(
        "Решение олимпиадных задач по теме «Степень»"
    )
    press(grid, "Tab")
    grid.get_by_label("Темы нет в плане. Причина:").fill("Опережение плана")
    press(grid, "Tab")
    saved(grid)

    s.lesson.refresh_from_db()
    assert (s.lesson.topic_reason, s.lesson.planned_lesson_id) == ("Опережение плана", None)


@pytest.mark.req("JRN-01")
def test_without_a_lesson_today_the_last_one_held_takes_the_marks(open_page: OpenPage, s: Scene) -> None:
    s.lesson.works.all().delete()
    s.lesson.delete()
    page = opened(open_page(s.teacher, address(s)))
    press(page, "5")
    saved(page)
    assert texts(page, 0)[0] == "5"
    assert Mark.objects.get(value="5").work.lesson.date == TODAY - timedelta(days=4)


@pytest.mark.req("JRN-07")
def test_the_page_takes_keys_at_once(open_page: OpenPage, s: Scene) -> None:
    page = open_page(s.teacher, address(s))
    page.wait_for_selector("journal-grid[data-ready=yes] [data-whole]")

    page.keyboard.press("5")

    expect(page.locator("[data-status]")).to_contain_text(f"{SAVED}\u00a0·")
    assert Mark.objects.filter(value="5").count() == 1
