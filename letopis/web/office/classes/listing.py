"""The list of classes."""

from collections.abc import Sequence

from letopis.school.classes.queries import ClassRow
from letopis.school.organisation.words import current
from letopis.web.shared.listing import ListColumn, link
from letopis.web.shared.templatetags.letopis import state
from letopis.web.shared.wording import capital, counted, number_text
from letopis.web.shared.xlsx import figure


def columns(rows: Sequence[ClassRow]) -> list[ListColumn[ClassRow]]:
    """Return the columns with the totals of `rows` at their foot."""
    words = current()
    places = {row.id: place for place, row in enumerate(rows)}
    return [
        ListColumn(
            "name",
            capital(words.group.nom),
            lambda row: row.name,
            lambda row: link("office_class", row.id, row.name),
            width=10,
            order=lambda row: places[row.id],
            is_head=True,
            total=counted(len(rows), words.group.counted),
        ),
        ListColumn(
            "count",
            capital(words.student.gens),
            lambda row: row.count,
            width=10,
            css="number",
            total=number_text(sum(row.count for row in rows)),
        ),
        ListColumn(
            "tutor",
            capital(words.tutor.nom),
            lambda row: row.tutor,
            lambda row: row.tutor or state("open", "не назначен"),
            width=28,
        ),
        ListColumn("profile", "Профиль", lambda row: row.profile, width=28, css="wide-only"),
        ListColumn("shift", "Смена", lambda row: row.shift, width=8, css="number wide-only"),
        ListColumn("room", "Кабинет", lambda row: figure(row.room), lambda row: row.room, width=10, css="wide-only"),
    ]
