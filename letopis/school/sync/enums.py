"""Choices of the operations protocol."""

from django.db import models


class OperationKind(models.TextChoices):
    """What the journal's screens send (rule 6 of the design)."""

    MARK = "mark", "Отметка"
    ABSENCE = "absence", "Пропуск"
    ATTENDANCE = "attendance", "Отметка о проверке присутствия"
    TOPIC = "topic", "Тема"
    WORK = "work", "Работа"
    HOMEWORK = "homework", "Домашнее задание"
