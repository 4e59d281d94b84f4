"""The Merkle tree of RFC 6962 (2.1) and RFC 9162 (2.1): roots, inclusion and consistency proofs, their checks.

Pure: whoever keeps the tree gives a `Nodes`, which answers with the hash of a complete subtree; a proof asks for about
log2(size) of them. No library is taken: pymerkle, the kept one, wants to own the storage of the leaves (here they are
rows already) and pins its cache to one exact version. This is the RFC's two pages of code, tested against the vectors
of Certificate Transparency.
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import Self

EMPTY = hashlib.sha256(b"").digest()

# (height, index) -> the hash of the complete subtree over leaves index·2^height … (index + 1)·2^height - 1.
Nodes = Callable[[int, int], bytes]


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf: SHA-256(0x00 ‖ data)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node: SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """Return the root over leaf (or node) hashes; an odd last one rises as it is, which gives the RFC's split."""
    if not hashes:
        return EMPTY
    level = list(hashes)
    while len(level) > 1:
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = paired + level[-1:] if len(level) % 2 else paired
    return level[0]


def nodes_over(hashes: Sequence[bytes]) -> Nodes:
    """Return the nodes of a tree whose leaf hashes are all at hand."""
    return lambda height, index: fold(hashes[index << height : (index + 1) << height])


class Frontier:
    """A tree that only grows at its right edge and keeps no more than its peaks: the root at each size, streamed."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    @classmethod
    def at(cls, nodes: Nodes, size: int) -> Self:
        """Return the frontier of a tree that is stored already, as it was at `size`."""
        frontier = cls()
        for height in reversed(range(size.bit_length())):
            if size >> height & 1:
                frontier._peaks.append(nodes(height, frontier.size >> height))
                frontier.size += 1 << height
        return frontier

    def push(self, node: bytes, height: int = 0) -> None:
        """Append a leaf hash, or the root of a complete subtree where the size is a multiple of its width."""
        self.size += 1 << height
        place = self.size >> height
        while not place % 2:
            node = node_hash(self._peaks.pop(), node)
            place //= 2
        self._peaks.append(node)

    def root(self) -> bytes:
        """Return the root as of now."""
        if not self._peaks:
            return EMPTY
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root)
        return root


# ── made ──────────────────────────────────────────────────────────────


def root_at(nodes: Nodes, size: int) -> bytes:
    """Return the tree's root when it had `size` leaves."""
    return _range(nodes, 0, size) if size else EMPTY


def inclusion_proof(nodes: Nodes, index: int, size: int) -> list[bytes]:
    """Return the hashes that lead from leaf `index` to the root at `size`, the lowest first. IndexError outside."""
    if not 0 <= index < size:
        raise IndexError(index)
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range(nodes, middle, end))
            end = middle
        else:
            path.append(_range(nodes, start, middle))
            start = middle
    return path[::-1]


def consistency_proof(nodes: Nodes, old: int, new: int) -> list[bytes]:
    """Return the hashes that show the tree of `old` leaves to be the beginning of that of `new` (RFC 6962, 2.1.2)."""
    if not 0 < old <= new:
        raise IndexError(old)
    path, start, end = [], 0, new
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_range(nodes, middle, end))
            end = middle
        else:
            path.append(_range(nodes, start, middle))
            start = middle
    if start:  # the old tree is not itself a node of the new one, so what it ends with is told
        path.append(_range(nodes, start, end))
    return path[::-1]


def _range(nodes: Nodes, start: int, end: int) -> bytes:
    """The root over leaves `start` … `end` - 1, a range that the RFC's splitting has led to."""
    width = end - start
    if not width & (width - 1):
        return nodes(width.bit_length() - 1, start // width)
    middle = start + _split(width)
    return node_hash(_range(nodes, start, middle), _range(nodes, middle, end))


def _split(width: int) -> int:
    """The largest power of two below `width`."""
    return int(1 << (width - 1).bit_length() - 1)


# ── checked ───────────────────────────────────────────────────────────


def root_from_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that `path` leads to from leaf hash `leaf`; None if it cannot (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return None
    position, last, current = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if position % 2 or position == last:
            current = node_hash(sibling, current)
            while not position % 2 and position:
                position, last = position // 2, last // 2
        else:
            current = node_hash(current, sibling)
        position, last = position // 2, last // 2
    return current if last == 0 else None


def is_consistent(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Return whether `path` shows that the tree of `old` leaves goes on as that of `new` (RFC 9162, 2.1.4.2)."""
    if old == new:
        return not path and old_root == new_root
    if not 0 < old < new or not path:
        return False
    steps = list(path) if old & (old - 1) else [old_root, *path]
    position, last = old - 1, new - 1
    while position % 2:
        position, last = position // 2, last // 2
    old_made = new_made = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if position % 2 or position == last:
            old_made, new_made = node_hash(step, old_made), node_hash(step, new_made)
            while not position % 2 and position:
                position, last = position // 2, last // 2
        else:
            new_made = node_hash(new_made, step)
        position, last = position // 2, last // 2
    return last == 0 and (old_made, new_made) == (old_root, new_root)
