"""What lies among the uploads and no row names, of every kind, with its age; what may be on its way is not named."""

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from letopis.documents.backup.strays import YOUNG, remove, strays
from letopis.documents.journal_paper.models import PrintRun
from letopis.documents.runs.models import RunState
from letopis.documents.school_import.models import ImportRun
from letopis.documents.signatures import keeping
from letopis.documents.signatures.models import SignedDocument
from letopis.kernel.clock import now
from letopis.kernel.uploads import keep_upload
from letopis.school.lessons.models import HomeworkFile
from tests import factories as make
from tests.documents.backup.test_backup import command
from tests.school.history.test_files import s  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.req("ARC-05")]


@pytest.fixture
def root(s: Any, settings: Any) -> Path:  # noqa: F811
    """Uploads with a row each, all of them two days old."""
    root, moment = Path(settings.MEDIA_ROOT), now()
    load = ImportRun.objects.create(school=s.school, created_at=moment, beat_at=moment, files=[{"path": "ab"}])
    year = s.class_group.year
    run = PrintRun.objects.create(
        school=s.school, year=year, period="year", state=RunState.DONE, created_at=moment, beat_at=moment
    )
    digest = keeping.keep(s.school.pk, b"%PDF-1.7")
    SignedDocument.objects.create(
        school=s.school, kind="pdf", digest=digest, title="Том", name="a.pdf", created_at=moment
    )
    for name in (f"imports/{load.pk}/ab", f"imports/{load.pk}/progress.json", f"print/{run.pk}/01 7А.pdf"):
        put(root, name)
    return root


def put(root: Path, name: str, age: timedelta = 2 * YOUNG) -> str:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_bytes(b"12345")
    at = (now() - age).timestamp()
    os.utime(path, (at, at))
    return name


def aged(root: Path) -> None:
    for path in root.rglob("*"):
        if path.is_file():
            put(root, path.relative_to(root).as_posix())


def test_an_upload_killed_before_its_row_is_named_with_its_age_and_removed(root: Path) -> None:
    aged(root)
    assert strays() == []
    # As a killed process leaves it: the file is whole on the disk, its row was never saved.
    row = HomeworkFile(school_id=make.make_school().pk)
    keep_upload(row, "schema.png", ContentFile(b"schema"))
    lost, kept = str(row.file), sorted(path for path in root.rglob("*") if path.is_file())
    assert strays() == [], "its row may be on its way"
    put(root, lost)
    (one,) = strays()
    assert (one.name, one.size, one.is_told, now() - one.changed_at) == (lost, 6, False, 2 * YOUNG)
    status, text = command("uploads")
    assert status == 1
    assert text.splitlines() == [f"{lost}: 6 байт, от {one.changed_at:%d.%m.%Y %H:%M} UTC, записи о нём нет"]
    assert command("uploads", "--remove") == (0, "Удалено файлов: 1\n")
    assert command("uploads") == (0, "Лишних файлов нет.\n")
    assert sorted(path for path in root.rglob("*") if path.is_file()) == [path for path in kept if path != root / lost]


@pytest.mark.parametrize(
    "name",
    [
        "homework/2026/11/.schema.png.part",
        "absences/2026/11/справка.pdf",
        "imports/{load}/cd",
        "imports/987654/ab",
        "print/987654/01 7А.pdf",
        "print/{run}/.01 7А.pdf.x1y2",
        "signed/1/" + "a" * 64,
        "somebody's.txt",
    ],
)
def test_each_kind_is_named(root: Path, name: str) -> None:
    aged(root)
    name = name.format(load=ImportRun.objects.get().pk, run=PrintRun.objects.get().pk)
    put(root, name)
    assert [one.name for one in strays()] == [name]


def test_what_lies_where_a_state_is_kept_again_is_young_again(root: Path) -> None:
    school = SignedDocument.objects.get().school_id
    lost = put(root, f"signed/{school}/{keeping.keep(school, b'%PDF-2')}")
    found = strays()
    assert [one.name for one in found] == [lost]
    keeping.keep(school, b"%PDF-2")
    assert strays() == []
    assert remove(found) == 0, "looked at anew before it goes"
    assert (root / lost).exists()


def test_a_file_whose_row_was_taken_out_past_the_program_stays(root: Path) -> None:
    aged(root)
    row = HomeworkFile.objects.get()
    HomeworkFile.objects.filter(pk=row.pk).delete()
    status, text = command("uploads", "--remove", "--json")
    assert status == 1
    told = json.loads(text)
    assert (told["removed"], [one["name"] for one in told["strays"]]) == (0, [str(row.file)])
    assert told["strays"][0]["is_told"]
    assert (root / str(row.file)).exists()
    assert "о нём знает история" in command("uploads")[1]


def test_a_folder_that_cannot_be_read_is_said_not_taken_for_an_empty_one(root: Path, settings: Any) -> None:
    put(root, "file")
    settings.MEDIA_ROOT = str(root / "file")
    status, text = command("uploads")
    assert (status, "file" in text) == (2, True)
    settings.MEDIA_ROOT = str(root / "nothing was uploaded")
    assert command("uploads") == (0, "Лишних файлов нет.\n")
