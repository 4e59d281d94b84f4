"""The act of handing cases over to the archive as PDF/A-2b: the inventory with sheets and terms (С4, Т4.6.5, П5.3)."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from letopis.documents.handover.queries import ActPage
from letopis.documents.typesetting.composing import pdf_of
from letopis.documents.typesetting.lines import in_words, sheets_counted
from letopis.kernel.text import plural

_ONE = re.compile(r"\bодин$")
SOURCE = Path(__file__).with_name("act.typ")


def act_pdf(page: ActPage, years: Mapping[str, int]) -> bytes:
    """Return the act; `years`: how long a case of each kind is kept. Raises Refused for a sign that no font has."""
    return pdf_of(act_data(page, years), SOURCE)


def act_data(page: ActPage, years: Mapping[str, int]) -> dict[str, Any]:
    """Return what the act says, as plain values."""
    act, school = page.act, page.act.school
    title = f"Акт приёма-передачи дел в архив № {act.number}"
    part = {
        "head": title,
        "school": school.name,
        "city": school.city,
        "number": act.number,
        "day": f"{act.date:%d.%m.%Y}",
        "place": act.place,
        "rows": [_row(at, move, years[move.case.kind]) for at, move in enumerate(page.moves, start=1)],
        "total": f"Передано {cases_counted(len(page.moves))}, {sheets_counted(page.sheets)}.",
        "signs": [
            ["Сдал", act.giver_position, act.giver],
            ["Принял", act.receiver_position, act.receiver],
        ],
    }
    return {
        "title": title,
        "date": [act.date.year, act.date.month, act.date.day],
        "foot": {"where": f"{school.short_name} · {title} от {act.date:%d.%m.%Y}"},
        "parts": [part],
    }


def _row(at: int, move: Any, years: int) -> list[str]:
    case = move.case
    return [
        str(at),
        f"{case.index} / {case.number}" if case.number else case.index,
        case.title,
        case.year_name,
        str(case.sheets or ""),
        f"{years} {plural(years, 'год,года,лет')}",
    ]


def cases_counted(number: int) -> str:
    """Return «21 (двадцать одно) дело»: the number in words agrees with a neuter noun."""
    words = _ONE.sub("одно", in_words(number))
    return f"{number} ({words}) {plural(number, 'дело,дела,дел')}"
