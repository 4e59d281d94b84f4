"""What marks say to an order that takes days away from somebody in a class (letopis.school.classes.asking)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from letopis.kernel.dates import DateRange
from letopis.school.classes.asking import Days, register
from letopis.school.marks.models import Mark


def marks_of(school_id: int, asked: Iterable[Days]) -> Mapping[int, int]:
    """Return how many marks stand on the days asked about, by student. One query."""
    days: dict[tuple[int, int], list[DateRange]] = defaultdict(list)
    for one in asked:
        days[one.student_id, one.class_id].append(one.dates)
    first = min(dates.starts_on for ranges in days.values() for dates in ranges)
    marks = Mark.objects.filter(
        school_id=school_id,
        student__in={student for student, _ in days},
        course__class_group__in={class_id for _, class_id in days},
        lesson__date__gte=first,
    ).exclude(value="")
    found: Counter[int] = Counter()
    for student, class_id, day in marks.values_list("student_id", "course__class_group_id", "lesson__date"):
        found[student] += any(day in dates for dates in days.get((student, class_id), ()))
    return found


register(marks_of)
