"""Which schedule of bells, which kind of day, which parallel: told by columns and names of columns."""

import pytest

from letopis.school.organisation.models import Vacation
from tests.documents.school_import.school import Book, look

pytestmark = [pytest.mark.django_db, pytest.mark.req("ORG-02", "TT-01", "CUR-01")]


def test_bells_vacations_and_parallels(book: Book) -> None:
    book.sheets["Звонки"] = [
        ["Вид расписания", "Урок", "Время"],
        ["Обычное расписание, 1 смена", 1, "08:00 - 08:40"],
        ["Обычное расписание, 1 смена", 2, "08:50 - 09:30"],
        ["Сокращённые уроки, 1 смена", 1, "08:00 - 08:30"],
        ["Обычное расписание, 2 смена", 1, "14:00 - 14:40"],
    ]
    book.sheets["Каникулы и праздники"] = [
        ["Тип", "Наименование", "с", "по", "Комментарий"],
        ["каникулы", "Весенние каникулы", "29.03.2027", "04.04.2027", "1–11 кл."],
        ["каникулы", "Каникулы первоклассников", "08.02.2027", "12.02.2027", "1 кл."],
        ["нерабочий день", "Новогодние каникулы", "01.01.2027", "01.01.2027", ""],
        ["нерабочий день", "День народного единства", "04.11.2026", "04.11.2026", ""],
    ]
    book.sheets["Учебный план"] = [
        ["Предмет", "Часть плана", "5 кл.", "9 кл.", "10 кл. (технол.)"],
        ["Математика", "обязательная", 2, "–", 1],
        ["Физическая культура", "обязательная", 1, "–", 1],
    ]
    found = look(book.xlsx())
    codes = {problem.code for problem in found.problems}
    assert not codes & {"bell_twice", "unknown_sheet", "unknown_column"}
    created = found.draft.counts.created
    assert created["bells"] == 3
    assert created["curriculum"] == 6
    vacations = {one.name: one.grades for one in found.draft.created(Vacation)}
    assert len(vacations) == 4
    assert vacations["Каникулы первоклассников"] == [1]
    assert created["holidays"] == 3
