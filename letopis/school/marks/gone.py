"""What of this context goes when an act destroys the journal of a class."""

from letopis.school.history.gone import Part
from letopis.school.marks.models import Absence, Mark, Work

PARTS = (
    Part(Mark, "course__class_group"),
    Part(Absence, "course__class_group"),
    Part(Work, "course__class_group"),
)
