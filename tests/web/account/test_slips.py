import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from letopis.kernel.roles import Role
from letopis.school.access import kept_slips
from letopis.school.access.models import Account, AccountPerson, Session, SlipBatch
from letopis.school.history.models import Entry
from letopis.school.organisation.actions import change_settings
from tests.factories import (
    TODAY,
    actor_of,
    make_account,
    make_class,
    make_course,
    make_guardian,
    make_officer,
    make_school,
    make_staff,
    make_student,
    make_students,
    sign_in,
)
from tests.sending import send

pytestmark = [pytest.mark.django_db, pytest.mark.req("ACC-07", "ACC-08")]


@pytest.fixture
def tutor():
    return make_staff(make_school())


@pytest.fixture
def own(tutor):
    return make_class(tutor.school, "7А", tutor=tutor)


def address(class_group) -> str:
    return f"/account/class/{class_group.pk}/slips/"


def test_the_class_teacher_prints_slips_that_open_the_diary(client: Client, tutor, own):
    student = make_student(own, "Орехов Тимур Юрьевич")
    guardian = make_guardian(student, full_name="Орехова Инна Олеговна")
    sign_in(client, tutor)
    page = client.get(address(own)).content.decode()
    assert "Орехова Инна Олеговна" in page
    assert "мать, Орехов Тимур" in page

    response = client.post(address(own), {"person": [student.person_id, guardian.person_id]}, follow=True)
    slips = {slip.full_name: slip for slip, _ in response.context["slips"]}
    assert response["Cache-Control"] == "private, no-store"
    assert len(slips) == 2
    slip = slips["Орехова Инна Олеговна"]
    assert slip.password in response.content.decode()
    assert slip.password not in client.get(address(own)).content.decode()

    family = Client()
    assert family.post("/account/login/", {"login": slip.login, "password": slip.password}).status_code == 302
    assert family.get("/account/").url == "/account/password/change/"


def test_somebody_elses_class_is_404(client: Client, tutor, own):
    other = make_class(tutor.school, "7Б")
    foreign = make_class(make_school(), "7А")
    sign_in(client, tutor)

    for class_group in (other, foreign):
        assert client.get(address(class_group)).status_code == 404
        assert client.post(address(class_group)).status_code == 404


def test_people_of_another_class_are_not_served_through_the_own_one(client: Client, tutor, own):
    stranger = make_student(make_class(tutor.school, "7Б"))
    sign_in(client, tutor)

    client.post(address(own), {"person": [stranger.person_id]})

    assert Account.objects.count() == 1


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.DEPUTY, Role.DISPATCHER, Role.PERSONNEL])
def test_other_offices_do_not_hand_out_slips(client: Client, own, role: Role):
    sign_in(client, make_officer(own.school, role))

    assert client.get(address(own)).status_code == 404
    assert client.get("/office/accounts/").status_code == 404


@pytest.mark.parametrize("card", ["student", "guardian"])
def test_a_family_hands_out_nothing(client: Client, own, card: str):
    student = make_student(own)
    sign_in(client, student if card == "student" else make_guardian(student))

    assert client.get(address(own)).status_code == 404
    assert client.post(address(own), {"person": [student.person_id]}).status_code == 404


@pytest.mark.parametrize("role", [Role.TUTOR, Role.TEACHER])
def test_a_parent_who_works_here_is_left_to_the_operator(client: Client, tutor, own, role: Role):
    guardian = make_guardian(make_student(own))
    make_staff(tutor.school)
    colleague = make_staff(tutor.school)
    guardian.person = colleague.person
    guardian.save()
    make_account(colleague.person, Role.DEPUTY)
    if role == Role.TEACHER:
        make_course(own, teacher=tutor)
    sign_in(client, tutor)

    response = client.post(address(own), {"person": [colleague.person_id]}, follow=True)

    assert "пароль меняет оператор" in response.content.decode()
    assert not Entry.objects.exists()


@pytest.mark.parametrize("size", [1, 3, 30])
def test_the_page_takes_a_constant_number_of_queries(client: Client, tutor, own, size: int, django_assert_num_queries):
    for student in make_students(own, size):
        make_guardian(student)
    sign_in(client, tutor)

    with django_assert_num_queries(8):
        assert client.get(address(own)).status_code == 200


def test_a_school_without_an_address_is_told_before_passwords_are_out(client: Client, tutor, own):
    make_student(own)
    told = "ещё не указан в настройках"
    assert told in sign_in(client, tutor).get(address(own)).content.decode()
    own.school.settings = {"sign_in_address": "https://dnevnik.school17.example"}
    own.school.save()
    assert told not in client.get(address(own)).content.decode()


def test_the_list_of_accounts_tells_the_address_first_and_leads_back_to_slips_left_open(
    client: Client, operator, moment
):
    person = make_staff(operator.school).person
    accounts = "/office/accounts/"
    sign_in(client, operator)
    page = client.get(accounts).content.decode()
    assert "ещё не указан в настройках" in page
    assert 'href="/office/settings/#id_sign_in_address"' in page
    assert 'id="id_sign_in_address"' in client.get("/office/settings/").content.decode()

    kept = client.post(reverse("office_accounts_issue"), {"person": [person.pk]}).url
    change_settings(actor_of(operator, Role.OPERATOR), values={"sign_in_address": "https://dnevnik.school17.example"})
    page = client.get(accounts).content.decode()
    assert "ещё не указан в настройках" not in page
    assert f'href="{kept}"' in page
    other = make_officer(operator.school)
    assert f'href="{kept}"' not in sign_in(Client(), other).get(accounts).content.decode()

    client.post(f"{kept}away/")
    assert f'href="{kept}"' not in client.get(accounts).content.decode()


def slip_form(client: Client, url: str) -> str:
    """The token of a page's form, as a browser would send it back."""
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(url).content.decode())[1]


def test_loading_the_page_of_slips_again_issues_nothing(client: Client, tutor, own):
    student = make_student(own, "Орехов Тимур Юрьевич")
    sign_in(client, tutor)
    form = {"person": [student.person_id], "csrfmiddlewaretoken": slip_form(client, address(own))}
    first = client.post(address(own), form, follow=True)
    slip = first.context["slips"][0][0]
    account = Account.objects.get(username=slip.login)

    kept = first.redirect_chain[0][0]
    for again in (client.post(address(own), form, follow=True), client.get(kept)):
        assert again["Cache-Control"] == "private, no-store"
        assert again.context["slips"] == first.context["slips"]
    assert Entry.objects.filter(action="slip_issued").count() == 1
    assert Account.objects.get(pk=account.pk).check_password(slip.password)

    # The form on that page is a new one: whoever is marked gets a new slip.
    anew = {"person": [student.person_id], "renew": "on", "csrfmiddlewaretoken": slip_form(client, address(own))}
    assert client.post(address(own), anew, follow=True).context["slips"][0][0].password != slip.password


def test_slips_are_shown_for_half_an_hour_in_the_browser_that_issued_them(client: Client, tutor, own, moment):
    moment.move_to("2026-11-23T10:43:00+03:00")
    student = make_student(own, "Орехов Тимур Юрьевич")
    sign_in(client, tutor)
    first = client.post(address(own), {"person": [student.person_id]}, follow=True)
    kept, password = first.redirect_chain[0][0], first.context["slips"][0][0].password
    cookie = client.cookies["slips"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (kept, True, "Strict")
    batch = SlipBatch.objects.get()
    assert password.encode() not in bytes(batch.sealed)
    assert password not in str(batch.shown) + kept + str(list(Entry.objects.values()))

    # Of the same person in another browser, of a colleague with the cookie, of strangers.
    elsewhere = sign_in(Client(), tutor)
    page = elsewhere.get(kept).content.decode()
    assert "больше не показать" in page
    assert "Орехов Тимур Юрьевич" in page
    assert password not in page
    colleague = sign_in(Client(), make_class(own.school, "7Б", tutor=make_staff(own.school)).tutors.get().staff)
    colleague.cookies["slips"] = cookie.value
    family, foreign = sign_in(Client(), make_student(own)), sign_in(Client(), make_officer(make_school()))
    for browser, status in ((colleague, 404), (family, 404), (foreign, 404), (Client(), 302)):
        assert [browser.get(kept).status_code, browser.get(f"{kept}pdf/").status_code] == [status] * 2
        assert browser.post(f"{kept}away/").status_code == status

    moment.move_to("2026-11-23T11:12:00+03:00")
    assert password in client.get(kept).content.decode()
    moment.move_to("2026-11-23T11:13:00+03:00")
    assert password not in client.get(kept).content.decode()
    kept_slips.purge()
    assert bytes(SlipBatch.objects.get().sealed) == b""


def test_slips_put_away_are_gone_at_once(client: Client, tutor, own):
    student = make_student(own)
    sign_in(client, tutor)
    kept = client.post(address(own), {"person": [student.person_id]}).url
    assert client.post(f"{kept}away/").url == address(own)
    assert "больше не показать" in client.get(kept).content.decode()
    assert client.get(f"{kept}pdf/").url == kept


def test_the_pdf_has_a_slip_a_person_with_the_address_of_the_settings(client: Client, tutor, own, operator):
    """Never the address in use: it may be 127.0.0.1."""
    students = [make_student(own, f"Орехов Тимур {'абвгд'[number % 5] * 3}ович") for number in range(12)]
    sign_in(client, tutor)
    kept = client.post(address(own), {"person": [one.person_id for one in students]}).url
    assert "Адрес, по которому входят, ещё не указан" in client.get(kept).content.decode()
    assert "testserver" not in client.get(kept).content.decode()
    assert client.get(f"{kept}pdf/").url == kept

    change_settings(actor_of(operator, Role.OPERATOR), values={"sign_in_address": "https://dnevnik.school17.example"})
    shown = client.get(kept)
    answer = client.get(f"{kept}pdf/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "private, no-store"
    pages = PdfReader(BytesIO(answer.content)).pages
    text = " ".join(" ".join(page.extract_text().split()) for page in pages)
    assert len(pages) == 2
    assert text.count("dnevnik.school17.example") == len(students)
    for slip, _ in shown.context["slips"]:
        assert slip.login in text
        assert slip.password in text
    assert f"по {shown.context['slips'][0][0].until:%d.%m.%Y}" in text


def test_many_at_once_leave_out_whom_they_must_not_touch_and_say_so(client: Client, operator):
    """The operator's own row, those who sign in by themselves, a closed account; with a mark their passwords, too."""
    new, own_password, closed = (
        make_staff(operator.school, name) for name in ("Юдина Анна", "Яшин Олег", "Рогов Пётр")
    )
    account = make_account(own_password.person)
    account.set_password("сирень под окном")
    account.save()
    make_account(closed.person)
    AccountPerson.objects.filter(person=closed.person).update(is_blocked=True)
    sign_in(client, operator)
    everybody = {"person": [one.person_id for one in (operator, new, own_password, closed)]}

    answer = client.post("/office/accounts/slips/", everybody, follow=True)
    assert [slip.full_name for slip, _ in answer.context["slips"]] == ["Юдина Анна"]
    page = answer.content.decode()
    assert f"{operator.person.full_name}: себе листок не выдают" in page
    assert "Яшин Олег: вход уже есть, пароль не тронут." in page
    assert "Рогов Пётр: вход запрещён" in page
    assert client.get("/office/accounts/").status_code == 200
    account.refresh_from_db()
    assert account.check_password("сирень под окном")

    renewed = client.post("/office/accounts/slips/", {**everybody, "renew": "on"}, follow=True)
    assert [slip.full_name for slip, _ in renewed.context["slips"]] == ["Юдина Анна", "Яшин Олег"]
    nobody = client.post("/office/accounts/slips/", {"person": [own_password.person_id]})
    assert nobody.status_code == 422
    assert "Листки никому не выданы. Яшин Олег: вход уже есть" in nobody.content.decode()


@pytest.mark.req("ACC-05")
def test_a_child_without_a_consent_is_left_out_and_named(client: Client, tutor, own):
    agreed, silent = make_student(own), make_student(own, "Рогов Олег Ильич", consent=False)
    mother = make_guardian(silent, full_name="Рогова Инна Львовна")
    sign_in(client, tutor)
    page = client.get(address(own)).content.decode()
    assert page.count("Нет согласия</span>") == 2
    assert "листок не выдадут: Рогов Олег." in page
    assert f'href="{reverse("account_consents", args=[own.pk])}"' in page
    people = [one.person_id for one in (agreed, silent, mother)]
    answer = client.post(address(own), {"person": people}, follow=True)
    assert [slip.person_id for slip, _ in answer.context["slips"]] == [agreed.person_id]
    assert "Рогова Инна Львовна: нет согласия на обработку данных (Рогов Олег)" in answer.content.decode()
    assert Account.objects.filter(persons__person=mother.person).count() == 0


def test_going_back_and_marking_others_is_another_form(client: Client, tutor, own):
    one, two = make_students(own, 2)
    sign_in(client, tutor)
    token = slip_form(client, address(own))
    for student in (one, two):
        form = {"person": [student.person_id], "csrfmiddlewaretoken": token}
        response = client.post(address(own), form, follow=True)
        assert [slip.person_id for slip, _ in response.context["slips"]] == [student.person_id]


def test_a_refused_form_may_be_sent_again(client: Client, operator):
    teacher = make_staff(operator.school, dismissed_on=date(2026, 9, 1))
    sign_in(client, operator)
    form = {"person": [teacher.person_id], "csrfmiddlewaretoken": slip_form(client, "/office/accounts/")}
    for _ in range(2):
        assert "больше не работает" in client.post("/office/accounts/slips/", form, follow=True).content.decode()
    teacher.dismissed_on = None
    teacher.save()
    assert "slips" in client.post("/office/accounts/slips/", form, follow=True).context


def test_a_class_teacher_finds_the_logins_in_the_role_of_a_teacher_too(client: Client, tutor, own):
    """Who also teaches starts as a teacher, and «Мой класс» is there as well."""
    make_course(own, teacher=tutor)
    student = make_student(own)
    sign_in(client, tutor)

    assert address(own) in client.get("/class/").content.decode()
    response = client.post(address(own), {"person": [student.person_id]}, follow=True)
    assert [slip.person_id for slip, _ in response.context["slips"]] == [student.person_id]

    other = make_class(own.school, "7Б")
    make_course(other, teacher=tutor)
    assert client.get(address(other)).status_code == 404


# ── the operator's page ───────────────────────────────────────────────


@pytest.fixture
def operator(own):
    return make_officer(own.school)


def test_the_operator_finds_people_and_prints_slips(client: Client, operator):
    teacher = make_staff(operator.school, "Орлова Елена Викторовна")
    sign_in(client, operator)
    page = client.get("/office/accounts/?search=орлова&card=staff&state=none").content.decode()
    assert "Орлова Елена Викторовна" in page
    assert "Логина нет" in page

    response = client.post("/office/accounts/slips/", {"person": [teacher.person_id]}, follow=True)

    assert "orlova.e" in response.content.decode()
    assert client.post("/office/accounts/slips/", follow=True).context["messages"]


@pytest.mark.req("ACC-10")
def test_accounts_are_found_by_a_former_surname(client: Client, operator):
    teacher = make_staff(operator.school, "Орлова Елена Викторовна")
    teacher.person.former_surnames = "Сёмина до 12.10.2026"
    teacher.person.save()
    make_staff(operator.school, "Зимина Анна Ильинична")
    sign_in(client, operator)
    page = client.get("/office/accounts/?search=семина").content.decode()
    assert "Орлова Елена Викторовна, до 12.10 Сёмина" in re.sub("<[^>]+>", "", page)
    assert "Зимина" not in page
    assert "Сёмина" not in client.get("/office/accounts/?search=орлова").content.decode()


@pytest.mark.req("ACC-01")
def test_the_operator_appoints_and_ends_roles(client: Client, operator):
    teacher = make_staff(operator.school)
    sign_in(client, operator)
    card = f"/office/accounts/{teacher.person_id}/"

    wrong = client.post(card, {"role": "deputy", "starts_on": "2026-11-23", "ends_on": "2026-11-01"})
    assert "раньше первого" in wrong.content.decode()
    assert client.post(card, {"role": "deputy", "starts_on": "2026-11-23"}).url == card
    held = teacher.person.roles.get()
    end = f"{card}roles/{held.pk}/end/"
    assert "Укажите последний день" in send(client, end, {"ends_on": ""}, follow=True).content.decode()
    send(client, end, {"ends_on": "2026-12-31"})
    held.refresh_from_db()
    assert str(held.ends_on) == "2026-12-31"
    page = client.get(card).content.decode()
    assert "Роль закончена: завуч" in page
    assert "31\u00a0декабря 2026" in page


@pytest.mark.req("ACC-01")
def test_only_roles_that_the_person_may_hold_are_offered(client: Client, operator, own):
    teacher = make_staff(operator.school)
    left = make_staff(operator.school, dismissed_on=date(2026, 9, 1))
    guardian = make_guardian(make_student(own))
    sign_in(client, operator)

    def offered(card) -> list[str]:
        form = client.get(f"/office/accounts/{card.person_id}/").context["form"]
        return [value for value, _ in form.fields["role"].choices if value]

    assert len(offered(teacher)) == 9
    assert offered(guardian) == offered(left) == ["external"]
    client.post(f"/office/accounts/{teacher.person_id}/", {"role": "deputy", "starts_on": "2026-11-01"})
    assert "deputy" not in offered(teacher)
    refused = client.post(f"/office/accounts/{guardian.person_id}/", {"role": "director", "starts_on": "2026-11-01"})
    assert refused.context["form"].errors["role"]
    assert not guardian.person.roles.exists()


@pytest.mark.req("ACC-09")
def test_the_operator_answers_a_compromised_password(client: Client, operator):
    teacher = make_staff(operator.school)
    account = make_account(teacher.person)
    elsewhere = sign_in(Client(), teacher)
    assert elsewhere.get("/account/").status_code == 200
    sign_in(client, operator)
    card = f"/office/accounts/{teacher.person_id}/"

    response = client.post(f"{card}compromised/", {"reason": "Пароль висел на доске"}, follow=True)

    assert account.username in response.content.decode()
    assert elsewhere.get("/account/").status_code == 302
    assert "Пароль висел на доске" in client.get(card).content.decode()
    assert "что произошло" in client.post(f"{card}compromised/", follow=True).content.decode()


@pytest.mark.req("ACC-09")
def test_the_operator_closes_an_account_and_opens_it_again(client: Client, operator):
    teacher = make_staff(operator.school, "Орлова Елена Викторовна")
    account = make_account(teacher.person, Role.DEPUTY)
    account.set_password("сирень под окном")
    account.save()
    there = Client()
    form = {"login": account.username, "password": "сирень под окном"}
    there.post("/account/login/", form)
    assert there.get("/account/").status_code == 200
    sign_in(client, operator)
    card = f"/office/accounts/{teacher.person_id}/"
    assert "почему вход запрещается" in client.post(f"{card}block/", {"reason": ""}).content.decode()
    assert client.post(f"{card}block/", {"reason": "Пароль на доске"}).url == card

    assert there.get("/account/").url == "/account/login/"
    assert "Вход запретил оператор школы" in there.post("/account/login/", form).content.decode()
    page = client.get(card).content.decode()
    assert "Пароль на доске" in page
    assert "Разрешить вход" in page
    listed = client.get("/office/accounts/?state=blocked").content.decode()
    assert "Орлова Елена Викторовна" in listed
    assert "Вход запрещён" in listed

    assert client.post(f"{card}unblock/").url == card
    assert there.post("/account/login/", form).status_code == 302
    assert there.get("/account/").status_code == 200
    strangers = make_officer(make_school()), make_officer(operator.school, Role.DEPUTY), None
    for stranger in strangers:
        browser = sign_in(Client(), stranger) if stranger else Client()
        for act in ("block", "unblock"):
            answer = browser.post(f"{card}{act}/", {"reason": "проверка"})
            assert answer.status_code == (404 if stranger else 302)
    assert not AccountPerson.objects.get(account=account).is_blocked


@pytest.mark.req("ACC-04", "ACC-05", "HR-02")
def test_who_left_is_signed_out_at_once_and_is_told_what_becomes_of_the_data(client: Client, own):
    teacher, child = make_staff(own.school), make_student(own)
    guardian = make_guardian(child)
    people = [teacher, child, guardian]
    make_account(teacher.person, Role.DEPUTY)
    browsers = [sign_in(Client(), one) for one in people]
    assert [browser.get("/account/").status_code for browser in browsers] == [200, 200, 200]

    teacher.dismissed_on = TODAY
    teacher.save()
    child.memberships.update(ends_on=TODAY - timedelta(days=1))
    for one, browser in zip(people, browsers, strict=True):
        told = browser.get("/account/", follow=True)
        assert told.redirect_chain == [("/account/login/", 302)]
        assert "Записи школа хранит" in told.content.decode()
        assert not Session.objects.filter(account__persons__person=one.person).exists()
        account = Account.objects.get(persons__person=one.person)
        account.set_password("сирень под окном")
        account.save()
        again = browser.post("/account/login/", {"login": account.username, "password": "сирень под окном"})
        assert "Записи школа хранит" in again.content.decode()


@pytest.mark.req("ACC-09")
def test_the_operator_closes_sessions_and_the_owner_reports(client: Client, operator):
    teacher = make_staff(operator.school)
    account = make_account(teacher.person, Role.DEPUTY)
    account.set_password("сирень под окном")
    account.save()
    there, here = Client(), Client()
    for browser in (there, here):
        browser.post("/account/login/", {"login": account.username, "password": "сирень под окном"})

    assert here.post("/account/compromised/").url == "/account/password/change/"
    assert there.get("/account/").url == "/account/login/"
    account.refresh_from_db()
    assert account.must_change_password
    assert Entry.objects.get().reason == "Сообщил владелец"

    sign_in(client, operator)
    client.post(f"/office/accounts/{teacher.person_id}/out/")
    assert here.get("/account/password/change/").status_code == 302


def test_people_of_another_school_are_404(client: Client, operator):
    stranger = make_officer(make_school(), Role.DEPUTY)
    sign_in(client, operator)
    card = f"/office/accounts/{stranger.person_id}/"

    assert client.get(card).status_code == 404
    assert client.post(card, {"role": "director", "starts_on": "2026-11-23"}).status_code == 404
    assert client.post("/office/accounts/slips/", {"person": [stranger.person_id]}).status_code == 404
    assert client.post(f"{card}out/").status_code == 404
    assert client.post(f"{card}compromised/", {"reason": "x"}).status_code == 404
    assert (
        client.post(f"{card}roles/{stranger.person.roles.get().pk}/end/", {"ends_on": "2026-11-23"}).status_code == 404
    )


@pytest.mark.parametrize("size", [1, 3, 30])
def test_the_list_takes_a_constant_number_of_queries(client: Client, operator, size: int, django_assert_num_queries):
    for _ in range(size):
        make_account(make_staff(operator.school).person)
    sign_in(client, operator)

    with django_assert_num_queries(7):
        assert client.get("/office/accounts/").status_code == 200


def test_the_operator_prints_slips_class_by_class(client: Client, operator):
    class_group = make_class(operator.school, "9Б")
    student = make_student(class_group, "Орехов Тимур Юрьевич")
    sign_in(client, operator)

    assert f'href="{address(class_group)}">9Б</a>' in client.get("/office/accounts/").content.decode()
    page = client.get(address(class_group)).content.decode()
    assert re.search(r'href="/office/accounts/"[^>]* aria-current="page"', page), "the section is marked there too"
    slips = client.post(address(class_group), {"person": [student.person_id]}, follow=True).context["slips"]
    assert [about for _, about in slips] == ["9Б"]
