"""Roles of ACC-01 (П1.4, А1.5, Т1.5, Т4)."""

from django.db import models


class Role(models.TextChoices):
    """A capacity in which a person works; one person may hold several."""

    DIRECTOR = "director", "Директор"
    DEPUTY = "deputy", "Завуч"
    METHODOLOGIST = "methodologist", "Методист"
    OPERATOR = "operator", "Оператор"
    SYSTEM_ADMINISTRATOR = "system_administrator", "Системный администратор"
    DISPATCHER = "dispatcher", "Диспетчер расписания"
    STUDY_OFFICE = "study_office", "Учебная часть"
    PERSONNEL = "personnel", "Отдел кадров"
    TUTOR = "tutor", "Классный руководитель"
    TEACHER = "teacher", "Учитель"
    STUDENT = "student", "Ученик"
    GUARDIAN = "guardian", "Родитель"
    EXTERNAL = "external", "Внешний пользователь"
    SYSTEM = "system", "Программа"


# Roles appointed for the whole school; the others follow from courses, classes and children.
APPOINTED = (
    Role.DIRECTOR,
    Role.DEPUTY,
    Role.METHODOLOGIST,
    Role.OPERATOR,
    Role.SYSTEM_ADMINISTRATOR,
    Role.DISPATCHER,
    Role.STUDY_OFFICE,
    Role.PERSONNEL,
    Role.EXTERNAL,
)
# Everybody who may work here, the program apart.
ROLES_OF_PEOPLE = tuple(role for role in Role if role != Role.SYSTEM)
