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


class MarkState(models.TextChoices):
    """How a work stands with a student, beside the mark or instead of it. «осв» (exempt) is a mark of the scale.

    One column for all: a point to be resolved, handed in and not marked yet, handed in after the day, not handed in,
    did not write, to be written again, a mark that does not count.
    """

    DEBT = "debt", "долг"
    SUBMITTED = "submitted", "сдано, не проверено"
    LATE = "late", "сдано позже срока"
    MISSING = "missing", "не сдано"
    ABSENT = "absent", "не писал работу"
    REDO = "redo", "переписать"
    EXCLUDED = "excluded", "не учитывается"


class Rewritten(models.TextChoices):
    """Which mark of a work written again counts: a school's setting."""

    LAST = "last", "последняя"
    BEST = "best", "лучшая"
    BOTH = "both", "обе"
