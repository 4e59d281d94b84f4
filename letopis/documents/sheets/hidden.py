"""Parts of a book that are not shown: nobody sees what he would load, so they are left out until he says otherwise."""

from dataclasses import replace

from letopis.documents.sheets.problems import CellPlace, Remedy, Report, rows_text
from letopis.documents.sheets.sheet import Sheet

LOAD, LEAVE = "load", "leave"


def shown(sheet: Sheet, report: Report) -> Sheet:
    """Return a sheet without its hidden rows, which are asked about once; with them where they are wanted."""
    place = CellPlace(sheet.file, sheet.name, 0)
    if sheet.concealed:
        report.warn(
            place,
            "скрытые листы",
            "hidden_sheets",
            f"В книге есть скрытые листы, они не загружаются: «{'», «'.join(sheet.concealed[:10])}». "
            "Если они нужны, покажите их в своей программе и загрузите файл ещё раз.",
        )
    if not sheet.hidden:
        return sheet
    answer = report.settled(f"hidden:{sheet.file}|{sheet.name}")
    if answer is None:
        report.warn(
            place,
            "скрытые строки",
            "hidden_rows",
            _told(sheet),
            cause=f"hidden:{sheet.file}|{sheet.name}",
            choices=[Remedy("Не загружать", "cause", LEAVE), Remedy("Загрузить и скрытые строки", "cause", LOAD)],
        )
    if answer == LOAD:
        return sheet
    hidden = set(sheet.hidden)
    return replace(sheet, rows=[[] if number in hidden else row for number, row in enumerate(sheet.rows)])


def _told(sheet: Sheet) -> str:
    rows = rows_text([row + 1 for row in sheet.hidden])
    if len(sheet.hidden) == 1:
        return (
            f"На листе «{sheet.name}» скрыта {rows}: она не загружается. Это может быть выбывший или строка, которую "
            "убрал фильтр. Решите, нужна ли она."
        )
    return (
        f"На листе «{sheet.name}» скрыты {rows}: они не загружаются. Это могут быть выбывшие или строки, которые убрал "
        "фильтр. Решите, нужны ли они."
    )
