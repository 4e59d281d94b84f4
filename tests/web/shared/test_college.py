"""A college sees its own words on every page: student, group, curator, semester, pair (design.md, section 1)."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from letopis.kernel.roles import Role
from letopis.school.organisation.models import Vacation
from letopis.school.people.models import Guardian, Staff, Student
from letopis.web.shared.xlsx import XLSX
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
Card = Staff | Student | Guardian

# Words of a general school, whatever their case, and the stems of «класс» but not «классическая».
FOREIGN = re.compile(
    r"учени[кцч]\w*|класс(?:а|у|ом|е|ы|ов|ам|ами|ах|н\w+)?\b|четверт\w*|\bучител\w*|\bурок\w*|школьн\w*", re.I
)
SKIP = re.compile(r"/(?:static|files|admin|role|theme)/|logout|service-worker|styleguide")
HEARD = re.compile(r"<(?:script|style)(?! type=\"application/json\").*?</(?:script|style)>", re.S)
TOLD = re.compile(r'(?:title|aria-label|placeholder|content|alt)="([^"]*)"')


@pytest.fixture
def people() -> dict[Role, Card]:
    """Somebody in every role of a small college with a filled journal."""
    school = make.make_college()
    teacher, curator = (
        make.make_staff(school, "Орлова Елена Викторовна"),
        make.make_staff(school, "Климов Андрей Петрович"),
    )
    group = make.make_group(school, tutor=curator)
    parallel = make.make_group(school, "ИС-22", tutor=teacher)
    course = make.make_course(group, "Математика", teacher=teacher)
    make.make_course(parallel, "Математика", teacher=teacher)
    make.make_course(group, "Физика", teacher=curator)
    make.make_plan(course)
    make.make_curriculum_row(group, "Математика")
    room = make.make_room(school)
    make.make_slot(course, room=room)
    students = make.make_students(group, 3)
    make.make_students(parallel, 2)
    make.make_student(group, "Яшин Ян Янович", since=date(2026, 10, 12), until=date(2026, 11, 10))
    make.make_subgroup(group, students[0])
    guardian = make.make_guardian(students[0])
    lesson = make.make_lesson(course, topic="Предел функции")
    before = make.make_lesson(course, date(2026, 11, 20), 2)
    make.make_lesson(course, date(2026, 11, 25), 1)
    answer = make.make_work_kind(school, name="Ответ на паре")
    make.make_mark(make.make_work(lesson, answer), students[0], "5", comment="Верно")
    make.make_absence(before, students[1])
    make.make_absence(before, students[0], "ОП", minutes=5)
    make.make_homework(lesson, "Задачи 1–5")
    Vacation.objects.create(
        school=school,
        year=group.year,
        name="Зимние",
        starts_on=date(2026, 12, 31),
        ends_on=date(2027, 1, 10),
        grades=[1, 2],
    )
    cards: dict[Role, Card] = {
        role: make.make_officer(school, role)
        for role in (
            *(Role.OPERATOR, Role.DEPUTY, Role.DIRECTOR, Role.METHODOLOGIST, Role.DISPATCHER, Role.STUDY_OFFICE),
            *(Role.PERSONNEL, Role.SYSTEM_ADMINISTRATOR),
        )
    }
    return {**cards, Role.TEACHER: teacher, Role.TUTOR: curator, Role.STUDENT: students[0], Role.GUARDIAN: guardian}


def walk(client: Client, start: str = "/", limit: int = 160) -> Iterator[tuple[str, Any]]:
    """Every page that can be reached by links from the start page, one for each pattern of address."""
    waiting, seen = [start], {start}
    while waiting and limit:
        address = waiting.pop(0)
        response = client.get(address, follow=True)
        limit -= 1
        yield address, response
        if not response.headers["Content-Type"].startswith("text/html"):
            continue
        for href in re.findall(r'(?:href|action)="([^"#]+)', response.content.decode()):
            link = unescape(href)
            if link.startswith("?"):
                link = address.partition("?")[0] + link
            kind = re.sub(r"\d+", "N", link)
            if link.startswith("/") and not SKIP.search(link) and kind not in seen:
                seen.add(kind)
                waiting.append(link)


def words_of(response: Any) -> str:
    """What a page, a workbook or a print says, attributes that are read out included."""
    if response.headers["Content-Type"] == "application/pdf":
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)
    if response.headers["Content-Type"] == XLSX:
        book = CalamineWorkbook.from_filelike(BytesIO(response.content))
        rows = (row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())
        return "\n".join([*book.sheet_names, *(str(cell) for row in rows for cell in row)])
    if response.headers["Content-Type"] == "application/pdf":
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)
    page = HEARD.sub(" ", response.content.decode())
    return unescape(" ".join(TOLD.findall(page)) + " " + re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize(
    "role",
    [
        *(Role.TEACHER, Role.TUTOR, Role.STUDENT, Role.GUARDIAN, Role.DIRECTOR, Role.DEPUTY, Role.METHODOLOGIST),
        *(Role.OPERATOR, Role.DISPATCHER, Role.STUDY_OFFICE, Role.PERSONNEL, Role.SYSTEM_ADMINISTRATOR),
    ],
)
def test_no_word_of_a_general_school(people: dict[Role, Card], role: Role) -> None:
    client = make.sign_in(Client(), people[role])
    if role == Role.TUTOR:
        client.post("/account/role/", {"person": people[role].person_id, "role": Role.TUTOR})
    found, pages = [], 0
    for address, response in walk(client):
        pages += response.status_code == 200
        text = words_of(response)
        found += [(address, text[max(0, m.start() - 40) : m.end() + 30]) for m in FOREIGN.finditer(text)]
    assert not found, "\n".join(f"{address}: {' '.join(text.split())}" for address, text in found)
    assert pages >= 4
