"""Cells as a secretary types them → plain values. Pure: no database, no clock. None means «not understood»."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from letopis.documents.sheets.sheet import Cell
from letopis.kernel.text import clean, search_key
from letopis.school.people.enums import Kinship, Sex, StudyForm

LATIN_TWINS = str.maketrans("ABCEHKMOPTXYaceopxykmt", "АВСЕНКМОРТХУасеорхукмт")
_LATIN = re.compile(r"[A-Za-z]")
_CYRILLIC = re.compile(r"[А-Яа-яЁё]")
_MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_EXCEL_EPOCH = date(1899, 12, 30)
_NUMERIC_DATE = re.compile(r"(\d{1,2})\s*[./\-–]\s*(\d{1,2})\s*[./\-–]\s*(\d{4}|\d{2})(?:\s*(?:г|год|года)?\.?)?")
_ISO_DATE = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T ].*)?")
_WORD_DATE = re.compile(r"«?(\d{1,2})»?\s+([А-Яа-яЁё]+)\.?\s+(\d{4}|\d{2})\s*(?:г|год|года)?\.?")
_SHORT_DATE = re.compile(r"(\d{1,2})[.](\d{1,2})[.]?|(\d{1,2})\s+([А-Яа-яЁё]+)")
_TIME = re.compile(r"(\d{1,2})\s*[:.\-чh]\s*(\d{2})(?::\d{2})?(?:\s*м)?")
_CLASS = re.compile(
    r"(?:класс\s*)?(\d{1,2})\s*(?:класс|кл\.?)?\s*[-–—.]?\s*[\"'«„“”‘’`]?\s*([А-ЯЁа-яёA-Za-z]?)\s*[\"'»“”‘’`]?\s*(?:класс|кл\.?)?",
)
_PATRONYMIC = re.compile(
    r".{2,}(вич|ьич|мич|кич|нич|тич|вна|чна|шна)$|.*(оглы|оглу|кызы|гызы|уулу|улы)$", re.IGNORECASE
)
_PATRONYMIC_TAIL = {"оглы", "оглу", "кызы", "гызы", "уулу", "улы", "қызы", "ұлы"}
_INITIALS = re.compile(r"(?P<s>[А-ЯЁ][А-Яа-яЁё\-]+)\s*(?P<n>[А-ЯЁ])\.?\s*(?:(?P<p>[А-ЯЁ])\.?)?")
_INITIALS_FIRST = re.compile(r"(?P<n>[А-ЯЁ])\.\s*(?:(?P<p>[А-ЯЁ])\.)?\s*(?P<s>[А-ЯЁ][А-Яа-яЁё\-]+)")
# What is counted here has fewer: hours, places, minutes.
_MOST = 10**9
_GRADE_SPAN = re.compile(r"(\d{1,2})\s*(?:[-–—]|по|до)\s*(\d{1,2})|(\d{1,2})")


def text_of(cell: Cell) -> str:  # noqa: PLR0911
    """Return a cell as the text a person sees: 301.0 is «301», dates as dd.mm.yyyy, white space settled."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "да" if cell else "нет"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    if isinstance(cell, datetime):
        return cell.strftime("%d.%m.%Y") if cell.time() == time() else cell.strftime("%d.%m.%Y %H:%M")
    if isinstance(cell, date):
        return cell.strftime("%d.%m.%Y")
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    return clean(str(cell))


def parse_date(  # noqa: PLR0911
    cell: Cell, *, last_year: int = 2099, near: date | None = None
) -> date | None:
    """Return a date written as a date, a serial number, «21.08.2018», «21.8.18», «2018-08-21», «21 августа 2018 г.».

    A year of two digits is the latest that does not pass `last_year`. A date without a year is taken from the
    academic year that begins at `near`, when given.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _EXCEL_EPOCH + timedelta(days=int(cell)) if 10_000 <= cell < 80_000 else None
    text = text_of(cell)
    if found := _ISO_DATE.fullmatch(text):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMERIC_DATE.fullmatch(text):
        return _date(_year(found[3], last_year), int(found[2]), int(found[1]))
    if (found := _WORD_DATE.fullmatch(text)) and (month := month_of(found[2])):
        return _date(_year(found[3], last_year), month, int(found[1]))
    if near and (found := _SHORT_DATE.fullmatch(text)):
        day = int(found[1] or found[3])
        month = int(found[2]) if found[2] else month_of(found[4])
        if month:
            return _date(near.year if month >= near.month else near.year + 1, month, day)
    if re.fullmatch(r"\d{5}(\.0)?", text):
        return parse_date(float(text))
    return None


def parse_date_span(text: str, *, near: date | None = None) -> tuple[date, date] | None:
    """Return the two dates of «01.09.2026 – 23.10.2026», «с 01.09 по 23.10.2026»."""
    body = re.sub(r"^с\s+", "", clean(text))
    parts = re.split(r"\s+по\s+|\s*[–—]\s*|\s+-\s+|(?<=\d{4})-(?=\d)", body, maxsplit=1)
    if len(parts) != 2:
        return None
    first, last = parse_date(parts[0], near=near), parse_date(parts[1], near=near)
    return (first, last) if first and last else None


def month_of(word: str) -> int | None:
    """Return 1-12 for a Russian month in any case or short."""
    key = search_key(word)
    for number, stem in enumerate(_MONTHS, 1):
        if key.startswith(stem) and (number != 5 or key in {"май", "мая", "мае"}):
            return number
    return None


def _year(digits: str, last_year: int) -> int:
    if len(digits) == 4:
        return int(digits)
    century = last_year // 100 * 100
    year = century + int(digits)
    return year if year <= last_year else year - 100


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_time(cell: Cell) -> time | None:
    """Return a time of day: a time, a share of a day, «8:30», «8.30», «08-30»."""
    if isinstance(cell, datetime):
        return cell.time().replace(second=0, microsecond=0)
    if isinstance(cell, time):
        return cell.replace(second=0, microsecond=0)
    if isinstance(cell, timedelta):
        cell = cell.total_seconds() / 86_400
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if 0 < cell < 1:
            minutes = round(cell * 1440)
            return time(minutes // 60 % 24, minutes % 60)
        text = f"{cell:.2f}"
    else:
        text = text_of(cell)
    found = _TIME.fullmatch(text)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return time(int(found[1]), int(found[2]))


def parse_time_span(text: str) -> tuple[time, time] | None:
    """Return the two times of «8:30–9:10», «с 8.30 до 9.10»."""
    found = re.findall(r"\d{1,2}[:.]\d{2}", text)
    if len(found) != 2:
        return None
    first, last = parse_time(found[0]), parse_time(found[1])
    return (first, last) if first and last else None


def parse_number(cell: Cell) -> Decimal | None:
    """Return a number written as a number, «1,5», «2 ч», «3 часа»."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return Decimal(str(cell)).normalize() if abs(cell) < _MOST else None
    text = (
        re.sub(r"\s*(ч|час|часа|часов|мин|чел|мест)\.?$", "", text_of(cell).casefold())
        .replace(",", ".")
        .replace(" ", "")
    )
    try:
        return Decimal(text).normalize() if re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?", text) else None
    except InvalidOperation:
        return None


def parse_whole(cell: Cell) -> int | None:
    """Return the first whole number of a cell: 3.0, «3 урок», «1-я смена», «II»."""
    number = parse_number(cell)
    if number is not None:
        return int(number) if number == number.to_integral_value() else None
    text = text_of(cell)
    roman = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}
    if text.upper().replace("І", "I") in roman:
        return roman[text.upper().replace("І", "I")]
    found = re.search(r"\d+", text)
    if found:
        return int(found[0]) if len(found[0]) <= 9 else None
    words = ("перв", "втор", "трет", "четверт", "пят", "шест", "седьм")
    return next((number for number, stem in enumerate(words, 1) if search_key(text).startswith(stem)), None)


# ── classes ───────────────────────────────────────────────────────────


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


# ── people ────────────────────────────────────────────────────────────


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
    words = [_proper(word) for word in clean(text).replace(",", " ").split()]
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


def has_mixed_alphabet(text: str) -> bool:
    """Whether some word has Latin and Russian letters together: a twin typed on the wrong layout."""
    return any(_LATIN.search(word) and _CYRILLIC.search(word) for word in re.split(r"[\s\-.]+", text))


def parse_sex(cell: Cell) -> str | None:
    """Return Sex or "" for nothing; None where it is not understood."""
    key = search_key(text_of(cell))
    if not key:
        return ""
    if key[0] in "мm" and not key.startswith("мать"):
        return Sex.MALE
    if key[0] in "жfд":
        return Sex.FEMALE
    return None


def parse_yes(cell: Cell) -> bool:
    """Return whether a cell says yes: «да», «+», «есть», «получено», 1."""
    key = search_key(text_of(cell))
    return key in {"+", "1", "v", "x", "х", "истина", "true", "yes"} or key.startswith(
        ("да", "есть", "имеет", "получ", "соглас")
    )


def parse_study_form(cell: Cell) -> str:
    """Return a StudyForm; an empty cell is full-time."""
    key = search_key(text_of(cell))
    for stem, form in (
        ("очно-заоч", StudyForm.PART_TIME),
        ("очно заоч", StudyForm.PART_TIME),
        ("заоч", StudyForm.DISTANCE),
        ("дистан", StudyForm.DISTANCE),
        ("сем", StudyForm.FAMILY),
    ):
        if key.startswith(stem):
            return form
    return StudyForm.HOME if "дом" in key else StudyForm.FULL_TIME


def parse_kinship(cell: Cell) -> str:
    """Return a Kinship: «мать», «мама», «отец», «папа», «опекун», «бабушка» …"""
    key = search_key(text_of(cell))
    for stems, kinship in (
        (("мать", "мам"), Kinship.MOTHER),
        (("отец", "пап"), Kinship.FATHER),
        (("опек", "попеч", "приемн"), Kinship.GUARDIAN),
        (("баб",), Kinship.GRANDMOTHER),
        (("дед",), Kinship.GRANDFATHER),
    ):
        if key.startswith(stems):
            return kinship
    return Kinship.OTHER


def parse_weekday(cell: Cell) -> int | None:
    """Return 1-7 for «Понедельник», «пн», «ПН.», «среда»; None for anything else."""
    key = search_key(text_of(cell)).rstrip(".")
    stems = (
        ("понед", "пн"),
        ("втор", "вт"),
        ("сред", "ср"),
        ("четв", "чт"),
        ("пятн", "пт"),
        ("субб", "сб"),
        ("воскр", "вс"),
    )
    for number, (long, short) in enumerate(stems, 1):
        if key == short or (key.startswith(long) and len(key) <= 12):
            return number
    return None


def parse_phone_cell(cell: Cell) -> str:
    """Return the text of a telephone cell: the first of several, figures that a spreadsheet made a number as digits."""
    text = text_of(cell)
    first = re.split(r"[,;]|\bдоб\b", text, maxsplit=1)[0]
    return clean(first)
