"""Choices of assessment works."""

from django.db import models


class WorkLevel(models.TextChoices):
    """Who holds a work: the more of them, the less the school decides of its day."""

    FEDERAL = "federal", "Федеральная"
    REGIONAL = "regional", "Региональная"
    SCHOOL = "school", "Административная"
    TEACHER = "teacher", "По плану предмета"


class AssessmentKind(models.TextChoices):
    """What a work is."""

    VPR = "vpr", "ВПР"
    RDR = "rdr", "РДР"
    DIAGNOSTIC = "diagnostic", "Диагностическая работа"
    CONTROL = "control", "Контрольная работа"
    DICTATION = "dictation", "Диктант"
    ESSAY = "essay", "Сочинение"
    TEST = "test", "Тест"
    CREDIT = "credit", "Зачёт"
    PRACTICAL = "practical", "Практическая работа"
    LABORATORY = "laboratory", "Лабораторная работа"


# Order 704: one lesson, not a control; counted in the tenth of the hours all the same.
PRACTICALS = frozenset({AssessmentKind.PRACTICAL, AssessmentKind.LABORATORY})
SHORT = {
    AssessmentKind.VPR: "ВПР",
    AssessmentKind.RDR: "РДР",
    AssessmentKind.DIAGNOSTIC: "диагн.",
    AssessmentKind.CONTROL: "к/р",
    AssessmentKind.DICTATION: "дикт.",
    AssessmentKind.ESSAY: "соч.",
    AssessmentKind.TEST: "тест",
    AssessmentKind.CREDIT: "зачёт",
    AssessmentKind.PRACTICAL: "пр/р",
    AssessmentKind.LABORATORY: "л/р",
}


class WorkState(models.TextChoices):
    """A draft is proposed and seen by who makes the schedule; a planned one is published, the family sees it."""

    DRAFT = "draft", "Предложена"
    PLANNED = "planned", "В графике"
    CANCELLED = "cancelled", "Отменена"
