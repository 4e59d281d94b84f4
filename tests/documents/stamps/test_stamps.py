"""Time stamps of checkpoints, through an authority on this machine; what openssl says of them (ARC-06)."""

import io
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import UTC, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import msgspec
import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.db.models import Q
from django.urls import reverse
from pyhanko.sign.timestamps import DummyTimeStamper

from letopis.documents.extracts import checking, form
from letopis.documents.extracts.making import make_extract
from letopis.documents.signatures import timestamps
from letopis.documents.signatures.certificates import Certificate
from letopis.documents.stamps import jobs
from letopis.documents.stamps.models import CheckpointStamp
from letopis.documents.stamps.queries import stamp_page, trouble_of_stamps
from letopis.kernel.clock import now
from letopis.kernel.roles import Role
from letopis.school.history.log import notes
from letopis.school.history.log.checkpoints import make_checkpoint
from letopis.school.history.models import Entry
from letopis.school.history.verification import verify
from letopis.school.witnessing.cosigned import cosigned_note
from letopis.school.witnessing.models import Cosignature
from tests import factories as make
from tests.school.history.log.test_checkpoints import enter

pytestmark = [pytest.mark.django_db, pytest.mark.req("ARC-06", "JRN-10")]


class Authority:
    """A time-stamping authority at `url`, until the test ends. `is_well`: it answers as it should."""

    def __init__(self) -> None:
        self.is_well = True
        self.private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Служба штампов")])
        made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(self.private.public_key())
        made = (
            made.serial_number(7).not_valid_before(now() - timedelta(days=9)).not_valid_after(now() + timedelta(days=9))
        )
        uses = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        self.certificate = made.add_extension(uses, critical=True).sign(self.private, hashes.SHA256())

    def answer(self, request: bytes) -> bytes:
        der = self.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        certificate = asn1_x509.Certificate.load(self.certificate.public_bytes(Encoding.DER))
        key = asn1_keys.PrivateKeyInfo.load(der)
        stamper = DummyTimeStamper(certificate, key, fixed_dt=now().astimezone(UTC))
        made: bytes = stamper.request_tsa_response(tsp.TimeStampReq.load(request)).dump()
        return made


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def asked(authority: Authority, settings) -> Iterator[Authority]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = authority.answer(self.rfile.read(int(self.headers["Content-Length"]))) if authority.is_well else b"?"
            if self.path != authority.goes_on_to:
                self.send_response(307)
                self.send_header("Location", authority.goes_on_to)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            body += bytes(authority.more)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    authority.is_well, authority.goes_on_to, authority.more = True, "/tsr", 0
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        settings.TIMESTAMP_URL = f"http://127.0.0.1:{server.server_port}/tsr"
        yield authority
        server.shutdown()
        thread.join()


@pytest.fixture
def signed(school):
    enter(school, 3)
    make_checkpoint(school.pk)
    return school


def test_the_newest_checkpoint_is_stamped_once_a_day(signed, asked, moment):
    make.make_cosignature(signed_checkpoint(signed))
    jobs.carry_out.call()
    jobs.carry_out.call()
    row = CheckpointStamp.objects.get()
    assert (row.fault, row.text) == ("", cosigned_note(row.checkpoint))
    moment.shift(timedelta(days=2))
    jobs.carry_out.call()
    assert CheckpointStamp.objects.count() == 1, "nothing new to stamp"
    enter(signed, 1)
    make_checkpoint(signed.pk)
    jobs.carry_out.call()
    assert CheckpointStamp.objects.count() == 2
    head = make.actor_of(make.make_officer(signed, Role.DIRECTOR), Role.DIRECTOR)
    page = stamp_page(head)
    assert (page.at, page.fault) == (now(), "")
    assert trouble_of_stamps(head) == ""


def signed_checkpoint(school):
    from letopis.school.history.log.checkpoints import newest

    return newest(school.pk)


def test_nobody_is_asked_where_nobody_is_named(signed, settings):
    assert settings.TIMESTAMP_URL == ""
    jobs.begin_due()
    jobs.carry_out.call()
    assert not CheckpointStamp.objects.exists()


def test_an_authority_that_does_not_answer_is_told_and_asked_again(signed, asked, moment):
    head = make.actor_of(make.make_officer(signed, Role.DIRECTOR), Role.DIRECTOR)
    asked.is_well = False
    jobs.carry_out.call()
    jobs.carry_out.call()
    row = CheckpointStamp.objects.get()
    assert row.token is None
    assert "не ответила" in row.fault
    assert "без штампа времени" in trouble_of_stamps(head)
    asked.is_well = True
    moment.shift(timedelta(minutes=61))
    jobs.carry_out.call()
    assert trouble_of_stamps(head) == ""


@pytest.mark.parametrize("wrong", [{"goes_on_to": "/other"}, {"more": timestamps.LARGEST_ANSWER}])
def test_an_authority_leads_nowhere_else_and_says_no_more_than_a_token(signed, asked, wrong):
    """It is the one that was named: what answers in its place, or without end, is none."""
    for name, value in wrong.items():
        setattr(asked, name, value)
    jobs.carry_out.call()
    row = CheckpointStamp.objects.get()
    assert row.token is None
    assert "не ответила" in row.fault


@pytest.mark.tampering
def test_verify_finds_a_stamp_and_a_cosignature_that_do_not_fit(signed, asked, record_property):
    checkpoint = signed_checkpoint(signed)
    make.make_cosignature(checkpoint)
    jobs.carry_out.call()

    def codes() -> set[str]:
        return {one.code for one in verify(signed.pk).findings} & {"stamp_broken", "cosignature_forged"}

    assert codes() == set()
    row = CheckpointStamp.objects.get()
    for change in ({"text": row.text.replace("\n4\n", "\n5\n")}, {"token": bytes(row.token)[:-9]}, {"token": b"x"}):
        CheckpointStamp.objects.update(**change)
        assert codes() == {"stamp_broken"}, change
        record_property("way", (f"{next(iter(change))} of a time stamp", "stamp_broken"))
        CheckpointStamp.objects.update(text=row.text, token=row.token)
    line = Cosignature.objects.get().line
    Cosignature.objects.update(line=line.replace("— ", "—  "))
    assert codes() == {"cosignature_forged"}
    record_property("way", ("a witness's line under a checkpoint", "cosignature_forged"))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_agrees(client, signed, asked, tmp_path: Path):
    browser = make.sign_in(client, make.make_officer(signed))
    assert browser.get(reverse("office_settings_stamp")).status_code == 404
    jobs.carry_out.call()
    page = browser.get(reverse("office_settings_log")).content.decode()
    assert reverse("office_settings_stamp") in page
    zipfile.ZipFile(io.BytesIO(browser.get(reverse("office_settings_stamp")).content)).extractall(tmp_path)
    (text,), (token,) = tmp_path.glob("*.checkpoint"), tmp_path.glob("*.tst")
    (root := tmp_path / "root.pem").write_bytes(asked.certificate.public_bytes(Encoding.PEM))
    line = ["openssl", "ts", "-verify", "-data", text, "-in", token, "-token_in", "-CAfile", root]
    line += ["-attime", str(int(now().timestamp()))]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert "Verification: OK" in done.stdout + done.stderr, done.stderr
    text.write_text(text.read_text().replace("letopis/", "letopis/x"))
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode != 0


def test_whose_page_it_is(client, signed):
    assert client.get(reverse("office_settings_stamp")).status_code == 302
    teacher = make.make_staff(signed)
    make.make_course(make.make_class(signed), teacher=teacher)
    assert make.sign_in(client, teacher).get(reverse("office_settings_stamp")).status_code == 404


# ── in an extract ─────────────────────────────────────────────────────


@pytest.mark.tampering
def test_an_extract_carries_the_stamp_and_is_checked_without_the_authority(
    signed, asked: Authority, settings, record_property
) -> None:
    school = signed
    jobs.carry_out.call()
    # It goes on: the extract stands under a later head, the stamp under the earlier one.
    enter(school, 2)
    make_checkpoint(school.pk)
    settings.TIMESTAMP_URL = ""
    first = Entry.objects.filter(school=school).earliest("id")
    made = make_extract(school, Q(pk=first.pk), title="Запись")
    assert form.read(form.encoded(made)) == made
    assert notes.head_of(notes.parse(made.stamp.text)).size < notes.head_of(notes.parse(made.checkpoint)).size
    centre = Certificate(asked.certificate.public_bytes(Encoding.DER))
    found = checking.check(made, keys=made.keys, trust=[centre])
    assert found.faults == ()
    assert any("не позднее" in one and "не названа" not in one for one in found.told)
    assert any("не названа" in one for one in checking.check(made, keys=made.keys).told)
    record_property("way", ("an extract: its time stamp", "of another checkpoint, altered"))
    altered = msgspec.structs.replace(made, stamp=form.Stamp(made.stamp.text, made.stamp.token[:-8] + "AAAAAAA="))
    assert {one.code for one in checking.check(altered, keys=made.keys).faults} == {"stamp_broken"}
    other = msgspec.structs.replace(made, stamp=form.Stamp("нечто", made.stamp.token))
    assert {one.code for one in checking.check(other, keys=made.keys).faults} == {"stamp_other"}
    # Entries that came after it: the stamp says nothing of them, and is not there.
    last = Entry.objects.filter(school=school).latest("id")
    assert make_extract(school, Q(pk=last.pk), title="Запись").stamp is msgspec.UNSET


def test_without_a_stamp_nothing_stands_in_the_file(signed) -> None:
    first = Entry.objects.filter(school=signed).earliest("id")
    made = make_extract(signed, Q(pk=first.pk), title="Запись")
    assert b'"stamp"' not in form.encoded(made)
    assert checking.check(made, keys=made.keys).faults == ()
