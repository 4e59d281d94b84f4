"""Rules of a year that follows another, over plain values: its days, its name, its classes (ORG-01)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from letopis.school.classes.rules import ENDING_GRADES, ends_education
from letopis.school.organisation.enums import SchoolKind

_NUMBER = re.compile(r"\d{4}|\d{2}")


def next_name(name: str) -> str:
    """Return the name of the year that follows: «2027/2028» for «2026/2027», «2027/28» for «2026/27»."""
    return _NUMBER.sub(lambda found: f"{(int(found[0]) + 1) % 10 ** len(found[0]):0{len(found[0])}d}", name)


@dataclass(frozen=True, slots=True)
class OldClass:
    """A class of the year under way."""

    id: int
    name: str
    grade: int
    letter: str


@dataclass(frozen=True, slots=True)
class WantedClass:
    """A class of the next year. `from_id`: which class goes on as it, None for one that begins; `like_id`: whose
    curriculum and load it takes, the class that is in its place this year; None where there is none.
    """

    name: str
    grade: int
    from_id: int | None
    like_id: int | None


def next_classes(kind: str, classes: Sequence[OldClass]) -> list[WantedClass]:
    """Return the classes of the next year: each that goes on one grade higher, and those that begin.

    A general school enrols into its lowest grade and after the ninth, so the same letters begin again; a college names
    the groups of its first course anew, and they are left to it.
    """
    grades = frozenset(one.grade for one in classes)
    going = [one for one in classes if not ends_education(kind, one.grade, grades)]
    if kind != SchoolKind.GENERAL:
        return [WantedClass(one.name, one.grade + 1, one.id, _like(classes, one.grade + 1, "")) for one in going]
    risen = [(f"{one.grade + 1}{one.letter}", one.grade + 1, one.id, one.letter) for one in going]
    reached = {grade for _, grade, *_ in risen}
    begun = [
        (one.name, one.grade, None, one.letter)
        for one in classes
        if one.grade not in reached and (one.grade == min(grades) or one.grade - 1 in ENDING_GRADES)
    ]
    return [
        WantedClass(name, grade, from_id, _like(classes, grade, letter))
        for name, grade, from_id, letter in [*begun, *risen]
    ]


def _like(classes: Sequence[OldClass], grade: int, letter: str) -> int | None:
    """The class of the grade with the letter, else the first of the grade."""
    of_grade = sorted((one for one in classes if one.grade == grade), key=lambda one: one.letter != letter)
    return of_grade[0].id if of_grade else None


# ── promotion ─────────────────────────────────────────────────────────


class Course(StrEnum):
    """How a student goes on after a year."""

    PROMOTE = "promote"
    REPEAT = "repeat"
    GRADUATE = "graduate"
    WAIT = "wait"


Place = OldClass


def goes_on_as(grade: int, letter: str, places: Sequence[Place]) -> int | None:
    """Return the class of the next year that one of `grade` goes on as: of the letter, else the only one there is."""
    return _of(grade + 1, letter, places)


def again_in(name: str, grade: int, letter: str, places: Sequence[Place]) -> int | None:
    """Return the class of the next year in which the year is repeated: of the same name, else of the same grade."""
    same = next((one.id for one in places if (one.name, one.grade) == (name, grade)), None)
    return same or _of(grade, letter, places) or _like(places, grade, letter)


def _of(grade: int, letter: str, places: Sequence[Place]) -> int | None:
    of_grade = [one for one in places if one.grade == grade]
    same = [one.id for one in of_grade if one.letter == letter]
    return same[0] if len(same) == 1 else of_grade[0].id if len(of_grade) == 1 else None
