"""Layouts that are met less often: class names over two rows, posters, a sheet a class, matrices, tables side by side.

They take the place of a plainer page of the same dialect; what they draw is drawn apart, so that the other pages of a
seed stay what they are.
"""

from random import Random
from typing import Any

from tests.dialects.people import worker_name
from tests.dialects.sheets import Page, Row, surrounded
from tests.dialects.style import Style, named
from tests.dialects.teaching import DAYS, SHORT_DAYS
from tests.dialects.truth import Duty, Truth

Merge = tuple[int, int, int, int]


def vary(truth: Truth, chance: Random, pages: list[Page]) -> list[Page]:
    """Return the pages with some in a rarer layout."""
    for table, ways in RARE.items():
        if chance.random() < 0.3:
            made = chance.choice(ways)(truth, chance)
            at = next(number for number, page in enumerate(pages) if page.table == table)
            pages = [page for page in pages if page.table != table]
            pages[at:at] = made
    if chance.random() < 0.2:
        _repeat_column(chance, pages)
    if chance.random() < 0.2:
        _hide_column(chance, pages)
    if chance.random() < 0.2:
        pages = _side_by_side(chance, pages)
    return pages


# ── names of classes over two rows ────────────────────────────────────


def _two_rows(chance: Random, style: Style, truth: Truth, first: list[str]) -> tuple[list[Row], list[Merge]]:
    """«5» over «А» and «Б»: header rows, and the merges in them."""
    word = chance.choice(["{}", "{} класс", "{} классы"])
    grades: list[Any] = []
    merges: list[Merge] = []
    for at, group in enumerate(truth.groups):
        grade = group[:-1]
        if at and truth.groups[at - 1][:-1] == grade:
            grades.append("")
            begin = merges.pop()[1] if merges and merges[-1][3] == len(first) + at - 1 else len(first) + at - 1
            merges.append((0, begin, 0, len(first) + at))
        else:
            grades.append(int(grade) if word == "{}" and chance.random() < 0.5 else word.format(grade))
    letters = [group[-1] for group in truth.groups]
    return [[*first, *grades], [*[""] * len(first), *letters]], merges


def _placed(page: Page, above: int, merges: list[Merge]) -> Page:
    page.merges = [(top + above, left, bottom + above, right) for top, left, bottom, right in merges]
    return page


def two_row_week(truth: Truth, chance: Random) -> list[Page]:
    """Days × classes, the classes named over two rows."""
    style = Style.draw(chance)
    header, merges = _two_rows(
        chance, style, truth, [chance.choice(["День", "День недели"]), chance.choice(["Урок", "№"])]
    )
    around, above = surrounded(chance, "timetable", [*header, *_week(truth, chance, style)], total=False)
    return [_placed(Page("Расписание", "timetable", around, frozenset({"hour"})), above, merges)]


def two_row_plan(truth: Truth, chance: Random) -> list[Page]:
    """Subjects × classes, the classes named over two rows."""
    style = Style.draw(chance)
    hours = {(duty.subject, duty.group): duty.hours for duty in truth.duties}
    header, merges = _two_rows(chance, style, truth, [named(chance, "Предмет", "Учебный предмет")])
    rows: list[Row] = [
        [subject, *(hours.get((subject, group), "") for group in truth.groups)]
        for subject in sorted({duty.subject for duty in truth.duties})
    ]
    around, above = surrounded(chance, "curriculum", [*header, *rows], total=False)
    return [_placed(Page("Учебный план", "curriculum", around, frozenset({"hours"})), above, merges)]


# ── the week ──────────────────────────────────────────────────────────


def lessons_at(truth: Truth) -> dict[tuple[str, int, int], list[Duty]]:
    """The duties of each class, weekday and number."""
    at: dict[tuple[str, int, int], list[Duty]] = {}
    for hour in truth.hours:
        at.setdefault((truth.duties[hour.duty].group, hour.weekday, hour.number), []).append(truth.duties[hour.duty])
    return at


def _span(truth: Truth) -> tuple[int, int]:
    """The last weekday, the last lesson."""
    return max(hour.weekday for hour in truth.hours), max(hour.number for hour in truth.hours)


def _cell(truth: Truth, style: Style, duties: list[Duty], glue: str, *, room: bool = True) -> str:
    lines = []
    for duty in duties:
        parts = [f"{duty.subject} ({duty.part})" if duty.part else duty.subject]
        parts.append(truth.workers[duty.worker].human.short)
        parts += [f"каб. {duty.room}"] * (room and bool(duty.room))
        lines.append(glue.join(parts))
    return style.text("\n".join(lines))


def _week(truth: Truth, chance: Random, style: Style) -> list[Row]:
    """Rows of a day, a number and a cell a class."""
    at, (last_day, last) = lessons_at(truth), _span(truth)
    days, glue = chance.choice([DAYS, SHORT_DAYS]), chance.choice(["\n", ", ", " / "])
    return [
        [
            days[weekday - 1] if number == 1 else "",
            number,
            *(_cell(truth, style, at.get((group, weekday, number), []), glue) for group in truth.groups),
        ]
        for weekday in range(1, last_day + 1)
        for number in range(1, last + 1)
    ]


def poster(truth: Truth, chance: Random) -> list[Page]:
    """A poster: the day merged down its lessons, two columns a class, the lesson and its room."""
    style = Style.draw(chance)
    at, (last_day, last) = lessons_at(truth), _span(truth)
    days = chance.choice([DAYS, [one.upper() for one in DAYS]])
    over = ["День", "№", *(cell for group in truth.groups for cell in (style.klass(group), ""))]
    under = ["", "", *(cell for _ in truth.groups for cell in (named(chance, "Предмет", "Урок"), "Каб."))]
    rows: list[Row] = [list(over), list(under)]
    merges = [(0, 2 + 2 * number, 0, 3 + 2 * number) for number in range(len(truth.groups))]
    for weekday in range(1, last_day + 1):
        merges.append((len(rows), 0, len(rows) + last - 1, 0))
        for number in range(1, last + 1):
            row: Row = [days[weekday - 1] if number == 1 else "", number]
            for group in truth.groups:
                duties = at.get((group, weekday, number), [])
                row += [_cell(truth, style, duties, "\n", room=False), "\n".join(duty.room for duty in duties)]
            rows.append(row)
    around, above = surrounded(chance, "timetable", rows, total=False)
    return [_placed(Page("Расписание", "timetable", around, frozenset({"hour"})), above, merges)]


def a_sheet_a_class(truth: Truth, chance: Random) -> list[Page]:
    """A sheet a class: numbers × days, or a list under headings of days."""
    style = Style.draw(chance)
    at, (last_day, last) = lessons_at(truth), _span(truth)
    days, glue = chance.choice([DAYS, SHORT_DAYS]), chance.choice(["\n", ", ", " / "])
    wide = chance.random() < 0.5
    title = chance.choice(["Расписание уроков {} класса", "Расписание {}", "{}"])
    pages = []
    for group in truth.groups:
        rows: list[Row] = [[title.format(group)], []]
        if wide:
            rows.append([chance.choice(["№", "Урок"]), *days[:last_day]])
            for number in range(1, last + 1):
                cells = [at.get((group, weekday, number), []) for weekday in range(1, last_day + 1)]
                rows.append([number, *(_cell(truth, style, duties, glue) for duties in cells)])
        else:
            rows.append(["№ урока", "Предмет", "Учитель", "Каб.", "Подгруппа"])
            for weekday in range(1, last_day + 1):
                rows.append([DAYS[weekday - 1]])
                for number in range(1, last + 1):
                    for duty in at.get((group, weekday, number), []):
                        teacher = truth.workers[duty.worker].human.short
                        rows.append([number, style.text(duty.subject), teacher, duty.room, duty.part])
        pages.append(Page(f"Расп {group}", "timetable", rows, frozenset({"hour"})))
    return pages


# ── the load ──────────────────────────────────────────────────────────


def headed_load(truth: Truth, chance: Random) -> list[Page]:
    """The teacher as a heading over the rows of his lessons."""
    style = Style.draw(chance)
    header = ["Предмет", named(chance, "Класс", "Кл."), named(chance, "Часов в неделю", "Часы", "Кол-во часов")]
    divided = any(duty.part for duty in truth.duties)
    rows: list[Row] = [[*header, *["Подгруппа"] * divided]]
    short, behind = chance.random() < 0.3, chance.choice(["", "", ", учитель", ":"])
    for worker in sorted({duty.worker for duty in truth.duties}):
        rows.append([f"{worker_name(truth.workers[worker], short)}{behind}"])
        for duty in (one for one in truth.duties if one.worker == worker):
            rows.append([style.text(duty.subject), style.klass(duty.group), duty.hours, *[duty.part] * divided])
    around, _ = surrounded(chance, "load", rows)
    return [Page(chance.choice(["Нагрузка", "Тарификация"]), "load", around, frozenset({"duty"}))]


def matrix_load(truth: Truth, chance: Random) -> list[Page]:
    """Teachers with their subjects × classes."""
    style = Style.draw(chance)
    once = chance.random() < 0.5
    hours: dict[tuple[int, str], dict[str, int]] = {}
    for duty in truth.duties:
        subject = f"{duty.subject} ({duty.part})" if duty.part else duty.subject
        hours.setdefault((duty.worker, subject), {})[duty.group] = duty.hours
    rows: list[Row] = [
        [named(chance, "Учитель", "ФИО учителя"), "Предмет", *map(style.klass, truth.groups), *["Всего"] * once]
    ]
    before = -1
    for (worker, subject), given in sorted(hours.items()):
        name = "" if once and worker == before else worker_name(truth.workers[worker], short=False)
        before = worker
        cells = [given.get(group, "") for group in truth.groups]
        rows.append([name, style.text(subject), *cells, *[sum(given.values())] * once])
    around, _ = surrounded(chance, "load", rows, total=False)
    return [Page(chance.choice(["Нагрузка", "Тарификация"]), "load", around, frozenset({"duty"}))]


RARE = {
    "timetable": [two_row_week, poster, a_sheet_a_class],
    "curriculum": [two_row_plan],
    "load": [headed_load, matrix_load],
}


# ── columns and tables beside ─────────────────────────────────────────


def _repeat_column(chance: Random, pages: list[Page]) -> None:
    """A column that stands once more at the end of its table, as people put it there to print."""
    page = chance.choice([page for page in pages if page.fields])
    at = chance.choice([number for number, name in enumerate(page.fields) if name])
    _append_column(page, [row[at] if at < len(row) else "" for row in page.rows[page.first - 1 : page.end]])


def _hide_column(chance: Random, pages: list[Page]) -> None:
    """A column of the last year, which is hidden: nobody sees it, nobody means it."""
    page = chance.choice([page for page in pages if page.fields])
    header, cell = chance.choice([("Класс", "1Ы"), ("Телефон", "8 900 000-00-00"), ("Дата рождения", "01.01.2001")])
    _append_column(page, [header, *[cell] * (page.end - page.first)])
    page.hidden_columns.add(max(map(len, page.rows)) - 1)


def _append_column(page: Page, cells: list[Any]) -> None:
    width = max(len(row) for row in page.rows[page.first - 1 : page.end])
    for row, cell in zip(page.rows[page.first - 1 : page.end], cells, strict=True):
        row += [*[""] * (width - len(row)), cell]


def _side_by_side(chance: Random, pages: list[Page]) -> list[Page]:
    """Two small tables on one sheet, apart by an empty column."""
    small = [page for page in pages if page.table in {"bells", "periods", "rooms"} and len(page.rows[0]) > 0]
    if len(small) < 2:
        return pages
    left, right = chance.sample(small, 2)
    width = max(map(len, left.rows))
    height = max(len(left.rows), len(right.rows))
    rows = [
        [*_row(left, number, width), "", *_row(right, number, max(map(len, right.rows)))] for number in range(height)
    ]
    both = Page(chance.choice(["Справочник", "Лист1", "Разное"]), left.table, rows, left.shows, also=right.table)
    return [both if page is left else page for page in pages if page is not right]


def _row(page: Page, number: int, width: int) -> Row:
    row = list(page.rows[number]) if number < len(page.rows) else []
    return [*row, *[""] * (width - len(row))]
