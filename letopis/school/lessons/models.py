"""Homework of lessons and its files; what the law of the journal refused and somebody is asked for.

The lesson's own row is the timetable's. Sources: П3.4.2, А3.2.2, А3.2.4-5, Т1.7, Т4.8.1.

Nothing here is deleted: what was removed says so. `version` grows by one with every change of a task.
"""

from django.db import models
from django.db.models import Q

from letopis.school.curriculum.models import Course
from letopis.school.organisation.models import SchoolOwned
from letopis.school.people.models import Student
from letopis.school.periods.models import ReopenRequest, Request
from letopis.school.timetable.models import Lesson


class Homework(SchoolOwned):
    """Домашнее задание set at `lesson`, due at `due_lesson` (null until that lesson is known; then `due_on`)."""

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="homework")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="homework")
    due_lesson = models.ForeignKey(
        Lesson, on_delete=models.SET_NULL, null=True, blank=True, related_name="homework_due"
    )
    due_on = models.DateField(null=True, blank=True)
    text = models.CharField(max_length=2000, blank=True)
    # What it is estimated to take; null: nobody has said, a default stands for it (school/workload).
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    # When the text now shown was put, and what stood there for families to read before (rules.was).
    changed_at = models.DateTimeField(null=True, blank=True)
    was = models.CharField(max_length=2000, blank=True)
    is_for_all = models.BooleanField(default=True)
    # When it was first set: later than the lesson's day it is told as late (JRN-01). None of tasks of before.
    set_at = models.DateTimeField(null=True, blank=True)
    is_removed = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "journal"
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
        app_label = "journal"
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
    # SHA-256 of what was given, hex; "" of files given before it was kept.
    digest = models.CharField(max_length=64, blank=True)
    is_removed = models.BooleanField(default=False)

    class Meta:
        app_label = "journal"
        # Files given without an id do not meet: a null equals no other.
        constraints = [models.UniqueConstraint(fields=["school", "upload_id"], name="homework_file_once")]


class CorrectionRequest(Request):
    """What the law of the journal refused to who keeps a page, as it was typed, asked of whoever can help.

    After the window of a mark the deputy writes exactly this in a click (А3.2.4-5). On a closed page (`opening`) who
    asked writes it in a click once the page is opened again (А3.2.2). `operation` is what was sent (`sync.wire`),
    `op_id` that of the operation it is written by: the request, the answer and the change are one story.
    `place`, `was`, `wanted`: where, what stood there, what shall, in words.
    """

    kind = models.CharField(max_length=12)
    # The row that stands there and its version as asked about; none where nothing stands yet.
    object_id = models.BigIntegerField(null=True, blank=True)
    base_version = models.PositiveIntegerField(default=0)
    student = models.ForeignKey(Student, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place = models.CharField(max_length=400)
    was = models.CharField(max_length=2500, blank=True)
    wanted = models.CharField(max_length=2500, blank=True)
    operation = models.JSONField()
    op_id = models.UUIDField()
    opening = models.ForeignKey(ReopenRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="entries")

    class Meta(Request.Meta):
        app_label = "journal"
        indexes = [models.Index(fields=["school", "state"], name="mark_request_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "kind", "object_id"],
                condition=Q(state="waiting"),
                name="correction_request_one_waiting",
            )
        ]
