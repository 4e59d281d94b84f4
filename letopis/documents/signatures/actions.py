"""Writes: certificates of signers, documents put up for signing, signatures made here and taken from elsewhere.

A signature is made before the transaction begins: a token and a stamping authority take their time, and nobody who
writes in the journal waits for them. What was signed meanwhile by another is found when it is kept.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from letopis.documents.signatures import keeping, own_keys, pades, policy, queries
from letopis.documents.signatures.certificates import Certificate, NotACertificate, certificate_of
from letopis.documents.signatures.checking import check_signer
from letopis.documents.signatures.cms import NotASignature, OneSigner, signers_of
from letopis.documents.signatures.enums import Form, KeyKind, SubjectKind
from letopis.documents.signatures.keys import Key, key_of_file, key_of_token
from letopis.documents.signatures.models import Signature, SignedDocument, SigningCertificate
from letopis.documents.signatures.pdf import check_pdf, is_pdf, signatures_in
from letopis.documents.signatures.places import free_place
from letopis.documents.signatures.trust import trusted_by
from letopis.documents.signatures.verdicts import Code, Verdict
from letopis.documents.typesetting.composing import write_whole
from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, now
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.kernel.text import clean, name_key
from letopis.school.history.intake import Put, Table, write
from letopis.school.organisation.models import School
from letopis.school.organisation.words import role_name
from letopis.school.people.models import Staff

CERTIFICATES = Table(SigningCertificate, "name_signer", "withdraw_signer")
SIGNATURES = Table(Signature, "sign_document", "sign_document")
LARGEST = 64 * 1024 * 1024  # bytes of a document
MANIFEST = "tagmanifest-sha256.txt"
NO_GOST = "Подпись по ГОСТ не проверена, поэтому не принята: на сервере нет модуля ГОСТ (libengine-gost-openssl)."


# ── certificates ──────────────────────────────────────────────────────
@transaction.atomic
def name_signer(
    actor: Actor, *, staff_id: int, role: Role, key_kind: KeyKind, content: bytes, even_if_other: bool = False
) -> SigningCertificate:
    """Name a worker's certificate, by its file. Raises NotVisible, Refused: no certificate, known already.

    It asks (code `other_name`) where the certificate names somebody of another surname.
    """
    _require_office(actor, staff_id, role)
    try:
        certificate = certificate_of(content)
    except NotACertificate as fault:
        raise Refused(f"Это не сертификат: {fault}.", code="certificate", field="certificate") from None
    if key_kind == KeyKind.HOME:
        raise NotVisible
    if not certificate.may_sign:
        raise Refused("Этот сертификат выдан не для подписи.", code="usage", field="certificate")
    surname = Staff.objects.select_related("person").get(pk=staff_id, school_id=actor.school_id).person.surname
    if not even_if_other and name_key(certificate.surname or surname) != name_key(surname):
        message = f"В сертификате другой владелец: {certificate.owner}."
        raise Refused(message, code="other_name", field="even_if_other")
    return _name(actor, staff_id, role, key_kind, certificate)


def make_own_key(actor: Actor, *, passphrase: str) -> SigningCertificate:
    """Make a key for the actor, and name its certificate. It is no qualified one. Raises NotVisible, Refused."""
    policy.require_signing(actor)
    if actor.staff_id is None:
        raise NotVisible
    _require_office(actor, actor.staff_id, actor.role)
    person = Staff.objects.select_related("person").get(pk=actor.staff_id, school_id=actor.school_id).person
    owner = own_keys.Owner(
        surname=person.surname,
        given=f"{person.name} {person.patronymic}".strip(),
        position=role_name(actor.role),
        organisation=School.objects.get(pk=actor.school_id).short_name,
    )
    certificate, store = own_keys.make_key(owner, passphrase)
    own_keys.keep(certificate, store)
    try:
        with transaction.atomic():
            return _name(actor, actor.staff_id, actor.role, KeyKind.HOME, certificate)
    except BaseException:
        own_keys.forget(certificate.fingerprint)
        raise


@transaction.atomic
def withdraw_signer(actor: Actor, *, certificate_id: int) -> None:
    """Let a certificate sign no more; what it has signed stays. Raises NotVisible, Refused."""
    rows = SigningCertificate.objects.select_for_update().filter(school_id=actor.school_id, pk=certificate_id)
    row = rows.first()
    if row is None or not policy.may_keep_of(actor, row.staff_id):
        raise NotVisible
    if row.withdrawn_at is not None:
        raise Refused("Этот сертификат уже отозван.", code="withdrawn")
    put = Put.change(row)
    row.withdrawn_at = now()
    write(actor, CERTIFICATES, [put])


def _require_office(actor: Actor, staff_id: int, role: Role) -> None:
    """Raise NotVisible where the worker holds no such office, or the actor keeps no such certificates."""
    if not any((one.staff_id, one.role) == (staff_id, role) for one in queries.candidates(actor)):
        raise NotVisible


def _name(actor: Actor, staff_id: int, role: Role, kind: KeyKind, certificate: Certificate) -> SigningCertificate:
    if certificate.valid_until < now():
        message = f"Срок сертификата вышел {local(certificate.valid_until):%d.%m.%Y}."
        raise Refused(message, code="expired", field="certificate")
    known = SigningCertificate.objects.filter(school_id=actor.school_id, fingerprint=certificate.fingerprint).first()
    if known is not None:
        raise Refused("Этот сертификат уже в списке.", code="known", field="certificate")
    row = SigningCertificate(
        school_id=actor.school_id,
        staff_id=staff_id,
        role=role,
        key_kind=kind,
        der=certificate.der,
        fingerprint=certificate.fingerprint,
        serial=certificate.serial[:64],
        owner=certificate.owner[:300],
        issuer=certificate.issuer[:300],
        algorithm=certificate.algorithm[:60],
        valid_from=certificate.valid_from,
        valid_until=certificate.valid_until,
        added_at=now(),
    )
    write(actor, CERTIFICATES, [Put(row)])
    return row


# ── documents ─────────────────────────────────────────────────────────
def put_up(actor: Actor, *, content: bytes, title: str, name: str, folder: Path | None = None) -> SignedDocument:
    """Put a PDF, or a package's tag manifest, up for signing; the same one again is the same row. Raises NotVisible.

    `folder`: where the package lies; its signatures are written beside its manifest too. Raises Refused.
    """
    policy.require_signing(actor)
    if len(content) > LARGEST:
        raise Refused("Файл больше 64 МБ: такой здесь не подписывают.", code="too_large", field="file")
    kind = SubjectKind.PDF if is_pdf(content) else SubjectKind.PACKAGE
    if kind == SubjectKind.PACKAGE and not _is_manifest(content):
        message = f"Подписывают PDF или файл {MANIFEST} архивного пакета."
        raise Refused(message, code="kind", field="file")
    digest = keeping.keep(actor.school_id, content)
    found, _ = SignedDocument.objects.update_or_create(
        school_id=actor.school_id,
        kind=kind,
        digest=digest,
        defaults={"folder": str(folder.resolve())} if folder else {},
        create_defaults={
            "title": clean(title)[:300] or name,
            "name": name[:200],
            "folder": str(folder.resolve()) if folder else "",
            "account_id": actor.account_id,
            "actor_name": actor.name,
            "created_at": now(),
        },
    )
    return found


def put_package_up(actor: Actor, folder: Path, title: str) -> SignedDocument:
    """Put a package that lies on this machine up for signing. Raises NotVisible, Refused."""
    try:
        content = (folder / MANIFEST).read_bytes()
    except OSError as error:
        raise Refused(f"«{folder.name}» — не архивный пакет: нет файла {MANIFEST}.", code="no_package") from error
    return put_up(actor, content=content, title=title, name=MANIFEST, folder=folder)


def _is_manifest(content: bytes) -> bool:
    """Whether it is a list of SHA-256 and names, among them that of the payload's manifest."""
    try:
        lines = content.decode().splitlines()
    except UnicodeDecodeError:
        return False
    parts = [line.split(maxsplit=1) for line in lines]
    is_list = bool(parts) and all(len(one) == 2 and len(one[0]) == 64 for one in parts)
    return is_list and any(one[1] == "manifest-sha256.txt" for one in parts)


# ── signing here ──────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Secret:
    """What opens a key for one act: passphrase or PIN, and the file of a key that is not kept here."""

    text: str = field(repr=False)
    key_file: bytes = field(default=b"", repr=False)


def sign(actor: Actor, *, document_id: int, certificate_id: int, secret: Secret) -> Signature:
    """Sign a document with one of the actor's certificates: a PDF with a place for the mark in itself, else beside it.

    Raises NotVisible, Refused: the key, the certificate's term, signed already. Not to be called in a transaction.
    """
    policy.require_signing(actor)
    document = queries.document_of(actor, document_id)
    certificate = _usable(actor, certificate_id)
    found = _signatures(document)
    content = queries.state_of(document, found)
    with _opened(certificate, secret) as key:
        surname = certificate.staff.person.surname
        office = pades.As(Role(certificate.role), role_name(certificate.role), surname)
        is_pdf_kind = key.signer is not None and document.kind == SubjectKind.PDF
        if is_pdf_kind and free_place(content, office.role, surname):
            signed = pades.sign_pdf(content, key, office)
            return _keep_inside(actor, document, content, signed)[0]
        made = signers_of(key.sign_detached(content))
    return _keep_beside(actor, document, content, made)[0]


def _usable(actor: Actor, certificate_id: int) -> SigningCertificate:
    """A certificate of the actor's own; of the program, anybody's: who types its passphrase has the key."""
    rows = SigningCertificate.objects.filter(school_id=actor.school_id, pk=certificate_id, withdrawn_at=None)
    rows = rows.filter(**({} if actor.role == Role.SYSTEM else {"staff_id": actor.staff_id}))
    row = rows.select_related("staff__person").first()
    if row is None:
        raise NotVisible
    if not row.valid_from <= now() <= row.valid_until:
        raise Refused("Срок сертификата вышел или ещё не начался: назовите новый в настройках.", code="term")
    return row


@contextmanager
def _opened(certificate: SigningCertificate, secret: Secret) -> Iterator[Key]:
    """The key of a certificate. Raises Refused: not this one's, not here."""
    if certificate.key_kind == KeyKind.ELSEWHERE:
        raise Refused("Ключ на токене владельца: подпишите в его программе и загрузите подпись.", code="elsewhere")
    if certificate.key_kind == KeyKind.TOKEN:
        with key_of_token(secret.text, certificate.fingerprint) as key:
            yield key
        return
    is_home = certificate.key_kind == KeyKind.HOME
    if not is_home and not secret.key_file:
        raise Refused("Приложите файл ключа (.p12, .pfx): на сервере он не хранится.", code="file", field="key_file")
    key = key_of_file(own_keys.kept(certificate.fingerprint) if is_home else secret.key_file, secret.text)
    if key.certificate.fingerprint != certificate.fingerprint:
        raise Refused("В файле ключ от другого сертификата.", code="other_key", field="key_file")
    yield key


# ── signatures from elsewhere ─────────────────────────────────────────
def take_signature(actor: Actor, *, document_id: int, content: bytes) -> list[Signature]:
    """Keep a signature made in another program, once it is found whole, of signers whom the school has named.

    `content`: one beside the file, or of a PDF the file itself with more signatures in it. Raises NotVisible, Refused
    with what is wrong.
    """
    policy.require_signing(actor)
    document = queries.document_of(actor, document_id)
    if document.kind == SubjectKind.PDF and is_pdf(content):
        before = queries.state_of(document, _signatures(document))
        return _keep_inside(actor, document, before, content, field="signature")
    try:
        made = signers_of(content)
    except NotASignature:
        message = "Это не подпись: нужен файл .p7s или .sig, отсоединённая подпись CMS."
        raise Refused(message, code="not_a_signature", field="signature") from None
    return _keep_beside(actor, document, queries.state_of(document, _signatures(document)), made, is_given=True)


# ── keeping them ──────────────────────────────────────────────────────
def _keep_inside(
    actor: Actor, document: SignedDocument, before: bytes, after: bytes, *, field: str = ""
) -> list[Signature]:
    """Keep a file with more signatures. Raises Refused: another file, none added, not whole, signed meanwhile."""
    if len(after) > LARGEST or not after.startswith(before):
        message = "Это другой файл: подпишите тот, что скачан отсюда, ничего в нём не меняя."
        raise Refused(message, code="other_file", field=field)
    old, trust = len(check_pdf(before, None)), trusted_by(document.school_id)
    verdicts = check_pdf(after, trust)
    if len(verdicts) <= old:
        raise Refused("В этом файле нет новой подписи.", code="nothing_new", field=field)
    for verdict in verdicts:
        _whole(verdict, field)
    made = list(zip(signatures_in(after)[old:], verdicts[old:], strict=True))
    digest = keeping.keep(document.school_id, after)
    try:
        with transaction.atomic():
            _require_state(document, before)
            rows = [_row(actor, document, one, verdict, file_digest=digest) for one, verdict in made]
            write(actor, SIGNATURES, [Put(row) for row in rows])
            transaction.on_commit(lambda: keeping.drop(document.school_id, keeping.digest_of(before)))
    except BaseException:
        keeping.drop(document.school_id, digest)
        raise
    return rows


def _keep_beside(
    actor: Actor, document: SignedDocument, content: bytes, made: Sequence[OneSigner], *, is_given: bool = False
) -> list[Signature]:
    """Keep detached signatures, all or none; of a package that lies here, beside its manifest too. Raises Refused."""
    trust = trusted_by(document.school_id)
    checked = [(one, _whole(check_signer(content, one, trust), field="signature" if is_given else "")) for one in made]
    with transaction.atomic():
        _require_state(document, content)
        rows = [_row(actor, document, one, verdict) for one, verdict in checked]
        write(actor, SIGNATURES, [Put(row) for row in rows])
        if document.folder:
            _write_beside(Path(document.folder), [one.der for one in made])
    return rows


def _whole(verdict: Verdict, field: str = "") -> Verdict:
    """The verdict, which must have no fault. Raises Refused with what is wrong."""
    if verdict.is_unchecked:
        raise Refused(NO_GOST, code="not_checked", field=field)
    if verdict.faults == (Code.UNKNOWN_CHAIN,) and verdict.signed:
        named = f"{verdict.signed.owner}, № {verdict.signed.serial}"
        message = f"Сертификата ({named}) нет среди подписывающих: добавьте его в настройках, «Подписи»."
        raise Refused(message, code="unknown_signer", field=field)
    if verdict.faults:
        raise Refused(" ".join(verdict.lines[: len(verdict.faults)]), code=verdict.faults[0], field=field)
    return verdict


def _row(
    actor: Actor, document: SignedDocument, one: OneSigner, verdict: Verdict, *, file_digest: str = ""
) -> Signature:
    """The row of a signature. Raises Refused: whose certificate the school has not named; twice the same."""
    signed = verdict.signed
    fingerprint = signed.fingerprint if signed else ""
    known = SigningCertificate.objects.filter(school_id=document.school_id, fingerprint=fingerprint).first()
    if known is None:
        raise Refused(
            "Сертификата нет среди подписывающих: добавьте его в настройках, «Подписи».", code="unknown_signer"
        )
    twice = Signature.objects.filter(school_id=document.school_id, kind=document.kind, digest=document.digest)
    if twice.filter(fingerprint=fingerprint).exists():
        raise Refused(f"{known.owner}: этим сертификатом документ уже подписан.", code="twice")
    return Signature(
        school_id=document.school_id,
        kind=document.kind,
        digest=document.digest,
        title=document.title,
        form=Form.PADES if file_digest else Form.CMS,
        covered=verdict.covered,
        file_digest=file_digest,
        certificate=known,
        fingerprint=fingerprint,
        signed_at=verdict.signed_at or now(),
        stamped_at=verdict.stamped_at,
        cms=one.der,
        account_id=actor.account_id,
        actor_name=actor.name,
        kept_at=now(),
    )


def save_signed(signature: Signature, out: Path) -> None:
    """Write a signed PDF, or a detached signature, to a file. Raises Refused."""
    is_inside = signature.form == Form.PADES
    content = keeping.kept(signature.school_id, signature.file_digest) if is_inside else bytes(signature.cms)
    write_whole(out, content)


def _signatures(document: SignedDocument) -> list[Signature]:
    return queries.signatures_of(document.school_id, SubjectKind(document.kind), document.digest)


def _require_state(document: SignedDocument, content: bytes) -> None:
    """Raise Refused where the file has got another signature since it was read. Holds the document till the end."""
    SignedDocument.objects.select_for_update().get(pk=document.pk)
    if keeping.digest_of(queries.state_of(document, _signatures(document))) != keeping.digest_of(content):
        raise Refused("Пока вы подписывали, документ подписал кто-то ещё. Подпишите снова.", code="state")


def _write_beside(folder: Path, signatures: Sequence[bytes]) -> None:
    """Write signatures beside a package's manifest, each under a name that its tag manifest does not list."""
    if not (folder / MANIFEST).is_file():
        message = f"Папка пакета {folder} не подключена: подключите её или загрузите подпись в пакет сами."
        raise Refused(message, code="no_folder")
    number = len(list(folder.glob(f"{MANIFEST}.*.p7s")))
    for content in signatures:
        number += 1
        write_whole(folder / f"{MANIFEST}.{number}.p7s", content)
