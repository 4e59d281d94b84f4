"""Pages of handing a year over: who opens them, whose turn it is, a step taken and given back."""

import re
from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from letopis.documents.handover.enums import Step
from letopis.documents.handover.models import CaseMove, TransferAct
from letopis.kernel.roles import Role
from letopis.school.organisation.models import Term
from tests import factories as make
from tests.documents.handover.scene import SUMMER, a_print, a_year, correct, take, take_until

pytestmark = [pytest.mark.django_db, pytest.mark.req("ARC-04")]


@pytest.fixture(autouse=True)
def summer(moment, tmp_path):
    moment.move_to(SUMMER)
    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        yield


@pytest.fixture
def classes(summer):
    return a_year(("7А", "8Б"))[1]


def officer(group, role):
    return make.sign_in(Client(), make.make_officer(group.school, role))


def turn(step):
    return reverse("office_archive_step", args=[step])


def ticked(group, number=0):
    return f"{group.pk}:{number}"


def test_the_chain_goes_through_the_pages_by_its_roles(classes):
    seven, eight = classes
    office, deputy, director = (officer(seven, role) for role in (Role.STUDY_OFFICE, Role.DEPUTY, Role.DIRECTOR))
    board = office.get(reverse("office_archive")).content.decode()
    assert "Проверить: 3\u00a0дела" in board
    assert "Отметить проверку" in board
    page = office.get(turn("checked")).content.decode()
    assert len(re.findall(r'name="classes"\s+value="[0-9:]+"\s+checked', page)) == 3, "all lack nothing and are ticked"
    done = office.post(
        turn("checked"), {"classes": [ticked(seven), ticked(eight)], "remark": "Без замечаний"}, follow=True
    )
    assert "Проверено: 2\u00a0дела" in done.content.decode()
    again = office.post(turn("checked"), {"classes": [ticked(seven)], "remark": ""})
    assert again.status_code == 422
    assert "7А: уже отмечено «проверен»" in again.content.decode()
    assert "Чей черёд" in deputy.get(reverse("office_archive")).content.decode()
    deputy.post(turn("accepted"), {"classes": [ticked(seven, 1)]})
    a_print(seven.year)
    dispatcher = officer(seven, Role.DISPATCHER)
    dispatcher.post(turn("printed"), {"classes": [ticked(seven, 2)]})
    assert re.search(
        "4\u00a0листа, 7\u00a0страниц", director.get(reverse("office_archive_case", args=[seven.pk])).content.decode()
    )
    director.post(
        turn("certified"),
        {"classes": [ticked(seven, 3)], "signature": "hand", "signatory": "Панова О. И.", "signed_on": "2027-06-01"},
    )
    act = {"number": "1", "date": "2027-06-01", "index": "03-12", "place": "Архив", "giver": "Белова Н. К."}
    act |= {"giver_position": "завуч", "receiver": "Мусина Л. О.", "receiver_position": "секретарь"}
    wrong = office.post(turn("handed"), {"classes": [ticked(seven, 4)], **act, "date": "2027-06-31"})
    assert wrong.status_code == 422
    office.post(turn("handed"), {"classes": [ticked(seven, 4)], **act})
    board = office.get(reverse("office_archive")).content.decode()
    assert "сдано 1 из 3" in board
    pdf = office.get(reverse("office_archive_act", args=[TransferAct.objects.get().pk]))
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")


def test_what_is_in_the_way_is_asked_about_and_given_back_with_a_remark(classes):
    seven, _ = classes
    Term.objects.filter(scheme=seven.scheme, number=4).update(closed_at=None)
    deputy = officer(seven, Role.DEPUTY)
    page = deputy.get(turn("checked") + f"?class={seven.pk}").content.decode()
    assert "Не закрыты периоды: IV четверть" in page
    asked = deputy.post(turn("checked"), {"classes": [ticked(seven)], "remark": ""})
    assert asked.status_code == 422
    assert "Отметить, хотя устранено не всё" in asked.content.decode()
    deputy.post(turn("checked"), {"classes": [ticked(seven)], "remark": "Закроют завтра", "even_so": "on"})
    case = reverse("office_archive_case", args=[seven.pk])
    assert "Не устранено: Не закрыты периоды" in deputy.get(case).content.decode()
    back = reverse("office_archive_return", args=[seven.pk])
    assert deputy.post(back, {"number": "1", "remark": ""}).status_code == 422
    deputy.post(back, {"number": "1", "remark": "Закройте период"})
    assert CaseMove.objects.last().remark == "Закройте период"
    assert "Возвращён: Закройте период" in deputy.get(turn("checked")).content.decode()


def test_a_corrected_journal_says_so(classes):
    seven, _ = classes
    take_until(seven, Step.ACCEPTED)
    correct(seven.courses.get())
    deputy = officer(seven, Role.DEPUTY)
    assert "они устарели" in deputy.get(reverse("office_archive_case", args=[seven.pk])).content.decode()
    assert "Устарел" in deputy.get(reverse("office_archive")).content.decode()


def test_whose_turn_it_is_stands_where_work_begins(classes, moment):
    seven, _ = classes
    for role, page in ((Role.STUDY_OFFICE, "office"), (Role.DEPUTY, "journals")):
        text = officer(seven, role).get(reverse(page)).content.decode()
        assert "Сдача в архив ждёт вас: 3\u00a0дела" in text, role
    director = officer(seven, Role.DIRECTOR).get(reverse("journals")).content.decode()
    assert "Сдача в архив ждёт вас" not in director
    moment.move_to(SUMMER + timedelta(days=30))
    late = officer(seven, Role.DEPUTY)
    assert "Срок прошёл 30.06.2027" in late.get(reverse("journals")).content.decode()
    assert "Срок прошёл" in late.get(reverse("office_archive")).content.decode()


def test_who_opens_the_pages(classes):
    seven, _ = classes
    take(seven, Step.CHECKED)
    a_print(seven.year)
    take_until(seven, Step.HANDED)
    act = TransferAct.objects.get()
    pages = [
        reverse("office_archive"),
        reverse("office_archive_case", args=[seven.pk]),
        reverse("office_archive_act", args=[act.pk]),
    ]
    steps = [turn(step) for step in Step]
    stranger = Client()
    assert {stranger.get(page).status_code for page in [*pages, *steps]} == {302}
    assert stranger.post(steps[0]).status_code == 302
    for role, taken in (
        (Role.OPERATOR, ()),
        (Role.METHODOLOGIST, ("programmes", "printed")),
        (Role.STUDY_OFFICE, ("checked", "handed")),
        (Role.DIRECTOR, ("certified", "printed")),
    ):
        browser = officer(seven, role)
        assert {browser.get(page).status_code for page in pages} == {200}, role
        for step in Step:
            status = 200 if step in taken else 404
            assert browser.get(turn(step)).status_code == status, (role, step)
            assert browser.post(turn(step), {}).status_code == (422 if step in taken else 404), (role, step)
    for browser in (officer(seven, Role.PERSONNEL), make.sign_in(Client(), seven.courses.get().teachers.get().staff)):
        assert {browser.get(page).status_code for page in [*pages, *steps]} == {404}
        assert browser.post(reverse("office_archive_return", args=[seven.pk]), {}).status_code == 404
    elsewhere = make.sign_in(Client(), make.make_officer(make.make_school(), Role.DEPUTY))
    assert {elsewhere.get(page).status_code for page in pages[1:]} == {404}
    assert officer(seven, Role.DEPUTY).get(turn("nothing")).status_code == 404


@pytest.mark.req("ARC-03")
def test_the_volume_of_summary_sheets_has_a_page_of_its_own(classes):
    seven, _ = classes
    page, back = reverse("office_archive_summaries"), reverse("office_archive_summaries_return")
    deputy = officer(seven, Role.DEPUTY)
    assert page in deputy.get(reverse("office_archive")).content.decode()
    assert "Сводные ведомости: сдача в архив" in deputy.get(page).content.decode()
    assert deputy.post(turn("checked"), {"classes": ["0:0"], "remark": "Верно"}).status_code == 302
    assert "Замечание: Верно" in deputy.get(page).content.decode()
    assert deputy.post(back, {"number": "1", "remark": ""}).status_code == 422
    assert deputy.post(back, {"number": "1", "remark": "Проверьте 8Б"}).status_code == 302
    assert CaseMove.objects.last().remark == "Проверьте 8Б"
    assert {Client().get(one).status_code for one in (page, back)} == {302}
    teacher = make.sign_in(Client(), seven.courses.get().teachers.get().staff)
    assert {teacher.get(page).status_code, teacher.post(back, {}).status_code} == {404}
    dispatcher = officer(seven, Role.DISPATCHER)
    assert (dispatcher.get(page).status_code, dispatcher.post(back, {"number": "2", "remark": "x"}).status_code) == (
        200,
        404,
    )
