"""Pasting into the grid: tables of other programs, names as other lists write them, what is shown before."""

import csv
import io
import random
from collections.abc import Callable, Iterator
from html import escape

import pytest
from playwright.sync_api import Locator, Page, expect

from letopis.school.marks.models import Absence, Mark
from tests import factories as make
from tests.client import bring
from tests.e2e.checks import accessibility
from tests.e2e.hands import address, cell, copied, opened, paste, press, saved, texts
from tests.factories import TODAY
from tests.school.journal.scene import Scene, scene

OpenPage = Callable[..., Page]
NAMES = ("Абрамова Алёна", "Баранов Кирилл", "Белов Иван", "Белов Пётр", "Ким Ли-На", "Семёнов Глеб")


@pytest.fixture
def s(transactional_db: None) -> Scene:
    """7А with six students, namesakes among them; two lessons held and one to come."""
    found = scene(0)
    found.students = [make.make_student(found.class_group, name) for name in NAMES]
    make.make_lesson(found.course, TODAY.replace(day=19))
    make.make_lesson(found.course, TODAY.replace(day=25))
    return found


@pytest.fixture
def grid(open_page: OpenPage, s: Scene) -> Page:
    return opened(open_page(s.teacher, address(s)))


@pytest.fixture
def served(open_page: OpenPage) -> Page:
    """A page with the module of tables: it takes HTML apart as a browser does."""
    page = open_page(None, "/account/login/")
    bring(page, "teacher/client/journal/table.js", "table")
    return page


def preview(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Вставка из таблицы")


def take(page: Page) -> None:
    preview(page).get_by_role("button", name="Вставить").click()
    expect(preview(page)).to_be_hidden()
    saved(page)


# ── tables as other programs write them ───────────────────────────────
def tables(seed: int) -> Iterator[list[list[str]]]:
    """Tables with all that makes them hard."""
    chance = random.Random(seed)
    hard = ["5", "", "Н", "5/4", 'он сказал "да"', '"', "4\nпересдал", "а\tб", "a;b", "5, 4", "<b>&amp;", '"5"']
    for _ in range(60):
        width = chance.randint(1, 4)
        rows = [[chance.choice(hard) for _ in range(width)] for _ in range(chance.randint(1, 5))]
        # A last empty line is one that has no end, in any text.
        rows[-1][-1] = rows[-1][-1] or "5"
        rows[0][0] = rows[0][0] or "5"
        yield rows


def as_excel(rows: list[list[str]], end: str) -> str:
    """Tab-separated, in quotes what needs them."""
    quoted = [['"' + one.replace('"', '""') + '"' if set(one) & set('\t\n"') else one for one in row] for row in rows]
    return "".join("\t".join(row) + end for row in quoted)


def as_csv(rows: list[list[str]]) -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=";").writerows(rows)
    return file.getvalue()


def as_html(rows: list[list[str]]) -> str:
    cells = [[escape(one).replace("\n", "<br>") for one in row] for row in rows]
    lines = ["".join(f"<td\n style='x'>{one or '&nbsp;'}</td>" for one in row) for row in cells]
    body = "".join(f"<tr>{line}</tr>\n" for line in lines)
    return f"<html><head><style>td {{}}</style></head><body><!--StartFragment--><table>{body}</table></body></html>"


READ = """async texts => {
  const { fromHtml, fromText, parse } = table;
  const reads = { excel: fromText, csv: (text) => parse(text, ";"), html: fromHtml };
  return texts.map(([kind, text]) => reads[kind](text));
}"""


@pytest.mark.req("JRN-02")
def test_tables_of_all_programs_are_read_as_they_were_written(served: Page) -> None:
    truth, asked = [], []
    for rows in tables(5):
        flat = [[one.replace("\t", " ") for one in row] for row in rows]
        truth += [rows, rows, rows, flat]
        asked += [["excel", as_excel(rows, "\r\n")], ["excel", as_excel(rows, "\n")], ["csv", as_csv(rows)]]
        asked.append(["html", as_html(rows)])
    assert served.evaluate(READ, asked) == truth


def test_other_html_than_a_plain_table_leaves_it_to_the_text(served: Page) -> None:
    plain = "<table><tr><td>5</td></tr></table>"
    joined = "<table><tr><td rowspan=2>1</td><td>5</td></tr><tr><td>4</td></tr></table>"
    others = [f"<p>Оценки</p>{plain}", plain * 2, "<b>5</b>", joined]
    assert served.evaluate(READ, [["html", one] for one in [plain, *others]]) == [[["5"]], *[None] * 4]


@pytest.mark.req("JRN-02")
def test_what_a_cell_says(served: Page) -> None:
    found = served.evaluate(
        """async texts => {
          const { readCell } = table;
          const read = (text) => readCell(text, ['5', '4', '3', '2', 'н/а', 'осв']);
          const told = ({ value, second, state, code, comment, isOdd }) =>
            [value, second, state === 'debt' ? '•' : state, code, comment].join(',') + (isOdd ? '?' : '');
          return texts.map((text) => (read(text) ? told(read(text)) : String(read(text))));
        }""",
        [*CELLS],
    )
    assert dict(zip(CELLS, found, strict=True)) == CELLS


CELLS = {
    "": "null",
    "5": "5,,,,",
    "5,00": "5,,,,",
    "5/4": "5,4,,,",
    "5 \\ 4": "5,4,,,",
    "4 3": "4,3,,,?",
    "5, 4": "5,4,,,?",
    "О 2": "2,,,ОП,?",
    "5/Н": "5,,,Н,?",
    "3 ОП": "3,,,ОП,?",
    "h": ",,,Н,",
    "н/а": "н/а,,,,",
    "Н/А": "н/а,,,,",
    "н/а Б": "н/а,,,Б,?",
    "осв": "осв,,,,",
    "ОСВ": ",,,ОСВ,",
    "•": ",,•,,",
    "Долг": ",,•,,",
    "долг Н": ",,•,Н,?",
    "4\nпересдал": "4,,,,пересдал?",
    "4\n5": "4,5,,,?",
    **dict.fromkeys(
        ["5 4 3", "н/а 5", "05.апр", "05.04.2026", "1", "10", "5+", "4,5", "звезда", "Н Б", "5 •", "-", "55"],
        "undefined",
    ),
}


# ── names as other lists write them ───────────────────────────────────
def variants(surname: str, name: str, patronymic: str, chance: random.Random) -> list[str]:
    whole = [
        *(f"{surname} {name}", f"{name} {surname}", f"{surname} {name} {patronymic}", f"{name} {patronymic} {surname}"),
        *(f"{surname} {name[0]}. {patronymic[0]}.", f"{name[0]}.{patronymic[0]}. {surname}", f"{surname} {name[0]}."),
        *(f"12. {surname} {name}", f"{surname}, {name}", f"{surname.upper()} {name.upper()}", surname),
    ]
    careless = [
        text.replace("ё", "е").replace("Ё", "Е").replace(" ", chance.choice([" ", "  ", "\u00a0"])) for text in whole
    ]
    latin = [text.translate(str.maketrans("аеосАВЕК", "aeocABEK")) for text in whole]
    return [*whole, *careless, *latin]


@pytest.mark.req("JRN-02")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_name_is_its_student_or_asks_which_one(served: Page, seed: int) -> None:
    """Never somebody else alone."""
    chance = random.Random(seed)
    surnames = ["Семёнов", "Белов", "Ким", "Алиев-Заде", "Иван", "Артём"]
    given = ["Алёна", "Иван", "Артём", "Илья", "Ли-На"]
    patronymics = ["Иванович", "Артёмовна", "Петрович"]
    everyone = sorted({(chance.choice(surnames), chance.choice(given)) for _ in range(14)})
    patronymic = {one: chance.choice(patronymics) for one in everyone}
    asked = [(text, who) for who in everyone for text in variants(*who, patronymic[who], chance)]
    students = [{"id": number, "name": " ".join(one)} for number, one in enumerate(everyone)]
    found = served.evaluate(
        """async ([students, texts]) => {
          const { finder } = table;
          const find = finder(students);
          return texts.map((text) => find(text).map(({ id }) => id));
        }""",
        [students, [text for text, _ in asked]],
    )
    for (text, who), ids in zip(asked, found, strict=True):
        assert everyone.index(who) in ids, text
        full = text.lower().startswith(" ".join(who).lower())
        assert len(ids) == 1 or not full, text


def test_another_name_is_nobody(served: Page) -> None:
    found = served.evaluate(
        """async texts => {
          const { finder } = table;
          const names = ['Белова Анастасия', 'Белов Иван Сергеевич', 'Белов Иван Петрович'];
          const find = finder(names.map((name) => ({ name })));
          return texts.map((text) => find(text).map(({ name }) => name));
        }""",
        [
            "Белова Настя",
            "Анастасия",
            "Беловa",
            "Белов Иван",
            "Белов Иван Петрович",
            "Белов И. С.",
            "Белов И. И.",
            "ФИО",
        ],
    )
    both = ["Белов Иван Сергеевич", "Белов Иван Петрович"]
    assert found == [[], [], ["Белова Анастасия"], both, both[1:], both[:1], [], []]


# ── into the grid ─────────────────────────────────────────────────────
@pytest.mark.req("JRN-02")
def test_a_line_break_in_a_cell_moves_nobody(grid: Page, s: Scene) -> None:
    paste(grid, '5\r\n"4\r\nпересдал"\r\n3\r\n2\r\n')
    expect(preview(grid)).to_contain_text("«пересдал»")
    take(grid)
    assert texts(grid, 1) == ["5", "4", "3", "2", "", ""]
    assert Mark.objects.get(student=s.students[1]).comment == "пересдал"


@pytest.mark.req("JRN-02")
def test_html_is_believed_before_a_text_that_has_lost_its_cells(grid: Page, s: Scene) -> None:
    paste(
        grid,
        "5\n4\nпересдал\n3",
        html="<table><tr><td>5</td></tr><tr><td>4<br>пересдал</td></tr><tr><td>3</td></tr></table>",
    )
    take(grid)
    assert texts(grid, 1) == ["5", "4", "3", "", "", ""]


@pytest.mark.req("JRN-02")
def test_an_empty_cell_leaves_what_stands_there_unless_asked(grid: Page, s: Scene) -> None:
    make.make_mark(s.work, s.students[1], "4")
    make.make_absence(s.lesson, s.students[3], "Н")
    grid.reload()
    opened(grid)
    paste(grid, "5\r\n\r\n3\r\n")
    saved(grid)
    assert texts(grid, 1) == ["5", "4", "3", "Н", "", ""]

    paste(grid, "5\t\r\n\r\n2\r\n\r\n")
    dialog = preview(grid)
    expect(dialog).to_contain_text("заменится: 1")
    dialog.get_by_label("Пустые клетки стирают").check()
    expect(dialog).to_contain_text("сотрётся: 2")
    expect(dialog.get_by_role("row", name="Баранов Кирилл")).to_contain_text("4 → пусто")
    assert accessibility(grid) == []
    take(grid)
    assert texts(grid, 1) == ["5", "", "2", "", "", ""]
    grid.keyboard.press("Control+z")
    saved(grid)
    assert texts(grid, 1) == ["5", "4", "3", "Н", "", ""], "one step"


@pytest.mark.req("JRN-02")
def test_by_surname_whatever_the_order_with_a_look_at_who_gets_what(grid: Page, s: Scene) -> None:
    rows = [
        *("ФИО\t19.11", "Глеб Семенов\t5", "Белов П.\t4", "Белов\t3", "Абрамова Алена Игоревна\tН", "Сидоров Пётр\t2"),
        *("Ким Лина\t5", "Баранов К.\tзвезда"),
    ]
    press(grid, "ArrowDown", "ArrowDown")
    paste(grid, "\r\n".join(rows))
    dialog = preview(grid)
    for told in (
        *(
            "Белов: «3», может быть Белов Иван или Белов Пётр",
            "Сидоров Пётр: «2», такой фамилии в журнале нет",
        ),
        *("Ким Лина: «5», такой фамилии в журнале нет", "Баранов Кирилл, 23\u00a0ноября: «звезда», такого значения"),
    ):
        expect(dialog).to_contain_text(told)
    expect(dialog.get_by_role("row", name="Семёнов Глеб")).to_contain_text("5")
    expect(dialog.get_by_role("button", name="Вставить")).to_be_focused()
    press(grid, "Enter")
    saved(grid)
    assert texts(grid, 1) == ["Н", "", "", "4", "", "5"]


@pytest.mark.req("JRN-02")
def test_each_cell_that_is_not_taken_is_named(grid: Page, s: Scene) -> None:
    press(grid, *["ArrowDown"] * 4)
    paste(grid, "5\t4\t3\r\n1\t\t\r\n2\r\n\r\n3")
    dialog = preview(grid)
    for told in (
        *("Ким Ли-На, 25\u00a0ноября: «4», урок ещё впереди", "Ким Ли-На: «3», урока здесь нет"),
        *(
            "Семёнов Глеб, 23\u00a0ноября: «1», такого значения",
            "строка 3: «2», строк больше",
            "строка 5: «3», строк больше",
        ),
    ):
        expect(dialog).to_contain_text(told)
    dialog.get_by_role("button", name="Не менять").click()
    expect(cell(grid, 4, 1)).to_be_focused()
    assert texts(grid, 1) == [""] * 6
    assert not Mark.objects.exists()


@pytest.mark.req("JRN-02", "JRN-07")
def test_a_table_over_marks_and_absences_is_shown_first(grid: Page, s: Scene) -> None:
    make.make_mark(s.work, s.students[0], "4")
    make.make_absence(s.lesson, s.students[1], "Б")
    grid.reload()
    opened(grid)
    press(grid, "ArrowLeft")
    paste(grid, "4 3\t5\r\nО 2\t5/Н\r\n")
    dialog = preview(grid)
    expect(dialog.get_by_role("row", name="Абрамова")).to_contain_text("4/3")
    expect(dialog.get_by_role("row", name="Абрамова")).to_contain_text("4 → 5")
    expect(dialog.get_by_role("row", name="Баранов")).to_contain_text("Б → 5 Н")
    make.make_mark(s.work, s.students[2], "2")
    take(grid)
    assert [texts(grid, column)[:2] for column in (0, 1)] == [["4/3", "2ОП"], ["5", "5Н"]]
    assert Absence.objects.get(lesson=s.lesson).code == "Н"


@pytest.mark.req("JRN-02")
def test_what_changes_under_the_look_is_shown_again(grid: Page, s: Scene) -> None:
    paste(grid, "5\t\r\n4\t")
    dialog = preview(grid)
    expect(dialog).to_be_hidden()
    press(grid, "Delete")
    saved(grid)
    paste(grid, "Абрамова\t4\r\nБаранов\t3")
    grid.evaluate(
        """() => {
          const { session, journal } = document.querySelector("journal-grid");
          session.edits.write([session.edits.value({ column: journal.columns[1], student: journal.students[0] }, "2")]);
        }"""
    )
    dialog.get_by_role("button", name="Вставить").click()
    expect(dialog).to_contain_text("Журнал изменился")
    expect(dialog.get_by_role("row", name="Абрамова")).to_contain_text("2 → 4")
    take(grid)
    assert texts(grid, 1)[:2] == ["4", "3"]


@pytest.mark.req("JRN-02")
def test_cells_moved_within_the_journal_take_everything_with_them(grid: Page, s: Scene) -> None:
    make.make_mark(s.work, s.students[0], "5", second="4", comment="Без чертежа")
    make.make_absence(s.lesson, s.students[0], "ОП", minutes=20)
    make.make_mark(s.work, s.students[1], "", state="debt", debt_until=TODAY)
    grid.reload()
    opened(grid)
    press(grid, "Control+Home", "ArrowRight", "Shift+ArrowDown")
    assert copied(grid) == "5/4 ОП\n•"
    cut_and_paste(grid)
    expect(cell(grid, 2, 1)).to_have_text("5/4ОП")
    saved(grid)
    first, second = s.students[2:4]
    assert texts(grid, 1)[:3] == ["", "", "5/4ОП"]
    assert Mark.objects.get(student=first).comment == "Без чертежа"
    assert Absence.objects.get(student=first).minutes == 20
    assert Mark.objects.get(student=second).debt_until == TODAY


def cut_and_paste(page: Page) -> None:
    """Cut the range, paste it two rows below."""
    page.evaluate(
        """async () => {
          const clipboardData = new DataTransfer();
          const send = (name) => document.activeElement.dispatchEvent(
            new ClipboardEvent(name, { clipboardData, bubbles: true, cancelable: true }));
          send("cut");
          const grid = document.querySelector("journal-grid");
          grid.goTo({ row: 2, column: 1 });
          send("paste");
        }"""
    )


@pytest.mark.req("JRN-02")
def test_one_value_into_a_range_and_nothing_into_a_head(grid: Page, s: Scene) -> None:
    press(grid, "Shift+ArrowDown", "Shift+ArrowDown")
    paste(grid, "5")
    saved(grid)
    assert texts(grid, 1)[:4] == ["5", "5", "5", ""]
    press(grid, "Control+ArrowUp", "Control+ArrowUp")
    paste(grid, "4")
    expect(grid.get_by_role("dialog", name="Сообщение")).to_contain_text("Встаньте на клетку")


# ── by chance, with the truth beside it ───────────────────────────────
@pytest.mark.req("JRN-02")
@pytest.mark.parametrize("seed", [11, 12])
def test_lists_by_chance_give_each_what_was_meant(grid: Page, s: Scene, seed: int) -> None:
    """Shuffled, with and without numbers and names, with gaps, as text or as a table: nobody gets another's mark."""
    chance = random.Random(seed)
    expected = [""] * len(NAMES)
    for _ in range(4):
        order = list(range(len(NAMES)))
        is_named = chance.random() < 0.7
        if is_named:
            chance.shuffle(order)
        values = [chance.choice(["5", "4", "3", "", "2", "кол"]) for _ in order]
        rows = []
        for number, (row, value) in enumerate(zip(order, values, strict=True), 1):
            surname, name = NAMES[row].split()
            who = chance.choice([f"{surname} {name}", f"{name} {surname}", f"{surname} {name[0]}."])
            rows.append([*([str(number), who] if is_named else []), value])
            if value not in ("", "кол"):
                expected[row] = value
        rows = [["№", "ФИО", "Оценка"], *rows] if is_named else rows
        press(grid, "Control+Home", "ArrowRight")
        flavours = {"html": as_html(rows)} if chance.random() < 0.5 else {}
        paste(grid, as_excel(rows, "\r\n"), **flavours)
        if preview(grid).is_visible():
            expect(preview(grid).locator(".paste li")).to_have_count(values.count("кол"))
            button = preview(grid).get_by_role("button", name="Вставить")
            if button.is_enabled():
                button.click()
            else:
                press(grid, "Escape")
        saved(grid)
        assert texts(grid, 1) == expected
