"""The diary: what a family reads of the journal (DIA-01, DIA-02, DIA-04). Every function checks whose diary it is."""

from letopis.school.journal.diary.absences import AbsencesPage, absences_page
from letopis.school.journal.diary.actions import look
from letopis.school.journal.diary.children import Child, Term
from letopis.school.journal.diary.marks import MarksPage, SubjectMarks, marks_page
from letopis.school.journal.diary.pieces import Day, Entry, Mark, Missed, Task
from letopis.school.journal.diary.week import DiaryWeek, TimetableWeek, diary_week, timetable_week

__all__ = [
    "AbsencesPage",
    "Child",
    "Day",
    "DiaryWeek",
    "Entry",
    "Mark",
    "MarksPage",
    "Missed",
    "SubjectMarks",
    "Task",
    "Term",
    "TimetableWeek",
    "absences_page",
    "diary_week",
    "look",
    "marks_page",
    "timetable_week",
]
