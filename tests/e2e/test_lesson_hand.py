"""A lesson and a day on a phone, on its side and at 200 %: all is at hand, and a key says why it did nothing."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from letopis.kernel.actor import Actor
from letopis.school.lessons.models import Homework
from letopis.school.marks.models import Mark, Work
from letopis.school.timetable.actions import cancel_lesson, substitute
from letopis.school.timetable.models import Lesson
from tests import factories as make
from tests.e2e import checks
from tests.e2e.test_journal import wire
from tests.e2e.test_lesson import assert_accessible, opened, pupil, s, saved
from tests.factories import TODAY
from tests.school.journal.scene import Scene

__all__ = ["s", "wire"]
OpenPage = Callable[..., Page]
LONG = "Решение задач на применение свойств степени с натуральным показателем и на доказательство тождеств"
LOW = [(683, 384), (740, 360)]


def lesson(open_page: OpenPage, s: Scene, part: str = "", **how: bool) -> Page:
    return opened(open_page(s.teacher, f"/lesson/{s.lesson.pk}/{part}", **how))


# ── what a phone shows ────────────────────────────────────────────────
@pytest.mark.req("JRN-01", "CUR-05")
def test_long_topics_of_the_plan_stand_under_one_another(open_page: OpenPage, s: Scene) -> None:
    make.make_plan(s.course, *(f"{LONG}, {number}" for number in range(9)))
    page = lesson(open_page, s, "#topic", phone=True)
    page.get_by_role("button", name="из плана").tap()
    rows = page.locator(".reasons--plan .reason")
    expect(rows).to_have_count(9)
    assert rows.evaluate_all("rows => rows.every(one => one.scrollHeight <= one.clientHeight + 1)")
    bottoms = rows.evaluate_all("rows => rows.map(one => [one.offsetTop, one.offsetTop + one.offsetHeight])")
    assert all(above[1] <= below[0] for above, below in zip(bottoms, bottoms[1:], strict=False))
    expect(page.locator(".reason[data-here]")).to_be_focused()
    assert_accessible(page)


@pytest.mark.req("JRN-01")
@pytest.mark.parametrize("size", [(360, 740), *LOW, (1366, 768)])
def test_all_27_are_there_to_be_set_homework_apart(open_page: OpenPage, s: Scene, size: tuple[int, int]) -> None:
    make.make_students(s.class_group, 19)
    page = lesson(open_page, s, "#topic")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.locator("[data-act=named]").click()
    checks_ = page.locator(".checks")
    boxes = checks_.get_by_role("checkbox")
    expect(boxes).to_have_count(27)
    assert checks_.evaluate("one => one.scrollWidth <= one.clientWidth"), "the rest is below, not aside"
    boxes.nth(26).scroll_into_view_if_needed()
    boxes.nth(26).check()
    page.get_by_label("Что задано").fill("Карточка 3")
    page.get_by_role("button", name="Задать").click()
    expect(page.locator(".task--own")).to_contain_text("Карточка 3")


@pytest.mark.req("JRN-01", "ACC-10")
@pytest.mark.parametrize("size", LOW)
def test_on_a_low_screen_the_pad_stands_beside_the_list(open_page: OpenPage, s: Scene, size: tuple[int, int]) -> None:
    page = lesson(open_page, s)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.get_by_role("button", name="Все на месте").click()
    page.locator("[data-key=value][data-value='5']").click()
    seen, pad = page.locator("[data-pupils]").bounding_box(), page.locator("[data-pad]").bounding_box()
    assert seen
    assert pad
    assert seen["x"] + seen["width"] <= pad["x"] + 1
    assert seen["height"] >= 4.5 * 44, "whole rows, not half of one"
    for key in page.locator("[data-pad] [data-key]").all():
        expect(key).to_be_in_viewport(ratio=1)
    assert_accessible(page)


@pytest.mark.req("JRN-01")
def test_from_the_lesson_to_its_neighbours_and_to_the_journal(open_page: OpenPage, s: Scene) -> None:
    other = make.make_lesson(
        make.make_course(make.make_class(s.school, "6Г"), "Геометрия", teacher=s.teacher), number=5
    )
    page = lesson(open_page, s, phone=True)
    go = page.locator(".lesson-go summary")
    go.tap()
    expect(page.get_by_role("link", name="Предыдущий урок, чт 19")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="6Г · Геометрия").tap()
    opened(page)
    expect(page).to_have_url(f"{page.url.split('/lesson/')[0]}/lesson/{other.pk}/")
    page.locator(".lesson-go summary").tap()
    page.get_by_role("link", name="7А · Алгебра").tap()
    opened(page)
    page.locator(".lesson-go summary").tap()
    page.get_by_role("link", name="Следующий урок, вт 24").tap()
    opened(page)
    page.locator(".lesson-go summary").tap()
    page.locator(".lesson-go").get_by_role("link", name="Журнал").tap()
    page.wait_for_selector("journal-grid[data-ready=yes]")


@pytest.mark.req("JRN-01")
def test_namesakes_are_told_apart_on_a_phone(open_page: OpenPage, s: Scene) -> None:
    twins = [
        make.make_student(s.class_group, f"Константинопольская Александра-Виктория {patronymic}")
        for patronymic in ("Константиновна", "Максимилиановна")
    ]
    page = lesson(open_page, s, phone=True)
    for student in twins:
        line = page.locator(".pupil").filter(has_text=student.person.patronymic)
        expect(line).to_have_count(1)
        assert line.locator(".pupil__name").evaluate("one => one.scrollWidth <= one.clientWidth"), "nothing is cut off"
    assert_accessible(page)


@pytest.mark.req("TT-02")
def test_who_substitutes_whom_and_why_a_lesson_is_cancelled(open_page: OpenPage, s: Scene) -> None:
    substitute(
        Actor.system(s.school.pk), lesson_id=Lesson.objects.get(date=TODAY + timedelta(days=1)).pk, staff_id=s.tutor.pk
    )
    ahead = Lesson.objects.get(date=TODAY + timedelta(days=1))
    page = opened(open_page(s.teacher, f"/lesson/{ahead.pk}/", phone=True))
    expect(page.locator("header").first).to_contain_text("ведёт Климов\u00a0А.\u00a0П., вместо: Орлова\u00a0Е.\u00a0В.")
    assert_accessible(page)

    off = make.make_lesson(s.course, TODAY + timedelta(days=2))
    cancel_lesson(Actor.system(s.school.pk), lesson_id=off.pk, reason="карантин")
    page.goto(f"/lesson/{off.pk}/")
    expect(page.locator("lesson-screen > .alert")).to_contain_text("Причина: карантин.")


# ── keys that can do nothing ──────────────────────────────────────────
def wrong(page: Page, text: str) -> None:
    """The field in hand says what is missing."""
    expect(page.get_by_text(text)).to_be_visible()
    expect(page.locator(":focus")).to_have_attribute("aria-invalid", "true")
    described = page.evaluate(
        "document.getElementById(document.activeElement.getAttribute('aria-describedby')).innerText"
    )
    assert text in described


@pytest.mark.req("CUR-05")
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_a_topic_that_lacks_something_says_what(open_page: OpenPage, s: Scene, phone: bool) -> None:
    page = lesson(open_page, s, "#topic", phone=phone)
    page.get_by_role("button", name="Вписать свою").click()
    topic = page.get_by_role("textbox", name="Тема", exact=True)
    topic.fill("")
    page.locator("[data-act=save]").click()
    wrong(page, "Впишите тему")
    topic.fill("Решение задач")
    expect(page.get_by_text("Впишите тему")).to_have_count(0)
    page.locator("[data-act=save]").click()
    wrong(page, "Укажите, почему тема не из плана")
    assert_accessible(page)
    page.get_by_label("Почему не из плана").fill("Замена")
    page.locator("[data-act=save]").click()
    saved(page)
    s.lesson.refresh_from_db()
    assert s.lesson.topic_reason == "Замена"


@pytest.mark.req("JRN-01", "JRN-02")
def test_dialogs_that_lack_something_stay_and_say_what(open_page: OpenPage, s: Scene) -> None:
    Work.objects.all().delete()
    page = lesson(open_page, s)
    page.locator("[data-act=named]").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("[data-save]").click()
    wrong(page, "Отметьте, кому задано")
    dialog.get_by_role("checkbox").first.check()
    dialog.locator("[data-save]").click()
    wrong(page, "Напишите, что задано")
    assert_accessible(page)
    dialog.get_by_role("button", name="Не менять").click()
    expect(dialog).to_have_count(0)
    assert not Homework.objects.filter(is_for_all=False).exists()

    page.get_by_role("button", name="Все на месте").click()
    page.locator("[data-key=comment]").click()
    dialog.locator("[data-save]").click()
    wrong(page, "Напишите комментарий")
    page.keyboard.press("Escape")

    page.locator("[data-act=work]").click()
    dialog.get_by_label("Название").fill("Проверка")
    dialog.locator("[data-save]").click()
    wrong(page, "Выберите вид работы")


@pytest.mark.req("JRN-02")
@pytest.mark.parametrize(
    ("key", "told"),
    [("undo", "Возвращать нечего"), ("second", "Сначала поставьте первую отметку"), ("clear", "Стирать нечего")],
)
def test_keys_of_the_pad_that_can_do_nothing_say_why(open_page: OpenPage, s: Scene, key: str, told: str) -> None:
    page = lesson(open_page, s, phone=True)
    page.get_by_role("button", name="Все на месте").tap()
    page.locator(f"[data-key={key}]").tap()
    expect(page.locator("[data-pad]")).to_contain_text(told)
    expect(page.locator("[data-live]")).to_have_text(told)
    pupil(page, 2).tap()
    expect(page.locator("[data-pad]")).not_to_contain_text(told)


# ── a debt ────────────────────────────────────────────────────────────
@pytest.mark.req("JRN-02")
def test_a_debt_with_its_day_is_put_shown_and_taken_off_by_thumb(open_page: OpenPage, s: Scene) -> None:
    page = lesson(open_page, s, phone=True)
    page.get_by_role("button", name="Все на месте").tap()
    pupil(page, 1).tap()
    page.get_by_role("button", name="Долг").tap()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Долг закрыть до").fill("2026-11-01")
    dialog.get_by_role("button", name="Поставить долг").tap()
    wrong(page, "Срок долга не раньше дня урока")
    dialog.get_by_label("Долг закрыть до").fill("2026-12-04")
    assert_accessible(page)
    dialog.get_by_role("button", name="Поставить долг").tap()
    expect(pupil(page, 1)).to_contain_text("до 04.12")
    expect(pupil(page, 1).get_by_role("img", name="долг")).to_be_visible()
    saved(page)
    mark = Mark.objects.get()
    assert (mark.student_id, mark.value, mark.state, mark.debt_until) == (
        *(s.students[1].pk, "", "debt"),
        date(2026, 12, 4),
    )

    page.get_by_role("button", name="Долг").tap()
    dialog.get_by_role("button", name="Снять долг").tap()
    expect(pupil(page, 1)).not_to_contain_text("до 04.12")
    saved(page)
    assert not Mark.objects.get().state


@pytest.mark.req("JRN-02")
def test_a_debt_instead_of_a_mark_says_so_before(open_page: OpenPage, s: Scene) -> None:
    page = lesson(open_page, s, phone=True)
    page.get_by_role("button", name="Все на месте").tap()
    page.locator("[data-key=value][data-value='4']").tap()
    pupil(page, 0).tap()
    page.get_by_role("button", name="Долг").tap()
    expect(page.get_by_role("dialog")).to_contain_text("Вместо отметки 4 будет стоять долг")
    page.get_by_role("button", name="Не менять").tap()
    expect(pupil(page, 0).locator(".mark")).to_have_text("4")


# ── homework that follows its lesson ──────────────────────────────────
@pytest.mark.req("JRN-01", "DIA-01")
def test_the_teacher_is_told_where_the_homework_has_gone(open_page: OpenPage, s: Scene) -> None:
    meant = Lesson.objects.get(course=s.course, date=TODAY + timedelta(days=1))
    later = make.make_lesson(s.course, TODAY + timedelta(days=3))
    make.make_homework(s.lesson, "§ 19", due=meant)
    cancel_lesson(Actor.system(s.school.pk), lesson_id=meant.pk)
    page = lesson(open_page, s, "#topic", phone=True)
    told = page.locator("[data-moved]")
    expect(told).to_have_text("24\u00a0ноября урок отменён: задание спросят 26\u00a0ноября")
    assert_accessible(page)
    page.locator("[data-field=due]").fill("2026-11-26")
    page.locator("[data-field=due]").blur()
    expect(told).to_be_empty()
    saved(page)
    assert Homework.objects.get(text="§ 19").due_lesson_id == later.pk


# ── the day ───────────────────────────────────────────────────────────
@pytest.mark.req("JRN-01")
@pytest.mark.parametrize("size", [(360, 740), (683, 384), (1366, 768)])
def test_the_arrows_between_days_keep_their_places(open_page: OpenPage, s: Scene, size: tuple[int, int]) -> None:
    page = open_page(s.teacher, "/today/")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    places = set()
    for _ in range(6):
        arrows = page.locator(".day-nav a.icon-button")
        places.add(tuple((round(box["x"]), round(box["y"])) for box in map(_box, arrows.all())))
        assert checks.fits(page) == []
        arrows.last.click()
        page.wait_for_load_state()
    assert len(places) == 1


def _box(one: object) -> dict[str, float]:
    found = one.bounding_box()  # type: ignore[attr-defined]
    assert found
    return dict(found)


@pytest.mark.req("JRN-01", "TT-02", "ACC-10")
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_a_day_with_everything_in_it(open_page: OpenPage, s: Scene, phone: bool) -> None:
    make.make_lesson(s.course, TODAY - timedelta(days=3))
    office = Actor.system(s.school.pk)
    cancel_lesson(office, lesson_id=make.make_lesson(s.course, number=1).pk, reason="карантин")
    substitute(office, lesson_id=make.make_lesson(s.course, number=2).pk, staff_id=s.tutor.pk)
    page = open_page(s.teacher, "/today/", phone=phone)
    expect(page.locator(".timeline")).to_contain_text("Урок отменён")
    expect(page.locator(".timeline")).to_contain_text("замещает Климов")
    if phone:
        now, attention, day = (page.locator(name).bounding_box() for name in (".day-now", ".day-aside", ".timeline"))
        assert now
        assert attention
        assert day
        assert now["y"] < attention["y"] < day["y"]
    assert_accessible(page)
    assert checks.widths(page) == []


@pytest.mark.req("CUR-02", "CTL-02")
def test_a_phone_shows_the_state_of_plans_and_who_is_away(open_page: OpenPage, s: Scene) -> None:
    make.make_absence(s.lesson, s.student, "Б")
    page = open_page(s.teacher, "/plans/", phone=True)
    expect(page.locator(".plans .state").filter(visible=True).first).to_be_visible()
    assert_accessible(page)
    page = open_page(s.tutor, "/class/", phone=True)
    expect(page.locator(".away-today")).to_contain_text(s.student.person.surname)
    expect(page.locator(".away-today").get_by_text("Б", exact=True)).to_be_visible()
    assert_accessible(page)
