"""Keys and certificates as centres give them out and as they should not, a printed page, a school that signs."""

import io
import shutil
import subprocess
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import PdfSignedData

from letopis.documents.journal_paper.composing import pdf_of
from letopis.documents.journal_paper.volume import Foot, document, signs
from letopis.documents.signatures.actions import name_signer, put_up, take_signature
from letopis.documents.signatures.certificates import Certificate, certificate_of
from letopis.documents.signatures.enums import KeyKind
from letopis.documents.signatures.gost import is_available
from letopis.documents.signatures.gost import sign as sign_gost
from letopis.documents.signatures.keys import Key, key_of_file
from letopis.documents.signatures.models import SignedDocument, SigningCertificate
from letopis.documents.signatures.queries import candidates
from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, now
from letopis.kernel.roles import Role
from letopis.school.organisation.models import School
from letopis.school.organisation.serving import serving
from letopis.school.people.models import Staff
from tests import factories as make

PASSPHRASE = "двенадцать знаков"
DAY = timedelta(days=1)
LONG_NAME = "Константинопольская-Вознесенская Александра-Виктория Константиновна-Абдурахмановна"
OFFICE = "Заместитель директора по учебно-воспитательной работе"


@dataclass(frozen=True)
class Issued:
    """A certificate with its key: `store` is its PKCS#12 file, under PASSPHRASE."""

    made: x509.Certificate
    private: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    store: bytes

    @property
    def certificate(self) -> Certificate:
        return Certificate(self.made.public_bytes(Encoding.DER))

    @property
    def key(self) -> Key:
        return key_of_file(self.store, PASSPHRASE)

    @property
    def pem(self) -> bytes:
        return self.made.public_bytes(Encoding.PEM)


def issue(
    owner: str = "Орлова Елена Викторовна",
    *,
    by: Issued | None = None,
    begins: datetime | None = None,
    ends: datetime | None = None,
    signs: bool = True,
    is_centre: bool = False,
    stamps: bool = False,
) -> Issued:
    """Give out a certificate, of `by`'s centre or signed by itself."""
    # The library that stamps in tests knows RSA alone.
    private = rsa.generate_private_key(65537, 2048) if stamps else ec.generate_private_key(ec.SECP256R1())
    surname, _, given = owner.partition(" ")
    name = x509.Name(
        [x509.NameAttribute(NameOID.SURNAME, surname), x509.NameAttribute(NameOID.GIVEN_NAME, given or "-")]
    )
    uses = dict.fromkeys(("key_encipherment", "data_encipherment", "key_agreement", "encipher_only"), False)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(by.made.subject if by else name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins or now() - 30 * DAY)
        .not_valid_after(ends or now() + 365 * DAY)
        .add_extension(x509.BasicConstraints(ca=is_centre, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=signs,
                content_commitment=signs,
                key_cert_sign=is_centre,
                crl_sign=is_centre,
                decipher_only=False,
                **{**uses, "key_agreement": not signs},
            ),
            critical=True,
        )
    )
    if stamps:
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    done = made.sign(by.private if by else private, hashes.SHA256())
    others = [by.made] if by else None
    store = serialize_key_and_certificates(b"key", private, done, others, BestAvailableEncryption(PASSPHRASE.encode()))
    return Issued(done, private, store)


@lru_cache(maxsize=2)
def printed() -> bytes:
    """A sheet with the inscriptions and places for signatures, as a volume ends with."""
    with serving("general", "Europe/Moscow"):
        end = {
            "kind": "end",
            "head": "",
            "label": "",
            "bound": "Прошито, пронумеровано и скреплено печатью",
            "checked": "Журнал проверен и принят для сдачи в архив.",
            "signs": signs(),
        }
        page = {"kind": "empty", "head": "Алгебра", "label": "", "told": "Уроков не было.", "term": "I четверть"}
        return pdf_of(document([page, end], "Журнал", Foot("Школа", None, local(now()), "")))


MANIFEST = f"{'a' * 64} bag-info.txt\n{'b' * 64} manifest-sha256.txt\n".encode()


@dataclass(frozen=True)
class Signing:
    """A school with a director and a deputy who sign."""

    school: School
    director: Actor
    deputy: Actor
    staff: Staff


def signing() -> Signing:
    school = make.make_school()
    director, deputy = make.make_officer(school, Role.DIRECTOR), make.make_officer(school, Role.DEPUTY)
    actors = make.actor_of(director, Role.DIRECTOR), make.actor_of(deputy, Role.DEPUTY)
    return Signing(school, *actors, director)


def named(actor: Actor, issued: Issued, kind: KeyKind = KeyKind.FILE) -> SigningCertificate:
    """Name the actor's own certificate."""
    assert actor.staff_id
    return name_signer(
        actor, staff_id=actor.staff_id, role=actor.role, key_kind=kind, content=issued.pem, even_if_other=True
    )


def private_pem(issued: Issued) -> bytes:
    """The key as openssl takes it."""
    return issued.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def private_der(issued: Issued) -> bytes:
    """The key as it must stand nowhere."""
    return issued.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def run(folder: Path, *asked: str) -> None:
    """Run a command there; it must succeed."""
    subprocess.run(asked, cwd=folder, capture_output=True, check=True)


def signed_manifest(school: School) -> SignedDocument:
    """A package's manifest that somebody in office has signed elsewhere."""
    actor, one = Actor.system(school.pk), issue()
    with serving(school.kind, school.time_zone):
        who = candidates(actor)[0]
        name_signer(
            actor, staff_id=who.staff_id, role=who.role, key_kind=KeyKind.ELSEWHERE, content=one.pem, even_if_other=True
        )
        document = put_up(actor, content=MANIFEST, title="Архив 2025/2026", name="tagmanifest-sha256.txt")
        take_signature(actor, document_id=document.pk, content=one.key.sign_detached(MANIFEST))
    return document


# ── what others say of a signature ────────────────────────────────────
def openssl(folder: Path, content: bytes, signature: bytes, trust: bytes, *more: str) -> bool:
    """Whether `openssl cms -verify` agrees."""
    for name, data in (("content", content), ("signature", signature), ("trust", trust)):
        (folder / name).write_bytes(data)
    asked = [
        *("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "signature", "-content", "content"),
        *("-CAfile", "trust", "-out", "/dev/null", *more),
    ]
    return subprocess.run(asked, cwd=folder, capture_output=True, check=False).returncode == 0


def pdfsig(folder: Path, content: bytes) -> list[tuple[bool, bool]]:
    """Of each signature that poppler sees: is it valid, does it cover the whole file."""
    assert shutil.which("pdfsig"), "apt-get install poppler-utils (scripts/system.sh pdf)"
    (folder / "signed.pdf").write_bytes(content)
    done = subprocess.run(["pdfsig", "-nocert", "signed.pdf"], cwd=folder, capture_output=True, check=False)
    parts = done.stdout.decode(errors="replace").split("Signature #")[1:]
    return [("Signature is Valid" in one, "\n  - Total document signed" in one) for one in parts]


def gost_key(folder: Path, *, days: int = 365) -> tuple[Certificate, bytes]:
    """A certificate of GOST R 34.10-2012 and its PKCS#12 file, made by openssl."""
    assert is_available()
    name = "/SN=Орлова/GN=Елена Викторовна/CN=МБОУ СОШ № 1"
    run(
        folder,
        *("openssl", "req", "-x509", "-engine", "gost", "-newkey", "gost2012_256", "-pkeyopt", "paramset:A", "-nodes"),
        *("-keyout", "key.pem", "-out", "cert.pem", "-days", str(days), "-utf8", "-subj", name),
    )
    run(
        folder,
        *(
            "openssl",
            "pkcs12",
            "-engine",
            "gost",
            "-export",
            "-inkey",
            "key.pem",
            "-in",
            "cert.pem",
            "-out",
            "store.p12",
        ),
        *("-passout", f"pass:{PASSPHRASE}", "-keypbe", "gost89", "-certpbe", "gost89", "-macalg", "md_gost12_512"),
    )
    return certificate_of((folder / "cert.pem").read_bytes()), (folder / "store.p12").read_bytes()


def gost_signed_pdf(content: bytes, store: bytes) -> bytes:
    """A PDF with a signature of GOST in it, as programs of GOST tokens leave it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    steps = PdfCMSEmbedder().write_cms("Signature1", writer)
    next(steps)
    steps.send(
        SigObjSetup(
            PdfSignedData(
                pdf_name("/Sig"), subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED, timestamp=now(), bytes_reserved=8192
            )
        )
    )
    prepared, out = steps.send(SigIOSetup(md_algorithm="sha256", in_place=False))
    made = out.getvalue()
    covered = made[: prepared.reserved_region_start] + made[prepared.reserved_region_end :]
    steps.send(sign_gost(covered, store, PASSPHRASE))
    return out.getvalue()
