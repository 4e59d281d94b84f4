"""Two schools through the real address: cosigned, a witness away, another history shown, junk for an answer."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Barrier, Event, Thread

import pytest
from django.db import connection
from django.test import Client

from letopis.kernel.actor import Actor
from letopis.kernel.roles import Role
from letopis.school.history.log import checkpoints, notes
from letopis.school.history.log.checkpoints import make_checkpoint
from letopis.school.history.log.cosignatures import Cosigner, cosigned
from letopis.school.history.log.keys import keys_of
from letopis.school.history.models import Checkpoint, Entry
from letopis.school.organisation.models import School
from letopis.school.witnessing import actions, alarms, asking, transport
from letopis.school.witnessing.cosigned import cosigned_note, trusted, witnesses_of
from letopis.school.witnessing.models import Cosignature, Refusal, WatchedLog, Witness
from letopis.web.shared import witness as page
from letopis.web.shared.pace import Pace
from tests import factories as make
from tests.school.history.log.test_against import unlocked
from tests.school.history.log.test_checkpoints import enter
from tests.school.witnessing.scene import Pair, StrangeLog, pair, request, watching

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("JRN-10")]


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    monkeypatch.setattr(page, "pace", Pace(burst=10_000, rate=10_000))


@pytest.fixture
def two(live_server) -> Pair:
    return pair(live_server.url)


def director(school: School) -> Actor:
    return make.actor_of(make.make_officer(school, Role.DIRECTOR), Role.DIRECTOR)


def set_back(school: School, checkpoint: Checkpoint) -> None:
    """Put back what the base was at a checkpoint, as if from a copy, on another machine."""
    ids = f"school_id = {school.pk} AND id > {checkpoint.last_entry_id}"
    unlocked(
        f"DELETE FROM witnessing_cosignature WHERE checkpoint_id IN "
        f"(SELECT id FROM history_checkpoint WHERE school_id = {school.pk} AND number > {checkpoint.number})",
        f"DELETE FROM history_checkpoint WHERE school_id = {school.pk} AND number > {checkpoint.number}",
        f"DELETE FROM history_entry WHERE {ids}",
    )
    checkpoints.last_file(keys_of(school.pk)[-1]).unlink()


# ── as it should be ───────────────────────────────────────────────────


def test_each_new_checkpoint_is_cosigned_once(two):
    first = checkpoints.newest(two.log.pk)
    assert trusted(two.log.pk, 1) is None

    asking.carry_out.call()
    assert asking.due() == [], "nothing new, nothing to ask"
    assert trusted(two.log.pk, 1) == first

    second = two.grow(300)
    asking.carry_out.call()
    assert trusted(two.log.pk, 1) == second
    assert trusted(two.log.pk, 2) is None
    assert witnesses_of(two.log.pk) == 1
    note = notes.parse(cosigned_note(second))
    assert Cosigner.of(two.witness.verifier).time_of(note) == 1795419780
    assert WatchedLog.objects.get().size == second.size
    assert not Refusal.objects.exists()


def test_a_day_without_entries_asks_whether_it_is_still_there(two, moment):
    asking.carry_out.call()
    before = Cosignature.objects.get().at
    moment.shift(timedelta(hours=25))
    assert asking.due() == [Witness.objects.get()]
    asking.carry_out.call()
    assert Cosignature.objects.get().at - before == timedelta(hours=25)


def test_a_witness_that_has_seen_it_already_says_how_much(two):
    """What we remember of it is lost; it tells, and is asked again."""
    asking.carry_out.call()
    Witness.objects.update(size=0)
    two.grow()
    asking.carry_out.call()
    assert (Witness.objects.get().fault, Cosignature.objects.count()) == ("", 2)
    # More than it has seen: as if its own base had been set back together with its file.
    Witness.objects.update(size=10_000)
    two.grow()
    asking.carry_out.call()
    assert (Witness.objects.get().fault, Refusal.objects.count()) == ("", 0)


def test_no_network_where_nobody_is_named(two, monkeypatch):
    actions.end_witness(Actor.system(two.log.pk), two.witness.pk, reason="Больше не свидетель")
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("connected"))
    two.grow()
    asking.begin_due()
    asking.carry_out.call()


# ── away ──────────────────────────────────────────────────────────────


def test_a_week_without_the_witness_and_then_at_once(two, moment, live_server):
    asking.carry_out.call()
    address = two.witness.address
    Witness.objects.update(address="http://127.0.0.1:9/witness/x")
    head = director(two.log)
    for day in range(7):
        checkpoint = two.grow()
        assert checkpoint.size == Entry.objects.filter(school=two.log).count(), "work goes on"
        asking.carry_out.call()
        assert bool(alarms.trouble_of_witnesses(head)) == (day > 3), day
        moment.shift(timedelta(days=1))
    witness = Witness.objects.get()
    assert witness.failures == 7
    assert "не отвечает" in witness.fault
    assert "«Гимназия» с 23.11.2026" in alarms.trouble_of_witnesses(head)
    assert asking.due() == [witness]
    asking.carry_out.call()
    moment.shift(timedelta(minutes=14))
    assert asking.due() == [], "not each minute"
    moment.shift(timedelta(minutes=2))

    Witness.objects.update(address=address)
    asking.carry_out.call()
    assert trusted(two.log.pk, 1) == checkpoints.newest(two.log.pk)
    assert alarms.trouble_of_witnesses(head) == ""


def test_too_few_are_told(two):
    two.log.settings = {"witness_quorum": 2}
    two.log.save()
    assert "нужно 2" in alarms.trouble_of_witnesses(director(two.log))


def test_who_may_not_know_hears_nothing(two):
    teacher = make.actor_of(make.make_officer(two.log, Role.METHODOLOGIST), Role.METHODOLOGIST)
    Witness.objects.update(since=Witness.objects.get().since - timedelta(days=30))
    assert alarms.trouble_of_witnesses(director(two.log))
    for source in (alarms.trouble_of_witnesses, alarms.trouble_of_refusals, alarms.trouble_of_mail):
        assert source(teacher) == ""


# ── another history ───────────────────────────────────────────────────


@pytest.mark.tampering
def test_a_base_set_back_is_an_alarm_on_both_sides(two, record_property):
    old = checkpoints.newest(two.log.pk)
    seen = two.grow(5).size
    asking.carry_out.call()
    set_back(two.log, old)
    shown = two.grow(2)
    Witness.objects.update(asked_at=None)
    asking.carry_out.call()

    ours, theirs = Refusal.objects.filter(log=None).get(), Refusal.objects.filter(witness=None).get()
    assert (ours.kind, ours.known_size, ours.shown_size) == ("ahead", seen, shown.size)
    assert (theirs.kind, theirs.known_size, theirs.shown_size) == ("behind", seen, shown.size)
    # Both heads, signed by the same key: together they are the proof.
    for text in (ours.known_note, ours.shown_note, theirs.known_note, theirs.shown_note):
        assert notes.parse(text).is_signed_by(notes.Verifier.of(keys_of(two.log.pk)[-1].verifier))
    assert "«Гимназия»" in alarms.trouble_of_refusals(director(two.log))
    assert "«Соседняя школа»" in alarms.trouble_of_refusals(director(two.other))

    # It grows beyond what was seen, another history: refused again, by the proof.
    two.grow(10)
    Witness.objects.update(asked_at=None)
    asking.carry_out.call()
    assert {one.kind for one in Refusal.objects.filter(log=None)} == {"ahead", "refused"}
    assert {one.kind for one in Refusal.objects.filter(witness=None)} == {"behind", "not_on"}
    assert Witness.objects.get().failures == 2
    record_property("way", ("the base and its key's file set back, less shown to a witness", "ahead, behind"))
    record_property("way", ("another history grown beyond what a witness has seen", "refused, not_on"))


def test_an_alarm_ends_by_an_act_alone(two, moment):
    old = checkpoints.newest(two.log.pk)
    two.grow(5)
    asking.carry_out.call()
    set_back(two.log, old)
    two.grow(2)
    Witness.objects.update(asked_at=None)
    asking.carry_out.call()
    head = director(two.log)
    moment.shift(timedelta(days=400))
    assert "видел больше записей" in alarms.trouble_of_refusals(head)

    row = Refusal.objects.filter(log=None).get()
    actions.settle_refusal(head, row.pk, reason="База возвращена из копии от 22.11")
    assert alarms.trouble_of_refusals(head) == ""
    entry = Entry.objects.filter(kind="witnessing.refusal", object_id=row.pk).last()
    assert (entry.action, entry.reason) == ("settle", "База возвращена из копии от 22.11")
    # The same two heads are no new alarm.
    Witness.objects.update(asked_at=None)
    shown = Checkpoint.objects.get(note=row.shown_note)
    assert shown.size == row.shown_size


def test_two_histories_at_once_are_never_both_cosigned():
    """Two forks of one log, asked for at the same moment: one is cosigned, the other is refused."""
    leaves = [b"%d" % number for number in range(30)]
    log, fork = StrangeLog(leaves), StrangeLog([*leaves[:10], b"x", *leaves[11:]])
    fork.key = log.key
    key = watching(log)
    assert ask_for(key, log, 0, 10) == 200
    start, answers = Barrier(6), []

    def run(one: StrangeLog, size: int) -> None:
        start.wait()
        answers.append((one is log, size, ask_for(key, one, 10, size)))
        connection.close()

    threads = [Thread(target=run, args=(one, size)) for size in (20, 25, 30) for one in (log, fork)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    good = [one for one in answers if one[2] == 200]
    assert len(good) == 1, answers
    row = WatchedLog.objects.get()
    assert row.size == good[0][1]
    assert bytes(row.root) == (log if good[0][0] else fork).root(row.size)
    assert {one[2] for one in answers} == {200, 409}


def ask_for(key, log: StrangeLog, old: int, size: int) -> int:
    body = request(old, log.proof(old, size), log.checkpoint(size))
    answer = Client().post(f"/witness/{key.node}/add-checkpoint", body, content_type="text/plain")
    return answer.status_code


# ── answers of others ─────────────────────────────────────────────────


Answer = tuple[int, dict[str, str], bytes]


@contextmanager
def stranger(answer: Callable[[bytes], Answer]) -> Iterator[str]:
    """Somebody else's witness: it answers each POST so, and has no checkpoint to show."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.say(*answer(self.rfile.read(int(self.headers["Content-Length"]))))

        def do_GET(self) -> None:
            self.say(404, {}, b"")

        def say(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


NAME, KEY = "example.com/w1", StrangeLog().key
SIZE = {"Content-Type": "text/x.tlog.size"}


def cosigning(body: bytes) -> Answer:
    """As a witness of another make does: among signatures of its other keys."""
    text = body.decode().partition("\n\n")[2].rpartition("\n\n")[0] + "\n"
    lines = cosigned(text, "example.com/w0", StrangeLog().key, 5) + cosigned(text, NAME, KEY, 1700000000)
    return 200, {}, lines.encode()


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (lambda _: (302, {"Location": "http://127.0.0.1:9/"}, b""), "кодом 302"),
        (lambda _: (500, {}, b"oops"), "кодом 500"),
        (lambda _: (400, {}, b""), "не разобрал"),
        (lambda _: (403, {}, b""), "не знает нашего ключа"),
        (lambda _: (404, {}, b""), "не знает нашего журнала"),
        (lambda _: (429, {}, b""), "реже"),
        (lambda _: (200, {}, b""), "не тем ключом"),
        (lambda _: (200, {}, b"\xff\xff"), "не по правилам"),
        (lambda _: (200, {}, b"thanks\n"), "не по правилам"),
        (lambda _: (200, {}, "— example.com/w9 AAAAAAAA\n".encode()), "не тем ключом"),
        (lambda body: (200, {}, cosigning(body + b"x")[2].replace(b"w1 ", b"w1  ")), "не по правилам"),
        (lambda _: (200, {}, cosigned("other\n", NAME, KEY, 5).encode()), "не сходится"),
        (lambda _: (200, {}, b"x" * 100_000), "не отвечает"),
        (lambda _: (200, {"Content-Length": "100"}, b"short"), "не по правилам"),
        (lambda _: (409, {}, b"5\n"), "не по правилам"),
        (lambda _: (409, SIZE, b"05\n"), "не по правилам"),
        (lambda _: (409, SIZE, b"0\n"), "не по правилам"),
        (lambda _: (409, SIZE, b"-5\n"), "не по правилам"),
        (lambda _: (409, SIZE, b"9" * 400 + b"\n"), "не по правилам"),
    ],
)
def test_an_answer_that_is_none_is_a_fault_and_no_cosignature(school, answer, fault):
    enter(school, 3)
    make_checkpoint(school.pk)
    with stranger(answer) as url:
        witness = named(school, url)
        assert asking.ask(witness) is False
    assert fault in Witness.objects.get().fault
    assert not Cosignature.objects.exists()
    assert not Refusal.objects.exists()


@pytest.mark.parametrize("drop", [b"H", b"HTTP/1.1 100 Continue\r\n\r\n"], ids=["a status", "goes on"])
def test_an_answer_that_drips_is_cut_off(monkeypatch, drop):
    """Each byte comes in time, the answer never: a limit of each reading alone would hold the worker for good."""
    monkeypatch.setattr(transport, "WHOLE", 0.4)
    is_over = Event()

    def drip(line: socket.socket) -> None:
        with line, suppress(OSError):
            line.recv(4096)
            while not is_over.wait(0.02):
                line.sendall(drop)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = Thread(target=lambda: drip(server.accept()[0]))
        thread.start()
        with pytest.raises(transport.Unreachable, match="вовремя"):
            transport.send("POST", f"http://127.0.0.1:{server.getsockname()[1]}/w/add-checkpoint", b"x")
        is_over.set()
        thread.join()


def named(school: School, url: str) -> Witness:
    verifier = str(Cosigner(NAME, KEY.public_key().public_bytes_raw()))
    return actions.name_witness(Actor.system(school.pk), name="Чужой", address=f"{url}/w/", verifier=verifier)


def test_a_witness_of_another_make_is_understood(school):
    enter(school, 3)
    made = make_checkpoint(school.pk)
    with stranger(cosigning) as url:
        assert asking.ask(named(school, url))
    row = Cosignature.objects.get()
    assert (row.checkpoint, row.line.count("\n"), row.at.timestamp()) == (made, 1, 1700000000)


def test_a_size_that_we_never_had_is_a_refusal_though_it_cosigns_then(school):
    enter(school, 3)
    made = make_checkpoint(school.pk)
    answers = [lambda _: (409, SIZE, b"2\n"), cosigning]

    def answer(body: bytes) -> Answer:
        return answers.pop(0)(body)

    with stranger(answer) as url:
        assert asking.ask(named(school, url))
    row = Refusal.objects.get()
    assert (row.kind, row.known_size, row.shown_size) == ("unknown", 2, made.size)
