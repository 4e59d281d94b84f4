"""What the ledger holds of this context."""

from django.db.models import Q

from letopis.school.history.tracking import track
from letopis.school.timetable.models import Lesson, WeeklySlot

track(
    WeeklySlot,
    "Расписание недели",
    of_year="year",
    year_id="учебный год",
    course_id="страница журнала",
    weekday="день недели",
    number="номер",
    room_id="кабинет",
    staff_id="работник",
    parity="по неделям",
    starts_on="с какого дня",
    ends_on="по какой день",
)
track(
    Lesson,
    "{Lesson.noms}",
    expected=Q(version__gt=0) | Q(filled_at__isnull=False),
    later={"hour_kind": ""},
    course_id="страница журнала",
    date="дата",
    number="номер",
    staff_id="работник",
    substituted_for_id="кого заменяют",
    is_cancelled="{lesson_cancelled}",
    hour_kind="вид",
    planned_lesson_id="тема плана",
    topic="тема",
    topic_reason="причина темы не по плану",
    attendance_taken_at="посещаемость отмечена",
    filled_at="журнал заполнен",
    version="версия",
)
