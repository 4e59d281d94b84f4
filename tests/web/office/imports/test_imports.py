"""Loading the base in the browser: rights, preview, answers, writing."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from letopis.documents.school_import import jobs, runs, service, workbench
from letopis.documents.school_import.models import ColumnMeaning, ImportRun, RunState
from letopis.kernel import background
from letopis.kernel.actor import Actor
from letopis.kernel.roles import Role
from letopis.school.access.models import AccountPerson, RoleAssignment
from letopis.school.classes.enums import OrderStatus
from letopis.school.classes.models import Membership, Order
from letopis.school.curriculum.models import CourseTeacher
from letopis.school.history.models import Entry
from letopis.school.organisation.models import School
from letopis.school.people.models import Staff, Student
from letopis.web.office.imports.pages import preview_page
from letopis.web.shared import worker
from letopis.web.shared.worker import beat
from tests.documents.school_import.school import Book
from tests.factories import (
    make_account,
    make_class,
    make_course,
    make_guardian,
    make_officer,
    make_school,
    make_staff,
    make_student,
    sign_in,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("ORG-02")]
LOADERS = (Role.OPERATOR, Role.SYSTEM_ADMINISTRATOR, Role.STUDY_OFFICE)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(folder=tmp_path)


@pytest.fixture
def operator() -> Staff:
    return make_officer(make_school())


@pytest.fixture
def office(client: Client, operator: Staff) -> Client:
    return sign_in(client, operator)


def send(client: Client, *paths: Path, **more: Any) -> ImportRun:
    """Upload files and wait for the check."""
    files = [SimpleUploadedFile(path.name, path.read_bytes()) for path in paths]
    client.post(reverse("office_import_start"), {"files": files, **more})
    background.wait()
    return ImportRun.objects.order_by("id").last()  # type: ignore[return-value]


def page(client: Client, run: ImportRun) -> str:
    return client.get(reverse("office_import_run", args=[run.pk])).content.decode()


def of(run: ImportRun) -> dict[str, str]:
    """What a form of answers carries beside them: the check whose questions it shows."""
    return {"of": runs.check_of(ImportRun.objects.get(pk=run.pk))}


def write(client: Client, run: ImportRun, **form: str) -> ImportRun:
    """Press «Записать» and wait."""
    client.post(reverse("office_import_write", args=[run.pk]), form)
    background.wait()
    run.refresh_from_db()
    return run


def addresses(run: ImportRun) -> list[tuple[str, str]]:
    """Every address of loading with its method."""
    return [
        ("get", reverse("office_import")),
        ("post", reverse("office_import_start")),
        ("get", reverse("office_import_profile")),
        ("post", reverse("office_import_profile_take")),
        ("get", reverse("office_import_run", args=[run.pk])),
        ("get", reverse("office_import_progress", args=[run.pk])),
        ("post", reverse("office_import_answers", args=[run.pk])),
        ("post", reverse("office_import_reset", args=[run.pk])),
        ("post", reverse("office_import_write", args=[run.pk])),
        ("post", reverse("office_import_discard", args=[run.pk])),
        ("get", reverse("office_import_undo", args=[run.pk])),
        ("post", reverse("office_import_undo", args=[run.pk])),
        ("get", reverse("office_import_questions", args=[run.pk])),
        ("get", reverse("office_import_sheet", args=[run.pk, 1])),
        ("post", reverse("office_import_meanings", args=[run.pk, 1])),
    ]


def test_a_stranger_goes_to_sign_in(office: Client, book: Book) -> None:
    run = send(office, book.xlsx())
    for method, address in addresses(run):
        answer = getattr(Client(), method)(address)
        assert answer.status_code == 302, address
        assert "login" in answer["Location"]


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.DEPUTY, Role.METHODOLOGIST, Role.DISPATCHER, Role.PERSONNEL])
def test_for_other_offices_the_pages_do_not_exist(office: Client, operator: Staff, book: Book, role: Role) -> None:
    run = send(office, book.xlsx())
    other = sign_in(Client(), make_officer(operator.school, role))
    for method, address in addresses(run):
        assert getattr(other, method)(address).status_code == 404, address


def test_nor_for_teachers_and_families(office: Client, operator: Staff, book: Book) -> None:
    run = send(office, book.xlsx())
    group = make_class(operator.school)
    teacher = make_staff(operator.school)
    make_course(group, teacher=teacher)
    student = make_student(group)
    for card in (teacher, student, make_guardian(student)):
        other = sign_in(Client(), card)
        for method, address in addresses(run):
            assert getattr(other, method)(address).status_code == 404, (card, address)


@pytest.mark.parametrize("role", LOADERS)
def test_those_who_feed_the_base_may(operator: Staff, book: Book, role: Role) -> None:
    client = sign_in(Client(), make_officer(operator.school, role))
    run = send(client, book.xlsx())
    assert client.get(reverse("office_import")).status_code == 200
    assert "Записать" in page(client, run)
    assert client.get(reverse("office_import_questions", args=[run.pk])).status_code == 200


def test_a_run_of_another_school_does_not_exist(office: Client, book: Book) -> None:
    run = send(office, book.xlsx())
    stranger = sign_in(Client(), make_officer(make_school()))
    for method, address in addresses(run)[4:]:
        assert getattr(stranger, method)(address).status_code == 404, address


def test_preview_then_writing(office: Client, operator: Staff, book: Book) -> None:
    run = send(office, book.xlsx())
    assert run.state == RunState.READY
    text = page(office, run)
    assert "Вопросов нет" in text
    assert not Student.objects.exists()
    assert write(office, run).state == RunState.DONE
    assert Student.objects.filter(school=operator.school).count() == 6
    assert School.objects.get(pk=operator.school_id).short_name == "Школа № 90"
    assert "База записана" in page(office, run)
    assert "Осталось проверить" not in page(office, run)
    assert not runs.folder_of(run).exists()
    again = send(office, book.xlsx())
    assert sum(again.preview["counts"]["created"].values()) == 0


@pytest.mark.req("CON-02")
def test_movement_that_a_list_finds_waits_for_a_signature(office: Client, book: Book) -> None:
    write(office, send(office, book.xlsx()))
    book["Ученики", 7, 5] = "5А"
    run = send(office, book.xlsx())
    told = page(office, run).replace("\u00a0", " ")
    assert "Движение учеников: проекты приказов" in told
    assert all(word in told for word in ("О переводе, без номера: 1 ученик", "Саидова Ситора", "5Б", "23.11.2026"))
    run = write(office, run)
    order = Order.objects.get(status=OrderStatus.DRAFT)
    address = reverse("office_order", args=[order.pk])
    assert "Приказы ждут подписи" in page(office, run)
    assert address in page(office, run)
    assert "1 проект приказа" in page(office, run).replace("\u00a0", " ")
    signing = {"number": "б/н", "date": "2026-11-23", "version": 0}
    office.post(reverse("office_order_sign", args=[order.pk]), signing)
    assert "ждут подписи" not in page(office, run)
    assert Membership.objects.get(ends_on=None, student__person__name="Ситора").class_group.name == "5А"


def test_a_written_load_is_undone(office: Client, operator: Staff, book: Book) -> None:
    run = send(office, book.xlsx())
    undo = reverse("office_import_undo", args=[run.pk])
    assert office.post(undo).status_code == 422  # not written yet
    write(office, run)
    assert undo in page(office, run)
    text = office.get(undo).content.decode()
    assert "Карточки обучающихся" in text
    assert Student.objects.count() == 6
    student = Student.objects.get(person__name="Алёна")
    account = make_account(student.person)
    assert "Загрузку не отменить" in office.get(undo).content.decode()
    refused = office.post(undo)
    assert refused.status_code == 422
    assert "Ёжикова Алёна Игоревна" in refused.content.decode()
    AccountPerson.objects.filter(account=account).delete()
    answer = office.post(undo, follow=True)
    assert "в базе всё как до неё" in answer.content.decode()
    assert not Student.objects.exists()
    assert School.objects.get(pk=operator.school_id).short_name != "Школа № 90"
    assert "Запись отменена" in page(office, run)
    assert undo not in page(office, run)


def test_questions_are_answered(office: Client, book: Book) -> None:
    book["Ученики", 4, 4] = "01.03.2035"
    book["Ученики", 7, 5] = "5Д"
    book["Родители", 4, 2] = "Неверова Ульяна Тимуровна"
    run = send(office, book.xlsx())
    text = page(office, run)
    assert "Осталось решить 3 вопроса" in text.replace("\u00a0", " ")
    problems = {p["code"]: (n, p) for n, p in enumerate(run.preview["problems"])}
    birth, unknown, guardian = (
        problems[c][0] for c in ("birth_in_future", "unknown_class", "guardian_unknown_student")
    )
    choice = [c["label"] for c in problems["unknown_class"][1]["choices"]].index("Заменить на 5Б")
    skip = [c["action"] for c in problems["guardian_unknown_student"][1]["choices"]].index("skip")
    answers = reverse("office_import_answers", args=[run.pk])
    told = office.post(answers, {**of(run), f"choice-{unknown}": str(choice)}, headers={"X-Requested-With": "fetch"})
    assert told.json() == {"open": 2, "text": "Осталось решить 2\u00a0вопроса", "stale": False}
    assert write(office, run).state == RunState.READY  # questions are open: back with a message
    assert not Student.objects.exists()
    assert "есть ошибки" in page(office, run)
    run.refresh_from_db()
    problems = {p["code"]: (n, p) for n, p in enumerate(run.preview["problems"])}
    birth, guardian = problems["birth_in_future"][0], problems["guardian_unknown_student"][0]
    office.post(answers, {**of(run), f"value-{birth}": "01.03.2015", f"choice-{guardian}": str(skip)})
    assert "Все вопросы решены" in page(office, run)
    assert write(office, run).state == RunState.DONE
    assert Student.objects.count() == 6


def test_a_correction_that_is_wrong_as_well_is_asked_again(office: Client, book: Book) -> None:
    book["Ученики", 7, 5] = "5Д"
    run = send(office, book.xlsx())
    answers = reverse("office_import_answers", args=[run.pk])
    for typed, is_open in (("5Е", True), ("5Ж", True), ("5Б", False)):
        office.post(answers, {**of(run), "value-0": typed})
        assert "Все вопросы решены" in page(office, run)  # not read yet
        office.post(answers, {"recheck": "1"})
        background.wait()
        run.refresh_from_db()
        shown = preview_page(run, "")
        assert shown["open"] == int(is_open), typed
        assert [(one.typed, one.word) for one in shown["questions"]] == ([(typed, "Нужно решить")] if is_open else [])
    assert write(office, run).state == RunState.DONE


def test_a_written_load_tells_what_is_left_to_do(office: Client, book: Book) -> None:
    book["Ученики", 3, 9] = ""
    book["Ученики", 9, 5] = "5Б"
    run = send(office, book.xlsx())
    doubts = [one["message"] for one in run.preview["problems"] if one["level"] == "warning"]
    assert doubts
    assert write(office, run).state == RunState.DONE
    ended = office.get(reverse("office_import_run", args=[run.pk]))
    assert ended.context["left"] == doubts
    assert "Осталось проверить" in ended.content.decode()


def test_what_was_settled_may_be_answered_otherwise(office: Client, book: Book) -> None:
    book["Ученики", 7, 5] = "5Д"
    run = send(office, book.xlsx())
    answers = reverse("office_import_answers", args=[run.pk])
    office.post(answers, {**left_out(run, 0), "recheck": "1"})
    background.wait()
    run.refresh_from_db()
    shown = preview_page(run, "")
    assert (shown["open"], shown["all"], shown["answered"]) == (0, len(run.preview["problems"]), True)
    (settled,) = shown["settled"]
    assert (settled.form["code"], settled.word) == ("unknown_class", "Решено")
    field = f"choice-{settled.number}"
    assert f'name="{field}"' in page(office, run)
    office.post(answers, {**of(run), field: ""})
    run.refresh_from_db()
    assert preview_page(run, "")["open"] == 1
    office.post(answers, {**of(run), f"value-{settled.number}": "5Б"})
    assert write(office, run).state == RunState.DONE
    assert Student.objects.count() == 6


def two_wrong(office: Client, book: Book) -> ImportRun:
    """Two rows with a question, the first of each may be left out."""
    book["Ученики", 4, 5] = "9Я"
    book["Ученики", 7, 5] = "5Д"
    return send(office, book.xlsx())


def left_out(run: ImportRun, number: int) -> dict[str, str]:
    """The answer «Пропустить» to the question at a place."""
    choices = run.preview["problems"][number]["choices"]
    return {**of(run), f"choice-{number}": str([one["action"] for one in choices].index("skip"))}


def test_answers_of_one_moment_are_all_kept(office: Client, operator: Staff, book: Book) -> None:
    run = two_wrong(office, book)
    address = reverse("office_import_answers", args=[run.pk])
    browsers = [sign_in(Client(), operator) for _ in range(2)]
    start = threading.Barrier(2)

    def say(number: int) -> int:
        start.wait(120)
        try:
            return browsers[number].post(address, left_out(run, number)).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(say, range(2))) == [302, 302]
    run.refresh_from_db()
    assert len(run.answers["skip"]) == 2


def test_an_answer_stands_beside_those_given_since_the_run_was_read(
    office: Client, operator: Staff, book: Book
) -> None:
    run = two_wrong(office, book)
    read_before = ImportRun.objects.get(pk=run.pk)
    office.post(reverse("office_import_answers", args=[run.pk]), left_out(run, 0))
    actor = Actor.system(operator.person.school_id)
    workbench.say_kind(actor, read_before, 0, "ignore")
    run.refresh_from_db()
    assert (len(run.answers["skip"]), len(run.answers["sheets"])) == (1, 1)
    assert read_before.answers == run.answers

    # Nor does the beginning of the writing undo it.
    late = ImportRun.objects.get(pk=run.pk)
    office.post(reverse("office_import_answers", args=[run.pk]), left_out(run, 1))
    runs.claim(late)
    run.refresh_from_db()
    assert len(run.answers["skip"]) == 2


def test_an_answer_to_a_question_of_another_check_is_not_taken(office: Client, book: Book, moment: Any) -> None:
    """Questions are numbered; the file checked anew, the same number is another row."""
    run = two_wrong(office, book)
    address = reverse("office_import_answers", args=[run.pk])
    old = left_out(run, 0)
    moment.shift(60)
    office.post(address, {**left_out(run, 0), "recheck": "1"})
    background.wait()
    before = ImportRun.objects.get(pk=run.pk)
    for more in ({}, {"recheck": "1"}):
        told = office.post(address, {**old, **more}, follow=True)
        assert "вопросы теперь другие" in told.content.decode()
    assert office.post(address, old, headers={"X-Requested-With": "fetch"}).status_code == 409
    assert "вопросы теперь другие" in page(office, run)
    run.refresh_from_db()
    assert (run.answers, run.beat_at) == (before.answers, before.beat_at)


def test_wrong_rows_are_left_out_on_purpose(office: Client, book: Book) -> None:
    book["Ученики", 7, 5] = "5Д"
    run = send(office, book.xlsx())
    assert write(office, run, leave_out="1").state == RunState.DONE
    assert Student.objects.count() == 5


def test_answers_may_be_taken_back(office: Client, book: Book) -> None:
    book["Ученики", 7, 5] = "5Д"
    run = send(office, book.xlsx())
    address = reverse("office_import_answers", args=[run.pk])
    skip = [c["action"] for c in run.preview["problems"][0]["choices"]].index("skip")
    office.post(address, {**of(run), "choice-0": str(skip), "recheck": "1"})
    background.wait()
    run.refresh_from_db()
    assert run.preview["errors"] == 0
    assert run.preview["counts"]["skipped"]["students"] == 1
    office.post(reverse("office_import_reset", args=[run.pk]))
    background.wait()
    run.refresh_from_db()
    assert run.preview["errors"] == 1


def test_the_meaning_of_a_column_is_asked_once(office: Client, operator: Staff, book: Book) -> None:
    book["Ученики", 3, 13] = "Штрихкод"
    book["Ученики", 4, 13] = "777"
    run = send(office, book.xlsx())
    (question,) = run.preview["problems"]
    note = [c["value"] for c in question["choices"]].index("note")
    office.post(reverse("office_import_answers", args=[run.pk]), {**of(run), "choice-0": str(note)})
    assert write(office, run).state == RunState.DONE
    assert Student.objects.get(person__name="Алёна").note == "777"
    assert ColumnMeaning.objects.get(school=operator.school).field == "note"
    assert send(office, book.xlsx("снова.xlsx")).preview["problems"] == []


def test_another_file_takes_the_place(office: Client, book: Book) -> None:
    first = send(office, book.xlsx())
    second = send(office, book.xlsx("другой.xlsx"), replaces=str(first.pk))
    first.refresh_from_db()
    assert (first.state, second.state) == (RunState.DISCARDED, RunState.READY)
    assert not runs.folder_of(first).exists()


def test_giving_up_removes_the_files(office: Client, book: Book) -> None:
    run = send(office, book.xlsx())
    assert runs.folder_of(run).exists()
    office.post(reverse("office_import_discard", args=[run.pk]))
    assert not runs.folder_of(run).exists()
    assert write(office, run).state == RunState.DISCARDED


def test_what_is_not_a_workbook(office: Client, tmp_path: Path) -> None:
    path = tmp_path / "База.xlsx"
    path.write_bytes(b"\x89PNG" + bytes(500))
    run = send(office, path)
    assert run.state == RunState.FAILED
    told = page(office, run)
    assert "не открывается как таблица" in told
    assert 'type="file" name="files"' in told, "another file may be given at once"


def test_a_file_too_large_is_refused_at_once(office: Client, tmp_path: Path) -> None:
    path = tmp_path / "База.xlsx"
    with path.open("wb") as target:
        target.truncate(26 * 1024 * 1024)
    answer = office.post(
        reverse("office_import_start"), {"files": SimpleUploadedFile(path.name, path.read_bytes())}, follow=True
    )
    assert "больше 25 МБ" in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_no_file(office: Client) -> None:
    assert "Выберите файл" in office.post(reverse("office_import_start"), follow=True).content.decode()


def test_the_same_file_written_twice_at_once_is_there_once(office: Client, operator: Staff, book: Book) -> None:
    """Two jobs: one writes, the other is refused, or finds the base changed and is checked anew."""
    first, second = send(office, book.xlsx()), send(office, book.xlsx())
    for one in (first, second):
        office.post(reverse("office_import_write", args=[one.pk]))
    background.wait()
    states = sorted(ImportRun.objects.values_list("state", flat=True))
    assert states == [RunState.DONE, RunState.READY]
    assert Student.objects.filter(school=operator.school).count() == 6
    late = ImportRun.objects.get(state=RunState.READY)
    if late.message:
        assert "база изменилась" in late.message
    write(office, late)
    if late.state == RunState.READY:
        write(office, late)
    late.refresh_from_db()
    assert late.state == RunState.DONE
    assert sum(late.preview["counts"]["created"].values()) == 0
    assert Student.objects.filter(school=operator.school).count() == 6


def test_two_imports_at_once(office: Client, operator: Staff, book: Book) -> None:
    run = send(office, book.xlsx())
    runs.claim_for(Actor.system(operator.school_id, "Орлова Е. В."), [])
    answer = office.post(reverse("office_import_write", args=[run.pk]), follow=True)
    assert "уже загружают (Орлова Е. В." in answer.content.decode()
    assert not Student.objects.exists()


def test_a_base_changed_meanwhile_gets_a_new_preview(office: Client, book: Book) -> None:
    first = send(office, book.xlsx())
    second = send(office, book.xlsx("второй.xlsx"))
    assert write(office, first).state == RunState.DONE
    assert write(office, second).state == RunState.READY
    assert "построен заново" in page(office, second)
    assert sum(second.preview["counts"]["created"].values()) == 0


def test_progress_is_told(office: Client, book: Book) -> None:
    run = send(office, book.xlsx())
    address = reverse("office_import_progress", args=[run.pk])
    assert office.get(address).json()["busy"] is False
    ImportRun.objects.filter(pk=run.pk).update(state=RunState.WRITING)
    runs.beat(run, "Запись", 50, 100)
    told = office.get(address).json()
    assert (told["busy"], told["stage"], told["percent"]) == (True, "Запись", 55)
    assert "Запись идёт одним действием" in page(office, run)


@pytest.mark.parametrize("seconds", [600, -86400], ids=["later", "clock set back"])
def test_a_dead_run_is_said_to_have_failed(office: Client, book: Book, moment: Any, seconds: int) -> None:
    run = send(office, book.xlsx())
    ImportRun.objects.filter(pk=run.pk).update(state=RunState.WRITING)
    moment.shift(seconds)
    assert "Загрузка прервалась" in page(office, run)


def test_the_page_asks_few_queries(office: Client, book: Book, django_assert_num_queries: Any) -> None:
    run = send(office, book.xlsx())
    address = reverse("office_import_run", args=[run.pk])
    office.get(address)
    with django_assert_num_queries(2):
        office.get(address)


def test_only_the_writing_holds_the_database(book: Book, operator: Staff) -> None:
    """SQLite has one lock for all who write: files are read and planned before it is taken."""
    held: dict[str, bool] = {}
    service.apply(
        service.read([book.xlsx()]),
        school=operator.school,
        actor=None,
        progress=lambda stage, done, total: held.__setitem__(stage, connection.in_atomic_block),
    )
    assert held == {
        "Распознавание таблиц": False,
        "Разбор строк": False,
        "Сверка с базой": False,
        "Проверка": False,
        "Подсчёт изменений": False,
        "Проверено": False,
        "Запись": True,
        "Расписание на год": True,
    }


@pytest.fixture
def living_worker() -> Iterator[None]:
    """A worker has been heard of; it works when the test lets it."""
    beat("w1")
    yield
    cache.clear()


@pytest.mark.usefixtures("living_worker")
def test_the_worker_does_the_work_where_there_is_one(office: Client, book: Book) -> None:
    run = send(office, book.xlsx())
    assert run.state == RunState.CHECKING
    worker.run(batch=True)
    run.refresh_from_db()
    assert run.state == RunState.READY

    beat("w1")
    assert write(office, run).state == RunState.WRITING
    worker.run(batch=True)
    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert Student.objects.count() == 6
    assert Entry.objects.filter(kind="people.student", role=Role.OPERATOR).count() == 6


@pytest.mark.usefixtures("living_worker")
def test_a_load_that_killed_its_worker_is_told_and_not_tried_again(office: Client, book: Book) -> None:
    run = send(office, book.xlsx())
    result = DBTaskResult.objects.get()
    result.claim("w1")
    cache.clear()
    assert worker.reap() == 1
    told = page(office, run)
    assert "Загрузка оборвалась" in told
    assert "Начните её ещё раз" in told
    worker.run(batch=True)
    run.refresh_from_db()
    assert run.state == RunState.FAILED


@pytest.mark.usefixtures("living_worker")
def test_a_worker_that_dies_once_the_rows_are_in_is_not_said_to_have_written_nothing(
    office: Client, book: Book
) -> None:
    run = send(office, book.xlsx())
    worker.run(batch=True)
    beat("w1")
    run.refresh_from_db()
    write(office, run)

    def die(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith("ANALYZE"):  # the first statement after the rows are committed
            raise SystemExit
        return execute(sql, *rest)

    result = DBTaskResult.objects.get(finished_at=None)
    result.claim("w1")
    with connection.execute_wrapper(die), pytest.raises(SystemExit):
        jobs.carry_out.call(*result.args_kwargs["args"], **result.args_kwargs["kwargs"])
    cache.clear()
    worker.reap()
    assert Student.objects.count() == 6
    told = page(office, run)
    assert "База записана" in told
    run.refresh_from_db()
    assert (run.state, bool(run.entries)) == (RunState.DONE, True)
    send(office, book.xlsx())
    assert not runs.folder_of(run).exists()


@pytest.mark.usefixtures("living_worker")
def test_a_load_whose_worker_was_restarted_is_carried_out(office: Client, book: Book) -> None:
    run = send(office, book.xlsx())
    DBTaskResult.objects.get().claim("w1")
    cache.clear()
    worker.note_stop("w1")
    assert worker.reap() == 1
    worker.run(batch=True)
    run.refresh_from_db()
    assert run.state == RunState.READY


def test_the_preview_says_who_gets_which_role(office: Client, book: Book) -> None:
    told = page(office, send(office, book.xlsx()))
    assert "Роли по должностям" in told
    assert all(word in told for word in ("Громова Вера Олеговна", "Директор", "01.09.2026"))


def test_the_study_office_is_told_what_it_may_not_write(client: Client, operator: Staff, book: Book) -> None:
    service.apply(service.read([book.xlsx()]), school=operator.school, actor=None)
    clerk = sign_in(client, make_officer(operator.school, role=Role.STUDY_OFFICE))
    book["Сотрудники", 5, 4] = "Оператор ЭЖ"
    run = send(clerk, book.xlsx("второй.xlsx"))
    told = page(clerk, run)
    assert "Карточки сотрудников не записываются" in told
    assert "Роли по должностям" not in told
    assert write(clerk, run).state == RunState.DONE
    assert not RoleAssignment.objects.filter(person__surname="Орлова").exists()


def test_a_run_that_has_ended_is_not_carried_out_again(office: Client, book: Book, operator: Staff) -> None:
    """A task of a worker that died is given to another one, which may find the work done."""
    run = write(office, send(office, book.xlsx()))
    entries = Entry.objects.count()
    jobs.carry_out.call(run.pk, {"school_id": operator.school_id, "role": "operator"}, leave_out_errors=False)
    run.refresh_from_db()
    assert (run.state, Entry.objects.count()) == (RunState.DONE, entries)


def test_rows_gone_from_the_file_are_told_and_closed_on_demand(office: Client, book: Book) -> None:
    write(office, send(office, book.xlsx()))
    del book["Нагрузка"][11]
    del book["Расписание"][12]
    run = send(office, book.xlsx("второй.xlsx"))
    text = page(office, run)
    assert "В файле нет: 1\u00a0строка нагрузки" in text
    assert "10А Физическая культура: Сомов" in text
    assert "Остаются" in text

    answers = reverse("office_import_answers", args=[run.pk])
    office.post(answers, {"missing": "close", "recheck": "1"})
    background.wait()
    assert "Заканчиваются" in page(office, run)
    office.post(answers, {"missing": "keep", "recheck": "1"})
    background.wait()
    assert "Остаются" in page(office, run)
    office.post(answers, {"missing": "close", "recheck": "1"})
    background.wait()
    assert write(office, run).state == RunState.DONE
    assert CourseTeacher.objects.filter(ends_on__isnull=False).count() == 1

    again = page(office, send(office, book.xlsx("третий.xlsx")))
    assert "В файле нет" not in again


def test_a_new_name_of_the_school_is_a_change(office: Client, book: Book) -> None:
    write(office, send(office, book.xlsx()))
    book["Школа", 3, 2] = "Муниципальная школа № 90 имени Лобачевского"
    assert preview_page(send(office, book.xlsx("второй.xlsx")), "")["changed"] == 1
