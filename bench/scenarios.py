"""What is measured: for each row of the budgets, the requests of one visit."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import orjson

from bench.school import Subject, address
from letopis.school.access.models import Account
from letopis.school.classes.models import Membership
from letopis.school.curriculum.models import Course
from letopis.school.grading.models import PeriodMark
from letopis.school.marks.models import Mark
from letopis.school.organisation.models import Term

EMPTY = "empty"
PUPILS = 30


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: GET without a body, POST of JSON with one."""

    path: str
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A row to measure: who asks, and the next request each time."""

    key: str
    account: Account
    asks: Iterator[Ask]
    check: Callable[[bytes], None]
    # What writes can be asked once only.
    writes: bool = False


class MeasureError(Exception):
    """The server did not do what the scenario asked of it, so that its time would mean nothing."""


def scenarios(subject: Subject) -> list[Scenario]:
    """Return the scenarios whose pages exist."""
    found = [
        _visit("journal", subject.teacher, address("journal", subject.course_id), f"?period={subject.period}"),
        _whole_year(subject),
        _marks("mark", subject, subject.students[:1]),
        _marks("column", subject, subject.students[:30]),
        _visit("lesson", subject.teacher, address("lesson", subject.lesson_id)),
        _visit("today", subject.teacher, address("today")),
        _visit("diary", subject.reader, address("diary")),
        # What an office opens in the morning.
        _visit("people", subject.operator, address("office_people"), "?kind=students"),
        _visit("timetable", subject.operator, address("office_timetable")),
        _visit("journals", subject.deputy, address("journals")),
        # What is looked at at the end of a period.
        _visit("summary", subject.deputy, address("class_summary", subject.class_id)),
        _visit("totals", subject.teacher, address("journal_totals", subject.course_id)),
        _term_marks(subject),
        _visit("conduct", subject.deputy, address("class_conduct", subject.class_id)),
        _visit("attendance", subject.deputy, address("my_class_attendance", subject.class_id)),
        _visit("class_forecast", subject.deputy, address("class_forecast", subject.class_id)),
        _visit(EMPTY, subject.teacher, address("bench_empty")),
    ]
    return [scenario for scenario in found if scenario is not None]


def _whole_year(subject: Subject) -> Scenario | None:
    if subject.year_course_id is None:
        return None
    return _visit("year", subject.teacher, address("journal", subject.year_course_id), "?period=year")


def _visit(key: str, account: Account, path: str | None, query: str = "") -> Scenario | None:
    return Scenario(key, account, _again(Ask(path + query)), is_page) if path else None


def _again(ask: Ask) -> Iterator[Ask]:
    while True:
        yield ask


def is_page(body: bytes) -> None:
    """Raise MeasureError for what is no page."""
    if b"</html>" not in body:
        raise MeasureError(f"the answer is not a page: {body[:200]!r}")


def _term_marks(subject: Subject) -> Scenario | None:
    """Thirty marks of a term that is over, on the fullest page: nobody has put any there before."""
    path = address("journal_operations")
    if path is None or subject.year_course_id is None:
        return None
    return Scenario("term_marks", subject.teacher, _of_term(path, subject.year_course_id), _are_applied, writes=True)


def _of_term(path: str, course_id: int) -> Iterator[Ask]:
    course = Course.objects.select_related("class_group").get(pk=course_id)
    term = Term.objects.filter(scheme=course.class_group.scheme_id).earliest("starts_on")
    students = Membership.objects.filter(class_group=course.class_group_id).order_by("pk")[:PUPILS]
    while True:
        put = {one.student_id: one for one in PeriodMark.objects.filter(course_id=course_id, term=term)}
        operations = [
            {
                "op_id": str(uuid4()),
                "kind": "period_mark",
                "course_id": course_id,
                "student_id": student,
                "period": str(term.pk),
                "value": "4" if found and found.value == "5" else "5",
                "reason": "Так решил учитель",
                "base_version": found.version if found else 0,
            }
            for student in students.values_list("student_id", flat=True)
            for found in (put.get(student),)
        ]
        yield Ask(path, orjson.dumps({"operations": operations}))


def _marks(key: str, subject: Subject, students: tuple[int, ...]) -> Scenario | None:
    path = address("journal_operations")
    if path is None:
        return None
    return Scenario(key, subject.teacher, _operations(path, subject, students), _are_applied, writes=True)


def _operations(path: str, subject: Subject, students: tuple[int, ...]) -> Iterator[Ask]:
    """Each time other marks for the same cells, based on the versions that the last time left behind."""
    while True:
        versions = dict(Mark.objects.filter(work_id=subject.work_id).values_list("student_id", "version"))
        values = dict(Mark.objects.filter(work_id=subject.work_id).values_list("student_id", "value"))
        operations = [
            {
                "op_id": str(uuid4()),
                "kind": "mark",
                "student_id": student,
                "work_id": subject.work_id,
                "value": "4" if values.get(student) == "5" else "5",
                "base_version": versions.get(student, 0),
            }
            for student in students
        ]
        yield Ask(path, orjson.dumps({"operations": operations}))


def _are_applied(body: bytes) -> None:
    document: dict[str, Any] = orjson.loads(body)
    refused = [answer for answer in document.get("answers", [document]) if answer.get("status") != "applied"]
    if refused:
        raise MeasureError(f"not applied: {refused[0]}")
