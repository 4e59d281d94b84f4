"""One lesson in a browser: by keyboard at the desk, with one hand on a phone."""

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from letopis.school.lessons.models import Homework, HomeworkFile
from letopis.school.marks.models import Absence, Mark
from tests import factories as make
from tests.e2e import checks
from tests.e2e.test_journal import SAVED, Wire, kept, press, wire
from tests.e2e.waiting import answered, wait_for
from tests.factories import TODAY, account_of
from tests.school.journal.scene import Scene, scene

__all__ = ["wire"]
OpenPage = Callable[..., Page]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000"
    "000049454e44ae426082"
)


@pytest.fixture
def s(transactional_db: None) -> Scene:
    """7А with eight students, today's lesson and the next one, a plan, what was due, the parallel class's homework."""
    found = scene(8)
    make.make_plan(found.course, "Понятие степени", "Свойства степени", "Одночлен")
    before = make.make_lesson(found.course, TODAY - timedelta(days=4), topic="Повторение курса алгебры")
    make.make_homework(before, "§ 18, № 391", due=found.lesson)
    make.make_lesson(found.course, TODAY + timedelta(days=1))
    parallel = make.make_course(make.make_class(found.school, "7Б"), teacher=found.tutor)
    make.make_homework(make.make_lesson(parallel, TODAY, 1, topic="Понятие степени"), "§ 19, № 410, 412")
    return found


def opened(page: Page) -> Page:
    page.wait_for_selector("lesson-screen[data-ready]")
    return page


def saved(page: Page) -> None:
    answered(page)
    expect(page.locator("[data-status], [data-short]").filter(visible=True)).to_contain_text(SAVED)


def pupil(page: Page, row: int) -> Locator:
    return page.locator(f"[data-row='{row}']")


@pytest.mark.req("JRN-01", "JRN-02", "JRN-07", "CUR-05")
def test_a_whole_lesson_by_keyboard(open_page: OpenPage, s: Scene) -> None:
    page = opened(open_page(s.teacher, f"/lesson/{s.lesson.pk}/"))
    expect(pupil(page, 0)).to_be_focused()
    press(page, "ArrowDown", "y", "j", "+")  # the second was not there, the third came late; the rest were
    press(page, "5", "ArrowDown", "4", "/", "5")  # whoever is away is passed over
    press(page, "Tab", "Tab", "Tab")
    page.get_by_role("button", name="Записать эту тему").focus()
    press(page, "Enter")
    expect(page.get_by_role("textbox", name="Домашнее задание")).to_be_focused()
    page.keyboard.type("§ 19, № 403")
    press(page, "Tab")
    saved(page)

    s.lesson.refresh_from_db()
    assert s.lesson.attendance_taken_at is not None
    assert s.lesson.topic == "Понятие степени"
    codes = dict(Absence.objects.values_list("student_id", "code"))
    assert codes == {s.students[1].pk: "Н", s.students[2].pk: "ОП"}
    marks = {pk: (value, second) for pk, value, second in Mark.objects.values_list("student_id", "value", "second")}
    assert marks == {s.students[0].pk: ("5", ""), s.students[3].pk: ("4", "5")}
    task = s.lesson.homework.get()
    assert (task.text, task.due_on) == ("§ 19, № 403", TODAY + timedelta(days=1))
    expect(page.locator("lesson-screen")).to_contain_text("§ 18, № 391")


@pytest.mark.req("JRN-01", "JRN-07")
def test_a_mark_typed_while_attendance_is_taken_is_seen_at_once(open_page: OpenPage, s: Scene) -> None:
    page = opened(open_page(s.teacher, f"/lesson/{s.lesson.pk}/"))
    expect(page.locator("[data-head]")).to_contain_text("Кто на уроке")
    press(page, "y", "4")
    expect(pupil(page, 0)).to_contain_text("Н")
    expect(pupil(page, 1).locator(".mark")).to_have_text("4")
    expect(pupil(page, 2)).to_have_attribute("aria-selected", "true")
    expect(page.locator("[data-head]")).to_contain_text("Присутствие не отмечено")
    saved(page)
    s.lesson.refresh_from_db()
    assert s.lesson.attendance_taken_at is None, "a mark never implies it"

    page.get_by_role("button", name="Присутствие не отмечено").click()
    page.get_by_role("button", name="Готово, нет 1").click()
    expect(page.locator("[data-head]")).to_contain_text("На уроке 7 из 8")
    saved(page)
    s.lesson.refresh_from_db()
    assert s.lesson.attendance_taken_at is not None


@pytest.mark.req("JRN-01")
@pytest.mark.parametrize("keys", [("/", "5"), ("Delete",), ("Control+z",)], ids=["second", "clear", "undo"])
def test_other_keys_of_a_mark_show_it_too(open_page: OpenPage, s: Scene, keys: tuple[str, ...]) -> None:
    page = opened(open_page(s.teacher, f"/lesson/{s.lesson.pk}/"))
    press(page, "4", "ArrowUp")
    page.get_by_role("button", name="Присутствие не отмечено").click()
    pupil(page, 0).focus()
    press(page, *keys)
    expect(pupil(page, 0).locator(".mark")).to_have_text(["4/5"] if keys[0] == "/" else [])
    expect(page.locator("[data-pad]")).to_contain_text("Комментарий")


@pytest.mark.req("CUR-05")
def test_a_topic_of_ones_own_gets_advice_and_asks_for_a_reason(open_page: OpenPage, s: Scene) -> None:
    page = opened(open_page(s.teacher, f"/lesson/{s.lesson.pk}/"))
    page.get_by_role("button", name="Вписать свою").click()
    page.get_by_role("textbox", name="Тема", exact=True).fill("Решение задач")
    expect(page.locator("[data-advice]")).not_to_be_empty()
    page.get_by_role("textbox", name="Тема", exact=True).fill("Решение задач на свойства степени")
    press(page, "Enter")
    expect(page.get_by_label("Почему не из плана")).to_be_focused()
    page.keyboard.type("Отставание от плана")
    press(page, "Enter")
    saved(page)

    s.lesson.refresh_from_db()
    assert (s.lesson.topic, s.lesson.topic_reason) == ("Решение задач на свойства степени", "Отставание от плана")


@pytest.mark.req("JRN-01", "JRN-02", "JRN-07")
def test_three_absent_and_five_marks_with_one_hand(open_page: OpenPage, s: Scene) -> None:
    page = opened(open_page(s.teacher, f"/lesson/{s.lesson.pk}/", phone=True))
    for row in (1, 4, 4, 6):
        pupil(page, row).tap()
    expect(pupil(page, 4)).to_contain_text("опоздал, 5")
    page.get_by_role("button", name="Готово, нет 2").tap()
    expect(page.locator("[data-head]")).to_contain_text("На уроке 6 из 8")
    for value in ("5", "4", "3", "5", "2"):
        page.locator(f".key[data-value='{value}']").tap()
    # Whoever is away is passed over, who was late is not.
    expect(pupil(page, 7)).to_have_attribute("aria-selected", "true")
    saved(page)

    values = dict(Mark.objects.values_list("student_id", "value"))
    assert [values.get(student.pk, "") for student in s.students] == ["5", "", "4", "3", "5", "2", "", ""]
    assert set(Absence.objects.values_list("student_id", "code")) == {
        (s.students[1].pk, "Н"),
        (s.students[4].pk, "ОП"),
        (s.students[6].pk, "Н"),
    }
    box = page.locator(".key[data-value='5']").bounding_box()
    assert box
    assert box["height"] >= 56
    assert box["y"] > 740 * 2 / 3 - 60, "under the thumb"


@pytest.mark.req("JRN-07")
def test_a_long_press_asks_for_the_reason(open_page: OpenPage, s: Scene) -> None:
    page = opened(open_page(s.teacher, f"/lesson/{s.lesson.pk}/", phone=True))
    box = pupil(page, 2).bounding_box()
    assert box
    touch = page.context.new_cdp_session(page)
    point = [{"x": box["x"] + 40, "y": box["y"] + 20}]
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": point})
    dialog = page.get_by_role("dialog", name="Пропуск")
    dialog.wait_for()
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    dialog.get_by_label("Примечание").fill("Соревнования")
    dialog.get_by_role("button", name="уважительная причина", exact=False).first.tap()
    saved(page)

    absence = Absence.objects.get()
    assert (absence.student_id, absence.code, absence.note) == (s.students[2].pk, "УП", "Соревнования")


@pytest.mark.req("JRN-01")
def test_homework_of_the_parallel_class_and_a_photograph(open_page: OpenPage, s: Scene) -> None:
    page = opened(open_page(s.teacher, f"/lesson/{s.lesson.pk}/", phone=True))
    page.get_by_role("link", name="Тема и задание").tap()
    page.get_by_role("button", name="Из параллельного").tap()
    page.get_by_role("dialog").get_by_role("button", name="7Б").tap()
    expect(page.get_by_role("textbox", name="Домашнее задание")).to_have_value("§ 19, № 410, 412")
    saved(page)
    page.locator("input[capture]").set_input_files({"name": "доска.png", "mimeType": "image/png", "buffer": PNG})
    expect(page.locator(".files").get_by_role("link", name="доска.png")).to_be_visible()

    task = Homework.objects.get(lesson=s.lesson)
    assert task.text == "§ 19, № 410, 412"
    assert HomeworkFile.objects.get().homework_id == task.pk


def photograph(page: Page, width: int, height: int) -> dict[str, Any]:
    """A camera's picture: noise, so that it is as heavy as a real one."""
    made = page.evaluate(
        """async ([width, height]) => {
          const canvas = new OffscreenCanvas(width, height), pen = canvas.getContext("2d");
          const image = pen.createImageData(width, height);
          const words = new Uint32Array(image.data.buffer);
          for (let i = 0; i < words.length; i += 1) words[i] = 0xff000000 | (Math.imul(i, 2654435761) >>> 8);
          pen.putImageData(image, 0, 0);
          const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.7 });
          return new Promise((done) => {
            const reader = new FileReader();
            reader.onload = () => done(reader.result.split(",")[1]);
            reader.readAsDataURL(blob);
          });
        }""",
        [width, height],
    )
    return {"name": "IMG_20261123.jpg", "mimeType": "image/jpeg", "buffer": base64.b64decode(made)}


def jpeg_size(content: bytes) -> tuple[int, int]:
    """Width and height from the frame's head."""
    place = 2
    while content[place + 1] not in {0xC0, 0xC1, 0xC2}:
        place += 2 + int.from_bytes(content[place + 2 : place + 4])
    height, width = (int.from_bytes(content[place + at : place + at + 2]) for at in (5, 7))
    return width, height


def to_homework(page: Page) -> Page:
    page.get_by_role("link", name="Тема и задание").tap()
    return page


COUNT_FILES = """name => new Promise((done) => {
  indexedDB.open(name, 1).onsuccess = ({ target: { result } }) => {
    result.transaction("files").objectStore("files").count().onsuccess = (event) => {
      result.close();
      done(event.target.result);
    };
  };
})"""
PICTURE = {"name": "доска.png", "mimeType": "image/png", "buffer": PNG}


@pytest.mark.req("JRN-01", "ACC-11")
def test_a_photograph_waits_for_the_network_and_goes_after_the_homework(open_page: OpenPage, s: Scene) -> None:
    page = to_homework(opened(open_page(s.teacher, f"/lesson/{s.lesson.pk}/", phone=True)))
    page.context.set_offline(True)
    page.locator("input[capture]").set_input_files(PICTURE)
    files = page.locator(".files li")
    expect(files).to_contain_text("доска.png")
    expect(files).to_contain_text("ждёт сети")
    expect(files.locator("img")).to_be_visible()
    assert files.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 1
    expect(page.get_by_role("textbox", name="Домашнее задание")).to_have_value("Задание на фото")
    expect(page.locator("[data-short]")).to_contain_text("2\u00a0ждут сети")
    assert_accessible(page)
    assert not Homework.objects.filter(lesson=s.lesson).exists()

    page.context.set_offline(False)
    expect(files.get_by_role("link", name="доска.png")).to_be_visible()
    saved(page)
    row = HomeworkFile.objects.get()
    assert (row.homework.lesson, row.homework.text) == (s.lesson, "Задание на фото")
    assert row.file.read() == PNG


@pytest.mark.req("JRN-01", "ACC-11")
def test_a_waiting_photograph_is_taken_back_with_the_task_that_stood_for_it(open_page: OpenPage, s: Scene) -> None:
    page = to_homework(opened(open_page(s.teacher, f"/lesson/{s.lesson.pk}/", phone=True)))
    page.context.set_offline(True)
    page.locator("input[capture]").set_input_files(PICTURE)
    page.locator("input[capture]").set_input_files({**PICTURE, "name": "вторая.png"})
    files = page.locator(".files li")
    expect(files).to_have_count(2)
    page.get_by_role("button", name="Убрать файл доска.png").tap()
    expect(files).to_have_count(1)
    expect(page.get_by_role("textbox", name="Домашнее задание")).to_have_value("Задание на фото")
    page.get_by_role("button", name="Убрать файл вторая.png").tap()
    expect(files).to_have_count(0)
    expect(page.get_by_role("textbox", name="Домашнее задание")).to_have_value("")
    page.context.set_offline(False)
    saved(page)
    assert not HomeworkFile.objects.exists()
    assert not Homework.objects.filter(lesson=s.lesson, is_removed=False).exists()


@pytest.mark.req("JRN-01", "ACC-11")
def test_a_photograph_outlives_the_closed_browser(visitor: Any, wire: Wire, s: Scene) -> None:
    context = visitor(s.teacher, phone=True)
    page = context.new_page()
    page.goto(f"{wire.url}/lesson/{s.lesson.pk}/")
    opened(page)
    kept(page, f"/lesson/{s.lesson.pk}/")
    wire.is_cut = True
    to_homework(page)
    page.get_by_role("textbox", name="Домашнее задание").fill("№ 5 с доски")
    page.locator("input[capture]").set_input_files(PICTURE)
    expect(page.locator(".files li")).to_contain_text("ждёт сети")
    page.close()

    page = context.new_page()
    page.goto(f"{wire.url}/lesson/{s.lesson.pk}/")
    to_homework(opened(page))
    expect(page.locator(".files li")).to_contain_text("ждёт сети")
    expect(page.get_by_role("textbox", name="Домашнее задание")).to_have_value("№ 5 с доски")
    wire.is_cut = False
    expect(page.locator(".files").get_by_role("link", name="доска.png")).to_be_visible()
    saved(page)
    assert HomeworkFile.objects.get().homework.text == "№ 5 с доски"


@pytest.mark.req("ACC-11")
def test_a_waiting_photograph_is_sent_from_any_page_and_forgotten_on_signing_out(open_page: OpenPage, s: Scene) -> None:
    make.make_homework(s.lesson, "№ 5 с доски")
    page = to_homework(opened(open_page(s.teacher, f"/lesson/{s.lesson.pk}/", phone=True)))
    page.context.set_offline(True)
    page.locator("input[capture]").set_input_files(PICTURE)
    expect(page.locator(".files li")).to_contain_text("ждёт сети")
    page.route("**/lesson/*/data.json", lambda route: route.abort())
    page.context.set_offline(False)
    page.goto("/today/")
    page.unroute("**/lesson/*/data.json")
    page.reload()
    page.wait_for_function("() => navigator.serviceWorker.controller")
    page.reload()
    wait_for(HomeworkFile.objects.exists)

    names = "indexedDB.databases().then((all) => all.map(({ name }) => name))"
    kept_files = f"letopis-queue-{account_of(s.teacher.person).pk}-files"
    assert kept_files in page.evaluate(names)
    wait_for(lambda: page.evaluate(COUNT_FILES, kept_files) == 0)
    page.locator("form[action*='logout']").first.evaluate("form => form.requestSubmit()")
    page.wait_for_url("**/account/login/**")
    wait_for(lambda: not [name for name in page.evaluate(names) if name.startswith("letopis-queue-")])


@pytest.mark.req("JRN-01")
def test_the_camera_is_awaited_while_the_homework_is_saved(open_page: OpenPage, s: Scene) -> None:
    page = to_homework(opened(open_page(s.teacher, f"/lesson/{s.lesson.pk}/", phone=True)))
    camera = page.locator("input[capture]").element_handle()
    page.get_by_role("textbox", name="Домашнее задание").fill("№ 5 с доски")
    page.get_by_role("link", name="Отметки").tap()
    saved(page)
    assert camera
    camera.set_input_files(PICTURE)
    to_homework(page)
    expect(page.locator(".files").get_by_role("link", name="доска.png")).to_be_visible()


@pytest.mark.req("ACC-11")
def test_signing_out_asks_before_a_waiting_photograph_is_lost(open_page: OpenPage, s: Scene) -> None:
    page = to_homework(opened(open_page(s.teacher, f"/lesson/{s.lesson.pk}/", phone=True, has_worker=False)))
    for address in ("**/lesson/*/data.json", "**/journal/homework/*/files"):
        page.route(address, lambda route: route.abort())
    page.locator("input[capture]").set_input_files(PICTURE)
    expect(page.locator(".files li")).to_contain_text("ждёт сети")
    page.locator("form[action*='logout']").first.evaluate("form => form.requestSubmit()")
    expect(page.get_by_role("dialog")).to_contain_text("Выйти, не сохранив?")


@pytest.mark.both
@pytest.mark.req("JRN-01", "ACC-11")
def test_an_answer_lost_on_the_way_gives_the_file_once(open_page: OpenPage, s: Scene) -> None:
    page = to_homework(opened(open_page(s.teacher, f"/lesson/{s.lesson.pk}/", phone=True, has_worker=False)))
    lost = []

    def lose(route: Route) -> None:
        if not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route("**/journal/homework/*/files", lose)
    page.locator("input[capture]").set_input_files(PICTURE)
    expect(page.locator(".files").get_by_role("link", name="доска.png")).to_be_visible()
    saved(page)
    assert lost == [200]
    assert HomeworkFile.objects.count() == 1


@pytest.mark.req("JRN-01")
def test_a_large_photograph_is_made_small_before_it_is_kept(open_page: OpenPage, s: Scene) -> None:
    page = opened(open_page(s.teacher, f"/lesson/{s.lesson.pk}/"))
    taken = photograph(page, 4000, 3000)
    page.get_by_label("Снять").set_input_files(taken)
    expect(page.locator(".files").get_by_role("link", name="IMG_20261123.jpg")).to_be_visible()
    row = HomeworkFile.objects.get()
    assert jpeg_size(row.file.read()) == (2000, 1500)
    assert row.size < len(taken["buffer"])


@pytest.mark.req("JRN-01")
@pytest.mark.parametrize(
    ("file", "told"),
    [
        ({"name": "вирус.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"}, "Такие файлы"),
        ({"name": "план.pdf", "mimeType": "application/pdf", "buffer": b""}, "Файл пуст"),
        (
            {"name": "план.pdf", "mimeType": "application/pdf", "buffer": b"%PDF" + b"0" * 2**20},
            "Файл больше 1\u00a0МБ",
        ),
    ],
    ids=["type", "empty", "size"],
)
def test_what_the_school_does_not_take_is_told_at_once(
    open_page: OpenPage, s: Scene, file: dict[str, Any], told: str
) -> None:
    s.school.settings = {"max_file_mb": 1}
    s.school.save()
    page = opened(open_page(s.teacher, f"/lesson/{s.lesson.pk}/"))
    page.context.set_offline(True)
    page.get_by_label("Файл", exact=True).set_input_files(file)
    expect(page.get_by_role("dialog", name="Файл не приложен")).to_contain_text(told)
    assert_accessible(page)
    page.get_by_role("button", name="Понятно").click()
    expect(page.locator(".files")).to_have_count(0)
    page.context.set_offline(False)
    assert not Homework.objects.filter(lesson=s.lesson).exists()


@pytest.mark.req("JRN-01")
def test_what_the_server_refuses_says_why_and_may_be_sent_again(open_page: OpenPage, s: Scene) -> None:
    task = make.make_homework(s.lesson, "№ 5")
    page = opened(open_page(s.teacher, f"/lesson/{s.lesson.pk}/"))
    HomeworkFile.objects.bulk_create(
        HomeworkFile(school=s.school, homework=task, name="a.png", content_type="image/png", size=1) for _ in range(10)
    )
    page.get_by_label("Файл", exact=True).set_input_files(PICTURE)
    files = page.locator(".files li")
    expect(files).to_contain_text("не принято: К заданию прикладывают не больше 10 файлов")
    assert_accessible(page)
    HomeworkFile.objects.filter(name="a.png").update(is_removed=True)
    files.get_by_role("button", name="Отправить ещё раз").click()
    expect(files.get_by_role("link", name="доска.png")).to_be_visible()


@pytest.mark.req("JRN-01")
def test_homework_for_named_students(open_page: OpenPage, s: Scene) -> None:
    page = opened(open_page(s.teacher, f"/lesson/{s.lesson.pk}/"))
    page.get_by_role("button", name="Отдельным ученикам").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("checkbox").nth(1).check()
    dialog.get_by_label("Что задано").fill("Карточка 3")
    dialog.get_by_role("button", name="Задать").click()
    expect(page.locator(".task--own")).to_contain_text("Карточка 3")

    task = Homework.objects.get(text="Карточка 3")
    assert list(task.students.values_list("student_id", flat=True)) == [s.students[1].pk]


@pytest.mark.req("JRN-01")
def test_a_lesson_ahead_takes_a_topic_but_no_marks(open_page: OpenPage, s: Scene) -> None:
    ahead = s.course.lessons.get(date=TODAY + timedelta(days=1))
    page = opened(open_page(s.teacher, f"/lesson/{ahead.pk}/", phone=True))
    page.get_by_role("link", name="Отметки").tap()
    expect(page.locator("[data-pad]")).to_contain_text("Урок ещё впереди")
    pupil(page, 0).tap()
    answered(page)
    assert not Absence.objects.exists()


@pytest.mark.req("ACC-03")
def test_who_only_reads_sees_no_keys(open_page: OpenPage, s: Scene) -> None:
    from letopis.kernel.roles import Role

    page = opened(open_page(make.make_officer(s.school, Role.DEPUTY), f"/lesson/{s.lesson.pk}/"))
    expect(page.locator("[data-pad]")).to_be_hidden()
    expect(page.locator("lesson-screen textarea")).to_have_count(0)
    press(page, "5")
    answered(page)
    assert not Mark.objects.exists()


@pytest.mark.req("ACC-11")
def test_a_phone_without_a_network_keeps_marks(open_page: OpenPage, s: Scene) -> None:
    page = opened(open_page(s.teacher, f"/lesson/{s.lesson.pk}/", phone=True))
    page.get_by_role("button", name="Все на месте").tap()
    saved(page)
    page.context.set_offline(True)
    page.locator(".key[data-value='5']").tap()
    page.locator(".key[data-value='4']").tap()
    expect(page.locator("[data-short]")).to_contain_text("2\u00a0ждут сети")
    page.context.set_offline(False)
    saved(page)
    assert Mark.objects.count() == 2


# ── what does not go smoothly ─────────────────────────────────────────
@pytest.mark.req("JRN-10")
def test_what_a_colleague_changes_comes_by_itself(open_page: OpenPage, s: Scene) -> None:
    mine = opened(open_page(s.teacher, f"/lesson/{s.lesson.pk}/"))
    other = opened(open_page(s.tutor, f"/lesson/{s.lesson.pk}/"))
    other.get_by_role("button", name="Записать эту тему").click()
    other.get_by_role("textbox", name="Домашнее задание").fill("§ 19, № 403")
    press(other, "Tab")
    saved(other)
    expect(mine.locator("[data-topic]")).to_contain_text("№\u00a01 плана")
    field = mine.get_by_role("textbox", name="Домашнее задание")
    expect(field).to_have_value("§ 19, № 403")
    field.fill("§ 19, № 404")
    press(mine, "Tab")
    saved(mine)
    assert Homework.objects.get(lesson=s.lesson).text == "§ 19, № 404"


@pytest.mark.both
@pytest.mark.req("JRN-10")
def test_homework_that_two_write_at_once_is_shown_side_by_side(open_page: OpenPage, s: Scene) -> None:
    mine = opened(open_page(s.teacher, f"/lesson/{s.lesson.pk}/"))
    mine.context.set_offline(True)
    mine.get_by_role("textbox", name="Домашнее задание").fill("§ 19, № 404")
    press(mine, "Tab")
    other = opened(open_page(s.tutor, f"/lesson/{s.lesson.pk}/"))
    other.get_by_role("textbox", name="Домашнее задание").fill("§ 19, № 403")
    press(other, "Tab")
    saved(other)
    mine.context.set_offline(False)
    alert = mine.locator("[data-homework] .alert")
    expect(alert).to_contain_text("У вас: § 19, № 404")
    expect(alert).to_contain_text("В журнале: § 19, № 403, Климов")
    assert_accessible(mine)
    alert.get_by_role("button", name="Оставить, как в журнале").click()
    expect(mine.get_by_role("textbox", name="Домашнее задание")).to_have_value("§ 19, № 403")
    saved(mine)


@pytest.mark.req("JRN-01")
def test_an_empty_class_and_a_lesson_without_a_plan(open_page: OpenPage, s: Scene) -> None:
    alone = make.make_lesson(make.make_course(make.make_class(s.school, "5В"), teacher=s.teacher), number=6)
    page = opened(open_page(s.teacher, f"/lesson/{alone.pk}/"))
    expect(page.locator("[data-pupils]")).to_contain_text("В классе никого нет")
    expect(page.locator("[data-head]")).not_to_contain_text("0 из 0")
    expect(page.locator("[data-pad]")).to_be_hidden()
    expect(page.locator("[data-topic]")).to_contain_text("План к этому курсу не загружен")
    page.get_by_role("textbox", name="Домашнее задание").fill("Читать")
    press(page, "Tab")
    saved(page)
    assert_accessible(page)


@pytest.mark.req("JRN-01")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_thirty_five_pupils_with_long_names_fit_a_phone(open_page: OpenPage, s: Scene, theme: str) -> None:
    full = make.make_class(s.school, "8Я")
    for number in range(35):
        make.make_student(full, f"Константинопольская-Рождественская{number} Александра-Виктория Константиновна")
    lesson = make.make_lesson(make.make_course(full, teacher=s.teacher), number=7)
    page = opened(open_page(s.teacher, f"/lesson/{lesson.pk}/", phone=True, theme=theme))
    pupil(page, 34).scroll_into_view_if_needed()
    for _ in range(2):
        pupil(page, 34).tap()
    expect(pupil(page, 34)).to_contain_text("опоздал, 5")
    page.get_by_role("button", name="Все на месте").tap()
    pupil(page, 34).tap()
    page.locator(".key[data-value='5']").tap()
    expect(pupil(page, 34)).to_contain_text("5")
    saved(page)
    assert_accessible(page)
    assert Mark.objects.get().value == "5"


@pytest.mark.req("TT-01")
def test_a_cancelled_lesson_is_read_only_and_says_so(open_page: OpenPage, s: Scene) -> None:
    type(s.lesson).objects.filter(pk=s.lesson.pk).update(is_cancelled=True)
    page = opened(open_page(s.teacher, f"/lesson/{s.lesson.pk}/"))
    expect(page.locator("lesson-screen")).to_contain_text("в журнал")
    expect(page.locator("[data-head]")).not_to_contain_text("Присутствие не отмечено")
    expect(page.locator("[data-pad]")).to_be_hidden()
    expect(page.locator("lesson-screen textarea")).to_have_count(0)
    press(page, "5")
    answered(page)
    assert not Mark.objects.exists()
    assert_accessible(page)


@pytest.mark.req("TT-01", "ACC-03")
def test_a_substitute_fills_the_lesson_and_loses_it_again(open_page: OpenPage, s: Scene) -> None:
    substitute = make.make_staff(s.school, "Назарова Ольга Игоревна")
    make.make_course(make.make_class(s.school, "5В"), teacher=substitute)
    lessons = type(s.lesson).objects.filter(pk=s.lesson.pk)
    lessons.update(staff=substitute, substituted_for=s.teacher)
    page = opened(open_page(substitute, f"/lesson/{s.lesson.pk}/"))
    expect(page.locator("header")).to_contain_text("Орлова Е. В.")
    press(page, "+", "5")
    saved(page)
    assert Mark.objects.get().value == "5"

    page.context.set_offline(True)
    page.get_by_label("Файл", exact=True).set_input_files(PICTURE)
    press(page, "4")
    lessons.update(staff=s.teacher, substituted_for=None)
    page.context.set_offline(False)
    expect(page.locator(".files li")).to_contain_text("не принято: Эта страница вам больше не доступна")
    expect(page.locator("[data-status]")).to_contain_text("не приняты: почему")
    assert not HomeworkFile.objects.exists()


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_axe_finds_nothing_whatever_is_open(open_page: OpenPage, s: Scene, phone: bool) -> None:
    page = opened(open_page(s.teacher, f"/lesson/{s.lesson.pk}/", phone=phone))
    assert_accessible(page)
    page.locator("[data-key=present]").click()
    page.locator("[data-key=value]").first.click()
    page.locator("[data-act=work]").click()
    assert_accessible(page)
    page.keyboard.press("Escape")
    if phone:
        page.get_by_role("link", name="Тема и задание").click()
    page.get_by_role("button", name="Вписать свою").click()
    assert_accessible(page)

    page.goto(f"/journal/{s.course.pk}/")
    page.wait_for_selector("journal-grid[data-ready=yes] [data-whole]")
    page.locator(".journal .selected").focus()
    press(page, "2", "y", "ArrowUp", "ArrowUp", "Space")
    expect(page.get_by_role("dialog")).to_contain_text("Орлова")
    assert_accessible(page)
    press(page, "Escape", "?")
    assert_accessible(page)
    press(page, "Escape", "Alt+ArrowDown")
    assert_accessible(page)
    page.goto(f"/journal/{s.course.pk}/#topics")
    page.reload()
    page.wait_for_selector("[data-field=homework]")
    assert_accessible(page)


def assert_accessible(page: Page) -> None:
    assert [*checks.accessibility(page), *checks.fits(page)] == []
