"""Building demo schools: determinism, sizes, the whole year, the command."""

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, Q

from letopis import demo
from letopis.demo import logins
from letopis.school.classes.models import Membership
from letopis.school.councils.models import Council, Decision, Retake
from letopis.school.grading.models import PeriodMark
from letopis.school.history.verification import verify
from letopis.school.lessons.models import Homework
from letopis.school.marks.models import Absence, Mark, Work
from letopis.school.organisation.models import lasting
from letopis.school.people.models import Person
from letopis.school.timetable.models import Lesson, WeeklySlot
from tests.factories import make_school

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def _everything() -> list[list[tuple[Any, ...]]]:
    """What a reader sees of the school, without the keys of rows."""
    return [
        [*Person.objects.order_by("id").values_list("surname", "name", "patronymic", "birth_date", "phone")],
        [*WeeklySlot.objects.order_by("id").values_list("course__subject__name", "weekday", "number", "room__number")],
        [*Lesson.objects.order_by("date", "number", "course_id").values_list("date", "number", "topic", "filled_at")],
        [
            *Mark.objects.order_by("id").values_list(
                "student__person__surname", "lesson__date", "value", "second", "set_at"
            )
        ],
        [*Absence.objects.order_by("id").values_list("student__person__surname", "lesson__date", "code", "minutes")],
        [*Homework.objects.order_by("id").values_list("lesson__date", "due_on", "text")],
    ]


@pytest.mark.sqlite
def test_the_same_seed_writes_the_same_rows() -> None:
    seen = []
    for _ in range(2):
        with transaction.atomic():
            demo.build(students=40, seed=5, today=TODAY)
            seen.append(_everything())
            transaction.set_rollback(True)
    assert seen[0] == seen[1]
    assert all(seen[0])


@pytest.mark.sqlite
def test_unmarked_grades_have_no_works() -> None:
    demo.build(students=120, seed=1, today=TODAY)
    first = Q(lesson__class_group__grade=1)
    assert Lesson.objects.filter(class_group__grade=1, filled_at__isnull=False).exists()
    assert not Work.objects.filter(first).exists()
    assert not Mark.objects.filter(first).exists()


@pytest.mark.sqlite
def test_the_whole_year_can_be_told() -> None:
    built = demo.build(students=20, seed=1, until=date(2027, 6, 4))
    lessons = Lesson.objects.filter(date__lt=date(2027, 5, 20))
    assert lessons.filter(filled_at__isnull=False).count() == lessons.count()
    # Its marks, and what a council has decided of everybody who is there (JRN-06).
    of_terms = PeriodMark.objects.filter(kind="term").values("student", "course").annotate(many=Count("pk"))
    assert {one["many"] for one in of_terms} <= {1, 2, 3, 4}
    assert PeriodMark.objects.filter(kind="year").count() > len(of_terms) * 0.9
    council = Council.objects.get(about="year")
    there = Membership.objects.filter(lasting(council.date))
    assert set(there.values_list("student", flat=True)) == set(council.proposals.values_list("student", flat=True))
    assert Decision.objects.filter(proposal__council=council).count() == council.proposals.count()
    assert not Retake.objects.filter(state="planned", date__lt=council.date).exists()
    assert not verify(built.school.pk).findings


def test_the_command_leaves_a_school_alone() -> None:
    make_school()
    with pytest.raises(CommandError, match="--replace"):
        call_command("demo", students=20, stdout=StringIO())


def test_the_command_writes_the_logins(tmp_path: Path) -> None:
    out = StringIO()
    call_command("demo", students=20, seed=2, stdout=out)
    listed = orjson.loads((tmp_path / logins.FILE).read_bytes())
    assert {"teacher", "parent", "student", "director", "operator"} <= {line["login"] for line in listed}
    assert all(set(line) == {"role", "login", "password", "name"} for line in listed)
    assert logins.PASSWORD in out.getvalue()
