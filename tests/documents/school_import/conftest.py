"""The small school as files."""

from pathlib import Path

import pytest

from tests.documents.school_import.school import Book


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """The school's sheets, without an error, to be spoilt and written."""
    return Book(folder=tmp_path)
