"""Our side as a witness: every answer of C2SP tlog-witness, through the address that logs ask."""

import base64
import hashlib
from http import HTTPStatus

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from letopis.kernel.actor import Actor
from letopis.school.history import merkle
from letopis.school.history.log import notes
from letopis.school.history.log.cosignatures import Cosigner, cosigned
from letopis.school.history.models import Entry
from letopis.school.history.verification import verify
from letopis.school.witnessing import actions, keys
from letopis.school.witnessing.models import Refusal, WatchedLog
from letopis.school.witnessing.protocol import LARGEST
from letopis.web.shared import witness as page
from letopis.web.shared.pace import Pace
from tests.school.witnessing.scene import StrangeLog, request, watching

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-10")]

LEAVES = [b"%d" % number for number in range(40)]


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    monkeypatch.setattr(page, "pace", Pace(burst=10_000, rate=10_000))


@pytest.fixture
def log() -> StrangeLog:
    return StrangeLog(LEAVES)


@pytest.fixture
def key(log):
    return watching(log)


def post(key, body: bytes, **options):
    # A browser that enforces it: no token is needed, nobody signs in.
    client = Client(enforce_csrf_checks=True)
    return client.post(f"/witness/{key.node}/add-checkpoint", body, content_type="text/plain", **options)


def told(answer) -> tuple[int, str]:
    return answer.status_code, answer.content.decode()


def seen(key) -> int:
    return WatchedLog.objects.get(school=key.school_id, ended_at__isnull=True).size


def test_a_first_checkpoint_and_those_that_go_on_are_cosigned(log, key):
    cosigner = Cosigner.of(key.verifier)
    for old, size in ((0, 5), (5, 8), (8, 8), (8, 40)):
        answer = post(key, log.request(old, size))
        status, body = told(answer)
        assert (status, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
        note = notes.parse(log.checkpoint(size) + body)
        assert cosigner.time_of(note) == 1795419780, "the moment that the tests stand in"
        assert seen(key) == size
        assert not answer.cookies
    assert not Refusal.objects.exists()


def test_an_empty_tree_is_cosigned_when_it_is_empty(log, key):
    assert told(post(key, log.request(0, 0, root=b"\1" * 32)))[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    assert told(post(key, log.request(0, 0, root=merkle.EMPTY)))[0] == 200
    assert told(post(key, log.request(0, 3)))[0] == 200


def test_whom_it_does_not_know_is_not_found(log, key):
    assert told(post(key, StrangeLog(LEAVES, "example.com/other").request(0, 5)))[0] == 404
    key.node = "0" * 32
    assert told(post(key, log.request(0, 5)))[0] == 404


def test_a_log_that_is_watched_no_more_is_unknown(log, key):
    actor = Actor.system(key.school_id)
    assert told(post(key, log.request(0, 5)))[0] == 200
    actions.end_log(actor, WatchedLog.objects.get().pk, reason="Школы объединились")
    assert told(post(key, log.request(5, 8)))[0] == 404
    # Named again, it begins anew.
    actions.watch_log(actor, name="Снова", verifiers=log.verifier)
    assert told(post(key, log.request(0, 4)))[0] == 200


def test_signatures_are_looked_at_before_anything_is_told(log, key):
    stranger = StrangeLog(LEAVES).key
    post(key, log.request(0, 5))
    assert told(post(key, request(0, [], log.checkpoint(5, key=stranger))))[0] == 403
    forged = log.checkpoint(5).replace("\n5\n", "\n6\n")
    assert told(post(key, request(0, [], forged)))[0] == 403
    # A right signature beside a wrong one of the same key: such a note is malformed.
    both = log.checkpoint(8) + log.checkpoint(7).rpartition("\n\n")[2]
    assert told(post(key, request(5, log.proof(5, 8), both)))[0] == 403
    assert seen(key) == 5


def test_signatures_of_others_are_passed_over_and_not_handed_on(log, key):
    with_others = log.checkpoint(5) + cosigned(log.checkpoint(5), "example.com/w9", StrangeLog().key, 1)
    assert told(post(key, request(0, [], with_others)))[0] == 200
    kept = Client().get(f"/witness/{key.node}/{hashlib.sha256(log.origin.encode()).hexdigest()}/checkpoint")
    names = [one.name for one in notes.parse(kept.content.decode()).signatures]
    assert names == [log.origin, Cosigner.of(key.verifier).name]


def test_a_log_changes_its_key(log, key):
    post(key, log.request(0, 5))
    old_key, old_verifier = log.key, log.verifier
    log.key = StrangeLog().key
    assert told(post(key, log.request(5, 8)))[0] == 403
    row = WatchedLog.objects.get()
    actions.change_log(Actor.system(key.school_id), row.pk, name=row.name, verifiers=f"{old_verifier}\n{log.verifier}")
    assert told(post(key, log.request(5, 8)))[0] == 200
    log.key = old_key
    assert told(post(key, log.request(8, 9)))[0] == 200


def test_another_old_size_gets_the_one_that_was_seen(log, key):
    post(key, log.request(0, 20))
    for old in (0, 5, 21):
        answer = post(key, request(old, log.proof(old, 30), log.checkpoint(30)))
        assert told(answer) == (409, "20\n")
        assert answer["Content-Type"] == "text/x.tlog.size"
    assert not Refusal.objects.exists(), "an honest log may not know what was seen"
    assert seen(key) == 20


def test_an_old_size_beyond_the_checkpoint_is_wrong(log, key):
    post(key, log.request(0, 20))
    assert told(post(key, request(20, [], log.checkpoint(19))))[0] == 400


def test_a_proof_that_does_not_verify_is_a_refusal_that_stays(log, key):
    post(key, log.request(0, 20))
    proof = log.proof(20, 30)
    wrong = ([], proof[:-1], [*proof, bytes(32)], [bytes(32), *proof[1:]], proof[::-1])
    for one in wrong:
        assert told(post(key, request(20, one, log.checkpoint(30))))[0] == 422
    row = Refusal.objects.get()
    assert (row.kind, row.times, row.known_size, row.shown_size) == ("not_on", len(wrong), 20, 30)
    assert notes.head_of(notes.parse(row.known_note)).root == log.root(20)
    assert row.shown_note == log.checkpoint(30)
    assert Entry.objects.filter(kind="witnessing.refusal").count() == 1
    assert seen(key) == 20
    # Nothing in the way of going on rightly; the refusal stays.
    assert told(post(key, log.request(20, 30)))[0] == 200
    assert Refusal.objects.get().settled_at is None


def test_a_proof_where_none_is_needed_is_wrong(log, key):
    assert told(post(key, request(0, [bytes(32)], log.checkpoint(5))))[0] == 422
    post(key, log.request(0, 5))
    assert told(post(key, request(5, [bytes(32)], log.checkpoint(5))))[0] == 422


@pytest.mark.tampering
@pytest.mark.parametrize("old", [0, 20])
def test_two_roots_of_one_size_are_a_fork(log, key, old, record_property):
    post(key, log.request(0, 20))
    other = StrangeLog([b"x", *LEAVES[1:]])
    shown = log.checkpoint(20, root=other.root(20))
    assert told(post(key, request(old, [], shown)))[0] == (422 if old else 409)
    row = Refusal.objects.get()
    assert (row.kind, row.shown_note) == ("forked", shown)
    record_property("found", "forked")


def test_an_older_base_shows_less_than_was_seen(log, key):
    post(key, log.request(0, 20))
    assert told(post(key, request(0, [], log.checkpoint(12)))) == (409, "20\n")
    row = Refusal.objects.get()
    assert (row.kind, row.known_size, row.shown_size) == ("behind", 20, 12)
    # Asked a hundred times, it is one row.
    post(key, request(5, [], log.checkpoint(13)))
    assert Refusal.objects.get().times == 2


def test_a_witness_set_back_remembers_what_it_has_cosigned(log, key):
    post(key, log.request(0, 20))
    WatchedLog.objects.update(size=5, root=log.root(5), note="")
    other = StrangeLog([*LEAVES[:5], b"x", *LEAVES[6:]])
    assert told(post(key, request(5, other.proof(5, 30), log.checkpoint(30, root=other.root(30))))) == (409, "20\n")
    assert told(post(key, log.request(20, 30)))[0] == 200


@pytest.mark.tampering
@pytest.mark.parametrize("is_kept", [True, False])
@pytest.mark.parametrize("size", [20, 25])
def test_a_memory_rewritten_in_the_base_lets_no_other_history_go_on(log, key, size, is_kept, record_property):
    """Whoever owns both bases writes a head of the other history where the witness remembers the last."""
    post(key, log.request(0, 20))
    other = StrangeLog([b"x", *LEAVES[1:]])
    row = WatchedLog.objects.get()
    forged = log.checkpoint(size, root=other.root(size)) + row.note.splitlines(keepends=True)[-1]
    WatchedLog.objects.update(size=size, root=other.root(size), note=forged)
    if not is_kept:
        keys.last_file(key, row).unlink()
    shown = request(size, other.proof(size, 30), log.checkpoint(30, root=other.root(30)))
    code = (422 if size == 20 else 409) if is_kept else 503
    assert post(key, shown).status_code == code
    address = f"/witness/{key.node}/{hashlib.sha256(row.origin.encode()).hexdigest()}/checkpoint"
    assert Client().get(address).status_code == (200 if is_kept else 503)
    assert "witness_memory" in {one.code for one in verify(key.school_id).findings}
    record_property("way", ("a witness's memory of a log rewritten in the base", "witness_memory"))
    WatchedLog.objects.update(size=row.size, root=row.root, note=row.note)
    assert "witness_memory" not in {one.code for one in verify(key.school_id).findings}
    assert told(post(key, log.request(20, 30)))[0] == 200


def test_without_its_key_nothing_is_said_to_have_been_seen(log, key):
    keys.file_of(key).unlink()
    assert told(post(key, log.request(0, 5)))[0] == 503
    assert seen(key) == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n\n",
        b"old 0",
        b"old 00\n\n",
        b"old -1\n\n",
        b"old +1\n\n",
        "old ٣\n\n".encode(),
        b"old 1e3\n\n",
        b"old 0\r\n\r\n",
        b"OLD 0\n\n",
        b"old 0 \n\n",
        b"\xff\xfe" * 40,
        b"old 0\nAAAA\n\n",
        b"old 0\nnot base64\n\n",
        b"old 9999999999999999999\n\n",
        b"old 0\n" + base64.b64encode(bytes(32)) + b"\n\n",
    ],
)
def test_junk_is_a_bad_request(log, key, body):
    good = log.checkpoint(5).encode()
    assert told(post(key, body))[0] == 400
    if b"\n\n" in body and body != b"\n\n" and not body.endswith(base64.b64encode(bytes(32)) + b"\n\n"):
        assert told(post(key, body + good))[0] == 400
    assert seen(key) == 0


def test_what_is_no_checkpoint_is_a_bad_request(log, key):
    good = log.checkpoint(5)
    text, lines = good.split("\n\n")
    broken = (
        text,
        good[:-1],
        good[:-8] + "\n",
        f"{text}\n\n",
        good.replace("\n5\n", "\n05\n"),
        good.replace("\n5\n", "\n-5\n"),
        good.replace("\n", "\r\n"),
        f"{log.origin}\n5\n\n{lines}",
        "\n\n" + good,
        good + "more\n",
        f"{text}\n\n" + lines * 33,
    )
    for one in broken:
        assert told(post(key, request(0, [], one)))[0] == 400, one
    assert told(post(key, request(0, [bytes(32)] * 64, good)))[0] == 400


def test_a_huge_body_is_not_read(log, key):
    assert told(post(key, b"x" * (LARGEST + 1)))[0] == 413


def test_only_what_is_asked_so_often_is_answered(log, key, monkeypatch):
    monkeypatch.setattr(page, "pace", Pace(burst=2, rate=0))
    assert [told(post(key, b"x"))[0] for _ in range(3)] == [400, 400, 429]
    # Another address has its own.
    assert told(post(key, b"x", REMOTE_ADDR="10.0.0.9"))[0] == 400
    assert Client().get(f"/witness/{key.node}/{'0' * 64}/checkpoint").status_code == 429


def test_only_a_post_cosigns(log, key):
    assert Client().get(f"/witness/{key.node}/add-checkpoint").status_code == 405


def test_the_checkpoint_cosigned_last_is_shown_to_monitors(log, key):
    address = f"/witness/{key.node}/{hashlib.sha256(log.origin.encode()).hexdigest()}/checkpoint"
    assert Client().get(address).status_code == 404
    post(key, log.request(0, 5))
    body = told(post(key, log.request(5, 9)))[1]
    assert told(Client().get(address)) == (200, log.checkpoint(9) + body)
    assert Client().get(address.replace(key.node, "x" * 32)).status_code == 404
    assert Client().get(f"/witness/{key.node}/{'é' * 10}/checkpoint").status_code == 404


def test_an_answer_takes_few_queries_whatever_is_sent(log, key, django_assert_num_queries):
    with django_assert_num_queries(1):
        post(key, b"junk")
    with django_assert_num_queries(2):
        post(key, StrangeLog(LEAVES, "example.com/other").request(0, 5))
    # The witness, the log; savepoint, the log locked, kept, released.
    for old, size in ((0, 5), (5, 40)):
        with django_assert_num_queries(6):
            post(key, log.request(old, size))


@given(st.data())
@settings(max_examples=20)
def test_whatever_grows_is_cosigned_and_whatever_is_bent_is_not(data):
    """Any way of growing, asked through the address; with one byte of the proof or the root bent it is refused."""
    leaves = [b"%d" % number for number in range(data.draw(st.integers(1, 70)))]
    log = StrangeLog(leaves)
    key = watching(log)
    sizes = sorted(data.draw(st.sets(st.integers(1, len(leaves)), min_size=1, max_size=5)))
    old = 0
    for size in sizes:
        proof = log.proof(old, size)
        if proof:
            at, bit = data.draw(st.integers(0, 32 * len(proof) - 1)), data.draw(st.integers(0, 7))
            bent = bytearray(b"".join(proof))
            bent[at] ^= 1 << bit
            pieces = [bytes(bent[start : start + 32]) for start in range(0, len(bent), 32)]
            assert told(post(key, request(old, pieces, log.checkpoint(size))))[0] == 422
        assert told(post(key, request(old, proof, log.checkpoint(size))))[0] == 200
        old = size
    assert seen(key) == sizes[-1]
