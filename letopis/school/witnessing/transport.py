"""One request to a witness, and no more than that: no redirects, no proxy unless named, little time and room."""

import http.client
import socket
import ssl
import time
from dataclasses import dataclass
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
    deadline = time.monotonic() + WHOLE
    try:
        connection = _connection(parts)
        try:
            headers = {"User-Agent": "Letopis", "Accept-Encoding": "identity"}
            if body is not None:
                headers["Content-Type"] = "text/plain; charset=utf-8"
            connection.request(method, parts.path, body, headers)
            answer = connection.getresponse()
            return Reply(answer.status, _read(connection, answer, deadline), answer.headers.get_content_type())
        finally:
            connection.close()
    except ssl.SSLCertVerificationError:
        raise Unreachable("сертификат его сервера не проверяется") from None
    except TimeoutError:
        raise Unreachable("не ответил вовремя") from None
    except ConnectionRefusedError:
        raise Unreachable("не отвечает: по этому адресу никто не слушает") from None
    except socket.gaierror:
        raise Unreachable("не отвечает: такого имени в сети нет") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
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


def _read(connection: http.client.HTTPConnection, answer: http.client.HTTPResponse, deadline: float) -> bytes:
    """The body, if it comes in time and is not larger than any witness's answer. Raises TimeoutError, ValueError."""
    body = b""
    while len(body) <= LARGEST_ANSWER:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if connection.sock is not None:
            connection.sock.settimeout(left)
        part = answer.read1(4096)
        if not part:
            return body
        body += part
    raise ValueError("too large")
