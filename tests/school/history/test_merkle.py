import pytest
from hypothesis import given
from hypothesis import strategies as st

from letopis.school.history import merkle
from letopis.school.history.merkle import Frontier, fold, leaf_hash, nodes_over

# Inputs and roots of Certificate Transparency's reference tests for RFC 6962.
INPUTS = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
LEAVES = [leaf_hash(data) for data in INPUTS]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
ONE = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
TWO = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
FOUR = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
FIVE = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
FIVE_OF_8 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
SEVEN = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
SEVENTH = "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f"

# (index, size, path) and (old, new, path): the happy paths of transparency-dev/merkle's test data, over INPUTS.
INCLUSION = [
    (0, 8, [ONE, TWO, FOUR]),
    (5, 8, [FIVE, SEVEN, ROOTS[3]]),
    (2, 3, [ROOTS[1]]),
    (1, 5, [ROOTS[0], TWO, FIVE]),
]
CONSISTENCY = [
    (1, 8, [ONE, TWO, FOUR]),
    (6, 8, [FIVE_OF_8, SEVEN, ROOTS[3]]),
    (2, 5, [TWO, FIVE]),
    (6, 7, [FIVE_OF_8, SEVENTH, ROOTS[3]]),
    (1, 1, []),
]

some_leaves = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=70)
leaves_and_index = some_leaves.flatmap(
    lambda leaves: st.tuples(st.just(leaves), st.integers(min_value=0, max_value=len(leaves) - 1))
)


def root_at(size: int) -> bytes:
    return bytes.fromhex(ROOTS[size - 1])


# ── public vectors ────────────────────────────────────────────────────


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_of_the_reference(size: int):
    growing = Frontier()
    for leaf in LEAVES[:size]:
        growing.push(leaf)

    assert fold(LEAVES[:size]) == growing.root() == merkle.root_at(nodes_over(LEAVES), size) == root_at(size)


def test_root_of_nothing():
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    assert {root.hex() for root in (fold([]), Frontier().root(), merkle.root_at(nodes_over([]), 0))} == {empty}


@pytest.mark.parametrize(("index", "size", "path"), INCLUSION)
def test_inclusion_of_the_reference(index: int, size: int, path: list[str]):
    made = merkle.inclusion_proof(nodes_over(LEAVES), index, size)

    assert [node.hex() for node in made] == path
    assert merkle.root_from_inclusion(LEAVES[index], index, size, made) == root_at(size)


@pytest.mark.parametrize(("old", "new", "path"), CONSISTENCY)
def test_consistency_of_the_reference(old: int, new: int, path: list[str]):
    made = merkle.consistency_proof(nodes_over(LEAVES), old, new)

    assert [node.hex() for node in made] == path
    assert merkle.is_consistent(old, new, root_at(old), root_at(new), made)


@pytest.mark.parametrize(("old", "new", "path"), CONSISTENCY[:-1])
def test_what_the_reference_holds_to_be_wrong(old: int, new: int, path: list[str]):
    """Its probes: proofs cut, added to, with a bit changed; roots swapped, other, sizes off."""
    proof = [bytes.fromhex(text) for text in path]
    before, after, garbage = root_at(old), root_at(new), bytes(32)
    flipped = [[*proof[:i], bytes([node[0] ^ 16]) + node[1:], *proof[i + 1 :]] for i, node in enumerate(proof)]
    for wrong in [[], proof[:-1], [garbage, *proof], [*proof, garbage], [before, *proof], [*proof, after], *flipped]:
        assert not merkle.is_consistent(old, new, before, after, wrong)
    assert not merkle.is_consistent(old, new, after, before, proof)
    assert not merkle.is_consistent(old, new, garbage, after, proof)
    assert not merkle.is_consistent(old, new, before, garbage, proof)
    for old_size, new_size in [(old - 1, new), (old + 1, new), (old ^ 2, new), (old, new * 2), (old, new // 2), (0, 0)]:
        assert not merkle.is_consistent(old_size, new_size, before, after, proof)


def test_trees_of_one_size_are_consistent_when_they_are_one():
    assert merkle.is_consistent(1, 1, root_at(1), root_at(1), [])
    assert not merkle.is_consistent(1, 1, root_at(1), root_at(2), [])
    assert not merkle.is_consistent(1, 1, root_at(1), root_at(1), [root_at(1)])
    assert not merkle.is_consistent(0, 1, merkle.EMPTY, root_at(1), [])


# ── any tree ──────────────────────────────────────────────────────────


@given(leaves_and_index)
def test_every_path_leads_to_the_root(example):
    leaves, index = example
    path = merkle.inclusion_proof(nodes_over(leaves), index, len(leaves))

    assert merkle.root_from_inclusion(leaves[index], index, len(leaves), path) == fold(leaves)


@given(leaves_and_index, st.binary(min_size=32, max_size=32))
def test_a_path_proves_no_other_leaf(example, other):
    leaves, index = example
    path = merkle.inclusion_proof(nodes_over(leaves), index, len(leaves))

    if other != leaves[index]:
        assert merkle.root_from_inclusion(other, index, len(leaves), path) != fold(leaves)


@given(leaves_and_index)
def test_a_path_too_short_or_too_long_proves_nothing(example):
    leaves, index = example
    path = merkle.inclusion_proof(nodes_over(leaves), index, len(leaves))

    assert merkle.root_from_inclusion(leaves[index], index, len(leaves), [*path, merkle.EMPTY]) is None
    if path:
        assert merkle.root_from_inclusion(leaves[index], index, len(leaves), path[:-1]) is None


@given(leaves_and_index)
def test_any_tree_goes_on_from_each_it_was(example):
    leaves, index = example
    path = merkle.consistency_proof(nodes_over(leaves), index + 1, len(leaves))

    assert merkle.is_consistent(index + 1, len(leaves), fold(leaves[: index + 1]), fold(leaves), path)
    assert len(path) <= 8


@given(leaves_and_index, st.binary(min_size=32, max_size=32))
def test_a_tree_of_another_past_does_not_go_on(example, other):
    leaves, index = example
    changed = [*leaves[:index], other, *leaves[index + 1 :]]
    path = merkle.consistency_proof(nodes_over(changed), index + 1, len(leaves))

    agree = merkle.is_consistent(index + 1, len(leaves), fold(leaves[: index + 1]), fold(changed), path)
    assert agree == (other == leaves[index])


@given(some_leaves, st.data())
def test_a_frontier_takes_complete_subtrees_too(leaves, data):
    height = data.draw(st.integers(0, 3))
    full = len(leaves) >> height << height
    growing = Frontier()
    for start in range(0, full, 1 << height):
        growing.push(fold(leaves[start : start + (1 << height)]), height)
    for leaf in leaves[full:]:
        growing.push(leaf)

    assert (growing.size, growing.root()) == (len(leaves), fold(leaves))


def test_an_index_outside_the_tree():
    with pytest.raises(IndexError):
        merkle.inclusion_proof(nodes_over(LEAVES), 8, 8)
    with pytest.raises(IndexError):
        merkle.consistency_proof(nodes_over(LEAVES), 0, 8)
    assert merkle.root_from_inclusion(b"", 8, 8, []) is None
