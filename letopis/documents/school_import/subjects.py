"""The school's subjects under one name: «Лит-ра», «Англ. яз.», «Физ-ра», «ОБЗР» are found by their letters.

A short form is weighed against every name: its words begin words of the name («рус. яз»), begin one and end another
(«лит-ра», «физ-ра»), or are the first letters of its words («ОБЗР»). It is found where one name is clearly the best.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from letopis.kernel.text import search_key

# Short forms that have no letters of the name.
_ALIASES = {
    "обж": "основы безопасности и защиты родины",
    "русский": "русский язык",
    "чтение": "литературное чтение",
    "технология": "труд (технология)",
}
_WORD = re.compile(r"[^\W_]+")
_SHORT = re.compile(r"[^\W_]+(?:-[^\W_]+)?")
_BRACKETED = re.compile(r"\(([^)]*)\)")
_SMALL = {"и", "в", "по", "к", "с", "о", "на", "для"}
# Two names as near to each other as this are both possible.
MARGIN = 0.18
_LEAST = 0.5
_MISPRINT = 88
_FIGURES = re.compile(r"\d+")
# So few letters are misprinted into another word.
_TOO_SHORT = 5


class Subjects:
    """Names of subjects with the school's own short forms of them; find() reads others by their letters."""

    def __init__(self, names: Iterable[str], shorts: Mapping[str, str] | None = None) -> None:
        self.names: dict[str, str] = {}
        for name in names:
            self.names.setdefault(search_key(name), name)
        self._shorts = {_key(short): search_key(full) for short, full in (shorts or {}).items()}
        self._found: dict[tuple[str, tuple[str, ...]], list[str]] = {}

    def find(self, text: str, among: Iterable[str] | None = None) -> str | None:
        """Return the canonical name, None where no subject, or more than one, fits; those of `among` come first."""
        found = self.candidates(text, among)
        return found[0] if len(found) == 1 else None

    def candidates(self, text: str, among: Iterable[str] | None = None) -> list[str]:
        """Return the names that a text may mean, nothing else being as likely."""
        key = search_key(text)
        if key in self.names:
            return [self.names[key]]
        if told := self._shorts.get(_key(text)):
            # The sheet of short forms may itself shorten: «Англ. яз. — Английский язык».
            if told in self.names:
                return [self.names[told]]
            key = told
        near = tuple(sorted({search_key(name) for name in among or ()} & set(self.names)))
        asked = (key, near)
        if asked not in self._found:
            self._found[asked] = self._likely(key, near) if key else []
        return self._found[asked]

    def _likely(self, key: str, near: tuple[str, ...]) -> list[str]:
        alias = _ALIASES.get(key.strip(". "), "")
        if alias in self.names:
            return [self.names[alias]]
        for pool in (near, tuple(self.names)):
            scored = sorted(((likeness(key, name), name) for name in pool), reverse=True)
            best = [name for score, name in scored if score >= _LEAST and score > scored[0][0] - MARGIN]
            if best:
                return [self.names[name] for name in best]
        return []


def _key(text: str) -> str:
    return "".join(_WORD.findall(search_key(text)))


class _Name(NamedTuple):
    """A text taken apart: its letters as one word, its words, as a short form and as a name, and those in brackets."""

    key: str
    shorts: list[str]
    words: list[str]
    aside: frozenset[str]


# A run of a cell's words is weighed against each name of the school: neither is taken apart each time.
@lru_cache(maxsize=10_000)
def _taken_apart(text: str) -> _Name:
    aside = frozenset(one for part in _BRACKETED.findall(text) for one in _WORD.findall(part))
    return _Name(_key(text), _SHORT.findall(text), _WORD.findall(text), aside)


@lru_cache(maxsize=100_000)
def likeness(short: str, full: str) -> float:
    """Return from 0 to 1 how likely `short` is a way to write `full`; both are keys of search_key()."""
    told, name = _taken_apart(short), _taken_apart(full)
    if told.key == name.key:
        return 1.0
    words, whole = told.shorts, name.words
    if not words or not whole:
        return 0.0
    if len(words) == 1 and (found := _one_word(words[0], whole)):
        return found
    if found := _words_of(words, whole, name.aside):
        return found
    # A figure is no misprint: «Английский язык (7)» says a room besides.
    if len(short) <= _TOO_SHORT or _FIGURES.findall(short) != _FIGURES.findall(full):
        return 0.0
    return 0.85 * fuzz.token_sort_ratio(short, full, score_cutoff=_MISPRINT) / 100


def _one_word(word: str, whole: list[str]) -> float:
    """«ОБЗР», «физ-ра», «физра»: first letters of the words, or the beginning of one word and the end of another."""
    letters = word.replace("-", "")
    big = [one for one in whole if one not in _SMALL]
    if len(letters) > 1 and letters in {"".join(one[0] for one in big), "".join(one[0] for one in whole)}:
        return 0.9
    if word.startswith(tuple(whole[0][:2])) and _begins_and_ends(word, whole):
        return 0.75
    return 0.0


def _begins_and_ends(word: str, whole: list[str]) -> bool:
    """«лит-ра» is литература, «физ-ра» and «физкультура» are физическая культура."""
    splits = [len(word.partition("-")[0])] if "-" in word else range(3, len(word) - 1)
    letters = word.replace("-", "")
    for place in splits:
        head, tail = letters[:place], letters[place:]
        if head and tail and whole[0].startswith(head) and any(one.endswith(tail) for one in whole):
            return True
    return False


def _words_of(words: list[str], whole: list[str], aside: frozenset[str]) -> float:
    """«рус. яз», «англ. яз»: each word begins another word of the name; the fewer words it leaves out the better.

    `aside`: what stands in brackets; it is said of a subject more often than it is its name.
    """
    first = {one[0] for one in whole}
    if any(word[0] not in first for word in words):
        return 0.0
    left = list(whole)
    told = 0
    for word in words:
        parts = word.split("-") if "-" in word else [word]
        found = next((one for one in left if one == word), None) or next(
            (one for one in left if one.startswith(word) or _is_shortened(parts, one)), None
        )
        if found is None:
            if not (glued := _glued(word, left)):
                return 0.0
            told += len(word)
            left = [one for one in left if one not in glued]
            continue
        told += min(len(word), len(found))
        left.remove(found)
    if len(words) == 1 and words[0] in _SMALL:
        return 0.0
    missing = sum(0.03 if one in aside or one in _SMALL else 0.12 for one in left)
    in_order = 0.05 if whole[0].startswith(words[0].split("-")[0]) else 0.0
    return max(0.0, 0.72 + in_order + 0.15 * told / sum(map(len, whole)) - missing)


def _glued(word: str, left: list[str]) -> tuple[str, str] | None:
    """The two words that one is glued of: «спортзал» — спортивный зал."""
    for place in range(3, len(word) - 2):
        head = next((one for one in left if one.startswith(word[:place])), None)
        tail = next((one for one in left if one != head and one.startswith(word[place:])), None)
        if head and tail:
            return head, tail
    return None


def closest(text: str, names: Iterable[str]) -> str | None:
    """Return the one of `names` that a text is clearly a way to write: «бол. спортзал» — «Большой спортивный зал»."""
    key = search_key(text)
    scored = sorted(((likeness(key, search_key(name)), name) for name in names), reverse=True)
    if not scored or scored[0][0] < _LEAST or (len(scored) > 1 and scored[1][0] > scored[0][0] - MARGIN):
        return None
    return scored[0][1]


def _is_shortened(parts: list[str], word: str) -> bool:
    return len(parts) == 2 and word.startswith(parts[0]) and word.endswith(parts[1])
