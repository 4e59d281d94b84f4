"""The log's part of `letopis verify`: entries against the tree, the tree and old seals against what was signed.

One walk over the digests in the order of ids, tile by tile; at the size of each checkpoint the root is the walk's own,
made of the entries, not of the tiles. П1.2, Д1.3, Д5.2.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from letopis.school.history import merkle, seals
from letopis.school.history.findings import Finding, Report
from letopis.school.history.log import checkpoints, keys, tree
from letopis.school.history.log.keys import KeyFault
from letopis.school.history.log.notes import Head
from letopis.school.history.log.signed import CheckpointCheck
from letopis.school.history.log.tree import StoredTree, hashes_of
from letopis.school.history.log.verified import Mark
from letopis.school.history.models import Checkpoint, LogKey, Seal, Tile

Leaf = tuple[int, bytes]  # entry id, leaf hash


@dataclass(frozen=True, slots=True)
class Known:
    """A head that must be the beginning of today's tree, by what is kept outside the base; `words` say what it is."""

    head: Head
    words: str
    code: str  # of what is found where the tree is another by now
    in_base: bool = False  # whether the base should have it as a checkpoint, and has not


@dataclass(frozen=True, slots=True)
class _Start:
    """Where the walk begins: after `tiles` tiles of leaves, the last of which ends with `last_entry_id`."""

    frontier: merkle.Frontier
    tiles: int = 0
    last_entry_id: int = 0


def check_log(report: Report, mark: Mark | None = None) -> None:
    """Check the school's keys, tree, checkpoints and old seals.

    `mark`: what was found in order before; of the tree under it only the nodes at its edge are looked at (they must
    lead to the root that was verified), of the entries those of its last tile on.
    """
    rows = keys.keys_of(report.school_id)
    start = _start_at(report, mark) if mark else _Start(merkle.Frontier())
    known = [one for one in _check_key(report, rows) if one.head.size >= start.frontier.size]
    if mark is not None:
        known.append(Known(mark.head, "проверенное прежде", "verified_changed"))
    checks = CheckpointCheck(report, rows, mark if start.tiles else None)
    _Walk(report, checks, known, start).run()
    _check_above(report, start.tiles, checks.covered // tree.WIDTH)


def _start_at(report: Report, mark: Mark) -> _Start:
    """The end of the last tile that was full when the mark was made; the beginning, where the tiles lead not there."""
    tiles = mark.head.size // tree.WIDTH
    if not tiles:
        return _Start(merkle.Frontier())
    last = Tile.objects.filter(school=report.school_id, level=0, number=tiles - 1).defer("hashes").first()
    try:
        if last is None:
            raise LookupError
        stored = StoredTree(report.school_id, last.last_entry_id)
        return _Start(merkle.Frontier.at(stored, tiles * tree.WIDTH), tiles, last.last_entry_id)
    except LookupError:
        report.findings.append(_tile_missing(0, tiles - 1, tiles))
        return _Start(merkle.Frontier())


def _check_key(report: Report, rows: list[LogKey]) -> list[Known]:
    """The key in force, if it is on this machine; return the last head signed with it here, if the base has it not."""
    if not rows:
        return []
    row = rows[-1]
    try:
        keys.signer_of(row)
    except KeyFault as fault:
        finding = Finding(code=fault.code, message=fault.message, table="history.logkey", row_id=row.pk)
        (report.remarks if fault.code == "key_missing" else report.findings).append(finding)
    last = checkpoints.last_signed(row)
    if last is None or Checkpoint.objects.filter(school=row.school_id, size=last.size, root=last.root).exists():
        return []
    return [Known(last, "подписанное последним на этом сервере", "log_forked", in_base=True)]


class _Walk:
    """One pass over the entries, beside it the tiles, the checkpoints, the seals and the heads known from outside."""

    def __init__(self, report: Report, checks: CheckpointCheck, known: list[Known], start: _Start) -> None:
        self._report = report
        self._start = start
        self._frontier = start.frontier
        self._checkpoints = checks
        self._seals = _SealCheck(report, start.last_entry_id)
        self._known = sorted(known, key=lambda one: one.head.size)
        self._suspects: list[_Suspect] = []

    def run(self) -> None:
        """Walk to the end of the entries, then say what of the signed is beyond it."""
        self._check_known()
        for tile, run in _runs(self._report, self._start):
            if tile is not None:
                self._check_tile(tile, run)
            self._seals.feed(run)
            self._push(run)
        self._blame(sys.maxsize, entries=True)
        self._seals.end()
        self._checkpoints.end(self._frontier.size)
        for one in self._known:
            self._add_rolled_back(one)
        self._report.unsigned = max(0, self._frontier.size - self._checkpoints.covered)

    def _push(self, run: list[Leaf]) -> None:
        """Grow the walk's own tree; stop at each size that somebody has signed."""
        for entry_id, leaf in run:
            self._frontier.push(leaf)
            if self._frontier.size == self._checkpoints.next_size:
                agrees = self._checkpoints.meet(self._frontier.root(), entry_id)
                self._blame(self._frontier.size, entries=not agrees)
            self._check_known()

    def _check_known(self) -> None:
        """Compare what is known from outside to be the tree of this size."""
        while self._known and self._known[0].head.size == self._frontier.size:
            known = self._known.pop(0)
            size = known.head.size
            if self._frontier.root() != known.head.root:
                text = f"{known.words.capitalize()} ({size} записей) теперь не то: записи или дерево изменены"
                self._report.findings.append(Finding(code=known.code, message=text))
            elif known.in_base:
                text = f"Из базы изъята контрольная точка на {size} записях: {known.words}"
                self._report.findings.append(Finding(code="checkpoint_missing", message=text))

    def _add_rolled_back(self, known: Known) -> None:
        text = (
            f"История короче, чем была: {known.words} — {known.head.size} записей, в базе их {self._frontier.size}. "
            "Базу вернули из старой копии или стёрли последние записи"
        )
        self._report.findings.append(Finding(code="log_rolled_back", message=text))

    def _check_tile(self, tile: Tile, run: list[Leaf]) -> None:
        hashes = hashes_of(tile)
        if len(hashes) != tree.WIDTH or merkle.fold(hashes) != bytes(tile.root):
            self._report.findings.append(_tile_altered(tile))
        elif [leaf for _, leaf in run] != hashes or run[-1][0] != tile.last_entry_id:
            place, fault = _difference(tile, hashes, run)
            self._suspects.append(_Suspect(place, fault, _tile_altered(tile)))

    def _blame(self, size: int, *, entries: bool) -> None:
        """Where tiles and entries differ, the next checkpoint that covers the place says which of them were changed."""
        for suspect in self._suspects:
            if suspect.place < size:
                self._report.findings.append(suspect.entries if entries else suspect.tile)
        self._suspects = [suspect for suspect in self._suspects if suspect.place >= size]


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A place where tile and entries differ: what is to be said if the entries were changed, and if the tile was."""

    place: int
    entries: Finding
    tile: Finding


class _SealCheck:
    """Seals of the first edition, each over a run of entries."""

    def __init__(self, report: Report, after_id: int) -> None:
        """`after_id`: seals that begin up to this entry were verified before."""
        self._report = report
        rows = Seal.objects.filter(school=report.school_id, first_entry_id__gt=after_id).order_by("number")
        self._rows = rows.iterator()
        self._seal = next(self._rows, None)
        self._previous: Seal | None = None
        self._covered: list[Leaf] = []

    def feed(self, run: list[Leaf]) -> None:
        """Take the next entries; check the seals that end among them."""
        if self._seal is None:
            return
        for leaf in run:
            while self._seal is not None and leaf[0] > self._seal.last_entry_id:
                self._close(self._seal)
            self._covered.append(leaf)

    def end(self) -> None:
        """Check what is left."""
        while self._seal is not None:
            self._close(self._seal)
        last = self._previous
        self._report.last_seal = f"{last.number}:{bytes(last.digest).hex()}" if last else ""

    def _close(self, seal: Seal) -> None:
        self._report.seals += 1
        self._report.findings += [
            Finding(code=code, message=f"Печать № {seal.number}: {text}", seal=seal.number)
            for code, text in seals.faults(seal, self._previous, self._covered)
        ]
        self._previous, self._seal, self._covered = seal, next(self._rows, None), []


# ── entries, tile by tile ─────────────────────────────────────────────


def _runs(report: Report, start: _Start) -> Iterator[tuple[Tile | None, list[Leaf]]]:
    """Yield each tile of leaves with the entries it was made of, then those after the last; name tiles not there."""
    leaves = _leaves(report.school_id, start.last_entry_id)
    leaf = next(leaves, None)
    expected = start.tiles
    tiles = Tile.objects.filter(school=report.school_id, level=0, number__gte=expected).order_by("number")
    for tile in tiles.iterator(chunk_size=100):
        run: list[Leaf] = []
        while leaf is not None and leaf[0] <= tile.last_entry_id:
            run.append(leaf)
            leaf = next(leaves, None)
        if tile.number != expected:
            report.findings.append(_tile_missing(0, expected, tile.number))
            missing = (tile.number - expected) * tree.WIDTH
            yield None, run[:missing]
            run = run[missing:]
        yield tile, run
        expected = tile.number + 1
    while leaf is not None:
        run = []
        while leaf is not None and len(run) < tree.WIDTH:
            run.append(leaf)
            leaf = next(leaves, None)
        yield None, run


def _leaves(school_id: int, after_id: int) -> Iterator[Leaf]:
    rows = tree.entries_by_id(school_id).filter(id__gt=after_id).order_by("id").values_list("id", "digest")
    return ((entry_id, merkle.leaf_hash(bytes(digest))) for entry_id, digest in rows.iterator(chunk_size=20000))


def _difference(tile: Tile, hashes: list[bytes], run: list[Leaf]) -> tuple[int, Finding]:
    """How the entries under a tile differ from those it was made of: the place of the first, and in words."""
    first = tile.number * tree.WIDTH
    place = next(
        (place for place, (_, leaf) in enumerate(run[: tree.WIDTH]) if leaf != hashes[place]), min(len(run), tree.WIDTH)
    )
    entry_id = run[place][0] if place < len(run) else None
    where = f"Запись истории № {entry_id} ({first + place + 1}-я по порядку)"
    if len(run) < tree.WIDTH:
        text = (
            f"Среди записей с {first + 1}-й по {first + tree.WIDTH}-ю не хватает {tree.WIDTH - len(run)}: "
            f"изъяты начиная с {first + place + 1}-й по порядку"
        )
        return first + place, Finding(code="leaf_missing", message=text, entry_id=entry_id)
    if len(run) > tree.WIDTH:
        text = f"{where} вставлена задним числом: в дереве её нет"
        return first + place, Finding(code="leaf_inserted", message=text, entry_id=entry_id)
    if place == tree.WIDTH:
        text = f"Запись истории № {run[-1][0]} внесена в дерево под № {tile.last_entry_id}"
        return first + place - 1, Finding(code="leaf_moved", message=text, entry_id=run[-1][0])
    if sorted(leaf for _, leaf in run) == sorted(hashes):
        text = f"{where} стоит не на своём месте: порядок записей изменён"
        return first + place, Finding(code="leaf_moved", message=text, entry_id=entry_id)
    text = f"{where} — не та, что внесена в дерево на это место"
    return first + place, Finding(code="leaf_altered", message=text, entry_id=entry_id)


# ── tiles above the leaves ────────────────────────────────────────────


def _check_above(report: Report, first: int, full: int) -> None:
    """Each tile above the leaves holds the roots of the tiles under it, and every one is there.

    `first`: the first tile of leaves that was not verified before; `full`: so many of them at least are there.
    """
    level, below = 1, _count(report.school_id, 0)
    if below < full:
        report.findings.append(_tile_missing(0, below, full))
    below = max(below, full)
    while below >= tree.WIDTH:
        level, below, first = level + 1, below // tree.WIDTH, first // tree.WIDTH
        _check_level(report, level - 1, first, below)


def _check_level(report: Report, level: int, expected: int, full: int) -> None:
    tiles = Tile.objects.filter(school=report.school_id, level=level, number__gte=expected).order_by("number")
    for tile in tiles.iterator(chunk_size=100):
        if tile.number != expected:
            report.findings.append(_tile_missing(level, expected, tile.number))
        expected = tile.number + 1
        hashes = hashes_of(tile)
        under = _roots_under(report.school_id, tile)
        differs = len(hashes) != tree.WIDTH or any(hashes[number] != root for number, root in under)
        if differs or merkle.fold(hashes) != bytes(tile.root):
            report.findings.append(_tile_altered(tile))
    if expected < full:
        report.findings.append(_tile_missing(level, expected, full))


def _roots_under(school_id: int, tile: Tile) -> Iterable[tuple[int, bytes]]:
    first = tile.number * tree.WIDTH
    rows = Tile.objects.filter(school=school_id, level=tile.level - 1, number__gte=first, number__lt=first + tree.WIDTH)
    return [(number - first, bytes(root)) for number, root in rows.values_list("number", "root")]


def _count(school_id: int, level: int) -> int:
    numbers = Tile.objects.filter(school=school_id, level=level).order_by("-number").values_list("number", flat=True)
    return next((number + 1 for number in numbers[:1]), 0)


def _tile_altered(tile: Tile) -> Finding:
    text = f"Часть дерева {tile.level}/{tile.number} изменена: её хэши не те, что были вычислены"
    return Finding(code="tile_altered", message=text, table="history.tile", row_id=tile.pk)


def _tile_missing(level: int, first: int, after: int) -> Finding:
    which = f"{level}/{first}" if after == first + 1 else f"с {level}/{first} по {level}/{after - 1}"
    return Finding(code="tile_missing", message=f"Часть дерева {which} изъята", table="history.tile")
