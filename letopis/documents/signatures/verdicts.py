"""What may be said of a signature: one set of codes for PDF and CMS, for commands and pages. Pure."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum


class Code(StrEnum):
    """What was found. The value is what scripts read."""

    # Faults: such a signature proves nothing, or not what it seems to.
    NONE = "none"
    BROKEN = "broken"
    ATTACHED = "attached"
    NO_CERTIFICATE = "no_certificate"
    ALTERED = "altered"
    FORGED = "forged"
    PARTIAL = "partial"
    WEAK = "weak"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    WRONG_USAGE = "wrong_usage"
    UNKNOWN_CHAIN = "unknown_chain"
    REVOKED = "revoked"
    STAMP_BROKEN = "stamp_broken"
    NOT_CHECKED = "not_checked"
    # Remarks: it is whole, and this is to be known.
    LATER = "later"
    EXTENDED = "extended"
    NO_TIME = "no_time"
    CHAIN_NOT_ASKED = "chain_not_asked"
    STAMP_UNTRUSTED = "stamp_untrusted"
    REVOKED_LATER = "revoked_later"
    REVOKED_UNPROVED = "revoked_unproved"
    LIST_OLD = "list_old"


TEXTS = {
    Code.NONE: "Подписи в файле нет.",
    Code.BROKEN: "Подпись не читается: она повреждена.",
    Code.ATTACHED: "Подпись присоединённая: документ внутри неё самой. Нужна отсоединённая.",
    Code.NO_CERTIFICATE: "В подписи нет сертификата подписавшего, или указан не он.",
    Code.ALTERED: "Документ изменён после подписания.",
    Code.FORGED: "Подпись сделана не тем ключом, что в сертификате.",
    Code.PARTIAL: "Подпись не над всем файлом: после неё в файл добавлено ещё что-то.",
    Code.WEAK: "Подпись по алгоритму, который подделывают (MD5, SHA-1).",
    Code.EXPIRED: "Когда подписывали, срок сертификата уже вышел.",
    Code.NOT_YET_VALID: "Когда подписывали, сертификат ещё не действовал.",
    Code.WRONG_USAGE: "Сертификат выдан не для подписи.",
    Code.UNKNOWN_CHAIN: "Сертификат не ведёт ни к одному из доверенных.",
    Code.REVOKED: "Когда подписывали, сертификат уже был отозван.",
    Code.STAMP_BROKEN: "Штамп времени не от этой подписи или повреждён.",
    Code.NOT_CHECKED: "Не проверено: нет модуля ГОСТ (libengine-gost-openssl).",
    Code.LATER: "После неё добавлены другие подписи, и только они.",
    Code.EXTENDED: "После неё в файл добавлены только сведения для её проверки.",
    Code.NO_TIME: "Когда подписано, в подписи не сказано: срок сертификата сверен с сегодняшним днём.",
    Code.CHAIN_NOT_ASKED: "Кто выдал сертификат, не проверялось: корневой сертификат не назван.",
    Code.STAMP_UNTRUSTED: "Служба, поставившая штамп времени, среди доверенных не названа.",
    Code.REVOKED_LATER: "Сертификат отозван позже: когда подписывали, он действовал (по штампу времени).",
    Code.REVOKED_UNPROVED: "Сертификат отозван позже. Что подписано до этого, известно лишь со слов подписавшего.",
    Code.LIST_OLD: "Список отозванных сертификатов старше подписи: загрузите новый.",
}


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed, by the certificate in the signature."""

    owner: str
    serial: str
    issuer: str
    algorithm: str
    fingerprint: str
    valid_from: datetime
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of one signature.

    `signed_at`: what the signature says; `stamped_at`: what a whole time stamp in it says; `covers`: over what it is,
    in words; `where`: the field of the PDF or the file it stands in; `covered`: SHA-256 of the bytes it is over.
    """

    signed: Signed | None = None
    signed_at: datetime | None = None
    stamped_at: datetime | None = None
    covers: str = ""
    covered: str = ""
    where: str = ""
    faults: tuple[Code, ...] = ()
    remarks: tuple[Code, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong with it and everything was looked at."""
        return not self.faults

    @property
    def is_unchecked(self) -> bool:
        """Whether it could not be looked at, and that is all."""
        return self.faults == (Code.NOT_CHECKED,)

    @property
    def lines(self) -> list[str]:
        """What is wrong, then what is to be known, in words."""
        return [TEXTS[code] for code in (*self.faults, *self.remarks)]

    @property
    def told(self) -> str:
        """In a line: «Орлова Е. В., 29.11.2026 16:40 UTC, сертификат № 1E…: верна.»."""
        said = "верна." if self.is_sound else " ".join(self.lines[: len(self.faults)])
        if self.signed is None:
            return f"{self.where}: {said}"
        at = self.stamped_at or self.signed_at
        when = f", {at.astimezone(UTC):%d.%m.%Y %H:%M} UTC" if at else ""
        remarks = " ".join(TEXTS[code] for code in self.remarks)
        return f"{self.where}: {self.signed.owner}{when}, сертификат № {self.signed.serial}: {said} {remarks}".rstrip()

    def also(self, *, faults: tuple[Code, ...] = (), remarks: tuple[Code, ...] = ()) -> "Verdict":
        """Return it with more of them."""
        return replace(self, faults=(*self.faults, *faults), remarks=(*self.remarks, *remarks))

    def as_json(self) -> dict[str, object]:
        """Return it for scripts."""
        signed = self.signed
        return {
            "sound": self.is_sound,
            "where": self.where,
            "owner": signed.owner if signed else None,
            "serial": signed.serial if signed else None,
            "issuer": signed.issuer if signed else None,
            "algorithm": signed.algorithm if signed else None,
            "fingerprint": signed.fingerprint if signed else None,
            "valid_from": signed.valid_from.isoformat() if signed else None,
            "valid_until": signed.valid_until.isoformat() if signed else None,
            "signed_at": self.signed_at.isoformat() if self.signed_at else None,
            "stamped_at": self.stamped_at.isoformat() if self.stamped_at else None,
            "covers": self.covers,
            "covered": self.covered,
            "faults": [str(code) for code in self.faults],
            "remarks": [str(code) for code in self.remarks],
            "messages": self.lines,
        }
