"""The pages of signing: who is offered what, a printed set and a class on signature, keys, files from elsewhere."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from letopis.documents.journal_paper import jobs
from letopis.documents.journal_paper.models import PrintRun
from letopis.documents.runs.models import RunState
from letopis.documents.signatures.enums import KeyKind
from letopis.documents.signatures.models import Signature, SignedDocument
from letopis.kernel.clock import now
from letopis.kernel.roles import Role
from letopis.web.shared.wording import grouped
from tests import factories as make
from tests.documents.journal_paper.scene import a_class, pages
from tests.documents.signatures.scene import MANIFEST, PASSPHRASE, Signing, issue, named, printed, signing

pytestmark = [pytest.mark.django_db, pytest.mark.req("ARC-07")]


@pytest.fixture
def s() -> Signing:
    return signing()


@pytest.fixture
def director(s: Signing, client: Client) -> Client:
    return make.sign_in(client, s.staff)


def add(client: Client, content: bytes, name: str = "tagmanifest-sha256.txt") -> SignedDocument:
    sent = {"title": "Архив 2025/2026", "file": SimpleUploadedFile(name, content)}
    answer = client.post(reverse("print_signed_add"), sent)
    assert answer.status_code == 302
    return SignedDocument.objects.latest("pk")


def test_a_stranger_signs_in_the_wrong_role_finds_nothing_the_right_one_signs(s: Signing, director: Client) -> None:
    document = add(director, MANIFEST)
    addresses = [reverse("print_signed")]
    addresses += [reverse(f"print_signed_{one}", args=[document.pk]) for one in ("document", "file")]
    posts = [reverse(f"print_signed_{one}", args=[document.pk]) for one in ("sign", "take")]
    posts.append(reverse("print_signed_add"))
    wrong = make.sign_in(Client(), make.make_officer(s.school, Role.OPERATOR))
    foreign = make.sign_in(Client(), make.make_officer(make.make_school(), Role.DIRECTOR))
    for address in addresses:
        assert Client().get(address).status_code == 302
        assert wrong.get(address).status_code == 404
        assert director.get(address).status_code == 200
    for address in posts:
        assert wrong.post(address).status_code == 404
        assert director.post(address).status_code == 422
    assert [foreign.get(address).status_code for address in addresses] == [200, 404, 404]
    assert foreign.post(posts[0]).status_code == 404


def test_a_director_signs_a_printed_volume_here(s: Signing, director: Client) -> None:
    document, one = add(director, printed(), "7А.pdf"), issue()
    named(s.director, one)
    page = reverse("print_signed_document", args=[document.pk])
    assert "Ждёт подписи" in director.get(page).content.decode()
    address = reverse("print_signed_sign", args=[document.pk])
    certificate = s.staff.signing_certificates.get()
    sent = {"certificate": certificate.pk, "passphrase": "неверный пароль"}
    wrong = director.post(address, {**sent, "key_file": SimpleUploadedFile("key.p12", one.store)})
    assert wrong.status_code == 422
    assert "неверный пароль, или это не PKCS#12" in wrong.content.decode()
    assert 'value="неверный пароль"' not in wrong.content.decode()
    sent["passphrase"] = PASSPHRASE
    done = director.post(address, {**sent, "key_file": SimpleUploadedFile("key.p12", one.store)}, follow=True)
    text = done.content.decode()
    assert "Документ подписан." in text
    assert grouped(one.certificate.serial) in text
    assert "Верна" in text
    content = director.get(reverse("print_signed_file", args=[document.pk])).content
    assert content.startswith(printed())
    last = pages(content)[-1]
    assert "Прошито, пронумеровано" in last
    assert f"{s.staff.person.initials}, директор" in director.get(reverse("print_signed")).content.decode()


def test_a_signature_from_another_program_is_taken_once_it_is_whole(s: Signing, director: Client) -> None:
    document, one = add(director, MANIFEST), issue()
    named(s.director, one, KeyKind.ELSEWHERE)
    take = reverse("print_signed_take", args=[document.pk])
    page = director.get(reverse("print_signed_document", args=[document.pk])).content.decode()
    assert "Подписать в своей программе" in page
    assert "Подписать здесь" not in page
    assert director.get(reverse("print_signed_file", args=[document.pk])).content == MANIFEST
    wrong = director.post(take, {"signature": SimpleUploadedFile("a.p7s", b"no signature")})
    assert (wrong.status_code, Signature.objects.count()) == (422, 0)
    assert "Это не подпись" in wrong.content.decode()
    content = one.key.sign_detached(MANIFEST)
    done = director.post(take, {"signature": SimpleUploadedFile("a.p7s", content)}, follow=True)
    assert "Подпись проверена и принята." in done.content.decode()
    row = Signature.objects.get()
    kept = reverse("print_signed_signature", args=[document.pk, row.pk])
    assert kept in done.content.decode()
    assert director.get(kept).content == content
    wrong_role = make.sign_in(Client(), make.make_officer(s.school, Role.OPERATOR))
    assert wrong_role.get(kept).status_code == 404


def test_a_class_is_printed_and_put_up_for_signing_from_its_page(client: Client) -> None:
    group, _, _ = a_class(1, 1)
    deputy = make.make_officer(group.school, Role.DEPUTY)
    make.sign_in(client, deputy)
    menu = client.get(reverse("print_class", args=[group.pk])).content.decode()
    address = reverse("print_class_sign", args=[group.pk])
    assert address in menu
    for what, title in (("summary", "Сводная ведомость, 7А, 2026/2027"), ("", "Классный журнал, 7А, 2026/2027")):
        answer = client.post(f"{address}?period=year&what={what}")
        document = SignedDocument.objects.latest("pk")
        assert answer["Location"] == reverse("print_signed_document", args=[document.pk])
        assert document.title == title
    tutor = make.sign_in(Client(), group.tutors.get().staff)
    assert tutor.post(address).status_code == 404
    assert address not in tutor.get(reverse("print_class", args=[group.pk])).content.decode()


def test_a_file_of_a_printed_set_is_put_up_and_the_set_tells_who_has_signed_it(s: Signing, director: Client) -> None:
    run = PrintRun.objects.create(
        school=s.school,
        year=make.make_year(s.school),
        account_id=s.director.account_id,
        state=RunState.DONE,
        created_at=now(),
        beat_at=now(),
    )
    path = jobs.folder_of(run) / "01 7А.pdf"
    path.parent.mkdir(parents=True)
    path.write_bytes(printed())
    address = reverse("print_run_sign", args=[run.pk, 0])
    assert address in director.get(reverse("print_run", args=[run.pk])).content.decode()
    director.post(address)
    document, one = SignedDocument.objects.get(), issue()
    assert document.title == "01 7А, 2026/2027"
    named(s.director, one, KeyKind.ELSEWHERE)
    signature = SimpleUploadedFile("a.p7s", one.key.sign_detached(printed()))
    director.post(reverse("print_signed_take", args=[document.pk]), {"signature": signature})
    told = director.get(reverse("print_run", args=[run.pk])).content.decode()
    assert f"{s.staff.person.initials}, директор" in told
    methodologist = make.sign_in(Client(), make.make_officer(s.school, Role.METHODOLOGIST))
    assert methodologist.post(address).status_code == 404
