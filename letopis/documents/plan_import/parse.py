"""A table of a plan → sections and lessons, every doubt with its row and remedy. Pure: no database, no files."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import ROUND_CEILING, Decimal
from itertools import islice
from typing import Any

from letopis.documents.plan_import.about import read_about
from letopis.documents.plan_import.layout import Layout, Row, find_layout, guess_layout
from letopis.documents.plan_import.plan import About, ParsedLesson, ParsedPlan, ParsedSection, Passed, PlanColumn
from letopis.documents.plan_import.rows import What, hours_in, outline_of, rows_of, without_hours
from letopis.documents.plan_import.vocabulary import PLAN
from letopis.documents.sheets.broken import broken_message, is_broken
from letopis.documents.sheets.grid import Grid, corrected
from letopis.documents.sheets.picture import LONGEST_TEXT, MOST_COLUMNS
from letopis.documents.sheets.problems import SKIP, Answers, CellPlace, Remedy, Report
from letopis.documents.sheets.refusals import column_letters
from letopis.documents.sheets.sheet import Cell, Sheet
from letopis.documents.sheets.values import parse_count, parse_days, parse_number, parse_numbers, text_of
from letopis.kernel.dates import DateRange
from letopis.kernel.text import search_key
from letopis.school.curriculum.enums import LessonKind
from letopis.school.curriculum.rules import expand, kind_named, kind_of, topic_advice
from letopis.school.organisation.words import phrase

MAX_LESSONS = 1500
MAX_HOURS_OF_TOPIC = 60
LIMITS = {"topic": 500, "homework": 1000, "note": 300}
_COUNTED = ("number", "hours", "section_hours", "control_hours", "practical_hours")
_KEPT = frozenset(one.field for one in PLAN.columns) - {"fact", "section_hours"}
_NAMES = {"topic": "Тема", "homework": "Домашнее задание", "note": "Примечание"}


def parse_plan(sheet: Sheet, year: DateRange, report: Report | None = None) -> ParsedPlan:
    """Read a sheet, of a file or pasted. Never raises: what is wrong is in `problems`.

    `report` brings the teacher's answers.
    """
    report = report or Report()
    sheet = corrected(sheet, report.answers)
    layout = find_layout(sheet, report) or guess_layout(sheet, year, report)
    if layout is None:
        _tell_no_table(sheet, report)
        return ParsedPlan(problems=tuple(report.problems))
    about = read_about(sheet.rows[: max(layout.first - 1, 0)])
    reading = _Reading(layout, year, about=about, sheet=sheet, report=report)
    if layout.above:
        rows_above = "{}–{}".format(*layout.above)
        message = "Над таблицей {lesson.gens} есть ещё одна (строки {rows}): в план она не входит."
        reading.warn(layout.above[0], "topic", "table_above", phrase(message, rows=rows_above))
    rows = _filled_down(sheet, layout)[layout.first :]
    for number, (what, row) in enumerate(
        zip(rows_of(layout, rows, sheet.rows[layout.first :]), rows, strict=True), layout.first + 1
    ):
        reading.take(number, reading.said(number, what), row)
    return reading.result()


def _filled_down(sheet: Sheet, layout: Layout) -> list[list[Cell]]:
    """The rows with cells merged down filled in; a number merged down counts for its rows together."""
    rows = Grid(sheet, Answers()).rows
    for column in {layout.columns[field] for field in _COUNTED if field in layout.columns}:
        for row, written in zip(rows, sheet.rows, strict=True):
            row[column] = written[column] if column < len(written) else None
    return rows


def _tell_no_table(sheet: Sheet, report: Report) -> None:
    message = phrase(
        "Не нашли столбец с темами. Подпишите столбцы: «№», «Тема {lesson.gen}», «Часы», «Дата», «Домашнее задание»."
    )
    report.add(CellPlace(sheet.file, sheet.name, 0), "topic", "no_table", message)


def columns_of(sheet: Sheet, layout: Layout) -> tuple[PlanColumn, ...]:
    """Return the columns that say something, with what they were taken for and the first values of each."""
    meant = {column: field for field, column in layout.columns.items()}
    heads = sheet.rows[max(layout.header_row - 1, 0) : layout.first]
    found = []
    for number in range(min(max(map(len, sheet.rows), default=0), MOST_COLUMNS)):
        texts = (text_of(row[number]) for row in sheet.rows[layout.first :] if number < len(row))
        samples = tuple(text[:LONGEST_TEXT] for text in islice(filter(None, texts), 3))
        label = " ".join(dict.fromkeys(text for row in heads if number < len(row) and (text := text_of(row[number]))))
        if samples or label:
            key = CellPlace(sheet.file, sheet.name, layout.header_row, number).cell_key
            one = PlanColumn(key, column_letters(number), label[:LONGEST_TEXT], meant.get(number, ""), samples)
            found.append(one)
    return tuple(found)


_TOTALS_OF_KINDS = [
    (re.compile(r"контрольных\D{0,20}(\d{1,3})", re.IGNORECASE), (LessonKind.CONTROL,), "контрольных работ"),
    (re.compile(r"развития речи\D{0,8}(\d{1,3})", re.IGNORECASE), (LessonKind.SPEECH,), "{lesson.gens} развития речи"),
    (re.compile(r"практических\D{0,20}(\d{1,3})", re.IGNORECASE), (LessonKind.PRACTICAL,), "практических работ"),
    (re.compile(r"лабораторных\D{0,20}(\d{1,3})", re.IGNORECASE), (LessonKind.LABORATORY,), "лабораторных работ"),
]


class _Reading:
    """Goes down the rows and keeps what has been read so far."""

    def __init__(self, layout: Layout, year: DateRange, *, about: About, sheet: Sheet, report: Report) -> None:
        self.layout = layout
        self.year = year
        self.about = about
        self.sheet = sheet
        self.report = report
        self.sections: list[ParsedSection] = []
        self.lessons: list[ParsedLesson] = []
        self.passed: list[Passed] = []
        self.total: int | None = None
        # What a topic of half an hour has taken of its lesson; the next one shares it.
        self.taken = Decimal(0)
        self.sharing: list[int] = []
        self.expected: tuple[int, ...] = (1,)
        self.last_day: date | None = None

    def place(self, row: int, field: str) -> CellPlace:
        """A cell of `row` (from 1), 0 for the whole table."""
        return CellPlace(self.sheet.file, self.sheet.name, row, self.layout.columns.get(field) if row else None)

    def warn(self, row: int, field: str, code: str, message: str, **more: Any) -> None:
        self.report.warn(self.place(row, field), field, code, message, **more)

    def fail(self, row: int, field: str, code: str, message: str) -> None:
        """An error of a row: another value may be typed, or the row left out."""
        place = self.place(row, field)
        value = self.layout.text(self.sheet.rows[row - 1], field)[:300] if row else ""
        may_type = place.column is not None
        self.report.add(place, field, code, message, value=value, may_type=may_type, choices=[SKIP] if row else [])

    # One row.

    def said(self, number: int, what: What) -> What:
        """What the teacher says that a row is, else what it was taken for."""
        if CellPlace(self.sheet.file, self.sheet.name, number).row_key in self.report.answers.skip:
            return What.SKIPPED
        return {"lesson": What.LESSON, "section": What.SECTION, "left": What.SKIPPED}.get(
            self.report.settled(self._row_cause(number)) or "", what
        )

    def _row_cause(self, number: int) -> str:
        return f"row_is|{self.sheet.file}|{self.sheet.name}|{number}"

    def take(self, number: int, what: What, row: Row) -> None:
        """Read one row, cells merged down filled in; `number` as the spreadsheet counts."""
        if what is What.LESSON:
            self._take_lesson(number, row)
            return
        texts = [text for cell in self.sheet.rows[number - 1] if (text := text_of(cell))]
        if what is What.TOTAL:
            self._take_total(number, texts)
        elif what is What.SECTION:
            title = self.layout.text(row, "section") or self.layout.text(row, "topic") or texts[0]
            self._open_section(number, title, stated=parse_count(self.layout.cell(row, "hours")))
        if what not in {What.EMPTY, What.SECTION}:
            self.passed.append(Passed(number, " ".join(texts)[:200], str(what)))

    def _open_section(self, row: int, text: str, *, stated: int | None = None) -> None:
        hours, title = hours_in(text), without_hours(text)
        if len(title) > 300:
            message = "Название раздела длиннее 300 знаков, оставлено начало. Сократите его."
            self.warn(row, "section", "too_long", message)
        if not title or (self.sections and search_key(self.sections[-1].title) == search_key(title[:300])):
            return
        self._settle_fractions(row)
        number = len(self.sections) + 1
        self.sections.append(ParsedSection(number, title[:300], stated if hours is None else hours, row))

    def _take_total(self, row: int, texts: list[str]) -> None:
        line = " ".join(texts)
        if re.search(r"четверт|триместр|полугод|семестр|раздел", line, re.IGNORECASE):
            return
        found = re.search(r"\d{1,4}", line)
        self.total = int(found[0]) if found else None
        for pattern, kinds, name in _TOTALS_OF_KINDS:
            stated = pattern.search(line)
            count = sum(1 for lesson in self.lessons if lesson.kind in kinds)
            if stated and int(stated[1]) != count:
                what = f"В итоге указано {phrase(name)}: {stated[1]}, в таблице {count}."
                self.warn(row, "kind", "total_of_kinds", what + phrase(" Проверьте виды {lesson.gens}."))

    def _take_lesson(self, row: int, cells: Row) -> None:
        layout = self.layout
        broken = next((field for field in _KEPT & layout.columns.keys() if is_broken(layout.cell(cells, field))), "")
        if broken:
            label = f"Столбец «{PLAN.label(broken)}», строка {row}"
            self.fail(row, broken, "no_value", broken_message(layout.cell(cells, broken), label))
            return
        section = layout.text(cells, "section")
        if section:
            self._open_section(row, section, stated=parse_count(layout.cell(cells, "section_hours")))
        topic = expand(layout.text(cells, "topic"))
        numbers = self._numbers(row, cells) if topic or not section else ()
        if not topic:
            if not section or numbers:
                self.fail(row, "topic", "no_topic", phrase("У {lesson.gen} нет темы. Впишите её или удалите строку."))
            return
        homework, note = layout.text(cells, "homework"), layout.text(cells, "note")
        if not self._fits(row, topic=topic, homework=homework, note=note):
            return
        kind = self._kind(cells, topic)
        for advice in topic_advice(topic, kind):
            self.warn(row, "topic", "topic_advice", f"{advice.message} ({advice.clause})")
        hours = self._shared(row, topic, homework, self._hours(row, cells, numbers))
        count = int(hours.to_integral_value(ROUND_CEILING))
        for day in self._days(row, cells, max(1, count))[:count]:
            if len(self.lessons) >= MAX_LESSONS:
                many = phrase("В плане больше {most} {lesson.gens}. Разделите файл по {group.dats}.", most=MAX_LESSONS)
                self.fail(row, "", "too_many", many)
                return
            number = len(self.lessons) + 1
            self.lessons.append(ParsedLesson(number, topic, kind, homework, day, note, len(self.sections), row))

    def _shared(self, row: int, topic: str, homework: str, hours: Decimal) -> Decimal:
        """Put a topic into what the fraction above has left of its lesson; return the hours that remain of it."""
        own = min(hours, 1 - self.taken) if self.taken else Decimal(0)
        if own:
            last = self.lessons[-1]
            topics, tasks = f"{last.topic}; {topic}", "; ".join(filter(None, (last.homework, homework)))
            if self._fits(row, topic=topics, homework=tasks):
                self.lessons[-1] = replace(last, topic=topics, homework=tasks)
            self.sharing.append(row)
            self.taken = (self.taken + own) % 1
        if hours > own:
            self.taken = (hours - own) % 1
        return hours - own

    def _settle_fractions(self, row: int) -> None:
        """Where hours end in a fraction, its topic takes the lesson alone."""
        if self.taken:
            message = "Часы выше не складываются в целые: последняя тема занимает {lesson.acc} одна. Проверьте часы."
            self.warn(row, "hours", "part_of_lesson", phrase(message))
        self.taken = Decimal(0)

    def _fits(self, row: int, **texts: str) -> bool:
        long = [(name, text) for name, text in texts.items() if len(text) > LIMITS[name]]
        for name, text in long:
            message = f"{_NAMES[name]}: знаков {len(text)}, помещается {LIMITS[name]}. Сократите."
            self.fail(row, name, "too_long", message)
        return not long

    def _numbers(self, row: int, cells: Row) -> tuple[int, ...]:
        """The numbers stated; a gap, a repetition and a missing number are told."""
        cell = self.layout.cell(cells, "number")
        text = text_of(cell)
        if "number" not in self.layout.columns:
            return ()
        numbers = parse_numbers(cell)
        if outline_of(text):
            return ()
        if numbers is None:
            unread = "Номер {lesson.gen} «{text}» не прочитан" if text else "Нет номера {lesson.gen}"
            shown = phrase(unread, text=text[:20])
            told = f"{shown}. При сохранении номера пойдут подряд."
            self.warn(row, "number", "bad_number", told, value=text[:60], may_type=True)
            self.expected = tuple(number + 1 for number in self.expected)
            return ()
        if numbers[0] not in self.expected:
            message = phrase(
                "Ожидали {lesson.acc} №\u00a0{due}, стоит №\u00a0{text}. Проверьте, нет ли пропуска.",
                due=self.expected[0],
                text=text[:20],
            )
            self.warn(row, "number", "number_gap", message)
        self.expected = (numbers[-1] + 1,)
        return numbers

    def _hours(self, row: int, cells: Row, numbers: tuple[int, ...]) -> Decimal:
        text = self.layout.text(cells, "hours")
        stated = parse_number(self.layout.cell(cells, "hours")) if text else None
        if text and (stated is None or not 0 < stated <= MAX_HOURS_OF_TOPIC):
            message = f"Часы «{text[:20]}» не прочитаны, принят {len(numbers) or 1} ч. Укажите число."
            self.warn(row, "hours", "bad_hours", message, value=text[:60], may_type=True)
            stated = None
        if stated and len(numbers) > 1 and stated != len(numbers):
            message = (
                f"Номера {text_of(self.layout.cell(cells, 'number'))} — это {len(numbers)} ч, в столбце часов {stated}."
            )
            self.warn(row, "hours", "hours_and_numbers", f"{message} Приняты номера; исправьте одно из двух.")
            return Decimal(len(numbers))
        if stated and len(numbers) == 1 and stated > 1:
            # «№ 12, 2 часа»: the next row is 13 where topics are numbered, 14 where hours are.
            self.expected = (numbers[0] + 1, numbers[0] + int(stated))
        return stated or Decimal(len(numbers) or 1)

    def _days(self, row: int, cells: Row, hours: int) -> list[date | None]:
        read = parse_days(self.layout.cell(cells, "planned"), self.year)
        if read.unread:
            message = f"Дата «{read.unread[:30]}» не прочитана, оставлена пустой. Запишите её как 02.09."
            self.warn(row, "planned", "bad_date", message, value=read.unread[:60], may_type=True)
        for day in read.outside:
            message = f"Дата {day:%d.%m.%Y} вне учебного года, оставлена пустой. Проверьте её."
            self.warn(row, "planned", "outside_year", message, value=f"{day:%d.%m.%Y}", may_type=True)
        if read.days and self.last_day and read.days[0] < self.last_day:
            message = f"Дата {read.days[0]:%d.%m} раньше, чем строкой выше ({self.last_day:%d.%m})."
            self.warn(row, "planned", "earlier_date", message)
        if read.days:
            self.last_day = read.days[-1]
        return spread(read.days, hours)

    def _kind(self, cells: Row, topic: str) -> LessonKind:
        named = kind_named(self.layout.text(cells, "kind"))
        if named and named != LessonKind.LESSON:
            return named
        if parse_count(self.layout.cell(cells, "control_hours")):
            return LessonKind.CONTROL
        if parse_count(self.layout.cell(cells, "practical_hours")):
            return LessonKind.PRACTICAL
        return kind_of(topic)

    # The whole.

    def result(self) -> ParsedPlan:
        """Count the sections and compare with what the table states."""
        self._settle_fractions(0)
        if self.sharing:
            message = "Темы по части часа соединены с темой строкой выше в {lesson.acc}: строк {count}."
            self.warn(self.sharing[0], "hours", "shared_lesson", phrase(message, count=len(self.sharing)))
        counts = Counter(lesson.section for lesson in self.lessons)
        sections = tuple(replace(one, count=counts[one.number]) for one in self.sections)
        for section in sections:
            self._check_section(section)
        self._check_total()
        return ParsedPlan(
            about=self.about,
            sections=sections,
            lessons=tuple(self.lessons),
            problems=tuple(sorted(self.report.problems, key=lambda problem: (problem.level, problem.row))),
            has_facts="fact" in self.layout.columns,
            passed=tuple(self.passed),
            columns=columns_of(self.sheet, self.layout),
        )

    def _check_section(self, section: ParsedSection) -> None:
        if section.stated is not None and section.stated != section.count:
            stated = f"указано {section.stated} ч, в таблице {section.count}"
            message = f"Раздел «{section.title[:60]}»: {stated}. Проверьте строки."
            self.warn(section.row, "section", "section_hours", message)
        elif not section.count:
            message = phrase("В разделе «{title}» нет {lesson.gens}.", title=section.title[:60])
            cause = self._row_cause(section.row)
            if self.report.settled(cause) is None:
                choices = [
                    Remedy("Это раздел", "cause", "section"),
                    Remedy(phrase("Это тема {lesson.gen}"), "cause", "lesson"),
                    Remedy("Не загружать", "cause", "left"),
                ]
                self.warn(section.row, "section", "empty_section", message, cause=cause, choices=choices)

    def _check_total(self) -> None:
        count = len(self.lessons)
        if not count and not self.report.errors:
            message = phrase("В таблице не нашлось {lesson.gens}. Проверьте, та ли это таблица.")
            self.fail(0, "topic", "no_lessons", message)
        if self.total is not None and self.total != count:
            message = f"В строке «Итого» {self.total} ч, в таблице {count}. Проверьте строки."
            self.warn(0, "hours", "total_hours", message)
        stated = self.about.hours
        if stated is not None and stated not in (count, self.total):
            message = f"Над таблицей указано {stated} ч, в таблице {count}. Проверьте строки."
            self.warn(0, "hours", "stated_hours", message)


def spread(days: tuple[date, ...], hours: int) -> list[date | None]:
    """Return a date for each of `hours` lessons: one by one where there are as many, else the ends of the range."""
    if not days:
        return [None] * hours
    if len(days) == hours:
        return list(days)
    if hours == 1 or len(days) == 1:
        return [days[0], *[days[0] if len(days) == 1 and hours <= 2 else None] * (hours - 1)]
    return [days[0], *[None] * (hours - 2), days[-1]]
