"""Choices of councils, decisions and academic debts."""

from django.db import models


class CouncilKind(models.TextChoices):
    """Which body meets. Which of them a school has, its words say (organisation/words.py)."""

    PEDAGOGICAL = "pedagogical", "Педагогический совет"
    SMALL = "small", "Малый педагогический совет"
    CONSILIUM = "consilium", "Консилиум"
    GRANTS = "grants", "Стипендиальная комиссия"


class CouncilAbout(models.TextChoices):
    """What it is to decide: from whose marks proposals are worked out."""

    TERM = "term", "Итоги периода"
    YEAR = "year", "Итоги года"
    ADMISSION = "admission", "Допуск к экзаменам"


class CouncilState(models.TextChoices):
    """How far a council has come. What is closed is a document and stays."""

    PREPARED = "prepared", "Готовится"
    SESSION = "session", "Идёт заседание"
    CLOSED = "closed", "Завершён"


class DecisionKind(models.TextChoices):
    """What a council proposes and decides of somebody; people read labels.kind_label()."""

    PROMOTE = "promote"
    PROMOTE_WITH_DEBTS = "promote_with_debts"
    REPEAT = "repeat"
    EXPEL = "expel"
    GRADUATE = "graduate"
    ADMIT = "admit"
    NOT_ADMIT = "not_admit"
    SETTLE_DEBTS = "settle_debts"


# After these academic debts stand open, with a day until which they are to be settled.
WITH_DEBTS = frozenset({DecisionKind.PROMOTE_WITH_DEBTS, DecisionKind.NOT_ADMIT, DecisionKind.SETTLE_DEBTS})


class DebtState(models.TextChoices):
    """What became of an academic debt."""

    OPEN = "open", "Не ликвидирована"
    SETTLED = "settled", "Ликвидирована"


class RetakeState(models.TextChoices):
    """What became of an attempt to settle a debt. EXCUSED (illness …) uses none up: 273-ФЗ, ст. 58 ч. 5."""

    PLANNED = "planned", "Назначена"
    PASSED = "passed", "Сдана"
    FAILED = "failed", "Не сдана"
    MISSED = "missed", "Неявка"
    EXCUSED = "excused", "Неявка по уважительной причине"
