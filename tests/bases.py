"""An empty base with its tables, made once and copied: to make one takes seconds of reading migrations.

That of SQLite is kept in var/tests under the digest of what makes it; on PostgreSQL each run has a cluster of its own.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import psycopg
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "tests"
# What migrations take from the program of today: triggers of the ledger, columns of its tables.
_CALLED = ("letopis/school/history", "letopis/kernel")


def copy_empty(to: Path) -> None:
    """Copy an empty base of SQLite into the file `to`, the owner's alone as the program makes it."""
    shutil.copyfile(_sqlite(), to)
    to.chmod(0o600)


def _sqlite() -> Path:
    base = KEPT / f"empty-{_digest()}.sqlite3"
    with _alone():
        if not base.exists():
            for older in KEPT.glob("empty-*"):
                older.unlink()
            making = KEPT / "making"
            shutil.rmtree(making, ignore_errors=True)
            _migrate(f"sqlite:///{making / base.name}", making)
            (making / base.name).rename(base)
            shutil.rmtree(making)
    return base


def _digest() -> str:
    """Of all migrations there are, of what they call and of Django."""
    files = [file for app in apps.get_app_configs() for file in Path(app.path).glob("migrations/*.py")]
    files += [file for place in _CALLED for file in (ROOT / place).rglob("*.py")]
    found = hashlib.sha256(version("django").encode())
    for file in sorted(set(files)):
        found.update(f"{file}\0".encode() + file.read_bytes())
    return found.hexdigest()[:16]


def template() -> str:
    """Return the name of an empty base on the cluster of this run, made by whoever asks first."""
    name = f"letopis_empty_{_digest()}"
    with _alone(), _cluster() as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(f"DROP DATABASE IF EXISTS {name}_making")
            server.execute(f"CREATE DATABASE {name}_making")
            _migrate(_url_of(f"{name}_making"), KEPT)
            server.execute(f"ALTER DATABASE {name}_making RENAME TO {name}")
    return name


@contextmanager
def another(name: str, of: str = "") -> Iterator[str]:
    """One more empty base on the cluster of this run, for as long as it is needed; yields its address.

    `of`: what it is a copy of; else it has its tables.
    """
    with _cluster() as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {of or template()}")
        yield _url_of(name)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _cluster() -> psycopg.Connection:
    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)


def _url_of(name: str) -> str:
    """The address of another base on the cluster of this run."""
    return os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"


def _migrate(url: str, home: Path) -> None:
    home.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "letopis", "migrate", "-v", "0"]
    own = {"DATABASE_URL": url, "LETOPIS_HOME": str(home), "LETOPIS_SECRET_KEY": "x" * 50}
    subprocess.run(command, env=os.environ | own, cwd=ROOT, check=True)


@contextmanager
def _alone() -> Iterator[None]:
    """One of the run's processes at a time."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
