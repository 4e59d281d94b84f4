"""Choices of notes on absences."""

from django.db import models

from letopis.school.marks.enums import AbsenceCode


class NoteKind(models.TextChoices):
    """What the reason stands in."""

    REQUEST = "request", "Заявление родителей"
    CERTIFICATE = "certificate", "Медицинская справка"
    CALL = "call", "Звонок или сообщение"
    OTHER = "other", "Другой документ"


class NoteState(models.TextChoices):
    """What became of a note: a confirmed one is frozen."""

    ANNOUNCED = "announced", "Ждёт подтверждения"
    CONFIRMED = "confirmed", "Подтверждено"
    DECLINED = "declined", "Отклонено"
    WITHDRAWN = "withdrawn", "Отозвано"


# Reasons that a note may give: it excuses, so НП is none of them, and lateness is nothing to prove.
EXCUSES = (AbsenceCode.ILL, AbsenceCode.EXCUSED, AbsenceCode.EXEMPT)
