"""Choices of the timetable."""

from django.db import models


class Parity(models.IntegerChoices):
    """In which weeks of the year a place of the week is taken (organisation.rules.parity)."""

    EVERY = 0, "каждую неделю"
    ODD = 1, "по нечётным неделям"
    EVEN = 2, "по чётным неделям"
