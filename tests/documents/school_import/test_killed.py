"""A load whose process is killed in the middle of its writing: nothing of it stays, it says so, and can be repeated."""

import json
import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from letopis.documents.backup.strays import strays
from letopis.documents.school_import import jobs, runs
from letopis.documents.school_import.models import ImportRun, RunState
from letopis.kernel.actor import Actor
from letopis.kernel.roles import Role
from letopis.school.classes.models import ClassGroup
from letopis.school.history.models import Entry
from letopis.school.history.verification import verify
from letopis.school.organisation.serving import serving
from letopis.school.people.models import Guardian, Person, Student
from tests import factories as make
from tests.documents.school_import.school import Book

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("ORG-02")]
# What a worker does, by a process that kills itself once a table's rows are in and others are not.
CHILD = """
import json, os, signal, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "letopis.config.settings"
django.setup()
from django.db import connection
from letopis.documents.school_import import jobs

run_id, form, table = json.loads(sys.stdin.read())

def die(execute, sql, *rest):
    done = execute(sql, *rest)
    if sql.startswith(f'INSERT INTO "{table}"'):
        print("in the middle", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    return done

with connection.execute_wrapper(die):
    jobs.carry_out.call(run_id, form, leave_out_errors=False)
"""


def database() -> str:
    """The address of the test's own database."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"


def killed(run: ImportRun, actor: Actor, table: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", CHILD],
        input=json.dumps([run.pk, actor.as_form(), table]),
        env={**os.environ, "DATABASE_URL": database(), "LETOPIS_HOME": str(settings.LETOPIS_HOME)},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert (told.returncode, told.stdout) == (-signal.SIGKILL, "in the middle\n"), told.stderr


def checked(actor: Actor, book: Book) -> ImportRun:
    run = runs.start(actor, uploads=[SimpleUploadedFile("База.xlsx", book.xlsx().read_bytes())])
    jobs.check(actor, run)
    assert run.state == RunState.READY, run.message
    return run


def held() -> list[int]:
    return [one.objects.count() for one in (ClassGroup, Person, Student, Guardian, Entry)]


def test_nothing_of_it_stays_it_says_so_and_is_repeated(book: Book, moment) -> None:
    school = make.make_school()
    actor = make.actor_of(make.make_officer(school, Role.OPERATOR), Role.OPERATOR)
    with serving(school.kind, school.time_zone):
        before, first = held(), checked(actor, book)
        run = checked(actor, book)
        runs.claim(run)
        killed(run, actor, "history_entry")
        assert held() == before
        moment.move_to(runs.how_far(run).at)  # the process had a clock of its own
        assert runs.run_of(actor, run.pk).state == RunState.WRITING, "its process may still be at it"
        moment.shift(runs.SILENCE + timedelta(seconds=1))
        lost = runs.run_of(actor, run.pk)
        assert (lost.state, "Загрузка прервалась, в базу ничего не записано" in lost.message) == ("failed", True)
        assert first.state == RunState.READY
        lies = list(runs.folder_of(first).iterdir())
        assert len(lies) > 1, "the file, and what was read of it"
        for path in lies:
            os.utime(path, (0, 0))
        assert strays() == []
        again = checked(actor, book)
        runs.claim(again)
        jobs.write(actor, again, leave_out_errors=False)
        again.refresh_from_db()
        assert (again.state, Student.objects.count()) == (RunState.DONE, 6)
        kinds = {one.table for one in verify(school.pk).findings}
        assert kinds.isdisjoint({"people.student", "people.guardian", "classes.classgroup"})
