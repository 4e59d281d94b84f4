"""Checkpoints that somebody kept, against today's ledger: each answer with its words and its exit status."""

from io import StringIO
from pathlib import Path

import orjson
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from letopis.school.history import append_only
from letopis.school.history.log import keys, notes
from letopis.school.history.log.against import STATUS
from letopis.school.history.log.checkpoints import make_checkpoint, rotate
from letopis.school.history.log.notes import Head
from letopis.school.history.models import Checkpoint, Entry, LogKey, Tile
from tests.factories import make_school
from tests.school.history.log.test_checkpoints import enter

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-10", "П1.2")]


@pytest.fixture
def kept(school, tmp_path: Path) -> Path:
    """A checkpoint written to a file years ago; the ledger went on since, over a tile."""
    enter(school, 5)
    note = make_checkpoint(school.pk).note
    enter(school, 300)
    make_checkpoint(school.pk)
    return written(tmp_path / "2026.checkpoint", note)


def written(file: Path, text: str) -> Path:
    file.write_bytes(text.encode())
    return file


def against(*files: Path | str, **options: object) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("verify", "--against", *map(str, files), stdout=out, **options)
    except SystemExit as stop:
        return int(str(stop.code)), out.getvalue()
    return 0, out.getvalue()


def signed_by_the_school(size: int, root: bytes) -> str:
    """A checkpoint that the school's key has signed: whoever holds the key may sign whatever he likes."""
    signer = keys.signer_of(LogKey.objects.get())
    return notes.signed(Head(signer.verifier.name, size, root).text, signer.verifier.name, signer.key)


def unlocked(*statements: str) -> None:
    append_only.remove(connection)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    append_only.install(connection)


def test_the_ledger_goes_on(kept: Path):
    code, text = against(kept)

    assert code == 0
    assert "сегодняшняя история её продолжает" in text
    assert "Первые 6 записей" in text
    assert "добавлено 300" in text


@pytest.mark.parametrize(
    ("wrapped", "told"),
    [
        (lambda note: note.replace("\n", "\r\n").encode(), True),
        (lambda note: note.encode("utf-8-sig"), True),
        (lambda note: note.encode("utf-16"), True),
        (lambda note: note.rstrip("\n").encode(), True),
        (lambda note: b"\n\n" + note.encode() + b"\n", True),
        (lambda note: note.encode(), False),
    ],
    ids=["crlf", "bom", "utf-16", "without the last line end", "empty lines about it", "as it was"],
)
def test_an_editor_or_a_mail_program_does_no_harm(kept: Path, wrapped, told: bool):
    kept.write_bytes(wrapped(kept.read_text(encoding="utf-8")))

    code, text = against(kept)

    assert code == 0
    assert ("пересохраняли" in text) == told


def cut(note: str) -> bytes:
    return note[:-30].encode()


def only_its_head(note: str) -> bytes:
    return note.partition("\n\n")[0].encode()


def nothing(note: str) -> bytes:
    return b""


def a_picture(note: str) -> bytes:
    return b"\x89PNG\r\n\x1a\n\xff\xfe\x00"


def huge(note: str) -> bytes:
    return note.encode() * 1000


def of_another_school(note: str) -> bytes:
    name = note.partition("\n")[0]
    return note.replace(name, "letopis/ffff").encode()


def two_in_one(note: str) -> bytes:
    return (note + "\n" + Checkpoint.objects.latest("number").note).encode()


def forged(note: str) -> bytes:
    return note.replace("\n6\n", "\n7\n").encode()


def by_a_stranger(note: str) -> bytes:
    head = notes.head_of(notes.parse(note))
    return notes.signed(head.text, head.origin, keys.Ed25519PrivateKey.generate()).encode()


def of_a_longer_ledger(note: str) -> bytes:
    return signed_by_the_school(9999, bytes(32)).encode()


def of_another_past(note: str) -> bytes:
    return signed_by_the_school(6, bytes(32)).encode()


@pytest.mark.parametrize(
    ("harm", "code", "word"),
    [
        (cut, "not_a_checkpoint", "это не контрольная точка"),
        (only_its_head, "not_a_checkpoint", "нет подписи"),
        (nothing, "not_a_checkpoint", "нет подписи"),
        (a_picture, "not_a_checkpoint", "не текст"),
        (huge, "not_a_checkpoint", "слишком велик"),
        (of_another_school, "other_log", "другого журнала"),
        (forged, "signature_forged", "подпись не сходится"),
        (by_a_stranger, "key_unknown", "ключом, которого нет"),
        (of_a_longer_ledger, "log_rolled_back", "подписана на 9999 записях, в истории их сегодня 306"),
        (two_in_one, "several_checkpoints", "несколько контрольных точек"),
        (of_another_past, "log_forked", "первые 6 записей истории уже не те"),
    ],
)
@pytest.mark.tampering
def test_each_fault_has_its_words_and_its_status(kept: Path, harm, code: str, word: str, record_property):
    kept.write_bytes(harm(kept.read_text(encoding="utf-8")))

    status, text = against(kept)

    assert status == STATUS[code] > 0
    assert word in text
    assert text.startswith(str(kept))
    record_property("way", (f"a kept checkpoint: {harm.__name__.replace('_', ' ')}", code))


def test_statuses_are_told_apart():
    assert len(set(STATUS.values())) == len(STATUS)


def test_another_school_of_the_same_base(kept: Path):
    other = make_school()

    status, text = against(kept, school=other.pk)

    assert status == STATUS["other_log"]
    assert "другого журнала этой базы" in text


def test_a_checkpoint_of_a_key_since_changed_is_still_good(school, kept: Path):
    rotate(school.pk, reason="плановая смена")

    assert against(kept)[0] == 0


def test_what_was_set_back_and_signed_anew_is_told_with_its_reason(school, kept: Path):
    later = signed_by_the_school(200, bytes(32))
    rotate(school.pk, reason="база возвращена из копии от 1 ноября", lost=True)
    written(kept, later)

    status, text = against(kept)

    assert status == STATUS["log_forked"]
    assert "причина: «база возвращена из копии от 1 ноября»" in text


@pytest.mark.tampering
def test_two_readers_were_shown_two_ledgers(school, kept: Path, tmp_path: Path):
    of_one_size = written(tmp_path / "other", signed_by_the_school(6, bytes(32)))
    of_other_size = written(tmp_path / "longer", signed_by_the_school(100, bytes(32)))

    for other in (of_one_size, of_other_size):
        status, text = against(kept, other)
        assert status == STATUS["split_view"]
        assert "Двум читателям показали две истории" in text
    assert against(kept, kept)[0] == 0


@pytest.mark.tampering
def test_a_rewritten_ledger_is_seen_though_tiles_and_checkpoints_were_made_to_fit(school, kept: Path):
    """Everything in the base is rewritten, even signed with the true key: one line kept outside tells."""
    entry = Entry.objects.order_by("id")[2]
    entry.digest = bytes(32)
    append_only.remove(connection)
    entry.save()
    Tile.objects.all().delete()
    Checkpoint.objects.all().delete()
    append_only.install(connection)
    for file in keys.folder().glob("*.last"):
        file.unlink()
    assert make_checkpoint(school.pk).number == 1

    assert against(kept)[0] == STATUS["log_forked"]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE history_tile SET hashes = root", "DELETE FROM history_checkpoint", "DELETE FROM history_tile"],
)
def test_a_damaged_tree_is_told_from_a_rewritten_ledger(kept: Path, statement: str):
    unlocked(statement)

    status, text = against(kept)

    assert (status, "записи те же" in text) == (STATUS["tree_damaged"], True)


def test_a_file_that_is_not_there(tmp_path: Path):
    with pytest.raises(CommandError, match="Файл не читается") as refused:
        against(tmp_path / "none")
    assert refused.value.returncode == 2


def test_answers_for_a_script(kept: Path, tmp_path: Path):
    wrong = written(tmp_path / "wrong", "?")

    status, text = against(kept, wrong, json=True)

    assert status == 2
    assert {one["code"]: one["status"] for one in orjson.loads(text)} == {"not_a_checkpoint": 2, "continues": 0}
