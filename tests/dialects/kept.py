"""How other programs and secretaries keep what a list keeps plainly: a family in the child's row, weeks of teachers.

They take the place of plainer pages of the same dialect and are drawn apart, so that the other pages of a seed stay
what they are.
"""

from collections.abc import Callable
from random import Random
from typing import Any

from tests.dialects.layouts import lessons_at
from tests.dialects.people import KIN, relatives_of
from tests.dialects.sheets import Page, Row
from tests.dialects.style import Style
from tests.dialects.teaching import DAYS
from tests.dialects.truth import Child, Relative, Truth

Cells = Callable[[list[Relative]], Row]


def keep(truth: Truth, chance: Random, pages: list[Page]) -> list[Page]:
    """Return the pages with some kept as such schools keep them."""
    if chance.random() < 0.3:
        pages = put(pages, {"students", "guardians"}, families(truth, chance))
    if chance.random() < 0.15:
        pages = put(pages, {"timetable"}, [_by_teachers(truth, chance)])
    elif chance.random() < 0.15:
        pages = put(pages, {"timetable"}, [_upright_poster(truth, chance)])
    if chance.random() < 0.15:
        pages = put(pages, {"load"}, [_classes_in_a_cell(truth, chance)])
    if chance.random() < 0.15:
        pages = put(pages, {"curriculum"}, [_of_week_and_year(truth, chance)])
    if chance.random() < 0.15 and not any({page.table, page.also} == {"bells", "periods"} for page in pages):
        pages = put(pages, {"bells"}, [_lines_of_bells(truth, chance)])
    if chance.random() < 0.15:
        pages = [*pages, _staff_again(truth, chance)]
    return pages


def put(pages: list[Page], tables: set[str], made: list[Page]) -> list[Page]:
    """`made` in the place of the pages of some tables; a page that tells another table besides stays."""
    if any(page.table in tables and page.also not in tables | {""} or page.also in tables for page in pages):
        return pages
    at = next(number for number, page in enumerate(pages) if page.table in tables)
    left = [page for page in pages if page.table not in tables]
    return [*left[:at], *made, *left[at:]]


# ── a family in the child's row ───────────────────────────────────────


def families(truth: Truth, chance: Random) -> list[Page]:
    """The children with their parents: in columns of one, of two, in rows below, in cells of everything."""
    style = Style.draw(chance)
    most = max(len(relatives_of(truth, number)) for number in range(len(truth.children)))
    ways = [_numbered, _numbered, _in_cells] if most <= 2 else []
    if all(one.kinship in {"mother", "father"} for one in truth.relatives):
        ways += [_of_both, _split]
    way = chance.choice([*ways, None])
    name = "Ученики"
    header: Row = [chance.choice(["ФИО ученика", "ФИО", "Фамилия Имя Отчество"]), "Дата рождения"]
    told: Callable[[Child], Row] = lambda one: [style.text(one.human.full), style.day(one.human.birth_date)]  # noqa: E731
    if chance.random() < 0.3:
        header = ["Фамилия, имя", "Отчество", "Дата рождения"]
        told = lambda one: [  # noqa: E731
            style.text(f"{one.human.surname} {one.human.name}"),
            style.text(one.human.patronymic),
            style.day(one.human.birth_date),
        ]
    shows = {"name", "birth_date", "group"}
    if way is None:
        return [_rows_below(truth, style, header, told, shows)]
    names, cells, merges, phones = way(style, chance)
    rows: list[Row] = [["Класс", *header, *names]]
    at, once = len(header) + 1, chance.random() < 0.3
    for group in truth.groups:
        for number, child in enumerate(truth.of_group(group)):
            of = relatives_of(truth, truth.children.index(child))
            rows.append([style.klass(group) if not once or not number else "", *told(child), *cells(of)])
    page = Page(name, "students", rows, frozenset(shows), also="guardians")
    page.also_shows = frozenset({"name", *["phone"] * phones})
    page.merges = [(0, left + at, 0, right + at) for left, right in merges]
    return [page]


Way = tuple[Row, Cells, list[tuple[int, int]], bool]


def _numbered(style: Style, chance: Random) -> Way:
    """«Законный представитель 1», «Кем приходится», «Телефон», and so for the second."""
    word = chance.choice(["Законный представитель {}", "Родитель {}", "Представитель {} (ФИО)"])
    kin, tel = chance.choice(["Кем приходится", "Степень родства"]), chance.choice(["Телефон", "Моб. телефон"])
    names = [name for number in (1, 2) for name in (word.format(number), kin, tel)]

    def cells(of: list[Relative]) -> Row:
        return [
            cell
            for one in of
            for cell in (style.text(one.human.full), KIN.get(one.kinship, ["опекун"])[0], style.tel(one.human.phone))
        ]

    return names, cells, [], True


def _both(of: list[Relative]) -> list[Relative | None]:
    return [next((one for one in of if one.kinship == kin), None) for kin in ("mother", "father")]


def _of_both(style: Style, chance: Random) -> Way:
    """«Мать», «Телефон», «Отец», «Телефон»."""
    tel = chance.choice(["Телефон", "Тел."])

    def cells(of: list[Relative]) -> Row:
        return [
            cell
            for one in _both(of)
            for cell in ((style.text(one.human.full), style.tel(one.human.phone)) if one else ("", ""))
        ]

    return ["Мать", tel, "Отец", tel], cells, [], True


def _split(style: Style, chance: Random) -> Way:
    """A column for each part of each parent's name."""
    glued = chance.random() < 0.5
    parts = ["Фамилия", "Имя", "Отчество", "Телефон"]
    names: Row = [f"{part}{who if glued else f' {who.lower()}'}" for who in ("Матери", "Отца") for part in parts]

    def cells(of: list[Relative]) -> Row:
        found: Row = []
        for one in _both(of):
            human = one.human if one else None
            found += [human.surname, human.name, human.patronymic, style.tel(human.phone)] if human else [""] * 4
        return found

    return names, cells, [], True


def _in_cells(style: Style, chance: Random) -> Way:
    """One name over two columns, each with all that is known of a parent."""
    name = chance.choice(["ФИО родителей, телефон", "Сведения о родителях (законных представителях)"])

    def cells(of: list[Relative]) -> Row:
        return [
            f"{KIN.get(one.kinship, ['опекун'])[0]}: {one.human.full}"
            + (f", 8{one.human.phone[2:]}" if one.human.phone else "")
            for one in of
        ]

    return [name, ""], cells, [(0, 1)], True


def _rows_below(truth: Truth, style: Style, header: Row, told: Callable[[Child], Row], shows: set[str]) -> Page:
    """A row a parent: the child's cells are written at the first."""
    rows: list[Row] = [["Класс", *header, "ФИО родителя", "Родство", "Телефон родителя"]]
    for group in truth.groups:
        for child in truth.of_group(group):
            own: Row = [style.klass(group), *told(child)]
            adults = [
                [style.text(one.human.full), KIN.get(one.kinship, ["опекун"])[0], style.tel(one.human.phone)]
                for one in relatives_of(truth, truth.children.index(child))
            ]
            for number, adult in enumerate(adults or [["", "", ""]]):
                rows.append([*(own if not number else [""] * len(own)), *adult])
    page = Page("Ученики", "students", rows, frozenset(shows), also="guardians")
    page.also_shows = frozenset({"name", "phone"})
    return page


# ── weeks, load, hours ────────────────────────────────────────────────


def _by_teachers(truth: Truth, chance: Random) -> Page:
    """Teachers × the hours of the week; a cell says the class and the subject."""
    style = Style.draw(chance)
    last_day, last = max(hour.weekday for hour in truth.hours), max(hour.number for hour in truth.hours)
    over: Row = ["Учитель", *(day if not number else "" for day in DAYS[:last_day] for number in range(last))]
    rows: list[Row] = [over, ["", *(number for _ in range(last_day) for number in range(1, last + 1))]]
    at: dict[tuple[int, int, int], list[str]] = {}
    for hour in truth.hours:
        duty = truth.duties[hour.duty]
        said = f"{duty.group} {duty.subject}" + (f" ({duty.part})" if duty.part else "")
        at.setdefault((duty.worker, hour.weekday, hour.number), []).append(said)
    for worker in sorted({duty.worker for duty in truth.duties}):
        cells = [at.get((worker, day, number), []) for day in range(1, last_day + 1) for number in range(1, last + 1)]
        rows.append([style.text(truth.workers[worker].human.short), *("\n".join(one) for one in cells)])
    page = Page("Расписание", "timetable", rows, frozenset({"hour"}))
    page.merges = [(0, 1 + day * last, 0, (day + 1) * last) for day in range(last_day) if last > 1]
    return page


def _upright_poster(truth: Truth, chance: Random) -> Page:
    """The day in letters one below another, a lesson and its room in two columns a class."""
    style = Style.draw(chance)
    at, last = lessons_at(truth), max(hour.number for hour in truth.hours)
    rows: list[Row] = [["День", "№", *(cell for group in truth.groups for cell in (style.klass(group), ""))]]
    rows.append(["", "", *(cell for _ in truth.groups for cell in ("предмет", "каб."))])
    merges = [(0, 2 + 2 * number, 0, 3 + 2 * number) for number in range(len(truth.groups))]
    for weekday in range(1, 1 + max(hour.weekday for hour in truth.hours)):
        merges.append((len(rows), 0, len(rows) + last - 1, 0))
        for number in range(1, last + 1):
            row: Row = ["\n".join(DAYS[weekday - 1].upper()) if number == 1 else "", number]
            for group in truth.groups:
                duties = at.get((group, weekday, number), [])
                row.append("\n".join(f"{one.subject} ({one.part})" if one.part else one.subject for one in duties))
                row.append("\n".join(one.room for one in duties))
            rows.append(row)
    page = Page("Расписание", "timetable", rows, frozenset({"hour"}))
    page.merges = merges
    return page


def _classes_in_a_cell(truth: Truth, chance: Random) -> Page:
    """«5А – 5 ч, 5Б (1 группа) – 3 ч» beside a teacher and a subject."""
    sign, word = chance.choice([" – ", "-", " - "]), chance.choice(["", " ч", "ч"])
    given: dict[tuple[int, str], list[str]] = {}
    for duty in truth.duties:
        part = f" ({duty.part})" if duty.part else ""
        given.setdefault((duty.worker, duty.subject), []).append(f"{duty.group}{part}{sign}{duty.hours}{word}")
    rows: list[Row] = [["Учитель", "Предмет", chance.choice(["Классы и часы", "Классы (часы)", "Часы по классам"])]]
    glue = chance.choice([", ", "; ", "\n"])
    rows += [
        [truth.workers[one].human.full, subject, glue.join(said)] for (one, subject), said in sorted(given.items())
    ]
    return Page("Нагрузка", "load", rows, frozenset({"duty"}))


def _of_week_and_year(truth: Truth, chance: Random) -> Page:
    """«5/170» in the cells, the parts of the plan as headings, sums below."""
    weeks = chance.choice([34, 34, 35])
    hours = {(duty.subject, duty.group): duty.hours for duty in truth.duties}
    subjects = sorted({duty.subject for duty in truth.duties})
    rows: list[Row] = [["Предметы", *truth.groups], ["Обязательная часть"]]
    for number, subject in enumerate(subjects):
        if number == len(subjects) - 1:
            rows.append(["Часть, формируемая участниками образовательных отношений"])
        said = [hours.get((subject, group)) for group in truth.groups]
        rows.append([subject, *(f"{one}/{one * weeks}" if one else "-" for one in said)])
    rows.append(["Итого", *(f"{30 + number}/{(30 + number) * weeks}" for number, _ in enumerate(truth.groups))])
    return Page("Учебный план", "curriculum", rows, frozenset({"hours"}))


def _lines_of_bells(truth: Truth, chance: Random) -> Page:
    """«1 урок 8.30–9.10»."""
    form: Any = chance.choice(["{} урок {}–{}", "{}. {} - {}", "{} урок: {} – {}"])
    rows: list[Row] = [["РАСПИСАНИЕ ЗВОНКОВ"]]
    for number, (begin, end) in enumerate(truth.bells, 1):
        rows.append([form.format(number, f"{begin.hour}.{begin:%M}", f"{end.hour}.{end:%M}")])
    return Page("Звонки", "bells", rows, frozenset({"bell"}))


def _staff_again(truth: Truth, chance: Random) -> Page:
    """A second list of the same people, with a telephone or their subjects."""
    rows: list[Row] = [["ФИО учителя", "Должность", "Телефон"]]
    style = Style.draw(chance)
    teaching = sorted({duty.worker for duty in truth.duties})
    rows += [
        [truth.workers[one].human.full, truth.workers[one].position, style.tel(truth.workers[one].human.phone)]
        for one in teaching
    ]
    return Page("Телефоны", "", rows)
