"""The school's tree in the database: immutable tiles of 256 hashes, the edge from the entries after the last of them.

A leaf is the digest of an entry, in the order of ids. A node is found in one tile, so that a proof over 600,000
entries reads a few tiles and at most 255 entries (C2SP tlog-tiles, RFC 6962).
"""

from bisect import bisect_left
from collections.abc import Sequence

from django.db import transaction
from django.db.models import BigIntegerField, ExpressionWrapper, F, QuerySet

from letopis.school.history import merkle
from letopis.school.history.models import Entry, Tile

HEIGHT = 8
WIDTH = 1 << HEIGHT
AT_ONCE = 64  # tiles written in one transaction: 16,384 entries
_BYTES = 32


def hashes_of(tile: Tile) -> list[bytes]:
    """Return the 256 hashes of a tile."""
    return split(bytes(tile.hashes))


def split(joined: bytes) -> list[bytes]:
    """Return the hashes that stand one after another in `joined`."""
    return [joined[start : start + _BYTES] for start in range(0, len(joined), _BYTES)]


def grow(school_id: int, last_id: int) -> None:
    """Write the tiles that the school's entries up to `last_id` fill.

    In short transactions: interrupted, it goes on where it was; an old base of any size needs the memory of one step.
    """
    while _grow_once(school_id, last_id):
        pass


def _grow_once(school_id: int, last_id: int) -> bool:
    """Write up to AT_ONCE tiles of leaves and what they fill above; return whether there may be more."""
    with transaction.atomic():
        newest = _newest(school_id, 0)
        number, after_id = (newest.number + 1, newest.last_entry_id) if newest else (0, 0)
        leaves = leaves_between(school_id, after_id, last_id, limit=AT_ONCE * WIDTH)
        full = len(leaves) // WIDTH
        if not full:
            return False
        runs = [leaves[place * WIDTH : (place + 1) * WIDTH] for place in range(full)]
        Tile.objects.bulk_create(
            [
                _tile(school_id, 0, number + place, run[-1][0], [leaf for _, leaf in run])
                for place, run in enumerate(runs)
            ]
        )
        _grow_above(school_id, 1, number + full)
        return full == AT_ONCE


def _grow_above(school_id: int, level: int, below: int) -> None:
    """Write the tiles of `level` that the `below` tiles of the level under it fill."""
    newest = _newest(school_id, level)
    number, full = newest.number + 1 if newest else 0, below // WIDTH
    if number == full:
        return
    for place in range(number, full):
        children = Tile.objects.filter(
            school=school_id, level=level - 1, number__gte=place * WIDTH, number__lt=(place + 1) * WIDTH
        ).order_by("number")
        rows = list(children.values_list("root", "last_entry_id"))
        _tile(school_id, level, place, rows[-1][1], [bytes(root) for root, _ in rows]).save(force_insert=True)
    _grow_above(school_id, level + 1, full)


def _tile(school_id: int, level: int, number: int, last_entry_id: int, hashes: Sequence[bytes]) -> Tile:
    return Tile(
        school_id=school_id,
        level=level,
        number=number,
        last_entry_id=last_entry_id,
        root=merkle.fold(hashes),
        hashes=b"".join(hashes),
    )


def _newest(school_id: int, level: int) -> Tile | None:
    return Tile.objects.filter(school=school_id, level=level).defer("hashes").order_by("-number").first()


def leaves_between(school_id: int, after_id: int, last_id: int, *, limit: int | None = None) -> list[tuple[int, bytes]]:
    """Return (entry id, leaf hash) of the school's entries above `after_id` up to `last_id`."""
    entries = entries_by_id(school_id).filter(id__gt=after_id, id__lte=last_id).order_by("id")[:limit]
    return [(entry_id, merkle.leaf_hash(bytes(digest))) for entry_id, digest in entries.values_list("id", "digest")]


def entries_by_id(school_id: int) -> QuerySet[Entry]:
    """Return the school's entries for reading a run of them in the order of ids.

    The school is compared as `school_id + 0`: a planner that takes an index of the school for this would read and sort
    all its entries for the last ten (SQLite does, 0.3 s at 600,000). By id alone it reads these ten.
    """
    own = ExpressionWrapper(F("school_id") + 0, output_field=BigIntegerField())
    return Entry.objects.alias(own=own).filter(own=school_id)


class StoredTree:
    """The tree of a school over its entries up to `last_id`: its size, its nodes, where an entry stands.

    Reads each tile it needs once; keeps nothing longer than itself.
    """

    def __init__(self, school_id: int, last_id: int) -> None:
        """`last_id`: of a checkpoint, or of the entry up to which nothing is on its way."""
        self._school_id = school_id
        newest = (
            Tile.objects.filter(school=school_id, level=0, last_entry_id__lte=last_id)
            .order_by("-last_entry_id")
            .defer("hashes")
            .first()
        )
        self._tiles = newest.number + 1 if newest else 0
        self._edge = leaves_between(school_id, newest.last_entry_id if newest else 0, last_id)
        self._read: dict[tuple[int, int], list[bytes]] = {}
        self.size = self._tiles * WIDTH + len(self._edge)

    def __call__(self, height: int, index: int) -> bytes:
        """Return a node, as merkle.Nodes. Raises LookupError where a tile is not there."""
        level, above = divmod(height, HEIGHT)
        first = index << above
        hashes = self._hashes(level, first // WIDTH)
        run = hashes[first % WIDTH : first % WIDTH + (1 << above)]
        if len(run) != 1 << above:
            raise LookupError(f"tile {level}/{first // WIDTH} is short")
        return merkle.fold(run)

    def index_of(self, entry_id: int) -> int | None:
        """Return the place of an entry's leaf, from 0; None where the tree does not hold it."""
        for place, (edge_id, _) in enumerate(self._edge):
            if edge_id == entry_id:
                return self._tiles * WIDTH + place
        tile = (
            Tile.objects.filter(school=self._school_id, level=0, last_entry_id__gte=entry_id)
            .order_by("last_entry_id")
            .defer("hashes")
            .first()
        )
        if tile is None or tile.number >= self._tiles:
            return None
        ids = entries_by_id(self._school_id).filter(id__lte=tile.last_entry_id).order_by("-id")
        under = list(ids.values_list("id", flat=True)[:WIDTH])[::-1]
        return tile.number * WIDTH + under.index(entry_id) if entry_id in under else None

    def indices_of(self, leaves: Sequence[tuple[int, bytes]]) -> list[int | None]:
        """Return the places of many leaves (entry id, leaf hash), None of one that the tree does not hold.

        Two queries, whatever their number; the tiles they stand in are kept for the proofs.
        """
        tiles = Tile.objects.filter(school=self._school_id, level=0, number__lt=self._tiles).order_by("number")
        ends = list(tiles.values_list("last_entry_id", flat=True))
        numbers = {bisect_left(ends, entry_id) for entry_id, _ in leaves} - {self._tiles}
        for number, joined in tiles.filter(number__in=numbers).values_list("number", "hashes"):
            self._read[0, number] = split(bytes(joined))
        edge = {leaf: self._tiles * WIDTH + place for place, (_, leaf) in enumerate(self._edge)}
        return [self._place(bisect_left(ends, entry_id), leaf, edge) for entry_id, leaf in leaves]

    def _place(self, number: int, leaf: bytes, edge: dict[bytes, int]) -> int | None:
        if number == self._tiles:
            return edge.get(leaf)
        hashes = self._read.get((0, number), [])
        return number * WIDTH + hashes.index(leaf) if leaf in hashes else None

    def _hashes(self, level: int, number: int) -> list[bytes]:
        if (level, number) not in self._read:
            self._read[level, number] = self._full(level, number) or self._partial(level, number)
        return self._read[level, number]

    def _full(self, level: int, number: int) -> list[bytes]:
        joined = (
            Tile.objects.filter(school=self._school_id, level=level, number=number)
            .values_list("hashes", flat=True)
            .first()
        )
        return split(bytes(joined)) if joined else []

    def _partial(self, level: int, number: int) -> list[bytes]:
        """The hashes of a tile that is not full yet: of the edge's leaves, or the roots of the tiles under it."""
        if level == 0:
            return [leaf for _, leaf in self._edge] if number == self._tiles else []
        under = Tile.objects.filter(
            school=self._school_id, level=level - 1, number__gte=number * WIDTH, number__lt=(number + 1) * WIDTH
        ).order_by("number")
        return [bytes(root) for root in under.values_list("root", flat=True)]
