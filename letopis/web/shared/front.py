"""The front of the server: takes a request in whole before a thread is given to it, and sends the answer after.

granian hands WSGI a body while it still comes, so that a client who sends it drop by drop keeps a thread for as long as
it likes: a handful of them stop the server. Here the body is taken in by the event loop, which holds thousands of
connections, with a term; only then does one of the threads work on it. A slow reader of the answer keeps none either.
"""

import asyncio
import contextlib
import io
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any
from wsgiref.types import StartResponse, WSGIApplication

if TYPE_CHECKING:
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol
    from granian.rsgi import Scope

Headers = list[tuple[str, str]]
MEGABYTE = 1024 * 1024
IN_MEMORY = MEGABYTE


@dataclass(frozen=True, slots=True)
class Patience:
    """How a body may come: `seconds` for its beginning, then one more for every `rate` bytes; at most `most` bytes.

    A photograph over a poor mobile link has its time; a drop a second has not.
    """

    seconds: float = 15
    rate: int = 4096
    most: int = 256 * MEGABYTE


@dataclass(slots=True)
class Answer:
    """What the application answered: a body, or the path of a file to send it from."""

    status: int
    headers: Headers
    body: bytes = b""
    path: str = ""


class TooSlow(Exception):
    """The body did not come within its term."""


class TooLarge(Exception):
    """The body is more than the server takes at all."""


class Front:
    """An RSGI application (granian's own interface) around a WSGI one, which runs in `threads` threads."""

    def __init__(self, application: WSGIApplication, threads: int, patience: Patience) -> None:
        self.application = application
        self.patience = patience
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="letopis")

    async def __call__(self, scope: "Scope", proto: "HTTPProtocol") -> None:
        """Answer one request: 408 where its body is too slow, 413 where too large, else as the application does."""
        with SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            try:
                size = await self._take(scope, proto, body)
            except TooSlow:
                return _refuse(proto, HTTPStatus.REQUEST_TIMEOUT)
            except TooLarge:
                return _refuse(proto, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            body.seek(0)
            environ = environ_of(scope, body, size)
            answer = await asyncio.get_running_loop().run_in_executor(self.pool, run, self.application, environ)
        if answer.path:
            proto.response_file(answer.status, answer.headers, answer.path)
        else:
            proto.response_bytes(answer.status, answer.headers, answer.body)
        return None

    async def _take(self, scope: "Scope", proto: "HTTPProtocol", body: "SpooledTemporaryFile[bytes]") -> int:
        """Take the body in; return its size in bytes. Raises TooSlow, TooLarge."""
        announced = scope.headers.get("content-length") or ""
        if announced.isdecimal() and int(announced[:20]) > self.patience.most:
            raise TooLarge
        if scope.method in ("GET", "HEAD") and not announced and "transfer-encoding" not in scope.headers:
            return 0
        size = 0
        begun = asyncio.get_running_loop().time() + self.patience.seconds
        try:
            async with asyncio.timeout_at(begun) as term:
                async for chunk in proto:
                    size += body.write(chunk)
                    if size > self.patience.most:
                        raise TooLarge
                    term.reschedule(begun + size / self.patience.rate)
        except TimeoutError:
            raise TooSlow from None
        return size


def environ_of(scope: "Scope", body: "SpooledTemporaryFile[bytes]", size: int) -> dict[str, Any]:
    """Return the request in the terms of PEP 3333.

    A header named with an underscore is left out: it would read as the same one with hyphens, which a proxy in front
    may have set itself and be trusted for.
    """
    server, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode().decode("latin-1"),
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": Stream,
    }
    for name, value in scope.headers.items():
        if "_" in name:
            continue
        key = "HTTP_" + name.upper().replace("-", "_")
        between = "; " if name == "cookie" else ","
        environ[key] = f"{environ[key]}{between}{value}" if key in environ else value
    environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE", "")
    environ.pop("HTTP_CONTENT_LENGTH", None)
    environ["CONTENT_LENGTH"] = str(size) if size else ""
    return environ


class Stream:
    """`wsgi.file_wrapper`: what is sent from a file is sent by the server, not read here."""

    def __init__(self, file: IO[bytes], block_size: int = 8192) -> None:
        self.file = file
        self.block_size = block_size

    def __iter__(self) -> "Stream":
        return self

    def __next__(self) -> bytes:
        if block := self.file.read(self.block_size):
            return block
        raise StopIteration

    def close(self) -> None:
        """Close the file."""
        self.file.close()

    @property
    def path(self) -> str:
        """The path of a whole file on the disk, "" for a part of one or for what is in memory."""
        name = getattr(self.file, "name", "")
        with contextlib.suppress(OSError, AttributeError, io.UnsupportedOperation):
            return name if isinstance(name, str) and self.file.tell() == 0 and Path(name).is_file() else ""
        return ""


def run(application: WSGIApplication, environ: dict[str, Any]) -> Answer:
    """Let the application answer, and take its answer in whole."""
    answer = Answer(HTTPStatus.INTERNAL_SERVER_ERROR, [])

    def start(status: str, headers: Headers, exc_info: Any = None) -> Any:
        answer.status = int(status.split(" ", 1)[0])
        answer.headers = [(name, value.strip()) for name, value in headers]

    starting: StartResponse = start
    parts: Iterable[bytes] = application(environ, starting)
    try:
        answer.path = parts.path if isinstance(parts, Stream) else ""
        answer.body = b"" if answer.path else b"".join(parts)
    finally:
        if close := getattr(parts, "close", None):
            close()
    return answer


def _refuse(proto: "HTTPProtocol", status: HTTPStatus) -> None:
    """Say no and hang up: what else may come is not read."""
    proto.response_bytes(status, [("connection", "close"), ("cache-control", "no-store")], b"")
