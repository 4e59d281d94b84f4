"""One request to a witness, and no more than that: no redirects, no proxy unless named, little time and room."""

import http.client
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Event, Timer
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from letopis.school.witnessing.protocol import LARGEST_ANSWER

CONNECT = 5.0  # seconds
WHOLE = 15.0  # seconds for all of it


class Unreachable(Exception):
    """No answer that can be read; the message (Russian) says why."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came: status, body, type."""

    status: int
    body: bytes
    kind: str


def send(method: str, address: str, body: bytes | None = None) -> Reply:
    """Send a request and read the answer whole. Raises Unreachable."""
    parts = urlsplit(address)
    connection, is_late = _connection(parts), Event()
    try:
        with _ended_in_time(connection, is_late):
            headers = {"User-Agent": "Letopis", "Accept-Encoding": "identity"}
            if body is not None:
                headers["Content-Type"] = "text/plain; charset=utf-8"
            connection.request(method, parts.path, body, headers)
            answer = connection.getresponse()
            reply = Reply(answer.status, _read(answer), answer.headers.get_content_type())
        if is_late.is_set():
            raise TimeoutError
        return reply
    except ssl.SSLCertVerificationError:
        raise Unreachable("сертификат его сервера не проверяется") from None
    except TimeoutError:
        raise Unreachable("не ответил вовремя") from None
    except ConnectionRefusedError:
        raise Unreachable("не отвечает: по этому адресу никто не слушает") from None
    except socket.gaierror:
        raise Unreachable("не отвечает: такого имени в сети нет") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        if is_late.is_set():
            raise Unreachable("не ответил вовремя") from None
        raise Unreachable(f"не отвечает ({type(error).__name__})") from None


def _connection(parts: SplitResult) -> http.client.HTTPConnection:
    """Directly to the witness, or through the proxy of LETOPIS_WITNESS_PROXY; what is near always directly."""
    host, port = parts.hostname or "", parts.port
    if parts.scheme == "http":
        return http.client.HTTPConnection(host, port or 80, timeout=CONNECT)
    context = ssl.create_default_context()
    if not settings.WITNESS_PROXY:
        return http.client.HTTPSConnection(host, port or 443, timeout=CONNECT, context=context)
    proxy = urlsplit(settings.WITNESS_PROXY)
    through = http.client.HTTPSConnection(proxy.hostname or "", proxy.port or 3128, timeout=CONNECT, context=context)
    through.set_tunnel(host, port or 443)
    return through


@contextmanager
def _ended_in_time(connection: http.client.HTTPConnection, is_late: Event) -> Iterator[None]:
    """Cut the line when all the time is over: a limit of each reading alone never ends what drips byte by byte."""

    def cut() -> None:
        is_late.set()
        if connection.sock is not None:
            with suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)

    timer = Timer(WHOLE, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        connection.close()


def _read(answer: http.client.HTTPResponse) -> bytes:
    """The body, if it is not larger than any witness's answer. Raises ValueError."""
    body = b""
    while len(body) <= LARGEST_ANSWER:
        part = answer.read1(4096)
        if not part:
            return body
        body += part
    raise ValueError("too large")
