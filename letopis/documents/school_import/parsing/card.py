"""The school's card and the academic year."""

import re
from collections.abc import Iterable
from datetime import date

from letopis.documents.school_import.recognising import SheetTable
from letopis.documents.school_import.records import (
    Base,
    YearRecord,
)
from letopis.documents.sheets.headers import IGNORE
from letopis.documents.sheets.problems import Report
from letopis.documents.sheets.values import (
    parse_whole,
)
from letopis.school.organisation.enums import SchoolKind

_COLLEGE = re.compile(r"колледж|техникум|училищ|\bспо\b")


_LIMITS = {
    "name": 300,
    "short_name": 120,
    "region": 120,
    "city": 120,
    "address": 300,
    "phone": 40,
    "email": 120,
    "website": 200,
}


def parse_card(base: Base, report: Report) -> None:
    """The school's card: what is kept, by name of the column of School, and the rest as text."""
    for table in base.tables:
        if table.kind != "card":
            continue
        for row in table.rows:
            name = str(row.cells["field"])
            if name != IGNORE:
                base.card.setdefault(name, row.text("value")[: _LIMITS.get(name, 300)])
    if base.card.get("name") and not base.card.get("short_name"):
        base.card["short_name"] = base.card["name"][:120]
    if base.card.get("short_name") and not base.card.get("name"):
        base.card["name"] = base.card["short_name"]
    if base.card:
        base.card["kind"] = kind_of(f"{base.card.get('name', '')} {base.card.get('kind', '')}")


def kind_of(text: str) -> SchoolKind:
    """Return the kind of school that a card's words name; a general school where they name none."""
    return SchoolKind.COLLEGE if _COLLEGE.search(text.casefold()) else SchoolKind.GENERAL


def kind_on_card(tables: Iterable[SheetTable]) -> SchoolKind:
    """Return the kind of school that the card among `tables` names, before anything else of it is read."""
    rows = [row for table in tables if table.kind == "card" for row in table.rows]
    return kind_of(" ".join(row.text("value") for row in rows if row.cells["field"] in {"name", "short_name", "kind"}))


def parse_year(base: Base, report: Report, name: str, day: date) -> None:
    """The academic year: as named, else the one that `day` is in (from June on, the coming one)."""
    first = int(name[:4]) if name else (day.year if day.month >= 6 else day.year - 1)
    week = parse_whole(base.card.get("study_days", "")) or 5
    base.year = YearRecord(
        f"{first}/{first + 1}", date(first, 9, 1), date(first + 1, 8, 31), week if week in (5, 6) else 5
    )
