"""A small invented school as a secretary keeps it: sheets of rows, written as a workbook or as CSV files."""

import csv
from collections.abc import Collection, Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, time
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from letopis.documents.school_import import service
from letopis.documents.sheets.problems import Answers, Problem
from letopis.kernel.actor import Actor
from letopis.school.organisation.models import School

Rows = list[list[Any]]

CARD: Rows = [
    ["Карточка образовательной организации"],
    [],
    ["Полное наименование", "Муниципальная школа № 90 города Тестова"],
    ["Краткое наименование", "Школа № 90"],
    ["Город", "Тестов"],
    ["Телефон", "8 (943) 111-22-33"],
    ["Учебный год", "2026/2027"],
    ["Учебная неделя", "5-дневная"],
    [],
    ["Классы-комплекты на 01.09.2026"],
    ["Класс", "Профиль", "Смена", "Кол-во обучающихся", "Классный руководитель", "Кабинет"],
    ["5А", "", 1, 2, "Орлова Анна Петровна", "12"],
    ["5Б", "", 1, 2, "Белых Игорь Львович", "13"],
    ["10А", "технологический", 1, 1, "Сомов Егор Ильич", ""],
    ["Итого:", "", "", 5],
]
BELLS: Rows = [
    ["Обычное расписание, 1 смена"],
    ["№ урока", "Начало", "Конец", "Перемена, мин"],
    [1, time(8, 30), time(9, 10), 10],
    [2, "09:20", "10:00", 10],
    [3, "10.10", "10.50", ""],
    [],
    ["Сокращённые уроки, 1 смена"],
    ["№ урока", "Начало", "Конец", "Перемена, мин"],
    [1, "08:30", "09:00", 10],
    [2, "09:10", "09:40", ""],
]
PERIODS: Rows = [
    ["Календарный учебный график"],
    [],
    ["Период", "Классы", "Начало", "Окончание", "Примечание"],
    ["1 четверть", "1–9", date(2026, 9, 1), "23.10.2026", ""],
    ["2 четверть", "1–9", date(2026, 11, 5), date(2026, 12, 30), ""],
    ["1 полугодие", "10–11", "01.09.2026", "30.12.2026", ""],
    ["2 полугодие", "10–11", date(2027, 1, 11), date(2027, 5, 26), ""],
    [],
    ["Каникулы"],
    ["Каникулы", "Классы", "Начало", "Окончание", "Примечание"],
    ["Осенние каникулы", "1–11", date(2026, 10, 26), date(2026, 11, 3), ""],
    ["Дополнительные каникулы", "1", "15.02.2027", "19.02.2027", ""],
    [],
    ["Праздничные и выходные дни"],
    ["Наименование", "Дата", "", "", "Примечание"],
    ["День народного единства", date(2026, 11, 4), "", "", ""],
    ["Выходной день", "22.02.2027", "", "", "перенос с субботы 2 января"],
]
ROOMS: Rows = [
    ["Перечень учебных помещений"],
    ["№ каб.", "Наименование", "Вместимость", "Вид", "Ответственный"],
    [12, "Кабинет математики", 30, "кабинет", "Орлова А.П."],
    ["13", "Кабинет языка", 30, "кабинет", ""],
    ["С1", "Спортивный зал", 60, "спортзал", ""],
]
STAFF: Rows = [
    ["Список работников"],
    ["№ п/п", "ФИО", "Дата рождения", "Должность", "Контакты", "", "СНИЛС", "Приём на работу", ""],
    ["", "", "", "", "Телефон", "E-mail", "", "Дата", "№ приказа"],
    [
        1,
        "Громова Вера Олеговна",
        date(1970, 5, 1),
        "Директор",
        "8 943 000 00 01",
        "",
        "112-233-445 95",
        "01.08.2010",
        "5-к",
    ],
    [2, "Орлова Анна Петровна", "03.04.1980", "Учитель математики", 79430000002.0, "orlova@t.example", "", "", ""],
    [3, "Белых Игорь Львович", "", "Учитель иностранного языка", "", "", "", "", ""],
    [4, "Сомов Егор Ильич", "", "Учитель физической культуры", "", "", "", "", ""],
    ["Всего: 4"],
]
STUDENTS: Rows = [
    ["СПИСОК ОБУЧАЮЩИХСЯ"],
    [],
    [
        "№ п/п",
        "ФИО обучающегося",
        "Пол",
        "Дата рождения",
        "Класс",
        "СНИЛС",
        "Дата зачисления",
        "№ приказа о зачислении",
        "Группа ин. яз.",
        "Согласие на обработку ПДн",
        "Дата выбытия",
        "№ приказа о выбытии",
    ],
    [
        1,
        "Ёжикова Алёна Игоревна",
        "ж",
        date(2015, 3, 1),
        '5 "А"',
        "123-456-789 64",
        "20.08.2022",
        "17-у",
        1,
        "да",
        "",
        "",
    ],
    [2, "Гасанов Руслан Натиг оглы", "М", "02.04.2015", "5-А", "", date(2022, 8, 21), "18-у", 2, "нет", "", ""],
    [3, "Зуев Пётр Ильич ", "муж.", "5.6.15", "5 А", "", "05.10.2026", "99-у", 2, "да", "", ""],
    [4, "Саидова Ситора", "ж", "2015-07-08", "5Б", "", "", "", "", "да", "", ""],
    [],
    [5, "Лапин Иван Юрьевич", "м", "1 мая 2015 г.", "5Б", "", "", "", "", "да", "16.10.2026", "120-у"],
    [6, "Сомова Яна Егоровна", "ж", date(2010, 1, 9), "10А", "", "", "", "", "да", "", ""],
    ["Итого: 6"],
]
GUARDIANS: Rows = [
    ["Сведения о родителях (законных представителях)"],
    ["№", "ФИО ученика", "Класс", "ФИО родителя", "Степень родства", "Телефон", "Эл. почта"],
    [1, "Ежикова Алена Игоревна", "5А", "Ёжикова Нина Львовна", "мать", "8 946 831 68 98", "n@t.example"],
    [2, "Гасанов Руслан Натиг оглы", "5А", "Гасанова Лейла", "мать", 79468316800.0, ""],
    [3, "Лапин Иван Юрьевич", "5 Б", "Ёжикова Нина Львовна", "опекун", "+7 (946) 831-68-98", ""],
    [4, "Сомова Яна Егоровна", "10А", "Сомов Егор Ильич", "отец", "", ""],
]
CURRICULUM: Rows = [
    ["Учебный план на 2026/2027 учебный год"],
    [],
    ["Предметная область", "Учебный предмет", "Количество часов в неделю по классам", "", "", "Всего"],
    ["", "", "5А", "5Б", "10А", ""],
    ["Обязательная часть"],
    ["Математика", "Математика", 2, 2, 1, 5],
    ["Иностранные языки", "Иностранный язык (английский)", 1, 1, "", 2],
    ["Физическая культура", "Физическая культура", 1, 1, 1, 3],
    ["Итого:", "", 4, 4, 2, 10],
]
LOAD: Rows = [
    ["Распределение учебной нагрузки"],
    [],
    ["№", "Учитель", "Предмет", "Класс", "Подгруппа", "Часов в неделю"],
    [1, "Орлова Анна Петровна", "Математика", "5А", "", 2],
    [2, "Орлова Анна Петровна", "Математика", "5-Б", "", 2],
    [3, "Орлова Анна Петровна", "Математика", "10 А", "", 1],
    [4, "Белых Игорь Львович", "Иностранный язык (английский)", "5А", "1 группа", 1],
    [5, "Громова Вера Олеговна", "Иностранный язык (английский)", "5А", "2 группа", 1],
    [6, "Белых Игорь Львович", "Иностранный язык (английский)", "5Б", "", 1],
    [7, "Сомов Егор Ильич", "Физическая культура", "5А", "", 1],
    [8, "Сомов Егор Ильич", "Физическая культура", "5Б", "", 1],
    [9, "Сомов Егор Ильич", "Физическая культура", "10А", "", 1],
    ["Итого:", "", "", "", "", 11],
]
TIMETABLE: Rows = [
    ["Расписание уроков"],
    ["Класс", "День", "№ урока", "Предмет", "Подгруппа", "Учитель", "Кабинет"],
    ["5А", "Понедельник", 1, "Математика", "", "Орлова А.П.", "12"],
    ["5 А", "", 2, "Физическая культура", "", "Сомов Е. И.", "С1"],
    ["5А", "Вторник", 1, "Математика", "", "Орлова А.П.", 12],
    ["5А", "", 2, "Иностранный язык (английский)", "1 группа", "Белых И.Л.", "13"],
    ["5А", "", 2, "Иностранный язык (английский)", "2 группа", "Громова В.О.", "12"],
    ["5Б", "Понедельник", 2, "Математика", "", "Орлова А.П.", "12"],
    ["5Б", "", 3, "Физическая культура", "", "Сомов Е.И.", "С1"],
    ["5Б", "Среда", 1, "Математика", "", "Орлова А.П.", "12"],
    ["5-Б", "", 2, "Иностранный язык (английский)", "", "Белых И. Л.", "13"],
    ["10А", "Понедельник", 3, "Математика", "", "Орлова А.П.", "12"],
    ["10А", "Вторник", 1, "Физическая культура", "", "Сомов Е.И.", "С1"],
]
SHEETS: dict[str, Rows] = {
    "Школа": CARD,
    "Звонки": BELLS,
    "Периоды": PERIODS,
    "Кабинеты": ROOMS,
    "Сотрудники": STAFF,
    "Ученики": STUDENTS,
    "Родители": GUARDIANS,
    "Учебный план": CURRICULUM,
    "Нагрузка": LOAD,
    "Расписание": TIMETABLE,
}


@dataclass
class Book:
    """A copy of the school's sheets to spoil: `book["Ученики", 4, 5] = "7Д"` sets row 4, column 5, both from 1."""

    sheets: dict[str, Rows] = field(default_factory=lambda: deepcopy(SHEETS))
    folder: Path = Path()

    def __getitem__(self, sheet: str) -> Rows:
        return self.sheets[sheet]

    def __setitem__(self, place: tuple[str, int, int], value: Any) -> None:
        sheet, row, column = place
        cells = self.sheets[sheet][row - 1]
        cells.extend([""] * (column - len(cells)))
        cells[column - 1] = value

    def xlsx(self, name: str = "База.xlsx") -> Path:
        """Write a workbook: titles merged, two rows of headers merged as Excel users do, a day over its lessons."""
        path = self.folder / name
        path.write_bytes(workbook(self.sheets))
        return path

    def csv(self, encoding: str = "cp1251", delimiter: str = ";") -> list[Path]:
        """Write a CSV file a sheet; merges are lost, as they are when Excel saves CSV."""
        paths = []
        for name, rows in self.sheets.items():
            path = self.folder / f"{name}.csv"
            with path.open("w", encoding=encoding, newline="") as target:
                csv.writer(target, delimiter=delimiter).writerows([[text(cell) for cell in row] for row in rows])
            paths.append(path)
        return paths


def workbook(sheets: dict[str, Rows], concealed: Collection[str] = ()) -> bytes:
    """A workbook of the sheets as bytes; those of the names `concealed` are not shown."""
    kept = BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        day, hour = book.add_format({"num_format": "dd.mm.yyyy"}), book.add_format({"num_format": "hh:mm"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, column, cell, day)
                    elif isinstance(cell, time):
                        sheet.write_datetime(number, column, cell, hour)
                    elif cell != "":
                        sheet.write(number, column, cell)
            if name in concealed:
                sheet.hide()
            if len(rows[0]) == 1:
                sheet.merge_range(0, 0, 0, 5, rows[0][0])
            if name == "Сотрудники":
                sheet.merge_range(1, 4, 1, 5, "Контакты")
                sheet.merge_range(1, 7, 1, 8, "Приём на работу")
                for column, title in enumerate(rows[1]):
                    if title and column not in {4, 7}:
                        sheet.merge_range(1, column, 2, column, title)
    return kept.getvalue()


def text(cell: Any) -> str:
    """A cell as Excel saves it to CSV."""
    if isinstance(cell, date):
        return cell.strftime("%d.%m.%Y")
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def look(
    paths: Path | Iterable[Path], *, school: School | None = None, answers: Answers | None = None
) -> service.Preview:
    """The preview of files."""
    return service.preview(
        service.read([paths] if isinstance(paths, Path) else list(paths)), school=school, answers=answers
    )


def load(
    paths: Path | Iterable[Path],
    *,
    school: School | None = None,
    answers: Answers | None = None,
    leave_out: bool = False,
) -> tuple[service.Preview, School]:
    """Load files."""
    sheets = service.read([paths] if isinstance(paths, Path) else list(paths))
    actor = Actor.system(school.pk) if school else None
    return service.apply(sheets, school=school, actor=actor, answers=answers, leave_out_errors=leave_out)


def errors(found: service.Preview) -> list[tuple[str, int, str, str]]:
    """(sheet, row, field, code) of every error."""
    return [(p.place.sheet, p.place.row, p.field, p.code) for p in found.problems if p.level == "error"]


def only(found: service.Preview) -> Problem:
    """The one error there is."""
    (problem,) = [p for p in found.problems if p.level == "error"]
    return problem
