"""Lists of certificates taken back: given as a file by who keeps the signers, or fetched by the program."""

import hashlib

from django.db import transaction

from letopis.documents.signatures.certificates import Certificate
from letopis.documents.signatures.models import RevocationList, SigningCertificate
from letopis.documents.signatures.revocation import NotAList, RevokedList, list_of
from letopis.documents.signatures.trust import roots
from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, now
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.locks import take_turn
from letopis.kernel.rights import Right
from letopis.school.history.intake import Put, Table, write

LISTS = Table(RevocationList, "load_revocations", "load_revocations", follows=("der",))


def load_list(actor: Actor, *, content: bytes, source: str) -> RevocationList:
    """Keep a centre's list in the place of its older one. Raises NotVisible, Refused.

    It must be signed by a centre whose certificate the server names or the school has, and not be older than the one
    that is kept.
    """
    if not actor.may(Right.KEEP_SIGNERS):
        raise NotVisible
    try:
        given = list_of(content)
    except NotAList as fault:
        raise Refused(f"Это не список отозванных: {fault}.", code="list", field="list") from None
    _require_signed(actor.school_id, given)
    with transaction.atomic():
        take_turn(f"revocations:{actor.school_id}")
        return _keep(actor, given, source)


def _require_signed(school_id: int, given: RevokedList) -> None:
    own = SigningCertificate.objects.filter(school_id=school_id).values_list("der", flat=True)
    known = [*roots(), *(Certificate(bytes(der)) for der in own)]
    named = [one for one in known if one.asn1.subject == given.asn1.issuer]
    if not named:
        message = f"Сертификата центра «{given.issuer}» на сервере нет: администратор добавляет его к корневым."
        raise Refused(message, code="unknown_issuer", field="list")
    if not any(given.is_of(one) for one in named):
        raise Refused(f"Список подписан не центром «{given.issuer}» или изменён.", code="forged", field="list")


def _keep(actor: Actor, given: RevokedList, source: str) -> RevocationList:
    whose = hashlib.sha256(given.asn1.issuer.dump()).hexdigest()
    row = RevocationList.objects.filter(school_id=actor.school_id, whose=whose).first()
    if row is not None and row.begins_at > given.begins_at:
        message = f"Уже загружен список новее, от {local(row.begins_at):%d.%m.%Y %H:%M}."
        raise Refused(message, code="older", field="list")
    put = Put.change(row) if row else Put(RevocationList(school_id=actor.school_id, whose=whose))
    put.row.issuer, put.row.der, put.row.digest = given.issuer[:300], given.der, hashlib.sha256(given.der).hexdigest()
    put.row.begins_at, put.row.ends_at = given.begins_at, given.ends_at
    put.row.source, put.row.added_at = source[:300], now()
    write(actor, LISTS, [put])
    return put.row
