"""Probable marks of the term under way: of a course, of a class, of one child (REP-03, DIA-04).

What is known of a student is read where the page reads it: a teacher's from the sheet of the course, a family's from
the diary, which has no drafts. The class around it is the same everywhere, but for drafts on a family's page.
"""

from letopis.school.forecast.queries.child import child_outlook
from letopis.school.forecast.queries.course import course_outlook, weights_of
from letopis.school.forecast.queries.group import CLASSES, COURSES, class_outlook
from letopis.school.forecast.queries.pages import ChildPage, ClassPage, CoursePage, Line, OfStudent, Subject

__all__ = [
    "CLASSES",
    "COURSES",
    "ChildPage",
    "ClassPage",
    "CoursePage",
    "Line",
    "OfStudent",
    "Subject",
    "child_outlook",
    "class_outlook",
    "course_outlook",
    "weights_of",
]
