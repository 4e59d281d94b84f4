"""What every test stands on: a frozen moment, a database file of its own, fast hashing, plain static files."""

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
import time_machine
from django.test import TransactionTestCase

from tests.emptying import empty

MOMENT = "2026-11-23T10:43:00+03:00"

# Time is measured by the benchmark, never by a test: a busy machine must not fail one.
hypothesis.settings.register_profile("letopis", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("letopis")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slow folders first, so that neither worker waits for the other's browser at the end."""
    items.sort(key=lambda item: not {"e2e", "chaos"} & set(item.path.parts))


TransactionTestCase._fixture_teardown = lambda case: empty()  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Put SQLite's test database into a file: threads and the live server need a real one."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("db") / "test.sqlite3")


@pytest.fixture(autouse=True)
def _surroundings(settings: object, tmp_path: Path) -> None:
    """Settings that differ in tests, and why: no manifest to collect, cheap hashing, uploads thrown away."""
    settings.STORAGES = {  # type: ignore[attr-defined]
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    settings.STATIC_ROOT = tmp_path  # type: ignore[attr-defined]  whitenoise wants a folder that is there
    settings.MEDIA_ROOT = tmp_path / "uploads"  # type: ignore[attr-defined]
    settings.LETOPIS_HOME = tmp_path  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def moment() -> Iterator[time_machine.Traveller]:
    """Monday 23 November 2026, 10:43 in Moscow; `moment.shift(seconds)` and `moment.move_to(...)` travel on."""
    with time_machine.travel(MOMENT, tick=False) as traveller:
        yield traveller
