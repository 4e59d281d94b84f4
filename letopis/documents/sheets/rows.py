"""Reading one row: a cell → a value, or a problem at the cell with what to do about it."""

from datetime import date, time
from decimal import Decimal
from typing import Any

from letopis.documents.sheets.problems import SKIP, CellPlace, Remedy, Report
from letopis.documents.sheets.tables import SheetTable, TableRow
from letopis.documents.sheets.values import (
    Slashed,
    parse_date,
    parse_number,
    parse_time,
    parse_whole,
    parse_yes_no,
    text_of,
)
from letopis.kernel.dates import DateRange
from letopis.kernel.fields import FIRST_YEAR, LAST_YEAR, Day, Field, Flag, Misread, Text, Whole, fields_of

_DASHES = {"-", "–", "—"}


class CellReader:
    """A row of a table with everything needed to say what is wrong in it. `year`: dates without a year are of it."""

    def __init__(self, table: SheetTable, row: TableRow, report: Report, *, year: DateRange | None = None) -> None:
        self.table = table
        self.row = row
        self.report = report
        self.year = year

    @property
    def place(self) -> CellPlace:
        """The row."""
        return self.row.place

    @property
    def columns(self) -> dict[str, int]:
        """Where each field stood."""
        return dict(self.row.columns)

    def error(
        self,
        name: str,
        code: str,
        message: str,
        *,
        choices: tuple[Remedy, ...] = (),
        may_type: bool = True,
        label: str = "",
    ) -> None:
        """An error at a cell; the row can always be left out."""
        self.report.add(
            self.row.at(name),
            label or self.table.label(name),
            code,
            message,
            value=self.row.text(name),
            choices=(*choices, SKIP),
            may_type=may_type and name in self.row.columns,
            cause=self.cause(name, code),
        )

    def warn(self, name: str, code: str, message: str) -> None:
        """A doubt at a cell."""
        label, value = self.table.label(name), self.row.text(name)
        self.report.warn(self.row.at(name), label, code, message, value=value, cause=self.cause(name, code))

    def cause(self, name: str, code: str) -> str:
        """What the same trouble in other rows of such a table shares, whatever the file calls the column."""
        return f"{code}|{self.table.kind}|{name}"

    def values(self, row: type) -> dict[str, Any]:
        """What the cells say of the fields of a specified row that the table has columns for."""
        return {name: self.value(name, one) for name, one in fields_of(row).items() if name in self.row.columns}

    def value(self, name: str, one: Field) -> Any:
        """A cell as the field's specification reads it; an error where it is not understood."""
        match one:
            case Day():
                return self.day(name)
            case Flag():
                return self.yes_no(name)
            case Whole():
                return self._stated_whole(name, one)
        try:
            return one.clean(one.read(self.text(name, one.limit) if isinstance(one, Text) else self.row.text(name)))
        except Misread as misread:
            self.error(name, misread.code, misread.message)
            return None

    def _stated_whole(self, name: str, one: Whole) -> int | None:
        if parse_whole(self.row.cells.get(name)) is None and self._is_filled(name):
            self.error(name, "bad_number", f"«{self.row.text(name)[:40]}»: нужно целое число. Напишите его цифрами.")
            return None
        return self.whole(name, one.lowest, one.highest)

    # ── kinds of cells ────────────────────────────────────────────────

    def text(self, name: str, limit: int = 300) -> str:
        """A cell as text, cut at the column's width in the base with a warning."""
        text = self.row.text(name)
        if len(text) > limit:
            self.warn(name, "too_long", f"Длиннее {limit} знаков: в базу войдёт начало. Сократите текст.")
            text = text[:limit].rstrip()
        return text

    def day(self, name: str, *, last_year: int = 2099) -> date | None:
        """A date; an error where it cannot be read, a doubt of the column where its dates can be read in two ways."""
        cell = self.row.cells.get(name)
        text = text_of(cell)
        if not text or text in _DASHES:
            return None
        month_first = False
        if isinstance(cell, str) and ("/" in text or "-" in text):
            order = self._order(name)
            if order.against and parse_date(text, month_first=True) != parse_date(text):
                both = f"Столбец пишет и «{order.proof}», и «{order.against}»: что здесь день, а что месяц, не понять."
                if parse_date(text, month_first=True) and parse_date(text):
                    self.error(name, "ambiguous_date", f"«{text[:40]}»: {both} Напишите дату как дд.мм.гггг.")
                    return None
                month_first = parse_date(text) is None
            else:
                month_first = order.month_first
        found = parse_date(cell, last_year=last_year, year=self.year, month_first=month_first)
        if found is None:
            self.error(name, "bad_date", f"«{text[:40]}» не дата. Напишите её как дд.мм.гггг.")
        elif not FIRST_YEAR <= found.year <= LAST_YEAR:
            self.error(name, "bad_date", f"Год {found.year} не может быть верным. Исправьте дату.")
            return None
        return found

    def _order(self, name: str) -> Slashed:
        """How the column writes «3/4/2015»; told once a column, where it is not certain or not as is usual here."""
        order, is_new = self.table.slashed(name)
        if is_new and order.doubtful and not order.against and (order.month_first or not order.proof):
            read = parse_date(order.doubtful, month_first=order.month_first)
            how = "месяц/день/год" if order.month_first else "день/месяц/год"
            why = f"«{order.proof}» иначе не читается" if order.month_first else "других указаний в столбце нет"
            self.report.warn(
                CellPlace(self.place.file, self.place.sheet, self.table.header_row, self.row.columns.get(name)),
                self.table.label(name),
                "slashed_dates",
                f"Даты столбца «{self.table.label(name)}» с косой чертой прочитаны как {how} ({why}): "
                f"«{order.doubtful}» — это {read:%d.%m.%Y}. Если это не так, запишите даты как дд.мм.гггг.",
                value=order.doubtful,
            )
        return order

    def whole(self, name: str, lowest: int, highest: int) -> int | None:
        """A whole number within bounds; None where there is none, with an error where it is out of them."""
        found = parse_whole(self.row.cells.get(name))
        if found is not None and not lowest <= found <= highest:
            text = self.row.text(name)[:40]
            self.error(name, "bad_number", f"«{text}»: нужно число от {lowest} до {highest}. Исправьте его.")
            return None
        return found

    def number(self, name: str) -> Decimal | None:
        """A number, with a comma or a point; an error where it cannot be read."""
        found = parse_number(self.row.cells.get(name))
        if found is None and self._is_filled(name):
            self.error(name, "bad_number", f"«{self.row.text(name)[:40]}» не число. Напишите его цифрами.")
        return found

    def time(self, name: str) -> time | None:
        """A time of day; an error where it cannot be read."""
        found = parse_time(self.row.cells.get(name))
        if found is None and self._is_filled(name):
            self.error(name, "bad_time", f"«{self.row.text(name)[:40]}» не время. Напишите его как 08:30.")
        return found

    def yes_no(self, name: str) -> bool:
        """Yes or no; an empty cell is no, and so, with a doubt, is what says neither."""
        found = parse_yes_no(self.row.cells.get(name))
        if found is None:
            message = f"«{self.row.text(name)[:40]}» прочитано как «нет». Напишите «да» или «нет»."
            self.warn(name, "bad_flag", message)
        return bool(found)

    def _is_filled(self, name: str) -> bool:
        text = self.row.text(name)
        return bool(text) and text not in _DASHES
