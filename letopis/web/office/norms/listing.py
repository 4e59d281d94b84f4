"""The list of norms of the load."""

from letopis.school.workload.queries import NormRow
from letopis.web.shared.listing import TEXT, ListColumn, ListFilter, link

STATES = {
    "own": ("Изменённые", lambda row: row.is_own),
    "off": ("Отключённые", lambda row: not row.is_on),
}
FILTERS = (TEXT, ListFilter("state", "Какие", [(name, label) for name, (label, _) in STATES.items()]))


def columns(*, may_set: bool) -> list[ListColumn[NormRow]]:
    """Return the columns; those who set the norms open one by its name."""
    return [
        ListColumn(
            "name",
            "Норма",
            lambda row: row.norm.name,
            (lambda row: link("office_norms_edit", row.norm.key, row.norm.name)) if may_set else None,
            width=50,
            is_head=True,
        ),
        ListColumn("value", "Действует", _value, width=16),
        ListColumn(
            "own", "По источнику", lambda row: f"{row.norm.value} {row.norm.unit}", width=16, css="desktop-only"
        ),
        ListColumn("source", "Источник", lambda row: row.norm.cited, width=50),
        ListColumn("status", "Известна", lambda row: row.norm.standing, width=20, css="desktop-only"),
    ]


def _value(row: NormRow) -> str:
    return f"{row.value} {row.norm.unit}" if row.is_on else "отключена"
