"""The page of the copies and that of the ledger: red when something is wrong, told where the office begins, by whom."""

from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from time_machine import Traveller

from letopis.documents.backup import jobs, runs
from letopis.documents.backup.copy_file import copies_in
from letopis.documents.backup.models import How, Kind, Run, State
from letopis.documents.keeping.models import ActState
from letopis.kernel import background
from letopis.kernel.clock import now
from letopis.kernel.roles import Role
from letopis.school.history import append_only, nightly
from letopis.school.history.log.checkpoints import make_checkpoint
from letopis.school.history.models import Checkpoint, Entry, Verification
from letopis.school.organisation.models import Room
from tests import factories as make
from tests.documents.backup.scene import recorded
from tests.factories import sign_in
from tests.school.journal.scene import mark, one, scene

pytestmark = [pytest.mark.django_db, pytest.mark.req("ARC-09", "JRN-10", "ACC-03")]

COPIES, OVERVIEW, LOG = "/office/backups/", "/office/", "/office/settings/history/"


@pytest.fixture
def places(tmp_path: Path, settings: Any) -> list[Path]:
    """Two folders for copies, set as an administrator sets them."""
    made = [tmp_path / "first", tmp_path / "second"]
    for folder in made:
        folder.mkdir()
    settings.BACKUP = {**settings.BACKUP, "to": [str(folder) for folder in made]}
    return made


def made_at(begun: datetime, kind: Kind = Kind.BACKUP, state: State = State.DONE, **more: Any) -> Run:
    return Run.objects.create(kind=kind, how=How.SCHEDULE, state=state, begun_at=begun, ended_at=begun, **more)


def text(client: Client, address: str) -> str:
    return unescape(client.get(address).content.decode())


def test_who_reads_who_makes_who_finds_nothing(client: Client, school: Any, places: list[Path]) -> None:
    make_it, try_it = reverse("office_backup_make"), reverse("office_backup_rehearse")
    verify_it = reverse("office_settings_verify")
    assert client.get(COPIES).status_code == 302
    for role, reads, keeps in (
        (Role.OPERATOR, 200, 200),
        (Role.SYSTEM_ADMINISTRATOR, 200, 200),
        (Role.DIRECTOR, 200, 404),
        (Role.DEPUTY, 404, 404),
    ):
        browser = sign_in(client, make.make_officer(school, role))
        assert browser.get(COPIES).status_code == reads, role
        assert [browser.get(one).status_code for one in (make_it, try_it, verify_it)] == [keeps] * 3, role
        if keeps == 404:
            assert [browser.post(one).status_code for one in (make_it, try_it, verify_it)] == [404] * 3
        assert ("Сделать копию сейчас" in text(browser, COPIES)) is (keeps == 200)
        assert (f'href="{COPIES}"' in text(browser, LOG)) is (reads == 200)
    teacher = make.make_staff(school)
    make.make_course(make.make_class(school), teacher=teacher)
    assert sign_in(client, teacher).get(COPIES).status_code == 404


def test_what_the_page_says_and_what_of_it_the_overview(
    client: Client,
    school: Any,
    places: list[Path],
    settings: Any,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    operator, moment = sign_in(client, make.make_officer(school)), now()

    def says(*words: str, alarm: bool) -> None:
        page, overview = text(operator, COPIES), text(operator, OVERVIEW)
        assert [word for word in words if word not in page] == []
        assert (words[0] in overview, "alert--danger" in page, "alert--danger" in overview) == (alarm,) * 3

    says("Копий нет: ни одной ещё не сделано.", alarm=True)
    good = made_at(moment - timedelta(hours=8), size=2_000_000)
    says("Восстановление из копии ещё не проверяли.", "Копии не зашифрованы", "1,9\u00a0МБ", alarm=False)
    made_at(moment - timedelta(hours=7), Kind.REHEARSAL, made_at=good.begun_at)
    settings.BACKUP = {**settings.BACKUP, "recipients": ["age1…"]}
    says("Копии делаются и восстанавливаются.", "24.11.2026 02:30", str(places[1]), alarm=False)

    Run.objects.filter(kind=Kind.REHEARSAL).update(kind=Kind.SUMS)
    says("Проверяет тот, у кого ключ", "ещё не проверяли", alarm=False)
    bad = made_at(moment - timedelta(hours=1), Kind.REHEARSAL, findings=["Нет файлов: 3"])
    says("Проверка восстановления нашла: Нет файлов: 3", alarm=True)
    bad.delete()
    failed = made_at(moment, state=State.FAILED, message="Мало места в /mnt.")
    says("Последняя копия не удалась. Мало места в /mnt.", alarm=True)
    failed.delete()
    good.places = [{"folder": str(places[0]), "name": "", "size": 0, "fault": "Папки /mnt нет."}]
    good.save()
    says("Папки /mnt нет.", "копии нет", alarm=True)
    good.places, good.begun_at = [], moment - timedelta(days=2)
    good.save()
    says("Последней копии больше, чем положено: её делают раз в 1 дн.", alarm=True)
    good.begun_at = moment + timedelta(days=30)
    good.save()
    says("часы сервера перевели назад", alarm=True)
    Run.objects.update(state=State.RUNNING)
    assert "идёт, начато" in text(operator, COPIES)
    with django_assert_num_queries(4):
        operator.get(COPIES)
    settings.BACKUP = {**settings.BACKUP, "to": []}
    page = text(operator, COPIES)
    assert "не указал, где их хранить" in page
    assert "Сделать копию сейчас" not in page
    refused = operator.post(reverse("office_backup_make"))
    assert (refused.status_code, "Не указано, где хранить копии" in refused.content.decode()) == (422, True)


def test_the_ledger_red_on_its_page_and_on_the_overview(moment: Traveller) -> None:
    made = scene()
    director, operator, deputy = (
        sign_in(Client(), make.make_officer(made.school, role)) for role in (Role.DIRECTOR, Role.OPERATOR, Role.DEPUTY)
    )
    recorded(made)
    nightly.carry_out.call(made.school.pk, is_asked=True)
    assert "Всё сходится" in text(director, LOG)
    assert "сходятся" not in text(operator, OVERVIEW)

    Room.objects.create(school=made.school, number="13")  # past the ledger
    nightly.carry_out.call(made.school.pk, is_asked=True)
    last = Verification.objects.first()
    assert last is not None
    assert (last.found, last.is_full, last.findings[0]["code"]) == (1, True, "row_unrecorded")
    for browser, page in ((operator, LOG), (director, LOG), (operator, OVERVIEW)):
        assert "История и таблицы не сходятся: найдено 1." in text(browser, page)
    assert "в истории о ней нет записи" in text(director, LOG)
    told = text(deputy, LOG)
    assert "не сходятся" in told
    assert "в истории о ней нет записи" not in told, "what was found names people"

    Room.objects.get(number="13").delete()
    nightly.carry_out.call(made.school.pk, is_asked=True)
    moment.shift(61 * 3600)
    assert "Историю давно не сверяли" in text(operator, OVERVIEW)

    # Somebody puts back a base of before the last checkpoint, past this program.
    one(made.actor, mark(made.work, made.student))
    assert any(make_checkpoint(made.school.pk) for _ in range(5))
    append_only.remove(connection)
    Checkpoint.objects.order_by("-number")[0].delete()
    Entry.objects.order_by("-pk")[0].delete()
    append_only.install(connection)
    size = Entry.objects.count()
    lacks = f"База отстала: подписано {size + 1} записей истории, в ней их {size}. Недостаёт 1, "
    for browser, page in ((operator, LOG), (director, LOG), (operator, OVERVIEW)):
        assert lacks in text(browser, page)
    assert "отстала" not in text(deputy, LOG)


def test_the_nights_verify_what_is_new_and_once_a_week_everything(moment: Traveller) -> None:
    made = recorded()
    looked: list[bool | None] = []
    for nights in (1, 5, 1, 1):
        nightly.carry_out.call(made.school.pk, is_asked=False)
        looked.append(Verification.objects.first().is_full)  # type: ignore[union-attr]
        moment.shift(nights * 24 * 3600)
    assert looked == [True, False, False, True]
    nightly.carry_out.call(made.school.pk, is_asked=False)
    nightly.carry_out.call(made.school.pk, is_asked=False)
    assert Verification.objects.count() == 5, "once a night"
    moment.shift(24 * 3600)

    append_only.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE history_entry SET actor_name = 'Никто' WHERE id = (SELECT min(id) FROM history_entry)")
    append_only.install(connection)
    nightly.carry_out.call(made.school.pk, is_asked=False)
    assert Verification.objects.filter(found__gt=0).count() == 0, "an old entry: the next full run finds it"
    moment.shift(7 * 24 * 3600)
    nightly.carry_out.call(made.school.pk, is_asked=False)
    assert Verification.objects.first().found > 0  # type: ignore[union-attr]
    moment.shift(24 * 3600)
    nightly.carry_out.call(made.school.pk, is_asked=False)
    assert Verification.objects.first().is_full, "after findings everything"  # type: ignore[union-attr]


@pytest.mark.django_db(transaction=True)
def test_the_button_and_the_night_make_copies_in_both_places(
    client: Client, places: list[Path], moment: Traveller, settings: Any
) -> None:
    made = recorded()
    key = str(pyrage.x25519.Identity.generate().to_public())
    settings.BACKUP = {**settings.BACKUP, "recipients": [key]}
    operator = sign_in(client, make.make_officer(made.school))
    answer = operator.post(reverse("office_backup_make"))
    assert (answer.status_code, answer["Location"]) == (302, COPIES)
    background.wait()
    assert [len(copies_in(one)) for one in places] == [1, 1]
    run = Run.objects.get()
    assert (run.state, run.how, [one["fault"] for one in run.places]) == (State.DONE, How.BUTTON, ["", ""])
    assert run.places[0]["same_disk"] is True

    # By the clock not before the next night; then once, and what is due is not asked for twice.
    jobs.carry_out.call("backup", "schedule")
    assert Run.objects.count() == 1
    moment.shift(16 * 3600)
    jobs.carry_out.call("backup", "schedule")
    jobs.carry_out.call("backup", "schedule")
    assert Run.objects.count() == 2
    assert [len(copies_in(one)) for one in places] == [2, 2]
    # Whose key is elsewhere compares the sums; whose key is none is told so.
    jobs.carry_out.call("rehearsal", "schedule")
    assert list(Run.objects.values_list("kind", "state")[:1]) == [(Kind.SUMS, State.DONE)]
    settings.BACKUP = {**settings.BACKUP, "recipients": ["нет такого"]}
    jobs.carry_out.call("backup", "button")
    assert "Открытый ключ «нет такого»: ни ключа, ни такого файла нет." in text(operator, OVERVIEW)
    # What has died is said so.
    runs.begin(Kind.BACKUP, How.SCHEDULE)
    jobs.end_lost(path=jobs.carry_out.module_path, args=[])
    assert "Оборвалось" in text(operator, COPIES)


@pytest.mark.req("ARC-08")
def test_copies_that_hold_what_an_act_has_destroyed_are_listed(client: Client, school: Any, places: list[Path]) -> None:
    sign_in(client, make.make_officer(school, Role.OPERATOR))
    where = [{"folder": str(places[0]), "name": "x", "size": 1, "fault": ""}]
    held = made_at(now() - timedelta(days=2), made_at=now() - timedelta(days=2), name="letopis-held.zip", places=where)
    assert "Копии с уничтоженным" not in text(client, COPIES)
    act = make.make_destruction(make.make_archive_case(school), state=ActState.DONE, done_at=now() - timedelta(days=1))
    made_at(now(), made_at=now(), name="letopis-after.zip", places=where)
    told = text(client, COPIES).partition("Копии с уничтоженным")[2].partition("</table>")[0]
    assert [name in told for name in (held.name, act.title, "letopis-after.zip")] == [True, True, False]
