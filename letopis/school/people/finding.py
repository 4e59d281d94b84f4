"""What somebody looks for, as typed in a hurry: parts of names, digits of a telephone, the wrong keyboard; pure.

«bdfyjd gtnz» is «иванов петя» with the Latin keyboard on. Words may stand in any order, each has to be found. Of a
telephone any digits that follow each other, with or without the 8 or +7 before them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from letopis.kernel.text import search_key

WORDS = 5  # more say nothing more
LONGEST = 80
# Fewer digits are a class, or a part of any number.
DIGITS = 3
_FULL = 11
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
_KEYS = str.maketrans(
    "qwertyuiop[]asdfghjkl;'zxcvbnm,.`{}:\"<>~",
    "йцукенгшщзхъфывапролджэячсмитьбюёхъжэбюё",
)
# What looks alike: a class is written «7A» with a Latin letter as often as not.
_ALIKE = str.maketrans("abcehkmoptxy", "авсенкмортху")
_NOT_DIGITS = re.compile(r"\D")
_BETWEEN = re.compile(r"[\s,.;:()«»\"№]+")
_TELEPHONE = re.compile(r"[\d\s()+\-–—.]+")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: how the text may be meant, as search keys, and the digits of a telephone in it, "" for too few."""

    texts: tuple[str, ...]
    digits: str = ""


def words_sought(text: str) -> list[Word]:
    """Return the words to be found, all of them; none where nothing is asked."""
    text = text[:LONGEST].strip()
    digits = _NOT_DIGITS.sub("", text)
    if len(digits) > DIGITS and _TELEPHONE.fullmatch(text):
        return [Word((search_key(text),), _national(digits))]
    if not _LATIN.search(text):
        return [_word([key]) for key in _parts(_BETWEEN.split(text))][:WORDS]
    text = text.replace("№", " ")
    # On the other keyboard points and commas are letters.
    return [_word([one.strip(".,;:"), one.translate(_KEYS), one.translate(_ALIKE)]) for one in _parts(text.split())][
        :WORDS
    ]


def _parts(texts: Iterable[str]) -> Iterator[str]:
    return filter(None, map(search_key, texts))


def _word(meant: Iterable[str]) -> Word:
    texts = tuple(dict.fromkeys(filter(None, map(search_key, meant))))
    digits = _NOT_DIGITS.sub("", texts[0]) if texts else ""
    if len(digits) < DIGITS or _LATIN.search(texts[0]):
        return Word(texts)
    return Word(texts, _national(digits) if len(digits) == _FULL else digits)


def _national(digits: str) -> str:
    """The digits after the 8 or the +7."""
    return digits[1:] if len(digits) > DIGITS + 1 and digits[0] in "78" else digits


def file_keys(word: Word) -> list[str]:
    """Return what a file number may have in it, without the marks between: «к15» of «К-15»; [] without a digit."""
    found = [re.sub(r"[\W_]", "", text) for text in word.texts]
    keys = [key for key in found if any(one.isdigit() for one in key)]
    return list(dict.fromkeys(case for key in keys for case in (key, key.upper())))


def class_key(name: str) -> str:
    """Return what a class's name is compared by: «7А», «7 «А»» and «7-а» are one."""
    return re.sub(r"[^\w]", "", search_key(name))


def means_class(word: Word, key: str) -> bool:
    """Say whether the word is the beginning of a class's name (class_key): «7», «7a», «ис-21»."""
    return any(one and key.startswith(one) for one in map(class_key, word.texts))
