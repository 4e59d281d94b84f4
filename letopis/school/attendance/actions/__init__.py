"""What is written of absences' reasons: notes, early leavings, reasons settled on the week's grid."""

from letopis.school.attendance.actions.leaves import record_leave, remove_leave
from letopis.school.attendance.actions.notes import (
    Answered,
    NoteDraft,
    add_note,
    announce,
    confirm_note,
    decline_note,
    take_back_note,
    withdraw_note,
)
from letopis.school.attendance.actions.settling import settle_week

__all__ = [
    "Answered",
    "NoteDraft",
    "add_note",
    "announce",
    "confirm_note",
    "decline_note",
    "record_leave",
    "remove_leave",
    "settle_week",
    "take_back_note",
    "withdraw_note",
]
