import pytest
from hypothesis import given
from hypothesis import strategies as st

from letopis.school.history import merkle

# Inputs and roots of Certificate Transparency's reference tests for RFC 6962.
INPUTS = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
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
leaves_and_index = st.lists(st.binary(max_size=8), min_size=1, max_size=70).flatmap(
    lambda leaves: st.tuples(st.just(leaves), st.integers(0, len(leaves) - 1))
)


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_of_the_reference(size: int):
    assert merkle.root_of(INPUTS[:size]).hex() == ROOTS[size - 1]


def test_root_of_nothing():
    assert merkle.root_of([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_audit_path_of_the_reference():
    """PATH(5, D[8]) of the reference tests."""
    assert [node.hex() for node in merkle.audit_path(INPUTS, 5)] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@given(leaves_and_index)
def test_every_path_leads_to_the_root(example):
    leaves, index = example
    path = merkle.audit_path(leaves, index)

    assert merkle.root_from_path(leaves[index], index, len(leaves), path) == merkle.root_of(leaves)


@given(leaves_and_index, st.binary(max_size=8))
def test_a_path_proves_no_other_leaf(example, other):
    leaves, index = example
    path = merkle.audit_path(leaves, index)

    if other != leaves[index]:
        assert merkle.root_from_path(other, index, len(leaves), path) != merkle.root_of(leaves)


@given(leaves_and_index)
def test_a_path_too_short_or_too_long_proves_nothing(example):
    leaves, index = example
    path = merkle.audit_path(leaves, index)

    assert merkle.root_from_path(leaves[index], index, len(leaves), [*path, merkle.EMPTY]) is None
    if path:
        assert merkle.root_from_path(leaves[index], index, len(leaves), path[:-1]) is None


@given(leaves_and_index, st.binary(max_size=8))
def test_a_changed_leaf_changes_the_root(example, other):
    leaves, index = example
    changed = [*leaves[:index], other, *leaves[index + 1 :]]

    assert (merkle.root_of(changed) == merkle.root_of(leaves)) == (other == leaves[index])


def test_an_index_outside_the_tree():
    with pytest.raises(IndexError):
        merkle.audit_path(INPUTS, 8)
    assert merkle.root_from_path(b"", 8, 8, []) is None
