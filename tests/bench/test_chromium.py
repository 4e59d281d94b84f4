"""What stands in the way of a browser is said in one line, with the remedy."""

import stat
from pathlib import Path

import pytest

from bench import chromium


def linked(tmp_path: Path, told: str) -> str:
    """A PATH on which `ldd` says `told`: as on a machine that lacks a library."""
    program = tmp_path / "ldd"
    program.write_text(f"#!/bin/sh\nprintf '{told}'\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return f"{tmp_path}:/usr/bin:/bin"


def test_nothing_is_missing_where_the_browser_tests_run() -> None:
    assert chromium.missing_libraries() == []
    assert chromium.trouble("/usr/bin/chromium") == ""


def test_a_missing_library_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = r"\tlibm.so.6 => /lib/libm.so.6 (0x1)\n\tlibatomic.so.1 => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x2)\n"
    monkeypatch.setenv("PATH", linked(tmp_path, found))

    assert chromium.trouble("/usr/bin/chromium") == (
        "The browser driver cannot start without libatomic.so.1: bash scripts/system.sh driver"
    )


def test_no_chromium_is_named_first() -> None:
    assert chromium.trouble(chromium.find("no-such-browser")) == (
        "Chromium is not installed: bash scripts/system.sh chromium"
    )
