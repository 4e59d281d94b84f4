"""Pages of keeping what is in the archive and of acts on destruction: who opens them, the whole way to the end."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from letopis.documents.handover.models import ArchiveCase
from letopis.documents.keeping.models import KeepingAct
from letopis.kernel.roles import Role
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.req("ARC-08")]
CASE = {
    "kind": "journal",
    "title": "Классный журнал 7А",
    "year_name": "2019/2020",
    "ended_on": "2020-05-26",
    "index": "03-12",
    "number": "1",
    "sheets": "40",
    "place": "Архив",
}
OUT = {"sheets": "2", "index": "03-13", "place": "Архив"}
ACT = {"number": "5", "date": "2026-11-23", "reason": "Истёк срок", "method": "Измельчение"}


@pytest.fixture
def deputy(school):
    return make.sign_in(Client(), make.make_officer(school, Role.DEPUTY))


@pytest.fixture
def director(school):
    return make.sign_in(Client(), make.make_officer(school, Role.DIRECTOR))


@pytest.fixture
def case(school):
    return make.make_archive_case(school)


def at(name, *args):
    return reverse(f"office_archive_{name}", args=args)


def text(answer):
    return answer.content.decode().replace("\u00a0", " ")


def test_a_case_goes_the_whole_way_through_the_pages(deputy, director):
    assert deputy.post(at("new"), {**CASE, "sheets": "нет"}).status_code == 422
    deputy.post(at("new"), CASE)
    case = ArchiveCase.objects.get()
    calendar = text(deputy.get(at("keeping")))
    for told in ("Срок вышел: 1 дело", "1 января 2026 года", "Изымите ведомости", "Т7.6, П5.3"):
        assert told in calendar
    assert "Составить акт" not in calendar
    page = text(deputy.get(at("kept", case.pk)))
    assert "5 лет с 01.01.2021" in page
    assert "01.01.2026" in page
    assert deputy.post(at("take_out", case.pk), {**OUT, "sheets": "0"}).status_code == 422
    deputy.post(at("take_out", case.pk), OUT)
    deputy.post(at("hold", case.pk), {"reason": "Спор об отметке"})
    assert "Уничтожать запрещено" in text(deputy.get(at("keeping")))
    assert deputy.post(at("lift", case.pk), {"reason": ""}).status_code == 422
    deputy.post(at("lift", case.pk), {"reason": "Спор закончен"})
    assert "Спор закончен" in text(deputy.get(at("kept", case.pk)))
    assert "Составить акт" in text(deputy.get(at("keeping")))
    assert deputy.post(at("destruction_new"), {**ACT, "date": "2026-11-24", "cases": [case.pk]}).status_code == 422
    deputy.post(at("destruction_new"), {**ACT, "cases": [case.pk]})
    act = KeepingAct.objects.get()
    page = at("destruction", act.pk)
    assert "Исполнить акт" not in text(director.get(page))
    for browser in (deputy, director):
        assert "Акты об уничтожении дел ждут вас: 1." in text(browser.get(reverse("journals")))
    deputy.post(at("destruction_sign", act.pk), {"position": "заместитель директора"})
    assert "Подписать</button>" not in text(deputy.get(page))
    assert "ждут вас" not in text(deputy.get(reverse("journals")))
    director.post(at("destruction_sign", act.pk), {"position": "директор"})
    assert "ждут вас: 1" in text(director.get(reverse("journals")))
    assert director.post(at("destruction_do", act.pk), {"expected": "0"}).status_code == 422
    done = director.post(at("destruction_do", act.pk), {"expected": "0", "is_sure": "on"}, follow=True)
    assert "Акт исполнен" in text(done)
    assert "23.11.2029" in text(deputy.get(page)), "the act itself is kept for three years"
    assert deputy.get(at("destruction_act", act.pk)).content.startswith(b"%PDF-")
    assert "Уничтожено по акту" in text(deputy.get(at("kept", case.pk)))
    assert deputy.post(at("destruction_withdraw", act.pk)).status_code == 422


def test_a_term_is_set_with_its_source_beside_it(deputy):
    address = at("term", "journal")
    assert "В источнике: 5 лет" in text(deputy.get(address))
    was = deputy.get(address).context["form"].opened.text
    assert deputy.post(address, {"years": "3", "reason": "", "was": was}).status_code == 422
    deputy.post(address, {"years": "10", "reason": "", "was": was})
    assert "в источнике 5" in text(deputy.get(at("keeping")))
    assert deputy.get(at("term", "nothing")).status_code == 404


def test_who_opens_the_pages(school, deputy, director, case):
    act = make.make_destruction(case)
    reads = [at("keeping"), at("kept", case.pk), at("destruction", act.pk), at("destruction_act", act.pk)]
    keeps = [at("new"), at("term", "journal"), at("destruction_new")]
    deeds = {
        at("hold", case.pk): Role.DEPUTY,
        at("lift", case.pk): Role.DEPUTY,
        at("take_out", case.pk): Role.DEPUTY,
        at("destruction_withdraw", act.pk): Role.DEPUTY,
        at("destruction_sign", act.pk): None,
        at("destruction_do", act.pk): Role.DIRECTOR,
    }
    stranger = Client()
    assert {stranger.get(one).status_code for one in [*reads, *keeps, *deeds]} == {302}
    operator = make.sign_in(Client(), make.make_officer(school))
    assert {operator.get(one).status_code for one in reads} == {200}
    assert {operator.get(one).status_code for one in [*keeps, *deeds]} == {404}
    assert {operator.post(one, {}).status_code for one in [*keeps, *deeds]} == {404}
    assert {deputy.get(one).status_code for one in [*reads, *keeps]} == {200}
    assert {director.get(one).status_code for one in keeps} == {404}
    for address, role in deeds.items():
        assert (deputy.post(address, {}).status_code == 404) == (role == Role.DIRECTOR), address
        assert (director.post(address, {}).status_code == 404) == (role == Role.DEPUTY), address
    foreign = make.sign_in(Client(), make.make_officer(make.make_school(), Role.DEPUTY))
    assert {foreign.get(one).status_code for one in reads[1:]} == {404}
    assert {foreign.post(one, {"reason": "Спор"}).status_code for one in list(deeds)[:1]} == {404}
    staff = make.make_staff(school)
    make.make_course(make.make_class(school), teacher=staff)
    teacher = make.sign_in(Client(), staff)
    assert {teacher.get(one).status_code for one in [*reads, *keeps]} == {404}
    assert deputy.get(at("keeping") + "?due=99999").status_code == 404
    assert deputy.get(at("keeping") + f"?due={date.max.year}").status_code == 200
