"""The diary: what a family reads of the journal (DIA-01, DIA-02, DIA-04). Every function checks whose diary it is."""

from letopis.school.diary.absences import AbsencesPage, absences_page
from letopis.school.diary.actions import look
from letopis.school.diary.assessed import WorksPage, works_page
from letopis.school.diary.children import Child, Term
from letopis.school.diary.marks import MarksPage, SubjectMarks, marks_page
from letopis.school.diary.pieces import Day, Entry, Mark, Missed, Task
from letopis.school.diary.record import RecordPage, entries_of, record_page
from letopis.school.diary.week import DiaryWeek, TimetableWeek, diary_week, timetable_week

__all__ = [
    "AbsencesPage",
    "Child",
    "Day",
    "DiaryWeek",
    "Entry",
    "Mark",
    "MarksPage",
    "RecordPage",
    "entries_of",
    "record_page",
    "Missed",
    "SubjectMarks",
    "Task",
    "Term",
    "TimetableWeek",
    "WorksPage",
    "absences_page",
    "diary_week",
    "look",
    "marks_page",
    "timetable_week",
    "works_page",
]
