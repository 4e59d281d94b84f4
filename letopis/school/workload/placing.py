"""Finds a day for each work of the lesson plans, so that the norms hold: a search of our own. Pure.

Why not a solver of standing: OR-tools is a wheel of 30 MB that brings numpy and pandas with it, for one button that is
pressed twice a year; python-constraint knows no preferences. What is asked is small: parallels have nothing to do with
each other, and a work has some ten to twenty lessons to stand at. So works are put one by one, those with the fewest
places first, each where it is nearest to its plan; one that finds no place takes that of others, which look anew
(ejection chains, each time dearer). What is left over at the end is told with the norm that kept it out. The same
wishes and seed give the same places.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import NamedTuple

from letopis.school.workload.figures import Figures
from letopis.school.workload.rules import Facts, Page, Planned, is_another, is_edge, is_procedure, share_students

EARLY, LATE = 7, 28
# How often a work may be put again before it is left over, and how much dearer a place gets with each time taken.
TRIES, DEARER = 8, 12
NO_LESSON, EDGE, DAY, GAP, ORDER = "no_lesson", "edge_hours", "works_a_day", "days_between", "order"


class Place(NamedTuple):
    """A lesson."""

    day: date
    number: int


@dataclass(frozen=True, slots=True)
class Wish:
    """A work that wants a place. `order`: of the plan; `places`: lessons of its page that it may stand at."""

    key: int
    page: Page
    kind: str
    minutes: int
    name: str
    wanted: date
    order: int
    places: Sequence[Place]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where each work shall stand, by key; what finds no place, with the norm that keeps it out the most."""

    placed: dict[int, Place]
    left: dict[int, str]


class _Put(NamedTuple):
    """A work that stands somewhere. `key` None: it was there before and stays."""

    key: int | None
    page: Page
    name: str
    day: date
    order: int | None


def propose(wishes: Iterable[Wish], fixed: Iterable[Planned], facts: Facts, figures: Figures, seed: int) -> Proposal:
    """Return a place for each wish; `fixed` works stay where they are. Parallels are looked at one by one."""
    grades: dict[int, list[Wish]] = defaultdict(list)
    there: dict[int, list[Planned]] = defaultdict(list)
    for wish in sorted(wishes, key=lambda one: one.key):
        grades[wish.page.grade].append(wish)
    for work in fixed:
        there[work.page.grade].append(work)
    whole = Proposal({}, {})
    for grade in sorted(grades):
        found = _Search(grades[grade], there[grade], facts, figures, Random(f"{seed}/{grade}")).run()
        whole.placed.update(found.placed)
        whole.left.update(found.left)
    return whole


class _Search:
    """The search within a parallel."""

    def __init__(
        self, wishes: Sequence[Wish], fixed: Iterable[Planned], facts: Facts, figures: Figures, random: Random
    ) -> None:
        self._figures = figures
        self._most = figures.get("works_a_day")
        self._least = figures.get("days_between")
        self._wishes = {wish.key: wish for wish in wishes}
        self._jitter = {wish.key: random.random() for wish in wishes}
        self._tries: Counter[int] = Counter()
        self._of_day: dict[tuple[int, date], list[_Put]] = defaultdict(list)
        self._of_subject: dict[int, list[_Put]] = defaultdict(list)
        self._of_course: dict[int, list[_Put]] = defaultdict(list)
        self._puts: dict[int, tuple[_Put, Place]] = {}
        self._left: dict[int, str] = {}
        for work in fixed:
            if is_procedure(work.kind, work.minutes, figures):
                self._index(_Put(None, work.page, work.name, work.day, None))
        self._places = {wish.key: self._open(wish, facts) for wish in wishes}

    def run(self) -> Proposal:
        """Put all of them."""
        order = sorted(self._wishes.values(), key=lambda one: (len(self._places[one.key]), self._jitter[one.key]))
        queue = deque(order)
        while queue:
            wish = queue.popleft()
            queue.extendleft(reversed(self._settle(wish)))
        return Proposal({key: place for key, (_, place) in self._puts.items()}, self._left)

    def _open(self, wish: Wish, facts: Facts) -> list[Place]:
        """The lessons it may stand at, the nearest to the plan first."""
        counts = is_procedure(wish.kind, wish.minutes, self._figures)
        places = [
            one
            for one in wish.places
            if -EARLY <= (one.day - wish.wanted).days <= LATE
            and not (counts and is_edge(wish.page, one.day, one.number, facts, self._figures))
        ]
        return sorted(places, key=lambda one: (_cost(wish, one), one))

    def _settle(self, wish: Wish) -> list[Wish]:
        """Put the work; return those it has put out, which look for a place anew."""
        places = self._places[wish.key]
        if not places:
            self._left[wish.key] = EDGE if wish.places else NO_LESSON
            return []
        self._tries[wish.key] += 1
        if not is_procedure(wish.kind, wish.minutes, self._figures):
            self._take(wish, places[0])
            return []
        why: Counter[str] = Counter()
        best: tuple[float, Place, list[int]] | None = None
        for place in places:
            against = list(self._against(wish, place))
            if not against:
                self._take(wish, place)
                return []
            why.update({rule for rule, _ in against})
            price = self._price(wish, place, against)
            if price is not None and (best is None or price[0] < best[0]):
                best = price[0], place, price[1]
        if best is None or self._tries[wish.key] > TRIES:
            self._left[wish.key] = max(why, key=lambda rule: (why[rule], rule))
            return []
        for key in best[2]:
            self._drop(key)
        self._take(wish, best[1])
        return [self._wishes[key] for key in best[2]]

    def _price(self, wish: Wish, place: Place, against: Sequence[tuple[str, _Put]]) -> tuple[float, list[int]] | None:
        """What it costs to put others out, and whom; None where one of them stays."""
        keys: list[int] = []
        for _, put in against:
            if put.key is None or self._tries[put.key] > TRIES:
                return None
            if put.key not in keys:
                keys.append(put.key)
        dear = sum(DEARER * self._tries[key] + self._jitter[key] for key in keys)
        return _cost(wish, place) + dear, keys

    def _against(self, wish: Wish, place: Place) -> Iterator[tuple[str, _Put]]:
        """The works that keep it from a place, each with the norm."""
        page = wish.page
        if self._most is not None:
            of_day = [put for put in self._of_day[page.class_id, place.day] if share_students(put.page, page)]
            if len(of_day) >= self._most:
                yield from ((DAY, put) for put in of_day)
        if self._least is not None:
            for put in self._of_subject[page.subject_id]:
                if abs((put.day - place.day).days) < self._least and is_another(page, wish.name, put.page, put.name):
                    yield GAP, put
        for put in self._of_course[page.course_id]:
            if put.order is not None and (put.order < wish.order) != (put.day < place.day):
                yield ORDER, put

    def _take(self, wish: Wish, place: Place) -> None:
        put = _Put(wish.key, wish.page, wish.name, place.day, wish.order)
        self._puts[wish.key] = put, place
        if is_procedure(wish.kind, wish.minutes, self._figures):
            self._index(put)

    def _index(self, put: _Put) -> None:
        self._of_day[put.page.class_id, put.day].append(put)
        self._of_subject[put.page.subject_id].append(put)
        self._of_course[put.page.course_id].append(put)

    def _drop(self, key: int) -> None:
        put, _ = self._puts.pop(key)
        self._of_day[put.page.class_id, put.day].remove(put)
        self._of_subject[put.page.subject_id].remove(put)
        self._of_course[put.page.course_id].remove(put)


def _cost(wish: Wish, place: Place) -> float:
    """Days from the plan; earlier than the plan is twice as dear: the work would come before what it asks."""
    days = (place.day - wish.wanted).days
    return float(days if days >= 0 else -2 * days)
