"""Every list of the office asks the database as often for 2,000 people as for 30, and ten times at most."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from letopis.kernel.statistics import renew_statistics
from letopis.school.organisation.models import School
from tests.crawl.routes import routes
from tests.factories import make_officer, sign_in
from tests.web.office.crowd import make_crowd

pytestmark = [pytest.mark.django_db, pytest.mark.req("ORG-03")]


# By the address: how many queries it takes. Lists, and what else shows all there are of something.
QUERIES = {
    "office": 10,
    "office_accounts": 7,
    "office_accounts?kind=staff": 7,
    "office_accounts?search=ученик": 7,
    "office_calendar": 6,
    "office_bells": 4,
    "office_classes": 5,
    "office_classes?alone=1": 5,
    "office_consents": 4,
    "office_councils": 3,
    "office_debts": 2,
    "office_curriculum": 6,
    "office_curriculum_subjects": 2,
    "office_import": 4,
    "office_load": 7,
    "office_load?state=differs": 7,
    "office_load_left": 2,
    "office_orders": 3,
    "office_orders?format=xlsx": 3,
    "office_people?kind=students": 6,
    "office_people?kind=students&text=ученик&sort=-name": 6,
    "office_people?kind=students&text=прежняя": 6,
    "office_people?kind=guardians": 3,
    "office_people?kind=guardians&text=прежняя": 3,
    "office_people?kind=staff&text=прежняя": 3,
    "office_people?kind=staff": 3,
    "office_people?kind=staff&position=Учитель&format=xlsx": 3,
    "office_positions": 2,
    "office_reports": 2,
    "office_rights": 3,
    "office_rooms": 2,
    "office_timetable": 8,
    "office_timetable_grid": 6,
    "office_work_kinds": 2,
    "office_years": 2,
    "office_year_opening": 5,
    "office_year_closing": 5,
    "plans": 4,
    "office_norms": 3,
    "office_backups": 4,
    "office_archive": 10,
    "office_signatures": 4,
    "office_carriers": 6,
    "office_carriers?format=xlsx": 6,
    "office_archive_keeping": 5,
}
# Pages of the office that list nothing: forms, steps, files.
NO_LISTS = {
    "office_settings",
    "office_settings_school",
    "office_settings_log",
    "office_settings_checkpoint",
    "office_settings_stamp",
    "office_import_profile",
    "office_calendar_year",
    "office_calendar_vacations",
    "office_position",
    # Leads to a period, whose list of classes is counted in tests/web/office/periods/.
    "office_periods",
    "office_timetable_lessons",
    *("office_carrier_build", "office_carriers_check"),
    *("office_archive_summaries", "office_archive_summaries_return"),
    *("office_backup_make", "office_backup_rehearse", "office_settings_verify"),
    *("office_signatures_add", "office_signatures_own", "office_signatures_list"),
    *("office_witness_ask", "office_witness_mail", "office_witness_new", "office_watched_new"),
    *("office_witness", "office_witness_end", "office_watched", "office_watched_end", "office_refusal"),
    # How each student goes on is one form: tests/web/office/years/.
    "office_year_promotion",
}


@pytest.fixture(scope="module")
def crowds(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[tuple[School, School]]:
    """The two schools, built once, and gone with the module."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        crowds = make_crowd(30), make_crowd(2000)
        # As after a load: without it PostgreSQL plans for the empty tables that it knows of.
        renew_statistics()
        yield crowds
        transaction.set_rollback(True)


def test_a_list_asks_as_often_for_two_thousand_as_for_thirty(crowds: tuple[School, School]) -> None:
    counted = [_counted(school) for school in crowds]
    assert counted[0] == QUERIES
    assert counted[1] == QUERIES
    assert max(QUERIES.values()) <= 10


def _counted(school: School) -> dict[str, int]:
    """How many queries each address takes; the first visit of a school is not counted."""
    browser = sign_in(Client(), make_officer(school))
    browser.get(reverse("office"))
    found = {}
    for asked in QUERIES:
        name, _, query = asked.partition("?")
        with CaptureQueriesContext(connection) as queries:
            answer = browser.get(f"{reverse(name)}?{query}")
        assert answer.status_code == 200, asked
        found[asked] = len(queries)
    return found


def test_every_page_that_lists_something_is_counted(crowds: tuple[School, School]) -> None:
    """A new page of the office without a number in its address is a list, or is named as none."""
    counted = {asked.partition("?")[0] for asked in QUERIES}
    there = {one.name for one in routes() if one.path.startswith("office/") and not one.parameters}
    takes_form = {
        name for name in there if name.endswith(("_new", "_save", "_federal", "_default", "_defaults", "_next"))
    }
    acts = {name for name in there if name.endswith(("_start", "_take", "_choose", "_close", "_reopen", "_issue"))}
    assert there - counted - takes_form - acts - NO_LISTS == set()
