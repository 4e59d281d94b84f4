"""A plan reads as itself in every way it may be kept."""

import pytest

from tests.dialects.plans import compare

pytestmark = pytest.mark.req("CUR-02")


@pytest.mark.parametrize("first", [1, 51, 101])
def test_a_plan_in_any_dialect(first: int) -> None:
    total = right = 0
    for seed in range(first, first + 50):
        lessons, good, wrong, examples = compare(seed)
        assert not wrong, examples
        total, right = total + lessons, right + good
    assert right >= 0.999 * total
