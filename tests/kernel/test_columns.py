"""Rows made of plain values, without a model's own making."""

from typing import Any

import pytest
from django.db.models.signals import post_init, pre_init

from letopis.kernel.columns import attnames, loaded, new
from letopis.school.history.models import Entry
from letopis.school.history.tracking import all_tracked
from letopis.school.marks.models import Mark
from letopis.school.organisation.models import AcademicYear
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_loaded_row_is_the_one_the_manager_gives() -> None:
    course = make.make_course(make.make_class(make.make_school(), "7А"))
    names = attnames(AcademicYear)
    row: Any = AcademicYear.objects.values_list(*names).get()
    made = loaded(AcademicYear, names, row)
    assert made == course.year
    assert {name: getattr(made, name) for name in names} == {name: getattr(course.year, name) for name in names}
    assert made.school == course.school
    made.name = "2027/2028"
    made.save(update_fields=["name"])
    assert AcademicYear.objects.get().name == "2027/2028"


def test_columns_come_in_the_order_of_the_table() -> None:
    assert attnames(Mark, "version", "student_id", "id") == ("id", "student_id", "version")


def test_a_new_row_has_what_it_was_given_and_is_not_there_yet() -> None:
    made = new(Mark, id=None, value="5")
    assert (made.pk, made.value, made._state.adding) == (None, "5", True)
    with pytest.raises(Mark.DoesNotExist):
        _ = made.comment


def test_nobody_listens_to_the_making_of_a_row() -> None:
    for model in (Entry, *all_tracked()):
        assert not pre_init.has_listeners(model)
        assert not post_init.has_listeners(model)
