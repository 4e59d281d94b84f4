"""A file or a pasted text → its sheets → a plan, with the teacher's answers to what could not be guessed (CUR-02)."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from letopis.documents.plan_import.layout import has_layout
from letopis.documents.plan_import.parse import parse_plan
from letopis.documents.plan_import.plan import ParsedLesson, ParsedPlan, ParsedSection
from letopis.documents.plan_import.rows import is_term
from letopis.documents.sheets.guard import read_file, read_pasted
from letopis.documents.sheets.hidden import shown
from letopis.documents.sheets.limits import MAX_CELL, PAGE
from letopis.documents.sheets.problems import Answers, CellPlace, Problem, Remedy, Report
from letopis.documents.sheets.questions import read_with
from letopis.documents.sheets.refusals import FileRefused
from letopis.documents.sheets.sheet import Cell, Sheet
from letopis.kernel.dates import DateRange
from letopis.kernel.text import clean

MAX_TEXT = 300_000
MAX_PLAN_FILE = 5 * 1024 * 1024


def read_plan_file(path: Path, year: DateRange, *, name: str = "", answers: Answers | None = None) -> ParsedPlan:
    """Read the sheet of a workbook (or a CSV file) that holds a plan. Raises FileRefused for no table at all."""
    return read_plan(sheets_of_file(path, name=name), year, answers)


def read_plan_text(text: str, year: DateRange) -> ParsedPlan:
    """Read a pasted table, or lines of topics; a text that is too long is a problem of the plan."""
    try:
        return read_plan(sheets_of_text(text), year)
    except _TooLong as refused:
        place = CellPlace("", "", refused.row)
        problem = Problem(place=place, field="topic", level="error", code="too_long", message=refused.message)
        return ParsedPlan(problems=(problem,))


def read_plan(sheets: Sequence[Sheet], year: DateRange, answers: Answers | None = None) -> ParsedPlan:
    """Read the sheet that holds a plan; `answers` settle what could not be guessed."""
    plan, wrong = read_with(
        answers or Answers(), lambda report: _read_once(sheets, year, report), lambda plan: plan.problems
    )
    return replace(plan, strays=wrong)


def _read_once(sheets: Sequence[Sheet], year: DateRange, report: Report) -> ParsedPlan:
    concealed = [shown(sheet, report) for sheet in sheets if sheet.is_concealed]
    open_ones = [sheet for sheet in sheets if not sheet.is_concealed] + [one for one in concealed if one.rows]
    found = [sheet for sheet in open_ones if has_layout(sheet, report.answers)]
    if len(found) > 1 and all(is_term(sheet.name) for sheet in found):
        return _of_terms([parse_plan(shown(sheet, report), year, report) for sheet in found])
    chosen = _chosen(found, report) or (open_ones or concealed)[0]
    return parse_plan(chosen if chosen.is_concealed else shown(chosen, report), year, report)


def _of_terms(plans: Sequence[ParsedPlan]) -> ParsedPlan:
    """The plans of the terms of one year as one, read into one report; numbers that go on over sheets are no gap."""
    sections: list[ParsedSection] = []
    lessons: list[ParsedLesson] = []
    for plan in plans:
        start = len(sections)
        sections += [replace(one, number=start + one.number) for one in plan.sections]
        lessons += [
            replace(one, number=number, section=start + one.section if one.section else 0)
            for number, one in enumerate(plan.lessons, len(lessons) + 1)
        ]
    begins = {plan.lessons[0].row for plan in plans[1:] if plan.lessons}
    problems = [one for one in plans[-1].problems if one.code != "number_gap" or one.row not in begins]
    return replace(
        plans[0],
        sections=tuple(sections),
        lessons=tuple(lessons),
        problems=tuple(problems),
        has_facts=any(one.has_facts for one in plans),
        passed=tuple(passed for one in plans for passed in one.passed),
    )


def _chosen(found: Sequence[Sheet], report: Report) -> Sheet | None:
    """The sheet that is read: the first, or the one that the teacher says; asked where there are several."""
    if len(found) < 2:
        return next(iter(found), None)
    first = found[0]
    cause = f"plan_sheet|{first.file}"
    said = report.settled(cause)
    named = next((sheet for sheet in found if sheet.name == said), None)
    if named is None:
        others = ", ".join(f"«{sheet.name}»" for sheet in found[1:4])
        report.warn(
            CellPlace(first.file, "", 0),
            "лист",
            "other_sheets",
            f"Прочитан лист «{first.name}». План есть ещё на листах: {others}. Выберите, какой загрузить.",
            cause=cause,
            choices=[Remedy(f"Лист «{sheet.name}»", "cause", sheet.name) for sheet in found],
        )
    return named or first


# ── sheets ────────────────────────────────────────────────────────────


def sheets_of_file(path: Path, *, name: str = "") -> list[Sheet]:
    """Return the sheets of a file that the teacher calls `name`. Raises FileRefused."""
    name = name or path.name
    if path.is_file() and path.stat().st_size > MAX_PLAN_FILE:
        message = f"Файл «{name}» больше 5 МБ. План занимает десятки килобайт: уберите картинки и лишние листы."
        raise FileRefused(message, code="too_big")
    return read_file(path, name, PAGE)


class _TooLong(FileRefused):
    """A pasted text that is too long, in one row or as a whole (0)."""

    def __init__(self, message: str, row: int = 0) -> None:
        super().__init__(message, code="too_long", field="text")
        self.row = row


def sheets_of_text(text: str) -> list[Sheet]:
    """Return a pasted table (tabs), or lines «topic», «№ topic», «№ topic hours», as a sheet. Raises FileRefused."""
    if len(text) > MAX_TEXT:
        raise _TooLong(f"Вставлено знаков: {len(text)}, помещается {MAX_TEXT}. Загрузите план файлом.")
    if "\t" in text:
        return [read_pasted(text, PAGE)]
    lines = text.splitlines()
    long = next((number for number, line in enumerate(lines, 1) if len(line) > MAX_CELL), None)
    if long:
        message = (
            f"В строке {long} знаков: {len(lines[long - 1])}, помещается {MAX_CELL}. Пишите каждую тему с новой строки."
        )
        raise _TooLong(message, long)
    return [Sheet("", "", _rows_of_lines(lines))]


# Matched against lines whose white space is settled, hours against the end of a line: a pattern that looks for its end
# from every place of a long text takes the square of its length.
_NUMBERED = re.compile(r"(\d{1,3}(?: ?[-–—,] ?\d{1,3}){0,20}) ?[.):]? (.+)")
_WITH_HOURS = re.compile(r"[ ,;:–—-]{0,4}[(\[]? ?(\d{1,2}) ?(?:ч\.?|час\w{0,4}\.?) ?[)\]]? ?\.?$")
_BARE_HOURS = re.compile(r" (\d{1,2})$")
_END = 24


def _rows_of_lines(lines: Sequence[str]) -> list[list[Cell]]:
    """Cut lines of text into number, topic and hours. A bare figure at the end is hours where most lines have one."""
    lines = [clean(line) for line in lines]
    numbered = [match for line in lines if (match := _NUMBERED.fullmatch(line))]
    filled = [line for line in lines if line]
    has_numbers = len(numbered) * 2 > len(filled)
    bare = sum(1 for match in numbered if _cut(match[2], _BARE_HOURS))
    hours_at_end = has_numbers and bare * 10 >= len(numbered) * 8
    rows: list[list[Cell]] = [["№" if has_numbers else "Раздел", "Тема", "Часы"]]
    for line in lines:
        match = _NUMBERED.fullmatch(line) if has_numbers else None
        if has_numbers and not match:
            rows.append([line, "", ""])
            continue
        number, rest = (match[1], match[2]) if match else ("", line)
        hours = _cut(rest, _WITH_HOURS) or (_cut(rest, _BARE_HOURS) if hours_at_end else None)
        rows.append([number, *(hours or (rest, ""))])
    return rows


def _cut(text: str, pattern: re.Pattern[str]) -> tuple[str, str] | None:
    """Topic and hours of a line that ends in hours; None where it does not, or has no topic before them."""
    found = pattern.search(text[-_END:])
    topic = text[: len(text) - len(found[0])].rstrip(" ,;:–—-") if found else ""
    return (topic, found[1]) if found and topic else None
