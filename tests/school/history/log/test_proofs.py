"""Proofs of one entry, checked by somebody else's page of code."""

from io import StringIO

import pytest
from cryptography.exceptions import InvalidSignature
from django.core.management import CommandError, call_command

from letopis.school.history import merkle
from letopis.school.history.log import keys, tree
from letopis.school.history.log.checkpoints import make_checkpoint, rotate
from letopis.school.history.log.notes import NotANote
from letopis.school.history.log.proofs import parse_proof, proof_of
from letopis.school.history.models import Checkpoint, Entry
from tests.factories import make_school
from tests.school.history.log import independent
from tests.school.history.log.test_checkpoints import enter

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-10", "П1.2")]


@pytest.fixture
def entries(school) -> list[Entry]:
    """Entries over two tiles and an edge, signed in two checkpoints; the key's own stands among them."""
    enter(school, 300)
    make_checkpoint(school.pk)
    enter(school, 270)
    make_checkpoint(school.pk)
    return list(Entry.objects.filter(school=school).order_by("id"))


def test_somebody_else_checks_the_proof_of_an_entry(school, entries):
    vkey = keys.keys_of(school.pk)[-1].verifier
    for place in (0, 1, 255, 256, 300, 511, 512, 570):
        proof = proof_of(entries[place])
        assert independent.check_proof(proof.text, bytes(entries[place].digest), vkey) == place
        assert proof.shows(bytes(entries[place].digest))
        assert not proof.shows(bytes(entries[place - 1].digest)) or place == 0
        assert parse_proof(proof.text) == proof
        assert len(proof.text.encode()) < 900


def test_a_proof_of_another_entry_or_another_key_is_none(school, entries):
    vkey = keys.keys_of(school.pk)[-1].verifier
    proof = proof_of(entries[5])
    with pytest.raises(AssertionError):
        independent.check_proof(proof.text, bytes(entries[6].digest), vkey)
    with pytest.raises(AssertionError):
        independent.check_proof(proof.text.replace("index 5", "index 6"), bytes(entries[5].digest), vkey)
    with pytest.raises((AssertionError, InvalidSignature)):
        independent.check_proof(proof.text.replace("\n571\n", "\n572\n"), bytes(entries[5].digest), vkey)
    other = make_school()
    enter(other, 1)
    make_checkpoint(other.pk)
    with pytest.raises(AssertionError):
        independent.check_proof(proof.text, bytes(entries[5].digest), keys.keys_of(other.pk)[-1].verifier)


def test_somebody_else_checks_that_checkpoints_go_on_from_each_other(school, entries):
    first, second = Checkpoint.objects.order_by("number")
    vkey = keys.keys_of(school.pk)[-1].verifier
    _, old, old_root = independent.opened(first.note, vkey)
    _, new, new_root = independent.opened(second.note, vkey)
    path = merkle.consistency_proof(tree.StoredTree(school.pk, second.last_entry_id), old, new)

    assert independent.roots_of_consistency(old, new, old_root, path) == (old_root, new_root)


def test_whoever_knows_only_the_old_key_follows_to_the_new_one(school, entries):
    old = keys.keys_of(school.pk)[-1].verifier
    made = rotate(school.pk, reason="плановая смена")
    new = keys.keys_of(school.pk)[-1].verifier

    assert independent.opened(made.note, old) == independent.opened(made.note, new)
    assert independent.check_proof(proof_of(entries[7]).text, bytes(entries[7].digest), old) == 7
    # The new key is an entry, too: who checks its proof by the old key knows it to be the school's.
    entry = Entry.objects.get(action="rotate")
    assert entry.after["verifier"] == new
    assert independent.check_proof(proof_of(entry).text, bytes(entry.digest), old) == 571


@pytest.mark.parametrize(
    "text",
    ["", "c2sp.org/tlog-proof@v2\nindex 0\n\n", "c2sp.org/tlog-proof@v1\n\n", "c2sp.org/tlog-proof@v1\nindex 01\n\na",
     "c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\na", "c2sp.org/tlog-proof@v1\nindex 1\n\na"],
)  # fmt: skip
def test_what_is_no_proof(text: str):
    with pytest.raises(NotANote):
        parse_proof(text)


def run(*arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command(*arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_prints_the_file_and_nothing_else(school, entries):
    out, err = run("proof", "--entry", str(entries[3].pk))

    assert out == proof_of(entries[3]).text
    assert bytes(entries[3].digest).hex() in err


def test_the_command_says_what_is_not_there(school, entries):
    with pytest.raises(CommandError, match="Записи истории № 999999 нет"):
        run("proof", "--entry", "999999")
    (young,) = enter(school, 1)
    with pytest.raises(CommandError, match="ещё не под контрольной точкой"):
        run("proof", "--entry", str(young.pk))
