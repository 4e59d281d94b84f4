"""The client against a small server: it sends when a request is due, counts from then, knows a wrong answer."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from bench.client import Gun, Shot, request
from bench.scenarios import MeasureError

PAGE = b"x" * 300_000


@contextmanager
def server(*, pause: float = 0.0, status: str = "200 OK", body: bytes = PAGE, length: bool = True) -> Iterator[int]:
    """A server that answers one request after another, each after `pause` seconds; gives its port."""
    head = f"HTTP/1.1 {status}\r\n" + (f"content-length: {len(body)}\r\n" if length else "") + "\r\n"
    turn = threading.Lock()

    def serve(link: socket.socket) -> None:
        with link, suppress(ConnectionError):
            while link.recv(65536):
                with turn:
                    time.sleep(pause)
                # In two parts: an answer rarely comes in one.
                link.sendall(head.encode()[:9])
                link.sendall(head.encode()[9:] + body)

    def accept() -> None:
        while True:
            try:
                link, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(link,), daemon=True).start()

    listening = socket.create_server(("127.0.0.1", 0), backlog=256)
    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def shots(number: int, *, every: float, proof: bytes = b"") -> list[Shot]:
    return [Shot(index * every, "page", request("/", "a=b"), proof) for index in range(number)]


@contextmanager
def gun(port: int) -> Iterator[Gun]:
    made = Gun(port)
    try:
        yield made
    finally:
        made.close()


def test_every_shot_is_answered_whole() -> None:
    with server() as port, gun(port) as made:
        hits = made.volley(shots(20, every=0.001, proof=b"xxx"), give_up=60)
    assert [hit.seconds is not None for hit in hits] == [True] * 20


def test_a_request_that_waits_behind_others_is_counted_from_when_it_was_due() -> None:
    # All are due at once and answered one after another: the last waits for all before it.
    with server(pause=0.05) as port, gun(port) as made:
        hits = made.volley(shots(6, every=0), give_up=60)
    assert max(hit.seconds or 0 for hit in hits) >= 6 * 0.05


def test_a_server_that_cannot_keep_up_is_given_up() -> None:
    with server(pause=0.1) as port, gun(port) as made:
        hits = made.volley(shots(60, every=0.01), give_up=0.3)
    assert len(hits) == 60
    assert 0 < sum(hit.seconds is None for hit in hits) < 60


@pytest.mark.parametrize(("status", "proof"), [("503 Busy", b""), ("200 OK", b"applied")])
def test_a_refusal_is_no_answer(status: str, proof: bytes) -> None:
    with server(status=status) as port, gun(port) as made:
        hits = made.volley(shots(2, every=0, proof=proof), give_up=60)
    assert [hit.seconds for hit in hits] == [None, None]


def test_an_answer_of_unknown_length_stops_the_run() -> None:
    with server(length=False) as port, gun(port) as made, pytest.raises(MeasureError, match="without a length"):
        made.volley(shots(1, every=0), give_up=60)


def test_each_of_several_clients_waits_for_its_own_answer() -> None:
    with server(pause=0.01) as port, gun(port) as made:
        hits, took = made.duel([iter(shots(3, every=0)) for _ in range(4)])
    assert len(hits) == 12
    assert took >= 12 * 0.01


def test_what_is_posted_has_a_body_and_its_length() -> None:
    head, _, body = request("/journal/operations", "a=b", b'{"x": 1}').partition(b"\r\n\r\n")
    assert head.startswith(b"POST /journal/operations HTTP/1.1\r\n")
    assert b"Content-Length: 8" in head
    assert body == b'{"x": 1}'
