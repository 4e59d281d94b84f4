"""Norms of the load with numbers: data files with source and date, never code. A school may change each of them.

Pure, but for the files, which are read once. Titles name the school's words in braces, for phrase().
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec
from msgspec import Struct

from letopis.school.organisation.enums import SchoolKind
from letopis.school.organisation.words import phrase

STATUSES = {"V": "по тексту норм", "M": "по памяти практики"}


class Norm(Struct, frozen=True, forbid_unknown_fields=True):
    """A figure of a norm. `status`: V the text was read (in a secondary source), M known to practice alone.

    `grades`: which it is for, none: all. `colleges`: whether it holds in a college too unless decided otherwise; the
    sources speak of schools.
    """

    key: str
    title: str
    value: int
    unit: str
    source: str
    dated: date
    status: Literal["V", "M"]
    grades: tuple[int, ...] = ()
    colleges: bool = False

    @property
    def name(self) -> str:
        """The title in the school's own words."""
        return phrase(self.title)

    @property
    def cited(self) -> str:
        """«Письмо … № СК-228/03 от 06.08.2021»; of what is only known to practice, that it is so."""
        return f"{self.source} от {self.dated:%d.%m.%Y}" if self.status == "V" else f"{self.source}: {self.standing}"

    @property
    def standing(self) -> str:
        """How well it is known."""
        return STATUSES[self.status]

    def holds(self, kind: str) -> bool:
        """Whether it holds in a school of this kind unless the school decided otherwise."""
        return self.colleges or kind == SchoolKind.GENERAL


class TaskMinutes(Struct, frozen=True, forbid_unknown_fields=True):
    """Minutes of one task of subjects: in grades 1-4, 5-8, 9-11."""

    named: tuple[str, ...]
    minutes: tuple[int, int, int]


class _NormFile(Struct, forbid_unknown_fields=True):
    norm: list[Norm]


class _TaskFile(Struct, forbid_unknown_fields=True):
    task: list[TaskMinutes]


class Decided(Struct, frozen=True):
    """What a school decided of a norm: another figure (None: the norm's own), or that it does not hold here."""

    value: int | None
    is_on: bool


Figures = Mapping[str, int]
"""Key → the figure in force; a norm that is switched off is not there."""


def _text(name: str) -> bytes:
    return files(__package__).joinpath("norms", name).read_bytes()


@cache
def norms() -> Mapping[str, Norm]:
    """Return all norms by key, in the order they are shown. Raises msgspec.ValidationError for a wrong file."""
    found = [
        norm
        for name in ("assessment.toml", "homework.toml")
        for norm in msgspec.toml.decode(_text(name), type=_NormFile).norm
    ]
    by_key = {norm.key: norm for norm in found}
    if len(by_key) != len(found):
        raise ValueError("two norms of one key")
    return by_key


@cache
def tasks() -> tuple[TaskMinutes, ...]:
    """Return what tasks of subjects cost by practice."""
    return tuple(msgspec.toml.decode(_text("tasks.toml"), type=_TaskFile).task)


def figures(kind: str, decided: Mapping[str, Decided]) -> dict[str, int]:
    """Return the figures in force in a school of `kind`, with what it decided by key."""
    found = {}
    for key, norm in norms().items():
        own = decided.get(key)
        if own.is_on if own else norm.holds(kind):
            found[key] = norm.value if own is None or own.value is None else own.value
    return found


def homework_norm(held: Figures, grade: int) -> tuple[Norm, int] | None:
    """Return the norm of a grade's day and the minutes in force, None where there is none."""
    for key, norm in norms().items():
        if grade in norm.grades and key in held:
            return norm, held[key]
    return None
