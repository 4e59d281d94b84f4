"""What somebody who owns the database can do to the log, each found and named: tree, checkpoints, keys, order, seals.

Rows, entries, salts and acts are the matter of test_tamper.py; what two readers were shown, of log/test_against.py.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from letopis.kernel.actor import Actor
from letopis.school.history import append_only, merkle
from letopis.school.history.ledger import Change, digest_of, record, record_many
from letopis.school.history.log import checkpoints, keys, notes, tree
from letopis.school.history.log.checkpoints import make_checkpoint
from letopis.school.history.log.notes import Head, Verifier
from letopis.school.history.models import Checkpoint, Entry, LogKey, Seal, Tile
from letopis.school.history.verification import verify
from letopis.school.organisation.models import Room, School
from tests.factories import make_room, make_school
from tests.school.history.old_seals import seal

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-10", "П1.2")]


@pytest.fixture
def school(monkeypatch) -> School:
    """A ledger of 46 entries in tiles of 4, under three checkpoints; the first ones under two old seals as well."""
    monkeypatch.setattr(tree, "HEIGHT", 2)
    monkeypatch.setattr(tree, "WIDTH", 4)
    school = make_school()
    record(Actor.system(school.pk), school, "create")
    for size in (5, 5):
        enter(school, size)
        seal(school.pk)
    for size in (9, 13, 12):
        enter(school, size)
        make_checkpoint(school.pk)
    assert verify(school.pk).findings == []
    assert (Entry.objects.count(), Tile.objects.count(), Seal.objects.count()) == (46, 13, 2)
    return school


def enter(school: School, number: int) -> None:
    first = Room.objects.count()
    rooms = [make_room(school, f"{first + place}") for place in range(number)]
    record_many(Actor.system(school.pk), [Change(row=room, action="create") for room in rooms])


def entry_at(place: int) -> Entry:
    """The entry of a leaf, from 0."""
    return Entry.objects.order_by("id")[place]


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


# ── old seals ─────────────────────────────────────────────────────────


def a_seal_is_altered() -> None:
    sql("UPDATE history_seal SET size = 4 WHERE number = 1")


def a_seal_is_removed() -> None:
    Seal.objects.filter(number=1).delete()


# ── the tree ──────────────────────────────────────────────────────────


def a_tile_is_altered() -> None:
    tile = Tile.objects.get(level=0, number=2)
    tile.hashes = bytes(32) + bytes(tile.hashes)[32:]
    tile.save()


def a_tile_is_altered_with_its_root() -> None:
    tile = Tile.objects.get(level=0, number=2)
    hashes = [bytes(32), *tree.hashes_of(tile)[1:]]
    tile.hashes, tile.root = b"".join(hashes), merkle.fold(hashes)
    tile.save()


def a_tile_is_emptied() -> None:
    Tile.objects.filter(level=0, number=2).update(hashes=b"")


def a_tile_is_removed() -> None:
    Tile.objects.filter(level=0, number=2).delete()


def the_last_tile_above_is_removed() -> None:
    Tile.objects.filter(level=1, number=1).delete()


def a_tile_above_is_altered() -> None:
    Tile.objects.filter(level=1, number=1).update(root=bytes(32))


def all_tiles_are_removed() -> None:
    Tile.objects.all().delete()


# ── checkpoints ───────────────────────────────────────────────────────


def the_root_of_a_checkpoint_is_altered() -> None:
    Checkpoint.objects.filter(number=2).update(root=bytes(32))


def the_size_of_a_checkpoint_is_altered() -> None:
    Checkpoint.objects.filter(number=2).update(size=30)


def the_text_of_a_checkpoint_is_altered() -> None:
    sql("UPDATE history_checkpoint SET note = replace(note, '34', '35') WHERE number = 2")


def a_signature_is_cut_off() -> None:
    row = Checkpoint.objects.get(number=2)
    Checkpoint.objects.filter(number=2).update(note=row.note.partition("\n\n")[0] + "\n")


def a_signature_is_taken_from_another() -> None:
    first, second = Checkpoint.objects.order_by("number")[:2]
    text = second.note.partition("\n\n")[0] + "\n\n" + first.note.partition("\n\n")[2]
    Checkpoint.objects.filter(number=2).update(note=text)


def the_entry_of_a_checkpoint_is_altered() -> None:
    Checkpoint.objects.filter(number=2).update(last_entry_id=entry_at(20).pk)


def a_checkpoint_is_removed() -> None:
    Checkpoint.objects.filter(number=2).delete()


def the_newest_checkpoint_is_removed() -> None:
    Checkpoint.objects.filter(number=3).delete()


def checkpoints_change_places() -> None:
    Checkpoint.objects.filter(number=1).update(number=99)
    Checkpoint.objects.filter(number=2).update(number=1)
    Checkpoint.objects.filter(number=99).update(number=2)


def a_checkpoint_is_signed_with_another_key() -> None:
    row = Checkpoint.objects.get(number=2)
    head = notes.head_of(notes.parse(row.note))
    note = notes.signed(head.text, head.origin, Ed25519PrivateKey.generate())
    Checkpoint.objects.filter(number=2).update(note=note)


def a_checkpoint_is_signed_with_a_key_since_changed() -> None:
    school_id, old = School.objects.get().pk, keys.signer_of(LogKey.objects.get())
    checkpoints.rotate(school_id, reason="плановая смена")
    make_room_entry()
    made = make_checkpoint(school_id)
    head = notes.head_of(notes.parse(made.note))
    append_only.remove(connection)
    Checkpoint.objects.filter(pk=made.pk).update(note=notes.signed(head.text, head.origin, old.key))


def make_room_entry() -> None:
    append_only.install(connection)
    enter(School.objects.get(), 1)


# ── keys ──────────────────────────────────────────────────────────────


def the_key_of_the_base_is_replaced() -> None:
    """With everything signed anew, as an attacker would."""
    key = Ed25519PrivateKey.generate()
    row = LogKey.objects.get()
    name = Verifier.of(row.verifier).name
    LogKey.objects.update(verifier=str(Verifier(name, key.public_key().public_bytes_raw())))
    for checkpoint in Checkpoint.objects.all():
        checkpoint.note = notes.signed(Head(name, checkpoint.size, bytes(checkpoint.root)).text, name, key)
        checkpoint.save()


def the_key_of_the_base_is_spoilt() -> None:
    LogKey.objects.update(verifier="?")


def the_key_of_the_base_is_removed() -> None:
    LogKey.objects.all().delete()


def the_file_of_the_key_is_replaced() -> None:
    file = keys.file_of(LogKey.objects.get())
    file.unlink()
    keys.write_private(file, keys.pem_of(Ed25519PrivateKey.generate()))


# ── entries: their order, number, past ────────────────────────────────


def two_entries_change_places() -> None:
    """Their ids are exchanged: each still agrees with its own digest, and with its own row."""
    one, other = entry_at(24).pk, entry_at(26).pk
    for before, after in ((one, -1), (other, one), (-1, other)):
        sql("UPDATE history_entry SET id = %s WHERE id = %s", after, before)


def an_entry_is_put_in_the_middle() -> None:
    """Those after it are moved up by one, and so is what names their ids in the base."""
    room = make_room(School.objects.get(), "put in")
    made = record(Actor.system(room.school_id), room, "create")
    sql("UPDATE history_entry SET id = -1 WHERE id = %s", made.pk)
    later = list(Entry.objects.filter(pk__gt=entry_at(20).pk).order_by("-id").values_list("id", flat=True))
    for pk in later:
        sql("UPDATE history_entry SET id = %s WHERE id = %s", pk + 1, pk)
    sql("UPDATE history_tile SET last_entry_id = last_entry_id + 1 WHERE last_entry_id > %s", later[-1] - 1)
    sql("UPDATE history_checkpoint SET last_entry_id = last_entry_id + 1 WHERE last_entry_id > %s", later[-1] - 1)
    sql("UPDATE history_entry SET id = %s WHERE id = -1", later[-1])


def an_entry_is_taken_out_with_its_row() -> None:
    entry = entry_at(21)
    Room.objects.filter(pk=entry.object_id).delete()
    entry.delete()


def an_entry_goes_to_another_school() -> None:
    entry = entry_at(21)
    Room.objects.filter(pk=entry.object_id).delete()
    Entry.objects.filter(pk=entry.pk).update(school=make_school())


def cut_off(kept: int) -> None:
    for entry in Entry.objects.order_by("id")[kept:]:
        Room.objects.filter(pk=entry.object_id).delete()
        entry.delete()


def the_last_entries_are_cut_off() -> None:
    cut_off(40)


def the_base_is_set_back() -> None:
    """Entries, tiles and checkpoints as they were at the second checkpoint: the base agrees with itself."""
    second = Checkpoint.objects.get(number=2)
    cut_off(second.size)
    Checkpoint.objects.filter(number=3).delete()
    Tile.objects.filter(last_entry_id__gt=second.last_entry_id).delete()


def rewrite() -> None:
    """One mark becomes another, in its row, its entry and the entry's digest."""
    entry = entry_at(21)
    entry.after = {**entry.after, "number": "другой"}
    Room.objects.filter(pk=entry.object_id).update(number="другой")
    entry.digest = digest_of(entry)
    entry.save()


def an_entry_is_rewritten() -> None:
    rewrite()


def an_entry_is_rewritten_and_the_tree_made_to_fit() -> None:
    rewrite()
    Tile.objects.all().delete()
    tree.grow(School.objects.get().pk, entry_at(45).pk)


def all_is_made_to_fit_but_the_signatures() -> None:
    an_entry_is_rewritten_and_the_tree_made_to_fit()
    for row in Checkpoint.objects.all():
        stored = tree.StoredTree(row.school_id, row.last_entry_id)
        row.root = merkle.root_at(stored, row.size)
        name = row.note.partition("\n")[0]
        row.note = notes.signed(Head(name, row.size, row.root).text, name, Ed25519PrivateKey.generate())
        row.save()


@dataclass(frozen=True, slots=True)
class Case:
    """What is done, which codes `letopis verify` finds (all of them), and what it says."""

    harm: Callable[[], None]
    codes: set[str]
    word: str


CASES = [
    Case(a_seal_is_altered, {"seal_altered", "seal_size"}, "Печать № 1: изменена"),
    Case(a_seal_is_removed, {"seal_missing", "seal_chain", "seal_size"}, "Печать № 2: перед ней не хватает"),
    Case(a_tile_is_altered, {"tile_altered"}, "Часть дерева 0/2 изменена"),
    Case(a_tile_is_altered_with_its_root, {"tile_altered"}, "Часть дерева 0/2 изменена"),
    Case(a_tile_is_emptied, {"tile_altered"}, "Часть дерева 0/2 изменена"),
    Case(a_tile_is_removed, {"tile_missing"}, "Часть дерева 0/2 изъята"),
    Case(the_last_tile_above_is_removed, {"tile_missing"}, "Часть дерева 1/1 изъята"),
    Case(a_tile_above_is_altered, {"tile_altered"}, "Часть дерева 1/1 изменена"),
    Case(all_tiles_are_removed, {"tile_missing"}, "Часть дерева с 0/0 по 0/10 изъята"),
    Case(the_root_of_a_checkpoint_is_altered, {"checkpoint_altered", "checkpoint_root"}, "Контрольная точка № 2"),
    Case(the_size_of_a_checkpoint_is_altered, {"checkpoint_altered", "checkpoint_root"}, "Контрольная точка № 2"),
    Case(the_text_of_a_checkpoint_is_altered, {"checkpoint_altered"}, "говорит не то, что её столбцы"),
    Case(a_signature_is_cut_off, {"checkpoint_altered"}, "нет подписи"),
    Case(a_signature_is_taken_from_another, {"checkpoint_altered"}, "подпись не сходится с текстом"),
    Case(the_entry_of_a_checkpoint_is_altered, {"checkpoint_altered"}, "Контрольная точка № 2: до записи №"),
    Case(a_checkpoint_is_removed, {"checkpoint_missing"}, "Контрольная точка № 3: перед ней не хватает"),
    Case(the_newest_checkpoint_is_removed, {"checkpoint_missing"}, "Из базы изъята контрольная точка на 46 записях"),
    Case(checkpoints_change_places, {"checkpoint_missing", "checkpoint_altered"}, "стоит не на своём месте"),
    Case(a_checkpoint_is_signed_with_another_key, {"checkpoint_key"}, "подписана не ключом этого журнала"),
    Case(a_checkpoint_is_signed_with_a_key_since_changed, {"checkpoint_key"}, "прежним ключом"),
    Case(the_key_of_the_base_is_replaced, {"row_changed", "key_replaced"}, "не тот, что помнит база"),
    Case(
        the_key_of_the_base_is_spoilt,
        {"row_changed", "key_altered", "checkpoint_key"},
        "Открытый ключ № 1 в базе испорчен",
    ),
    Case(the_key_of_the_base_is_removed, {"row_missing", "checkpoint_key"}, "подписана не ключом этого журнала"),
    Case(the_file_of_the_key_is_replaced, {"key_replaced"}, "не тот, что помнит база"),
    Case(two_entries_change_places, {"leaf_moved", "checkpoint_root"}, "порядок записей изменён"),
    Case(an_entry_is_put_in_the_middle, {"leaf_inserted", "checkpoint_root"}, "вставлена задним числом"),
    Case(an_entry_is_taken_out_with_its_row, {"leaf_missing", "checkpoint_root", "log_cut"}, "не хватает 1"),
    Case(an_entry_goes_to_another_school, {"leaf_missing", "checkpoint_root", "log_cut"}, "не хватает 1"),
    Case(the_last_entries_are_cut_off, {"leaf_missing", "log_cut"}, "подписана на 46 записях, в истории их 40"),
    Case(the_base_is_set_back, {"log_rolled_back"}, "История короче, чем была"),
    Case(an_entry_is_rewritten, {"leaf_altered", "checkpoint_root"}, "не та, что внесена в дерево"),
    Case(an_entry_is_rewritten_and_the_tree_made_to_fit, {"checkpoint_root"}, "первые 34 записей уже не те"),
    Case(all_is_made_to_fit_but_the_signatures, {"checkpoint_key", "log_forked"}, "теперь не то"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.harm.__name__)
@pytest.mark.tampering
def test_each_is_found_and_named(school: School, case: Case, record_property) -> None:
    append_only.remove(connection)
    case.harm()
    append_only.install(connection)

    findings = verify(school.pk).findings

    print(*(f"{finding.code}: {finding.message}" for finding in findings), sep="\n")
    assert {finding.code for finding in findings} == case.codes
    record_property("way", (case.harm.__name__.replace("_", " "), ", ".join(sorted(case.codes))))
    assert any(case.word in finding.message for finding in findings)


def test_a_clock_set_back_is_told_and_is_no_fault(school: School, moment) -> None:
    moment.shift(-7200)
    enter(school, 1)
    make_checkpoint(school.pk)

    report = verify(school.pk)

    assert report.findings == []
    (remark,) = report.remarks
    assert (remark.code, remark.checkpoint) == ("clock_back", 4)
    assert "23.11.2026 08:43 раньше, чем у предыдущей (23.11.2026 10:43)" in remark.message


def test_a_machine_without_the_key_verifies_all_the_same(school: School) -> None:
    keys.file_of(LogKey.objects.get()).unlink()

    report = verify(school.pk)

    assert (report.findings, [remark.code for remark in report.remarks]) == ([], ["key_missing"])
