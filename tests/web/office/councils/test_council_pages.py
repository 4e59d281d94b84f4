"""Pages of councils: prepared, held, closed; the protocol; the drafts of orders; who may see what (JRN-06)."""

import html
import io
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from letopis.documents.signatures.models import SignedDocument
from letopis.kernel.roles import Role
from letopis.school.classes.models import Order
from letopis.school.councils.enums import CouncilAbout, CouncilKind, CouncilState
from letopis.school.councils.models import AcademicDebt, Acknowledgement, Council, Decision, Remark, Retake
from letopis.school.years.actions import prepare_next_year
from tests import factories as make
from tests.school.councils.scene import CouncilScene, council_scene
from tests.sending import opened

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-06")]


@pytest.fixture
def s() -> CouncilScene:
    return council_scene()


@pytest.fixture
def office(s) -> Client:
    return make.sign_in(Client(), s.office)


def shown(answer) -> str:
    return " ".join(html.unescape(answer.content.decode()).replace("\xa0", " ").split())


def at(name: str, *args: int) -> str:
    return reverse(name, args=args)


def test_a_council_is_prepared_on_its_page(s, office):
    new = at("office_council_new")
    assert office.post(new, {"kind": "small", "about": "term", "date": "2026-11-23"}).status_code == 422
    head = {"kind": "small", "about": "term", "date": "2026-11-23", "term_id": s.term.pk, "agenda": "Итоги"}
    made = office.post(new, {**head, "chair_id": s.office.pk, "secretary_id": s.tutor.pk})
    council = Council.objects.get()
    assert made.url == at("office_council", council.pk)
    assert "Предложений пока нет" in shown(office.get(made.url))
    propose = at("office_council_propose", council.pk)
    assert "Отметьте хотя бы одну строку" in shown(office.post(propose, {}))
    assert office.post(propose, {"classes": [s.group.pk]}).url == made.url
    page = shown(office.get(made.url))
    for text in ("Назначить ликвидацию задолженности", "Алгебра — 2", "273-ФЗ, ст. 58", "Требуют внимания: 1"):
        assert text in page
    begin = at("office_council_begin", council.pk)
    assert office.post(begin, {"version": council.version}).url == at("office_council_meeting", council.pk)
    assert office.get(at("office_councils") + "?format=xlsx").status_code == 200


def test_members_by_their_page_two_tabs_told_of_one_another(s, office):
    council = s.called()
    address = at("office_council_members", council.pk)
    first, second = opened(office, address), opened(office, address)
    first |= {"members": [s.office.pk, s.teacher.pk], "present": [s.teacher.pk]}
    assert office.post(address, first).url == at("office_council", council.pk)
    second |= {"members": [s.office.pk], "present": [s.office.pk], "csrfmiddlewaretoken": "another"}
    told = office.post(address, second)
    assert told.status_code == 409
    assert str(s.teacher.person) in told.content.decode()
    assert council.members.count() == 2


def test_proposals_are_talked_over_and_changed(s, office):
    council = s.prepared()
    row = s.of(council, s.owing)
    address, remark = at("office_council_proposal", row.pk), at("office_council_remark", row.pk)
    tutor = make.sign_in(Client(), s.tutor)
    assert tutor.post(remark, {"text": ""}).status_code == 422
    assert tutor.post(remark, {"text": "Болел две недели"}).url == address
    assert Remark.objects.get().author == s.tutor
    for reader in (tutor, office):
        assert "Болел две недели" in shown(reader.get(address))
    assert "Изменить предложение" not in shown(tutor.get(address))
    assert tutor.post(address, {"kind": row.kind, "note": "Я"}).status_code == 404
    assert office.post(at("office_council_withdraw", row.pk)).url == at("office_council", council.pk)
    row.refresh_from_db()
    assert row.is_withdrawn


def test_the_meeting_goes_from_one_to_the_next_and_ends_with_a_protocol(s, office):
    council = s.opened(CouncilAbout.YEAR)
    address = at("office_council_meeting", council.pk)
    page = shown(office.get(address))
    # The hard one comes first; Enter is «единогласно».
    for text in (str(s.owing.person), "Алгебра — 2", "Единогласно: 3", "решено 0 из 2"):
        assert text in page
    form = opened(office, address)
    wrong = office.post(address, {**form, "ayes": "9", "act": "votes"})
    assert (wrong.status_code, "присутствуют 3" in wrong.content.decode()) == (422, True)
    assert office.post(address, {**form, "ayes": "2", "noes": "1", "act": "votes"}).url == address
    decision = Decision.objects.get()
    assert (decision.student, decision.votes_against, decision.until) == (s.owing, 1, date(2026, 12, 23))
    other = office.post(address, {**form, "act": "unanimous", "csrfmiddlewaretoken": "another"})
    assert other.status_code == 409
    assert "Записано сейчас" in other.content.decode()
    good = s.of(council, s.good)
    told = office.post(at("office_council_unanimous", council.pk), {"seen": [f"{good.pk}:{good.version}"]}, follow=True)
    assert "Единогласно: 1." in shown(told)
    finish = at("office_council_finish", council.pk)
    draft = office.get(at("office_council_protocol", council.pk))
    assert "Проект" in text_of(draft.content)
    director = make.sign_in(Client(), make.make_officer(s.school, Role.DIRECTOR))
    sign = at("office_council_sign", council.pk)
    assert director.post(sign).status_code == 422
    assert office.post(finish, {"version": 1, "number": ""}).status_code == 422
    assert office.post(finish, {"version": 1, "number": "7"}).url == at("office_council", council.pk)
    assert Council.objects.get().state == CouncilState.CLOSED
    text = text_of(office.get(at("office_council_protocol", council.pk)).content)
    for part in ("ПРОТОКОЛ № 7", "малого педагогического совета", str(s.owing.person), "Алгебра — 2", "против — 1"):
        assert part in text
    assert "Проект" not in text
    # Whoever signs for the school signs it by certificate, too: the same file is the same document.
    assert sign in director.get(at("office_council", council.pk)).content.decode()
    assert {director.post(sign).status_code, director.post(sign).status_code} == {302}
    assert SignedDocument.objects.get().title.startswith("Протокол № 7 от ")
    assert make.sign_in(Client(), make.make_officer(make.make_school(), Role.DIRECTOR)).post(sign).status_code == 404
    assert make.sign_in(Client(), make.make_officer(s.school, Role.DISPATCHER)).post(sign).status_code == 404
    assert Client().post(sign).status_code == 302


def test_a_protocol_is_pdf_a_and_names_a_sign_that_no_font_has(s, office):
    council = s.opened()
    address = at("office_council_protocol", council.pk)
    whole = office.get(address)
    assert b"<pdfaid:part>2</pdfaid:part>" in whole.content
    assert whole["Content-Disposition"].startswith("inline")
    Council.objects.update(agenda=["Итоги \U00013000"])
    refused = office.get(address)
    assert refused.status_code == 422
    assert "нет в шрифтах печати" in shown(refused)


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_two_councils_at_once_are_asked_about_on_the_page(s, office):
    first, second = s.opened(), s.opened(kind=CouncilKind.PEDAGOGICAL)
    s.decide(first, s.owing)
    address = at("office_council_meeting", second.pk)
    form = {**opened(office, address), "act": "unanimous"}
    assert "решено: назначить ликвидацию задолженности" in shown(office.get(address))
    asked = office.post(address, form)
    assert asked.status_code == 422
    assert "Об этом уже решили: малый педагогический совет" in asked.content.decode()
    assert "прежнее решение больше не действует" in asked.content.decode()
    assert Decision.objects.count() == 1
    assert office.post(address, {**form, "even_if_another": "on"}).status_code == 302
    assert [row.is_in_force for row in Decision.objects.order_by("pk")] == [False, True]


def test_orders_are_drafted_in_a_click_and_linked_back(s, office):
    prepare_next_year(make.actor_of(make.make_officer(s.school), Role.OPERATOR), year_id=s.group.year_id)
    council = s.closed(CouncilAbout.YEAR)
    page, address = at("office_council", council.pk), at("office_council_orders", council.pk)
    assert "Составить проекты" in shown(office.get(page))
    assert office.post(address).url == page
    order = Order.objects.get()
    shown_page = shown(office.get(page))
    assert f"/office/orders/{order.pk}/" in shown_page
    again = office.post(address, {"csrfmiddlewaretoken": "another"})
    assert (again.status_code, Order.objects.count()) == (422, 1)
    deputy = make.sign_in(Client(), make.make_officer(s.school, Role.DEPUTY))
    assert "Составить проекты" not in shown(deputy.get(page))
    assert deputy.post(address).status_code == 404


def test_the_family_acknowledges_and_the_class_teacher_sees_who_has_not(s, office):
    council = s.closed()
    decision, parent = Decision.objects.get(), make.sign_in(Client(), s.parent)
    readers, tutor = at("office_council_readers", council.pk), make.sign_in(Client(), s.tutor)
    assert "Пока никто" in shown(tutor.get(readers))
    page = shown(parent.get(at("diary_decisions")))
    for text in ("Назначена ликвидация задолженности до 20.12.2026", "Алгебра — 2", "Академические задолженности"):
        assert text in page
    assert "Прочитать и подтвердить" in shown(parent.get(at("diary", s.owing.pk)))
    read = at("diary_decision_read", decision.pk)
    other = make.sign_in(Client(), make.make_guardian(s.good))
    assert "Прочитать и подтвердить" not in shown(other.get(at("diary")))
    assert other.post(read).status_code == 404
    assert other.get(at("diary_decisions", s.owing.pk)).status_code == 404
    assert "Решений нет" in shown(other.get(at("diary_decisions")))
    assert parent.post(read).url == at("diary_decisions", s.owing.pk)
    assert "Прочитать и подтвердить" not in shown(parent.get(at("diary", s.owing.pk)))
    assert Acknowledgement.objects.get().person_id == s.parent.person_id
    page = shown(parent.get(at("diary_decisions")))
    assert "Ознакомлен(а)" in page
    assert read not in page
    assert str(s.parent.person) in shown(tutor.get(readers))
    paper = at("office_council_paper", decision.pk)
    wrong = tutor.post(paper, {"person_id": s.owing.person_id, "signed_on": "2027-01-01"})
    assert wrong.status_code == 422
    assert tutor.post(paper, {"person_id": s.owing.person_id, "signed_on": "2026-11-23"}).url == readers
    assert "на бумаге" in shown(tutor.get(readers))
    # The class teacher reads the child's page, and acknowledges nothing in the family's name.
    page = shown(tutor.get(at("diary_decisions", s.owing.pk)))
    assert "Назначена ликвидация" in page
    assert tutor.post(read).status_code == 404


def test_debts_by_their_pages(s, office):
    s.closed()
    debt = AcademicDebt.objects.get()
    page, arrange = at("office_debt", debt.pk), at("office_debt_retake", debt.pk)
    assert str(s.owing.person) in shown(office.get(at("office_debts")))
    assert str(s.owing.person) not in shown(office.get(at("office_debts") + "?state=settled"))
    wrong = office.post(arrange, {"version": 0, "date": "2026-11-23"})
    assert "Выберите, кто принимает" in shown(wrong)
    right = {"version": 0, "date": "2026-11-23", "place": "каб. 204", "examiners": [s.teacher.pk]}
    assert office.post(arrange, right).url == page
    retake = Retake.objects.get()
    assert str(s.teacher.person) in shown(office.get(page))
    result = at("office_debt_result", retake.pk)
    assert office.post(result, {"version": 1, "state": "passed", "mark": ""}).status_code == 422
    assert office.post(result, {"version": 1, "state": "passed", "mark": "4"}).url == page
    assert "отметка 4" in shown(office.get(page))
    assert office.get(at("office_debts") + "?format=xlsx").status_code == 200


def test_a_debt_is_noted_from_the_card_and_taken_back(s, office):
    card, new = at("office_student", s.good.pk), at("office_debt_new", s.good.pk)
    assert new in shown(office.get(card))
    assert "за что" in shown(office.get(new)).lower()
    typed = {"subject_id": s.algebra.subject_id, "mark": "н/а", "arisen_on": "23.10.2026", "until": "20.12.2026"}
    late = office.post(new, {**typed, "period": f"{s.group.year_id}:{s.term.pk}", "until": "01.12.2027"})
    assert (late.status_code, "ст. 58 ч. 5" in shown(late)) == (422, True)
    answer = office.post(new, {**typed, "period": f"{s.group.year_id}:{s.term.pk}"})
    debt = AcademicDebt.objects.get()
    assert answer.url == at("office_debt", debt.pk)
    remove = at("office_debt_remove", debt.pk)
    assert remove in shown(office.get(answer.url))
    assert office.post(remove).status_code == 422  # nobody knows what the sender saw
    assert office.post(remove, {"version": 0}).url == card
    assert not AcademicDebt.objects.exists()
    homeless = make.make_student(s.group)
    homeless.memberships.all().delete()
    assert "зачислен" in shown(office.get(at("office_debt_new", homeless.pk)))


def test_strangers_and_those_whom_it_does_not_concern(s):
    council = s.prepared()
    row = s.of(council, s.owing)
    retake = make.make_retake(s.russian, s.good)
    pages = [
        at("office_council", council.pk),
        at("office_council_proposal", row.pk),
        at("office_debt", retake.debt_id),
    ]
    keeping = [
        at("office_council_new"),
        at("office_council_edit", council.pk),
        at("office_council_members", council.pk),
        at("office_council_meeting", council.pk),
        at("office_debt_new", s.owing.pk),
        at("office_debt_remove", retake.debt_id),
    ]
    lists = [at("office_councils"), at("office_debts")]
    no_one = make.make_staff(s.school)
    make.make_course(make.make_class(s.school, "8Б", tutor=no_one), teacher=no_one)
    for path in [*pages, *keeping, *lists]:
        assert Client().get(path).url.startswith("/account/login/")
        assert make.sign_in(Client(), s.parent).get(path).status_code == 404
    for path in [*pages, *keeping]:
        assert make.sign_in(Client(), no_one).get(path).status_code == 404
    foreign = make.sign_in(Client(), make.make_officer(make.make_school(), Role.DEPUTY))
    for path in pages:
        assert foreign.get(path).status_code == 404
    for reader in (s.tutor, s.teacher, make.make_officer(s.school, Role.METHODOLOGIST)):
        browser = make.sign_in(Client(), reader)
        assert [browser.get(path).status_code for path in [*pages, *lists]] == [200] * 5
        assert [browser.get(path).status_code for path in keeping] == [404] * 6
    assert str(s.owing.person) not in shown(make.sign_in(Client(), no_one).get(at("office_debts")))


def test_a_college_says_its_own_words():
    school = make.make_college()
    group = make.make_group(school, "ИС-21", tutor=make.make_staff(school))
    student = make.make_student(group)
    council = make.make_council(group, student, kind=CouncilKind.GRANTS)
    deputy = make.sign_in(Client(), make.make_officer(school, Role.DEPUTY))
    page = shown(deputy.get(at("office_council", council.pk)))
    assert "Стипендиальная комиссия" in page
    assert "Все предложения следуют из отметок" in page
    page = shown(deputy.get(at("office_council", council.pk) + "?class=all"))
    assert "Перевести на следующий курс" in page
    assert "Стипендиальная комиссия" in shown(deputy.get(at("office_council_new")))
