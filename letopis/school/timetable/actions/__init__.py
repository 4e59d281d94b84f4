"""Writes of the timetable."""

from letopis.school.timetable.actions.class_hours import name_hour, place_hour, take_back_hour
from letopis.school.timetable.actions.generate import generate_lessons
from letopis.school.timetable.actions.handing import Handed, follow_teachers, hand_over
from letopis.school.timetable.actions.lessons import cancel_lesson, restore_lesson, substitute
from letopis.school.timetable.actions.slots import Position, end_slot, move_slot, set_slot
from letopis.school.timetable.actions.undoing import put_back_course, put_back_slots

__all__ = [
    "Handed",
    "Position",
    "cancel_lesson",
    "end_slot",
    "follow_teachers",
    "generate_lessons",
    "hand_over",
    "move_slot",
    "name_hour",
    "place_hour",
    "put_back_course",
    "put_back_slots",
    "restore_lesson",
    "set_slot",
    "substitute",
    "take_back_hour",
]
