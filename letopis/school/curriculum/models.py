"""Subjects, the curriculum (учебный план), the load (нагрузка) and lesson plans (КТП).

Sources: П2.2.2, П3.2.1, Т3.1.7-8, С3.5.
"""

from django.db import models
from django.db.models import Q

from letopis.kernel.text import search_key
from letopis.school.classes.models import ClassGroup, Subgroup
from letopis.school.curriculum.enums import CourseKind, LessonKind, Scale
from letopis.school.organisation.models import AcademicYear, Dated, SchoolOwned
from letopis.school.people.models import Staff


class Subject(SchoolOwned):
    """Учебный предмет, дисциплина."""

    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=40, blank=True)
    area = models.CharField(max_length=160, blank=True)
    search_key = models.CharField(max_length=160)

    class Meta:
        ordering = ["search_key"]
        constraints = [models.UniqueConstraint(fields=["school", "search_key"], name="subject_once")]

    def __str__(self) -> str:
        return self.name

    def renew_keys(self) -> None:
        """Derive the stored key from the name."""
        self.search_key = search_key(self.name)


class CurriculumRow(SchoolOwned):
    """Строка учебного плана: hours a week of a subject in a class."""

    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="curriculum")
    class_group = models.ForeignKey(ClassGroup, on_delete=models.PROTECT, related_name="curriculum")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="curriculum")
    part = models.CharField(max_length=160, blank=True)
    hours_per_week = models.DecimalField(max_digits=4, decimal_places=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "class_group", "subject"], name="curriculum_once")]


class LessonPlan(SchoolOwned):
    """Календарно-тематическое планирование (КТП). One plan may serve the courses of a whole parallel."""

    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="plans")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="plans")
    grade = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    textbook = models.CharField(max_length=200, blank=True)
    author = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="plans")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "year", "title"], name="plan_once")]

    def __str__(self) -> str:
        return self.title


class PlanSection(SchoolOwned):
    """Раздел КТП."""

    plan = models.ForeignKey(LessonPlan, on_delete=models.CASCADE, related_name="sections")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    hours = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["school", "plan", "number"], name="section_once")]


class PlannedLesson(SchoolOwned):
    """One hour of a plan: `number` counts from 1 without gaps; a topic of two hours is two rows."""

    plan = models.ForeignKey(LessonPlan, on_delete=models.CASCADE, related_name="lessons")
    section = models.ForeignKey(PlanSection, on_delete=models.SET_NULL, null=True, blank=True, related_name="lessons")
    number = models.PositiveSmallIntegerField()
    topic = models.CharField(max_length=500)
    kind = models.CharField(max_length=12, choices=LessonKind, default=LessonKind.LESSON)
    homework = models.CharField(max_length=1000, blank=True)
    planned_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["school", "plan", "number"], name="planned_lesson_once")]


class Course(SchoolOwned):
    """Строка нагрузки = страница журнала: a subject taught to a class or to a subgroup of it (JRN-09).

    `kind`: a subject, a course of extracurricular activity, class hours (JRN-08); the last two are without marks.
    """

    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="courses")
    class_group = models.ForeignKey(ClassGroup, on_delete=models.PROTECT, related_name="courses")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="courses")
    subgroup = models.ForeignKey(Subgroup, on_delete=models.PROTECT, null=True, blank=True, related_name="courses")
    plan = models.ForeignKey(LessonPlan, on_delete=models.SET_NULL, null=True, blank=True, related_name="courses")
    hours_per_week = models.DecimalField(max_digits=4, decimal_places=1)
    scale = models.CharField(max_length=10, choices=Scale, default=Scale.FIVE)
    kind = models.CharField(max_length=10, choices=CourseKind, default=CourseKind.SUBJECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "class_group", "subject"], condition=Q(subgroup__isnull=True), name="course_once"
            ),
            models.UniqueConstraint(
                fields=["school", "class_group", "subject", "subgroup"], name="course_of_subgroup_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} · {self.class_group}"


class CourseTeacher(SchoolOwned, Dated):
    """Who teaches a course, from when to when; the right to write in its page follows from this."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="teachers")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="taught")

    class Meta:
        indexes = [
            models.Index(fields=["school", "staff"], name="course_by_teacher"),
            models.Index(fields=["school", "course"], name="teacher_by_course"),
        ]
