"""A school's set: a file a class, the summary sheets, the inventory; stopped, gone on with (ARC-02)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.urls import reverse

from letopis.documents.journal_paper import jobs, school_set
from letopis.documents.journal_paper.models import PrintRun
from letopis.documents.runs.lifecycle import Stopped
from letopis.documents.runs.models import RunState
from letopis.kernel import background
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.organisation.models import School
from letopis.school.organisation.serving import serving
from tests import factories as make
from tests.documents.journal_paper.scene import a_class, pages, rate

pytestmark = [pytest.mark.django_db, pytest.mark.req("ARC-02", "ARC-03")]
FILES = ["01 7А.pdf", "02 7-1.pdf", "Сводные ведомости.pdf", "Опись.pdf"]


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    group, course, (pupil, *_) = a_class(2, 2)
    make.make_class(group.school, "7/1")
    rate(course, pupil, "4")
    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        yield group.school


def test_the_set_has_a_file_a_class_the_summaries_and_an_inventory_of_their_sheets(
    school: School, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "7"
    call_command("print", "school", out=folder)
    assert [path.name for path in school_set.files_of(folder)] == FILES
    told = capsys.readouterr().out.splitlines()
    inventory = pages((folder / FILES[3]).read_bytes())
    sheets = 0
    for number, name in enumerate(FILES[:3], start=1):
        count = len(pages((folder / name).read_bytes()))
        sheets += (count + 1) // 2
        assert f"{name}: страниц {count}, листов {(count + 1) // 2}" in told
        assert f"{number} {['7А', '7/1', 'Сводные ведомости'][number - 1]} {count} {(count + 1) // 2}" in inventory[0]
    assert f"Всего {sheets} (" in inventory[0]
    assert "Ярлыки на корешки" in inventory[1]
    summaries = " ".join(pages((folder / FILES[2]).read_bytes()))
    assert "Сводная ведомость отметок · 7А" in summaries
    assert "Сводная ведомость отметок · 7/1" in summaries


def test_a_stopped_print_goes_on_from_the_whole_files(school: School, tmp_path: Path) -> None:
    actor, folder = make.nobody(school, Role.DIRECTOR), tmp_path / "7"

    def stop_after_one(done: int, total: int, what: str) -> None:
        if done:
            raise Stopped

    more = {"period": "year"}
    with serving(school.kind, school.time_zone):
        with pytest.raises(Stopped):
            school_set.print_school(actor, make.year_of(school), folder, progress=stop_after_one, **more)
        assert [path.name for path in folder.iterdir()] == [FILES[0]]
        before = (folder / FILES[0]).stat().st_mtime_ns
        made = school_set.print_school(
            actor, make.year_of(school), folder, progress=lambda *_: None, resume=True, **more
        )
    assert [one.is_new for one in made] == [False, True, True, True]
    assert (folder / FILES[0]).stat().st_mtime_ns == before


def test_a_sign_without_a_picture_names_its_class_and_leaves_the_files_before(school: School, tmp_path: Path) -> None:
    course = make.make_course(make.make_class(school, "8А"), "Химия", teacher=make.make_staff(school))
    make.make_lesson(course, make.TODAY, 1, topic="Иероглиф 漢")
    with pytest.raises(CommandError, match="8А: Знака «漢» нет в шрифтах") as refused:
        call_command("print", "school", out=tmp_path / "7")
    assert refused.value.returncode == 2
    assert {path.suffix for path in (tmp_path / "7").iterdir()} == {".pdf"}


def test_who_prints_the_set_and_who_reads_its_files(school: School, client: Client) -> None:
    year = make.year_of(school)
    director, methodologist = make.make_officer(school, Role.DIRECTOR), make.make_officer(school, Role.METHODOLOGIST)
    for role in (Role.OPERATOR, Role.TUTOR, Role.TEACHER, Role.GUARDIAN):
        with pytest.raises(NotVisible):
            jobs.begin(make.nobody(school, role), year=year)
    own = make.actor_of(director, Role.DIRECTOR)
    run = PrintRun.objects.create(
        school=school,
        year=year,
        account_id=own.account_id,
        created_at=make.moment_on(make.TODAY),
        beat_at=make.moment_on(make.TODAY),
        state=RunState.DONE,
    )
    folder = jobs.folder_of(run)
    folder.mkdir(parents=True)
    (folder / "01 7А.pdf").write_bytes(b"%PDF")
    file = reverse("print_file", args=[run.pk, 0])
    assert client.get(file).status_code == 302
    # It holds the telephones of families, which the director may see and the methodologist may not.
    for card, status in ((director, 200), (methodologist, 404), (make.make_officer(school, Role.OPERATOR), 404)):
        signed = make.sign_in(Client(), card)
        assert signed.get(file).status_code == status
        assert signed.get(reverse("print_run", args=[run.pk])).status_code == status
    assert make.sign_in(Client(), director).get(reverse("print_file", args=[run.pk, 1])).status_code == 404
    elsewhere = make.make_officer(make.make_school(), Role.DIRECTOR)
    assert make.sign_in(Client(), elsewhere).get(file).status_code == 404


def test_one_set_at_a_time_and_a_dead_one_gives_way(school: School) -> None:
    actor, year = make.nobody(school, Role.DIRECTOR), make.year_of(school)
    moment = make.moment_on(make.TODAY)
    run = PrintRun.objects.create(school=school, year=year, created_at=moment, beat_at=moment, done=1, total=4)
    with pytest.raises(Refused, match="Комплект уже печатается"):
        jobs.begin(actor, year=year)
    assert jobs.run_of(actor, run.pk).percent == 25
    assert jobs.stop(actor, run.pk).state == RunState.STOPPED
    with pytest.raises(Refused, match="уже закончилась"):
        jobs.stop(actor, run.pk)
    jobs.carry_out.call(run.pk, actor.as_form())
    assert school_set.files_of(jobs.folder_of(run)) == []
    PrintRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING, beat_at=moment - 2 * PrintRun.silence)
    assert jobs.run_of(actor, run.pk).message == PrintRun.words.broken
    PrintRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING, beat_at=moment)
    jobs.end_lost(path=jobs.carry_out.module_path, args=[run.pk])
    run.refresh_from_db()
    assert run.state == RunState.FAILED


@pytest.mark.django_db(transaction=True)
def test_the_pages_begin_watch_stop_and_go_on(school: School, client: Client) -> None:
    make.sign_in(client, make.make_officer(school, Role.DIRECTOR))
    began = client.post(reverse("print_school"))
    run = PrintRun.objects.get()
    assert began.url == reverse("print_run", args=[run.pk])
    background.wait()
    page = client.get(began.url).content.decode()
    run.refresh_from_db()
    assert (run.state, run.done, run.total) == (RunState.DONE, 4, 4)
    assert all(name in page for name in FILES)
    assert client.get(reverse("print_progress", args=[run.pk])).json() == {"busy": False, "percent": 100, "stage": ""}
    assert client.get(reverse("print_file", args=[run.pk, 0]))["Content-Type"] == "application/pdf"
    assert client.post(reverse("print_stop", args=[run.pk])).status_code == 422
    assert client.post(reverse("print_resume", args=[run.pk])).status_code == 422
    (jobs.folder_of(run) / FILES[1]).unlink()
    PrintRun.objects.update(state=RunState.STOPPED)
    assert "Продолжить" in client.get(began.url).content.decode()
    client.post(reverse("print_resume", args=[run.pk]))
    background.wait()
    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert (jobs.folder_of(run) / FILES[1]).is_file()


def test_files_keep_their_order_in_a_school_of_more_than_ninety_nine_classes() -> None:
    names = [school_set.file_name(number, 120, f"{number}А") for number in range(1, 121)]
    assert names == sorted(names)
    assert (names[8], school_set.file_name(9, 30, "7/1")) == ("009 9А.pdf", "09 7-1.pdf")


def test_old_files_that_cannot_be_removed_are_not_forgotten(school: School) -> None:
    """Personal data do not lie about unseen: the row stays, and the next print tries again."""
    actor, moment = make.nobody(school, Role.DIRECTOR), make.moment_on(make.TODAY)
    of_year = {"year": make.year_of(school), "period": "year", "created_at": moment, "beat_at": moment}
    oldest, *_ = [PrintRun.objects.create(school=school, state=RunState.DONE, **of_year) for _ in range(jobs.KEPT)]
    where = jobs.folder_of(oldest)
    where.parent.mkdir(parents=True)
    where.write_bytes(b"a file where a folder should be is not removed")
    begun = jobs.begin(actor, year=of_year["year"])
    assert PrintRun.objects.filter(pk=oldest.pk).exists()
    jobs.stop(actor, begun.pk)
    where.unlink()
    where.mkdir()
    jobs.begin(actor, year=of_year["year"])
    assert (PrintRun.objects.filter(pk=oldest.pk).exists(), where.exists()) == (False, False)
