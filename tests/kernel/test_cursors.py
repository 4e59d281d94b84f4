"""Texts of SQL that are kept, and rows kept from other writers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from letopis.kernel import cursors
from letopis.kernel.locks import locked
from letopis.school.organisation.models import AcademicYear, School
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_kept_text_is_run_counted_and_logged_as_any_other() -> None:
    school = make.make_school()
    text = "SELECT name, '100%%', %s FROM organisation_school WHERE id = %s"
    with CaptureQueriesContext(connection) as asked, cursors.cursor() as cursor:
        for sign in ("%s", "?"):
            cursor.execute(text, [sign, school.pk])
            assert cursor.fetchall() == [(school.name, "100%", sign)]
    assert [one["sql"].count(str(school.pk)) > 0 for one in asked.captured_queries] == [True, True]


def test_a_text_that_never_changes_is_run_as_any_other() -> None:
    school = make.make_school()
    text, row = "SELECT name, '100%%', %s FROM organisation_school WHERE id = %s", (school.name, "100%", "%s")
    assert cursors.fetched(connection, text, ["%s", school.pk]) == [row]
    with CaptureQueriesContext(connection) as asked:
        assert cursors.fetched(connection, text, ["%s", school.pk]) == [row]
    assert len(asked) == 1


def test_tuples_are_locked_with_the_tables_named() -> None:
    years = AcademicYear.objects.order_by("pk").values_list("pk", "school__name")
    held = locked(years, AcademicYear, School)
    ending = ' FOR NO KEY UPDATE OF "organisation_academicyear", "organisation_school"'
    assert str(held.query) == str(years.query) + (ending if connection.vendor == "postgresql" else "")
    school = make.make_school()
    make.make_class(school)
    assert list(held) == list(years) != []
