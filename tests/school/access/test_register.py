"""The register of rights: complete, each default with its clause, and what a school's decisions may make of it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letopis.kernel.actor import Actor
from letopis.kernel.rights import OF_THE_PROGRAM, Right
from letopis.kernel.roles import ROLES_OF_PEOPLE, Role
from letopis.school.access.register import ADMINISTRATORS, FAMILY, PARTS, RULES, TEACHING, Scope
from letopis.school.access.rights import as_text, cells, decided, fixed, has, holders, of_text, rights_of
from letopis.school.organisation.enums import SchoolKind
from letopis.school.organisation.words import in_words_of, phrase

pytestmark = pytest.mark.req("ACC-02")
CLAUSES = re.compile(r"[ПДАСТ]\d+(\.\d+)*(-\d+)?(, [ПДАСТ]\d+(\.\d+)*(-\d+)?)*")
CHANGEABLE = [cell for cell in cells() if not fixed(*cell)]
OVERRIDES = st.dictionaries(st.sampled_from(sorted(cells())), st.booleans(), max_size=40)


def test_every_right_stands_once_in_one_part_with_the_clause_of_its_default():
    assert [rule.right for part in PARTS for rule in part.rules] == list(RULES)
    assert set(RULES) == set(Right)
    assert [rule.right for rule in RULES.values() if not CLAUSES.fullmatch(rule.clause)] == []


@pytest.mark.parametrize("kind", SchoolKind.values)
def test_titles_and_reasons_are_said_in_the_words_of_the_school(kind: str):
    with in_words_of(kind):
        texts = [phrase(part.title) for part in PARTS] + [phrase(rule.title) for rule in RULES.values()]
        texts += [phrase(why) for cell in cells() if (why := fixed(*cell))]
    assert all(texts)
    assert not any("{" in text for text in texts)
    assert not (kind == SchoolKind.COLLEGE and [text for text in texts if "класс" in text.lower()])


@pytest.mark.parametrize("role", ROLES_OF_PEOPLE)
def test_a_role_has_what_the_register_gives_it_and_of_the_rest_only_what_is_its_own(role: Role):
    given_to = {right for right, rule in RULES.items() if role in rule.roles}
    more = rights_of(role) - given_to

    assert given_to <= rights_of(role)
    assert not more or role in TEACHING
    assert all(RULES[right].scope is not Scope.SCHOOL for right in more)


def test_the_program_does_everything_but_correct_after_the_window():
    assert rights_of(Role.SYSTEM) == OF_THE_PROGRAM == frozenset(Right) - {Right.CORRECT_LATE}
    assert Actor.system(1).rights == OF_THE_PROGRAM
    assert not Actor(school_id=1, role=Role.OPERATOR).may(*Right)


@given(OVERRIDES)
def test_whatever_is_decided_administrators_keep_what_gives_rights_and_families_see_their_own(overrides):
    for role in ADMINISTRATORS:
        assert {Right.SET_RIGHTS, Right.APPOINT, Right.READ_ACCOUNTS} <= rights_of(role, overrides)
    for role in FAMILY:
        own = {Right.READ_CALENDAR, Right.READ_OWN_DIARY, Right.EXPLAIN_ABSENCES}
        assert rights_of(role, overrides) == rights_of(role) == own
    for role in set(ROLES_OF_PEOPLE) - ADMINISTRATORS:
        assert Right.SET_RIGHTS not in rights_of(role, overrides)
    assert all(Right.WRITE_PAGES not in rights_of(role, overrides) for role in ROLES_OF_PEOPLE)


@given(OVERRIDES)
def test_a_right_is_had_with_those_it_needs_or_not_at_all(overrides):
    for role in ROLES_OF_PEOPLE:
        found = rights_of(role, overrides)
        assert all(found.issuperset(RULES[right].needs) for right in found)


@given(OVERRIDES)
def test_what_is_ones_own_goes_with_the_worker_and_the_rest_with_the_role(overrides):
    teacher, tutor = rights_of(Role.TEACHER, overrides), rights_of(Role.TUTOR, overrides)
    own = {right for right, rule in RULES.items() if rule.scope is not Scope.SCHOOL}
    assert teacher & own == tutor & own
    for right in teacher - own:
        assert has(right, Role.TEACHER, overrides)


@given(OVERRIDES)
def test_overrides_are_one_text_and_come_back_from_it(overrides):
    known = {cell: value for cell, value in overrides.items() if not fixed(*cell)}
    assert of_text(as_text(known)) == known
    assert decided((str(right), str(role), value) for (right, role), value in overrides.items()) == known


@pytest.mark.parametrize(
    "text", ["+", "x", "+school.fly operator", "+school.read ghost", "-accounts.rights operator", ",,"]
)
def test_what_this_version_does_not_know_or_let_decide_is_passed_over(text: str):
    assert of_text(text) == {}


def test_every_cell_that_may_be_changed_can_be_given_and_taken():
    assert len(CHANGEABLE) > 200
    for right, role in CHANGEABLE:
        needs = {(need, role): True for need in _all_needs(right)}
        assert right in rights_of(role, {**needs, (right, role): True})
        taken = rights_of(role, {(right, role): False})
        assert right not in taken, (right, role)
        assert role not in holders(right, {(right, role): False})


def _all_needs(right: Right) -> set[Right]:
    needs = set(RULES[right].needs)
    return needs.union(*(_all_needs(need) for need in needs))
