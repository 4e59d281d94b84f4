"""The school's own words."""

from dataclasses import fields

import pytest

from letopis.kernel.roles import Role
from letopis.school.organisation.enums import SchoolKind
from letopis.school.organisation.words import Noun, current, in_words_of, phrase, phrase_lazy, role_name, words_of


def test_a_general_school_speaks_where_none_was_named() -> None:
    assert phrase("{Student.gen} не было в составе {where}", where="7А") == "Ученика не было в составе 7А"
    assert current() is words_of(SchoolKind.GENERAL)


def test_a_college_speaks_until_its_block_ends() -> None:
    label = phrase_lazy("{Tutor.nom}")
    with in_words_of(SchoolKind.COLLEGE):
        assert phrase("{Student.gen} не было в {group.pre}") == "Студента не было в группе"
        assert phrase("{My_group}, {term.ins}, {number}{lesson_no}", number=3) == "Моя группа, семестром, 3-я пара"
        assert str(label) == "Куратор"
        assert role_name(Role.TEACHER) == "Преподаватель"
        assert role_name(Role.DIRECTOR) == "Директор"
    assert str(label) == "Классный руководитель"
    assert role_name("teacher") == "Учитель"


def test_what_people_typed_is_never_read_as_a_place() -> None:
    assert phrase("{name} уже в {group.pre}", name="{student.gen}") == "{student.gen} уже в классе"


def test_a_word_there_is_not_is_an_error() -> None:
    with pytest.raises(KeyError):
        phrase("{pupil.gen}")
    with pytest.raises(AttributeError):
        phrase("{student.genitive}")


@pytest.mark.parametrize("kind", SchoolKind.values)
def test_every_noun_has_all_its_cases(kind: str) -> None:
    words = words_of(kind)
    nouns = [getattr(words, one.name) for one in fields(words) if isinstance(getattr(words, one.name), Noun)]

    assert len(nouns) >= 9
    for noun in nouns:
        for case in fields(noun):
            form = getattr(noun, case.name)
            assert form
            assert form == form.strip().lower()
        assert noun.counted == f"{noun.nom},{noun.gen},{noun.gens}"
    for name in ("unfilled", "untold", "missed"):
        assert len(getattr(words, name).split(",")) == 3
