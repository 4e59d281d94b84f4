"""Runs the suite on a throwaway PostgreSQL cluster: `python -m tests.postgres [pytest's arguments]`.

The cluster lives in a temporary folder, listens on a unix socket only, and is gone afterwards. PostgreSQL refuses to
run as root, so root starts it as the system's user `postgres`.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote


def binaries() -> Path:
    """The newest installed PostgreSQL server's folder. Raises SystemExit where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    if not found:
        raise SystemExit("PostgreSQL is not installed: bash scripts/system.sh postgresql")
    return found[-1]


@contextlib.contextmanager
def cluster(*, is_durable: bool = False) -> Iterator[str]:
    """A running cluster; yields its DATABASE_URL. `is_durable`: it waits for the disk as a school's own does."""
    folder = Path(tempfile.mkdtemp(prefix="letopis-pg-"))
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres")
    data, bin_ = folder / "data", binaries()
    # Safety against a power cut is not what these tests test; everything else is PostgreSQL's default.
    safety = "" if is_durable else "-c fsync=off -c full_page_writes=off"
    options = f"-k {folder} -h '' {safety} -c max_connections=60"

    def run(*command: str) -> None:
        subprocess.run([*as_user, *command], check=True, stdout=subprocess.DEVNULL, cwd=folder)

    try:
        run(str(bin_ / "initdb"), "-D", str(data), "-U", "letopis", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        run(str(bin_ / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
        yield f"postgresql://letopis@{quote(str(folder), safe='')}/postgres"
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            run(str(bin_ / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Run pytest with DATABASE_URL set; returns its exit status."""
    with cluster() as url:
        return subprocess.run(
            [sys.executable, "-m", "pytest", *sys.argv[1:]], env={**os.environ, "DATABASE_URL": url}, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
