"""Reads: the signatures of a subject, documents put up for signing, certificates of the school."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db.models import Q

from letopis.documents.signatures import keeping, policy
from letopis.documents.signatures.checking import check_detached
from letopis.documents.signatures.enums import Form, SubjectKind
from letopis.documents.signatures.models import RevocationList, Signature, SignedDocument, SigningCertificate
from letopis.documents.signatures.pdf import check_pdf, is_pdf
from letopis.documents.signatures.trust import trusted_by
from letopis.documents.signatures.verdicts import Code, Verdict
from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.kernel.roles import Role
from letopis.school.access.models import RoleAssignment
from letopis.school.organisation.models import dated_on
from letopis.school.organisation.words import role_name
from letopis.school.people.models import full_name, names_of


# ── for other contexts ────────────────────────────────────────────────
def signatures_of(school_id: int, kind: SubjectKind, digest: str) -> list[Signature]:
    """Return the signatures under a subject, in the order in which they were made. At most two queries.

    `digest`: SHA-256 of a PDF as it was before anybody signed it, or as it is with any of the signatures in it; of a
    package that of its `tagmanifest-sha256.txt`. Each was checked when it was kept; `verdicts_of` checks it anew.
    """
    of_file = Signature.objects.filter(school_id=school_id, kind=kind, file_digest=digest).values("digest")[:1]
    named = Q(digest=digest) | Q(digest__in=of_file)
    rows = Signature.objects.filter(named, school_id=school_id, kind=kind)
    return list(rows.select_related("certificate__staff__person").order_by("pk"))


def verdicts_of(school_id: int, content: bytes, signatures: Sequence[Signature]) -> list[tuple[Signature, Verdict]]:
    """Check signatures anew over what they are under, as it is now. One query."""
    if not signatures:
        return []
    trust = trusted_by(school_id)
    # Those inside a file stand in it in the order in which they were kept.
    inside = iter(check_pdf(content, trust) if is_pdf(content) else ())
    found = []
    for one in signatures:
        if one.form == Form.PADES:
            verdict = next(inside, Verdict(faults=(Code.NONE,)))
        else:
            (verdict,) = check_detached(content, bytes(one.cms), trust)
        found.append((one, verdict))
    return found


# ── documents ─────────────────────────────────────────────────────────
def signer_name(signature: Signature) -> str:
    """«Орлова Е. В., директор»."""
    person = signature.certificate.staff.person
    return f"{person.initials}, {role_name(signature.certificate.role).lower()}"


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document of the list."""

    document: SignedDocument
    signatures: tuple[Signature, ...]

    @property
    def signers(self) -> list[str]:
        """Who has signed, in order."""
        return [signer_name(one) for one in self.signatures]


def documents(actor: Actor, limit: int = 200) -> list[DocumentRow]:
    """Return what was put up for signing, the newest first. Raises NotVisible. Two queries."""
    policy.require_signing(actor)
    rows = list(SignedDocument.objects.filter(policy.visible(actor))[:limit])
    found = defaultdict(list)
    signed = Signature.objects.filter(policy.visible(actor), digest__in=[one.digest for one in rows])
    for one in signed.select_related("certificate__staff__person").order_by("pk"):
        found[one.kind, one.digest].append(one)
    return [DocumentRow(one, tuple(found[one.kind, one.digest])) for one in rows]


def document_of(actor: Actor, document_id: int) -> SignedDocument:
    """Return a document. Raises NotVisible. One query."""
    found = SignedDocument.objects.filter(policy.visible(actor), pk=document_id).first()
    if found is None:
        raise NotVisible
    return found


def state_of(document: SignedDocument, signatures: Sequence[Signature]) -> bytes:
    """Return a document's file as it is now, with the signatures in it. Raises Refused where it is gone."""
    digest = next((one.file_digest for one in reversed(signatures) if one.file_digest), document.digest)
    return keeping.kept(document.school_id, digest)


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """A document with its signatures, each checked now. `trouble`: why they could not be."""

    document: SignedDocument
    signatures: list[tuple[Signature, Verdict | None]]
    certificates: list[SigningCertificate]
    size: int
    trouble: str


def document_page(actor: Actor, document_id: int) -> DocumentPage:
    """Return a document, its signatures checked anew, and with what `actor` may sign it. Raises NotVisible.

    Five queries.
    """
    document = document_of(actor, document_id)
    found = signatures_of(actor.school_id, SubjectKind(document.kind), document.digest)
    checked: list[tuple[Signature, Verdict | None]]
    try:
        content = state_of(document, found)
        checked, size, trouble = [*verdicts_of(actor.school_id, content, found)], len(content), ""
    except Refused as refused:
        checked, size, trouble = [(one, None) for one in found], 0, refused.message
    return DocumentPage(document, checked, own_certificates(actor), size, trouble)


def signature_of(actor: Actor, document: SignedDocument, signature_id: int) -> Signature:
    """Return a signature of a document. Raises NotVisible. One query."""
    rows = Signature.objects.filter(policy.visible(actor), kind=document.kind, digest=document.digest)
    found = rows.filter(pk=signature_id).first()
    if found is None:
        raise NotVisible
    return found


def signers_of_files(actor: Actor, paths: Sequence[Path]) -> dict[Path, list[str]]:
    """Return who has signed each of some printed files, as they are named in the list. Raises NotVisible. One query."""
    policy.require_signing(actor)
    digests = {path: keeping.digest_of_file(path) for path in paths}
    rows = Signature.objects.filter(policy.visible(actor), kind=SubjectKind.PDF, digest__in=digests.values())
    found = defaultdict(list)
    for one in rows.select_related("certificate__staff__person").order_by("pk"):
        found[one.digest].append(signer_name(one))
    return {path: found[digest] for path, digest in digests.items()}


# ── certificates ──────────────────────────────────────────────────────
def certificates(actor: Actor) -> list[SigningCertificate]:
    """Return the school's certificates, those in use first. One query."""
    if not actor.may(Right.READ_SCHOOL):
        raise NotVisible
    rows = SigningCertificate.objects.filter(school_id=actor.school_id).select_related("staff__person")
    return sorted(rows, key=lambda one: (one.withdrawn_at is not None, one.staff.person.sort_key, -one.pk))


def revocation_lists(actor: Actor) -> list[RevocationList]:
    """Return the school's lists of certificates taken back, without their bytes. One query. Raises NotVisible."""
    if not actor.may(Right.READ_SCHOOL):
        raise NotVisible
    return list(RevocationList.objects.filter(school_id=actor.school_id).defer("der"))


def own_certificates(actor: Actor) -> list[SigningCertificate]:
    """Return the certificates with which `actor` may sign now. One query."""
    rows = SigningCertificate.objects.filter(school_id=actor.school_id, withdrawn_at=None)
    return list(rows.filter(staff_id=actor.staff_id) if actor.staff_id else rows.none())


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who holds an office for the whole school and so may be named among those who sign."""

    staff_id: int
    role: Role
    name: str

    @property
    def key(self) -> str:
        """As a form sends it."""
        return f"{self.staff_id}:{self.role}"

    @property
    def label(self) -> str:
        """«Орлова Е. В., директор»."""
        return f"{self.name}, {role_name(self.role).lower()}"


# П3.6, П5.3, А3.2.5: who puts a name under a journal of the school.
OFFICES = (Role.DIRECTOR, Role.DEPUTY, Role.METHODOLOGIST, Role.STUDY_OFFICE)


def candidates(actor: Actor) -> list[Candidate]:
    """Return whose certificates `actor` may keep, each in an office that the person holds today. One query."""
    held = RoleAssignment.objects.filter(dated_on(today()), school_id=actor.school_id, role__in=OFFICES)
    rows = held.filter(person__staff__isnull=False).order_by("person__sort_key", "role")
    found = [
        Candidate(staff_id, Role(role), full_name(*name))
        for staff_id, role, *name in rows.values_list("person__staff", "role", *names_of("person"))
    ]
    return [one for one in found if policy.may_keep_of(actor, one.staff_id)]
