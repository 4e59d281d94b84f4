"""What of this context goes when an act destroys the journal of a class, and what with its summary sheets (Т7.6).

Marks of periods and of conduct are what summary sheets are made of: they are kept for 75 years.
"""

from letopis.school.grading.models import ConductAsking, ConductMark, ConductOpinion, PeriodMark
from letopis.school.history.gone import Part

PARTS = (Part(ConductOpinion, "course__class_group"), Part(ConductAsking, "class_group"))
OF_SUMMARY = (Part(PeriodMark, "course__class_group"), Part(ConductMark, "class_group"))
