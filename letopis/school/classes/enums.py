"""Choices of classes and movement."""

from django.db import models


class OrderKind(models.TextChoices):
    """Приказ о движении контингента (Т4.4.4-5)."""

    ENROL = "enrol", "О зачислении"
    TRANSFER = "transfer", "О переводе"
    EXPEL = "expel", "О выбытии"
