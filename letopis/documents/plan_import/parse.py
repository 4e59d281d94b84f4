"""A table of a plan → sections and lessons, every doubt with its row and remedy. Pure: no database, no files."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from letopis.documents.plan_import.cells import YearSpan, days_in, hours_in, numbers_of, spread, text_of
from letopis.documents.plan_import.layout import Layout, Row, field_of, find_layout, guess_layout
from letopis.kernel.text import clean, search_key
from letopis.school.curriculum.enums import LessonKind
from letopis.school.curriculum.rules import expand, kind_named, kind_of, topic_advice
from letopis.school.organisation.words import say

MAX_LESSONS = 1500
MAX_HOURS_OF_TOPIC = 60
LIMITS = {"topic": 500, "homework": 1000, "note": 300}
_NAMES = {"topic": "Тема", "homework": "Домашнее задание", "note": "Примечание"}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about the table: `row` as the spreadsheet counts (0: the whole table); an error stops saving."""

    row: int
    field: str
    level: Literal["error", "warning"]
    message: str


@dataclass(frozen=True, slots=True)
class ParsedSection:
    """Раздел; `stated` hours as written in brackets, None where not written; `count` as the rows give."""

    number: int
    title: str
    stated: int | None
    row: int
    count: int = 0


@dataclass(frozen=True, slots=True)
class ParsedLesson:
    """One hour of the plan. `section` is the number of its section, 0 for none; `row` where it stands."""

    number: int
    topic: str
    kind: LessonKind
    homework: str
    planned_on: date | None
    note: str
    section: int
    row: int


@dataclass(frozen=True, slots=True)
class About:
    """What the lines above the table say."""

    title: str = ""
    subject: str = ""
    class_name: str = ""
    teacher: str = ""
    textbook: str = ""
    hours: int | None = None
    per_week: int | None = None


@dataclass(frozen=True, slots=True)
class ParsedPlan:
    """A plan as read. `has_facts`: a column of dates held was there; those come from the journal, never from a file."""

    about: About = field(default_factory=About)
    sections: tuple[ParsedSection, ...] = ()
    lessons: tuple[ParsedLesson, ...] = ()
    problems: tuple[Problem, ...] = ()
    has_facts: bool = False

    @property
    def errors(self) -> list[Problem]:
        """What has to be mended before saving."""
        return [problem for problem in self.problems if problem.level == "error"]


def parse_plan(rows: Sequence[Row], year: YearSpan, *, header_needed: bool = False) -> ParsedPlan:
    """Read a table of cells, as a spreadsheet or a pasted text has it. Never raises: what is wrong is in `problems`."""
    layout = find_layout(rows)
    if layout is None and not header_needed:
        layout = guess_layout(rows, year)
    if layout is None:
        return ParsedPlan(problems=(_no_table(),))
    reading = _Reading(layout, year, about=read_about(rows[: max(layout.first - 1, 0)]))
    for number, row in enumerate(rows[layout.first :], layout.first + 1):
        reading.take(number, row)
    return reading.result()


def _no_table() -> Problem:
    message = say(
        "Не нашли столбец с темами. Подпишите столбцы: «№», «Тема {lesson.gen}», «Часы», «Дата», «Домашнее задание»."
    )
    return Problem(0, "topic", "error", message)


# ── lines above ───────────────────────────────────────────────────────
_HOURS_STATED = re.compile(r"(\d{1,4})\s*(?:ч\b|ч\.|час)", re.IGNORECASE)
_PER_WEEK = re.compile(r"(\d{1,2})\s*(?:ч\b\.?|час\w*\.?)\s*(?:в|/)\s*нед", re.IGNORECASE)
_CLASS = re.compile(r"\b(\d{1,2})\s*[-–]?\s*[«\"“„]?\s*([А-ЯЁ])\b\s*[»\"”]?", re.IGNORECASE)
_SAID = {
    "subject": re.compile(r"(?:учебный\s+)?(?:предмет|дисциплина)\s*[:–—-]\s*(.+)", re.IGNORECASE),
    "class_name": re.compile(r"(?:класс|группа)\s*[:–—-]\s*(.+)", re.IGNORECASE),
    "teacher": re.compile(r"(?:учитель|преподаватель|педагог)\s*[:–—-]?\s*([А-ЯЁ][^,;]+)", re.IGNORECASE),
    "textbook": re.compile(r"(?:умк|учебник|учебное пособие)\s*[:–—-]?\s*(.+)", re.IGNORECASE),
}


def read_about(rows: Sequence[Row]) -> About:
    """Read the lines above the table: subject, class, teacher, textbook, hours, in any order and wording."""
    about = About()
    lines = [text for row in rows for cell in row if (text := text_of(cell))]
    for line in lines:
        about = _with_line(about, line)
    return replace(about, title=lines[0][:200] if lines else "")


def _with_line(about: About, line: str) -> About:
    for name, pattern in _SAID.items():
        found = pattern.search(line)
        if found and not getattr(about, name):
            value = re.split(r"\.\s+(?:Учитель|Преподаватель)", found[1])[0] if name == "textbook" else found[1]
            texts = {name: clean(value) if name == "teacher" else clean(value).strip(" .")}
            about = replace(about, **texts)  # type: ignore[arg-type]
    class_name = _CLASS.search(line)
    if class_name and not about.class_name and "класс" in search_key(line):
        about = replace(about, class_name=f"{class_name[1]}{class_name[2].upper()}")
    per_week = _PER_WEEK.search(line)
    hours = _HOURS_STATED.search(_PER_WEEK.sub("", line)) or re.search(
        r"часов\s*[:–—-]\s*(\d{1,4})", line, re.IGNORECASE
    )
    return replace(
        about,
        per_week=about.per_week or (int(per_week[1]) if per_week else None),
        hours=about.hours or (int(hours[1]) if hours else None),
    )


# ── rows ──────────────────────────────────────────────────────────────
_TOTAL = re.compile(r"(?:итого|всего|общее (?:кол|число))", re.IGNORECASE)
_SECTION_HOURS = re.compile(r"[\s,:–—-]{0,4}[(\[]?\s?(\d{1,3})\s?(?:ч\.?|час\w{0,4}\.?)\s?[)\]]?\s?\.?$", re.IGNORECASE)
# Hours stand at the end of a section's title: a pattern is not sent after them through a long one.
_END = 24
_TERM = re.compile(
    r"(?:[ivx]{1,5}|\d|перв\w{1,4}|втор\w{1,4}|треть\w{1,4}|четв[её]рт\w{1,4})\W{0,4}(?:-?я\s+)?(?:четверть|триместр|полугодие|семестр)\b",
    re.IGNORECASE,
)
_SECTION_WORD = re.compile(r"(?:раздел|глава|модуль|блок)\b", re.IGNORECASE)
_TOTALS_OF_KINDS = [
    (re.compile(r"контрольных\D{0,20}(\d{1,3})", re.IGNORECASE), (LessonKind.CONTROL,), "контрольных работ"),
    (re.compile(r"развития речи\D{0,8}(\d{1,3})", re.IGNORECASE), (LessonKind.SPEECH,), "{lesson.gens} развития речи"),
    (re.compile(r"практических\D{0,20}(\d{1,3})", re.IGNORECASE), (LessonKind.PRACTICAL,), "практических работ"),
    (re.compile(r"лабораторных\D{0,20}(\d{1,3})", re.IGNORECASE), (LessonKind.LABORATORY,), "лабораторных работ"),
]


class _Reading:
    """Goes down the rows and keeps what has been read so far."""

    def __init__(self, layout: Layout, year: YearSpan, *, about: About) -> None:
        self.layout = layout
        self.year = year
        self.about = about
        self.sections: list[ParsedSection] = []
        self.lessons: list[ParsedLesson] = []
        self.problems: list[Problem] = []
        self.total: int | None = None
        self.expected: tuple[int, ...] = (1,)
        self.last_day: date | None = None

    def warn(self, row: int, field: str, message: str) -> None:
        self.problems.append(Problem(row, field, "warning", message))

    def fail(self, row: int, field: str, message: str) -> None:
        self.problems.append(Problem(row, field, "error", message))

    # One row.

    def take(self, number: int, row: Row) -> None:
        """Read one row; `number` as the spreadsheet counts."""
        said = [text for cell in row if (text := text_of(cell))]
        if not said or self._is_header_again(row):
            return
        if _TOTAL.match(said[0]):
            self._take_total(number, said)
        elif _TERM.match(said[0]) and len(said) <= 2:
            return
        elif self._is_section(row, said):
            self._open_section(number, said[0], stated=hours_in(self.layout.cell(row, "hours")))
        else:
            self._take_lesson(number, row)

    def _is_header_again(self, row: Row) -> bool:
        """A header repeated at the top of every printed page."""
        return field_of(self.layout.text(row, "topic")) == "topic" and any(
            field_of(self.layout.text(row, name)) == name for name in ("number", "hours", "homework")
        )

    def _is_section(self, row: Row, said: list[str]) -> bool:
        """A row of nothing but a title (and its hours) where a lesson would have its number, date or task."""
        if any(self.layout.text(row, name) for name in ("planned", "fact", "homework", "kind")):
            return False
        number = self.layout.cell(row, "number")
        numbered = bool(text_of(number)) and numbers_of(number) is not None
        hours = self.layout.text(row, "hours")
        if numbered or [text for text in said[1:] if text != hours]:
            return False
        if "number" in self.layout.columns:
            return True
        return bool(_SECTION_WORD.match(said[0]) or re.search(r"[(\[]\s*\d{1,3}\s*(?:ч\.?|час\w*\.?)\s*[)\]]", said[0]))

    def _open_section(self, row: int, text: str, *, stated: int | None = None) -> None:
        hours = _SECTION_HOURS.search(text[-_END:])
        title = (text[: len(text) - len(hours[0])] if hours else text).strip(" .,:–—-")
        if len(title) > 300:
            self.warn(row, "section", "Название раздела длиннее 300 знаков, оставлено начало. Сократите его.")
        if not title or (self.sections and search_key(self.sections[-1].title) == search_key(title[:300])):
            return
        number = len(self.sections) + 1
        self.sections.append(ParsedSection(number, title[:300], int(hours[1]) if hours else stated, row))

    def _take_total(self, row: int, said: list[str]) -> None:
        line = " ".join(said)
        if re.search(r"четверт|триместр|полугод|семестр|раздел", line, re.IGNORECASE):
            return
        found = re.search(r"\d{1,4}", line)
        self.total = int(found[0]) if found else None
        for pattern, kinds, name in _TOTALS_OF_KINDS:
            stated = pattern.search(line)
            count = sum(1 for lesson in self.lessons if lesson.kind in kinds)
            if stated and int(stated[1]) != count:
                what = f"В итоге указано {say(name)}: {stated[1]}, в таблице {count}."
                self.warn(row, "kind", what + say(" Проверьте виды {lesson.gens}."))

    def _take_lesson(self, row: int, cells: Row) -> None:
        layout = self.layout
        section = layout.text(cells, "section")
        if section:
            self._open_section(row, section)
        topic = expand(layout.text(cells, "topic"))
        numbers = self._numbers(row, cells)
        if not topic:
            if numbers or layout.text(cells, "homework"):
                self.fail(row, "topic", say("У {lesson.gen} нет темы. Впишите её или удалите строку."))
            return
        homework, note = layout.text(cells, "homework"), layout.text(cells, "note")
        if not self._fits(row, topic=topic, homework=homework, note=note):
            return
        kind = self._kind(cells, topic)
        hours = self._hours(row, cells, numbers)
        days = self._days(row, cells, hours)
        for advice in topic_advice(topic, kind):
            self.warn(row, "topic", f"{advice.message} ({advice.clause})")
        for day in days:
            if len(self.lessons) >= MAX_LESSONS:
                many = say("В плане больше {most} {lesson.gens}. Разделите файл по {group.dats}.", most=MAX_LESSONS)
                self.fail(row, "", many)
                return
            number = len(self.lessons) + 1
            self.lessons.append(ParsedLesson(number, topic, kind, homework, day, note, len(self.sections), row))

    def _fits(self, row: int, **texts: str) -> bool:
        long = [(name, text) for name, text in texts.items() if len(text) > LIMITS[name]]
        for name, text in long:
            message = f"{_NAMES[name]}: {len(text)} знаков, помещается {LIMITS[name]}. Сократите."
            self.fail(row, name, message)
        return not long

    def _numbers(self, row: int, cells: Row) -> tuple[int, ...]:
        """The numbers stated; a gap, a repetition and a missing number are told."""
        cell = self.layout.cell(cells, "number")
        text = text_of(cell)
        if "number" not in self.layout.columns:
            return ()
        numbers = numbers_of(cell)
        if numbers is None:
            unread = "Номер {lesson.gen} «{text}» не прочитан" if text else "Нет номера {lesson.gen}"
            shown = say(unread, text=text[:20])
            self.warn(row, "number", f"{shown}. При сохранении номера пойдут подряд.")
            self.expected = tuple(number + 1 for number in self.expected)
            return ()
        if numbers[0] not in self.expected:
            message = say(
                "Ожидали {lesson.acc} №\u00a0{due}, стоит №\u00a0{text}. Проверьте, нет ли пропуска.",
                due=self.expected[0],
                text=text[:20],
            )
            self.warn(row, "number", message)
        self.expected = (numbers[-1] + 1,)
        return numbers

    def _hours(self, row: int, cells: Row, numbers: tuple[int, ...]) -> int:
        text = self.layout.text(cells, "hours")
        stated = hours_in(self.layout.cell(cells, "hours")) if text else None
        if text and (stated is None or not 0 < stated <= MAX_HOURS_OF_TOPIC):
            self.warn(
                row, "hours", f"Часы «{text[:20]}» не прочитаны, принят {len(numbers) or 1} ч. Укажите целое число."
            )
            stated = None
        if stated and len(numbers) > 1 and stated != len(numbers):
            message = (
                f"Номера {text_of(self.layout.cell(cells, 'number'))} — это {len(numbers)} ч, в столбце часов {stated}."
            )
            self.warn(row, "hours", f"{message} Приняты номера; исправьте одно из двух.")
            return len(numbers)
        if stated and len(numbers) == 1 and stated > 1:
            # «№ 12, 2 часа»: the next row is 13 where topics are numbered, 14 where hours are.
            self.expected = (numbers[0] + 1, numbers[0] + stated)
        return stated or len(numbers) or 1

    def _days(self, row: int, cells: Row, hours: int) -> list[date | None]:
        read = days_in(self.layout.cell(cells, "planned"), self.year)
        if read.unread:
            self.warn(
                row, "planned", f"Дата «{read.unread[:30]}» не прочитана, оставлена пустой. Запишите её как 02.09."
            )
        for day in read.outside:
            self.warn(row, "planned", f"Дата {day:%d.%m.%Y} вне учебного года, оставлена пустой. Проверьте её.")
        if read.days and self.last_day and read.days[0] < self.last_day:
            self.warn(row, "planned", f"Дата {read.days[0]:%d.%m} раньше, чем строкой выше ({self.last_day:%d.%m}).")
        if read.days:
            self.last_day = read.days[-1]
        return spread(read.days, hours)

    def _kind(self, cells: Row, topic: str) -> LessonKind:
        said = kind_named(self.layout.text(cells, "kind"))
        if said and said != LessonKind.LESSON:
            return said
        if hours_in(self.layout.cell(cells, "control_hours")):
            return LessonKind.CONTROL
        if hours_in(self.layout.cell(cells, "practical_hours")):
            return LessonKind.PRACTICAL
        return kind_of(topic)

    # The whole.

    def result(self) -> ParsedPlan:
        """Count the sections and compare with what the table states."""
        counts: dict[int, int] = {}
        for lesson in self.lessons:
            counts[lesson.section] = counts.get(lesson.section, 0) + 1
        sections = tuple(replace(one, count=counts.get(one.number, 0)) for one in self.sections)
        problems = [*self.problems, *_section_problems(sections), *self._total_problems()]
        return ParsedPlan(
            about=self.about,
            sections=sections,
            lessons=tuple(self.lessons),
            problems=tuple(sorted(problems, key=lambda problem: (problem.level, problem.row))),
            has_facts="fact" in self.layout.columns,
        )

    def _total_problems(self) -> Iterator[Problem]:
        count = len(self.lessons)
        if not count and not any(problem.level == "error" for problem in self.problems):
            yield Problem(0, "topic", "error", say("В таблице не нашлось {lesson.gens}. Проверьте, та ли это таблица."))
        if self.total is not None and self.total != count:
            yield Problem(
                0, "hours", "warning", f"В строке «Итого» {self.total} ч, в таблице {count}. Проверьте строки."
            )
        stated = self.about.hours
        if stated is not None and stated not in (count, self.total):
            yield Problem(
                0, "hours", "warning", f"Над таблицей указано {stated} ч, в таблице {count}. Проверьте строки."
            )


def _section_problems(sections: Sequence[ParsedSection]) -> Iterator[Problem]:
    for section in sections:
        if section.stated is not None and section.stated != section.count:
            stated = f"указано {section.stated} ч, в таблице {section.count}"
            message = f"Раздел «{section.title[:60]}»: {stated}. Проверьте строки."
            yield Problem(section.row, "section", "warning", message)
        elif not section.count:
            message = say("В разделе «{title}» нет {lesson.gens}.", title=section.title[:60])
            yield Problem(section.row, "section", "warning", message)
