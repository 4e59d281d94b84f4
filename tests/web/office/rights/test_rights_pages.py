"""The page of rights: the matrix, who gains and who loses, what a change does to other pages, what it refuses."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from letopis.kernel.rights import Right
from letopis.kernel.roles import Role
from letopis.school.access.granting import state_of
from letopis.school.access.models import RightOverride
from letopis.school.access.rights import cells, fixed, has
from letopis.school.organisation.models import School
from letopis.school.people.rules import phone_text
from tests import factories as make
from tests.factories import make_officer, sign_in
from tests.sending import opened

pytestmark = [pytest.mark.django_db, pytest.mark.req("ACC-02")]
PAGE, SAVE, DEFAULTS = "/office/rights/", "/office/rights/save/", "/office/rights/defaults/"
TWO = {"version": "", "give": ["students.private dispatcher"], "take": ["timetable.make study_office"]}
KEEPERS = ("operator", "system_administrator", "study_office")
PRIVATE = (Right.READ_PRIVATE, Role.DISPATCHER)


@pytest.fixture
def school() -> School:
    return make.make_school()


@pytest.fixture
def operator(client: Client, school: School) -> Client:
    return sign_in(client, make_officer(school))


def ticked(school: School, **changes: bool) -> dict:
    """The matrix as a browser sends it, with some cells changed: «students_private__dispatcher=True»."""
    state = state_of(school.pk)
    given = {cell for cell in cells() if not fixed(*cell) and has(*cell, state.overrides)}
    for name, value in changes.items():
        right, role = name.split("__")
        cell = (Right(right.replace("_", ".", 1)), Role(role))
        given = given | {cell} if value else given - {cell}
    return {"version": state.version, "cell": [f"{right} {role}" for right, role in given]}


def confirmed(page: str) -> dict:
    """What the page of a change sends when it is confirmed."""
    form = page[page.index(f'action="{SAVE}"') :]
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="(version|give|take|everything)" value="([^"]*)"', form):
        fields.setdefault(name, []).append(value.replace("&amp;", "&"))
    return fields


def test_a_stranger_signs_in_a_wrong_role_finds_nothing_an_administrator_enters(client: Client, school: School):
    assert client.get(PAGE).url == f"/account/login/?next={PAGE}"
    for role in (Role.DIRECTOR, Role.DISPATCHER, Role.STUDY_OFFICE):
        sign_in(client, make_officer(school, role))
        assert [client.get(PAGE).status_code, client.post(PAGE).status_code] == [404, 404]
        assert [client.post(SAVE).status_code, client.post(DEFAULTS).status_code] == [404, 404]
        assert PAGE not in client.get("/", follow=True).content.decode()
    for role in (Role.OPERATOR, Role.SYSTEM_ADMINISTRATOR):
        sign_in(client, make_officer(school, role))
        assert client.get(PAGE).status_code == 200
        assert PAGE in client.get(reverse("office_accounts")).content.decode()


def test_a_right_is_given_and_taken_on_a_real_page(operator: Client, school: School):
    child = make.make_student(make.make_class(school))
    child.person.phone = "79370001122"
    child.person.save()
    dispatcher = sign_in(Client(), make_officer(school, Role.DISPATCHER))
    card, phone = reverse("office_student", args=[child.pk]), phone_text("79370001122")
    assert phone not in dispatcher.get(card).content.decode()

    review = operator.post(PAGE, ticked(school, students_private__dispatcher=True)).content.decode()
    assert not RightOverride.objects.exists()
    operator.post(SAVE, confirmed(review))
    assert state_of(school.pk).overrides == {PRIVATE: True}
    assert phone in dispatcher.get(card).content.decode()

    operator.post(
        SAVE, confirmed(operator.post(PAGE, ticked(school, students_private__dispatcher=False)).content.decode())
    )
    assert not RightOverride.objects.exists()
    assert phone not in dispatcher.get(card).content.decode()


def test_a_page_and_its_section_come_with_a_right_and_go_with_it(operator: Client, school: School):
    deputy = sign_in(Client(), make_officer(school, Role.DEPUTY))
    accounts = reverse("office_accounts")
    assert deputy.get(accounts).status_code == 404

    operator.post(SAVE, {"version": "", "give": ["accounts.read deputy"]})
    assert accounts in deputy.get("/", follow=True).content.decode()
    assert deputy.get(accounts).status_code == 200
    assert deputy.post(reverse("office_accounts_issue")).status_code == 404
    card = reverse("office_account", args=[make_officer(school, Role.DISPATCHER).person_id])
    main = deputy.get(card).content.decode().split("<main")[1]
    assert "Диспетчер расписания" in main
    assert "Назначить" not in main
    assert "Выдать" not in main
    assert deputy.post(card, {"role": "director", "starts_on": "2026-11-23"}).status_code == 404

    operator.post(SAVE, {"version": state_of(school.pk).version, "take": ["accounts.read deputy"]})
    assert accounts not in deputy.get("/", follow=True).content.decode()
    assert deputy.get(accounts).status_code == 404


def test_a_class_teacher_from_whom_it_was_taken_neither_divides_nor_corrects(operator: Client, school: School):
    tutor = make.make_staff(school)
    group = make.make_class(school, "7А", tutor=tutor)
    child = make.make_student(group)
    theirs = sign_in(Client(), tutor)
    divide, card = reverse("my_class_subgroups", args=[group.pk]), reverse("my_class_student", args=[child.pk])
    contacts = opened(theirs, card)

    operator.post(SAVE, {"version": "", "take": ["own_class.divide tutor", "own_class.private tutor"]})
    page = theirs.get(card).content.decode()
    assert "Сохранить" not in page
    assert "Контакты" not in page
    theirs.post(divide, {"division": "Труд", "name": "1"}, follow=True)
    assert not group.subgroups.exists()
    assert theirs.post(card, {**contacts, "phone": "79370001122"}).status_code == 422
    assert theirs.get(reverse("account_slips", args=[group.pk])).status_code == 404


def test_before_it_is_written_the_page_says_who_gains_and_who_loses(operator: Client, school: School):
    dispatcher = make_officer(school, Role.DISPATCHER)
    sent = ticked(school, students_private__dispatcher=True, school_read__personnel=False)
    page = operator.post(PAGE, sent).content.decode().replace("\u00a0", " ")

    gains, losses = page[page.index("Получат") :].split("Потеряют")
    assert dispatcher.person.initials.replace("\u00a0", " ") in gains
    assert "Отдел кадров" in losses
    assert "Сейчас этой роли ни у кого нет." in losses
    assert not RightOverride.objects.exists()


def test_nothing_changed_is_nothing_to_write(operator: Client, school: School):
    page = operator.post(PAGE, ticked(school), follow=True)
    assert "менять нечего" in page.content.decode()


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"give": ["school.fly operator"]}, "Права «school.fly» в этой версии нет"),
        ({"give": ["school.read ghost"]}, "Роли «ghost» в этой версии нет"),
        ({"give": ["school.read system"]}, "Роли «system» в этой версии нет"),
        ({"give": ["x" * 500]}, "в этой версии нет"),
        ({"take": ["accounts.rights operator"]}, "не меняется"),
        ({"give": ["students.read guardian"]}, "П3.7.1"),
        (
            {"take": [f"students.keep {role}" for role in ("operator", "system_administrator", "study_office")]},
            "ни у одной",
        ),
        ({"give": ["school.keep teacher"], "take": ["school.read teacher"]}, "только вместе с правом"),
        ({"give": ["school.read teacher"], "version": "+students.private dispatcher"}, "другой администратор"),
    ],
)
def test_what_cannot_be_is_refused_with_a_message_and_changes_nothing(operator: Client, sent: dict, message: str):
    response = operator.post(SAVE, {"version": "", **sent})
    assert response.status_code == 422
    assert message in response.content.decode().replace("\u00a0", " ")
    assert not RightOverride.objects.exists()


def test_the_matrix_refuses_the_same(operator: Client, school: School):
    sent = ticked(school)
    for cell, message in (("school.fly operator", "school.fly"), ("students.read guardian", "П3.7.1")):
        response = operator.post(PAGE, {**sent, "cell": [*sent["cell"], cell]})
        assert (response.status_code, message in response.content.decode()) == (422, True)


def test_of_two_administrators_the_second_sees_the_new_state_with_the_own_ticks(operator: Client, school: School):
    second = sign_in(Client(), make_officer(school, Role.SYSTEM_ADMINISTRATOR))
    stale = ticked(school, timetable_make__study_office=False)
    operator.post(SAVE, {"version": "", "give": ["students.private dispatcher"]})

    response = second.post(PAGE, stale)
    page = response.content.decode()
    assert (response.status_code, "другой администратор" in page) == (422, True)
    assert re.search(r'value="students\.private dispatcher" checked', page)
    assert re.search(r'value="timetable\.make study_office"\s+aria', page)
    again = {"version": state_of(school.pk).version, "cell": re.findall(r'name="cell" value="([^"]+)" checked', page)}
    second.post(SAVE, confirmed(second.post(PAGE, again).content.decode()))
    assert state_of(school.pk).overrides == {PRIVATE: True, (Right.MAKE_TIMETABLE, Role.STUDY_OFFICE): False}


def test_a_form_sent_twice_writes_once(operator: Client, school: School):
    sent = confirmed(operator.post(PAGE, ticked(school, students_private__dispatcher=True)).content.decode())
    answers = [operator.post(SAVE, sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert RightOverride.objects.count() == 1


def test_everything_goes_back_to_the_defaults_after_a_look_at_it(operator: Client, school: School):
    operator.post(
        SAVE, {"version": "", "give": ["students.private dispatcher"], "take": ["timetable.make study_office"]}
    )
    RightOverride.objects.create(school=school, right="school.fly", role="operator", is_given=True)
    page = operator.get(PAGE).content.decode()
    assert "остались права прежней версии" in page
    assert "<code>school.fly operator</code>" in page

    review = operator.post(DEFAULTS, {"version": state_of(school.pk).version}).content.decode()
    assert RightOverride.objects.count() == 3
    operator.post(SAVE, confirmed(review))
    assert not RightOverride.objects.exists()
    history = operator.get(PAGE).content.decode()
    assert history.count("возвращено как по умолчанию") == 3


def test_changed_and_fixed_cells_say_so_in_words(operator: Client, school: School):
    operator.post(
        SAVE, {"version": "", "give": ["students.private dispatcher"], "take": ["timetable.make study_office"]}
    )
    page = operator.get(PAGE).content.decode()
    assert page.count("изменено") == 2
    assert (page.count(", дано сверх обычного"), page.count(", отнято сверх обычного")) == (1, 1)
    assert 'aria-label="есть, не меняется"' in page
    assert set(re.findall(r'aria-describedby="(why-\d+)"', page)) <= set(re.findall(r'id="(why-\d+)"', page))


def test_a_college_reads_its_own_words(client: Client):
    sign_in(client, make_officer(make.make_college()))
    page = client.get(PAGE).content.decode()
    assert "Куратор" in page
    assert "Моя группа" in page
    assert "класс" not in page[page.index("<main") : page.index("</main>")].replace('class="', "").lower()


@pytest.mark.parametrize("overrides", [0, 6])
def test_the_page_takes_five_queries_whatever_is_decided(
    operator: Client, school: School, overrides: int, django_assert_num_queries
):
    changeable = [cell for cell in cells() if not fixed(*cell) and cell[0] is not Right.READ_CALENDAR][:overrides]
    for right, role in changeable:
        given = not has(right, role, {})
        RightOverride.objects.create(school=school, right=right, role=role, is_given=given)
    operator.get(PAGE)
    with django_assert_num_queries(3):
        operator.get(PAGE)
