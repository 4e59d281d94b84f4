"""The second `letopis verify` begins where the first has ended, and says what it does not look at."""

from io import StringIO

import orjson
import pytest
from django.core import signing
from django.core.management import call_command
from django.db import connection

from letopis.kernel.actor import Actor
from letopis.school.history import append_only
from letopis.school.history.ledger import Change, record, record_many
from letopis.school.history.log import keys, verified
from letopis.school.history.log.checkpoints import make_checkpoint
from letopis.school.history.models import Checkpoint, Entry, Tile
from letopis.school.history.tracking import snapshot
from letopis.school.history.verification import verify_onward
from letopis.school.organisation.models import Room
from tests.factories import make_room, make_school

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.req("JRN-10", "П1.2")]

ROOMS = 600


@pytest.fixture
def school():
    """A school whose ledger is two full tiles and an edge, all verified."""
    school = make_school()
    actor = Actor.system(school.pk)
    record(actor, school, "create")
    rooms = [make_room(school, f"{number}") for number in range(ROOMS)]
    record_many(actor, [Change(row=room, action="create") for room in rooms])
    # PostgreSQL: an automatic ANALYZE of so many new rows may hold the table for the second that the maker waits.
    assert any(make_checkpoint(school.pk) for _ in range(5))
    report, mark = verify_onward(school.pk)
    assert (report.findings, report.entries, mark) == ([], ROOMS + 2, None)
    return school


def rename(school, room: Room) -> None:
    before = snapshot(room)
    room.number += "а"
    room.save()
    record(Actor.system(school.pk), room, "change", before=before)


def codes(school, *, full: bool = False) -> list[str]:
    return [finding.code for finding in verify_onward(school.pk, full=full)[0].findings]


def unlocked(statement: str) -> None:
    append_only.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement)
    append_only.install(connection)


def test_the_next_run_looks_at_what_is_new_and_at_the_rows_it_touches(school):
    for room in Room.objects.all()[:3]:
        rename(school, room)
    make_checkpoint(school.pk)

    report, mark = verify_onward(school.pk)

    assert report.findings == []
    assert (report.entries, report.rows, report.checkpoints) == (6, 3, 1)
    assert mark.head.size == ROOMS + 2
    assert verified.load(school.pk).head.size == ROOMS + 5
    assert verified.load(school.pk).full_entry_id == mark.last_entry_id


def test_a_run_with_nothing_new_says_so_and_is_clean(school):
    report, mark = verify_onward(school.pk)

    assert (report.findings, report.entries, report.unsigned, report.not_again) == ([], 0, 0, ROOMS + 2)
    assert mark is not None


def test_full_looks_at_everything(school):
    report, mark = verify_onward(school.pk, full=True)

    assert (report.entries, mark) == (ROOMS + 2, None)


def test_what_it_does_not_look_at_is_found_by_the_full_run(school):
    """It says so each time: rows that no new entry touches, the content of old entries, tiles off the edge."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE organisation_room SET number = 'X' WHERE number = '7'")

    assert codes(school) == []
    assert codes(school, full=True) == ["row_changed"]
    # Once found, it is found by each run until it is mended.
    assert codes(school) == ["row_changed"]


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE history_tile SET root = (SELECT root FROM history_checkpoint)", "verified_changed"),
        ("UPDATE history_checkpoint SET root = (SELECT root FROM history_tile LIMIT 1)", "checkpoint_missing"),
        ("DELETE FROM history_checkpoint", "checkpoint_missing"),
        ("DELETE FROM history_tile WHERE number = 1", "tile_missing"),
        ("UPDATE history_entry SET digest = (SELECT digest FROM history_entry ORDER BY id LIMIT 1) "
         "WHERE id = (SELECT last_entry_id FROM history_checkpoint)", "verified_changed"),
        ("DELETE FROM history_entry WHERE id = (SELECT last_entry_id FROM history_checkpoint)", "log_rolled_back"),
    ],
)  # fmt: skip
def test_what_it_still_sees_of_the_past(school, statement: str, code: str):
    unlocked(statement)

    assert code in codes(school)


def test_two_years_of_runs_are_the_same_tree(school):
    """Onward from onward: the frontier comes from tiles of two levels."""
    for _ in range(4):
        rename(school, Room.objects.order_by("pk")[5])
        make_checkpoint(school.pk)
        assert codes(school) == []
    assert Tile.objects.count() == 2
    assert codes(school, full=True) == []


# ── the mark ──────────────────────────────────────────────────────────


def file(school):
    return keys.folder() / f"{school.pk}.verified"


def test_the_mark_is_its_owners_alone(school):
    assert file(school).stat().st_mode & 0o777 == 0o600


def forged(text: str) -> str:
    form = signing.loads(text, salt=verified._SALT)
    return signing.dumps(form, key="what an attacker has", salt=verified._SALT)


def altered(text: str) -> str:
    return "x" + text


@pytest.mark.parametrize("harm", [forged, altered, lambda text: "", lambda text: text[:40]])
def test_a_mark_that_does_not_fit_is_as_good_as_none(school, harm):
    file(school).write_text(harm(file(school).read_text()))

    assert verify_onward(school.pk)[0].entries == ROOMS + 2


def test_the_mark_of_another_base_does_not_count(school):
    other = make_school()
    record(Actor.system(other.pk), other, "create")
    make_checkpoint(other.pk)
    file(other).write_text(file(school).read_text())

    assert verified.load(other.pk) is None


def test_without_a_checkpoint_there_is_no_mark():
    school = make_school()
    record(Actor.system(school.pk), school, "create")

    assert codes(school) == []
    assert verified.load(school.pk) is None


# ── the command ───────────────────────────────────────────────────────


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("verify", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_plainly_what_it_has_not_looked_at(school):
    last = Checkpoint.objects.get().last_entry_id
    rename(school, Room.objects.all()[0])

    text = run()

    assert f"записи до № {last} проверены 23.11.2026 10:43; теперь новые и о тех же строках:" in text
    assert "записей 2, строк 1, файлов 0, контрольных точек 0" in text
    assert f"Не смотрели заново: прежние записи ({ROOMS + 2}), строки, которых новые записи не касаются" in text
    assert "Полная проверка (последняя 23.11.2026 10:43): letopis verify --full" in text
    assert "ещё не под контрольной точкой записей: 1" in text
    assert "Не смотрели" not in run("--full")


def test_a_script_can_tell(school):
    (told,) = orjson.loads(run("--json"))["schools"]

    assert told["since"] == Entry.objects.latest("id").pk
    (told,) = orjson.loads(run("--json", "--full"))["schools"]
    assert told["since"] is None
