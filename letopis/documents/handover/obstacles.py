"""What stands in the way of handing a class's journal over: each with the page where it is mended (А4.5, Т7.3)."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Count, Q

from letopis.kernel.clock import now, today
from letopis.school.classes.models import ClassGroup
from letopis.school.grading.queries.missing import unrated_in_year
from letopis.school.marks.models import CorrectionRequest
from letopis.school.organisation.models import AcademicYear, Term
from letopis.school.organisation.queries import day_in
from letopis.school.organisation.words import phrase
from letopis.school.periods.enums import RequestState
from letopis.school.periods.models import PageClosing, ReopenRequest
from letopis.school.timetable.models import Lesson


@dataclass(frozen=True, slots=True)
class Obstacle:
    """`text`: what it is; `page`, `args`: the name of the address where it is mended."""

    code: str
    text: str
    page: str
    args: tuple[int, ...] = ()


Found = dict[int, list[Obstacle]]


def obstacles_of(year: AcademicYear, class_ids: Collection[int]) -> Found:
    """Return by class what stands in the way; classes without anything have an empty list. Six queries."""
    found: Found = {one: [] for one in class_ids}
    for class_id, obstacle in _all(year, class_ids):
        found[class_id].append(obstacle)
    return found


def _all(year: AcademicYear, class_ids: Collection[int]) -> Iterator[tuple[int, Obstacle]]:
    yield from _open_terms(year, class_ids)
    of_class = {"course__class_group__in": class_ids, "school_id": year.school_id}
    lessons = Lesson.objects.filter(**of_class, is_cancelled=False)
    untold, ahead = Q(date__lt=today(), topic=""), Q(date__gte=today())
    counts = lessons.filter(untold | ahead).order_by().values("course__class_group_id")
    for class_id, empty, left in counts.annotate(e=Count("pk", untold), a=Count("pk", ahead)).values_list(
        "course__class_group_id", "e", "a"
    ):
        if left:
            yield class_id, Obstacle("ahead", phrase("{Lesson.gens} впереди: {n}", n=left), "office_timetable")
        if empty:
            yield class_id, Obstacle("unfilled", phrase("{Lesson.gens} без темы: {n}", n=empty), "journals")
    unrated = unrated_in_year(year.school_id, day_in(year), year.pk).filter(class_group__in=class_ids)
    for class_id, number in _by_class(unrated, "class_group_id"):
        text = f"Страниц без отметок за год: {number}"
        yield class_id, Obstacle("unrated", text, "class_summary", (class_id,))
    waiting = {**of_class, "state": RequestState.WAITING}
    for class_id, number in _by_class(CorrectionRequest.objects.filter(**waiting)):
        yield class_id, Obstacle("corrections", f"Просьб исправить отметку без ответа: {number}", "journal_corrections")
    for class_id, number in _by_class(ReopenRequest.objects.filter(**waiting)):
        yield class_id, Obstacle("requests", f"Просьб открыть страницу без ответа: {number}", "journal_corrections")
    reopened = PageClosing.objects.filter(**of_class, open_until__gt=now())
    for class_id, number in _by_class(reopened):
        yield class_id, Obstacle("reopened", f"Страниц, открытых для исправлений: {number}", "office_periods")


def _open_terms(year: AcademicYear, class_ids: Collection[int]) -> Iterator[tuple[int, Obstacle]]:
    """Periods that are not closed for correction; of a closed year none is open."""
    if year.closed_at:
        return
    terms = defaultdict(list)
    classes = ClassGroup.objects.filter(pk__in=class_ids)
    rows = Term.objects.filter(scheme__classes__in=classes, closed_at=None).order_by("number")
    for class_id, pk, name in rows.values_list("scheme__classes", "pk", "name"):
        terms[class_id].append((pk, name))
    for class_id, open_ones in terms.items():
        if class_id in class_ids:
            names = ", ".join(name for _, name in open_ones)
            yield class_id, Obstacle("open", f"Не закрыты периоды: {names}", "office_period", (open_ones[0][0],))


def _by_class(rows: "object", column: str = "course__class_group_id") -> Iterator[tuple[int, int]]:
    counted = rows.order_by().values(column).annotate(n=Count("pk"))  # type: ignore[attr-defined]
    yield from counted.values_list(column, "n")
