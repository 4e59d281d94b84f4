"""What of this context goes when an act destroys the journal of a class: its lessons, not the grid of the week."""

from letopis.school.history.gone import Part
from letopis.school.timetable.models import Lesson

PARTS = (Part(Lesson, "class_group"),)
