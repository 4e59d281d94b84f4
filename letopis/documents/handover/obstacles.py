"""What stands in the way of handing a class's journal over: each with the page where it is mended (А4.5, Т7.3)."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet

from letopis.documents.handover.rules import OF_YEAR
from letopis.kernel.clock import now, today
from letopis.school.classes.models import ClassGroup
from letopis.school.control.readiness import number_of
from letopis.school.grading.queries.missing import unrated_in_year
from letopis.school.lessons.models import CorrectionRequest
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
_ABOUT = {
    "ahead": "{Lesson.gens} впереди: {n}",
    "unfilled": "{Lesson.gens} без темы: {n}",
    "unrated": "Страниц без отметок за год: {n}",
    "corrections": "Просьб исправить отметку без ответа: {n}",
    "requests": "Просьб открыть страницу без ответа: {n}",
    "reopened": "Страниц, открытых для исправлений: {n}",
}
_PAGES = {
    "ahead": "office_timetable",
    "unfilled": "journals",
    "unrated": "class_summary",
    "corrections": "journal_corrections",
    "requests": "journal_corrections",
    "reopened": "office_periods",
}


# What summary sheets are not whole with.
OF_SUMMARIES = frozenset({"open", "unrated", "reopened"})


def obstacles_of(year: AcademicYear, keys: Collection[int], names: Mapping[int, str] | None = None) -> Found:
    """Return by class what stands in the way; classes without anything have an empty list. Two queries.

    In the way of the volume of summary sheets (OF_YEAR) stand the classes whose marks of the year are not whole: a
    query more without `names`, those of all classes of the year in their order.
    """
    if OF_YEAR not in keys:
        return _of_classes(year, keys)
    if names is None:
        classes = ClassGroup.objects.filter(school_id=year.school_id, year=year).order_by("sort_key")
        names = dict(classes.values_list("pk", "name"))
    all_of_them = _of_classes(year, names)
    found = {one: all_of_them[one] for one in keys if one != OF_YEAR}
    late = [name for pk, name in names.items() if any(one.code in OF_SUMMARIES for one in all_of_them[pk])]
    more = f" и ещё {len(late) - 10}" if len(late) > 10 else ""
    text = f"Отметки за год не закончены: {', '.join(late[:10])}{more}"
    return {**found, OF_YEAR: [Obstacle("classes", text, "office_archive")] if late else []}


def _of_classes(year: AcademicYear, class_ids: Collection[int]) -> Found:
    found: Found = {one: [] for one in class_ids}
    for class_id, obstacle in (*_open_terms(year, class_ids), *_counted(year, class_ids)):
        found[class_id].append(obstacle)
    return found


def _open_terms(year: AcademicYear, class_ids: Collection[int]) -> Iterator[tuple[int, Obstacle]]:
    """Periods that are not closed for correction; of a closed year none is open."""
    open_ones: dict[int, list[tuple[int, str]]] = defaultdict(list)
    rows = Term.objects.filter(scheme__classes__in=class_ids, scheme__year__closed_at=None, closed_at=None)
    for class_id, pk, name in rows.order_by("number").values_list("scheme__classes", "pk", "name"):
        open_ones[class_id].append((pk, name))
    for class_id in class_ids:
        if terms := open_ones[class_id]:
            names = ", ".join(name for _, name in terms)
            yield class_id, Obstacle("open", f"Не закрыты периоды: {names}", "office_period", (terms[0][0],))


def _counted(year: AcademicYear, class_ids: Collection[int]) -> Iterator[tuple[int, Obstacle]]:
    counts = {code: number_of(rows) for code, rows in _rows(year).items()}
    classes = ClassGroup.objects.filter(pk__in=class_ids).order_by().annotate(**counts)
    for class_id, *numbers in classes.values_list("pk", *counts):
        for code, number in zip(counts, numbers, strict=True):
            if number:
                args = (class_id,) if code == "unrated" else ()
                yield class_id, Obstacle(code, phrase(_ABOUT[code], n=number), _PAGES[code], args)


def _rows(year: AcademicYear) -> dict[str, QuerySet[Any]]:
    """What is counted of each class, a column each."""
    own: dict[str, Any] = {"school_id": year.school_id, "course__class_group": OuterRef("pk")}
    lessons = Lesson.objects.filter(**own, is_cancelled=False)
    unrated = unrated_in_year(year.school_id, day_in(year), year.pk)
    return {
        "ahead": lessons.filter(date__gte=today()),
        "unfilled": lessons.filter(date__lt=today(), topic=""),
        "unrated": unrated.filter(class_group=OuterRef("pk")),
        "corrections": CorrectionRequest.objects.filter(**own, state=RequestState.WAITING),
        "requests": ReopenRequest.objects.filter(**own, state=RequestState.WAITING),
        "reopened": PageClosing.objects.filter(**own, open_until__gt=now()),
    }
