"""Certificates of those who sign, what is put up for signing, signatures. Source: П3.6.7.

A signature points at what it is under by kind and digest alone: the SHA-256 of a file as it was before anybody signed
it, or of a package's tag manifest. So no other context needs these tables, and these need no other's.
"""

from django.db import models

from letopis.documents.signatures.enums import Form, KeyKind, SubjectKind
from letopis.kernel.roles import Role
from letopis.school.organisation.models import SchoolOwned
from letopis.school.organisation.words import role_name
from letopis.school.people.models import Staff


class SigningCertificate(SchoolOwned):
    """The certificate of somebody who signs for the school, in the office of `role`; no key is kept here.

    `der`: the certificate itself; what stands beside it was read from it. A certificate withdrawn signs no more; what
    it has signed stays.
    """

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="signing_certificates")
    role = models.CharField(max_length=20, choices=Role)
    key_kind = models.CharField(max_length=10, choices=KeyKind)
    der = models.BinaryField()
    fingerprint = models.CharField(max_length=64)
    serial = models.CharField(max_length=64)
    owner = models.CharField(max_length=300)
    issuer = models.CharField(max_length=300)
    algorithm = models.CharField(max_length=60)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["school", "fingerprint"], name="signing_certificate_once")]

    def __str__(self) -> str:
        return f"{self.owner}, № {self.serial}"

    @property
    def office(self) -> str:
        """«Директор», in the school's own words."""
        return role_name(self.role)


class RevocationList(SchoolOwned):
    """The newest list of certificates that a centre has taken back (CRL). `whose`: SHA-256 of the centre's name in it.

    `source`: the file that was given, or the address that it was fetched from.
    """

    whose = models.CharField(max_length=64)
    issuer = models.CharField(max_length=300)
    der = models.BinaryField()
    digest = models.CharField(max_length=64)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=300)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["issuer", "id"]
        constraints = [models.UniqueConstraint(fields=["school", "whose"], name="revocation_list_once")]


class SignedDocument(SchoolOwned):
    """What is put up for signing: a PDF, or the tag manifest of a package. A technical row; signatures are official.

    Its file is kept by keeping.py and grows with each signature inside it; `digest` is that of the file before the
    first one. `folder`: where the package lies on this machine, "" where nobody has said.
    """

    kind = models.CharField(max_length=10, choices=SubjectKind)
    digest = models.CharField(max_length=64)
    title = models.CharField(max_length=300)
    name = models.CharField(max_length=200)
    folder = models.CharField(max_length=400, blank=True)
    account_id = models.BigIntegerField(null=True, blank=True)
    actor_name = models.CharField(max_length=160, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["school", "kind", "digest"], name="signed_document_once")]

    def __str__(self) -> str:
        return self.title


class Signature(SchoolOwned):
    """A signature that was checked before it was kept.

    `kind`, `digest`: what it is under (see above). `covered`: the SHA-256 of the very bytes of the file it was made
    over; `file_digest`: of the file with the signature in it, "" for one beside it. `signed_at`: the moment that the
    signature says, `stamped_at` that of a time stamp in it. `cms`: the signature itself, DER.
    """

    kind = models.CharField(max_length=10, choices=SubjectKind)
    digest = models.CharField(max_length=64)
    title = models.CharField(max_length=300)
    form = models.CharField(max_length=10, choices=Form)
    covered = models.CharField(max_length=64)
    file_digest = models.CharField(max_length=64, blank=True)
    certificate = models.ForeignKey(SigningCertificate, on_delete=models.PROTECT, related_name="signatures")
    fingerprint = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    stamped_at = models.DateTimeField(null=True, blank=True)
    cms = models.BinaryField()
    account_id = models.BigIntegerField(null=True, blank=True)
    actor_name = models.CharField(max_length=160, blank=True)
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["school", "kind", "digest"], name="signature_of_subject"),
            models.Index(fields=["school", "file_digest"], name="signature_of_file"),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.fingerprint[:16]}"
