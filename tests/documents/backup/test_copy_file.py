"""The file of a copy: what was put in comes out; what was done to it is named; keys open only what is theirs."""

import json
import resource
import shutil
import signal
import subprocess
import sys
import zipfile
from base64 import b64decode
from datetime import datetime
from pathlib import Path
from typing import Any

import pyrage
import pytest

from letopis.documents.backup.copy_file import Part, about_of, check, copies_in, unpack, write_copy
from letopis.documents.backup.errors import BackupFault, Damaged
from letopis.documents.backup.locks import Lock, Opener, lock_of
from letopis.documents.backup.places import sweep

pytestmark = pytest.mark.req("ARC-09")

ABOUT: dict[str, Any] = {
    "letopis_backup": 1,
    "made_at": "2026-11-23T07:43:00+00:00",
    "schools": [{"school": 1, "entries": 3, "origin": "letopis/x", "size": 3, "root": "", "at": ""}],
    "size": 4_000_000,
}
KEY = pyrage.x25519.Identity.generate()
# A key closed with the phrase below and a work factor of 1, where ours takes a second of a core each time.
EASY_KEY = pyrage.x25519.Identity.from_str("AGE-SECRET-KEY-1VF742RYXEGZSTSPW388PLT6W9GWTGYAUV5268XJUGTH4EFVN2KQQLG3C76")
EASY = b64decode(
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBhZmhZYWxZaWxBTStaNVAzcjk5Z0JRIDEKSjc2L0taeHludktyTlJldGF0M3NpbmtTQWRR"
    "WndGTDlSSk1tUGUvbzhoUQotLS0gQ3hnaDlRQlhCS01YUEpRcTF2bVJRelJaZmNRVzhjTVFSdVZpNWdhUkc4dwpolE79nOb6f5PvSHBRgHKKeRZD"
    "HOhv6k7K7vL45XdEuaRIHgSIN87DqZUjN6bl9dkvqldSszxcp5I7Gn3Bn7GhhkOPcFJYqxxvVXQkZxa+RcS9qkAnsQH+FAdKBPdXwPETUcPh57WX"
    "KpE3"
)


@pytest.fixture
def parts(tmp_path: Path) -> list[Part]:
    (tmp_path / "base").write_bytes(bytes(range(256)) * 4_000)
    (tmp_path / "file").write_bytes(b"\x00" * 3_000_000)
    return [Part("database.sqlite3", tmp_path / "base"), Part("uploads/homework/а.pdf", tmp_path / "file")]


def made(tmp_path: Path, parts: list[Part], lock: Lock) -> Path:
    target = tmp_path / "letopis-20261123T074300Z.zip"
    write_copy(target, parts, lock, {**ABOUT, "lock": lock.kind, "recipients": list(lock.names)})
    return target


def key_file(tmp_path: Path, key: Any = KEY) -> str:
    (tmp_path / "key.txt").write_text(f"# created by age-keygen\n{key}\n")
    return str(tmp_path / "key.txt")


def test_what_was_put_in_comes_out(tmp_path: Path, parts: list[Part]) -> None:
    parts.append(Part("uploads/gone", tmp_path / "gone"))  # of a load that has ended meanwhile
    for number, lock in enumerate((lock_of(()), lock_of([str(KEY.to_public())]))):
        target = made(tmp_path, parts, lock)
        assert target.stat().st_mode & 0o777 == 0o600
        assert about_of(target).made_at == datetime.fromisoformat(ABOUT["made_at"])
        (out := tmp_path / f"out{number}").mkdir()
        _, names = unpack(target, out, Opener(identity=key_file(tmp_path)))
        assert names == ["database.sqlite3", "uploads/homework/а.pdf"]
        assert [(out / part.name).read_bytes() for part in parts[:2]] == [part.path.read_bytes() for part in parts[:2]]


def test_a_passphrase_opens_it_and_no_other(tmp_path: Path, parts: list[Part]) -> None:
    target = made(tmp_path, parts, Lock((EASY_KEY.to_public(),), (), EASY))
    (out := tmp_path / "out").mkdir()
    with pytest.raises(BackupFault, match="не та") as wrong:
        unpack(target, out, Opener(passphrase="верёвка и 13 пуговиц"))
    with pytest.raises(BackupFault, match="парольной фразой") as none:
        unpack(target, out, Opener())
    assert (wrong.value.code, none.value.code, list(out.iterdir())) == ("wrong_key", "key_needed", [])
    unpack(target, out, Opener(ask=lambda: "верёвка и 12 пуговиц"))
    assert (out / "database.sqlite3").read_bytes() == parts[0].path.read_bytes()
    with pytest.raises(BackupFault, match="короче"):
        lock_of((), "123456")
    lock = lock_of((), "верёвка и 12 пуговиц")
    assert (lock.kind, lock.names, len(lock.recipients)) == ("passphrase", (), 1)
    assert lock.key.startswith(b"age-encryption.org/v1\n-> scrypt ")


def test_another_key_and_none_are_told_apart(tmp_path: Path, parts: list[Part]) -> None:
    target = made(tmp_path, parts, lock_of([str(KEY.to_public())]))
    for identity, code in (
        ("", "key_needed"),
        (str(tmp_path / "no such"), "key_needed"),
        (key_file(tmp_path, pyrage.x25519.Identity.generate()), "wrong_key"),
        (str(target), "wrong_key"),
    ):
        (out := tmp_path / "out").mkdir(exist_ok=True)
        with pytest.raises(BackupFault) as refused:
            unpack(target, out, Opener(identity=identity))
        assert refused.value.code == code
    for recipient in ("age1чужой", "нет такого файла", str(target)):
        with pytest.raises(BackupFault):
            lock_of([recipient])
    (keys := tmp_path / "keys").write_text(f"# школа\n{KEY.to_public()}\n\n{KEY.to_public()}\n")
    assert len(lock_of([str(keys)]).recipients) == 2


@pytest.mark.parametrize("is_locked", [False, True])
@pytest.mark.tampering
def test_each_byte_that_is_changed_and_each_cut_is_found(tmp_path: Path, parts: list[Part], is_locked: bool) -> None:
    target = made(tmp_path, parts, lock_of([str(KEY.to_public())] if is_locked else ()))
    whole = target.read_bytes()
    opener = Opener(identity=key_file(tmp_path))

    def found(content: bytes) -> str:
        target.write_bytes(content)
        shutil.rmtree(out := tmp_path / "out", ignore_errors=True)
        out.mkdir()
        try:
            unpack(target, out, opener)
        except Damaged as damage:
            return damage.code
        except BackupFault as fault:
            return fault.code
        return "nothing"

    assert found(whole) == "nothing"
    data = whole.index(b"data.tar.gz") + 40
    about = whole.rindex(b'"letopis_backup"')
    for place in (data, data + 200, len(whole) // 2, about + 30, about + 90):
        assert found(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]) == "altered", place
    assert {found(whole[:size]) for size in (5, 200, len(whole) // 2, len(whole) - 1)} == {"truncated"}
    assert {found(b""), found(b"\x7fELF" + whole)} == {"not_a_copy"}


@pytest.mark.tampering
def test_a_description_edited_together_with_its_sums_is_found_inside(tmp_path: Path, parts: list[Part]) -> None:
    target = made(tmp_path, parts, lock_of(()))
    with zipfile.ZipFile(target) as archive:
        data = archive.read("data.tar.gz")
        about = json.loads(archive.read("about.json"))
    about["schools"][0]["entries"] = 2
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("data.tar.gz", data)
        archive.writestr("about.json", json.dumps(about))
    check(target)
    (out := tmp_path / "out").mkdir()
    with pytest.raises(Damaged, match="внутри записано другое"):
        unpack(target, out, Opener())


def test_a_disk_that_takes_no_more_leaves_nothing(tmp_path: Path, parts: list[Part]) -> None:
    parts[1].path.write_bytes(bytes(range(256)) * 20_000)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    names = sorted(tmp_path.iterdir())
    resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, before[1]))
    try:
        for lock in (lock_of(()), lock_of([str(KEY.to_public())])):
            with pytest.raises(OSError, match="too large"):
                made(tmp_path, parts, lock)
            assert sorted(tmp_path.iterdir()) == names
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


def test_a_copying_killed_in_the_middle_leaves_no_copy(tmp_path: Path, parts: list[Part]) -> None:
    """As in a power cut: what is left is not called a copy, and goes with the next one."""
    killed = f"""
import os
from pathlib import Path
from letopis.documents.backup import copy_file, locks
class Deadly(locks.Lock):
    def close(self, source, out):
        out.write(source.read(1000))
        os.kill(os.getpid(), 9)
copy_file.write_copy(Path({str(tmp_path)!r}) / "letopis-20261123T074300Z.zip",
    [copy_file.Part("uploads/file", Path({str(tmp_path / "file")!r}))], Deadly(), {{}})
"""
    assert subprocess.run([sys.executable, "-c", killed], check=False).returncode == -9
    assert copies_in(tmp_path) == []
    assert len(list(tmp_path.glob(".letopis-*"))) == 1
    sweep(tmp_path)
    assert list(tmp_path.glob(".letopis-*")) == []
