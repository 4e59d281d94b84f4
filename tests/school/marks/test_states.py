"""States of works: what they stand beside, a work written again, pages from before they were there."""

from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from letopis.kernel.errors import Refused
from letopis.school.curriculum.enums import Scale
from letopis.school.history.models import Entry
from letopis.school.marks.enums import MarkState
from letopis.school.marks.models import Mark
from letopis.school.marks.states import SIGNS, Standing, continues, settled, takes_back
from tests import factories as make
from tests.school.journal.scene import Scene, apply, mark, one, scene

FIRST = make.TODAY.replace(month=9, day=1)
STATES = [state.value for state in MarkState]


def put(s: Scene, value: str = "", *, base: int, **more: Any) -> list[Any]:
    """Value, state and first mark as the journal then has them; a refusal as its code and field."""
    answer = one(s.actor, mark(s.work, s.student, value, base=base, **more))
    if answer["status"] != "applied":
        return [answer["status"], answer.get("code"), answer.get("field")]
    return [answer["mark"][2], answer["mark"][4], answer["mark"][8]]


@pytest.mark.django_db
@pytest.mark.req("JRN-02", "JRN-10")
def test_each_state_stands_where_it_may() -> None:
    s = scene()
    for base, state in enumerate(("submitted", "missing", "absent", "late", "redo")):
        assert put(s, base=base, state=state) == ["", state, ""]
    assert put(s, "4", base=5, state="late") == ["4", "late", ""]
    assert put(s, "4", base=6, state="missing") == ["4", "", ""]
    assert put(s, "4", base=7, state="excluded") == ["refused", "state", "comment"]
    assert put(s, "4", base=7, state="excluded", comment="Писал под диктовку") == ["4", "excluded", ""]
    assert put(s, base=8, state="excluded", comment="Нет") == ["refused", "state", "state"]
    assert put(s, base=8, state="lost") == ["refused", "state", "state"]
    entry = Entry.objects.order_by("id").last()
    assert entry is not None
    assert (entry.before["state"], entry.after["state"]) == ("", "excluded")


@pytest.mark.django_db
@pytest.mark.req("JRN-04", "JRN-10")
def test_a_work_written_again_keeps_its_first_mark(time_machine: time_machine.TimeMachineFixture) -> None:
    """The new mark is no correction of the first: it may come late. The first is put back whole."""
    s = scene()
    s.lesson.date = FIRST
    s.lesson.save()
    time_machine.move_to(make.moment_on(FIRST))
    put(s, "2", base=0)
    assert put(s, "2", base=1, state="redo") == ["2", "redo", ""]
    time_machine.move_to(make.moment_on(FIRST.replace(day=30)))
    assert put(s, "2", base=2, state="") == ["refused", "window", ""]
    assert put(s, "4", base=2, state="", was="2") == ["4", "", "2"]
    assert put(s, "5", base=3, state="", was="3") == ["refused", "state", "was"]
    assert put(s, "5", base=3, state="", was="2") == ["5", "", "2"]
    assert put(s, "", base=4, state="", was="") == ["2", "redo", ""]
    assert put(s, "3", base=5, state="redo", was="") == ["refused", "window", ""]
    assert put(s, "4", base=5, state="", was="3") == ["refused", "window", ""]
    kept = Mark.objects.get()
    assert kept.first_set_at is not None
    assert (kept.first_set_at.date(), kept.was_set_at) == (FIRST, None)


@pytest.mark.django_db
def test_what_was_typed_at_once_comes_as_one_change() -> None:
    """A mark, «переписать», the next mark before any answer: the queue sends the last one only."""
    s = scene()
    assert put(s, "4", base=0, state="", was="2") == ["4", "", "2"]
    assert put(s, "", base=1, state="", was="") == ["2", "redo", ""]
    assert put(s, "5", base=2, state="", was="н/а")[:2] == ["refused", "scale"]
    assert put(s, "5", base=2, state="", was="3/2/4")[0] == "refused"
    kept = Mark.objects.get()
    assert kept.first_set_at is not None


@pytest.mark.django_db
def test_a_page_of_before_knows_of_debts_only() -> None:
    s = scene()
    assert put(s, base=0, is_debt=True) == ["", "debt", ""]
    assert put(s, base=1, is_debt=False) == ["", "", ""]
    put(s, "2", base=2, state="redo")
    # A comment leaves what the page does not know of, whether it sends the state back or says «no debt».
    assert put(s, "2", base=3, is_debt="redo", comment="До пятницы") == ["2", "redo", ""]
    assert put(s, "2", base=4, is_debt=False, comment="До субботы") == ["2", "redo", ""]
    assert put(s, "4", base=5, is_debt=False, comment="До субботы") == ["4", "", "2"]
    assert put(s, "4", base=6, is_debt="", comment="") == ["4", "", "2"]


@pytest.mark.django_db
@pytest.mark.req("JRN-02")
def test_no_mark_and_no_state_where_there_are_no_marks() -> None:
    s = scene(scale=Scale.UNMARKED)
    lesson = make.make_lesson(s.course, number=5)
    cells = [{"value": "5"}, {"value": "осв"}, {"value": "зч"}, *({"value": "", "state": state} for state in STATES)]
    sent = [mark(s.work, s.student, **cell) for cell in cells]
    sent += [mark(None, s.student, lesson_id=lesson.pk, **cell) for cell in cells]
    answers = [one(s.actor, operation) for operation in sent]
    assert {answer["status"] for answer in answers} == {"refused"}
    assert {answer["code"] for answer in answers} <= {"scale", "state"}
    assert sum("безотметочное" in answer["message"].casefold() for answer in answers) == len(sent) - 2
    assert not Mark.objects.exists()


STANDING = st.builds(
    Standing,
    st.sampled_from(["", "5", "2", "н/а", "зч"]),
    st.just(""),
    st.sampled_from(["", *STATES]),
    st.sampled_from(["", "2", "3/2"]),
)


@given(STANDING, STANDING, st.sampled_from([None, "", "2", "5", "3/2"]), st.booleans())
def test_whatever_is_sent_a_first_mark_is_never_lost(
    there: Standing, wanted: Standing, was: str | None, has_reason: bool
) -> None:
    try:
        found = settled(there, wanted, was=was, is_fresh=True, has_reason=has_reason)
    except Refused:
        return
    if there.was:
        assert found.was == there.was or (takes_back(there, found) and found == there.first())
    if found.was and not there.was:
        # What the journal has not seen to be rewritten is judged as a correction.
        assert continues(there, found) == ((there.state, there.mark) == ("redo", found.was))
    assert not (found.value and found.state in ("debt", "missing", "submitted", "absent"))
    assert found.state != "excluded" or has_reason


def test_every_state_has_a_sign_of_its_own() -> None:
    assert len({SIGNS[state] for state in STATES}) == len(STATES)


@pytest.mark.django_db
def test_states_go_with_a_range() -> None:
    s = scene()
    answers = apply(s.actor, *(mark(s.work, student, "", state="missing") for student in s.students))
    assert [answer["mark"][4] for answer in answers] == ["missing"] * 3
