"""What is missing in a year, said once for the overview and for the checklists: two pages never disagree about it."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from letopis.school.classes.models import ClassGroup, ClassTutor
from letopis.school.curriculum.enums import CourseKind
from letopis.school.curriculum.models import Course, CourseTeacher
from letopis.school.organisation.models import lasting
from letopis.school.people.models import employed
from letopis.school.timetable.models import Lesson


def planned(courses: "QuerySet[Course]") -> "QuerySet[Course]":
    """The pages that are taught by a plan. Class hours are the class teacher's, held when there is need."""
    return courses.exclude(kind=CourseKind.CLASS_HOUR)


def without_teacher(courses: "QuerySet[Course]", day: date) -> "QuerySet[Course]":
    """Of those the ones that nobody teaches from `day` on. What somebody dismissed still holds is nobody's."""
    teacher = CourseTeacher.objects.filter(lasting(day), employed(day, "staff__"), course=OuterRef("pk"))
    return planned(courses).exclude(Exists(teacher))


def without_lessons(courses: "QuerySet[Course]") -> "QuerySet[Course]":
    """Of those the ones without a lesson in their year."""
    return planned(courses).exclude(Exists(Lesson.objects.filter(course=OuterRef("pk"), is_cancelled=False)))


def without_tutor(classes: "QuerySet[ClassGroup]", day: date) -> "QuerySet[ClassGroup]":
    """The classes that nobody who works leads from `day` on."""
    tutor = ClassTutor.objects.filter(lasting(day), employed(day, "staff__"), class_group=OuterRef("pk"))
    return classes.exclude(Exists(tutor))
