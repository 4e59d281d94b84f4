"""A secretary's workbook with the usual slips in it, for the picture of the import's preview."""

from datetime import date
from pathlib import Path
from random import Random

import xlsxwriter

from letopis.demo import names
from letopis.demo.names import Human

STUDENTS = ("№ п/п", "ФИО обучающегося", "Пол", "Дата рождения", "Класс", "СНИЛС", "Дата зачисления")
PARENTS = ("№", "ФИО ученика", "Класс", "ФИО родителя", "Степень родства", "Телефон")
CLASSES = ("1А", "2А", "5 А", "6-А", "7А")


def write(file: Path, *, seed: int = 7, students: int = 60) -> None:
    """Write a workbook of newcomers and their parents; a date, a class, a СНИЛС and a telephone cannot be right."""
    rng = Random(seed)
    children = [_child(rng, number) for number in range(students)]
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("Ученики")
        sheet.write_row(0, 0, ["Список зачисленных на 2026/2027 учебный год"])
        sheet.write_row(2, 0, STUDENTS)
        for number, (human, group) in enumerate(children):
            sheet.write_row(3 + number, 0, _student_row(number, human, group))
        sheet = book.add_worksheet("Родители")
        sheet.write_row(1, 0, PARENTS)
        for number, (human, group) in enumerate(children):
            sheet.write_row(2 + number, 0, _parent_row(rng, number, human, group))


def _child(rng: Random, number: int) -> tuple[Human, str]:
    group = CLASSES[number % len(CLASSES)]
    born = 2026 - 6 - int(group[0])
    stem, father = rng.choice(names.SURNAMES), rng.choice(list(names.MEN))
    return names.child(rng, stem, father, (date(born, 1, 15), 360)), group


def _student_row(number: int, human: Human, group: str) -> list[str | int]:
    birthday = f"{human.birth_date:%d.%m.%Y}"
    slips = {5: {3: "31.02.2015"}, 11: {4: "5Я"}, 17: {5: "112-233-445 00"}, 23: {1: human.surname}, 31: {3: ""}}
    sex = "м" if human.sex == "m" else "ж"
    row: list[str | int] = [number + 1, human.full_name, sex, birthday, group, "", "26.08.2026"]
    for column, slip in slips.get(number, {}).items():
        row[column] = slip
    return row


def _parent_row(rng: Random, number: int, human: Human, group: str) -> list[str | int]:
    mother = names.adult(rng, "f", born=(1978, 1994), surname=human.surname.removesuffix("а"))
    phone = "8 943 12" if number == 8 else mother.phone
    pupil = "Неизвестный Пётр Иванович" if number == 14 else human.full_name
    return [number + 1, pupil, group, mother.full_name, "мать", phone]
