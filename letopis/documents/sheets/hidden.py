"""Parts of a book that are not shown: nobody sees what he would load, so they are left out until he says otherwise."""

from dataclasses import replace

from letopis.documents.sheets.problems import CellPlace, Remedy, Report, rows_text
from letopis.documents.sheets.refusals import column_letters
from letopis.documents.sheets.sheet import Sheet

LOAD, LEAVE = "load", "leave"
_NAMED = 10
_FIELDS = {"hidden_rows": "скрытые строки", "hidden_columns": "скрытые столбцы", "hidden_sheets": "скрытый лист"}
_ASKED = {"hidden_sheets": "Решите, нужен ли он."}
_SHOW = "Если они нужны, покажите их в своей программе и загрузите файл ещё раз."
_HOW = {"hidden_sheets": "Если он нужен, покажите его в своей программе и загрузите файл ещё раз."}


def shown(sheet: Sheet, report: Report, *, asks: bool = True) -> Sheet:
    """Return a sheet without its hidden rows and columns, which are asked about once; with them where they are wanted.

    Of a sheet that is hidden itself nothing is left, unless it is wanted: said so, or said what is on it.

    `asks`: whether the reader can be answered; else they are only told.
    """
    place = CellPlace(sheet.file, sheet.name, 0)
    if sheet.is_concealed and not _is_wanted_whole(sheet, report, place, asks):
        return replace(sheet, rows=[])
    return _without_columns(_without_rows(sheet, report, place, asks), report, place, asks)


def _is_wanted_whole(sheet: Sheet, report: Report, place: CellPlace, asks: bool) -> bool:
    if f"{sheet.file}|{sheet.name}" in report.answers.sheets:
        return True
    told = f"Лист «{sheet.name}» скрыт: он не загружается. Это могут быть выбывшие или прошлогодние сведения."
    return _are_wanted(report, place, "hidden_sheets", f"hidden_sheet:{sheet.file}|{sheet.name}", told, asks)


def _without_rows(sheet: Sheet, report: Report, place: CellPlace, asks: bool) -> Sheet:
    if not sheet.hidden:
        return sheet
    told = _told(sheet)
    if _are_wanted(report, place, "hidden_rows", f"hidden:{sheet.file}|{sheet.name}", told, asks):
        return sheet
    hidden = set(sheet.hidden)
    return replace(sheet, rows=[[] if number in hidden else row for number, row in enumerate(sheet.rows)])


def _told(sheet: Sheet) -> str:
    rows = rows_text([row + 1 for row in sheet.hidden])
    if len(sheet.hidden) == 1:
        return (
            f"На листе «{sheet.name}» скрыта {rows}: она не загружается. Это может быть выбывший или строка, которую "
            "убрал фильтр."
        )
    return (
        f"На листе «{sheet.name}» скрыты {rows}: они не загружаются. Это могут быть выбывшие или строки, которые убрал "
        "фильтр."
    )


def _without_columns(sheet: Sheet, report: Report, place: CellPlace, asks: bool) -> Sheet:
    if not sheet.hidden_columns:
        return sheet
    hidden = set(sheet.hidden_columns)
    letters = ", ".join(map(column_letters, sheet.hidden_columns[:_NAMED])) + " …" * (len(hidden) > _NAMED)
    told = (
        f"На листе «{sheet.name}» скрыты столбцы ({letters}): они не загружаются. "
        "Это могут быть прошлогодние или лишние сведения."
    )
    cause = f"hidden_columns:{sheet.file}|{sheet.name}"
    if _are_wanted(report, place, "hidden_columns", cause, told, asks):
        return sheet
    rows = [["" if column in hidden else cell for column, cell in enumerate(row)] for row in sheet.rows]
    return replace(sheet, rows=rows)


def _are_wanted(report: Report, place: CellPlace, code: str, cause: str, told: str, asks: bool) -> bool:  # noqa: PLR0917
    """Whether the operator wants what is hidden; asked where he has not said."""
    field = _FIELDS[code]
    if not asks:
        report.warn(place, field, code, f"{told} {_HOW.get(code, _SHOW)}")
        return False
    answer = report.settled(cause)
    if answer is None:
        choices = [Remedy("Не загружать", "cause", LEAVE), Remedy(f"Загрузить и {field}", "cause", LOAD)]
        report.warn(
            place, field, code, f"{told} {_ASKED.get(code, 'Решите, нужны ли они.')}", cause=cause, choices=choices
        )
    return answer == LOAD
