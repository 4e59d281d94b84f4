"""Works, marks, absences and homework of lessons. Sources: П3.4.2-3, А3.2.4, С3.5, Т1.7, Т4.8.1.

Nothing here is deleted: a removed mark or absence is a row with an empty value and a higher version.
`version` grows by one with every change; the journal's screens base their operations on it (rule 6 of the design).
"""

from django.db import models
from django.db.models import Q

from letopis.school.curriculum.models import Course
from letopis.school.journal.enums import AbsenceCode
from letopis.school.organisation.models import SchoolOwned
from letopis.school.people.models import Student
from letopis.school.timetable.models import Lesson


class WorkKind(SchoolOwned):
    """Вид работы of the school's own list: «Контрольная работа», «к/р», weight 3."""

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=8)
    weight = models.DecimalField(max_digits=4, decimal_places=2, default=1)
    # Written works have a deadline for marks (JRN-03); control ones stand out in the grid.
    is_written = models.BooleanField(default=False)
    is_control = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["school", "code"], name="work_kind_once")]

    def __str__(self) -> str:
        return self.name


class Work(SchoolOwned):
    """A work of a lesson that marks are given for; one column of the grid. `weight` null: the kind's."""

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="works")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="works")
    kind = models.ForeignKey(WorkKind, on_delete=models.PROTECT, related_name="works")
    title = models.CharField(max_length=300, blank=True)
    weight = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=1)
    is_removed = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["school", "lesson", "position"], name="work_once")]
        indexes = [models.Index(fields=["school", "course"], name="work_by_course")]


class Mark(SchoolOwned):
    """Отметка for a work. `value`: «5», «зч», «н/а», «осв» or empty; `second`: the second mark of «5/4».

    `is_debt`: a point to be resolved until `debt_until`.
    """

    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="marks")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="marks")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="marks")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="marks")
    value = models.CharField(max_length=4, blank=True)
    second = models.CharField(max_length=4, blank=True)
    is_debt = models.BooleanField(default=False)
    debt_until = models.DateField(null=True, blank=True)
    comment = models.CharField(max_length=500, blank=True)
    # When the value now shown was put: what is new to the family.
    set_at = models.DateTimeField()
    # When a value was first put into the cell, whatever stands in it now: the window of correction counts from here
    # (JRN-04). None while there has been none: a point to be resolved and a comment alone are no mark yet.
    first_set_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["school", "course"], name="mark_by_course"),
            models.Index(fields=["school", "student"], name="mark_by_student"),
            models.Index(fields=["school", "lesson"], name="mark_by_lesson"),
        ]
        constraints = [models.UniqueConstraint(fields=["school", "work", "student"], name="mark_once")]


class Absence(SchoolOwned):
    """Пропуск, опоздание: a row only for those who were not simply there (rule 4). `minutes` for ОП."""

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="absences")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="absences")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="absences")
    code = models.CharField(max_length=3, choices=AbsenceCode, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["school", "course"], name="absence_by_course"),
            models.Index(fields=["school", "student"], name="absence_by_student"),
        ]
        constraints = [models.UniqueConstraint(fields=["school", "lesson", "student"], name="absence_once")]


class Homework(SchoolOwned):
    """Домашнее задание set at `lesson`, due at `due_lesson` (null until that lesson is known; then `due_on`)."""

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="homework")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="homework")
    due_lesson = models.ForeignKey(
        Lesson, on_delete=models.SET_NULL, null=True, blank=True, related_name="homework_due"
    )
    due_on = models.DateField(null=True, blank=True)
    text = models.CharField(max_length=2000, blank=True)
    is_for_all = models.BooleanField(default=True)
    is_removed = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["school", "course"], name="homework_by_course"),
            models.Index(fields=["school", "due_on"], name="homework_by_due"),
        ]
        constraints = [
            # One task for the whole class a lesson; tasks for named students stand beside it.
            models.UniqueConstraint(fields=["school", "lesson"], condition=Q(is_for_all=True), name="homework_once")
        ]


class HomeworkStudent(SchoolOwned):
    """A named student a task is for, where it is not for all."""

    homework = models.ForeignKey(Homework, on_delete=models.CASCADE, related_name="students")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="own_homework")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "homework", "student"], name="homework_student_once")]


class HomeworkFile(SchoolOwned):
    """A file of a task, under MEDIA_ROOT; served only to whom the task belongs.

    `upload_id` is made by the client: a file that waited for the network and is sent twice is given once.
    """

    homework = models.ForeignKey(Homework, on_delete=models.PROTECT, related_name="files")
    upload_id = models.UUIDField(null=True, blank=True)
    file = models.FileField(upload_to="homework/%Y/%m/")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    is_removed = models.BooleanField(default=False)

    class Meta:
        # Files given without an id do not meet: a null equals no other.
        constraints = [models.UniqueConstraint(fields=["school", "upload_id"], name="homework_file_once")]


class DiaryView(SchoolOwned):
    """When an account of a family last looked at a diary (ACC-08). Marks put after `new_since` are new to it."""

    account_id = models.BigIntegerField()
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="diary_views")
    seen_at = models.DateTimeField()
    new_since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "account_id", "student"], name="diary_view_once")]


class AppliedOperation(SchoolOwned):
    """An operation already answered: the same `op_id` gets the same `answer` again and changes nothing."""

    op_id = models.UUIDField()
    account_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=12)
    answer = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "op_id"], name="operation_once")]
