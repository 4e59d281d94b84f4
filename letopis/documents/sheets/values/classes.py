"""Names of classes and lists of grades as people write them."""

import re
from dataclasses import dataclass

from letopis.documents.sheets.sheet import Cell
from letopis.documents.sheets.values.text import LATIN_TWINS, text_of
from letopis.kernel.text import search_key

_LATIN = re.compile(r"[A-Za-z]")


_CLASS = re.compile(
    r"(?:класс\s*)?(\d{1,2})\s*(?:класс|кл\.?)?\s*[-–—.]?\s*[\"'«„“”‘’`]?\s*([А-ЯЁа-яёA-Za-z]?)\s*[\"'»“”‘’`]?\s*(?:класс|кл\.?)?",
)


_GRADE_SPAN = re.compile(r"(\d{1,2})\s*(?:[-–—]|по|до)\s*(\d{1,2})|(\d{1,2})")


@dataclass(frozen=True, slots=True)
class ClassName:
    """«5А»: grade 5, letter А. `has_latin`: the letter was a Latin twin («5A») or no Russian letter at all."""

    grade: int
    letter: str
    has_latin: bool = False

    @property
    def name(self) -> str:
        """As the product writes it."""
        return f"{self.grade}{self.letter}"


def parse_class(cell: Cell) -> ClassName | None:
    """Return the class of «5А», «5 а», «5-А», «5 "А"», «5«а»», «5 класс А», «5А класс»; None for anything else."""
    text = text_of(cell)
    found = _CLASS.fullmatch(text) or _CLASS.fullmatch(re.sub(r"^класс\s*", "", text, flags=re.IGNORECASE))
    if not found or not 1 <= int(found[1]) <= 12:
        return None
    letter = found[2]
    has_latin = bool(_LATIN.match(letter))
    return ClassName(int(found[1]), letter.translate(LATIN_TWINS).upper(), has_latin)


def class_key(text: str) -> str:
    """Return what two spellings of one class share, groups of a college («ИС-21») included."""
    parsed = parse_class(text)
    if parsed:
        return search_key(parsed.name)
    return re.sub(r"[\s\-–—.\"'«»„“”]", "", search_key(text.translate(LATIN_TWINS)))


def parse_grades(text: str) -> list[int]:
    """Return the grades of «1–9», «1-8, 10», «5 класс», «10–11 классы»; empty for all or nothing."""
    grades: set[int] = set()
    for first, last, alone in _GRADE_SPAN.findall(text):
        grades |= set(range(int(first), int(last) + 1)) if first else {int(alone)}
    return sorted(grade for grade in grades if 1 <= grade <= 12)


def grades_text(grades: list[int]) -> str:
    """Return «1–8, 10» for the grades: what parse_grades() reads back."""
    runs: list[list[int]] = []
    for grade in sorted(grades):
        if runs and grade == runs[-1][-1] + 1:
            runs[-1].append(grade)
        else:
            runs.append([grade])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
