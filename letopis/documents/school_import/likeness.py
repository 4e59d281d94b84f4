"""Whether two cards are of one person: signs weighed after Fellegi and Sunter; pure.

Each sign that two cards share adds the binary logarithm of how much oftener one person's cards share it than those of
two people of one school; each that differs takes away as much as that is rarer. A sign that either card lacks says
nothing. The sum says «certain», «ask» or «new»; who is only a little likelier than another is asked about.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple

from rapidfuzz import fuzz


class Weight(NamedTuple):
    """What a sign adds where it is the same, nearly the same, another."""

    same: float
    near: float
    other: float


# Of six hundred students a surname is shared by three, a first name by twenty, a birth date by two, a class by
# twenty-five. Surnames and classes change; first names, birth dates and numbers do but by a misprint.
WEIGHTS = {
    "surname": Weight(8, 4, -4),
    "name": Weight(5, 3, -9),
    "patronymic": Weight(5, 3, -5),
    "birth_date": Weight(8, -3, -6),
    "snils": Weight(20, 0, -12),
    "file_number": Weight(10, 0, -5),
    "phone": Weight(6, 0, -1),
    "group": Weight(4, 1, -2),
    "position": Weight(3, 0, 0),
    "kin": Weight(8, 5, 0),
}
# Neither has a patronymic, which few do without.
_WITHOUT_PATRONYMIC = 3.0
# Of another first name a twin alone shares so much; brothers, sisters and parents were born on other days.
_OF_ANOTHER_NAME = -8.0
# The likeliest must be above the next by so much.
MARGIN = 4.0
_NEARLY = 85


class Verdict(Enum):
    """What the weight of all signs says."""

    CERTAIN = "certain"
    ASK = "ask"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Bounds:
    """From which sums two cards are certainly, or perhaps, of one person."""

    certain: float
    ask: float


# Of staff there are few, and their lists often say no more than the name; of guardians there are most.
STUDENTS, STAFF, GUARDIANS = Bounds(20, 12), Bounds(16, 12), Bounds(22, 12)


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of somebody: names and keys as search_key() leaves them, "" and None for what is not known.

    `kin`: whose guardian somebody is, by any name of the children that both sides share; `family`: the children's
    surnames and fathers' names.
    """

    surname: str
    name: str
    patronymic: str = ""
    birth_date: date | None = None
    snils: str = ""
    file_number: str = ""
    phone: str = ""
    group: str = ""
    grade: int = 0
    position: str = ""
    kin: frozenset[object] = frozenset()
    family: frozenset[object] = frozenset()


def weigh(one: Signs, other: Signs) -> float:
    """Return the weight of all signs: the greater, the likelier the two are one."""
    total = _of_text("surname", one.surname, other.surname) + _of_text("name", one.name, other.name)
    total += _of_patronymic(one.patronymic, other.patronymic)
    total += _of_birth(one.birth_date, other.birth_date) + _of_group(one, other) + _of_kin(one, other)
    if one.birth_date is None or one.birth_date != other.birth_date:
        total += _OF_ANOTHER_NAME * (_of_text("name", one.name, other.name) == WEIGHTS["name"].other)
    for sign in ("snils", "file_number", "phone", "position"):
        mine, its = getattr(one, sign), getattr(other, sign)
        if mine and its:
            total += WEIGHTS[sign].same if mine == its else WEIGHTS[sign].other
    return total


def nearly(one: str, other: str) -> bool:
    """Whether two names differ by a misprint, or one is a part of the other: «Иванова» and «Иванова-Петрова»."""
    if not one or not other:
        return False
    return bool({*one.split("-")} & {*other.split("-")}) or fuzz.ratio(one, other) >= _NEARLY


def _of_text(sign: str, one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    weight = WEIGHTS[sign]
    return weight.same if one == other else weight.near if nearly(one, other) else weight.other


def _of_patronymic(one: str, other: str) -> float:
    return _of_text("patronymic", one, other) if one or other else _WITHOUT_PATRONYMIC


def _of_birth(one: date | None, other: date | None) -> float:
    if one is None or other is None:
        return 0.0
    weight = WEIGHTS["birth_date"]
    same = (one.year == other.year) + (one.month == other.month) + (one.day == other.day)
    swapped = one.year == other.year and (one.month, one.day) == (other.day, other.month)
    return weight.same if same == 3 else weight.near if same == 2 or swapped else weight.other


def _of_group(one: Signs, other: Signs) -> float:
    if not one.group or not other.group:
        return 0.0
    weight = WEIGHTS["group"]
    return weight.same if one.group == other.group else weight.near if one.grade == other.grade else weight.other


def _of_kin(one: Signs, other: Signs) -> float:
    weight, shared = WEIGHTS["kin"], len(one.kin & other.kin)
    if shared:
        return weight.same + MARGIN * (shared - 1)
    return weight.near if one.family & other.family else weight.other


def verdict(one: Signs, other: Signs, bounds: Bounds) -> Verdict:
    """Return what the signs of two cards say. A surname that was changed is asked about, but for the same СНИЛС."""
    total = weigh(one, other)
    if total < bounds.ask:
        return Verdict.NEW
    changed = bool(one.surname and other.surname) and one.surname != other.surname
    changed = changed and not nearly(one.surname, other.surname) and not (one.snils and one.snils == other.snils)
    return Verdict.CERTAIN if total >= bounds.certain and not changed else Verdict.ASK


# ── many against many ─────────────────────────────────────────────────


class Pair(NamedTuple):
    """A card of the file and one of the base, by their numbers, with the weight of what they share."""

    weight: float
    new: int
    known: int


@dataclass(frozen=True, slots=True)
class Recognised:
    """Whom a card of the file is: the card of the base if certain; those it may be, the likeliest first, if asked."""

    verdict: Verdict
    known: int | None = None
    likely: tuple[int, ...] = ()


def recognise(new: Sequence[Signs], known: Sequence[Signs], bounds: Bounds) -> list[Recognised]:
    """Return for each of `new` whom of `known` it is: each of these is one at most, the likeliest pairs first."""
    pairs = sorted((pair for pair in _pairs(new, known) if pair.weight >= bounds.ask), key=lambda one: -one.weight)
    by_new, by_known = defaultdict[int, list[Pair]](list), defaultdict[int, list[Pair]](list)
    for pair in pairs:
        by_new[pair.new].append(pair)
        by_known[pair.known].append(pair)
    found: dict[int, Recognised] = {}
    taken: set[int] = set()
    for pair in pairs:
        if pair.new in found or pair.known in taken:
            continue
        open_ = [one for one in by_new[pair.new] if one.known not in taken]
        rivals = [one for one in open_ if one.known != pair.known]
        # A row that says the same is a double of this one, not a rival.
        rivals += [one for one in by_known[pair.known] if one.new not in found and new[one.new] != new[pair.new]]
        is_clear = all(one.weight <= pair.weight - MARGIN for one in rivals)
        if is_clear and verdict(new[pair.new], known[pair.known], bounds) is Verdict.CERTAIN:
            found[pair.new] = Recognised(Verdict.CERTAIN, pair.known)
            taken.add(pair.known)
        else:
            found[pair.new] = Recognised(Verdict.ASK, None, tuple(one.known for one in open_[:3]))
    for number, one in list(found.items()):
        if one.verdict is Verdict.ASK and (left := tuple(k for k in one.likely if k not in taken)) != one.likely:
            found[number] = Recognised(Verdict.ASK, None, left) if left else Recognised(Verdict.NEW)
    return [found.get(number, Recognised(Verdict.NEW)) for number in range(len(new))]


def _pairs(new: Sequence[Signs], known: Sequence[Signs]) -> Iterable[Pair]:
    """Weigh those who share enough to be looked at."""
    blocks: dict[object, list[int]] = defaultdict(list)
    for number, one in enumerate(known):
        for key in _blocks(one):
            blocks[key].append(number)
    for number, one in enumerate(new):
        for other in {found for key in _blocks(one) for found in blocks.get(key, ())}:
            yield Pair(weigh(one, known[other]), number, other)


def _blocks(one: Signs) -> Iterable[object]:
    """What two cards of one person share a part of, at least."""
    yield "surname", one.surname
    if one.snils:
        yield "snils", one.snils
    if one.file_number:
        yield "file", one.file_number
    if one.birth_date:
        yield "birth", one.birth_date, one.name
    if one.patronymic:
        yield "name", one.name, one.patronymic, one.group
    for child in one.kin:
        yield "kin", child
