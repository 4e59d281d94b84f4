"""The lists of councils and of academic debts."""

from letopis.school.councils.enums import CouncilState, DebtState
from letopis.school.councils.queries import CouncilRow, DebtRow
from letopis.school.organisation.words import current
from letopis.web.shared.listing import TEXT, ListColumn, ListFilter, link, values_of
from letopis.web.shared.templatetags.letopis import state
from letopis.web.shared.wording import capital

SIGNS = {CouncilState.PREPARED: "open", CouncilState.SESSION: "now", CouncilState.CLOSED: "ok"}


def council_columns() -> list[ListColumn[CouncilRow]]:
    """Return the columns of the list of councils."""
    return [
        ListColumn("date", "Дата", lambda row: row.date, width=12, css="nowrap"),
        ListColumn(
            "title",
            "Заседание",
            lambda row: row.title,
            lambda row: link("office_council", row.id, row.title),
            width=32,
            is_head=True,
        ),
        ListColumn("about", "О чём", lambda row: row.about, width=32, css="wide-only"),
        ListColumn(
            "number", "Протокол", lambda row: row.number, lambda row: row.number or "–", width=12, css="wide-only"
        ),
        ListColumn("proposals", capital(current().student.gens), lambda row: row.proposals, css="number wide-only"),
        ListColumn("decided", "Решено", lambda row: row.decided, css="number"),
        ListColumn(
            "state",
            "Состояние",
            lambda row: row.state_label,
            lambda row: state(SIGNS[CouncilState(row.state)], row.state_label),
            width=20,
        ),
    ]


def debt_filters(rows: list[DebtRow]) -> tuple[ListFilter, ...]:
    """Return the conditions of the list of debts."""
    classes = values_of(rows, lambda row: row.class_name)
    return (
        TEXT,
        ListFilter("class", capital(current().group.nom), classes),
        ListFilter("state", "Состояние", [*DebtState.choices, ("lost", "Срок или попытки вышли")]),
    )


def debt_columns() -> list[ListColumn[DebtRow]]:
    """Return the columns of the list of debts."""
    return [
        ListColumn("class", capital(current().group.nom), lambda row: row.class_name, width=10, css="nowrap wide-only"),
        ListColumn(
            "student",
            capital(current().student.nom),
            lambda row: row.student,
            lambda row: link("office_debt", row.id, row.student),
            width=36,
            is_head=True,
        ),
        ListColumn("subject", "Предмет", lambda row: row.subject, width=28),
        ListColumn("period", "Период", lambda row: row.period, width=24, css="wide-only"),
        ListColumn("mark", "Отметка", lambda row: row.mark, css="number wide-only"),
        ListColumn("until", "Срок", lambda row: row.until, width=14, css="nowrap"),
        ListColumn(
            "retake",
            "Пересдача",
            lambda row: row.next_retake.date if row.next_retake else None,
            lambda row: f"{row.next_retake.date:%d.%m.%Y}" if row.next_retake else "–",
            width=14,
            css="nowrap wide-only",
        ),
        ListColumn("state", "Состояние", _state_text, _state, width=28),
    ]


def _state_text(row: DebtRow) -> str:
    if row.is_lost:
        return "Срок или попытки вышли"
    return f"{row.state_label}, {row.result}" if row.result else row.state_label


def _state(row: DebtRow) -> object:
    """On a phone there is room for a word."""
    if row.is_lost:
        return state("danger", "Срок или попытки вышли")
    return state("open", "Открыта") if row.is_open else state("ok", f"Закрыта, {row.result}")
