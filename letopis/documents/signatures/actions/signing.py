"""Signing with a key that is opened here for one act.

A signature is made before the transaction begins: a token and a stamping authority take their time, and nobody who
writes in the journal waits for them. What was signed meanwhile by another is found when it is kept.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from letopis.documents.signatures import own_keys, pades, policy, queries
from letopis.documents.signatures.actions.kept import keep_beside, keep_inside, signatures_under
from letopis.documents.signatures.cms import signers_of
from letopis.documents.signatures.enums import KeyKind, SubjectKind
from letopis.documents.signatures.keys import Key, key_of_file, key_of_token
from letopis.documents.signatures.models import Signature, SigningCertificate
from letopis.documents.signatures.places import free_place
from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.organisation.words import role_name


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
    found = signatures_under(document)
    content = queries.state_of(document, found)
    with _opened(certificate, secret) as key:
        surname = certificate.staff.person.surname
        office = pades.As(Role(certificate.role), role_name(certificate.role), surname)
        is_pdf_kind = key.signer is not None and document.kind == SubjectKind.PDF
        if is_pdf_kind and free_place(content, office.role, surname):
            signed = pades.sign_pdf(content, key, office)
            return keep_inside(actor, document, content, signed)[0]
        made = signers_of(key.sign_detached(content))
    return keep_beside(actor, document, content, made)[0]


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
