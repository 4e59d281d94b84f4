"""Relatives in one cell: «Орлова Анна Петровна, мать, ООО «Ромашка», 8 900 123-45-67», both parents in turn."""

import re
from dataclasses import dataclass

from letopis.documents.sheets.values import (
    FullName,
    looks_patronymic,
    parse_class,
    parse_full_name,
    seen,
    sex_by_patronymic,
)
from letopis.kernel.fields import Misread, fields_of
from letopis.kernel.text import clean
from letopis.school.people.enums import Kinship
from letopis.school.people.intake import GuardianshipDraft, PersonDraft
from letopis.school.people.kinds import telephones

# Two people with all that is said of them take less.
_LONGEST = 400
_PERSON, _KINSHIP = fields_of(PersonDraft), fields_of(GuardianshipDraft)["kinship"]
_KIN = re.compile(
    r"(?<!\w)(мать|мама|отец|папа|бабушка|дедушка|опекун\w*|попечитель\w*|мачеха|отчим|т[её]тя|дядя|сестра|брат)(?!\w)\.?",
    re.IGNORECASE,
)
_WORD = r"(?:[А-ЯЁ][а-яё]+(?:[-–'’][А-ЯЁа-яё]+)*|[А-ЯЁ]{2,}(?:[-–'’][А-ЯЁ]+)*)"
_RUN = re.compile(rf"{_WORD}(?:\s+(?:{_WORD}|оглы|кызы|уулу))+")
# Words that say only what stands behind them.
_LABELS = re.compile(r"(?<!\w)(?:тел|моб|сот|телефон|место|работ[аы]|почта|e-?mail|раб|дом)(?!\w)\.?", re.IGNORECASE)
# A hyphen within a word is the word's own: «Римский-Корсаков» is one surname.
_BETWEEN = re.compile(r"(?:[|\s,;:()/–—]|(?<![^\W\d_])-|-(?![^\W\d_]))+")
_SEXES = {"mother": "f", "grandmother": "f", "father": "m", "grandfather": "m"}
_EMAIL = re.compile(r"[^@\s,;<>()«»:]+@[^@\s,;<>()«»:]+\.[^@\s,;<>()«»:.]+")


@dataclass(slots=True)
class Relative:
    """One person of a cell; `kinship` is "" where the cell does not say."""

    name: FullName
    kinship: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Relatives:
    """Everybody of a cell, and what else it says: a place of work."""

    people: tuple[Relative, ...] = ()
    rest: str = ""


def relatives_of(text: str) -> Relatives:
    """Return who is named in a cell with the telephone, the address and the kinship that stand beside each.

    A cell of one plain name gives that name alone; nobody where no whole name is found.
    """
    text = clean(seen(text[:_LONGEST]).replace("\n", " ; "))
    found: list[tuple[int, str, str]] = []
    rest = text
    for kind, texts in (("email", [one[0] for one in _EMAIL.finditer(text)]), ("phone", telephones(text))):
        for one in texts:
            place = rest.find(one)
            found.append((place, kind, one))
            rest = f"{rest[:place]}{'|' * len(one)}{rest[place + len(one) :]}"
    for match in _KIN.finditer(rest):
        found.append((match.start(), "kin", match[1]))
        rest = f"{rest[: match.start()]}{'|' * len(match[0])}{rest[match.end() :]}"
    for place, name in [one for match in _RUN.finditer(rest) for one in _names_in(match)]:
        found.append((place, "name", name))
        rest = f"{rest[:place]}{'|' * len(name)}{rest[place + len(name) :]}"
    left = clean(_BETWEEN.sub(" ", _LABELS.sub(" ", rest)))
    if not any(kind == "name" for _, kind, _ in found) and _RUN.fullmatch(left) and len(left.split()) == 2:
        # «Ким Анна, 8 900 123-45-67»: nothing but a surname and a name.
        found.append((rest.find(left.split()[0]), "name", left))
        left = ""
    return Relatives(tuple(_people(sorted(found))), left)


def _names_in(match: re.Match[str]) -> list[tuple[int, str]]:
    """The whole names of a run of capital words, each ending in a patronymic: two parents may stand side by side."""
    found: list[tuple[int, str]] = []
    words = [(one[0], match.start() + one.start()) for one in re.finditer(r"\S+", match[0])]
    first = 0
    for index, (word, _) in enumerate(words):
        behind = words[index + 1][0] if index + 1 < len(words) else ""
        if index - first < 2 or behind in {"оглы", "кызы", "уулу"} or not looks_patronymic(word):
            continue
        begin, end = words[first][1], words[index][1] + len(word)
        found.append((begin, match.string[begin:end]))
        first = index + 1
    return [(place, name) for place, name in found if parse_full_name(name)]


def _people(found: list[tuple[int, str, str]]) -> list[Relative]:
    kinds = [kind for _, kind, _ in found if kind in {"name", "kin"}]
    kin_first = kinds[:1] == ["kin"]
    people: list[Relative] = []
    waiting = ""
    for _, kind, text in found:
        if kind == "name":
            named = parse_full_name(text)
            assert named
            people.append(Relative(named, waiting))
            waiting = ""
        elif kind == "kin":
            kinship = str(_KINSHIP.read(text))
            if kin_first or not people:
                waiting = kinship
            elif not people[-1].kinship:
                people[-1].kinship = kinship
        elif people and not getattr(people[-1], kind):
            setattr(people[-1], kind, str(_PERSON[kind].read(text)))
    return people


def owners_of(text: str) -> list[tuple[str, str]]:
    """Return the telephones of a cell with the kinship that is said of each: («+79…», «mother»); "" where none is."""
    found = telephones(text)
    places = [text.find(one) for one in found]
    owners = []
    for one, place in zip(found, places, strict=True):
        end = place + len(one)
        until = next((other for other in places if other > place), len(text))
        behind = _KIN.search(text[end:until].split(",", maxsplit=1)[0])
        before = _KIN.search(re.split(r"[,;\n]", text[:place])[-1]) if not behind else None
        said = behind or before
        try:
            owners.append((str(_PERSON["phone"].read(one)), str(_KINSHIP.read(said[1])) if said else ""))
        except Misread:
            continue
    return owners


def give_kinships(people: list[Relative], text: str) -> bool:
    """Give several people the words of kinship of a cell of their own; whether each has one now.

    As many words as people are theirs in turn, unless a patronymic says otherwise; else a word is his whose patronymic
    has its sex.
    """
    words = [str(_KINSHIP.read(one)) for one in _KIN.findall(text)]
    in_turn = len(words) == len(people) and all(map(_fits, people, words))
    pairs = zip(people, words, strict=True) if in_turn else ((one, said) for one in people for said in words)
    for one, said in pairs:
        if not one.kinship and (in_turn or (_fits(one, said) and sex_by_patronymic(one.name.patronymic))):
            one.kinship = said
    return all(one.kinship for one in people)


def _fits(one: Relative, kinship: str) -> bool:
    return not _SEXES.get(kinship) or sex_by_patronymic(one.name.patronymic) in {"", _SEXES[kinship]}


def kinship_or(relative: Relative, usual: str) -> str:
    """The kinship that a cell says, else the one of its column."""
    return relative.kinship if relative.kinship and relative.kinship != Kinship.OTHER else usual


_APART = re.compile(r"[;\n]|,(?![^(]*\))|\s(?:и|\+)\s")
_BEHIND_NAME = re.compile(r"\s*[(,–-]?\s*(?P<group>\d{1,2}[^()\d]{0,4}?)(?:\s?кл\w*\.?)?\s*\)?")


def children_in(text: str) -> list[tuple[str, str]]:
    """Return the children that a cell names, several at once, each with the class behind the name; [] for one child.

    «Сомов Роман Ильич (5А), Сомова Нина Ильинична (2Б)».
    """
    parts = [part.strip() for part in _APART.split(text) if part.strip()]
    if len(parts) > 1 and any(_is_class(part) for part in parts):
        # «Сомов Роман, 5А; Сомова Нина, 2Б»: a class is said of the name before it.
        joined: list[str] = []
        for part in parts:
            if _is_class(part) and joined:
                joined[-1] = f"{joined[-1]} ({part})"
            else:
                joined.append(part)
        parts = joined
    found = []
    for part in parts:
        bare = part.partition("(")[0].strip()
        group = _BEHIND_NAME.fullmatch(part[len(bare) :])
        name = parse_full_name(bare)
        if not name or not name.surname or any(one.isdigit() for one in bare):
            return []
        found.append((bare, group["group"].strip() if group else ""))
    return found if len(found) > 1 else []


def _is_class(text: str) -> bool:
    return bool(text[:1].isdigit() and parse_class(re.sub(r"\s?кл\w*\.?$", "", text)))
