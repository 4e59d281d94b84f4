"""What a browser keeps, as people at one computer meet it (docs/developer/decisions/0001-what-a-browser-keeps.md)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from letopis.kernel.roles import Role
from letopis.school.curriculum.models import CourseTeacher
from letopis.school.lessons.models import Homework, HomeworkFile
from letopis.school.marks.models import Mark
from letopis.school.people.models import Guardian, Person, Staff
from letopis.web.shared.keeping import SHARED
from tests import factories as make
from tests.e2e import checks
from tests.e2e.conftest import _session_cookie
from tests.e2e.test_journal import Wire, address, kept, marks, opened, press, saved, texts, until, wire
from tests.e2e.waiting import wait_for
from tests.factories import TODAY
from tests.school.journal.scene import Scene, scene

pytestmark = [pytest.mark.req("JRN-10", "ACC-09", "ACC-11")]
Visitor = Callable[..., BrowserContext]
__all__ = ["wire"]
NO_NETWORK = "Нет сети"
# Everything that lies in the browser, as text: a cipher looks like noise, a name or a comment does not.
EVERYTHING = """async () => {
  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const Key = globalThis.CryptoKey ?? class {};
  const plain = async (value) => {
    if (value instanceof Key) return `key ${value.extractable}`;
    if (value instanceof Blob) return plain(await value.arrayBuffer());
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return new TextDecoder().decode(value);
    if (!value || typeof value !== "object") return String(value);
    const parts = Object.entries(value).map(async ([name, one]) => `${name}: ${await plain(one)}`);
    return (await Promise.all(parts)).join("; ");
  };
  const found = Object.entries({ ...localStorage }).map(([name, value]) => `${name} = ${value}`);
  for (const { name } of await indexedDB.databases()) {
    const database = await asked(indexedDB.open(name));
    for (const table of database.objectStoreNames) {
      const rows = await asked(database.transaction(table).objectStore(table).getAll());
      found.push(`${name}/${table}: ${await plain(rows)}`);
    }
    database.close();
  }
  const caching = globalThis.caches ? (await caches.keys()).filter((name) => !name.includes("shell")) : [];
  for (const name of caching) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      found.push(`${name} ${request.url}: ${await (await cache.match(request)).text()}`);
    }
  }
  return found.join("\\n");
}"""
# The browser's store is busy and does not answer.
BUSY_STORE = """() => {
  IDBFactory.prototype.open = () => ({});
  IDBDatabase.prototype.transaction = () => ({ objectStore: () => ({ getAll: () => ({}), get: () => ({}) }) });
}"""


@pytest.fixture
def s(transactional_db: None) -> Scene:
    found = scene(5)
    found.students[0].person.surname = "Абрикосова"
    found.students[0].person.save()
    return found


def signed_in(context: BrowserContext, url: str, card: Staff | Guardian | Person, role: str = "", **more: Any) -> None:
    """Sign in on this computer as somebody, in a new session; whoever was signed in is not any more."""
    from letopis.school.access.sessions import SessionStore

    cookie = _session_cookie(card, role, url)
    session = SessionStore(cookie["value"])
    session.update(more)
    session.save()
    context.add_cookies([cookie])  # type: ignore[list-item]


def end_sessions() -> None:
    from letopis.school.access.models import Session

    Session.objects.all().delete()


def journal(context: BrowserContext, url: str, s: Scene, page: Page | None = None) -> Page:
    page = page or context.new_page()
    page.goto(url + address(s))
    return opened(page)


# Whatever waits for an answer lies in the browser's store.
STORED = """() => {
  const { queue } = document.querySelector("journal-grid").session;
  return queue.unanswered.every(({ op_id }) => queue.stored.has(op_id));
}"""


def sign_out(page: Page) -> None:
    page.locator("details.person summary").click()
    page.get_by_role("button", name="Выйти").click()


def offline_mark(context: BrowserContext, wire: Wire, s: Scene, *keys: str) -> Page:
    """The journal with keys pressed after the network went."""
    page = journal(context, wire.url, s)
    kept(page, address(s))
    kept(page, "/unsent/")
    wire.is_cut = True
    press(page, *keys)
    expect(page.locator("[data-status]")).to_contain_text("отправки")
    return page


def lies_in_the_browser(page: Page) -> str:
    return str(page.evaluate(EVERYTHING))


# ── what lies there cannot be read ────────────────────────────────────
def test_nothing_that_is_kept_can_be_read(visitor: Visitor, wire: Wire, s: Scene) -> None:
    context = visitor(s.teacher)
    page = journal(context, wire.url, s)
    kept(page, address(s))
    press(page, "5")
    saved(page)
    wire.is_cut = True
    press(page, "r")
    page.get_by_role("textbox", name="Комментарий").fill("тайное слово")
    page.keyboard.press("Enter")
    expect(page.locator("[data-status]")).to_contain_text("ждёт отправки")
    wait_for(lambda: "letopis-typed" not in page.evaluate("() => Object.keys(localStorage).join()"))
    found = lies_in_the_browser(page)
    assert "letopis-queue-" in found
    assert "key false" in found, "the session's key cannot be taken out"
    for secret in ("Абрикосова", "тайное слово", "Орлова", '"value"'):
        assert secret not in found


def test_a_note_of_a_page_left_at_once_cannot_be_read_either(visitor: Visitor, wire: Wire, s: Scene) -> None:
    """The store has not answered yet: what localStorage has meanwhile is closed too, and opened by the next page."""
    context = visitor(s.teacher)
    page = journal(context, wire.url, s)
    kept(page, address(s))
    wire.is_cut = True
    page.evaluate(BUSY_STORE)
    press(page, "5")
    wait_for(lambda: "letopis-typed" in page.evaluate("() => Object.keys(localStorage).join()"))
    note = str(page.evaluate("() => Object.entries({ ...localStorage }).flat().join()"))
    assert "value" not in note
    page.close()
    page = journal(context, wire.url, s)
    assert texts(page, 0)[0] == "5"


# ── whose session it is ───────────────────────────────────────────────
def test_the_teachers_pages_are_gone_when_a_parent_signs_in(visitor: Visitor, wire: Wire, s: Scene) -> None:
    context = visitor(s.teacher)
    page = journal(context, wire.url, s)
    kept(page, address(s))
    parent = make.make_guardian(s.students[0])
    signed_in(context, wire.url, parent)
    page.goto(f"{wire.url}/diary/")
    gone(page)
    wire.is_cut = True
    page.goto(wire.url + address(s))
    expect(page.locator("h1")).to_have_text(NO_NETWORK)
    expect(page.locator("main")).not_to_contain_text("Алгебра")


@pytest.mark.parametrize("how", ["on a page", "by a poll"])
def test_a_session_closed_elsewhere_leaves_no_pages(visitor: Visitor, wire: Wire, s: Scene, how: str) -> None:
    context = visitor(s.teacher)
    page = journal(context, wire.url, s)
    kept(page, address(s))
    press(page, "5")
    saved(page)
    end_sessions()
    if how == "on a page":
        page.goto(f"{wire.url}/today/")
        page.wait_for_url("**/account/login/**")
    gone(page)
    page.close()
    wire.is_cut = True
    page = context.new_page()
    page.goto(wire.url + address(s))
    expect(page.locator("h1")).to_have_text(NO_NETWORK)


def test_a_device_left_alone_lets_the_pages_go(visitor: Visitor, wire: Wire, s: Scene) -> None:
    context = visitor(s.teacher)
    page = journal(context, wire.url, s)
    kept(page, address(s))
    # As if the owner had come thirteen hours ago.
    page.evaluate(
        """async () => {
          const asked = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
          const database = await asked(indexedDB.open("letopis-session"));
          const keys = database.transaction("keys", "readwrite").objectStore("keys");
          const key = await asked(keys.get("key"));
          await asked(keys.put({ ...key, at: Date.now.call(Date) * 0 + 1 }));
          database.close();
        }"""
    )
    wire.is_cut = True
    page.goto(wire.url + address(s))
    expect(page.locator("h1")).to_have_text(NO_NETWORK)
    gone(page)


def test_back_after_signing_out_shows_nothing(visitor: Visitor, wire: Wire, s: Scene) -> None:
    context = visitor(s.teacher)
    page = journal(context, wire.url, s)
    kept(page, address(s))
    other = context.new_page()
    other.goto(f"{wire.url}/today/")
    sign_out(page)
    page.wait_for_url("**/account/login/**")
    page.go_back()
    page.wait_for_url("**/account/login/**")
    other.wait_for_url("**/account/login/**")
    wire.is_cut = True
    page.go_back()
    expect(page.locator("body")).not_to_contain_text("Абрикосова")


def gone(page: Page) -> None:
    until(page, "async () => !(await caches.keys()).some((name) => name.startsWith('letopis-pages'))")
    until(page, "async () => !(await indexedDB.databases()).some(({ name }) => name === 'letopis-session')")


# ── what is not sent belongs to its owner ─────────────────────────────
def test_unsent_marks_outlive_somebody_elses_signing_out(visitor: Visitor, wire: Wire, s: Scene) -> None:
    """One types without a network and goes; another signs in and out; the first one comes back and all is sent."""
    context = visitor(s.teacher)
    page = offline_mark(context, wire, s, "5", "4")
    page.close()
    wire.is_cut = False
    signed_in(context, wire.url, s.tutor, role="tutor")
    page = journal(context, wire.url, s)
    saved(page)
    assert texts(page, 0)[:2] == ["", ""], "what another one typed is not shown"
    assert marks(s) == {}
    assert "Абрикосова" not in lies_in_the_browser(page)
    sign_out(page)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("неотправленное другой учётной записи")
    expect(dialog).not_to_contain_text("Орлова")
    dialog.get_by_role("button", name="Выйти").click()
    page.wait_for_url("**/account/login/**")

    signed_in(context, wire.url, s.teacher)
    page.goto(f"{wire.url}/today/")
    wait_for(lambda: len(marks(s)) == 2)
    assert {row: mark[0] for row, mark in marks(s).items()} == {0: "5", 1: "4"}


def test_unsent_marks_wait_for_their_owner_after_signing_out(visitor: Visitor, wire: Wire, s: Scene) -> None:
    context = visitor(s.teacher)
    page = offline_mark(context, wire, s, "5")
    sign_out(page)
    expect(page.get_by_role("dialog")).to_contain_text("1\u00a0изменение ждёт отправки")
    page.get_by_role("dialog").get_by_role("button", name="Выйти").click()
    expect(page.locator("h1")).to_have_text("Вы вышли на этом устройстве")
    assert [*checks.accessibility(page), *checks.fits(page)] == []
    page.goto(wire.url + address(s))
    expect(page.locator("h1")).to_have_text(NO_NETWORK)

    wire.is_cut = False
    signed_in(context, wire.url, s.teacher)
    saved(journal(context, wire.url, s, page))
    assert marks(s)[0][0] == "5"


def test_a_page_left_open_does_nothing_under_the_next_ones_name(visitor: Visitor, wire: Wire, s: Scene) -> None:
    """Both teach the course; the first one's tab is still open when the second has signed in."""
    other = make.make_staff(s.school, "Назарова Ольга Игоревна")
    CourseTeacher.objects.create(school=s.school, course=s.course, staff=other, starts_on=TODAY)
    context = visitor(s.teacher)
    page = journal(context, wire.url, s)
    signed_in(context, wire.url, other)
    press(page, "5")
    expect(page.locator("[data-status]")).to_contain_text("войдите снова")
    mine = journal(context, wire.url, s)
    press(mine, "ArrowDown", "3")
    saved(mine)
    assert {row: mark[0] for row, mark in marks(s).items()} == {1: "3"}
    signed_in(context, wire.url, s.teacher)
    page.bring_to_front()
    page.reload()
    saved(opened(page))
    assert {row: mark[0] for row, mark in marks(s).items()} == {0: "5", 1: "3"}


@pytest.mark.both
def test_two_tabs_that_write_the_store_at_once_lose_nothing(visitor: Visitor, wire: Wire, s: Scene) -> None:
    """A cipher cannot be waited for inside a transaction: who finds that the other was quicker begins again."""
    context = visitor(s.teacher)
    tabs = [journal(context, wire.url, s) for _ in range(2)]
    wire.is_cut = True
    # Both write as fast as they can, each its own students; the last value of each counts.
    write = """async ([rows, values]) => {
      const { session } = document.querySelector("journal-grid");
      const column = session.journal.columns[0];
      for (const value of values) for (const row of rows) {
        session.edits.write([session.edits.value({ column, student: session.journal.students[row] }, value)]);
        await new Promise((go) => setTimeout(go));
      }
    }"""
    for tab, rows in zip(tabs, ([0, 1], [2, 3, 4]), strict=True):
        tab.evaluate(f"(asked) => {{ window.written = ({write})(asked) }}", [rows, ["2", "3", "4", "5"] * 5])
    for tab in tabs:
        tab.evaluate("() => window.written")
    for tab in tabs:
        until(tab, STORED)
    for tab in tabs:
        tab.close()
    wire.is_cut = False
    saved(journal(context, wire.url, s))
    assert {row: mark[0] for row, mark in marks(s).items()} == dict.fromkeys(range(5), "5")


# ── the role it was typed in ──────────────────────────────────────────
@pytest.fixture
def deputy(s: Scene) -> Scene:
    """The teacher is a deputy too, and starts as one."""
    make.make_account(s.teacher.person, Role.DEPUTY)
    return s


def test_another_role_in_another_tab_does_not_take_marks_away(visitor: Visitor, wire: Wire, deputy: Scene) -> None:
    context = visitor(deputy.teacher, role="teacher")
    page = journal(context, wire.url, deputy)
    signed_in(context, wire.url, deputy.teacher, role="deputy")
    press(page, "5", "4")
    saved(page)
    assert {row: mark[0] for row, mark in marks(deputy).items()} == {0: "5", 1: "4"}


def test_marks_typed_before_the_session_ended_keep_their_role(visitor: Visitor, wire: Wire, deputy: Scene) -> None:
    context = visitor(deputy.teacher, role="teacher")
    page = offline_mark(context, wire, deputy, "5")
    end_sessions()
    wire.is_cut = False
    expect(page.locator("[data-status]")).to_contain_text("войдите снова")
    assert texts(page, 0)[0] == "5", "what was typed stays in sight"
    signed_in(context, wire.url, deputy.teacher)
    page.goto(f"{wire.url}/journals/")
    page.goto(f"{wire.url}/unsent/")
    wait_for(lambda: marks(deputy))
    assert marks(deputy)[0][0] == "5"


def test_what_cannot_be_delivered_is_shown_and_copied(visitor: Visitor, wire: Wire, deputy: Scene) -> None:
    """The lesson, a mark, a photograph: the role ends before the network is back."""
    s, url = deputy, wire.url
    context = visitor(s.teacher, role="teacher")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = journal(context, url, s)
    page.goto(f"{url}/lesson/{s.lesson.pk}/")
    page.wait_for_selector("lesson-screen[data-ready]")
    kept(page, f"/lesson/{s.lesson.pk}/")
    kept(page, "/unsent/")
    wire.is_cut = True
    press(page, "5")
    page.get_by_role("textbox", name="Домашнее задание").fill("№ 5 с доски")
    file = {"name": "доска.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    page.get_by_label("Файл", exact=True).set_input_files(file)
    expect(page.locator(".files li")).to_contain_text("ждёт сети")
    CourseTeacher.objects.filter(staff=s.teacher).update(ends_on=TODAY - timedelta(days=1))
    end_sessions()
    wire.is_cut = False
    signed_in(context, url, s.teacher)
    page.goto(f"{url}/unsent/")
    rows = page.locator(".unsent__one")
    expect(rows).to_have_count(3)
    expect(rows.filter(has_text="роли «Учитель», которой у вас сейчас нет")).to_have_count(3)
    mark = rows.filter(has_text="Абрикосова")
    expect(mark).to_contain_text("23\u00a0ноября")
    expect(mark.locator("b")).to_have_text("5")
    assert [*checks.accessibility(page), *checks.fits(page)] == []
    mark.get_by_role("button", name="Скопировать").click()
    expect(mark).to_contain_text("Скопировано")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert "Абрикосова" in copied
    assert copied.endswith(": 5")
    expect(rows.filter(has_text="№ 5 с доски").get_by_role("button", name="Скопировать")).to_be_visible()
    expect(rows.filter(has_text="доска.pdf")).to_contain_text("23\u00a0ноября · Алгебра, 7А")
    with page.expect_download() as download:
        rows.filter(has_text="доска.pdf").get_by_role("link", name="Сохранить файл").click()
    assert download.value.path().read_bytes() == b"%PDF-1.4"

    mark.get_by_role("button", name="Убрать из списка").click()
    expect(rows).to_have_count(2)
    page.reload()
    expect(rows).to_have_count(2)
    assert not Mark.objects.exists()
    assert not Homework.objects.exists()
    assert not HomeworkFile.objects.exists()


def test_the_day_says_that_something_was_not_accepted(visitor: Visitor, wire: Wire, s: Scene) -> None:
    context = visitor(s.teacher)
    page = offline_mark(context, wire, s, "5")
    page.close()
    type(s.lesson).objects.filter(pk=s.lesson.pk).update(is_cancelled=True)
    wire.is_cut = False
    page = context.new_page()
    page.goto(f"{wire.url}/today/")
    line = page.locator("[data-unsent]")
    expect(line).to_contain_text("не принята")
    assert checks.accessibility(page) == []
    line.get_by_role("link").click()
    expect(page.locator(".unsent__one")).to_contain_text("Абрикосова")


# ── a computer used by many ───────────────────────────────────────────
def test_nothing_is_kept_on_a_shared_computer(visitor: Visitor, wire: Wire, s: Scene) -> None:
    context = visitor()
    signed_in(context, wire.url, s.teacher, **{SHARED: True})
    page = journal(context, wire.url, s)
    page.wait_for_function("() => navigator.serviceWorker.controller")
    page.goto(f"{wire.url}/today/")
    page = journal(context, wire.url, s, page)
    expect(page.locator("[data-status]")).to_contain_text("Общий компьютер ничего не хранит")
    press(page, "5")
    saved(page)
    page.wait_for_timeout(1000)
    assert "letopis-pages" not in lies_in_the_browser(page)
    assert "letopis-typed" not in lies_in_the_browser(page)
    wire.is_cut = True
    press(page, "4")
    expect(page.locator("[data-status]")).to_contain_text("ждёт отправки")
    assert "iv: " not in lies_in_the_browser(page)
    assert "letopis-typed" not in lies_in_the_browser(page)
    sign_out(page)
    expect(page.get_by_role("dialog")).to_contain_text("после выхода они пропадут")
    page.get_by_role("dialog").get_by_role("button", name="Не менять").click()
    wire.is_cut = False
    saved(page)
    assert {row: mark[0] for row, mark in marks(s).items()} == {0: "5", 1: "4"}


def test_what_was_left_before_is_sent_from_a_shared_computer_and_goes(visitor: Visitor, wire: Wire, s: Scene) -> None:
    context = visitor(s.teacher)
    offline_mark(context, wire, s, "5").close()
    wire.is_cut = False
    signed_in(context, wire.url, s.teacher, **{SHARED: True})
    page = journal(context, wire.url, s)
    saved(page)
    assert marks(s)[0][0] == "5"
    wait_for(lambda: "iv: " not in lies_in_the_browser(page))


# ── without a network ─────────────────────────────────────────────────
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_without_a_network_looks_like_the_others_and_names_what_is_at_hand(
    visitor: Visitor, wire: Wire, s: Scene, theme: str
) -> None:
    context = visitor(s.teacher, theme=theme)
    page = journal(context, wire.url, s)
    kept(page, address(s))
    wire.is_cut = True
    page.goto(f"{wire.url}/plans/")
    expect(page.locator("h1")).to_have_text(NO_NETWORK)
    assert [*checks.accessibility(page), *checks.fits(page)] == []
    assert page.evaluate("() => [...document.styleSheets].every(({ cssRules }) => cssRules.length)")
    assert page.evaluate("() => document.styleSheets.length") == 3
    assert page.locator("[style], style").count() == 0
    page.get_by_role("link", name="Алгебра").click()
    assert texts(opened(page), 0)[0] == ""


def test_a_chosen_theme_is_kept_for_the_page_without_a_network(visitor: Visitor, wire: Wire, s: Scene) -> None:
    context = visitor(s.teacher)
    context.add_cookies([{"name": "theme", "value": "dark", "url": wire.url}])
    page = journal(context, wire.url, s)
    kept(page, address(s))
    wire.is_cut = True
    page.goto(f"{wire.url}/plans/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_without_https_only_what_waits_is_kept_without_names(
    visitor: Visitor, live_server: Any, settings: Any, s: Scene
) -> None:
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "school.test"]
    plain = live_server.url.replace("localhost", "school.test")
    context = visitor(s.teacher)
    context.add_cookies([{"name": one["name"], "value": one["value"], "url": plain} for one in context.cookies()])
    page = journal(context, plain, s)
    press(page, "5")
    saved(page)
    page.route("**/journal/operations", lambda route: route.abort())
    press(page, "4")
    expect(page.locator("[data-status]")).to_contain_text("Адрес без https: до отправки введённое лежит здесь")
    wait_for(lambda: "letopis-typed" not in page.evaluate("() => Object.keys(localStorage).join()"))
    found = lies_in_the_browser(page)
    assert "value: 4" in found
    assert "Абрикосова" not in found
    assert s.students[1].person.surname not in found
    assert "letopis-session" not in found
    page.goto(f"{plain}/unsent/")
    expect(page.locator(".unsent__one")).to_contain_text(s.students[1].person.surname)
