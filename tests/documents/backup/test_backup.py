"""A copy taken while teachers write is put back and verified; what is in the way is said and changes nothing."""

import json
import os
import sqlite3
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import StringIO
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pyrage
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django.live_server_helper import LiveServer

from letopis.documents.backup import runs
from letopis.documents.backup.copy_file import about_of, copies_in
from letopis.documents.backup.models import Kind, Run, State
from letopis.kernel.clock import in_zone
from letopis.school.history.log.checkpoints import make_checkpoint, newest
from letopis.school.history.models import Entry
from letopis.school.lessons.models import HomeworkFile
from letopis.school.marks.models import Mark
from letopis.school.organisation.models import Room
from letopis.school.witnessing import asking, mailing
from letopis.school.witnessing.models import Witness
from tests.documents.backup.scene import recorded
from tests.school.journal.scene import Scene, mark, one
from tests.school.witnessing.scene import witness_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("ARC-09", "JRN-10")]


@contextmanager
def teachers_writing(made: Scene) -> Iterator[Event]:
    """Two that go on putting marks, one a student, until the block ends; the event says that both have begun."""
    failed: list[BaseException] = []
    begun, stop = Event(), Event()
    actor = made.actor

    def write(index: int) -> None:
        student, base = made.students[index], 0
        try:
            while not stop.is_set():
                with in_zone("Europe/Moscow"):
                    answer = one(actor, mark(made.work, student, "45"[base % 2], base=base))
                assert answer["status"] == "applied", answer
                base += 1
                if base == 2:
                    begun.set()
        except BaseException as error:
            failed.append(error)
            begun.set()
        finally:
            connection.close()

    threads = [Thread(target=write, args=(index,)) for index in range(2)]
    for thread in threads:
        thread.start()
    try:
        assert begun.wait(120)
        yield begun
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not failed


def command(*arguments: str) -> tuple[int, str]:
    """Exit status and what was printed."""
    out, err = StringIO(), StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=err)
    except CommandError as error:
        return error.returncode, str(error)
    except SystemExit as left:
        return int(left.code or 0), out.getvalue() + err.getvalue()
    return 0, out.getvalue() + err.getvalue()


def test_a_copy_taken_while_teachers_write_is_restored_and_verified(tmp_path: Path) -> None:
    made = recorded()
    key = pyrage.x25519.Identity.generate()
    (tmp_path / "key.txt").write_text(str(key))
    (places := tmp_path / "places").mkdir()
    with teachers_writing(made):
        before = Entry.objects.count()
        status, text = command("backup", "--to", str(places), "--recipient", str(key.to_public()))
        assert status == 0, text
    (file,) = copies_in(places)
    (told,) = about_of(file).form["schools"]
    assert before <= told["entries"] <= Entry.objects.count()
    assert Run.objects.get().state == State.DONE

    assert command("restore", str(file), "--rehearse")[0] == 2, "without the key"
    status, text = command("restore", str(places), "--rehearse", "--identity", str(tmp_path / "key.txt"), "--json")
    report = json.loads(text)
    assert (status, report["findings"], report["entries"]) == (0, [], told["entries"])
    good, bad = Run.objects.filter(kind=Kind.REHEARSAL)
    assert (good.state, good.findings, bad.state) == (State.DONE, [], State.FAILED)
    assert "закрыта открытым ключом" in bad.message
    # Nothing is left of it.
    assert not list(tmp_path.glob(".rehearsal*"))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_database WHERE datname LIKE '%%rehearsal%%'")
            assert cursor.fetchone() == (0,)

    # A base with something in it is not overwritten.
    status, text = command("restore", str(file), "--identity", str(tmp_path / "key.txt"))
    assert (status, "уже есть база" in text) == (2, True)
    assert Mark.objects.count() == 2


@pytest.mark.sqlite
def test_keys_that_people_sign_with_are_in_the_copy(tmp_path: Path, settings: Any) -> None:
    """Each under its owner's passphrase, as they lie on the server."""
    settings.LETOPIS_HOME = tmp_path / "home"
    recorded()
    key = settings.LETOPIS_HOME / "signing" / f"{'a' * 64}.p12"
    key.parent.mkdir(parents=True)
    key.write_bytes(b"sealed")
    (places := tmp_path / "places").mkdir()
    assert command("backup", "--to", str(places))[0] == 0
    (file,) = copies_in(places)
    with zipfile.ZipFile(file) as copy, tarfile.open(fileobj=copy.open("data.tar.gz"), mode="r:gz") as parts:
        found = parts.extractfile(f"signing/{key.name}")
        assert found is not None
        assert found.read() == b"sealed"


@pytest.mark.sqlite
def test_a_copy_that_is_behind_and_does_not_agree_says_so_at_once(tmp_path: Path, live_server: LiveServer) -> None:
    """Put back into an empty folder beside what was kept of a mail, what a witness has seen; then a second time."""
    made = recorded()
    witness = witness_of(made.school, live_server.url)
    assert asking.ask(witness)
    (places := tmp_path / "places").mkdir()
    # Past the ledger, and a file that somebody has removed.
    Room.objects.create(school=made.school, number="13")
    HomeworkFile.objects.get().file.delete(save=False)
    assert command("backup", "--to", str(places))[0] == 0
    one(made.actor, mark(made.work, made.student))
    assert make_checkpoint(made.school.pk)
    assert asking.ask(Witness.objects.get())
    kept = newest(made.school.pk)
    assert kept is not None
    (tmp_path / "mail.txt").write_text(f"\ufeff{mailing.text_of(made.school, kept)}".replace("\n", "\r\n"))
    (home := tmp_path / "home").mkdir()

    def restored(*more: str) -> tuple[int, str]:
        env = {key: value for key, value in os.environ.items() if not key.startswith("LETOPIS")}
        env |= {"LETOPIS_HOME": str(home), "DATABASE_URL": f"sqlite:///{home / 'letopis.sqlite3'}"}
        line = [sys.executable, "-m", "letopis", "restore", str(places), *more]
        done = subprocess.run(line, env=env, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    status, text = restored("--known", str(tmp_path / "mail.txt"))
    assert status == 1, text
    assert f"Копия отстала: подписано {kept.size} записей истории, в ней их {kept.size - 1}" in text
    assert "Недостаёт записей: 1" in text
    assert "«Кабинеты»" in text
    assert "в истории о ней нет записи" in text
    assert "файла нет. Лежал в homework/" in text
    assert f"свидетель «Гимназия» видел {kept.size} записей истории, в базе их {kept.size - 1}" in text
    assert "Не сходится: 4" in text
    with closing(sqlite3.connect(home / "letopis.sqlite3")) as base:
        (found,) = base.execute("SELECT findings FROM backup_run WHERE kind = 'restore'").fetchone()
    told = json.loads(found)
    assert told[1] == f"{made.school.short_name}: таблицы и файлы не сходятся с историей: 2."
    assert len(told) == 3
    status, text = restored()
    assert (status, "уже есть база" in text) == (2, True)


def test_what_keeps_a_copy_from_one_place_keeps_it_from_no_other(tmp_path: Path) -> None:
    recorded()
    (there := tmp_path / "there").mkdir()
    status, text = command("backup", "--to", str(tmp_path / "unplugged"), "--to", str(there))
    assert (status, "unplugged" in text, "диск не подключён" in text) == (1, True, True)
    assert len(copies_in(there)) == 1
    status, text = command("backup", "--to", str(tmp_path / "unplugged"))
    assert (status, "диск не подключён" in text) == (2, True)
    with runs.only_one():
        status, text = command("backup", "--to", str(there))
    assert (status, "уже делается" in text) == (2, True)
    assert list(Run.objects.values_list("state", flat=True)) == [State.FAILED, State.DONE]

    (file,) = copies_in(there)
    whole = file.read_bytes()
    for content, code, word in (
        (whole[:-100], 1, "обрезана"),
        (whole[:500] + b"?" + whole[501:], 1, "изменены байты"),
        (b"PK\x05\x06" + bytes(18), 2, "не копия"),
    ):
        file.write_bytes(content)
        status, text = command("restore", str(there), "--rehearse")
        assert (status, word in text) == (code, True), text
    assert command("restore", str(tmp_path / "nothing"), "--rehearse")[0] == 2
