"""Signatures kept, wherever they were made: checked first, then one transaction; beside a package its files, too."""

from collections.abc import Sequence
from pathlib import Path

from django.db import transaction

from letopis.documents.signatures import keeping, queries
from letopis.documents.signatures.actions.documents import LARGEST, MANIFEST
from letopis.documents.signatures.checking import check_signer
from letopis.documents.signatures.cms import OneSigner
from letopis.documents.signatures.enums import Form, SubjectKind
from letopis.documents.signatures.models import Signature, SignedDocument, SigningCertificate
from letopis.documents.signatures.pdf import check_pdf, signatures_in
from letopis.documents.signatures.trust import trusted_by
from letopis.documents.signatures.verdicts import Code, Verdict
from letopis.documents.typesetting.composing import write_whole
from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import Refused
from letopis.school.history.intake import Put, Table, write

SIGNATURES = Table(Signature, "sign_document", "sign_document")
NO_GOST = "Подпись по ГОСТ не проверена, поэтому не принята: на сервере нет модуля ГОСТ (libengine-gost-openssl)."


def keep_inside(
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


def keep_beside(
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


def signatures_under(document: SignedDocument) -> list[Signature]:
    """Return the signatures under a document, in the order in which they were made. At most two queries."""
    return queries.signatures_of(document.school_id, SubjectKind(document.kind), document.digest)


def _require_state(document: SignedDocument, content: bytes) -> None:
    """Raise Refused where the file has got another signature since it was read. Holds the document till the end."""
    SignedDocument.objects.select_for_update().get(pk=document.pk)
    if keeping.digest_of(queries.state_of(document, signatures_under(document))) != keeping.digest_of(content):
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
