"""Cells that hold no value: an error of a formula, or a formula whose value the file does not keep."""

from letopis.documents.sheets.sheet import Cell

# How the reading process marks a formula without a value; calamine gives an empty cell for it, and for an error.
NO_VALUE = "#ФОРМУЛА"
_ERRORS = frozenset(
    {
        *("#REF!", "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#VALUE!", "#GETTING_DATA", "#SPILL!", "#CALC!"),
        *("#ССЫЛКА!", "#ДЕЛ/0!", "#Н/Д", "#ИМЯ?", "#ПУСТО!", "#ЧИСЛО!", "#ЗНАЧ!", "#ПЕРЕНОС!", "#ВЫЧИСЛ!"),
        NO_VALUE,
    }
)


def is_broken(cell: Cell) -> bool:
    """Whether a cell holds an error instead of a value."""
    return isinstance(cell, str) and cell[:1] == "#" and cell.strip() in _ERRORS


def broken_message(cell: Cell, where: str) -> str:
    """Return what is wrong and what to do; `where`: the cell, or the cells, in words."""
    if cell == NO_VALUE:
        return (
            f"{where}: формула, значения которой в файле нет. Откройте файл в Excel или LibreOffice, сохраните его "
            "и загрузите снова или впишите значение вместо формулы."
        )
    return f"{where}: ошибка {cell}. Исправьте формулу в книге или впишите значение вместо неё."
