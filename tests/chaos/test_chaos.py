"""A short run of the chaos on the database of the suite."""

from contextlib import nullcontext
from pathlib import Path

import pytest
from django.conf import settings

from tests.chaos.run import Outcome, chaos
from tests.postgres import cluster

# Seconds. A busy machine gets little done in a few: then once more, and longer.
SHORT, LONG = 8, 60


@pytest.mark.req("JRN-10", "ACC-11")
def test_no_acknowledged_operation_is_lost_or_doubled(tmp_path: Path) -> None:
    outcome = run(tmp_path / "short", SHORT)
    if not was_chaos(outcome):
        assert outcome.faults == []
        outcome = run(tmp_path / "long", LONG)

    assert outcome.faults == []
    assert was_chaos(outcome), outcome


def run(home: Path, seconds: int) -> Outcome:
    """On a cluster of its own where the suite runs on PostgreSQL."""
    home.mkdir()
    on_postgresql = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
    with cluster() if on_postgresql else nullcontext() as url:
        return chaos(url, str(home), seconds=seconds, clients=4, seed=1)


def was_chaos(outcome: Outcome) -> bool:
    """Operations went through, the server died, the network failed, people came and went, sessions ended."""
    return outcome.applied > 20 and outcome.kills >= 2 and bool(outcome.cuts and outcome.repeats and outcome.events)
