"""Uploads that the disk does not take: said in words, nothing is changed, what was typed is still there."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from letopis.school.attendance.models import AbsenceNote, NoteFile
from letopis.school.history.models import Entry
from letopis.school.lessons.models import Homework, HomeworkFile
from tests import factories as make
from tests.pictures import PNG
from tests.school.journal.scene import homework, one, scene

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-10")]


def test_what_the_disk_does_not_take_is_refused_in_words(settings: Any, tmp_path: Path) -> None:
    """LETOPIS_TEST_FULL names a full disk (tmpfs); without one a file in the folder's place stands for it."""
    full = os.environ.get("LETOPIS_TEST_FULL")
    (tmp_path / "media").write_bytes(b"")
    settings.MEDIA_ROOT = full or tmp_path / "media"
    s = scene()
    task = Homework.objects.get(pk=one(s.actor, homework(s.lesson, "§ 19"))["homework"]["id"])
    teacher, mother = (make.sign_in(Client(), who) for who in (s.teacher, make.make_guardian(s.student)))
    before, kept = Entry.objects.count(), sorted(Path(full).rglob("*")) if full else []
    picture = PNG if not full else b"%PDF-1.7 " + bytes(300_000)
    name = "доска.png" if not full else "доска.pdf"

    sent = teacher.post(reverse("homework_files", args=[task.pk]), {"file": SimpleUploadedFile(name, picture)})
    assert sent.status_code == 422
    assert sent.json()["message"].startswith("Сервер не смог сохранить файл: ")
    typed = {"code": "Б", "kind": "certificate", "first_day": "2026-11-23", "last_day": "2026-11-24", "text": "ОРВИ"}
    told = mother.post(
        reverse("diary_absence_new", args=[s.student.pk]), {**typed, "files": SimpleUploadedFile(name, picture)}
    )
    assert told.status_code == 422
    page = told.content.decode()
    assert "Сервер не смог сохранить файл: " in page
    assert ("на диске нет места" in page) == bool(full)
    assert "ОРВИ" in page
    assert Entry.objects.count() == before
    assert not any(model.objects.exists() for model in (HomeworkFile, NoteFile, AbsenceNote))
    if full:
        assert [one for one in sorted(Path(full).rglob("*")) if one.is_file()] == [one for one in kept if one.is_file()]
