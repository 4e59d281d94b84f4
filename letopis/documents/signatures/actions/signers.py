"""Certificates of those who sign: named, made here, withdrawn."""

from django.db import transaction

from letopis.documents.signatures import own_keys, policy, queries
from letopis.documents.signatures.certificates import Certificate, NotACertificate, certificate_of
from letopis.documents.signatures.enums import KeyKind
from letopis.documents.signatures.models import SigningCertificate
from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, now
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.kernel.text import name_key
from letopis.school.history.intake import Put, Table, write
from letopis.school.organisation.models import School
from letopis.school.organisation.words import role_name
from letopis.school.people.models import Staff

CERTIFICATES = Table(SigningCertificate, "name_signer", "withdraw_signer")


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
