"""What the base already holds, loaded once before planning: a constant number of queries."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q

from letopis.documents.school_import.records import room_key
from letopis.documents.sheets.values import class_key
from letopis.school.access.models import RoleAssignment
from letopis.school.classes.enums import OrderStatus
from letopis.school.classes.models import (
    ClassGroup,
    ClassTutor,
    Membership,
    Order,
    OrderLine,
    Subgroup,
    SubgroupMembership,
)
from letopis.school.curriculum.models import Course, CourseTeacher, CurriculumRow, Subject
from letopis.school.organisation.models import (
    AcademicYear,
    BellPeriod,
    BellSchedule,
    CalendarDay,
    Room,
    School,
    Term,
    TermScheme,
    Vacation,
)
from letopis.school.people.models import Consent, Guardian, Guardianship, Staff, Student
from letopis.school.timetable.models import WeeklySlot


@dataclass(slots=True)
class Live:
    """The rows of a school that an import compares with, of the year that is loaded.

    Dated rows are the open ones, but of stays, class teachers and teachers of courses the past tells who was there.
    """

    school: School
    year: AcademicYear | None = None
    schemes: list[TermScheme] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    vacations: list[Vacation] = field(default_factory=list)
    bells: list[BellSchedule] = field(default_factory=list)
    periods: list[BellPeriod] = field(default_factory=list)
    days: list[CalendarDay] = field(default_factory=list)
    rooms: dict[str, Room] = field(default_factory=dict)
    staff: list[Staff] = field(default_factory=list)
    students: list[Student] = field(default_factory=list)
    guardians: list[Guardian] = field(default_factory=list)
    guardianships: list[Guardianship] = field(default_factory=list)
    # Those that have ended, by guardian and student: what was ended by hand stays ended.
    ended_guardianships: dict[tuple[int, int], Guardianship] = field(default_factory=dict)
    # The last consent of each student, withdrawn or not.
    consents: dict[int, Consent] = field(default_factory=dict)
    classes: dict[str, ClassGroup] = field(default_factory=dict)
    tutors: list[ClassTutor] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    # Classes of the year that somebody has been in: whoever comes, goes or moves there since does so by an order.
    occupied: set[int] = field(default_factory=set)
    # Lines that no signing has applied: of drafts, and of orders that a load has written; by order and student.
    lines: dict[tuple[int, int], OrderLine] = field(default_factory=dict)
    # What draft orders say of a student: kinds with the classes they lead to, None: out.
    drafted: dict[int, list[tuple[str, int | None]]] = field(default_factory=dict)
    memberships: dict[int, list[Membership]] = field(default_factory=dict)
    # Stays in classes of other years that go on: whoever is in a class now leaves those.
    elsewhere: dict[int, list[Membership]] = field(default_factory=dict)
    subgroups: list[Subgroup] = field(default_factory=list)
    in_subgroups: list[SubgroupMembership] = field(default_factory=list)
    subjects: dict[str, Subject] = field(default_factory=dict)
    curriculum: list[CurriculumRow] = field(default_factory=list)
    courses: list[Course] = field(default_factory=list)
    teachers: list[CourseTeacher] = field(default_factory=list)
    slots: list[WeeklySlot] = field(default_factory=list)
    # Courses that have or had a place in the week: what is added to them begins now.
    placed: set[int] = field(default_factory=set)
    roles: list[RoleAssignment] = field(default_factory=list)


def load_live(school: School, year_name: str) -> Live:
    """Return what the base holds for `school` (nothing, if it is not saved yet) and the year called `year_name`."""
    live = Live(school)
    if school.pk is None:
        return live
    own = {"school_id": school.pk}
    live.rooms = {room_key(room.number): room for room in Room.objects.filter(**own)}
    live.staff = list(Staff.objects.filter(**own).select_related("person"))
    live.students = list(Student.objects.filter(**own).select_related("person"))
    live.guardians = list(Guardian.objects.filter(**own).select_related("person"))
    links = list(Guardianship.objects.filter(**own).order_by("starts_on", "pk"))
    live.guardianships = [one for one in links if one.ends_on is None]
    live.ended_guardianships = {(one.guardian_id, one.student_id): one for one in links if one.ends_on}
    live.consents = {one.student_id: one for one in Consent.objects.filter(**own).order_by("pk")}
    live.orders = list(Order.objects.filter(**own))
    _load_lines(live, own)
    live.subjects = {subject.search_key: subject for subject in Subject.objects.filter(**own)}
    live.roles = list(RoleAssignment.objects.filter(**own))
    live.days = list(CalendarDay.objects.filter(**own).select_related("year"))
    live.year = AcademicYear.objects.filter(**own, name=year_name).first()
    _load_memberships(live, own, year_name)
    if live.year:
        _load_year(live, own, live.year)
    return live


def _load_lines(live: Live, own: dict[str, int]) -> None:
    drafts = {order.pk: order.kind for order in live.orders if order.status == OrderStatus.DRAFT}
    drafted: dict[int, list[tuple[str, int | None]]] = defaultdict(list)
    for line in OrderLine.objects.filter(**own, applied_as=None):
        live.lines[line.order_id, line.student_id] = line
        if line.order_id in drafts:
            drafted[line.student_id].append((drafts[line.order_id], line.class_to_id))
    live.drafted = dict(drafted)


def _load_memberships(live: Live, own: dict[str, int], year_name: str) -> None:
    """Stays in the classes of the year, by student in order, and those of other years that have no end."""
    of_year: dict[int, list[Membership]] = defaultdict(list)
    others: dict[int, list[Membership]] = defaultdict(list)
    rows = Membership.objects.filter(Q(class_group__year__name=year_name) | Q(ends_on__isnull=True), **own)
    for row in rows.select_related("class_group__year").order_by("starts_on", "pk"):
        (of_year if row.class_group.year.name == year_name else others)[row.student_id].append(row)
    live.memberships, live.elsewhere = dict(of_year), dict(others)
    live.occupied = {row.class_group_id for rows in of_year.values() for row in rows}


def _load_year(live: Live, own: dict[str, int], year: AcademicYear) -> None:
    live.schemes = list(TermScheme.objects.filter(**own, year=year))
    live.terms = list(Term.objects.filter(**own, scheme__year=year).select_related("scheme__year"))
    live.vacations = list(Vacation.objects.filter(**own, year=year).select_related("year"))
    live.bells = list(BellSchedule.objects.filter(**own, year=year))
    live.periods = list(BellPeriod.objects.filter(**own, schedule__year=year))
    live.classes = {class_key(one.name): one for one in ClassGroup.objects.filter(**own, year=year)}
    live.tutors = list(ClassTutor.objects.filter(**own, class_group__year=year).order_by("starts_on", "pk"))
    live.subgroups = list(Subgroup.objects.filter(**own, class_group__year=year))
    live.in_subgroups = list(SubgroupMembership.objects.filter(**own, subgroup__class_group__year=year))
    live.curriculum = list(CurriculumRow.objects.filter(**own, year=year).select_related("subject"))
    live.courses = list(Course.objects.filter(**own, year=year).select_related("subject", "subgroup", "year"))
    slots = list(WeeklySlot.objects.filter(**own, year=year))
    live.teachers = list(CourseTeacher.objects.filter(**own, course__year=year).order_by("starts_on", "pk"))
    live.slots = [one for one in slots if one.ends_on is None]
    live.placed = {one.course_id for one in slots}
