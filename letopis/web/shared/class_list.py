"""The list of a class with its contacts, as a workbook: for the office and for the class teacher."""

from django.http import HttpRequest, HttpResponse

from letopis.school.classes.queries import ClassPage, Contact
from letopis.school.classes.queries.groups import StudentLine
from letopis.school.people.rules import phone_text
from letopis.web.shared.listing import ListColumn, Listing


def class_workbook(request: HttpRequest, page: ClassPage) -> HttpResponse:
    """Answer with those who are in the class today: contacts for those who may read them, else names alone."""
    places = {line.id: place for place, line in enumerate(page.here, 1)}
    columns: list[ListColumn[StudentLine]] = [
        ListColumn("number", "№", lambda line: places[line.id], width=5),
        ListColumn("name", "Фамилия, имя, отчество", lambda line: line.name, width=36),
    ]
    if page.sees_private:
        columns += [
            ListColumn("birth_date", "Дата рождения", lambda line: line.birth_date, width=14),
            ListColumn("phone", "Телефон", lambda line: phone_text(line.phone), width=18),
        ]
    columns.append(ListColumn("parents", "Родители", lambda line: "; ".join(map(_contact, line.guardians)), width=90))
    return Listing(request, columns, page.here).workbook(f"{page.name}.xlsx")


def _contact(one: Contact) -> str:
    """«Орехова Инна Олеговна (мать) +7 900 123-45-67»."""
    return f"{one.name} ({one.kinship_label.lower()}) {phone_text(one.phone)}".rstrip()
