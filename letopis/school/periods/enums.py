"""What becomes of a request about something that the law of the journal has closed to who asks."""

from django.db import models


class RequestState(models.TextChoices):
    """A request is answered once, in one click."""

    WAITING = "waiting", "Ждёт ответа"
    GRANTED = "granted", "Исправлено"
    DECLINED = "declined", "Отказано"
