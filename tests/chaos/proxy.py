"""A TCP proxy on loopback that behaves like a bad network: it delays, cuts and repeats."""

import contextlib
import random
import socket
import threading
import time

CHUNK = 65536


class BadNetwork(threading.Thread):
    """Passes connections on to `target_port`. A connection may be cut before the request, in the middle of the answer
    or after the server has worked but before its answer; a request may be sent to the server twice."""

    def __init__(self, target_port: int, seed: int) -> None:
        super().__init__(daemon=True)
        self.target_port = target_port
        self.dice = random.Random(seed)
        self.cuts = self.repeats = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    def run(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client, self.dice.random()), daemon=True).start()

    def stop(self) -> None:
        """Refuse further connections."""
        self._listener.close()

    def _serve(self, client: socket.socket, fate: float) -> None:
        with contextlib.closing(client), contextlib.suppress(OSError):
            client.settimeout(10)
            request = _whole_request(client)
            if not request or fate < 0.08:
                self.cuts += 1
                return
            time.sleep(self.dice.choice((0, 0, 0.005, 0.03)))
            if fate > 0.92:
                self.repeats += 1
                self._ask(request)
            answer = self._ask(request)
            if fate < 0.16:
                self.cuts += 1
                return
            if fate < 0.2:
                self.cuts += 1
                answer = answer[: len(answer) // 2]
            client.sendall(answer)

    def _ask(self, request: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.target_port), timeout=10) as server:
            server.sendall(request)
            parts = []
            while part := server.recv(CHUNK):
                parts.append(part)
            return b"".join(parts)


def _whole_request(client: socket.socket) -> bytes:
    """Read one request whole: the clients send Content-Length and ask to close the connection."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = client.recv(CHUNK)
        if not part:
            return b""
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
    )
    while len(body) < length:
        part = client.recv(CHUNK)
        if not part:
            return b""
        body += part
    return head + b"\r\n\r\n" + body
