"""LETOPIS_HOME is its owner's alone."""

import os
import stat
from pathlib import Path

import pytest

from letopis.kernel.home import close_to_others


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home as an older version left it, with a folder of another program beside."""
    home = tmp_path / "letopis"
    for folder in (home, home / "uploads", home / "static"):
        folder.mkdir()
        folder.chmod(0o755)
    for name in ("letopis.sqlite3", "letopis.sqlite3-wal", "secret_key"):
        (home / name).write_text("x")
        (home / name).chmod(0o644)
    return home


@pytest.mark.req("ACC-10")
def test_what_was_open_is_closed_and_named(home: Path):
    closed, left = close_to_others(home)

    assert [path.name for path in closed] == [
        "letopis",
        "letopis.sqlite3",
        "letopis.sqlite3-wal",
        "secret_key",
        "uploads",
    ]
    assert left == []
    assert [mode(home), mode(home / "uploads"), mode(home / "static")] == [0o700, 0o700, 0o755]
    assert [mode(home / "letopis.sqlite3"), mode(home / "secret_key")] == [0o600, 0o600]
    assert close_to_others(home) == ([], [])


def test_a_folder_shared_on_purpose_is_named_and_left(home: Path):
    home.chmod(0o1777)

    closed, left = close_to_others(home)

    assert left == [home]
    assert mode(home) == 0o1777
    assert mode(home / "letopis.sqlite3") == 0o600
    assert home not in closed


def test_what_the_program_writes_is_its_owners_alone(tmp_path: Path):
    made = tmp_path / "made"
    made.write_text("x")

    assert mode(made) == 0o600
    assert os.umask(0o077) == 0o077
