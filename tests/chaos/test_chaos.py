"""A short run of the chaos on the database of the suite."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.chaos.run import chaos
from tests.postgres import cluster


@pytest.mark.req("JRN-10", "ACC-11")
def test_no_acknowledged_operation_is_lost_or_doubled(tmp_path: Path) -> None:
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        with cluster() as url:
            outcome = chaos(url, str(tmp_path), seconds=8, clients=4, seed=1)
    else:
        outcome = chaos(None, str(tmp_path), seconds=8, clients=4, seed=1)

    assert outcome.faults == []
    # It was a chaos: operations went through, the server died, the network failed.
    assert outcome.applied > 20
    assert outcome.kills >= 2
    assert outcome.cuts > 0
    assert outcome.repeats > 0
    assert outcome.events, "people came and went, sessions ended, roles changed"
