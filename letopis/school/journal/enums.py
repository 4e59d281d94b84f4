"""Choices of the journal."""

from django.db import models


class AbsenceCode(models.TextChoices):
    """Why a student was not simply there (JRN-07, П4.2.2, Т4.8.2). Н is settled by the class teacher."""

    ABSENT = "Н", "Не был, причина не указана"
    EXCUSED = "УП", "Уважительная причина"
    ILL = "Б", "Болезнь"
    UNEXCUSED = "НП", "Неуважительная причина"
    LATE = "ОП", "Опоздание"
    EXEMPT = "ОСВ", "Освобождение"


class OperationKind(models.TextChoices):
    """What the journal's screens send (rule 6 of the design)."""

    MARK = "mark", "Отметка"
    ABSENCE = "absence", "Пропуск"
    ATTENDANCE = "attendance", "Отметка о проверке присутствия"
    TOPIC = "topic", "Тема"
    WORK = "work", "Работа"
    HOMEWORK = "homework", "Домашнее задание"
