"""The norms of assessment works as rules, held against a naive reading of them (CTL-03, № СК-228/03)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letopis.school.organisation.enums import SchoolKind
from letopis.school.workload.enums import PRACTICALS
from letopis.school.workload.figures import Decided, figures, homework_norm, norms, tasks
from letopis.school.workload.placing import DAY, EARLY, EDGE, GAP, LATE, NO_LESSON, Place, Wish, propose
from letopis.school.workload.rules import (
    Facts,
    Held,
    Hit,
    Page,
    Planned,
    compare,
    hits,
    is_edge,
    is_procedure,
    share_students,
)

pytestmark = pytest.mark.req("CTL-03")
START = date(2026, 9, 1)
FIGURES = figures(SchoolKind.GENERAL, {})


def on(days: int) -> date:
    return START + timedelta(days=days)


# ── the files ─────────────────────────────────────────────────────────


def test_every_norm_has_its_source_and_the_numbers_of_the_law():
    law = {
        "works_a_day": 1,
        "days_between": 17,
        "share": 10,
        "edge_hours": 1,
        "counted_minutes": 30,
        "control_minutes": 90,
        "practical_minutes": 45,
        "homework_1": 60,
        "homework_2_3": 90,
        "homework_4_5": 120,
        "homework_6_8": 150,
        "homework_9_11": 210,
    }
    assert law.items() <= {key: norm.value for key, norm in norms().items()}.items()
    assert all(norm.source and norm.cited for norm in norms().values())
    assert norms()["task_minutes"].standing == "по памяти практики"
    assert [homework_norm(FIGURES, grade)[1] for grade in (1, 3, 5, 8, 11)] == [60, 90, 120, 150, 210]
    assert tasks()


def test_a_school_changes_a_figure_or_switches_it_off_and_a_college_has_none_of_the_schools():
    decided = {"works_a_day": Decided(2, is_on=True), "days_between": Decided(None, is_on=False)}
    own = figures(SchoolKind.GENERAL, decided)
    assert own["works_a_day"] == 2
    assert "days_between" not in own
    assert set(figures(SchoolKind.COLLEGE, {})) == {"task_minutes", "learnt_from"}
    assert figures(SchoolKind.COLLEGE, {"share": Decided(None, is_on=True)})["share"] == 10
    assert homework_norm(figures(SchoolKind.COLLEGE, {}), 1) is None


# ── the engine against a naive reading ────────────────────────────────

PAGES = [
    Page(course, class_id, 7, subject, is_part)
    for course, class_id, subject, is_part in [
        (1, 1, 1, False),
        (2, 1, 2, False),
        (3, 1, 3, True),
        (4, 1, 3, True),
        (5, 2, 1, False),
        (6, 2, 3, False),
    ]
] + [Page(7, 3, 8, 1, False)]


@st.composite
def works(draw):
    number = draw(st.integers(0, 9))
    return [
        Planned(
            id=pk,
            page=draw(st.sampled_from(PAGES)),
            day=on(draw(st.integers(0, 40))),
            number=draw(st.sampled_from([None, 1, 2, 5])),
            kind=draw(st.sampled_from(["control", "test", "laboratory"])),
            minutes=draw(st.sampled_from([15, 40, 45, 90, 120])),
            name=draw(st.sampled_from(["", "a", "b"])),
        )
        for pk in range(1, number + 1)
    ]


FACTS = Facts(
    hours={page.course_id: 20 + 10 * page.course_id for page in PAGES},
    weekly={page.course_id: Decimal(page.course_id % 3) for page in PAGES},
    ends={(class_id, on(day)): (1, 5) for class_id in (1, 2, 3) for day in range(0, 41, 2)},
)


def naive(all_works, held, own):
    """What the letter says, work by work, without any order of search."""
    found = set()
    counted = [w for w in all_works if w.kind not in PRACTICALS and w.minutes >= own.get("counted_minutes", 0)]
    for w in counted:
        earlier = [v for v in counted if (v.day, v.number or 0, v.id) < (w.day, w.number or 0, w.id)]
        if "works_a_day" in own:
            same = [v for v in earlier if v.day == w.day and share_students(v.page, w.page)]
            if len(same) >= own["works_a_day"]:
                found.add(("works_a_day", w.id))
        if "days_between" in own:
            near = [
                v
                for v in earlier
                if (w.day - v.day).days < own["days_between"]
                and (v.page.grade, v.page.subject_id) == (w.page.grade, w.page.subject_id)
                and (share_students(v.page, w.page) or v.name != w.name)
            ]
            if near:
                found.add(("days_between", w.id))
        ends = held.ends.get((w.page.class_id, w.day), ())
        if "edge_hours" in own and w.number in ends and held.weekly[w.page.course_id] > own["edge_hours"]:
            found.add(("edge_hours", w.id))
    for w in all_works:
        key = "practical_minutes" if w.kind in PRACTICALS else "control_minutes"
        if key in own and w.minutes > own[key]:
            found.add((key, w.id))
        if "share" in own and (w in counted or w.kind in PRACTICALS):
            upto = [
                v
                for v in all_works
                if v.page.course_id == w.page.course_id
                and (v in counted or v.kind in PRACTICALS)
                and (v.day, v.number or 0, v.id) <= (w.day, w.number or 0, w.id)
            ]
            if sum(-(-v.minutes // 45) for v in upto) * 100 > own["share"] * held.hours[w.page.course_id]:
                found.add(("share", w.id))
    return found


@settings(max_examples=250, deadline=None, derandomize=True)
@given(works(), st.sets(st.sampled_from(sorted(FIGURES))), st.sampled_from([1, 2]))
def test_the_engine_finds_what_a_naive_reading_finds(all_works, off, a_day):
    own = {key: value for key, value in FIGURES.items() if key not in off}
    own = {**own, "works_a_day": a_day} if "works_a_day" in own else own
    found = hits(all_works, FACTS, own)
    assert {(hit.key, hit.work_id) for hit in found} == naive(all_works, FACTS, own)
    assert len(found) == len({(hit.key, hit.work_id) for hit in found})
    by_id = {work.id: work for work in all_works}
    for hit in found:
        if hit.key in {"works_a_day", "days_between"}:
            work, other = by_id[hit.work_id], by_id[hit.other_id]
            assert other.place < work.place
            assert hit.key == "days_between" or share_students(work.page, other.page)
    assert hits(reversed(all_works), FACTS, own) == found


def test_a_procedure_of_a_parallel_stands_in_its_classes_on_days_of_their_own():
    """The same work in 7А on Monday and in 7Б on Tuesday is one; another one a week later is too near."""
    one = Planned(1, PAGES[0], on(0), 2, "control", 45, "дроби")
    same = Planned(2, PAGES[4], on(1), 2, "control", 45, "дроби")
    other = Planned(3, PAGES[4], on(8), 2, "control", 45, "степени")
    assert hits([one, same], Facts(), FIGURES) == []
    assert hits([one, same, other], Facts(), FIGURES) == [Hit("days_between", 3, 2, 7)]
    assert hits([one, Planned(3, PAGES[0], on(17), 2, "control", 45, "степени")], Facts(), FIGURES) == []


# ── the search ────────────────────────────────────────────────────────


@st.composite
def wishes(draw):
    found = []
    for key in range(draw(st.integers(0, 14))):
        wanted = draw(st.integers(0, 60))
        found.append(
            Wish(
                key=-key - 1,
                page=draw(st.sampled_from(PAGES)),
                kind=draw(st.sampled_from(["control", "control", "laboratory"])),
                minutes=45,
                name=draw(st.sampled_from(["a", "b", "c"])),
                wanted=on(wanted),
                order=wanted * 100 + key,
                places=[
                    Place(on(day), draw(st.sampled_from([1, 3, 5]))) for day in range(0, 90, draw(st.integers(2, 5)))
                ],
            )
        )
    return found


@settings(max_examples=120, deadline=None, derandomize=True)
@given(wishes(), works(), st.integers(0, 3))
def test_what_is_proposed_breaks_no_norm_and_leaves_nobody_out_without_a_reason(all_wishes, fixed, seed):
    made = propose(all_wishes, fixed, FACTS, FIGURES, seed)
    assert set(made.placed) | set(made.left) == {wish.key for wish in all_wishes}
    assert not set(made.placed) & set(made.left)
    assert made == propose(list(reversed(all_wishes)), fixed, FACTS, FIGURES, seed)
    assert made == propose(all_wishes, fixed, FACTS, FIGURES, seed)
    by_key = {wish.key: wish for wish in all_wishes}
    put = [
        Planned(key, by_key[key].page, place.day, place.number, by_key[key].kind, 45, by_key[key].name)
        for key, place in made.placed.items()
    ]
    for work in put:
        wish = by_key[work.id]
        assert Place(work.day, work.number) in wish.places
        assert -EARLY <= (work.day - wish.wanted).days <= LATE
        counts = is_procedure(work.kind, work.minutes, FIGURES)
        assert not (counts and is_edge(work.page, work.day, work.number, FACTS, FIGURES))
    broken = [hit for hit in hits([*put, *fixed], FACTS, FIGURES) if hit.key in {DAY, GAP}]
    # Nothing of what is there moves: what speaks against it did so before.
    assert all(hit.work_id > 0 and (hit.other_id or 0) > 0 for hit in broken)


@pytest.mark.parametrize(("number", "placed"), [(0, 0), (1, 1), (25, 25), (200, 25)])
def test_of_no_work_nothing_is_made_and_of_two_hundred_as_many_as_there_are_days(number, placed):
    """A class has one a day: of two hundred that want the same day 25 find one near it, the others are told why not."""
    days = [Place(on(day), 3) for day in range(56) if on(day).weekday() < 5]
    assert sum(-EARLY <= (day - on(28)).days <= LATE for day, _ in days) == 25
    everything = [
        Wish(key, Page(key, 1, 7, key), "control", 45, f"№ {key}", on(28), key, days) for key in range(1, number + 1)
    ]
    made = propose(everything, [], Facts(), FIGURES, seed=1)
    assert len(made.placed) == len({place.day for place in made.placed.values()}) == placed
    assert (len(made.left), set(made.left.values())) == (number - placed, {DAY} if number > placed else set())


def test_a_work_in_the_way_looks_for_another_day():
    """Two subjects whose plans name the same day, and one of them has no other lesson."""
    free = Wish(1, PAGES[0], "control", 45, "a", on(10), 1, [Place(on(10), 3), Place(on(12), 3)])
    bound = Wish(2, PAGES[1], "control", 45, "b", on(10), 1, [Place(on(10), 4)])
    made = propose([free, bound], [], Facts(), FIGURES, seed=1)
    assert made.placed == {1: Place(on(12), 3), 2: Place(on(10), 4)}


def test_what_finds_no_place_is_told_with_the_norm_that_keeps_it_out():
    vpr = Planned(1, PAGES[0], on(10), None, "vpr", 45, "ВПР")
    only = [Place(on(10), 3)]
    day = Wish(-1, PAGES[1], "control", 45, "b", on(10), 1, only)
    gap = Wish(-2, PAGES[4], "control", 45, "c", on(12), 1, [Place(on(12), 3), Place(on(20), 3)])
    none = Wish(-3, PAGES[5], "control", 45, "c", on(10), 1, [])
    edge = Wish(-4, PAGES[1], "control", 45, "c", on(2), 0, [Place(on(2), 1)])
    made = propose([day, gap, none, edge], [vpr], FACTS, FIGURES, seed=1)
    assert made.left == {-1: DAY, -2: GAP, -3: NO_LESSON, -4: EDGE}


# ── planned and held ──────────────────────────────────────────────────


def test_planned_is_held_moved_or_missed_and_held_may_be_in_no_schedule():
    planned = [Planned(pk, PAGES[0], on(day), 2, "control", 45, "") for pk, day in ((1, 0), (2, 20), (3, 40), (4, 60))]
    journal = [Held(10, 1, on(0), ""), Held(11, 1, on(24), ""), Held(12, 2, on(3), "")]
    found = compare(planned, journal, on(50))
    assert found.held == {1: journal[0]}
    assert found.moved == {2: journal[1]}
    assert found.missed == {3}
    assert found.unplanned == (journal[2],)
