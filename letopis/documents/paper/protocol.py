"""The protocol of a council as PDF: who was there, what was heard and resolved, the votes, places for signatures.

Sources: 273-ФЗ, ст. 26; JRN-06. PDF/A-2b.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from letopis.documents.typesetting.composing import pdf_of
from letopis.school.councils.queries import CouncilPage, DecisionRow, ProposalRow
from letopis.school.organisation.models import School

SOURCE = Path(__file__).with_name("protocol.typ")
# «Заседания …»: the genitive of what councils are called.
MEETINGS = {
    "pedagogical": "заседания педагогического совета",
    "small": "заседания малого педагогического совета",
    "consilium": "заседания консилиума",
    "grants": "заседания стипендиальной комиссии",
}
DRAFT = "Проект: заседание не завершено"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Whose protocol it is."""

    school: str
    city: str

    @classmethod
    def of(cls, school_id: int) -> "Letterhead":
        """Read the school's. One query."""
        school = School.objects.only("name", "city").get(pk=school_id)
        return cls(school.name, school.city)


def protocol_pdf(page: CouncilPage, letterhead: Letterhead) -> bytes:
    """Return the protocol. Of a meeting that is not over it is marked as a draft."""
    return pdf_of(protocol_data(page, letterhead), SOURCE)


def protocol_data(page: CouncilPage, letterhead: Letterhead) -> dict[str, Any]:
    """Return what the protocol says, as plain values."""
    there = [one.name for one in page.members if one.is_present]
    absent = [one.name for one in page.members if not one.is_present]
    facts = [("Председатель", page.chair), ("Секретарь", page.secretary)]
    facts.append((f"Присутствовали: {len(there)} из {len(page.members)}", ", ".join(there)))
    if absent:
        facts.append(("Отсутствовали", ", ".join(absent)))
    decided = [(one, one.decision) for one in page.active if one.decision]
    return {
        "title": f"Протокол № {page.number}" if page.number else "Протокол",
        "school": letterhead.school,
        "city": letterhead.city,
        "number": page.number,
        "meeting": MEETINGS[page.kind],
        "date": [page.date.year, page.date.month, page.date.day],
        "day": day_text(page.date),
        "draft": "" if page.is_closed else DRAFT,
        "facts": facts,
        "agenda": list(page.agenda) or [page.about_label],
        "heard": f"{page.about_label}. Предложения по отметкам, обсуждение.",
        "items": list(_items(decided)),
        "left": "; ".join(f"{one.student}, {one.class_name}" for one in page.active if one.decision is None),
        "signatures": [("Председатель", page.chair), ("Секретарь", page.secretary)],
    }


def day_text(day: date) -> str:
    """«23.11.2026»."""
    return f"{day:%d.%m.%Y}"


Decided = tuple[ProposalRow, DecisionRow]


def _items(decided: Iterable[Decided]) -> Iterator[dict[str, Any]]:
    """What was resolved alike, with the same votes and words, is one item: by class, in the order of names."""
    found: dict[tuple[Any, ...], list[Decided]] = {}
    for row, decision in decided:
        votes = (decision.ayes, decision.noes, decision.abstained)
        found.setdefault((decision.label, decision.until, decision.text, votes), []).append((row, decision))
    for (label, until, text, _), rows in sorted(found.items(), key=lambda one: one[0][0]):
        decision = rows[0][1]
        yield {
            "what": label,
            "until": day_text(until) if until else "",
            "text": text,
            "classes": [
                {"name": name, "students": [_student(row) for row, _ in of_class]}
                for name, of_class in groupby(rows, key=lambda one: one[0].class_name)
            ],
            "ayes": decision.ayes,
            "noes": decision.noes,
            "abstained": decision.abstained,
            "unanimous": decision.is_unanimous,
        }


def _student(row: ProposalRow) -> str:
    reasons = ", ".join(row.reasons)
    return f"{row.student} ({reasons})" if reasons else row.student
