"""Choices of this context."""

from django.db import models


class SubjectKind(models.TextChoices):
    """What is signed: of a package its tag manifest, which covers all else."""

    PDF = "pdf", "Документ PDF"
    PACKAGE = "package", "Архивный пакет"


class KeyKind(models.TextChoices):
    """Where the key of a certificate is."""

    HOME = "home", "ключ, сделанный здесь"
    FILE = "file", "файл PKCS#12 у владельца"
    TOKEN = "token", "токен, подключённый к серверу"
    ELSEWHERE = "elsewhere", "токен владельца: подпись в его программе"


class Form(models.TextChoices):
    """Where a signature stands."""

    PADES = "pades", "в самом файле"
    CMS = "cms", "отдельным файлом"
