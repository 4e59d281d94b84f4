"""The weekly printout for guardians who do not use the electronic diary: a leaf a student (DIA-05, А3.2.3).

«Не реже, чем один раз в неделю с использованием распечатки результатов».
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import Case, Value, When
from django.db.models.functions import Coalesce

from letopis.documents.journal_paper.content import ClassJournal, PaperCourse, PaperLesson
from letopis.documents.journal_paper.reading import read_class
from letopis.documents.typesetting.lines import breakable, day_month, moment_text
from letopis.kernel.dates import DateRange, week_of
from letopis.kernel.roles import Role
from letopis.school.access.models import AccountPerson
from letopis.school.lessons.deadlines import Deadlines
from letopis.school.lessons.queries.deadlines import deadlines_of
from letopis.school.lessons.queries.rosters import Listed
from letopis.school.marks.averages import Weighed, both_averages
from letopis.school.marks.drafts import Work, is_hidden
from letopis.school.marks.models import Mark
from letopis.school.marks.queries.roster import counts_there
from letopis.school.marks.states import shown, told
from letopis.school.organisation.enums import Weekday
from letopis.school.organisation.models import dated_on
from letopis.school.organisation.settings import SchoolSettings
from letopis.school.organisation.words import phrase, role_name
from letopis.school.people.models import Guardianship


@dataclass(frozen=True, slots=True)
class WeekMark:
    """A mark as a family reads it: what for, the teacher's words. `counts`: where it stands (marks/counting.py)."""

    subject: str
    lesson_id: int
    day: date
    counts: bool
    work: str
    cell: Weighed
    comment: str

    @property
    def shown(self) -> str:
        """«5», «2→4», «нс»; «5 (контрольная работа: молодец)» with the words."""
        return shown(self.cell.value, self.cell.second, self.cell.state, self.cell.was)

    @property
    def told(self) -> str:
        """The same with what it is for."""
        state = told(self.cell.state)
        words = "; ".join(filter(None, (self.work, state, self.comment)))
        return f"{shown(self.cell.value, self.cell.second, '', self.cell.was) or '–'} ({words})"


def class_week(
    class_id: int, day: date, *, printed_at: datetime, settings: SchoolSettings, only_unreached: bool = False
) -> dict[str, Any]:
    """Return the printouts of a class's students for the week of `day`, as weekly.typ takes them.

    Marks and averages are those of the diary: of the term, whichever pages of its year they stand on.

    `only_unreached`: of those none of whose guardians has ever signed in; one query more.

    What of written works is the teacher's draft is not told (marks/drafts.py). Fifteen queries, whatever the class, and
    one more where the school has drafts and counts deadlines in school days.
    """
    journal = read_class(class_id, printed_at=printed_at)
    week = week_of(day)
    term = next((one for one in reversed(journal.terms) if one.dates.starts_on <= week.last), None)
    dates = DateRange(min(term.dates.starts_on, week.starts_on), week.ends_on) if term else week
    here = [one for one in journal.students if any(stay.overlaps(week) for stay in one.days)]
    if only_unreached:
        reached = _reached(journal.school_id, printed_at.date())
        here = [one for one in here if one.id not in reached]
    marks = _marks(journal, [one.id for one in here], dates, settings)
    leaf = partial(_leaf, journal, week, term.dates if term else week, settings.rewritten_counts)
    return {
        "title": phrase("Результаты за неделю, {group}", group=journal.name),
        "date": [printed_at.year, printed_at.month, printed_at.day],
        "school": journal.school_short,
        "group": phrase("{Group.nom} {name}", name=journal.name),
        "week": f"{day_month(week.starts_on)} – {week.last:%d.%m.%Y}",
        "term": term.name if term else "",
        "printed": f"Напечатано {moment_text(printed_at)}",
        "tutor": f"{role_name(Role.TUTOR)}: {journal.tutors[-1]}" if journal.tutors else "",
        "parts": [leaf(one, marks[one.id]) for one in here],
        "foot": {},
    }


def _reached(school_id: int, day: date) -> set[int]:
    """The students a guardian of whom signs in. One query."""
    signs_in = AccountPerson.objects.filter(school_id=school_id, account__last_login__isnull=False).values("person_id")
    rows = Guardianship.objects.filter(dated_on(day), school_id=school_id, guardian__person_id__in=signs_in)
    return set(rows.values_list("student_id", flat=True))


def _marks(
    journal: ClassJournal, students: Sequence[int], dates: DateRange, settings: SchoolSettings
) -> dict[int, list[WeekMark]]:
    """The marks that families see, by student and in their order. One query; two where the school has drafts."""
    today = journal.printed_at.date()
    deadlines = deadlines_of(journal.school_id, settings, today) if settings.draft_marks else Deadlines(settings)
    rows = Mark.objects.filter(
        school_id=journal.school_id,
        student_id__in=students,
        work__is_removed=False,
        lesson__is_cancelled=False,
        lesson__date__range=dates.bounds,
    ).exclude(value="", state="", comment="")
    rows = rows.annotate(counts=Case(When(counts_there(), then=Value(1)), default=Value(0)))
    rows = rows.annotate(weighs=Coalesce("work__weight", "work__kind__weight"))
    rows = rows.order_by("lesson__date", "lesson__number", "work__position", "pk")
    found: dict[int, list[WeekMark]] = defaultdict(list)
    draft = ("course__class_group__grade", "work__kind__is_written", "work__released_at", "lesson__date")
    told = ("course__subject__name", "lesson_id", "counts", "work__title", "work__kind__name", "comment")
    cell = ("value", "second", "weighs", "state", "was")
    for student_id, grade, is_written, released_at, day, *row in rows.values_list("student_id", *draft, *told, *cell):
        if not is_hidden(Work(day, grade, is_written, released_at), deadlines, today):
            found[student_id].append(_mark(day, row))
    return found


def _mark(day: date, row: Sequence[Any]) -> WeekMark:
    subject, lesson_id, counts, title, kind, comment, *cell = row
    return WeekMark(subject, lesson_id, day, bool(counts), title or kind, Weighed(*cell), comment)


def _leaf(  # noqa: PLR0917
    journal: ClassJournal,
    week: DateRange,
    dates: DateRange,
    rewritten: str,
    student: Listed,
    marks: Sequence[WeekMark],
) -> dict[str, Any]:
    """The leaf of a student; `dates` are those of the term."""
    own = [
        (course, lesson)
        for course in journal.courses
        for lesson in course.lessons
        if lesson.date in week and _is_there(course, student, lesson.date)
    ]
    of_lesson: dict[int, list[WeekMark]] = defaultdict(list)
    for mark in marks:
        of_lesson[mark.lesson_id].append(mark)
    days: dict[date, list[list[str]]] = defaultdict(list)
    for course, lesson in sorted(own, key=lambda one: (one[1].date, one[1].number)):
        days[lesson.date].append(_line(course, lesson, student, of_lesson[lesson.id]))
    return {
        "head": student.name,
        "name": student.name,
        "days": [{"name": _day_name(day), "lessons": lines} for day, lines in days.items()],
        "subjects": list(_subjects(journal, student, dates, rewritten, marks)),
    }


def _day_name(day: date) -> str:
    return f"{Weekday(day.isoweekday()).label}, {day_month(day)}"


def _is_there(course: PaperCourse, student: Listed, day: date) -> bool:
    return any(one.id == student.id and any(day in stay for stay in one.days) for one in course.students)


def _line(course: PaperCourse, lesson: PaperLesson, student: Listed, marks: Iterable[WeekMark]) -> list[str]:
    absence = course.absences.get(lesson.id, {}).get(student.id, "")
    result = "; ".join(filter(None, (absence, *(mark.told for mark in marks))))
    return [
        str(lesson.number),
        breakable(course.subject, 24),
        breakable(lesson.topic, 30),
        breakable(lesson.homework, 26),
        breakable(result, 20),
    ]


def _subjects(
    journal: ClassJournal, student: Listed, dates: DateRange, rewritten: str, marks: Sequence[WeekMark]
) -> Iterator[list[str]]:
    """A line a subject of the term up to the week: the marks, their average, the lessons missed."""
    pages: dict[str, list[PaperCourse]] = defaultdict(list)
    for course in journal.subjects:
        if any(one.id == student.id for one in course.students):
            pages[course.subject].append(course)
    for subject, courses in pages.items():
        own = [mark for mark in marks if mark.subject == subject and mark.counts and mark.day in dates]
        plain, weighted = both_averages([mark.cell for mark in own], rewritten)
        average = weighted if weighted is not None else plain
        codes = [
            course.absences.get(lesson.id, {}).get(student.id)
            for course in courses
            for lesson in course.lessons
            if lesson.date in dates
        ]
        shown_marks = " ".join(filter(None, (mark.shown for mark in own)))
        figure = f"{average:.2f}".replace(".", ",") if average is not None else ""
        yield [subject, shown_marks, figure, " ".join(filter(None, codes))]
