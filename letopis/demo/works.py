"""The schedule of assessment works of the showroom's parallel: half a year, proposed and published (CTL-03)."""

from collections.abc import Sequence
from datetime import date, time

from letopis.demo.store import Store, local
from letopis.school.history.intake import Occasion, Put, write
from letopis.school.organisation.enums import SchoolKind
from letopis.school.timetable.models import Lesson
from letopis.school.workload.actions.proposing import offer
from letopis.school.workload.actions.works import WORKS
from letopis.school.workload.enums import AssessmentKind, WorkLevel, WorkState
from letopis.school.workload.models import AssessmentWork
from letopis.school.workload.queries import half_on

MORNING = time(8)
DRAFTS = 2
GIVEN = "День задан регионом"


def write_schedule(store: Store, day: date) -> None:
    """Write the works of the half that `day` is in, as planned before the year began; the last ones are drafts."""
    half, group = half_on(store.year, day), store.classes[store.plan.showroom]
    found = offer(
        store.actor,
        year=store.year,
        half=half,
        grade=group.grade,
        since=max(half.dates.starts_on, store.year.starts_on),
    )
    works = sorted(found.works, key=lambda work: (work.date, work.course_id, work.number or 0))
    for place, work in enumerate(works):
        work.state = WorkState.PLANNED if place < len(works) - DRAFTS else WorkState.DRAFT
    if store.school.kind == SchoolKind.GENERAL:
        works += _given(store, works, day)
    write(store.actor, WORKS, [Put(work) for work in works], Occasion(local(store.year.starts_on, MORNING)))


def _given(store: Store, works: Sequence[AssessmentWork], day: date) -> list[AssessmentWork]:
    """A work from above, on a day when the class has one already: what a norm says against it is to be seen."""
    group = store.classes[store.plan.showroom]
    own = {course.pk for course in store.courses if course.class_group_id == group.pk}
    taken = next((work for work in works if work.course_id in own and work.date > day), None)
    if taken is None:
        return []
    others = Lesson.objects.filter(class_group=group, date=taken.date, course__subgroup=None).exclude(
        course_id=taken.course_id
    )
    lesson = others.order_by("number", "course_id").first()
    if lesson is None:
        return []
    return [
        AssessmentWork(
            school_id=store.school.pk,
            course_id=lesson.course_id,
            date=lesson.date,
            number=lesson.number,
            level=WorkLevel.REGIONAL,
            kind=AssessmentKind.RDR,
            title="Региональная диагностическая работа",
            state=WorkState.PLANNED,
            reason=GIVEN,
        )
    ]
