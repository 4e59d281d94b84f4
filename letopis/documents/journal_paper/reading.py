"""A class's year for the printer, in a constant number of queries (ARC-01)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from django.db.models import Exists, FilteredRelation, OuterRef, Q

from letopis.documents.journal_paper.brought import brought_to, marks_elsewhere
from letopis.documents.journal_paper.cards import cards_of
from letopis.documents.journal_paper.content import (
    ClassJournal,
    For,
    PaperCourse,
    PaperLesson,
    PaperTerm,
    PaperWork,
    Seal,
)
from letopis.kernel.clock import local
from letopis.kernel.dates import DateRange, common_days, day_before
from letopis.school.classes.models import ClassGroup, ClassTutor, Membership, SubgroupMembership
from letopis.school.curriculum.enums import CourseKind, LessonKind
from letopis.school.curriculum.models import Course, CourseTeacher
from letopis.school.grading.models import ConductMark, PeriodMark
from letopis.school.history.models import Checkpoint, DestructionAct, Entry
from letopis.school.lessons.queries.rosters import COLUMNS, Listed, Stay, listed, members
from letopis.school.marks.models import Absence, Mark, Work
from letopis.school.marks.states import shown
from letopis.school.organisation.models import Term
from letopis.school.people.staff_names import StaffNames, parts_of
from letopis.school.timetable.models import Lesson
from letopis.school.witnessing.cosigned import cosigners_of

# Pages in their order: subjects, extracurricular courses, class hours.
KINDS = CourseKind.values
By = dict[int, dict[int, str]]


def read_class(
    class_id: int, *, printed_at: datetime, course_ids: Collection[int] | None = None, with_cards: bool = False
) -> ClassJournal:
    """Return a class's year as of now; `printed_at`: the school's wall clock, lessons after its day are left out.

    `course_ids`: only these pages. `with_cards`: general data on students, for those who may see it. The caller has
    asked the right (policy.py). Fifteen queries whatever the class, seventeen with cards, one more without a lesson.
    """
    group = ClassGroup.objects.select_related("school", "year", "scheme").get(pk=class_id)
    staff = StaffNames()
    courses = _courses(group, course_ids)
    teachers = _teachers(group, staff)
    tutors = _tutors(group, staff)
    lessons = _lessons(group, printed_at.date(), staff)
    marks, marked = _marks(group)
    absences, absent = _absences(group)
    periods, elsewhere_put, rated = _periods(group)
    conduct = _conduct(group)
    students = _students(group, marked | absent | rated)
    places = _places(group)
    elsewhere = marks_elsewhere(group, [one.id for one in students])
    cards = cards_of(group, printed_at.date(), students) if with_cards else None
    return ClassJournal(
        id=group.pk,
        school_id=group.school_id,
        school=group.school.name,
        school_short=group.school.short_name,
        city=group.school.city,
        address=group.school.address,
        year=group.year.name,
        dates=group.year.dates,
        name=group.name,
        grade=group.grade,
        tutors=tuple(staff[one] for one in tutors),
        terms=_terms(group),
        students=tuple(students),
        courses=tuple(
            PaperCourse(
                id=course.pk,
                subject=course.subject.name,
                subgroup=course.subgroup.name if course.subgroup else "",
                is_subject=course.kind == CourseKind.SUBJECT,
                teachers=tuple(dict.fromkeys(staff[one] for one in teachers[course.pk])),
                students=(here := _of_page(students, places, course, _written(course, marks, absences, periods))),
                lessons=_named(lessons[course.pk], staff),
                marks=marks[course.pk],
                absences=absences[course.pk],
                periods=periods[course.pk],
                brought=brought_to(course, here, elsewhere),
            )
            for course in courses
        ),
        conduct=conduct,
        cards=cards,
        seal=seal_of(group.school_id),
        printed_at=printed_at,
        elsewhere=elsewhere_put,
        destroyed="" if any(lessons.values()) else _destroyed(group, [course.pk for course in courses]),
    )


def _destroyed(group: ClassGroup, courses: Sequence[int]) -> str:
    """The act that has destroyed the pages, "" without one. One query, of a class without a lesson alone."""
    told = Entry.objects.filter(school_id=group.school_id, course_id__in=courses).exclude(act_id=None)
    act = DestructionAct.objects.filter(school_id=group.school_id, rows__gt=0, pk__in=told.values("act_id")).first()
    return f"№ {act.number} от {act.date:%d.%m.%Y}" if act else ""


def seal_of(school_id: int) -> Seal | None:
    """Return the newest signed head of the school's ledger, its moment by the school's clock. Two queries."""
    row = Checkpoint.objects.filter(school_id=school_id).order_by("-number").first()
    if row is None:
        return None
    cosigned = tuple((one.name, local(one.at)) for one in cosigners_of(row))
    return Seal(bytes(row.root).hex(), row.size, local(row.at), row.note.partition("\n")[0], cosigned)


def _terms(group: ClassGroup) -> tuple[PaperTerm, ...]:
    rows = list(Term.objects.filter(scheme_id=group.scheme_id).order_by("number"))
    firsts = [group.year.starts_on, *(one.starts_on for one in rows[1:])]
    lasts = [*(day_before(first) for first in firsts[1:]), group.year.ends_on]
    return tuple(
        PaperTerm(one.pk, f"{group.scheme.kind}-{one.number}", one.name, one.dates, DateRange(first, last))
        for one, first, last in zip(rows, firsts, lasts, strict=False)
    )


def _courses(group: ClassGroup, course_ids: Collection[int] | None) -> list[Course]:
    rows = Course.objects.filter(school_id=group.school_id, class_group=group)
    if course_ids is not None:
        rows = rows.filter(pk__in=course_ids)
    rows = rows.select_related("subject", "subgroup").order_by("subject__search_key", "subgroup__name", "pk")
    return sorted(rows, key=lambda course: KINDS.index(course.kind))


def _teachers(group: ClassGroup, staff: StaffNames) -> dict[int, list[int]]:
    rows = CourseTeacher.objects.filter(school_id=group.school_id, course__class_group=group)
    found: dict[int, list[int]] = defaultdict(list)
    for course_id, staff_id, *parts in rows.order_by("starts_on", "pk").values_list(
        "course_id", "staff_id", *parts_of("staff")
    ):
        staff.note(staff_id, parts)
        found[course_id].append(staff_id)
    return found


def _tutors(group: ClassGroup, staff: StaffNames) -> list[int]:
    rows = ClassTutor.objects.filter(school_id=group.school_id, class_group=group).order_by("starts_on", "pk")
    found = []
    for staff_id, *parts in rows.values_list("staff_id", *parts_of("staff")):
        staff.note(staff_id, parts)
        found.append(staff_id)
    return list(dict.fromkeys(found))


# ── lessons, marks, absences ──────────────────────────────────────────

Held = tuple[PaperLesson, int | None]


def _lessons(group: ClassGroup, day: date, staff: StaffNames) -> dict[int, list[Held]]:
    """Lessons held up to a day, by page and in order, with their works; beside each whose name its substitute bears.

    Two queries.
    """
    works = _works(group)
    task = FilteredRelation("homework", condition=Q(homework__is_for_all=True, homework__is_removed=False))
    rows = Lesson.objects.filter(school_id=group.school_id, class_group=group, is_cancelled=False, date__lte=day)
    rows = rows.annotate(task=task).order_by("course_id", "date", "number")
    found: dict[int, list[Held]] = defaultdict(list)
    for pk, course_id, on, number, topic, kind, hour, homework, lent, staff_id, *parts in rows.values_list(
        *(
            "pk",
            "course_id",
            "date",
            "number",
            "topic",
            "planned_lesson__kind",
            "hour_kind",
            "task__text",
            "substituted_for_id",
        ),
        *("staff_id", *parts_of("staff")),
    ):
        own = tuple(works[pk])
        told = hour or kind_told(kind, own)
        ordinal = len(found[course_id]) + 1
        lesson = PaperLesson(pk, on, number, ordinal, topic, told, homework or "", "", own)
        found[course_id].append((lesson, staff.note(staff_id, parts) if lent else None))
    return found


def kind_told(planned: str | None, works: Sequence[PaperWork]) -> str:
    """Return what kind of lesson it was: its works, else what the plan says, "" for a plain one."""
    names = dict.fromkeys(work.kind_name for work in works)
    if names:
        return "; ".join(names)
    return "" if planned in (None, "", LessonKind.LESSON) else str(LessonKind(planned).label)


def _named(lessons: Iterable[Held], staff: StaffNames) -> tuple[PaperLesson, ...]:
    """Name the substitutes: what each is called is known when everyone of the class has been read."""
    return tuple(
        PaperLesson(
            *(one.id, one.date, one.number, one.ordinal, one.topic, one.kind, one.homework, staff[whose], one.works)
        )
        for one, whose in lessons
    )


def _works(group: ClassGroup) -> dict[int, list[PaperWork]]:
    rows = Work.objects.filter(school_id=group.school_id, course__class_group=group, is_removed=False)
    found: dict[int, list[PaperWork]] = defaultdict(list)
    columns = ("lesson_id", "pk", "kind__short_name", "kind__name", "title")
    for lesson_id, *work in rows.order_by("position", "pk").values_list(*columns):
        found[lesson_id].append(PaperWork(*work))
    return found


def _marks(group: ClassGroup) -> tuple[dict[int, By], set[int]]:
    """Marks by page, work and student; and whose there are."""
    rows = Mark.objects.filter(school_id=group.school_id, work__course__class_group=group, work__is_removed=False)
    rows = rows.exclude(value="", state="")
    found: dict[int, By] = defaultdict(lambda: defaultdict(dict))
    students = set()
    columns = ("course_id", "work_id", "student_id", "value", "second", "state", "was")
    for course_id, work_id, student_id, *cell in rows.values_list(*columns):
        found[course_id][work_id][student_id] = shown(*cell)
        students.add(student_id)
    return found, students


def _absences(group: ClassGroup) -> tuple[dict[int, By], set[int]]:
    rows = Absence.objects.filter(~Q(code=""), school_id=group.school_id, lesson__class_group=group)
    rows = rows.filter(lesson__is_cancelled=False)
    found: dict[int, By] = defaultdict(lambda: defaultdict(dict))
    students = set()
    for course_id, lesson_id, student_id, code in rows.values_list("course_id", "lesson_id", "student_id", "code"):
        found[course_id][lesson_id][student_id] = code
        students.add(student_id)
    return found, students


Periods = dict[For, dict[int, str]]


def _periods(group: ClassGroup) -> tuple[dict[int, Periods], dict[str, Periods], set[int]]:
    """Marks of periods by page; by subject those that the class's students have elsewhere; and whose there are."""
    of_class = Membership.objects.filter(student_id=OuterRef("student_id"), class_group=group)
    rows = PeriodMark.objects.filter(~Q(value=""), school_id=group.school_id, course__year_id=group.year_id)
    rows = rows.filter(Q(course__class_group=group) | Q(Exists(of_class))).order_by("pk")
    found: dict[int, Periods] = defaultdict(lambda: defaultdict(dict))
    elsewhere: dict[str, Periods] = defaultdict(lambda: defaultdict(dict))
    students = set()
    columns = ("course_id", "course__class_group_id", "course__subject__name", "kind", "slot", "student_id", "value")
    for course_id, class_id, subject, kind, slot, student_id, value in rows.values_list(*columns):
        of_page = found[course_id] if class_id == group.pk else elsewhere[subject]
        of_page[kind, slot][student_id] = value
        if class_id == group.pk:
            students.add(student_id)
    return found, elsewhere, students


def _conduct(group: ClassGroup) -> dict[For, dict[int, str]]:
    rows = ConductMark.objects.filter(~Q(value=""), school_id=group.school_id, class_group=group)
    found: dict[For, dict[int, str]] = defaultdict(dict)
    for kind, slot, student_id, value in rows.values_list("kind", "slot", "student_id", "value"):
        found[kind, slot][student_id] = value
    return found


def _written(course: Course, marks: dict[int, By], absences: dict[int, By], periods: dict[int, Periods]) -> set[int]:
    """Of whom anything stands on a page."""
    of_page = (*marks[course.pk].values(), *absences[course.pk].values(), *periods[course.pk].values())
    return {student_id for one in of_page for student_id in one}


# ── who is there ──────────────────────────────────────────────────────


def _students(group: ClassGroup, written: set[int]) -> list[Listed]:
    """Everyone who was ever in the class, and of whom something is written there, by surname."""
    rows = members(group.school_id, group.pk, None, sorted(written)).values_list(*COLUMNS)
    return listed(rows, whole=True)


Places = dict[int, dict[int, list[DateRange]]]


def _places(group: ClassGroup) -> Places:
    """The days in each subgroup by student."""
    rows = SubgroupMembership.objects.filter(school_id=group.school_id, subgroup__class_group=group)
    found: Places = defaultdict(lambda: defaultdict(list))
    columns = ("subgroup_id", "student_id", "starts_on", "ends_on")
    for subgroup_id, student_id, starts_on, ends_on in rows.order_by("starts_on").values_list(*columns):
        if dates := DateRange.of(starts_on, ends_on):
            found[subgroup_id][student_id].append(dates)
    return found


def _of_page(students: Sequence[Listed], places: Places, course: Course, written: set[int]) -> tuple[Listed, ...]:
    """Who was ever on a page: the whole class, or who was in its subgroup while in the class."""
    if course.subgroup_id is None:
        return tuple(one for one in students if one.stays or one.id in written)
    found = []
    for one in students:
        days = common_days(one.days, places[course.subgroup_id].get(one.id, ()))
        if days or one.id in written:
            stays = tuple(Stay(dates, "", "") for dates in days)
            found.append(Listed(one.id, one.name, one.distinction, stays, one.is_of_class))
    return tuple(found)
