"""Choices of the school and its year."""

from django.db import models


class SchoolKind(models.TextChoices):
    GENERAL = "general", "Общеобразовательная школа"
    COLLEGE = "college", "Колледж (СПО)"


class TermKind(models.TextChoices):
    """How a year is divided: each class follows one scheme."""

    QUARTER = "quarter", "Четверти"
    TRIMESTER = "trimester", "Триместры"
    HALF_YEAR = "half_year", "Полугодия"
    SEMESTER = "semester", "Семестры"


class DayKind(models.TextChoices):
    """What makes one date unlike its weekday."""

    HOLIDAY = "holiday", "Праздник"
    DAY_OFF = "day_off", "Выходной день"
    WORKING = "working", "Рабочий день (перенос)"
    SHORTENED = "shortened", "Сокращённый день"


class Weekday(models.IntegerChoices):
    """ISO numbers, as date.isoweekday()."""

    MONDAY = 1, "Понедельник"
    TUESDAY = 2, "Вторник"
    WEDNESDAY = 3, "Среда"
    THURSDAY = 4, "Четверг"
    FRIDAY = 5, "Пятница"
    SATURDAY = 6, "Суббота"
    SUNDAY = 7, "Воскресенье"
