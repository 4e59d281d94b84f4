import pytest

from letopis.kernel.actor import Actor
from letopis.school.history import sealing
from letopis.school.history.ledger import record
from letopis.school.history.models import Entry, Seal
from letopis.school.history.sealing import Proof, proof_of, proves, seal, seal_all
from tests.factories import make_room, make_school

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-10", "П1.2")]


def enter(school, number: int) -> list[Entry]:
    return [record(Actor.system(school.pk), make_room(school), "create") for _ in range(number)]


def test_seals_cover_what_is_new_and_chain():
    school = make_school()
    enter(school, 3)
    first = seal(school.pk)
    assert seal(school.pk) is None

    enter(school, 2)
    second = seal(school.pk)

    assert (first.number, first.size, bytes(first.previous)) == (1, 3, sealing.FIRST)
    assert (second.number, second.size, bytes(second.previous)) == (2, 2, bytes(first.digest))
    assert second.first_entry_id > first.last_entry_id


def test_each_school_has_a_chain_of_its_own():
    here, there = make_school(), make_school()
    enter(here, 1)
    enter(there, 2)
    enter(here, 1)
    seals = seal_all()

    assert [(made.school_id, made.number, made.size) for made in seals] == [(here.pk, 1, 2), (there.pk, 1, 2)]


def test_a_proof_shows_that_an_entry_was_sealed():
    school = make_school()
    entries = enter(school, 7)
    assert proof_of(entries[0]) is None
    seal(school.pk)

    for entry in entries:
        proof = proof_of(entry)
        assert proves(bytes(entry.digest), proof)
        assert not proves(bytes(32), proof)
    other = proof_of(entries[1])
    assert not proves(bytes(entries[0].digest), other)
    assert not proves(bytes(entries[0].digest), Proof(1, 0, 7, other.path, other.root))


@pytest.mark.django_db(transaction=True)
def test_entries_still_on_their_way_are_left_to_the_next_seal():
    """PostgreSQL: a transaction holding an earlier id is under way; the sealer waits a second and leaves."""
    from threading import Event, Thread

    from django.db import connection, transaction

    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    school = make_school()
    written, may_commit = Event(), Event()

    def write() -> None:
        with transaction.atomic():
            enter(school, 1)
            written.set()
            may_commit.wait(10)
        connection.close()

    writer = Thread(target=write)
    writer.start()
    written.wait(10)
    assert seal(school.pk) is None
    assert Seal.objects.count() == 0
    may_commit.set()
    writer.join()

    assert seal(school.pk).size == 1


@pytest.mark.django_db(transaction=True)
def test_verifying_outside_a_transaction_reads_one_view_and_writes_nothing():
    from letopis.school.history.verification import verify

    school = make_school()
    enter(school, 2)
    seal(school.pk)

    report = verify(school.pk)

    assert (report.entries, report.seals) == (2, 1)
    assert [finding.table for finding in report.findings] == ["organisation.school"]
    enter(school, 1)
    assert Entry.objects.count() == 3
