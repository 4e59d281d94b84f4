"""The window of correction (JRN-04, А3.2.4-5): counted from the first mark of a cell, whatever is done to it."""

import importlib
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from letopis.kernel.clock import in_zone, local, now
from letopis.kernel.roles import Role
from letopis.school.history.verification import verify
from letopis.school.journal.queries.changes import mark_story
from letopis.school.marks.models import Mark
from letopis.school.organisation.zones import RUSSIAN
from tests import factories as make
from tests.school.journal.scene import Scene, absence, apply, attendance, homework, mark, one, scene, topic, work

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-04")]

FIRST = date(2026, 9, 1)
LAST_DAY, TOO_LATE = date(2026, 9, 15), date(2026, 9, 16)


@pytest.fixture
def old(moment: time_machine.Traveller) -> Scene:
    """A mark «4» of 1 September, put on the day; the clock stands at the day after the window."""
    s = scene()
    s.lesson.date = FIRST
    s.lesson.save()
    moment.move_to(make.moment_on(FIRST))
    assert one(s.actor, mark(s.work, s.student, "4"))["status"] == "applied"
    moment.move_to(make.moment_on(TOO_LATE))
    return s


def cell(s: Scene) -> Mark:
    return Mark.objects.get(work=s.work, student=s.student)


def version(s: Scene) -> int:
    return cell(s).version


CORRECTIONS: dict[str, dict[str, Any]] = {
    "value": {"value": "5"},
    "second": {"value": "4", "second": "5"},
    "comment": {"value": "4", "comment": "Переписана"},
    "debt": {"value": "", "state": "debt"},
    "removal": {"value": ""},
}


@pytest.mark.parametrize("wanted", CORRECTIONS.values(), ids=CORRECTIONS)
@pytest.mark.parametrize("role", [Role.TEACHER, Role.TUTOR])
def test_every_correction_is_refused_after_the_window_and_taken_on_its_last_day(
    old: Scene, wanted: dict[str, Any], role: Role, moment: time_machine.Traveller
):
    actor = make.actor_of(old.teacher if role == Role.TEACHER else old.tutor, role)
    answer = one(actor, mark(old.work, old.student, base=1, **wanted))
    assert (answer["status"], answer["code"]) == ("refused", "window")
    assert "01.09.2026" in answer["message"]
    assert "15.09.2026" in answer["message"]
    assert "заместитель директора" in answer["message"]
    assert (cell(old).value, version(old)) == ("4", 1)

    moment.move_to(make.moment_on(LAST_DAY))
    assert one(actor, mark(old.work, old.student, base=1, **wanted))["status"] == "applied"


@pytest.mark.parametrize("zone", ["Asia/Kamchatka", "Europe/Kaliningrad"])
def test_the_last_second_of_the_window_is_the_schools_own(zone: str, moment: time_machine.Traveller):
    """Put at one in the night of 2 September: until 23:59:59 of the 16th there, whatever the day is in Moscow."""
    s = scene(1)
    s.lesson.date = FIRST
    s.lesson.save()
    s.school.time_zone = zone
    s.school.save()
    with in_zone(zone):
        moment.move_to(make.moment_on(date(2026, 9, 2), time(1), zone))
        assert one(s.actor, mark(s.work, s.student, "4"))["status"] == "applied"
        moment.move_to(make.moment_on(date(2026, 9, 14), time(12), zone))
        assert one(s.actor, mark(s.work, s.student, "3", base=1))["status"] == "applied"
        moment.move_to(make.moment_on(date(2026, 9, 16), time(23, 59, 59), zone))
        assert one(s.actor, mark(s.work, s.student, "5", base=2))["status"] == "applied"
        moment.move_to(make.moment_on(date(2026, 9, 17), time(0, 0, 0), zone))
        refused = one(s.actor, mark(s.work, s.student, "2", base=3))
    assert (refused["code"], cell(s).value) == ("window", "5")
    assert "16.09.2026" in refused["message"]


def test_a_mark_of_september_is_not_changed_in_november(old: Scene, moment: time_machine.Traveller):
    moment.move_to(make.moment_on(date(2026, 11, 26)))
    assert one(old.actor, mark(old.work, old.student, "5", base=1))["code"] == "window"


def test_a_correction_does_not_move_the_limit_on(old: Scene, moment: time_machine.Traveller):
    moment.move_to(make.moment_on(LAST_DAY))
    assert one(old.actor, mark(old.work, old.student, "5", base=1))["status"] == "applied"
    assert one(old.actor, mark(old.work, old.student, "3", base=2))["status"] == "applied"
    assert mark_story(old.actor, old.course.pk, old.work.pk, old.student.pk).editable_until == date(2026, 9, 15)
    moment.move_to(make.moment_on(TOO_LATE))
    assert one(old.actor, mark(old.work, old.student, "4", base=3))["code"] == "window"
    assert mark_story(old.actor, old.course.pk, old.work.pk, old.student.pk).editable_until == date(2026, 9, 15)


def test_a_cleared_cell_counts_from_its_first_mark_too(old: Scene, moment: time_machine.Traveller):
    moment.move_to(make.moment_on(LAST_DAY))
    assert one(old.actor, mark(old.work, old.student, "", base=1))["status"] == "applied"
    assert one(old.actor, mark(old.work, old.student, "5", base=2))["status"] == "applied"
    assert one(old.actor, mark(old.work, old.student, "", base=3))["status"] == "applied"
    moment.move_to(make.moment_on(TOO_LATE))
    assert one(old.actor, mark(old.work, old.student, "5", base=4))["code"] == "window"


def test_by_the_lesson_page_and_insisting_and_a_range_it_is_no_different(old: Scene):
    by_lesson = mark(None, old.student, "5", base=1, lesson_id=old.lesson.pk)
    insisting = mark(old.work, old.student, "3", base=version(old))
    beside = mark(old.work, old.students[1], "5")
    stale = mark(old.work, old.student, "2", base=0)
    answers = apply(old.actor, by_lesson, insisting, beside, stale)
    assert [answer.get("code", answer["status"]) for answer in answers] == ["window", "window", "applied", "window"]


def test_what_changes_nothing_is_answered_as_ever(old: Scene):
    assert one(old.actor, mark(old.work, old.student, "4", base=1))["status"] == "applied"
    assert version(old) == 1


def test_a_first_mark_may_come_late_and_then_has_a_window_of_its_own(old: Scene, moment: time_machine.Traveller):
    other = old.students[1]
    assert one(old.actor, mark(old.work, other, "4"))["status"] == "applied"
    moment.move_to(make.moment_on(TOO_LATE + timedelta(days=14)))
    assert one(old.actor, mark(old.work, other, "5", base=1))["status"] == "applied"
    moment.move_to(make.moment_on(TOO_LATE + timedelta(days=15)))
    assert one(old.actor, mark(old.work, other, "4", base=2))["code"] == "window"


def test_a_debt_is_resolved_late_and_a_point_is_no_mark(moment: time_machine.Traveller):
    s = scene()
    s.lesson.date = FIRST
    s.lesson.save()
    moment.move_to(make.moment_on(FIRST))
    one(s.actor, mark(s.work, s.student, "", state="debt", comment="Болел"))
    assert mark_story(s.actor, s.course.pk, s.work.pk, s.student.pk).editable_until is None
    moment.move_to(make.moment_on(date(2026, 10, 20)))
    assert one(s.actor, mark(s.work, s.student, "4", base=1))["status"] == "applied"
    assert mark_story(s.actor, s.course.pk, s.work.pk, s.student.pk).editable_until == date(2026, 11, 3)


def test_the_length_is_the_schools(old: Scene):
    old.school.settings = {"correction_days": 15}
    old.school.save()
    assert one(old.actor, mark(old.work, old.student, "5", base=1))["status"] == "applied"


def test_kind_and_weight_of_a_marked_work_are_corrections_its_title_is_not(old: Scene):
    control = make.make_work_kind(old.school, "control", name="Контрольная", short_name="к/р", weight=3)
    kind = old.work.kind_id
    refused = [
        one(old.actor, work(old.lesson, control.pk, base=1, work_id=old.work.pk)),
        one(old.actor, work(old.lesson, kind, base=1, work_id=old.work.pk, weight=2)),
    ]
    assert [answer["code"] for answer in refused] == ["window", "window"]
    assert "15.09.2026" in refused[0]["message"]
    assert one(old.actor, work(old.lesson, kind, base=1, work_id=old.work.pk, removed=True))["code"] == "has_marks"
    assert one(old.actor, work(old.lesson, kind, base=1, work_id=old.work.pk, title="Степень"))["status"] == "applied"
    fresh = make.make_work(old.lesson)
    assert one(old.actor, work(old.lesson, control.pk, base=1, work_id=fresh.pk))["status"] == "applied"
    one(old.actor, mark(fresh, old.student, "5"))
    assert one(old.actor, work(old.lesson, kind, base=2, work_id=fresh.pk))["status"] == "applied"


def test_absences_topic_and_homework_have_no_window(old: Scene):
    """Т4.8.2: reasons of absences are settled later; a topic left out is written late, which is seen, not refused."""
    answers = apply(
        old.actor,
        absence(old.lesson, old.student, "Н"),
        absence(old.lesson, old.student, "Б", base=1),
        absence(old.lesson, old.student, "", base=2),
        attendance(old.lesson),
        topic(old.lesson, "Степень"),
        homework(old.lesson),
    )
    assert {answer["status"] for answer in answers} == {"applied"}


def test_an_operation_answered_in_time_gets_its_answer_again_afterwards(old: Scene, moment: time_machine.Traveller):
    moment.move_to(make.moment_on(LAST_DAY))
    operation = mark(old.work, old.student, "5", base=1)
    first = one(old.actor, operation)
    moment.move_to(make.moment_on(TOO_LATE))
    assert one(old.actor, operation) == first


@given(
    zone=st.sampled_from(RUSSIAN),
    put=st.datetimes(datetime(2026, 9, 2), datetime(2026, 10, 20)),
    days=st.integers(0, 20),
    later=st.integers(0, 30 * 24 * 60),
)
@settings(max_examples=25, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_window_closes_at_midnight_of_the_school(
    zone: str, put: datetime, days: int, later: int, moment: time_machine.Traveller
):
    s = scene(1)
    s.lesson.date = FIRST
    s.lesson.save()
    s.school.time_zone, s.school.settings = zone, {"correction_days": days}
    s.school.save()
    at = make.moment_on(put.date(), put.time(), "UTC")
    with in_zone(zone):
        moment.move_to(at)
        set_on = local(now()).date()
        assert one(s.actor, mark(s.work, s.student, "4"))["status"] == "applied"
        moment.move_to(at + timedelta(minutes=later))
        answer = one(s.actor, mark(s.work, s.student, "5", base=1))
        is_open = local(now()).date() <= set_on + timedelta(days=days)
    assert answer.get("code", answer["status"]) == ("applied" if is_open else "window")


def test_marks_of_an_older_base_count_from_their_first_entry(old: Scene, moment: time_machine.Traveller):
    moment.move_to(make.moment_on(LAST_DAY))
    one(old.actor, mark(old.work, old.student, "5", base=1))
    debt = one(old.actor, mark(old.work, old.students[1], "", state="debt"))
    unrecorded = make.make_mark(old.work, old.students[2], "3")
    expected = dict(Mark.objects.values_list("pk", "first_set_at"))
    Mark.objects.update(first_set_at=None)
    importlib.import_module("letopis.school.journal.migrations.0003_mark_first_set").fill(apps, None)
    assert dict(Mark.objects.values_list("pk", "first_set_at")) == expected
    assert (cell(old).first_set_at, unrecorded.first_set_at) == (make.moment_on(FIRST), now())
    assert Mark.objects.get(student=old.students[1]).first_set_at is None
    assert debt["status"] == "applied"


def test_the_ledger_notices_a_moment_changed_behind_its_back(old: Scene):
    def told() -> list[str]:
        return [finding.column for finding in verify(old.school.pk).findings if finding.table == "journal.mark"]

    assert told() == []
    Mark.objects.update(first_set_at=now())
    assert told() == ["first_set_at"]
