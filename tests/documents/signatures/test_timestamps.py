"""Time stamps of an authority on this machine: asked where it is configured alone, checked without it (ARC-07)."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from asn1crypto import keys, tsp
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from letopis.documents.signatures import pades, timestamps
from letopis.documents.signatures.checking import check
from letopis.documents.signatures.verdicts import Code
from letopis.kernel.clock import now
from letopis.kernel.errors import Refused
from letopis.kernel.roles import Role
from letopis.school.organisation.serving import serving
from tests.documents.signatures.scene import DAY, MANIFEST, Issued, issue, pdfsig, printed

pytestmark = pytest.mark.req("ARC-07")
DIRECTOR = pades.As(Role.DIRECTOR, "Директор")


@contextmanager
def authority(
    one: Issued, *, answers: bytes | None = None, at: datetime | None = None
) -> Iterator[tuple[str, list[bytes]]]:
    """A time-stamping authority on loopback: its address, and what it was asked."""
    private = one.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    stamper = DummyTimeStamper(
        one.certificate.asn1, keys.PrivateKeyInfo.load(private), SimpleCertificateStore(), fixed_dt=at
    )
    asked: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append(body)
            content = answers
            if content is None:
                content = asyncio.run(stamper.async_request_tsa_response(tsp.TimeStampReq.load(body))).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsr", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def tsa() -> Issued:
    return issue("Служба штампов", stamps=True)


def test_nothing_is_asked_of_anybody_where_none_is_configured() -> None:
    assert timestamps.stamper() is None
    assert not timestamps.is_configured()
    with pytest.raises(Refused, match="не задана"):
        timestamps.stamp(b"text")


def test_a_signature_is_stamped_inside_a_pdf_and_beside_a_file(settings: object, tsa: Issued, tmp_path: object) -> None:
    one = issue()
    trust = [one.certificate, tsa.certificate]
    with authority(tsa) as (address, asked), serving("general", "Europe/Moscow"):
        settings.TIMESTAMP_URL = address  # type: ignore[attr-defined]
        signed = pades.sign_pdf(printed(), one.key, DIRECTOR)
        beside = one.key.sign_detached(MANIFEST)
    assert asked
    for content, detached in ((signed, []), (MANIFEST, [("", beside)])):
        (found,) = check(content, detached, trust=trust)
        assert (found.faults, found.remarks) == ((), ())
        assert found.stamped_at is not None
        assert abs(found.stamped_at - now()) < timedelta(seconds=5)
        (stranger,) = check(content, detached, trust=[one.certificate])
        assert (stranger.faults, stranger.remarks) == ((), (Code.STAMP_UNTRUSTED,))
    assert pdfsig(tmp_path, signed) == [(True, True)]  # type: ignore[arg-type]


def test_nobodys_name_goes_to_the_log(settings: object, tsa: Issued, caplog: pytest.LogCaptureFixture) -> None:
    """The library says of an authority that it does not trust whose it is."""
    with authority(tsa) as (address, _):
        settings.TIMESTAMP_URL = address  # type: ignore[attr-defined]
        token = timestamps.stamp(b"checkpoint")
    assert timestamps.check(token, b"checkpoint", trust=[issue().certificate]).remarks == (Code.STAMP_UNTRUSTED,)
    assert timestamps.check(token, b"another").faults == (Code.STAMP_BROKEN,)
    assert [one.getMessage() for one in caplog.records if one.name.startswith("pyhanko")] == []


def test_a_stamp_says_the_moment_whatever_the_signers_clock_says(settings: object, tsa: Issued) -> None:
    """Signed by a clock set back, with a certificate that had expired: the authority's clock tells."""
    one, later = issue(ends=now() + DAY), now() + 3 * DAY
    with authority(tsa, at=later) as (address, _):
        settings.TIMESTAMP_URL = address  # type: ignore[attr-defined]
        signature = one.key.sign_detached(MANIFEST)
    (found,) = check(MANIFEST, [("", signature)], trust=[one.certificate, tsa.certificate])
    assert (found.signed_at, found.stamped_at) == (now().replace(microsecond=0), later.replace(microsecond=0))
    assert found.faults == (Code.EXPIRED,)


def test_a_stamp_of_something_else_is_told(settings: object, tsa: Issued) -> None:
    with authority(tsa) as (address, _):
        settings.TIMESTAMP_URL = address  # type: ignore[attr-defined]
        token = timestamps.stamp(b"checkpoint")
    whole = timestamps.check(token, b"checkpoint", trust=[tsa.certificate])
    assert (whole.faults, whole.remarks) == ((), ())
    assert whole.at is not None
    assert abs(whole.at - now()) < timedelta(seconds=5)
    assert timestamps.check(token, b"another", trust=[tsa.certificate]).faults == (Code.STAMP_BROKEN,)
    assert timestamps.check(token[:-9], b"checkpoint").faults == (Code.STAMP_BROKEN,)
    assert timestamps.check(b"", b"checkpoint").faults == (Code.STAMP_BROKEN,)
    assert timestamps.check(token, b"checkpoint").remarks == (Code.STAMP_UNTRUSTED,)


def test_an_authority_that_is_not_there_or_answers_nonsense_keeps_it_from_being_signed(
    settings: object, tsa: Issued
) -> None:
    one = issue()
    settings.TIMESTAMP_URL = "http://127.0.0.1:9/"  # type: ignore[attr-defined]
    for act in (lambda: one.key.sign_detached(MANIFEST), lambda: timestamps.stamp(b"text")):
        with pytest.raises(Refused, match="не ответила"):
            act()
    with authority(tsa, answers=b"nonsense") as (address, _), serving("general", "Europe/Moscow"):
        settings.TIMESTAMP_URL = address  # type: ignore[attr-defined]
        with pytest.raises(Refused, match="не ответила"):
            pades.sign_pdf(printed(), one.key, DIRECTOR)
        with pytest.raises(Refused, match="не ответила"):
            timestamps.stamp(b"text")
