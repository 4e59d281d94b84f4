"""A lesson plan among the sheets of a base: told as one, and led to its door.

Its topics beside days would be holidays, its sections a curriculum: nothing of it is read as a table of the school.
"""

import re

from letopis.documents.plan_import.vocabulary import LEXICON
from letopis.documents.sheets.finding import HeaderFinder
from letopis.documents.sheets.problems import CellPlace, Report
from letopis.documents.sheets.sheet import Sheet
from letopis.school.organisation.words import phrase

CODE = "lesson_plan"
DEEP = 30
_TOPIC = re.compile(r"\bтем[аыу]?\b|\bраздел|содержание", re.IGNORECASE)
_HOURS = re.compile(r"\bчас|\bч\b", re.IGNORECASE)
_OF_A_PLAN = frozenset({"hours", "section_hours", "control_hours", "planned", "fact", "homework"})
# What a plan is taken for: names beside days and numbers.
MISTAKEN = frozenset({"calendar", "bells", "rooms", "shorts"})


def is_plan(sheet: Sheet) -> bool:
    """Whether the sheet has the header of a plan: topics, by that word or beside hours, and what goes with topics."""
    finder = HeaderFinder(sheet, Report(), LEXICON)
    for row, shape in finder.headers(DEEP):
        topic, hours = (
            " ".join(finder.grid.text(row + n, shape.columns[name]) for n in range(shape.heads.height))
            if name in shape.columns
            else ""
            for name in ("topic", "hours")
        )
        others = _OF_A_PLAN & shape.columns.keys()
        if others and (_TOPIC.search(topic) or (_HOURS.search(hours) and len(others) > 1)):
            return True
    return False


def note_plan(sheet: Sheet, report: Report) -> None:
    """Say that the sheet is a plan, and where plans are loaded."""
    report.warn(
        CellPlace(sheet.file, sheet.name, 0),
        "лист",
        CODE,
        phrase(
            "Лист «{name}» — поурочный план (КТП), в базу {school.gen} он не загружается. План загружает "
            "{teacher.nom} на странице «Планирование» или администратор командой «letopis import plan».",
            name=sheet.name,
        ),
    )
