"""What every test stands on: a frozen moment, a database file of its own, fast hashing, plain static files."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
import time_machine
from django.test import TransactionTestCase

from letopis.kernel import background
from letopis.kernel.collector import steady
from scripts.client import build, prepare
from tests.agreeing import compare_statements
from tests.emptying import empty

if TYPE_CHECKING:
    from letopis.school.organisation.models import School

MOMENT = "2026-11-23T10:43:00+03:00"
CHEAP_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# What takes longest comes first, each longer than hundreds of others; then what waits for a browser, all together.
_HERE = Path(__file__).parent
LONGEST = (
    "chaos/test_chaos.py",
    "school/history/test_migration.py",
    "school/test_older_base.py",
    "web/shared/test_serve.py",
    "e2e/test_pages.py",
    "e2e",
)

# Time is measured by the benchmark, never by a test: a busy machine must not fail one. Each run draws the same
# examples: a change fails by what it changes. `--hypothesis-profile=search` draws others, and many more.
_UNHURRIED: dict[str, Any] = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("letopis", derandomize=True, **_UNHURRIED)
hypothesis.settings.register_profile("search", max_examples=1000, **_UNHURRIED)
hypothesis.settings.load_profile("letopis")


def pytest_configure() -> None:
    """Build the scripts of the pages where they are missing or old: whatever is tested is what was written.

    What checks and tests them is installed now too: no test may find it half installed by another worker's.
    """
    prepare()
    build()
    compare_statements()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the longest first: no worker is left alone with one of them at the end.

    What asks for no database, or does not hang on which it is, has been proven by the run on SQLite.
    """
    items.sort(key=_rank)
    if on_postgresql():
        config.hook.pytest_deselected(items=[item for item in items if not _is_about_a_database(item)])
        items[:] = filter(_is_about_a_database, items)


def _rank(item: pytest.Item) -> int:
    return _rank_of(item.path)


@cache
def _rank_of(file: Path) -> int:
    return next((rank for rank, name in enumerate(LONGEST) if file.is_relative_to(_HERE / name)), len(LONGEST))


def pytest_collection_finish() -> None:
    """What the tests consist of is not looked through for garbage again and again."""
    steady()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown() -> None:
    """What a page handed over to a thread ends with its test, while the rows and the base are still there."""
    background.wait()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Call rows by the test that makes them, before any fixture makes one."""
    from tests.factories import serial

    serial.count_for(item.nodeid)


def on_postgresql() -> bool:
    """Whether this is the run on PostgreSQL."""
    from django.conf import settings

    return str(settings.DATABASES["default"]["ENGINE"]).endswith("postgresql")


def _is_about_a_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("sqlite"):
        return False
    if "e2e" in item.path.parts and not item.get_closest_marker("both"):
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    marked = item.get_closest_marker("django_db") is not None
    # The chaos has a database of its own, and of the same kind.
    return marked or bool(fixtures & {"db", "transactional_db", "live_server"}) or "chaos" in item.path.parts


TransactionTestCase._fixture_teardown = lambda case: empty()  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _nothing_kept_of_other_tests() -> None:
    """Rows of the next test have the numbers of this one's: what a process keeps by them is not that test's."""
    from letopis.school.forecast.queries import CLASSES, COURSES

    CLASSES.clear()
    COURSES.clear()


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """SQLite's base is there before the tests begin: a copy."""
    return not on_postgresql()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Begin with a copy of the empty base; SQLite's is a file: threads and the live server need a real one."""
    from django.conf import settings

    from tests import bases

    database = settings.DATABASES["default"]
    test = database.setdefault("TEST", {})
    if on_postgresql():
        test["TEMPLATE"] = bases.template()
    else:
        # Safety against a power cut is not what these tests test: that is for those with processes of their own.
        database["OPTIONS"]["init_command"] = database["OPTIONS"]["init_command"].replace("=FULL", "=OFF")
        file = tmp_path_factory.mktemp("db") / "test.sqlite3"
        bases.copy_empty(file)
        test["NAME"] = str(file)


@pytest.fixture(autouse=True)
def _surroundings(settings: object, tmp_path: Path) -> None:
    """Settings that differ in tests, and why: no manifest to collect, cheap hashing, uploads thrown away."""
    settings.STORAGES = {  # type: ignore[attr-defined]
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = CHEAP_HASHERS  # type: ignore[attr-defined]
    settings.STATIC_ROOT = tmp_path  # type: ignore[attr-defined]  whitenoise wants a folder that is there
    settings.MEDIA_ROOT = tmp_path / "uploads"  # type: ignore[attr-defined]
    settings.LETOPIS_HOME = tmp_path  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def moment() -> Iterator[time_machine.Traveller]:
    """Monday 23 November 2026, 10:43 in Moscow; `moment.shift(seconds)` and `moment.move_to(...)` travel on."""
    with time_machine.travel(MOMENT, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def _place(moment: time_machine.Traveller) -> Iterator[None]:
    """Schools of tests live in Moscow unless they say otherwise; pages enter the zone of their own school."""
    from letopis.kernel.clock import in_zone

    with in_zone("Europe/Moscow"):
        yield


@pytest.fixture
def school(db: None) -> "School":
    """An empty general school."""
    from tests.factories import make_school

    return make_school()
