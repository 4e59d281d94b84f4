"""What scripts rely on: exit status 0 when all is well, 1 with findings, 2 where it could not be done."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.documents.backup.test_backup import command

HUGE = "9" * 30


def letopis(home: Path, *line: str) -> tuple[int, str]:
    env = {key: value for key, value in os.environ.items() if not key.startswith(("LETOPIS", "DATABASE"))}
    done = subprocess.run(
        [sys.executable, "-m", "letopis", *line],
        env=env | {"LETOPIS_HOME": str(home)}, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    return done.returncode, done.stderr


@pytest.mark.req("ARC-06")
def test_a_base_that_is_not_there_or_none_is_no_finding(tmp_path: Path) -> None:
    status, told = letopis(tmp_path, "verify")
    assert (status, "База ещё пустая" in told) == (2, True)
    (tmp_path / "letopis.sqlite3").write_bytes(b"no base at all" * 1000)
    status, told = letopis(tmp_path, "verify")
    assert (status, "База данных не отвечает" in told) == (2, True)
    # Past what is looked at before: whatever the command dies of.
    status, told = letopis(tmp_path, "rights", "--settings", "letopis.none")
    assert (status, "letopis.none" in told) == (2, True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "line",
    [
        ("verify", "--school", "99"),
        ("verify", "--school", HUGE),
        ("proof", "--entry", "999999"),
        ("proof", "--entry", HUGE),
        ("proof", "mark", HUGE, "--out", "x.json"),
        ("proof", "mark", "1"),
        ("proof", "verify", "/nowhere.json"),
        ("archive", "verify", "/nowhere"),
        ("archive", "build", "--class", "99Я", "--out", "/nowhere/x"),
        ("print", "class", "99Я", "--out", "x.pdf"),
        ("signature", "verify", "/nowhere.pdf"),
        ("backup", "--to", "/nowhere"),
        ("restore", "/nowhere"),
        ("destroy", "/nowhere.toml"),
        ("checkpoint", "--school", HUGE),
        ("log_key", "--school", "99"),
    ],
    ids=" ".join,
)
def test_what_could_not_be_done_ends_with_two_and_a_reason(school: object, line: tuple[str, ...]) -> None:
    status, told = command(*line)
    assert status == 2
    assert told.strip()
