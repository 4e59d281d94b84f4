"""The list of rooms."""

from letopis.school.organisation.models import Room
from letopis.web.shared.listing import ListColumn, link
from letopis.web.shared.wording import nbsp
from letopis.web.shared.xlsx import figure


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
        ListColumn("name", "Наименование", lambda room: room.name, lambda room: nbsp(room.name), width=40),
        ListColumn(
            "capacity", "Мест", lambda room: room.capacity, lambda room: room.capacity or "–", width=8, css="number"
        ),
        ListColumn("kind", "Вид", lambda room: room.kind, width=32, css="desktop-only"),
        ListColumn("responsible", "Ответственный", lambda room: room.responsible, width=28),
    ]
