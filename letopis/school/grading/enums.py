"""Choices of marks of periods."""

from django.db import models


class PeriodKind(models.TextChoices):
    """What a mark sums up (П3.4.5, А3.2.4, С2.5). A term is one of the scheme that the class follows."""

    TERM = "term", "За период"
    YEAR = "year", "Годовая"
    EXAM = "exam", "Экзамен"
    FINAL = "final", "Итоговая"


class ConductScale(models.TextChoices):
    """How conduct is marked; the school decides."""

    PASS_FAIL = "pass_fail", "Зачёт / незачёт"
    WORDS = "words", "Примерное, удовлетворительное, неудовлетворительное"
    FIVE = "five", "Пятибалльная"
