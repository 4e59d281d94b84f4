"""Reads of classes, of the people in them, of their cards."""

from letopis.school.classes.queries.cards import (
    Contact,
    GuardianCard,
    GuardianRow,
    StudentCard,
    StudentRow,
    contacts,
    guardian_card,
    guardian_rows,
    logins,
    student_card,
    student_rows,
    without_class,
)
from letopis.school.classes.queries.changes import CardChange, card_changes, student_history
from letopis.school.classes.queries.finding import Findings, Found, find
from letopis.school.classes.queries.groups import (
    ClassPage,
    ClassRow,
    StudentLine,
    class_page,
    class_rows,
    class_tutors,
    has_classes,
    led_class_id,
    tutored,
)

__all__ = [
    "CardChange",
    "ClassPage",
    "ClassRow",
    "Contact",
    "Findings",
    "Found",
    "GuardianCard",
    "GuardianRow",
    "StudentCard",
    "StudentLine",
    "StudentRow",
    "card_changes",
    "class_page",
    "class_rows",
    "has_classes",
    "class_tutors",
    "contacts",
    "find",
    "guardian_card",
    "guardian_rows",
    "led_class_id",
    "logins",
    "student_card",
    "student_history",
    "student_rows",
    "tutored",
    "without_class",
]
