"""Every write of classes: classes and tutors, movement by orders, subgroups, contacts."""

from letopis.school.classes.actions.contacts import correct_guardian, correct_student
from letopis.school.classes.actions.groups import create_class, end_tutor, set_tutor, update_class
from letopis.school.classes.actions.movement import enrol, expel, transfer
from letopis.school.classes.actions.subgroups import create_subgroup, set_members
from letopis.school.classes.intake import OrderDraft

__all__ = [
    "OrderDraft",
    "correct_guardian",
    "correct_student",
    "create_class",
    "create_subgroup",
    "end_tutor",
    "enrol",
    "expel",
    "set_members",
    "set_tutor",
    "transfer",
    "update_class",
]
