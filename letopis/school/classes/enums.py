"""Choices of classes and movement."""

from django.db import models


class OrderKind(models.TextChoices):
    """Приказ о движении контингента (Т4.4.4-5, А3.1.2)."""

    ENROL = "enrol", "О зачислении"
    TRANSFER = "transfer", "О переводе"
    TRANSFER_OUT = "transfer_out", "О переводе в другую организацию"
    EXPEL = "expel", "Об отчислении"
    LEAVE = "leave", "Об академическом отпуске"
    RETURN = "return", "О выходе из академического отпуска"
    PROMOTE = "promote", "О переводе на новый учебный год"
    REPEAT = "repeat", "О повторном обучении"
    GRADUATE = "graduate", "О выпуске"
    CANCEL = "cancel", "Об отмене приказа"


# After these somebody is in no class; `effective_on` is the last day in it. After the others it is the first.
LEAVING = frozenset({OrderKind.EXPEL, OrderKind.TRANSFER_OUT, OrderKind.LEAVE, OrderKind.GRADUATE})
# From a class to another.
MOVING = frozenset({OrderKind.TRANSFER, OrderKind.PROMOTE, OrderKind.REPEAT})
# From nowhere.
ENTERING = frozenset({OrderKind.ENROL, OrderKind.RETURN})


class OrderStatus(models.TextChoices):
    """A draft moves nobody; what is signed is taken back by another order only."""

    DRAFT = "draft", "Проект"
    SIGNED = "signed", "Подписан"
    CANCELLED = "cancelled", "Отменён"
