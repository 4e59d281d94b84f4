"""A morning's people: many accounts, each signed in, each with pages of its own; and cells that have no mark yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, islice
from random import Random
from uuid import uuid4

import orjson
from django.contrib.auth.hashers import make_password

from bench.measure import cookie_header
from bench.scenarios import MeasureError
from letopis.demo.store import ZONE
from letopis.kernel.clock import today
from letopis.school.access.models import Account, AccountPerson
from letopis.school.classes.models import Membership
from letopis.school.curriculum.models import Course, CourseTeacher
from letopis.school.marks.models import Absence, Mark, Work
from letopis.school.organisation.models import dated_on
from letopis.school.people.models import Guardianship, Person

# People of each kind that come in a morning, at most.
TEACHERS, STUDENTS, GUARDIANS = 60, 160, 80
# Marks are put for the lessons of the last days.
DAYS = 28


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a mark can be put that is not there yet."""

    student_id: int
    work_id: int

    def operation(self, value: str) -> bytes:
        """Return the request's body that puts it."""
        operation = {
            "op_id": str(uuid4()),
            "kind": "mark",
            "student_id": self.student_id,
            "work_id": self.work_id,
            "value": value,
            "base_version": 0,
        }
        return orjson.dumps({"operations": [operation]})


@dataclass(frozen=True, slots=True)
class Teacher:
    """Who puts marks: cookies, journals, and the cells left to fill, each taken once."""

    account: Account
    cookie: str
    courses: tuple[int, ...]
    cells: Iterator[Cell]


@dataclass(frozen=True, slots=True)
class Crowd:
    """Everybody who comes: teachers, and the cookies of those who read a diary."""

    teachers: tuple[Teacher, ...]
    readers: tuple[str, ...]


def gather() -> Crowd:
    """Give people accounts, sign them in, deal out the cells. Raises MeasureError where the school is too small."""
    rng, day = Random(1), today(ZONE.key)
    cells = _cells()
    taught: dict[int, list[int]] = {}
    rows = CourseTeacher.objects.filter(dated_on(day), course__in=cells, staff__dismissed_on=None)
    for person, course in rows.order_by("pk").values_list("staff__person_id", "course_id"):
        taught.setdefault(person, []).append(course)
    teachers = []
    for person, courses in islice(taught.items(), TEACHERS):
        account = _account(person)
        left = list(chain.from_iterable(cells.pop(course, []) for course in courses))
        rng.shuffle(left)
        teachers.append(Teacher(account, cookie_header(account), tuple(courses), iter(left)))
    pupils = list(
        Membership.objects.filter(dated_on(day)).order_by("pk").values_list("student__person_id", "student_id")
    )
    some = rng.sample(pupils, min(STUDENTS, len(pupils)))
    guardians = Guardianship.objects.filter(dated_on(day), student__in=[student for _, student in some])
    people = dict.fromkeys(guardians.order_by("pk").values_list("guardian__person_id", flat=True))
    # A parent who teaches here would come as a teacher.
    families = [person for person in islice(people, GUARDIANS) if person not in taught]
    readers = [cookie_header(_account(person)) for person in (*(person for person, _ in some), *families)]
    if not teachers or not readers:
        raise MeasureError("too small a school for a morning: --students 1000")
    return Crowd(tuple(teachers), tuple(readers))


def _cells() -> dict[int, list[Cell]]:
    """Return the empty cells of whole classes' pages on the scale of five, by course."""
    day = today(ZONE.key)
    works = Work.objects.filter(
        lesson__date__range=(day - timedelta(days=DAYS), day), lesson__filled_at__isnull=False, is_removed=False,
        course__in=Course.objects.filter(subgroup=None, scale="five"),
    )  # fmt: skip
    filled = set(Mark.objects.filter(work__in=works).values_list("student_id", "work_id"))
    away = set(Absence.objects.values_list("student_id", "lesson_id"))
    members: dict[int, list[int]] = {}
    since = Membership.objects.filter(dated_on(day - timedelta(days=DAYS)) & dated_on(day))
    for group, student in since.values_list("class_group_id", "student_id"):
        members.setdefault(group, []).append(student)
    found: dict[int, list[Cell]] = {}
    rows = works.order_by("pk").values_list("pk", "course_id", "lesson_id", "course__class_group_id")
    for work, course, lesson, group in rows:
        found.setdefault(course, []).extend(
            Cell(student, work)
            for student in members.get(group, ())
            if (student, work) not in filled and (student, lesson) not in away
        )
    return found


def _account(person_id: int) -> Account:
    held = AccountPerson.objects.filter(person=person_id).select_related("account").first()
    if held:
        return held.account
    person = Person.objects.get(pk=person_id)
    account = Account.objects.create(username=f"bench{person_id}", password=make_password(None))
    AccountPerson.objects.create(school_id=person.school_id, account=account, person=person)
    return account
