"""What the screens may send of marks of periods."""

from letopis.school.grading.actions.period_marks import PeriodMarks
from letopis.school.sync.engine import register

register(PeriodMarks)
