"""What all crawlers walk through: the two schools, built once for them all."""

import logging
from collections.abc import Iterator

import pytest
import pytest_django

from tests.crawl.scene import Scene, build
from tests.standing import standing


@pytest.fixture(scope="package")
def scene(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[Scene]:
    """Built once, and gone with the folder: each test takes back what it has done."""
    yield from standing(django_db_blocker, build)


@pytest.fixture(autouse=True)
def _quietly() -> Iterator[None]:
    """Thousands of lines about pages that are not there would hide the one that matters."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)
