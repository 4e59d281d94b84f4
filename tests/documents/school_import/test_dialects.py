"""A hundred schools in dialects of a seed: nothing is written wrong, next to all comes right unasked."""

from pathlib import Path

import pytest

from tests.dialects.measure import measure

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.req("ORG-02", "CON-01", "CUR-01", "TT-01")]


@pytest.mark.parametrize("first", range(1, 101, 5))
def test_a_base_in_any_dialect(first: int, tmp_path: Path) -> None:
    total = right = 0
    for seed in range(first, first + 5):
        folder = tmp_path / str(seed)
        folder.mkdir()
        score = measure(seed, folder)
        assert not score.refused
        assert not +score.wrong, (seed, score.examples)
        total, right = total + score.total.total(), right + score.right.total()
    assert right >= 0.97 * total
