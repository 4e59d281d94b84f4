"""Gestures whose target moves between two keys: a mark goes to whom it was meant for, whatever happens between."""

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from letopis.kernel.roles import Role
from letopis.school.classes.models import Membership
from letopis.school.marks.models import Mark, Work
from tests import factories as make
from tests.e2e.hands import address, cell, opened, press, saved, texts
from tests.e2e.waiting import answered, wait_for
from tests.factories import TODAY
from tests.school.journal.scene import Scene, apply, scene, work

OpenPage = Callable[..., Page]
REDRAW = "document.querySelector('journal-grid').redraw()"


@pytest.fixture
def s(transactional_db: None) -> Scene:
    """7А with six students and today's lesson, which has no work yet."""
    found = scene(6)
    found.work.delete()
    return found


@pytest.fixture
def grid(open_page: OpenPage, s: Scene) -> Page:
    return opened(open_page(s.teacher, address(s)))


def column(page: Page) -> list[str]:
    return texts(page, 0)


def written(s: Scene) -> list[str]:
    """Marks, seconds, comments as the journal has them, a student each."""
    rows = {one.student_id: one for one in Mark.objects.filter(lesson=s.lesson)}
    found = [rows.get(student.pk, Mark()) for student in s.students]
    return [f"{one.value}{'/' * bool(one.second)}{one.second}{' ' * bool(one.comment)}{one.comment}" for one in found]


# ── the second mark ───────────────────────────────────────────────────
@pytest.mark.req("JRN-02")
@pytest.mark.parametrize("pause", ["none", "after the mark", "after the stroke"])
def test_a_second_mark_goes_to_the_first_though_the_work_is_only_made(grid: Page, s: Scene, pause: str) -> None:
    press(grid, "5")
    if pause == "after the mark":
        answered(grid)
    press(grid, "/")
    if pause == "after the stroke":
        answered(grid)
    assert column(grid)[0] == "5/"
    press(grid, "4", "3")
    saved(grid)
    assert column(grid)[:3] == ["5/4", "3", ""]
    assert written(s)[:3] == ["5/4", "3", ""]


@pytest.mark.req("JRN-02")
def test_a_second_mark_that_is_none_is_told_and_taken_back_harms_nothing(grid: Page, s: Scene) -> None:
    press(grid, "5", "/", "н")
    expect(grid.get_by_role("dialog")).to_have_count(0)
    press(grid, "ArrowUp", "/", "7")
    expect(grid.get_by_role("dialog", name="Сообщение")).to_contain_text("2, 3, 4 или 5")
    press(grid, "Delete")
    saved(grid)
    assert column(grid)[0].startswith("5"), "the stroke is taken back, not the mark"
    assert written(s)[0] == "5"


# ── the comment ───────────────────────────────────────────────────────
@pytest.mark.req("JRN-02")
def test_a_comment_belongs_to_the_mark_just_typed_and_the_hands_go_on(grid: Page, s: Scene) -> None:
    press(grid, "4", "к")
    dialog = grid.get_by_role("dialog", name="Комментарий")
    expect(dialog).to_contain_text(name(s, 0))
    grid.keyboard.type("Дополнила")
    press(grid, "Enter")
    expect(cell(grid, 1, 0)).to_be_focused()
    press(grid, "5", "F2")
    expect(dialog).to_contain_text(name(s, 1))
    press(grid, "Escape")
    expect(cell(grid, 2, 0)).to_be_focused()
    press(grid, "ArrowDown", "к")
    expect(dialog).to_contain_text(name(s, 3))
    press(grid, "Escape")
    saved(grid)
    assert written(s)[:3] == ["4 Дополнила", "5", ""]


@pytest.mark.req("JRN-02")
def test_no_key_after_a_comment_is_lost_though_no_frame_has_come_yet(grid: Page, s: Scene) -> None:
    """A machine that is busy draws late; hands do not wait for it."""
    press(grid, "5")
    answered(grid)
    grid.evaluate("window.requestAnimationFrame = () => 0")
    press(grid, "к")
    grid.keyboard.type("Так")
    press(grid, "Enter", "4", "/", "3", "2")
    grid.evaluate("document.querySelector('journal-grid').later.release()")
    answered(grid)
    assert written(s)[:3] == ["5 Так", "4/3", "2"]


@pytest.mark.req("JRN-02")
def test_one_comment_to_many_leaves_what_was_not_touched(grid: Page, s: Scene) -> None:
    press(grid, "4", "к")
    grid.keyboard.type("Первая")
    press(grid, "Enter", "Control+Home", "Shift+ArrowDown", "к", "Enter")
    saved(grid)
    assert written(s)[:2] == ["4 Первая", ""]


@pytest.mark.req("JRN-02")
def test_a_history_that_comes_late_does_not_take_the_comment_away(grid: Page, s: Scene) -> None:
    press(grid, "5", "ArrowUp")
    saved(grid)
    grid.evaluate(
        """() => {
          const plain = window.fetch;
          const open = new Promise((resolve) => { window.openGate = resolve; });
          window.fetch = async (...asked) => {
            if (String(asked[0]).includes("story")) await open;
            return plain(...asked);
          };
        }"""
    )
    press(grid, "Space", "F2")
    grid.keyboard.type("Хоро")
    grid.evaluate("window.openGate()")
    grid.wait_for_timeout(500)
    grid.keyboard.type("шо")
    press(grid, "Enter")
    saved(grid)
    assert written(s)[0] == "5 Хорошо"


# ── whatever comes between two keys ───────────────────────────────────
@pytest.mark.req("JRN-01", "JRN-02")
@pytest.mark.parametrize("seed", [3, 17, 42])
def test_whatever_comes_between_the_keys_the_column_is_as_it_was_meant(
    grid: Page, open_page: OpenPage, s: Scene, seed: int
) -> None:
    """Marks, seconds and comments down a column; between keys nothing, an answer, a redrawing, a colleague's work."""
    chance = random.Random(seed)
    truth = []

    def between() -> None:
        match chance.choice(["nothing", "nothing", "nothing", "answer", "redraw", "work"]):
            case "answer":
                answered(grid)
            case "redraw":
                grid.evaluate(REDRAW)
            case "work":
                if Work.objects.count() == 1:
                    kind = Work.objects.get().kind_id
                    apply(make.actor_of(s.tutor, Role.TUTOR), work(s.lesson, kind))
                    grid.evaluate("document.querySelector('journal-grid').session.live.ask()")

    for _ in s.students:
        meant = [chance.choice("2345")]
        press(grid, meant[0])
        between()
        if chance.random() < 0.6:
            meant += [f"/{chance.choice('2345')}"]
            press(grid, "/")
            between()
            press(grid, meant[1][1])
            between()
        if chance.random() < 0.4:
            meant.append(" Так")
            press(grid, "к")
            between()
            grid.keyboard.type("Так")
            press(grid, "Enter")
            between()
        truth.append("".join(meant))
    saved(grid)

    assert written(s) == truth


@pytest.mark.req("JRN-02")
def test_a_range_and_the_place_stay_with_their_students_when_the_table_is_drawn_anew(grid: Page, s: Scene) -> None:
    make.make_subgroup(s.class_group, s.students[1], s.students[3], division="труд", name="девочки")
    grid.reload()
    opened(grid)
    press(grid, "ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown")
    grid.evaluate(REDRAW)
    press(grid, "5")
    saved(grid)
    assert written(s) == ["", "5", "5", "5", "", ""]
    press(grid, "Escape")
    grid.get_by_text("Все подгруппы").first.click()
    grid.get_by_role("button", name="труд: девочки").click()
    grid.keyboard.press("Escape")
    grid.locator(".journal .selected").focus()
    press(grid, "4")
    saved(grid)
    assert written(s) == ["", "5", "5", "4", "", ""], "the place was at the fourth, who is the second one shown"


@pytest.mark.req("JRN-02", "JRN-10")
def test_undoing_does_not_take_away_what_a_colleague_has_put_since(grid: Page, open_page: OpenPage, s: Scene) -> None:
    press(grid, "5", "4")
    saved(grid)
    other = opened(open_page(s.tutor, address(s)))
    press(other, "3")
    saved(other)
    expect(cell(grid, 0, 0)).to_have_text("3")
    press(grid, "Control+z", "Control+z")
    expect(grid.get_by_role("dialog", name="Сообщение")).to_contain_text(f"с тех пор изменено: {name(s, 0)}")
    saved(grid)
    assert written(s)[:2] == ["3", ""]


@pytest.mark.req("JRN-02")
def test_what_is_undone_out_of_sight_is_told(grid: Page, s: Scene) -> None:
    make.make_subgroup(s.class_group, s.students[1], division="труд", name="девочки")
    grid.reload()
    opened(grid)
    press(grid, "5")
    grid.get_by_text("Все подгруппы").first.click()
    grid.get_by_role("button", name="труд: девочки").click()
    grid.keyboard.press("Escape")
    cell(grid, 0, 0).click()
    press(grid, "Control+z")
    expect(grid.get_by_role("dialog", name="Сообщение")).to_contain_text(name(s, 0))
    saved(grid)
    assert written(s) == [""] * 6


@pytest.mark.req("JRN-02")
def test_undoing_in_a_removed_work_does_not_write_into_the_other(grid: Page, s: Scene) -> None:
    first = make.make_work(s.lesson)
    second = make.make_work(s.lesson, position=2)
    make.make_mark(second, s.student, "3")
    grid.reload()
    opened(grid)
    press(grid, "5", "Control+z")
    saved(grid)
    press(grid, "Alt+ArrowDown")
    grid.get_by_role("button", name="Удалить работу").click()
    expect(grid.locator(".lesson-head")).to_have_count(1)
    grid.locator(".journal .selected").focus()
    press(grid, "Control+y")
    answered(grid)
    grid.wait_for_timeout(200)
    assert Mark.objects.get(work=second).value == "3"
    assert not Mark.objects.filter(work=first).exclude(value="").exists()


# ── who was away ──────────────────────────────────────────────────────
@pytest.mark.req("JRN-01", "JRN-07")
def test_typing_down_passes_over_those_who_are_away_and_asks_once(grid: Page, s: Scene) -> None:
    for row, code in ((1, "Н"), (2, "Б"), (4, "ОП")):
        make.make_absence(s.lesson, s.students[row], code)
    grid.reload()
    opened(grid)
    press(grid, "5")
    expect(cell(grid, 3, 0)).to_be_focused()
    press(grid, "4")
    expect(cell(grid, 4, 0)).to_be_focused()
    press(grid, "Shift+Enter", "Shift+Enter")
    expect(cell(grid, 2, 0)).to_be_focused()
    press(grid, "3")
    question = grid.get_by_role("dialog", name="Отметка отсутствующему")
    expect(question).to_contain_text(f"На уроке не было: {name(s, 2)} (Б)")
    question.get_by_role("button", name="Не ставить").click()
    assert column(grid)[2] == "Б"
    press(grid, "3", "Enter")
    saved(grid)
    assert written(s)[:4] == ["5", "", "3", "4"]
    press(grid, "ArrowUp", "ArrowUp", "ArrowDown", "2")
    expect(question).to_be_hidden()
    saved(grid)


@pytest.mark.req("JRN-07")
def test_a_whole_column_is_not_given_to_the_sick_unasked(grid: Page, s: Scene) -> None:
    make.make_absence(s.lesson, s.students[1], "Б")
    grid.reload()
    opened(grid)
    press(grid, "Control+Space", "5")
    question = grid.get_by_role("dialog", name="Отметка отсутствующему")
    expect(question).to_contain_text(f"{name(s, 1)} (Б)")
    question.get_by_role("button", name="Только тем, кто был").click()
    saved(grid)
    assert written(s) == ["5", "", "5", "5", "5", "5"]


@pytest.mark.req("JRN-01")
def test_the_days_between_two_stays_are_closed_and_say_why(grid: Page, s: Scene) -> None:
    back = s.students[0]
    Membership.objects.filter(student=back).update(ends_on=TODAY - timedelta(days=12))
    again = {"school": s.school, "class_group": s.class_group, "student": back}
    Membership.objects.create(**again, starts_on=TODAY - timedelta(days=2))
    make.make_lesson(s.course, TODAY - timedelta(days=5))
    grid.reload()
    opened(grid)
    expect(cell(grid, 0, 0)).to_have_class("not-here")
    press(grid, "ArrowLeft", "5")
    expect(grid.get_by_role("dialog")).to_contain_text("В составе по 11.11.2026, затем с 21.11.2026")
    press(grid, "ArrowRight", "5")
    saved(grid)
    assert written(s)[0] == "5"


@pytest.mark.req("JRN-01")
def test_the_days_beside_a_name_are_read_whole(grid: Page, s: Scene) -> None:
    make.make_student(s.class_group, "Христорождественская Константинополина", since=TODAY)
    grid.reload()
    opened(grid)
    days = grid.locator(".name small", has_text="с\u00a023.11")
    assert days.evaluate(
        "(one) => one.getBoundingClientRect().right <= one.closest('.name').getBoundingClientRect().right"
    )
    # A few columns leave room for names.
    assert grid.evaluate("document.querySelector('#name-0').offsetWidth") > 250
    grid.set_viewport_size({"width": 360, "height": 740})
    grid.wait_for_function("() => document.querySelector('#name-0').offsetWidth < 160")
    assert days.evaluate(
        "(one) => one.getBoundingClientRect().right <= one.closest('.name').getBoundingClientRect().right"
    )


@pytest.mark.req("JRN-01")
def test_month_and_kind_of_work_are_chosen_together(grid: Page, s: Scene) -> None:
    control = make.make_work_kind(s.school, "control", name="Контрольная работа", short_name="к/р", weight=3)
    make.make_work(make.make_lesson(s.course, TODAY - timedelta(days=4)), control)
    make.make_work(make.make_lesson(s.course, TODAY + timedelta(days=14)), control)
    make.make_lesson(s.course, TODAY + timedelta(days=15))
    grid.reload()
    opened(grid)
    heads = grid.locator(".lesson-head")
    grid.get_by_text("Все месяцы").first.click()
    grid.get_by_role("button", name="декабрь").click()
    expect(heads).to_have_count(2)
    grid.get_by_text("Все виды работ").first.click()
    grid.get_by_role("checkbox", name="Контрольная работа").check()
    expect(heads).to_have_count(1)
    grid.reload()
    opened(grid)
    expect(heads).to_have_count(1)
    expect(grid.locator("[data-menu=months] summary")).to_have_text("Декабрь")
    grid.locator("summary", has_text="Декабрь").click()
    grid.get_by_role("button", name="ноябрь").click()
    expect(heads).to_have_count(1)
    expect(heads).to_contain_text("19")


# ── the debt ──────────────────────────────────────────────────────────
@pytest.mark.req("JRN-02")
def test_a_debt_gets_the_day_it_is_due(grid: Page, s: Scene) -> None:
    press(grid, "l", "к")
    dialog = grid.get_by_role("dialog", name="Комментарий")
    expect(dialog).to_contain_text(name(s, 0))
    day = grid.get_by_label("Закрыть долг до")
    day.fill("2026-11-01")
    day.press("Enter")
    expect(dialog).to_be_visible()
    day.fill("2026-12-01")
    day.press("Enter")
    saved(grid)
    mark = Mark.objects.get(student=s.student)
    assert (mark.state, mark.debt_until, mark.comment) == ("debt", date(2026, 12, 1), "")
    cell(grid, 0, 0).click()
    press(grid, "Space")
    story = grid.get_by_role("dialog", name="Сведения об отметке")
    expect(story).to_contain_text("долг до 1\u00a0декабря")
    story.get_by_role("button", name="Срок, комментарий").click()
    expect(day).to_have_value("2026-12-01")
    day.fill("")
    day.press("Enter")
    saved(grid)
    assert Mark.objects.get(student=s.student).debt_until is None


# ── the head ──────────────────────────────────────────────────────────
@pytest.mark.req("JRN-02")
def test_a_kind_chosen_while_the_first_mark_is_on_its_way_is_that_works(grid: Page, s: Scene) -> None:
    control = make.make_work_kind(s.school, "control", name="Контрольная работа", short_name="к/р", weight=3)
    grid.reload()
    opened(grid)
    grid.context.set_offline(True)
    press(grid, "5", "Alt+ArrowDown")
    grid.get_by_label("Вид работы").select_option(label="Контрольная работа, вес\u00a03")
    grid.wait_for_timeout(200)
    grid.context.set_offline(False)
    wait_for(lambda: Work.objects.filter(kind=control).exists())
    answered(grid)
    assert [(one.kind, one.is_removed) for one in s.lesson.works.all()] == [(control, False)]
    assert marks_of(s) == ["5"]


def marks_of(s: Scene) -> list[str]:
    return [value for value in Mark.objects.filter(lesson=s.lesson).values_list("value", flat=True) if value]


def name(s: Scene, row: int) -> str:
    person = s.students[row].person
    return f"{person.surname} {person.name}"
