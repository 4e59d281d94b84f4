"""`letopis serve`: the server, static files included."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connections
from granian import Granian
from granian.constants import Interfaces

from letopis.web.shared.static_files import collect


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
        collect()
        _forget_connections()
        server = Granian(
            "letopis.config.wsgi:application",
            address=options["host"],
            port=options["port"],
            interface=Interfaces.WSGI,
            workers=options["workers"],
            blocking_threads=options["threads"],
            websockets=False,
            respawn_failed_workers=True,
            workers_kill_timeout=10,
            log_enabled=True,
        )
        self.stdout.write(f"Летопись: http://{options['host']}:{options['port']}")
        server.serve()


def _forget_connections() -> None:
    """Close what the checks above opened, the pool too: workers are forked, and two on one socket would mix answers."""
    for connection in connections.all():
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
