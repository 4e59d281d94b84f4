"""Lists of people as workbooks."""

from typing import Any

from django.http import HttpResponse

from letopis.kernel.actor import Actor
from letopis.school.classes import queries as classes
from letopis.school.organisation.words import said
from letopis.school.people import queries
from letopis.school.people.rules import phone_text
from letopis.web.shared.xlsx import download


def lines_of(actor: Actor, kind: str, rows: Any) -> list[Any]:
    if kind == "students":
        return list(classes.student_lines(actor, rows))
    if kind == "guardians":
        return list(classes.guardian_lines(actor, rows))
    return [queries.staff_row(actor, row) for row in rows]


_COLUMNS = {
    "students": (
        ("Фамилия, имя, отчество", 36),
        (said("{Group.nom}"), 8),
        ("Дата рождения", 14),
        ("Телефон", 18),
        ("Родители", 80),
    ),
    "guardians": (("Фамилия, имя, отчество", 36), ("Телефон", 18), ("Почта", 28), ("Дети", 60)),
    "staff": (("Фамилия, имя, отчество", 36), ("Должность", 36), ("Предметы", 36), ("Телефон", 18), ("Почта", 28)),
}


_FILES = {"students": said("{Student.noms}.xlsx"), "guardians": "Родители.xlsx", "staff": "Сотрудники.xlsx"}


def _contact(one: classes.Contact) -> str:
    """«Орехова Инна Олеговна, мать, +7 900 123-45-67»."""
    return ", ".join(part for part in (one.name, one.kinship_label.lower(), phone_text(one.phone)) if part)


def workbook(actor: Actor, kind: str, rows: Any) -> HttpResponse:
    lines: Any = lines_of(actor, kind, rows)
    cells: list[tuple[object, ...]]
    if kind == "students":
        cells = [
            (one.name, one.class_name, one.birth_date, phone_text(one.phone), "; ".join(map(_contact, one.guardians)))
            for one in lines
        ]
    elif kind == "guardians":
        cells = [
            (one.name, phone_text(one.phone), one.email, ", ".join(name for _, name in one.children)) for one in lines
        ]
    else:
        cells = [(one.name, one.position, one.subjects, phone_text(one.phone), one.email) for one in lines]
    return download(str(_FILES[kind]), _COLUMNS[kind], cells)
