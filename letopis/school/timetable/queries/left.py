"""The load and the lessons of those who leave: what is to be handed over (HR-02, CUR-03)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Q

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.rights import Right
from letopis.school.curriculum import policy
from letopis.school.curriculum.models import CourseTeacher
from letopis.school.curriculum.rules import plain_hours
from letopis.school.organisation.models import lasting
from letopis.school.people.models import Staff
from letopis.school.people.queries import staff_names
from letopis.school.timetable.models import Lesson


@dataclass(frozen=True, slots=True)
class HeldCourse:
    """A row of the load of somebody: «Алгебра, 7А, 1 группа»."""

    id: int
    label: str
    hours: Decimal


@dataclass(frozen=True, slots=True)
class HeldLoad:
    """What somebody teaches from `first_day` on: rows of the load, and all lessons ahead, substitutions included.

    `leaves_on` is the day of the dismissal, None for who stays.
    """

    staff_id: int
    name: str
    leaves_on: date | None
    first_day: date
    courses: tuple[HeldCourse, ...]
    lessons: int

    @property
    def hours(self) -> Decimal:
        """Hours a week."""
        return sum((one.hours for one in self.courses), Decimal(0))


def load_of_those_who_left(actor: Actor) -> list[HeldLoad]:
    """Return who leaves or has left and still has a load or lessons, by name. Three queries. Raises NotVisible."""
    return [one for one in _held(actor, Q(dismissed_on__isnull=False)) if one.courses or one.lessons]


def load_to_hand_over(actor: Actor, staff_id: int) -> HeldLoad | None:
    """Return what somebody teaches, to give it to another; None for nobody of the school. Raises NotVisible."""
    return next(iter(_held(actor, Q(pk=staff_id))), None)


def _held(actor: Actor, who: Q) -> list[HeldLoad]:
    policy.require(actor, Right.READ_CURRICULUM)
    day, school = today(), actor.school_id
    people = Staff.objects.filter(who, school_id=school).select_related("person").order_by("person__sort_key", "pk")
    staff = list(people)
    ids = [one.pk for one in staff]
    after_work = Q(staff__dismissed_on__isnull=True) | _goes_on()
    rows = CourseTeacher.objects.filter(lasting(day), after_work, school_id=school, staff_id__in=ids)
    courses: dict[int, list[HeldCourse]] = defaultdict(list)
    order = ("course__class_group__sort_key", "course__subject__search_key", "course__subgroup__name", "pk")
    names = ("course__subject__name", "course__class_group__name", "course__subgroup__name")
    for who_id, pk, hours, *named in rows.order_by(*order).values_list(
        "staff_id", "course_id", "course__hours_per_week", *names
    ):
        courses[who_id].append(HeldCourse(pk, ", ".join(filter(None, named)), plain_hours(hours)))
    ahead = Lesson.objects.filter(
        Q(staff__dismissed_on__isnull=True) | Q(date__gte=F("staff__dismissed_on")),
        school_id=school,
        staff_id__in=ids,
        date__gte=day,
        is_cancelled=False,
        filled_at__isnull=True,
    )
    lessons = dict(ahead.order_by().values_list("staff_id").annotate(number=Count("pk")))
    return [
        HeldLoad(one.pk, name, one.dismissed_on, _first_day(one, day), tuple(courses[one.pk]), lessons.get(one.pk, 0))
        for one, name in zip(staff, staff_names(staff), strict=True)
    ]


def _goes_on() -> Q:
    """An appointment that lasts beyond the work, which the day of dismissal is none of (access/rules.py)."""
    return Q(ends_on__isnull=True) | Q(ends_on__gte=F("staff__dismissed_on"))


def _first_day(staff: Staff, day: date) -> date:
    """The first day without them: that of the dismissal, and not in the past."""
    return max(day, staff.dismissed_on) if staff.dismissed_on else day
