"""Which lessons a note covers: those of its days; holidays and weekends within are passed over, and told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from letopis.kernel.dates import DateRange
from letopis.school.classes.models import ClassGroup, Membership, SubgroupMembership
from letopis.school.curriculum.enums import CourseKind
from letopis.school.organisation.enums import DayKind
from letopis.school.organisation.models import AcademicYear, CalendarDay, overlapping
from letopis.school.timetable.models import Lesson


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many lessons, by the hour, on how many school days; the days without lessons, with what they are called."""

    lessons: int
    days: int
    free: tuple[tuple[date, str], ...]


def class_and_year(
    school_id: int, student_id: int, first: date, last: date, group: ClassGroup | None
) -> AcademicYear | None:
    """Return the year of the class that a student is in on some of the days; of `group`, where one is named.

    One query. None where the student is in none.
    """
    last = max(last, first)
    rows = Membership.objects.filter(overlapping(DateRange(first, last)), school_id=school_id, student_id=student_id)
    if group is not None:
        rows = rows.filter(class_group=group)
    within = rows.filter(class_group__year__starts_on__lte=last, class_group__year__ends_on__gte=first)
    stay = within.select_related("class_group__year").order_by("starts_on", "pk").last()
    return stay.class_group.year if stay else None


def coverage(school_id: int, student_id: int, dates: DateRange, numbers: range | None) -> Coverage:
    """Return what of the days is taught to a student. Four queries."""
    stays = list(Membership.objects.filter(overlapping(dates), school_id=school_id, student_id=student_id))
    places = list(SubgroupMembership.objects.filter(overlapping(dates), school_id=school_id, student_id=student_id))
    rows = Lesson.objects.filter(
        school_id=school_id,
        class_group_id__in=[one.class_group_id for one in stays],
        date__range=dates.bounds,
        is_cancelled=False,
        course__kind=CourseKind.SUBJECT,
    ).values_list("date", "number", "class_group_id", "course__subgroup_id")
    own = {
        (day, number)
        for day, number, class_id, subgroup_id in rows
        if _is_in(stays, class_id, day) and (subgroup_id is None or _is_placed(places, subgroup_id, day))
    }
    taught = {day for day, _ in own}
    named = CalendarDay.objects.filter(
        school_id=school_id, date__range=dates.bounds, kind__in=(DayKind.HOLIDAY, DayKind.DAY_OFF)
    )
    names = {day: name or "выходной" for day, name in named.values_list("date", "name")}
    covered = [one for one in own if numbers is None or one[1] in numbers]
    free = tuple((day, names.get(day, "")) for day in dates.each_day() if day not in taught)
    return Coverage(len(covered), len({day for day, _ in covered}), free)


def _is_in(stays: Sequence[Membership], class_id: int, day: date) -> bool:
    return any(one.class_group_id == class_id and one.is_on(day) for one in stays)


def _is_placed(places: Sequence[SubgroupMembership], subgroup_id: int, day: date) -> bool:
    return any(one.subgroup_id == subgroup_id and one.is_on(day) for one in places)
