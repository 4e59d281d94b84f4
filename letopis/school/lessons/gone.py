"""What of this context goes when an act destroys the journal of a class."""

from letopis.school.history.gone import Part
from letopis.school.lessons.models import CorrectionRequest, Homework, HomeworkFile, HomeworkStudent

PARTS = (
    Part(HomeworkFile, "homework__course__class_group"),
    Part(HomeworkStudent, "homework__course__class_group"),
    Part(Homework, "course__class_group"),
    Part(CorrectionRequest, "course__class_group"),
)
