"""The pages of a print as a workbook (REP-05): the same parts that the template sets, a sheet a subject."""

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

ZERO_WIDTH = "\u200b"
LONGEST_TITLE = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
Row = list[object]


def workbook_of(data: Mapping[str, Any]) -> bytes:
    """Return the XLSX of what volume.py gives; the same bytes of the same data. Strings never become formulas."""
    kept = BytesIO()
    with xlsxwriter.Workbook(kept, _OPTIONS) as book:
        year, month, day = data["date"]
        book.set_properties({"title": data["title"], "created": datetime(year, month, day)})
        bold = book.add_format({"bold": True})
        sheets: dict[str, tuple[Worksheet, int]] = {}
        for part in data["parts"]:
            rows = _rows(part, data["words"])
            if not rows:
                continue
            head = part["head"] or data["title"]
            sheet, at = sheets.get(head) or (book.add_worksheet(_title(head, len(sheets))), 0)
            sheet.write_row(at, 0, [head, part.get("term", "")], bold)
            for offset, row in enumerate(rows, start=1):
                sheet.write_row(at + offset, 0, [_cell(value) for value in row])
            sheets[head] = (sheet, at + len(rows) + 2)
        if not sheets:
            book.add_worksheet(_title(data["title"], 0))
        for sheet, _ in sheets.values():
            sheet.set_column(1, 1, 34)
    return kept.getvalue()


def _title(head: str, number: int) -> str:
    """A sheet's title: at most 31 signs, no other sheet's."""
    begin = f"{number + 1} "
    return begin + head.translate(_FORBIDDEN)[: LONGEST_TITLE - len(begin)].strip("' ")


def _cell(value: object) -> object:
    """A cell: figures as numbers, None where the student was not there."""
    text = str(value).replace(ZERO_WIDTH, "") if value is not None else "×"
    is_number = text.isascii() and text.isdecimal() and len(text) < 10 and (text == "0" or text[0] != "0")
    return int(text) if is_number else text


def _rows(part: Mapping[str, Any], words: Mapping[str, str]) -> list[Row]:
    made = _MADE.get(part["kind"])
    return made(part, words) if made else []


def _spread(part: Mapping[str, Any], words: Mapping[str, str]) -> list[Row]:
    marks: list[Row] = [["№", words["student"], *(one["date"] for one in part["cols"]), *part["finals"]]]
    marks.append(["", "", *(one["work"] for one in part["cols"])])
    marks += [[line["n"], line["name"], *row] for line, row in zip(part["names"], part["rows"], strict=True)]
    if gone := part.get("told"):
        return [[gone], *marks]
    head: Row = ["№", "Дата", words["lesson"], "Тема", "Вид работы", "Домашнее задание", "Замена"]
    return [*marks, [], head, *part["lessons"]]


def _empty(part: Mapping[str, Any], words: Mapping[str, str]) -> list[Row]:
    return [[part["told"]]]


def _cards(part: Mapping[str, Any], words: Mapping[str, str]) -> list[Row]:
    head: Row = [
        "№",
        "Фамилия, имя, отчество",
        "Дата рождения",
        "Личное дело",
        "Адрес, телефон",
        "Законные представители",
    ]
    return [head, *part["rows"]]


def _attendance(part: Mapping[str, Any], words: Mapping[str, str]) -> list[Row]:
    heads = part["heads"]
    over: Row = ["", "", *(cell for term in part["terms"] for cell in [term, *[""] * (len(heads) - 1)])]
    return [over, ["№", words["student"], *(heads * len(part["terms"]))], *part["rows"]]


def _summary(part: Mapping[str, Any], words: Mapping[str, str]) -> list[Row]:
    head: Row = ["№", words["student"], "Период", *part["subjects"], "Поведение"]
    return [head, *([one["n"], one["name"], *line] for one in part["students"] for line in one["lines"])]


_MADE = {"spread": _spread, "empty": _empty, "cards": _cards, "attendance": _attendance, "summary": _summary}
