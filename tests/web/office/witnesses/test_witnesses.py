"""Pages of the witnesses: named, changed, let go; a refusal settled; who may."""

import pytest
from django.test import Client
from django.urls import reverse

from letopis.kernel.roles import Role
from letopis.school.history.log.checkpoints import make_checkpoint
from letopis.school.history.models import Entry
from letopis.school.witnessing.keys import file_of
from letopis.school.witnessing.models import CheckpointMail, Refusal, WatchedLog, Witness, WitnessKey
from tests import factories as make
from tests.factories import sign_in
from tests.school.history.log.test_checkpoints import enter
from tests.school.witnessing.scene import StrangeLog
from tests.sending import opened, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-10")]

LOG = reverse("office_settings_log")
ADDRESS = "https://dnevnik.example.ru/witness/abc"


@pytest.fixture
def operator(client, school):
    return sign_in(client, make.make_officer(school))


@pytest.fixture
def director(school):
    return sign_in(Client(), make.make_officer(school, Role.DIRECTOR))


def text(browser, address=LOG) -> str:
    return browser.get(address).content.decode()


def test_two_schools_name_each_other(operator, school):
    enter(school, 3)
    make_checkpoint(school.pk)
    assert "Свидетели не названы" in text(operator)
    other = make.make_witness(make.make_school())
    typed = {"name": "Гимназия № 2", "address": f" {ADDRESS}/ ", "verifier": f"{other.verifier}\n"}
    assert operator.post(reverse("office_witness_new"), typed).status_code == 302
    row = Witness.objects.get(school=school)
    assert (row.address, row.verifier) == (ADDRESS, other.verifier)
    assert Entry.objects.filter(kind="witnessing.witness", object_id=row.pk, action="create").exists()

    assert not WitnessKey.objects.exists()
    log = StrangeLog()
    assert operator.post(reverse("office_watched_new"), {"name": "Лицей", "verifiers": log.verifier}).status_code == 302
    key = WitnessKey.objects.get()
    assert file_of(key).stat().st_mode & 0o777 == 0o600
    page = text(operator)
    for shown in ("Гимназия № 2", ADDRESS, "Ещё не спрашивали", "Лицей", log.origin, key.verifier, key.node):
        assert shown in page, shown
    # A second log has the same witness.
    second = StrangeLog(origin="example.com/log43").verifier
    assert operator.post(reverse("office_watched_new"), {"name": "Вечерняя", "verifiers": second}).status_code == 302
    assert WitnessKey.objects.count() == 1


def test_what_cannot_be_a_witness_is_told_at_its_field(operator, school):
    enter(school, 1)
    make_checkpoint(school.pk)
    row = make.make_witness(school)
    key = make.make_witness(make.make_school()).verifier
    good = {"name": "Лицей", "address": ADDRESS, "verifier": key}
    for change, told in (
        ({"address": "http://dnevnik.example.ru/w"}, "Нужен адрес вида https://"),
        ({"verifier": key[:-4]}, "Ключ не подходит"),
        ({"verifier": StrangeLog().verifier}, "не открытый ключ свидетеля"),
        ({"verifier": row.verifier}, "уже назван"),
    ):
        answer = operator.post(reverse("office_witness_new"), {**good, **change})
        assert (answer.status_code, told in answer.content.decode()) == (422, True), told
    assert Witness.objects.filter(school=school).count() == 1
    for verifiers, told in (
        (key, "не открытый ключ журнала"),
        (f"{StrangeLog().verifier} {StrangeLog(origin='example.com/x').verifier}", "одного журнала"),
    ):
        answer = operator.post(reverse("office_watched_new"), {"name": "Лицей", "verifiers": verifiers})
        assert (answer.status_code, told in answer.content.decode()) == (422, True), told


def test_nobody_is_witness_of_oneself(operator, school):
    enter(school, 1)
    note = make_checkpoint(school.pk).note
    own = operator.get(LOG).context["witnessed"].log_key
    answer = operator.post(reverse("office_watched_new"), {"name": "Мы", "verifiers": own})
    assert "вашего собственного журнала" in answer.content.decode()
    operator.post(reverse("office_watched_new"), {"name": "Лицей", "verifiers": StrangeLog().verifier})
    own = WitnessKey.objects.get().verifier
    answer = operator.post(reverse("office_witness_new"), {"name": "Мы", "address": ADDRESS, "verifier": own})
    assert "ваш собственный ключ" in answer.content.decode()
    assert note in text(operator)


def test_they_are_changed_and_let_go_with_a_reason(operator, school):
    witness, log = make.make_witness(school), make.make_watched_log(school)
    send(operator, reverse("office_witness", args=[witness.pk]), {"name": "Школа № 9", "address": ADDRESS})
    send(operator, reverse("office_watched", args=[log.pk]), {"name": "Лицей № 5"})
    witness.refresh_from_db()
    log.refresh_from_db()
    assert (witness.name, witness.address, log.name) == ("Школа № 9", ADDRESS, "Лицей № 5")
    for name, row in (("office_witness_end", witness), ("office_watched_end", log)):
        address = reverse(name, args=[row.pk])
        assert operator.post(address, {"reason": " "}).status_code == 422
        assert operator.post(address, {"reason": "Объединились"}).status_code == 302
        row.refresh_from_db()
        assert row.ended_at
        assert Entry.objects.filter(object_id=row.pk, action="end", reason="Объединились").exists()
        assert operator.get(address).status_code == 404


def test_a_key_of_another_log_is_no_key_of_this_one(operator, school):
    log = make.make_watched_log(school)
    address = reverse("office_watched", args=[log.pk])
    answer = send(operator, address, {"verifiers": StrangeLog().verifier})
    assert (answer.status_code, "другого журнала" in answer.content.decode()) == (422, True)


# ── a refusal ─────────────────────────────────────────────────────────


def test_a_refusal_is_red_until_the_director_settles_it(operator, director, school):
    enter(school, 1)
    make_checkpoint(school.pk)
    row = make.make_refusal(school)
    address = reverse("office_refusal", args=[row.pk])
    for browser, start in ((operator, reverse("office")), (director, reverse("journals"))):
        page = browser.get("/", follow=True)
        assert page.redirect_chain[-1][0] == start
        assert "Журнал «Лицей»: показано меньше записей, чем было: 12 и 9 записей" in page.content.decode()
        assert 'class="alert alert--danger"' in page.content.decode()
        assert "Показано меньше записей" in text(browser, address)
        assert address in text(browser)
    assert "Тревогу снимает директор" in text(operator, address)
    assert operator.post(address, {"reason": "Неважно"}).status_code == 404
    assert director.post(address, {"reason": ""}).status_code == 422

    assert director.post(address, {**opened(director, address), "reason": "Вернули из копии"}).status_code == 302
    row.refresh_from_db()
    assert (row.reason, bool(row.settled_at)) == ("Вернули из копии", True)
    entry = Entry.objects.get(kind="witnessing.refusal", action="settle")
    assert (entry.role, entry.reason) == (Role.DIRECTOR, "Вернули из копии")
    assert "Вернули из копии" in text(operator)
    assert "показано меньше" not in text(director, reverse("journals"))
    answer = director.post(address, {"reason": "Ещё раз"})
    assert (answer.status_code, "уже разобран" in answer.content.decode()) == (422, True)
    assert Refusal.objects.get().reason == "Вернули из копии"


def test_a_mail_that_did_not_leave_is_red(director, school):
    school.settings = {"checkpoint_mail": ["director@example.ru"]}
    school.save()
    enter(school, 1)
    make_checkpoint(school.pk)
    CheckpointMail.objects.create(school=school, at=school_now(), fault="Почта не настроена.")
    assert "Контрольная точка не ушла по почте" in text(director, reverse("journals"))
    assert "Не отправлено" in text(director)


def school_now():
    from letopis.kernel.clock import now

    return now()


# ── who may ───────────────────────────────────────────────────────────


SETTING = ("office_witness_new", "office_watched_new", "office_witness_ask", "office_witness_mail")
OF_ROWS = ("office_witness", "office_witness_end", "office_watched", "office_watched_end", "office_refusal")


def addresses(school) -> dict[str, str]:
    rows = {"witness": make.make_witness(school), "watched": make.make_watched_log(school)}
    rows["refusal"] = make.make_refusal(school)
    of_rows = {name: reverse(name, args=[rows[name.split("_")[1]].pk]) for name in OF_ROWS}
    return {**{name: reverse(name) for name in SETTING}, **of_rows}


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.OPERATOR, {*SETTING, *OF_ROWS}),
        (Role.DIRECTOR, {"office_refusal"}),
        (Role.DEPUTY, set()),
        (Role.DISPATCHER, set()),
    ],
)
def test_whose_page_it_is(client, school, role, seen):
    browser = sign_in(client, make.make_officer(school, role))
    for name, address in addresses(school).items():
        expected = {200, 302} if name in seen else {404}
        assert browser.get(address).status_code in expected, name
        if name not in seen:
            assert browser.post(address, {"reason": "x", "name": "x"}).status_code == 404, name
    assert browser.get(LOG).status_code == 200


def test_a_stranger_signs_in_and_another_school_finds_nothing(client, school):
    there = addresses(school)
    for address in there.values():
        assert client.get(address).status_code == 302
        assert client.get(address).url.startswith(reverse("account_login"))
    elsewhere = make.make_school()
    for role in (Role.OPERATOR, Role.DIRECTOR):
        browser = sign_in(client, make.make_officer(elsewhere, role))
        for name in OF_ROWS:
            assert browser.get(there[name]).status_code == 404
            assert browser.post(there[name], {"reason": "x", "name": "x"}).status_code == 404
    assert not Witness.objects.exclude(ended_at=None).exists()
    assert not WatchedLog.objects.exclude(ended_at=None).exists()


def test_the_page_takes_as_many_queries_for_many(client, school, django_assert_num_queries):
    enter(school, 1)
    make_checkpoint(school.pk)
    browser = sign_in(client, make.make_officer(school))
    browser.get(LOG)
    for _ in range(2):
        make.make_witness(school)
        make.make_refusal(school)
        with django_assert_num_queries(18):
            browser.get(LOG)
