"""Merkle tree hashing of RFC 6962 (2.1): the root over a list of leaves, an audit path of one leaf, its check.

No library is taken: pymerkle, the kept one, wants to own the leaves' storage (here they are rows already) and pins its
cache to one exact version. This is the RFC's page of code, tested against the vectors of Certificate Transparency.
"""

import hashlib
from collections.abc import Sequence

EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf: SHA-256(0x00 ‖ data)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node: SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the Merkle tree hash of `leaves` (their data, not yet hashed), 32 bytes."""
    level = [leaf_hash(leaf) for leaf in leaves]
    if not level:
        return EMPTY
    while len(level) > 1:
        level = _next(level)
    return level[0]


def audit_path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the hashes that lead from leaf `index` to the root, the lowest first. Raises IndexError outside."""
    level = [leaf_hash(leaf) for leaf in leaves]
    if not 0 <= index < len(level):
        raise IndexError(index)
    path = []
    while len(level) > 1:
        sibling = index ^ 1
        if sibling < len(level):
            path.append(level[sibling])
        level, index = _next(level), index // 2
    return path


def root_from_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that `path` leads to from leaf `index` of `size`; None if it cannot (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return None
    position, last, current = index, size - 1, leaf_hash(leaf)
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


def _next(level: list[bytes]) -> list[bytes]:
    """One level up; an odd last node rises as it is, which gives the RFC's split at the largest power of two."""
    paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
    return paired + level[-1:] if len(level) % 2 else paired
