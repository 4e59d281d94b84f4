"""What of this context goes when an act destroys the journal of a class."""

from letopis.school.history.gone import Part
from letopis.school.periods.models import PageClosing, ReopenRequest

PARTS = (Part(ReopenRequest, "course__class_group"), Part(PageClosing, "course__class_group"))
