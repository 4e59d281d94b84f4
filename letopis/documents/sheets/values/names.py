"""Names of people as people write them."""

import re
from dataclasses import dataclass

from letopis.documents.sheets.values.text import text_of
from letopis.kernel.text import clean, search_key

_PATRONYMIC = re.compile(
    r".{2,}(вич|ьич|мич|кич|нич|тич|вна|чна|шна)$|.*(оглы|оглу|кызы|гызы|уулу|улы|қызы|ұлы)$", re.IGNORECASE
)
_MALE = re.compile(r".*(ич|оглы|оглу|уулу|улы|ұлы)", re.IGNORECASE)
_FEMALE = re.compile(r".*(вна|чна|шна|кызы|гызы|қызы)", re.IGNORECASE)


# A number typed into the cell, a hyphen typed with spaces or as a dash.
_ROW_NUMBER = re.compile(r"^№?\s?\d{1,4}(?:[.)]\s?|\s+)(?=[^\W\d_])")
_HYPHEN = re.compile(r"(?<=[^\W\d_])(?: [-‐‑–—−] ?|[-‐‑–—−] )(?=[А-ЯЁ])|(?<=[^\W\d_])[‐‑–—−](?=[^\W\d_])")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])[’‘`´ʼ′](?=[^\W\d_])")
_PATRONYMIC_TAIL = {"оглы", "оглу", "кызы", "гызы", "уулу", "улы", "қызы", "ұлы"}
# Parts of surnames that stay small.
_PARTICLES = {"ван", "фон", "дер", "ден", "де", "да", "ди", "ла", "ле", "дю", "аль", "эль", "эд", "бен", "ибн", "заде"}
_FOOTNOTE = re.compile(r"\s?[*†‡¹²³]+\s*$")
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*")


_INITIALS = re.compile(r"(?P<s>[А-ЯЁ][А-Яа-яЁё'\-]+)\s*(?P<n>[А-ЯЁ])\.?\s*(?:(?P<p>[А-ЯЁ])\.?)?")


_INITIALS_FIRST = re.compile(r"(?P<n>[А-ЯЁ])\.\s*(?:(?P<p>[А-ЯЁ])\.)?\s*(?P<s>[А-ЯЁ][А-Яа-яЁё'\-]+)")


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


def sex_by_patronymic(patronymic: str) -> str:
    """Return «m» or «f» as the ending of a patronymic tells, "" where it does not."""
    if _FEMALE.fullmatch(patronymic):
        return "f"
    return "m" if _MALE.fullmatch(patronymic) else ""


def name_and_note(text: str) -> tuple[str, str]:
    """Return a name and what is written beside it: «1. Бурый Ян (инд. обучение)» → «Бурый Ян», «инд. обучение».

    «Фомина (Ёлкина) Вера» → «Фомина Вера», «Ёлкина»; «Бурый Ян прибыл 15.10» → «Бурый Ян», «прибыл 15.10».
    """
    text = _ROW_NUMBER.sub("", _APOSTROPHE.sub("'", text_of(text)))
    marks = _FOOTNOTE.search(text)
    text = text[: marks.start()] if marks else text
    notes = [found[0].strip(" ()[]") for found in _BRACKETS.finditer(text)] + ([marks[0].strip()] if marks else [])
    text = _HYPHEN.sub("-", clean(_BRACKETS.sub(" ", text)))
    words = text.replace(",", " , ").split()
    end = next((place for place, word in enumerate(words) if place > 1 and _is_said(words, place)), len(words))
    behind = clean(" ".join(words[end:]).replace(" , ", ", ")).strip(" ,;:-–—")
    kept = clean(" ".join(words[:end]).replace(" , ", " ")).strip(" ,;:-–—")
    return kept, "; ".join(note for note in [*notes, behind] if note)


def _is_said(words: list[str], place: int) -> bool:
    """Whether a word behind the second is no part of a name: «прибыл», «15.10», a dash."""
    word = words[place]
    if not any(one.isalpha() for one in word):
        return word != "," or place > 1
    if word.casefold() in _PATRONYMIC_TAIL | _PARTICLES or all(one.islower() for one in words[:2]):
        return False
    return word[0].islower() and not looks_patronymic(word)


def parse_full_name(text: str) -> FullName | None:
    """Return the parts of «Фамилия Имя Отчество», «Гасанов Руслан Натиг оглы», «Анна Сергеевна Иванова».

    «Анна Вячеславовна» has an empty surname. None for one word or nothing. What stands beside a name is left out.
    """
    words = [proper(word) for word in name_and_note(text)[0].split()]
    if len(words) < 2:
        return None
    words = [word.casefold() if word.casefold() in _PATRONYMIC_TAIL else word for word in words]
    return _parts(words)


def _parts(words: list[str]) -> FullName:
    """Two words or more."""
    if words[-1] in _PATRONYMIC_TAIL and len(words) > 2:
        return FullName(" ".join(words[:-3]), words[-3], " ".join(words[-2:]))
    if len(words) == 2:
        return FullName("", *words) if looks_patronymic(words[1]) else FullName(*words)
    if len(words) == 3 and looks_patronymic(words[1]) and not looks_patronymic(words[2]):
        if words[1] in _PATRONYMIC_TAIL:
            # «Кубанычбек уулу Азамат»: the father's name stands where others have a surname.
            return FullName(f"{words[0]} {words[1]}", words[2])
        return FullName(words[2], words[0], words[1])
    if len(words) > 3 and looks_patronymic(words[-1]):
        return FullName(" ".join(words[:-2]), words[-2], words[-1])
    return FullName(words[0], words[1], " ".join(words[2:]))


def proper(word: str) -> str:
    """Return a word of a name with the letters it has in a card: «ИВАНОВА–ПЕТРОВА», «Иванова-петрова», «Д'АРТАНЬЯН»."""
    word = _APOSTROPHE.sub("'", word)
    if "." in word:
        return word
    if (word.isupper() and len(word) > 1) or (word.islower() and word not in _PATRONYMIC_TAIL | _PARTICLES):
        word = word.casefold()
        return "-".join("'".join(_capital(bit) for bit in part.split("'")) for part in word.split("-"))
    head, *rest = word.split("-")
    return "-".join(
        [
            head,
            *(_capital(part) if len(part) > 2 and part not in _PATRONYMIC_TAIL | _PARTICLES else part for part in rest),
        ]
    )


def _capital(part: str) -> str:
    return part[:1].upper() + part[1:]


@dataclass(frozen=True, slots=True)
class ShortName:
    """«Смирнов А. В.»: surname and initials (a patronymic's may be missing)."""

    surname: str
    name: str
    patronymic: str = ""


def parse_short_name(text: str) -> ShortName | None:
    """Return the parts of «Смирнов А.В.», «Смирнов А. В.», «А.В. Смирнов»; None for anything else."""
    body = _HYPHEN.sub("-", _APOSTROPHE.sub("'", text_of(text)))
    found = _INITIALS.fullmatch(body) or _INITIALS_FIRST.fullmatch(body)
    return ShortName(found["s"], found["n"], found["p"] or "") if found else None
