"""The list of rooms."""

from collections.abc import Sequence

from letopis.school.organisation.models import Room
from letopis.web.shared.listing import TEXT, ListColumn, ListFilter, link, values_of
from letopis.web.shared.wording import nbsp
from letopis.web.shared.xlsx import figure


def filters(rows: Sequence[Room]) -> tuple[ListFilter, ...]:
    """Return the conditions of the list; the kinds are those that the school's rooms have."""
    kinds = values_of(rows, lambda room: room.kind)
    return (TEXT, ListFilter("kind", "Вид", kinds)) if kinds else (TEXT,)


def columns(*, may_keep: bool) -> list[ListColumn[Room]]:
    """Return the columns; those who keep the rooms open one by its number."""
    return [
        ListColumn(
            "number",
            "№",
            lambda room: figure(room.number),
            (lambda room: link("office_rooms_edit", room.pk, room.number)) if may_keep else None,
            width=10,
            is_head=True,
        ),
        ListColumn(
            "name", "Наименование", lambda room: room.name, lambda room: nbsp(room.name), width=40, edits="name"
        ),
        ListColumn("capacity", "Мест", lambda room: room.capacity, width=8, css="number", edits="capacity"),
        ListColumn("kind", "Вид", lambda room: room.kind, width=32, css="desktop-only", edits="kind"),
        ListColumn("responsible", "Ответственный", lambda room: room.responsible, width=28, edits="responsible"),
    ]
