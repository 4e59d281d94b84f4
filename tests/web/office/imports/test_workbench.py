"""The workbench of loading: each sheet as it is read, each column with what it means."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from letopis.documents.school_import.models import ImportRun, RunState
from letopis.kernel import background
from letopis.school.people.models import Staff, Student
from tests.documents.school_import.school import Book, workbook
from tests.factories import make_officer, make_school, sign_in
from tests.web.office.imports.test_imports import of, page, send, write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("ORG-02")]


@pytest.fixture
def operator() -> Staff:
    return make_officer(make_school())


@pytest.fixture
def office(client: Client, operator: Staff) -> Client:
    return sign_in(client, operator)


@pytest.fixture
def run(office: Client, tmp_path: Path) -> ImportRun:
    """The small school with a column of its own and two students of a class that is none."""
    book = Book(folder=tmp_path)
    book["Ученики", 3, 13], book["Ученики", 4, 13] = "Штрихкод", "777"
    book["Ученики", 7, 5] = book["Ученики", 9, 5] = "5Д"
    return send(office, book.xlsx())


def place_of(run: ImportRun, name: str) -> int:
    return [one["sheet"] for one in run.preview["sheets"]].index(name) + 1


def picture(office: Client, run: ImportRun, number: int) -> str:
    return office.get(reverse("office_import_sheet", args=[run.pk, number])).content.decode()


def say(office: Client, run: ImportRun, number: int, **form: str) -> str:
    """Send what the page's script sends: every field of the form as it is, but those of `form`."""
    shown = picture(office, run, number)
    fields = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', shown))
    for name, options in re.findall(r'<select[^>]*name="([\w-]+)"[^>]*>(.*?)</select>', shown, re.DOTALL):
        fields[name] = next(iter(re.findall(r'value="([^"]*)"\s+selected', options)), "")
    address = reverse("office_import_meanings", args=[run.pk, number])
    answer = office.post(address, {**fields, **form}, headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 200
    run.refresh_from_db()
    return str(answer.content.decode())


def meaning(shown: str, column: str) -> str:
    select = re.search(rf'<select[^>]*name="{column}"[^>]*>(.*?)</select>', shown, re.DOTALL)
    assert select
    return "".join(re.findall(r"selected\s*>([^<]*)<", select[1])).strip()


def test_a_sheet_is_shown_as_it_was_read(office: Client, run: ImportRun) -> None:
    shown = picture(office, run, place_of(run, "Ученики"))
    assert "Берётся 6\u00a0строк" in shown
    assert "СПИСОК ОБУЧАЮЩИХСЯ" in shown, "a line above the table is shown with its reason"
    assert "над таблицей" in shown
    assert "итог" in shown
    assert "Ёжикова Алёна Игоревна" in shown
    assert meaning(shown, "column-3-1") == "ФИО"
    assert meaning(shown, "column-3-12") == "", "what is not understood is not loaded"
    for none in (0, 99):
        assert office.get(reverse("office_import_sheet", args=[run.pk, none])).status_code == 404


def test_a_meaning_is_changed_and_what_had_it_gives_way(office: Client, run: ImportRun) -> None:
    students = place_of(run, "Ученики")
    shown = say(office, run, students, **{"column-3-12": "note"})
    assert meaning(shown, "column-3-12") == "Примечание"
    shown = say(office, run, students, **{"column-3-8": "note"})
    assert (meaning(shown, "column-3-8"), meaning(shown, "column-3-12")) == ("Примечание", "")
    say(office, run, students, **{"column-3-12": "note"})
    assert "disabled" in page(office, run).split("data-write")[1][:20], "the preview is of other tables"

    office.post(reverse("office_import_answers", args=[run.pk]), {"recheck": "1"})
    background.wait()
    run.refresh_from_db()
    assert write(office, run, leave_out="1").state == RunState.DONE
    assert Student.objects.get(person__name="Алёна").note == "777"


def test_a_sheet_is_not_loaded_or_is_another_table(office: Client, run: ImportRun) -> None:
    rooms = place_of(run, "Кабинеты")
    assert "Не загружается" in say(office, run, rooms, kind="ignore")
    assert run.answers["sheets"] == {"База.xlsx|Кабинеты": "ignore"}
    assert "Берётся 3\u00a0строки" in say(office, run, rooms, kind="")
    lost = say(office, run, place_of(run, "Ученики"), **{"column-3-1": ""})
    assert "не найден столбец" in lost, "a table without what makes it one is still shown, with what it lacks"


def test_what_no_column_can_be_is_refused(office: Client, run: ImportRun) -> None:
    address = reverse("office_import_meanings", args=[run.pk, 1])
    for form in ({"column-3-1": "password"}, {"column-3-999": "note"}, {"column-99999-1": "note"}):
        assert office.post(address, form).status_code == 404, form
    run.refresh_from_db()
    assert not run.answers


def test_one_answer_settles_all_rows_of_a_cause(office: Client, run: ImportRun) -> None:
    group = next(n for n, one in enumerate(run.preview["questions"]) if one["count"] == 2)
    shown = page(office, run)
    assert shown.count("ask__text") == 2
    assert "Остался решить 1\u00a0вопрос" in shown, "two rows of one cause are one question"
    answers = reverse("office_import_answers", args=[run.pk])
    told = office.post(answers, {**of(run), f"cause-{group}": "value:5Б"}, headers={"X-Requested-With": "fetch"}).json()
    assert (told["open"], told["stale"]) == (0, True)
    office.post(answers, {**of(run), f"cause-{group}": "value:9Я"})
    run.refresh_from_db()
    assert run.answers["causes"] == {}, "what was not offered is no answer"
    office.post(answers, {**of(run), f"cause-value-{group}": "5Б", "recheck": "1"})
    background.wait()
    run.refresh_from_db()
    assert run.preview["errors"] == 0
    assert write(office, run).state == RunState.DONE
    assert Student.objects.count() == 6


def test_a_file_that_changed_meanwhile_is_not_written(office: Client, run: ImportRun) -> None:
    from letopis.documents.school_import import runs

    (runs.folder_of(run) / run.files[0]["path"]).write_bytes(b"something else")
    assert write(office, run, leave_out="1").state == RunState.FAILED
    assert "изменился после проверки" in page(office, run)
    assert not Student.objects.exists()


def test_a_hidden_sheet_is_loaded_where_the_operator_says_so(office: Client, tmp_path: Path) -> None:
    book = Book(folder=tmp_path)
    rows = [book["Ученики"][2], [1, "Былой Олег Ильич", "м", "04.05.2015", "5А"]]
    path = tmp_path / "База.xlsx"
    path.write_bytes(workbook({**book.sheets, "Выбыли": rows}, concealed={"Выбыли"}))
    run = send(office, path)
    number = next(n for n, one in enumerate(run.preview["questions"]) if "«Выбыли» скрыт" in one["text"])
    assert "Загрузить и скрытый лист" in page(office, run)
    assert "Отказаться от загрузки" in page(office, run)
    assert "Отменить загрузку" not in page(office, run), "nothing is written yet to be undone"
    shown = picture(office, run, place_of(run, "Выбыли"))
    assert "«Выбыли» скрыт" in shown
    assert "Берётся 1" not in shown
    answers = reverse("office_import_answers", args=[run.pk])
    office.post(answers, {**of(run), f"cause-{number}": "load", "recheck": "1"})
    background.wait()
    run.refresh_from_db()
    assert run.answers["causes"] == {"hidden_sheet:База.xlsx|Выбыли": "load"}
    assert "Берётся 1" in picture(office, run, place_of(run, "Выбыли"))
