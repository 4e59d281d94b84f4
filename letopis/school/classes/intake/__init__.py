"""How classes and who is in them come into the base: the specifications of their rows and the one way to write each."""

from letopis.school.classes.intake.groups import TUTORS, named, put_classes, put_tutors, tutor_fault
from letopis.school.classes.intake.lines import put_lines, write_lines
from letopis.school.classes.intake.movement import (
    STAYS,
    put_memberships,
    put_orders,
    stay_fault,
    write_memberships,
    write_orders,
)
from letopis.school.classes.intake.rows import ClassDraft, LineDraft, OrderDraft, StayDraft, SubgroupDraft
from letopis.school.classes.intake.subgroups import PLACES, put_places, put_subgroups, write_places, write_subgroups

__all__ = [
    "ClassDraft",
    "LineDraft",
    "OrderDraft",
    "StayDraft",
    "SubgroupDraft",
    "named",
    "put_classes",
    "put_lines",
    "put_memberships",
    "put_orders",
    "put_places",
    "put_subgroups",
    "put_tutors",
    "stay_fault",
    "tutor_fault",
    "write_lines",
    "write_memberships",
    "write_orders",
    "write_places",
    "write_subgroups",
    "STAYS",
    "PLACES",
    "TUTORS",
]
