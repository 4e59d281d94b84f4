"""Signing here and elsewhere: who may, with which key, what is kept, what the ledger says (ARC-07, П3.6.7)."""

import io
import stat
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest
import time_machine
from asn1crypto import pkcs12
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519, x25519
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfWriter

from letopis.documents.signatures import actions, gost, keeping, own_keys, pades, queries
from letopis.documents.signatures.actions import Secret
from letopis.documents.signatures.actions.kept import keep_beside
from letopis.documents.signatures.certificates import certificate_of
from letopis.documents.signatures.cms import signers_of
from letopis.documents.signatures.enums import Form, KeyKind, SubjectKind
from letopis.documents.signatures.keys import key_of_file
from letopis.documents.signatures.models import Signature, SignedDocument, SigningCertificate
from letopis.kernel.clock import now
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.history.models import Entry
from letopis.school.organisation.serving import serving
from tests import factories as make
from tests.documents.signatures import scene
from tests.documents.signatures.scene import MANIFEST, PASSPHRASE, Signing, issue, named, printed, signing

pytestmark = [pytest.mark.django_db, pytest.mark.req("ARC-07")]


@pytest.fixture
def s(settings: object, tmp_path: Path) -> Signing:
    settings.LETOPIS_HOME = tmp_path  # type: ignore[attr-defined]
    return signing()


def put_up(s: Signing, content: bytes | None = None) -> SignedDocument:
    return actions.put_up(s.director, content=content or printed(), title="Журнал 7А", name="7А.pdf")


def test_a_pdf_is_signed_in_itself_by_two_and_the_ledger_says_who_signed_what_with_which_certificate(
    s: Signing,
) -> None:
    document = put_up(s)
    first, second = issue(), issue("Седов Игорь Ильич")
    for actor, one in ((s.director, first), (s.deputy, second)):
        row = named(actor, one)
        secret = Secret(PASSPHRASE, one.store)
        actions.sign(actor, document_id=document.pk, certificate_id=row.pk, secret=secret)
    rows = queries.signatures_of(s.school.pk, SubjectKind.PDF, document.digest)
    assert [(one.form, one.certificate.role) for one in rows] == [("pades", Role.DIRECTOR), ("pades", Role.DEPUTY)]
    content = queries.state_of(document, rows)
    assert content.startswith(printed())
    assert keeping.digest_of(content) == rows[-1].file_digest
    # The file as it was printed, as it is now and as it was between lead to the same.
    for digest in (document.digest, *(one.file_digest for one in rows)):
        assert queries.signatures_of(s.school.pk, SubjectKind.PDF, digest) == rows
    under = queries.signatures_of(s.school.pk, SubjectKind.PDF, rows[-1].file_digest)
    assert {one.certificate.role for one in under} == {Role.DIRECTOR, Role.DEPUTY}
    assert [verdict.is_sound for _, verdict in queries.verdicts_of(s.school.pk, content, rows)] == [True, True]
    entry = Entry.objects.filter(kind="signatures.signature").latest("pk")
    assert (entry.action, entry.actor_name) == ("sign_document", s.deputy.name)
    assert entry.after["digest"] == document.digest
    assert entry.after["fingerprint"] == second.certificate.fingerprint
    assert entry.after["file_digest"] == rows[-1].file_digest


def test_a_pdf_without_a_place_for_the_mark_is_signed_beside_it(s: Signing) -> None:
    page = PdfWriter()
    page.add_blank_page(595, 842)
    out = io.BytesIO()
    page.write(out)
    document, one = put_up(s, out.getvalue()), issue()
    row = named(s.director, one)
    signed = actions.sign(
        s.director, document_id=document.pk, certificate_id=row.pk, secret=Secret(PASSPHRASE, one.store)
    )
    assert signed.form == Form.CMS
    ((_, verdict),) = queries.verdicts_of(s.school.pk, out.getvalue(), [signed])
    assert verdict.is_sound


@pytest.mark.sqlite
@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF\n", b"%PDF" + bytes(range(256)) * 40])
def test_a_pdf_that_is_none_is_not_put_up(s: Signing, content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        put_up(s, content)
    assert (refused.value.code, refused.value.field) == ("broken", "file")
    assert not SignedDocument.objects.exists()


@pytest.mark.sqlite
def test_a_pdf_damaged_in_any_place_is_signed_beside_or_refused(s: Signing) -> None:
    """What one library reads another does not: whatever comes of it, it is an answer."""
    whole, one, random = printed(), issue(), Random(4)
    office = pades.As(Role.DIRECTOR, "директор", s.staff.person.surname)
    for _ in range(15):
        at, size = random.randrange(len(whole)), random.choice((1, 8, 200))
        content = whole[:at] + random.randbytes(size) + whole[at + size :]
        with suppress(Refused):
            pades.sign_pdf(content, one.key, office)


def test_nothing_of_a_key_is_kept(s: Signing, caplog: pytest.LogCaptureFixture) -> None:
    document, one = put_up(s), issue()
    row = named(s.director, one)
    with pytest.raises(Refused, match="неверный пароль") as wrong:
        actions.sign(
            s.director, document_id=document.pk, certificate_id=row.pk, secret=Secret("другой пароль", one.store)
        )
    assert wrong.value.field == "passphrase"
    actions.sign(s.director, document_id=document.pk, certificate_id=row.pk, secret=Secret(PASSPHRASE, one.store))
    assert "пароль" not in repr(Secret("другой пароль", b"1"))
    assert PASSPHRASE not in repr(one.key)
    assert not caplog.records
    kept = [path.read_bytes() for path in Path(settings.LETOPIS_HOME).rglob("*") if path.is_file()]
    secret = scene.private_der(one)
    assert not any(one.store in content or secret in content or PASSPHRASE.encode() in content for content in kept)


@pytest.mark.sqlite
@pytest.mark.parametrize("where", ["the seal", "the certificate", "the key"])
def test_a_key_file_that_would_take_hours_to_open_is_refused_at_once(where: str) -> None:
    """It says itself how often its passphrase is stretched: nobody waits a day for one upload."""
    store = pkcs12.Pfx.load(issue().store)
    safe, rounds = store.authenticated_safe, 2**31 - 1
    if where == "the seal":
        store["mac_data"]["iterations"] = rounds
    for part in safe:
        if part["content_type"].native == "encrypted_data" and where == "the certificate":
            kdf = part["content"]["encrypted_content_info"]["content_encryption_algorithm"]["parameters"]
            kdf["key_derivation_func"]["parameters"]["iteration_count"] = rounds
        elif part["content_type"].native == "data" and where == "the key":
            bags = pkcs12.SafeContents.load(part["content"].native)
            kdf = bags[0]["bag_value"]["encryption_algorithm"]["parameters"]
            kdf["key_derivation_func"]["parameters"]["iteration_count"] = rounds
            part["content"] = bags.dump(force=True)
    store["auth_safe"]["content"] = safe.dump(force=True)
    with pytest.raises(Refused) as refused:
        key_of_file(store.dump(force=True), PASSPHRASE)
    assert refused.value.code == "key_file"
    assert key_of_file(issue().store, PASSPHRASE).signer is not None


def test_a_key_of_another_certificate_a_withdrawn_one_and_somebody_elses_do_not_sign(s: Signing) -> None:
    document, one, other = put_up(s), issue(), issue()
    row, theirs = named(s.director, one), named(s.deputy, issue("Седов Игорь"))
    with pytest.raises(Refused, match="другого сертификата"):
        actions.sign(s.director, document_id=document.pk, certificate_id=row.pk, secret=Secret(PASSPHRASE, other.store))
    with pytest.raises(Refused, match="Приложите файл ключа"):
        actions.sign(s.director, document_id=document.pk, certificate_id=row.pk, secret=Secret(PASSPHRASE))
    with pytest.raises(NotVisible):
        actions.sign(s.director, document_id=document.pk, certificate_id=theirs.pk, secret=Secret(PASSPHRASE))
    actions.withdraw_signer(s.director, certificate_id=row.pk)
    with pytest.raises(NotVisible):
        actions.sign(s.director, document_id=document.pk, certificate_id=row.pk, secret=Secret(PASSPHRASE, one.store))
    assert not Signature.objects.exists()


def test_nobody_signs_the_same_twice_and_what_another_has_signed_meanwhile_is_found(s: Signing) -> None:
    document, one, other = put_up(s), issue(), issue("Седов Игорь")
    mine, theirs = named(s.director, one), named(s.deputy, other)
    before = printed()
    actions.sign(s.director, document_id=document.pk, certificate_id=mine.pk, secret=Secret(PASSPHRASE, one.store))
    with pytest.raises(Refused, match="уже подписан"):
        actions.sign(s.director, document_id=document.pk, certificate_id=mine.pk, secret=Secret(PASSPHRASE, one.store))
    made = signers_of(other.key.sign_detached(before))
    with pytest.raises(Refused, match="подписал кто-то ещё"):
        keep_beside(s.deputy, document, before, made)
    assert Signature.objects.count() == 1
    assert theirs.signatures.count() == 0


def test_who_does_not_sign_finds_nothing(s: Signing) -> None:
    document = put_up(s)
    operator = make.actor_of(make.make_officer(s.school, Role.OPERATOR), Role.OPERATOR)
    foreign = signing().director
    for actor in (operator, foreign):
        with pytest.raises(NotVisible):
            queries.document_page(actor, document.pk)
        with pytest.raises(NotVisible):
            actions.take_signature(actor, document_id=document.pk, content=b"")
    with pytest.raises(NotVisible):
        put_up(Signing(s.school, operator, operator, s.staff))


# ── certificates ──────────────────────────────────────────────────────
def test_a_school_makes_a_key_of_its_own_under_a_passphrase_for_the_servers_user_alone(s: Signing) -> None:
    with serving(s.school.kind, s.school.time_zone):
        with pytest.raises(Refused, match="не короче"):
            actions.make_own_key(s.director, passphrase="короткий")
        row = actions.make_own_key(s.director, passphrase=PASSPHRASE)
    assert (row.key_kind, row.role, row.algorithm) == (KeyKind.HOME, Role.DIRECTOR, "RSA, 3072 бит")
    assert row.owner == s.staff.person.full_name
    path = Path(settings.LETOPIS_HOME) / "signing" / f"{row.fingerprint}.p12"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert own_keys.kept(row.fingerprint) == path.read_bytes()
    document = put_up(s)
    signed = actions.sign(s.director, document_id=document.pk, certificate_id=row.pk, secret=Secret(PASSPHRASE))
    assert signed.form == Form.PADES
    path.unlink()
    with pytest.raises(Refused, match="восстановите"):
        own_keys.kept(row.fingerprint)


@pytest.mark.parametrize("key", [ed25519.Ed25519PrivateKey, x25519.X25519PrivateKey])
def test_a_certificate_of_a_key_without_a_size_is_read(key: Any) -> None:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Орлова Елена Викторовна")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.generate().public_key())
    made = made.serial_number(5).not_valid_before(now() - scene.DAY).not_valid_after(now() + scene.DAY)
    found = certificate_of(made.sign(ed25519.Ed25519PrivateKey.generate(), None).public_bytes(Encoding.DER))
    assert (found.owner, found.algorithm.lower()) == (
        "Орлова Елена Викторовна",
        key.__name__.removesuffix("PrivateKey").lower(),
    )


def test_the_operator_names_others_a_deputy_oneself_and_only_those_in_office(s: Signing) -> None:
    operator = make.actor_of(make.make_officer(s.school, Role.OPERATOR), Role.OPERATOR)
    teacher = make.make_staff(s.school)
    kind, content = KeyKind.ELSEWHERE, issue(s.staff.person.full_name).pem
    assert {one.role for one in queries.candidates(operator)} == {Role.DIRECTOR, Role.DEPUTY}
    assert [one.staff_id for one in queries.candidates(s.deputy)] == [s.deputy.staff_id]
    for actor, staff_id, role in (
        (s.deputy, s.staff.pk, Role.DIRECTOR),
        (operator, teacher.pk, Role.DIRECTOR),
        (operator, s.staff.pk, Role.DEPUTY),
    ):
        with pytest.raises(NotVisible):
            actions.name_signer(actor, staff_id=staff_id, role=role, key_kind=kind, content=content)
    row = actions.name_signer(operator, staff_id=s.staff.pk, role=Role.DIRECTOR, key_kind=kind, content=content)
    with pytest.raises(Refused, match="уже в списке"):
        actions.name_signer(operator, staff_id=s.staff.pk, role=Role.DIRECTOR, key_kind=kind, content=content)
    actions.withdraw_signer(operator, certificate_id=row.pk)
    told = Entry.objects.filter(kind="signatures.signingcertificate").order_by("pk").values_list("action", flat=True)
    assert list(told) == ["name_signer", "withdraw_signer"]


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("content", "told"),
    [(b"", "не сертификат"), (b"-----BEGIN CERTIFICATE-----\nxxx\n-----END CERTIFICATE-----\n", "не сертификат")],
)
def test_what_is_no_certificate_is_said_to_be_none(s: Signing, content: bytes, told: str) -> None:
    with pytest.raises(Refused, match=told):
        actions.name_signer(s.director, staff_id=s.staff.pk, role=Role.DIRECTOR, key_kind=KeyKind.FILE, content=content)
    assert not SigningCertificate.objects.exists()


def test_a_certificate_out_of_its_term_or_not_for_signing_is_refused(s: Signing) -> None:
    for one, told in (
        (issue(begins=scene.now() - 9 * scene.DAY, ends=scene.now() - scene.DAY), "Срок сертификата вышел"),
        (issue(signs=False), "не для подписи"),
    ):
        with pytest.raises(Refused, match=told):
            named(s.director, one)


# ── signatures from elsewhere ─────────────────────────────────────────
def test_a_signature_made_elsewhere_is_checked_before_it_is_kept(s: Signing) -> None:
    document, one = put_up(s, MANIFEST), issue()
    take = lambda content: actions.take_signature(s.deputy, document_id=document.pk, content=content)  # noqa: E731
    signature = one.key.sign_detached(MANIFEST)
    with pytest.raises(Refused, match="нет среди подписывающих"):
        take(signature)
    named(s.director, one, KeyKind.ELSEWHERE)
    for content, told in (
        (one.key.sign_detached(MANIFEST + b" "), "изменён после подписания"),
        (b"not a signature", "Это не подпись"),
        (issue("Седов Игорь").key.sign_detached(MANIFEST), "нет среди подписывающих"),
    ):
        with pytest.raises(Refused, match=told) as refused:
            take(content)
        assert refused.value.field == "signature"
    assert not Signature.objects.exists()
    (kept,) = take(signature)
    assert (kept.form, kept.certificate.staff_id, kept.actor_name) == (Form.CMS, s.staff.pk, s.deputy.name)
    assert bytes(kept.cms) == signature
    with pytest.raises(Refused, match="уже подписан"):
        take(signature)


@pytest.mark.skipif(not gost.is_available(), reason="no GOST engine: apt-get install libengine-gost-openssl")
def test_gost_is_signed_by_a_file_and_taken_from_elsewhere(
    s: Signing, tmp_path: Path, moment: time_machine.Traveller
) -> None:
    certificate, store = scene.gost_key(tmp_path)
    # openssl goes by the real clock.
    moment.move_to(time_machine.escape_hatch.time.time())
    assert (certificate.owner, certificate.algorithm) == ("Орлова Елена Викторовна", "ГОСТ Р 34.10-2012, 256 бит")
    row = actions.name_signer(
        s.director,
        staff_id=s.staff.pk,
        role=Role.DIRECTOR,
        key_kind=KeyKind.FILE,
        content=certificate.pem,
        even_if_other=True,
    )
    document = put_up(s)
    with pytest.raises(Refused, match="неверный пароль"):
        actions.sign(s.director, document_id=document.pk, certificate_id=row.pk, secret=Secret("другой", store))
    signed = actions.sign(s.director, document_id=document.pk, certificate_id=row.pk, secret=Secret(PASSPHRASE, store))
    assert signed.form == Form.CMS
    ((_, verdict),) = queries.verdicts_of(s.school.pk, printed(), [signed])
    assert (verdict.faults, verdict.is_sound) == ((), True)
    manifest = put_up(s, MANIFEST)
    (taken,) = actions.take_signature(
        s.director, document_id=manifest.pk, content=gost.sign(MANIFEST, store, PASSPHRASE)
    )
    assert taken.fingerprint == certificate.fingerprint
    with pytest.raises(Refused, match="изменён после подписания"):
        actions.take_signature(
            s.director, document_id=manifest.pk, content=gost.sign(MANIFEST + b" ", store, PASSPHRASE)
        )


@pytest.mark.skipif(not gost.is_available(), reason="no GOST engine: apt-get install libengine-gost-openssl")
def test_a_pdf_signed_by_gost_in_another_program_is_taken_as_it_is(
    s: Signing, tmp_path: Path, moment: time_machine.Traveller
) -> None:
    certificate, store = scene.gost_key(tmp_path)
    moment.move_to(time_machine.escape_hatch.time.time())
    document = put_up(s)
    given = scene.gost_signed_pdf(printed(), store)
    take = lambda content: actions.take_signature(s.director, document_id=document.pk, content=content)  # noqa: E731
    with pytest.raises(Refused, match="нет среди подписывающих"):
        take(given)
    actions.name_signer(
        s.director,
        staff_id=s.staff.pk,
        role=Role.DIRECTOR,
        key_kind=KeyKind.ELSEWHERE,
        content=certificate.pem,
        even_if_other=True,
    )
    altered = given[:-400] + bytes([given[-400] ^ 1]) + given[-399:]
    for content, told in (
        (given[:500] + bytes([given[500] ^ 1]) + given[501:], "Это другой файл"),
        (altered, "изменён|не читается"),
        (printed(), "нет новой подписи"),
    ):
        with pytest.raises(Refused, match=told):
            take(content)
    (kept,) = take(given)
    assert (kept.form, kept.file_digest) == (Form.PADES, keeping.digest_of(given))
    page = queries.document_page(s.director, document.pk)
    assert [verdict.faults for _, verdict in page.signatures if verdict] == [()]
    with pytest.raises(Refused, match="нет новой подписи"):
        take(given)
    one = issue("Седов Игорь Ильич")
    row = named(s.deputy, one)
    actions.sign(s.deputy, document_id=document.pk, certificate_id=row.pk, secret=Secret(PASSPHRASE, one.store))
    page = queries.document_page(s.director, document.pk)
    assert [verdict.is_sound for _, verdict in page.signatures if verdict] == [True, True]


# ── a package ─────────────────────────────────────────────────────────
def test_signatures_of_a_package_lie_beside_its_manifest(s: Signing, tmp_path: Path) -> None:
    folder = tmp_path / "package"
    folder.mkdir()
    with pytest.raises(Refused, match="не архивный пакет"):
        actions.put_package_up(s.director, folder, "Архив")
    (folder / actions.MANIFEST).write_bytes(MANIFEST)
    document = actions.put_package_up(s.director, folder, "Архив")
    for actor, one in ((s.director, issue()), (s.deputy, issue("Седов Игорь"))):
        row = named(actor, one)
        actions.sign(actor, document_id=document.pk, certificate_id=row.pk, secret=Secret(PASSPHRASE, one.store))
    assert {path.name for path in folder.iterdir()} == {
        actions.MANIFEST,
        f"{actions.MANIFEST}.1.p7s",
        f"{actions.MANIFEST}.2.p7s",
    }
    third = issue("Климов Андрей")
    named(s.director, third)
    (folder / actions.MANIFEST).unlink()
    with pytest.raises(Refused, match="не подключена"):
        actions.take_signature(s.director, document_id=document.pk, content=third.key.sign_detached(MANIFEST))
    assert Signature.objects.count() == 2


def test_what_is_neither_a_pdf_nor_a_manifest_is_not_put_up(s: Signing) -> None:
    for content in (b"text", b"\xff\xfe", b"a" * 64 + b" data/x\n"):
        with pytest.raises(Refused, match="Подписывают PDF или файл tagmanifest"):
            put_up(s, content)
    assert put_up(s) == put_up(s)


@pytest.mark.parametrize("many", [1, 3])
def test_a_page_asks_as_often_however_many_have_signed(s: Signing, many: int) -> None:
    document = put_up(s, MANIFEST)
    for at in range(many):
        one = issue(f"Седов Игорь {at}")
        named(s.director, one)
        actions.take_signature(s.director, document_id=document.pk, content=one.key.sign_detached(MANIFEST))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = queries.document_page(s.director, document.pk)
    assert (len(asked), len(page.signatures), page.trouble) == (5, many, "")
    with CaptureQueriesContext(connection) as asked:
        (row,) = queries.documents(s.director)
    assert (len(asked), len(row.signers)) == (2, many)


def test_a_kept_file_that_was_altered_is_told(s: Signing) -> None:
    document = put_up(s)
    path = keeping._path(s.school.pk, document.digest)
    path.write_bytes(path.read_bytes() + b" ")
    page = queries.document_page(s.director, document.pk)
    assert "изменён" in page.trouble
