"""The pages of the register: who sees and does what, what they say, what is begun beside the request."""

import io
import json
import random
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from letopis.documents.archive.tables import Scope
from letopis.documents.carriers import jobs
from letopis.documents.carriers.gone import condemn
from letopis.documents.carriers.models import Carrier, Check, Copy, Package, Run
from letopis.documents.carriers.options import file_of
from letopis.documents.runs.lifecycle import Stopped
from letopis.documents.signatures.models import SignedDocument
from letopis.kernel import background
from letopis.kernel.clock import now
from letopis.kernel.roles import Role
from letopis.school.history.log.checkpoints import make_checkpoint
from letopis.school.history.models import Entry
from letopis.school.organisation.serving import serving
from tests import factories as make
from tests.documents.carriers.scene import Archive, archive, carrier, flip
from tests.factories import sign_in
from tests.school.journal.scene import scene
from tests.sending import send

pytestmark = [pytest.mark.django_db, pytest.mark.req("ARC-05", "ARC-06", "ACC-03")]

BOARD = "/office/carriers/"


def text(browser: Client, address: str) -> str:
    return unescape(browser.get(address).content.decode())


def addresses(package: Package, held: Carrier, copy: Copy, run: Run) -> tuple[list[str], list[str]]:
    """Those of who reads, those of who keeps."""
    reads = [
        BOARD,
        reverse("office_carrier", args=[held.pk]),
        reverse("office_carrier_package", args=[package.pk]),
        reverse("office_carrier_run", args=[run.pk]),
        reverse("office_carrier_progress", args=[run.pk]),
    ]
    keeps = [
        reverse("office_carrier_new"),
        reverse("office_carriers_check"),
        reverse("office_carrier_build"),
        *(reverse(f"office_carrier_{what}", args=[held.pk]) for what in ("edit", "retire")),
        *(
            reverse(f"office_carrier_{what}", args=[package.pk])
            for what in ("file", "verify", "package_check", "withdraw")
        ),
        *(reverse(f"office_carrier_{what}", args=[package.pk, held.pk]) for what in ("write", "restore", "record")),
        *(
            reverse(f"office_carrier_{what}", args=[copy.pk])
            for what in ("copy_check", "check_record", "copy_destroyed")
        ),
        reverse("office_carrier_stop", args=[run.pk]),
    ]
    return reads, keeps


def test_who_reads_who_keeps_who_finds_nothing(tmp_path: Path, settings: Any) -> None:
    found = archive(tmp_path, settings, copies=1)
    run = Run.objects.create(
        school=found.school,
        kind="check",
        state="done",
        how="button",
        created_at=found.package.built_at,
        beat_at=found.package.built_at,
    )
    Copy.objects.update(doomed_by="№ 5 от 01.02.2033")
    reads, keeps = addresses(found.package, found.carriers[0], found.copy(0), run)
    stranger = Client()
    assert {stranger.get(one).status_code for one in (*reads, *keeps)} == {302}
    for role, may_read, may_keep in (
        (Role.OPERATOR, 200, 200),
        (Role.STUDY_OFFICE, 200, 200),
        (Role.DIRECTOR, 200, 404),
        (Role.DISPATCHER, 404, 404),
    ):
        browser = sign_in(Client(), make.make_officer(found.school, role))
        assert {browser.get(one).status_code for one in reads} == {may_read}, role
        assert {browser.get(one).status_code for one in keeps} == {may_keep}, role
        if may_keep == 404:
            assert {browser.post(one).status_code for one in keeps if not one.endswith("/file/")} == {404}, role
        assert ("Собрать пакет" in text(browser, BOARD)) is (may_keep == 200)
    # The operator of another school of the base.
    other = sign_in(Client(), make.make_officer(make.make_school()))
    assert {other.get(one).status_code for one in (*reads[1:], *keeps[3:])} == {404}
    assert {other.post(one).status_code for one in keeps[3:] if not one.endswith("/file/")} == {404}
    assert found.package.title not in text(other, BOARD)
    teacher = make.make_staff(found.school)
    make.make_course(found.group, teacher=teacher)
    assert sign_in(Client(), teacher).get(BOARD).status_code == 404


def test_what_is_wrong_stands_on_the_pages_and_on_the_overview(
    tmp_path: Path, settings: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    found = archive(tmp_path, settings, copies=1)
    operator = sign_in(Client(), found.keeper)
    package = reverse("office_carrier_package", args=[found.package.pk])
    title = found.package.title

    def says(words: str, *, on_overview: bool = True) -> None:
        for page in (BOARD, package):
            assert words in text(operator, page), page
        assert (f"Архив. {words}" in text(operator, "/office/")) is on_overview

    says(f"Целая копия «{title}» только одна: положено две, в разных помещениях.")
    make.make_copy(found.package, same := carrier(found, "Рядом", kind="offline", place="кабинет  0"))
    says(f"Все целые копии «{title}» лежат в одном месте")
    Carrier.objects.filter(pk=same.pk).update(place="Архив")
    assert "Каждый пакет лежит в двух местах" in text(operator, BOARD)
    assert "Архив." not in text(operator, "/office/")
    Copy.objects.filter(carrier=found.carriers[0]).update(checked_at=now() - timedelta(days=31))
    says(f"Не проверена в срок копия «{title}» на носителе «Диск 1»")
    Copy.objects.filter(carrier=same).update(checked_at=now() - timedelta(days=31))
    Copy.objects.filter(carrier=found.carriers[0]).update(checked_at=now(), away_since=now())
    says(f"Носитель «Диск 1» не подключён, не проверена копия «{title}»", on_overview=False)
    Copy.objects.filter(carrier=found.carriers[0]).update(state="missing")
    says(f"Пропала копия «{title}» на носителе «Диск 1»")
    Copy.objects.filter(carrier=found.carriers[0]).update(state="damaged", found="data/x: изменён.")
    says(f"Повреждена копия «{title}» на носителе «Диск 1»: восстановите её с другого носителя.")
    assert "data/x: изменён." in text(operator, package)
    with django_assert_num_queries(6):
        operator.get(BOARD)
    with django_assert_num_queries(7):
        operator.get(package)
    with django_assert_num_queries(4):
        operator.get(reverse("office_carrier", args=[found.carriers[0].pk]))
    book = CalamineWorkbook.from_filelike(io.BytesIO(operator.get(f"{BOARD}?format=xlsx").content))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0][4:] == ["Диск 1", "Диск 2", "Рядом"]
    assert (rows[1][0], str(rows[1][4])[:10], rows[1][5]) == (title, "Повреждена", "")


def test_a_carrier_is_entered_changed_and_retired(tmp_path: Path, settings: Any) -> None:
    found = archive(tmp_path, settings, copies=2)
    operator = sign_in(Client(), found.keeper)
    typed = {"name": "Диск 3", "kind": "offline", "place": "Сейф", "since": "2026-11-23"}
    answer = operator.post(reverse("office_carrier_new"), {**typed, "responsible_id": found.keeper.pk})
    row = Carrier.objects.get(name="Диск 3")
    assert (answer.status_code, answer["Location"]) == (302, reverse("office_carrier", args=[row.pk]))
    assert "место на сервере" not in text(operator, answer["Location"]).lower()
    twice = operator.post(
        reverse("office_carrier_new"), {**typed, "name": "диск  3", "responsible_id": found.keeper.pk}
    )
    assert (twice.status_code, "уже есть" in unescape(twice.content.decode())) == (422, True)
    held = found.carriers[0]
    edit, retire = (reverse(f"office_carrier_{one}", args=[held.pk]) for one in ("edit", "retire"))
    moved = send(operator, edit, {"kind": "offline", "address": ""})
    assert (moved.status_code, "заведите новый носитель" in unescape(moved.content.decode()).lower()) == (422, True)
    assert send(operator, edit, {"place": "Бухгалтерия"}).status_code == 302
    early = send(operator, retire, {"day": "2026-11-01", "reason": "отказал"})
    assert (early.status_code, "вывести его нельзя" in unescape(early.content.decode())) == (422, True)
    assert send(operator, retire, {"reason": "отказал"}).status_code == 302
    held.refresh_from_db()
    assert (held.place, held.reason, str(held.until)) == ("Бухгалтерия", "отказал", "2026-11-23")
    board = text(operator, BOARD)
    assert f"Целая копия «{found.package.title}» только одна" in board, "its copies count no more"
    assert "отказал" in board
    told = [one.told_reason for one in Entry.objects.filter(kind="carriers.carrier", object_id=held.pk).order_by("pk")]
    assert told == ["", "", "отказал"]


@pytest.mark.django_db(transaction=True)
def test_a_package_is_built_written_damaged_and_restored(tmp_path: Path, settings: Any) -> None:
    """All of it from the pages, by real files."""
    found = archive(tmp_path, settings)
    operator = sign_in(Client(), found.keeper)

    def begun(name: str, *args: int, **typed: object) -> Run:
        answer = operator.post(reverse(name, args=args), typed)
        assert answer.status_code == 302, unescape(answer.content.decode())
        background.wait()
        run = Run.objects.latest("pk")
        assert answer["Location"] == reverse("office_carrier_run", args=[run.pk])
        return run

    ids = (found.package.pk, found.carriers[0].pk)
    said = begun("office_carrier_write", *ids).message
    assert said.startswith("Копия записана, прочитана и цела. Носитель на том же диске, что и база")
    begun("office_carrier_write", found.package.pk, found.carriers[1].pk)
    assert "Каждый пакет лежит в двух местах" in text(operator, BOARD)
    flip(found.file(0), "journal.mark.jsonl", random.Random(5))
    assert begun("office_carriers_check").message == "Проверено копий: 2. Цела: 1, повреждена: 1."
    page = text(operator, reverse("office_carrier_package", args=[found.package.pk]))
    assert "data/tables/journal.mark.jsonl: изменён" in page
    assert "Восстановить с «Диск 2»" in page
    # From the damaged one itself nothing is restored, from a carrier of nobody's neither.
    assert operator.post(reverse("office_carrier_restore", args=ids), {"source": "999999"}).status_code == 404
    assert operator.post(reverse("office_carrier_restore", args=ids), {"source": "x"}).status_code == 422
    assert begun("office_carrier_restore", *ids, source=found.carriers[0].pk).state == "failed"
    done = begun("office_carrier_restore", *ids, source=found.carriers[1].pk)
    assert done.message == "Копия восстановлена, прочитана и цела."
    assert begun("office_carrier_package_check", found.package.pk).message == "Проверено копий: 2. Цела: 2."
    # One thing at a time; what has been stopped leaves nothing.
    Run.objects.filter(pk=done.pk).update(state="running")
    busy = operator.post(reverse("office_carriers_check"))
    assert (busy.status_code, "уже идёт работа" in unescape(busy.content.decode())) == (422, True)
    assert operator.get(reverse("office_carrier_progress", args=[done.pk])).json()["busy"] is True
    assert operator.post(reverse("office_carrier_stop", args=[done.pk])).status_code == 302
    assert begun("office_carrier_copy_check", found.copy(0).pk).state == "done"
    assert begun("office_carrier_verify", found.package.pk).message == "Пакет цел."
    report = Run.objects.latest("pk").report
    assert (report["files"], report["findings"]) == (found.package.files, [])
    assert "Файлов сверено" in text(operator, reverse("office_carrier_run", args=[Run.objects.latest("pk").pk]))
    # A class whose history nobody has signed yet.
    failed = begun("office_carrier_build", group_id=found.group.pk)
    assert (failed.state, "letopis checkpoint" in failed.message) == ("failed", True)
    assert [one.name for one in file_of(found.package).parent.iterdir()] == [found.package.file_name]
    download = operator.get(reverse("office_carrier_file", args=[found.package.pk]))
    assert b"".join(download.streaming_content) == file_of(found.package).read_bytes()  # type: ignore[attr-defined]
    assert found.package.file_name.split("-")[0] in download["Content-Disposition"]


@pytest.mark.django_db(transaction=True)
def test_a_package_is_built_from_the_page(tmp_path: Path, settings: Any) -> None:
    """What is built is on the register, with its report; a building that was stopped leaves nothing."""
    found = archive(tmp_path, settings)
    assert any(make_checkpoint(found.school.pk) for _ in range(5))
    operator = sign_in(Client(), found.keeper)
    assert operator.post(reverse("office_carrier_build"), {"group_id": "x"}).status_code == 422
    other = make.make_class(make.make_school())
    assert operator.post(reverse("office_carrier_build"), {"group_id": other.pk}).status_code == 422
    answer = operator.post(reverse("office_carrier_build"), {"group_id": found.group.pk})
    background.wait()
    run = Run.objects.get()
    assert (answer["Location"], run.state) == (reverse("office_carrier_run", args=[run.pk]), "done"), run.message
    row = Package.objects.latest("pk")
    assert (row.built_by, row.class_group_id, run.report["findings"]) == (found.actor.name, found.group.pk, [])
    assert run.report["files"] == row.files
    assert reverse("office_carrier_package", args=[row.pk]) in text(operator, answer["Location"])
    there = sorted(one.name for one in file_of(row).parent.iterdir())
    assert there == sorted([row.file_name, found.package.file_name])

    def stopped(stage: str, percent: int) -> None:
        if stage == "журнал":
            raise Stopped

    scope = Scope(found.school, found.group.year, found.group)
    with serving("general", "Europe/Moscow"), pytest.raises(Stopped):
        jobs.build_and_register(found.actor, scope, file_of(row).parent / ".build-x", stopped)
    assert sorted(one.name for one in file_of(row).parent.iterdir()) == there
    assert Package.objects.count() == 2


def test_who_signs_puts_a_package_up(tmp_path: Path, settings: Any) -> None:
    """The director, who reads the register, signs what covers all of it; the operator, who keeps it, does not."""
    found = archive(tmp_path, settings)
    address = reverse("office_carrier_sign", args=[found.package.pk])
    director = sign_in(Client(), make.make_officer(found.school, Role.DIRECTOR))
    answer = director.post(address)
    document = SignedDocument.objects.get()
    assert answer["Location"] == reverse("print_signed_document", args=[document.pk])
    assert (document.digest, document.kind) == (found.package.fingerprint, "package")
    assert sign_in(Client(), found.keeper).post(address).status_code == 404
    foreign = sign_in(Client(), make.make_officer(make.make_school(), Role.DIRECTOR))
    assert foreign.post(address).status_code == 404
    file_of(found.package).write_bytes(b"x")
    refused = director.post(address, {"again": "1"})
    assert (refused.status_code, "подписывать нечего" in unescape(refused.content.decode())) == (422, True)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_page_asks_as_often_for_many_packages(
    school: Any, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    group, operator = make.make_class(school), make.make_officer(school)
    carriers = [make.make_carrier(school, f"Диск {one}", responsible=operator) for one in range(3)]
    for _ in range(number):
        package = make.make_package(group)
        for one in carriers:
            make.make_copy(package, one)
    browser = sign_in(Client(), operator)
    browser.get(BOARD)
    with django_assert_num_queries(6):
        assert browser.get(BOARD).status_code == 200


def report(found: Archive, **more: object) -> SimpleUploadedFile:
    told = {"clean": True, "fingerprint": found.package.fingerprint, "findings": [], "title": "x", **more}
    return SimpleUploadedFile("report.json", json.dumps(told).encode(), "application/json")


def test_what_somebody_does_with_a_disc_in_hand(tmp_path: Path, settings: Any) -> None:
    found = archive(tmp_path, settings, copies=1)
    operator = sign_in(Client(), found.keeper)
    disc = carrier(found, "Диск у завхоза", kind="offline", place="Архив")
    address = reverse("office_carrier_record", args=[found.package.pk, disc.pk])
    assert f"letopis archive verify {found.package.file_name} --key {found.package.key}" in text(operator, address)
    for wrong, words in (
        (SimpleUploadedFile("x.json", b"not a report"), "Это не отчёт о проверке"),
        (report(found, fingerprint="0" * 64), "Отчёт о другом пакете"),
        (report(found, clean=False, findings=[{"code": "altered", "what": "x", "message": "x"}]), "не цела"),
    ):
        answer = operator.post(address, {"report": wrong})
        assert (answer.status_code, words in unescape(answer.content.decode())) == (422, True), words
    assert operator.post(address, {"report": report(found), "note": "записал завхоз"}).status_code == 302
    copy = Copy.objects.get(carrier=disc)
    (check,) = Check.objects.filter(copy=copy)
    assert (check.verdict, check.how, check.by, len(check.report)) == ("whole", "person", found.actor.name, 64)
    assert "Каждый пакет лежит в двух местах" in text(operator, BOARD)

    recheck = reverse("office_carrier_check_record", args=[copy.pk])
    for typed, words in (
        ({"verdict": "whole"}, "Приложите отчёт команды"),
        ({"verdict": "missing"}, "Напишите, что случилось с копией"),
        ({"verdict": "unreachable"}, "Выберите"),
    ):
        answer = operator.post(recheck, typed)
        assert (answer.status_code, words in unescape(answer.content.decode())) == (422, True), words
    assert operator.post(recheck, {"verdict": "missing", "note": "диск потерян"}).status_code == 302
    assert "Пропала копия" in text(operator, BOARD)
    assert operator.post(address, {"report": report(found)}).status_code == 302
    copy.refresh_from_db()
    assert (copy.reason, Copy.objects.get(carrier=disc, ended_at=None).state) == ("записана заново", "whole")
    # What the server reaches by itself is not recorded by hand.
    by_itself = reverse("office_carrier_record", args=[found.package.pk, found.carriers[0].pk])
    assert operator.post(by_itself, {"report": report(found)}).status_code == 422


def test_a_package_is_withdrawn_when_another_was_built(tmp_path: Path, settings: Any) -> None:
    found = archive(tmp_path, settings)
    operator = sign_in(Client(), found.keeper)
    page, act = (reverse(f"office_carrier_{one}", args=[found.package.pk]) for one in ("package", "withdraw"))
    assert "Снять с учёта" not in text(operator, page)
    was = {"was": json.dumps({"=Снят с учёта": ""})}
    only = operator.post(act, {"reason": "ошибка", **was})
    assert (only.status_code, "сначала соберите новый" in unescape(only.content.decode())) == (422, True)
    newer = make.make_package(found.group)
    assert "Снять с учёта" in text(operator, page)
    assert operator.post(act, {"reason": "собран заново", **was}).status_code == 302
    assert "Пакет снят с учёта" in text(operator, page)
    board = text(operator, BOARD)
    assert reverse("office_carrier_package", args=[newer.pk]) in board
    assert page not in board


def test_two_schools_of_a_base_do_not_meet(tmp_path: Path, settings: Any) -> None:
    found = archive(tmp_path, settings)
    stranger = sign_in(Client(), make.make_officer(scene().school))
    typed = {"name": "Чужой", "kind": "folder", "place": "Сейф", "since": "2026-11-23", "address": "place0"}
    answer = stranger.post(reverse("office_carrier_new"), {**typed, "responsible_id": found.keeper.pk})
    assert answer.status_code == 422, "a colleague of the other school is none to choose"
    assert not Carrier.objects.filter(name="Чужой").exists()


@pytest.mark.req("ARC-08")
def test_a_copy_that_an_act_has_destroyed_is_told_of_and_confirmed(tmp_path: Path, settings: Any) -> None:
    found = archive(tmp_path, settings, copies=1)
    operator = sign_in(Client(), found.keeper)
    address = reverse("office_carrier_copy_destroyed", args=[found.copy(0).pk])
    assert operator.get(address).status_code == 404, "no act names it"
    with transaction.atomic():
        condemn(found.actor, [found.package], "№ 5 от 01.02.2033")
    package = reverse("office_carrier_package", args=[found.package.pk])
    shown = text(operator, package)
    assert "Пакет уничтожен по акту № 5 от 01.02.2033" in shown
    assert "Скачать" not in shown
    assert operator.get(reverse("office_carrier_file", args=[found.package.pk])).status_code == 404
    assert "не уничтожено копий: 1" in text(operator, reverse("office"))
    answer = operator.post(address, {"how": "Стёрта с диска"})
    assert (answer.status_code, "больше нет" in unescape(answer.content.decode())) == (422, True)
    assert operator.post(address, {"how": "Стёрта с диска", "is_gone": "on"}).status_code == 302
    assert "Копий не осталось" in text(operator, package)
    assert "не уничтожено копий" not in text(operator, reverse("office"))
    assert operator.post(address, {"how": "Ещё раз", "is_gone": "on"}).status_code == 404
