"""`letopis destroy`: shows first, destroys with --yes, says what is wrong with an act."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from letopis.kernel.actor import Actor
from letopis.school.history.ledger import record
from letopis.school.history.models import DestructionAct, Entry
from letopis.school.organisation.models import School
from tests.factories import make_room, make_school

pytestmark = [pytest.mark.django_db, pytest.mark.req("ARC-06", "ACC-10")]

ACT = """
number = "3"
date = 2026-11-23
subjects = "Личное дело № К-12"
categories = "Сведения о кабинете"
reason = "Отзыв согласия"
first_member = "Комарова Е. Л."
first_position = "завуч"
second_member = "Тихонов П. А."
second_position = "секретарь"
[what]
students = [5]
"""


@pytest.fixture
def school() -> School:
    school = make_school()
    record(Actor.system(school.pk), make_room(school, "204"), "create", student_id=5)
    record(Actor.system(school.pk), make_room(school, "205"), "create")
    return school


def run(folder: Path, act: str, *more: str) -> str:
    file, out = folder / "act.toml", StringIO()
    file.write_text(act, "utf-8")
    call_command("destroy", str(file), *more, stdout=out)
    return out.getvalue()


def test_it_shows_what_would_go_and_changes_nothing(school: School, tmp_path: Path):
    text = run(tmp_path, ACT)
    assert f"{school.short_name}. Акт № 3 от 23.11.2026: записей истории 1" in text
    assert "«Кабинеты»: 1" in text
    assert "карточка № 5: 1" in text
    assert "больше не будут проверяться: 1." in text
    assert "Ничего не изменено" in text
    assert not DestructionAct.objects.exists()
    assert not Entry.objects.exclude(act_id=None).exists()


def test_with_yes_it_destroys(school: School, tmp_path: Path):
    text = run(tmp_path, ACT, "--yes")
    assert "Уничтожено записей: 1. Акт внесён в историю." in text
    assert "Копии базы" in text
    act = DestructionAct.objects.get()
    assert list(Entry.objects.exclude(act_id=None).values_list("act_id", "after")) == [(act.pk, {})]
    assert Entry.objects.last().actor_name == "Летопись"


@pytest.mark.parametrize(
    ("was", "left", "said"),
    [
        ("number = ", "номер = ", "не TOML"),
        ("[what]\nstudents = [5]\n", "", r"нет раздела \[what\]"),
        ('number = "3"', "number = 3", "number — такого поля в акте нет, или значение не того вида"),
        ('number = "3"', 'nomer = "3"', "nomer — такого поля"),
        ("date = 2026-11-23", "", "нет даты акта"),
        ("date = 2026-11-23", 'date = "23.11.2026"', "date — такого поля"),
        ("students = [5]", 'students = ["5"]', r"\[what\] students — такого отбора нет"),
        ("students = [5]", "schools = [5]", r"\[what\] schools — такого отбора нет"),
        ("students = [5]", "", "Назовите, что уничтожить"),
        ("students = [5]", "students = [6]", "ни одна запись"),
        ('reason = "Отзыв согласия"', "", "Причина: Заполните"),
        ("date = 2026-11-23", "date = 2027-11-23", "Дата акта: Дата акта ещё не наступила"),
    ],
)
def test_an_act_with_a_fault_is_refused_with_what_is_wrong(
    school: School, tmp_path: Path, was: str, left: str, said: str
):
    with pytest.raises(CommandError, match=said):
        run(tmp_path, ACT.replace(was, left), "--yes")
    assert not DestructionAct.objects.exists()


def test_a_file_that_is_not_there_and_a_school_that_is_not_named(school: School, tmp_path: Path):
    with pytest.raises(CommandError, match="не читается"):
        call_command("destroy", str(tmp_path / "none.toml"))
    make_school()
    with pytest.raises(CommandError, match="--school ID"):
        run(tmp_path, ACT)
    assert "записей истории 1" in run(tmp_path, ACT, "--school", str(school.pk))
