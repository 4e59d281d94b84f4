"""Choices of the curriculum."""

from django.db import models


class CourseKind(models.TextChoices):
    """What a page of the journal is of; only subjects count in totals of the curriculum, of marks, of attendance.

    Extracurricular courses (П3.2.1: план внеурочной деятельности) and class hours (JRN-08) have topics and attendance.
    """

    SUBJECT = "subject", "Учебный предмет"
    EXTRACURRICULAR = "extra", "Внеурочная деятельность"
    CLASS_HOUR = "class_hour", "Классные часы"


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
