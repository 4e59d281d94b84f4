"""Names of people as people write them."""

import re
from dataclasses import dataclass

from letopis.kernel.text import clean, search_key

_PATRONYMIC = re.compile(
    r".{2,}(вич|ьич|мич|кич|нич|тич|вна|чна|шна)$|.*(оглы|оглу|кызы|гызы|уулу|улы)$", re.IGNORECASE
)


# A number typed into the cell, a hyphen typed with spaces.
_ROW_NUMBER = re.compile(r"^\d{1,3}[.)] ?")
_HYPHEN = re.compile(r"(?<=[А-Яа-яЁё]) ?[-–] ?(?=[А-ЯЁ])")
_PATRONYMIC_TAIL = {"оглы", "оглу", "кызы", "гызы", "уулу", "улы", "қызы", "ұлы"}


_INITIALS = re.compile(r"(?P<s>[А-ЯЁ][А-Яа-яЁё\-]+)\s*(?P<n>[А-ЯЁ])\.?\s*(?:(?P<p>[А-ЯЁ])\.?)?")


_INITIALS_FIRST = re.compile(r"(?P<n>[А-ЯЁ])\.\s*(?:(?P<p>[А-ЯЁ])\.)?\s*(?P<s>[А-ЯЁ][А-Яа-яЁё\-]+)")


@dataclass(frozen=True, slots=True)
class FullName:
    """Parts of a name; `surname` is empty where the cell holds only a name and a patronymic."""

    surname: str
    name: str
    patronymic: str = ""

    @property
    def key(self) -> str:
        """What names are compared by: case and ё settled."""
        return search_key(f"{self.surname} {self.name} {self.patronymic}")

    @property
    def text(self) -> str:
        """«Орлова Елена Викторовна»."""
        return " ".join(part for part in (self.surname, self.name, self.patronymic) if part)


def looks_patronymic(word: str) -> bool:
    """Whether a word has the ending of a patronymic."""
    return bool(_PATRONYMIC.fullmatch(word))


def parse_full_name(text: str) -> FullName | None:  # noqa: PLR0911
    """Return the parts of «Фамилия Имя Отчество», «Гасанов Руслан Натиг оглы», «Анна Сергеевна Иванова».

    «Анна Вячеславовна» has an empty surname. None for one word or nothing.
    """
    text = _HYPHEN.sub("-", _ROW_NUMBER.sub("", clean(text)))
    words = [_proper(word) for word in text.replace(",", " ").strip(" -–—").split()]
    if len(words) < 2:
        return None
    if len(words) == 2:
        if looks_patronymic(words[1]):
            return FullName("", words[0], words[1])
        return FullName(words[0], words[1])
    if len(words) == 3 and looks_patronymic(words[1]) and not looks_patronymic(words[2]):
        if words[1].casefold() in _PATRONYMIC_TAIL:
            # «Кубанычбек уулу Азамат»: the father's name stands where others have a surname.
            return FullName(f"{words[0]} {words[1]}", words[2])
        return FullName(words[2], words[0], words[1])
    if words[-1].casefold() in _PATRONYMIC_TAIL:
        if len(words) == 3:
            return FullName("", words[0], " ".join(words[1:]))
        return FullName(" ".join(words[:-3]), words[-3], " ".join(words[-2:]))
    if len(words) > 3 and looks_patronymic(words[-1]):
        return FullName(" ".join(words[:-2]), words[-2], words[-1])
    return FullName(words[0], words[1], " ".join(words[2:]))


def _proper(word: str) -> str:
    """ИВАНОВА → Иванова; other words keep their letters."""
    if len(word) > 1 and word.isupper() and "." not in word:
        return "-".join(part.capitalize() for part in word.split("-"))
    return word


@dataclass(frozen=True, slots=True)
class ShortName:
    """«Смирнов А. В.»: surname and initials (a patronymic's may be missing)."""

    surname: str
    name: str
    patronymic: str = ""


def parse_short_name(text: str) -> ShortName | None:
    """Return the parts of «Смирнов А.В.», «Смирнов А. В.», «А.В. Смирнов»; None for anything else."""
    body = clean(text)
    found = _INITIALS.fullmatch(body) or _INITIALS_FIRST.fullmatch(body)
    return ShortName(found["s"], found["n"], found["p"] or "") if found else None
