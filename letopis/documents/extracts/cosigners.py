"""Whether the witnesses that a reader names have cosigned a checkpoint: pure, for extracts and packages alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from letopis.school.history.log.cosignatures import Cosigner, Forged
from letopis.school.history.log.notes import Head, NotANote, Note


@dataclass(frozen=True, slots=True)
class CosignersChecked:
    """`faults`: code (cosigner_broken, cosignature_forged, cosigner_unknown, too_few) and words; `told`: remarks."""

    faults: tuple[tuple[str, str], ...]
    told: tuple[str, ...]


def check_cosigners(note: Note, head: Head, *, witnesses: Sequence[str], quorum: int | None = None) -> CosignersChecked:
    """Check that `quorum` of the `witnesses` (verifier keys of type 04) have cosigned; without a number, all."""
    faults: list[tuple[str, str]] = []
    named: dict[bytes, Cosigner] = {}
    for text in witnesses:
        try:
            one = Cosigner.of(text)
        except NotANote as fault:
            faults.append(("cosigner_broken", f"{text[:40]}: {fault}."))
            continue
        named[one.public] = one
    signed, forged = _signed(note, list(named.values()))
    for name in forged:
        faults.append(("cosignature_forged", f"Подпись свидетеля {name} не сходится с текстом контрольной точки."))
    known = {(one.name, one.key_id) for one in named.values()}
    strangers = sorted({one.name for one in note.signatures if (one.name, one.key_id) not in known} - {head.origin})
    need = len(named) if quorum is None else quorum
    if len(signed) < need:
        told = f"Заверили {len(signed)} из названных свидетелей ({len(named)}), нужно {need}."
        faults.append(("too_few", told))
        if strangers:
            told = f"Точку заверил тот, чей ключ вы не назвали: {', '.join(strangers)}."
            faults.append(("cosigner_unknown", told))
    remarks = [f"Заверил свидетель {name}." for name in signed]
    if strangers and len(signed) >= need:
        remarks.append(f"Есть подписи, ключи которых не названы (--witness): {', '.join(strangers)}.")
    return CosignersChecked(tuple(faults), tuple(remarks))


def _signed(note: Note, named: Sequence[Cosigner]) -> tuple[list[str], list[str]]:
    """Who of them has cosigned, and whose cosignature does not fit."""
    signed, forged = [], []
    for one in named:
        try:
            if one.time_of(note) is not None:
                signed.append(one.name)
        except Forged:
            forged.append(one.name)
    return signed, forged
