"""The weekly grid and the dated lessons (rule 3 of the design). Sources: П3.2.1, Д1.5, С3.2, Т4.2.4."""

from django.db import models
from django.db.models import Q

from letopis.school.classes.models import ClassGroup
from letopis.school.curriculum.models import Course, PlannedLesson
from letopis.school.organisation.enums import Weekday
from letopis.school.organisation.models import AcademicYear, Dated, Room, SchoolOwned
from letopis.school.people.models import Staff
from letopis.school.timetable.enums import Parity


class WeeklySlot(SchoolOwned, Dated):
    """A place of a course in the week. `staff` null: the course's teacher; `parity` 0: every week, 1 odd, 2 even."""

    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="slots")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="slots")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    number = models.PositiveSmallIntegerField()
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, blank=True, related_name="slots")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="slots")
    parity = models.PositiveSmallIntegerField(choices=Parity, default=Parity.EVERY)

    class Meta:
        indexes = [models.Index(fields=["school", "year", "weekday"], name="slot_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "course", "weekday", "number", "parity"],
                condition=Q(ends_on__isnull=True),
                name="slot_once",
            )
        ]


class Lesson(SchoolOwned):
    """Урок: a dated row of the timetable and, once taught, the record of the journal.

    The timetable writes the first block and never touches a filled lesson; letopis.school.lessons writes the second.
    `staff` teaches the lesson that day (a substitute included); `substituted_for` is who would have taught it.
    `is_cancelled` keeps a lesson that will not be held; its row stays.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="lessons")
    # Copied from the course: class pages and diaries filter on it without a join.
    class_group = models.ForeignKey(ClassGroup, on_delete=models.PROTECT, related_name="lessons")
    date = models.DateField()
    number = models.PositiveSmallIntegerField()
    starts_at = models.TimeField(null=True, blank=True)
    ends_at = models.TimeField(null=True, blank=True)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, blank=True, related_name="lessons")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="lessons")
    substituted_for = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="substituted_lessons"
    )
    slot = models.ForeignKey(WeeklySlot, on_delete=models.SET_NULL, null=True, blank=True, related_name="lessons")
    is_cancelled = models.BooleanField(default=False)
    # Of a class hour only (JRN-08), as it was named when it was held: «Тематический», «Инструктаж».
    hour_kind = models.CharField(max_length=40, blank=True)

    # The journal's part.
    planned_lesson = models.ForeignKey(
        PlannedLesson, on_delete=models.SET_NULL, null=True, blank=True, related_name="held"
    )
    topic = models.CharField(max_length=500, blank=True)
    topic_reason = models.CharField(max_length=300, blank=True)
    attendance_taken_at = models.DateTimeField(null=True, blank=True)
    # Set once, when the topic is first written; lateness is filled_at against date (JRN-01).
    filled_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["date", "number"]
        indexes = [
            models.Index(fields=["school", "course", "date"], name="lesson_by_course"),
            models.Index(fields=["school", "class_group", "date"], name="lesson_by_class"),
            models.Index(fields=["school", "staff", "date"], name="lesson_by_staff"),
            models.Index(fields=["school", "date"], name="lesson_by_date"),
        ]
        constraints = [models.UniqueConstraint(fields=["school", "course", "date", "number"], name="lesson_once")]

    @property
    def is_touched(self) -> bool:
        """True where the journal holds anything of the lesson's own: the timetable may not move or remove it."""
        return bool(self.version or self.filled_at or self.attendance_taken_at)
