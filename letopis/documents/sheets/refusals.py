"""What the user is told about a file that is not read: its name, what is wrong with it, what to do."""

from collections.abc import Callable, Mapping
from typing import Any

from letopis.documents.sheets.limits import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_FILE,
    MAX_PARTS,
    MAX_ROWS,
    MAX_SHEETS,
    MAX_TEXT,
    MAX_UNPACKED,
    MEGABYTE,
)
from letopis.documents.sheets.sheet import Unreadable
from letopis.kernel.errors import Refused
from letopis.school.organisation.words import phrase


class FileRefused(Refused):
    """A file that cannot be read at all; the message names the file and the remedy."""


def refused(unreadable: Unreadable, name: str) -> FileRefused:
    """Return the refusal in words; `name` is what the user called the file, "" for a pasted text."""
    what = f"Файл «{_plain(name)}»" if name else "Вставленный текст"
    named = _safe(unreadable.named)
    if "inside" in named:
        what += f", внутри «{named['inside']}»"
    code = unreadable.code if unreadable.code in _MESSAGES else "broken"
    return FileRefused(phrase(_MESSAGES[code](what, named)), code=code)


def _safe(named: Mapping[str, Any]) -> Mapping[str, Any]:
    """Names of sheets are the file's own words: a brace in one is no slot of ours."""
    return {key: _plain(value) if isinstance(value, str) else value for key, value in named.items()}


def _plain(text: str) -> str:
    return text.replace("{", "(").replace("}", ")")


def column_letters(column: int) -> str:
    """Return a column (from 0) as a spreadsheet calls it: 0 is A, 27 is AB."""
    letters, left = "", column + 1
    while left:
        left, rest = divmod(left - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _spaced(number: int) -> str:
    return f"{number:,}".replace(",", "\u00a0")


def _sheet_too_big(what: str, named: Mapping[str, Any]) -> str:
    sheet = f"на листе «{named['sheet']}» " if named["sheet"] else ""
    return (
        f"{what}: {sheet}строк {_spaced(named['rows'])}, столбцов {_spaced(named['columns'])}, а читается до "
        f"{_spaced(MAX_ROWS)} строк и {MAX_COLUMNS} столбцов. "
        "Удалите строки и столбцы ниже и правее таблицы (они не пустые) и сохраните файл."
    )


def _cell_too_long(what: str, named: Mapping[str, Any]) -> str:
    sheet = f"лист «{named['sheet']}», " if named["sheet"] else ""
    return (
        f"{what}: {sheet}строка {named['row']}, столбец {column_letters(named['column'])} — в клетке "
        f"{_spaced(named['length'])} знаков, помещается {_spaced(MAX_CELL)}. Сократите текст; если его там нет, "
        "проверьте, не потерялась ли закрывающая кавычка."
    )


_MESSAGES: dict[str, Callable[[str, Mapping[str, Any]], str]] = {
    "not_a_workbook": lambda what, _: (
        f"{what} не открывается как таблица. Нужна книга Excel (.xlsx, .xls), LibreOffice (.ods) или CSV: "
        "откройте его в своей программе и сохраните в одном из этих видов."
    ),
    "xml": lambda what, _: (
        f"{what} — это выгрузка XML другой программы, она не читается. Выгрузите из той программы таблицу Excel или "
        "CSV либо откройте файл в Excel и сохраните как книгу .xlsx."
    ),
    "of_program": lambda what, named: (
        f"{what} — это файл программы «{named['program']}», а не таблица {{school.gen}}; здесь он не загружается. "
        "Выгрузите из той программы списки или расписание как таблицу Excel либо CSV."
    ),
    "not_a_document": lambda what, _: (
        f"{what} не открывается как документ Word. Откройте его в своей программе и сохраните как .docx или "
        "скопируйте таблицы в книгу .xlsx."
    ),
    "old_document": lambda what, _: f"{what} — документ старого Word (.doc). Сохраните его как .docx или .xlsx.",
    "no_tables": lambda what, _: (
        f"{what}: в документе нет ни одной таблицы. Скопируйте текст в таблицу или вставьте его на странице загрузки."
    ),
    "not_a_table_inside": lambda what, named: (
        f"{what}: внутри архива есть «{named['member']}», это не таблица. Оставьте в архиве только книги Excel, "
        "LibreOffice, CSV и документы .docx."
    ),
    "web_page": lambda what, _: (
        f"{what} — веб-страница, хотя и назван таблицей. Откройте его в Excel или LibreOffice и сохраните "
        "как книгу .xlsx."
    ),
    "has_doctype": lambda what, _: (
        f"{what} содержит описание типа документа, каких в таблицах не бывает: он повреждён или подделан. "
        "Откройте его в Excel или LibreOffice и сохраните заново."
    ),
    "encrypted": lambda what, _: f"{what} защищён паролем. Снимите пароль и сохраните файл заново.",
    "zip_bomb": lambda what, _: (
        f"{what} распаковывается больше чем в {MAX_UNPACKED // MEGABYTE} МБ, это не база {{school.gen}}. "
        "Сохраните в новую книгу только нужные листы."
    ),
    "too_many_files": lambda what, named: (
        f"{what}: в архиве {_spaced(named['files'])} файлов, читается до {_spaced(MAX_PARTS)}. "
        "Оставьте в нём только таблицы."
    ),
    "too_big": lambda what, named: (
        f"{what} больше {MAX_FILE // MEGABYTE} МБ{_megabytes(named)}. База {{school.gen}} занимает 1–2 МБ: "
        "уберите из файла картинки и лишние листы."
    ),
    "empty_file": lambda what, _: f"{what}: нет ни одной заполненной строки. Проверьте, тот ли это файл.",
    "sheet_too_big": _sheet_too_big,
    "cell_too_long": _cell_too_long,
    "too_many_sheets": lambda what, named: (
        f"{what}: в нём {_spaced(named['sheets'])} листов, читается до {MAX_SHEETS}. "
        "Сохраните в новую книгу только нужные."
    ),
    "too_much_text": lambda what, _: (
        f"{what}: текста в клетках больше {MAX_TEXT // 1_000_000} млн знаков, это не таблица {{school.gen}}. "
        "Сохраните в новую книгу только нужные листы и проверьте, нет ли в клетках длинных текстов."
    ),
    "too_much_memory": lambda what, _: (
        f"{what}: чтение остановлено, ему не хватило отведённой памяти. Скопируйте таблицы в новую книгу "
        "(только значения), сохраните её как .xlsx и загрузите."
    ),
    "too_long": lambda what, _: (
        f"{what}: чтение остановлено, оно заняло слишком много времени. Скопируйте таблицы в новую книгу "
        "(только значения), сохраните её как .xlsx и загрузите."
    ),
    "busy": lambda what, _: f"{what} пока не прочитан: сейчас читаются другие. Повторите через минуту.",
    "broken": lambda what, _: (
        f"{what} прочитать не удалось: он устроен не так, как таблицы. Скопируйте таблицы в новую книгу, сохраните её "
        "как .xlsx и загрузите."
    ),
}


def _megabytes(named: Mapping[str, Any]) -> str:
    return f" ({named['size'] // MEGABYTE} МБ)" if "size" in named else ""
