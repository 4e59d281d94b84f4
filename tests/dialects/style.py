"""How a school writes one value: dates, telephones, names, classes. Drawn once a table, kept down its rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random
from typing import Any

from tests.dialects.truth import Human

MONTHS = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
LATIN = {"А": "A", "В": "B", "Е": "E", "К": "K", "М": "M", "Н": "H", "О": "O", "Р": "P", "С": "C", "Т": "T"}
# `Style.date` is the name of a way to write one.
Day = date
EXCEL_DAY_ZERO = date(1899, 12, 30)

Dates: dict[str, Callable[[date], Any]] = {
    "cell": lambda day: day,
    "dotted": lambda day: f"{day:%d.%m.%Y}",
    "short": lambda day: f"{day:%d.%m.%y}",
    "iso": lambda day: day.isoformat(),
    "worded": lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year} г.",
    "with time": lambda day: f"{day:%d.%m.%Y} 0:00:00",
    "moment": lambda day: datetime(day.year, day.month, day.day),
    "slashed": lambda day: f"{day:%d/%m/%Y}",
    "serial": lambda day: (day - EXCEL_DAY_ZERO).days,
}
Phones: dict[str, Callable[[str], Any]] = {
    "plus": lambda digits: f"+7 ({digits[1:4]}) {digits[4:7]}-{digits[7:9]}-{digits[9:]}",
    "eight": lambda digits: f"8{digits[1:]}",
    "spaced": lambda digits: f"8 {digits[1:4]} {digits[4:7]} {digits[7:9]} {digits[9:]}",
    "number": float,
    "bare": lambda digits: digits[1:],
    "word": lambda digits: f"тел. 8({digits[1:4]}){digits[4:7]}-{digits[7:9]}-{digits[9:]}",
}
Groups = {
    "plain": lambda grade, letter: f"{grade}{letter}",
    "spaced": lambda grade, letter: f"{grade} {letter}",
    "quoted": lambda grade, letter: f"{grade} «{letter}»",
    "straight": lambda grade, letter: f'{grade} "{letter}"',
    "dashed": lambda grade, letter: f"{grade}-{letter}",
    "small": lambda grade, letter: f"{grade}{letter.lower()}",
    "worded": lambda grade, letter: f"{grade}{letter} класс",
    "latin": lambda grade, letter: f"{grade}{LATIN.get(letter, letter)}",
}
Sexes: dict[str, dict[str, Any]] = {
    "letter": {"m": "м", "f": "ж"},
    "capital": {"m": "М", "f": "Ж"},
    "word": {"m": "мужской", "f": "женский"},
    "short": {"m": "муж.", "f": "жен."},
    "code": {"m": 1, "f": 2},
    "boys": {"m": "мальчик", "f": "девочка"},
}
Snilses: dict[str, Callable[[str], Any]] = {
    "dashed": lambda text: text,
    "digits": lambda text: "".join(one for one in text if one.isdigit()),
    "number": lambda text: float("".join(one for one in text if one.isdigit())),
    "spaced": lambda text: text.replace("-", " "),
}


@dataclass(frozen=True, slots=True)
class Style:
    """How the values of one table are written, by the names of the ways above."""

    chance: Random
    date: str
    phone: str
    group: str
    sex: str
    snils: str
    yo: bool
    ragged: bool

    @classmethod
    def draw(cls, chance: Random, *, known: Sequence[str] = ()) -> "Style":
        """Draw a style; `known` ways only, where given (a plain table among odd ones)."""
        return cls(
            chance,
            chance.choice(list(Dates)),
            chance.choice(list(Phones)),
            chance.choice(list(Groups)),
            chance.choice(list(Sexes)),
            chance.choice(list(Snilses)),
            yo=chance.random() < 0.7,
            ragged=chance.random() < 0.3,
        )

    def day(self, day: Day) -> Any:
        """A date as this table writes dates."""
        return Dates[self.date](day)

    def tel(self, phone: str) -> Any:
        """A telephone; none is empty."""
        digits = "".join(one for one in phone if one.isdigit())
        return Phones[self.phone](digits) if digits else ""

    def klass(self, group: str) -> str:
        """A class as this table writes it: «5 «А»»."""
        return self.text(Groups[self.group](group[:-1], group[-1]))

    def gender(self, sex: str) -> Any:
        """Male or female."""
        return Sexes[self.sex][sex]

    def number(self, snils: str) -> Any:
        """A СНИЛС."""
        return Snilses[self.snils](snils)

    def text(self, text: str) -> str:
        """Any text: «ё» or «е», and untidy spaces where the table is untidy."""
        text = text if self.yo else text.replace("ё", "е").replace("Ё", "Е")
        if self.ragged and self.chance.random() < 0.1:
            text = self.chance.choice(
                [f"{text} ", f" {text}", text.replace(" ", "  ", 1), text.replace(" ", "\u00a0", 1)]
            )
        return text

    def hour(self, moment: time) -> Any:
        """A time of day."""
        return moment if self.date in {"cell", "moment", "serial"} else f"{moment:%H:%M}"


Column = tuple[Sequence[str], Callable[[Any], Any]]


def named(chance: Random, *headers: str) -> str:
    """One of the names that schools give a column, in one of the ways that a header is typed."""
    name = chance.choice(headers)
    ways: list[Callable[[str], str]] = [str, str, str, str.upper, lambda text: f"{text}:", lambda text: f"{text} "]
    return chance.choice(ways)(name)


def full_name(chance: Random) -> Callable[[Human], str]:
    """A way to write a whole name in one cell."""
    return chance.choice(
        [
            lambda one: one.full,
            lambda one: one.full,
            lambda one: one.full.upper(),
        ]
    )
