"""The page «Подписи»: certificates, a key of one's own, what is set up (ARC-07)."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from letopis.documents.signatures.models import RevocationList, SigningCertificate
from letopis.kernel.clock import now
from letopis.kernel.roles import Role
from letopis.web.shared.wording import grouped
from tests import factories as make
from tests.documents.signatures.scene import PASSPHRASE, Signing, issue, named, signing
from tests.documents.signatures.test_revocation import revoked

pytestmark = [pytest.mark.django_db, pytest.mark.req("ARC-07")]
PAGE = reverse("office_signatures")


@pytest.fixture
def s(settings: object, tmp_path: Path) -> Signing:
    settings.LETOPIS_HOME = tmp_path  # type: ignore[attr-defined]
    return signing()


def test_who_may_see_it_and_who_is_offered_what(s: Signing) -> None:
    assert Client().get(PAGE).status_code == 302
    seen = {
        Role.OPERATOR: (200, True, False),
        Role.DIRECTOR: (200, True, True),
        Role.DEPUTY: (200, True, True),
        Role.METHODOLOGIST: (200, False, False),
    }
    for role, (status, adds, makes) in seen.items():
        answer = make.sign_in(Client(), make.make_officer(s.school, role)).get(PAGE)
        text = answer.content.decode()
        assert answer.status_code == status
        assert (reverse("office_signatures_add") in text, reverse("office_signatures_own") in text) == (adds, makes)
    teacher = make.sign_in(Client(), make.make_guardian(make.make_student(make.make_class(s.school))))
    assert teacher.get(PAGE).status_code == 404


def test_an_operator_names_a_certificate_and_withdraws_it(s: Signing, client: Client) -> None:
    make.sign_in(client, make.make_officer(s.school, Role.OPERATOR))
    one = issue()
    sent = {"signer": f"{s.staff.pk}:director", "key_kind": "elsewhere"}
    address = reverse("office_signatures_add")
    wrong = client.post(address, {**sent, "certificate": SimpleUploadedFile("a.cer", b"nothing")})
    assert wrong.status_code == 422
    assert "Это не сертификат" in wrong.content.decode()
    other = client.post(address, {**sent, "certificate": SimpleUploadedFile("a.cer", one.pem)})
    assert (other.status_code, SigningCertificate.objects.count()) == (422, 0)
    assert f"В сертификате другой владелец: {one.certificate.owner}." in other.content.decode()
    sent["even_if_other"] = "on"
    done = client.post(address, {**sent, "certificate": SimpleUploadedFile("a.cer", one.pem)}, follow=True)
    assert grouped(one.certificate.serial) in done.content.decode()
    row = SigningCertificate.objects.get()
    withdraw = reverse("office_signatures_withdraw", args=[row.pk])
    methodologist = make.sign_in(Client(), make.make_officer(s.school, Role.METHODOLOGIST))
    deputy = make.sign_in(Client(), make.make_officer(s.school, Role.DEPUTY))
    assert [one.post(withdraw).status_code for one in (methodologist, deputy)] == [404, 404]
    assert "Отозван" in client.post(withdraw, follow=True).content.decode()


def test_a_director_makes_a_key_and_is_told_that_it_is_no_qualified_one(s: Signing, client: Client) -> None:
    make.sign_in(client, s.staff)
    assert "неквалифицированная подпись" in client.get(PAGE).content.decode()
    address = reverse("office_signatures_own")
    wrong = client.post(address, {"passphrase": PASSPHRASE, "again": "другой пароль"})
    assert (wrong.status_code, "Пароли не совпадают." in wrong.content.decode()) == (422, True)
    done = client.post(address, {"passphrase": PASSPHRASE, "again": PASSPHRASE}, follow=True)
    assert "неквалифицированный" in done.content.decode()
    assert SigningCertificate.objects.get().staff == s.staff
    operator = make.sign_in(Client(), make.make_officer(s.school, Role.OPERATOR))
    assert operator.post(address).status_code == 404


@pytest.mark.parametrize("many", [1, 3, 30])
def test_it_asks_as_often_however_many_certificates_there_are(
    s: Signing, client: Client, many: int, django_assert_num_queries
) -> None:
    one = issue()
    for at in range(many):
        named(s.director, issue(f"Орлова Елена {at}", by=one))
    make.sign_in(client, s.staff)
    client.get(PAGE)
    with django_assert_num_queries(4):
        client.get(PAGE)


def test_a_list_of_certificates_taken_back_is_loaded(s: Signing, client: Client, settings, tmp_path) -> None:
    address = reverse("office_signatures_list")
    centre = issue("Центр Удостоверяющий", is_centre=True)
    path = tmp_path / "roots.pem"
    path.write_bytes(centre.pem)
    settings.SIGNING = {**settings.SIGNING, "trust": [str(path)]}
    made = revoked(centre, (issue(by=centre), now()))
    assert client.post(address, {"list": SimpleUploadedFile("a.crl", made)}).status_code == 302, "not signed in"
    make.sign_in(client, make.make_officer(s.school, Role.DEPUTY))
    assert client.post(address, {"list": SimpleUploadedFile("a.crl", made)}).status_code == 404
    assert not RevocationList.objects.exists()
    make.sign_in(client, make.make_officer(s.school))
    wrong = client.post(address, {"list": SimpleUploadedFile("a.crl", centre.pem)})
    assert (wrong.status_code, "Это не список отозванных" in wrong.content.decode()) == (422, True)
    assert client.post(address, {"list": SimpleUploadedFile("a.crl", made)}).status_code == 302
    page = client.get(reverse("office_signatures")).content.decode()
    assert "Центр Удостоверяющий" in page
    assert "a.crl" in page
