"""The title sheet of a school's set: what it holds and how many sheets, and the labels for the spines (ARC-02)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from letopis.documents.journal_paper.proofs import proof_part
from letopis.documents.journal_paper.reading import seal_of
from letopis.documents.journal_paper.volume import Foot, document, signs
from letopis.documents.typesetting.lines import sheets_counted
from letopis.school.organisation.models import School
from letopis.school.organisation.words import phrase

LABELS_A_PAGE = 10


def inventory(
    school: School, year: str, volumes: Sequence[tuple[str, int, int]], *, address: str, printed_at: datetime
) -> dict[str, Any]:
    """Return the title sheet with contents and the number of sheets, then spine labels.

    `volumes`: titles, pages, sheets.
    """
    seal = seal_of(school.pk)
    total = sum(sheets for _, _, sheets in volumes)
    title = phrase("Опись журналов {school.gen}")
    listed = {
        "kind": "inventory",
        "head": "",
        "label": "",
        "school": school.name,
        "title": title,
        "year": f"{year} учебный год",
        "rows": [[str(number), *map(str, one)] for number, one in enumerate(volumes, start=1)],
        "total": f"Всего {sheets_counted(total)}.",
        "signs": signs(),
        "proof": proof_part(seal),
    }
    labels = [
        {
            "kind": "spines",
            "head": "",
            "label": "",
            "labels": [
                {"school": school.short_name, "title": name, "year": year, "sheets": sheets_counted(sheets)}
                for name, _, sheets in volumes[at : at + LABELS_A_PAGE]
            ],
        }
        for at in range(0, len(volumes), LABELS_A_PAGE)
    ]
    where = f"{school.short_name} · {year}"
    return document([listed, *labels], title, Foot(where, seal, printed_at, address))
