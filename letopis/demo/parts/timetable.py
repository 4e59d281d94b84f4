"""The week's grid."""

from letopis.demo.store import Store
from letopis.school.timetable.models import WeeklySlot


def write(store: Store) -> None:
    """Write the weekly slots of all courses."""
    for slot in store.plan.slots:
        course = store.plan.courses[slot.course]
        store.add(
            WeeklySlot,
            year_id=store.year.pk,
            course_id=store.courses[slot.course].pk,
            weekday=slot.weekday,
            number=slot.number,
            room_id=store.rooms[course.room].pk,
            starts_on=store.plan.year.starts_on,
        )
