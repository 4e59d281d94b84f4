"""Choices of this context."""

from django.db import models


class ReportKind(models.TextChoices):
    """What a class teacher reports."""

    ARRIVAL = "arrival", "Прибытие"
    DEPARTURE = "departure", "Выбытие"


class ReportState(models.TextChoices):
    """How far a report has come."""

    WAITING = "waiting", "Ждёт ответа"
    DONE = "done", "Выполнено"
    REFUSED = "refused", "Отклонено"
    WITHDRAWN = "withdrawn", "Отозвано"
