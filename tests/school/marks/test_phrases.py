"""A teacher's own phrases for comments."""

import json
from pathlib import Path

import pytest

from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.history.models import Entry
from letopis.school.journal.queries.phrases import phrases_of_page
from letopis.school.marks.actions import phrases as actions
from letopis.school.marks.phrases import filled
from letopis.school.marks.queries.phrases import phrases
from tests import factories as make
from tests.school.journal.scene import scene

SAID = json.loads((Path(__file__).parent / "phrases.json").read_text())


@pytest.mark.parametrize("one", SAID, ids=lambda one: one["told"])
def test_a_phrase_is_said_of_somebody(one: dict[str, str]) -> None:
    assert filled(one["text"], one["name"], one["sex"]) == one["told"]


@pytest.mark.django_db
@pytest.mark.req("JRN-02")
def test_phrases_are_kept_changed_and_taken_away_by_their_own_teacher() -> None:
    s = scene(students=1)
    row = actions.add_phrase(s.actor, text="  {Имя} справил(ся|ась) ")
    with pytest.raises(Refused, match="уже есть"):
        actions.add_phrase(s.actor, text="{Имя} справил(ся|ась)")
    tutor = make.actor_of(s.tutor, Role.TUTOR)
    for act in (
        lambda actor: actions.change_phrase(actor, phrase_id=row.pk, text="Иначе"),
        lambda actor: actions.remove_phrase(actor, phrase_id=row.pk),
    ):
        with pytest.raises(NotVisible):
            act(tutor)
    document = phrases_of_page(s.actor, s.course.pk)
    assert (document.phrases, [one.id for one in document.pupils]) == (["{Имя} справил(ся|ась)"], [s.student.pk])
    assert phrases_of_page(tutor, s.course.pk).phrases == []
    with pytest.raises(NotVisible):
        phrases_of_page(make.actor_of(make.make_guardian(s.student), Role.GUARDIAN), s.course.pk)
    actions.change_phrase(s.actor, phrase_id=row.pk, text="Молодец")
    actions.remove_phrase(s.actor, phrase_id=row.pk)
    assert phrases(s.actor) == []
    assert [entry.action for entry in Entry.objects.order_by("id")] == ["add_phrase", "change_phrase", "remove_phrase"]
