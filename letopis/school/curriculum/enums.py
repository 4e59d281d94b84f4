"""Choices of the curriculum."""

from django.db import models


class Scale(models.TextChoices):
    """How a course is marked."""

    FIVE = "five", "Пятибалльная"
    PASS_FAIL = "pass_fail", "Зачёт / незачёт"
    UNMARKED = "unmarked", "Безотметочное"


class LessonKind(models.TextChoices):
    """Kind of a planned lesson; a control, laboratory or practical one names its number and topic (Т3.1.8)."""

    LESSON = "lesson", "Урок"
    CONTROL = "control", "Контрольная работа"
    INDEPENDENT = "independent", "Самостоятельная работа"
    LABORATORY = "laboratory", "Лабораторная работа"
    PRACTICAL = "practical", "Практическая работа"
    DICTATION = "dictation", "Диктант"
    ESSAY = "essay", "Сочинение"
    SPEECH = "speech", "Развитие речи"
    EXCURSION = "excursion", "Экскурсия"
    PROJECT = "project", "Проект"
    TEST = "test", "Тест"
    REVIEW = "review", "Повторение"
    CREDIT = "credit", "Зачёт"
