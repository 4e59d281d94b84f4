"""Reads of classes, of the people in them, of their cards."""

from letopis.school.classes.queries.cards import (
    Contact,
    StudentCard,
    StudentRow,
    contacts,
    logins,
    student_card,
    student_rows,
    without_class,
)
from letopis.school.classes.queries.changes import CardChange, card_changes
from letopis.school.classes.queries.choosing import Candidate, ClassChoice, candidates, order_classes
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
from letopis.school.classes.queries.guardians import GuardianCard, GuardianRow, guardian_card, guardian_rows
from letopis.school.classes.queries.one_order import LineRow, OrderPage, marks_after, order_page
from letopis.school.classes.queries.orders import (
    OrderRow,
    WaitingOrder,
    kind_label,
    order_label,
    order_rows,
    waiting_orders,
)

__all__ = [
    "CardChange",
    "Candidate",
    "ClassChoice",
    "LineRow",
    "OrderPage",
    "OrderRow",
    "WaitingOrder",
    "candidates",
    "kind_label",
    "marks_after",
    "order_classes",
    "order_label",
    "order_page",
    "order_rows",
    "waiting_orders",
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
    "student_rows",
    "tutored",
    "without_class",
]
