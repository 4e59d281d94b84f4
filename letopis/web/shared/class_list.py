"""The list of a class with its contacts, as a workbook: for the office and for the class teacher."""

from django.http import HttpResponse

from letopis.school.classes.queries import ClassPage
from letopis.school.people.rules import phone_text
from letopis.web.shared.xlsx import download


def class_workbook(page: ClassPage) -> HttpResponse:
    """Answer with those who are in the class today."""
    columns = (("№", 5), ("Фамилия, имя, отчество", 36), ("Дата рождения", 14), ("Телефон", 18), ("Родители", 90))
    rows = [
        (
            number,
            line.name,
            line.birth_date,
            phone_text(line.phone),
            "; ".join(f"{one.name} ({one.kinship_label.lower()}) {phone_text(one.phone)}" for one in line.guardians),
        )
        for number, line in enumerate(page.here, 1)
    ]
    return download(f"{page.name}.xlsx", columns, rows)
