"""Finding people by what a secretary writes: full name, surname and name, surname and initials; ё and е are one."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from difflib import SequenceMatcher
from typing import Generic, TypeVar

from letopis.documents.school_import.records import NOWHERE, PersonRecord
from letopis.documents.sheets.values import (
    ShortName,
    has_mixed_alphabet,
    in_cyrillic,
    parse_full_name,
    parse_short_name,
)
from letopis.kernel.text import clean, search_key
from letopis.school.people.namesakes import apart

_INITIALS = re.compile(r"(?P<s>[А-ЯЁ]\w+(?: \w+)+) (?P<n>[А-ЯЁ])\. ?(?:(?P<p>[А-ЯЁ])\.)?")
_NEARLY = 0.88
MOST_LOOKS = 300
P = TypeVar("P", bound=PersonRecord)


def short_name(text: str) -> ShortName | None:
    """The same as parse_short_name(), for surnames of several words too: «Бакыт кызы А.»."""
    if found := parse_short_name(text):
        return found
    words = _INITIALS.fullmatch(clean(text))
    return ShortName(words["s"], words["n"], words["p"] or "") if words else None


def _told(one: PersonRecord) -> str:
    """«Орлов Тимур Ильич (строка 5)», «Орлов Тимур Ильич (12.03.2014)»."""
    live = getattr(one, "live", None)
    born = one.birth_date or (live.person.birth_date if live else None)
    told = f"строка {one.place.row}" if one.place is not NOWHERE else f"{born:%d.%m.%Y}" if born else "в базе"
    return f"{one.name.text} ({told})"


class PeopleIndex(Generic[P]):
    """People by name; find() returns all whom a text may mean, the strictest reading first.

    `shown` is how a choice names somebody: where others have the same full name, with the row of the file or, of those
    whom the school knows already, with the birth date. find() knows a person by it again.
    """

    def __init__(self, people: Iterable[P]) -> None:
        self.people = list(people)
        self._looks = 0
        self._full: dict[str, list[P]] = defaultdict(list)
        self._short: dict[str, list[P]] = defaultdict(list)
        self._initials: dict[tuple[str, str, str], list[P]] = defaultdict(list)
        self._surname: dict[str, list[P]] = defaultdict(list)
        shown = apart([[one.name.text, _told(one)] for one in self.people])
        self.shown: dict[P, str] = dict(zip(self.people, shown, strict=True))
        for person in self.people:
            name = person.name
            self._full[name.key].append(person)
            if self.shown[person] != name.text:
                self._full[search_key(self.shown[person])].append(person)
            self._short[search_key(f"{name.surname} {name.name}")].append(person)
            self._surname[search_key(name.surname)].append(person)
            first, second = search_key(name.name)[:1], search_key(name.patronymic)[:1]
            self._initials[search_key(name.surname), first, second].append(person)
            if second:
                self._initials[search_key(name.surname), first, ""].append(person)

    def find(self, text: str) -> list[P]:
        """Return everyone whom `text` may mean; a Latin letter that looks like a Russian one is that."""
        if has_mixed_alphabet(text):
            text = in_cyrillic(text) or text
        if search_key(text) in self._full:
            return self._full[search_key(text)]
        full = parse_full_name(text)
        if short := short_name(text):
            key = search_key(short.surname), search_key(short.name), search_key(short.patronymic)
            return self._initials.get(key, []) or self._initials.get((key[0], key[1], ""), [] if key[2] else [])
        if full:
            if full.key in self._full:
                return self._full[full.key]
            if not full.patronymic:
                return self._short.get(search_key(text), [])
            # The list may lack the patronymic that the other sheet has.
            return [
                one for one in self._short.get(search_key(f"{full.surname} {full.name}"), []) if not one.name.patronymic
            ]
        return self._surname.get(search_key(text), [])

    def find_right(self, text: str, is_wrong: Callable[[P], bool]) -> list[P]:
        """The same, without those who are wrong (a double of another row) where others remain."""
        found = self.find(text)
        return [one for one in found if not is_wrong(one)] or found if len(found) > 1 else found

    def like(self, text: str, among: Iterable[P] | None = None) -> P | None:
        """Return the one whose name is nearly `text`: a misprint of a letter or two.

        A file with hundreds of unknown names is the file of another school: no more likenesses are looked for then.
        """
        self._looks += 1
        if self._looks > MOST_LOOKS:
            return None
        key = search_key(text)
        matcher = SequenceMatcher(None, "", key)
        scored = []
        for number, person in enumerate(among if among is not None else self.people):
            matcher.set_seq1(person.name.key)
            # The quick bounds first: a list of a thousand is compared with every name that is not in it.
            if all(measure() > _NEARLY for measure in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)):
                scored.append((matcher.ratio(), number, person))
        return max(scored)[2] if scored else None
