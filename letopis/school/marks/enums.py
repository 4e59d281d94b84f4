"""Choices of marks and absences."""

from django.db import models


class AbsenceCode(models.TextChoices):
    """Why a student was not simply there (JRN-07, П4.2.2, Т4.8.2). Н is settled by the class teacher."""

    ABSENT = "Н", "Не был, причина не указана"
    EXCUSED = "УП", "Уважительная причина"
    ILL = "Б", "Болезнь"
    UNEXCUSED = "НП", "Неуважительная причина"
    LATE = "ОП", "Опоздание"
    EXEMPT = "ОСВ", "Освобождение"
