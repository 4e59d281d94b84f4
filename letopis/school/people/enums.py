"""Choices of people's cards."""

from django.db import models


class Sex(models.TextChoices):
    MALE = "m", "Мужской"
    FEMALE = "f", "Женский"


class Kinship(models.TextChoices):
    """Whose guardian: мать, отец, опекун …"""

    MOTHER = "mother", "Мать"
    FATHER = "father", "Отец"
    GUARDIAN = "guardian", "Опекун"
    GRANDMOTHER = "grandmother", "Бабушка"
    GRANDFATHER = "grandfather", "Дедушка"
    OTHER = "other", "Иной представитель"


class StudyForm(models.TextChoices):
    FULL_TIME = "full_time", "Очная"
    HOME = "home", "На дому"
    PART_TIME = "part_time", "Очно-заочная"
    DISTANCE = "distance", "Заочная"
    FAMILY = "family", "Семейное образование"
