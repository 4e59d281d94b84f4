"""What was put up for signing and is destroyed by an act: its file goes, the signatures that were made stay."""

from collections.abc import Sequence

from letopis.documents.signatures.models import Signature, SignedDocument


def forget_documents(school_id: int, digests: Sequence[str]) -> list[str]:
    """Take documents off the list; return where their files lie, below MEDIA_ROOT. Inside an act's transaction.

    `digests`: SHA-256 of files as they were before anybody signed them. The files are not touched here.
    """
    rows = SignedDocument.objects.filter(school_id=school_id, digest__in=digests)
    states = Signature.objects.filter(school_id=school_id, digest__in=digests).exclude(file_digest="")
    found = {*rows.values_list("digest", flat=True), *states.values_list("file_digest", flat=True)}
    rows.delete()
    return [f"signed/{school_id}/{one}" for one in sorted(found)]
