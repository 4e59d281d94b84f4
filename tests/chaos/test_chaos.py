"""A short run of the chaos on the database of the suite."""

from contextlib import nullcontext
from pathlib import Path

import pytest

from tests import bases
from tests.chaos.run import chaos
from tests.conftest import on_postgresql

# A busy machine gets little done in a few: then longer.
SECONDS, PATIENCE = 5, 60


@pytest.mark.req("JRN-10", "ACC-11")
def test_no_acknowledged_operation_is_lost_or_doubled(tmp_path: Path) -> None:
    """On a base of its own, of the kind the suite runs on."""
    with bases.another("chaos") if on_postgresql() else nullcontext() as url:
        if url is None:
            bases.copy_empty(tmp_path / "letopis.sqlite3")
        outcome = chaos(url, str(tmp_path), seconds=SECONDS, patience=PATIENCE, clients=4, seed=1)

    assert outcome.faults == []
    assert outcome.was_chaos, outcome
