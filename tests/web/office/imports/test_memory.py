"""What a school has answered about its files: kept for files of the same shape, and as a profile for other schools."""

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from letopis.documents.school_import import memory, service
from letopis.documents.school_import.models import RunState, SettledAnswer
from letopis.documents.sheets.problems import Answers
from letopis.kernel import background
from letopis.kernel.roles import Role
from letopis.school.people.models import Staff
from tests.documents.school_import.school import Book
from tests.factories import actor_of, make_officer, make_school, sign_in
from tests.web.office.imports.test_imports import of, page, send, write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("ORG-02")]


@pytest.fixture
def operator() -> Staff:
    return make_officer(make_school())


@pytest.fixture
def office(client: Client, operator: Staff) -> Client:
    return sign_in(client, operator)


def own_sheet(book: Book) -> Book:
    """A sheet that is no table of a base, and a column of the school's own."""
    book.sheets["Дежурство"] = [["Дата", "Кто дежурит", "Где"], ["01.09.2026", "Орлова", "Вход"]]
    book["Ученики", 3, 13], book["Ученики", 4, 13] = "Штрихкод", "777"
    return book


def test_answers_are_kept_for_the_next_file_of_the_shape(office: Client, operator: Staff, tmp_path: Path) -> None:
    run = send(office, own_sheet(Book(folder=tmp_path)).xlsx())
    answers = reverse("office_import_answers", args=[run.pk])
    asked = {one["cause"].split("|")[0]: n for n, one in enumerate(run.preview["questions"])}
    office.post(
        answers,
        {
            **of(run),
            f"cause-{asked['unknown_sheet']}": "sheet:ignore",
            f"cause-{asked['unknown_column']}": "column:note",
        },
    )
    office.post(answers, {"recheck": "1"})
    background.wait()
    run.refresh_from_db()
    assert run.preview["questions"] == []
    assert write(office, run).state == RunState.DONE

    operator.school.refresh_from_db()
    assert operator.school.short_name == "Школа № 90", "an answer to a cause has the files read twice"

    again = send(office, own_sheet(Book(folder=tmp_path)).xlsx("другой год.xlsx"))
    assert again.preview["questions"] == []
    assert again.answers["sheets"] == {"другой год.xlsx|Дежурство": "ignore"}, (
        "the operator sees what is answered for him, and may take it back"
    )

    given = office.get(reverse("office_import_profile"))
    form = json.loads(given.content)
    assert {"table": "students", "header": "штрихкод", "field": "note"} in form["columns"]
    other = sign_in(Client(), make_officer(make_school()))
    upload = SimpleUploadedFile("profile.json", given.content)
    told = other.post(reverse("office_import_profile_take"), {"profile": upload}, follow=True).content.decode()
    assert "Профиль взят" in told
    assert send(other, own_sheet(Book(folder=tmp_path)).xlsx("чужой.xlsx")).preview["questions"] == []


def test_a_profile_has_nothing_about_a_person(operator: Staff, tmp_path: Path) -> None:
    sheets = service.read([Book(folder=tmp_path).xlsx()])
    causes = {"sex|1": "м", "who=Белова Е.А.": "value:Белова Ева Андреевна", "bad_date|students|birth_date": "skip"}
    headers = {"unknown_column|load|иванова мария петровна": "column:note", "unknown_column|load|ставка": "column:note"}
    memory.remember(operator.school_id, sheets, Answers(causes={**causes, **headers}))
    assert SettledAnswer.objects.filter(cause__startswith="bad_date").count() == 0, "rows are never left out in silence"
    text = json.dumps(memory.profile(actor_of(operator, Role.OPERATOR)), ensure_ascii=False).lower()
    assert "белова" not in text
    assert "иванова" not in text
    assert "ставка" in text
    assert "sex|1" in text


@pytest.mark.parametrize(
    "data",
    [
        b"{",
        b"[]",
        b'{"format": "letopis-import-profile", "version": 2, "columns": [], "answers": []}',
        b'{"format": "letopis-import-profile", "version": 1, "columns": [{"table": "x"}], "answers": []}',
        b'{"format": "letopis-import-profile", "version": 1, "columns": [], '
        b'"answers": [{"shape": "a", "cause": "sheet", "answer": "passwords"}]}',
    ],
)
def test_what_is_no_profile_is_refused(office: Client, data: bytes) -> None:
    upload = SimpleUploadedFile("profile.json", data)
    told = office.post(reverse("office_import_profile_take"), {"profile": upload}, follow=True).content.decode()
    assert "Это не профиль загрузки" in told
    assert not SettledAnswer.objects.exists()


def test_the_shape_of_a_sheet_is_its_headers(tmp_path: Path) -> None:
    first, second = Book(folder=tmp_path), Book(folder=tmp_path)
    second["Ученики", 4, 2] = "Другая Анна Ивановна"
    second["Ученики", 1, 1] = "СПИСОК ОБУЧАЮЩИХСЯ на новый год"

    def shapes(book: Book, name: str) -> dict[str, str]:
        return {sheet.name: memory.shape_of(sheet) for sheet in service.read([book.xlsx(name)])}

    one, other = shapes(first, "а.xlsx"), shapes(second, "б.xlsx")
    assert one["Ученики"] == other["Ученики"]
    assert one["Ученики"] != one["Родители"]


def test_the_same_file_twice_is_told(office: Client, tmp_path: Path) -> None:
    path = Book(folder=tmp_path).xlsx()
    first = send(office, path)
    second = send(office, path)
    assert first.pk != second.pk
    assert "Этот же файл уже проверяется" in page(office, second)
    assert write(office, first).state == RunState.DONE
    assert write(office, second).state == RunState.READY, "the base is another one now: a new preview"
    assert sum(second.preview["counts"]["created"].values()) == 0
