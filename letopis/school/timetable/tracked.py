"""What the ledger holds of this context."""

from django.db.models import Q

from letopis.school.history.tracking import track
from letopis.school.timetable.models import Lesson, WeeklySlot

track(WeeklySlot, "year_id", "course_id", "weekday", "number", "room_id", "staff_id", "parity", "starts_on", "ends_on")
track(
    Lesson,
    "course_id",
    "date",
    "number",
    "staff_id",
    "substituted_for_id",
    "is_cancelled",
    "planned_lesson_id",
    "topic",
    "topic_reason",
    "attendance_taken_at",
    "filled_at",
    "version",
    expected=Q(version__gt=0) | Q(filled_at__isnull=False),
)
