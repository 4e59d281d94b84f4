"""A schedule that fits: the works of the lesson plans are put on dates (CTL-03). A button, so seconds are allowed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.dates import DateRange
from letopis.kernel.errors import Refused
from letopis.kernel.rights import Right
from letopis.kernel.text import name_key
from letopis.school.curriculum.enums import LessonKind
from letopis.school.curriculum.models import PlannedLesson
from letopis.school.history.intake import Put, write
from letopis.school.lessons.rules import next_numbers
from letopis.school.organisation.models import AcademicYear, School
from letopis.school.timetable.models import Lesson
from letopis.school.workload import policy
from letopis.school.workload.actions.works import WORKS
from letopis.school.workload.enums import AssessmentKind, WorkLevel
from letopis.school.workload.models import AssessmentWork
from letopis.school.workload.placing import Place, Wish, propose
from letopis.school.workload.queries import CoursePage, Half, course_pages, facts_of, figures_of, works_of

# Which lessons of a plan are works, and what they are called in the schedule.
OF_PLAN: Mapping[str, AssessmentKind] = {
    LessonKind.CONTROL: AssessmentKind.CONTROL,
    LessonKind.DICTATION: AssessmentKind.DICTATION,
    LessonKind.ESSAY: AssessmentKind.ESSAY,
    LessonKind.TEST: AssessmentKind.TEST,
    LessonKind.CREDIT: AssessmentKind.CREDIT,
    LessonKind.PRACTICAL: AssessmentKind.PRACTICAL,
    LessonKind.LABORATORY: AssessmentKind.LABORATORY,
}
SEED = 704


@dataclass(frozen=True, slots=True)
class Left:
    """A work of a plan that found no place, and the norm that keeps it out."""

    page: CoursePage
    title: str
    wanted: date
    why: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What is put on dates, not written yet, and what is left."""

    works: Sequence[AssessmentWork]
    left: Sequence[Left]


class _Lesson(NamedTuple):
    """A dated lesson as next_numbers() asks for it."""

    id: int
    day: date
    number: int
    topic: str
    planned_number: int | None


class _InPlan(NamedTuple):
    number: int
    topic: str
    kind: str
    planned_on: date | None


@transaction.atomic
def propose_schedule(
    actor: Actor, *, year: AcademicYear, half: Half, grade: int | None = None, seed: int = SEED
) -> Offer:
    """Write what is offered as drafts, until they are published. Raises NotVisible, Refused: nothing to put."""
    found = offer(actor, year=year, half=half, grade=grade, seed=seed)
    if not found.works:
        raise Refused("Ставить нечего: работ в планах нет, или они уже в графике.", code="twice")
    write(actor, WORKS, [Put(row, action="propose_work") for row in found.works])
    return found


def offer(
    actor: Actor,
    *,
    year: AcademicYear,
    half: Half,
    grade: int | None = None,
    seed: int = SEED,
    since: date | None = None,
) -> Offer:
    """Put the works of the lesson plans that stand in no schedule yet on days from `since` (today) to the half's end.

    `grade`: of this parallel alone. What stands in the schedule stays. Raises NotVisible. Seven queries.
    """
    policy.require(actor, Right.KEEP_WORKLOAD)
    first = max(half.dates.starts_on, since or today())
    days = DateRange.of(first, half.dates.last)
    pages = course_pages(actor, year)
    chosen = {pk: page for pk, page in pages.items() if page.plan_id and grade in {None, page.grade}}
    there = works_of(actor, year, pages)
    plans = _plans(actor, {page.plan_id for page in chosen.values() if page.plan_id})
    dated = _lessons(actor, year, chosen)
    done = {(work.page.id, name_key(work.title)) for work in there if work.title}
    numbered = {(work.page.id, work.plan_number) for work in there if work.plan_number}
    found: dict[int, tuple[CoursePage, _InPlan, Wish]] = {}
    for page in chosen.values():
        new = [
            item
            for item in plans[page.plan_id or 0]
            if (page.id, name_key(item.topic)) not in done and (page.id, item.number) not in numbered
        ]
        for item, wish in _wishes(page, new, dated[page.id], days, start=len(found) + 1):
            found[wish.key] = page, item, wish
    wishes = [wish for _, _, wish in found.values()]
    facts = facts_of(actor, year, pages.values())
    own = figures_of(School.objects.get(pk=actor.school_id))
    made = propose(wishes, [work.planned for work in there], facts, own, seed)
    rows = [_row(actor, *found[key], place) for key, place in sorted(made.placed.items())]
    left = [Left(found[key][0], found[key][1].topic, found[key][2].wanted, why) for key, why in made.left.items()]
    return Offer(rows, sorted(left, key=lambda one: (one.page.grade, one.page.label, one.wanted)))


def _row(actor: Actor, page: CoursePage, item: _InPlan, wish: Wish, place: Place) -> AssessmentWork:
    return AssessmentWork(
        school_id=actor.school_id,
        course_id=page.id,
        date=place.day,
        number=place.number,
        level=WorkLevel.TEACHER,
        kind=wish.kind,
        title=item.topic[:300],
        minutes=wish.minutes,
        plan_number=item.number,
    )


def _plans(actor: Actor, plan_ids: set[int]) -> dict[int, list[_InPlan]]:
    """The works of plans, in order. One query."""
    rows = PlannedLesson.objects.filter(school_id=actor.school_id, plan_id__in=plan_ids, kind__in=list(OF_PLAN))
    found: dict[int, list[_InPlan]] = defaultdict(list)
    row: tuple[Any, ...]
    for row in rows.order_by("plan_id", "number").values_list("plan_id", "number", "topic", "kind", "planned_on"):
        found[row[0]].append(_InPlan(*row[1:]))
    return found


def _lessons(actor: Actor, year: AcademicYear, pages: Mapping[int, CoursePage]) -> dict[int, list[_Lesson]]:
    """The lessons of pages of a year that are held, in order. One query."""
    rows = Lesson.objects.filter(school_id=actor.school_id, is_cancelled=False, date__range=year.dates.bounds)
    ordered = rows.order_by("course_id", "date", "number")
    found: dict[int, list[_Lesson]] = defaultdict(list)
    row: tuple[Any, ...]
    for row in ordered.values_list("course_id", "pk", "date", "number", "topic", "planned_lesson__number"):
        if row[0] in pages:
            found[row[0]].append(_Lesson(*row[1:]))
    return found


def _wishes(
    page: CoursePage, works: Sequence[_InPlan], dated: Sequence[_Lesson], days: DateRange | None, *, start: int
) -> list[tuple[_InPlan, Wish]]:
    """The works of a page that lie ahead in the half. The plan's own date goes before where its number falls."""
    if days is None:
        return []
    places = [Place(one.day, one.number) for one in dated if one.day in days]
    numbers = next_numbers(dated)
    day_of = {one.planned_number or numbers.get(one.id, 0): one.day for one in dated}
    found: list[tuple[_InPlan, Wish]] = []
    for item in works:
        wanted = item.planned_on or day_of.get(item.number)
        if wanted is None or wanted not in days:
            continue
        kind = OF_PLAN[item.kind]
        wish = Wish(start + len(found), page.page, kind, 45, name_key(item.topic), wanted, item.number, places)
        found.append((item, wish))
    return found
