"""Choices."""

from django.db import models


class RefusalKind(models.TextChoices):
    """What was seen that no honest log shows. The first three are told by a witness of ours, the others seen by us."""

    AHEAD = "ahead", "Видел больше записей, чем есть в базе"
    UNKNOWN = "unknown", "Видел точку, которой в базе нет"
    REFUSED = "refused", "Не признал историю продолжением той, что видел"
    FORKED = "forked", "Показаны две разные истории одной длины"
    NOT_ON = "not_on", "Показанная история не продолжает виденную"
    BEHIND = "behind", "Показано меньше записей, чем было"
