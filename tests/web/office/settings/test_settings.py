"""Pages of the school's rules, card, bells and rooms: who, what, how many queries."""

from html import unescape

import pytest
from django.urls import reverse

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible
from letopis.kernel.roles import Role
from letopis.school.history.ledger import record
from letopis.school.history.log.checkpoints import make_checkpoint
from letopis.school.history.log.keys import keys_of
from letopis.school.history.log.queries import log_page
from letopis.school.organisation.models import BellSchedule, Room, School
from letopis.school.organisation.stored_settings import described, settings_of
from tests import factories as make
from tests.sending import send

pytestmark = [pytest.mark.django_db, pytest.mark.req("ORG-03")]


@pytest.fixture
def year(school):
    return make.make_year(school)


@pytest.fixture
def operator(client, school):
    return make.sign_in(client, make.make_officer(school))


def as_role(client, school, role):
    return make.sign_in(client, make.make_officer(school, role))


def test_every_setting_is_shown_with_its_clause(operator):
    page = operator.get(reverse("office_settings")).content.decode()
    for setting in described():
        assert setting.label in page
        assert setting.clause in page


def test_settings_are_changed_and_bad_values_are_told(operator, school):
    values = {row.name: row.default for row in described() if row.kind in ("int", "decimal", "choice")}
    values |= {"unmarked_grades": "1, 2", "correction_days": "7", "show_weak_marks_red_to_family": "on"}
    answer = send(operator, reverse("office_settings"), values)
    assert answer.status_code == 302
    settings = settings_of(School.objects.get(pk=school.pk))
    assert (settings.correction_days, settings.unmarked_grades) == (7, (1, 2))
    assert settings.show_weak_marks_red_to_family
    answer = send(operator, reverse("office_settings"), values | {"correction_days": "400"})
    assert "нужно число от 0 до 365" in answer.content.decode()
    assert settings_of(School.objects.get(pk=school.pk)).correction_days == 7


def test_the_card_is_changed(operator, school):
    card = {"kind": "general", "name": "Школа № 5", "short_name": "Школа № 5", "time_zone": "Europe/Moscow"}
    assert send(operator, reverse("office_settings_school"), card).status_code == 302
    assert School.objects.get(pk=school.pk).name == "Школа № 5"
    answer = send(operator, reverse("office_settings_school"), card | {"time_zone": "Луна"})
    assert "Такого часового пояса нет" in answer.content.decode()


def test_a_dispatcher_reads_the_rules_but_does_not_set_them(client, school):
    dispatcher = as_role(client, school, Role.DISPATCHER)
    assert "Сохранить" not in dispatcher.get(reverse("office_settings")).content.decode()
    values = {row.name: row.default for row in described() if row.kind in ("int", "decimal", "choice")}
    send(dispatcher, reverse("office_settings"), values | {"unmarked_grades": "1", "correction_days": "7"})
    assert School.objects.get(pk=school.pk).settings == {}


BELLS = {"name": "1 классы", "shift": "1", "grades": "1", "from_1": "08:30", "to_1": "09:05"}


def test_bells_are_made_changed_and_removed(operator, year):
    assert operator.post(reverse("office_bells_new"), BELLS).status_code == 302
    bells = BellSchedule.objects.get(name="1 классы")
    assert bells.grades == [1]
    page = operator.get(reverse("office_bells_edit", args=[bells.pk])).content.decode()
    assert 'value="08:30"' in page
    assert "1-е классы" in operator.get(reverse("office_bells")).content.decode()
    send(operator, reverse("office_bells_edit", args=[bells.pk]), BELLS | {"to_1": "09:10"})
    assert f"{bells.periods.get().ends_at:%H:%M}" == "09:10"
    operator.post(reverse("office_bells_remove", args=[bells.pk]))
    assert not BellSchedule.objects.filter(pk=bells.pk).exists()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"to_1": ""}, "укажите и начало, и конец"),
        ({"to_1": "08:00"}, "кончается раньше"),
        ({"grades": "1-12"}, "Классы бывают с 1 по 11"),
        ({"grades": "первый"}, "Нужны номера классов"),
        ({"name": "Обычное расписание, 1 смена"}, "уже есть"),
    ],
)
def test_bells_that_cannot_be_are_told(operator, year, changes, told):
    answer = operator.post(reverse("office_bells_new"), BELLS | changes)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert BellSchedule.objects.count() == 1


def test_rooms_are_listed_changed_and_taken_away(operator, school):
    operator.post(reverse("office_rooms_new"), {"number": "204", "name": "Кабинет физики", "capacity": "30"})
    room = Room.objects.get()
    send(operator, reverse("office_rooms_edit", args=[room.pk]), {"number": "204а", "name": "=1+1"})
    assert "204а" in operator.get(reverse("office_rooms")).content.decode()
    book = operator.get(reverse("office_rooms"), {"format": "xlsx"})
    assert book["Content-Type"].endswith("spreadsheetml.sheet")
    assert book.content.startswith(b"PK")
    make.make_class(school, room=room)
    answer = operator.post(reverse("office_rooms_remove", args=[room.pk]), follow=True)
    assert "Сначала замените его там" in answer.content.decode()


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_number_of_queries_does_not_grow(django_assert_num_queries, operator, school, year, number):
    for _ in range(number):
        make.make_room(school)
    for page, queries in (("office_settings", 2), ("office_bells", 4), ("office_rooms", 2)):
        with django_assert_num_queries(queries):
            assert operator.get(reverse(page)).status_code == 200


PAGES = [
    "office_settings",
    "office_settings_school",
    "office_settings_log",
    "office_calendar",
    "office_bells",
    "office_rooms",
]
FORMS = ["office_bells_new", "office_rooms_new", "office_calendar_year", "office_calendar_vacations"]


@pytest.mark.parametrize(
    "role",
    [Role.OPERATOR, Role.SYSTEM_ADMINISTRATOR, Role.DISPATCHER, Role.STUDY_OFFICE, Role.PERSONNEL, Role.DIRECTOR],
)
def test_who_reads(client, school, year, role):
    as_role(client, school, role)
    for page in PAGES:
        assert client.get(reverse(page)).status_code == 200
    expected = 404 if role in (Role.PERSONNEL, Role.DIRECTOR) else 200
    for page in FORMS:
        assert client.get(reverse(page)).status_code == expected


def test_for_teachers_and_families_there_are_no_such_pages(client, school, year):
    class_group = make.make_class(school)
    teacher = make.make_staff(school)
    make.make_course(class_group, teacher=teacher)
    for person in (teacher, make.make_student(class_group)):
        make.sign_in(client, person)
        for page in PAGES + FORMS:
            assert client.get(reverse(page)).status_code == 404


def test_another_schools_rows_are_not_there(operator):
    other = make.make_year(make.make_school())
    room = make.make_room(other.school)
    make.make_year(School.objects.exclude(pk=other.school_id).get())
    for address in (
        reverse("office_bells_edit", args=[other.bell_schedules.get().pk]),
        reverse("office_rooms_edit", args=[room.pk]),
        f"{reverse('office_calendar')}?year={other.pk}",
    ):
        assert operator.get(address).status_code == 404
    assert operator.post(reverse("office_rooms_remove", args=[room.pk])).status_code == 404


@pytest.mark.req("JRN-10")
def test_the_newest_checkpoint_and_its_key_are_there_to_be_kept(client, school, django_assert_num_queries):
    officer_card = make.make_officer(school)
    officer = make.sign_in(client, officer_card)
    empty = officer.get(reverse("office_settings_log")).content.decode()
    assert "Контрольной точки ещё нет" in empty
    assert officer.get(reverse("office_settings_checkpoint")).status_code == 404
    record(Actor.system(school.pk), make.make_room(school), "create")
    made = make_checkpoint(school.pk)

    page = officer.get(reverse("office_settings_log")).content.decode()
    file = officer.get(reverse("office_settings_checkpoint"))

    assert made.note in unescape(page)
    assert keys_of(school.pk)[0].verifier in unescape(page)
    assert file.content.decode() == made.note
    assert file["Content-Disposition"] == 'attachment; filename="history-2.checkpoint"'
    actor = make.actor_of(officer_card, Role.OPERATOR)
    with django_assert_num_queries(2):
        log_page(actor)


@pytest.mark.parametrize("page", ["office_settings_log", "office_settings_checkpoint"])
def test_the_log_is_for_who_reads_the_schools_settings(client, school, page):
    record(Actor.system(school.pk), make.make_room(school), "create")
    make_checkpoint(school.pk)
    assert client.get(reverse(page)).status_code == 302
    assert as_role(client, school, Role.DEPUTY).get(reverse(page)).status_code == 200
    teacher = make.make_staff(school)
    make.make_course(make.make_class(school), teacher=teacher)
    assert make.sign_in(client, teacher).get(reverse(page)).status_code == 404
    with pytest.raises(NotVisible):
        log_page(make.actor_of(make.make_staff(school), Role.TEACHER))
