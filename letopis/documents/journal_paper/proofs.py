"""What a printed page says of the ledger: the short digest, and the text of its QR."""

from letopis.documents.journal_paper.content import Seal
from letopis.documents.typesetting.lines import moment_text

SHORT = 16  # hexadecimal digits of the root that a page shows
# The last leaf has room for so much beside the inscriptions and the marks of signatures; the QR leads to all of it.
MOST_COSIGNERS, NAME = 3, 60


def proof_text(address: str, root: str) -> str:
    """Return the text of a page's QR: where the digest is looked up; without an address the digest alone.

    `address`: the school's own (settings.sign_in_address). The one place that knows how such an address is made.
    """
    return f"{address.rstrip('/')}/proof/{root}/" if address else root


def proof_part(seal: Seal | None) -> dict[str, object]:
    """Return what the last page says of the checkpoint that its seal names: whole, so that it can be typed in again."""
    if seal is None:
        return {"head": "Журнал истории ещё не подписан.", "rows": []}
    root = " ".join(seal.root[at : at + 8] for at in range(0, len(seal.root), 8))
    signers = [f"{_short(name)}, {moment_text(at)}" for name, at in seal.cosigned[:MOST_COSIGNERS]]
    if len(seal.cosigned) > MOST_COSIGNERS:
        signers.append(f"и ещё {len(seal.cosigned) - MOST_COSIGNERS}")
    return {
        "head": "Контрольная точка истории журнала",
        "rows": [
            ["Журнал", seal.origin],
            ["Записей", str(seal.size)],
            ["Корень", root],
            ["Подписана", moment_text(seal.at)],
            ["Заверили", "\n".join(signers) or "ещё никто"],
        ],
    }


def _short(name: str) -> str:
    return name if len(name) <= NAME else f"{name[: NAME - 1]}…"


def seal_line(seal: Seal | None) -> str:
    """Return what a page says of the seal in words."""
    if seal is None:
        return "Журнал истории ещё не подписан."
    short = " ".join(seal.root[at : at + 4] for at in range(0, SHORT, 4))
    return f"Отпечаток {short} · записей {seal.size} · {moment_text(seal.at)}"
