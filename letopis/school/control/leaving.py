"""What somebody dismissed still holds: load, class, lessons to come; somebody is told (HR-02, Т4.5.5)."""

from dataclasses import dataclass

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.classes.models import ClassTutor
from letopis.school.curriculum.models import CourseTeacher
from letopis.school.organisation.models import lasting
from letopis.school.people.models import Staff
from letopis.school.timetable.models import Lesson


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """From the day of the dismissal on: pages of the journal («7А, Алгебра»), classes led, lessons not held yet."""

    courses: tuple[str, ...]
    classes: tuple[str, ...]
    lessons: int

    def __bool__(self) -> bool:
        return bool(self.courses or self.classes or self.lessons)


NOTHING = LeftBehind((), (), 0)


def left_behind(actor: Actor, staff_id: int) -> LeftBehind:
    """Return what is still an employee's after the day of the dismissal. Four queries, one for somebody who works.

    Raises NotVisible.
    """
    staff = Staff.objects.filter(school_id=actor.school_id, pk=staff_id).first()
    if staff is None or not actor.may(Right.READ_STAFF):
        raise NotVisible
    day = staff.dismissed_on
    if day is None:
        return NOTHING
    taught = CourseTeacher.objects.filter(lasting(day), staff=staff, course__year__ends_on__gte=day)
    courses = taught.order_by("course__class_group__sort_key", "course__subject__name", "course_id")
    names = courses.values_list("course__class_group__name", "course__subject__name", "course__subgroup__name")
    led = ClassTutor.objects.filter(lasting(day), staff=staff, class_group__year__ends_on__gte=day)
    lessons = Lesson.objects.filter(staff=staff, date__gte=day, is_cancelled=False, filled_at__isnull=True)
    return LeftBehind(
        tuple(", ".join(filter(None, one)) for one in names),
        tuple(led.order_by("class_group__sort_key").values_list("class_group__name", flat=True)),
        lessons.count(),
    )
