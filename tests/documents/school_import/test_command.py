"""`letopis import base`: what scripts rely on."""

import json
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from letopis.documents.school_import import runs
from letopis.documents.school_import.models import ImportRun, RunState
from letopis.kernel.actor import Actor
from letopis.school.curriculum.models import CourseTeacher
from letopis.school.organisation.models import School
from letopis.school.people.models import Student
from tests.documents import command
from tests.documents.school_import.school import Book
from tests.factories import make_school

pytestmark = [pytest.mark.django_db, pytest.mark.req("ORG-02")]


run = partial(command.run, "base")
report = partial(command.report, "base")


def test_check_saves_nothing(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    status, form = report(capsys, book.xlsx(), "--check")
    assert status == 0
    assert (form["created"]["students"], form["problems"]) == (6, [])
    assert not School.objects.exists()


def test_check_of_a_wrong_file_ends_with_1(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    book["Ученики", 7, 5] = "5Д"
    status, form = report(capsys, book.xlsx(), "--check")
    assert status == 1
    (problem,) = [p for p in form["problems"] if p["level"] == "error"]
    assert {name: problem[name] for name in ("file", "sheet", "row", "field", "level")} == {
        "file": "База.xlsx",
        "sheet": "Ученики",
        "row": 7,
        "field": "Класс",
        "level": "error",
    }
    assert "5Д" in problem["message"]
    assert form["skipped"]["students"] == 1


def test_a_doubt_does_not_fail(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    book["Родители", 4, 6] = "позвонить"
    status, form = report(capsys, book.xlsx(), "--check")
    assert status == 0
    assert [p["level"] for p in form["problems"]] == ["warning"]


def test_loading_founds_the_school(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    status, text = run(capsys, book.xlsx())
    assert status == 0
    assert "База записана: Школа № 90, 2026/2027." in text
    assert ImportRun.objects.get().state == RunState.DONE


def test_a_load_is_undone_by_its_number(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    text = run(capsys, book.xlsx())[1]
    written = ImportRun.objects.get()
    assert f"отменить её: letopis import undo {written.pk}" in text
    with pytest.raises(CommandError, match=rf"Отменить можно: {written.pk} \(База\.xlsx\)"):
        call_command("import", "undo", "999")
    call_command("import", "undo", str(written.pk), "--check", "--json")
    form = json.loads(capsys.readouterr().out)
    assert (form["run"], form["stands"]) == (written.pk, [])
    assert {row["title"]: row["gone"] for row in form["rows"]}["Карточки обучающихся"] == 6
    assert Student.objects.count() == 6
    call_command("import", "undo", str(written.pk))
    assert f"Загрузка № {written.pk} отменена" in capsys.readouterr().out
    assert not Student.objects.exists()
    assert School.objects.get().short_name == "Школа № 90", "the school that the load has founded stays"
    with pytest.raises(CommandError, match="только записанную"):
        call_command("import", "undo", str(written.pk))


def test_errors_stop_loading_unless_left_out(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    book["Ученики", 7, 5] = "5Д"
    path = book.xlsx()
    assert run(capsys, path)[0] == 1
    assert not School.objects.exists()
    status, form = report(capsys, path, "--leave-out-errors")
    assert (status, form["created"]["students"], form["skipped"]["students"]) == (0, 5, 1)
    assert Student.objects.count() == 5
    status, form = report(capsys, path, "--leave-out-errors")
    assert (sum(form["created"].values()), sum(form["changed"].values())) == (0, 0)


def test_several_files_and_a_folder(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    paths = book.csv()
    assert report(capsys, *paths, "--check")[1]["created"]["students"] == 6
    assert report(capsys, book.folder, "--check")[1]["created"]["students"] == 6


def test_a_file_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "База.xlsx"
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(CommandError, match=r"«База\.xlsx» не открывается"):
        call_command("import", "base", str(path))
    status, form = report(capsys, path)
    assert (status, form["created"], form["problems"][0]["level"]) == (1, {}, "error")


def test_which_of_several_schools(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = make_school(), make_school()
    with pytest.raises(CommandError, match="--school ID"):
        call_command("import", "base", str(book.xlsx()))
    assert run(capsys, book.xlsx(), "--school", second.pk)[0] == 0
    assert Student.objects.filter(school=second).count() == 6
    assert not Student.objects.filter(school=first).exists()
    with pytest.raises(CommandError, match="нет"):
        call_command("import", "base", str(book.xlsx()), "--school", "999")


def test_two_imports_at_once(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, book.xlsx())
    school = School.objects.get()
    runs.claim_for(Actor.system(school.pk, "Лукин Д. С."), [])
    with pytest.raises(CommandError, match=r"уже загружают \(Лукин Д\. С\."):
        call_command("import", "base", str(book.xlsx()))
    status, form = report(capsys, book.xlsx())
    assert (status, form["created"]) == (1, {})


def test_a_run_whose_process_died_does_not_stand_in_the_way(
    book: Book, capsys: pytest.CaptureFixture[str], moment: Any
) -> None:
    run(capsys, book.xlsx())
    school = School.objects.get()
    dead = runs.claim_for(Actor.system(school.pk, "Лукин Д. С."), [])
    moment.shift(600)
    assert run(capsys, book.xlsx())[0] == 0
    dead.refresh_from_db()
    assert dead.state == RunState.FAILED


def test_rows_gone_from_the_file_are_told_and_closed_when_asked(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, book.xlsx())
    del book["Нагрузка"][11]
    del book["Расписание"][12]
    path = book.xlsx("второй.xlsx")
    text = run(capsys, path, "--check")[1]
    assert "В базе есть, а в файле нет, строк нагрузки: 1. Они остаются" in text
    assert "10А Физическая культура" in text

    status, form = report(capsys, path, "--close-missing")
    assert (status, len(form["missing"]["load_rows"]), form["changed"]["load_rows"]) == (0, 1, 1)
    assert CourseTeacher.objects.filter(ends_on__isnull=False).count() == 1
    assert report(capsys, path, "--close-missing")[1]["missing"] == {}


def test_a_line_names_the_field_once(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    book["Ученики", 7, 4] = date(2036, 5, 1)
    book["Ученики", 8, 5] = "5Д"
    text = run(capsys, book.xlsx(), "--check")[1]
    assert "строка 7: Дата рождения 01.05.2036 ещё не наступила" in text
    assert "вся строка" not in text
