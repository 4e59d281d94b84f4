"""Tables → records: every cell is read, what cannot be read becomes a problem at its cell."""

import re

from letopis.documents.school_import.parsing import bells, calendar, card, people, school, teaching
from letopis.documents.school_import.recognising import SheetTable
from letopis.documents.school_import.records import Base
from letopis.documents.school_import.words import WHICH_YEAR
from letopis.documents.sheets.problems import Report
from letopis.kernel.clock import today

_YEAR = re.compile(r"(20\d\d)\s*[/\-–—]\s*(20)?(\d\d)(?!\d)")

_SEPTEMBER = re.compile(r"\b0?1(?:\.09\.| сентября )(20\d\d)")


def parse(tables: list[SheetTable], report: Report, *, known_year: str = "") -> Base:
    """Return the records of all tables. `known_year`: the base's current year, for files that do not name one."""
    base = Base(tables)
    card.parse_card(base, report)
    card.parse_year(base, report, _wanted(report) or _named_year(base) or _begun(known_year), today())
    # What the curriculum says of hours settles what a figure of the load is of.
    for table in sorted(tables, key=lambda one: one.kind != "curriculum"):
        for module in (calendar, bells, school, people, teaching):
            if parser := module.PARSERS.get(table.kind):
                parser(base, table, report)
    calendar.settle_terms(base, report)
    return base


def _wanted(report: Report) -> str:
    """The year that the operator has said the files are for."""
    wanted = report.settled(WHICH_YEAR) or ""
    return wanted if is_year(wanted) else ""


def is_year(text: str) -> bool:
    """Whether a text is the name of a school year: «2027/2028»."""
    found = _YEAR.fullmatch(text)
    return bool(found and (int(found[1]) + 1) % 100 == int(found[3]))


def _begun(name: str) -> str:
    """The base's own name of the year, where it tells when that begins: the office may have called it anything."""
    return name if re.match(r"20\d\d", name) else ""


def _named_year(base: Base) -> str:
    """«2026/2027» as the card, a title, a sheet or a file names it."""
    texts = [base.card.get("year", "")]
    for table in base.tables:
        texts += [table.title, table.sheet, table.file]
    for text in texts:
        found = _YEAR.search(text)
        if found and (int(found[1]) + 1) % 100 == int(found[3]):
            return f"{found[1]}/{int(found[1]) + 1}"
    for text in texts:
        # «Списки классов на 01.09.2027», «на 1 сентября 2027 года»
        if found := _SEPTEMBER.search(text):
            return f"{found[1]}/{int(found[1]) + 1}"
    return ""
