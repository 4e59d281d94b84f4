"""Kinds of fields that only people's cards have: names, СНИЛС, telephones, e-mail. See letopis.kernel.fields."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from letopis.kernel.fields import Day, Misread, Text
from letopis.kernel.text import clean, search_key
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
        digits = self.clean(text)
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
        """The first number of several."""
        return self.clean(re.split(r"[,;]|\bдоб\b", text, maxsplit=1)[0])

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
        """The first address of several."""
        return self.clean(text.split(",", maxsplit=1)[0].split(";", maxsplit=1)[0])


@dataclass(frozen=True)
class OrderNumber(Text):
    """The number of an order, stored without «№»."""

    limit: int = 40

    def clean(self, value: Any) -> str:
        """Without the sign."""
        return clean(str(value or "")).removeprefix("№").strip()
