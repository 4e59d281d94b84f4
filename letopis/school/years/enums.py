"""Choices of opening and closing a year."""

from django.db import models


class Phase(models.TextChoices):
    """Which of the two procedures of a year (А3.2.2, А3.2.5, Т4.1.4)."""

    OPENING = "opening", "Открытие"
    CLOSING = "closing", "Закрытие"
