"""How much a header is like a name: words in any order, cut short, glued together, misspelt.

«Дата рожд.», «Д.р.» and «Число, месяц и год рождения» are like «дата рождения», «Кол-во ч.» is like «количество часов».
Patterns tell what is certain; this tells what is likely, and what stands in the column decides.
"""

import re
from collections.abc import Iterable, Mapping
from math import log

from rapidfuzz import fuzz

from letopis.documents.sheets.normal import normal

# Words that bind others.
_BINDING = frozenset(re.findall(r"\S+", "и в во на по с со у о об от до из к за для при или г № номер кому чей"))
# A header that is longer is a sentence.
MOST_WORDS = 8
# A name's likeness below this says nothing.
LEAST_LIKE = 0.55
# How much less a word says that only resembles one of the name.
_CUT, _SHORT, _MISSPELT = 0.95, 0.8, 0.85
# What a word that no name has says.
_UNKNOWN = 0.5
_MOST_KEPT = 20_000
_SHORTEST_GLUED, _LONGEST_GLUED = 7, 40


def words_of(header: str) -> tuple[str, ...]:
    """The words of a header that say something."""
    found = [word for word in re.split(r"[ /+]+", normal(header)) if word and word not in _BINDING]
    return tuple(found[:MOST_WORDS])


def alike(word: str, name: str) -> float:
    """How much a word of a header is the word of a name, 0 to 1: the same, its beginning, another form, a misprint."""
    if word == name:
        return 1.0
    if name.startswith(word):
        return _CUT if len(word) > 2 else _SHORT
    shared = next((n for n, (a, b) in enumerate(zip(word, name, strict=False)) if a != b), min(len(word), len(name)))
    if shared >= 4 and shared >= max(len(word), len(name)) - 3:
        return _CUT
    if min(len(word), len(name)) > 4 and word[0] == name[0] and fuzz.ratio(word, name) >= 80:
        return _MISSPELT
    return 0.0


class Names:
    """The names of a table's fields, looked up by likeness.

    A word that many fields share says less than one of a field's own: «дата» of «Дата зачисления».
    """

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        self._names = {(field, words) for field, some in names.items() for name in some if (words := words_of(name))}
        fields: dict[str, set[str]] = {}
        for field, words in self._names:
            for word in words:
                fields.setdefault(word, set()).add(field)
        self._weights = {word: 1 / (1 + log(len(of))) for word, of in fields.items()}
        # Words that are alike begin alike.
        self._begin: dict[str, list[str]] = {}
        for word in self._weights:
            self._begin.setdefault(word[0], []).append(word)
        self._met: dict[str, dict[str, float]] = {}

    def like(self, header: str) -> list[tuple[str, float]]:
        """Return fields with their likeness, the likeliest first; none for a text with figures: that is no name."""
        words = words_of(header)
        if not words or any(sign.isdigit() for word in words for sign in word):
            return []
        met = [self._meets(part) for word in words for part in self._parts(word)]
        if not any(met):
            return []
        said = sum(max((self._weights[name] for name in one), default=_UNKNOWN) for one in met)
        found: dict[str, float] = {}
        for field, names in self._names:
            much = self._likeness(met, names, said)
            if much >= LEAST_LIKE and much > found.get(field, 0.0):
                found[field] = much
        return sorted(found.items(), key=lambda one: (-one[1], one[0]))

    def _parts(self, word: str) -> tuple[str, ...]:
        """Two words of names that were glued in capitals: «ДАТАРОЖДЕНИЯ»."""
        if len(word) < _SHORTEST_GLUED or len(word) > _LONGEST_GLUED or self._meets(word):
            return (word,)
        cuts = [cut for cut in range(3, len(word) - 2) if word[:cut] in self._weights and word[cut:] in self._weights]
        return (word[: cuts[0]], word[cuts[0] :]) if cuts else (word,)

    def _meets(self, word: str) -> dict[str, float]:
        """The words of names that a word may be, with how much."""
        if word not in self._met:
            if len(self._met) > _MOST_KEPT:
                self._met.clear()
            self._met[word] = {name: much for name in self._begin.get(word[0], ()) if (much := alike(word, name))}
        return self._met[word]

    def _likeness(self, met: list[dict[str, float]], names: tuple[str, ...], said: float) -> float:
        """Twice what both say of what each says; a word is used once."""
        left, both, whole = list(met), 0.0, said
        for name in names:
            whole += self._weights[name]
            best = max(left, key=lambda one: one.get(name, 0.0), default=None)
            if best and name in best:
                left.remove(best)
                both += best[name] * self._weights[name]
        return 2 * both / whole
