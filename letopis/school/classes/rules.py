"""Rules of classes over plain values: names, the order of names, dates of movement (CON-02)."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from letopis.kernel.dates import DateRange, short
from letopis.kernel.text import clean, search_key
from letopis.school.organisation.enums import SchoolKind
from letopis.school.organisation.words import phrase

_NAME = re.compile(r"(\d{1,2})\s*[-–—]?\s*[«\"“„']?\s*([А-ЯЁа-яё]{0,3})\s*[»\"”']?")
LAST_GRADE = 12
# After which a school gives a certificate: основное и среднее общее образование.
ENDING_GRADES = frozenset({9, 11, 12})
WITHOUT_NUMBER = re.compile(r"(б\W*н|без\s+номера)\W*", re.IGNORECASE)
# Whoever goes further up or down is asked about before an order is signed.
USUAL_STEP = 1


@dataclass(frozen=True, slots=True)
class ClassName:
    """A class as its parts: «7А» → 7, «А»."""

    grade: int
    letter: str

    @property
    def name(self) -> str:
        """«7А»."""
        return f"{self.grade}{self.letter}"


def parse_name(text: str) -> ClassName | None:
    """Return the parts of «7А», «7 А», «7-а», «7 «А»»; None for anything else, as a college's «ИС-21»."""
    found = _NAME.fullmatch(clean(text))
    if not found or not 1 <= int(found[1]) <= LAST_GRADE:
        return None
    return ClassName(int(found[1]), found[2].upper())


def ends_education(kind: str, grade: int, grades: Collection[int]) -> bool:
    """Say whether a class of `grade` ends its education; in a college the highest course of its `grades` does."""
    return grade in ENDING_GRADES if kind == SchoolKind.GENERAL else grade == max(grades, default=grade)


def sort_key(grade: int, letter_or_name: str) -> str:
    """Return what classes are ordered by: «07а» stands before «10а»."""
    return f"{grade:02d}{search_key(letter_or_name)}"[:60]


def order_number(text: str) -> str | None:
    """Return the number under which an order is registered, "" for «б/н»; None where nothing is said of it."""
    number = clean(text)
    if not number:
        return None
    return "" if WITHOUT_NUMBER.fullmatch(number) else number


def is_leap(grade_from: int, grade_to: int) -> bool:
    """Whether somebody passes over a grade, up or down: 7А → 10А. It may be, but is seldom meant."""
    return abs(grade_to - grade_from) > USUAL_STEP


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay in a class."""

    class_name: str
    dates: DateRange


def enrolment_fault(stays: Iterable[Stay], starts_on: date, year: DateRange) -> str:
    """Return why a student cannot be enrolled on `starts_on`, in Russian with the remedy; "" where it is possible."""
    if starts_on not in year:
        return phrase(
            "Дата вне учебного года {group.gen} ({first:%d.%m.%Y} – {last:%d.%m.%Y}). Исправьте её.",
            first=year.starts_on,
            last=year.last,
        )
    busy = next((stay for stay in stays if stay.dates.overlaps(DateRange(starts_on))), None)
    if busy is None:
        return ""
    until = f"по {short(busy.dates.ends_on)}" if busy.dates.ends_on else "по сей день"
    return phrase(
        "{Student.nom} числится в {name} с {since:%d.%m.%Y} {until}. Оформите перевод или другую дату.",
        name=busy.class_name,
        since=busy.dates.starts_on,
        until=until,
    )


def leaving_fault(stay: Stay | None, last_day: date, year_ends: date) -> str:
    """Return why a stay cannot end on `last_day`, in Russian with the remedy; "" where it can."""
    if stay is None:
        return phrase("В этот день {student.nom} нигде не числится. Проверьте дату.")
    if last_day < stay.dates.starts_on:
        return phrase(
            "{Student.nom} в {name} с {since:%d.%m.%Y}: последний день не может быть раньше.",
            name=stay.class_name,
            since=stay.dates.starts_on,
        )
    if last_day > year_ends:
        return f"Дата после окончания учебного года ({year_ends:%d.%m.%Y}). Исправьте её."
    return ""
