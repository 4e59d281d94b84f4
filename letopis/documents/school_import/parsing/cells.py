"""A cell that holds several things, as the lesson of a timetable: its words are grouped in the way that explains most.

Every run of words is weighed as each thing it may be against what is known (teachers, rooms, subjects); of all ways to
cut the cell the best wins. What nobody knows remains as it stands, for the checks to ask about.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from letopis.documents.school_import.records import room_key
from letopis.documents.school_import.subjects import Subjects
from letopis.documents.sheets.values import looks_patronymic, parse_full_name, parse_short_name, seen
from letopis.kernel.text import clean, search_key

# More words than these in one thing are prose; more in a cell no lesson.
_LONGEST = 8
_MOST_WORDS = 60
_LONGEST_CELL = 600
# How sure it is that letters are those of a subject.
LIKELY = 0.8
# What a cut costs, in words explained: fewer and longer pieces are likelier.
_CUT = 0.35
_TOKEN = re.compile(r"\n|;|//|\|\||[/|,]|\([^\s/|,;()]*\)?|[^\s/|,;(]+")
_BREAKS = {"\n", ";", "//", "||", "|"}
_SOFT = {"/", ","}
_NOTHING = {"", "-", "–", "—", "нет", "вакансия", "."}
SUBGROUP = re.compile(
    r"\(? ?((?:под)?группа ?№? ?\d|\d ?-?я? ?(?:под)?гр(?:уппа|\.)?|(?:п/?)?гр(?:уппа|\.)? ?№? ?\d|\d ?п/?гр?\.?"
    r"|девочки|мальчики|девушки|юноши|дев\.?|мал\.?|юн\.?) ?\)?",
    re.IGNORECASE,
)
_ROOM = re.compile(
    r"\(?(?i:(?:каб(?:инет)?|ауд(?:итория)?|пом)\.?\s*№?|к\.\s*№?|№)\s*"
    r"([А-ЯЁа-яё]?-?\d{1,4}[а-яё]?|[А-ЯЁ]{1,3}-?\d{0,2}|(?i:[а-яё.]+\s)?(?i:спорт|акт)?[а-яё.]*\s?зал)\)?"
)
_BARE_ROOM = re.compile(r"\(?([А-ЯЁ]{0,2}-?\d{1,4}[а-яё]?)\)?", re.IGNORECASE)
_HALL = re.compile(
    r"(?:(?:бол|мал|больш|малы|нов|стар)\w*\.?\s*)?(?:спорт|акт|тренаж|зал|стадион|бассейн|библиот|мастерск|медиа|с/з)[\w/.-]*"
    r"(?:\s+(?:зал|площадка)\w*)?",
    re.IGNORECASE,
)
_ROOM_WORD = re.compile(r"(?i)^(?:каб(?:инет)?|ауд(?:итория)?)\.?\s*")
_SURNAME = re.compile(r"[А-ЯЁ][А-Яа-яЁё'’\-]{1,60}")
# A week of two, as it is written beside a lesson; what each is called in full (sheets/values/weeks.py).
_ORDINAL = r"(?:{0})\s?-?\s?(?:ая?|я)?\s?нед\w*\.?|нед\w*\.?\s?(?:{0})"
_WEEK = r"(?:\s?нед\w*\.?)?"
_WEEKS = {
    "нечётная": re.compile(rf"неч[её]т(?:н\w*)?\.?{_WEEK}|н\s?/?\s?[чн]\.?|" + _ORDINAL.format("1|i")),
    "чётная": re.compile(rf"ч[её]т(?:н\w*)?\.?{_WEEK}|ч\s?/?\s?н\.?|" + _ORDINAL.format("2|ii")),
    "числитель": re.compile(r"чис(?:л(?:итель)?)?\.?"),
    "знаменатель": re.compile(r"знам(?:енатель)?\.?"),
    "верхняя": re.compile(rf"верх(?:н(?:яя)?)?\.?{_WEEK}"),
    "нижняя": re.compile(rf"ниж(?:н(?:яя)?)?\.?{_WEEK}"),
}
# A cell of two halves, one of them empty: a lesson of one week; «Алгебра / –» may also be a lesson without a teacher.
_DASH = r"[-–—]{1,3}"
_HALF = re.compile(rf"\s*{_DASH}\s*(?:\n|//?|\|)\s*[^\s\d].*|.*\S\s*(?:\n|//|\|)\s*{_DASH}\s*", re.DOTALL)
_HALF_OR_NOBODY = re.compile(rf"[^/]*\S\s*/\s*{_DASH}\s*")
_HOURS = re.compile(r"\d{1,2}[:.]\d{2}\s*[-–—]\s*\d{1,2}[:.]\d{2}")


def says_nothing(text: str) -> bool:
    """Whether a cell holds a word for nothing, or signs alone: «–», «---», «* * *»."""
    return search_key(text).strip("() ") in _NOTHING or not any(one.isalnum() for one in text)


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing of a cell: kind is «subject», «teacher», «room», «subgroup», «week» or «nothing»."""

    kind: str
    text: str


class Known:
    """What is known of a school while its cells are read. `teachers`: names as they are written, whole or short."""

    def __init__(
        self,
        subjects: Subjects,
        teachers: Sequence[str] = (),
        rooms: Sequence[str] = (),
        parts: Sequence[str] = (),
        named: Sequence[str] = (),
    ) -> None:
        self.subjects = subjects
        self.teachers = {search_key(name) for name in teachers}
        self.surnames: dict[str, int] = {}
        for name in sorted(self.teachers):
            surname = name.split()[0] if name else ""
            self.surnames[surname] = self.surnames.get(surname, 0) + 1
        self.rooms = {room_key(room) for room in rooms}
        # «Кабинет ИЗО» is a room, «ИЗО» is the subject.
        self.named = {search_key(name) for name in named if name}
        self.parts = {search_key(part) for part in parts if part}
        self.score = lru_cache(maxsize=50_000)(self._score)

    def _score(self, text: str) -> tuple[float, Piece]:
        """The best that a run of words may be, and how sure that is, from 0 to 1."""
        ways = (self._teacher, self._room, self._subgroup, self._week, self._nothing)
        best = max((way(text) for way in ways), key=lambda found: found[0])
        # Weighed against every name of the school: only where that could win.
        named = self._subject(text, is_likely=best[0] < LIKELY)
        return max(best, named, key=lambda found: found[0])

    def _teacher(self, text: str) -> tuple[float, Piece]:
        bare = text.strip("() ")
        key, piece = search_key(bare), Piece("teacher", clean(bare))
        if key in self.teachers and " " in key:
            return 1.0, piece
        if short := parse_short_name(bare):
            return (0.98 if search_key(short.surname) in self.surnames else 0.78), piece
        if key in self.surnames and _SURNAME.fullmatch(bare):
            return 0.82, piece
        full = parse_full_name(bare) if len(bare.split()) == 3 else None
        is_full = full and looks_patronymic(full.patronymic) and all(word[:1].isupper() for word in bare.split())
        return (0.95 if is_full else 0.0), piece

    def _room(self, text: str) -> tuple[float, Piece]:
        bare = text.strip("() ").rstrip(",")
        found = _ROOM.fullmatch(text)
        if room_key(bare) in self.rooms:
            return 0.97, Piece("room", clean(found[1]) if found else bare)
        if found:
            return 0.95, Piece("room", clean(found[1]))
        if search_key(bare) in self.named:
            return 0.79, Piece("room", bare)
        if (found := _BARE_ROOM.fullmatch(bare)) and any(one.isdigit() for one in bare):
            return 0.5, Piece("room", bare)
        hall = _ROOM_WORD.sub("", bare)
        return (0.95 if hall != bare else 0.83) if _HALL.fullmatch(hall) else 0.0, Piece("room", hall)

    def _subgroup(self, text: str) -> tuple[float, Piece]:
        bare = text.strip("() ")
        if search_key(bare) in self.parts:
            return 0.96, Piece("subgroup", bare)
        found = SUBGROUP.fullmatch(text)
        return (0.94 if found else 0.0), Piece("subgroup", found[1] if found else bare)

    @staticmethod
    def _week(text: str) -> tuple[float, Piece]:
        bare = text.strip("() ").casefold()
        week = next((name for name, pattern in _WEEKS.items() if pattern.fullmatch(bare)), "")
        return (0.96 if week else 0.0), Piece("week", week)

    @staticmethod
    def _nothing(text: str) -> tuple[float, Piece]:
        is_nothing = says_nothing(text) or _HOURS.fullmatch(text) is not None
        return (0.9 if is_nothing else 0.0), Piece("nothing", text)

    def _subject(self, text: str, *, is_likely: bool) -> tuple[float, Piece]:
        """A subject by its name; by its letters, too, where `is_likely`."""
        bare = text.strip(" ,.-–—") if text.count("(") == text.count(")") else text.strip(" ,.-–—()")
        if search_key(bare) in self.subjects.names:
            return 1.0, Piece("subject", bare)
        if is_likely and sum(one.isalpha() for one in bare) > 1 and self.subjects.candidates(text):
            return LIKELY, Piece("subject", bare)
        # What nobody knows is a subject in one piece rather than in two.
        return (0.15 if any(one.isalpha() for one in bare) else 0.02), Piece("subject", bare or text.strip())


def pieces_of(cell: str, known: Known) -> list[Piece]:
    """Return the things of a cell in their order."""
    text = seen(cell).replace("\r", "\n")
    if len(text) > _LONGEST_CELL:
        return []
    tokens = [(found[0], found.start(), found.end()) for found in _TOKEN.finditer(text)]
    if len(tokens) > _MOST_WORDS:
        return []
    best: list[tuple[float, list[Piece]]] = [(0.0, [])]
    for end in range(1, len(tokens) + 1):
        ways = [_extended(best[begin], tokens[begin:end], text, known) for begin in range(max(0, end - _LONGEST), end)]
        best.append(max((way for way in ways if way), key=lambda way: way[0]))
    return [piece for piece in best[-1][1] if piece.kind != "nothing"]


def _extended(
    before: tuple[float, list[Piece]], tokens: list[tuple[str, int, int]], text: str, known: Known
) -> tuple[float, list[Piece]] | None:
    """The best way up to a place with one more piece of `tokens`; None where they cannot be one."""
    score, pieces = before
    if len(tokens) == 1 and tokens[0][0] in _BREAKS | _SOFT:
        return score, pieces
    signs = [word for word, _, _ in tokens]
    if signs[0] in _BREAKS | _SOFT or signs[-1] in _BREAKS | _SOFT or _BREAKS & set(signs) - {"\n"}:
        return None
    worth, piece = known.score(clean(text[tokens[0][1] : tokens[-1][2]]))
    # A line's end or a sign inside one thing is unlikely: «Физическая\nкультура», «Лит/чт».
    breaks, soft = signs.count("\n"), sum(sign in _SOFT for sign in signs)
    words = len(signs) - breaks - soft
    return score + worth * words - _CUT - 0.6 * breaks - 0.5 * soft, [*pieces, piece]


# ── lessons ───────────────────────────────────────────────────────────


@dataclass(slots=True)
class CellLesson:
    """A lesson as a cell of a grid, or a row, writes it."""

    subject: str = ""
    subgroup: str = ""
    teacher: str = ""
    room: str = ""
    # «нечётная», «числитель»; "" for every week.
    week: str = ""


def is_half_empty(cell: str, names_teachers: Callable[[], bool]) -> bool:
    """Whether a cell is of two halves of which one is empty: a lesson of one of two weeks, nobody says of which.

    `names_teachers`: whether cells of the table do, for «Алгебра / –» is a lesson without a teacher there.
    """
    text = cell[:_LONGEST_CELL]
    return bool(_HALF.fullmatch(text) or (_HALF_OR_NOBODY.fullmatch(text) and not names_teachers()))


def lessons_of(cell: str, known: Known, subgroup_name: Callable[[str], str]) -> list[CellLesson]:
    """Return the lessons of a grid's cell: «Алгебра / Иванова М.П. / каб. 12», two subgroups a line or in one line.

    A second subject, teacher, subgroup or room begins a new lesson; a lesson without a subject takes that of the one
    before. Teachers and rooms that stand apart («Труд, Ким, Лев, 110, 111») are paired in their order.
    """
    pieces = pieces_of(cell, known)
    kinds = [piece.kind for piece in pieces]
    if "week" in kinds:
        return _in_order(pieces, subgroup_name)
    if kinds.count("subject") == 1 and kinds.count("teacher") > 1 and "subgroup" not in kinds:
        subject = next(piece.text for piece in pieces if piece.kind == "subject")
        teachers = [piece.text for piece in pieces if piece.kind == "teacher"]
        rooms = [piece.text for piece in pieces if piece.kind == "room"]
        if len(rooms) == len(teachers):
            return [CellLesson(subject, "", *pair) for pair in zip(teachers, rooms, strict=True)]
    if paired := _with_rooms_behind(pieces, subgroup_name):
        return paired
    return _in_order(pieces, subgroup_name)


def _with_rooms_behind(pieces: list[Piece], subgroup_name: Callable[[str], str]) -> list[CellLesson]:
    """Lessons whose rooms all stand behind them, one for each in their order; none where they do not."""
    named = next((at for at, piece in enumerate(pieces) if piece.kind == "room"), len(pieces))
    rooms = pieces[named:]
    if len(rooms) < 2 or any(piece.kind != "room" for piece in rooms):
        return []
    lessons = _in_order(pieces[:named], subgroup_name)
    if len(lessons) != len(rooms):
        return []
    for lesson, room in zip(lessons, rooms, strict=True):
        lesson.room = room.text
    return lessons


def _in_order(pieces: list[Piece], subgroup_name: Callable[[str], str]) -> list[CellLesson]:
    lessons: list[CellLesson] = []
    current = CellLesson()
    for piece in pieces:
        if getattr(current, piece.kind) and not (piece.kind == "room" and not (current.subject or current.teacher)):
            _close(lessons, current)
            current = CellLesson()
        setattr(current, piece.kind, subgroup_name(piece.text) if piece.kind == "subgroup" else piece.text)
    _close(lessons, current)
    return [lesson for lesson in lessons if lesson.subject]


def _close(lessons: list[CellLesson], lesson: CellLesson) -> None:
    if not lesson.subject and lessons and (lesson.teacher or lesson.subgroup or lesson.room):
        lesson.subject = lessons[-1].subject
    if lesson.subject or lesson.teacher:
        lessons.append(lesson)
