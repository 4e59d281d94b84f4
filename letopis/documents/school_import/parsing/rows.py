"""Reading one row: a cell → a value, or a problem at the cell."""

from datetime import date
from typing import Any

from letopis.documents.school_import.recognising import SheetTable, TableRow
from letopis.documents.sheets.problems import CellPlace, Remedy, Report
from letopis.documents.sheets.values import (
    FullName,
    has_mixed_alphabet,
    parse_class,
    parse_date,
    parse_full_name,
    parse_whole,
    text_of,
)
from letopis.kernel.clock import today
from letopis.kernel.dates import DateRange
from letopis.kernel.fields import FIRST_YEAR, LAST_YEAR, Day, Field, Misread, Text, Whole, fields_of
from letopis.school.organisation.words import say
from letopis.school.people.intake import PersonDraft

SKIP = Remedy("Пропустить строку", "skip")
PERSON = fields_of(PersonDraft)


class RowReader:
    """A row of a table with everything needed to say what is wrong in it."""

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

    def text(self, name: str, limit: int = 300) -> str:
        """A cell as text, cut at the column's width in the base with a warning."""
        text = self.row.text(name)
        if len(text) > limit:
            self.warn(name, "too_long", f"Длиннее {limit} знаков: в базу войдёт начало. Сократите текст.")
            text = text[:limit].rstrip()
        return text

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
        )

    def warn(self, name: str, code: str, message: str) -> None:
        """A doubt at a cell."""
        self.report.warn(self.row.at(name), self.table.label(name), code, message, value=self.row.text(name))

    # ── kinds of cells ────────────────────────────────────────────────

    def day(self, name: str, *, last_year: int = 2099) -> date | None:
        """A date; an error where it cannot be read."""
        cell = self.row.cells.get(name)
        text = text_of(cell)
        if not text or text in {"-", "–", "—"}:
            return None
        found = parse_date(cell, last_year=last_year, year=self.year)
        if found is None:
            self.error(name, "bad_date", f"«{text[:40]}» не дата. Напишите её как дд.мм.гггг.")
        elif not FIRST_YEAR <= found.year <= LAST_YEAR:
            self.error(name, "bad_date", f"Год {found.year} не может быть верным. Исправьте дату.")
            return None
        return found

    def whole(self, name: str, lowest: int, highest: int) -> int | None:
        """A whole number within bounds; None where there is none, with an error where it is out of them."""
        found = parse_whole(self.row.cells.get(name))
        if found is not None and not lowest <= found <= highest:
            text = self.row.text(name)[:40]
            self.error(name, "bad_number", f"«{text}»: нужно число от {lowest} до {highest}. Исправьте его.")
            return None
        return found

    def values(self, row: type) -> dict[str, Any]:
        """What the cells say of the fields of a specified row that the table has columns for."""
        return {name: self.value(name, one) for name, one in fields_of(row).items() if name in self.row.columns}

    def value(self, name: str, one: Field) -> Any:
        """A cell as the field's specification reads it; an error where it is not understood."""
        if isinstance(one, Day):
            return self.day(name)
        if isinstance(one, Whole):
            return self.whole(name, one.lowest, one.highest)
        try:
            return one.clean(one.read(self.text(name, one.limit) if isinstance(one, Text) else self.row.text(name)))
        except Misread as misread:
            self.error(name, misread.code, misread.message)
            return None

    def birth(self, name: str = "birth_date") -> date | None:
        """A date of birth of somebody living."""
        found = self.day(name, last_year=today().year)
        return None if self._is_wrong(name, PERSON["birth_date"], found) else found

    def snils(self, name: str = "snils") -> str:
        """Eleven digits with a right check number, or ""."""
        try:
            found = str(PERSON["snils"].read(self.row.text(name)))
        except Misread as misread:
            self.error(name, misread.code, misread.message)
            return ""
        return "" if self._is_wrong(name, PERSON["snils"], found) else found

    def _is_wrong(self, name: str, one: Field, value: Any) -> bool:
        code, message = one.fault(value, today())
        if code:
            self.error(name, code, message)
        return bool(code)

    def phone(self, name: str = "phone") -> str:
        """A telephone as +7…; a doubt where it is not one."""
        return self._doubted(name, PERSON["phone"])

    def email(self, name: str = "email") -> str:
        """An e-mail address; a doubt where it is not one."""
        return self._doubted(name, PERSON["email"])

    def _doubted(self, name: str, one: Field) -> str:
        """A value without which the row is still of use: what is wrong is a doubt and is not written."""
        found = str(one.read(self.row.text(name)))
        code, message = one.fault(found, today())
        if code:
            self.warn(name, code, f"«{self.row.text(name)[:60]}» не записывается. {message}")
        return "" if code else found

    def sex(self) -> str:
        """м, ж or nothing; a doubt where it is not understood."""
        try:
            return str(PERSON["sex"].read(self.row.text("sex")))
        except Misread as misread:
            self.warn("sex", "bad_sex", f"«{self.row.text('sex')}» не записывается. {misread.message}")
            return ""

    def class_text(self, *, required: bool) -> str:
        """The class as written, «параллель» and «литера» put together; a Latin letter is an error."""
        name = "class" if self.row.text("class") else "grade"
        text = self.row.text("class")
        if not text and (grade := self.row.text("grade")):
            text = f"{grade}{self.row.text('letter')}"
            name = "letter" if "letter" in self.row.columns else "grade"
        elif text and text.isdigit() and self.row.text("letter"):
            text, name = f"{text}{self.row.text('letter')}", "letter"
        if not text:
            if required:
                self.error("class" if "class" in self.row.columns else "grade", "no_class", say("Укажите {group.acc}."))
            return ""
        parsed = parse_class(text)
        if parsed and parsed.has_latin:
            right = parsed.letter if name == "letter" else parsed.name
            self.error(
                name,
                "latin_letter",
                say(
                    "В названии {group.gen} «{text}» латинская буква. Напишите её по-русски: «{right}».",
                    text=text,
                    right=parsed.name,
                ),
                choices=(Remedy(f"Заменить на {parsed.name}", "value", right),),
            )
        return text

    def full_name(self, prefix: str = "", whole: str = "full_name", who: str = "") -> FullName | None:
        """A name from one column or from three; errors for what is missing."""
        parts = [self.row.text(f"{prefix}{part}") for part in ("surname", "name", "patronymic")]
        if f"{prefix}surname" in self.row.columns and not self.row.text(whole):
            found = FullName(*(part[:80] for part in parts))
            if found.surname.isupper() and len(found.surname) > 1:
                found = parse_full_name(found.text) or found
            column = f"{prefix}surname" if not found.surname else f"{prefix}name"
        else:
            column = whole
            text = self.row.text(whole)
            parsed = parse_full_name(text)
            if parsed is None:
                found = FullName(text, "")
            else:
                found = FullName(parsed.surname[:80], parsed.name[:80], parsed.patronymic[:80])
        if not found.text:
            self.error(column, "no_name", f"Не указано имя{who}.")
            return None
        if not found.surname:
            self.error(column, "missing_surname", f"Нет фамилии{who}: записано только «{found.text}». Допишите её.")
        elif not found.name:
            self.error(column, "missing_name", f"Нет имени{who}: записано только «{found.text}». Допишите его.")
        elif has_mixed_alphabet(found.text):
            self.error(column, "latin_in_name", f"В имени «{found.text}» есть латинские буквы. Наберите его по-русски.")
        return found
