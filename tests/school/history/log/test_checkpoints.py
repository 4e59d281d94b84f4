"""The growing tree of a school, its checkpoints, its key."""

from threading import Event, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from letopis.kernel.actor import Actor
from letopis.kernel.errors import Refused
from letopis.school.history import append_only, merkle
from letopis.school.history.ledger import Change, record_many
from letopis.school.history.log import checkpoints, keys, notes, tree
from letopis.school.history.log.checkpoints import LogFault, checkpoint_all, make_checkpoint
from letopis.school.history.log.keys import KeyFault
from letopis.school.history.log.notes import Head, Verifier
from letopis.school.history.models import Checkpoint, Entry, LogKey, Tile
from letopis.school.history.verification import verify
from tests.factories import make_room, make_school

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-10", "П1.2")]


def enter(school, number: int) -> list[Entry]:
    """Append so many entries: of one room, over and over."""
    room = make_room(school)
    return record_many(Actor.system(school.pk), [Change(row=room, action="create") for _ in range(number)])


def root_of_entries(school, size: int) -> bytes:
    digests = Entry.objects.filter(school=school).order_by("id").values_list("digest", flat=True)[:size]
    return merkle.fold([merkle.leaf_hash(bytes(digest)) for digest in digests])


@pytest.fixture
def narrow(monkeypatch) -> None:
    """Tiles of 4 hashes, so that a few dozen entries make four levels."""
    monkeypatch.setattr(tree, "HEIGHT", 2)
    monkeypatch.setattr(tree, "WIDTH", 4)
    monkeypatch.setattr(tree, "AT_ONCE", 3)


# ── growing ───────────────────────────────────────────────────────────


def test_a_checkpoint_signs_all_that_was_entered():
    school = make_school()
    enter(school, 3)
    first = make_checkpoint(school.pk)
    assert make_checkpoint(school.pk) is None
    enter(school, 2)
    second = make_checkpoint(school.pk)

    key = LogKey.objects.get()
    verifier = Verifier.of(key.verifier)
    # The key's own entry is in the tree that it signs.
    assert [(made.number, made.size) for made in (first, second)] == [(1, 4), (2, 6)]
    for made in (first, second):
        note = notes.parse(made.note)
        assert note.is_signed_by(verifier) is True
        assert notes.head_of(note) == Head(verifier.name, made.size, root_of_entries(school, made.size))
    assert verifier.name.startswith("letopis/")
    assert Entry.objects.get(kind="history.logkey").after["verifier"] == key.verifier


def test_each_school_has_a_log_of_its_own():
    here, there = make_school(), make_school()
    enter(here, 1)
    enter(there, 2)
    enter(here, 1)

    assert [(made.school_id, made.size) for made in checkpoint_all()] == [(here.pk, 3), (there.pk, 3)]
    assert len({Verifier.of(key.verifier).name for key in LogKey.objects.all()}) == 2


@pytest.mark.usefixtures("narrow")
def test_tiles_and_edge_are_one_tree_at_every_size():
    school = make_school()
    for number in (1, 2, 13, 1, 40, 9, 3):
        enter(school, number)
        make_checkpoint(school.pk)
    size = Entry.objects.count()
    last_id = Entry.objects.order_by("-id").values_list("id", flat=True)[0]
    stored = tree.StoredTree(school.pk, last_id)
    leaves = [leaf for _, leaf in tree.leaves_between(school.pk, 0, last_id)]

    assert size == stored.size == 70
    assert sorted(Tile.objects.values_list("level", "number")) == [
        *((0, number) for number in range(17)),
        *((1, number) for number in range(4)),
        (2, 0),
    ]
    for old in range(1, size + 1):
        assert merkle.root_at(stored, old) == merkle.fold(leaves[:old])
        path = merkle.consistency_proof(stored, old, size)
        assert merkle.is_consistent(old, size, merkle.fold(leaves[:old]), merkle.fold(leaves), path)
        path = merkle.inclusion_proof(stored, old - 1, size)
        assert merkle.root_from_inclusion(leaves[old - 1], old - 1, size, path) == merkle.fold(leaves)
    assert [stored.index_of(pk) for pk in Entry.objects.order_by("id").values_list("id", flat=True)] == list(range(70))
    for row in Checkpoint.objects.all():
        assert bytes(row.root) == merkle.fold(leaves[: row.size])


@pytest.mark.usefixtures("narrow")
def test_an_old_base_interrupted_while_its_tree_is_built_goes_on(monkeypatch):
    school = make_school()
    enter(school, 60)
    real = tree._grow_above

    def torn(school_id: int, level: int, below: int) -> None:
        real(school_id, level, below)
        if below > 6:
            raise KeyboardInterrupt

    monkeypatch.setattr(tree, "_grow_above", torn)
    with pytest.raises(KeyboardInterrupt):
        tree.grow(school.pk, Entry.objects.latest("id").pk)
    assert Tile.objects.filter(level=0).count() == 6
    monkeypatch.setattr(tree, "_grow_above", real)

    made = make_checkpoint(school.pk)

    assert (made.size, bytes(made.root)) == (61, root_of_entries(school, 61))
    assert [finding.table for finding in verify(school.pk).findings if "tile" in finding.code] == []


def test_a_proof_reads_a_few_tiles_and_no_more(django_assert_num_queries):
    school = make_school()
    entries = enter(school, 600)
    make_checkpoint(school.pk)
    with django_assert_num_queries(2):
        stored = tree.StoredTree(school.pk, entries[-1].pk)
    with django_assert_num_queries(2):
        index = stored.index_of(entries[300].pk)
    with django_assert_num_queries(4):
        assert len(merkle.inclusion_proof(stored, index, stored.size)) == 10


@pytest.mark.parametrize("before", [0, 3])
def test_the_minute_costs_the_same_whatever_is_there(before: int, django_assert_num_queries):
    school = make_school()
    enter(school, 3)
    for _ in range(before + 1):
        enter(school, 20)
        make_checkpoint(school.pk)
    enter(school, 2)

    # PostgreSQL: two more, the lock that waits for the writers under way.
    with django_assert_num_queries(18 if connection.vendor == "sqlite" else 20):
        assert make_checkpoint(school.pk).number == before + 2


@pytest.mark.django_db(transaction=True)
def test_entries_still_on_their_way_are_left_to_the_next_checkpoint():
    """PostgreSQL: a transaction holding an earlier id is under way; the maker waits a second and leaves."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    school = make_school()
    written, may_commit = Event(), Event()

    def write() -> None:
        with transaction.atomic():
            enter(school, 1)
            written.set()
            may_commit.wait(120)
        connection.close()

    writer = Thread(target=write)
    writer.start()
    assert written.wait(120)
    assert make_checkpoint(school.pk) is None
    assert Checkpoint.objects.count() == 0
    may_commit.set()
    writer.join()

    assert make_checkpoint(school.pk).size == 2


@pytest.mark.django_db(transaction=True)
def test_verifying_outside_a_transaction_reads_one_view_and_writes_nothing():
    school = make_school()
    enter(school, 2)
    make_checkpoint(school.pk)

    report = verify(school.pk)

    assert (report.entries, report.checkpoints, report.unsigned) == (3, 1, 0)
    assert [finding.table for finding in report.findings if finding.code == "row_unrecorded"] == ["organisation.school"]
    enter(school, 1)
    assert Entry.objects.count() == 4


# ── the key ───────────────────────────────────────────────────────────


@pytest.fixture
def signed(school) -> LogKey:
    """A school whose log has a key and a checkpoint, and an entry since."""
    enter(school, 3)
    make_checkpoint(school.pk)
    enter(school, 1)
    return LogKey.objects.get()


def test_the_key_is_its_owners_alone(signed: LogKey):
    file = keys.file_of(signed)

    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert checkpoints.last_file(signed).stat().st_mode & 0o777 == 0o600


def test_no_school_gets_a_key_before_its_first_checkpoint(school):
    assert checkpoint_all() == []
    assert not keys.folder().exists()
    assert LogKey.objects.count() == 0


def missing(file):
    file.unlink()


def open_to_all(file):
    file.chmod(0o644)


def cut(file):
    file.write_bytes(file.read_bytes()[:40])


def another(file):
    other = make_school()
    enter(other, 1)
    make_checkpoint(other.pk)
    file.write_bytes(keys.file_of(LogKey.objects.get(school=other)).read_bytes())


def a_folder(file):
    file.unlink()
    file.mkdir(mode=0o700)


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (missing, ("key_missing", "Нет ключа журнала истории")),
        (open_to_all, ("key_open", "chmod 600")),
        (cut, ("key_unreadable", "не ключ журнала истории")),
        (a_folder, ("key_unreadable", "не читается")),
        (another, ("key_replaced", "не тот, что помнит база")),
    ],
)
def test_a_key_that_does_not_fit_signs_nothing(school, signed: LogKey, harm, told: tuple[str, str], caplog):
    code, word = told
    harm(keys.file_of(signed))
    before = Checkpoint.objects.filter(school=school).count()

    with pytest.raises(KeyFault, match=word) as refused:
        make_checkpoint(school.pk)

    assert refused.value.code == code
    assert "Ничего не подписано" in refused.value.message
    # The minute's work says it once, and goes on with other schools.
    checkpoint_all()
    checkpoint_all()
    assert caplog.text.count(word) == 1
    assert Checkpoint.objects.filter(school=school).count() == before
    assert LogKey.objects.filter(school=school).count() == 1


def test_a_base_restored_with_the_key_of_another_says_so(school, signed: LogKey):
    keys.file_of(signed).rename(keys.folder() / "0123456789abcdef-1.pem")

    with pytest.raises(KeyFault, match="ключи, но других журналов"):
        make_checkpoint(school.pk)


def test_a_new_key_is_an_act_with_a_reason(school, signed: LogKey):
    with pytest.raises(Refused, match="причину"):
        checkpoints.rotate(school.pk, reason=" ")
    made = checkpoints.rotate(school.pk, reason="плановая смена")

    old, new = keys.keys_of(school.pk)
    note = notes.parse(made.note)
    assert note.is_signed_by(Verifier.of(old.verifier)) is True
    assert note.is_signed_by(Verifier.of(new.verifier)) is True
    assert Verifier.of(old.verifier).name == Verifier.of(new.verifier).name
    entry = Entry.objects.get(action="rotate")
    assert (entry.reason, entry.after["number"]) == ("плановая смена", 2)
    assert not keys.file_of(old).exists()
    enter(school, 1)
    assert notes.parse(make_checkpoint(school.pk).note).is_signed_by(Verifier.of(old.verifier)) is None
    assert {finding.code for finding in verify(school.pk).findings} <= {"row_unrecorded", "entry_gap"}


def test_a_lost_key_is_replaced_only_when_one_says_that_it_is_lost(school, signed: LogKey):
    keys.file_of(signed).unlink()
    with pytest.raises(KeyFault):
        checkpoints.rotate(school.pk, reason="диск сгорел")
    assert LogKey.objects.count() == 1

    made = checkpoints.rotate(school.pk, reason="диск сгорел", lost=True)

    assert notes.parse(made.note).is_signed_by(Verifier.of(keys.keys_of(school.pk)[-1].verifier)) is True


def test_two_makers_of_the_first_key_leave_one(school, monkeypatch):
    enter(school, 1)
    make_checkpoint(school.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        keys.make_first(school.pk)

    assert len(list(keys.folder().glob("*.pem"))) == 1


# ── looking back ──────────────────────────────────────────────────────


def unlocked(*statements: str) -> None:
    append_only.remove(connection)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    append_only.install(connection)


def test_a_base_set_back_signs_nothing_until_one_says_why(school, signed: LogKey):
    kept = Entry.objects.latest("id").pk
    enter(school, 2)
    make_checkpoint(school.pk)
    unlocked(f"DELETE FROM history_entry WHERE id > {kept}", "DELETE FROM history_checkpoint WHERE number > 1")

    with pytest.raises(LogFault, match="База отстала") as refused:
        make_checkpoint(school.pk)
    assert refused.value.code == "log_cut"
    with pytest.raises(LogFault):
        checkpoints.rotate(school.pk, reason="база возвращена из копии")
    assert LogKey.objects.count() == 1

    assert checkpoints.rotate(school.pk, reason="база возвращена из копии", lost=True).number == 2


def test_a_changed_past_is_not_signed(school, signed: LogKey):
    entry = Entry.objects.order_by("id")[0]
    entry.digest = bytes(32)
    append_only.remove(connection)
    entry.save()
    append_only.install(connection)

    with pytest.raises(LogFault, match="первые 4 записей уже не те") as refused:
        make_checkpoint(school.pk)
    assert refused.value.code == "log_forked"
