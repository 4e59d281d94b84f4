"""A new import of a list costs its declaration: the row's specification, a title, what tells rows apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import pytest

from letopis.documents.sheets.guard import read_file
from letopis.documents.sheets.lists import ListImport, ListPreview
from letopis.documents.sheets.problems import Answers
from letopis.documents.sheets.refusals import FileRefused
from letopis.documents.sheets.sheet import Cell, Sheet
from letopis.kernel.fields import Day, Fault, Flag, Text, Whole

pytestmark = pytest.mark.req("ORG-02")
TODAY = date(2026, 9, 1)


@dataclass(frozen=True, slots=True)
class ClubDraft:
    name: Annotated[str, Text("Название", header="назван|кружок|секция", required=True, limit=40)]
    leader: Annotated[str, Text("Руководитель", header="руковод|педагог|^фио")] = ""
    starts_on: Annotated[date | None, Day("Начало", header="^нач|^с$")] = None
    hours: Annotated[int | None, Whole("Часов в неделю", header="час", lowest=1, highest=12)] = None
    is_paid: Annotated[bool, Flag("Платный")] = False


def no_paid_hours(draft: ClubDraft) -> Iterator[Fault]:
    if draft.is_paid and draft.hours is None:
        yield Fault("hours", "У платного кружка укажите часы.", "no_hours")


CLUBS = ListImport(ClubDraft, "clubs", "Кружки", title="круж|секци", unique=("name",), check=no_paid_hours)


def look(rows: list[list[Cell]], name: str = "Лист 1", **more: object) -> ListPreview[ClubDraft]:
    return CLUBS.preview([Sheet("Кружки.xlsx", name, rows)], day=TODAY, **more)  # type: ignore[arg-type]


def test_the_header_in_any_row_the_columns_in_any_order() -> None:
    found = look(
        [
            ["Внеурочная занятость"],
            ["на 2026/27 учебный год"],
            [],
            ["№ п/п", "Кол-во часов", "Ф.И.О. педагога", "Платный", "Наименование (кружок)", "Начало"],
            [1.0, 2.0, "Орлова Е. В.", "нет", "Шахматы", datetime(2026, 9, 7)],
            [2.0, "1 ч", " Ким  П. Р.", "+", "Хор", "14 сентября 2026 г."],
            ["", "", "", "", "", ""],
            [3.0, "", "", "", "Лыжи", ""],
        ]
    )
    assert found.problems == []
    assert found.drafts == [
        ClubDraft("Шахматы", "Орлова Е. В.", date(2026, 9, 7), 2),
        ClubDraft("Хор", "Ким П. Р.", date(2026, 9, 14), 1, is_paid=True),
        ClubDraft("Лыжи"),
    ]
    (count,) = found.sheets
    assert (count.tables, count.rows, count.created, count.errors) == ("Кружки", 3, 3, 0)


def test_a_csv_file_is_read_like_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "Кружки.csv"
    path.write_bytes("Руководитель;Кружок;Платный\nКим П. Р.;Хор;да\nОрлова Е. В.;Шахматы;-\n".encode("cp1251"))
    found = CLUBS.preview(read_file(path), day=TODAY)
    assert [(draft.name, draft.is_paid) for draft in found.drafts] == [("Шахматы", False)]
    assert [(one.row, one.code) for one in found.problems] == [(2, "no_hours")]


def test_every_problem_names_its_cell_and_what_to_do() -> None:
    found = look(
        [
            ["Кружок", "Начало", "Часы", "Платный", "Зал"],
            ["Хор", "вчера", 2.0, "", "1"],
            ["", "07.09.2026", 2.0, "", ""],
            ["Лыжи", "", 40.0, "", ""],
            ["Шахматы", "", "много", "", ""],
            ["Танцы", "", 1.5, "", ""],
            ["Самбо", "", 2.0, "иногда", ""],
            ["Керамика", "", 2.0, "", ""],
            ["керамика", "", 3.0, "", ""],
            ["О" * 41, "", 2.0, "", ""],
        ]
    )
    assert [draft.name for draft in found.drafts] == ["Самбо", "Керамика", "О" * 40]
    told = {(one.row, one.place.column, one.code) for one in found.problems}
    assert told == {
        (1, 4, "unknown_column"),
        (2, 1, "bad_date"),
        (3, 0, "required"),
        (4, 2, "bad_number"),
        (5, 2, "bad_number"),
        (6, 2, "bad_number"),
        (7, 3, "bad_flag"),
        (9, None, "row_twice"),
        (10, 0, "too_long"),
    }
    assert all(one.message.endswith(".") for one in found.problems)
    assert next(one for one in found.problems if one.row == 3).message == "Кружок: заполните."


def test_answers_settle_problems_as_in_the_import_of_a_base() -> None:
    rows: list[list[Cell]] = [["Кружок", "Часы", "Кто ведёт"], ["Хор", "много", "Ким П. Р."], ["", 2.0, "Орлова"]]
    key = "Кружки.xlsx|Лист 1"
    answers = Answers(skip={f"{key}|3"}, values={f"{key}|2|1": "2"}, columns={f"{key}|1|2": "leader"})
    found = look(rows, answers=answers)
    assert (found.drafts, found.problems) == ([ClubDraft("Хор", "Ким П. Р.", None, 2)], [])


def test_a_file_without_the_list_is_refused_in_words() -> None:
    with pytest.raises(FileRefused, match="Таблица «Кружки» не найдена.*«Название», «Руководитель»"):
        look([["что-то", "иное"], ["1", "2"]])


def test_columns_are_known_by_their_labels_where_no_other_names_are_stated() -> None:
    @dataclass(frozen=True, slots=True)
    class PlaceDraft:
        title: Annotated[str, Text("Площадка", required=True)]
        seats: Annotated[int | None, Whole("Мест", sheet="Число мест")] = None

    places = ListImport(PlaceDraft, "places", "Площадки", title="площадк")
    found = places.preview([Sheet("П.csv", "П", [["Число мест", "Площадка"], ["30", "Двор"]])], day=TODAY)
    assert found.drafts == [PlaceDraft("Двор", 30)]
