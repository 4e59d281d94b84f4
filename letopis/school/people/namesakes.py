"""Names that tell the people of a group apart; pure.

A class lists «Орлов Тимур». Where two of a group are called so, each gets the patronymic; where that is the same too,
the date of birth, then the number of the personal file: no more is shown of anybody than tells who is meant.
Those of whom nothing differs are numbered. Case and ё are no difference. Sources: П3.3.2, Т4.4.1.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import count

from msgspec import Struct

from letopis.kernel.text import search_key


class Named(Struct, frozen=True):
    """What somebody may be distinction by."""

    surname: str
    name: str
    patronymic: str = ""
    birth_date: date | None = None
    file_number: str = ""

    @property
    def short(self) -> str:
        """«Орлов Тимур»."""
        return f"{self.surname} {self.name}"

    @property
    def full(self) -> str:
        """«Орлов Тимур Ильич»."""
        return " ".join(part for part in (self.surname, self.name, self.patronymic) if part)

    @property
    def facts(self) -> tuple[str, ...]:
        """What follows the full name, in turn: «12.03.2014», «л. д. № 7»."""
        born = f"{self.birth_date:%d.%m.%Y}" if self.birth_date else ""
        return born, f"л. д. № {self.file_number}" if self.file_number else ""


class Shown(Struct, frozen=True):
    """A name as a group shows it; `distinction` is its end that tells from a namesake («Ильич»), "" without one."""

    name: str
    distinction: str = ""


def short_names(people: Sequence[Named]) -> list[Shown]:
    """Return for each of a group the shortest distinct name that begins with surname and name."""
    names = [one.short for one in people]
    if len(set(map(search_key, names))) == len(names):  # as nearly everywhere
        return list(map(Shown, names))
    return _shown([[one.short, *longer(one)] for one in people])


def full_names(people: Sequence[Named]) -> list[Shown]:
    """Return for each of a group the shortest distinct name that begins with the full name."""
    names = [one.full for one in people]
    if len(set(map(search_key, names))) == len(names):  # as nearly everywhere
        return list(map(Shown, names))
    return _shown([longer(one) for one in people])


def first_names(people: Sequence[Named], places: Sequence[str]) -> list[Shown]:
    """Return for each the shortest name, from the first name on, that is distinct among those of the same place."""
    names = [one.name for one in people]
    if len(set(zip(places, map(search_key, names), strict=True))) == len(names):  # as nearly everywhere
        return list(map(Shown, names))
    return _shown([[one.name, one.short, *longer(one)] for one in people], places)


def longer(one: Named) -> list[str]:
    """Return the full name, then with one fact after the other: the rungs of apart()."""
    ladder = [one.full]
    for fact in one.facts:
        ladder.append(f"{ladder[-1]}, {fact}" if fact else ladder[-1])
    return ladder


def apart(ladders: Sequence[Sequence[str]], places: Sequence[str] = ()) -> list[str]:
    """Return for each the first name of its ladder that is distinct in its place; ladders go from short to long.

    Names that are the same to the last are numbered: «Орлов Тимур (2)». None of `places`: all are in one.
    """
    return [one.name for one in _shown(ladders, places)]


def _shown(ladders: Sequence[Sequence[str]], places: Sequence[str] = ()) -> list[Shown]:
    places = places or [""] * len(ladders)
    rungs = _rungs(ladders, places)
    names = _numbered([ladder[rung] for ladder, rung in zip(ladders, rungs, strict=True)], places)
    return [
        Shown(name, _told(ladder[: rung + 1], name)) for name, ladder, rung in zip(names, ladders, rungs, strict=True)
    ]


def _rungs(ladders: Sequence[Sequence[str]], places: Sequence[str]) -> list[int]:
    """How far up each must go: all who are called the same climb together, until nobody can or need."""
    rungs = [0] * len(ladders)
    climbing = list(range(len(ladders)))
    while climbing:
        keys = [(place, search_key(ladder[rung])) for ladder, rung, place in zip(ladders, rungs, places, strict=True)]
        often = Counter(keys)
        climbing = [i for i, key in enumerate(keys) if often[key] > 1 and rungs[i] + 1 < len(ladders[i])]
        for i in climbing:
            rungs[i] += 1
    return rungs


def _numbered(names: list[str], places: Sequence[str]) -> list[str]:
    """The names, those that are still the same in a place with numbers after them."""
    often = Counter(zip(places, map(search_key, names), strict=True))
    taken = set(often)
    shown = []
    for name, place in zip(names, places, strict=True):
        numbered = name
        if often[place, search_key(name)] > 1:
            numbers = (f"{name} ({number})" for number in count(1))
            numbered = next(one for one in numbers if (place, search_key(one)) not in taken)
            taken.add((place, search_key(numbered)))
        shown.append(numbered)
    return shown


def _told(ladder: Sequence[str], name: str) -> str:
    """What the last step added: the end of `name` that the step before has not; "" where no step was taken."""
    shorter = next((one for one in reversed(ladder) if one != name and name.startswith(one)), "")
    return name.removeprefix(shorter).lstrip(", ") if shorter else ""
