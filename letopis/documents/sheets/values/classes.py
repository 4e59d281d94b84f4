"""Names of classes and lists of grades as people write them."""

import re
from dataclasses import dataclass

from letopis.documents.sheets.sheet import Cell
from letopis.documents.sheets.values.text import LATIN_TWINS, text_of
from letopis.kernel.text import search_key

_LATIN = re.compile(r"[A-Za-z]")
_WORD = re.compile(r"класс(?P<many>ы|ов|ах|и)?[аеу]?(?![а-яё])\.?|(?<![а-яё])кл(?:\.|(?![а-яё]))", re.IGNORECASE)
# «5-й А», «5-е классы», «в 5-м классе»: the ending of the number is no letter.
_ORDINAL = re.compile(r"(?<=\d)\s?[-–—]?\s?(?:ый|ий|ой|й|ые|го|ом|ые)(?![а-яё])")
_ORDINAL_OF_MANY = re.compile(r"(?<=\d)\s?[-–—]?\s?(?:е|х)(?![а-яё])")
_ROMAN = re.compile(r"(XII|XI|IX|X|VIII|VII|VI|IV|V|III|II|I)(?=\s*[-–—\"'«„“\s])(?=.*[^\s\dIVX])")
_GRADES = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10} | {
    "XI": 11,
    "XII": 12,
}
_QUOTES = re.compile(r"[\"'«»„“”‘’`]")
_CLASS = re.compile(
    r"(?P<grade>\d{1,2})(?:(?P<between>\s*[-–—./_]?\s*)(?P<letters>[А-ЯЁа-яёA-Za-z]{1,3}))?"
    r"(?:\s*(?P<sign>[-–—/]?)\s*(?P<number>[1-9]))?"
)
_WITHIN = re.compile(r"(?<![\w.])\d{1,2}\s?-?\s?[\"«„“]?[А-ЯЁа-яёA-Z][\"»”“]?(?![\w.])(?:\s?кл(?:асс)?\b\.?)?")
_UNITS = frozenset({"час", "мин", "чел", "руб", "лет", "год", "шт", "кг", "см", "мм", "пр", "мая", "кв"})
_GRADE_SPAN = re.compile(r"(\d{1,2})\s*(?:[-–—]|по|до)\s*(\d{1,2})|(\d{1,2})")
LAST_GRADE = 12


@dataclass(frozen=True, slots=True)
class ClassName:
    """«5А»: grade 5, letter А; «10ФМ»; «7-2» has the letter «-2». `has_latin`: Latin letters stood there («5A»)."""

    grade: int
    letter: str
    has_latin: bool = False

    @property
    def name(self) -> str:
        """As the product writes it."""
        return f"{self.grade}{self.letter}"


def parse_class(cell: Cell) -> ClassName | None:
    """Return the class of «5А», «5 а», «5-А», «5 "А"», «5 класс А», «10ФМ», «7-2», «5А1», «V «А»»; None for others.

    «9 классы» and «5 класс» are grades without a letter. A date is no class: see class_of_date().
    """
    body = text_of(cell)
    if not body or len(body) > 24:
        return None
    word = _WORD.search(body)
    if word:
        body = f"{body[: word.start()]} {body[word.end() :]}"
    if "-" in body or "–" in body or word:
        body = _ORDINAL.sub(" ", body)
        if word and word["many"]:
            body = _ORDINAL_OF_MANY.sub(" ", body)
    if roman := _ROMAN.match(body.replace("Х", "X").strip()):
        body = f"{_GRADES[roman[1]]} {body.strip()[roman.end() :]}"
    found = _CLASS.fullmatch(_QUOTES.sub("", body).strip(" .,;:"))
    if not found or not 1 <= int(found["grade"]) <= LAST_GRADE:
        return None
    letters = found["letters"] or ""
    if len(letters) > 1 and not _is_name(letters, found["between"]):
        return None
    if found["number"] and not letters and not found["sign"]:
        return None
    number = f"{_sign(found['sign'], letters)}{found['number']}" if found["number"] else ""
    return ClassName(
        int(found["grade"]), f"{letters.translate(LATIN_TWINS).upper()}{number}", bool(_LATIN.search(letters))
    )


def classes_in(text: str) -> tuple[list[str], str]:
    """Return the classes that a text names, and what else it says: «5А, 5Б Алгебра» → [«5А», «5Б»], «Алгебра»."""
    found = [one[0] for one in _WITHIN.finditer(text) if parse_class(one[0])]
    rest = _WITHIN.sub(lambda one: " " if parse_class(one[0]) else one[0], text)
    return found, re.sub(r"^[\s,;:()/–—-]+|[\s,;:/–—-]+$", "", rest)


def _is_name(letters: str, between: str) -> bool:
    """Whether several letters name a class: capital ones («10 ФМ»), or small ones close to the number («10фм»)."""
    return letters.isupper() or (not between.strip(" ") and not between and letters not in _UNITS)


def _sign(sign: str, letters: str) -> str:
    """«5А-1» is 5А1; «7–2» is 7-2; «8/2» stays."""
    return "" if letters else sign.replace("–", "-").replace("—", "-")


def class_of_date(day: int, month: int) -> ClassName | None:
    """Return the class that a spreadsheet made a date of: 5 January is «5-1»."""
    return ClassName(day, f"-{month}") if 1 <= day <= LAST_GRADE and 1 <= month <= 9 else None


def class_key(text: str) -> str:
    """Return what two spellings of one class share, groups of a college («ИС-21») included."""
    parsed = parse_class(text)
    if parsed:
        return search_key(parsed.name).replace("/", "-")
    return re.sub(r"[\s\-–—.\"'«»„“”]", "", search_key(text.translate(LATIN_TWINS)))


def parse_grades(text: str) -> list[int]:
    """Return the grades of «1–9», «1-8, 10», «5 класс», «10–11 классы»; empty for all or nothing."""
    grades: set[int] = set()
    for first, last, alone in _GRADE_SPAN.findall(text):
        grades |= set(range(int(first), int(last) + 1)) if first else {int(alone)}
    return sorted(grade for grade in grades if 1 <= grade <= LAST_GRADE)


def grades_text(grades: list[int]) -> str:
    """Return «1–8, 10» for the grades: what parse_grades() reads back."""
    runs: list[list[int]] = []
    for grade in sorted(grades):
        if runs and grade == runs[-1][-1] + 1:
            runs[-1].append(grade)
        else:
            runs.append([grade])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
