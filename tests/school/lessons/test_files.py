"""Files of homework: what is taken, and who is served it."""

import io
import tracemalloc
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client

from letopis.kernel.clock import in_zone
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.diary.files import homework_file
from letopis.school.history.models import Entry
from letopis.school.lessons.actions.files import attach_file, remove_file
from letopis.school.lessons.file_types import checked_type, clean_name
from letopis.school.lessons.models import Homework, HomeworkFile
from tests import factories as make
from tests.pictures import JPEG, PNG
from tests.school.journal.scene import Scene, homework, one, scene

pytestmark = pytest.mark.django_db


def packed(*members: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for member in members:
            archive.writestr(member, "x")
    return kept.getvalue()


def task_of(s: Scene, **more: Any) -> Homework:
    return Homework.objects.get(pk=one(s.actor, homework(s.lesson, "§ 19", **more))["homework"]["id"])


def attach(
    s: Scene, task: Homework, name: str = "доска.png", content: bytes = PNG, upload_id: UUID | None = None
) -> HomeworkFile:
    file = ContentFile(content, name)
    return attach_file(s.actor, homework_id=task.pk, name=name, content=file, upload_id=upload_id)


def test_file_is_kept_under_a_random_name_and_in_the_ledger() -> None:
    s = scene()
    row = attach(s, task_of(s), "C:\\фото\\доска\u202e<1>.PNG")
    assert row.name == "доска1.png"
    assert "доска" not in row.file.name
    assert row.file.read() == PNG
    assert Entry.objects.order_by("-id").first().after["file"] == row.file.name
    again = one(s.actor, homework(s.lesson, "§ 19"))
    assert again["homework"]["files"] == [{"id": row.pk, "name": "доска1.png", "size": len(PNG)}]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF-1.7 ..."),
        ("a.jpeg", JPEG),
        ("a.mp4", b"\x00\x00\x00\x18ftypisom"),
        ("a.mp3", b"ID3\x03"),
        ("a.mp3", b"\xff\xfb\x90"),
        ("a.txt", "Правило".encode("cp1251")),
        ("a.docx", packed("word/document.xml")),
        ("a.XLSX", packed("xl/workbook.xml")),
        ("a.pptx", packed("ppt/presentation.xml")),
        ("a.odt", packed("content.xml")),
    ],
)
def test_types_that_may_be_given(name: str, content: bytes) -> None:
    s = scene()
    assert attach(s, task_of(s), name, content).size == len(content)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.exe", b"MZ", "type"),
        ("a.html", b"<script>", "type"),
        ("a.svg", b"<svg>", "type"),
        ("a", PNG, "type"),
        ("a.png", b"", "empty"),
        ("a.png", b"MZ\x90", "content"),
        ("a.jpg", b"%PDF-1.7", "content"),
        ("a.docx", packed("xl/workbook.xml"), "content"),
        ("a.docx", b"PK\x03\x04broken", "content"),
        ("a.docx", PNG, "content"),
        ("a.txt", b"a\x00b", "content"),
        ("a.png", PNG + b"\x00" * (1024 * 1024), "size"),
    ],
)
def test_other_files_are_refused(name: str, content: bytes, code: str) -> None:
    s = scene()
    s.school.settings = {"max_file_mb": 1}
    s.school.save()
    task = task_of(s)
    with pytest.raises(Refused) as refused:
        attach(s, task, name, content)
    assert refused.value.code == code
    assert not HomeworkFile.objects.exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        (".txt", "файл.txt"),
        ("я" * 300 + ".txt", "я" * 196 + ".txt"),
        ("a\x00\n.b.txt", "a.b.txt"),
    ],
)
def test_names_are_cleaned(name: str, kept: str) -> None:
    assert clean_name(name, "txt") == kept


def test_a_task_has_at_most_ten_files_and_a_removed_task_none() -> None:
    s = scene()
    task = task_of(s)
    for _ in range(10):
        attach(s, task)
    with pytest.raises(Refused):
        attach(s, task)
    Homework.objects.filter(pk=task.pk).update(is_removed=True)
    with pytest.raises(Refused):
        attach(s, task)


# ── sent twice ────────────────────────────────────────────────────────
@pytest.mark.req("ACC-11")
def test_an_upload_sent_again_gives_its_file_once() -> None:
    s = scene()
    task, upload_id = task_of(s), uuid4()
    row = attach(s, task, upload_id=upload_id)
    entries = Entry.objects.count()
    assert attach(s, task, "другое имя.png", PNG + b"1", upload_id=upload_id) == row
    assert (HomeworkFile.objects.count(), Entry.objects.count()) == (1, entries)
    assert Entry.objects.order_by("-id").first().op_id == upload_id
    assert attach(s, task, upload_id=uuid4()) != row
    assert attach(s, task) != attach(s, task), "files without an id are not the same file"


def test_an_upload_of_a_full_task_is_known_again_and_a_removed_file_stays_removed() -> None:
    s = scene()
    task, upload_id = task_of(s), uuid4()
    row = attach(s, task, upload_id=upload_id)
    for _ in range(9):
        attach(s, task)
    assert attach(s, task, upload_id=upload_id) == row
    remove_file(s.actor, file_id=row.pk)
    assert attach(s, task, upload_id=upload_id).is_removed
    assert HomeworkFile.objects.filter(is_removed=False).count() == 9


def test_an_upload_belongs_to_its_task_and_school() -> None:
    s, other = scene(), scene()
    upload_id = uuid4()
    attach(s, task_of(s), upload_id=upload_id)
    attach(other, task_of(other), upload_id=upload_id)
    named = task_of(s, student_ids=(s.student.pk,))
    with pytest.raises(Refused) as refused:
        attach(s, named, upload_id=upload_id)
    assert refused.value.code == "op_id"


@pytest.mark.django_db(transaction=True)
def test_one_upload_many_times_at_once_gives_one_file() -> None:
    s = scene()
    task, upload_id, start = task_of(s), uuid4(), Barrier(4)

    def send(_: int) -> int:
        start.wait()
        try:
            with in_zone(s.school.time_zone):
                return attach(s, task, upload_id=upload_id).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        given = set(threads.map(send, range(4)))

    row = HomeworkFile.objects.get()
    assert given == {row.pk}
    kept = [path for path in Path(row.file.path).parent.iterdir() if path.is_file()]
    assert kept == [Path(row.file.path)], "no file of the others is left lying about"


# ── who is served ─────────────────────────────────────────────────────
def may_have(card: Any, role: Role, row: HomeworkFile) -> bool:
    try:
        return homework_file(make.actor_of(card, role), row.pk) == row
    except NotVisible:
        return False


@pytest.mark.req("ACC-03")
def test_file_is_served_to_whom_the_task_belongs() -> None:
    s = scene(students=2)
    row = attach(s, task_of(s))
    left = make.make_student(s.class_group, until=date(2026, 10, 1))
    foreign = make.make_student(make.make_class(s.school, "7Б"))
    deputy = make.make_officer(s.school, Role.DEPUTY)

    assert may_have(s.teacher, Role.TEACHER, row)
    assert may_have(s.tutor, Role.TUTOR, row)
    assert may_have(deputy, Role.DEPUTY, row)
    assert may_have(s.student, Role.STUDENT, row)
    assert may_have(make.make_guardian(s.student), Role.GUARDIAN, row)
    assert not may_have(make.make_staff(s.school), Role.TEACHER, row)
    assert not may_have(make.make_officer(s.school), Role.OPERATOR, row)
    assert not may_have(left, Role.STUDENT, row)
    assert not may_have(foreign, Role.STUDENT, row)
    assert not may_have(make.make_guardian(foreign), Role.GUARDIAN, row)
    assert not may_have(make.make_officer(make.make_school(), Role.DIRECTOR), Role.DIRECTOR, row)
    remove_file(s.actor, file_id=row.pk)
    assert not may_have(s.teacher, Role.TEACHER, row)


def test_file_of_a_named_task_and_of_a_subgroup() -> None:
    s = scene(students=3)
    a, b, _ = s.students
    named = attach(s, task_of(s, student_ids=(a.pk,)))
    assert (may_have(a, Role.STUDENT, named), may_have(b, Role.STUDENT, named)) == (True, False)
    group = make.make_subgroup(s.class_group, a)
    course = make.make_course(s.class_group, "Английский язык", teacher=s.teacher, subgroup=group)
    s.lesson = make.make_lesson(course, number=5)
    row = attach(s, task_of(s))
    assert (may_have(a, Role.STUDENT, row), may_have(b, Role.STUDENT, row)) == (True, False)


def test_only_who_writes_in_the_lesson_gives_and_takes_files() -> None:
    s = scene()
    task = task_of(s)
    row = attach(s, task, upload_id=uuid4())
    deputy = make.actor_of(make.make_officer(s.school, Role.DEPUTY), Role.DEPUTY)
    with pytest.raises(Refused):
        attach_file(deputy, homework_id=task.pk, name="a.png", content=ContentFile(PNG))
    stranger = make.actor_of(make.make_staff(s.school), Role.TEACHER)
    with pytest.raises(NotVisible):
        attach_file(stranger, homework_id=task.pk, name="a.png", content=ContentFile(PNG))
    with pytest.raises(NotVisible):
        remove_file(stranger, file_id=row.pk)
    for who, refusal in ((deputy, Refused), (stranger, NotVisible)):
        with pytest.raises(refusal):
            attach_file(who, homework_id=task.pk, name="a.png", content=ContentFile(PNG), upload_id=row.upload_id)


# ── over HTTP ─────────────────────────────────────────────────────────
def test_file_goes_up_and_down_over_http(client: Client) -> None:
    s = scene()
    task = task_of(s)
    make.sign_in(client, s.teacher)
    told = client.post(f"/journal/homework/{task.pk}/files", {"file": ContentFile(PNG, "доска.png")}).json()
    assert told == {"id": told["id"], "name": "доска.png", "size": len(PNG), "removed": False}

    response = make.sign_in(Client(), s.student).get(f"/files/homework/{told['id']}/")

    assert b"".join(response.streaming_content) == PNG  # type: ignore[attr-defined]
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment")
    assert "no-store" in response["Cache-Control"]
    assert Client().get(f"/files/homework/{told['id']}/").status_code == 401
    assert client.post(f"/files/homework/{told['id']}/remove").status_code == 200
    assert client.get(f"/files/homework/{told['id']}/").status_code == 404


@pytest.mark.req("ACC-03", "ACC-11")
def test_an_upload_repeated_over_http(client: Client) -> None:
    s = scene()
    url, upload_id = f"/journal/homework/{task_of(s).pk}/files", str(uuid4())

    def send(by: Client) -> Any:
        return by.post(url, {"file": ContentFile(PNG, "доска.png"), "upload_id": upload_id})

    make.sign_in(client, s.teacher)
    first, again = send(client), send(client)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert HomeworkFile.objects.count() == 1
    assert send(Client()).status_code == 401
    stranger = make.make_staff(s.school)
    make.make_course(make.make_class(s.school, "5В"), teacher=stranger)
    assert send(make.sign_in(Client(), stranger)).status_code == 404
    assert send(make.sign_in(Client(), s.student)).status_code == 404
    assert send(make.sign_in(Client(), make.make_officer(s.school, Role.DEPUTY))).status_code == 422
    assert client.post(f"/files/homework/{first.json()['id']}/remove").status_code == 200
    assert send(client).json()["removed"] is True
    odd = client.post(url, {"file": ContentFile(PNG, "a.png"), "upload_id": "1"})
    assert (odd.status_code, odd.json()["code"]) == (422, "upload_id")


def test_bad_uploads_are_told_why(client: Client) -> None:
    s = scene()
    url = f"/journal/homework/{task_of(s).pk}/files"
    make.sign_in(client, s.teacher)
    assert client.post(url).status_code == 400
    bad = client.post(url, {"file": ContentFile(b"MZ", "вирус.exe")})
    assert (bad.status_code, bad.json()["code"]) == (422, "type")
    assert client.post(url, b"x", content_type="image/png", headers={"content-length": "99999999"}).status_code == 413
    assert client.post("/journal/homework/999999/files", {"file": ContentFile(PNG, "a.png")}).status_code == 404
    strict = make.sign_in(Client(enforce_csrf_checks=True), s.teacher)
    assert strict.post(url, {"file": ContentFile(PNG, "a.png")}).status_code == 403
    assert Client().post(url).status_code == 401


@pytest.mark.parametrize("comment", [b"", b"a comment behind the end"])
def test_a_document_of_a_hundred_thousand_parts_is_none(comment: bytes) -> None:
    """A few megabytes of directory would be hundreds in memory: it is not read."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("word/document.xml", "x")
        for number in range(20_000):
            archive.writestr(f"{number}", "")
        archive.comment = comment
    tracemalloc.start()
    with pytest.raises(Refused, match="Содержимое файла"):
        checked_type("a.docx", kept)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 1 << 20
