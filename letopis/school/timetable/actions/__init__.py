"""Writes of the timetable."""

from letopis.school.timetable.actions.generate import generate_lessons

__all__ = ["generate_lessons"]
