"""Terms of keeping: a data file with source and the day it was checked, never code. A school may keep longer.

Pure, but for the file, which is read once. Titles name the school's words in braces, for phrase().
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec
from msgspec import Struct

from letopis.school.organisation.words import phrase

STATUSES = {"V": "по тексту положения", "M": "по практике, сам текст не сверен"}
Status = Literal["V", "M"]


class Term(Struct, frozen=True, forbid_unknown_fields=True):
    """How long something is kept. `status`: V the text was read, M known to practice alone."""

    key: str
    title: str
    years: int
    source: str
    status: Status
    checked: date

    @property
    def name(self) -> str:
        """The title in the school's own words, with a capital letter."""
        told = phrase(self.title)
        return told[:1].upper() + told[1:]

    @property
    def standing(self) -> str:
        """How well it is known."""
        return STATUSES[self.status]


class Start(Struct, frozen=True, forbid_unknown_fields=True):
    """From when a term is counted, and where that stands."""

    title: str
    source: str
    status: Status
    checked: date

    @property
    def standing(self) -> str:
        """How well it is known."""
        return STATUSES[self.status]


class Stay(Struct, frozen=True, forbid_unknown_fields=True):
    """What an act on the destruction of a journal leaves, and why."""

    title: str
    why: str
    source: str
    status: Status
    checked: date

    @property
    def told(self) -> str:
        """«Отметки за периоды …: это сводные ведомости, их хранят 75 лет (Т7.6)», in the school's own words."""
        known = self.source if self.status == "V" else f"{self.source}; {STATUSES[self.status]}"
        text = phrase(f"{self.title}: {self.why}")
        return f"{text[:1].upper()}{text[1:]} ({known})"


class _File(Struct, forbid_unknown_fields=True):
    term: list[Term]
    start: Start
    stay: list[Stay]


@cache
def _file() -> _File:
    return msgspec.toml.decode(files(__package__).joinpath("terms.toml").read_bytes(), type=_File)


@cache
def terms() -> Mapping[str, Term]:
    """Return all terms by key, in the order they are shown. Raises msgspec.ValidationError for a wrong file."""
    found = {term.key: term for term in _file().term}
    if len(found) != len(_file().term):
        raise ValueError("two terms of one key")
    return found


def start() -> Start:
    """Return from when terms are counted."""
    return _file().start


def stays() -> Sequence[Stay]:
    """Return what an act on the destruction of a journal leaves, in the order it is told."""
    return _file().stay


def counted_from(ended_on: date) -> date:
    """Return the first day of a term: 1 January of the year after the one in which the year of study has ended."""
    return date(ended_on.year + 1, 1, 1)


def free_on(ended_on: date, years: int) -> date:
    """Return the first day on which a term is over."""
    return date(ended_on.year + 1 + years, 1, 1)
