"""A school carried through two years by its office: orders, marks, a year closed, the next one begun.

The test keeps its own account of who is where from when to when (`Truth`), changed by what is done and by nothing the
product says; the product must agree with it all the way. Sources: CON-02, Т4.4.4-5, Т5.2.3, А3.1.2, ORG-01.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

import pytest
import time_machine
from django.db.models import Q

from letopis import demo
from letopis.kernel.actor import Actor
from letopis.kernel.dates import day_before
from letopis.kernel.errors import Refused
from letopis.kernel.roles import Role
from letopis.school.access.actions import issue_slips
from letopis.school.access.held import roles_held
from letopis.school.classes.actions import LineDraft, cancel_order, create_class, draft_order, sign_order
from letopis.school.classes.enums import LEAVING, OrderKind
from letopis.school.classes.models import ClassGroup, Membership, Order
from letopis.school.curriculum.models import Course
from letopis.school.history.verification import verify
from letopis.school.marks.models import WorkKind
from letopis.school.organisation.models import AcademicYear, School
from letopis.school.people.actions import create_student
from letopis.school.people.intake import PersonDraft, StudentDraft
from letopis.school.people.models import Staff, Student
from letopis.school.timetable.actions import Position, generate_lessons, set_slot
from letopis.school.timetable.models import Lesson
from letopis.school.years.actions import close_year, prepare_next_year
from letopis.school.years.models import NextClass
from tests import factories as make
from tests.factories import SURNAMES
from tests.school.journal.scene import mark, one, work

pytestmark = pytest.mark.django_db

OPENING = date(2026, 8, 28)
ORDERS = 60
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Stay:
    """A student in a class; `last` is a day of the class's year at the latest."""

    class_id: int
    first: date
    last: date


Story = tuple[tuple[Stay, ...], tuple[OrderKind, date] | None]


@dataclass
class Truth:
    """Where everybody is, as the test has told the product."""

    stays: dict[int, list[Stay]] = field(default_factory=dict)
    left: dict[int, tuple[OrderKind, date]] = field(default_factory=dict)  # how, and the last day

    def class_on(self, student: int, day: date) -> int | None:
        return next((one.class_id for one in self.stays.get(student, ()) if one.first <= day <= one.last), None)

    def members(self, class_id: int, day: date) -> list[int]:
        return sorted(student for student in self.stays if self.class_on(student, day) == class_id)

    def gone(self, student: int, day: date) -> bool:
        """Whether the student has left for good before the day."""
        kind, last = self.left.get(student, (OrderKind.LEAVE, day))
        return kind != OrderKind.LEAVE and last < day

    def of(self, student: int) -> Story:
        return tuple(self.stays.get(student, ())), self.left.get(student)

    def restore(self, student: int, was: Story) -> None:
        self.stays[student] = list(was[0])
        self.left.pop(student, None)
        if was[1]:
            self.left[student] = was[1]


class Office:
    """The study office and the teachers of one school, with a clock and a die."""

    def __init__(self, school: School, clock: time_machine.Traveller, seed: int) -> None:
        self.school, self.clock, self.random = school, clock, Random(seed)
        self.actor = make.nobody(school, Role.STUDY_OFFICE)
        self.truth = Truth()
        self.signed: list[tuple[Order, dict[int, Story]]] = []
        self.numbers = 0
        self.day = OPENING
        self.kind = WorkKind.objects.filter(school=school).order_by("pk").values_list("pk", flat=True)[0]
        for stay in Membership.objects.filter(school=school).select_related("class_group__year"):
            last = min(stay.ends_on or date.max, stay.class_group.year.ends_on)
            self.truth.stays.setdefault(stay.student_id, []).append(Stay(stay.class_group_id, stay.starts_on, last))

    def go(self, day: date) -> None:
        self.day = day
        self.clock.move_to(make.moment_on(day))

    # ── orders ────────────────────────────────────────────────────────

    def order(self, kind: OrderKind, students: list[int], day: date, to: ClassGroup | None = None) -> Order:
        """Draft and sign an order, and tell the truth of it."""
        self.numbers += 1
        before = {student: self.truth.of(student) for student in students}
        drafted = draft_order(
            self.actor,
            kind=kind,
            lines=[LineDraft(student, to.pk if to else None) for student in students],
            number=f"{self.numbers}-к",
            date=self.day,
            effective_on=day,
        )
        moved = Membership.objects.filter(Q(enrolled_by=drafted) | Q(left_by=drafted))
        assert not moved.exists(), "a draft moves nobody"
        asked = {"even_with_marks": True, "even_with_grades": True}
        signed = sign_order(self.actor, order_id=drafted.pk, version=drafted.version, **asked)
        for student in students:
            self._tell(kind, student, day, to)
        self.signed.append((signed, before))
        return signed

    def _tell(self, kind: OrderKind, student: int, day: date, to: ClassGroup | None) -> None:
        last = day if kind in LEAVING else day_before(day)
        stays = self.truth.stays.setdefault(student, [])
        stays[:] = [Stay(one.class_id, one.first, min(one.last, last)) for one in stays if one.first <= last]
        if to:
            stays.append(Stay(to.pk, day, to.year.ends_on))
        if kind in LEAVING:
            self.truth.left[student] = kind, day
        else:
            self.truth.left.pop(student, None)

    def cancel_last(self) -> None:
        """Cancel the last order by another: everything is as before."""
        order, before = self.signed.pop()
        self.numbers += 1
        order.refresh_from_db()
        number = f"{self.numbers}-к"
        cancel_order(
            self.actor, order_id=order.pk, version=order.version, number=number, date=self.day, even_with_marks=True
        )
        for student, was in before.items():
            self.truth.restore(student, was)

    def anything(self, classes: list[ClassGroup]) -> None:
        """One order such as the study office writes on a day in the year."""
        day = self.day + timedelta(days=self.random.choice((0, 0, 1, 3)))
        here = self.random.choice(classes)
        members = [student for student in self.truth.members(here.pk, day_before(day)) if self._is_settled(student)]
        kind = self.random.choice(
            (OrderKind.ENROL, OrderKind.TRANSFER, OrderKind.TRANSFER, OrderKind.TRANSFER_OUT, OrderKind.EXPEL)
            + (OrderKind.LEAVE, OrderKind.RETURN, OrderKind.CANCEL)
        )
        if (
            kind == OrderKind.CANCEL
            and self.signed
            and self.signed[-1][0].kind not in {"promote", "repeat", "graduate"}
        ):
            self.cancel_last()
        elif kind == OrderKind.RETURN and (resting := self._on_leave()):
            self.order(kind, [self.random.choice(resting)], day, here)
        elif kind == OrderKind.TRANSFER and len(members) > 3:
            other = self.random.choice([one for one in classes if one != here])
            self.order(kind, self.random.sample(members, self.random.choice((1, 1, 2))), day, other)
        elif kind in LEAVING and len(members) > 5:
            self.order(kind, [self.random.choice(members)], day)
        else:
            name = PersonDraft("Новиков", "Пётр", f"{self.random.choice(SURNAMES)}ич")
            newcomer = create_student(self.actor, person=name, card=StudentDraft(), even_if_alike=True)
            self.order(OrderKind.ENROL, [newcomer.pk], day, here)

    def _is_settled(self, student: int) -> bool:
        """Nothing is signed for a later day."""
        stays = self.truth.stays[student]
        here = self.truth.class_on(student, self.day)
        return bool(here) and stays[-1].class_id == here and student not in self.truth.left

    def _on_leave(self) -> list[int]:
        left = self.truth.left.items()
        return [student for student, (kind, last) in left if kind == OrderKind.LEAVE and last < self.day]

    # ── the journal ───────────────────────────────────────────────────

    def teach(self, day: date) -> None:
        """A mark in a lesson of the day for somebody who is there; none for somebody who is not."""
        lessons = Lesson.objects.filter(school=self.school, date=day, is_cancelled=False, course__subgroup=None)
        lesson = lessons.exclude(staff=None).exclude(course__scale="none").order_by("number", "pk").first()
        if lesson is None:
            return
        teacher = make.actor_of(Staff.objects.get(lessons=lesson), Role.TEACHER)
        made = one(teacher, work(lesson, self.kind))
        assert made["status"] == "applied", (day, made)
        work_id = made["work"][0]
        here = self.truth.members(lesson.class_group_id, day)
        for student in self.random.sample(here, min(3, len(here))):
            answer = one(
                teacher, mark(None, Student.objects.get(pk=student), self.random.choice("345"), work_id=work_id)
            )
            assert answer["status"] == "applied", (day, student, answer)
        stranger = next((student for student in self.truth.stays if student not in here), None)
        if stranger:
            answer = one(teacher, mark(None, Student.objects.get(pk=stranger), "5", work_id=work_id))
            assert answer["status"] == "refused", (day, stranger, answer)

    # ── what must be true ─────────────────────────────────────────────

    def check(self) -> None:
        """The product agrees with the truth, today."""
        self.check_stays()
        self.check_access()

    def check_stays(self) -> None:
        """Everybody is where the orders say; nobody in two classes on a day."""
        rows = Membership.objects.filter(school=self.school).select_related("class_group__year")
        told: dict[int, list[Stay]] = {}
        for stay in rows.order_by("starts_on", "pk"):
            last = min(stay.ends_on or date.max, stay.class_group.year.ends_on)
            told.setdefault(stay.student_id, []).append(Stay(stay.class_group_id, stay.starts_on, last))
        assert told == {student: stays for student, stays in self.truth.stays.items() if stays}, self.day
        for stays in told.values():
            assert all(one.last < other.first for one, other in zip(stays, stays[1:], strict=False)), stays

    def check_access(self) -> None:
        """Who studies may sign in; who has left for good may not."""
        for student in Student.objects.filter(school=self.school, person__login__isnull=False).select_related("person"):
            roles = {held.role for held in roles_held(student.person.login.account_id, make.moment_on(self.day))}
            if self.truth.gone(student.pk, self.day):
                assert Role.STUDENT not in roles, (self.day, student.pk)
            elif self.truth.class_on(student.pk, self.day):
                assert Role.STUDENT in roles, (self.day, student.pk)


def carry(office: Office, classes: list[ClassGroup], first: date, last: date) -> None:
    """A year from week to week: a lesson with marks, two orders, everything looked at once a month."""
    day = first
    while day <= last:
        office.go(day)
        office.teach(day)
        office.anything(classes)
        office.anything(classes)
        if day.day <= 7:
            office.check()
        day += WEEK
    office.check()


def close(office: Office, year: AcademicYear, following: AcademicYear) -> None:
    """The year is closed: each class goes on as the next by an order, one repeats, the ninth leaves."""
    office.go(date(2027, 5, 28))
    begins = following.starts_on
    for left in ClassGroup.objects.filter(year=year).order_by("pk"):
        members = [one for one in office.truth.members(left.pk, year.ends_on) if one not in office.truth.left]
        step = NextClass.objects.filter(class_from=left).select_related("class_to__year").first()
        if step is None:
            office.order(OrderKind.GRADUATE, members, year.ends_on)
            continue
        same = ClassGroup.objects.filter(year=following, grade=left.grade).select_related("year").first()
        if same and len(members) > 1:
            office.order(OrderKind.REPEAT, [members.pop()], begins, same)
        office.order(OrderKind.PROMOTE, members, begins, step.class_to)
    office.check()
    close_year(make.nobody(office.school, Role.OPERATOR), year_id=year.pk, even_if_open=True)
    with pytest.raises(Refused, match="закрыт"):
        office.order(OrderKind.EXPEL, members[:1], date(2027, 5, 20))


def summer(office: Office, following: AcademicYear) -> None:
    """Between two years the graduates are out and those who go on still read their diaries."""
    office.go(date(2027, 7, 15))
    office.check()
    going = [one for one in office.truth.stays if office.truth.class_on(one, following.starts_on)]
    for student in Student.objects.filter(pk__in=going, person__login__isnull=False).select_related("person"):
        roles = {held.role for held in roles_held(student.person.login.account_id, make.moment_on(office.day))}
        assert Role.STUDENT in roles


def give_lessons(operator: Actor, year: AcademicYear) -> None:
    """A lesson a day for each class, as the dispatcher would set them: the grid is made anew each year."""
    for class_group in ClassGroup.objects.filter(year=year):
        courses = Course.objects.filter(class_group=class_group, subgroup=None).exclude(teachers=None)
        for weekday, course in enumerate(courses.order_by("pk")[:5], 1):
            position = Position(weekday=weekday, number=weekday)
            set_slot(operator, course_id=course.pk, position=position, from_day=year.starts_on, despite_clashes=True)
    generate_lessons(operator, year_id=year.pk)


@pytest.mark.req("ORG-01", "CON-02", "ACC-04", "ACC-05", "JRN-10")
def test_a_school_is_carried_through_two_years(moment: time_machine.Traveller) -> None:
    moment.move_to(make.moment_on(OPENING))
    school = demo.build(students=60, seed=1, today=OPENING).school
    office = Office(school, moment, seed=12)
    first = AcademicYear.objects.get(school=school)
    operator = make.nobody(school, Role.OPERATOR)
    students = Student.objects.filter(school=school, person__login=None)
    issue_slips(operator, person_ids=students.values_list("person_id", flat=True))
    old = list(ClassGroup.objects.filter(school=school))
    schemes = {one.name: one.scheme_id for one in old}
    names = [(schemes["5А"], "5Б"), (schemes["7А"], "9А"), (schemes["10А"], "10Б")]
    parallels = [create_class(operator, year_id=first.pk, scheme_id=scheme, name=name) for scheme, name in names]
    classes = [*old, *parallels]

    carry(office, classes, date(2026, 9, 7), date(2027, 4, 12))

    second = prepare_next_year(operator, year_id=first.pk).year
    carry(office, classes, date(2027, 4, 19), date(2027, 5, 17))
    close(office, first, second)
    summer(office, second)

    going = list(ClassGroup.objects.filter(year=second))
    give_lessons(operator, second)
    carry(office, going, date(2027, 9, 6), date(2028, 5, 15))

    assert office.numbers >= 2 * ORDERS
    assert set(Order.objects.filter(school=school).values_list("kind", flat=True)) == set(OrderKind.values)
    assert not verify(school.pk).findings
