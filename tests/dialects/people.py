"""Tables of people in the ways schools keep them: one list, a list a class, parents in the row."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from tests.dialects.sheets import Page, Row, numbered, surrounded
from tests.dialects.style import Style, named
from tests.dialects.truth import Child, Human, Relative, Truth, Worker, draw_snils

KIN = {"mother": ["мать", "мама"], "father": ["отец", "папа"], "grandmother": ["бабушка"], "grandfather": ["дедушка"]}


@dataclass(frozen=True, slots=True)
class Told:
    """A column of a table: its name, what of the truth it tells, and the cell of a row."""

    header: str
    shows: str
    cell: Callable[[Any], Any]


def _names(chance: Random, style: Style, whose: str, human: Callable[[Any], Human]) -> list[Told]:
    """The name: in one cell, in three, or the surname apart from the rest."""
    way = chance.choice(["one", "one", "three", "two"])
    if way == "one":
        header = named(chance, "ФИО", "Ф.И.О.", f"ФИО {whose}", "Фамилия, имя, отчество", "Фамилия Имя Отчество")
        return [Told(header, "name", lambda row: style.text(human(row).full))]
    suffix = chance.choice(["", f" {whose}"])
    first = Told(named(chance, f"Фамилия{suffix}"), "name", lambda row: style.text(human(row).surname))
    if way == "two":
        rest = named(chance, "Имя, отчество", "Имя и отчество", "И.О.")
        return [first, Told(rest, "name", lambda row: style.text(f"{human(row).name} {human(row).patronymic}".strip()))]
    return [
        first,
        Told(f"Имя{suffix}", "name", lambda row: style.text(human(row).name)),
        Told(f"Отчество{suffix}", "name", lambda row: style.text(human(row).patronymic)),
    ]


def _personal(chance: Random, style: Style, human: Callable[[Any], Human]) -> list[Told]:
    """What is known of anybody."""
    birth = named(
        chance, "Дата рождения", "Дата рожд.", "Д.р.", "ДатаРождения", "Год, число и месяц рождения", "Родился"
    )
    return [
        Told(birth, "birth_date", lambda row: style.day(human(row).birth_date)),
        Told(named(chance, "Пол", "Пол (м/ж)"), "sex", lambda row: style.gender(human(row).sex)),
        Told(named(chance, "СНИЛС", "Страховой номер", "№ СНИЛС"), "snils", lambda row: style.number(human(row).snils)),
    ]


def _reached(chance: Random, style: Style, human: Callable[[Any], Human]) -> list[Told]:
    tel = named(
        chance, "Телефон", "Тел.", "Конт. телефон", "Мобильный", "Сотовый тел.", "Моб. тел.", "КонтактныйТелефон"
    )
    mail = named(chance, "E-mail", "Эл. почта", "Электронная почта", "Почта")
    return [
        Told(tel, "phone", lambda row: style.tel(human(row).phone)),
        Told(mail, "email", lambda row: human(row).email),
    ]


def _some(chance: Random, columns: list[Told], share: float) -> list[Told]:
    return [one for one in columns if chance.random() < share]


def _page(chance: Random, table: str, name: str, columns: list[Told], rows: list[Any], *, gone: int = 0) -> Page:
    """`gone`: so many of the last rows are hidden, as they are of those who have left."""
    cells: list[Row] = [[column.cell(row) for column in columns] for row in rows]
    made = numbered(chance, [column.header for column in columns], cells)
    rows_, above = surrounded(chance, table, made, total=not gone)
    end = above + len(made)
    shows = [column.shows for column in columns]
    page = Page(name, table, rows_, frozenset(shows), set(range(end - gone, end)))
    page.fields, page.first, page.end = [""] * (len(made[0]) - len(shows)) + shows, above + 1, end
    return page


# ── students ──────────────────────────────────────────────────────────


def students(truth: Truth, chance: Random) -> list[Page]:
    """The children: one list with a column of the class, a list with headings of classes, a sheet a class."""
    style = Style.draw(chance)
    person: Callable[[Any], Human] = lambda row: row.human  # noqa: E731
    columns = _names(chance, style, chance.choice(["ученика", "обучающегося", "ребёнка"]), person)
    more = _some(chance, _personal(chance, style, person), 0.7)
    if not more:
        more = _personal(chance, style, person)[:1]
    file_header = named(chance, "Личное дело", "№ личного дела", "Номер л/д", "Л/д")
    more += _some(chance, [Told(file_header, "file_number", lambda row: row.file_number)], 0.5)
    enrolled = named(chance, "Дата зачисления", "Зачислен", "Прибыл", "Дата поступления")
    more += _some(chance, [Told(enrolled, "enrolled_on", lambda row: style.day(row.enrolled_on))], 0.3)
    chance.shuffle(more)
    columns += more
    way = chance.choice(["column", "column", "column", "two columns", "headings", "sheets"])
    if way == "column":
        where = chance.randint(0, len(columns))
        header = named(chance, "Класс", "Кл.", "Класс обучения", "Класс (литера)")
        columns.insert(where, Told(header, "group", lambda row: style.klass(row.group)))
    if way == "two columns":
        columns.append(Told(named(chance, "Параллель", "Класс"), "group", lambda row: row.group[:-1]))
        columns.append(Told(named(chance, "Литера", "Буква"), "group", lambda row: row.group[-1]))
    if way == "sheets":
        pages = [_page(chance, "students", group, columns, truth.of_group(group)) for group in truth.groups]
        return [_shown(page, "group") for page in pages]
    everybody = sorted(truth.children, key=lambda one: (one.group, one.human.full))
    if way == "headings":
        return [_shown(_headed(chance, style, truth, columns), "group")]
    if chance.random() < 0.4:
        everybody.sort(key=lambda one: one.human.full)
    name = chance.choice(["Ученики", "Контингент", "Лист1", "Дети"])
    gone = [_departed(chance, child) for child in everybody[: chance.choice([0, 0, 0, 1, 3])]]
    return [_page(chance, "students", name, columns, everybody + gone, gone=len(gone))]


def _departed(chance: Random, like: Child) -> Child:
    """One who has left, in a row that is hidden."""
    surname = chance.choice(["Выездной", "Отбывалов", "Переездов"]) + ("" if like.human.sex == "m" else "а")
    file_number = f"{surname[0]}-{chance.randint(300, 400)}"
    human = replace(like.human, surname=surname.replace("Выезднойа", "Выездная"), snils=draw_snils(chance), email="")
    return replace(like, human=human, file_number=file_number)


def _headed(chance: Random, style: Style, truth: Truth, columns: list[Told]) -> Page:
    header: Row = ["№", *(column.header for column in columns)]
    rows: list[Row] = [header]
    tutors = {one.tutor_of: one for one in truth.workers if one.tutor_of}
    with_tutor = chance.random() < 0.5
    for group in truth.groups:
        tutor = tutors.get(group)
        said = f"{style.klass(group)}{'' if style.group == 'worded' else ' класс'}"
        rows.append([said + (f" (кл. рук. {tutor.human.short})" if with_tutor and tutor else "")])
        for number, child in enumerate(truth.of_group(group), 1):
            rows.append([number, *(column.cell(child) for column in columns)])
    made, _ = surrounded(chance, "students", rows, total=False)
    return Page("Ученики", "students", made, frozenset(column.shows for column in columns))


def _shown(page: Page, *more: str) -> Page:
    page.shows |= frozenset(more)
    return page


# ── guardians ─────────────────────────────────────────────────────────


def guardians(truth: Truth, chance: Random, pages: list[Page]) -> list[Page]:
    """The parents: a row each, which names the child in one of many ways; or both in the child's row."""
    style = Style.draw(chance)
    knows_files = any("file_number" in page.shows for page in pages)
    key = chance.choice(["name", "name and class", "short and class", *["file"] * (2 * knows_files)])
    child: Callable[[Any], Child] = lambda row: truth.children[row.child]  # noqa: E731
    if key == "file":
        named_child = [
            Told(
                named(chance, "Личное дело ребёнка", "№ л/д", "Личное дело"),
                "child",
                lambda row: child(row).file_number,
            )
        ]
    elif key == "short and class":
        named_child = [
            Told(named(chance, "Ребёнок", "Ученик"), "child", lambda row: style.text(child(row).human.short))
        ]
    else:
        header = named(chance, "ФИО ребёнка", "Ученик", "ФИО обучающегося", "Фамилия, имя ребёнка")
        named_child = [Told(header, "child", lambda row: style.text(child(row).human.full))]
    if "class" in key:
        named_child.append(
            Told(named(chance, "Класс", "Класс ребёнка"), "child", lambda row: style.klass(child(row).group))
        )
    person: Callable[[Any], Human] = lambda row: row.human  # noqa: E731
    header = named(
        chance,
        "ФИО родителя",
        "Родитель",
        "Законный представитель",
        "ФИО представителя",
        "ФИО родителя (законного представителя)",
    )
    adult = [Told(header, "name", lambda row: style.text(person(row).full))]
    kin = named(chance, "Степень родства", "Кем приходится", "Родство", "Статус")
    adult += _some(chance, [Told(kin, "kinship", lambda row: chance.choice(KIN.get(row.kinship, ["опекун"])))], 0.8)
    adult += _some(chance, _reached(chance, style, person), 0.8)
    columns = named_child + adult if chance.random() < 0.5 else adult + named_child
    return [
        _page(
            chance, "guardians", chance.choice(["Родители", "Представители", "Лист1"]), columns, list(truth.relatives)
        )
    ]


# ── staff ─────────────────────────────────────────────────────────────


def staff(truth: Truth, chance: Random) -> list[Page]:
    """The workers."""
    style = Style.draw(chance)
    person: Callable[[Any], Human] = lambda row: row.human  # noqa: E731
    columns = _names(chance, style, chance.choice(["сотрудника", "педагога", "работника"]), person)
    post = named(chance, "Должность", "Занимаемая должность", "Должность по тарификации")
    more = [Told(post, "position", lambda row: style.text(row.position))]
    more += _some(chance, [*_personal(chance, style, person), *_reached(chance, style, person)], 0.6)
    hired = named(chance, "Принят", "Дата приёма", "Дата приема на работу", "Работает с")
    more += _some(chance, [Told(hired, "hired_on", lambda row: style.day(row.hired_on))], 0.5)
    tutor = named(chance, "Кл. рук.", "Классное руководство", "Классный руководитель")
    more += _some(chance, [Told(tutor, "tutor_of", lambda row: style.klass(row.tutor_of) if row.tutor_of else "")], 0.4)
    chance.shuffle(more)
    return [
        _page(
            chance,
            "staff",
            chance.choice(["Сотрудники", "Кадры", "Педагоги", "Лист1"]),
            columns + more,
            list(truth.workers),
        )
    ]


def worker_name(worker: Worker, short: bool) -> str:
    """A teacher as other tables name him."""
    return worker.human.short if short else worker.human.full


def relatives_of(truth: Truth, child: int) -> list[Relative]:
    """The guardians of a child."""
    return [one for one in truth.relatives if one.child == child]
