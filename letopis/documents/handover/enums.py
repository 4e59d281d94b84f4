"""Choices of handing a year's journals over to the archive."""

from django.db import models


class Step(models.TextChoices):
    """A step of a journal on its way to the archive. Sources: Т7.3 (two checks), Т4.6.5, Т7.4, Т7.5, П3.6.6, П5.3."""

    PROGRAMMES = "programmes", "Выполнение программ"
    CHECKED = "checked", "Проверен"
    ACCEPTED = "accepted", "Принят"
    PRINTED = "printed", "Напечатан"
    CERTIFIED = "certified", "Заверен"
    HANDED = "handed", "Сдан"


class MoveKind(models.TextChoices):
    """What was done with a case: a step taken, or given back to whoever took the one before."""

    TAKEN = "taken", "Сделан"
    RETURNED = "returned", "Возвращён"


class CaseKind(models.TextChoices):
    """What a case (дело) of the archive holds: terms of keeping differ by it."""

    JOURNAL = "journal", "Журнал"
    SUMMARY = "summary", "Сводные ведомости"


class Signature(models.TextChoices):
    """How the director has certified what is printed: П3.6.6, П3.6.7."""

    HAND = "hand", "Подпись и печать на бумаге"
    ELECTRONIC = "electronic", "Электронная подпись"
