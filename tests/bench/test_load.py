"""Many at once: who comes, what they ask for, and what is made of the answers."""

from itertools import islice
from pathlib import Path
from typing import Any

import orjson
import pytest

from bench import budgets, crowd, load, mix, schedule, throughput
from bench.budgets import Morning, Throughput, Works
from bench.client import Hit
from bench.crowd import Crowd
from bench.floor import Floor
from bench.load import Loaded
from bench.mix import Mixed
from bench.schedule import Proposed
from bench.throughput import Put
from letopis.demo.building import Built
from letopis.school.marks.models import Mark
from letopis.school.workload.models import AssessmentWork

MORNING = Morning("Утро", 180, 300)


def hits(*milliseconds: float | None) -> list[Hit]:
    return [Hit("diary", None if one is None else one / 1000) for one in milliseconds]


def mixed(**p99: float) -> Mixed:
    return Mixed(MORNING, tuple(mix.summed(hits(one), float(rate[1:]), 1) for rate, one in p99.items()))


def proposed(seconds: float, queries: int = 10) -> Proposed:
    return Proposed(Works("График", 10, 10), seconds, seconds, 900, 7, queries)


@pytest.mark.parametrize(("works", "is_kept"), [((10, 10), True), ((10.1, 10), False), ((1, 11), False)])
def test_the_schedule_of_works_is_proposed_in_time_and_shown_in_few_statements(
    works: tuple[float, int], is_kept: bool
) -> None:
    put = Put(Throughput("Отметки", 8, 0.5), (90.0,), (100.0,))
    result = Loaded(mixed(r180=200), put, proposed(*works), "", "")
    assert result.is_kept is is_kept
    assert "900 работ предложено, 7 без места" in load.table(result)


@pytest.mark.django_db
def test_what_is_proposed_is_taken_back(people: Crowd) -> None:
    found = schedule.measured(budgets.read_under_load().works)
    assert found.works > 0
    assert 0 < found.queries <= 10
    assert not AssessmentWork.objects.filter(date__year=2027).exists()


def test_the_file_holds_the_budgets_of_many_at_once() -> None:
    found = budgets.read_under_load()
    assert (found.works.seconds, found.works.queries) == (10, 10)
    assert (found.morning.rate, found.morning.p99) == (180, 300)
    assert (found.throughput.clients, found.throughput.share) == (8, 0.5)


def test_a_hundredth_may_be_slow_and_no_more() -> None:
    assert mix.summed(hits(*[10.0] * 99, 900.0), 100, 1).p99 == 900
    assert mix.summed(hits(*[10.0] * 200, 900.0), 100, 1).p99 == 10


def test_a_request_without_an_answer_took_for_ever_and_spoils_its_rate() -> None:
    pace = mix.summed(hits(*[10.0] * 500, None), 180, 10)
    assert (pace.lost, pace.answered) == (1, 50)
    assert not Mixed(MORNING, (pace,)).is_kept
    assert mix.summed(hits(None), 180, 10).p99 == float("inf")


def test_the_highest_rate_in_time_is_the_one_reached() -> None:
    assert mixed(r180=200, r216=300, r259=301).reached == 216
    assert mixed(r180=200, r216=300, r259=301).is_kept
    assert mixed(r180=400, r150=200).reached == 150
    assert not mixed(r180=400, r150=200).is_kept
    assert mixed(r180=400).reached == 0


@pytest.mark.parametrize(("product", "is_kept"), [((90.0, 100.0, 300.0), True), ((90.0, 99.0, 300.0), False)])
def test_marks_are_compared_by_medians(product: tuple[float, ...], is_kept: bool, tmp_path: Path) -> None:
    put = Put(Throughput("Отметки", 8, 0.5), product, (100.0, 200.0, 900.0))
    result = Loaded(mixed(r180=200, r216=301), put, proposed(9.9), "1000 учеников", "")
    assert result.is_kept is is_kept
    assert ("НЕТ" in load.table(result)) is not is_kept
    assert "180 в с ≥ 180" in load.table(result)
    load.write(result, tmp_path / "load.json")
    found = orjson.loads((tmp_path / "load.json").read_bytes())
    assert found["throughput"]["ok"] is is_kept
    assert found["morning"]["reached"] == 180


@pytest.fixture
def people(db: None, settings: Any, built: Built) -> Crowd:
    settings.ROOT_URLCONF = "bench.urls"
    return crowd.gather()


@pytest.mark.django_db
def test_a_morning_is_made_of_many_people_with_pages_of_their_own(people: Crowd) -> None:
    assert len({teacher.cookie for teacher in people.teachers}) == len(people.teachers) >= 3
    assert len(set(people.readers)) == len(people.readers) > 40
    kinds = [kind for kind, _, _ in islice(mix._requests(people), 20)]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == mix.PORTIONS


@pytest.mark.django_db
def test_a_mark_written_bare_is_the_mark_that_the_product_puts(people: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throughput, "MARKS", 2)
    before = Mark.objects.count()
    recorded = throughput._recorded(people.teachers[0])
    assert Mark.objects.count() == before
    tables = [[step.sql.split('"')[1] for step in steps if step.is_writing] for steps in recorded]
    assert tables == [["journal_mark", "history_entry", "journal_appliedoperation"]] * 2
    for steps in recorded:
        Floor(steps).run()
    assert Mark.objects.count() == before + 2
