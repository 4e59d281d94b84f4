"""What the pages' scripts work out without a page: a file of Node's tests each. One: `scripts/client.py test FILE`."""

import subprocess
from pathlib import Path

import pytest

from scripts.client import unit_tests

HERE = Path(__file__).parent
FILES = sorted(path.relative_to(HERE).as_posix() for path in HERE.rglob("*.test.js"))


@pytest.mark.parametrize("file", FILES)
def test_a_file_of_unit_tests(file: str) -> None:
    run = subprocess.run(unit_tests(HERE / file), cwd=HERE, capture_output=True, text=True, timeout=300, check=False)
    if run.returncode:
        pytest.fail(run.stdout + run.stderr, pytrace=False)
    # A file that has no test proves nothing.
    assert "\u2139 pass 0\n" not in run.stdout
