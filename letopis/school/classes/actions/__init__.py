"""Every write of classes: classes and tutors, movement by orders, subgroups, contacts."""

from letopis.school.classes.actions.agreeing import record_consents
from letopis.school.classes.actions.contacts import correct_guardian, correct_student
from letopis.school.classes.actions.groups import create_class, end_tutor, set_tutor, update_class
from letopis.school.classes.actions.movement import enrol, expel, transfer
from letopis.school.classes.actions.orders import (
    cancel_order,
    delete_order,
    draft_order,
    sign_order,
    update_order,
)
from letopis.school.classes.actions.subgroups import create_subgroup, set_members
from letopis.school.classes.intake import LineDraft, OrderDraft

__all__ = [
    "LineDraft",
    "OrderDraft",
    "cancel_order",
    "correct_guardian",
    "correct_student",
    "create_class",
    "create_subgroup",
    "delete_order",
    "draft_order",
    "end_tutor",
    "enrol",
    "expel",
    "record_consents",
    "set_members",
    "set_tutor",
    "sign_order",
    "transfer",
    "update_class",
    "update_order",
]
