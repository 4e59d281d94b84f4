"""How good the forecast of marks is: out of sample, against «last mark» and «mean», with reliability.

    .venv/bin/python bench/forecast.py grades PATH/student-mat.csv [--svg FILE]     three grades a student: G1, G2 → G3
    LETOPIS_HOME=… .venv/bin/python bench/forecast.py school [--svg FILE]           a base: its terms that are over

The first file is of the shape of the UCI set «Student Performance» (semicolons or commas; G1, G2, G3 from 0 to 20,
absences). Figures and method: docs/developer/forecast.md.
"""

import argparse
import csv
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import exp, log, log1p
from pathlib import Path

from letopis.school.forecast.model import EARLIER, POINTS, Scale, next_mark, scale_of, share_of, strength_of

LEVELS = (2, 3, 4, 5)
FLOOR = 1e-3  # a probability below this is scored as this: a hard «never» that happens would cost infinity
FOLDS = 10
Chances = Mapping[int, float]


# ── scores ────────────────────────────────────────────────────────────
@dataclass
class Scores:
    """What a method has said, and what came."""

    said: list[tuple[Chances, int]] = field(default_factory=list)

    def note(self, chances: Chances, came: int) -> None:
        """Add one."""
        self.said.append((chances, came))

    @property
    def brier(self) -> float:
        """Σ (p − came)² over the marks, on the average: 0 the best, 2 the worst."""
        return sum(
            sum((chance - (mark == came)) ** 2 for mark, chance in said.items()) + (came not in said)
            for said, came in self.said
        ) / len(self.said)

    @property
    def log_score(self) -> float:
        """−ln p of what came, on the average."""
        return -sum(log(max(said.get(came, 0.0), FLOOR)) for said, came in self.said) / len(self.said)

    @property
    def accuracy(self) -> float:
        """How often the most probable mark came."""
        return sum(max(said, key=lambda mark: said[mark]) == came for said, came in self.said) / len(self.said)

    def bins(self, number: int = 10) -> list[tuple[float, float, int]]:
        """Reliability: what was said on the average, how often it came, how many times; of every mark."""
        groups: dict[int, list[tuple[float, bool]]] = defaultdict(list)
        for said, came in self.said:
            for mark, chance in said.items():
                groups[min(int(chance * number), number - 1)].append((chance, mark == came))
        return [
            (sum(p for p, _ in own) / len(own), sum(hit for _, hit in own) / len(own), len(own))
            for _, own in sorted(groups.items())
        ]

    @property
    def calibration(self) -> float:
        """The mean distance between what was said and how often it came (expected calibration error)."""
        bins = self.bins()
        return sum(abs(p - hit) * n for p, hit, n in bins) / sum(n for _, _, n in bins)


def table(scores: Mapping[str, Scores]) -> str:
    """The scores as Markdown."""
    lines = ["| способ | Бриер | лог | точность | калибровка |", "|---|---|---|---|---|"]
    for name, one in scores.items():
        lines.append(f"| {name} | {one.brier:.3f} | {one.log_score:.3f} | {one.accuracy:.3f} | {one.calibration:.3f} |")
    return "\n".join(lines)


def hard(mark: int) -> Chances:
    """All on one mark."""
    return {level: float(level == mark) for level in LEVELS}


class Table:
    """How often each mark came after a sign, learnt: the fair rival of a method that gives probabilities."""

    def __init__(self, pairs: Iterable[tuple[object, int]], levels: Sequence[int] = LEVELS) -> None:
        self.levels = levels
        self.seen: dict[object, Counter[int]] = defaultdict(Counter)
        for sign, came in pairs:
            self.seen[sign][came] += 1
        self.all = sum(self.seen.values(), Counter[int]())

    def chances(self, sign: object) -> Chances:
        """Smoothed towards all, as by two more cases."""
        seen, number = self.seen[sign], sum(self.all.values())
        whole = sum(seen.values()) + 2
        return {level: (seen[level] + 2 * self.all[level] / number) / whole for level in self.levels}


# ── three grades a student ────────────────────────────────────────────
@dataclass(frozen=True)
class Grades:
    """A row of the set."""

    first: int
    second: int
    last: int
    absences: int


def read_grades(path: Path) -> list[Grades]:
    """The rows of a file."""
    text = path.read_text(encoding="utf-8-sig")
    rows = csv.DictReader(text.splitlines(), delimiter=";" if ";" in text.splitlines()[0] else ",")
    return [Grades(int(row["G1"]), int(row["G2"]), int(row["G3"]), int(row["absences"])) for row in rows]


def level(points: int) -> int:
    """A grade of 0…20 on the five-point scale, by the Portuguese bands: to 9 «2», to 13 «3», to 15 «4», above «5»."""
    return 2 if points < 10 else 3 if points < 14 else 4 if points < 16 else 5


def grades_scores(rows: Sequence[Grades], folds: int = FOLDS, seed: int = 1) -> dict[str, Scores]:
    """Each method's forecasts of G3 by those who were learnt without, in `folds` parts."""
    order = list(range(len(rows)))
    random.Random(seed).shuffle(order)
    scores: dict[str, Scores] = defaultdict(Scores)
    for fold in range(folds):
        apart = set(order[fold::folds])
        known = [row for place, row in enumerate(rows) if place not in apart]
        methods = _methods(known)
        for place in sorted(apart):
            for name, method in methods.items():
                scores[name].note(method(rows[place]), level(rows[place].last))
    return dict(scores)


def _methods(known: Sequence[Grades]) -> dict[str, Callable[[Grades], Chances]]:
    last = Table((level(one.second), level(one.last)) for one in known)
    mean = Table((level(round((one.first + one.second) / 2)), level(one.last)) for one in known)
    exact = Table((min(max(one.second, 5), 18), level(one.last)) for one in known)
    plain, of_levels = _model(known, level, fits=False), _model(known, level, fits=True)
    of_points, with_absences = _model(known, int, fits=True), _model(known, int, fits=True, absences=True)
    return {
        "частоты группы": lambda _: last.chances(None),
        "последняя отметка": lambda one: hard(level(one.second)),
        "среднее": lambda one: hard(level(round((one.first + one.second) / 2))),
        "последняя, с частотами": lambda one: last.chances(level(one.second)),
        "среднее, с частотами": lambda one: mean.chances(level(round((one.first + one.second) / 2))),
        "последняя в баллах, с частотами": lambda one: exact.chances(min(max(one.second, 5), 18)),
        "модель, как в журнале": plain.chances,
        "модель, вес отметок выучен": of_levels.chances,
        "модель по баллам 0–20, вес выучен": of_points.chances,
        "то же и пропуски": with_absences.chances,
    }


@dataclass(frozen=True)
class Fitted:
    """The product's model with a scale a grade; `tells`: what the first and the second say of the last, against a mark.

    A grade of a term sums up many marks, so it may tell more than one of them.
    """

    see: Callable[[int], int]
    scales: tuple[Scale, Scale, Scale]
    tells: tuple[float, float]
    leans: Mapping[int, float]

    def chances(self, one: Grades) -> Chances:
        """The forecast of the last grade."""
        first, second = (
            strength_of(scale, [(self.see(grade), weighs)])
            for scale, grade, weighs in zip(self.scales, (one.first, one.second), self.tells, strict=False)
        )
        # Both are posteriors of the same prior: their product has it twice.
        prior = strength_of(self.scales[0], [])
        lean = self.leans.get(_often(one.absences), 0.0)
        joint = [a * b / c * exp(lean * point) for a, b, c, point in zip(first, second, prior, POINTS, strict=True)]
        strength = tuple(chance / sum(joint) for chance in joint)
        found = dict.fromkeys(LEVELS, 0.0)
        for mark, chance in next_mark(self.scales[2], strength).items():
            found[mark if self.see is level else level(mark)] += chance
        return found


TELLS = (0.0, 0.25, 0.5, 1.0), (1.0, 1.5, 2.0, 3.0, 5.0)


def _model(known: Sequence[Grades], see: Callable[[int], int], *, fits: bool, absences: bool = False) -> Fitted:
    """Learn the model; `fits`: how much either grade tells too, else they tell what the product takes."""
    every = LEVELS if see is level else range(21)
    usual = {one: 1 / len(every) for one in every}
    columns = [[see(getattr(one, name)) for one in known] for name in ("first", "second", "last")]
    share = share_of(list(zip(*columns, strict=True)))
    first, second, last = (scale_of(Counter(column), share, usual) for column in columns)
    made = Fitted(see, (first, second, last), (EARLIER, 1.0), _leans(known) if absences else {})
    if not fits:
        return made
    tried = [replace(made, tells=(one, other)) for one in TELLS[0] for other in TELLS[1]]
    return min(tried, key=lambda one: _loss(one, known))


def _loss(model: Fitted, known: Sequence[Grades]) -> float:
    scores = Scores()
    for one in known:
        scores.note(model.chances(one), level(one.last))
    return scores.log_score


def _often(absences: int) -> int:
    return int(log1p(absences))


def _leans(known: Sequence[Grades]) -> dict[int, float]:
    """How much better than the mean of both marks before the last one was, by absences; in tenths of its spread."""
    gains: dict[int, list[float]] = defaultdict(list)
    for one in known:
        gains[_often(one.absences)].append(one.last - (one.first + one.second) / 2)
    all_of = [gain for own in gains.values() for gain in own]
    mean = sum(all_of) / len(all_of)
    spread = (sum((gain - mean) ** 2 for gain in all_of) / len(all_of)) ** 0.5 or 1.0
    return {often: (sum(own) + 10 * mean) / (len(own) + 10) / spread - mean / spread for often, own in gains.items()}


# ── the picture ───────────────────────────────────────────────────────
def picture(scores: Mapping[str, Scores], size: int = 320) -> str:
    """A reliability plot: what was said across, how often it came upwards; the area of a dot is how many times."""
    edge, span = 44, size - 64
    marks = ["#1f5f9f", "#b3541e", "#3f7f3f"]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size + 22 * len(scores)}" '
        'font-family="sans-serif" font-size="11" fill="#333"><rect width="100%" height="100%" fill="#fff"/>',
        f'<path d="M{edge} {20 + span}L{edge + span} 20" stroke="#999" stroke-dasharray="4 3" fill="none"/>',
        f'<path d="M{edge} 20V{20 + span}H{edge + span}" stroke="#333" fill="none"/>',
    ]
    for tenth in range(0, 11, 2):
        at, text = tenth / 10, f"{tenth * 10}%"
        parts.append(f'<text x="{edge + at * span}" y="{36 + span}" text-anchor="middle">{text}</text>')
        parts.append(f'<text x="{edge - 6}" y="{24 + span - at * span}" text-anchor="end">{text}</text>')
    for place, (name, one) in enumerate(scores.items()):
        colour, bins = marks[place % len(marks)], one.bins()
        points = [(edge + p * span, 20 + span - hit * span, n) for p, hit, n in bins]
        most = max(n for _, _, n in points)
        parts.append(
            f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)}" fill="none" stroke="{colour}"/>'
        )
        parts += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{2 + 5 * (n / most) ** 0.5:.1f}" fill="{colour}"/>'
            for x, y, n in points
        ]
        low = size + 22 * place
        parts.append(f'<circle cx="{edge}" cy="{low}" r="5" fill="{colour}"/>')
        parts.append(f'<text x="{edge + 12}" y="{low + 4}">{name}</text>')
    return "".join(parts) + "</svg>\n"


def main() -> None:
    """Print the scores; draw the picture where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    grades = kinds.add_parser("grades")
    grades.add_argument("csv", type=Path)
    school = kinds.add_parser("school")
    for one in (grades, school):
        one.add_argument("--svg", type=Path)
    args = parser.parse_args()
    if args.kind == "grades":
        scores = grades_scores(read_grades(args.csv))
        drawn = ("модель по баллам 0–20, вес выучен", "последняя, с частотами")
    else:
        from bench.forecast_school import school_scores

        scores, drawn = school_scores(), ("модель", "среднее, с частотами")
    print(table(scores))
    if args.svg:
        args.svg.write_text(picture({name: scores[name] for name in drawn if name in scores}), encoding="utf-8")


if __name__ == "__main__":
    main()
