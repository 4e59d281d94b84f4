"""Kinds of fields that only people's cards have: names, СНИЛС, telephones, e-mail. See letopis.kernel.fields."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from letopis.kernel.fields import Day, Misread, Text
from letopis.kernel.text import clean, search_key
from letopis.school.people.former import Former, formers
from letopis.school.people.rules import (
    SNILS_DIGITS,
    email_is_valid,
    name_is_valid,
    normalise_phone,
    phone_text,
    snils_digits,
    snils_is_valid,
    snils_text,
)

EARLIEST_BIRTH = date(1920, 1, 1)
# What secretaries write where a document is not there.
NOT_GIVEN = frozenset({"", "-", "–", "—", "нет", "нет данных", "отсутствует", "не указан", "б/н"})


@dataclass(frozen=True)
class Name(Text):
    """A surname, a name or a patronymic: what a card is headed by."""

    limit: int = 80
    card: str | None = None

    def fault(self, value: Any, day: date) -> tuple[str, str]:
        """Not a name."""
        if value and not name_is_valid(value):
            return "name", "Только буквы, дефис, апостроф и пробел."
        return super().fault(value, day)


@dataclass(frozen=True)
class Surnames(Text):
    """Former surnames, each with the day until which it was borne where that is known (former.py)."""

    def clean(self, value: Any) -> str:
        """Each as it is written by the program itself; as typed where it is not understood."""
        text = super().clean(value)
        try:
            return ", ".join(map(str, formers(text)))
        except ValueError:
            return text

    def fault(self, value: Any, day: date) -> tuple[str, str]:
        """No surname, no day, a day to come."""
        try:
            found = formers(value)
        except ValueError:
            found = [Former("?")]
        if not all(name_is_valid(one.surname) and (one.until is None or one.until <= day) for one in found):
            return "former", "Запишите через запятую, день по образцу: Петрова до 12.10.2026, Сидорова."
        return super().fault(value, day)


@dataclass(frozen=True)
class Birth(Day):
    """A day of birth of somebody living."""

    def fault(self, value: Any, day: date) -> tuple[str, str]:
        """Not yet, or too long ago."""
        if value and value > day:
            return "birth_in_future", f"Дата рождения {value:%d.%m.%Y} ещё не наступила. Исправьте год."
        if value and value < EARLIEST_BIRTH:
            return "bad_date", f"Дата рождения {value:%d.%m.%Y} слишком давняя. Исправьте год."
        return super().fault(value, day)


_REMEDY = "Сверьте с документом или оставьте пустым."


# A long number as a spreadsheet shortens it when it saves a text table: 1,12233E+10.
_SHORTENED = re.compile(r"(\d)(?:[.,](\d+))?[EeЕе]\+?(\d{1,2})")
# Cells of contacts are shorter; more is prose.
_LONGEST = 400
_TELEPHONE = re.compile(
    r"(?<!\d)(?:\+?\s?7|8)?[\s(\-–—.]*\d{3}[\s)\-–—.]*\d{3}[\s\-–—.]*\d{2}[\s\-–—.]*\d{2}(?:\.0)?(?!\d)"
)
_FOREIGN = re.compile(r"\+\s?(?!7)[1-9][\d\s()\-–—.]{6,22}\d")
_ADDRESS = re.compile(r"[^@\s,;<>()«»:]+@[^@\s,;<>()«»:]+\.[^@\s,;<>()«»:.]+")


def whole_digits(text: str) -> str | None:
    """Return the number of «8,9991234567E+10» in full, other texts as they are; None where digits of it are lost."""
    found = _SHORTENED.fullmatch(text.strip())
    if not found:
        return text
    digits, power = f"{found[1]}{found[2] or ''}", int(found[3])
    return digits.ljust(power + 1, "0")[: power + 1] if len(digits) == power + 1 else None


def telephones(text: str) -> list[str]:
    """Return the telephones of a cell, in order, as they stand in it: «8(999)123-45-67 (мама), 8 901 234-56-78»."""
    text = text[:_LONGEST]
    found = (*_TELEPHONE.finditer(text), *_FOREIGN.finditer(text))
    return [one[0].removesuffix(".0").strip(" -–—.") for one in found]


def _not_exact(text: str) -> str:
    lost = f"«{text[:30]}»: программа сохранила длинное число не целиком."
    return f"{lost} Сделайте столбец текстовым и сохраните файл снова."


def _wrong_length(digits: int) -> str:
    return f"СНИЛС не сходится: в нём {SNILS_DIGITS} цифр, а здесь {digits}. {_REMEDY}"


@dataclass(frozen=True)
class Snils(Text):
    """СНИЛС, stored as eleven digits."""

    limit: int = 20

    def clean(self, value: Any) -> str:
        """Digits alone."""
        return snils_digits(str(value or ""))

    def fault(self, value: Any, day: date) -> tuple[str, str]:
        """Not eleven digits, or a check number that does not fit."""
        if not value or snils_is_valid(value):
            return super().fault(value, day)
        if len(value) != SNILS_DIGITS:
            return "snils_length", _wrong_length(len(value))
        return "snils_checksum", f"СНИЛС не сходится с контрольным числом. {_REMEDY}"

    def read(self, text: str) -> str:
        """Digits; "" where the cell says that there is no document."""
        whole = whole_digits(text)
        if whole is None:
            raise Misread("not_exact", _not_exact(text))
        digits = self.clean(whole)
        if not digits and search_key(text) not in NOT_GIVEN:
            raise Misread("snils_length", _wrong_length(0))
        return digits

    def show(self, value: Any) -> str:
        """«123-456-789 00»."""
        return snils_text(value)


@dataclass(frozen=True)
class Phone(Text):
    """A telephone, stored as «+79001234567»."""

    limit: int = 20
    typed: int = 30

    def clean(self, value: Any) -> str:
        """Normalised where it is a number, else as it was typed."""
        text = clean(str(value or ""))
        found = normalise_phone(text)
        return text if found is None else found

    def fault(self, value: Any, day: date) -> tuple[str, str]:
        """Not a number."""
        if normalise_phone(value) is None:
            return "bad_phone", "Телефон запишите как +7 900 123-45-67."
        return super().fault(value, day)

    def read(self, text: str) -> str:
        """The first number of several, whatever is said beside it; "" where the cell says that there is none."""
        whole = whole_digits(text)
        if whole is None:
            raise Misread("not_exact", _not_exact(text))
        if search_key(whole) in NOT_GIVEN:
            return ""
        found = telephones(whole)
        return self.clean(found[0] if found else re.split(r"[,;]|\bдоб\b", whole, maxsplit=1)[0])

    def show(self, value: Any) -> str:
        """«+7 900 123-45-67» with no-break spaces."""
        return phone_text(value)


@dataclass(frozen=True)
class Email(Text):
    """An address of e-mail."""

    limit: int = 120

    def fault(self, value: Any, day: date) -> tuple[str, str]:
        """Not an address."""
        if value and (not email_is_valid(value) or len(value) > self.limit):
            return "bad_email", "Адрес запишите как имя@почта.рф или оставьте пустым."
        return super().fault(value, day)

    def read(self, text: str) -> str:
        """The first address of several, whatever stands around it; "" where the cell says that there is none."""
        if search_key(text) in NOT_GIVEN:
            return ""
        found = _ADDRESS.search(text[:_LONGEST])
        return self.clean(found[0] if found else text.split(",", maxsplit=1)[0].split(";", maxsplit=1)[0])


@dataclass(frozen=True)
class OrderNumber(Text):
    """The number of an order, stored without «№»."""

    limit: int = 40

    def clean(self, value: Any) -> str:
        """Without the sign."""
        return clean(str(value or "")).removeprefix("№").strip()
