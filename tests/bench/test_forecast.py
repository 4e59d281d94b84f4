"""The evaluation of the forecast: on a file of the shape of the public set, whose grades follow each other."""

import random
from pathlib import Path

import pytest

from bench.forecast import grades_scores, level, picture, read_grades, table

pytestmark = pytest.mark.req("REP-03")


def sample(path: Path, number: int = 60, *, noise: int = 1) -> Path:
    """A file of the set's shape: the last grade follows the two before, but for some noise."""
    draw = random.Random(7)
    lines = ["school;sex;age;absences;G1;G2;G3"]
    for _ in range(number):
        base = draw.randint(6, 17)
        first, second, last = (base + draw.randint(-noise, noise) for _ in range(3))
        lines.append(f"GP;F;16;{draw.randint(0, 20)};{first};{second};{last}")
    path.write_text("\ufeff" + "\n".join(lines), encoding="utf-8")
    return path


def test_the_grades_are_read_scored_out_of_sample_and_drawn(tmp_path: Path) -> None:
    rows = read_grades(sample(tmp_path / "grades.csv"))
    assert len(rows) == 60
    assert [level(points) for points in (0, 9, 10, 13, 14, 15, 16, 20)] == [2, 2, 3, 3, 4, 4, 5, 5]
    scores = grades_scores(rows, folds=3)
    assert all(len(one.said) == 60 for one in scores.values()), "each row once, by those who were learnt without it"
    assert all(sum(said.values()) == pytest.approx(1) for one in scores.values() for said, _ in one.said)
    model, base, last = (scores[name] for name in ("модель, как в журнале", "частоты группы", "последняя отметка"))
    assert model.brier < base.brier
    assert model.log_score < last.log_score
    assert table(scores).count("\n") == len(scores) + 1
    svg = picture({"модель": model})
    assert svg.startswith("<svg")
    assert svg.count("<circle") == len(model.bins()) + 1
