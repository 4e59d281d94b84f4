"""`letopis archive`: a package built is on the register; copies listed, written, checked and restored by a command."""

import json
import random
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from letopis.documents.archive.verifying import verify_package
from letopis.documents.carriers.models import Copy, Package, Run
from letopis.documents.carriers.options import file_of
from letopis.school.history.log.checkpoints import make_checkpoint
from tests.documents.carriers.scene import Archive, archive, flip
from tests.documents.carriers.test_copies import TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.req("ARC-05", "ARC-06")]


def run(found: Archive, *arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("archive", *arguments, "--school", str(found.school.pk), stdout=out, stderr=StringIO())
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


def test_copies_by_the_command(tmp_path: Path, settings: Any) -> None:
    found = archive(tmp_path, settings)
    title, name = found.package.title, found.package.name
    assert run(found, "copies")[0] == 1
    assert run(found, "copy", title, "--to", "Диск 1") == (0, "Копия записана, прочитана и цела.\n")
    assert run(found, "copy", name, "--to", str(found.carriers[1].pk))[0] == 0
    status, told = run(found, "copies", "--check")
    assert (status, "Проверено копий: 2. Цела: 2." in told) == (0, True)
    flip(found.file(0), TABLE, random.Random(6))
    status, told = run(found, "copies", "--check", "--json")
    form = json.loads(told)
    assert (status, form["clean"], form["packages"][0]["places"]) == (1, False, 1)
    states = {one["carrier"]: (one["state"], one["found"][: len(TABLE)]) for one in form["packages"][0]["copies"]}
    assert states == {"Диск 1": ("damaged", TABLE), "Диск 2": ("whole", "")}
    assert run(found, "restore", title, "--from", "Диск 1", "--to", "Диск 1")[0] == 2
    assert run(found, "restore", title, "--from", "Диск 2", "--to", "Диск 1")[0] == 0
    assert run(found, "copies")[0] == 0
    assert run(found, "restore", title, "--from", "server", "--to", "Диск 2")[0] == 0
    assert run(found, "restore", title, "--from", "parts", "--to", "Диск 2")[0] == 0
    assert Copy.objects.filter(ended_at=None).count() == 2
    for wrong in (
        ("copy", "2030/2031", "--to", "Диск 1"),
        ("copy", title, "--to", "Диск 9"),
        ("copy", title, "--to", "Диск 1"),
        ("copy", title),
        ("restore", title, "--to", "Диск 1"),
        ("register",),
    ):
        assert run(found, *wrong)[0] == 2, wrong
    Run.objects.create(
        school=found.school, kind="check", created_at=found.package.built_at, beat_at=found.package.built_at
    )
    assert "уже идёт работа" in run(found, "copies", "--check")[1]


def test_what_the_command_builds_is_on_the_register(tmp_path: Path, settings: Any) -> None:
    found = archive(tmp_path, settings)
    assert any(make_checkpoint(found.school.pk) for _ in range(5))
    out = tmp_path / "out"
    status, told = run(found, "build", "--class", "7А", "--out", str(out))
    assert status == 0, told
    row = Package.objects.latest("pk")
    assert f"На учёте: {row.name}." in told
    assert [one.get_kind_display() for one in Run.objects.all()] == ["Постановка пакета на учёт"]
    checked = verify_package(out, keys=[row.key])
    assert (checked.findings, checked.fingerprint, checked.files) == ((), row.fingerprint, row.files)
    assert verify_package(file_of(row), keys=[row.key]).fingerprint == row.fingerprint
    assert "уже на учёте" in run(found, "register", str(out), "--class", "7А")[1]
    # Built again with nothing changed it is the same package: all is well.
    status, told = run(found, "build", "--class", "7А", "--out", str(tmp_path / "again"))
    assert status == 0, told
    assert "уже на учёте" in told
    assert Package.objects.count() == 2
    # Of another class, of another school, altered: each told, nothing entered.
    assert "а не" in run(found, "register", str(out))[1]
    other = archive(tmp_path / "other", settings)
    assert any(make_checkpoint(other.school.pk) for _ in range(5))
    assert "не ключом этой школы" in run(other, "register", str(out), "--class", "7А")[1]
    (out / "data/README.txt").write_text("x")
    file_of(row).unlink()
    Package.objects.filter(pk=row.pk).delete()
    assert "не цел" in run(found, "register", str(out), "--class", "7А")[1]
    assert not file_of(row).exists()
