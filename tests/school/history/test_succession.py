"""Handing over, written: rows and entries, for one and for many at once."""

from datetime import date

import pytest

from letopis.kernel.errors import Refused
from letopis.kernel.roles import Role
from letopis.school.classes.models import ClassTutor
from letopis.school.history.models import Entry
from letopis.school.history.succession import Succession, Verbs, end_row, follow
from tests.factories import YEAR_START, actor_of, make_class, make_officer, make_school, make_staff
from tests.school.journal.scene import YEAR_TURN

VERBS = Verbs("begin", "end", "correct", "take_back")
CHANGE, LATER = date(2026, 11, 9), date(2026, 12, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make_school()


@pytest.fixture
def office(school):
    return actor_of(make_officer(school), Role.STUDY_OFFICE)


@pytest.fixture
def group(school):
    return make_class(school, "7А")


def tutor(group, staff, starts_on=YEAR_START, ends_on=None, *, saved=True):
    row = ClassTutor(school_id=group.school_id, class_group=group, staff=staff, starts_on=starts_on, ends_on=ends_on)
    if saved:
        row.save()
    return row


def held():
    return list(ClassTutor.objects.order_by("starts_on", "pk").values_list("staff_id", "starts_on", "ends_on"))


def entries():
    return list(Entry.objects.order_by("pk").values_list("action", flat=True))


def test_the_old_one_ends_the_day_before(office, group, school):
    one, two = make_staff(school), make_staff(school)
    old = tutor(group, one)
    follow(office, [old], tutor(group, two, CHANGE, saved=False), VERBS, same=("staff_id",))
    assert held() == [(one.pk, YEAR_START, date(2026, 11, 8)), (two.pk, CHANGE, None)]
    assert entries() == ["end", "begin"]
    ended = Entry.objects.first()
    assert (ended.before["ends_on"], ended.after["ends_on"]) == (None, "2026-11-08")


def test_a_row_not_begun_is_corrected_and_the_next_ones_taken_back(office, group, school):
    one, two, three = make_staff(school), make_staff(school), make_staff(school)
    rows = [tutor(group, one, CHANGE, date(2026, 11, 30)), tutor(group, two, LATER)]
    follow(office, rows, tutor(group, three, CHANGE, saved=False), VERBS, same=("staff_id",))
    assert held() == [(three.pk, CHANGE, None)]
    assert entries() == ["take_back", "correct"]


def test_ones_own_row_goes_on(office, group, school):
    one, two = make_staff(school), make_staff(school)
    own, later = tutor(group, one, YEAR_START, date(2026, 11, 30)), tutor(group, two, LATER)
    new = tutor(group, one, CHANGE, saved=False)
    assert follow(office, [own, later], new, VERBS, same=("staff_id",)) is own
    follow(office, [own], new, VERBS, same=("staff_id",))
    assert held() == [(one.pk, YEAR_START, None)]
    assert entries() == ["take_back", "correct"]


def test_without_corrections_a_row_not_begun_is_taken_back(office, group, school):
    one = make_staff(school)
    steps = Succession[ClassTutor](VERBS, corrects=False)
    steps.hand_over([tutor(group, one, LATER)], tutor(group, one, CHANGE, saved=False), same=("staff_id",))
    assert steps.count == 2
    steps.write(office)
    assert held() == [(one.pk, CHANGE, None)]
    assert entries() == ["take_back", "begin"]


def test_an_end(office, group, school):
    row = tutor(group, make_staff(school))
    with pytest.raises(Refused):
        end_row(office, row, date(2026, 8, 1), "end")
    end_row(office, row, CHANGE, "end")
    assert held() == [(row.staff_id, YEAR_START, CHANGE)]
    assert entries() == ["end"]


@pytest.mark.parametrize("number", [1, 10])
def test_many_cost_what_one_costs(office, group, school, number, django_assert_num_queries):
    def new():
        return tutor(group, make_staff(school), CHANGE, saved=False)

    steps = Succession[ClassTutor](VERBS)
    for _ in range(number):
        steps.hand_over([tutor(group, make_staff(school))], new())
        steps.hand_over([tutor(group, make_staff(school), LATER)], new())
        steps.end([tutor(group, make_staff(school), LATER)], CHANGE)
    with django_assert_num_queries(4 + YEAR_TURN):
        steps.write(office)
