"""Reads of the timetable."""

from letopis.school.timetable.queries.generation import Counts, has_lessons, preview_generation

__all__ = ["Counts", "has_lessons", "preview_generation"]
