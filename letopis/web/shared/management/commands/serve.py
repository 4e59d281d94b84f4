"""`letopis serve`: the server, static files included."""

import errno
import os
import socket
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connections
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings

from letopis.kernel.exits import NotDone
from letopis.web.shared.screens import StaleError
from letopis.web.shared.static_files import collect

# Milliseconds for the head of a request; its body has a term of its own (front.py).
HEAD_TERM = 10_000
# Connections of one process that wait for their turn or for the rest of their request.
BACKLOG = 4096


class Command(BaseCommand):
    help = "Запускает сервер. Другой сервер, кроме этого, не нужен."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="адрес, обычно 127.0.0.1; 0.0.0.0 — для всей сети")
        parser.add_argument("--port", type=int, default=8000, help="порт, обычно 8000")
        parser.add_argument(
            "--workers", type=int, default=min(os.cpu_count() or 1, 8), help="процессов, обычно по ядрам"
        )
        parser.add_argument("--threads", type=int, default=4, help="потоков в каждом процессе, обычно 4")

    def handle(self, *args: Any, **options: Any) -> None:
        make_sure_free(options["host"], options["port"])
        try:
            collect()
        except StaleError as error:
            raise NotDone(str(error)) from error
        _forget_connections()
        # Read by the settings of the processes that granian starts.
        os.environ["LETOPIS_THREADS"] = str(options["threads"])
        server = Granian(
            "letopis.config.rsgi:application",
            address=options["host"],
            port=options["port"],
            interface=Interfaces.RSGI,
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=HEAD_TERM),
            workers=options["workers"],
            backlog=BACKLOG,
            backpressure=BACKLOG,
            websockets=False,
            respawn_failed_workers=True,
            workers_kill_timeout=10,
            log_enabled=True,
        )
        self.stdout.write(f"Летопись: http://{options['host']}:{options['port']}")
        server.serve()


def make_sure_free(host: str, port: int) -> None:
    """Raise CommandError, with what to type, where the server could not have the port for itself.

    granian shares a port with whoever else allows it: two schools on one port would answer in turn.
    """
    if not 0 < port < 65_536:
        raise NotDone(f"Порта {port} не бывает. Выберите от 1 до 65535: letopis serve --port 8000")
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        socket.create_server(address[:2], family=family).close()
    except OSError as error:
        raise NotDone(_trouble(host, port, error)) from None


def _trouble(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Порт {port} уже занят: на нём работает другая программа или другая школа. "
            f"Остановите её или выберите другой порт: letopis serve --port {port + 1}"
        )
    if error.errno == errno.EACCES:
        return (
            f"Порт {port} может занять только администратор системы. Выберите порт от 1024: letopis serve --port 8000"
        )
    return f"Адреса «{host}» у этого компьютера нет. Укажите свой, 127.0.0.1 или 0.0.0.0: letopis serve --host 0.0.0.0"


def _forget_connections() -> None:
    """Close what the checks above opened, the pool too: workers are forked, and two on one socket would mix answers."""
    for connection in connections.all():
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
