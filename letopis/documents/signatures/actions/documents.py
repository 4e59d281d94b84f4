"""Documents put up for signing: a PDF, the tag manifest of a package."""

from pathlib import Path

from letopis.documents.signatures import keeping, policy
from letopis.documents.signatures.enums import SubjectKind
from letopis.documents.signatures.models import SignedDocument
from letopis.documents.signatures.pdf import is_pdf
from letopis.documents.signatures.places import BROKEN, is_readable
from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import Refused
from letopis.kernel.text import clean

LARGEST = 64 * 1024 * 1024  # bytes of a document
MANIFEST = "tagmanifest-sha256.txt"


def put_up(actor: Actor, *, content: bytes, title: str, name: str, folder: Path | None = None) -> SignedDocument:
    """Put a PDF, or a package's tag manifest, up for signing; the same one again is the same row. Raises NotVisible.

    `folder`: where the package lies; its signatures are written beside its manifest too. Raises Refused.
    """
    policy.require_signing(actor)
    if len(content) > LARGEST:
        raise Refused("Файл больше 64 МБ: такой здесь не подписывают.", code="too_large", field="file")
    kind = SubjectKind.PDF if is_pdf(content) else SubjectKind.PACKAGE
    if kind == SubjectKind.PACKAGE and not _is_manifest(content):
        message = f"Подписывают PDF или файл {MANIFEST} архивного пакета."
        raise Refused(message, code="kind", field="file")
    if kind == SubjectKind.PDF and not is_readable(content):
        raise Refused(BROKEN, code="broken", field="file")
    digest = keeping.keep(actor.school_id, content)
    found, _ = SignedDocument.objects.update_or_create(
        school_id=actor.school_id,
        kind=kind,
        digest=digest,
        defaults={"folder": str(folder.resolve())} if folder else {},
        create_defaults={
            "title": clean(title)[:300] or name,
            "name": name[:200],
            "folder": str(folder.resolve()) if folder else "",
            "account_id": actor.account_id,
            "actor_name": actor.name,
            "created_at": now(),
        },
    )
    return found


def put_package_up(actor: Actor, folder: Path, title: str) -> SignedDocument:
    """Put a package that lies on this machine up for signing. Raises NotVisible, Refused."""
    try:
        content = (folder / MANIFEST).read_bytes()
    except OSError as error:
        raise Refused(f"«{folder.name}» — не архивный пакет: нет файла {MANIFEST}.", code="no_package") from error
    return put_up(actor, content=content, title=title, name=MANIFEST, folder=folder)


def _is_manifest(content: bytes) -> bool:
    """Whether it is a list of SHA-256 and names, among them that of the payload's manifest."""
    try:
        lines = content.decode().splitlines()
    except UnicodeDecodeError:
        return False
    parts = [line.split(maxsplit=1) for line in lines]
    is_list = bool(parts) and all(len(one) == 2 and len(one[0]) == 64 for one in parts)
    return is_list and any(one[1] == "manifest-sha256.txt" for one in parts)
