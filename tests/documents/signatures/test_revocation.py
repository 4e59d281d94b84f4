"""Certificates that a centre has taken back: before the signing, after it, a list that is old, forged, of another."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from letopis.documents.signatures import checking, fetching, trust
from letopis.documents.signatures.actions import load_list
from letopis.documents.signatures.cms import signers_of
from letopis.documents.signatures.models import RevocationList
from letopis.documents.signatures.revocation import NotAList, Trusted, list_of
from letopis.documents.signatures.verdicts import Code
from letopis.kernel.clock import now
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from tests import factories as make
from tests.documents.signatures.scene import DAY, Issued, issue
from tests.documents.signatures.test_timestamps import authority

pytestmark = pytest.mark.req("ARC-07", "ARC-06")
HOUR = timedelta(hours=1)


def revoked(
    centre: Issued, *taken: tuple[Issued, datetime], begins: datetime | None = None, ends: datetime | None = None
) -> bytes:
    """The centre's list, DER, with these certificates on it."""
    made = x509.CertificateRevocationListBuilder().issuer_name(centre.made.subject)
    made = made.last_update(begins or now() - HOUR).next_update(ends or now() + DAY)
    for one, at in taken:
        entry = x509.RevokedCertificateBuilder().serial_number(one.made.serial_number).revocation_date(at).build()
        made = made.add_revoked_certificate(entry)
    return made.sign(centre.private, hashes.SHA256()).public_bytes(Encoding.DER)


@pytest.fixture(scope="module")
def centre() -> Issued:
    return issue("Центр Удостоверяющий", is_centre=True)


@pytest.fixture(scope="module")
def signer(centre: Issued) -> Issued:
    return issue("Орлова Елена Викторовна", by=centre)


def verdict(centre: Issued, signer: Issued, *lists: bytes, content: bytes = b"x") -> checking.Verdict:
    """On a signature made just now."""
    believed = Trusted([centre.certificate], map(list_of, lists))
    (one,) = checking.check(content, [("x.p7s", signer.key.sign_detached(content))], trust=believed)
    return one


def test_not_on_the_list_is_sound(centre: Issued, signer: Issued) -> None:
    other = issue("Климов Андрей Петрович", by=centre)
    found = verdict(centre, signer, revoked(centre, (other, now() - DAY)))
    assert (found.faults, found.remarks) == ((), ())


@pytest.mark.tampering
def test_before_the_signing_and_after_it_are_told_apart(centre: Issued, signer: Issued, record_property) -> None:
    record_property("way", ("a signature", "made with a certificate that was taken back"))
    before = verdict(centre, signer, revoked(centre, (signer, now() - DAY)))
    assert before.faults == (Code.REVOKED,)
    assert "уже был отозван" in before.told
    after = verdict(centre, signer, revoked(centre, (signer, now() + HOUR), begins=now() + HOUR))
    assert (after.faults, after.remarks) == ((), (Code.REVOKED_UNPROVED,))
    assert "со слов подписавшего" in after.told


def test_a_stamp_proves_that_it_was_signed_before(centre: Issued, signer: Issued, settings) -> None:
    later = revoked(centre, (signer, now() + HOUR), begins=now() + HOUR)
    with authority(issue("Служба штампов", stamps=True)) as (address, _):
        settings.TIMESTAMP_URL = address
        found = verdict(centre, signer, later)
    assert found.stamped_at is not None
    assert Code.REVOKED_LATER in found.remarks
    assert found.faults == ()


def test_a_certificate_that_the_school_has_named_is_looked_up_as_well(centre: Issued, signer: Issued) -> None:
    """It is believed by itself; the list of its centre is heard all the same."""
    believed = Trusted([signer.certificate, centre.certificate], [list_of(revoked(centre, (signer, now() - DAY)))])
    (one,) = signers_of(signer.key.sign_detached(b"x"))
    assert checking.check_signer(b"x", one, believed).faults == (Code.REVOKED,)


def test_a_centre_between_that_was_taken_back(centre: Issued) -> None:
    between = issue("Центр Подчинённый", by=centre, is_centre=True)
    leaf = issue("Орлова Елена Викторовна", by=between)
    (one,) = signers_of(leaf.key.sign_detached(b"x"))
    believed = Trusted([centre.certificate], [list_of(revoked(centre, (between, now() - DAY)))])
    assert checking.check_signer(b"x", one, believed).faults == (Code.REVOKED,)


@pytest.mark.tampering
def test_a_list_counts_that_its_centre_has_signed(centre: Issued, signer: Issued, record_property) -> None:
    record_property("way", ("a list of certificates taken back", "signed by another centre of that name"))
    forger = issue("Центр Удостоверяющий", is_centre=True)
    assert verdict(centre, signer, revoked(forger, (signer, now() - DAY))).faults == ()
    for broken in (b"", b"x", revoked(centre)[:-40], b"-----BEGIN X509 CRL-----\nAA\n-----END X509 CRL-----"):
        with pytest.raises(NotAList):
            list_of(broken)


def test_an_old_list_cannot_tell(centre: Issued, signer: Issued) -> None:
    found = verdict(centre, signer, revoked(centre, begins=now() - 9 * DAY, ends=now() - 2 * DAY))
    assert (found.faults, found.remarks) == ((), (Code.LIST_OLD,))


# ── kept by a school ──────────────────────────────────────────────────


@contextmanager
def served(files: dict[str, bytes]) -> Iterator[str]:
    """A server on loopback; what is moved leads to the first file."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = files.get(self.path, b"")
            self.send_response(200 if content else 302)
            self.send_header("Location", next(iter(files)))
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def roots(settings, tmp_path, centre: Issued):
    """The centre among those whom the server names."""
    path = tmp_path / "roots.pem"
    path.write_bytes(centre.pem)
    settings.SIGNING = {**settings.SIGNING, "trust": [str(path)]}


@pytest.mark.django_db
@pytest.mark.usefixtures("roots")
def test_a_school_keeps_the_newest_list_of_a_centre(school, centre: Issued, signer: Issued) -> None:
    keeper = make.actor_of(make.make_officer(school, Role.OPERATOR), Role.OPERATOR)
    load_list(keeper, content=revoked(centre, begins=now() - DAY), source="old.crl")
    row = load_list(keeper, content=revoked(centre, (signer, now() - HOUR)), source="new.crl")
    assert (RevocationList.objects.count(), row.source, row.issuer) == (
        1,
        "new.crl",
        "Центр Удостоверяющий",
    )
    (one,) = signers_of(signer.key.sign_detached(b"x"))
    assert checking.check_signer(b"x", one, trust.trusted_by(school.pk)).faults == (Code.REVOKED,)
    with pytest.raises(Refused, match="Уже загружен список новее"):
        load_list(keeper, content=revoked(centre, begins=now() - DAY), source="old.crl")
    with pytest.raises(Refused, match="Это не список отозванных"):
        load_list(keeper, content=centre.pem, source="x")
    stranger = issue("Чужой Центр", is_centre=True)
    with pytest.raises(Refused, match="Сертификата центра"):
        load_list(keeper, content=revoked(stranger), source="x")
    forger = issue("Центр Удостоверяющий", is_centre=True)
    with pytest.raises(Refused, match="не центром"):
        load_list(keeper, content=revoked(forger), source="x")
    with pytest.raises(NotVisible):
        load_list(make.nobody(school, Role.TEACHER), content=revoked(centre), source="x")
    assert RevocationList.objects.get().source == "new.crl"


@pytest.mark.django_db
@pytest.mark.usefixtures("roots")
def test_a_list_is_fetched_from_the_named_address_alone(school, settings, centre: Issued) -> None:
    settings.SIGNING = {**settings.SIGNING, "crls": []}
    assert fetching.addresses() == []
    fetching.begin_due()
    with served({"/centre.crl": revoked(centre)}) as site:
        settings.SIGNING = {**settings.SIGNING, "crls": [f"{site}/moved.crl", f"{site}/none.crl"]}
        fetching.fetch_lists.call()
        assert not RevocationList.objects.exists(), "nobody is followed"
        settings.SIGNING = {**settings.SIGNING, "crls": [f"{site}/centre.crl"]}
        fetching.fetch_lists.call()
        assert RevocationList.objects.get().source == f"{site}/centre.crl"
    fetching.fetch_lists.call()
    assert RevocationList.objects.count() == 1, "the server is away: the older list stays"
