"""The list of kinds of work."""

from letopis.school.marks.queries.kinds import KindOfList
from letopis.web.shared.listing import TEXT, ListColumn, ListFilter, link
from letopis.web.shared.wording import number_text

STATES = {
    "control": ("Контрольные", lambda kind: kind.is_active and kind.is_control),
    "written": ("Письменные", lambda kind: kind.is_active and kind.is_written),
    "off": ("Не предлагаются", lambda kind: not kind.is_active),
}
FILTERS = (TEXT, ListFilter("state", "Какие", [(name, label) for name, (label, _) in STATES.items()]))


def columns(*, may_keep: bool) -> list[ListColumn[KindOfList]]:
    """Return the columns; those who keep the kinds open one by its name."""
    return [
        ListColumn(
            "name",
            "Вид работы",
            lambda kind: kind.name,
            (lambda kind: link("office_work_kinds_edit", kind.id, kind.name)) if may_keep else None,
            width=40,
            is_head=True,
        ),
        ListColumn("short_name", "В шапке", lambda kind: kind.short_name, width=14, edits="short_name"),
        ListColumn(
            "weight",
            "Вес",
            lambda kind: kind.weight,
            lambda kind: number_text(kind.weight),
            width=8,
            css="number",
            edits="weight",
        ),
        ListColumn("features", "Особенности", _features, width=26),
        ListColumn(
            "works",
            "Работ в журнале",
            lambda kind: kind.works,
            lambda kind: number_text(kind.works),
            width=16,
            css="number desktop-only",
        ),
    ]


def _features(kind: KindOfList) -> str:
    if not kind.is_active:
        return "не предлагается"
    return ", ".join(word for word, has in (("контрольная", kind.is_control), ("письменная", kind.is_written)) if has)
