"""Choices of the register."""

from django.db import models


class CarrierKind(models.TextChoices):
    """What a carrier is: three that the server reaches by itself, one that a person keeps."""

    FOLDER = "folder", "Папка на другом сервере или диске"
    DISK = "disk", "Съёмный диск, который подключают к серверу"
    STORE = "store", "Хранилище S3"
    OFFLINE = "offline", "Диск или накопитель, который хранит сотрудник"


class Verdict(models.TextChoices):
    """What a check has found."""

    WHOLE = "whole", "Цела"
    DAMAGED = "damaged", "Повреждена"
    MISSING = "missing", "Пропала"
    UNREACHABLE = "unreachable", "Носитель не подключён"


class How(models.TextChoices):
    """What a check was made by."""

    WRITTEN = "written", "после записи"
    SCHEDULE = "schedule", "по расписанию"
    BUTTON = "button", "кнопкой"
    COMMAND = "command", "командой"
    PERSON = "person", "сотрудником"


class RunKind(models.TextChoices):
    """What is done beside the request."""

    BUILD = "build", "Сборка пакета"
    REGISTER = "register", "Постановка пакета на учёт"
    VERIFY = "verify", "Проверка пакета"
    COPY = "copy", "Запись копии"
    CHECK = "check", "Проверка копий"
    RESTORE = "restore", "Восстановление копии"
