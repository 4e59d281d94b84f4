"""Writes of the school and its year: what they refuse, what the ledger hears, who may."""

from datetime import date, time

import pytest

from letopis.kernel.actor import Actor
from letopis.kernel.dates import DateRange
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.history.models import Entry
from letopis.school.organisation import actions
from letopis.school.organisation.enums import DayKind, TermKind
from letopis.school.organisation.intake import TermDraft, VacationDraft
from letopis.school.organisation.models import BellPeriod, BellSchedule, CalendarDay, Room, School, Term, Vacation
from letopis.school.organisation.queries import calendar_of, current_year
from letopis.school.organisation.rules import YearPart
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.req("ORG-02", "ORG-04")]

START, END = make.YEAR_START, make.YEAR_END
AUTUMN = VacationDraft("Осенние каникулы", date(2026, 10, 26), date(2026, 11, 3))
FEBRUARY = VacationDraft("Дополнительные каникулы", date(2027, 2, 15), date(2027, 2, 19), frozenset({1}))


@pytest.fixture
def dispatcher(school):
    return make.actor_of(make.make_officer(school, Role.DISPATCHER), Role.DISPATCHER)


@pytest.fixture
def year(school):
    return make.make_year(school)


def last_entry():
    return Entry.objects.order_by("id").last()


# ── school ────────────────────────────────────────────────────────────


def test_the_program_founds_a_school():
    school = actions.create_school(Actor.system(0), name="Школа  № 5", short_name="Школа № 5", kind="general")
    assert school.name == "Школа № 5"
    assert (last_entry().school_id, last_entry().action) == (school.pk, "create")


def test_nobody_else_founds_schools(dispatcher):
    with pytest.raises(NotVisible):
        actions.create_school(dispatcher, name="Школа", short_name="Школа")


@pytest.mark.parametrize(
    ("card", "field"),
    [
        ({"name": " "}, "name"),
        ({"phone": "8" * 41}, "phone"),
        ({"kind": "zoo"}, "kind"),
        ({"time_zone": "Europe/Zaborsk"}, "time_zone"),
        ({"time_zone": "../etc/passwd"}, "time_zone"),
    ],
)
def test_a_card_that_cannot_be_is_refused(school, card, field):
    with pytest.raises(Refused) as refused:
        actions.update_school(Actor.system(school.pk), **card)
    assert refused.value.field == field


def test_the_card_is_changed_by_the_operator_only(school, dispatcher):
    operator = make.actor_of(make.make_officer(school), Role.OPERATOR)
    assert actions.update_school(operator, city="Заборск").city == "Заборск"
    with pytest.raises(Refused):
        actions.update_school(dispatcher, city="Тёша")


# ── year, terms, vacations ────────────────────────────────────────────


def test_a_year_opens_with_the_days_of_the_law(school, dispatcher):
    year = actions.create_year(dispatcher, name="2026/2027", starts_on=START, ends_on=END)
    assert CalendarDay.objects.get(year=year, date=date(2027, 2, 20)).taught_as == 1
    assert Entry.objects.filter(kind="organisation.calendarday").count() == CalendarDay.objects.count() == 18
    assert actions.add_federal_days(dispatcher, year_id=year.pk) == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"ends_on": START}, "ends_on"),
        ({"ends_on": date(2028, 5, 26)}, "ends_on"),
        ({"study_days": 7}, "study_days"),
        ({"name": "2026/2027", "starts_on": date(2027, 9, 1), "ends_on": date(2028, 5, 26)}, "name"),
        ({"name": "иначе"}, "starts_on"),
    ],
)
def test_a_year_that_cannot_be_is_refused(school, year, changes, field):
    columns = {"name": "другой", "starts_on": START, "ends_on": END, "study_days": 5} | changes
    with pytest.raises(Refused) as refused:
        actions.create_year(Actor.system(school.pk), **columns)
    assert refused.value.field == field


def test_a_closed_year_does_not_change(year, dispatcher):
    year.closed_at = "2027-08-31T00:00Z"
    year.save()
    with pytest.raises(Refused):
        actions.set_vacations(dispatcher, year_id=year.pk, vacations=[AUTUMN])


def test_a_year_keeps_its_terms_inside(year, dispatcher):
    with pytest.raises(Refused):
        actions.update_year(
            dispatcher, year_id=year.pk, name=year.name, starts_on=START, ends_on=date(2027, 4, 1), study_days=5
        )
    assert (
        actions.update_year(
            dispatcher, year_id=year.pk, name=year.name, starts_on=START, ends_on=END, study_days=6
        ).study_days
        == 6
    )


def test_terms_are_set_changed_and_removed(year, dispatcher):
    halves = [
        TermDraft("I полугодие", START, date(2026, 12, 30)),
        TermDraft("II полугодие", date(2027, 1, 11), END),
    ]
    scheme = actions.set_terms(dispatcher, year_id=year.pk, kind=TermKind.HALF_YEAR, terms=halves)
    assert list(scheme.terms.values_list("number", "name")) == [(1, "I полугодие"), (2, "II полугодие")]
    before = Entry.objects.count()
    actions.set_terms(dispatcher, year_id=year.pk, kind=TermKind.HALF_YEAR, terms=halves)
    assert Entry.objects.count() == before, "the same again is no change"
    actions.set_terms(dispatcher, year_id=year.pk, kind=TermKind.HALF_YEAR, terms=halves[:1])
    assert scheme.terms.count() == 1
    assert (last_entry().action, last_entry().after) == ("remove", None)


def test_a_closed_term_stays_as_it_is(year, dispatcher):
    Term.objects.filter(number=1).update(closed_at="2026-10-24T00:00Z")
    drafts = [TermDraft(*quarter) for quarter in make.QUARTERS]
    actions.set_terms(dispatcher, year_id=year.pk, kind=TermKind.QUARTER, terms=drafts)
    drafts[0] = TermDraft("I четверть", START, date(2026, 10, 22))
    with pytest.raises(Refused):
        actions.set_terms(dispatcher, year_id=year.pk, kind=TermKind.QUARTER, terms=drafts)


def test_overlapping_terms_change_nothing(year, dispatcher):
    drafts = [TermDraft("I", START, date(2027, 1, 1)), TermDraft("II", date(2026, 12, 1), END)]
    with pytest.raises(Refused):
        actions.set_terms(dispatcher, year_id=year.pk, kind=TermKind.TRIMESTER, terms=drafts)
    assert year.schemes.count() == 1


def test_vacations_are_replaced_as_a_whole(year, dispatcher):
    actions.set_vacations(dispatcher, year_id=year.pk, vacations=[AUTUMN, FEBRUARY])
    longer = VacationDraft(AUTUMN.name, AUTUMN.starts_on, date(2026, 11, 4))
    actions.set_vacations(dispatcher, year_id=year.pk, vacations=[longer])
    assert Vacation.objects.get().ends_on == date(2026, 11, 4)
    assert calendar_of(year).vacations == (YearPart(DateRange(longer.starts_on, longer.ends_on), name=longer.name),)


@pytest.mark.parametrize(
    "vacation",
    [
        VacationDraft("", date(2026, 10, 26), date(2026, 11, 3)),
        VacationDraft("Осенние", date(2026, 11, 3), date(2026, 10, 26)),
        VacationDraft("Летние", date(2026, 8, 1), date(2026, 8, 31)),
        VacationDraft("Летние", date(2027, 5, 27), date(2027, 9, 1)),
    ],
)
def test_vacations_that_cannot_be_are_refused(year, dispatcher, vacation):
    with pytest.raises(Refused):
        actions.set_vacations(dispatcher, year_id=year.pk, vacations=[vacation])
    with pytest.raises(Refused):
        actions.set_vacations(dispatcher, year_id=year.pk, vacations=[AUTUMN, AUTUMN])


# ── special days ──────────────────────────────────────────────────────


def test_a_day_is_set_changed_and_made_usual_again(year, dispatcher):
    day = date(2026, 12, 5)
    actions.set_calendar_day(dispatcher, year_id=year.pk, day=day, kind=DayKind.WORKING, taught_as=1)
    actions.set_calendar_day(dispatcher, year_id=year.pk, day=day, kind=DayKind.DAY_OFF, name="Мороз")
    row = CalendarDay.objects.get()
    assert (row.kind, row.name, row.taught_as) == (DayKind.DAY_OFF, "Мороз", None)
    actions.remove_calendar_day(dispatcher, year_id=year.pk, day=day)
    actions.remove_calendar_day(dispatcher, year_id=year.pk, day=day)
    assert not CalendarDay.objects.exists()
    assert [entry.action for entry in Entry.objects.order_by("id")] == ["create", "update", "remove"]


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"day": date(2027, 7, 1), "kind": DayKind.HOLIDAY}, "day"),
        ({"day": date(2026, 12, 5), "kind": DayKind.HOLIDAY, "taught_as": 1}, "taught_as"),
        ({"day": date(2026, 12, 5), "kind": DayKind.WORKING, "taught_as": 8}, "taught_as"),
    ],
)
def test_a_day_that_cannot_be_is_refused(year, dispatcher, columns, field):
    with pytest.raises(Refused) as refused:
        actions.set_calendar_day(dispatcher, year_id=year.pk, **columns)
    assert refused.value.field == field


# ── bells and rooms ───────────────────────────────────────────────────

PERIODS = {1: (time(8, 30), time(9, 5)), 2: (time(9, 20), time(9, 55))}


def test_bells_are_set_changed_and_removed(year, dispatcher):
    bells = actions.set_bells(dispatcher, year_id=year.pk, name="1 классы", periods=PERIODS, grades=[1])
    changed = actions.set_bells(
        dispatcher, year_id=year.pk, schedule_id=bells.pk, name="1 классы", periods={1: PERIODS[1]}, grades=[1]
    )
    assert changed == bells
    assert bells.periods.count() == 1
    actions.remove_bells(dispatcher, schedule_id=bells.pk)
    assert not BellSchedule.objects.filter(pk=bells.pk).exists()
    removed = Entry.objects.filter(action="remove").count()
    assert removed == 3, "two bells and the schedule"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Обычное расписание, 1 смена"}, "name"),
        ({"periods": {}}, "periods"),
        ({"periods": {13: PERIODS[1]}}, "periods"),
        ({"periods": {1: PERIODS[2], 2: PERIODS[1]}}, "periods"),
        ({"starts_on": END, "ends_on": START}, "ends_on"),
    ],
)
def test_bells_that_cannot_be_are_refused(year, dispatcher, changes, field):
    with pytest.raises(Refused) as refused:
        actions.set_bells(dispatcher, year_id=year.pk, **{"name": "1 классы", "periods": PERIODS} | changes)
    assert refused.value.field == field
    assert BellPeriod.objects.count() == 7


def test_rooms(school, dispatcher):
    room = actions.set_room(dispatcher, number=" 204 ", name="Кабинет физики", capacity=30)
    assert (room.number, room.sort_key) == ("204", "00204")
    actions.set_room(dispatcher, room_id=room.pk, number="204а", name="Кабинет физики", capacity=28)
    assert Room.objects.get().number == "204а"
    with pytest.raises(Refused):
        actions.set_room(dispatcher, number="204а")
    with pytest.raises(Refused):
        actions.set_room(dispatcher, number="205", capacity=0)
    actions.remove_room(dispatcher, room_id=room.pk)
    assert not Room.objects.exists()


def test_a_room_in_use_is_not_removed(school, dispatcher):
    room = make.make_room(school)
    make.make_class(school, room=room)
    with pytest.raises(Refused):
        actions.remove_room(dispatcher, room_id=room.pk)
    assert Room.objects.get() == room


# ── rights ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.SYSTEM_ADMINISTRATOR, Role.DISPATCHER, Role.STUDY_OFFICE])
def test_the_office_keeps_the_year(school, year, role):
    actor = make.actor_of(make.make_officer(school, role), role)
    actions.set_vacations(actor, year_id=year.pk, vacations=[AUTUMN])
    actions.set_room(actor, number="101")


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.DEPUTY, Role.TEACHER, Role.PERSONNEL, Role.STUDENT])
def test_others_do_not(school, year, role):
    actor = make.nobody(school, role)
    for action in (
        lambda: actions.set_vacations(actor, year_id=year.pk, vacations=[AUTUMN]),
        lambda: actions.set_room(actor, number="101"),
        lambda: actions.set_bells(actor, year_id=year.pk, name="1", periods=PERIODS),
        lambda: actions.set_calendar_day(actor, year_id=year.pk, day=START, kind=DayKind.DAY_OFF),
    ):
        with pytest.raises(Refused):
            action()


def test_another_schools_rows_do_not_exist(year, dispatcher):
    other = make.make_school()
    stranger = make.nobody(other, Role.DISPATCHER)
    bells, room = year.bell_schedules.get(), make.make_room(year.school)
    for action in (
        lambda: actions.set_vacations(stranger, year_id=year.pk, vacations=[]),
        lambda: actions.remove_bells(stranger, schedule_id=bells.pk),
        lambda: actions.remove_room(stranger, room_id=room.pk),
        lambda: actions.set_room(stranger, room_id=room.pk, number="1"),
    ):
        with pytest.raises(NotVisible):
            action()
    assert School.objects.count() == 2


# ── queries ───────────────────────────────────────────────────────────


def test_the_current_year(school, year):
    after = make.make_year(school, name="2027/2028", starts_on=date(2027, 9, 1), ends_on=date(2028, 5, 25))
    assert current_year(school.pk) == year
    assert current_year(school.pk, date(2027, 7, 1)) == after
    assert current_year(school.pk, date(2029, 1, 1)) == after
    assert current_year(make.make_school().pk) is None
