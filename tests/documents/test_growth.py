"""No text of a file takes the square of its length: a cell of 32,000 characters cost nineteen seconds."""

import subprocess
import sys

import pytest


@pytest.mark.req("ORG-02")
def test_nothing_takes_the_square_of_a_text() -> None:
    done = subprocess.run([sys.executable, "-m", "tests.documents.growth"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr or f"ended by signal {-done.returncode}"
    assert done.stdout == ""
