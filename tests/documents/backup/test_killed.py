"""Processes that are killed in the middle: nothing half is left that looks whole, and the next try passes."""

import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from letopis.documents.archive.verifying import verify_package
from tests.documents.backup.scene import recorded
from tests.documents.backup.test_backup import command, copies_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("ARC-09", "ARC-04"), pytest.mark.sqlite]
LONGEST = 120  # seconds


def letopis(home: Path, *line: str) -> "subprocess.Popen[str]":
    env = {key: value for key, value in os.environ.items() if not key.startswith("LETOPIS")}
    env |= {"LETOPIS_HOME": str(home), "DATABASE_URL": f"sqlite:///{home / 'letopis.sqlite3'}"}
    return subprocess.Popen(
        [sys.executable, "-m", "letopis", *line], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def killed_when(there: Callable[[], bool], home: Path, *line: str) -> None:
    """Kill the process as soon as `there` says so: looked at all the time, so that it is in the middle."""
    process, until = letopis(home, *line), time.monotonic() + LONGEST
    while not there():
        assert process.poll() is None, f"it was over before: {process.communicate()[0]}"
        assert time.monotonic() < until
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    assert process.wait(LONGEST) == -signal.SIGKILL
    assert process.stdout
    process.stdout.close()


def done(home: Path, *line: str) -> tuple[int, str]:
    process = letopis(home, *line)
    text = process.communicate(timeout=LONGEST)[0]
    return process.returncode, text


def test_restore_backup_and_package_killed_in_the_middle(tmp_path: Path) -> None:
    """One installation for all: what a restoration costs is the start of its processes."""
    recorded()
    (places := tmp_path / "places").mkdir()
    assert command("backup", "--to", str(places))[0] == 0
    (home := tmp_path / "home").mkdir()
    base = home / "letopis.sqlite3"

    # While the copy is unpacked: there is no base, and no file under its name that is not whole.
    work = home / ".restore"
    killed_when(lambda: any(work.glob("*")), home, "restore", str(places))
    assert not base.exists()
    # The base has its name, nothing is proved yet.
    killed_when(base.exists, home, "restore", str(places))
    status, text = done(home, "restore", str(places))
    assert status == 0, text
    assert "Прошлое восстановление этой копии прервали" in text
    assert not (home / "restore.begun").exists()

    # A copy: what is half written has no name of a copy.
    (others := tmp_path / "others").mkdir()
    killed_when(lambda: any(others.iterdir()), home, "backup", "--to", str(others))
    assert not copies_in(others)
    status, text = done(home, "backup", "--to", str(others))
    assert status == 0, text
    (copy,) = copies_in(others)
    assert zipfile.ZipFile(copy).testzip() is None
    assert sorted(one.name for one in others.iterdir()) == [copy.name]

    # A package: it gets its name when all of it is there.
    out = tmp_path / "year"
    half = out.with_name(f"{out.name}.unfinished")
    killed_when(lambda: half.exists() and any(half.iterdir()), home, "archive", "build", "--out", str(out))
    assert not out.exists()
    assert not (half / "bagit.txt").exists()
    status, text = done(home, "archive", "build", "--out", str(out))
    assert status == 0, text
    assert not half.exists()
    assert {one.code for one in verify_package(out).findings} <= {"keys_own"}
