"""Signatures made in another program, taken once they are found whole."""

from letopis.documents.signatures import policy, queries
from letopis.documents.signatures.actions.kept import keep_beside, keep_inside, signatures_under
from letopis.documents.signatures.cms import NotASignature, signers_of
from letopis.documents.signatures.enums import SubjectKind
from letopis.documents.signatures.models import Signature
from letopis.documents.signatures.pdf import is_pdf
from letopis.kernel.actor import Actor
from letopis.kernel.errors import Refused


def take_signature(actor: Actor, *, document_id: int, content: bytes) -> list[Signature]:
    """Keep a signature made in another program, once it is found whole, of signers whom the school has named.

    `content`: one beside the file, or of a PDF the file itself with more signatures in it. Raises NotVisible, Refused
    with what is wrong.
    """
    policy.require_signing(actor)
    document = queries.document_of(actor, document_id)
    if document.kind == SubjectKind.PDF and is_pdf(content):
        before = queries.state_of(document, signatures_under(document))
        return keep_inside(actor, document, before, content, field="signature")
    try:
        made = signers_of(content)
    except NotASignature:
        message = "Это не подпись: нужен файл .p7s или .sig, отсоединённая подпись CMS."
        raise Refused(message, code="not_a_signature", field="signature") from None
    return keep_beside(actor, document, queries.state_of(document, signatures_under(document)), made, is_given=True)
