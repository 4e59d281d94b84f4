"""What somebody else would write to check our proofs: from the text of RFC 6962 and of C2SP alone, in one page.

Nothing of the product is imported: that is its use.
"""

import base64
import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def _sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def _k(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def root_of_path(leaf: bytes, m: int, n: int, path: list[bytes]) -> bytes:
    """2.1.1, turned round: PATH(m, D[n]) ends with the sibling of the subtree that m is in."""
    if n == 1:
        assert not path
        return leaf
    k = _k(n)
    if m < k:
        return _sha(b"\x01", root_of_path(leaf, m, k, path[:-1]), path[-1])
    return _sha(b"\x01", path[-1], root_of_path(leaf, m - k, n - k, path[:-1]))


def roots_of_consistency(m: int, n: int, old: bytes, path: list[bytes], *, whole: bool = True) -> tuple[bytes, bytes]:
    """2.1.2, turned round: the roots at m and n that SUBPROOF(m, D[n], whole) shows."""
    if m == n:
        if whole:
            assert not path
            return old, old
        (only,) = path
        return only, only
    k = _k(n)
    if m <= k:
        left_old, left_new = roots_of_consistency(m, k, old, path[:-1], whole=whole)
        return left_old, _sha(b"\x01", left_new, path[-1])
    right_old, right_new = roots_of_consistency(m - k, n - k, old, path[:-1], whole=False)
    return _sha(b"\x01", path[-1], right_old), _sha(b"\x01", path[-1], right_new)


def opened(note: str, vkey: str) -> tuple[str, int, bytes]:
    """Return origin, size and root of a checkpoint, its signature verified by a verifier key."""
    name, key_id, material = vkey.split("+", 2)
    key = base64.b64decode(material)
    assert key[0] == 1
    assert _sha(name.encode(), b"\n", key)[:4].hex() == key_id
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    for line in signatures.splitlines():
        dash, signer, encoded = line.split(" ")
        raw = base64.b64decode(encoded)
        if (dash, signer, raw[:4].hex()) == ("—", name, key_id):
            Ed25519PublicKey.from_public_bytes(key[1:]).verify(raw[4:], text.encode())
            origin, size, root = text.splitlines()[:3]
            assert origin == name
            return origin, int(size), base64.b64decode(root)
    raise AssertionError("not signed by this key")


def check_proof(proof: str, leaf_data: bytes, vkey: str) -> int:
    """Check a .tlog-proof file against the data of the leaf; return the leaf's place."""
    head, _, checkpoint = proof.partition("\n\n")
    first, index, *path = head.split("\n")
    assert first == "c2sp.org/tlog-proof@v1"
    place = int(index.removeprefix("index "))
    _, size, root = opened(checkpoint, vkey)
    hashes = [base64.b64decode(line) for line in path]
    assert root_of_path(_sha(b"\x00", leaf_data), place, size, hashes) == root
    return place
