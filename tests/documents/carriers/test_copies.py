"""Copies on carriers: written whole or not at all, every damage found and named, restored from what was read whole."""

import random
import resource
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from letopis.documents.archive.container import serialise
from letopis.documents.archive.verifying import verify_package
from letopis.documents.carriers import actions, copying, sources
from letopis.documents.carriers.enums import How, Verdict
from letopis.documents.carriers.models import Carrier, Check, Copy
from letopis.documents.carriers.options import file_of
from letopis.documents.carriers.stores import Unreachable, mark_name
from letopis.kernel.errors import Refused
from letopis.school.history.verification import verify
from tests.documents.carriers.scene import BUTTON, Archive, archive, carrier, flip

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.req("ARC-05", "ARC-06")]


def check(found: Archive, number: int = 0) -> Verdict:
    return copying.check_copy(found.actor, found.copy(number), How.SCHEDULE)


def last(found: Archive) -> Check:
    return Check.objects.filter(school=found.school)[0]


def write(found: Archive, number: int) -> Copy:
    return copying.write_copy(found.actor, BUTTON, package_id=found.package.pk, carrier_id=found.carriers[number].pk)


def restore(found: Archive, source: int | None, target: int) -> Copy:
    from_id = None if source is None else found.carriers[source].pk
    to_id = found.carriers[target].pk
    return copying.restore(found.actor, BUTTON, package_id=found.package.pk, from_id=from_id, to_id=to_id)


def left_in(folder: Path) -> list[str]:
    """What lies on a carrier besides its mark."""
    return sorted(one.name for one in folder.iterdir() if not one.name.startswith("letopis-carrier-"))


def test_a_copy_is_the_package_and_is_read_back(tmp_path: Path, settings: Any) -> None:
    found = archive(tmp_path, settings, copies=2)
    for number in (0, 1):
        path = found.file(number)
        assert path.read_bytes() == file_of(found.package).read_bytes()
        assert verify_package(path, keys=[found.package.key]).findings == ()
        assert left_in(found.folders[number]) == [path.name]
    checks = Check.objects.filter(school=found.school)
    assert {(one.verdict, one.how, one.by) for one in checks} == {("whole", "written", found.actor.name)}
    with pytest.raises(Refused, match="уже есть"):
        write(found, 0)
    report = verify(found.school.pk)
    assert [one.message for one in report.findings if "carriers." in one.message] == []


# ── damage ────────────────────────────────────────────────────────────
@pytest.mark.tampering
def test_a_flipped_bit_anywhere_is_found(tmp_path: Path, settings: Any) -> None:
    """Wherever in the file; in a document, it is the document that is named."""
    found = archive(tmp_path, settings, copies=1)
    path, seeded = found.file(0), random.Random(14)
    content = path.read_bytes()
    for _ in range(40):
        at = seeded.randrange(len(content))
        path.write_bytes(content[:at] + bytes([content[at] ^ 1 << seeded.randrange(8)]) + content[at + 1 :])
        assert check(found) == Verdict.DAMAGED, at
        assert last(found).findings, at
    with zipfile.ZipFile(file_of(found.package)) as archived:
        names = [one.filename.partition("/")[2] for one in archived.infolist() if one.file_size]
    for name in (one for one in names if "/" in one):
        path.write_bytes(content)
        flip(path, f"/{name}", seeded)
        assert check(found) == Verdict.DAMAGED
        assert name in {one["what"] for one in last(found).findings}, name
    path.write_bytes(content)
    assert check(found) == Verdict.WHOLE
    assert found.copy(0).found == ""


def repacked(path: Path, change: Callable[[Path], object]) -> None:
    """Unpack a copy, change what is in it, pack it again, as somebody with tools would."""
    folder = path.parent / "unpacked"
    with zipfile.ZipFile(path) as archived:
        archived.extractall(folder)
    (top,) = folder.iterdir()
    change(top)
    path.unlink()
    serialise(top, path, top.name)
    shutil.rmtree(folder)


TABLE = "data/tables/journal.mark.jsonl"
DAMAGE: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "a file gone": (lambda top: (top / TABLE).unlink(), "missing", TABLE),
    "a file more": (lambda top: (top / "data/x.txt").write_text("x"), "added", "data/x.txt"),
    "a file more beside the data": (lambda top: (top / "x.txt").write_text("x"), "container_altered", ""),
    "a mark": (
        lambda top: (top / TABLE).write_bytes((top / TABLE).read_bytes().replace(b'"4"', b'"5"')),
        "altered",
        TABLE,
    ),
    "the manifest": (lambda top: (top / "manifest-sha256.txt").write_text(""), "altered", "manifest-sha256.txt"),
}


@pytest.mark.tampering
@pytest.mark.parametrize("name", DAMAGE)
def test_what_was_done_to_a_copy_is_named(
    tmp_path: Path, settings: Any, name: str, record_property: Callable[[str, object], None]
) -> None:
    found = archive(tmp_path, settings, copies=1)
    change, code, what = DAMAGE[name]
    repacked(found.file(0), change)
    assert check(found) == Verdict.DAMAGED
    assert (code, what) in {(one["code"], one["what"]) for one in last(found).findings}
    assert found.copy(0).found
    record_property("found", code)


def test_gone_is_not_away(tmp_path: Path, settings: Any) -> None:
    found = archive(tmp_path, settings, copies=2)
    found.file(0).unlink()
    assert check(found) == Verdict.MISSING
    # The disk is pulled out: its folder stays, empty, as a mount point does.
    away = tmp_path / "pulled out"
    found.folders[1].rename(away)
    found.folders[1].mkdir()
    assert check(found, 1) == Verdict.UNREACHABLE
    assert "не подключён" in last(found).note
    copy = found.copy(1)
    assert (copy.state, copy.away_since is not None) == (Verdict.WHOLE, True), "nothing is known of its bytes"
    checks = Check.objects.count()
    assert check(found, 1) == Verdict.UNREACHABLE
    assert Check.objects.count() == checks, "told once, not each night"
    with pytest.raises(Unreachable):
        restore(found, None, 1)
    assert list(found.folders[1].iterdir()) == [], "nothing is written under the mount point"
    found.folders[1].rmdir()
    away.rename(found.folders[1])
    assert check(found, 1) == Verdict.WHOLE
    assert found.copy(1).away_since is None


def test_another_disk_in_the_same_socket_is_not_the_carrier(tmp_path: Path, settings: Any) -> None:
    found = archive(tmp_path, settings, copies=1)
    (found.folders[0] / mark_name(found.carriers[0])).unlink()
    (found.folders[0] / mark_name(found.carriers[1])).write_text("x")
    assert check(found) == Verdict.UNREACHABLE


# ── restoring ─────────────────────────────────────────────────────────
def test_a_damaged_copy_is_replaced_by_its_twin(tmp_path: Path, settings: Any) -> None:
    found = archive(tmp_path, settings, copies=2)
    file_of(found.package).unlink()
    damaged = found.file(0)
    flip(damaged, TABLE, random.Random(1))
    assert check(found) == Verdict.DAMAGED
    old = found.copy(0)
    new = restore(found, 1, 0)
    assert (new.pk != old.pk, new.state) == (True, Verdict.WHOLE)
    old.refresh_from_db()
    assert (old.ended_at is not None, old.reason) == (True, "восстановлена с носителя «Диск 2»")
    assert left_in(found.folders[0]) == [new.file]
    assert found.file(0).read_bytes() == found.file(1).read_bytes()
    assert check(found) == Verdict.WHOLE


def test_a_copy_that_is_gone_is_written_anew_and_stays(tmp_path: Path, settings: Any) -> None:
    """The name of the lost file must not be taken for the old one that is to go."""
    found = archive(tmp_path, settings, copies=2)
    found.file(0).unlink()
    assert check(found) == Verdict.MISSING
    new = restore(found, 1, 0)
    assert left_in(found.folders[0]) == [new.file]
    assert check(found) == Verdict.WHOLE


def test_nothing_is_restored_from_what_is_damaged(tmp_path: Path, settings: Any) -> None:
    found = archive(tmp_path, settings, copies=2)
    seeded = random.Random(2)
    flip(found.file(0), TABLE, seeded)
    flip(found.file(1), "ledger/entries.jsonl", seeded)
    before = found.file(0).read_bytes()
    with pytest.raises(Refused, match="С неё не восстанавливают"):
        restore(found, 1, 0)
    assert (found.copy(1).state, found.file(0).read_bytes()) == (Verdict.DAMAGED, before)
    flip(file_of(found.package), "README.txt", seeded)
    with pytest.raises(Refused, match="на сервере повреждён"):
        restore(found, None, 0)
    file_of(found.package).unlink()
    with pytest.raises(Refused, match="больше нет"):
        restore(found, None, 0)
    with pytest.raises(Refused, match="Целой копии не нашлось"), sources.any_whole(found.package, [found.copy(0)]):
        pass


def test_two_copies_damaged_in_different_files_make_one_whole(tmp_path: Path, settings: Any) -> None:
    found = archive(tmp_path, settings, copies=2)
    seeded, whole = random.Random(3), file_of(found.package).read_bytes()
    file_of(found.package).unlink()
    flip(found.file(0), TABLE, seeded)
    flip(found.file(0), "package.note", seeded)
    flip(found.file(1), "ledger/entries.jsonl", seeded)
    flip(found.file(1), "/manifest-sha256.txt", seeded)
    new = copying.mend(found.actor, BUTTON, package_id=found.package.pk, to_id=found.carriers[0].pk)
    assert found.file(0).read_bytes() == whole
    assert "целых частей" in Copy.objects.get(carrier=new.carrier, ended_at__isnull=False).reason
    assert restore(found, 0, 1).state == Verdict.WHOLE
    # The same file damaged in both: said, and nothing is written.
    for number in (0, 1):
        flip(found.file(number), TABLE, seeded)
    before = [found.file(number).read_bytes() for number in (0, 1)]
    with pytest.raises(Refused, match=f"Ни в одной копии не целы: {TABLE}"):
        copying.mend(found.actor, BUTTON, package_id=found.package.pk, to_id=found.carriers[0].pk)
    assert [found.file(number).read_bytes() for number in (0, 1)] == before


# ── faults of the disk ────────────────────────────────────────────────
@contextmanager
def small_files(most: int) -> Iterator[None]:
    """A disk that takes no file of more than so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_leaves_nothing_and_the_old_copy_stands(tmp_path: Path, settings: Any) -> None:
    found = archive(tmp_path, settings)
    with small_files(found.package.size // 2), pytest.raises(Refused, match="не принимает файлов такого размера"):
        write(found, 0)
    assert left_in(found.folders[0]) == []
    assert not Copy.objects.exists()
    write(found, 0)
    old = found.file(0)
    flip(old, TABLE, random.Random(4))
    with small_files(found.package.size // 2), pytest.raises(Refused):
        restore(found, None, 0)
    assert found.file(0) == old
    assert left_in(found.folders[0]) == [old.name]


class Pulled(Exception):
    """Nobody catches it."""


def test_a_carrier_that_vanishes_amid_writing(tmp_path: Path, settings: Any) -> None:
    found = archive(tmp_path, settings)
    away = tmp_path / "away"

    def pull(stage: str, percent: int) -> None:
        if stage == "читается записанное" and not away.exists():
            found.folders[0].rename(away)

    way = copying.Way(How.BUTTON, pull)
    with pytest.raises(Unreachable, match="не подключён"):
        copying.write_copy(found.actor, way, package_id=found.package.pk, carrier_id=found.carriers[0].pk)
    assert not Copy.objects.exists()
    # It comes back with what was left on it, which is no copy; the next writing does not mind.
    away.rename(found.folders[0])
    assert [name for name in left_in(found.folders[0]) if not name.startswith(".")] == []
    write(found, 0)
    assert left_in(found.folders[0]) == [found.copy(0).file]


def test_a_power_cut_leaves_no_copy(tmp_path: Path, settings: Any) -> None:
    found = archive(tmp_path, settings)

    def stop(stage: str, percent: int) -> None:
        if stage == "читается записанное":
            raise Pulled

    with pytest.raises(Pulled):
        copying.write_copy(
            found.actor,
            copying.Way(How.BUTTON, stop),
            package_id=found.package.pk,
            carrier_id=found.carriers[0].pk,
        )
    assert left_in(found.folders[0]) == []
    assert not Copy.objects.exists()


def test_a_copy_that_cannot_be_read_is_damaged(tmp_path: Path, settings: Any) -> None:
    found = archive(tmp_path, settings, copies=1)
    path = found.file(0)
    path.unlink()
    path.mkdir()  # what is there is no file: reading it is an error of the disk
    assert check(found) == Verdict.DAMAGED
    assert last(found).findings[0]["code"] == "unreadable"


# ── what the server may write to ──────────────────────────────────────
def test_a_carrier_is_a_place_of_the_server_and_of_one_carrier(tmp_path: Path, settings: Any) -> None:
    found = archive(tmp_path, settings, copies=1)
    for address, kind, words in (
        ("/etc", "folder", "Выберите место на сервере"),
        ("place0", "folder", "занято носителем «Диск 1»"),
        ("place1", "store", "выберите другой вид"),
    ):
        if address == "place1":
            actions.retire_carrier(
                found.actor, carrier_id=found.carriers[1].pk, day=found.carriers[1].since, reason="x"
            )
        with pytest.raises(Refused, match=words):
            carrier(found, "Новый", address=address, kind=kind)
    found.folders[1].rename(tmp_path / "elsewhere")
    with pytest.raises(Refused, match="диск не подключён"):
        carrier(found, "Новый", address="place1")
    assert Carrier.objects.filter(until=None).count() == 1
    assert not found.folders[1].exists(), "it is not made: under the mount point it would be the server's own disk"
