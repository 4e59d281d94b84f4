"""A reporting period before and after it is closed: what is missing in which page, which pages are open (JRN-05).

Sources: А3.2.2 (the administrator closes it), А4.5, С4 (what is looked at first).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import TruncDate

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, now, today
from letopis.kernel.dates import short
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.curriculum.models import Course
from letopis.school.grading.queries.missing import unrated_in_term
from letopis.school.grading.rules import LAST_WEEK, opens_on
from letopis.school.history.models import Entry
from letopis.school.lessons.deadlines import Deadlines
from letopis.school.lessons.queries.deadlines import deadlines_of
from letopis.school.marks.models import Mark, Work
from letopis.school.marks.states import UNMARKED
from letopis.school.organisation.models import AcademicYear, Term
from letopis.school.organisation.stored_settings import settings_of
from letopis.school.periods.actions import MOST_HOURS
from letopis.school.periods.enums import RequestState
from letopis.school.periods.models import PageClosing, ReopenRequest
from letopis.school.periods.rules import Closing
from letopis.school.timetable.models import Lesson

# What the ledger calls a period, and its being opened again (periods/actions.py).
TERM, REOPEN = "organisation.term", "reopen_term"


@dataclass(frozen=True, slots=True)
class Missing:
    """What a page lacks for a period: counts of lessons held by today and of written works.

    `overdue`: of the topics and the works those whose deadline is over (lessons/deadlines.py). `late`: topics that are
    written, and were after it: nothing is missing, but it stays in sight (JRN-01).
    """

    topics: int = 0
    attendance: int = 0
    works: int = 0
    overdue: int = 0
    late: int = 0
    # Students without a mark of the period, once its last days have come (П3.4.5).
    finals: int = 0

    @property
    def is_whole(self) -> bool:
        """Nothing is missing."""
        return not (self.topics or self.attendance or self.works or self.finals)

    def __add__(self, other: "Missing") -> "Missing":
        return Missing(
            self.topics + other.topics,
            self.attendance + other.attendance,
            self.works + other.works,
            self.overdue + other.overdue,
            self.late + other.late,
            self.finals + other.finals,
        )


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the journal in a period. `closed_since`: None while it is open; `open_until`: reopened, still."""

    course_id: int
    label: str
    missing: Missing
    closed_since: datetime | None
    open_until: datetime | None


@dataclass(frozen=True, slots=True)
class ClassPages:
    """The pages of a class."""

    class_id: int
    name: str
    pages: tuple[Page, ...]

    @property
    def missing(self) -> Missing:
        """What all of them lack together."""
        return sum((page.missing for page in self.pages), Missing())

    @property
    def closed(self) -> int:
        """How many of them are closed now."""
        return sum(page.closed_since is not None for page in self.pages)


@dataclass(frozen=True, slots=True)
class Reopened:
    """When a period was opened again as a whole, by whom and why: it stands open until somebody closes it."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Board:
    """A period with all pages that follow it. `requests`: to open one of them again, not yet answered."""

    term: Term
    classes: tuple[ClassPages, ...]
    requests: int = 0
    reopened: Reopened | None = None

    @property
    def missing(self) -> Missing:
        """What the whole school lacks."""
        return sum((one.missing for one in self.classes), Missing())


def periods_of(actor: Actor, year: AcademicYear) -> list[Term]:
    """Return the periods of a year, those of one division together. One query. Raises NotVisible."""
    if not actor.may(Right.READ_PERIODS):
        raise NotVisible
    rows = Term.objects.filter(school_id=actor.school_id, scheme__year=year).select_related("scheme")
    return list(rows.order_by("scheme_id", "number"))


def board(actor: Actor, term_id: int) -> Board:
    """Return a period with its pages by class. Seven queries, whatever the school. Raises NotVisible."""
    if not actor.may(Right.READ_PERIODS):
        raise NotVisible
    rows = Term.objects.select_related("scheme__year", "school")
    term = rows.filter(school_id=actor.school_id, pk=term_id).first()
    if term is None:
        raise NotVisible
    last = min(term.ends_on, today())
    deadlines = deadlines_of(actor.school_id, settings_of(term.school), term.starts_on)
    missing = _missing(term, last, deadlines)
    for course_id, finals in _finals(term, last).items():
        missing[course_id] += finals
    decided = {row.course_id: row for row in PageClosing.objects.filter(school_id=actor.school_id, term=term)}
    of_class = groupby(_courses(term), key=lambda row: (row[1], row[2]))
    classes = tuple(ClassPages(*key, _pages(group, term, missing, decided)) for key, group in of_class)
    waiting = ReopenRequest.objects.filter(school_id=actor.school_id, term=term, state=RequestState.WAITING)
    return Board(term, classes, waiting.count(), _reopened(term))


def _reopened(term: Term) -> Reopened | None:
    last = Entry.objects.filter(school_id=term.school_id, kind=TERM, object_id=term.pk).order_by("-id").first()
    if term.closed_at or last is None or last.action != REOPEN:
        return None
    return Reopened(last.at, last.actor_name, last.told_reason)


def trouble_of_periods(actor: Actor) -> list[str]:
    """Say which periods were opened again and forgotten, to who closes them. One query; none for others."""
    if not actor.may(Right.CLOSE_PERIODS):
        return []
    told = Entry.objects.filter(school_id=actor.school_id, kind=TERM, object_id=OuterRef("pk")).order_by("-id")
    terms = Term.objects.filter(school_id=actor.school_id, closed_at=None, scheme__year__closed_at=None)
    open_again = terms.annotate(last=Subquery(told.values("action")[:1]), at=Subquery(told.values("at")[:1]))
    forgotten = open_again.filter(last=REOPEN, at__lt=now() - timedelta(hours=MOST_HOURS)).order_by("starts_on", "pk")
    return [
        f"{term.name}: период снова открыт с {short(local(term.at).date())}. Закройте его, когда всё исправлено."
        for term in forgotten
    ]


def _courses(term: Term) -> list[tuple[Any, ...]]:
    rows = Course.objects.filter(school_id=term.school_id, class_group__scheme_id=term.scheme_id)
    ordered = rows.order_by("class_group__sort_key", "class_group_id", "subject__name", "subgroup__name", "pk")
    return list(ordered.values_list("pk", "class_group_id", "class_group__name", "subject__name", "subgroup__name"))


def _pages(
    rows: Iterable[tuple[Any, ...]], term: Term, missing: dict[int, Missing], decided: dict[int, PageClosing]
) -> tuple[Page, ...]:
    moment, pages = now(), []
    for pk, _, _, subject, subgroup in rows:
        of_page = decided.get(pk)
        closing = Closing(
            year=term.scheme.year.closed_at,
            term=term.closed_at,
            page=of_page.closed_at if of_page else None,
            open_until=of_page.open_until if of_page else None,
        )
        until = closing.open_until if closing.open_until and closing.open_until >= moment else None
        label = f"{subject}, {subgroup}" if subgroup else subject
        pages.append(Page(pk, label, missing.get(pk, Missing()), closing.since(moment), until))
    return tuple(pages)


def _missing(term: Term, last: date, deadlines: Deadlines) -> dict[int, Missing]:
    """By course. Two queries."""
    held = {"school_id": term.school_id, "date__range": (term.starts_on, last), "is_cancelled": False}
    found: dict[int, Missing] = defaultdict(Missing)
    lessons = Lesson.objects.filter(**held, class_group__scheme_id=term.scheme_id).order_by()
    lessons = lessons.annotate(filled=TruncDate("filled_at", tzinfo=ZoneInfo(term.school.time_zone)))
    lacking = lessons.filter(Q(topic="") | Q(attendance_taken_at__isnull=True) | Q(filled__gt=F("date")))
    counts = lacking.values_list("course_id", "class_group__grade", "date", "filled").annotate(
        topics=Count("pk", filter=Q(topic="")),
        attendance=Count("pk", filter=Q(attendance_taken_at__isnull=True)),
        written=Count("pk", filter=~Q(topic="")),
    )
    today_ = today()
    for course_id, grade, day, filled, topics, attendance, written in counts:
        due = deadlines.filled_by(day, grade)
        overdue, late = topics if due < today_ else 0, written if filled and filled > due else 0
        found[course_id] += Missing(topics, attendance, overdue=overdue, late=late)
    marks = Mark.objects.filter(work_id=OuterRef("pk")).exclude(value="", state__in=UNMARKED)
    works = Work.objects.filter(
        ~Q(Exists(marks)),
        **{f"lesson__{name}": value for name, value in held.items()},
        school_id=term.school_id,
        course__class_group__scheme_id=term.scheme_id,
        kind__is_written=True,
        is_removed=False,
    ).order_by()
    of_days = works.values_list("course_id", "course__class_group__grade", "lesson__date")
    for course_id, grade, day, number in of_days.annotate(number=Count("pk")):
        late = number if deadlines.marked_by(day, grade) < today_ else 0
        found[course_id] += Missing(works=number, overdue=late)
    return found


def _finals(term: Term, last: date) -> dict[int, Missing]:
    """Marks of the period that are not put yet, by course; from its last week on (П3.4.5). At most one query."""
    if last < opens_on(term.ends_on, LAST_WEEK):
        return {}
    rows = unrated_in_term(term.school_id, last, term.pk, term.starts_on, term.ends_on)
    return {course_id: Missing(finals=number) for course_id, number in rows}
