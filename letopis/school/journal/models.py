"""The tables of the Django app «journal», whose label and migrations its contexts share (decisions/0005).

Nobody imports from here: each table is its context's. Django finds them by this list.
"""

from letopis.school.diary.models import DiaryView
from letopis.school.lessons.models import Homework, HomeworkFile, HomeworkStudent
from letopis.school.marks.models import Absence, Mark, Work, WorkKind
from letopis.school.sync.models import AppliedOperation

__all__ = [
    "Absence",
    "AppliedOperation",
    "DiaryView",
    "Homework",
    "HomeworkFile",
    "HomeworkStudent",
    "Mark",
    "Work",
    "WorkKind",
]
