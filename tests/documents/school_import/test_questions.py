"""One question a cause: problems of one origin are asked about once, one answer settles all of them."""

import json
from functools import partial
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from letopis.documents.school_import import service
from letopis.documents.sheets.problems import SKIP, Answers, CellPlace, Remedy, Report
from letopis.documents.sheets.questions import questions_of
from letopis.school.people.models import Student
from tests.documents import command
from tests.documents.school_import.school import Book

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.req("ORG-02")]
report = partial(command.report, "base")


def spoilt(book: Book) -> Book:
    """Two students of a class that is none, and a column of the school's own."""
    book["Ученики", 7, 5] = book["Ученики", 9, 5] = "5Д"
    book["Ученики", 3, 13] = "Штрихкод"
    book["Ученики", 4, 13] = "777"
    return book


def answers_file(folder: Path, form: object) -> str:
    path = folder / "answers.json"
    path.write_text(form if isinstance(form, str) else json.dumps(form), encoding="utf-8")
    return str(path)


def test_a_cause_is_asked_once_and_answered_for_all(
    book: Book, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = spoilt(book).xlsx()
    status, form = report(capsys, path, "--check")
    group, column = form["questions"]
    assert (status, column["count"], column["examples"]) == (1, 1, ["строка 3: Штрихкод"])
    assert {"label": "Примечание", "answer": "column:note"} in column["choices"]
    assert (group["count"], group["examples"]) == (2, ["строка 7: 5Д", "строка 9: 5Д"])
    assert {"Заменить на 5Б": "value:5Б", SKIP.label: "skip"}.items() <= {
        one["label"]: one["answer"] for one in group["choices"]
    }.items()
    assert {one["cause"] for one in form["problems"]} >= {column["cause"], group["cause"]}

    given = answers_file(tmp_path, {column["cause"]: "column:note", group["cause"]: "value:5Б"})
    status, form = report(capsys, path, "--answers", given)
    assert (status, form["problems"], form["questions"]) == (0, [], [])
    assert Student.objects.filter(memberships__class_group__letter="Б").count() >= 2
    assert Student.objects.get(person__name="Алёна").note == "777"


def test_rows_of_a_cause_are_left_out(book: Book) -> None:
    sheets = service.read([spoilt(book).xlsx()])
    cause = service.preview(sheets, school=None).questions[0].cause
    found = service.preview(sheets, school=None, answers=Answers(causes={cause: "skip"}))
    assert (found.errors, found.draft.counts.skipped["students"]) == (0, 2)
    found = service.preview(sheets, school=None, answers=Answers(causes={f"{cause}=5Д": "value:5Б"}))
    assert (found.errors, found.draft.counts.skipped["students"], found.strays) == (0, 0, {})


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ("{", "не JSON"),
        ([], "нужно"),
        ({"a": 1}, "нужно"),
        ({"sex:7": "skip"}, "Вопроса «sex:7» в этих файлах нет"),
    ],
)
def test_answers_that_answer_nothing_are_refused(book: Book, tmp_path: Path, form: object, told: str) -> None:
    with pytest.raises(CommandError, match=told):
        call_command("import", "base", str(book.xlsx()), "--answers", answers_file(tmp_path, form))
    assert not Student.objects.exists()


def test_an_answer_that_is_no_choice_is_refused(book: Book, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = spoilt(book).xlsx()
    cause = report(capsys, path, "--check")[1]["questions"][1]["cause"]
    status, form = report(capsys, path, "--check", "--answers", answers_file(tmp_path, {cause: "column:none"}))
    assert status == 1
    assert "нет ответа «column:none». Ответы: column:ignore" in form["problems"][0]["message"]
    status, form = report(capsys, path, "--answers", tmp_path / "нет.json")
    assert (status, "не открывается" in form["problems"][0]["message"]) == (1, True)


def test_what_the_code_asks_of_a_whole_cause_it_gets_an_answer_to() -> None:
    def read(answers: Answers) -> Report:
        told = Report(answers)
        for row in (4, 5, 6):
            if told.settled("sex:1") is None:
                choices = [
                    Remedy("мужской", "cause", "м"),
                    Remedy("женский", "cause", "ж"),
                    Remedy("Нет", "cause", "skip"),
                ]
                told.add(CellPlace("a", "b", row, 2), "Пол", "sex", f"{row}?", value="1", cause="sex:1",
                         question="1 — это мужской?", choices=choices)  # fmt: skip
        return told

    (question,) = questions_of(read(Answers()).problems)
    assert (question.text, question.count, question.is_of_reading) == ("1 — это мужской?", 3, True)
    assert [choice.answer for choice in question.choices] == ["м", "ж", "skip"]
    assert read(Answers(causes={"sex:1": "ж"})).problems == []


def test_values_without_a_common_answer_are_asked_apart() -> None:
    told = Report()
    for row, value in enumerate(["Лит-ра", "Лит-ра", "Матем", "Матем", "Ы"], 1):
        remedies = [] if value == "Ы" else [Remedy(f"Заменить на {value}!", "value", f"{value}!")]
        told.add(CellPlace("a", "b", row, 2), "Предмет", "unknown", "Нет.", value=value, choices=[*remedies, SKIP])
    asked = questions_of(told.problems)
    assert [(one.cause.rpartition("=")[2], one.count) for one in asked] == [("Лит-ра", 2), ("Матем", 2)]


def test_a_fault_of_one_row_is_no_question() -> None:
    told = Report()
    told.add(CellPlace("a", "b", 3, 2), "Дата", "bad_date", "Не дата.", value="x", choices=[SKIP], may_type=True)
    assert questions_of(told.problems) == []
