"""What the ledger holds of signatures: who signed which digest with which certificate."""

from letopis.documents.signatures.models import RevocationList, Signature, SigningCertificate
from letopis.school.history.tracking import track

track(
    SigningCertificate,
    "Сертификаты подписывающих",
    staff_id="чей",
    role="в какой должности",
    key_kind="где ключ",
    fingerprint="отпечаток сертификата",
    serial="номер сертификата",
    owner="владелец",
    issuer="кем выдан",
    valid_from="действителен с",
    valid_until="действителен по",
    withdrawn_at="отозван",
)
track(
    RevocationList,
    "Списки отозванных сертификатов",
    whose="чей",
    issuer="чей словами",
    digest="отпечаток",
    begins_at="с",
    ends_at="до",
    source="откуда",
    added_at="когда загружен",
)
track(
    Signature,
    "Электронные подписи",
    kind="вид документа",
    digest="отпечаток документа",
    title="документ",
    form="где подпись",
    covered="отпечаток подписанного",
    file_digest="отпечаток файла с подписью",
    certificate_id="сертификат",
    fingerprint="отпечаток сертификата",
    signed_at="подписано",
    stamped_at="штамп времени",
)
