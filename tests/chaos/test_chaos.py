"""A short run of the chaos on the database of the suite."""

from pathlib import Path

import pytest

from tests import bases
from tests.chaos.run import Outcome, chaos
from tests.conftest import on_postgresql

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
    """On a base of its own, of the kind the suite runs on."""
    home.mkdir()
    if on_postgresql():
        with bases.another(f"chaos_{seconds}") as url:
            return chaos(url, str(home), seconds=seconds, clients=4, seed=1)
    bases.copy_empty(home / "letopis.sqlite3")
    return chaos(None, str(home), seconds=seconds, clients=4, seed=1)


def was_chaos(outcome: Outcome) -> bool:
    """Operations went through, the server died, the network failed, people came and went, sessions ended."""
    return outcome.applied > 20 and outcome.kills >= 2 and bool(outcome.cuts and outcome.repeats and outcome.events)
