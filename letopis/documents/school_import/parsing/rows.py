"""Reading one row: a cell → a value, or a problem at the cell."""

from datetime import date
from typing import Any

from letopis.documents.sheets.problems import Remedy
from letopis.documents.sheets.rows import CellReader
from letopis.documents.sheets.values import (
    FullName,
    has_mixed_alphabet,
    parse_class,
    parse_full_name,
)
from letopis.kernel.clock import today
from letopis.kernel.fields import Field, Misread, fields_of
from letopis.school.organisation.words import phrase
from letopis.school.people.intake import PersonDraft

PERSON = fields_of(PersonDraft)


class RowReader(CellReader):
    """A row of a school's base: with the cells that lists of people and classes have."""

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
                self.error(
                    "class" if "class" in self.row.columns else "grade", "no_class", phrase("Укажите {group.acc}.")
                )
            return ""
        parsed = parse_class(text)
        if parsed and parsed.has_latin:
            right = parsed.letter if name == "letter" else parsed.name
            self.error(
                name,
                "latin_letter",
                phrase(
                    "В названии {group.gen} «{text}» латинская буква. Напишите её по-русски: «{right}».",
                    text=text,
                    right=parsed.name,
                ),
                choices=(Remedy(f"Заменить на {parsed.name}", "value", right),),
            )
        return text

    def full_name(self, prefix: str = "", whole: str = "full_name", who: str = "") -> FullName | None:
        """A name from one column or from three; errors for what is missing."""
        parts = [self.row.text(f"{prefix}{part}").strip("-–— ") for part in ("surname", "name", "patronymic")]
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
