"""Files of homework and of notes on absences: what is in them is held by the ledger, and read again by each verify."""

import errno
import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from letopis.kernel.errors import Refused
from letopis.kernel.roles import Role
from letopis.kernel.uploads import keep_upload
from letopis.school.attendance.actions.notes import NoteDraft, ReadyFile, add_note
from letopis.school.attendance.enums import NoteKind
from letopis.school.attendance.models import NoteFile
from letopis.school.history import append_only
from letopis.school.history.ledger import digest_of
from letopis.school.history.models import Entry
from letopis.school.history.verification import verify
from letopis.school.lessons.actions.files import attach_file
from letopis.school.lessons.models import Homework, HomeworkFile
from letopis.school.marks.enums import AbsenceCode
from tests import factories as make
from tests.pictures import PNG
from tests.school.journal.scene import Scene, homework, one, scene

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-10", "П1.2")]
OWN = ("journal.homeworkfile", "attendance.notefile")


@pytest.fixture
def s(settings: Any, tmp_path: Path) -> Scene:
    """A task with a photograph, and a note of a guardian with one, given as people give them."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    s = scene()
    task = Homework.objects.get(pk=one(s.actor, homework(s.lesson, "§ 19"))["homework"]["id"])
    attach_file(s.actor, homework_id=task.pk, name="доска.png", content=ContentFile(PNG, "доска.png"))
    day = s.lesson.date
    draft = NoteDraft(
        kind=NoteKind.CERTIFICATE, code=AbsenceCode.ILL, first_day=day, last_day=day, files=[ready(b"%PDF-1.7 x")]
    )
    tutor = make.actor_of(s.tutor, Role.TUTOR)
    add_note(tutor, class_id=s.class_group.pk, student_id=s.student.pk, draft=draft)
    return s


def ready(content: bytes) -> ReadyFile:
    return ReadyFile("справка.pdf", "pdf", ContentFile(content))


def found(s: Scene, **more: Any) -> list[tuple[str, str]]:
    report = verify(s.school.pk, **more)
    return [(one.code, one.table) for one in report.findings if one.table in OWN]


def test_a_file_given_has_its_digest_in_the_row_and_in_the_ledger(s: Scene):
    row, note = HomeworkFile.objects.get(), NoteFile.objects.get()
    assert row.digest == hashlib.sha256(PNG).hexdigest()
    assert (note.digest, note.size) == (hashlib.sha256(b"%PDF-1.7 x").hexdigest(), 10)
    for one_, kind in ((row, OWN[0]), (note, OWN[1])):
        after = Entry.objects.get(kind=kind).after
        assert (after["digest"], after["size"]) == (one_.digest, one_.size)
        assert Path(one_.file.path).stat().st_mode & 0o777 == 0o600
    report = verify(s.school.pk)
    assert (report.files, found(s)) == (2, [])
    assert "file_undigested" not in {one.code for one in report.remarks}


@pytest.mark.tampering
@pytest.mark.parametrize("model", [HomeworkFile, NoteFile])
def test_a_file_altered_or_taken_away_is_named_also_where_nothing_new_was_entered(
    s: Scene, model: Any, record_property
):
    row = model.objects.get()
    path, kind = Path(row.file.path), model._meta.label_lower
    whole, last = path.read_bytes(), Entry.objects.order_by("-id").values_list("pk", flat=True)[0]
    ways = {
        "a byte altered": lambda: path.write_bytes(whole[:-1] + b"?"),
        "cut": lambda: path.write_bytes(whole[:-1]),
        "removed": path.unlink,
    }
    for way, act in ways.items():
        act()
        code = "file_missing" if way == "removed" else "file_altered"
        assert found(s) == [(code, kind)]
        # Nothing was entered since: the run that looks at what is new alone reads the file all the same.
        assert found(s, since=last) == [(code, kind)]
        record_property("way", (f"a file of {kind}: {way}", code))
        path.write_bytes(whole)
    path.unlink()
    path.mkdir()
    assert found(s) == [("file_missing", kind)]
    (message,) = [one.message for one in verify(s.school.pk).findings if one.table == kind]
    assert "верните его из копии" in message
    assert row.file.name in message


@pytest.mark.tampering
def test_a_file_altered_together_with_the_digest_of_its_row_and_with_its_entry(s: Scene, record_property):
    row = HomeworkFile.objects.get()
    other = PNG[:-1] + b"?"
    Path(row.file.path).write_bytes(other)
    HomeworkFile.objects.update(digest=hashlib.sha256(other).hexdigest())
    assert found(s) == [("row_changed", OWN[0])]
    record_property("way", ("a file with the digest of its row", "row_changed"))
    # As if it were one of the time before digests: the ledger knows better.
    HomeworkFile.objects.update(digest="")
    assert found(s) == [("row_changed", OWN[0])]
    record_property("way", ("a file whose row is made one without a digest", "row_changed"))
    entry = Entry.objects.get(kind=OWN[0])
    entry.after = {**entry.after, "digest": ""}
    append_only.remove(connection)
    entry.save()
    append_only.install(connection)
    assert found(s) == [("entry_altered", OWN[0])]
    record_property("way", ("a file with its row and its entry", "entry_altered"))


def test_files_of_before_are_said_to_have_no_digest_and_their_size_is_compared(s: Scene):
    row = HomeworkFile.objects.get()
    entry = Entry.objects.get(kind=OWN[0])
    entry.after = {name: value for name, value in entry.after.items() if name != "digest"}
    entry.digest = digest_of(entry)
    append_only.remove(connection)
    entry.save()
    append_only.install(connection)
    HomeworkFile.objects.update(digest="")
    path = Path(row.file.path)
    path.write_bytes(PNG[:-1] + b"?")
    assert found(s) == []
    (told,) = [one.message for one in verify(s.school.pk).remarks if one.code == "file_undigested"]
    assert told.startswith("«Файлы заданий»: 1 приложен до того")
    path.write_bytes(PNG + b"?")
    assert found(s) == [("file_altered", OWN[0])]
    path.write_bytes(PNG)
    # A digest put in afterwards is not one that the ledger has held.
    HomeworkFile.objects.update(digest=hashlib.sha256(PNG).hexdigest())
    assert found(s) == [("row_changed", OWN[0])]


def test_a_row_that_names_a_file_outside_is_no_door(s: Scene, tmp_path: Path):
    (tmp_path / "elsewhere.png").write_bytes(PNG)
    HomeworkFile.objects.update(file="../elsewhere.png")
    assert found(s) == [("row_changed", OWN[0]), ("file_missing", OWN[0])]


def test_a_file_that_does_not_fit_on_the_disk_is_refused_in_words_and_leaves_nothing(s: Scene):
    """A limit of the system on what this process may write stands for a disk that is full."""
    import resource
    import signal

    task = Homework.objects.get()
    before = (Entry.objects.count(), HomeworkFile.objects.count(), NoteFile.objects.count())
    folder = Path(HomeworkFile.objects.get().file.path).parent
    there = sorted(folder.iterdir())
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    text = ContentFile(b"x" * 40_000, "конспект.txt")
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
        with pytest.raises(Refused) as refused:
            keep_upload(HomeworkFile(homework=task, school=s.school), "a.txt", text)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, old)
    assert isinstance(refused.value.__cause__, OSError)
    assert refused.value.__cause__.errno == errno.EFBIG
    assert refused.value.message.startswith("Сервер не смог сохранить файл: файл больше, чем позволяет диск. Ничего")
    assert sorted(folder.iterdir()) == there
    assert (Entry.objects.count(), HomeworkFile.objects.count(), NoteFile.objects.count()) == before
