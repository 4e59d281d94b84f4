"""What kinds of councils and decisions are called, in the school's own words."""

from letopis.school.councils.enums import CouncilAbout, CouncilKind, DecisionKind
from letopis.school.organisation.words import current, phrase

_DECISIONS = {
    DecisionKind.PROMOTE: "Перевести {to_next_grade}",
    DecisionKind.PROMOTE_WITH_DEBTS: "Перевести {to_next_grade} условно",
    DecisionKind.REPEAT: "Оставить на повторное обучение",
    DecisionKind.EXPEL: "Отчислить",
    DecisionKind.GRADUATE: "Выпустить",
    DecisionKind.ADMIT: "Допустить к экзаменам",
    DecisionKind.NOT_ADMIT: "Не допускать к экзаменам",
    DecisionKind.SETTLE_DEBTS: "Назначить ликвидацию задолженности",
}
# What a family reads of its own child.
_TOLD = {
    DecisionKind.PROMOTE: "Переводится {to_next_grade}",
    DecisionKind.PROMOTE_WITH_DEBTS: "Переводится {to_next_grade} условно, с академической задолженностью",
    DecisionKind.REPEAT: "Остаётся на повторное обучение",
    DecisionKind.EXPEL: "Подлежит отчислению",
    DecisionKind.GRADUATE: "Заканчивает обучение",
    DecisionKind.ADMIT: "Допускается к экзаменам",
    DecisionKind.NOT_ADMIT: "Не допускается к экзаменам до ликвидации задолженности",
    DecisionKind.SETTLE_DEBTS: "Назначена ликвидация задолженности",
}


def decision_label(kind: str) -> str:
    """«Перевести в следующий класс», in a college «на следующий курс»; "" for none."""
    return phrase(_DECISIONS[DecisionKind(kind)]) if kind else ""


def told(kind: str) -> str:
    """«Переводится в следующий класс»: what a family reads."""
    return phrase(_TOLD[DecisionKind(kind)])


def council_label(kind: str) -> str:
    """«Педагогический совет»."""
    return str(CouncilKind(kind).label)


def council_kinds() -> list[tuple[str, str]]:
    """Return the bodies that the school has."""
    return [(kind, council_label(kind)) for kind in current().councils]


def about_label(about: str, term: str = "") -> str:
    """«Итоги года», «Итоги: I четверть»."""
    return f"Итоги: {term}" if about == CouncilAbout.TERM else str(CouncilAbout(about).label)
