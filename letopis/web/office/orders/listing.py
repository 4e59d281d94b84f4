"""The list of orders."""

from letopis.school.classes.enums import OrderKind, OrderStatus
from letopis.school.classes.queries import OrderRow
from letopis.school.organisation.words import current
from letopis.web.shared.listing import ListColumn, ListFilter, link
from letopis.web.shared.templatetags.letopis import state
from letopis.web.shared.wording import capital

SIGNS = {OrderStatus.DRAFT: "open", OrderStatus.SIGNED: "ok", OrderStatus.CANCELLED: "warn"}


def filters() -> tuple[ListFilter, ...]:
    """Return the conditions of the list."""
    return (
        ListFilter("text", "Номер или фамилия"),
        ListFilter("kind", "Вид", OrderKind.choices),
        ListFilter("status", "Состояние", OrderStatus.choices, nothing="Любое"),
    )


def columns() -> list[ListColumn[OrderRow]]:
    """Return the columns."""
    return [
        ListColumn(
            "kind",
            "Приказ",
            lambda row: row.title,
            lambda row: link("office_order", row.id, row.title),
            width=40,
            is_head=True,
        ),
        ListColumn("number", "Номер", lambda row: row.number, lambda row: row.number or "–", width=12, css="nowrap"),
        ListColumn("day", "Дата", lambda row: row.dated, width=12, css="nowrap wide-only"),
        ListColumn("effective_on", "Действует", lambda row: row.effective_on, width=12, css="nowrap"),
        ListColumn(
            "count", capital(current().student.gens), lambda row: row.count or 0, width=10, css="number wide-only"
        ),
        ListColumn("who", "О ком", lambda row: row.who, width=60, css="wide-only note"),
        ListColumn(
            "status",
            "Состояние",
            lambda row: row.state,
            lambda row: state(SIGNS[OrderStatus(row.status)], row.state),
            width=12,
        ),
    ]
