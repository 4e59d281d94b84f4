"""Time stamps (RFC 3161): the one place that knows the authority of the settings, and the only one that asks it.

`LETOPIS_TIMESTAMP_URL` is what the user configured; without it nothing is contacted, and nothing is stamped.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import aiohttp
from asn1crypto import cms, tsp
from django.conf import settings
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper, TimestampRequestError

from letopis.documents.signatures.certificates import Certificate
from letopis.documents.signatures.checking import Trust, check_stamp, run
from letopis.documents.signatures.verdicts import Code
from letopis.kernel.errors import Refused

ALGORITHM = "sha256"
LARGEST_ANSWER = 1 << 20  # bytes, certificates with it
NOT_STAMPED = "Служба штампов времени не ответила. Повторите позже или уберите её адрес из настроек сервера."


@dataclass(frozen=True, slots=True)
class Stamped:
    """What a time stamp says: when (None: nothing that can be believed), what is wrong, what is to be known."""

    at: datetime | None
    faults: tuple[Code, ...]
    remarks: tuple[Code, ...]


def is_configured() -> bool:
    """Say whether an authority is named in the settings."""
    return bool(settings.TIMESTAMP_URL)


def stamper() -> TimeStamper | None:
    """Return who stamps, None where nobody is named."""
    if not is_configured():
        return None
    return _Authority(settings.TIMESTAMP_URL, timeout=settings.TIMESTAMP_SECONDS)


class _Authority(HTTPTimeStamper):
    """The authority itself: where it sends us on nobody goes, and its answer is no larger than a token."""

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Ask once. Raises TimestampRequestError."""
        seconds, body = aiohttp.ClientTimeout(total=self.timeout), b""
        try:
            async with (
                self._acquire_session() as session,
                session.post(
                    self.url, headers=self.request_headers(), data=req.dump(), allow_redirects=False, timeout=seconds
                ) as answer,
            ):
                if answer.status != 200 or answer.content_type != "application/timestamp-reply":
                    raise TimestampRequestError(f"an answer of another kind: {answer.status}")
                async for part in answer.content.iter_chunked(1 << 16):
                    body += part
                    if len(body) > LARGEST_ANSWER:
                        raise TimestampRequestError("too large an answer")
        except (aiohttp.ClientError, OSError) as error:
            raise TimestampRequestError("the authority does not answer") from error
        return tsp.TimeStampResp.load(body)


def stamp(content: bytes) -> bytes:
    """Return the authority's token (DER) over `content`. Raises Refused: none is named, it does not answer."""
    one = stamper()
    if one is None:
        raise Refused("Служба штампов времени не задана: LETOPIS_TIMESTAMP_URL.", code="no_authority")
    try:
        token = run(one.async_timestamp(hashlib.sha256(content).digest(), ALGORITHM))
    except UNANSWERED as error:
        raise Refused(NOT_STAMPED, code="not_stamped") from error
    return bytes(token.dump())


# What asking it raises: it is not there, it says no, it says nonsense, it takes too long.
UNANSWERED = (TimestampRequestError, OSError, TimeoutError, ValueError, TypeError, KeyError)


def check(token: bytes, content: bytes, *, trust: Sequence[Certificate] | Trust = None) -> Stamped:
    """Say of a token whether it is over `content`, when, and by somebody of `trust`. No network."""
    try:
        data = cms.ContentInfo.load(token, strict=True)["content"]
        at, faults, remarks = check_stamp(data, lambda name: hashlib.new(name, content).digest(), trust)
    except (ValueError, TypeError, KeyError):
        return Stamped(None, (Code.STAMP_BROKEN,), ())
    return Stamped(at, tuple(faults), tuple(remarks))
