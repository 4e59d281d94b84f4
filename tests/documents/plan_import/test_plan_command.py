"""`letopis import plan`: what scripts rely on."""

import json
from functools import partial
from pathlib import Path

import pytest
from django.core.management import CommandError

from letopis.kernel.roles import Role
from letopis.school.curriculum.models import Course, LessonPlan, PlannedLesson
from letopis.school.history.models import Entry
from tests import factories as make
from tests.documents import command
from tests.documents.plan_import.test_plans import ALGEBRA, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.req("CUR-02")]


@pytest.fixture
def algebra() -> Course:
    return make.make_course(make.make_class(make.make_school(), "7А"), "Алгебра")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return workbook(tmp_path / "Алгебра 7.xlsx", ALGEBRA)


run = partial(command.run, "plan")
report = partial(command.report, "plan")


def test_check_counts_and_saves_nothing(algebra: Course, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, form = report(capsys, path, "--check")
    assert status == 0
    assert (form["created"], form["courses"]) == ({"plans": 1, "planned_lessons": 6}, ["Алгебра · 7А"])
    assert {problem["level"] for problem in form["problems"]} == {"warning"}
    assert not LessonPlan.objects.exists()
    assert not Entry.objects.exists()
    assert "ничего не записано; было бы уроков плана: создано 6" in run(capsys, path, "--check")[1]


def test_the_file_names_its_course_and_a_second_load_changes_nothing(
    algebra: Course, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, text = run(capsys, path)
    assert status == 0
    assert "План записан, уроков: создано 6" in text
    algebra.refresh_from_db()
    assert PlannedLesson.objects.filter(plan=algebra.plan).count() == 6
    assert Entry.objects.filter(kind__startswith="curriculum.", role=Role.SYSTEM).count() >= 7

    _, form = report(capsys, path)
    assert form["created"] == {"plans": 0, "planned_lessons": 0}
    assert PlannedLesson.objects.count() == 6


def test_what_is_asked_is_answered_from_a_file(
    algebra: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [["Алгебра, 7А"], ["№", "Тема", "УУД"], [1, "Сила", "§ 1"], ["", "Обобщение", ""]]
    path = workbook(tmp_path / "Алгебра 7.xlsx", rows)
    _, form = report(capsys, path, "--check", "--course", "Алгебра 7А")
    asked = {question["text"]: question for question in form["questions"]}
    column = next(one for text, one in asked.items() if "УУД" in text)
    row = next(one for text, one in asked.items() if "Обобщение" in text)
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({column["cause"]: "column:homework", row["cause"]: "lesson"}), encoding="utf-8")
    _, form = report(capsys, path, "--course", "Алгебра 7А", "--answers", answers)
    assert [(one["topic"], one["homework"]) for one in form["lessons"]] == [("Сила", "§ 1"), ("Обобщение", "")]
    assert not {column["cause"], row["cause"]} & {question["cause"] for question in form["questions"]}
    assert PlannedLesson.objects.count() == 2

    answers.write_text(json.dumps({"нет такого": "да"}), encoding="utf-8")
    with pytest.raises(CommandError, match="нет такого"):
        run(capsys, path, "--course", "Алгебра 7А", "--answers", answers)


def test_the_report_prints_what_was_read(algebra: Course, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, form = report(capsys, path, "--check", "--course", str(algebra.pk))
    assert (form["courses"], form["hours"]) == (["Алгебра · 7А"], 6)
    assert form["sections"][0] == {"title": "Раздел 1. Числа", "stated": None, "hours": 3, "row": 9}
    assert form["lessons"][0] == {
        "number": 1,
        "topic": "Понятие числа",
        "kind": "lesson",
        "homework": "§ 1, № 6",
        "planned_on": "2026-09-02",
        "note": "",
        "section": "Раздел 1. Числа",
        "row": 9,
    }


def test_a_course_that_is_not_there(algebra: Course, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, form = report(capsys, path, "--course", str(algebra.pk + 1))
    assert status == 1
    assert "с номером" in form["problems"][0]["message"]


def test_another_course_is_named_by_hand(algebra: Course, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = make.make_course(make.make_class(algebra.school, "7Б"), "Алгебра")
    assert run(capsys, path, "--course", "алгебра 7-Б")[0] == 0
    algebra.refresh_from_db()
    other.refresh_from_db()
    assert algebra.plan is None
    assert other.plan is not None


def test_no_such_course_is_refused(algebra: Course, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="Страницы журнала «Алгебра 9А» в этом учебном году нет"):
        run(capsys, path, "--course", "Алгебра 9А")
    status, form = report(capsys, path, "--course", "Алгебра 9А")
    assert (status, form["problems"][0]["level"]) == (1, "error")


def test_errors_end_with_1(algebra: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = workbook(tmp_path / "план.xlsx", [["№", "Тема урока", "Часы"], [1, "", 1], ["", "", ""]])
    status, form = report(capsys, path, "--course", "Алгебра 7А")
    assert status == 1
    assert [problem["level"] for problem in form["problems"] if problem["level"] == "error"]
    assert not LessonPlan.objects.exists()


def test_what_is_no_workbook_is_refused(algebra: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "план.xlsx"
    path.write_bytes(b"\x00\x01\x02")
    with pytest.raises(CommandError):
        run(capsys, path)


def test_without_a_year_there_is_nothing_to_load_into(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="сначала загрузите базу"):
        run(capsys, path)
