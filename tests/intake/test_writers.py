"""One input through every writer of structure: the same rows, the same ledger, the same refusals (CON-01, CON-02)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest
from time_machine import Traveller

from letopis.demo import names
from letopis.documents.school_import.draft import Draft
from letopis.kernel.errors import Refused
from letopis.school.classes.models import Membership, SubgroupMembership
from letopis.school.history.verification import verify
from letopis.school.people.models import Guardianship, Person, Staff, Student
from letopis.school.people.rules import snils_check
from tests.intake.writers import WRITERS, BulkWriter, FormWriter, Human, ImportWriter, Pupil, Worker, Writer

pytestmark = [pytest.mark.django_db, pytest.mark.req("CON-01", "CON-02", "ORG-02")]

FIRST = date(2026, 9, 1)
ANNA = Human("Королёва", "Анна", "Игоревна", "f", date(2014, 3, 1), "112-233-445 95", "8 900 123-45-67", "a@t.example")


@pytest.fixture(autouse=True)
def first_of_september(moment: Traveller) -> Traveller:
    """Every writer's «today» is the first day of the year."""
    moment.move_to("2026-09-01T09:00:00+03:00")
    return moment


@pytest.fixture(params=WRITERS)
def writer(request: pytest.FixtureRequest, tmp_path: Path) -> Writer:
    """One of the writers with a school of its own."""
    return WRITERS[request.param](tmp_path)


def drawn(seed: int) -> tuple[list[Pupil], list[Worker]]:
    """An input: students with mothers, some of the same order, and employees, of different completeness."""
    rng = Random(seed)
    pupils = []
    for number in range(4):
        child = _human(
            names.child(rng, f"{rng.choice(names.SURNAMES)}", rng.choice(list(names.MEN)), (FIRST, 300)), rng
        )
        child = replace(child, birth_date=date(2013, 2, number + 1), surname=f"{child.surname}{'абвг'[number]}")
        card = {"file_number": f"Л-{number}", "address": f" ул. Мира,  {number}"}
        mother = _human(names.adult(rng, "f", born=(1978, 1994)), rng) if number != 2 else None
        order, group = ("1-у", "2-у", "1-у", "")[number], rng.choice(("7А", "7Б"))
        pupils.append(Pupil(child, group, date(2026, 9, 1), order, mother, card))
    workers = [
        Worker(_human(names.adult(rng, "m", born=(1960, 1990)), rng), {"position": "Учитель", "hired_on": FIRST}),
        Worker(_human(names.adult(rng, "f", born=(1960, 1990)), rng), {"position": " Лаборант  кабинета химии"}),
    ]
    return pupils, workers


def _human(made: names.Human, rng: Random) -> Human:
    number = f"{rng.randint(2_000_000, 999_999_999):09d}"
    snils = rng.choice(("", f"{number}{snils_check(number)}"))
    phone = rng.choice(("", made.phone, "8 (912) 000-00-" + f"{rng.randint(10, 99)}"))
    return Human(made.surname, made.name, made.patronymic, made.sex, made.birth_date, snils, phone)


# ── the same rows, the same ledger ────────────────────────────────────


def everything(writer: Writer, seed: int, moment: Traveller) -> None:
    """People come, one is divided and moved, one leaves."""
    pupils, workers = drawn(seed)
    writer.workers(workers)
    writer.pupils(pupils)
    mover = pupils[0]
    writer.divide(mover, FIRST)
    moment.move_to("2026-10-12T09:00:00+03:00")
    other = "7Б" if mover.class_name == "7А" else "7А"
    writer.move(mover, other, date(2026, 10, 12))
    writer.divide(pupils[1], FIRST)
    writer.leave(pupils[1], date(2026, 10, 5), "9-в")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_all_writers_write_the_same(seed: int, tmp_path: Path, first_of_september: Traveller) -> None:
    written: dict[str, Writer] = {}
    for name, kind in WRITERS.items():
        first_of_september.move_to("2026-09-01T09:00:00+03:00")
        written[name] = kind(tmp_path)
        everything(written[name], seed, first_of_september)
    form = written.pop("form")
    rows, ledger = form.rows(), form.ledger()
    assert len(rows) > 20
    for name, other in written.items():
        assert other.rows() == rows, name
        assert other.ledger() == ledger, name


def test_the_ledger_can_be_replayed(writer: Writer, first_of_september: Traveller) -> None:
    everything(writer, 1, first_of_september)
    by_writers = ("people.student", "people.guardian", "people.guardianship", "classes.membership", "classes.order")
    # The officer and the classes of the scene are made beside the ledger.
    assert [one for one in verify(writer.school.pk).findings if one.table in by_writers] == []


@pytest.mark.parametrize("number", [1, 12])
def test_many_cost_what_one_costs(
    number: int, tmp_path: Path, django_assert_num_queries: Callable[..., AbstractContextManager[None]]
) -> None:
    writer = BulkWriter(tmp_path)
    pupils = [
        Pupil(Human("Юдина", f"Яна{'абвгдежзиклм'[n]}"), "7А", FIRST, "1-у", Human("Юдина", f"Инна{'абвгдежзиклм'[n]}"))
        for n in range(number)
    ]
    with django_assert_num_queries(29):
        writer.pupils(pupils)
    assert Membership.objects.count() == number


# ── what must be true of the rows, whoever writes them ────────────────


def test_keys_are_of_the_names(writer: Writer) -> None:
    writer.pupils([Pupil(replace(ANNA, surname="  Ёжикова"), "7А", FIRST)])
    person = Person.objects.get(school=writer.school, name="Анна")
    assert (person.surname, person.snils, person.phone) == ("Ёжикова", "11223344595", "+79001234567")
    assert (person.search_key, person.sort_key) == ("ежикова анна игоревна", "ежикова\tанна\tигоревна")


def test_a_transfer_ends_the_places_in_subgroups(writer: Writer, first_of_september: Traveller) -> None:
    anna = Pupil(ANNA, "7А", FIRST)
    writer.pupils([anna])
    place = writer.divide(anna, FIRST)
    first_of_september.move_to("2026-11-09T09:00:00+03:00")
    writer.move(anna, "7Б", date(2026, 11, 9))
    place.refresh_from_db()
    assert place.ends_on == date(2026, 11, 8)
    stays = Membership.objects.filter(student=writer.student(anna)).order_by("starts_on")
    assert [(one.class_group.name, one.ends_on) for one in stays] == [("7А", date(2026, 11, 8)), ("7Б", None)]


def test_who_leaves_leaves_the_subgroups(writer: Writer) -> None:
    anna = Pupil(ANNA, "7А", FIRST)
    writer.pupils([anna])
    writer.divide(anna, FIRST)
    writer.leave(anna, date(2026, 9, 20), "5-в")
    assert SubgroupMembership.objects.get().ends_on == date(2026, 9, 20)


def test_one_order_moves_many(writer: Writer) -> None:
    writer.pupils([Pupil(ANNA, "7А", FIRST, "3-у"), Pupil(replace(ANNA, name="Яна", snils=""), "7Б", FIRST, "3-у")])
    stays = Membership.objects.filter(student__school=writer.school)
    assert len({one.enrolled_by_id for one in stays}) == 1
    assert len(stays) == 2


# ── one refusal ───────────────────────────────────────────────────────

WRONG_PEOPLE = {
    "check number": ({"snils": "112-233-445 96"}, "СНИЛС не сходится с контрольным числом"),
    "short number": ({"snils": "112-233"}, "СНИЛС не сходится: в нём 11 цифр, а здесь 6"),
    "name": ({"name": "Анна2"}, "Только буквы, дефис, апостроф и пробел"),
    "birth ahead": ({"birth_date": date(2027, 1, 1)}, "Дата рождения 01.01.2027 ещё не наступила. Исправьте год"),
    "birth long ago": ({"birth_date": date(1911, 1, 1)}, "Дата рождения 01.01.1911 слишком давняя. Исправьте год"),
}
refusals = pytest.mark.parametrize("kind", [FormWriter, ImportWriter, BulkWriter])


def refusal(act: Callable[[], None], writer: Writer) -> str:
    """What the writer tells of an input that cannot be."""
    try:
        act()
    except Refused as refused:
        return refused.message
    return writer.said


@refusals
@pytest.mark.parametrize("case", WRONG_PEOPLE)
def test_a_wrong_value_is_refused_in_the_same_words(kind: type[Writer], case: str, tmp_path: Path) -> None:
    changed, message = WRONG_PEOPLE[case]
    writer = kind(tmp_path)
    told = refusal(lambda: writer.pupils([Pupil(replace(ANNA, **changed), "7А", FIRST)]), writer)
    assert message in told
    assert not Student.objects.filter(school=writer.school).exists()
    if isinstance(writer, ImportWriter):
        (problem,) = [one for one in writer.problems if message in one.message]
        assert (problem.place.row, problem.level) == (3, "error")
        assert problem.field in {"СНИЛС", "Дата рождения", "ФИО обучающегося"}


@refusals
def test_a_snils_of_another_is_refused(kind: type[Writer], tmp_path: Path) -> None:
    writer = kind(tmp_path)
    writer.pupils([Pupil(ANNA, "7А", FIRST)])
    thief = Pupil(replace(ANNA, surname="Юдина", name="Яна"), "7А", FIRST)
    told = refusal(lambda: writer.workers([Worker(thief.human, {"position": "Учитель"})]), writer)
    assert "Этот СНИЛС уже в карточке: Королёва Анна Игоревна. Сверьте с документом" in told
    assert Person.objects.filter(school=writer.school, snils="11223344595").count() == 1


@refusals
def test_nobody_is_dismissed_before_being_hired(kind: type[Writer], tmp_path: Path) -> None:
    writer = kind(tmp_path)
    days = {"position": "Учитель", "hired_on": FIRST, "dismissed_on": date(2026, 8, 1)}
    told = refusal(lambda: writer.workers([Worker(replace(ANNA, birth_date=date(1980, 1, 1)), days)]), writer)
    assert "Увольнение раньше приёма. Исправьте дату" in told
    assert not Staff.objects.filter(school=writer.school, person__name="Анна").exists()


@refusals
def test_nobody_is_enrolled_outside_the_year(kind: type[Writer], tmp_path: Path) -> None:
    writer = kind(tmp_path)
    told = refusal(lambda: writer.pupils([Pupil(ANNA, "7А", date(2027, 8, 1))]), writer)
    assert "Дата вне учебного года класса (01.09.2026 – 26.05.2027). Исправьте её" in told
    assert not Membership.objects.filter(student__school=writer.school).exists()


def test_nobody_is_in_two_classes_at_once(writer: Writer, first_of_september: Traveller) -> None:
    anna = Pupil(ANNA, "7А", FIRST)
    writer.pupils([anna])
    first_of_september.move_to("2026-10-12T09:00:00+03:00")
    writer.move(anna, "7Б", date(2026, 10, 12))
    if isinstance(writer, ImportWriter):
        writer.move(anna, "7А", date(2026, 10, 12))  # the same day again: put right in place
    days = [one.dates for one in Membership.objects.filter(student=writer.student(anna))]
    assert not any(one and other and one.overlaps(other) for one in days for other in days if one is not other)


def test_a_guardian_is_attached_once(writer: Writer) -> None:
    anna = Pupil(ANNA, "7А", FIRST, guardian=Human("Королёва", "Инна", "Олеговна", phone="8 900 765-43-21"))
    writer.pupils([anna])
    if isinstance(writer, ImportWriter):
        writer.pupils([anna])
    assert Guardianship.objects.get(student=writer.student(anna)).guardian.person.name == "Инна"


def test_what_only_the_writing_finds_names_the_row(tmp_path: Path) -> None:
    writer = BulkWriter(tmp_path)
    draft = Draft(writer.school)
    draft.put(Person, None, surname="Юдина", name="Яна", snils="1")
    with pytest.raises(Refused, match="Люди, Юдина Яна: СНИЛС не сходится"):
        draft.write(lambda: writer.actor, lambda done, total: None)
